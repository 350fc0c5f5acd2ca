/*
 * Neutron v2.0, read only, as far as OpenStack's command line asks: floating IPs with the
 * port they are bound to, ports of load balancers, networks and subnets.
 */
#include "sim/eip_api.h"

#include <string.h>

#include "base/mem.h"
#include "sim/cloud_lb.h"
#include "sim/cloud_list.h"

#include "base/banned.h"

/* The network outside, which floating IPs belong to. */
#define EXTERNAL_NETWORK "0a2228f2-7f8a-45f1-8e09-9039e1d09975"

static const char *home_id(const struct cloud_call *call)
{
    return cloud_account_home(call->state->account)->id;
}

static json_t *show_floatingip(const struct cloud_call *call,
                               const struct cloud_thing *thing)
{
    const struct cloud_eip *eip = (const struct cloud_eip *)thing;
    const struct cloud_elb *elb = eip->elb;
    bool has_port = elb != NULL && !elb->dedicated;

    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s?, s:s?, s:n, s:s, s:s}", "id",
                     thing->id, "tenant_id", home_id(call), "project_id", home_id(call),
                     "floating_network_id", EXTERNAL_NETWORK, "floating_ip_address",
                     eip->address, "port_id", has_port ? elb->vip_port_id : NULL,
                     "fixed_ip_address", has_port ? elb->vip_address : NULL, "router_id",
                     "status", elb == NULL ? "DOWN" : "ACTIVE", "description", "");
}

static void floatingip_list(struct cloud_call *call)
{
    struct cloud_listing listing = {
        .plural = "floatingips", .set = &call->state->eips, .show = show_floatingip};
    cloud_list_v2(call, &listing);
}

static void floatingip_show(struct cloud_call *call)
{
    const struct cloud_eip *eip = cloud_eip_find(call->state, call->args[0]);

    if (eip == NULL)
        call_no(call, NO_ABSENT, "Floating IP %s could not be found", call->args[0]);
    else
        call_answer(call, 200,
                    json_pack("{s:o}", "floatingip", show_floatingip(call, &eip->thing)));
}

/* ---- ports: one for each load balancer, found by the load balancer ---- */

static json_t *show_port(const struct cloud_call *call, const struct cloud_thing *thing)
{
    const struct cloud_elb *elb = (const struct cloud_elb *)thing;

    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s, s:s, s:s, s:[{s:s, s:s}]}",
                     "id", elb->vip_port_id, "name", "", "tenant_id", home_id(call),
                     "project_id", home_id(call), "network_id", elb->subnet->thing.id,
                     "admin_state_up", 1, "status", "ACTIVE", "device_id", thing->id,
                     "device_owner", "neutron:LOADBALANCERV2", "mac_address",
                     "fa:16:3e:00:00:01", "fixed_ips", "subnet_id",
                     elb->subnet->subnet_id, "ip_address", elb->vip_address);
}

static void port_list(struct cloud_call *call)
{
    struct cloud_listing listing = {
        .plural = "ports", .set = &call->state->elbs, .show = show_port};
    cloud_list_v2(call, &listing);
}

static void port_show(struct cloud_call *call)
{
    const struct cloud_elb *elb = cloud_elb_by_vip_port(call->state, call->args[0]);

    if (elb == NULL)
        call_no(call, NO_ABSENT, "Port %s could not be found", call->args[0]);
    else
        call_answer(call, 200, json_pack("{s:o}", "port", show_port(call, &elb->thing)));
}

/* ---- networks and subnets ---- */

static json_t *show_network(const struct cloud_call *call,
                            const struct cloud_thing *thing)
{
    const struct cloud_subnet *subnet = (const struct cloud_subnet *)thing;

    return json_pack("{s:s, s:s, s:s, s:s, s:b, s:b, s:b, s:s, s:[s]}", "id", thing->id,
                     "name", subnet->vpc->thing.id, "tenant_id", home_id(call),
                     "project_id", home_id(call), "admin_state_up", 1, "router:external",
                     0, "shared", 0, "status", "ACTIVE", "subnets", subnet->subnet_id);
}

static void network_list(struct cloud_call *call)
{
    struct cloud_set sorted = cloud_links_sorted(&call->state->subnets);
    struct cloud_listing listing = {
        .plural = "networks", .set = &sorted, .show = show_network};

    cloud_list_v2(call, &listing);
    cloud_set_release(&sorted);
}

static json_t *show_subnet(const struct cloud_call *call, const struct cloud_thing *thing)
{
    const struct cloud_subnet *subnet = (const struct cloud_subnet *)thing;
    char gateway[CLOUD_ADDRESS_BYTES];

    cloud_subnet_gateway(subnet, gateway);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:b, s:[], s:[]}", "id",
                     subnet->subnet_id, "name", thing->name, "tenant_id", home_id(call),
                     "project_id", home_id(call), "network_id", thing->id, "cidr",
                     subnet->cidr, "gateway_ip", gateway, "ip_version", 4, "enable_dhcp",
                     1, "allocation_pools", "dns_nameservers");
}

static void subnet_list(struct cloud_call *call)
{
    struct cloud_set sorted = cloud_links_sorted(&call->state->subnets);
    struct cloud_listing listing = {
        .plural = "subnets", .set = &sorted, .show = show_subnet};

    cloud_list_v2(call, &listing);
    cloud_set_release(&sorted);
}

static void subnet_show(struct cloud_call *call)
{
    const struct cloud_subnet *subnet = cloud_subnet_find(call->state, call->args[0]);

    if (subnet == NULL)
        call_no(call, NO_ABSENT, "Subnet %s could not be found", call->args[0]);
    else
        call_answer(call, 200,
                    json_pack("{s:o}", "subnet", show_subnet(call, &subnet->thing)));
}

/* ---- versions and extensions ---- */

static void versions(struct cloud_call *call)
{
    call_answer(call, 200,
                json_pack("{s:[{s:s, s:s, s:[{s:s, s:s+}]}]}", "versions", "id", "v2.0",
                          "status", "CURRENT", "links", "rel", "self", "href",
                          call->places->url[CLOUD_HOST_VPC], "/v2.0/"));
}

static void extensions(struct cloud_call *call)
{
    call_answer(call, 200, json_pack("{s:[]}", "extensions"));
}

enum { WHERE = REGION_ALL, READ = RIGHT_VPC_READ };

const struct cloud_row neutron_api_rows[] = {
    {"GET", "", WHERE, SHAPE_NEUTRON, RIGHT_OPEN, versions},
    {"GET", "v2.0/extensions", WHERE, SHAPE_NEUTRON, 0, extensions},
    {"GET", "v2.0/floatingips", WHERE, SHAPE_NEUTRON, 0, floatingip_list},
    {"GET", "v2.0/floatingips/{id}", WHERE, SHAPE_NEUTRON, READ, floatingip_show},
    {"GET", "v2.0/ports", WHERE, SHAPE_NEUTRON, 0, port_list},
    {"GET", "v2.0/ports/{id}", WHERE, SHAPE_NEUTRON, READ, port_show},
    {"GET", "v2.0/networks", WHERE, SHAPE_NEUTRON, 0, network_list},
    {"GET", "v2.0/subnets", WHERE, SHAPE_NEUTRON, 0, subnet_list},
    {"GET", "v2.0/subnets/{id}", WHERE, SHAPE_NEUTRON, READ, subnet_show},
};

const size_t neutron_api_row_count = ARRAY_COUNT(neutron_api_rows);
