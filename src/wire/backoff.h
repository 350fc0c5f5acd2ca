/*
 * backoff.h - how long to wait before the next try. Pure.
 *
 * 1 2 4 8 15 30 30 … s with jitter of ±20 %, never less than what the server asked for.
 */
#ifndef ELBTOP_WIRE_BACKOFF_H
#define ELBTOP_WIRE_BACKOFF_H

#include <stdint.h>

#include "base/chance.h"

struct backoff {
    int failures;     /* in a row */
    int64_t until_ms; /* monotonic; 0 when nothing is being waited for */
};

/* Counts a failure. hint_ms: Retry-After, -1 when there was none. Returns the wait. */
int64_t backoff_fail(struct backoff *backoff, struct chance *chance, int64_t hint_ms,
                     int64_t now_ms);
void backoff_succeed(struct backoff *backoff);

/* The wait after that many failures, without jitter. */
int64_t backoff_wait_ms(int failures);

#endif
