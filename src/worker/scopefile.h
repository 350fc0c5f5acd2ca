/*
 * scopefile.h - which namespace was looked at last in each context, or all of them, from one
 * run of the dashboard to the next: $XDG_STATE_HOME/elbtop/scopes/scopes.json, the newest
 * first, LIMIT_SCOPES at most.
 *
 * Nothing depends on it: a file that is not there or makes no sense recalls nothing, and is
 * replaced by the next choice. Of two programs the one that chooses later has the last word.
 */
#ifndef ELBTOP_WORKER_SCOPEFILE_H
#define ELBTOP_WORKER_SCOPEFILE_H

#include <stdbool.h>

#include "base/err.h"

/* A context of one name may lead to another cluster tomorrow: the server tells them apart. */
struct scope_place {
    const char *state_dir; /* NULL: the environment's */
    const char *context;
    const char *server;
};

/* false: nothing is known. *ret_namespace: a copy for the caller to free; NULL: all. */
bool scopefile_recall(const struct scope_place *place, char **ret_namespace);

/* namespace NULL: all. Errors: those of the file. */
enum err_code scopefile_keep(const struct scope_place *place, const char *namespace,
                             struct err *err);

#endif
