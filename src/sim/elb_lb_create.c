/*
 * Load balancers are made in two ways: dedicated ones by v3, which needs zones and may
 * bring a public address along; shared ones by v2.0, which needs a subnet and nothing else.
 */
#include "sim/elb_ops.h"

#include <string.h>

#include "base/mem.h"
#include "wire/tree.h"

#include "base/banned.h"

/* ---- v3: what was sent ---- */

struct elb_wish {
    struct cloud_elb_spec spec; /* without more */
    struct cloud_eip *eip;      /* an existing one; NULL */
    const json_t *new_eip;      /* "publicip"; NULL */
    json_t *more;
};

static bool knows_flavor(const char *wanted, const char *type)
{
    char id[CLOUD_ID_BYTES];

    for (size_t i = 0; i < cloud_flavor_count; i++) {
        cloud_fixed_id(cloud_flavors[i].name, id);
        if (strcmp(id, wanted) == 0)
            return strcmp(cloud_flavors[i].type, type) == 0;
    }
    return false;
}

static bool read_flavors(struct cloud_call *call, const json_t *sent, json_t *more)
{
    const char *l4 = NULL, *l7 = NULL;
    char usual[CLOUD_ID_BYTES];

    if (!call_text(call, sent, "l4_flavor_id", 36, &l4) ||
        !call_text(call, sent, "l7_flavor_id", 36, &l7))
        return false;
    if ((l4 != NULL && !knows_flavor(l4, "L4")) ||
        (l7 != NULL && !knows_flavor(l7, "L7"))) {
        call_no(call, NO_INPUT, "flavor %s could not be found.", l4 != NULL ? l4 : l7);
        return false;
    }
    if (l4 == NULL && l7 == NULL) {
        cloud_fixed_id(cloud_flavors[0].name, usual);
        l4 = usual;
    }
    json_object_set_new(more, "l4_flavor_id", l4 == NULL ? json_null() : json_string(l4));
    json_object_set_new(more, "l7_flavor_id", l7 == NULL ? json_null() : json_string(l7));
    return true;
}

static bool is_zone(const struct cloud_region *region, const char *code)
{
    for (size_t i = 0; region->az[i] != NULL; i++) {
        if (code != NULL && strcmp(region->az[i], code) == 0)
            return true;
    }
    return false;
}

static bool read_zones(struct cloud_call *call, const json_t *sent, json_t *more)
{
    json_t *zones = json_object_get(sent, "availability_zone_list");
    size_t i;
    json_t *zone;

    if (!json_is_array(zones) || json_array_size(zones) == 0) {
        call_no(call, NO_INPUT, "availability_zone_list is mandatory.");
        return false;
    }
    json_array_foreach(zones, i, zone)
    {
        const char *code = json_string_value(zone);
        if (!is_zone(call->state->region, code)) {
            call_no(call, NO_INPUT, "availability_zone %s is not supported.",
                    code == NULL ? "" : code);
            return false;
        }
    }
    json_object_set_new(more, "availability_zone_list", json_deep_copy(zones));
    return true;
}

/* One of subnet, VPC and IPv6 network must say where it stands. */
static bool read_subnet(struct cloud_call *call, const json_t *sent,
                        struct cloud_elb_spec *spec)
{
    const char *subnet_id = NULL, *vpc_id = NULL, *ipv6_id = NULL;

    if (!call_text(call, sent, "vip_subnet_cidr_id", 36, &subnet_id) ||
        !call_text(call, sent, "vpc_id", 36, &vpc_id) ||
        !call_text(call, sent, "ipv6_vip_virsubnet_id", 36, &ipv6_id))
        return false;
    if (subnet_id == NULL && vpc_id == NULL && ipv6_id == NULL) {
        call_no(call, NO_INPUT,
                "One of vip_subnet_cidr_id, vpc_id and "
                "ipv6_vip_virsubnet_id is mandatory.");
        return false;
    }
    if (vpc_id != NULL && strcmp(vpc_id, call->state->vpcs.at[0]->id) != 0) {
        call_no(call, NO_INPUT, "vpc %s could not be found.", vpc_id);
        return false;
    }
    spec->subnet = subnet_id == NULL ? cloud_subnet_first(call->state)
                                     : cloud_subnet_find(call->state, subnet_id);
    if (spec->subnet == NULL) {
        call_no(call, NO_INPUT, "subnet %s could not be found.", subnet_id);
        return false;
    }
    return true;
}

