/*
 * fuzz.h - what fuzz targets share. A target is one file with LLVMFuzzerTestOneInput().
 */
#ifndef ELBTOP_TESTS_FUZZ_FUZZ_H
#define ELBTOP_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/span.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes);

/* Says what does not hold, and aborts: a fuzzer keeps the input. */
#define FUZZ_CHECK(condition)                                                            \
    do {                                                                                 \
        if (!(condition)) {                                                              \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__,            \
                    #condition);                                                         \
            abort();                                                                     \
        }                                                                                \
    } while (0)

/* The first byte of an input says how large the pieces are in which the rest is fed. */
static inline size_t fuzz_piece_bytes(const uint8_t *at, size_t bytes)
{
    return bytes == 0 ? 1 : (size_t)at[0] % 64 + 1;
}

static inline struct span fuzz_text(const uint8_t *at, size_t bytes)
{
    return span_make((const char *)at, bytes);
}

static inline int fuzz_is_same(const struct buf *a, const struct buf *b)
{
    return a->bytes == b->bytes && memcmp(buf_text(a), buf_text(b), a->bytes) == 0;
}

#endif
