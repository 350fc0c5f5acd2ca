/*
 * conversation.h - who said what to whom: a lane per actor, an arrow per call, and behind it
 * the mark of the step that it moved, as the engine of the live view judges it.
 */
#ifndef ELBTOP_TUI_CONVERSATION_H
#define ELBTOP_TUI_CONVERSATION_H

#include "cross/lesson.h"
#include "tui/canvas.h"
#include "tui/scene.h"

struct conversation {
    const struct lesson_report *report;
    const struct scene *scene;
    int up;   /* rows scrolled back from the newest */
    bool big; /* two rows per line, for a projector */
};

/*
 * The names of the actors on its first row, the newest lines under it, then the call that is
 * about to be made, and what is still to come. Returns how far `up` can go.
 */
int conversation_draw(struct canvas canvas, const struct conversation *conversation);

/* "3 SEEN", "4d listener", "" for what is no step. */
enum { CONVERSATION_STEP_BYTES = 32 };
const char *conversation_step(const char *code, char out[CONVERSATION_STEP_BYTES]);

#endif
