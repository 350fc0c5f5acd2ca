/*
 * EIP v1. Create answers 200 and PENDING_CREATE; who is bound to a dedicated load balancer
 * shows no port; a bound address is not released: 500, and it is not worth another try.
 */
#include "sim/eip_api.h"

#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "sim/cloud_lb.h"
#include "sim/cloud_list.h"
#include "wire/tree.h"

#include "base/banned.h"

/* An EIP is PENDING_CREATE for so long after it was made. */
enum { SETTLE_MS = 400 };

/* A blank between date and time, no zone: UTC. */
static json_t *show_time(int64_t wall_ms)
{
    char text[WHEN_TEXT_BYTES];

    when_print(wall_ms - wall_ms % 1000, text);
    return json_sprintf("%.10s %.8s", text, text + 11);
}

static void add_binding(json_t *json, const struct cloud_eip *eip)
{
    if (eip->elb == NULL)
        return;
    json_object_set_new(json, "port_id",
                        eip->elb->dedicated ? json_null()
                                            : json_string(eip->elb->vip_port_id));
    json_object_set_new(json, "private_ip_address",
                        eip->elb->dedicated ? json_null()
                                            : json_string(eip->elb->vip_address));
}

static json_t *show_eip(const struct cloud_call *call, const struct cloud_thing *thing)
{
    const struct cloud_eip *eip = (const struct cloud_eip *)thing;
    json_t *json = json_pack(
        "{s:s, s:s, s:{}, s:s, s:s, s:s, s:o, s:s, s:i, s:s, s:s, s:i, s:s, s:s}", "id",
        thing->id, "status", cloud_eip_status(call->state, eip), "profile", "type",
        eip->type, "public_ip_address", eip->address, "tenant_id",
        cloud_account_home(call->state->account)->id, "create_time",
        show_time(thing->created_ms), "bandwidth_id", eip->bandwidth->thing.id,
        "bandwidth_size", eip->bandwidth->size, "bandwidth_share_type",
        eip->bandwidth->shared ? "WHOLE" : "PER", "bandwidth_name",
        eip->bandwidth->thing.name, "ip_version", 4, "enterprise_project_id", "0",
        "alias", thing->name);

    add_binding(json, eip);
    return json;
}

static void eip_list(struct cloud_call *call)
{
    struct cloud_listing listing = {
        .plural = "publicips", .set = &call->state->eips, .show = show_eip};
    cloud_list_vpc(call, &listing);
}

static struct cloud_eip *wanted_eip(struct cloud_call *call)
{
    struct cloud_eip *eip = cloud_eip_find(call->state, call->args[0]);
    if (eip == NULL)
        call_no(call, NO_ABSENT, "Floating IP %s could not be found.", call->args[0]);
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

/* ---- create ---- */

static bool read_type(struct cloud_call *call, const json_t *publicip,
                      struct cloud_eip_spec *spec)
{
    if (!call_text(call, publicip, "type", 36, &spec->type))
        return false;
    if (spec->type == NULL) {
        call_no(call, NO_INPUT, "publicip type is null.");
        return false;
    }
    return call_word(call, publicip, "type", call->state->region->eip_types, &spec->type);
}

static bool read_address(struct cloud_call *call, const json_t *publicip,
                         struct cloud_eip_spec *spec)
{
    if (!call_text(call, publicip, "alias", 64, &spec->alias) ||
        !call_text(call, publicip, "ip_address", 15, &spec->address))
        return false;
    if (spec->address == NULL)
        return true;
    if (!cloud_eip_is_ours(call->state, spec->address)) {
        call_no(call, NO_INPUT, "ip_address %s is not in a pool of public addresses.",
                spec->address);
        return false;
    }
    if (cloud_eip_by_address(call->state, spec->address) == NULL)
        return true;
    call_refuse(call, SHAPE_VPC, 409, "VPC.0522", "IP address %s is already in use.",
                spec->address);
    return false;
}

/* Neutron's own words in a text in our words: as the cloud nests them. */
static void refuse_bandwidth(struct cloud_call *call, const char *text)
{
    call_refuse(call, SHAPE_VPC, 400, "VPC.0501",
                "{\"NeutronError\":{\"message\":\"%s\",\"type\":\"InvalidInput\","
                "\"detail\":\"\"}}",
                text);
}

static bool read_shared_bandwidth(struct cloud_call *call, const json_t *bandwidth,
                                  struct cloud_eip_spec *spec)
{
    const char *id = NULL;

