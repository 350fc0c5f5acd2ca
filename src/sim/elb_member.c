#include "sim/elb_ops.h"

#include <arpa/inet.h>
#include <string.h>

#include "wire/tree.h"

#include "base/banned.h"

static bool is_visible(const struct cloud_call *call, const struct cloud_thing *thing)
{
    return elb_is_visible(call, ((const struct cloud_member *)thing)->pool->elb);
}

void elb_member_list(struct cloud_call *call)
{
    struct cloud_pool *pool = elb_wanted_pool(call, call->args[0]);
    if (pool == NULL)
        return;

    struct cloud_set sorted = cloud_links_sorted(&pool->members);
    struct cloud_listing listing = {
        .plural = "members",
        .set = &sorted,
        .show = elb_view_of(call)->member,
    };
    elb_list(call, &listing);
    cloud_set_release(&sorted);
}

static bool special_filter(const struct cloud_thing *thing, const char *name,
                           const char *value, bool *ret_fits)
{
    const struct cloud_pool *pool = ((const struct cloud_member *)thing)->pool;

    if (strcmp(name, "pool_id") == 0)
        *ret_fits = strcmp(pool->thing.id, value) == 0;
    else if (strcmp(name, "loadbalancer_id") == 0)
        *ret_fits = strcmp(pool->elb->thing.id, value) == 0;
    else
        return false;
    return true;
}

void elb_member_list_all(struct cloud_call *call)
{
    struct cloud_listing listing = {
        .plural = "members",
        .set = &call->state->members,
        .show = elb_view_of(call)->member_of_project,
        .is_visible = is_visible,
        .special = special_filter,
    };
    elb_list(call, &listing);
}

static struct cloud_member *wanted_member(struct cloud_call *call)
{
    struct cloud_pool *pool = elb_wanted_pool(call, call->args[0]);
    if (pool == NULL)
        return NULL;

    struct cloud_member *member = cloud_member_find(call->state, call->args[1]);
    if (member != NULL && member->pool == pool)
        return member;
    call_no(call, NO_ABSENT, "member %s could not be found.", call->args[1]);
    return NULL;
}

static void answer_member(struct cloud_call *call, int status,
                          const struct cloud_member *member)
{
    elb_answer(call, status, "member", elb_view_of(call)->member(call, &member->thing));
}

void elb_member_show(struct cloud_call *call)
{
    struct cloud_member *member = wanted_member(call);
    if (member != NULL)
        answer_member(call, 200, member);
}

/* ---- create ---- */

static bool is_address(const char *text)
{
    struct in_addr in;
    return text != NULL && inet_pton(AF_INET, text, &in) == 1;
}

/* A member without a subnet is an IP target, if the load balancer takes those. */
static bool read_subnet(struct cloud_call *call, const json_t *sent,
                        const struct cloud_pool *pool, struct cloud_member_spec *spec)
{
    const char *key = call_is_v2(call) ? "subnet_id" : "subnet_cidr_id";
    const char *id = NULL;

    if (!call_text(call, sent, key, 36, &id))
        return false;
    if (id == NULL) {
        if (!call_is_v2(call) &&
            tree_bool(pool->elb->thing.more, "ip_target_enable", false))
            return true;
        call_no(call, NO_INPUT, "%s is mandatory.", key);
        return false;
    }
    spec->subnet = cloud_subnet_find(call->state, id);
    if (spec->subnet == NULL) {
        call_no(call, NO_INPUT, "Subnet %s could not be found.", id);
        return false;
    }
    if (spec->subnet->vpc != pool->elb->subnet->vpc) {
        call_refuse(
            call, call->row->shape, 400, "ELB.9899",
            "Vpc %s of member's subnet_cidr %s and vpc %s of loadbalancer %s mismatch",
            spec->subnet->vpc->thing.id, id, pool->elb->subnet->vpc->thing.id,
            pool->elb->thing.id);
        return false;
    }
    if (!cloud_subnet_holds(spec->subnet, spec->address)) {
        call_no(call, NO_INPUT, "SubnetCidrId does not match the address's subnet");
        return false;
    }
    return true;
}

static bool is_new(struct cloud_call *call, const struct cloud_pool *pool,
                   const struct cloud_member_spec *spec)
{
    for (size_t i = 0; i < pool->members.count; i++) {
        const struct cloud_member *member = cloud_member_at(&pool->members, i);
        if (member->port == spec->port && strcmp(member->address, spec->address) == 0) {
            call_no(
                call, NO_CONFLICT,
                "Member with address %s and protocol_port %u already present in pool %s.",
                spec->address, (unsigned)spec->port, pool->thing.id);
            return false;
        }
    }
    return true;
}

static bool read_spec(struct cloud_call *call, const json_t *sent,
                      const struct cloud_pool *pool, struct cloud_member_spec *spec)
{
    int64_t port = 0, weight = 1;

    if (!call_text(call, sent, "name", 255, &spec->name) ||
        !call_text(call, sent, "address", 64, &spec->address) ||
        !call_int(call, sent, "protocol_port", 1, 65535, &port) ||
        !call_int(call, sent, "weight", 0, 100, &weight))
        return false;
    if (!is_address(spec->address) || port == 0) {
        call_no(call, NO_INPUT, "%s is mandatory and must be valid.",
                port == 0 ? "protocol_port" : "address");
        return false;
    }
    spec->port = (uint16_t)port;
    spec->weight = (int)weight;
    const struct cloud_quota *quota = &call->state->quota;
    return read_subnet(call, sent, pool, spec) && is_new(call, pool, spec) &&
           elb_quota_allows(call, "member", call->state->members.count, quota->member) &&
           elb_quota_allows(call, "members_per_pool", pool->members.count,
                            quota->members_per_pool);
}

void elb_member_create(struct cloud_call *call)
{
    struct cloud_member_spec spec = {0};
    struct cloud_pool *pool = elb_wanted_pool(call, call->args[0]);
    const json_t *sent;

    if (pool == NULL || !call_body(call, "member", &sent) ||
        !read_spec(call, sent, pool, &spec) ||
        call_waits(call, "member-create", spec.address, 150, 250))
        return;
    answer_member(call, 201, cloud_member_add(call->state, pool, &spec));
}

/* ---- update, delete ---- */

void elb_member_update(struct cloud_call *call)
{
    struct cloud_member *member = wanted_member(call);
    const json_t *sent;

    if (member == NULL || !call_body(call, "member", &sent))
        return;
    int64_t weight = member->weight;
    if (!call_int(call, sent, "weight", 0, 100, &weight) ||
        !elb_change(call, sent, NULL, 0, &member->thing))
        return;
    member->weight = (int)weight;
    cloud_tell(call->state, CLOUD_KIND_MEMBER, CLOUD_CHANGED, &member->thing);
    answer_member(call, 200, member);
}

void elb_member_delete(struct cloud_call *call)
{
    struct cloud_member *member = wanted_member(call);

    if (member == NULL)
        return;
    if (member->pool->member_deletion_protected) {
        call_no(call, NO_CONFLICT, "pool %s protects its members against deletion",
                member->pool->thing.id);
        return;
    }
    if (call_waits(call, "member-delete", member->thing.id, 60, 150))
        return;
    elb_haunt(call, &member->pool->thing, "pool", &member->thing, "member");
    cloud_member_remove(call->state, member);
    call_answer_nothing(call);
}
