/*
 * cloud_l7.c - Source: api-ref of ELB v3, l7policies and rules (otc-api.md 2.7).
 */
#include "sim/cloud_l7.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wire/tree.h"

#include "base/banned.h"

enum { PATTERN_MOST = 128 };

bool cloud_route_is_l7(const struct cloud_route *route)
{
    return strcmp(route->protocol, "HTTP") == 0 || cloud_route_ends_tls(route);
}

bool cloud_route_ends_tls(const struct cloud_route *route)
{
    return strcmp(route->protocol, "HTTPS") == 0 ||
           strcmp(route->protocol, "TERMINATED_HTTPS") == 0;
}

/* ---- rules ---- */

static bool fits_pattern(const char *text, const char *pattern)
{
    regex_t regex;

    if (strlen(pattern) > PATTERN_MOST ||
        regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
        return false;
    bool fits = regexec(&regex, text, 0, NULL, 0) == 0;
    regfree(&regex);
    return fits;
}

static bool compare(const char *text, const char *how, const char *value)
{
    if (how != NULL && strcmp(how, "STARTS_WITH") == 0)
        return strncmp(text, value, strlen(value)) == 0;
    if (how != NULL && strcmp(how, "REGEX") == 0)
        return fits_pattern(text, value);
    return strcmp(text, value) == 0;
}

/* One value, or several of which one is enough. */
static bool fits_any(const json_t *rule, const char *text)
{
    const char *how = tree_text(rule, "compare_type");
    const char *value = tree_text(rule, "value");
    const json_t *conditions = tree_at(rule, "conditions");

    for (size_t i = 0; i < json_array_size(conditions); i++) {
        const char *one = tree_text(json_array_get(conditions, i), "value");
        if (one != NULL && compare(text, how, one))
            return true;
    }
    return json_array_size(conditions) == 0 && value != NULL && compare(text, how, value);
}

static bool rule_fits(const json_t *rule, const struct cloud_request *request)
{
    const char *type = tree_text(rule, "type");
    char path[1024];

    if (type == NULL)
        return false;
    if (strcmp(type, "HOST_NAME") == 0)
        return fits_any(rule, request->host);
    if (strcmp(type, "METHOD") == 0)
        return fits_any(rule, request->method);
    if (strcmp(type, "PATH") != 0)
        return false; /* what this world does not know of fits nothing */
    snprintf(path, sizeof path, "%.*s", (int)strcspn(request->path, "?"), request->path);
    return fits_any(rule, path);
}

static bool policy_fits(const struct cloud_policy *policy,
                        const struct cloud_request *request)
{
    const json_t *rules = json_object_get(policy->thing.more, "rules");

    for (size_t i = 0; i < json_array_size(rules); i++) {
        if (!rule_fits(json_array_get(rules, i), request))
            return false;
    }
    return json_array_size(rules) > 0; /* a policy without rules is not in force */
}

static int64_t rank_of(const struct cloud_policy *policy)
{
    int64_t priority = tree_int(policy->thing.more, "priority", 0);
    return priority > 0 ? priority : tree_int(policy->thing.more, "position", 100);
}

static const struct cloud_policy *first_fitting(const struct cloud_listener *listener,
                                                const struct cloud_request *request)
{
    const struct cloud_policy *first = NULL;

    for (size_t i = 0; i < listener->policies.count; i++) {
        const struct cloud_policy *policy =
            (const struct cloud_policy *)listener->policies.at[i];
        if (policy_fits(policy, request) &&
            (first == NULL || rank_of(policy) < rank_of(first)))
            first = policy;
    }
    return first;
}

/* ---- what a policy does ---- */

static const char *part(const json_t *config, const char *key)
{
    const char *text = tree_text(config, key);
    return text != NULL && text[0] != '\0' ? text : NULL;
}

/* "${host}" and its like stand for what the request had. */
static bool is_kept(const char *text)
{
    return text == NULL || strncmp(text, "${", 2) == 0;
}

static void redirect_to_url(const struct cloud_policy *policy,
                            const struct cloud_route *route,
                            const struct cloud_request *request,
                            struct cloud_l7_answer *answer)
{
    const json_t *config = tree_at(policy->thing.more, "redirect_url_config");
    const char *url = tree_text(policy->thing.more, "redirect_url");
    const char *scheme = part(config, "protocol");
    const char *host = part(config, "host");
    const char *port = part(config, "port");
    const char *path = part(config, "path");
    const char *query = part(config, "query");

    answer->status = (int)tree_int(config, "status_code", 302);
    if (url != NULL && config == NULL) {
        buf_add_text(&answer->location, url);
        return;
    }
    if (is_kept(scheme))
        scheme = cloud_route_ends_tls(route) ? "https" : "http";
    buf_print(&answer->location, "%s://%s",
              strcasecmp(scheme, "https") == 0 ? "https" : "http",
              is_kept(host) ? request->host : host);
    if (!is_kept(port))
        buf_print(&answer->location, ":%s", port);
    if (is_kept(path))
        buf_print(&answer->location, "%.*s", (int)strcspn(request->path, "?"),
                  request->path);
    else
        buf_add_text(&answer->location, path);
    if (!is_kept(query))
        buf_print(&answer->location, "?%s", query);
    else if (strchr(request->path, '?') != NULL)
        buf_add_text(&answer->location, strchr(request->path, '?'));
}

static void redirect_to_listener(const struct cloud_state *state,
                                 const struct cloud_policy *policy,
                                 const struct cloud_request *request,
                                 struct cloud_l7_answer *answer)
{
    const char *id = tree_text(policy->thing.more, "redirect_listener_id");
    const struct cloud_listener *to = id == NULL ? NULL : cloud_listener_find(state, id);

    answer->status = to == NULL ? 503 : 301;
    if (to == NULL)
        return;
    buf_print(&answer->location, "https://%s", request->host);
    if (to->port != 443)
        buf_print(&answer->location, ":%u", (unsigned)to->port);
    buf_add_text(&answer->location, request->path);
}

static void fixed_response(const struct cloud_policy *policy,
                           struct cloud_l7_answer *answer)
{
    static const char *const types[] = {"text/plain", "text/css", "text/html",
                                        "application/javascript", "application/json"};
    const json_t *config = tree_at(policy->thing.more, "fixed_response_config");
    const char *type = tree_text(config, "content_type");
    const char *body = tree_text(config, "message_body");

    answer->status = (int)tree_int(config, "status_code", 200);
    for (size_t i = 0; type != NULL && i < ARRAY_COUNT(types); i++) {
        if (strcmp(type, types[i]) == 0)
            answer->content_type = types[i];
    }
    if (body != NULL)
        buf_add_text(&answer->body, body);
}

static bool lead_to(const struct cloud_pool *pool, size_t turn, struct cloud_route *route,
                    struct cloud_l7_answer *answer)
{
    const struct cloud_member *member = pool == NULL ? NULL : cloud_pool_turn(pool, turn);

    if (member == NULL) {
        answer->status = 503;
        buf_add_text(&answer->body, "503 Service Temporarily Unavailable\n");
        return false;
    }
    memcpy(route->member_address, member->address, sizeof route->member_address);
    route->member_port = member->port;
    return true;
}

static bool carry_out(const struct cloud_state *state, const struct cloud_policy *policy,
                      const struct cloud_request *request, size_t turn,
                      struct cloud_route *route, struct cloud_l7_answer *answer)
{
    const char *action = tree_text(policy->thing.more, "action");

    if (action == NULL || strcmp(action, "REDIRECT_TO_POOL") == 0)
        return lead_to(policy->redirect_pool, turn, route, answer);
    if (strcmp(action, "REDIRECT_TO_URL") == 0)
        redirect_to_url(policy, route, request, answer);
    else if (strcmp(action, "REDIRECT_TO_LISTENER") == 0)
        redirect_to_listener(state, policy, request, answer);
    else
        fixed_response(policy, answer);
    return false;
}

bool cloud_l7_decide(struct cloud_state *state, const struct cloud_request *request,
                     size_t turn, struct cloud_route *route,
                     struct cloud_l7_answer *ret_answer)
{
    bool member = false;

    cloud_refresh_health(state);
    cloud_lock(state);
    const struct cloud_listener *listener =
        cloud_listener_find(state, route->listener_id);
    const struct cloud_policy *policy =
        listener == NULL ? NULL : first_fitting(listener, request);
    if (policy != NULL)
        member = carry_out(state, policy, request, turn, route, ret_answer);
    else
        member = lead_to(listener == NULL ? NULL : listener->default_pool, turn, route,
                         ret_answer);
    cloud_unlock(state);
    return member;
}
