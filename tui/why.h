/*
 * why.h - what is the matter with the selected row, who has the ball, and what a person can
 * do: the lines under the list. Or, when a source is lost, what that means for the picture.
 */
#ifndef ELBTOP_TUI_WHY_H
#define ELBTOP_TUI_WHY_H

#include "state/todo.h"
#include "tui/canvas.h"
#include "tui/item.h"
#include "tui/scene.h"

enum { WHY_TEXT_BYTES = 1024 };

/* "pay/refunds", "source k8s lost": behind "-- why: ". item NULL: nothing is selected. */
const char *why_title(const struct item *item, const struct scene *scene,
                      enum source_name lost, char out[WHY_TEXT_BYTES]);

/* What is the matter. lost: SOURCE_COUNT for none. */
const char *why_text(const struct item *item, const struct scene *scene,
                     enum source_name lost, char out[WHY_TEXT_BYTES]);

/* "Waiting on: you. Do: change the port." "" when nobody has to do anything. */
const char *why_next(const struct item *item, const struct scene *scene,
                     enum source_name lost, char out[WHY_TEXT_BYTES]);

/* Both. Where rows are short the story is cut, not the next move. */
/* A next move, with the keys for it; NULL is "". */
const char *why_todo(const char *todo, const struct scene *scene,
                     char out[TODO_TEXT_BYTES]);

void why_draw(struct canvas canvas, const struct item *item, const struct scene *scene,
              enum source_name lost);

/* "you (the ccm tries again <= 2m)". "" when nobody has to move. */
const char *why_who(const struct item *item, const struct scene *scene,
                    char out[WHY_TEXT_BYTES]);

#endif
