/*
 * informer.h - what a controller knows of one kind: a list that is kept true by a watch.
 *
 * Written apart from the program's own reflector on purpose: the world's controllers must
 * not share the mistakes of the client that they are to test. Lists in pages, watches
 * from there with bookmarks, lists anew after 410; while nothing can be read the old
 * picture stays. Objects are kept as text without managedFields: ten thousand Services
 * are about 20 MB so, and a hundred times that as trees. Who takes over what it needs at
 * once (`seen`) is given a table of values instead of trees, and no text is kept: that is
 * five times faster, and a world of ten thousand Services waits for it.
 *
 * Thread: the agent's.
 */
#ifndef ELBTOP_SIM_INFORMER_H
#define ELBTOP_SIM_INFORMER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "sim/agent.h"
#include "wire/value.h"

struct informer;

/*
 * key   "namespace/name", or "name"
 * old   NULL: it is new
 * now   NULL: it is gone
 * Trees are valid during the call.
 */
typedef void (*informer_changed)(void *ctx, const char *key, const json_t *old,
                                 const json_t *now);

/* The same for who keeps what it needs itself; now is valid during the call. */
typedef void (*informer_seen)(void *ctx, const char *key, const struct value *now);

struct informer_config {
    struct agent *agent;               /* borrowed */
    const struct agent_server *server; /* borrowed */
    const char *path;                  /* static: "/api/v1/services" */
    const char *older_path;            /* taken where path answers 404; NULL */
    const char *label_selector;        /* static; NULL */
    informer_changed changed;          /* one of the two; */
    informer_seen seen;                /* with this, informer_get() knows nothing */
    void *ctx;
};

struct informer *informer_new(const struct informer_config *config);
void informer_free(struct informer *informer);

/*
 * Starts what is due. To be called before each turn; returns the real moment (monotonic)
 * at which to call again, INT64_MAX when nothing is waited for by time.
 */
int64_t informer_work(struct informer *informer);

bool informer_is_listed(const struct informer *informer); /* was complete once */

/* A new tree of the object as last seen; NULL: not known. */
json_t *informer_get(const struct informer *informer, const char *key);

size_t informer_count(const struct informer *informer);

/* Calls for each known key, in no order. Must not change the informer. */
void informer_each(const struct informer *informer,
                   void (*fn)(void *ctx, const char *key), void *ctx);

#endif
