/*
 * objectfeed.h - the one object that somebody reads as YAML (key y), fetched for it and again
 * whenever the watch says that it has changed.
 *
 * Lists and watches keep of an object what the screen needs, not the whole of it; so the
 * whole is asked for when it is wanted, which costs one GET and no memory otherwise.
 * Thread: worker only.
 */
#ifndef ELBTOP_WORKER_OBJECTFEED_H
#define ELBTOP_WORKER_OBJECTFEED_H

#include <stdbool.h>
#include <stdint.h>

#include "cross/order.h"
#include "cross/snapshot.h"
#include "worker/calllog.h"
#include "worker/kubefeed.h"

struct objectfeed;

/* All borrowed. */
struct objectfeed *objectfeed_new(struct http *http, struct kubefeed *kube,
                                  struct calllog *calllog);
void objectfeed_free(struct objectfeed *feed);

/* Of ORDER_READ_SERVICE and ORDER_READ_GATEWAY; without a name nothing is wanted any more. */
void objectfeed_want(struct objectfeed *feed, const struct order *order);

/* Has it changed since it was read? */
void objectfeed_look(struct objectfeed *feed, const struct view *view, int64_t now_ms);

void objectfeed_work(struct objectfeed *feed, int64_t now_ms);
bool objectfeed_ended(struct objectfeed *feed, const struct http_exchange *exchange,
                      int64_t wall_ms);
int64_t objectfeed_due_ms(const struct objectfeed *feed);

/* Something to show has come since objectfeed_fill. */
bool objectfeed_has_news(const struct objectfeed *feed);
void objectfeed_fill(struct objectfeed *feed, struct snapshot *snapshot);

#endif
