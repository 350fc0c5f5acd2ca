/*
 * memory.h - what a store has learnt and nobody else keeps, as a tree that can be written
 * down, and back from it: how long steps took, Services that are gone with what was theirs,
 * and failures that Kubernetes forgets an hour after it told them. Does no I/O.
 *
 * Bounded: the newest LIMIT_GONE that are gone and LIMIT_REMEMBERED with failures, none of
 * them older than 30 days. Nothing secret: names, ids, times, and texts of events.
 */
#ifndef ELBTOP_STATE_MEMORY_H
#define ELBTOP_STATE_MEMORY_H

#include <jansson.h>
#include <stdint.h>

#include "base/err.h"
#include "state/store.h"

enum { MEMORY_VERSION = 1 };

/* New reference. */
json_t *memory_write(const struct store *store, int64_t wall_ms);

/*
 * Into a store that has not been given any facts yet. Limits for slow and stuck are drawn
 * from it. Errors: ERR_SHAPE, ERR_LIMIT (another version); the store is as it was.
 */
enum err_code memory_read(struct store *store, const json_t *memory, int64_t wall_ms,
                          struct err *err);

/* Counts up when there is something new to write. */
uint64_t memory_generation(const struct store *store);

#endif
