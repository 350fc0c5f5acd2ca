/*
 * The status tree: the only place where DEGRADED is told. In v3 a pool is degraded when a
 * member below is OFFLINE, and so are its listener and load balancer; in v2.0 listeners,
 * pools and load balancers are always ONLINE.
 */
#include <string.h>

#include "sim/elb_show.h"
#include "wire/tree.h"

#include "base/banned.h"

static bool pool_is_degraded(const struct cloud_pool *pool)
{
    for (size_t i = 0; pool != NULL && i < pool->members.count; i++) {
        const struct cloud_member *member = cloud_member_at(&pool->members, i);
        if (strcmp(cloud_member_status(member), "OFFLINE") == 0)
            return true;
    }
    return false;
}

static bool elb_is_degraded(const struct cloud_elb *elb)
{
    for (size_t i = 0; i < elb->pools.count; i++) {
        if (pool_is_degraded(cloud_pool_at(&elb->pools, i)))
            return true;
    }
    return false;
}

static const char *status_word(const struct cloud_call *call, bool is_degraded)
{
    return is_degraded && !call_is_v2(call) ? "DEGRADED" : "ONLINE";
}

static json_t *node(const struct cloud_thing *thing, const char *operating_status)
{
    return json_pack("{s:s, s:s, s:s, s:s}", "name", thing->name, "provisioning_status",
                     "ACTIVE", "operating_status", operating_status, "id", thing->id);
}

static json_t *member_node(const struct cloud_member *member)
{
    return json_pack("{s:s, s:i, s:s, s:s, s:s}", "address", member->address,
                     "protocol_port", (int)member->port, "provisioning_status", "ACTIVE",
                     "operating_status", cloud_member_status(member), "id",
                     member->thing.id);
}

static json_t *pool_node(const struct cloud_call *call, const struct cloud_pool *pool)
{
    json_t *json = node(&pool->thing, status_word(call, pool_is_degraded(pool)));
    json_t *members = json_array();

    if (pool->monitor != NULL) {
        const struct cloud_thing *monitor = &pool->monitor->thing;
        json_object_set_new(json, "healthmonitor",
                            json_pack("{s:s, s:s?, s:s, s:s}", "name", monitor->name,
                                      "type", tree_text(monitor->more, "type"),
                                      "provisioning_status", "ACTIVE", "id",
                                      monitor->id));
    }
    for (size_t i = 0; i < pool->members.count; i++)
        json_array_append_new(members, member_node(cloud_member_at(&pool->members, i)));
    json_object_set_new(json, "members", members);
    return json;
}

static json_t *policy_node(const struct cloud_thing *policy)
{
    return json_pack("{s:s, s:s, s:s?, s:s, s:[]}", "id", policy->id, "name",
                     policy->name, "action", tree_text(policy->more, "action"),
                     "provisioning_status", "ACTIVE", "rules");
}

static json_t *listener_node(const struct cloud_call *call,
                             const struct cloud_listener *listener)
{
    const struct cloud_pool *pool = listener->default_pool;
    json_t *json = node(&listener->thing, status_word(call, pool_is_degraded(pool)));
    json_t *pools = json_array(), *policies = json_array();

    if (pool != NULL)
        json_array_append_new(pools, pool_node(call, pool));
    for (size_t i = 0; i < listener->policies.count; i++)
        json_array_append_new(policies, policy_node(listener->policies.at[i]));
    json_object_set_new(json, "pools", pools);
    json_object_set_new(json, "l7policies", policies);
    return json;
}

json_t *elb_show_statuses(const struct cloud_call *call, const struct cloud_elb *elb)
{
    const char *status = elb->frozen ? "FROZEN" : status_word(call, elb_is_degraded(elb));
    json_t *json = node(&elb->thing, status);
    json_t *listeners = json_array(), *pools = json_array();

    for (size_t i = 0; i < elb->listeners.count; i++)
        json_array_append_new(listeners,
                              listener_node(call, cloud_listener_at(&elb->listeners, i)));
    for (size_t i = 0; i < elb->pools.count; i++)
        json_array_append_new(pools, pool_node(call, cloud_pool_at(&elb->pools, i)));
    json_object_set_new(json, "listeners", listeners);
    json_object_set_new(json, "pools", pools);
    return json_pack("{s:o}", "loadbalancer", json);
}
