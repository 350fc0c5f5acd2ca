#include "tui/traces.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "tui/health.h"

#include "base/banned.h"

void traces_release(struct traces *traces)
{
    arena_release(&traces->arena);
    free(traces->at);
    *traces = (struct traces){0};
}

void traces_clear(struct traces *traces)
{
    struct traces empty = {.at = traces->at, .capacity = traces->capacity};

    arena_release(&traces->arena);
    *traces = empty;
}

const char *traces_print(struct traces *traces, const char *format, ...)
{
    char text[2048];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return arena_text(&traces->arena, text);
}

void traces_head(struct traces *traces, const char *format, ...)
{
    char text[600];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    traces->head = traces->section = arena_text(&traces->arena, text);
}

/* ---- when it was read, and what is wrong with that ---- */

/* The request of a list, as far as the log of calls still has it: "GET /v3/{project}/elb/pools
 * and members" is "/elb/pools" of a project, with or without a query. */
static const struct call *call_of(const struct scene *scene, const char *line)
{
    static const char mark[] = "{project}";
    const struct snapshot *snapshot = scene->snapshot;
    const char *path = strstr(line, mark);

    for (size_t i = 0; path != NULL && snapshot != NULL && i < snapshot->call_count;
         i++) {
        const struct call *call = &snapshot->calls[i];
        size_t bytes = strcspn(path + strlen(mark), " ,;");
        size_t whole = strcspn(call->path, "?");
        if (strcmp(call->method, "GET") == 0 && call->status != 0 && bytes > 0 &&
            whole > bytes &&
            strncmp(call->path + whole - bytes, path + strlen(mark), bytes) == 0)
            return call;
    }
    return NULL;
}

/* ": 200 in 91ms, request id req-1"; "" when the log has it no more. */
static const char *look_up_answer(struct traces *traces, const struct scene *scene,
                                  const char *line)
{
    const struct call *call = call_of(scene, line);
    char took[WHEN_TEXT_BYTES];

    if (call == NULL)
        return "";
    snprintf(took, sizeof took, "%lldms", (long long)call->took_ms);
    return traces_print(traces, ": %d in %s%s%s", call->status, took,
                        call->request_id[0] == '\0' ? "" : ", request id ",
                        call->request_id);
}

static const char *answer_of(struct traces *traces, const struct scene *scene,
                             const char *line)
{
    size_t known =
        traces->answer_count < TRACES_ANSWERS ? traces->answer_count : TRACES_ANSWERS;

    for (size_t i = 0; i < known; i++) {
        if (traces->answers[i].line == line)
            return traces->answers[i].answer;
    }
    size_t at = traces->answer_count++ % TRACES_ANSWERS;
    traces->answers[at].line = line;
    traces->answers[at].answer = look_up_answer(traces, scene, line);
    return traces->answers[at].answer;
}

/* "elb 12:04:28, 3s ago"; what no witness was asked for is elbtop's own. */
static const char *read_of(struct traces *traces, const struct scene *scene,
                           enum source_name name, const char *line)
{
    char word[HEALTH_WORD_BYTES];
    char clock[WHEN_TEXT_BYTES];
    char age[WHEN_TEXT_BYTES];
    enum look look;
    int64_t age_ms = health_age_ms(scene, name);

    if (age_ms < 0 || health_is_off(scene, name))
        return traces_print(traces, "%s %s", health_label(name),
                            health_word(scene, name, false, word, &look));
    return traces_print(
        traces, "%s %s, %s ago%s%s", health_label(name),
        when_print_clock(scene->wall_ms - age_ms, clock), duration_print(age_ms, age),
        health_is_lost(scene, name) ? ", and not again since: it is old" : "",
        health_is_lost(scene, name) ? "" : answer_of(traces, scene, line));
}

static const char *read_of_all(struct traces *traces, const struct scene *scene)
{
    static const enum source_name names[] = {SOURCE_KUBERNETES, SOURCE_ELB, SOURCE_EIP,
                                             SOURCE_PROBE};
    char text[4 * (HEALTH_WORD_BYTES + 16)] = "";
    char word[HEALTH_WORD_BYTES];
    enum look look;

    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        size_t at = strlen(text);
        bool has_age = health_was_read(scene, names[i]) &&
                       !health_is_off(scene, names[i]) &&
                       !health_is_lost(scene, names[i]);
        snprintf(text + at, sizeof text - at, "%s%s %s%s", i == 0 ? "" : ", ",
                 health_label(names[i]), health_word(scene, names[i], false, word, &look),
                 has_age ? " ago" : "");
    }
    return traces_print(traces, "%s", text);
}

static const struct source *source_of(const struct scene *scene, enum source_name name)
{
    const struct view *view = scene_view(scene);
    return view == NULL ? NULL : &view->sources[name];
}

static const char *off_text(enum source_name name)
{
    switch (name) {
    case SOURCE_ELB:
    case SOURCE_EIP:
    case SOURCE_IAM:
        return "the cloud is not asked: no credentials, or --no-cloud";
    case SOURCE_PROBE:
        return "nothing is probed: --no-probe";
    default:
        return "this source is off";
    }
}

/* Why nothing can be known from this source, or only what was; NULL: all is well. */
static const char *trouble_of(struct traces *traces, const struct scene *scene,
                              enum source_name name)
{
    const struct source *source = source_of(scene, name);
    char word[HEALTH_WORD_BYTES];
    char line[400] = "";
    enum look look;

