/* A plan that was carried out: what became of each object, and by which answer that is known. */
#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "tui/jobs.h"
#include "tui/origins.h"

#include "base/banned.h"

struct teller {
    const struct scene *scene;
    struct traces *traces;
    const struct job_report *report;
};

/* What elbtop did itself grows no older when a source is lost. */
static struct trace *add(struct teller *teller, const struct origin *origin,
                         const char *shown, const char *raw, int64_t at_wall_ms)
{
    struct trace *trace = traces_add(teller->traces, teller->scene, origin, shown, raw);
    char clock[WHEN_TEXT_BYTES];
    char age[WHEN_TEXT_BYTES];

    if (at_wall_ms == WHEN_UNKNOWN)
        trace->read = "elbtop keeps it itself";
    else
        trace->read = traces_print(
            teller->traces, "%s, %s ago", when_print_clock(at_wall_ms, clock),
            duration_print(teller->scene->wall_ms - at_wall_ms, age));
    trace->trouble = NULL;
    trace->old = false;
    return trace;
}

/* ---- the whole of it ---- */

static const struct origin began_origin = {
    "BEGAN",
    SOURCE_COUNT,
    "none: elbtop itself",
    "the plan",
    "when it was confirmed, by this machine's clock",
    NULL,
    NULL};
static const struct origin what_origin = {"WHAT",
                                          SOURCE_COUNT,
                                          "none: elbtop itself",
                                          "the plan",
                                          "create, link or tear down: the plan "
                                          "that was shown is the one that is carried "
                                          "out",
                                          NULL,
                                          NULL};
static const struct origin whose_origin = {
    "WHOSE",
    SOURCE_COUNT,
    "none: elbtop itself",
    "the plan",
    "the Service it is about; several are done one at a time",
    NULL,
    NULL};
static const struct origin state_origin = {
    "STATE",
    SOURCE_COUNT,
    "the requests of the plan; :calls has them",
    "their answers",
    "done only on proof: a 404 for all that goes, the seven steps for what is made",
    NULL,
    NULL};
static const struct origin how_origin = {
    "HOW IT IS",
    SOURCE_COUNT,
    "the requests of the plan; :calls has them",
    "their answers",
    "gone and left are counted over the objects below",
    NULL,
    NULL};
static const struct origin took_origin = {
    "TOOK",
    SOURCE_COUNT,
    "none: elbtop itself",
    "measured here",
    "from the request that changes something to its end",
    "nothing was sent",
    NULL};
static const struct origin receipt_origin = {
    "RECEIPT",
    SOURCE_COUNT,
    "none: elbtop itself",
    "a file below the state directory",
    "written when it is over",
    "it is not over yet, or the file could not be written",
    NULL};
static const struct origin error_origin = {
    "ERROR",
    SOURCE_COUNT,
    "the requests of the plan; :calls has them",
    "the answer's text, or why none came",
    "the first thing that went wrong; nothing is sent a second time by itself",
    "nothing went wrong",
    NULL};

static void add_error(struct teller *teller)
{
    const struct job_report *report = teller->report;
    char line[400] = "";
    char raw[ORIGIN_RAW_BYTES] = "";

    if (report->err.code != ERR_OK) {
        err_line(&report->err, line, (int)sizeof line);
        origin_put_text(raw, report->err.text);
        if (report->err.http_status != 0)
            origin_put(raw, "HTTP %d", report->err.http_status);
    }
    if (report->difference[0] != '\0')
        origin_put(raw, "differs: %s", report->difference);
    add(teller, &error_origin, line, raw, WHEN_UNKNOWN)->look = LOOK_BAD;
}

static void add_whole(struct teller *teller)
{
    const struct job_report *report = teller->report;
    char text[JOBS_TEXT_BYTES];
    char raw[ORIGIN_RAW_BYTES] = "";

    origin_put_when(raw, NULL, report->began_wall_ms);
    add(teller, &began_origin, when_print_clock(report->began_wall_ms, text), raw,
        report->began_wall_ms);
    add(teller, &what_origin, jobs_verb(report->kind), jobs_verb(report->kind),
        report->began_wall_ms);
    add(teller, &whose_origin, report->title, report->title, report->began_wall_ms);
    add(teller, &state_origin, job_state_name(report->state),
        job_state_name(report->state), report->ended_wall_ms);
    raw[0] = '\0';
    if (report->kind == PLAN_TEARDOWN)
        origin_put(raw, "%zu go, %zu gone, %zu left", report->goes_count,
                   report->gone_count, report->left_count);
    add(teller, &how_origin, jobs_now(report, teller->scene, text), raw,
        report->ended_wall_ms);
    text[0] = '\0';
    if (report->took_ms >= 0)
        duration_print(report->took_ms, text);
    add(teller, &took_origin, text, text, report->ended_wall_ms);
    add_error(teller);
    add(teller, &receipt_origin, report->receipt,
        report->receipt == NULL ? "" : report->receipt, report->ended_wall_ms);
}

/* ---- its objects ---- */

/* By which request its fate is known. */
static const char *proof_call(struct traces *traces, const struct plan_object *object)
{
    const char *id = object->id == NULL ? "{id}" : object->id;

    switch (object->thing) {
    case THING_SERVICE:
        return "GET /api/v1/namespaces/{namespace}/services/{name}, and the watch";
    case THING_LISTENER:
        return traces_print(traces, "GET /v3/{project}/elb/listeners/%s, then its pool",
                            id);
    case THING_ELB:
        return traces_print(traces, "GET /v3/{project}/elb/loadbalancers/%s", id);
    case THING_EIP:
        return traces_print(traces, "GET /v1/{project}/publicips/%s", id);
    case THING_ADDRESS:
        return "a TCP connect from here";
    default:
        return "none of its own: it goes or stays with the others";
    }
}

