#include "tui/colon.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/span.h"

#include "base/banned.h"

static const struct {
    const char *name;
    enum colon_kind kind;
    enum panel_kind panel;
} commands[] = {
    {"svc", COLON_OPEN, PANEL_SERVICES},      {"services", COLON_OPEN, PANEL_SERVICES},
    {"elb", COLON_OPEN, PANEL_ELBS},          {"elbs", COLON_OPEN, PANEL_ELBS},
    {"events", COLON_OPEN, PANEL_EVENTS},     {"gw", COLON_OPEN, PANEL_GATEWAY},
    {"gateways", COLON_OPEN, PANEL_GATEWAY},  {"orphans", COLON_OPEN, PANEL_ORPHANS},
    {"sources", COLON_OPEN, PANEL_SOURCES},   {"info", COLON_OPEN, PANEL_INFO},
    {"log", COLON_OPEN, PANEL_SOURCES},       {"calls", COLON_OPEN, PANEL_CALLS},
    {"jobs", COLON_OPEN, PANEL_JOBS},         {"help", COLON_OPEN, PANEL_HELP},
    {"ns", COLON_NAMESPACE, PANEL_SERVICES},  {"w", COLON_SAVE, PANEL_SERVICES},
    {"q", COLON_QUIT, PANEL_SERVICES},        {"quit", COLON_QUIT, PANEL_SERVICES},
    {"ctx", COLON_CONTEXT, PANEL_SERVICES},   {"quota", COLON_OPEN, PANEL_QUOTA},
    {"lesson", COLON_LESSON, PANEL_SERVICES}, {"lessons", COLON_LESSON, PANEL_SERVICES},
    {"again", COLON_AGAIN, PANEL_SERVICES},   {"rec", COLON_RECORD, PANEL_SERVICES},
    {"replay", COLON_REPLAY, PANEL_SERVICES}, {"live", COLON_BACK, PANEL_SERVICES},
    {"sim", COLON_SIMULATOR, PANEL_SERVICES}, {"ro", COLON_READ_ONLY, PANEL_SERVICES},
    {"arm", COLON_ARM, PANEL_SERVICES},       {"settings", COLON_OPEN, PANEL_SETTINGS},
    {"login", COLON_LOGIN, PANEL_SERVICES},   {"w!", COLON_SAVE, PANEL_SERVICES},
};

struct colon colon_parse(const char *line)
{
    struct span rest = span_trim(span_of(line));
    struct span name;
    struct colon command = {.kind = COLON_UNKNOWN, .name = ""};

    if (rest.bytes == 0) {
        command.kind = COLON_NONE;
        return command;
    }
    span_cut(&rest, ' ', &name);
    rest = span_trim(rest);
    snprintf(command.argument, sizeof command.argument, "%.*s", (int)rest.bytes, rest.at);
    for (size_t i = 0; i < ARRAY_COUNT(commands); i++) {
        if (span_is(name, commands[i].name)) {
            command.kind = commands[i].kind;
            command.name = commands[i].name;
            command.panel = commands[i].panel;
        }
    }
    return command;
}

/* ---- completion ---- */

struct completion {
    const char *typed;
    size_t found;
    char *out; /* what all candidates so far have in common */
    char *choices;
    size_t choices_bytes;
};

static struct completion start(const char *typed, char out[PROMPT_BYTES], char *choices,
                               size_t choices_bytes)
{
    snprintf(out, PROMPT_BYTES, "%s", typed);
    choices[0] = '\0';
    return (struct completion){
        .typed = typed, .out = out, .choices = choices, .choices_bytes = choices_bytes};
}

static void offer(struct completion *completion, const char *candidate)
{
    size_t at = strlen(completion->choices);

    if (!span_starts(span_of(candidate), completion->typed))
        return;
    if (completion->found++ == 0) {
        snprintf(completion->out, PROMPT_BYTES, "%s", candidate);
    } else {
        size_t same = 0;
        while (completion->out[same] != '\0' && completion->out[same] == candidate[same])
            same++;
        completion->out[same] = '\0';
    }
    if (at + strlen(candidate) + 2 < completion->choices_bytes && at < 60)
        snprintf(completion->choices + at, completion->choices_bytes - at, "%s%s",
                 at == 0 ? "" : " ", candidate);
}

static void end(struct completion *completion)
{
    if (completion->found < 2)
        completion->choices[0] = '\0';
}

void colon_complete(const char *line, char out[PROMPT_BYTES], char *choices,
                    size_t choices_bytes)
{
    struct completion completion = start(line, out, choices, choices_bytes);

    for (size_t i = 0; i < ARRAY_COUNT(commands); i++) {
        if (commands[i].kind != COLON_OFF)
            offer(&completion, commands[i].name);
    }
    end(&completion);
}

void colon_complete_name(const char *const *names, size_t count, const char *prefix,
                         const char *line, char out[PROMPT_BYTES], char *choices,
                         size_t choices_bytes)
{
    struct completion completion = start(line, out, choices, choices_bytes);
    char candidate[PROMPT_BYTES];

    for (size_t i = 0; i < count; i++) {
        snprintf(candidate, sizeof candidate, "%s%s", prefix, names[i]);
        offer(&completion, candidate);
    }
    end(&completion);
}

/* The rows are sorted by namespace: each one is offered where it is seen first. */
void colon_complete_namespace(const struct view *view, const char *prefix,
                              const char *line, char out[PROMPT_BYTES], char *choices,
                              size_t choices_bytes)
{
    struct completion completion = start(line, out, choices, choices_bytes);
    char candidate[PROMPT_BYTES];

    for (size_t i = 0; view != NULL && i < view->row_count; i++) {
        const char *namespace = view->rows[i]->namespace;
        if (i > 0 && strcmp(namespace, view->rows[i - 1]->namespace) == 0)
            continue;
        snprintf(candidate, sizeof candidate, "%s%s", prefix, namespace);
        offer(&completion, candidate);
    }
    end(&completion);
}
