#include "sim/elb_show.h"

#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "wire/tree.h"

#include "base/banned.h"

const struct elb_view *elb_view_of(const struct cloud_call *call)
{
    return call_is_v2(call) ? &elb_view_v2 : &elb_view_v3;
}

/* ---- parts ---- */

json_t *elb_show_ids(const struct cloud_set *set)
{
    json_t *array = json_array();
    for (size_t i = 0; i < set->count; i++)
        json_array_append_new(array, json_pack("{s:s}", "id", set->at[i]->id));
    return array;
}

json_t *elb_show_id(const struct cloud_thing *thing)
{
    return thing == NULL ? json_array() : json_pack("[{s:s}]", "id", thing->id);
}

json_t *elb_show_time(int64_t wall_ms, bool with_zone)
{
    char text[WHEN_TEXT_BYTES];

    when_print(wall_ms - wall_ms % 1000, text);
    size_t bytes = strlen(text);
    return json_stringn(text, with_zone ? bytes : bytes - 1);
}

void elb_show_more(json_t *json, const struct cloud_thing *thing)
{
    const char *key;
    json_t *value;

    json_object_foreach(thing->more, key, value)
    {
        json_object_set_new(json, key, json_deep_copy(value));
    }
}

void elb_make_strange(const struct cloud_call *call, json_t *object)
{
    static const char *const optional[] = {
        "description",   "tags",       "autoscaling", "protection_status",
        "loadbalancers", "ip_version", "charge_mode", "enterprise_project_id"};

    if (!call->state->switches.strange_shapes || call_is_v2(call))
        return;
    for (size_t i = 0; i < ARRAY_COUNT(optional); i++)
        json_object_del(object, optional[i]);
    if (json_is_null(json_object_get(object, "healthmonitor_id")))
        json_object_set_new(object, "healthmonitor_id", json_string(""));
    if (json_object_get(object, "operating_status") != NULL)
        json_object_set_new(object, "operating_status", json_string("REBALANCING"));
    json_object_set_new(object, "future_feature",
                        json_pack("{s:[i, n, {}]}", "levels", 1));
}

static void add_times(json_t *json, const struct cloud_thing *thing)
{
    json_object_set_new(json, "created_at", elb_show_time(thing->created_ms, true));
    json_object_set_new(json, "updated_at", elb_show_time(thing->updated_ms, true));
}

static const char *home_id(const struct cloud_call *call)
{
    return cloud_account_home(call->state->account)->id;
}

/* ---- load balancer ---- */

static void add_eips(json_t *json, const struct cloud_eip *eip)
{
    json_t *eips = json_array(), *publicips = json_array();

    if (eip != NULL) {
        json_array_append_new(eips,
                              json_pack("{s:s, s:s, s:i}", "eip_id", eip->thing.id,
                                        "eip_address", eip->address, "ip_version", 4));
        json_array_append_new(publicips, json_pack("{s:s, s:s, s:i}", "publicip_id",
                                                   eip->thing.id, "publicip_address",
                                                   eip->address, "ip_version", 4));
    }
    json_object_set_new(json, "eips", eips);
    json_object_set_new(json, "publicips", publicips);
    json_object_set_new(json, "global_eips", json_array());
}

/* Fields that hardly anybody sets. */
static void add_usual_elb(json_t *json)
{
    json_t *usual = json_pack(
        "{s:n, s:n, s:n, s:n, s:s, s:n, s:n, s:b, s:n, s:n, s:s, s:{s:b, s:s}, s:s, s:s,"
        " s:s, s:s, s:s, s:n, s:n, s:n, s:[]}",
        "ipv6_vip_address", "ipv6_vip_virsubnet_id", "ipv6_vip_port_id", "ipv6_bandwidth",
        "elb_virsubnet_type", "ipv4", "l4_scale_flavor_id", "l7_scale_flavor_id",
        "ip_target_enable", 0, "frozen_scene", "billing_info", "enterprise_project_id",
        "0", "autoscaling", "enable", 0, "min_l7_flavor_id", "", "public_border_group",
        "center", "waf_failure_action", "forward", "charge_mode", "flavor",
        "protection_status", "nonProtection", "protection_reason", "",
        "loadbalancer_type", "log_group_id", "log_topic_id", "tags");
    json_object_update_missing(json, usual);
    json_decref(usual);
}

static json_t *show_loadbalancer(const struct cloud_call *call,
                                 const struct cloud_thing *thing)
{
    const struct cloud_elb *elb = (const struct cloud_elb *)thing;
    json_t *json = json_pack(
        "{s:s, s:s, s:s?, s:s, s:s, s:b, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b}", "id",
        thing->id, "name", thing->name, "description", thing->description, "project_id",
        home_id(call), "provider", "vlb", "admin_state_up", 1, "provisioning_status",
        "ACTIVE", "operating_status", elb->frozen ? "FROZEN" : "ONLINE", "vpc_id",
        elb->subnet->vpc->thing.id, "vip_address", elb->vip_address, "vip_port_id",
        elb->vip_port_id, "vip_subnet_cidr_id", elb->subnet->subnet_id, "guaranteed",
        elb->dedicated, "deletion_protection_enable", elb->deletion_protected);

    json_object_set_new(json, "listeners", elb_show_ids(&elb->listeners));
    json_object_set_new(json, "pools", elb_show_ids(&elb->pools));
    add_eips(json, elb->eip);
    add_times(json, thing);
    elb_show_more(json, thing);
    add_usual_elb(json);
    return json;
}