static enum source_name proof_source(const struct plan_object *object)
{
    switch (object->thing) {
    case THING_LISTENER:
    case THING_ELB:
        return SOURCE_ELB;
    case THING_EIP:
        return SOURCE_EIP;
    case THING_ADDRESS:
        return SOURCE_PROBE;
    default:
        return SOURCE_KUBERNETES;
    }
}

/* The request itself, as long as the log of calls has it. */
static void put_request(const struct teller *teller, const struct plan_object *object,
                        char raw[ORIGIN_RAW_BYTES])
{
    const char *server = proof_source(object) == SOURCE_EIP   ? "vpc"
                         : proof_source(object) == SOURCE_ELB ? "elb"
                                                              : NULL;
    if (server == NULL || object->id == NULL)
        return;
    const struct call *call =
        origins_last_call(teller->scene->snapshot, server, object->id);
    char clock[WHEN_TEXT_BYTES];
    if (call != NULL)
        origin_put(raw, "%s %s: %d in %lldms at %s", call->method, call->path,
                   call->status, (long long)call->took_ms,
                   when_print_clock(call->wall_ms, clock));
}

static const char *state_rule(enum thing_state state)
{
    switch (state) {
    case THING_GONE:
        return "its own id answered 404, and not only its path";
    case THING_LEFT_OVER:
        return "it was to go and is still there, or nobody was to take it";
    case THING_KEPT:
        return "it was to stay, and answered 200 at the end";
    case THING_MADE:
        return "it is there, as the answer to its request says";
    case THING_UNPROVED:
        return "it could not be asked: no right, no cloud, or no answer";
    case THING_LOST:
        return "it was to stay and answers 404";
    case THING_SILENT:
        return "nobody answers at this address any more";
    case THING_UNPROBED:
        return "nobody answered there before either: silence proves nothing";
    case THING_WAITING:
        break;
    }
    return "asked once a second until it is gone, or the time is over";
}

static void add_thing(struct teller *teller, const struct job_thing *thing)
{
    const struct plan_object *object = thing->object;
    struct traces *traces = teller->traces;
    struct origin origin = {.title = "OBJECT",
                            .source = proof_source(object),
                            .call = "none: the plan that was shown",
                            .path = "its line in the plan",
                            .rule = "what the plan named"};
    char text[WHEN_TEXT_BYTES] = "";
    char raw[ORIGIN_RAW_BYTES] = "";

    traces_head(traces, "%s %s", plan_thing_word(object->thing), object->name);
    add(teller, &origin, plan_thing_word(object->thing), plan_thing_word(object->thing),
        teller->report->began_wall_ms);
    origin.title = "NAME";
    origin_put_text(raw, object->name);
    if (object->id != NULL)
        origin_put(raw, "id %s", object->id);
    add(teller, &origin, object->name, raw, teller->report->began_wall_ms);
    origin.call = proof_call(traces, object);
    origin.path = "the status of its answer";
    origin.title = "STATE";
    origin.rule = state_rule(thing->state);
    add(teller, &origin, thing_state_name(thing->state), thing->proof, WHEN_UNKNOWN);
    origin.title = "AFTER";
    origin.rule = "since the request that changes something was sent";
    origin.nothing = "it did not end, or was not to";
    if (thing->after_ms >= 0)
        duration_print_short(thing->after_ms, text);
    add(teller, &origin, text, text, WHEN_UNKNOWN);
    origin.title = "PROOF";
    origin.rule = "status and code of the answer, by which its state is known";
    origin.nothing = "nothing was proved yet";
    raw[0] = '\0';
    if (thing->proof[0] != '\0')
        origin_put_text(raw, thing->proof);
    put_request(teller, object, raw);
    add(teller, &origin, thing->proof[0] != '\0' ? thing->proof : object->detail, raw,
        WHEN_UNKNOWN);
}

/* ---- how it went ---- */

static void add_line(struct teller *teller, const struct job_line *line, size_t number)
{
    struct origin origin = {.source = SOURCE_COUNT,
                            .call = "what elbtop sent and was answered; :calls has it",
                            .path = "written down as it happened",
                            .rule =
                                "who acted or answered, and what; kept in the receipt"};
    char clock[WHEN_TEXT_BYTES];
    char raw[ORIGIN_RAW_BYTES] = "";

    origin.title = traces_print(teller->traces, "line %zu", number);
    origin_put_when(raw, NULL, line->wall_ms);
    origin_put_text(raw, line->who);
    origin_put_text(raw, line->what);
    add(teller, &origin,
        traces_print(teller->traces, "%s %-10s  %s",
                     when_print_clock(line->wall_ms, clock), line->who, line->what),
        raw, line->wall_ms)
        ->look = line->failure ? LOOK_BAD : LOOK_PLAIN;
}

void origins_of_job(const struct job_report *report, const struct scene *scene,
                    struct traces *traces)
{
    struct teller teller = {.scene = scene, .traces = traces, .report = report};

    add_whole(&teller);
    for (size_t i = 0; i < report->thing_count; i++)
        add_thing(&teller, &report->things[i]);
    if (report->line_count > 0)
        traces_head(traces, "how it went");
    for (size_t i = 0; i < report->line_count; i++)
        add_line(&teller, &report->lines[i], i + 1);
}
