/*
 * event_line.h - one event as the cells of a line: what the views that list events share.
 */
#ifndef ELBTOP_TUI_EVENT_LINE_H
#define ELBTOP_TUI_EVENT_LINE_H

#include <stdbool.h>

#include "state/view.h"

enum { EVENT_STEP_BYTES = 8, EVENT_AGO_BYTES = 8 };

bool event_is_about(const struct view_event *event, const char *namespace,
                    const char *name);

/* "4d", "5"; "-" for none. */
const char *event_step(const struct view_event *event, char out[EVENT_STEP_BYTES]);

/* How long ago, in four cells: "12s", "3d04" has no room and is "3d". */
const char *event_ago(const struct view_event *event, int64_t wall_ms,
                      char out[EVENT_AGO_BYTES]);

#endif
