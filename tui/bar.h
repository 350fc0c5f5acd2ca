/*
 * bar.h - the rows that every screen has: where am I, can I believe it, is anything wrong,
 * what can I press.
 */
#ifndef ELBTOP_TUI_BAR_H
#define ELBTOP_TUI_BAR_H

#include "tui/canvas.h"
#include "tui/panel.h"
#include "tui/scene.h"

void bar_draw_header(struct canvas line, const struct scene *scene);
void bar_draw_ages(struct canvas line, const struct scene *scene);
void bar_draw_hints(struct canvas line, const struct scene *scene,
                    const struct panel *panel);

/* All there is when the terminal is too small. */
void bar_draw_tiny(struct canvas line, const struct scene *scene);

#endif
