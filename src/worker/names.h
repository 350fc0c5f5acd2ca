/*
 * names.h - DNS names that external-dns keeps for Services, as their annotations say; for the
 * DANGLES lines of a tear-down. Thread: worker only.
 */
#ifndef ELBTOP_WORKER_NAMES_H
#define ELBTOP_WORKER_NAMES_H

#include <stddef.h>

#include "act/around.h"
#include "base/arena.h"
#include "kube/object.h"

struct names;

struct names *names_new(void);
void names_free(struct names *names);

void names_put(struct names *names, const struct kube_object *service);
/* Either may be NULL: nothing is forgotten then; a name too much harms nobody. */
void names_gone(struct names *names, const char *namespace, const char *name);

size_t names_copy(const struct names *names, struct arena *arena,
                  const struct around_name **ret_names);

#endif
