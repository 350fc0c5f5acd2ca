#include "sim/elb_api.h"

#include <string.h>

#include "base/mem.h"
#include "sim/elb_ops.h"

#include "base/banned.h"

/* ---- versions, zones, flavors ---- */

static void versions(struct cloud_call *call)
{
    call_answer(call, 200,
                json_pack("{s:[{s:s, s:s}, {s:s, s:s}, {s:s, s:s}]}", "versions", "id",
                          "v3", "status", "CURRENT", "id", "v2", "status", "STABLE", "id",
                          "v2.0", "status", "STABLE"));
}

/* An array of arrays: one load balancer stays inside one of the sets. */
static void zones(struct cloud_call *call)
{
    const struct cloud_region *region = call->state->region;
    json_t *set = json_array();

    for (size_t i = 0; region->az[i] != NULL; i++)
        json_array_append_new(set, json_pack("{s:s, s:s, s:[s, s], s:s, s:i}", "code",
                                             region->az[i], "state", "ACTIVE", "protocol",
                                             "L4", "L7", "public_border_group", "center",
                                             "category", 0));
    call_answer(call, 200, json_pack("{s:[o]}", "availability_zones", set));
}

static json_t *show_flavor(const struct cloud_flavor *flavor)
{
    char id[CLOUD_ID_BYTES];
    json_t *info =
        json_pack("{s:i, s:i, s:i, s:i}", "connection", flavor->connection, "cps",
                  flavor->cps, "lcu", flavor->lcu, "bandwidth", flavor->bandwidth);

    if (flavor->qps > 0) {
        json_object_set_new(info, "qps", json_integer(flavor->qps));
        json_object_set_new(info, "https_cps", json_integer(flavor->https_cps));
    }
    cloud_fixed_id(flavor->name, id);
    return json_pack("{s:s, s:s, s:s, s:b, s:n, s:b, s:o}", "id", id, "name",
                     flavor->name, "type", flavor->type, "shared", 1, "project_id",
                     "flavor_sold_out", 0, "info", info);
}

/* true when it is not asked for, or asked for with that value. */
static bool asked(const struct ask *ask, const char *name, const char *value)
{
    bool is_asked = false;

    for (size_t i = 0; i < ask->query_count; i++) {
        if (strcmp(ask->query[i].name, name) != 0)
            continue;
        is_asked = true;
        if (strcmp(ask->query[i].value, value) == 0)
            return true;
    }
    return !is_asked;
}

static void flavors(struct cloud_call *call)
{
    json_t *array = json_array();
    char id[CLOUD_ID_BYTES];

    for (size_t i = 0; i < cloud_flavor_count; i++) {
        cloud_fixed_id(cloud_flavors[i].name, id);
        if (asked(call->ask, "id", id) &&
            asked(call->ask, "name", cloud_flavors[i].name) &&
            asked(call->ask, "type", cloud_flavors[i].type))
            json_array_append_new(array, show_flavor(&cloud_flavors[i]));
    }
    json_t *info = json_pack("{s:i}", "current_count", (int)json_array_size(array));
    call_answer(call, 200, json_pack("{s:o, s:o}", "flavors", array, "page_info", info));
}

static void flavor(struct cloud_call *call)
{
    char id[CLOUD_ID_BYTES];

    for (size_t i = 0; i < cloud_flavor_count; i++) {
        cloud_fixed_id(cloud_flavors[i].name, id);
        if (strcmp(id, call->args[0]) == 0) {
            call_answer(call, 200,
                        json_pack("{s:o}", "flavor", show_flavor(&cloud_flavors[i])));
            return;
        }
    }
    call_no(call, NO_ABSENT, "flavor %s could not be found.", call->args[0]);
}

/* ---- quotas ---- */

