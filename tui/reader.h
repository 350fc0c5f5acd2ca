/*
 * reader.h - a page that is larger than the screen: drawn whole on a grid of its own, of which
 * a window is shown, scrolled and searched.
 *
 * What is searched is what is seen, cell by cell; so any view that draws itself onto one
 * can be searched, whatever it draws.
 */
#ifndef ELBTOP_TUI_READER_H
#define ELBTOP_TUI_READER_H

#include "tui/canvas.h"
#include "tui/keymap.h"
#include "tui/prompt.h"

struct reader {
    struct grid grid;
    int rows; /* that were drawn on */
    int top, shown;
    char needle[PROMPT_BYTES]; /* "": nothing is searched */
    int found;                 /* row of the match that is looked at; -1: none yet */
};

void reader_release(struct reader *reader); /* zero-filled ones are fine */

/* A blank sheet to draw on. */
struct canvas reader_begin(struct reader *reader, int rows, int cols, bool ascii);

/* What was drawn took `rows` rows; copies the window, with matches marked. */
void reader_show(struct reader *reader, int rows, struct canvas window);

/* Scrolls; also the search, by ACTION_MATCH_NEXT, _BEFORE and, while there is one,
 * ACTION_BACK, which ends it. false: the action means nothing here. */
bool reader_act(struct reader *reader, enum action action);

/* Finds the first row from the top of the window on; "" ends the search. */
void reader_search(struct reader *reader, const char *text);

/* Shows this row, moving the window as little as needed. */
void reader_reveal(struct reader *reader, int row);

/* "web": 2 of 5 rows. false: nothing is searched. */
bool reader_note(const struct reader *reader, const struct keymap *keymap,
                 enum panel_kind where, char *out, size_t out_bytes);

#endif
