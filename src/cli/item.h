/*
 * item.h - one thing of a view as the JSON that scripts rely on (api_version elbtop/v1).
 *
 * Names are snake_case, times RFC 3339 UTC, durations end in _ms. Absent is null, unknown
 * is null, never 0 or "". Each returns a new reference.
 */
#ifndef ELBTOP_CLI_ITEM_H
#define ELBTOP_CLI_ITEM_H

#include <jansson.h>

#include "state/todo.h"
#include "state/view.h"

json_t *item_service(const struct row *row);
json_t *item_elb(const struct view_elb *elb);
json_t *item_listener(const struct view_elb *elb, const struct view_listener *listener);
json_t *item_member(const struct view_elb *elb, const struct view_listener *listener,
                    const struct view_member *member);
json_t *item_eip(const struct view_eip *eip);
json_t *item_event(const struct view_event *event);
json_t *item_gateway(const struct view_gateway *gateway);
json_t *item_source(enum source_name name, const struct source *source, int64_t now_ms);

/* Of a Service whose row is open: why, who has the ball, what to do; what each step usually
 * takes here. */
json_t *item_explanation(const struct view *view, const struct row *row);

/* Its next move, with the commands for it. */
const char *item_todo(const struct row *row, char out[TODO_TEXT_BYTES]);

/* All five, for the "sources" of every answer. */
json_t *item_sources(const struct view *view, int64_t now_ms);

/* The public name of an ELB's kind and a listener's role. */
const char *item_elb_kind(enum elb_kind kind); /* "auto", "existing", … */
const char *item_listener_role(
    enum listener_role role); /* "creator", "tenant", "foreign" */

#endif
