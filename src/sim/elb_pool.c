#include "sim/elb_ops.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

static const struct elb_attribute attributes[] = {
    {"session_persistence", 'o'}, {"slow_start", 'o'},        {"type", 's'},
    {"protection_status", 's'},   {"protection_reason", 's'}, {"az_affinity", 'o'},
};

static const char *const algorithms[] = {"ROUND_ROBIN", "LEAST_CONNECTIONS", "SOURCE_IP",
                                         "QUIC_CID", NULL};

static bool is_visible(const struct cloud_call *call, const struct cloud_thing *thing)
{
    return elb_is_visible(call, ((const struct cloud_pool *)thing)->elb);
}

static bool special_filter(const struct cloud_thing *thing, const char *name,
                           const char *value, bool *ret_fits)
{
    const struct cloud_pool *pool = (const struct cloud_pool *)thing;

    *ret_fits = false;
    if (strcmp(name, "loadbalancer_id") == 0) {
        *ret_fits = strcmp(pool->elb->thing.id, value) == 0;
        return true;
    }
    if (strcmp(name, "listener_id") == 0) {
        *ret_fits =
            pool->listener != NULL && strcmp(pool->listener->thing.id, value) == 0;
        return true;
    }
    if (strcmp(name, "member_address") != 0)
        return false;
    for (size_t i = 0; i < pool->members.count; i++)
        *ret_fits |= strcmp(cloud_member_at(&pool->members, i)->address, value) == 0;
    return true;
}

void elb_pool_list(struct cloud_call *call)
{
    struct cloud_listing listing = {
        .plural = "pools",
        .set = &call->state->pools,
        .show = elb_view_of(call)->pool,
        .is_visible = is_visible,
        .special = special_filter,
    };
    elb_list(call, &listing);
}

static void answer_pool(struct cloud_call *call, int status,
                        const struct cloud_pool *pool)
{
    elb_answer(call, status, "pool", elb_view_of(call)->pool(call, &pool->thing));
}

void elb_pool_show(struct cloud_call *call)
{
    struct cloud_pool *pool = elb_wanted_pool(call, call->args[0]);
    if (pool != NULL)
        answer_pool(call, 200, pool);
}

/* ---- create ---- */

/* Where it shall hang: on a listener, or on a load balancer alone for policies to use. */
static bool read_place(struct cloud_call *call, const json_t *sent,
                       struct cloud_pool_spec *spec, struct cloud_elb **ret_elb)
{
    const char *listener_id = NULL, *elb_id = NULL;

    if (!call_text(call, sent, "listener_id", 36, &listener_id) ||
        !call_text(call, sent, "loadbalancer_id", 36, &elb_id))
        return false;
    if (listener_id == NULL && elb_id == NULL) {
        call_no(call, NO_INPUT, "listener_id or loadbalancer_id is mandatory.");
        return false;
    }
    if (elb_id != NULL && (*ret_elb = elb_wanted(call, elb_id)) == NULL)
        return false;
    if (listener_id == NULL)
        return true;

    spec->listener = elb_wanted_listener(call, listener_id);
    if (spec->listener == NULL)
        return false;
    if (*ret_elb != NULL && *ret_elb != spec->listener->elb) {
        call_no(call, NO_INPUT, "listener %s belongs to another load balancer.",
                listener_id);
        return false;
    }
    *ret_elb = spec->listener->elb;
    if (spec->listener->default_pool != NULL) {
        call_no(call, NO_CONFLICT, "Listener %s is already associated with pool %s.",
                listener_id, spec->listener->default_pool->thing.id);
        return false;
    }
    return true;
}

static bool read_spec(struct cloud_call *call, const json_t *sent,
                      struct cloud_pool_spec *spec, struct cloud_elb **ret_elb)
{
    static const char *const protocols[] = {"TCP", "UDP", "HTTP", "HTTPS", "QUIC", NULL};

