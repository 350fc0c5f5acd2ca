/*
 * plan_lines.h - the objects of a plan as lines: what becomes of each, and why.
 */
#ifndef ELBTOP_TUI_PLAN_LINES_H
#define ELBTOP_TUI_PLAN_LINES_H

#include "act/plan.h"
#include "tui/canvas.h"
#include "tui/table.h"

enum look look_of_fate(enum plan_fate fate);

/* As many as the canvas has rows, scrolled by the table; the cursor only with `active`. */
void plan_lines_draw(const struct plan *plan, struct table *table, struct canvas canvas,
                     bool active);

#endif
