#include "tui/happening.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "tui/event_line.h"

#include "base/banned.h"

/* ---- which line it is ---- */

const char *happening_id(const struct view_event *event, char out[HAPPENING_ID_BYTES])
{
    snprintf(out, HAPPENING_ID_BYTES, "%lld %.60s %.200s", (long long)event->wall_ms,
             event->service, event->what);
    return out;
}

static const char *saying_of(const char *id)
{
    return id + strcspn(id, " ");
}

bool happening_is_again(const char *id, const char *other_id)
{
    return strcmp(saying_of(id), saying_of(other_id)) == 0;
}

const struct view_event *happening_find(const struct view *view, const char *id)
{
    const struct view_event *again = NULL;
    char text[HAPPENING_ID_BYTES];

    for (size_t i = 0; i < view->event_count; i++) {
        happening_id(&view->events[i], text);
        if (strcmp(text, id) == 0)
            return &view->events[i];
        if (again == NULL && happening_is_again(text, id))
            again = &view->events[i];
    }
    return again;
}

/* ---- in words ---- */

static void kubernetes_text(const struct view_event *event,
                            char out[HAPPENING_TEXT_BYTES])
{
    if (event->from_kubernetes)
        snprintf(out, HAPPENING_TEXT_BYTES, "Kubernetes: event %s of %s, seen %lld %s",
                 event->reason == NULL ? "" : event->reason, event->who,
                 (long long)event->count, event->count == 1 ? "time" : "times");
    else if (event->from == FROM_ELBTOP)
        snprintf(out, HAPPENING_TEXT_BYTES, "Kubernetes: its answer to what elbtop sent");
    else
        snprintf(out, HAPPENING_TEXT_BYTES,
                 "Kubernetes: the object itself, as %s changed it", event->who);
}

const char *happening_told_by(const struct view_event *event,
                              char out[HAPPENING_TEXT_BYTES])
{
    switch (event_witness(event)) {
    case WITNESS_KUBERNETES:
        kubernetes_text(event, out);
        break;
    case WITNESS_NETWORK:
        snprintf(out, HAPPENING_TEXT_BYTES, "network: a TCP connect from this machine");
        break;
    case WITNESS_ELBTOP:
        snprintf(out, HAPPENING_TEXT_BYTES,
                 event->from == FROM_ELBTOP
                     ? "elbtop: what it was asked to do, and did"
                     : "elbtop: what follows from all witnesses together");
        break;
    default:
        snprintf(out, HAPPENING_TEXT_BYTES, "cloud: %s",
                 event->from == FROM_ELBTOP ? "its answer to what elbtop asked"
                                            : "what its ELB and EIP APIs list");
    }
    return out;
}

const char *happening_read(const struct view_event *event, const struct scene *scene,
                           char out[HAPPENING_TEXT_BYTES])
{
    char clock[WHEN_TEXT_BYTES];
    char age[WHEN_TEXT_BYTES];

    if (event->read_ms == WHEN_UNKNOWN || event->from == FROM_NOWHERE)
        snprintf(out, HAPPENING_TEXT_BYTES, "not known: it was not kept");
    else
        snprintf(out, HAPPENING_TEXT_BYTES, "%s.%03d, %s ago",
                 when_print_clock(event->read_ms, clock), (int)(event->read_ms % 1000),
                 duration_print(scene->wall_ms - event->read_ms, age));
    return out;
}

const char *happening_means(const struct view_event *event,
                            char out[HAPPENING_TEXT_BYTES])
{
    if (event->step == 0)
        snprintf(out, HAPPENING_TEXT_BYTES, "no step by itself");
    else if (event->part != 0)
        snprintf(out, HAPPENING_TEXT_BYTES, "%s of step %d %s%s",
                 part_label((enum step_part)(event->part - 'a')), event->step,
                 step_name(event->step), event->failure ? " failed" : "");
    else
        snprintf(out, HAPPENING_TEXT_BYTES, "step %d %s%s", event->step,
                 step_name(event->step), event->failure ? ": trouble" : "");
    return out;
}

const char *happening_kept(const struct view_event *event)
{
    if (event->from_kubernetes)
        return event->failure
                   ? "until it is mended, also when Kubernetes forgets it after about 1 h"
                   : "as long as this program runs; Kubernetes forgets events after "
                     "about "
                     "1 h";
    return event->failure ? "until it is mended"
                          : "as long as this program runs; Kubernetes forgets events "
                            "after about 1 h";
}
