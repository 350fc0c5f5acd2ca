#include "tui/key.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/span.h"
#include "base/utf8.h"

#include "base/banned.h"

static const struct {
    uint32_t key;
    const char *name;
} names[] = {
    {K_TAB, "Tab"},
    {K_ENTER, "Enter"},
    {K_ESCAPE, "Esc"},
    {K_SPACE, "Space"},
    {K_UP, "Up"},
    {K_DOWN, "Down"},
    {K_LEFT, "Left"},
    {K_RIGHT, "Right"},
    {K_HOME, "Home"},
    {K_END, "End"},
    {K_PAGE_UP, "PgUp"},
    {K_PAGE_DOWN, "PgDn"},
    {K_BACK_TAB, "Shift-Tab"},
    {K_BACKSPACE, "Backspace"},
    {K_DELETE, "Delete"},
    {K_PASTE_BEGIN, "Paste"},
    {K_PASTE_END, "PasteEnd"},
    {K_CLICK, "Click"},
};

const char *key_label(uint32_t key, char out[16])
{
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (names[i].key == key) {
            snprintf(out, 16, "%s", names[i].name);
            return out;
        }
    }
    if (key >= K_F1 && key <= K_F12) {
        snprintf(out, 16, "F%u", (unsigned)(key - K_F1 + 1));
    } else if (key >= 1 && key <= 26) {
        snprintf(out, 16, "Ctrl-%c", (char)('A' + key - 1));
    } else if (key > ' ' && key < K_NAMED) {
        out[utf8_put(key, out)] = '\0';
    } else {
        snprintf(out, 16, "?");
    }
    return out;
}

uint32_t key_parse(const char *name)
{
    struct span text = span_of(name);
    uint32_t point;
    int64_t number;

    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (strcmp(names[i].name, name) == 0)
            return names[i].key;
    }
    if (span_starts(text, "Ctrl-") && text.bytes == 6 && name[5] >= 'A' && name[5] <= 'Z')
        return K_CTRL(name[5]);
    if (name[0] == 'F' && span_to_range(span_skip(text, 1), 1, 12, &number))
        return K_F1 + (uint32_t)number - 1;
    if (utf8_next(&text, &point) && text.bytes == 0 && key_is_text(point))
        return point;
    return K_NONE;
}

bool key_is_text(uint32_t key)
{
    return key >= ' ' && key < K_NAMED && utf8_is_harmless(key);
}
