#include "worker/receipt.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "wire/tree.h"
#include "worker/statefile.h"
#include "base/banned.h"

enum { SAME_SECOND = 100 };

/* ---- what is in it ------------------------------------------------------------------ */

static json_t *text_or_null(const char *text)
{
    return text == NULL || text[0] == '\0' ? json_null() : json_string(text);
}

static json_t *when_or_null(int64_t wall_ms)
{
    char out[WHEN_TEXT_BYTES];

    return wall_ms == WHEN_UNKNOWN ? json_null() : json_string(when_print(wall_ms, out));
}

static json_t *ms_or_null(int64_t ms)
{
    return ms < 0 ? json_null() : json_integer(ms);
}

static json_t *thing_json(const struct job_thing *thing)
{
    const struct plan_object *object = thing->object;

    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:s, s:o, s:o, s:o}", "fate",
                     plan_fate_word(object->fate), "kind", plan_thing_word(object->thing),
                     "name", object->name != NULL ? object->name : "", "id",
                     text_or_null(object->id), "pool_id", text_or_null(object->pool_id),
                     "state", thing_state_name(thing->state), "after_ms",
                     ms_or_null(thing->after_ms), "proof", text_or_null(thing->proof),
                     "detail", text_or_null(object->detail));
}

static json_t *things_json(const struct job_report *report)
{
    json_t *array = json_array();

    for (size_t i = 0; i < report->thing_count; i++)
        json_array_append_new(array, thing_json(&report->things[i]));
    return array;
}

static json_t *lines_json(const struct job_report *report)
{
    json_t *array = json_array();

    for (size_t i = 0; i < report->line_count; i++) {
        const struct job_line *line = &report->lines[i];
        json_array_append_new(array, json_pack("{s:o, s:s, s:s, s:s}", "at",
                                               when_or_null(line->wall_ms), "subject",
                                               line->subject, "who", line->who, "what",
                                               line->what));
    }
    return array;
}

static json_t *services_json(const struct plan *plan)
{
    json_t *array = json_array();

    for (size_t i = 0; i < plan->service_count; i++) {
        const struct plan_service *service = &plan->services[i];
        json_array_append_new(
            array, json_pack("{s:s, s:s, s:o, s:o, s:o, s:s, s:s, s:s}", "namespace",
                             service->namespace, "name", service->name, "uid",
                             text_or_null(service->uid), "resource_version",
                             text_or_null(service->resource_version), "elb_id",
                             text_or_null(service->elb_id), "method", service->method,
                             "path", service->path, "same_as", service->twin));
    }
    return array;
}

json_t *receipt_build(const struct job_report *report, const struct plan *plan,
                      const struct receipt_around *around)
{
    char summary[200];

    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
        "s:o}",
        "api_version", "elbtop/v1", "kind", "Receipt", "title", report->title, "state",
        job_state_name(report->state), "summary",
        job_summary(report, summary, sizeof summary), "context",
        text_or_null(around->context), "server", text_or_null(around->server), "project",
        text_or_null(around->project), "why", text_or_null(around->why), "began_at",
        when_or_null(report->began_wall_ms), "ended_at",
        when_or_null(report->ended_wall_ms), "took_ms", ms_or_null(report->took_ms),
        "error", text_or_null(report->err.text), "services", services_json(plan),
        "things", things_json(report), "lines", lines_json(report));
}

/* ---- where it is put ------------------------------------------------------------------ */

/* "20251122-121002-lb-demo-hello", with what a file name may not hold replaced. */
static void print_stem(const char *title, int64_t wall_ms, char *out, size_t out_bytes)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm parts;
    char when[32];

    gmtime_r(&seconds, &parts);
    strftime(when, sizeof when, "%Y%m%d-%H%M%S", &parts);
    snprintf(out, out_bytes, "%s-%.140s", when, title);
    for (char *at = out; *at != '\0'; at++) {
        bool fine = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
                    (*at >= '0' && *at <= '9') || *at == '-' || *at == '.';
        if (!fine)
            *at = '-';
    }
}

/* Under a name that nobody has: receipts of the same second do not replace each other. */
static enum err_code link_in(const char *beside, const char *folder, const char *stem,
                             char **ret_path, struct err *err)
{
    char path[STATEFILE_PATH_BYTES + 256];

    for (int n = 1; n <= SAME_SECOND; n++) {
        if (n == 1)
            snprintf(path, sizeof path, "%s/%s.json", folder, stem);
        else
            snprintf(path, sizeof path, "%s/%s-%d.json", folder, stem, n);
        if (link(beside, path) == 0) {
            *ret_path = mem_copy_text(path);
            return ERR_OK;
        }
        if (errno != EEXIST)
            break;
    }
    err_at(err, "%s", path);
    return err_set(err, ERR_LOCAL, "%s", strerror(errno));
}

enum err_code receipt_write(const json_t *receipt, const char *state_dir,
                            const char *title, int64_t wall_ms, char **ret_path,
                            struct err *err)
{
    char folder[STATEFILE_PATH_BYTES];
    char stem[200];
    char beside[STATEFILE_PATH_BYTES + 256];
    struct buf text;
    enum err_code code = statefile_folder(state_dir, "receipts", folder, err);

    if (code != ERR_OK)
        return code;

    print_stem(title, wall_ms, stem, sizeof stem);
    snprintf(beside, sizeof beside, "%s/.%s.%ld", folder, stem, (long)getpid());
    buf_init(&text, LIMIT_RESPONSE_BYTES);
    tree_to_json(receipt, 2, &text);
    buf_add_byte(&text, '\n');
    code = statefile_write(beside, buf_span(&text), err);
    if (code == ERR_OK)
        code = link_in(beside, folder, stem, ret_path, err);
    unlink(beside);
    buf_release(&text);
    return code;
}
