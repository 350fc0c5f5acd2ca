/*
 * steps_below.h - under the steps of a Service: what happened to it, the newest first, and
 * what comes next.
 */
#ifndef ELBTOP_TUI_STEPS_BELOW_H
#define ELBTOP_TUI_STEPS_BELOW_H

#include "tui/canvas.h"
#include "tui/scene.h"

/* A title and a line per event; with room also how long ago and which step it was about. */
void steps_below_newest(struct canvas canvas, const struct scene *scene,
                        const char *namespace, const char *name);

/* A title, what is normal and what its failing would look like. */
void steps_below_ahead(struct canvas canvas, const struct row *row,
                       const struct scene *scene);

#endif
