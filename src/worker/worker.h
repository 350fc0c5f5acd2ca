/*
 * worker.h - the thread that owns the network, the store and the credentials.
 *
 * It takes orders, does what is due, lets bytes flow, and publishes a snapshot when
 * something has changed. It blocks in one place: http_work(). The screen and the commands
 * use the same worker, so a number on the screen and in JSON come from one function.
 */
#ifndef ELBTOP_WORKER_WORKER_H
#define ELBTOP_WORKER_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "cross/doors.h"

struct cluster_context;
struct settings;
struct worker;

struct worker_config {
    const char *kubeconfig;         /* --kubeconfig; NULL: the environment's */
    const char *context;            /* --context; NULL: current-context */
    const char *namespace;          /* -n; NULL: all */
    const char *fallback_namespace; /* where all are forbidden; NULL: the context's */
    bool all_namespaces;            /* -A was said: do not fall back to one */
    const char *os_cloud;           /* --os-cloud; NULL: the environment's */
    const char *clouds_file;        /* that clouds.yaml alone; NULL: as usual */
    bool no_cloud;
    bool no_probe;
    const char *probe_proxy; /* NULL: straight */
    bool read_only;
    bool simulator;
    bool chosen;     /* namespace, or all, was picked on the screen, and is remembered */
    bool has_screen; /* a dashboard has the terminal: plugins wait until it is lent */
    bool record;     /* what is read in the last minutes is kept, for ORDER_RECORD */
    bool once;       /* one picture, no watches; for commands */
    int64_t once_ms; /* its deadline; what has not come by then is missing */
    uint64_t seed;
    const struct settings
        *settings;         /* borrowed for worker_new; NULL: the environment's */
    const char *state_dir; /* where receipts go; NULL: the environment's */
    bool forget;        /* nothing of earlier runs is used, nothing kept for later ones */
    int64_t give_up_ms; /* proof of a change is waited for so long; 0: the usual */
    int64_t answer_ms;  /* so is the answer to it */
    struct log *log;    /* borrowed; NULL */
    const struct clock *clock; /* borrowed; NULL: the real one */
};

/* Reads the files and takes the credentials apart; nothing is sent yet. Errors: one line
 * that names file and field. config's texts are copied or no longer needed after it. */
enum err_code worker_new(const struct worker_config *config, struct worker **ret_worker,
                         struct err *err);
void worker_free(struct worker *worker); /* ends the thread first, when it runs */

/* All contexts of the files that kubeconfig (NULL: the environment) means; texts go to the
 * arena. *ret_current may be NULL. */
enum err_code worker_contexts(const char *kubeconfig, struct arena *arena,
                              const struct cluster_context **ret_contexts,
                              size_t *ret_count, const char **ret_current,
                              struct err *err);

/* Its doors; the worker owns them. */
struct doors *worker_doors(struct worker *worker);

/* The context it looks at; "" inside of a cluster. */
const char *worker_context(const struct worker *worker);

enum err_code worker_start(struct worker *worker, struct err *err);
void worker_stop(struct worker *worker); /* asks, and waits for the thread */

#endif
