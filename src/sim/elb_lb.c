#include "sim/elb_ops.h"

#include <string.h>

#include "base/mem.h"
#include "base/span.h"

#include "base/banned.h"

static bool is_visible(const struct cloud_call *call, const struct cloud_thing *thing)
{
    return elb_is_visible(call, (const struct cloud_elb *)thing);
}

static bool has_member(const struct cloud_elb *elb, const char *address)
{
    for (size_t i = 0; i < elb->pools.count; i++) {
        const struct cloud_pool *pool = cloud_pool_at(&elb->pools, i);
        for (size_t k = 0; k < pool->members.count; k++) {
            if (strcmp(cloud_member_at(&pool->members, k)->address, address) == 0)
                return true;
        }
    }
    return false;
}

static bool special_filter(const struct cloud_thing *thing, const char *name,
                           const char *value, bool *ret_fits)
{
    const struct cloud_elb *elb = (const struct cloud_elb *)thing;

    if (strcmp(name, "vip_address") == 0)
        *ret_fits = strcmp(elb->vip_address, value) == 0;
    else if (strcmp(name, "vip_port_id") == 0)
        *ret_fits = strcmp(elb->vip_port_id, value) == 0;
    else if (strcmp(name, "member_address") == 0)
        *ret_fits = has_member(elb, value);
    else
        return false;
    return true;
}

void elb_lb_list(struct cloud_call *call)
{
    struct cloud_listing listing = {
        .plural = "loadbalancers",
        .set = &call->state->elbs,
        .show = elb_view_of(call)->loadbalancer,
        .is_visible = is_visible,
        .special = special_filter,
    };
    elb_list(call, &listing);
}

static void answer_elb(struct cloud_call *call, const struct cloud_elb *elb)
{
    elb_answer(call, 200, "loadbalancer",
               elb_view_of(call)->loadbalancer(call, &elb->thing));
}

void elb_lb_show(struct cloud_call *call)
{
    struct cloud_elb *elb = elb_wanted(call, call->args[0]);
    if (elb != NULL)
        answer_elb(call, elb);
}

void elb_lb_statuses(struct cloud_call *call)
{
    struct cloud_elb *elb = elb_wanted(call, call->args[0]);
    if (elb != NULL)
        elb_answer(call, 200, "statuses", elb_show_statuses(call, elb));
}

void elb_lb_update(struct cloud_call *call)
{
    static const struct elb_attribute attributes[] = {
        {"l4_flavor_id", 's'},
        {"l7_flavor_id", 's'},
        {"elb_virsubnet_ids", 'a'},
        {"ip_target_enable", 'b'},
        {"protection_status", 's'},
        {"protection_reason", 's'},
        {"waf_failure_action", 's'},
        {"autoscaling", 'o'},
        {"tags", 'a'},
    };
    struct cloud_elb *elb = elb_wanted(call, call->args[0]);
    const json_t *sent;

    if (elb == NULL || !call_body(call, "loadbalancer", &sent))
        return;
    bool is_protected = elb->deletion_protected;
    if (!call_bool(call, sent, "deletion_protection_enable", &is_protected) ||
        !elb_change(call, sent, attributes, ARRAY_COUNT(attributes), &elb->thing))
        return;
    elb->deletion_protected = is_protected;
    cloud_tell(call->state, CLOUD_KIND_ELB, CLOUD_CHANGED, &elb->thing);
    answer_elb(call, elb);
}

/* Which child or switch forbids a plain delete? */
static bool may_delete(struct cloud_call *call, const struct cloud_elb *elb)
{
    if (elb->deletion_protected) {
        call_no(call, NO_CONFLICT, "loadbalancer %s is protected against deletion",
                elb->thing.id);
        return false;
    }
    if (elb->listeners.count > 0) {
        call_no(call, NO_CONFLICT, "listener %s is using this loadbalancer",
                elb->listeners.at[0]->id);
        return false;
    }
    return !elb_is_haunted(call, &elb->thing);
}

void elb_lb_delete(struct cloud_call *call)
{
    struct cloud_elb *elb = elb_wanted(call, call->args[0]);

    if (elb == NULL || !may_delete(call, elb) ||
        call_waits(call, "elb-delete", elb->thing.id, 1000, 3000))
        return;
    cloud_elb_remove(call->state, elb);
    call_answer_nothing(call);
}

static bool may_delete_all(struct cloud_call *call, const struct cloud_elb *elb)
{
    bool is_protected = elb->deletion_protected;

    for (size_t i = 0; i < elb->pools.count; i++)
        is_protected |= cloud_pool_at(&elb->pools, i)->member_deletion_protected;
    if (is_protected)
        call_no(call, NO_CONFLICT,
                "loadbalancer %s or one of its pools is protected "
                "against deletion",
                elb->thing.id);
    return !is_protected;
}

void elb_lb_delete_force(struct cloud_call *call)
{
    struct cloud_elb *elb = elb_wanted(call, call->args[0]);

    if (elb == NULL || !may_delete_all(call, elb) ||
        call_waits(call, "elb-delete", elb->thing.id, 1000, 3000))
        return;
    cloud_elb_remove(call->state, elb);
    call_answer_nothing(call);
}
