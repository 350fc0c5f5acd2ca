#include "tui/glyph.h"

#include <string.h>

#include "base/utf8.h"

#include "base/banned.h"

enum { REPLACEMENT = 0xfffd };

bool glyph_next(struct span *rest, bool ascii, uint32_t *ret_point, int *ret_cells)
{
    uint32_t point;

    while (utf8_next(rest, &point)) {
        if (point == '\n' || point == '\t' || point == '\r')
            point = ' ';
        else if (!utf8_is_harmless(point))
            point = REPLACEMENT;

        int cells = utf8_cells(point);
        if (cells == 0)
            continue;
        if (ascii && point > '~') {
            point = '?';
            cells = 1;
        }
        *ret_point = point;
        *ret_cells = cells;
        return true;
    }
    return false;
}

int glyph_cells(struct span text, bool ascii)
{
    uint32_t point;
    int cells;
    int sum = 0;

    while (glyph_next(&text, ascii, &point, &cells))
        sum += cells;
    return sum;
}

/* The longest start of the text that takes at most `cells` cells. */
static struct span head_of(struct span text, int cells)
{
    struct span rest = text;
    size_t bytes = 0;
    uint32_t point;
    int width;

    while (glyph_next(&rest, false, &point, &width) && width <= cells) {
        cells -= width;
        bytes = (size_t)(rest.at - text.at);
    }
    return span_make(text.at, bytes);
}

/* The longest end of the text that takes at most `cells` cells. */
static struct span tail_of(struct span text, int cells)
{
    int drop = glyph_cells(text, false) - cells;
    uint32_t point;
    int width;

    while (drop > 0 && glyph_next(&text, false, &point, &width))
        drop -= width;
    return text;
}

static size_t put(char *out, size_t at, struct span text)
{
    size_t room = GLYPH_TEXT_BYTES - 1 - at;
    if (text.bytes > room)
        text.bytes = room;
    if (text.bytes > 0)
        memcpy(out + at, text.at, text.bytes);
    out[at + text.bytes] = '\0';
    return at + text.bytes;
}

const char *glyph_shorten(const char *text, int cells, enum glyph_cut cut,
                          char out[GLYPH_TEXT_BYTES])
{
    struct span whole = span_of(text);

    if (cells <= 0) {
        out[0] = '\0';
        return out;
    }
    if (glyph_cells(whole, false) <= cells) {
        put(out, 0, whole);
        return out;
    }
    if (cells < 3) {
        put(out, 0, head_of(whole, cells));
        return out;
    }

    int left = cut == GLYPH_CUT_START    ? 0
               : cut == GLYPH_CUT_MIDDLE ? (cells - 2) / 2
                                         : cells - 2;
    size_t at = put(out, 0, head_of(whole, left));
    at = put(out, at, span_of(".."));
    if (cut != GLYPH_CUT_END)
        put(out, at, tail_of(whole, cells - 2 - left));
    return out;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

bool glyph_line(struct span *rest, int cells, struct span *ret_line)
{
    *rest = span_trim(*rest);
    if (rest->bytes == 0 || cells <= 0)
        return false;

    struct span line = head_of(*rest, cells);
    if (line.bytes == 0) /* a wide sign in a place one cell wide */
        return false;
    if (line.bytes < rest->bytes && !is_blank(rest->at[line.bytes])) {
        size_t end = line.bytes;
        while (end > 0 && !is_blank(line.at[end - 1]))
            end--;
        if (end > 0)
            line.bytes = end;
    }
    *rest = span_skip(*rest, line.bytes);
    *ret_line = span_trim(line);
    return true;
}

uint32_t glyph_mark(char mark, bool ascii)
{
    /* Only signs of neutral width without an emoji form; the others stay as they are. */
    static const struct {
        char ascii;
        uint32_t point;
    } marks[] = {{'#', 0x2713}, {'>', 0x25b8}, {'!', 0x2717}, {'<', 0x25c2}};

    for (size_t i = 0; !ascii && i < sizeof marks / sizeof marks[0]; i++) {
        if (marks[i].ascii == mark)
            return marks[i].point;
    }
    return (unsigned char)mark;
}
