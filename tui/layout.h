/*
 * layout.h - from the size of the terminal to where things stand. Pure.
 *
 * 80x24 is complete; 120 columns add a pane at the right, more widen it, more rows lengthen the lists;
 * fewer rows take away the last changes, then the why. Under 60x15 one line is left.
 */
#ifndef ELBTOP_TUI_LAYOUT_H
#define ELBTOP_TUI_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/canvas.h"

enum {
    LAYOUT_LEAST_ROWS = 15,
    LAYOUT_LEAST_COLS = 60,
    LAYOUT_SIDE_COLS = 120,
    LAYOUT_AXIS_COLS = 160
};

/* What every screen has. */
struct layout {
    bool tiny;          /* too small: `header` is the one line, the rest is empty */
    struct rect header; /* where am I */
    struct rect ages;   /* can I believe it */
    struct rect body;   /* the panel, from its title on */
    struct rect message;
    struct rect hints;
};

struct layout layout_of(int rows, int cols);

/* How the list of Services shares its body; an empty rect is not shown. */
struct services_layout {
    struct rect list; /* with its title and the titles of its columns */
    struct rect why;  /* under the list; empty when `side` says it */
    struct rect changes;
    struct rect edge; /* the line between left and right */
    struct rect side; /* the selected row in full */
    struct rect sent; /* under it: the calls that were made */
};

struct services_layout layout_services(struct rect body);

/* A list of so many rows that does not fill its room lends some of it to the why. */
void layout_lend_rows(struct services_layout *layout, size_t rows);

#endif
