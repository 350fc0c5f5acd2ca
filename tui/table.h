/*
 * table.h - where the cursor and the window of a long list stand.
 *
 * The selection is an identity, not a line: after each new snapshot it is found again, and
 * the row under the fingers stays the same however the list was sorted anew. Only a row
 * that is gone gives its place to the one that stands there now. Until somebody moves,
 * the first row is selected, for that is where the worst trouble is.
 *
 * Knows nothing of what is in the list: the caller tells how many lines there are and where
 * the selected one is.
 */
#ifndef ELBTOP_TUI_TABLE_H
#define ELBTOP_TUI_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/keymap.h"

struct table {
    size_t count;
    size_t at;   /* the selected line; 0 when there is none */
    size_t top;  /* the first line that is shown */
    size_t page; /* how many are shown; set while drawing */
    bool moved;  /* somebody chose a line */
    char *id;    /* of the selected line; NULL: none yet */
};

void table_release(struct table *table); /* zero-filled ones are fine */

/* The list was made anew: `found` is where the line with table->id is, `count` when not. */
void table_settle(struct table *table, size_t count, size_t found);

/* After moving or settling: this is what stands on line table->at; NULL for none. */
void table_hold(struct table *table, const char *id);

/* Goes to a line as if by hand. */
void table_goto(struct table *table, size_t line);

/* true when it was a movement and the cursor may have moved. */
bool table_act(struct table *table, enum action action);

/* The window for `page` lines: moves it as little as needed to show the cursor. */
void table_fit(struct table *table, size_t page);

#endif
