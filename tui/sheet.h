/*
 * sheet.h - text written from the top of a canvas downwards until it is full: titles,
 * sentences, labelled lines. What has no room is left out.
 */
#ifndef ELBTOP_TUI_SHEET_H
#define ELBTOP_TUI_SHEET_H

#include "tui/canvas.h"

struct sheet {
    struct canvas canvas;
    int row; /* the next free one */
};

struct sheet sheet_on(struct canvas canvas, int row, int rows);
int sheet_left(const struct sheet *sheet); /* rows that are free */

void sheet_title(struct sheet *sheet, const char *text);
/* One row, cut at the edge. */
void sheet_line(struct sheet *sheet, enum look look, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* As many rows as the words need, at most `most`. */
void sheet_words(struct sheet *sheet, enum look look, int most, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* A label of `cells` cells and words behind it. */
void sheet_entry(struct sheet *sheet, int cells, const char *label, const char *format,
                 ...) __attribute__((format(printf, 4, 5)));

#endif
