#include "tui/event_line.h"

#include <stdio.h>
#include <string.h>

#include "base/span.h"
#include "base/when.h"

#include "base/banned.h"

bool event_is_about(const struct view_event *event, const char *namespace,
                    const char *name)
{
    struct span service = span_of(event->service);
    struct span first;

    return span_cut(&service, '/', &first) && span_is(first, namespace) &&
           span_is(service, name);
}

const char *event_step(const struct view_event *event, char out[EVENT_STEP_BYTES])
{
    if (event->step == 0)
        snprintf(out, EVENT_STEP_BYTES, "-");
    else if (event->part != 0)
        snprintf(out, EVENT_STEP_BYTES, "%d%c", event->step % 10, event->part);
    else
        snprintf(out, EVENT_STEP_BYTES, "%d", event->step % 10);
    return out;
}

const char *event_ago(const struct view_event *event, int64_t wall_ms,
                      char out[EVENT_AGO_BYTES])
{
    enum { CELLS = 4 };
    char text[WHEN_TEXT_BYTES];

    duration_print_short(wall_ms - event->wall_ms, text);
    if (strlen(text) > CELLS)
        text[strcspn(text, "dhm") + 1] = '\0';
    snprintf(out, EVENT_AGO_BYTES, "%.7s", text);
    return out;
}
