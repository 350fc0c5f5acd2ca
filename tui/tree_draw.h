/*
 * tree_draw.h - the lines of the tree of ELBs as cells.
 */
#ifndef ELBTOP_TUI_TREE_DRAW_H
#define ELBTOP_TUI_TREE_DRAW_H

#include "tui/canvas.h"
#include "tui/scene.h"
#include "tui/tree.h"

/* From that width on there is room for members and longer names. */
enum { TREE_WIDE_COLS = 120 };

void tree_draw_line(const struct tree_line *line, const struct scene *scene,
                    struct canvas canvas, int row);

/* The first Service on the ELB; NULL. */
const struct row *tree_row_of(const struct view_elb *elb);

#endif
