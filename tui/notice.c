#include "tui/notice.h"

#include <string.h>

#include "base/span.h"
#include "base/utf8.h"

#include "base/banned.h"

/* A semicolon would part fields: "9;4;1" is a progress bar somewhere. */
static void add_words(struct buf *out, const char *text)
{
    struct span rest = span_of(text);
    size_t most = out->bytes + NOTICE_TEXT_BYTES;
    uint32_t point;
    char bytes[4];

    while (out->bytes + sizeof bytes <= most && utf8_next(&rest, &point)) {
        if (point != ';' && utf8_is_harmless(point))
            buf_add(out, bytes, utf8_put(point, bytes));
    }
}

bool notice_print(struct buf *out, const char *kind, const char *text)
{
    if (kind == NULL || strcmp(kind, "bell") == 0)
        return false;
    buf_add_text(out, strcmp(kind, "osc777") == 0 ? "\033]777;notify;elbtop;"
                                                  : "\033]9;elbtop: ");
    add_words(out, text);
    buf_add_text(out, "\007");
    return true;
}
