/* What was sent, and which request it was that something was read by. */
#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "tui/origins.h"

#include "base/banned.h"

/* ---- of a path, the newest that was answered ---- */

static bool is_of(const struct call *call, const char *server, const char *part)
{
    return strcmp(call->server, server) == 0 && strstr(call->path, part) != NULL &&
           call->status != 0;
}

const struct call *origins_last_call(const struct snapshot *snapshot, const char *server,
                                     const char *part)
{
    for (size_t i = 0; snapshot != NULL && i < snapshot->call_count; i++) {
        if (is_of(&snapshot->calls[i], server, part))
            return &snapshot->calls[i];
    }
    return NULL;
}

/* ---- a call, cell by cell ---- */

static enum source_name source_of(const struct call *call)
{
    static const char *const servers[SOURCE_COUNT] = {"kubernetes", "elb", "vpc", "iam",
                                                      "probe"};

    for (int i = 0; i < SOURCE_COUNT; i++) {
        if (strcmp(servers[i], call->server) == 0)
            return (enum source_name)i;
    }
    return SOURCE_COUNT;
}

struct teller {
    const struct scene *scene;
    struct traces *traces;
    const struct call *call;
    const char *line;    /* "GET /api/v1/services" */
    const char *at_text; /* when it was sent */
};

static struct trace *add(struct teller *teller, const char *title, const char *path,
                         const char *rule, const char *nothing, const char *shown)
{
    const struct origin origin = {.title = title,
                                  .source = source_of(teller->call),
                                  .call = teller->line,
                                  .path = path,
                                  .rule = rule,
                                  .nothing = nothing};
    char raw[ORIGIN_RAW_BYTES] = "";

    if (shown != NULL && shown[0] != '\0')
        origin_put_text(raw, shown);
    struct trace *trace = traces_add(teller->traces, teller->scene, &origin, shown, raw);
    trace->read = teller->at_text;
    trace->trouble = NULL;
    trace->old = false;
    return trace;
}

static void add_answer(struct teller *teller)
{
    const struct call *call = teller->call;
    char status[32] = "";
    char took[32];

    if (call->status != 0)
        snprintf(status, sizeof status, "%d", call->status);
    add(teller, "STATUS", "the status line of the answer", "200 and 201 are a yes",
        "no answer came: see ERROR", status);
    snprintf(took, sizeof took, "%lldms", (long long)call->took_ms);
    add(teller, "TOOK", "measured here", "from sending to the end of the answer", NULL,
        took);
    add(teller, "REQUEST ID", "header X-Request-Id, or what its server calls it",
        "as it stands: the server's own log has it", "the answer carried none",
        call->request_id);
    add(teller, "ERROR", "the answer's text, or why none came",
        "the first thing that went wrong", "nothing went wrong", call->error)
        ->look = LOOK_BAD;
}

void origins_of_call(const struct call *call, const struct scene *scene,
                     struct traces *traces)
{
    char clock[WHEN_TEXT_BYTES];
    char age[WHEN_TEXT_BYTES];
    struct teller teller = {.scene = scene, .traces = traces, .call = call};

    teller.line = traces_print(traces, "%s %s", call->method, call->path);
    when_print_clock(call->wall_ms, clock);
    duration_print(scene->wall_ms - call->wall_ms, age);
    teller.at_text = traces_print(traces, "%s, %s ago", clock, age);
    add(&teller, "TIME", "measured here", "when it was sent, by this machine's clock",
        NULL, clock);
    add(&teller, "METHOD", "as it was sent",
        call->changes ? "it was sent to change something: a plan was confirmed"
                      : "it changes nothing: sent to read, log in or try",
        NULL, call->method);
    add(&teller, "SERVER", "which of the servers it went to", "as it was sent", NULL,
        call->server);
    add(&teller, "PATH", "as it was sent", "without headers and body: nothing secret",
        NULL, call->path);
    add_answer(&teller);
}

const struct call *origins_find_call(const struct scene *scene, const char *id)
{
    const struct snapshot *snapshot = scene->snapshot;
    char text[ORIGINS_CALL_ID_BYTES];

    for (size_t i = 0; snapshot != NULL && i < snapshot->call_count; i++) {
        if (strcmp(origins_call_id(&snapshot->calls[i], text), id) == 0)
            return &snapshot->calls[i];
    }
    return NULL;
}

/* What was asked when of whom tells calls apart. */
const char *origins_call_id(const struct call *call, char out[ORIGINS_CALL_ID_BYTES])
{
    snprintf(out, ORIGINS_CALL_ID_BYTES, "%lld %.16s %.16s %.200s %lld",
             (long long)call->wall_ms, call->server, call->method, call->path,
             (long long)call->took_ms);
    return out;
}