/* A few are typed as text in the documents. */
static void quotas(struct cloud_call *call)
{
    const struct cloud_quota *quota = &call->state->quota;

    call_answer(
        call, 200,
        json_pack(
            "{s:{s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i,"
            " s:i, s:i, s:s, s:s}}",
            "quota", "project_id", call->project->id, "loadbalancer", quota->loadbalancer,
            "listener", quota->listener, "pool", quota->pool, "member", quota->member,
            "members_per_pool", quota->members_per_pool, "healthmonitor",
            quota->healthmonitor, "certificate", 120, "l7policy", quota->l7policy,
            "condition_per_policy", 10, "ipgroup", 50, "ipgroups_per_listener", 5,
            "security_policy", 50, "listeners_per_loadbalancer", 50, "listeners_per_pool",
            50, "l7policies_per_listener", 100, "ipgroup_bindings", "50",
            "ipgroup_max_length", "300"));
}

static void quota_details(struct cloud_call *call)
{
    const struct cloud_state *state = call->state;
    const struct {
        const char *key;
        int limit;
        size_t used;
    } rows[] = {
        {"loadbalancer", state->quota.loadbalancer, state->elbs.count},
        {"listener", state->quota.listener, state->listeners.count},
        {"pool", state->quota.pool, state->pools.count},
        {"member", state->quota.member, state->members.count},
        {"healthmonitor", state->quota.healthmonitor, state->monitors.count},
        {"l7policy", state->quota.l7policy, state->policies.count},
    };
    json_t *array = json_array();

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (asked(call->ask, "quota_key", rows[i].key))
            json_array_append_new(array,
                                  json_pack("{s:s, s:i, s:i, s:s}", "quota_key",
                                            rows[i].key, "quota_limit", rows[i].limit,
                                            "used", (int)rows[i].used, "unit", "count"));
    }
    call_answer(call, 200, json_pack("{s:o}", "quotas", array));
}

/* Objects of which there are none in this world. */
static void empty_list(struct cloud_call *call)
{
    const struct ask *ask = call->ask;

    call_answer(call, 200,
                json_pack("{s:[], s:{s:i}}", ask->segments[ask->segment_count - 1],
                          "page_info", "current_count", 0));
}

/* ---- what is published ---- */

#define V3 "v3/{project}/elb/"
enum {
    WHERE_ALL = REGION_ALL,
    WHERE_OTC = REGION_DE | REGION_NL, /* not documented for the Swiss region */
    READ = RIGHT_ELB_READ,
    CHANGE = RIGHT_ELB_CHANGE,
};