    if (!call_text(call, bandwidth, "id", 36, &id))
        return false;
    spec->bandwidth = id == NULL ? NULL : cloud_bandwidth_find(call->state, id);
    if (spec->bandwidth != NULL && spec->bandwidth->shared)
        return true;
    refuse_bandwidth(call, "Shared bandwidth could not be found.");
    return false;
}

static bool read_bandwidth(struct cloud_call *call, const json_t *bandwidth,
                           struct cloud_eip_spec *spec)
{
    static const char *const charge_modes[] = {"traffic", "bandwidth", NULL};
    const char *share_type = NULL;
    int64_t size = 0;

    if (!json_is_object(bandwidth)) {
        call_no(call, NO_INPUT, "bandwidth is null.");
        return false;
    }
    if (!call_text(call, bandwidth, "share_type", 36, &share_type))
        return false;
    if (share_type != NULL && strcmp(share_type, "WHOLE") == 0)
        return read_shared_bandwidth(call, bandwidth, spec);
    if (share_type == NULL || strcmp(share_type, "PER") != 0) {
        refuse_bandwidth(call, "Bandwidth share_type is invalid.");
        return false;
    }
    if (!call_text(call, bandwidth, "name", 64, &spec->bandwidth_name) ||
        !call_int(call, bandwidth, "size", 1, 2000, &size) ||
        !call_word(call, bandwidth, "charge_mode", charge_modes, &spec->charge_mode))
        return false;
    if (size == 0 || spec->bandwidth_name == NULL) {
        refuse_bandwidth(call, size == 0 ? "Bandwidth size is invalid."
                                         : "Bandwidth name is invalid.");
        return false;
    }
    spec->bandwidth_size = (int)size;
    return true;
}

static bool room_for_eip(struct cloud_call *call)
{
    int most = call->state->quota.public_ip;

    if (most < 0 || cloud_eip_used(call->state) < (size_t)most)
        return true;
    call_no(call, NO_QUOTA, "Quota exceeded for resources: ['floatingip'].");
    return false;
}

/* The port of a load balancer that has no address yet, for binding at once. */
static bool read_port(struct cloud_call *call, const json_t *publicip,
                      struct cloud_elb **ret_elb)
{
    const char *port_id = NULL;

