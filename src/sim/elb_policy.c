/*
 * Layer-7 policies and their rules; cloud_l7.c carries them out. A rule lives in its policy:
 * it has an id, and no life of its own.
 */
#include "sim/elb_ops.h"

#include <string.h>

#include "base/mem.h"
#include "wire/tree.h"

#include "base/banned.h"

enum { RULES_MOST = 10 }; /* condition_per_policy */

static const struct elb_attribute attributes[] = {
    {"position", 'i'},
    {"priority", 'i'},
    {"redirect_url", 's'},
    {"redirect_listener_id", 's'},
    {"redirect_url_config", 'o'},
    {"fixed_response_config", 'o'},
};

static const struct elb_attribute rule_attributes[] = {
    {"type", 's'},  {"compare_type", 's'}, {"key", 's'},
    {"value", 's'}, {"invert", 'b'},       {"conditions", 'a'},
};

static bool is_visible(const struct cloud_call *call, const struct cloud_thing *thing)
{
    return elb_is_visible(call, ((const struct cloud_policy *)thing)->listener->elb);
}

void elb_policy_list(struct cloud_call *call)
{
    struct cloud_listing listing = {
        .plural = "l7policies",
        .set = &call->state->policies,
        .show = elb_view_of(call)->policy,
        .is_visible = is_visible,
    };
    elb_list(call, &listing);
}

static struct cloud_policy *wanted_policy(struct cloud_call *call)
{
    struct cloud_policy *policy = cloud_policy_find(call->state, call->args[0]);

    if (policy != NULL && is_visible(call, &policy->thing))
        return policy;
    call_no(call, NO_ABSENT, "l7policy %s could not be found.", call->args[0]);
    return NULL;
}

static void answer_policy(struct cloud_call *call, int status,
                          const struct cloud_policy *policy)
{
    elb_answer(call, status, "l7policy", elb_view_of(call)->policy(call, &policy->thing));
}

void elb_policy_show(struct cloud_call *call)
{
    struct cloud_policy *policy = wanted_policy(call);
    if (policy != NULL)
        answer_policy(call, 200, policy);
}

/* ---- rules ---- */

static json_t *rules_of(const struct cloud_policy *policy)
{
    json_t *rules = json_object_get(policy->thing.more, "rules");

    if (rules == NULL)
        json_object_set_new(policy->thing.more, "rules", rules = json_array());
    return rules;
}

void elb_policy_rules(struct cloud_call *call)
{
    struct cloud_policy *policy = wanted_policy(call);
    if (policy != NULL)
        call_answer(call, 200,
                    json_pack("{s:o}", "rules", json_deep_copy(rules_of(policy))));
}

/* What was sent as a rule with an id; NULL: refused. */
static json_t *read_rule(struct cloud_call *call, const json_t *sent)
{
    static const char *const types[] = {"HOST_NAME",    "PATH",      "METHOD", "HEADER",
                                        "QUERY_STRING", "SOURCE_IP", "COOKIE", NULL};
    static const char *const compares[] = {"EQUAL_TO", "REGEX", "STARTS_WITH", NULL};
    const char *type = NULL, *compare = "EQUAL_TO", *value = NULL;
    char id[CLOUD_ID_BYTES];

    if (!call_word(call, sent, "type", types, &type) ||
        !call_word(call, sent, "compare_type", compares, &compare) ||
        !call_text(call, sent, "value", 128, &value))
        return NULL;
    if (type == NULL ||
        (value == NULL && json_array_size(tree_at(sent, "conditions")) == 0)) {
        call_no(call, NO_INPUT, "%s is mandatory.", type == NULL ? "type" : "value");
        return NULL;
    }
    cloud_new_id(call->state, id);
    json_t *rule =
        json_pack("{s:s, s:s, s:s, s:b, s:s}", "id", id, "type", type, "compare_type",
                  compare, "admin_state_up", 1, "provisioning_status", "ACTIVE");
    if (elb_remember(call, sent, rule_attributes, ARRAY_COUNT(rule_attributes), rule))
        return rule;
    json_decref(rule);
    return NULL;
}

void elb_policy_rule_create(struct cloud_call *call)
{
    struct cloud_policy *policy = wanted_policy(call);
    const json_t *sent;
    json_t *rule;

    if (policy == NULL || !call_body(call, "rule", &sent))
        return;
    if (json_array_size(rules_of(policy)) >= RULES_MOST) {
        call_no(call, NO_QUOTA, "Quota exceeded for resources: ['condition_per_policy']");
        return;
    }
    rule = read_rule(call, sent);
    if (rule == NULL)
        return;
    json_array_append(rules_of(policy), rule);
    cloud_thing_touch(call->state, &policy->thing);
    call_answer(call, 201, json_pack("{s:o}", "rule", rule));
}

void elb_policy_rule_delete(struct cloud_call *call)
{
    struct cloud_policy *policy = wanted_policy(call);
    json_t *rules = policy == NULL ? NULL : rules_of(policy);

    for (size_t i = 0; i < json_array_size(rules); i++) {
        if (strcmp(tree_text(json_array_get(rules, i), "id"), call->args[1]) != 0)
            continue;
        json_array_remove(rules, i);
        cloud_thing_touch(call->state, &policy->thing);
        call_answer_nothing(call);
        return;
    }
    if (policy != NULL)
        call_no(call, NO_ABSENT, "rule %s could not be found.", call->args[1]);
}

