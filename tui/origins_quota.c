/* One line of the quotas: what its numbers are, and which answer says so. */
#include <stdio.h>
#include <string.h>

#include "act/quota_sheet.h"
#include "base/when.h"
#include "tui/origins.h"

#include "base/banned.h"

static const char counted[] =
    "GET /v3/{project_id}/elb/loadbalancers and the lists below it";

/* Which kind it is; QUOTA_KIND_COUNT: none. */
static enum quota_kind kind_of(const char *name)
{
    int i = 0;

    while (i < QUOTA_KIND_COUNT &&
           (name == NULL || strcmp(quota_kind_name((enum quota_kind)i), name) != 0))
        i++;
    return (enum quota_kind)i;
}

/* Its answer is asked for by itself, and grows old by itself. */
static void tell_reading(struct traces *traces, struct trace *trace,
                         const struct quota_sheet *sheet, enum quota_answer answer,
                         const struct scene *scene)
{
    const struct quota_reading *reading = &sheet->readings[answer];
    char age[WHEN_TEXT_BYTES];
    char line[400];

    trace->old = false;
    trace->trouble = NULL;
    trace->read =
        reading->read_wall_ms == 0
            ? "not yet"
            : traces_print(traces, "%s ago",
                           duration_print(scene->wall_ms - reading->read_wall_ms, age));
    if (reading->err.code == ERR_OK)
        return;
    trace->old = reading->read_wall_ms != 0;
    trace->trouble =
        traces_print(traces, "%s%s%s", err_line(&reading->err, line, (int)sizeof line),
                     reading->err.http_status == 403 ? "; missing: " : "",
                     reading->err.http_status == 403 ? quota_answer_right(answer) : "");
}

static const char *number(int64_t value, struct traces *traces)
{
    if (value == QUOTA_UNLIMITED)
        return "no limit";
    return value < 0 ? "?" : traces_print(traces, "%lld", (long long)value);
}

static void add_raw(char raw[ORIGIN_RAW_BYTES], int64_t value)
{
    if (value != QUOTA_UNKNOWN)
        origin_put(raw, "%lld", (long long)value);
}

static void add_used(const struct quota_sheet *sheet, enum quota_kind kind,
                     const struct scene *scene, struct traces *traces)
{
    bool told = kind == QUOTA_EIP;
    const struct origin origin = {
        .title = "USED",
        .source = told ? SOURCE_EIP : SOURCE_ELB,
        .call = told ? quota_answer_call(QUOTA_FROM_EIP) : counted,
        .path = told ? "quotas.resources[].used" : "how many objects the lists hold",
        .rule = told ? "as the EIP service counts them"
                     : "the ELB service tells its limits only; elbtop counts what is in "
                       "the last whole set",
        .nothing = "it was not read"};
    char raw[ORIGIN_RAW_BYTES] = "";

    add_raw(raw, sheet->lines[kind].used);
    struct trace *trace =
        traces_add(traces, scene, &origin, number(sheet->lines[kind].used, traces), raw);
    if (told)
        tell_reading(traces, trace, sheet, QUOTA_FROM_EIP, scene);
}

static void add_limit(const struct quota_sheet *sheet, enum quota_kind kind,
                      const struct scene *scene, struct traces *traces)
{
    enum quota_answer answer = quota_kind_answer(kind);
    const struct origin origin = {.title = "LIMIT",
                                  .source =
                                      answer == QUOTA_FROM_EIP ? SOURCE_EIP : SOURCE_ELB,
                                  .call = quota_answer_call(answer),
                                  .path = quota_kind_field(kind),
                                  .rule = "-1 is no limit",
                                  .nothing = "the answer has no such field"};
    char raw[ORIGIN_RAW_BYTES] = "";

    add_raw(raw, sheet->lines[kind].most);
    struct trace *trace =
        traces_add(traces, scene, &origin, number(sheet->lines[kind].most, traces), raw);
    tell_reading(traces, trace, sheet, answer, scene);
}

static void add_left(const struct quota_sheet *sheet, enum quota_kind kind,
                     const struct scene *scene, struct traces *traces)
{
    static const struct origin origin = {
        .title = "LEFT",
        .source = SOURCE_COUNT,
        .call = "none of its own: USED and LIMIT",
        .path = "both",
        .rule = "LIMIT less USED; ? when one of them is not known, - without a limit",
        .nothing = "there is no limit, or it is one of each"};
    const struct quota_line *line = &sheet->lines[kind];
    bool known = line->used >= 0 && line->most >= 0;
    int64_t left = line->most > line->used ? line->most - line->used : 0;

    traces_add(traces, scene, &origin,
               known                           ? number(left, traces)
               : line->most == QUOTA_UNLIMITED ? "-"
                                               : "?",
               "");
}

void origins_of_quota(const char *name, const struct scene *scene, struct traces *traces)
{
    const struct quota_sheet *sheet = &scene->snapshot->around.quotas;
    enum quota_kind kind = kind_of(name);

    if (kind == QUOTA_KIND_COUNT || scene->snapshot->project == NULL)
        return;
    if (kind != QUOTA_LISTENERS_PER_ELB && kind != QUOTA_MEMBERS_PER_POOL)
        add_used(sheet, kind, scene, traces);
    add_limit(sheet, kind, scene, traces);
    if (kind != QUOTA_LISTENERS_PER_ELB && kind != QUOTA_MEMBERS_PER_POOL)
        add_left(sheet, kind, scene, traces);
}
