/*
 * gateway_wide.h - around the steps of a Gateway: its listeners and members beside them, and
 * the way traffic takes below, next to that of a Service without a Gateway.
 */
#ifndef ELBTOP_TUI_GATEWAY_WIDE_H
#define ELBTOP_TUI_GATEWAY_WIDE_H

#include "state/view.h"
#include "tui/canvas.h"

void gateway_wide_side(struct canvas canvas, const struct view_gateway *gateway);

/* How many of these spare rows the paths take: none, or a title and one or two lines. */
int gateway_wide_path_rows(int spare);
void gateway_wide_paths(struct canvas canvas, const struct view *view,
                        const struct view_gateway *gateway);

#endif