/* ---- create ---- */

/* Rules that come along with their policy. */
static bool read_rules(struct cloud_call *call, const json_t *sent, json_t *more)
{
    const json_t *list = json_object_get(sent, "rules");
    json_t *rules = json_array();

    json_object_set_new(more, "rules", rules);
    if (list != NULL && (!json_is_array(list) || json_array_size(list) > RULES_MOST)) {
        call_no(call, NO_INPUT, "Invalid input for rules.");
        return false;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *rule = read_rule(call, json_array_get(list, i));
        if (rule == NULL)
            return false;
        json_array_append_new(rules, rule);
    }
    return true;
}

/* What each action cannot do without. */
static bool has_what_it_needs(struct cloud_call *call, const char *action,
                              const struct cloud_pool *pool, const json_t *more)
{
    const char *missing = NULL;
    const char *to = tree_text(more, "redirect_listener_id");

    if (strcmp(action, "REDIRECT_TO_POOL") == 0 && pool == NULL)
        missing = "redirect_pool_id";
    else if (strcmp(action, "REDIRECT_TO_LISTENER") == 0 && to == NULL)
        missing = "redirect_listener_id";
    else if (strcmp(action, "REDIRECT_TO_URL") == 0 &&
             tree_text(more, "redirect_url") == NULL &&
             tree_at(more, "redirect_url_config") == NULL)
        missing = "redirect_url_config";
    else if (strcmp(action, "FIXED_RESPONSE") == 0 &&
             tree_at(more, "fixed_response_config") == NULL)
        missing = "fixed_response_config";
    if (missing == NULL)
        return to == NULL || elb_wanted_listener(call, to) != NULL;
    call_no(call, NO_INPUT, "%s is mandatory for %s.", missing, action);
    return false;
}

/* Below HTTP there is nothing that a rule could look at. */
static bool speaks_http(struct cloud_call *call, const struct cloud_listener *listener)
{
    if (strncmp(listener->protocol, "HTTP", 4) == 0 ||
        strcmp(listener->protocol, "TERMINATED_HTTPS") == 0)
        return true;
    call_no(call, NO_INPUT, "Listener %s is of protocol %s, which has no l7policies.",
            listener->thing.id, listener->protocol);
    return false;
}

void elb_policy_create(struct cloud_call *call)
{
    static const char *const actions[] = {"REDIRECT_TO_POOL", "REDIRECT_TO_LISTENER",
                                          "REDIRECT_TO_URL", "FIXED_RESPONSE", NULL};
    const json_t *sent;
    const char *listener_id = NULL, *pool_id = NULL, *action = NULL, *name = NULL;

    if (!call_body(call, "l7policy", &sent) ||
        !call_word(call, sent, "action", actions, &action) ||
        !call_text(call, sent, "listener_id", 36, &listener_id) ||
        !call_text(call, sent, "redirect_pool_id", 36, &pool_id) ||
        !call_text(call, sent, "name", 255, &name))
        return;
    if (action == NULL) {
        call_no(call, NO_INPUT, "action is mandatory.");
        return;
    }
    struct cloud_listener *listener = elb_wanted_listener(call, listener_id);
    struct cloud_pool *pool = NULL;
    if (listener == NULL || !speaks_http(call, listener) ||
        (pool_id != NULL && (pool = elb_wanted_pool(call, pool_id)) == NULL))
        return;

    json_t *more = json_pack("{s:s}", "action", action);
    if (elb_remember(call, sent, attributes, ARRAY_COUNT(attributes), more) &&
        has_what_it_needs(call, action, pool, more) && read_rules(call, sent, more) &&
        !call_waits(call, "policy-create", listener->thing.id, 200, 400))
        answer_policy(
            call, 201,
            cloud_policy_add(call->state, listener, name, pool, json_incref(more)));
    json_decref(more);
}

void elb_policy_update(struct cloud_call *call)
{
    struct cloud_policy *policy = wanted_policy(call);
    const json_t *sent;
    const char *pool_id = NULL;
    struct cloud_pool *pool = NULL;

    if (policy == NULL || !call_body(call, "l7policy", &sent) ||
        !call_text(call, sent, "redirect_pool_id", 36, &pool_id) ||
        (pool_id != NULL && (pool = elb_wanted_pool(call, pool_id)) == NULL) ||
        !elb_change(call, sent, attributes, ARRAY_COUNT(attributes), &policy->thing))
        return;
    if (pool != NULL)
        policy->redirect_pool = pool;
    answer_policy(call, 200, policy);
}

void elb_policy_delete(struct cloud_call *call)
{
    struct cloud_policy *policy = wanted_policy(call);

    if (policy == NULL || call_waits(call, "policy-delete", policy->thing.id, 60, 150))
        return;
    cloud_policy_remove(call->state, policy);
    call_answer_nothing(call);
}
