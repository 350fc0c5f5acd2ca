/*
 * kube_auth.c - who asks, and whether they may: tokens, client certificates,
 * impersonation, and the ClusterRoles "view" and "cluster-admin".
 *
 * Source: captures 400-423.
 */
#include <string.h>

#include "base/mem.h"
#include "base/span.h"
#include "sim/kube_auth.h"
#include "base/banned.h"

/* ---- who ---- */

static void become(struct kube_identity *who, const struct kube_user *user,
                   const char *name)
{
    size_t count = 0;

    *who = (struct kube_identity){.name = name};
    for (size_t i = 0; user != NULL && i < KUBE_USER_GROUPS && user->groups[i] != NULL;
         i++)
        who->groups[count++] = user->groups[i];
    who->groups[count] = "system:authenticated";
    if (user == NULL)
        return;
    who->role = user->role;
    who->binding = user->binding;
}

static const struct kube_user *user_named(const struct kube_api *api, const char *name)
{
    for (size_t i = 0; i < api->login_count; i++) {
        if (strcmp(api->logins[i].user.name, name) == 0)
            return &api->logins[i].user;
    }
    return NULL;
}

static const struct kube_user *user_of_token(const struct kube_api *api,
                                             struct span token)
{
    for (size_t i = 0; i < api->login_count; i++) {
        const char *its = api->logins[i].user.token;
        if (its != NULL && span_is(token, its))
            return &api->logins[i].user;
    }
    return NULL;
}

static bool unauthorized(struct kube_call *call)
{
    return kube_problem_set(&call->problem, 401, "Unauthorized", "Unauthorized");
}

static bool impersonate(struct kube_call *call)
{
    const char *name = ask_header(call->ask, "Impersonate-User");
    const char *group = ask_header(call->ask, "Impersonate-Group");

    if (name == NULL)
        return true;
    if (call->who.role != KUBE_ROLE_ADMIN) {
        const char *verb = call->verb == NULL ? "get" : call->verb;
        call->verb = arena_print(&call->arena, "impersonate-on:user-info:%s", verb);
        return kube_may_refuse(call);
    }
    become(&call->who, user_named(call->api, name), name);
    if (group != NULL) {
        call->who.groups[0] = group;
        call->who.groups[1] = "system:authenticated";
        call->who.groups[2] = NULL;
        if (strcmp(group, "system:masters") == 0)
            call->who.role = KUBE_ROLE_ADMIN;
    }
    return true;
}

bool kube_login_find(struct kube_call *call)
{
    const char *header = ask_header(call->ask, "Authorization");
    const struct kube_user *user;

    call->who = (struct kube_identity){.name = "system:anonymous",
                                       .groups = {"system:unauthenticated"},
                                       .anonymous = true};
    if (call->ask->client_unknown)
        return unauthorized(call);
    if (call->ask->client_cn != NULL) {
        user = user_named(call->api, call->ask->client_cn);
        become(&call->who, user, call->ask->client_cn);
        if (call->ask->client_sha256 != NULL)
            call->who.credential =
                arena_print(&call->arena, "X509SHA256=%s", call->ask->client_sha256);
        if (call->ask->client_org != NULL && user == NULL) {
            call->who.groups[0] = call->ask->client_org;
            call->who.groups[1] = "system:authenticated";
            if (strcmp(call->ask->client_org, "system:masters") == 0)
                call->who.role = KUBE_ROLE_ADMIN;
        }
        return impersonate(call);
    }
    struct span bearer = span_of(header);
    if (header == NULL || bearer.bytes < 7 ||
        !span_is_nocase(span_make(header, 7), "Bearer "))
        return true; /* Basic and others are not known here: nobody */
    user = user_of_token(call->api, span_trim(span_skip(bearer, 7)));
    if (user == NULL)
        return unauthorized(call);
    become(&call->who, user, user->name);
    call->who.uid = user->uid;
    return impersonate(call);
}

/* ---- may ---- */

/* What the ClusterRole "view" holds of the kinds served here; custom kinds are aggregated
 * to it by their charts. */
