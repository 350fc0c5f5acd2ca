/*
 * term.h - the terminal: cells out, keys in, and always left as it was found.
 *
 * The only file that knows ncurses. There is one terminal, so there is one struct terminal at a
 * time; signal handlers and the last words of a dying program restore it without it.
 *
 * Left by whatever way - the end, SIGTERM, SIGHUP, a crash, out of memory - the terminal has
 * its modes back, its cursor, and its own screen.
 */
#ifndef ELBTOP_TUI_TERM_H
#define ELBTOP_TUI_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "tui/canvas.h"
#include "tui/theme.h"

struct terminal;

/*
 * Takes the terminal of stdin and stdout. A terminal without colours gets the theme that
 * needs none. Errors: ERR_LOCAL when it is no terminal or one that cannot move its cursor.
 */
enum err_code term_open(const struct theme *theme, struct terminal **ret_term,
                        struct err *err);
void term_close(struct terminal *term); /* NULL is fine */

/* Must signs stay ASCII here? Asks locale and TERM; setlocale() comes first. */
bool term_is_ascii(void);

int term_key_fd(const struct terminal *term); /* POLLIN: keys wait */
int term_out_fd(
    const struct terminal *term); /* POLLOUT: it takes a frame without waiting */
int term_signal_fd(const struct terminal *term); /* POLLIN: a signal waits */

/* The next key that waits; false when there is none. Never blocks longer than Esc takes. */
bool term_next_key(struct terminal *term, uint32_t *ret_key);

enum term_event {
    TERM_QUIET,
    TERM_RESIZED,
    TERM_SUSPEND,   /* Ctrl-Z: call term_suspend */
    TERM_CONTINUED, /* woken up: call term_repaint */
    TERM_INTERRUPT, /* Ctrl-C */
    TERM_ENDED,     /* SIGTERM, SIGHUP; ret_signal says which */
};
enum term_event term_next_event(struct terminal *term, int *ret_signal);

void term_size(const struct terminal *term, int *ret_rows, int *ret_cols);

/* Sends what differs from the frame before; in one go. The grid has the terminal's size. */
void term_paint(struct terminal *term, const struct grid *grid);
void term_repaint(struct terminal *term); /* the next paint sends everything */

/* Clicks come as K_CLICK, the wheel as K_UP and K_DOWN; off until it is asked for. */
void term_set_mouse(struct terminal *term, bool on);
void term_click(const struct terminal *term, int *ret_row, int *ret_col); /* the last */

/* Another theme from the next paint on; without colours mono stays. */
void term_set_theme(struct terminal *term, const struct theme *theme);

/* Gives the terminal back and stops the process; returns when it goes on. */
void term_suspend(struct terminal *term);

/*
 * Gives the terminal to another program for a while, as it was before, and takes it back.
 * In between nothing is painted and no key is read; term_suspend() only stops the process.
 */
void term_lend(struct terminal *term);
void term_take_back(struct terminal *term);

void term_bell(struct terminal *term);

/* As a notification, see notice.h. */
void term_notify(struct terminal *term, const char *kind, const char *text);

/* Into the clipboard, by OSC 52. false: longer than terminals take, nothing was sent. */
bool term_copy(struct terminal *term, const char *text);

#endif
