/*
 * jobfeed.h - plans being carried out on the worker's network: one job at a time, and one
 * dry run beside it.
 *
 * Requests go out on the line of the Kubernetes feed and with the session of the cloud feed.
 * What a job says goes into the timeline as it is said; requests that change something are
 * in the call log with the kubectl line that does the same; a tear-down that sent something
 * ends in a receipt. Jobs that are over are kept until they are dismissed, the last few.
 *
 * Thread: worker only.
 */
#ifndef ELBTOP_WORKER_JOBFEED_H
#define ELBTOP_WORKER_JOBFEED_H

#include <stdbool.h>
#include <stdint.h>

#include "act/job.h"
#include "cross/snapshot.h"
#include "state/store.h"
#include "worker/calllog.h"
#include "worker/cloudfeed.h"
#include "worker/kubefeed.h"
#include "worker/receipt.h"

struct jobfeed;

struct jobfeed_config { /* everything in it is borrowed */
    struct http *http;
    struct kubefeed *kube;
    struct cloudfeed *cloud; /* NULL: no cloud to prove anything */
    struct prober *prober;   /* NULL: addresses are not tried */
    struct store *store;
    struct calllog *calllog;
    struct log *log;       /* NULL */
    const char *state_dir; /* where receipts go; NULL: the environment's */
    struct receipt_around around;
    int64_t give_up_ms; /* 0: INTERVAL_GIVE_UP_MS */
    int64_t answer_ms;  /* to a change; 0: INTERVAL_ANSWER_MS */
};

struct jobfeed *jobfeed_new(const struct jobfeed_config *config);
void jobfeed_free(struct jobfeed *feed); /* what is under way is dropped */

/* The plan is the feed's from now on. id: of the giver, not 0. */
void jobfeed_run(struct jobfeed *feed, struct plan *plan, uint64_t id, int64_t hold_ms,
                 int64_t now_ms, int64_t wall_ms);
void jobfeed_try(struct jobfeed *feed, struct plan *plan, uint64_t id, int64_t now_ms,
                 int64_t wall_ms);
void jobfeed_stop(struct jobfeed *feed, uint64_t id, int64_t wall_ms);
void jobfeed_dismiss(struct jobfeed *feed, uint64_t id);     /* only when it is over */
void jobfeed_set_why(struct jobfeed *feed, const char *why); /* of an armed context */

void jobfeed_work(struct jobfeed *feed, int64_t now_ms, int64_t wall_ms);
bool jobfeed_ended(struct jobfeed *feed, const struct http_exchange *exchange,
                   int64_t now_ms, int64_t wall_ms);
void jobfeed_look(struct jobfeed *feed, const struct view *view, int64_t now_ms,
                  int64_t wall_ms);
int64_t jobfeed_due_ms(const struct jobfeed *feed);

bool jobfeed_is_active(const struct jobfeed *feed); /* something is being carried out */

/* Counts up with everything that a snapshot would show. */
uint64_t jobfeed_generation(const struct jobfeed *feed);

/* Fills in jobs, trial and what was made. */
void jobfeed_copy(const struct jobfeed *feed, int64_t now_ms, struct snapshot *snapshot);

#endif
