/* The sources themselves: when each answered last, and what stands in the way. */
#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "tui/health.h"
#include "tui/origins.h"

#include "base/banned.h"

/* What proves that a source is alive, and how often it is asked. Source: worker/kubefeed,
 * cloudfeed, base/limits.h. */
static const struct {
    const char *call, *path, *every;
} ways[SOURCE_COUNT] = {
    [SOURCE_KUBERNETES] =
        {"GET /api/v1/services, then its watch; GET /version as a pulse",
         "any answer, event or bookmark", "a watch: as it happens; the pulse every 5s"},
    [SOURCE_ELB] = {"GET /v3/{project}/elb/loadbalancers and all below it",
                    "the last page of the last list",
                    "2s while the open row moves, 5s while any does, else 30s"},
    [SOURCE_EIP] = {"GET /v1/{project}/publicips", "the last page",
                    "2s while the open row moves, 5s while any does, else 30s"},
    [SOURCE_IAM] = {"POST /v3/auth/tokens", "token.expires_at",
                    "before a token ends; a signature needs none"},
    [SOURCE_PROBE] = {"a TCP connect from here to each public address", "its answer",
                      "2s while an address does not answer, then 60s"},
};

enum {
    NAME_VALUE,
    STATE_VALUE,
    AGE_VALUE,
    EVERY_VALUE,
    FAILURES_VALUE,
    RETRY_VALUE,
    ERROR_VALUE,
    NOTE_VALUE,
    UNREADABLE_VALUE
};

static const struct {
    const char *title, *rule, *nothing;
} kinds[] = {
    [NAME_VALUE] = {"SOURCE", "one of the five that all values are from", NULL},
    [STATE_VALUE] = {"STATE",
                     "live: it answers; stale: older than twice its interval; lost: the "
                     "last try failed; denied: 403; off: not asked",
                     NULL},
    [AGE_VALUE] = {"AGE", "since its picture was last proved",
                   "it has never answered, so there is no age"},
    [EVERY_VALUE] = {"READ EVERY", NULL, "it is not asked"},
    [FAILURES_VALUE] = {"FAILURES", "tries in a row that failed; an answer makes it 0",
                        NULL},
    [RETRY_VALUE] = {"NEXT TRY",
                     "1, 2, 4, 8, 15, 30s after the last one, or as Retry-After says",
                     "nothing failed, so nothing is tried again"},
    [ERROR_VALUE] = {"ERROR", "the first thing that went wrong, until it answers again",
                     "nothing went wrong with the last try"},
    [NOTE_VALUE] = {"NOTE", "what is lived without", "nothing is lived without"},
    [UNREADABLE_VALUE] = {"LEFT OUT", "objects that make no sense; the others are shown",
                          "every object made sense"},
};

struct teller {
    const struct scene *scene;
    struct traces *traces;
    const struct source *source;
    enum source_name name;
};

/* That a source is silent is what these values say: it makes them no older. */
static struct trace *add(struct teller *teller, int kind, const char *shown,
                         const char *raw)
{
    const struct origin origin = {.title = kinds[kind].title,
                                  .source = teller->name,
                                  .call = ways[teller->name].call,
                                  .path = ways[teller->name].path,
                                  .rule = kind == EVERY_VALUE ? ways[teller->name].every
                                                              : kinds[kind].rule,
                                  .nothing = kinds[kind].nothing};
    struct trace *trace = traces_add(teller->traces, teller->scene, &origin, shown, raw);

    if (!health_is_off(teller->scene, teller->name))
        trace->trouble = NULL;
    trace->old = false;
    return trace;
}

static void add_state(struct teller *teller)
{
    bool connecting = teller->source->state == SOURCE_CONNECTING;
    char raw[ORIGIN_RAW_BYTES] = "";

    origin_put_text(raw, source_state_text(teller->source->state));
    struct trace *trace =
        add(teller, STATE_VALUE,
            connecting ? "connecting" : source_state_text(teller->source->state), raw);
    if (health_is_lost(teller->scene, teller->name))
        trace->look = LOOK_LOST;
}

static void add_age(struct teller *teller)
{
    int64_t age_ms = health_age_ms(teller->scene, teller->name);
    char text[WHEN_TEXT_BYTES] = "";
    char raw[ORIGIN_RAW_BYTES] = "";

    if (age_ms >= 0) {
        duration_print(age_ms, text);
        origin_put_when(raw, NULL, teller->scene->wall_ms - age_ms);
    }
    add(teller, AGE_VALUE, text, raw);
}

static void add_every(struct teller *teller)
{
    const struct source *source = teller->source;
    char text[WHEN_TEXT_BYTES] = "as it happens";
    char raw[ORIGIN_RAW_BYTES] = "";

    if (source->state == SOURCE_OFF) {
        add(teller, EVERY_VALUE, NULL, "");
        return;
    }
    if (source->interval_ms >= 0) {
        duration_print(source->interval_ms, text);
        origin_put(raw, "%lld ms", (long long)source->interval_ms);
    }
    add(teller, EVERY_VALUE, text, raw);
}

static void add_tries(struct teller *teller)
{
    const struct source *source = teller->source;
    int64_t wait_ms = source->retry_ms - teller->scene->now_ms;
    char text[64];

    snprintf(text, sizeof text, "%d", source->failures);
    add(teller, FAILURES_VALUE, text, text);
    text[0] = '\0';
    if (source->retry_ms > 0 && wait_ms > 0) {
        char wait[WHEN_TEXT_BYTES];
        snprintf(text, sizeof text, "in %s", duration_print(wait_ms + 999, wait));
    } else if (source->retry_ms > 0) {
        snprintf(text, sizeof text, "under way");
    }
    add(teller, RETRY_VALUE, text, "");
}

static void add_error(struct teller *teller)
{
    const struct err *err = &teller->source->err;
    char line[400] = "";
    char raw[ORIGIN_RAW_BYTES] = "";

    if (err->code != ERR_OK) {
        err_line(err, line, (int)sizeof line);
        origin_put_text(raw, err->text);
        if (err->http_status != 0)
            origin_put(raw, "HTTP %d", err->http_status);
        if (err->where[0] != '\0')
            origin_put(raw, "at %s", err->where);
        if (err->retry_after_ms >= 0)
            origin_put(raw, "Retry-After %lld ms", (long long)err->retry_after_ms);
    }
    add(teller, ERROR_VALUE, line, raw)->look = LOOK_BAD;
}

static void add_rest(struct teller *teller)
{
    const struct source *source = teller->source;
    char text[64] = "";
    char raw[ORIGIN_RAW_BYTES] = "";

    if (source->note != NULL && source->note[0] != '\0')
        origin_put_text(raw, source->note);
    add(teller, NOTE_VALUE, source->note, raw);
    if (source->unreadable > 0)
        snprintf(text, sizeof text, "%zu", source->unreadable);
    add(teller, UNREADABLE_VALUE, text, text);
}

void origins_of_sources(const struct scene *scene, struct traces *traces)
{
    for (int name = 0; name < SOURCE_COUNT; name++) {
        struct teller teller = {.scene = scene,
                                .traces = traces,
                                .source = &scene_view(scene)->sources[name],
                                .name = (enum source_name)name};
        const char *text = source_name_text(teller.name);
        traces_head(traces, "%s", text);
        add(&teller, NAME_VALUE, text, text);
        add_state(&teller);
        add_age(&teller);
        add_every(&teller);
        add_tries(&teller);
        add_error(&teller);
        add_rest(&teller);
    }
}
