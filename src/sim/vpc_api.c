/* VPC v1: bandwidths, VPCs, subnets and quotas. */
#include "sim/eip_api.h"

#include <string.h>

#include "base/mem.h"
#include "sim/cloud_lb.h"
#include "sim/cloud_list.h"
#include "sim/elb_show.h"

#include "base/banned.h"

/* ---- bandwidths ---- */

static json_t *show_bandwidth(const struct cloud_call *call,
                              const struct cloud_thing *thing)
{
    const struct cloud_bandwidth *bandwidth = (const struct cloud_bandwidth *)thing;
    json_t *eips = json_array();

    for (size_t i = 0; i < bandwidth->eips.count; i++) {
        const struct cloud_eip *eip = (const struct cloud_eip *)bandwidth->eips.at[i];
        json_array_append_new(eips,
                              json_pack("{s:s, s:s, s:s, s:i}", "publicip_id",
                                        eip->thing.id, "publicip_address", eip->address,
                                        "publicip_type", eip->type, "ip_version", 4));
    }
    return json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "id",
                     thing->id, "name", thing->name, "size", bandwidth->size,
                     "share_type", bandwidth->shared ? "WHOLE" : "PER", "bandwidth_type",
                     bandwidth->shared ? "share" : "bgp", "charge_mode",
                     bandwidth->charge_mode, "status", "NORMAL", "tenant_id",
                     cloud_account_home(call->state->account)->id, "billing_info", "",
                     "enterprise_project_id", "0", "created_at",
                     elb_show_time(thing->created_ms, false), "publicip_info", eips);
}

static void bandwidth_list(struct cloud_call *call)
{
    struct cloud_listing listing = {
        .plural = "bandwidths", .set = &call->state->bandwidths, .show = show_bandwidth};
    cloud_list_vpc(call, &listing);
}

static struct cloud_bandwidth *wanted_bandwidth(struct cloud_call *call)
{
    struct cloud_bandwidth *bandwidth = cloud_bandwidth_find(call->state, call->args[0]);
    if (bandwidth == NULL)
        call_refuse(call, SHAPE_VPC, 404, "VPC.0306", "Bandwidth %s could not be found.",
                    call->args[0]);
    return bandwidth;
}

static void answer_bandwidth(struct cloud_call *call,
                             const struct cloud_bandwidth *bandwidth)
{
    call_answer(call, 200,
                json_pack("{s:o}", "bandwidth", show_bandwidth(call, &bandwidth->thing)));
}

static void bandwidth_show(struct cloud_call *call)
{
    struct cloud_bandwidth *bandwidth = wanted_bandwidth(call);
    if (bandwidth != NULL)
        answer_bandwidth(call, bandwidth);
}

static void bandwidth_update(struct cloud_call *call)
{
    struct cloud_bandwidth *bandwidth = wanted_bandwidth(call);
    const json_t *sent;
    const char *name = NULL;

    if (bandwidth == NULL || !call_body(call, "bandwidth", &sent))
        return;
    int64_t size = bandwidth->size;
    if (!call_text(call, sent, "name", 64, &name) ||
        !call_int(call, sent, "size", 1, 2000, &size))
        return;
    if (name != NULL)
        cloud_text_set(&bandwidth->thing.name, name);
    bandwidth->size = (int)size;
    cloud_tell(call->state, CLOUD_KIND_BANDWIDTH, CLOUD_CHANGED, &bandwidth->thing);
    answer_bandwidth(call, bandwidth);
}

/* ---- shared bandwidths: they outlive their addresses ---- */

static void shared_bandwidth_create(struct cloud_call *call)
{
    const json_t *sent;
    const char *name = NULL;
    int64_t size = 0;

    if (!call_body(call, "bandwidth", &sent) ||
        !call_text(call, sent, "name", 64, &name) ||
        !call_int(call, sent, "size", 5, 2000, &size))
        return;
    if (name == NULL || size == 0) {
        call_refuse(call, SHAPE_VPC, 400, "VPC.0301",
                    "Bandwidth name or size is invalid.");
        return;
    }
    answer_bandwidth(
        call, cloud_bandwidth_add(call->state, name, (int)size, true, "bandwidth"));
}

static void shared_bandwidth_delete(struct cloud_call *call)
{
    struct cloud_bandwidth *bandwidth = wanted_bandwidth(call);

    if (bandwidth == NULL)
        return;
    if (!bandwidth->shared || bandwidth->eips.count > 0) {
        call_refuse(call, SHAPE_VPC, 409, "VPC.0307", "Bandwidth %s is in use.",
                    bandwidth->thing.id);
        return;
    }
    cloud_bandwidth_remove(call->state, bandwidth);
    call_answer_nothing(call);
}

/* ---- network ---- */

