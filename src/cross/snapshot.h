/*
 * snapshot.h - everything the screen may show, immutable: the joined view, the health of
 * each source, calls and log lines, times. Made by the worker, owned by whoever took it.
 */
#ifndef ELBTOP_CROSS_SNAPSHOT_H
#define ELBTOP_CROSS_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "state/view.h"

/* One request that was made. Never a secret: no headers, no bodies. */
struct call {
    int64_t     wall_ms;
    const char *server;     /* "kubernetes", "iam", "elb", "vpc", "probe" */
    const char *method;
    const char *path;
    int         status;     /* 0: no answer */
    int64_t     took_ms;
    const char *request_id; /* "" */
    const char *error;      /* ""; one line */
    bool        changes;    /* it was sent to change the world */
};

struct snapshot {
    uint64_t     generation; /* counts up */
    struct view *view;       /* owned */

    const char *context;   /* kubeconfig context; "" in-cluster */
    const char *namespace; /* NULL: all */
    const char *project;   /* cloud project; NULL: no cloud */
    bool        simulator;
    bool        read_only;
    int64_t     token_expires_wall_ms; /* of the cloud; WHEN_UNKNOWN */
    bool        complete;  /* every source that is on has answered or given up once */

    size_t             call_count;
    const struct call *calls; /* newest first */
    int                calls_per_minute;
    int                throttled; /* 429s so far */
    size_t             log_count;
    const char       **log; /* oldest first */

    struct arena arena; /* all of the above but the view */
};

void snapshot_free(struct snapshot *snapshot);

#endif
