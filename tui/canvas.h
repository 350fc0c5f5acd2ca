/*
 * canvas.h - a screen as plain cells, drawn before any terminal is asked.
 *
 * A grid owns the cells of one frame. A canvas is a window onto a grid: its row 0 and
 * column 0 are its own corner, and nothing that is written through it lands outside.
 * Panels get a canvas and need not know where on the screen they are. A grid prints itself
 * as text, so a screen can be compared in a test like any other text.
 *
 * Rows and columns count from 0 here; documents and tests of the screen count from 1.
 */
#ifndef ELBTOP_TUI_CANVAS_H
#define ELBTOP_TUI_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "tui/theme.h"

struct rect {
    int row, col, rows, cols;
};

bool rect_is_empty(struct rect rect);
bool rect_overlaps(struct rect a, struct rect b);
bool rect_holds(struct rect outer, struct rect inner);

/* What is said about a cell beyond the meaning of its text; a set of bits. */
enum cell_note {
    CELL_SELECTED = 1 << 0, /* the row the keys act on */
    CELL_CHANGED = 1 << 1,  /* another value a moment ago */
    CELL_OLD = 1 << 2,      /* its witness is silent */
    CELL_GONE = 1 << 3,     /* what it speaks of was there a moment ago */
};

struct cell {
    uint32_t point; /* what stands here; 0: right half of the wide one before */
    uint8_t look;   /* enum look */
    uint8_t notes;  /* enum cell_note */
};

struct grid {
    int rows, cols;
    bool ascii; /* other signs become '?' and step marks their ASCII form */
    int cursor_row, cursor_col; /* -1: no cursor is shown */
    struct cell *cells;
    /* Signs that were put over other signs since it was cleared: where nothing overlaps there
     * are none. Rules and lanes may be written upon. */
    long overlaps;
    int overlap_row, overlap_col; /* of the first; -1 */
};

void grid_init(struct grid *grid, int rows, int cols, bool ascii);
void grid_release(struct grid *grid);
void grid_clear(struct grid *grid); /* blanks, no cursor */
struct cell *grid_at(const struct grid *grid, int row, int col);

/* The whole as text: a line per row, trailing blanks cut. */
void grid_print(const struct grid *grid, struct buf *out);

/*
 * How each cell looks, a letter per cell: '.' plain and as theme_letter() says else. For
 * tests of what an eye would see beyond the text.
 */
void grid_print_looks(const struct grid *grid, const struct theme *theme,
                      struct buf *out);

struct canvas {
    struct grid *grid;
    struct rect at; /* where its corner is; all of it lies inside the grid */
};

struct canvas canvas_of(struct grid *grid);
struct canvas canvas_part(struct canvas canvas,
                          struct rect part); /* clipped to the canvas */
struct canvas canvas_rows(struct canvas canvas, int row, int rows);

/* Each returns the column behind what it wrote; text may be NULL, for none. */
int canvas_text(struct canvas canvas, int row, int col, enum look look, const char *text);
int canvas_point(struct canvas canvas, int row, int col, enum look look, uint32_t point);
/* Exactly `cells` wide: cut with ".." at its end, or filled up with blanks. */
int canvas_fit(struct canvas canvas, int row, int col, int cells, enum look look,
               const char *text);
int canvas_print(struct canvas canvas, int row, int col, enum look look,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));

/*
 * Words on as many rows as they need, at most `rows`; the last one ends in ".." when
 * something is left. Returns how many rows were taken.
 */
int canvas_wrap(struct canvas canvas, int row, int col, int rows, enum look look,
                const char *text);

/* "-- text ------------": what opens a section. */
void canvas_title(struct canvas canvas, int row, const char *text);
void canvas_box(struct canvas canvas); /* a frame along its edge */
/* Blanks, whatever stood there: what comes next lies over it on purpose. */
void canvas_clear(struct canvas canvas);
void canvas_column(struct canvas canvas, int col, uint32_t point);
void canvas_note(struct canvas canvas, int row, int col, int cells, unsigned notes);
/* Gives what stands there another meaning. */
void canvas_look(struct canvas canvas, int row, int col, int cells, enum look look);
void canvas_cursor(struct canvas canvas, int row, int col);

#endif
