#include "sim/kube_event.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/banned.h"

/* In the order of the events.k8s.io type. */
static const struct {
    const char *core;
    const char *events;
} names[] = {
    {"metadata", "metadata"},
    {"eventTime", "eventTime"},
    {"series", "series"},
    {"reportingComponent", "reportingController"},
    {"reportingInstance", "reportingInstance"},
    {"action", "action"},
    {"reason", "reason"},
    {"involvedObject", "regarding"},
    {"related", "related"},
    {"message", "note"},
    {"type", "type"},
    {"source", "deprecatedSource"},
    {"firstTimestamp", "deprecatedFirstTimestamp"},
    {"lastTimestamp", "deprecatedLastTimestamp"},
    {"count", "deprecatedCount"},
};

static json_t *translate(json_t *from, bool to_events)
{
    json_t *out = json_object();

    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        json_t *value =
            json_object_get(from, to_events ? names[i].core : names[i].events);
        bool empty = json_is_string(value) && json_string_length(value) == 0;
        if (value != NULL && !empty)
            json_object_set(out, to_events ? names[i].events : names[i].core, value);
    }
    json_decref(from);
    return out;
}

json_t *kube_event_tell(json_t *core)
{
    return translate(core, true);
}

json_t *kube_event_listen(json_t *events)
{
    return translate(events, false);
}
