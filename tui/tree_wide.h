/*
 * tree_wide.h - the tree of ELBs on a wide screen: one table for ELBs, listeners and
 * members, with what a tear-down would take; and the addresses of the project under it.
 */
#ifndef ELBTOP_TUI_TREE_WIDE_H
#define ELBTOP_TUI_TREE_WIDE_H

#include "tui/canvas.h"
#include "tui/scene.h"
#include "tui/tree.h"

/* From that width on the table has room. */
enum { TREE_TABLE_COLS = 158 };

void tree_wide_titles(struct canvas canvas, int row);
void tree_wide_line(const struct tree_line *line, const struct scene *scene,
                    struct canvas canvas, int row);

/* The EIPs of the project, each with what it is bound to, and the quotas where they are known. */
void tree_wide_addresses(const struct scene *scene, struct canvas canvas);

#endif
