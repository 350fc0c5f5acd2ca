/*
 * quotafeed.h - how many load balancers and addresses the project may have, asked for when
 * somebody is about to make one.
 *
 * The ELB service tells its limits only; how many there are is counted in the inventory. The
 * EIP service tells both. Thread: worker only.
 *
 * Source: OTC ELB API v3 "quotas", VPC API v1 "quotas?type=publicIp".
 */
#ifndef ELBTOP_WORKER_QUOTAFEED_H
#define ELBTOP_WORKER_QUOTAFEED_H

#include <stdbool.h>
#include <stdint.h>

#include "act/quota_sheet.h"
#include "wire/http.h"
#include "worker/calllog.h"
#include "worker/cloudfeed.h"

struct quotafeed;

/* All borrowed. */
struct quotafeed *quotafeed_new(struct http *http, struct cloudfeed *cloud,
                                struct calllog *calllog);
void quotafeed_free(struct quotafeed *feed);

/* Once more, if ever (key R). */
void quotafeed_again(struct quotafeed *feed, int64_t now_ms);

/* Not asked again within INTERVAL_QUOTA_MS. */
void quotafeed_want(struct quotafeed *feed, int64_t now_ms);

void quotafeed_work(struct quotafeed *feed, int64_t wall_ms);
bool quotafeed_ended(struct quotafeed *feed, const struct http_exchange *exchange,
                     int64_t now_ms, int64_t wall_ms);

uint64_t quotafeed_generation(const struct quotafeed *feed);
/* How many are used is not known here, but for addresses. */
struct quota_sheet quotafeed_sheet(const struct quotafeed *feed);

#endif