static json_t *show_vpc(const struct cloud_call *call, const struct cloud_thing *thing)
{
    (void)call;
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:[], s:s}", "id", thing->id, "name",
                     thing->name, "description", "", "cidr",
                     ((const struct cloud_vpc *)thing)->cidr, "status", "OK", "routes",
                     "enterprise_project_id", "0");
}

static void vpc_list(struct cloud_call *call)
{
    struct cloud_set sorted = cloud_links_sorted(&call->state->vpcs);
    struct cloud_listing listing = {.plural = "vpcs", .set = &sorted, .show = show_vpc};

    cloud_list_vpc(call, &listing);
    cloud_set_release(&sorted);
}

/* Its id is that of the network; neutron_subnet_id is what load balancers want. */
static json_t *show_subnet(const struct cloud_call *call, const struct cloud_thing *thing)
{
    const struct cloud_subnet *subnet = (const struct cloud_subnet *)thing;
    char gateway[CLOUD_ADDRESS_BYTES];

    cloud_subnet_gateway(subnet, gateway);
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s, s:[s, s], s:s, s:s, s:s, s:s, s:s}",
        "id", thing->id, "name", thing->name, "description", "", "cidr", subnet->cidr,
        "gateway_ip", gateway, "dhcp_enable", 1, "primary_dns", "100.125.4.25",
        "secondary_dns", "100.125.129.199", "dnsList", "100.125.4.25", "100.125.129.199",
        "availability_zone", call->state->region->az[0], "vpc_id", subnet->vpc->thing.id,
        "status", "ACTIVE", "neutron_network_id", thing->id, "neutron_subnet_id",
        subnet->subnet_id);
}

static void subnet_list(struct cloud_call *call)
{
    struct cloud_set sorted = cloud_links_sorted(&call->state->subnets);
    struct cloud_listing listing = {
        .plural = "subnets", .set = &sorted, .show = show_subnet};

    cloud_list_vpc(call, &listing);
    cloud_set_release(&sorted);
}

static void subnet_show(struct cloud_call *call)
{
    const struct cloud_subnet *subnet = cloud_subnet_find(call->state, call->args[0]);

    if (subnet == NULL)
        call_refuse(call, SHAPE_VPC, 404, "VPC.0202", "Subnet %s could not be found.",
                    call->args[0]);
    else
        call_answer(call, 200,
                    json_pack("{s:o}", "subnet", show_subnet(call, &subnet->thing)));
}

/* ---- quotas ---- */

static void add_quota(const struct cloud_call *call, json_t *resources, const char *type,
                      size_t used, int quota)
{
    const char *asked = ask_query(call->ask, "type");

    if (asked != NULL && strcmp(asked, type) != 0)
        return;
    json_array_append_new(resources,
                          json_pack("{s:s, s:i, s:i, s:i}", "type", type, "used",
                                    (int)used, "quota", quota, "min", 0));
}

static void quotas(struct cloud_call *call)
{
    struct cloud_state *state = call->state;
    json_t *resources = json_array();

    add_quota(call, resources, "vpc", state->vpcs.count, 5);
    add_quota(call, resources, "subnet", state->subnets.count, 100);
    add_quota(call, resources, "publicIp", cloud_eip_used(state), state->quota.public_ip);
    add_quota(call, resources, "loadbalancer", state->elbs.count,
              state->quota.loadbalancer);
    add_quota(call, resources, "listener", state->listeners.count, state->quota.listener);
    call_answer(call, 200, json_pack("{s:{s:o}}", "quotas", "resources", resources));
}

/* ---- what is published ---- */

#define V1 "v1/{project}/"
#define V2 "v2.0/{project}/"
enum { WHERE = REGION_ALL, READ = RIGHT_VPC_READ, CHANGE = RIGHT_VPC_CHANGE };

const struct cloud_row vpc_api_rows[] = {
    {"GET", V1 "bandwidths", WHERE, SHAPE_VPC, 0, bandwidth_list},
    {"GET", V1 "bandwidths/{id}", WHERE, SHAPE_VPC, READ, bandwidth_show},
    {"PUT", V1 "bandwidths/{id}", WHERE, SHAPE_VPC, CHANGE, bandwidth_update},
    {"POST", V2 "bandwidths", WHERE, SHAPE_VPC, CHANGE, shared_bandwidth_create},
    {"DELETE", V2 "bandwidths/{id}", WHERE, SHAPE_VPC, CHANGE, shared_bandwidth_delete},
    {"GET", V1 "vpcs", WHERE, SHAPE_VPC, 0, vpc_list},
    {"GET", V1 "subnets", WHERE, SHAPE_VPC, 0, subnet_list},
    {"GET", V1 "subnets/{id}", WHERE, SHAPE_VPC, READ, subnet_show},
    {"GET", V1 "quotas", WHERE, SHAPE_VPC, READ, quotas},
};

const size_t vpc_api_row_count = ARRAY_COUNT(vpc_api_rows);
