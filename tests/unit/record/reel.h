/*
 * reel.h - recordings in memory, for tests: lines into the bytes of a file, and a recorder's
 * lines into such bytes.
 */
#ifndef ELBTOP_TESTS_UNIT_RECORD_REEL_H
#define ELBTOP_TESTS_UNIT_RECORD_REEL_H

#include "base/buf.h"
#include "record/recording.h"

/* The usual header, of 2026-01-15T08:00:00Z and the ten minutes after it. */
extern const char reel_header[];
#define REEL_FROM_MS INT64_C(1768464000000)

/* gzipped; the buf is the caller's, to be released. */
void reel_pack(const char *text, struct buf *ret_gz);

/* All that is recorded, as text and as a file. */
void reel_text(struct recording *recording, int64_t wall_ms, struct buf *ret_text);
void reel_write(struct recording *recording, int64_t wall_ms, struct buf *ret_gz);

#endif
