/*
 * lines.h - push splitter: bytes in any pieces, whole lines out, with a ceiling.
 */
#ifndef ELBTOP_WIRE_LINES_H
#define ELBTOP_WIRE_LINES_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

struct lines {
    struct buf rest; /* the line that has no end yet */
};

/* Called per line, without its LF or CRLF; false stops the feeding. */
typedef bool (*lines_take)(void *ctx, struct span line);

void lines_init(struct lines *lines, size_t limit_bytes);
void lines_release(struct lines *lines);

/* Errors: ERR_LIMIT for a line over the ceiling; ERR_SHAPE when take stopped it. */
enum err_code lines_feed(struct lines *lines, const char *at, size_t bytes,
                         lines_take take, void *ctx, struct err *err);

#endif
