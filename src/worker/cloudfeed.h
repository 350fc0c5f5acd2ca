/*
 * cloudfeed.h - the cloud as it is being read: one session, and sweeps of ELBs and EIPs at
 * an interval that follows what is going on.
 *
 * Thread: worker only.
 */
#ifndef ELBTOP_WORKER_CLOUDFEED_H
#define ELBTOP_WORKER_CLOUDFEED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "act/around.h"
#include "base/arena.h"
#include "otc/account.h"
#include "record/recording.h"
#include "state/store.h"
#include "wire/http.h"
#include "worker/calllog.h"

struct cloudfeed;

struct cloudfeed_config {
    const struct account *account; /* borrowed */
    bool once;                     /* one sweep of each */
    uint64_t seed;
    struct http *http;
    struct store *store;
    struct recording *recording; /* hears what the store is told; NULL */
    struct calllog *calllog;
};

/* Errors: the account's URL or certificate cannot be used. */
enum err_code cloudfeed_new(const struct cloudfeed_config *config,
                            struct cloudfeed **ret_feed, struct err *err);
void cloudfeed_free(struct cloudfeed *feed);

/* How often to sweep from now on: INTERVAL_CLOUD_…. A shorter one takes effect at once. */
void cloudfeed_set_interval(struct cloudfeed *feed, int64_t interval_ms);

void cloudfeed_work(struct cloudfeed *feed, int64_t now_ms, int64_t wall_ms);
bool cloudfeed_ended(struct cloudfeed *feed, const struct http_exchange *exchange,
                     int64_t now_ms, int64_t wall_ms);
int64_t cloudfeed_due_ms(const struct cloudfeed *feed);
void cloudfeed_refresh(struct cloudfeed *feed, int64_t now_ms);
bool cloudfeed_is_complete(const struct cloudfeed *feed);

/* ---- the session, for requests of others ---- */

bool cloudfeed_is_ready(const struct cloudfeed *feed);
const char *cloudfeed_project_id(const struct cloudfeed *feed); /* NULL before ready */

/* Signs a request and starts it. Only when ready; else as with kubefeed_start. */
struct http_exchange *cloudfeed_start(struct cloudfeed *feed, enum cloud_service service,
                                      struct http_request *request, void *owner,
                                      int64_t wall_ms);
void cloudfeed_rejected(struct cloudfeed *feed, int64_t now_ms);

/*
 * Fills in which load balancers are in another VPC than those that this cluster's Services
 * are on. Nothing is known before the first sweep, or when the region does not say.
 */
void cloudfeed_compare_vpcs(const struct cloudfeed *feed, const struct view *view,
                            struct arena *arena, struct around *around);

/* How many there are, of the last whole set; leaves what is not known. */
void cloudfeed_count(const struct cloudfeed *feed, struct quota_sheet *sheet);

/* name: SOURCE_IAM, SOURCE_ELB or SOURCE_EIP. */
void cloudfeed_source(const struct cloudfeed *feed, enum source_name name, int64_t now_ms,
                      struct source *ret_source);
int64_t cloudfeed_expires_wall_ms(const struct cloudfeed *feed);

#endif
