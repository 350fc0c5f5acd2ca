/*
 * lesson_view.h - a lesson on the screen: the conversation, the call about to be made, what
 * is said and asked, what can be broken; with room also what exists, and the same moment as
 * other terminals see it.
 */
#ifndef ELBTOP_TUI_LESSON_VIEW_H
#define ELBTOP_TUI_LESSON_VIEW_H

#include "cross/lesson.h"
#include "tui/canvas.h"
#include "tui/scene.h"

struct lesson_view {
    const struct lesson_report *report;
    const struct scene *scene;
    int up;       /* rows that the conversation is scrolled back */
    bool big;     /* for a projector: the conversation and what is said, nothing else */
    bool breaks;  /* the list of what can be broken is open */
    int answered; /* what was answered to the question now; 0: nothing yet */
    int right, asked; /* the score */
};

/* Returns how far `up` can go. */
int lesson_view_draw(struct canvas canvas, const struct lesson_view *view);

/* The Service of the lesson in the newest snapshot; NULL. */
const struct row *lesson_view_row(const struct lesson_report *report,
                                  const struct scene *scene);

#endif