    if (health_is_off(scene, name))
        return off_text(name);
    if (source != NULL && source->err.code != ERR_OK)
        err_line(&source->err, line, (int)sizeof line);
    health_word(scene, name, false, word, &look);
    if (!health_was_read(scene, name))
        return traces_print(traces, "%s was not read yet: %s%s%s", health_label(name),
                            word, line[0] == '\0' ? "" : ": ", line);
    if (health_is_lost(scene, name))
        return traces_print(traces, "%s %s: %s", health_label(name), word,
                            line[0] == '\0' ? "it does not answer" : line);
    return NULL;
}

static void look_at_source(struct traces *traces, const struct scene *scene,
                           enum source_name name, struct trace *value)
{
    if (value->trouble == NULL)
        value->trouble = trouble_of(traces, scene, name);
    value->old = value->old || health_is_lost(scene, name);
}

static void look_at_sources(struct traces *traces, const struct scene *scene,
                            struct trace *value)
{
    enum source_name name = value->origin.source;

    if (name != SOURCE_COUNT) {
        value->read = read_of(traces, scene, name, value->origin.call);
        look_at_source(traces, scene, name, value);
        return;
    }
    value->read = read_of_all(traces, scene);
    look_at_source(traces, scene, SOURCE_KUBERNETES, value);
    look_at_source(traces, scene, SOURCE_ELB, value);
}

/* ---- one more ---- */

static bool is_nothing(const char *shown)
{
    return shown[0] == '\0' || strcmp(shown, "-") == 0 || strcmp(shown, "?") == 0 ||
           strcmp(shown, "..") == 0;
}

struct trace *traces_add(struct traces *traces, const struct scene *scene,
                         const struct origin *origin, const char *shown, const char *raw)
{
    struct trace *value = &traces->spare;

    if (traces->count >= LIMIT_TRACES) {
        traces->left_out++;
    } else {
        traces->at = mem_grow(traces->at, &traces->capacity, traces->count + 1,
                              sizeof *traces->at);
        value = &traces->at[traces->count++];
    }
    if (shown == NULL || shown[0] == '\0')
        shown = "-";
    *value = (struct trace){.head = traces->head,
                            .origin = *origin,
                            .shown = arena_text(&traces->arena, shown),
                            .raw = arena_text(&traces->arena, raw),
                            .look = LOOK_STRONG};
    value->id = traces_print(
        traces, "%s %s", traces->section == NULL ? "" : traces->section, origin->title);
    traces->head = NULL;
    look_at_sources(traces, scene, value);
    if (is_nothing(shown) && raw[0] == '\0')
        value->none =
            origin->nothing == NULL ? "the answer has no such field" : origin->nothing;
    return value;
}

/* ---- questions ---- */

size_t traces_find(const struct traces *traces, const char *id)
{
    for (size_t i = 0; id != NULL && i < traces->count; i++) {
        if (strcmp(traces->at[i].id, id) == 0)
            return i;
    }
    for (size_t i = 0; id != NULL && i < traces->count; i++) {
        if (strcmp(traces->at[i].origin.title, id) == 0)
            return i;
    }
    return traces->count;
}

static bool holds(const char *text, const char *part)
{
    return text != NULL && strcasestr(text, part) != NULL;
}

bool trace_holds(const struct trace *value, const char *text)
{
    return holds(value->origin.title, text) || holds(value->shown, text) ||
           holds(value->raw, text) || holds(value->origin.call, text) ||
           holds(value->origin.path, text) || holds(value->origin.rule, text) ||
           holds(value->read, text) || holds(value->trouble, text) ||
           holds(value->none, text);
}

/* A source that is off may leave a value that another witness knows. */
static const char *trouble_label(const struct trace *value)
{
    if (value->raw[0] == '\0' && is_nothing(value->shown))
        return "unknown";
    return value->old ? "old" : "note";
}

void trace_write(const struct trace *value, bool whole, struct page *page)
{
    if (whole)
        page_add_look(page, value->look, "shown", "%s", value->shown);
    if (value->trouble != NULL)
        page_add_look(page, LOOK_WARN, trouble_label(value), "%s", value->trouble);
    else if (value->none != NULL)
        page_add(page, "none", "%s", value->none);
    if (value->raw[0] != '\0')
        page_add(page, "raw", "%s", value->raw);
    page_add(page, "call", "%s", value->origin.call);
    page_add(page, "path", "%s", value->origin.path);
    page_add(page, "read", "%s", value->read);
    page_add(page, "rule", "%s", value->origin.rule);
}

const char *trace_bare(const struct trace *value, char out[ORIGIN_RAW_BYTES])
{
    const char *raw = value->raw[0] == '\0' ? value->shown : value->raw;
    size_t bytes = strlen(raw);
    bool is_one_text = bytes >= 2 && raw[0] == '"' && raw[bytes - 1] == '"' &&
                       strchr(raw + 1, '"') == raw + bytes - 1;

    if (is_one_text)
        snprintf(out, ORIGIN_RAW_BYTES, "%.*s", (int)bytes - 2, raw + 1);
    else
        snprintf(out, ORIGIN_RAW_BYTES, "%s", raw);
    return out;
}
