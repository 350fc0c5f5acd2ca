/*
 * tally.h - how many endpoints each Service has, over all its slices.
 *
 * A cluster has slices for every Service, of whatever type; only counts are kept. With two
 * address families every pod is there twice: the family with more of them is told.
 */
#ifndef ELBTOP_STATE_TALLY_H
#define ELBTOP_STATE_TALLY_H

#include <stdbool.h>
#include <stddef.h>

#include "kube/object.h"

struct tally;

struct tally *tally_new(void);
void tally_free(struct tally *tally);

/* true: the sums of that Service changed. */
bool tally_put(struct tally *tally, const struct kube_object *slice);
/* The Service whose sums changed; NULL: no such slice. Valid until the next change. */
const char *tally_gone(struct tally *tally, const char *namespace, const char *name);

/* A list of all slices arrives: what it does not hold goes at its end. */
void tally_list_began(struct tally *tally);
/* Calls back for each Service whose sums changed. */
void tally_list_ended(struct tally *tally,
                      void (*changed)(void *ctx, const char *namespace, const char *name),
                      void *ctx);

/* false: no slice is known for it. */
bool tally_sum(const struct tally *tally, const char *namespace, const char *service,
               size_t *ret_ready, size_t *ret_total);

#endif
