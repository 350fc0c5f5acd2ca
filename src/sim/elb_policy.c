/* Layer-7 policies, as far as dependencies between objects need them: rules have no effect. */
#include "sim/elb_ops.h"

#include "base/mem.h"

#include "base/banned.h"

static const struct elb_attribute attributes[] = {
    {"action", 's'},       {"position", 'i'}, {"priority", 'i'},
    {"redirect_url", 's'}, {"rules", 'a'},    {"redirect_listener_id", 's'},
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

void elb_policy_rules(struct cloud_call *call)
{
    struct cloud_policy *policy = wanted_policy(call);
    if (policy == NULL)
        return;

    const json_t *rules = json_object_get(policy->thing.more, "rules");
    call_answer(call, 200,
                json_pack("{s:o}", "rules",
                          rules == NULL ? json_array() : json_deep_copy(rules)));
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
    if (listener == NULL ||
        (pool_id != NULL && (pool = elb_wanted_pool(call, pool_id)) == NULL))
        return;

    json_t *more = json_object();
    if (elb_remember(call, sent, attributes, ARRAY_COUNT(attributes), more) &&
        !call_waits(call, "policy-create", listener->thing.id, 200, 400))
        answer_policy(
            call, 201,
            cloud_policy_add(call->state, listener, name, pool, json_incref(more)));
    json_decref(more);
}

void elb_policy_delete(struct cloud_call *call)
{
    struct cloud_policy *policy = wanted_policy(call);

    if (policy == NULL || call_waits(call, "policy-delete", policy->thing.id, 60, 150))
        return;
    cloud_policy_remove(call->state, policy);
    call_answer_nothing(call);
}
