/*
 * event_line.h - one event as the cells of a line: what the views that list events share.
 */
#ifndef ELBTOP_TUI_EVENT_LINE_H
#define ELBTOP_TUI_EVENT_LINE_H

#include <stdbool.h>

#include "state/view.h"
#include "tui/canvas.h"

/* Whose word it is. */
enum witness {
    WITNESS_KUBERNETES,
    WITNESS_CLOUD,
    WITNESS_NETWORK,
    WITNESS_ELBTOP,
    WITNESS_COUNT
};

enum witness event_witness(const struct view_event *event);
bool event_is_about(const struct view_event *event, const char *namespace,
                    const char *name);

/* What is about no Service is of every namespace; NULL: all are. */
bool event_is_in_namespace(const struct view_event *event, const char *namespace);

enum { EVENT_STEP_BYTES = 8, EVENT_AGO_BYTES = 8 };

/* "4d", "5"; "-" for none. */
const char *event_step(const struct view_event *event, char out[EVENT_STEP_BYTES]);

/* How long ago, in four cells: "12s", "3d04" has no room and is "3d". */
const char *event_ago(const struct view_event *event, int64_t wall_ms,
                      char out[EVENT_AGO_BYTES]);

/* Where what stands in a list of so many cells; -1: it has no room or is not wanted. */
struct event_places {
    int time, ago, step;
    int service, service_cells;
    int who, witness, what;
};

struct event_places event_places_of(int cells, bool services);
void event_draw_head(struct canvas canvas, int row, struct event_places places);
void event_draw(struct canvas canvas, int row, struct event_places places,
                const struct view_event *event, int64_t wall_ms);

#endif
