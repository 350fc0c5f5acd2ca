/*
 * sections.h - parts of a screen that several panels have: the last changes, the calls that
 * were made, the two sides of a Service.
 */
#ifndef ELBTOP_TUI_SECTIONS_H
#define ELBTOP_TUI_SECTIONS_H

#include "state/row.h"
#include "tui/canvas.h"
#include "tui/scene.h"

/* A title and one line per event, the newest first. */
void sections_draw_changes(struct canvas canvas, const struct scene *scene);

/* " 12:04:30 lb-demo/hello  ccm        5 IDS done: …" */
void sections_draw_change(struct canvas canvas, int row, const struct view_event *event);

/* A title and one line per call. */
void sections_draw_calls(struct canvas canvas, const struct scene *scene);
void sections_draw_call(struct canvas canvas, int row, const struct call *call);

enum { SIDES_BYTES = 512 };

/* What Kubernetes says of a Service, what the cloud says, and whether they agree. */
const char *sections_kubernetes_says(const struct row *row, char out[SIDES_BYTES]);
const char *sections_cloud_says(const struct row *row, const struct scene *scene,
                                char out[SIDES_BYTES]);
const char *sections_so(const struct row *row, const struct scene *scene,
                        char out[SIDES_BYTES]);

#endif
