/*
 * notice.h - a short text as a notification of the terminal's desktop, by OSC 9 (iTerm2,
 * Windows Terminal, kitty, ghostty) or OSC 777 (urxvt, foot, ghostty, WezTerm). A terminal that
 * knows neither shows nothing.
 *
 * Source: the manuals of these terminals; there is no standard.
 */
#ifndef ELBTOP_TUI_NOTICE_H
#define ELBTOP_TUI_NOTICE_H

#include <stdbool.h>

#include "base/buf.h"

enum { NOTICE_TEXT_BYTES = 200 };

/*
 * The sequence with one escape, at its beginning, and BEL at its end. `kind` is as the setting
 * `notify` has it; false, and nothing, for "bell" and NULL. What in the text could steer or
 * end the sequence is left out, and what is longer than NOTICE_TEXT_BYTES.
 */
bool notice_print(struct buf *out, const char *kind, const char *text);

#endif
