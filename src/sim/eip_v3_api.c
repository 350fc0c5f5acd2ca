/*
 * EIP v3, in eu-de: lists that say what an address is bound to, and the only way to take
 * one off a dedicated load balancer.
 */
#include "sim/eip_api.h"

#include <string.h>

#include "base/mem.h"
#include "sim/cloud_lb.h"
#include "sim/cloud_list.h"
#include "sim/elb_show.h"

#include "base/banned.h"

static json_t *show_vnic(const struct cloud_eip *eip)
{
    const struct cloud_elb *elb = eip->elb;

    if (elb == NULL || elb->dedicated)
        return json_null();
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "private_ip_address",
                     elb->vip_address, "device_id", elb->thing.id, "device_owner",
                     "neutron:LOADBALANCERV2", "vpc_id", elb->subnet->vpc->thing.id,
                     "port_id", elb->vip_port_id, "mac", "fa:16:3e:00:00:01",
                     "instance_id", elb->thing.id, "instance_type", "ELB");
}

static json_t *show_bandwidth(const struct cloud_bandwidth *bandwidth)
{
    return json_pack("{s:s, s:i, s:s, s:s, s:s, s:s}", "id", bandwidth->thing.id, "size",
                     bandwidth->size, "share_type", bandwidth->shared ? "WHOLE" : "PER",
                     "charge_mode", bandwidth->charge_mode, "name", bandwidth->thing.name,
                     "billing_info", "");
}

static json_t *show_eip(const struct cloud_call *call, const struct cloud_thing *thing)
{
    const struct cloud_eip *eip = (const struct cloud_eip *)thing;
    const struct cloud_elb *elb = eip->elb;

    return json_pack("{s:s, s:s, s:i, s:s, s:n, s:s, s:s, s:s, s:o, s:o, s:s, s:o, s:o, "
                     "s:s?, s:s?, s:s,"
                     " s:s, s:s, s:n, s:s, s:n}",
                     "id", thing->id, "project_id",
                     cloud_account_home(call->state->account)->id, "ip_version", 4,
                     "public_ip_address", eip->address, "public_ipv6_address", "status",
                     cloud_eip_status(call->state, eip), "description", "", "alias",
                     thing->name, "created_at", elb_show_time(thing->created_ms, true),
                     "updated_at", elb_show_time(thing->updated_ms, true), "type", "EIP",
                     "vnic", show_vnic(eip), "bandwidth", show_bandwidth(eip->bandwidth),
                     "associate_instance_type", elb == NULL ? NULL : "ELB",
                     "associate_instance_id", elb == NULL ? NULL : elb->thing.id,
                     "publicip_pool_id", "160576e3-2a8b-4d53-a2fd-4a7e0a62dc22",
                     "publicip_pool_name", eip->type, "public_border_group", "center",
                     "lock_status", "enterprise_project_id", "0", "billing_info");
}

/* Filters that name a field within the vnic or the bandwidth. */
static bool special_filter(const struct cloud_thing *thing, const char *name,
                           const char *value, bool *ret_fits)
{
    const struct cloud_eip *eip = (const struct cloud_eip *)thing;
    const struct cloud_elb *elb = eip->elb;

    if (strcmp(name, "vnic.port_id") == 0)
        *ret_fits =
            elb != NULL && !elb->dedicated && strcmp(elb->vip_port_id, value) == 0;
    else if (strcmp(name, "bandwidth.id") == 0)
        *ret_fits = strcmp(eip->bandwidth->thing.id, value) == 0;
    else
        return false;
    return true;
}

static void eip_list(struct cloud_call *call)
{
    struct cloud_listing listing = {.plural = "publicips",
                                    .set = &call->state->eips,
                                    .show = show_eip,
                                    .special = special_filter};
    cloud_list_v3(call, &listing);
}

static struct cloud_eip *wanted_eip(struct cloud_call *call)
{
    struct cloud_eip *eip = cloud_eip_find(call->state, call->args[0]);
    if (eip == NULL)
        call_no(call, NO_ABSENT, "publicip %s could not be found.", call->args[0]);
    return eip;
}

static void answer_eip(struct cloud_call *call, const struct cloud_eip *eip)
{
    call_answer(call, 200, json_pack("{s:o}", "publicip", show_eip(call, &eip->thing)));
}

static void eip_show(struct cloud_call *call)
{
    struct cloud_eip *eip = wanted_eip(call);
    if (eip != NULL)
        answer_eip(call, eip);
}

static struct cloud_elb *read_instance(struct cloud_call *call)
{
    static const char *const types[] = {"ELB", NULL};
    const json_t *publicip;
    const char *type = NULL, *id = NULL;

    if (!call_body(call, "publicip", &publicip) ||
        !call_word(call, publicip, "associate_instance_type", types, &type) ||
        !call_text(call, publicip, "associate_instance_id", 36, &id))
        return NULL;
    struct cloud_elb *elb = id == NULL ? NULL : cloud_elb_find(call->state, id);
    if (type != NULL && elb != NULL)
        return elb;
    call_no(call, NO_INPUT, "associate_instance_id %s could not be found.",
            id == NULL ? "" : id);
    return NULL;
}

static void eip_associate(struct cloud_call *call)
{
    struct cloud_eip *eip = wanted_eip(call);
    struct cloud_elb *elb = eip == NULL ? NULL : read_instance(call);

    if (elb == NULL)
        return;
    if (eip->elb != NULL || elb->eip != NULL) {
        call_no(call, NO_CONFLICT, "publicip %s or instance %s is already associated.",
                eip->thing.id, elb->thing.id);
        return;
    }
    if (call_waits(call, "eip-bind", eip->address, 500, 1000))
        return;
    cloud_eip_bind(call->state, eip, elb);
    answer_eip(call, eip);
}

static void eip_disassociate(struct cloud_call *call)
{
    struct cloud_eip *eip = wanted_eip(call);

    if (eip == NULL || call_waits(call, "eip-unbind", eip->address, 300, 600))
        return;
    cloud_eip_unbind(call->state, eip);
    answer_eip(call, eip);
}

#define V3 "v3/{project}/eip/publicips"
enum { WHERE = REGION_DE, READ = RIGHT_VPC_READ, CHANGE = RIGHT_VPC_CHANGE };

const struct cloud_row eip_v3_api_rows[] = {
    {"GET", V3, WHERE, SHAPE_EIP_V3, 0, eip_list},
    {"GET", V3 "/{id}", WHERE, SHAPE_EIP_V3, READ, eip_show},
    {"POST", V3 "/{id}/associate-instance", WHERE, SHAPE_EIP_V3, CHANGE, eip_associate},
    {"POST", V3 "/{id}/disassociate-instance", WHERE, SHAPE_EIP_V3, CHANGE,
     eip_disassociate},
};

const size_t eip_v3_api_row_count = ARRAY_COUNT(eip_v3_api_rows);