    *ret_elb = NULL;
    if (!call_text(call, publicip, "port_id", 36, &port_id))
        return false;
    if (port_id == NULL || port_id[0] == '\0')
        return true;
    *ret_elb = cloud_elb_by_vip_port(call->state, port_id);
    if (*ret_elb == NULL) {
        call_no(call, NO_INPUT, "Port %s could not be found.", port_id);
        return false;
    }
    if ((*ret_elb)->eip != NULL) {
        call_refuse(call, SHAPE_VPC, 409, "VPC.0511",
                    "Port %s already has a floating IP.", port_id);
        return false;
    }
    return true;
}

static void eip_create(struct cloud_call *call)
{
    struct cloud_eip_spec spec = {0};
    struct cloud_elb *elb;
    const json_t *publicip;

    if (!call_body(call, "publicip", &publicip) || !read_type(call, publicip, &spec) ||
        !read_address(call, publicip, &spec) ||
        !read_bandwidth(call, json_object_get(call->body, "bandwidth"), &spec) ||
        !read_port(call, publicip, &elb) || !room_for_eip(call) ||
        call_waits(call, "eip-create",
                   spec.bandwidth_name == NULL ? "" : spec.bandwidth_name, 1000, 2000))
        return;

    struct cloud_eip *eip = cloud_eip_add(call->state, &spec);
    if (eip == NULL) {
        call_refuse(call, SHAPE_VPC, 409, "VPC.0532", "No address is left in the pool.");
        return;
    }
    if (call->state->pace != NULL)
        eip->settled_at_ms = cloud_now_ms(call->state) + SETTLE_MS;
    if (elb != NULL)
        cloud_eip_bind(call->state, eip, elb);
    call_answer(call, 200,
                json_pack("{s:{s:s, s:s, s:s, s:s, s:i, s:s, s:o, s:i, s:s}}", "publicip",
                          "id", eip->thing.id, "status", "PENDING_CREATE", "type",
                          eip->type, "public_ip_address", eip->address, "ip_version", 4,
                          "tenant_id", call->project->id, "create_time",
                          show_time(eip->thing.created_ms), "bandwidth_size", 0,
                          "enterprise_project_id", "0"));
}

/* ---- bind, unbind ---- */

static void bind_eip(struct cloud_call *call, struct cloud_eip *eip,
                     const json_t *publicip)
{
    struct cloud_elb *elb;

    if (eip->elb != NULL) {
        call_no(call, NO_CONFLICT, "Floating IP %s is already associated with a port.",
                eip->thing.id);
        return;
    }
    if (!read_port(call, publicip, &elb) ||
        call_waits(call, "eip-bind", eip->address, 500, 1000))
        return;
    cloud_eip_bind(call->state, eip, elb);
    answer_eip(call, eip);
}

/* Leaving the port out unbinds, but not from a dedicated load balancer: that only v3 can. */
static void unbind_eip(struct cloud_call *call, struct cloud_eip *eip)
{
    if (call_waits(call, "eip-unbind", eip->address, 300, 600))
        return;
    if (eip->elb != NULL && !eip->elb->dedicated)
        cloud_eip_unbind(call->state, eip);
    answer_eip(call, eip);
}

static void eip_update(struct cloud_call *call)
{
    struct cloud_eip *eip = wanted_eip(call);
    const json_t *publicip;
    const char *alias = NULL, *port_id = NULL;

    if (eip == NULL || !call_body(call, "publicip", &publicip) ||
        !call_text(call, publicip, "alias", 64, &alias) ||
        !call_text(call, publicip, "port_id", 36, &port_id))
        return;
    if (alias != NULL && json_object_get(publicip, "port_id") == NULL) {
        cloud_text_set(&eip->thing.name, alias);
        answer_eip(call, eip);
    } else if (port_id != NULL && port_id[0] != '\0') {
        bind_eip(call, eip, publicip);
    } else {
        unbind_eip(call, eip);
    }
}

static void eip_delete(struct cloud_call *call)
{
    struct cloud_eip *eip = wanted_eip(call);

    if (eip == NULL)
        return;
    if (eip->elb != NULL) {
        call_refuse(call, SHAPE_VPC, 500, "VPC.0516", "Publicip is in used by ELB.");
        return;
    }
    if (call_waits(call, "eip-delete", eip->address, 500, 1000))
        return;
    cloud_eip_remove(call->state, eip);
    call_answer_nothing(call);
}

/* ---- tags: kept with the EIP, told here alone ---- */

static json_t *tags_of(struct cloud_eip *eip)
{
    json_t *tags = json_object_get(eip->thing.more, "tags");

    if (tags == NULL) {
        tags = json_array();
        json_object_set_new(eip->thing.more, "tags", tags);
    }
    return tags;
}

static void tag_list(struct cloud_call *call)
{
    struct cloud_eip *eip = wanted_eip(call);
    if (eip != NULL)
        call_answer(call, 200, json_pack("{s:o}", "tags", json_deep_copy(tags_of(eip))));
}

static void tag_add(struct cloud_call *call)
{
    struct cloud_eip *eip = wanted_eip(call);
    const json_t *tag;
    const char *key = NULL, *value = "";

    if (eip == NULL || !call_body(call, "tag", &tag) ||
        !call_text(call, tag, "key", 36, &key) ||
        !call_text(call, tag, "value", 43, &value))
        return;
    if (key == NULL || key[0] == '\0' || json_array_size(tags_of(eip)) >= 10) {
        call_refuse(call, SHAPE_VPC, 400, "VPC.1801", "The tag is invalid.");
        return;
    }
    json_array_append_new(tags_of(eip),
                          json_pack("{s:s, s:s}", "key", key, "value", value));
    call_answer_nothing(call);
}

/* ---- what is published ---- */

#define V1 "v1/{project}/publicips"
#define V2 "v2.0/{project}/publicips"
enum { WHERE = REGION_ALL, READ = RIGHT_VPC_READ, CHANGE = RIGHT_VPC_CHANGE };

/* Lists need no right here: who lacks it sees an empty one. */
const struct cloud_row eip_api_rows[] = {
    {"GET", V1, WHERE, SHAPE_VPC, 0, eip_list},
    {"POST", V1, WHERE, SHAPE_VPC, CHANGE, eip_create},
    {"GET", V1 "/{id}", WHERE, SHAPE_VPC, READ, eip_show},
    {"PUT", V1 "/{id}", WHERE, SHAPE_VPC, CHANGE, eip_update},
    {"DELETE", V1 "/{id}", WHERE, SHAPE_VPC, CHANGE, eip_delete},
    {"GET", V2 "/{id}/tags", WHERE, SHAPE_VPC, READ, tag_list},
    {"POST", V2 "/{id}/tags", WHERE, SHAPE_VPC, CHANGE, tag_add},
};

const size_t eip_api_row_count = ARRAY_COUNT(eip_api_rows);
