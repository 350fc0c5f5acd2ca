/*
 * kube_route.c - /api/v1/namespaces/NS/services/NAME/status and its relatives.
 *
 * Source: captures 117, 131-133, 411, 616.
 */
#include "sim/kube_route.h"

#include <string.h>

#include "base/limits.h"
#include "sim/kube_auth.h"
#include "sim/kube_inside_pod.h"
#include "base/banned.h"

static bool is_segment(const struct ask *ask, size_t index, const char *text)
{
    return index < ask->segment_count && strcmp(ask->segments[index], text) == 0;
}

static const char *segment(const struct ask *ask, size_t index)
{
    return index < ask->segment_count ? ask->segments[index] : NULL;
}

static bool is_true_query(const struct ask *ask, const char *name)
{
    const char *text = ask_query(ask, name);

    return text != NULL && (strcmp(text, "true") == 0 || strcmp(text, "1") == 0);
}

/* How authorization calls what the method does. */
static const char *verb_of(const struct kube_call *call)
{
    const char *method = call->ask->method;

    if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0) {
        if (call->watch_path || (call->name == NULL && is_true_query(call->ask, "watch")))
            return "watch";
        return call->name == NULL ? "list" : "get";
    }
    if (strcmp(method, "POST") == 0)
        return "create";
    if (strcmp(method, "PUT") == 0)
        return "update";
    if (strcmp(method, "PATCH") == 0)
        return "patch";
    if (strcmp(method, "DELETE") == 0)
        return call->name == NULL ? "deletecollection" : "delete";
    return "options";
}

/* "/namespaces/NS" before a resource, but not the namespaces themselves. */
static size_t take_namespace(struct kube_call *call, size_t at)
{
    const struct ask *ask = call->ask;
    const char *third = segment(ask, at + 2);
    bool own = third != NULL && call->group[0] == '\0' &&
               (strcmp(third, "status") == 0 || strcmp(third, "finalize") == 0);

    if (!is_segment(ask, at, "namespaces") || third == NULL || own)
        return at;
    call->name_space = segment(ask, at + 1);
    return at + 2;
}

bool kube_route(struct kube_call *call)
{
    const struct ask *ask = call->ask;
    size_t at;

    call->subresource = "";
    if (is_segment(ask, 0, "api") && ask->segment_count > 2) {
        call->group = "";
        call->version = segment(ask, 1);
        at = 2;
    } else if (is_segment(ask, 0, "apis") && ask->segment_count > 3) {
        call->group = segment(ask, 1);
        call->version = segment(ask, 2);
        at = 3;
    } else {
        return false;
    }
    if (is_segment(ask, at, "watch") && ask->segment_count > at + 1) {
        call->watch_path = true;
        at++;
    }
    at = take_namespace(call, at);
    call->resource = segment(ask, at);
    call->name = segment(ask, at + 1);
    if (segment(ask, at + 2) != NULL)
        call->subresource = segment(ask, at + 2);
    /* A namespace is its own namespace to authorization and messages. */
    if (call->name_space == NULL && strcmp(call->resource, "namespaces") == 0 &&
        call->group[0] == '\0' && call->name != NULL)
        call->name_space = NULL;
    call->kind = kube_kind_find(call->group, call->version, call->resource);
    call->verb = verb_of(call);
    return true;
}

/* ---- one request ---- */

static bool group_is_known(const char *group, const char *version)
{
    for (size_t i = 0; i < kube_kind_count; i++) {
        if (strcmp(kube_kinds[i].group, group) == 0 &&
            strcmp(kube_kinds[i].version, version) == 0)
            return true;
    }
    return false;
}

static bool not_served(struct kube_call *call)
{
    kube_problem_set(&call->problem, 404, "NotFound",
                     "the server could not find the requested resource");
    call->problem.has_details = true;
    return false;
}

static bool method_refused(struct kube_call *call)
{
    kube_problem_set(&call->problem, 405, "MethodNotAllowed",
                     "the server does not allow this method on the requested resource");
    call->problem.has_details = true;
    return false;
}

