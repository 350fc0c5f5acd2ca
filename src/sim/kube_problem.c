/*
 * kube_problem.c - what went wrong, in the words of a Status.
 *
 * Source: captures 101-118, 131-133, 163-166, 203-232, 300-318, 400-423.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim/kube_inside.h"
#include "base/banned.h"

enum { MESSAGE_BYTES = 4096 };

void kube_problem_init(struct kube_problem *problem, struct arena *arena)
{
    *problem = (struct kube_problem){.arena = arena};
}

void kube_problem_release(struct kube_problem *problem)
{
    json_decref(problem->causes);
    problem->causes = NULL;
}

bool kube_problem_set(struct kube_problem *problem, int code, const char *reason,
                      const char *format, ...)
{
    char text[MESSAGE_BYTES];
    va_list args;

    if (problem->code != 0)
        return false;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    problem->code = code;
    problem->reason = reason;
    problem->message = arena_text(problem->arena, text);
    return false;
}

bool kube_problem_about(struct kube_problem *problem, const struct kube_kind *kind,
                        const char *name)
{
    if (problem->has_details)
        return false;
    problem->has_details = true;
    problem->name = arena_text(problem->arena, name);
    problem->group = kind->group;
    problem->kind = kind->resource;
    return false;
}

/* "services", "deployments.apps": how messages call a resource. */
static const char *long_name(struct kube_problem *problem, const struct kube_kind *kind)
{
    return kind->group[0] == '\0'
               ? kind->resource
               : arena_print(problem->arena, "%s.%s", kind->resource, kind->group);
}

bool kube_problem_not_found(struct kube_problem *problem, const struct kube_kind *kind,
                            const char *name)
{
    kube_problem_set(problem, 404, "NotFound", "%s \"%s\" not found",
                     long_name(problem, kind), name);
    return kube_problem_about(problem, kind, name);
}

bool kube_problem_conflict(struct kube_problem *problem, const struct kube_kind *kind,
                           const char *name)
{
    kube_problem_set(problem, 409, "Conflict",
                     "Operation cannot be fulfilled on %s \"%s\": the object has been "
                     "modified; please apply your changes to the latest version and "
                     "try again",
                     long_name(problem, kind), name);
    return kube_problem_about(problem, kind, name);
}

void kube_mistake(struct kube_problem *problem, const char *cause, const char *field,
                  const char *format, ...)
{
    char text[MESSAGE_BYTES];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (problem->causes == NULL)
        problem->causes = json_array();
    json_array_append_new(problem->causes, json_pack("{s:s,s:s,s:s}", "reason", cause,
                                                     "message", text, "field", field));
}

/* "a: b" or "[a: b, c: d]"; the same mistake twice is told once. */
static const char *mistakes_line(const struct kube_problem *problem)
{
    struct buf line;
    size_t told = 0;
    const char *kept;

    buf_init(&line, MESSAGE_BYTES * 4);
    for (size_t i = 0; i < json_array_size(problem->causes); i++) {
        const json_t *cause = json_array_get(problem->causes, i);
        bool again = false;
        for (size_t j = 0; j < i && !again; j++)
            again = json_equal(json_array_get(problem->causes, j), cause) == 1;
        if (again)
            continue;
        buf_print(&line, "%s%s: %s", told == 0 ? "" : ", ",
                  json_string_value(json_object_get(cause, "field")),
                  json_string_value(json_object_get(cause, "message")));
        told++;
    }
    kept = told > 1 ? arena_print(problem->arena, "[%s]", buf_text(&line))
                    : arena_text(problem->arena, buf_text(&line));
    buf_release(&line);
    return kept;
}

bool kube_problem_invalid(struct kube_problem *problem, const struct kube_kind *kind,
                          const char *name)
{
    if (problem->code != 0)
        return false;
    if (json_array_size(problem->causes) == 0)
        return true;

    const char *group =
        kind->group[0] == '\0' ? "" : arena_print(problem->arena, ".%s", kind->group);
    kube_problem_set(problem, 422, "Invalid", "%s%s \"%s\" is invalid: %s", kind->kind,
                     group, name, mistakes_line(problem));
    problem->has_details = true;
    problem->name = arena_text(problem->arena, name);
    problem->group = kind->group;
    problem->kind = kind->kind;
    return false;
}

static json_t *details(const struct kube_problem *problem)
{
    json_t *out = json_object();

    if (problem->name != NULL && problem->name[0] != '\0')
        json_object_set_new(out, "name", json_string(problem->name));
    if (problem->group != NULL && problem->group[0] != '\0')
        json_object_set_new(out, "group", json_string(problem->group));
    if (problem->kind != NULL)
        json_object_set_new(out, "kind", json_string(problem->kind));
    if (problem->uid != NULL)
        json_object_set_new(out, "uid", json_string(problem->uid));
    if (problem->causes != NULL)
        json_object_set(out, "causes", problem->causes);
    if (problem->retry_after_s > 0)
        json_object_set_new(out, "retryAfterSeconds",
                            json_integer(problem->retry_after_s));
    return out;
}

json_t *kube_problem_status(const struct kube_problem *problem)
{
    json_t *metadata = json_object();

    if (problem->continue_token != NULL)
        json_object_set_new(metadata, "continue", json_string(problem->continue_token));
    json_t *status =
        json_pack("{s:s,s:s,s:o,s:s,s:s}", "kind", "Status", "apiVersion", "v1",
                  "metadata", metadata, "status", "Failure", "message", problem->message);
    if (problem->reason != NULL)
        json_object_set_new(status, "reason", json_string(problem->reason));
    if (problem->has_details)
        json_object_set_new(status, "details", details(problem));
    json_object_set_new(status, "code", json_integer(problem->code));
    return status;
}
