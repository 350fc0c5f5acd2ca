#include "base/utf8.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8_widths.h"

#include "base/banned.h"

enum { BROKEN = 0xfffd };

static bool is_continuation(const char *at)
{
    return ((unsigned char)*at & 0xc0) == 0x80;
}

bool utf8_next(struct span *rest, uint32_t *ret_point)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

    if (rest->bytes == 0)
        return false;

    unsigned char lead = (unsigned char)rest->at[0];
    size_t bytes = lead < 0x80   ? 1
                   : lead < 0xc2 ? 0
                   : lead < 0xe0 ? 2
                   : lead < 0xf0 ? 3
                   : lead < 0xf5 ? 4
                                 : 0;
    uint32_t point = bytes <= 1 ? lead : lead & (0x7fu >> bytes);
    bool whole = bytes > 0 && bytes <= rest->bytes;

    for (size_t i = 1; whole && i < bytes; i++) {
        whole = is_continuation(rest->at + i);
        point = point << 6 | ((unsigned char)rest->at[i] & 0x3fu);
    }
    if (!whole || (bytes > 1 && point < least[bytes]) || point > 0x10ffff ||
        (point >= 0xd800 && point <= 0xdfff)) {
        *ret_point = BROKEN;
        *rest = span_skip(*rest, 1);
        return true;
    }
    *ret_point = point;
    *rest = span_skip(*rest, bytes);
    return true;
}

size_t utf8_put(uint32_t point, char out[4])
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xc0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xe0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3f));
        out[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3f));
    out[2] = (char)(0x80 | (point >> 6 & 0x3f));
    out[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}

static bool in_ranges(uint32_t point, const struct range *ranges, size_t count)
{
    size_t low = 0;

    while (low < count) {
        size_t middle = (low + count) / 2;
        if (point > ranges[middle].last)
            low = middle + 1;
        else if (point < ranges[middle].first)
            count = middle;
        else
            return true;
    }
    return false;
}

int utf8_cells(uint32_t point)
{
    if (point < 0x300)
        return 1;
    if (in_ranges(point, zero_cells, ARRAY_COUNT(zero_cells)))
        return 0;
    return in_ranges(point, two_cells, ARRAY_COUNT(two_cells)) ? 2 : 1;
}

bool utf8_is_harmless(uint32_t point)
{
    if (point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0xad)
        return false;
    /* Marks, joiners and direction controls that change how neighbours are read. */
    if ((point >= 0x200b && point <= 0x200f) || (point >= 0x2028 && point <= 0x202e) ||
        (point >= 0x2060 && point <= 0x206f) || point == 0x61c || point == 0xfeff)
        return false;
    if (point >= 0xfff9 && point <= 0xfffb)
        return false;
    return point < 0xe0000; /* tags and private planes */
}

size_t utf8_whole_bytes(struct span text)
{
    /* At most three bytes at the end can be the start of a longer character. */
    for (size_t back = 1; back <= 3 && back <= text.bytes; back++) {
        unsigned char byte = (unsigned char)text.at[text.bytes - back];
        if ((byte & 0xc0) == 0x80)
            continue;
        size_t wants = byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
        return wants > back ? text.bytes - back : text.bytes;
    }
    return text.bytes;
}

size_t utf8_text_cells(struct span text)
{
    size_t cells = 0;
    uint32_t point;

    while (utf8_next(&text, &point))
        cells += (size_t)utf8_cells(point);
    return cells;
}

void utf8_add_clean(struct buf *out, struct span text)
{
    uint32_t point;
    char bytes[4];

    while (utf8_next(&text, &point)) {
        if (point == '\n' || point == '\t' || point == '\r')
            point = ' ';
        else if (!utf8_is_harmless(point))
            point = BROKEN;
        buf_add(out, bytes, utf8_put(point, bytes));
    }
}

static bool is_clean(const char *text)
{
    struct span rest = span_of(text);
    uint32_t point;

    while (rest.bytes > 0) {
        const char *at = rest.at;
        utf8_next(&rest, &point);
        bool broken = point == BROKEN && rest.at == at + 1;
        if (broken || !utf8_is_harmless(point))
            return false;
    }
    return true;
}

const char *utf8_clean(struct arena *arena, const char *text)
{
    struct buf out;

    if (text == NULL || is_clean(text))
        return text;

    buf_init(&out, strlen(text) * 3);
    utf8_add_clean(&out, span_of(text));
    const char *clean = arena_text(arena, buf_text(&out));
    buf_release(&out);
    return clean;
}

size_t utf8_make_harmless(char *text)
{
    struct span rest = span_of(text);
    char *end = text;
    uint32_t point;

    while (rest.bytes > 0) {
        const char *from = rest.at;
        utf8_next(&rest, &point);
        size_t bytes = (size_t)(rest.at - from);
        bool is_broken = bytes == 1 && point >= 0x80;
        if (point < 0x20 || point == 0x7f)
            *end++ = ' ';
        else if (is_broken || !utf8_is_harmless(point))
            *end++ = '?';
        else {
            memmove(end, from, bytes);
            end += bytes;
        }
    }
    *end = '\0';
    return (size_t)(end - text);
}