static const struct {
    const char *group;
    const char *resources[12];
} view[] = {
    {"",
     {"configmaps", "endpoints", "pods", "serviceaccounts", "services", "namespaces",
      "events", "resourcequotas"}},
    {"events.k8s.io", {"events"}},
    {"discovery.k8s.io", {"endpointslices"}},
    {"apps", {"deployments", "replicasets"}},
    {"networking.k8s.io", {"ingresses"}},
    {"gateway.networking.k8s.io",
     {"gatewayclasses", "gateways", "httproutes", "referencegrants"}},
    {"gateway.envoyproxy.io", {"envoyproxies"}},
};

static bool is_one_of(const char *text, const char *a, const char *b, const char *c)
{
    return strcmp(text, a) == 0 || strcmp(text, b) == 0 || strcmp(text, c) == 0;
}

static bool view_has(const char *group, const char *resource)
{
    for (size_t i = 0; i < ARRAY_COUNT(view); i++) {
        if (strcmp(view[i].group, group) != 0)
            continue;
        for (size_t j = 0; j < ARRAY_COUNT(view[i].resources); j++) {
            const char *one = view[i].resources[j];
            if (one != NULL && strcmp(one, resource) == 0)
                return true;
        }
    }
    return false;
}

bool kube_may(const struct kube_identity *who, const char *verb, const char *group,
              const char *resource, const char *subresource)
{
    bool self = is_one_of(resource, "selfsubjectaccessreviews", "selfsubjectrulesreviews",
                          "selfsubjectreviews");

    (void)subresource; /* view may read status and scale of what it may read */
    if (who->role == KUBE_ROLE_ADMIN)
        return true;
    if (self && strcmp(verb, "create") == 0 && !who->anonymous)
        return true;
    return who->role == KUBE_ROLE_VIEW && is_one_of(verb, "get", "list", "watch") &&
           view_has(group, resource);
}

/* Refusals of authorization, and only they, carry this header. */
static void say_nosniff(struct kube_call *call)
{
    reply_header(call->reply, "X-Content-Type-Options", "nosniff");
}

bool kube_may_refuse(struct kube_call *call)
{
    const char *sub = call->subresource;
    const char *scope =
        call->name_space == NULL
            ? "at the cluster scope"
            : arena_print(&call->arena, "in the namespace \"%s\"", call->name_space);
    const char *group_word =
        call->group[0] == '\0' ? "" : arena_print(&call->arena, ".%s", call->group);
    const char *subject =
        call->name == NULL ? arena_print(&call->arena, "%s%s", call->resource, group_word)
                           : arena_print(&call->arena, "%s%s \"%s\"", call->resource,
                                         group_word, call->name);

    say_nosniff(call);
    kube_problem_set(
        &call->problem, 403, "Forbidden",
        "%s is forbidden: User \"%s\" cannot %s resource \"%s%s%s\" in API group "
        "\"%s\" %s",
        subject, call->who.name, call->verb, call->resource, sub[0] == '\0' ? "" : "/",
        sub, call->group, scope);
    call->problem.has_details = true;
    call->problem.name = call->name;
    call->problem.group = call->group;
    call->problem.kind = call->resource;
    return false;
}

bool kube_may_check(struct kube_call *call)
{
    return kube_may(&call->who, call->verb, call->group, call->resource,
                    call->subresource) ||
           kube_may_refuse(call);
}

/* Paths that are no resources. */
bool kube_may_path(struct kube_call *call)
{
    static const char *const anyone[] = {"version", "healthz", "livez", "readyz"};
    static const char *const known[] = {"api", "apis", "openapi"};
    const char *first = call->ask->segment_count == 0 ? "" : call->ask->segments[0];

    for (size_t i = 0; i < ARRAY_COUNT(anyone); i++) {
        if (strcmp(first, anyone[i]) == 0)
            return true;
    }
    for (size_t i = 0; i < ARRAY_COUNT(known) && !call->who.anonymous; i++) {
        if (strcmp(first, known[i]) == 0)
            return true;
    }
    if (call->who.role == KUBE_ROLE_ADMIN)
        return true;
    say_nosniff(call);
    kube_problem_set(&call->problem, 403, "Forbidden",
                     "forbidden: User \"%s\" cannot get path \"%s\"", call->who.name,
                     call->ask->path);
    call->problem.has_details = true;
    return false;
}
