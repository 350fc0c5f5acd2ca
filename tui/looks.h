/*
 * looks.h - how steps and states look: the one place where a state gets its meaning for
 * the theme. Colour repeats what the word and the mark already say.
 */
#ifndef ELBTOP_TUI_LOOKS_H
#define ELBTOP_TUI_LOOKS_H

#include "state/row.h"
#include "tui/canvas.h"

enum look look_of_state(enum row_state state);
enum look look_of_step(const struct step *step);

/* The seven marks of a Service. */
void looks_draw_marks(struct canvas canvas, int row, int col, const struct row *service);

/* One mark. */
void looks_draw_mark(struct canvas canvas, int row, int col, const struct step *step);

#endif
