/*
 * The seven steps and the parts of the fourth: what proves each, and where its times come
 * from. Source of the paths: the evidence that state/lane reads.
 */
#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "tui/origins.h"
#include "tui/timeline.h"

#include "base/banned.h"

static const char service_call[] = "GET /api/v1/services, then its watch";
static const char both_calls[] = "GET /api/v1/services and /api/v1/events, their watches";

static const struct origin step_origins[STEP_COUNT] = {
    {"1 APPLY", SOURCE_KUBERNETES, service_call, "the answer to our own request",
     "done when the object is there, whoever sent it", NULL, NULL},
    {"2 STORED", SOURCE_KUBERNETES, service_call,
     "metadata.uid, .creationTimestamp, .resourceVersion", "done when it has a uid", NULL,
     "metadata|uid"},
    {"3 SEEN", SOURCE_KUBERNETES, both_calls,
     "metadata.finalizers, events[].reason, managedFields of the ccm",
     "EnsuringLoadBalancer, its finalizer, or anything the ccm wrote", NULL,
     "metadata|finalizers"},
    {"4 CLOUD", SOURCE_ELB, "the lists of ELB and EIP", "its five parts, below",
     "done when all parts are done or given", NULL, NULL},
    {"5 IDS", SOURCE_KUBERNETES, service_call,
     "metadata.annotations: kubernetes.io/elb.id, .elb.eip-id",
     "elb.id, and for a public one elb.eip-id that is not empty", NULL,
     "metadata|annotations|kubernetes.io/elb.id"},
    {"6 ADDRESS", SOURCE_KUBERNETES, service_call, "status.loadBalancer.ingress[].ip",
     "done when it is not empty", NULL, "status|loadBalancer|ingress"},
    {"7 ROUTED", SOURCE_PROBE, "a TCP connect from here to the public address",
     "each port, through --probe-proxy when that is set",
     "done when every TCP port connects; not tried is not known", NULL, NULL},
};

static const struct origin part_origins[PART_COUNT] = {
    {"4a ELB", SOURCE_ELB, "GET /v3/{project}/elb/loadbalancers",
     "loadbalancers[].id, .name, .provisioning_status",
     "given when the Service is linked", NULL, NULL},
    {"4b EIP", SOURCE_EIP, "GET /v1/{project}/publicips",
     "publicips[].id, .public_ip_address", "given when the Service is linked", NULL,
     NULL},
    {"4c bound", SOURCE_EIP, "GET /v1/{project}/publicips",
     "publicips[].status, .port_id", "bound to the port of that ELB", NULL, NULL},
    {"4d listener", SOURCE_ELB, "GET /v3/{project}/elb/listeners",
     "listeners[].loadbalancers[].id, .protocol_port, .description",
     "one for each of spec.ports", NULL, "spec|ports"},
    {"4e pool+members", SOURCE_ELB, "GET /v3/{project}/elb/pools and members",
     "pools[].listeners[].id, members[].operating_status",
     "a pool with members for each listener; their health is another matter", NULL, NULL},
};

const struct origin *origins_step(int number, char part)
{
    return number == STEP_CLOUD && part != 0 ? &part_origins[part - 'a']
                                             : &step_origins[number - 1];
}

static const struct origin *origin_of(const struct timeline_line *line)
{
    char part = line->is_part ? (char)('a' + (line->step - line->row->parts)) : 0;

    return origins_step(line->number, part);
}

/* ---- all of them, a value each ---- */

