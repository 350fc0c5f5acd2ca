/*
 * happening.h - one line of what happened, in words: which witness told it, how, what it
 * means, and how long it is kept. The view of events and `w` say the same.
 */
#ifndef ELBTOP_TUI_HAPPENING_H
#define ELBTOP_TUI_HAPPENING_H

#include "tui/scene.h"

enum { HAPPENING_ID_BYTES = 320, HAPPENING_TEXT_BYTES = 512 };

/* Lines have no id of their own: what was said when of whom tells them apart. */
const char *happening_id(const struct view_event *event, char out[HAPPENING_ID_BYTES]);

/* Is it the same, but for its time? One that happens again is the same line. */
bool happening_is_again(const char *id, const char *other_id);

/* NULL when it is no more. */
const struct view_event *happening_find(const struct view *view, const char *id);

const char *happening_told_by(const struct view_event *event,
                              char out[HAPPENING_TEXT_BYTES]);
/* "12:04:31.204, 3s ago" when it was read; or that nobody kept it. */
const char *happening_read(const struct view_event *event, const struct scene *scene,
                           char out[HAPPENING_TEXT_BYTES]);
const char *happening_means(const struct view_event *event,
                            char out[HAPPENING_TEXT_BYTES]);
const char *happening_kept(const struct view_event *event);

#endif
