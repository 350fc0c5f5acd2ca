/*
 * prompt.h - a line that is being typed: the filter, a command, a namespace.
 *
 * Knows nothing of what the line is for. Takes UTF-8 up to PROMPT_BYTES; signs that would
 * not fit are left out whole.
 */
#ifndef ELBTOP_TUI_PROMPT_H
#define ELBTOP_TUI_PROMPT_H

#include <stdint.h>

#include "tui/canvas.h"

enum { PROMPT_BYTES = 256 };

struct prompt {
    char text[PROMPT_BYTES]; /* always ends in NUL */
    size_t bytes;
    size_t at; /* bytes before the cursor */
};

enum prompt_result {
    PROMPT_IGNORED, /* not a key for a line */
    PROMPT_MOVED,   /* the cursor, not the text */
    PROMPT_EDITED,
    PROMPT_DONE,      /* Enter */
    PROMPT_CANCELLED, /* Esc */
};

void prompt_set(struct prompt *prompt, const char *text); /* cursor at its end */
enum prompt_result prompt_key(struct prompt *prompt, uint32_t key);

/* "label text", with the cursor shown where typing goes on. */
void prompt_draw(const struct prompt *prompt, struct canvas canvas, int row,
                 const char *label);

#endif
