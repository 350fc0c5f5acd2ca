/*
 * The lines of what happened: of an Event of Kubernetes with all that the api-server has of
 * it; of what elbtop saw itself, the two pictures between which it changed.
 */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/when.h"
#include "tui/event_line.h"
#include "tui/happening.h"
#include "tui/origins.h"

#include "base/banned.h"

/* Where such lines come from; the path is filled in where the step tells it. */
static const struct {
    enum source_name source;
    const char *call, *path;
} ways[] = {
    [FROM_NOWHERE] = {SOURCE_COUNT, "it was not kept", "it was not kept"},
    [FROM_EVENT] = {SOURCE_KUBERNETES, "GET /api/v1/events, then its watch", "items[]"},
    [FROM_OBJECT] = {SOURCE_KUBERNETES, "GET /api/v1/services, then its watch",
                     "the object before and after"},
    [FROM_CLOUD] = {SOURCE_ELB, "the lists of ELB and EIP",
                    "what was listed before and after"},
    [FROM_PROBE] = {SOURCE_PROBE, "a TCP connect from here to the public address",
                    "its answer"},
    [FROM_VERDICT] = {SOURCE_COUNT, "none of its own: all witnesses together",
                      "the steps before and after"},
    [FROM_ELBTOP] = {SOURCE_COUNT, "what elbtop did and was answered; :calls has it",
                     "the line of the plan; :jobs has them all"},
};

/* Of this line; the title and the rule are each value's own. */
static struct origin origin_of(const struct view_event *event, const char *title,
                               const char *rule)
{
    struct origin origin = {.title = title,
                            .source = ways[event->from].source,
                            .call = ways[event->from].call,
                            .path = ways[event->from].path,
                            .rule = rule};

    if (event->step != 0 && (event->from == FROM_OBJECT || event->from == FROM_CLOUD)) {
        const struct origin *step = origins_step(event->step, event->part);
        origin.source = step->source;
        origin.call = step->call;
        origin.path = step->path;
        origin.place = step->place;
    }
    return origin;
}

/* What happened does not grow old when its source is lost: it was read when it was read. */
static struct trace *add(struct traces *traces, const struct scene *scene,
                         const struct view_event *event, const struct origin *origin,
                         const char *shown, const char *raw)
{
    char read[HAPPENING_TEXT_BYTES];
    struct trace *trace = traces_add(traces, scene, origin, shown, raw);

    trace->read = traces_print(traces, "%s", happening_read(event, scene, read));
    trace->trouble = NULL;
    trace->old = false;
    return trace;
}

/* ---- when ---- */

static const char *time_rule(const struct view_event *event, struct traces *traces)
{
    char text[WHEN_TEXT_BYTES];
    int64_t skew_ms =
        event->last_ms == WHEN_UNKNOWN ? 0 : event->last_ms - event->wall_ms;

    if (event->from == FROM_EVENT && skew_ms != 0)
        return traces_print(traces,
                            "the last time it happened, by this machine's clock: that of "
                            "the api-server is %s %s",
                            duration_print(skew_ms < 0 ? -skew_ms : skew_ms, text),
                            skew_ms < 0 ? "behind" : "ahead");
    if (event->from == FROM_EVENT)
        return "the last time it happened; both clocks agree";
    if (event->from == FROM_NOWHERE)
        return "as it was told";
    return event->exact ? "when it happened: whoever saw it wrote down the time"
                        : "when it was seen: it happened between the picture before and "
                          "this one, so it is a bound (<=)";
}

static void add_times(struct traces *traces, const struct scene *scene,
                      const struct view_event *event)
{
    struct origin origin = origin_of(event, "TIME", time_rule(event, traces));
    char when[WHEN_TEXT_BYTES];
    char ago[WHEN_TEXT_BYTES];
    char raw[ORIGIN_RAW_BYTES] = "";

    if (event->from == FROM_EVENT) {
        origin.path = event->last_path;
        origin_put_when(raw, event->last_path, event->last_ms);
        origin_put_when(raw, "firstTimestamp", event->first_ms);
    } else {
        origin_put_when(raw, event->exact ? NULL : "<=", event->wall_ms);
    }
    add(traces, scene, event, &origin, when_print(event->wall_ms, when), raw);
    origin.title = "AGO";
    origin.rule = "from TIME until now";
    add(traces, scene, event, &origin,
        duration_print(scene->wall_ms - event->wall_ms, ago), raw);
}

/* ---- what it means ---- */

static const char *rule_of(const struct view_event *event)
{
    return event->rule == NULL ? "it was told with it" : event->rule;
}

static void add_step(struct traces *traces, const struct scene *scene,
                     const struct view_event *event)
{
    struct origin origin = origin_of(event, "STEP", rule_of(event));
    char means[HAPPENING_TEXT_BYTES];
    char raw[ORIGIN_RAW_BYTES] = "";

    origin.nothing = "it is of no step by itself";
    if (event->from == FROM_EVENT)
        origin.path = "reason, message";
    origin_put_text(raw, event->reason);
    struct trace *trace =
        add(traces, scene, event, &origin,
            event->step == 0 ? "-" : happening_means(event, means), raw);
    if (event->step == 0)
        trace->none = origin.nothing;
}

