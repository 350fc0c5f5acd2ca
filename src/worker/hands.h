/*
 * hands.h - the acting side of the worker in one piece: jobs, what may be done, what is left
 * of the quotas, and the lock of protected contexts.
 *
 * Read-only and protection are set where requests leave (wire/http.h), so that no key and no
 * command can get past them. Thread: worker only.
 */
#ifndef ELBTOP_WORKER_HANDS_H
#define ELBTOP_WORKER_HANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "cross/order.h"
#include "cross/snapshot.h"
#include "kube/cluster.h"
#include "state/store.h"
#include "worker/calllog.h"
#include "worker/cloudfeed.h"
#include "worker/kubefeed.h"

struct hands;

struct hands_config { /* borrowed, but for the texts of files, which are copied */
    struct http *http;
    struct kubefeed *kube;
    struct cloudfeed *cloud; /* NULL: no cloud */
    struct prober *prober;   /* NULL: no probes */
    struct store *store;
    struct calllog *calllog;
    struct log *log; /* NULL */
    const struct cluster *cluster;
    const char *project;   /* of the cloud, by name; NULL */
    const char *state_dir; /* where receipts go; NULL: the environment's */
    int64_t give_up_ms;    /* 0: the usual */
    int64_t answer_ms;     /* likewise, of the answer to a change */
    bool read_only;
    bool protected_context; /* nothing is changed before it is armed */
};

struct hands *hands_new(const struct hands_config *config);
void hands_free(struct hands *hands);

/* For good: nothing is sent any more that changes something. */
void hands_set_read_only(struct hands *hands, int64_t wall_ms);

/* true: it was an order for the hands. Its plan is taken from it. */
bool hands_take_order(struct hands *hands, struct order *order, int64_t now_ms,
                      int64_t wall_ms);

/* Somebody may act here soon: what is allowed? namespace NULL: in all of them. */
void hands_want_rights(struct hands *hands, const char *namespace, int64_t now_ms);

/* Everything that was asked about rights and quotas, once more (key R). */
void hands_ask_again(struct hands *hands, int64_t now_ms);

void hands_work(struct hands *hands, int64_t now_ms, int64_t wall_ms);
bool hands_ended(struct hands *hands, const struct http_exchange *exchange,
                 int64_t now_ms, int64_t wall_ms);
int64_t hands_due_ms(const struct hands *hands);

bool hands_are_busy(const struct hands *hands); /* a job is being carried out */

/* Something to show has come since hands_fill. */
bool hands_have_news(const struct hands *hands);

/* Lets jobs look at the snapshot's view, then fills in all that concerns acting. */
void hands_fill(struct hands *hands, struct snapshot *snapshot, int64_t now_ms,
                int64_t wall_ms);

#endif
