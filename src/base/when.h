/*
 * when.h - moments and durations as text.
 *
 * A moment is wall milliseconds since 1970, UTC; WHEN_UNKNOWN when nobody said.
 * A duration is milliseconds.
 *
 * Source: RFC 3339; the four time formats of OTC (IAM with six decimals and Z, ELB and
 *         EIP v3 with Z, ELB v2.0 and bandwidths without zone, EIP v1 with a blank).
 */
#ifndef ELBTOP_BASE_WHEN_H
#define ELBTOP_BASE_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

#define WHEN_UNKNOWN INT64_MIN

enum { WHEN_TEXT_BYTES = 32 };

/*
 * Reads "2026-01-15T08:15:30Z", with 0 to 9 decimals, 'T' or a blank in the middle, a
 * zone of Z, ±hh:mm or none (taken as UTC). false, and *ret_ms untouched, on all else.
 */
bool when_parse(struct span text, int64_t *ret_ms);

/* NULL or unreadable text gives WHEN_UNKNOWN. */
int64_t when_from_text(const char *text);

/* "2026-01-15T08:15:30Z"; milliseconds are left out when they are zero. */
const char *when_print(int64_t wall_ms, char out[WHEN_TEXT_BYTES]);

/* "08:15:30" in the local zone of the process. */
const char *when_print_clock(int64_t wall_ms, char out[WHEN_TEXT_BYTES]);

/* Reads "300ms", "5s", "2m", "1h"; a bare number is refused. */
bool duration_parse(struct span text, int64_t *ret_ms);

/* As a table shows it: "7s", "6m12s", "3h05m", "3d04h"; WHEN_UNKNOWN gives "-". */
const char *duration_print(int64_t ms, char out[WHEN_TEXT_BYTES]);

/* In at most five cells: "52s", "6m12s", "10m55", "3d04h", "41m". */
const char *duration_print_short(int64_t ms, char out[WHEN_TEXT_BYTES]);

#endif