static bool has_text(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static void put_times(char raw[ORIGIN_RAW_BYTES], const struct step *step)
{
    origin_put_when(raw, "from", step->started_ms);
    origin_put_when(raw, step->exact ? "done at" : "done by", step->finished_ms);
}

static void explain_unknown(struct trace *value, const struct step *step)
{
    if (step->state == STEP_UNKNOWN && value->trouble == NULL)
        value->none = has_text(step->evidence)
                          ? "it cannot be proved from here: see raw"
                          : "no witness that could prove it has spoken yet";
}

static void add_step(const struct timeline_line *line, const struct scene *scene,
                     struct traces *traces)
{
    char raw[ORIGIN_RAW_BYTES] = "";
    char shown[400];

    put_times(raw, line->step);
    if (has_text(line->step->evidence))
        origin_put_text(raw, line->step->evidence);
    snprintf(shown, sizeof shown, "%-8s %s", line->state,
             has_text(line->step->evidence) ? line->step->evidence : "");
    explain_unknown(traces_add(traces, scene, origin_of(line), shown, raw), line->step);
}

void origins_of_steps(const struct row *row, const struct scene *scene,
                      struct traces *traces)
{
    struct timeline_line lines[TIMELINE_LINES];
    int count = timeline_lines(row, false, lines);

    traces_head(traces, "step by step");
    for (int i = 0; i < count; i++)
        add_step(&lines[i], scene, traces);
}

/* ---- one of them, a value for each of its cells ---- */

static void add_cell(const struct timeline_line *line, const struct scene *scene,
                     struct traces *traces, const char *title, const char *rule,
                     const char *shown, const char *raw)
{
    struct origin origin = *origin_of(line);

    origin.title = title;
    if (rule != NULL)
        origin.rule = rule;
    traces_add(traces, scene, &origin, shown, raw);
}

static void add_actor(const struct timeline_line *line, const struct scene *scene,
                      struct traces *traces)
{
    static const struct origin origin = {
        "ACTOR",
        SOURCE_KUBERNETES,
        "none: it is so by design",
        "the table of the seven steps",
        "who has the ball at this step; of 1 also envoy-gw, where a Gateway's controller "
        "made the Service",
        NULL,
        NULL};

    traces_add(traces, scene, &origin, line->actor, "");
}

static void add_took(const struct timeline_line *line, const struct scene *scene,
                     struct traces *traces)
{
    char took[TIMELINE_TEXT_BYTES];
    char raw[ORIGIN_RAW_BYTES] = "";

    put_times(raw, line->step);
    add_cell(
        line, scene, traces, "TOOK",
        "from its start to its end, or until now; < and \"done by\" where the end is "
        "only a bound: it was there when we looked",
        timeline_took(line->step, scene->wall_ms, took), raw);
    if (traces->count > 0 && raw[0] == '\0')
        traces->at[traces->count - 1].none = "nobody saw when it began or ended";
}

static void add_usual(const struct timeline_line *line, const struct scene *scene,
                      struct traces *traces)
{
    static const struct origin origin = {
        "USUAL",
        SOURCE_KUBERNETES,
        "our own history of this cluster",
        "the last 64 times this step was seen from start to end",
        "half took no longer than the first, 95 of 100 than the second",
        "no history: it was never seen from start to end here; parts have none",
        NULL};
    const struct view *view = scene_view(scene);
    const struct view_usual *usual =
        line->is_part ? NULL : view_usual(view, line->row, line->number);
    char text[TIMELINE_TEXT_BYTES];
    char raw[ORIGIN_RAW_BYTES] = "";

    if (usual != NULL && usual->p50_ms >= 0)
        origin_put(raw, "p50 %lld ms, p95 %lld ms, of %zu", (long long)usual->p50_ms,
                   (long long)usual->p95_ms, usual->count);
    traces_add(traces, scene, &origin, timeline_usual(line, view, text), raw);
}

static void add_cells(const struct timeline_line *line, const struct scene *scene,
                      struct traces *traces)
{
    const char *evidence = has_text(line->step->evidence) ? line->step->evidence : "";
    char mark[2] = {step_mark(line->step), '\0'};
    char raw[ORIGIN_RAW_BYTES] = "";

    origin_put_text(raw, line->label);
    add_cell(line, scene, traces, "STEP", "its number and name never change", line->label,
             raw);
    snprintf(raw, sizeof raw, "%s, mark %s", step_state_name(line->step->state), mark);
    add_actor(line, scene, traces);
    add_cell(line, scene, traces, "STATE", NULL, line->state, raw);
    if (traces->count > 0)
        explain_unknown(&traces->at[traces->count - 1], line->step);
    add_took(line, scene, traces);
    add_usual(line, scene, traces);
    raw[0] = '\0';
    if (evidence[0] != '\0')
        origin_put_text(raw, evidence);
    add_cell(line, scene, traces, "EVIDENCE",
             "what proves it, or what it waits for, in a few words", evidence, raw);
}

void origins_of_step(const struct row *row, const char *step, const struct scene *scene,
                     struct traces *traces)
{
    struct timeline_line lines[TIMELINE_LINES];
    int count = timeline_lines(row, false, lines);

    for (int i = 0; i < count; i++) {
        if (strncmp(lines[i].label, step, strlen(step)) == 0 &&
            lines[i].label[strlen(step)] == ' ')
            add_cells(&lines[i], scene, traces);
    }
}
