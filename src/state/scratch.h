/*
 * scratch.h - where one row is drafted: texts of our own making, and arrays.
 *
 * One per store, cleared before each row. A text made here is known by its place, so that
 * the row that is built from the draft copies it, while the many literal sentences are
 * shared as they are.
 */
#ifndef ELBTOP_STATE_SCRATCH_H
#define ELBTOP_STATE_SCRATCH_H

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum {
    SCRATCH_TEXT_BYTES = 24 * 1024,
    SCRATCH_ARRAY_BYTES = 16 * 1024,
    SCRATCH_LONGEST = 1000,
};

struct scratch {
    size_t used;
    char text[SCRATCH_TEXT_BYTES];
    size_t arrays_used;
    alignas(max_align_t) char arrays[SCRATCH_ARRAY_BYTES];
    struct arena more; /* arrays that do not fit: a Service with many ports */
};

void scratch_clear(struct scratch *scratch);
void scratch_release(struct scratch *scratch);

/* Cut at SCRATCH_LONGEST bytes. "" when the page is full. Valid until cleared. */
const char *scratch_print(struct scratch *scratch, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The texts one after another, without the cost of a format; ends at the first NULL. */
const char *scratch_join(struct scratch *scratch, const char *const *texts);
#define SCRATCH_JOIN(scratch, ...)                                                       \
    scratch_join((scratch), (const char *const[]){__VA_ARGS__, NULL})

/* Zero-filled. */
void *scratch_array(struct scratch *scratch, size_t count, size_t item_bytes);

/* "namespace/name", kept with the arrays: there may be many. */
const char *scratch_name(struct scratch *scratch, const char *namespace,
                         const char *name);

/* A number as text; faster than a format. */
enum { SCRATCH_NUMBER_BYTES = 24 };
const char *number_text(int64_t number, char out[SCRATCH_NUMBER_BYTES]);

bool scratch_made(const struct scratch *scratch, const char *text);

#endif