static bool read_vip(struct cloud_call *call, const json_t *sent,
                     struct cloud_elb_spec *spec)
{
    if (!call_text(call, sent, "vip_address", 15, &spec->vip_address))
        return false;
    if (spec->vip_address == NULL)
        return true;
    if (!cloud_subnet_holds(spec->subnet, spec->vip_address)) {
        call_no(call, NO_INPUT, "vip_address %s is not in the subnet.",
                spec->vip_address);
        return false;
    }
    if (cloud_vip_is_taken(call->state, spec->vip_address)) {
        call_no(call, NO_CONFLICT, "IP address %s is already in use.", spec->vip_address);
        return false;
    }
    return true;
}

/* ---- v3: the public address ---- */

static bool read_existing_eip(struct cloud_call *call, const json_t *ids,
                              struct elb_wish *wish)
{
    const char *id = json_string_value(json_array_get(ids, 0));

    wish->eip = id == NULL ? NULL : cloud_eip_find(call->state, id);
    if (wish->eip == NULL) {
        call_no(call, NO_INPUT, "publicip %s could not be found.", id == NULL ? "" : id);
        return false;
    }
    if (wish->eip->elb != NULL) {
        call_no(call, NO_CONFLICT, "publicip %s is in use.", id);
        return false;
    }
    return true;
}

static bool read_new_eip(struct cloud_call *call, const json_t *publicip,
                         struct elb_wish *wish)
{
    static const char *const share_types[] = {"PER", "WHOLE", NULL};
    const json_t *bandwidth = json_object_get(publicip, "bandwidth");
    const char *type = NULL, *share_type = NULL, *name = NULL;
    int64_t size = 0;

    if (!json_is_object(publicip) || !json_is_object(bandwidth)) {
        call_no(call, NO_INPUT, "publicip and its bandwidth must be objects.");
        return false;
    }
    if (!call_text(call, publicip, "network_type", 36, &type) ||
        !call_word(call, bandwidth, "share_type", share_types, &share_type) ||
        !call_text(call, bandwidth, "name", 64, &name) ||
        !call_int(call, bandwidth, "size", 1, 2000, &size))
        return false;
    if (type == NULL || share_type == NULL || size == 0) {
        call_no(call, NO_INPUT,
                "publicip needs network_type, bandwidth.share_type and "
                "bandwidth.size.");
        return false;
    }
    wish->new_eip = publicip;
    return elb_quota_allows(call, "publicip", cloud_eip_used(call->state),
                            call->state->quota.public_ip);
}

/*
 * In eu-ch2 the address is passed over in silence when elb_virsubnet_ids is missing: seen
 * by the makers of another controller, not documented.
 */
static bool read_eip(struct cloud_call *call, const json_t *sent, struct elb_wish *wish)
{
    const json_t *ids = json_object_get(sent, "publicip_ids");
    const json_t *publicip = json_object_get(sent, "publicip");
    bool has_ids = json_array_size(ids) > 0;
    bool has_new = publicip != NULL && !json_is_null(publicip);

    if (has_ids && has_new) {
        call_no(call, NO_INPUT, "publicip_ids and publicip exclude each other.");
        return false;
    }
    if (call->state->region->bit == REGION_CH &&
        json_object_get(sent, "elb_virsubnet_ids") == NULL)
        return true;
    if (has_ids)
        return read_existing_eip(call, ids, wish);
    return !has_new || read_new_eip(call, publicip, wish);
}

/* ---- v3 ---- */

static bool read_wish(struct cloud_call *call, const json_t *sent, struct elb_wish *wish)
{
    static const struct elb_attribute attributes[] = {
        {"elb_virsubnet_ids", 'a'},
        {"ip_target_enable", 'b'},
        {"tags", 'a'},
        {"autoscaling", 'o'},
        {"waf_failure_action", 's'},
        {"protection_status", 's'},
        {"protection_reason", 's'},
        {"charge_mode", 's'},
    };
    bool guaranteed = true;

    if (!elb_read_names(call, sent, &wish->spec.name, &wish->spec.description) ||
        !call_bool(call, sent, "guaranteed", &guaranteed))
        return false;
    if (!guaranteed) {
        call_no(call, NO_INPUT,
                "guaranteed can only be true: shared load balancers are not "
                "created by this API.");
        return false;
    }
    return read_subnet(call, sent, &wish->spec) && read_vip(call, sent, &wish->spec) &&
           read_zones(call, sent, wish->more) && read_flavors(call, sent, wish->more) &&
           elb_remember(call, sent, attributes, ARRAY_COUNT(attributes), wish->more) &&
           read_eip(call, sent, wish) &&
           elb_quota_allows(call, "loadbalancer", call->state->elbs.count,
                            call->state->quota.loadbalancer);
}