/* ---- listener ---- */

static void add_usual_listener(json_t *json, const struct cloud_listener *listener)
{
    bool is_l7 =
        strcmp(listener->protocol, "TCP") != 0 && !cloud_listener_is_udp(listener);
    json_t *usual = json_pack(
        "{s:n, s:n, s:[], s:s, s:{s:b, s:b, s:b}, s:b, s:i, s:n, s:n, s:n, s:n, s:b, s:b,"
        " s:b, s:n, s:[], s:s, s:s, s:b, s:b, s:s}",
        "default_tls_container_ref", "client_ca_tls_container_ref", "sni_container_refs",
        "sni_match_algo", "wildcard", "insert_headers", "X-Forwarded-ELB-IP", 0,
        "X-Forwarded-Host", 1, "X-Forwarded-Port", 0, "http2_enable", 0,
        "connection_limit", -1, "ipgroup", "tls_ciphers_policy", "security_policy_id",
        "quic_config", "enable_member_retry", 1, "transparent_client_ip_enable",
        listener->elb->dedicated, "enhance_l7policy_enable", 0, "cps", "tags",
        "protection_status", "nonProtection", "protection_reason", "", "gzip_enable", 0,
        "proxy_protocol_enable", 0, "enterprise_project_id", "0");

    json_object_set_new(usual, "keepalive_timeout", json_integer(is_l7 ? 60 : 300));
    json_object_set_new(usual, "client_timeout", is_l7 ? json_integer(60) : json_null());
    json_object_set_new(usual, "member_timeout", is_l7 ? json_integer(60) : json_null());
    if (strstr(listener->protocol, "HTTPS") != NULL)
        json_object_set_new(usual, "tls_ciphers_policy", json_string("tls-1-0"));
    json_object_update_missing(json, usual);
    json_decref(usual);
}

static json_t *show_listener(const struct cloud_call *call,
                             const struct cloud_thing *thing)
{
    const struct cloud_listener *listener = (const struct cloud_listener *)thing;
    const struct cloud_pool *pool = listener->default_pool;
    json_t *json = json_pack(
        "{s:s, s:s, s:s?, s:s, s:s, s:i, s:b, s:s?}", "id", thing->id, "name",
        thing->name, "description", thing->description, "project_id", home_id(call),
        "protocol", listener->protocol, "protocol_port", (int)listener->port,
        "admin_state_up", 1, "default_pool_id", pool == NULL ? NULL : pool->thing.id);

    json_object_set_new(json, "loadbalancers", elb_show_id(&listener->elb->thing));
    add_times(json, thing);
    elb_show_more(json, thing);
    add_usual_listener(json, listener);
    return json;
}

/* ---- pool, member, monitor ---- */

static json_t *show_pool(const struct cloud_call *call, const struct cloud_thing *thing)
{
    const struct cloud_pool *pool = (const struct cloud_pool *)thing;
    bool is_l4 = strcmp(pool->protocol, "TCP") == 0 || strcmp(pool->protocol, "UDP") == 0;
    json_t *json = json_pack(
        "{s:s, s:s, s:s?, s:s, s:s, s:s, s:b, s:s?, s:s, s:n, s:{s:b, s:i}, s:b, s:s, "
        "s:s,"
        " s:s, s:s, s:s}",
        "id", thing->id, "name", thing->name, "description", thing->description,
        "project_id", home_id(call), "protocol", pool->protocol, "lb_algorithm",
        pool->algorithm, "admin_state_up", 1, "healthmonitor_id",
        pool->monitor == NULL ? NULL : pool->monitor->thing.id, "ip_version",
        pool->elb->dedicated && is_l4 ? "dualstack" : "v4", "session_persistence",
        "slow_start", "enable", 0, "duration", 30, "member_deletion_protection_enable",
        pool->member_deletion_protected, "type", "", "vpc_id",
        pool->elb->subnet->vpc->thing.id, "protection_status", "nonProtection",
        "protection_reason", "", "enterprise_project_id", "0");

    json_object_set_new(
        json, "listeners",
        elb_show_id(pool->listener == NULL ? NULL : &pool->listener->thing));
    json_object_set_new(json, "loadbalancers", elb_show_id(&pool->elb->thing));
    json_object_set_new(json, "members", elb_show_ids(&pool->members));
    if (pool->elb->dedicated)
        add_times(json, thing);
    elb_show_more(json, thing);
    return json;
}

