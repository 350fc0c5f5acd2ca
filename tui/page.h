/*
 * page.h - text that is longer than the screen: labels and what they say, line by line.
 * Filled anew for each frame, so that it is as live as everything else.
 */
#ifndef ELBTOP_TUI_PAGE_H
#define ELBTOP_TUI_PAGE_H

#include "base/arena.h"
#include "tui/canvas.h"

enum { PAGE_LINES = 600 };

struct page_line {
    const char *label; /* NULL: only text */
    const char *text;
    enum look look; /* of the text */
};

struct page {
    int count;
    struct page_line lines[PAGE_LINES]; /* what is more is left out */
    struct arena arena;
};

void page_release(struct page *page); /* zero-filled pages are fine */

void page_head(struct page *page, const char *text); /* opens a section */
void page_add(struct page *page, const char *label, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void page_add_look(struct page *page, enum look look, const char *label,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));

/* How many rows it takes in that width; labels take `label_cells`, long texts wrap. */
int page_rows(const struct page *page, int cols, int label_cells);

/* Draws from row `top` of it on. */
void page_draw(const struct page *page, struct canvas canvas, int top, int label_cells);

#endif