static void add_service(struct traces *traces, const struct scene *scene,
                        const struct view_event *event)
{
    struct origin origin = origin_of(event, "SERVICE", "as it stands");
    char raw[ORIGIN_RAW_BYTES] = "";

    origin.path = event->from == FROM_EVENT ? "involvedObject.namespace, .name"
                                            : "metadata.namespace, metadata.name";
    origin.place = "metadata|name";
    origin.nothing = "it is about no Service: elbtop itself";
    if (event->service[0] != '\0')
        origin_put_text(raw, event->service);
    add(traces, scene, event, &origin, event->service, raw);
}

static const char *who_rule(const struct view_event *event)
{
    switch (event->from) {
    case FROM_EVENT:
        return "service-controller and hws-cloudprovider are the ccm; others by their "
               "name";
    case FROM_ELBTOP:
        return "whoever acted, or gave the answer";
    case FROM_VERDICT:
        return "the actor of that step; elbtop where it only draws the conclusion";
    case FROM_NOWHERE:
        return "as it was told";
    default:
        return "the actor of that step: nobody else does it";
    }
}

static void add_who(struct traces *traces, const struct scene *scene,
                    const struct view_event *event)
{
    struct origin origin = origin_of(event, "WHO", who_rule(event));
    char raw[ORIGIN_RAW_BYTES] = "";

    if (event->from == FROM_EVENT)
        origin.path = "source.component, else reportingComponent";
    origin_put_text(raw, event->component);
    add(traces, scene, event, &origin, event->who, raw);
}

static const char *what_rule(const struct view_event *event)
{
    if (event->from != FROM_EVENT)
        return event->from == FROM_NOWHERE ? "as it was told"
                                           : "elbtop's words for that change";
    return event->combined
               ? "reason and message; \"(combined from similar events)\" is taken off"
               : "reason and message; the reason alone where the message adds nothing";
}

static void add_what(struct traces *traces, const struct scene *scene,
                     const struct view_event *event)
{
    struct origin origin = origin_of(event, "WHAT", what_rule(event));
    char raw[ORIGIN_RAW_BYTES] = "";

    if (event->from == FROM_EVENT)
        origin.path = "reason, message";
    if (event->message != NULL) {
        origin_put(raw, "reason \"%s\"", event->reason);
        origin_put(raw, "message \"%s\"", event->message);
    } else {
        origin_put_text(raw, event->reason);
    }
    add(traces, scene, event, &origin, event->what, raw)->look =
        event->failure ? LOOK_BAD : LOOK_STRONG;
}

/* Ours, never the Kubernetes type: failures have been of type Normal. */
static void add_severity(struct traces *traces, const struct scene *scene,
                         const struct view_event *event)
{
    struct origin origin = origin_of(event, "SEVERITY", NULL);
    char raw[ORIGIN_RAW_BYTES] = "";

    origin.rule = traces_print(traces, "ours, whatever its type: %s", rule_of(event));
    if (event->from == FROM_EVENT)
        origin.path = "type, reason, message";
    if (event->type != NULL)
        origin_put(raw, "type \"%s\"", event->type);
    add(traces, scene, event, &origin, event->failure ? "failure" : "no failure", raw)
        ->look = event->failure ? LOOK_BAD : LOOK_STRONG;
}

static void add_count(struct traces *traces, const struct scene *scene,
                      const struct view_event *event)
{
    struct origin origin = origin_of(
        event, "COUNT", "how often it happened; Kubernetes folds those that are alike");
    char text[32];

    if (event->from != FROM_EVENT)
        return;
    origin.path = "count, else series.count";
    snprintf(text, sizeof text, "%lld", (long long)event->count);
    add(traces, scene, event, &origin, text, text);
}

static void add_witness(struct traces *traces, const struct scene *scene,
                        const struct view_event *event)
{
    struct origin origin = origin_of(
        event, "WITNESS", "who told it: 1 Kubernetes, 2 cloud, 3 network, 4 elbtop");
    char text[HAPPENING_TEXT_BYTES];

    add(traces, scene, event, &origin, happening_told_by(event, text), "");
    origin.title = "KEPT";
    origin.rule = traces_print(traces,
                               "the last %d lines; a failure for as long as its Service "
                               "has it",
                               LIMIT_EVENTS);
    add(traces, scene, event, &origin, happening_kept(event), "");
}

void origins_of_event(const struct view_event *event, const struct scene *scene,
                      struct traces *traces)
{
    add_times(traces, scene, event);
    add_step(traces, scene, event);
    add_service(traces, scene, event);
    add_who(traces, scene, event);
    add_what(traces, scene, event);
    add_severity(traces, scene, event);
    add_count(traces, scene, event);
    add_witness(traces, scene, event);
}
