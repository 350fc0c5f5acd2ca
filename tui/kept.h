/*
 * kept.h - what is not mended yet: the newest failure of each Service in trouble, and what was
 * left behind. Kubernetes forgets events after about an hour; elbtop keeps these.
 */
#ifndef ELBTOP_TUI_KEPT_H
#define ELBTOP_TUI_KEPT_H

#include "tui/canvas.h"
#include "tui/scene.h"

/* A title and a line for each, as many as there is room for. */
void kept_draw(struct canvas canvas, const struct scene *scene);

#endif
