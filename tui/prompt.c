#include "tui/prompt.h"

#include <string.h>

#include "base/utf8.h"
#include "tui/glyph.h"
#include "tui/key.h"

#include "base/banned.h"

void prompt_set(struct prompt *prompt, const char *text)
{
    struct span rest = span_of(text);
    uint32_t point;

    *prompt = (struct prompt){0};
    while (utf8_next(&rest, &point))
        prompt_key(prompt, point);
}

static bool is_middle(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

static size_t one_left(const struct prompt *prompt, size_t at)
{
    if (at > 0)
        at--;
    while (at > 0 && is_middle(prompt->text[at]))
        at--;
    return at;
}

static size_t one_right(const struct prompt *prompt, size_t at)
{
    if (at < prompt->bytes)
        at++;
    while (at < prompt->bytes && is_middle(prompt->text[at]))
        at++;
    return at;
}

static size_t word_left(const struct prompt *prompt, size_t at)
{
    while (at > 0 && prompt->text[at - 1] == ' ')
        at--;
    while (at > 0 && prompt->text[at - 1] != ' ')
        at--;
    return at;
}

static enum prompt_result cut(struct prompt *prompt, size_t from, size_t to)
{
    if (from == to)
        return PROMPT_MOVED;
    memmove(prompt->text + from, prompt->text + to, prompt->bytes - to + 1);
    prompt->bytes -= to - from;
    prompt->at = from;
    return PROMPT_EDITED;
}

static enum prompt_result put(struct prompt *prompt, uint32_t key)
{
    char bytes[4];
    size_t count = utf8_put(key, bytes);

    if (prompt->bytes + count >= PROMPT_BYTES)
        return PROMPT_MOVED;
    memmove(prompt->text + prompt->at + count, prompt->text + prompt->at,
            prompt->bytes - prompt->at + 1);
    memcpy(prompt->text + prompt->at, bytes, count);
    prompt->bytes += count;
    prompt->at += count;
    return PROMPT_EDITED;
}

enum prompt_result prompt_key(struct prompt *prompt, uint32_t key)
{
    switch (key) {
    case K_ENTER:
        return PROMPT_DONE;
    case K_ESCAPE:
    case K_CTRL('c'):
        return PROMPT_CANCELLED;
    case K_BACKSPACE:
        return cut(prompt, one_left(prompt, prompt->at), prompt->at);
    case K_DELETE:
        return cut(prompt, prompt->at, one_right(prompt, prompt->at));
    case K_CTRL('u'):
        return cut(prompt, 0, prompt->at);
    case K_CTRL('w'):
        return cut(prompt, word_left(prompt, prompt->at), prompt->at);
    case K_LEFT:
        prompt->at = one_left(prompt, prompt->at);
        return PROMPT_MOVED;
    case K_RIGHT:
        prompt->at = one_right(prompt, prompt->at);
        return PROMPT_MOVED;
    case K_HOME:
    case K_CTRL('a'):
        prompt->at = 0;
        return PROMPT_MOVED;
    case K_END:
    case K_CTRL('e'):
        prompt->at = prompt->bytes;
        return PROMPT_MOVED;
    default:
        return key_is_text(key) ? put(prompt, key) : PROMPT_IGNORED;
    }
}

void prompt_draw(const struct prompt *prompt, struct canvas canvas, int row,
                 const char *label)
{
    int col = canvas_text(canvas, row, 0, LOOK_STRONG, label);
    int room = canvas.at.cols - col - 1;
    struct span before = span_make(prompt->text, prompt->at);
    uint32_t point;
    int cells;
    int skipped = 0;
    int over = glyph_cells(before, canvas.grid->ascii) - room;

    /* A line longer than the screen is shown by the part that ends at the cursor. */
    while (skipped < over && glyph_next(&before, canvas.grid->ascii, &point, &cells))
        skipped += cells;
    canvas_cursor(canvas, row, col + glyph_cells(before, canvas.grid->ascii));
    canvas_text(canvas, row, col, LOOK_PLAIN, before.at);
}
