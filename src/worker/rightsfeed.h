/*
 * rightsfeed.h - what may be done with Services, as access reviews tell it.
 *
 * Asked once for all namespaces, and for one namespace when somebody wants to know. A review
 * changes nothing, so it is sent in read-only mode, too. Thread: worker only.
 */
#ifndef ELBTOP_WORKER_RIGHTSFEED_H
#define ELBTOP_WORKER_RIGHTSFEED_H

#include <stdbool.h>
#include <stdint.h>

#include "act/rights.h"
#include "base/arena.h"
#include "wire/http.h"
#include "worker/calllog.h"
#include "worker/kubefeed.h"

struct rightsfeed;

/* All borrowed. */
struct rightsfeed *rightsfeed_new(struct http *http, struct kubefeed *kube,
                                  struct calllog *calllog);
void rightsfeed_free(struct rightsfeed *feed);

/* namespace NULL: all of them. Not asked again within INTERVAL_RIGHTS_MS. */
void rightsfeed_want(struct rightsfeed *feed, const char *namespace, int64_t now_ms);

/* Asked when it never was: what was denied stays so until somebody asks again. */
void rightsfeed_want_once(struct rightsfeed *feed, const char *namespace, int64_t now_ms);

/* All that was ever asked, once more: somebody may have been given a right. */
void rightsfeed_again(struct rightsfeed *feed, int64_t now_ms);

/* Not one verb is allowed in all namespaces at once; one may be in some. */
bool rightsfeed_is_denied_everywhere(const struct rightsfeed *feed);

bool rightsfeed_is_due(const struct rightsfeed *feed); /* a question can be sent now */
void rightsfeed_work(struct rightsfeed *feed);
bool rightsfeed_ended(struct rightsfeed *feed, const struct http_exchange *exchange);

/* Counts up with every answer. */
uint64_t rightsfeed_generation(const struct rightsfeed *feed);
size_t rightsfeed_copy(const struct rightsfeed *feed, struct arena *arena,
                       const struct rights **ret_rights);

#endif
