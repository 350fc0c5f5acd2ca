/*
 * side.h - the selected row in full, at the right of a wide screen: its steps, why, who
 * has the ball, what to do, and what both witnesses say.
 */
#ifndef ELBTOP_TUI_SIDE_H
#define ELBTOP_TUI_SIDE_H

#include "tui/canvas.h"
#include "tui/item.h"
#include "tui/scene.h"

/* item may be NULL; lost: SOURCE_COUNT for none. */
void side_draw(struct canvas canvas, const struct scene *scene, const struct item *item,
               enum source_name lost);

#endif
