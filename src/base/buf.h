/*
 * buf.h - growing bytes with a ceiling.
 *
 * The owner names the ceiling at init. Past it nothing is added and `over` stays set,
 * so a run of additions is checked once at its end. Always NUL-terminated.
 */
#ifndef ELBTOP_BASE_BUF_H
#define ELBTOP_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

struct buf {
    char *at; /* NULL until something is added; use buf_text() for a text */
    size_t bytes;
    size_t capacity;
    size_t limit; /* most bytes it may hold */
    bool over;    /* something did not fit and was left out whole */
};

void buf_init(struct buf *buf, size_t limit_bytes);
void buf_release(struct buf *buf);
void buf_clear(struct buf *buf); /* no bytes, not over; the memory is kept */

/* false when it would pass the ceiling; nothing is added then. */
bool buf_add(struct buf *buf, const char *at, size_t bytes);
bool buf_add_text(struct buf *buf, const char *text);
bool buf_add_byte(struct buf *buf, char byte);
bool buf_print(struct buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Drops bytes from the front (what a parser has eaten) or from the end. */
void buf_drop(struct buf *buf, size_t bytes);
void buf_cut(struct buf *buf, size_t new_bytes);

const char *buf_text(const struct buf *buf); /* never NULL; valid until the next change */
struct span buf_span(const struct buf *buf);
char *buf_take(struct buf *buf); /* the caller owns the bytes; the buf is empty */

#endif