const struct cloud_row elb_api_rows[] = {
    {"GET", "versions", WHERE_ALL, SHAPE_ELB, RIGHT_OPEN, versions},
    {"GET", V3 "loadbalancers", WHERE_ALL, SHAPE_ELB, READ, elb_lb_list},
    {"POST", V3 "loadbalancers", WHERE_ALL, SHAPE_ELB, CHANGE, elb_lb_create_v3},
    {"GET", V3 "loadbalancers/{id}", WHERE_ALL, SHAPE_ELB, READ, elb_lb_show},
    {"PUT", V3 "loadbalancers/{id}", WHERE_ALL, SHAPE_ELB, CHANGE, elb_lb_update},
    {"DELETE", V3 "loadbalancers/{id}", WHERE_ALL, SHAPE_ELB, CHANGE, elb_lb_delete},
    {"GET", V3 "loadbalancers/{id}/statuses", WHERE_ALL, SHAPE_ELB, READ,
     elb_lb_statuses},
    {"DELETE", V3 "loadbalancers/{id}/force-elb", WHERE_OTC, SHAPE_ELB, CHANGE,
     elb_lb_delete_force},
    {"GET", V3 "listeners", WHERE_ALL, SHAPE_ELB, READ, elb_listener_list},
    {"POST", V3 "listeners", WHERE_ALL, SHAPE_ELB, CHANGE, elb_listener_create},
    {"GET", V3 "listeners/{id}", WHERE_ALL, SHAPE_ELB, READ, elb_listener_show},
    {"PUT", V3 "listeners/{id}", WHERE_ALL, SHAPE_ELB, CHANGE, elb_listener_update},
    {"DELETE", V3 "listeners/{id}", WHERE_ALL, SHAPE_ELB, CHANGE, elb_listener_delete},
    {"DELETE", V3 "listeners/{id}/force", WHERE_OTC, SHAPE_ELB, CHANGE,
     elb_listener_delete_force},
    {"GET", V3 "pools", WHERE_ALL, SHAPE_ELB, READ, elb_pool_list},
    {"POST", V3 "pools", WHERE_ALL, SHAPE_ELB, CHANGE, elb_pool_create},
    {"GET", V3 "pools/{id}", WHERE_ALL, SHAPE_ELB, READ, elb_pool_show},
    {"PUT", V3 "pools/{id}", WHERE_ALL, SHAPE_ELB, CHANGE, elb_pool_update},
    {"DELETE", V3 "pools/{id}", WHERE_ALL, SHAPE_ELB, CHANGE, elb_pool_delete},
    {"GET", V3 "pools/{pool}/members", WHERE_ALL, SHAPE_ELB, READ, elb_member_list},
    {"POST", V3 "pools/{pool}/members", WHERE_ALL, SHAPE_ELB, CHANGE, elb_member_create},
    {"GET", V3 "pools/{pool}/members/{id}", WHERE_ALL, SHAPE_ELB, READ, elb_member_show},
    {"PUT", V3 "pools/{pool}/members/{id}", WHERE_ALL, SHAPE_ELB, CHANGE,
     elb_member_update},
    {"DELETE", V3 "pools/{pool}/members/{id}", WHERE_ALL, SHAPE_ELB, CHANGE,
     elb_member_delete},
    {"GET", V3 "members", WHERE_OTC, SHAPE_ELB, READ, elb_member_list_all},
    {"GET", V3 "healthmonitors", WHERE_ALL, SHAPE_ELB, READ, elb_monitor_list},
    {"POST", V3 "healthmonitors", WHERE_ALL, SHAPE_ELB, CHANGE, elb_monitor_create},
    {"GET", V3 "healthmonitors/{id}", WHERE_ALL, SHAPE_ELB, READ, elb_monitor_show},
    {"PUT", V3 "healthmonitors/{id}", WHERE_ALL, SHAPE_ELB, CHANGE, elb_monitor_update},
    {"DELETE", V3 "healthmonitors/{id}", WHERE_ALL, SHAPE_ELB, CHANGE,
     elb_monitor_delete},
    {"GET", V3 "l7policies", WHERE_ALL, SHAPE_ELB, READ, elb_policy_list},
    {"POST", V3 "l7policies", WHERE_ALL, SHAPE_ELB, CHANGE, elb_policy_create},
    {"GET", V3 "l7policies/{id}", WHERE_ALL, SHAPE_ELB, READ, elb_policy_show},
    {"PUT", V3 "l7policies/{id}", WHERE_ALL, SHAPE_ELB, CHANGE, elb_policy_update},
    {"DELETE", V3 "l7policies/{id}", WHERE_ALL, SHAPE_ELB, CHANGE, elb_policy_delete},
    {"GET", V3 "l7policies/{id}/rules", WHERE_ALL, SHAPE_ELB, READ, elb_policy_rules},
    {"POST", V3 "l7policies/{id}/rules", WHERE_ALL, SHAPE_ELB, CHANGE,
     elb_policy_rule_create},
    {"DELETE", V3 "l7policies/{id}/rules/{id}", WHERE_ALL, SHAPE_ELB, CHANGE,
     elb_policy_rule_delete},
    {"GET", V3 "availability-zones", WHERE_ALL, SHAPE_ELB, READ, zones},
    {"GET", V3 "flavors", WHERE_ALL, SHAPE_ELB, READ, flavors},
    {"GET", V3 "flavors/{id}", WHERE_ALL, SHAPE_ELB, READ, flavor},
    {"GET", V3 "quotas", WHERE_ALL, SHAPE_ELB, READ, quotas},
    {"GET", V3 "quotas/details", WHERE_OTC, SHAPE_ELB, READ, quota_details},
    {"GET", V3 "certificates", WHERE_ALL, SHAPE_ELB, READ, empty_list},
    {"GET", V3 "ipgroups", WHERE_ALL, SHAPE_ELB, READ, empty_list},
    {"GET", V3 "security-policies", WHERE_ALL, SHAPE_ELB, READ, empty_list},
};

const size_t elb_api_row_count = ARRAY_COUNT(elb_api_rows);