/* Per listener, as a member of a pool that serves several may differ. */
static json_t *member_status_list(const struct cloud_member *member)
{
    const struct cloud_listener *listener = member->pool->listener;
    const char *status = cloud_member_status(member);

    if (listener == NULL)
        return json_array();
    if (strcmp(status, "OFFLINE") != 0)
        return json_pack("[{s:s, s:s, s:n}]", "listener_id", listener->thing.id,
                         "operating_status", status, "reason");
    return json_pack("[{s:s, s:s, s:{s:s, s:s, s:s}}]", "listener_id", listener->thing.id,
                     "operating_status", status, "reason", "reason_code",
                     "CONNECT_TIMEOUT", "expected_response", "CONNECTED",
                     "healthcheck_response", "");
}

static json_t *show_member(const struct cloud_call *call, const struct cloud_thing *thing)
{
    const struct cloud_member *member = (const struct cloud_member *)thing;
    char vm_id[CLOUD_ID_BYTES];

    cloud_fixed_id(member->address, vm_id);
    json_t *json = json_pack(
        "{s:s, s:s, s:s, s:s, s:i, s:i, s:s?, s:s, s:b, s:s, s:s, s:s, s:s}", "id",
        thing->id, "name", thing->name, "project_id", home_id(call), "address",
        member->address, "protocol_port", (int)member->port, "weight", member->weight,
        "subnet_cidr_id", member->subnet == NULL ? NULL : member->subnet->subnet_id,
        "ip_version", "v4", "admin_state_up", !member->vm_gone, "operating_status",
        cloud_member_status(member), "member_type",
        member->subnet == NULL ? "ip" : "instance", "instance_id",
        member->subnet == NULL ? "" : vm_id, "availability_zone", "");

    json_object_set_new(json, "status", member_status_list(member));
    add_times(json, thing);
    elb_show_more(json, thing);
    return json;
}

static json_t *show_member_of_project(const struct cloud_call *call,
                                      const struct cloud_thing *thing)
{
    const struct cloud_member *member = (const struct cloud_member *)thing;
    json_t *json = show_member(call, thing);
    char vm_id[CLOUD_ID_BYTES];

    cloud_fixed_id(member->address, vm_id);
    json_object_set_new(json, "pool_id", json_string(member->pool->thing.id));
    json_object_set_new(json, "loadbalancer_id",
                        json_string(member->pool->elb->thing.id));
    json_object_set_new(json, "loadbalancers", elb_show_id(&member->pool->elb->thing));
    json_object_set_new(json, "device_id", json_string(member->vm_gone ? "" : vm_id));
    json_object_set_new(json, "device_owner",
                        json_string(member->vm_gone ? "" : "compute:az1.dc1"));
    return json;
}

static json_t *show_monitor(const struct cloud_call *call,
                            const struct cloud_thing *thing)
{
    const struct cloud_monitor *monitor = (const struct cloud_monitor *)thing;
    json_t *json = json_pack("{s:s, s:s, s:s, s:b, s:i, s:n, s:n, s:n, s:n, s:n}", "id",
                             thing->id, "name", thing->name, "project_id", home_id(call),
                             "admin_state_up", 1, "max_retries_down", 3, "monitor_port",
                             "domain_name", "http_method", "expected_codes", "url_path");

    json_object_set_new(json, "pools", elb_show_id(&monitor->pool->thing));
    add_times(json, thing);
    elb_show_more(json, thing);
    return json;
}

/* Ids alone, unless the whole rules are asked for. */
static void show_rules(const struct cloud_call *call, json_t *json)
{
    const char *all = ask_query(call->ask, "display_all_rules");
    const json_t *rules = json_object_get(json, "rules");
    json_t *ids = json_array();

    for (size_t i = 0; i < json_array_size(rules); i++)
        json_array_append_new(
            ids, json_pack("{s:O}", "id", tree_at(json_array_get(rules, i), "id")));
    if (all == NULL || strcmp(all, "true") != 0)
        json_object_set(json, "rules", ids);
    json_decref(ids);
}

static json_t *show_policy(const struct cloud_call *call, const struct cloud_thing *thing)
{
    const struct cloud_policy *policy = (const struct cloud_policy *)thing;
    const struct cloud_pool *pool = policy->redirect_pool;
    json_t *json = json_pack(
        "{s:s, s:s, s:s?, s:s, s:s, s:s?, s:n, s:n, s:[], s:i, s:s, s:b}", "id",
        thing->id, "name", thing->name, "description", thing->description, "project_id",
        home_id(call), "listener_id", policy->listener->thing.id, "redirect_pool_id",
        pool == NULL ? NULL : pool->thing.id, "redirect_listener_id", "redirect_url",
        "rules", "position", 1, "provisioning_status", "ACTIVE", "admin_state_up", 1);

    add_times(json, thing);
    elb_show_more(json, thing);
    show_rules(call, json);
    return json;
}

const struct elb_view elb_view_v3 = {
    .loadbalancer = show_loadbalancer,
    .listener = show_listener,
    .pool = show_pool,
    .member = show_member,
    .member_of_project = show_member_of_project,
    .monitor = show_monitor,
    .policy = show_policy,
};