static unsigned verb_bit(const char *verb)
{
    static const struct {
        const char *name;
        enum kube_verb bit;
    } verbs[] = {
        {"create", KUBE_VERB_CREATE},
        {"delete", KUBE_VERB_DELETE},
        {"deletecollection", KUBE_VERB_DELETE_ALL},
        {"get", KUBE_VERB_GET},
        {"list", KUBE_VERB_LIST},
        {"patch", KUBE_VERB_PATCH},
        {"update", KUBE_VERB_UPDATE},
        {"watch", KUBE_VERB_WATCH},
    };

    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(verbs[i].name, verb) == 0)
            return verbs[i].bit;
    }
    return 0;
}

/* Is the path whole and the verb offered there? */
static bool check_offer(struct kube_call *call)
{
    const struct kube_kind *kind = call->kind;
    unsigned offered = kind->verbs;
    bool creates = strcmp(call->verb, "create") == 0;

    if (call->subresource[0] != '\0') {
        const struct kube_subresource *sub = kube_kind_sub(kind, call->subresource);
        if (sub == NULL)
            return not_served(call);
        offered = sub->verbs;
    }
    if (!kind->namespaced && call->name_space != NULL)
        return not_served(call);
    if (kind->namespaced && call->name_space == NULL && (call->name != NULL || creates))
        return creates ? method_refused(call) : not_served(call);
    bool on_collection = call->name == NULL && (strcmp(call->verb, "patch") == 0 ||
                                                strcmp(call->verb, "update") == 0);
    if (on_collection ||
        (creates && call->name != NULL && call->subresource[0] == '\0') ||
        (offered & verb_bit(call->verb)) == 0)
        return method_refused(call);
    return true;
}

/* A watch path with a name is a watch of that one object. */
static bool dispatch(struct kube_call *call)
{
    if (!kube_may_check(call))
        return false;
    if (call->kind == NULL) {
        if (group_is_known(call->group, call->version))
            return not_served(call);
        kube_answer_plain(call, 404, "404 page not found\n");
        return true;
    }
    if (kube_inside_pod_is_asked(call))
        return kube_inside_pod_refuse(call);
    if (!check_offer(call) || !kube_accept_read(call))
        return false;
    if (call->kind->review)
        return kube_handle_review(call);
    switch (verb_bit(call->verb)) {
    case KUBE_VERB_GET:
        return kube_handle_get(call);
    case KUBE_VERB_LIST:
        return kube_handle_list(call);
    case KUBE_VERB_WATCH:
        return kube_handle_watch(call);
    default:
        break;
    }
    return kube_handle_write(call);
}

static void call_init(struct kube_call *call, void *ctx, const struct ask *ask,
                      struct reply *reply)
{
    *call = (struct kube_call){.api = ctx,
                               .ask = ask,
                               .reply = reply,
                               .group = "",
                               .resource = "",
                               .subresource = "",
                               .verb = "get"};
    arena_init(&call->arena, 0);
    kube_problem_init(&call->problem, &call->arena);
}

static void call_release(struct kube_call *call)
{
    kube_problem_release(&call->problem);
    json_decref(call->said_again);
    arena_release(&call->arena);
}

void kube_handle(void *ctx, const struct ask *ask, struct reply *reply)
{
    struct kube_call call;

    call_init(&call, ctx, ask, reply);
    bool resource = kube_route(&call);
    bool fine = kube_login_find(&call);
    if (fine && resource)
        fine = dispatch(&call);
    else if (fine)
        fine = kube_may_path(&call) && kube_handle_plain(&call);
    if (!fine)
        kube_answer_problem(&call);
    call_release(&call);
}

void kube_handle_too_large(void *ctx, const struct ask *ask, struct reply *reply)
{
    struct kube_call call;

    call_init(&call, ctx, ask, reply);
    kube_problem_set(&call.problem, 413, "RequestEntityTooLarge",
                     "Request entity too large: limit is %zu", LIMIT_ASK_BYTES);
    kube_answer_problem(&call);
    call_release(&call);
}
