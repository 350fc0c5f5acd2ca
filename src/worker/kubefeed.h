/*
 * kubefeed.h - Kubernetes as it is being read: the reflectors of one cluster, their login,
 * their requests under way and their health.
 *
 * Kinds that may not be read are named in the source's note and lived without; only
 * Services decide whether the source is live. A watch is silent for a minute when nothing
 * happens, so a pulse (GET /version on the same connection) proves the line every few
 * seconds: silence is not taken for life.
 *
 * Thread: worker only.
 */
#ifndef ELBTOP_WORKER_KUBEFEED_H
#define ELBTOP_WORKER_KUBEFEED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "act/around.h"
#include "base/arena.h"
#include "kube/cluster.h"
#include "kube/login.h"
#include "record/recording.h"
#include "state/store.h"
#include "wire/http.h"
#include "worker/calllog.h"

struct kubefeed;

struct kubefeed_config {
    const struct cluster *cluster; /* borrowed */
    const char *namespace; /* NULL: all, or the context's where all are forbidden */
    const char *fallback_namespace; /* where all are forbidden; NULL: the context's */
    bool insist_on_all;             /* -A: do not fall back to one namespace */
    bool is_patient;                /* not even when listing all takes long */
    unsigned kinds;                 /* bit per enum kube_kind */
    bool once;                      /* lists only */
    bool has_screen;                /* the terminal is somebody else's */
    uint64_t seed;
    struct http *http;
    struct store *store;
    struct recording *recording; /* hears what the store is told; NULL */
    struct calllog *calllog;
    const struct clock *clock;
};

struct kubefeed *kubefeed_new(const struct kubefeed_config *config);
void kubefeed_free(struct kubefeed *feed);

void kubefeed_work(struct kubefeed *feed, int64_t now_ms, int64_t wall_ms);

/* true when the exchange was one of the feed's; it is read, then still the caller's. */
bool kubefeed_ended(struct kubefeed *feed, const struct http_exchange *exchange,
                    int64_t now_ms);

size_t kubefeed_fds(const struct kubefeed *feed, struct http_fd fds[2]);
int64_t kubefeed_due_ms(const struct kubefeed *feed);
void kubefeed_refresh(struct kubefeed *feed, int64_t now_ms); /* read everything anew */

/* Every kind was read, or gave up once. */
bool kubefeed_is_complete(const struct kubefeed *feed);

/* note goes into the source's; it is valid until the next call. */
void kubefeed_source(struct kubefeed *feed, int64_t now_ms, int64_t wall_ms,
                     struct source *ret_source);
/* ---- logging in ---- */

void kubefeed_login_asking(const struct kubefeed *feed, struct login_asking *ret_asking);
void kubefeed_login_again(struct kubefeed *feed, bool lends_terminal, int64_t now_ms);
int64_t kubefeed_login_expires_wall_ms(const struct kubefeed *feed); /* WHEN_UNKNOWN */

/* ---- the line, for requests of others ---- */

bool kubefeed_is_ready(const struct kubefeed *feed); /* logged in: requests can be sent */
bool kubefeed_is_barred(const struct kubefeed *feed,
                        struct err *ret_err); /* cannot log in */

/*
 * Signs a request and starts it on the cluster's line. Only when ready. The exchange comes
 * back to its owner, who says kubefeed_rejected when it was answered 401.
 */
struct http_exchange *kubefeed_start(struct kubefeed *feed, struct http_request *request,
                                     void *owner);
void kubefeed_rejected(struct kubefeed *feed, int64_t now_ms);

/* DNS names that external-dns keeps for Services. */
size_t kubefeed_names(const struct kubefeed *feed, struct arena *arena,
                      const struct around_name **ret_names);

/* Why one namespace is read where all were wanted; "" when nothing is missing. */
const char *kubefeed_fell_back(const struct kubefeed *feed);
const char *kubefeed_namespace(const struct kubefeed *feed); /* NULL: all */
int64_t kubefeed_skew_ms(const struct kubefeed *feed);

#endif
