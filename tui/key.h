/*
 * key.h - a key as a value: a code point, or one of the names below.
 *
 * Ctrl-A to Ctrl-Z are 1 to 26, so Tab is Ctrl-I and Enter Ctrl-M, as terminals have it.
 */
#ifndef ELBTOP_TUI_KEY_H
#define ELBTOP_TUI_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define K_CTRL(letter) ((uint32_t)((letter)&0x1f))

enum key_code {
    K_NONE = 0,
    K_TAB = 9,
    K_ENTER = 13,
    K_ESCAPE = 27,
    K_SPACE = 32,
    K_NAMED = 0x110000, /* past the last code point */
    K_UP,
    K_DOWN,
    K_LEFT,
    K_RIGHT,
    K_HOME,
    K_END,
    K_PAGE_UP,
    K_PAGE_DOWN,
    K_BACK_TAB,
    K_BACKSPACE,
    K_DELETE,
    K_F1, /* to F12, in order */
    K_F12 = K_F1 + 11,
    K_PASTE_BEGIN, /* what follows was not typed */
    K_PASTE_END,
    K_CLICK, /* where: term_click() */
    K_LAST
};

/* "j", "Ctrl-D", "Space", "F5". out has 16 bytes. */
const char *key_label(uint32_t key, char out[16]);

/* The inverse; K_NONE for what is no key. */
uint32_t key_parse(const char *name);

/* A sign that a text field takes. */
bool key_is_text(uint32_t key);

#endif
