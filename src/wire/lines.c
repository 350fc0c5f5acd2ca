#include "wire/lines.h"

#include <string.h>

#include "base/banned.h"

void lines_init(struct lines *lines, size_t limit_bytes)
{
    buf_init(&lines->rest, limit_bytes);
}

void lines_release(struct lines *lines)
{
    buf_release(&lines->rest);
}

static enum err_code too_long(const struct lines *lines, struct err *err)
{
    return err_set(err, ERR_LIMIT, "line longer than %zu bytes", lines->rest.limit);
}

/* Hands on a line that stands whole in `line`, or whose start waits in lines->rest. */
static enum err_code hand_on(struct lines *lines, struct span line, lines_take take,
                             void *ctx, struct err *err)
{
    if (lines->rest.bytes > 0) {
        if (!buf_add(&lines->rest, line.at, line.bytes))
            return too_long(lines, err);
        line = buf_span(&lines->rest);
    }
    if (line.bytes > lines->rest.limit)
        return too_long(lines, err);
    if (span_ends(line, "\r"))
        line.bytes--;

    bool goes_on = take(ctx, line);
    buf_clear(&lines->rest);
    return goes_on ? ERR_OK : err_set(err, ERR_SHAPE, "ended by the reader");
}

enum err_code lines_feed(struct lines *lines, const char *at, size_t bytes,
                         lines_take take, void *ctx, struct err *err)
{
    struct span rest = span_make(at, bytes);

    while (rest.bytes > 0) {
        const char *end = memchr(rest.at, '\n', rest.bytes);
        if (end == NULL)
            return buf_add(&lines->rest, rest.at, rest.bytes) ? ERR_OK
                                                              : too_long(lines, err);

        size_t line_bytes = (size_t)(end - rest.at);
        enum err_code code =
            hand_on(lines, span_make(rest.at, line_bytes), take, ctx, err);
        if (code != ERR_OK)
            return code;
        rest = span_skip(rest, line_bytes + 1);
    }
    return ERR_OK;
}
