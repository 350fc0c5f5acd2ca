/*
 * panes.h - a screen in several panes: which of them has the keys, and how far it is scrolled.
 *
 * Pane 0 is the view itself. The others show as much as their room allows; the one that Tab
 * has gone to is drawn as long as it is and scrolled by the keys that move.
 */
#ifndef ELBTOP_TUI_PANES_H
#define ELBTOP_TUI_PANES_H

#include "tui/reader.h"
#include "tui/scene.h"

enum { PANES_MOST = 8 };

struct panes {
    int focus;              /* 0: the view itself */
    bool shown[PANES_MOST]; /* when it was drawn last */
    struct reader reader;   /* of the pane that has the keys */
};

void panes_release(struct panes *panes); /* zero-filled ones are fine */

/* Draws a title in row 0 and what is below it; on a canvas of any height. */
typedef void (*pane_draw)(void *ctx, const struct scene *scene, struct canvas canvas);

/* At most `rows` of what it draws can be scrolled to. An empty canvas hides it. */
void panes_draw(struct panes *panes, int pane, int rows, const struct scene *scene,
                struct canvas canvas, pane_draw draw, void *ctx);

/* Tab, Shift-Tab, Esc, and while a pane has them the keys that move; false: not its business. */
bool panes_act(struct panes *panes, enum action action);

#endif