static struct cloud_eip *make_eip(struct cloud_call *call, const json_t *publicip)
{
    const json_t *bandwidth = json_object_get(publicip, "bandwidth");
    struct cloud_eip_spec spec = {
        .type = tree_text(publicip, "network_type"),
        .bandwidth_name = tree_text(bandwidth, "name"),
        .bandwidth_size = (int)tree_int(bandwidth, "size", 5),
        .charge_mode = tree_text(bandwidth, "charge_mode"),
    };
    return cloud_eip_add(call->state, &spec);
}

static void make_elb_v3(struct cloud_call *call, const json_t *sent,
                        struct elb_wish *wish)
{
    if (json_object_get(wish->more, "elb_virsubnet_ids") == NULL)
        json_object_set_new(wish->more, "elb_virsubnet_ids",
                            json_pack("[s]", wish->spec.subnet->thing.id));
    wish->spec.dedicated = true;
    wish->spec.more = json_incref(wish->more);
    struct cloud_elb *elb = cloud_elb_add(call->state, &wish->spec);
    if (elb == NULL) {
        call_refuse(call, SHAPE_ELB, 400, "ELB.8934",
                    "The subnet has no free IP address.");
        return;
    }
    call_bool(call, sent, "deletion_protection_enable", &elb->deletion_protected);
    if (wish->new_eip != NULL)
        wish->eip = make_eip(call, wish->new_eip);
    if (wish->eip != NULL)
        cloud_eip_bind(call->state, wish->eip, elb);
    elb_answer(call, 201, "loadbalancer", elb_view_v3.loadbalancer(call, &elb->thing));
}

void elb_lb_create_v3(struct cloud_call *call)
{
    struct elb_wish wish = {.more = json_object()};
    const json_t *sent;

    if (call_body(call, "loadbalancer", &sent) && read_wish(call, sent, &wish) &&
        !call_waits(call, "elb-create", wish.spec.name == NULL ? "" : wish.spec.name,
                    4000, 8000))
        make_elb_v3(call, sent, &wish);
    json_decref(wish.more);
}

/* ---- v2.0 ---- */

static bool read_v2(struct cloud_call *call, const json_t *sent,
                    struct cloud_elb_spec *spec)
{
    const char *subnet_id = NULL;

    if (!elb_read_names(call, sent, &spec->name, &spec->description) ||
        !call_text(call, sent, "vip_subnet_id", 36, &subnet_id))
        return false;
    if (subnet_id == NULL) {
        call_no(call, NO_INPUT, "vip_subnet_id is mandatory.");
        return false;
    }
    spec->subnet = cloud_subnet_find(call->state, subnet_id);
    if (spec->subnet == NULL) {
        call_no(call, NO_ABSENT, "Subnet %s could not be found.", subnet_id);
        return false;
    }
    return read_vip(call, sent, spec) &&
           elb_quota_allows(call, "loadbalancer", call->state->elbs.count,
                            call->state->quota.loadbalancer);
}

void elb_lb_create_v2(struct cloud_call *call)
{
    struct cloud_elb_spec spec = {0};
    const json_t *sent;

    if (!call_body(call, "loadbalancer", &sent) || !read_v2(call, sent, &spec) ||
        call_waits(call, "elb-create", spec.name == NULL ? "" : spec.name, 3000, 5000))
        return;

    struct cloud_elb *elb = cloud_elb_add(call->state, &spec);
    if (elb == NULL)
        call_no(call, NO_CONFLICT, "No more IP addresses available on network %s.",
                spec.subnet->thing.id);
    else
        elb_answer(call, 201, "loadbalancer",
                   elb_view_v2.loadbalancer(call, &elb->thing));
}
