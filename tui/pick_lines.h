/*
 * pick_lines.h - load balancers to choose from as lines: what each is, and its verdict.
 */
#ifndef ELBTOP_TUI_PICK_LINES_H
#define ELBTOP_TUI_PICK_LINES_H

#include "act/picker.h"
#include "tui/canvas.h"

void pick_lines_head(struct canvas canvas, int row, const char *port);
void pick_lines_draw(const struct pick *pick, struct canvas canvas, int row);

#endif