    if (!elb_read_names(call, sent, &spec->name, &spec->description) ||
        !call_word(call, sent, "protocol", protocols, &spec->protocol) ||
        !call_word(call, sent, "lb_algorithm", algorithms, &spec->algorithm) ||
        !elb_remember(call, sent, attributes, ARRAY_COUNT(attributes), spec->more))
        return false;
    if (spec->protocol == NULL || spec->algorithm == NULL) {
        call_no(call, NO_INPUT, "%s is mandatory.",
                spec->protocol == NULL ? "protocol" : "lb_algorithm");
        return false;
    }
    return read_place(call, sent, spec, ret_elb) &&
           elb_quota_allows(call, "pool", call->state->pools.count,
                            call->state->quota.pool);
}

void elb_pool_create(struct cloud_call *call)
{
    struct cloud_pool_spec spec = {.more = json_object()};
    struct cloud_elb *elb = NULL;
    const json_t *sent;

    if (call_body(call, "pool", &sent) && read_spec(call, sent, &spec, &elb) &&
        !call_waits(call, "pool-create", spec.name == NULL ? elb->thing.id : spec.name,
                    500, 900)) {
        json_incref(spec.more);
        struct cloud_pool *pool = cloud_pool_add(call->state, elb, &spec);
        call_bool(call, sent, "member_deletion_protection_enable",
                  &pool->member_deletion_protected);
        answer_pool(call, 201, pool);
    }
    json_decref(spec.more);
}

/* ---- update, delete ---- */

void elb_pool_update(struct cloud_call *call)
{
    struct cloud_pool *pool = elb_wanted_pool(call, call->args[0]);
    const json_t *sent;
    const char *algorithm = NULL;

    if (pool == NULL || !call_body(call, "pool", &sent))
        return;
    bool is_protected = pool->member_deletion_protected;
    if (!call_word(call, sent, "lb_algorithm", algorithms, &algorithm) ||
        !call_bool(call, sent, "member_deletion_protection_enable", &is_protected) ||
        !elb_change(call, sent, attributes, ARRAY_COUNT(attributes), &pool->thing))
        return;
    pool->member_deletion_protected = is_protected;
    if (algorithm != NULL)
        snprintf(pool->algorithm, sizeof(pool->algorithm), "%s", algorithm);
    cloud_tell(call->state, CLOUD_KIND_POOL, CLOUD_CHANGED, &pool->thing);
    answer_pool(call, 200, pool);
}

static const struct cloud_policy *policy_using(const struct cloud_state *state,
                                               const struct cloud_pool *pool)
{
    for (size_t i = 0; i < state->policies.count; i++) {
        const struct cloud_policy *policy =
            (const struct cloud_policy *)state->policies.at[i];
        if (policy->redirect_pool == pool)
            return policy;
    }
    return NULL;
}

/* No members, no monitor, and no policy that sends here. */
static bool may_delete(struct cloud_call *call, const struct cloud_pool *pool)
{
    const struct cloud_policy *policy = policy_using(call->state, pool);
    const char *type = NULL;
    const struct cloud_thing *user = NULL;

    if (policy != NULL) {
        type = "l7policy";
        user = &policy->thing;
    } else if (pool->members.count > 0) {
        type = "member";
        user = pool->members.at[0];
    } else if (pool->monitor != NULL) {
        type = "healthmonitor";
        user = &pool->monitor->thing;
    }
    if (user == NULL)
        return !elb_is_haunted(call, &pool->thing);
    call_no(call, NO_CONFLICT, "%s %s is using this pool", type, user->id);
    return false;
}

void elb_pool_delete(struct cloud_call *call)
{
    struct cloud_pool *pool = elb_wanted_pool(call, call->args[0]);

    if (pool == NULL || !may_delete(call, pool) ||
        call_waits(call, "pool-delete", pool->thing.id, 60, 150))
        return;
    if (pool->listener != NULL)
        elb_haunt(call, &pool->listener->thing, "listener", &pool->thing, "pool");
    cloud_pool_remove(call->state, pool);
    call_answer_nothing(call);
}
