/*
 * box.h - a dialog as a box over the view beneath, where the screen has room for both.
 */
#ifndef ELBTOP_TUI_BOX_H
#define ELBTOP_TUI_BOX_H

#include "tui/panel.h"

/* Is there room, and is it a panel that wants to be one? */
bool box_fits(const struct panel *panel, struct canvas body);

/* The view beneath, dimmed, and the panel over it. */
void box_draw(struct panel *panel, struct panel *beneath, const struct scene *scene,
              struct canvas body);

#endif
