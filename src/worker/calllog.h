/*
 * calllog.h - the requests that were made: the newest LIMIT_CALLS, for the screen and the log.
 *
 * Method, path, status, time and request id; no headers and no bodies, so no secret. The
 * worker's; snapshots get copies.
 */
#ifndef ELBTOP_WORKER_CALLLOG_H
#define ELBTOP_WORKER_CALLLOG_H

#include "base/log.h"
#include "cross/snapshot.h"
#include "wire/http.h"

struct calllog;

struct calllog *calllog_new(struct log *log); /* log is borrowed; NULL is fine */
void calllog_free(struct calllog *calllog);

void calllog_add(struct calllog *calllog, const char *server,
                 const struct http_exchange *exchange);

/* Of a change: the kubectl line that does the same; a static text or short, copied. */
void calllog_add_twin(struct calllog *calllog, const char *server,
                      const struct http_exchange *exchange, const char *twin);

/* The newest `most`, newest first, copied into the arena. */
size_t calllog_copy(const struct calllog *calllog, size_t most, struct arena *arena,
                    const struct call **ret_calls);
size_t calllog_count(const struct calllog *calllog); /* that are remembered */
int calllog_per_minute(const struct calllog *calllog, int64_t wall_ms);
int calllog_throttled(const struct calllog *calllog); /* answers 429 so far */

#endif
