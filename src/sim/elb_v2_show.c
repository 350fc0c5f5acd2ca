/*
 * The v2.0 view of shared load balancers: tenant_id, subnet_id, times without a zone, and
 * neither EIPs nor VPC.
 */
#include "sim/elb_show.h"

#include "base/banned.h"

static void add_common(const struct cloud_call *call, json_t *json,
                       const struct cloud_thing *thing)
{
    const char *project_id = cloud_account_home(call->state->account)->id;

    json_object_set_new(json, "id", json_string(thing->id));
    json_object_set_new(json, "name", json_string(thing->name));
    json_object_set_new(json, "tenant_id", json_string(project_id));
    json_object_set_new(json, "project_id", json_string(project_id));
    json_object_set_new(json, "admin_state_up", json_true());
}

/* Shared objects remember nothing that their v2.0 form would not tell, but these. */
static void add_remembered(json_t *json, const struct cloud_thing *thing,
                           const char *const *keys)
{
    for (; *keys != NULL; keys++) {
        json_t *value = json_object_get(thing->more, *keys);
        if (value != NULL)
            json_object_set_new(json, *keys, json_deep_copy(value));
    }
}

static json_t *show_loadbalancer(const struct cloud_call *call,
                                 const struct cloud_thing *thing)
{
    static const char *const keys[] = {"tags", NULL};
    const struct cloud_elb *elb = (const struct cloud_elb *)thing;
    json_t *json =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:[]}", "description",
                  thing->description == NULL ? "" : thing->description, "vip_subnet_id",
                  elb->subnet->subnet_id, "vip_port_id", elb->vip_port_id, "vip_address",
                  elb->vip_address, "provider", "vlb", "operating_status", "ONLINE",
                  "provisioning_status", "ACTIVE", "enterprise_project_id", "0", "tags");

    add_common(call, json, thing);
    json_object_set_new(json, "listeners", elb_show_ids(&elb->listeners));
    json_object_set_new(json, "pools", elb_show_ids(&elb->pools));
    json_object_set_new(json, "created_at", elb_show_time(thing->created_ms, false));
    json_object_set_new(json, "updated_at", elb_show_time(thing->updated_ms, false));
    add_remembered(json, thing, keys);
    return json;
}

static json_t *show_listener(const struct cloud_call *call,
                             const struct cloud_thing *thing)
{
    static const char *const keys[] = {"tags",
                                       "http2_enable",
                                       "default_tls_container_ref",
                                       "client_ca_tls_container_ref",
                                       "sni_container_refs",
                                       "tls_ciphers_policy",
                                       "insert_headers",
                                       NULL};
    const struct cloud_listener *listener = (const struct cloud_listener *)thing;
    const struct cloud_pool *pool = listener->default_pool;
    json_t *json = json_pack(
        "{s:s, s:s, s:i, s:i, s:s?, s:b, s:n, s:[], s:[]}", "description",
        thing->description == NULL ? "" : thing->description, "protocol",
        listener->protocol, "protocol_port", (int)listener->port, "connection_limit", -1,
        "default_pool_id", pool == NULL ? NULL : pool->thing.id, "http2_enable", 0,
        "default_tls_container_ref", "sni_container_refs", "tags");

    add_common(call, json, thing);
    json_object_set_new(json, "loadbalancers", elb_show_id(&listener->elb->thing));
    json_object_set_new(json, "created_at", elb_show_time(thing->created_ms, false));
    json_object_set_new(json, "updated_at", elb_show_time(thing->updated_ms, false));
    add_remembered(json, thing, keys);
    return json;
}

static json_t *show_pool(const struct cloud_call *call, const struct cloud_thing *thing)
{
    static const char *const keys[] = {"session_persistence", NULL};
    const struct cloud_pool *pool = (const struct cloud_pool *)thing;
    json_t *json = json_pack(
        "{s:s, s:s, s:s, s:s?, s:n}", "description",
        thing->description == NULL ? "" : thing->description, "protocol", pool->protocol,
        "lb_algorithm", pool->algorithm, "healthmonitor_id",
        pool->monitor == NULL ? NULL : pool->monitor->thing.id, "session_persistence");

    add_common(call, json, thing);
    json_object_set_new(
        json, "listeners",
        elb_show_id(pool->listener == NULL ? NULL : &pool->listener->thing));
    json_object_set_new(json, "loadbalancers", elb_show_id(&pool->elb->thing));
    json_object_set_new(json, "members", elb_show_ids(&pool->members));
    add_remembered(json, thing, keys);
    return json;
}

static json_t *show_member(const struct cloud_call *call, const struct cloud_thing *thing)
{
    const struct cloud_member *member = (const struct cloud_member *)thing;
    json_t *json =
        json_pack("{s:s, s:i, s:i, s:s?, s:s}", "address", member->address,
                  "protocol_port", (int)member->port, "weight", member->weight,
                  "subnet_id", member->subnet == NULL ? NULL : member->subnet->subnet_id,
                  "operating_status", cloud_member_status(member));

    add_common(call, json, thing);
    json_object_set_new(json, "admin_state_up", json_boolean(!member->vm_gone));
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
    json_object_set_new(json, "device_id", json_string(member->vm_gone ? "" : vm_id));
    json_object_set_new(json, "device_owner",
                        json_string(member->vm_gone ? "" : "compute:az1.dc1"));
    return json;
}

static json_t *show_monitor(const struct cloud_call *call,
                            const struct cloud_thing *thing)
{
    static const char *const keys[] = {
        "type",        "delay",          "timeout",  "max_retries",  "http_method",
        "domain_name", "expected_codes", "url_path", "monitor_port", NULL};
    const struct cloud_monitor *monitor = (const struct cloud_monitor *)thing;
    json_t *json = json_pack("{s:n}", "monitor_port");

    add_common(call, json, thing);
    json_object_set_new(json, "pools", elb_show_id(&monitor->pool->thing));
    add_remembered(json, thing, keys);
    return json;
}

static json_t *show_policy(const struct cloud_call *call, const struct cloud_thing *thing)
{
    json_t *json = elb_view_v3.policy(call, thing);

    add_common(call, json, thing);
    json_object_del(json, "created_at");
    json_object_del(json, "updated_at");
    return json;
}

const struct elb_view elb_view_v2 = {
    .loadbalancer = show_loadbalancer,
    .listener = show_listener,
    .pool = show_pool,
    .member = show_member,
    .member_of_project = show_member_of_project,
    .monitor = show_monitor,
    .policy = show_policy,
};
