#include "worker/receipt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { PATH_BYTES = 4096, SAME_SECOND = 100 };

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

static enum err_code fail(struct err *err, const char *path)
{
    err_at(err, "%s", path);
    return err_set(err, ERR_LOCAL, "%s", strerror(errno));
}

/* Every part of the path that is not there yet, for us alone. */
static enum err_code make_folders(const char *folder, struct err *err)
{
    char part[PATH_BYTES];

    for (size_t at = 1; folder[at - 1] != '\0'; at++) {
        if (folder[at] != '/' && folder[at] != '\0')
            continue;
        snprintf(part, sizeof part, "%.*s", (int)at, folder);
        if (mkdir(part, 0700) == -1 && errno != EEXIST && errno != EISDIR)
            return fail(err, part);
    }
    return ERR_OK;
}

static enum err_code find_folder(const char *state_dir, char folder[PATH_BYTES],
                                 struct err *err)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    int wrote;

    if (state_dir != NULL)
        wrote = snprintf(folder, PATH_BYTES, "%s/receipts", state_dir);
    else if (state != NULL && state[0] == '/')
        wrote = snprintf(folder, PATH_BYTES, "%s/elbtop/receipts", state);
    else if (home != NULL && home[0] == '/')
        wrote = snprintf(folder, PATH_BYTES, "%s/.local/state/elbtop/receipts", home);
    else
        return err_set(err, ERR_LOCAL, "neither XDG_STATE_HOME nor HOME is set");
    if (wrote < 0 || wrote >= PATH_BYTES)
        return err_set(err, ERR_LIMIT, "the path of the receipts is too long");
    return ERR_OK;
}

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

static enum err_code write_all(int fd, struct span text, const char *path,
                               struct err *err)
{
    while (text.bytes > 0) {
        ssize_t wrote = write(fd, text.at, text.bytes);
        if (wrote == -1 && errno == EINTR)
            continue;
        if (wrote == -1)
            return fail(err, path);
        text = span_skip(text, (size_t)wrote);
    }
    return fsync(fd) == 0 ? ERR_OK : fail(err, path);
}

static enum err_code write_beside(const char *path, struct span text, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd == -1)
        return fail(err, path);
    enum err_code code = write_all(fd, text, path, err);
    if (close(fd) == -1 && code == ERR_OK)
        code = fail(err, path);
    return code;
}

/* Under a name that nobody has: receipts of the same second do not replace each other. */
static enum err_code link_in(const char *beside, const char *folder, const char *stem,
                             char **ret_path, struct err *err)
{
    char path[PATH_BYTES + 256];

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
    return fail(err, path);
}

enum err_code receipt_write(const json_t *receipt, const char *state_dir,
                            const char *title, int64_t wall_ms, char **ret_path,
                            struct err *err)
{
    char folder[PATH_BYTES];
    char stem[200];
    char beside[PATH_BYTES + 256];
    struct buf text;
    enum err_code code = find_folder(state_dir, folder, err);

    if (code == ERR_OK)
        code = make_folders(folder, err);
    if (code != ERR_OK)
        return code;

    print_stem(title, wall_ms, stem, sizeof stem);
    snprintf(beside, sizeof beside, "%s/.%s.%ld", folder, stem, (long)getpid());
    buf_init(&text, LIMIT_RESPONSE_BYTES);
    tree_to_json(receipt, 2, &text);
    buf_add_byte(&text, '\n');
    code = write_beside(beside, buf_span(&text), err);
    if (code == ERR_OK)
        code = link_in(beside, folder, stem, ret_path, err);
    unlink(beside);
    buf_release(&text);
    return code;
}
