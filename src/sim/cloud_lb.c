#include "sim/cloud_lb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wire/tree.h"

#include "base/banned.h"

/* ---- load balancers ---- */

/* What a load balancer of that class remembers when its maker said nothing. */
static json_t *usual_elb(const struct cloud_state *state,
                         const struct cloud_subnet *subnet, bool dedicated)
{
    char l4_flavor[CLOUD_ID_BYTES];

    if (!dedicated)
        return json_pack("{s:[], s:n, s:n, s:[]}", "availability_zone_list",
                         "l4_flavor_id", "l7_flavor_id", "elb_virsubnet_ids");
    cloud_fixed_id(cloud_flavors[0].name, l4_flavor);
    return json_pack("{s:[s], s:s, s:n, s:[s]}", "availability_zone_list",
                     state->region->az[0], "l4_flavor_id", l4_flavor, "l7_flavor_id",
                     "elb_virsubnet_ids", subnet->thing.id);
}

struct cloud_elb *cloud_elb_add(struct cloud_state *state,
                                const struct cloud_elb_spec *spec)
{
    struct cloud_subnet *subnet =
        spec->subnet == NULL ? cloud_subnet_first(state) : spec->subnet;
    char vip[CLOUD_ADDRESS_BYTES];

    if (spec->vip_address == NULL ? !cloud_vip_pick(state, subnet, vip)
                                  : cloud_vip_is_taken(state, spec->vip_address)) {
        json_decref(spec->more);
        return NULL;
    }
    if (spec->vip_address != NULL)
        snprintf(vip, sizeof(vip), "%s", spec->vip_address);

    struct cloud_elb *elb = mem_new(sizeof(*elb));
    json_t *more =
        spec->more == NULL ? usual_elb(state, subnet, spec->dedicated) : spec->more;
    cloud_thing_init(state, &elb->thing, spec->id, spec->name, spec->description, more);
    elb->dedicated = spec->dedicated;
    elb->subnet = subnet;
    memcpy(elb->vip_address, vip, sizeof(vip));
    cloud_new_id(state, elb->vip_port_id);
    cloud_vip_take(state, vip);
    cloud_table_add(&state->elbs, &elb->thing);
    cloud_tell(state, CLOUD_KIND_ELB, CLOUD_ADDED, &elb->thing);
    return elb;
}

void cloud_elb_remove(struct cloud_state *state, struct cloud_elb *elb)
{
    while (elb->listeners.count > 0)
        cloud_listener_remove(state, cloud_listener_at(&elb->listeners, 0));
    while (elb->pools.count > 0)
        cloud_pool_remove(state, cloud_pool_at(&elb->pools, 0));
    if (elb->eip != NULL)
        cloud_eip_unbind(state, elb->eip);
    cloud_vip_give_back(state, elb->vip_address);
    cloud_table_remove(&state->elbs, &elb->thing);
    cloud_tell(state, CLOUD_KIND_ELB, CLOUD_REMOVED, &elb->thing);
    cloud_set_release(&elb->listeners);
    cloud_set_release(&elb->pools);
    cloud_thing_release(&elb->thing);
    free(elb);
}

/* ---- listeners ---- */

struct cloud_listener *cloud_listener_add(struct cloud_state *state,
                                          struct cloud_elb *elb,
                                          const struct cloud_listener_spec *spec)
{
    struct cloud_listener *listener = mem_new(sizeof(*listener));
    cloud_thing_init(state, &listener->thing, spec->id, spec->name, spec->description,
                     spec->more);
    listener->elb = elb;
    listener->port = spec->port;
    snprintf(listener->protocol, sizeof(listener->protocol), "%s", spec->protocol);
    cloud_table_add(&state->listeners, &listener->thing);
    cloud_links_add(&elb->listeners, &listener->thing);
    if (elb->eip != NULL)
        cloud_eip_advertise(state, elb->eip);
    cloud_tell(state, CLOUD_KIND_LISTENER, CLOUD_ADDED, &listener->thing);
    return listener;
}

void cloud_listener_remove(struct cloud_state *state, struct cloud_listener *listener)
{
    while (listener->policies.count > 0)
        cloud_policy_remove(state, (struct cloud_policy *)listener->policies.at[0]);
    if (listener->default_pool != NULL)
        listener->default_pool->listener = NULL;
    cloud_links_remove(&listener->elb->listeners, &listener->thing);
    cloud_table_remove(&state->listeners, &listener->thing);
    cloud_tell(state, CLOUD_KIND_LISTENER, CLOUD_REMOVED, &listener->thing);
    cloud_set_release(&listener->policies);
    cloud_thing_release(&listener->thing);
    free(listener);
}

bool cloud_listener_is_udp(const struct cloud_listener *listener)
{
    return strcmp(listener->protocol, "UDP") == 0;
}

/* ---- pools ---- */

struct cloud_pool *cloud_pool_add(struct cloud_state *state, struct cloud_elb *elb,
                                  const struct cloud_pool_spec *spec)
{
    struct cloud_pool *pool = mem_new(sizeof(*pool));
    const char *protocol = spec->protocol;

    if (protocol == NULL)
        protocol = spec->listener == NULL ? "TCP" : spec->listener->protocol;
    cloud_thing_init(state, &pool->thing, spec->id, spec->name, spec->description,
                     spec->more);
    pool->elb = elb;
    snprintf(pool->protocol, sizeof(pool->protocol), "%s", protocol);
    snprintf(pool->algorithm, sizeof(pool->algorithm), "%s",
             spec->algorithm == NULL ? "ROUND_ROBIN" : spec->algorithm);
    if (spec->listener != NULL) {
        pool->listener = spec->listener;
        spec->listener->default_pool = pool;
        cloud_thing_touch(state, &spec->listener->thing);
    }
    cloud_table_add(&state->pools, &pool->thing);
    cloud_links_add(&elb->pools, &pool->thing);
    cloud_tell(state, CLOUD_KIND_POOL, CLOUD_ADDED, &pool->thing);
    return pool;
}

void cloud_pool_remove(struct cloud_state *state, struct cloud_pool *pool)
{
    while (pool->members.count > 0)
        cloud_member_remove(state, cloud_member_at(&pool->members, 0));
    if (pool->monitor != NULL)
        cloud_monitor_remove(state, pool->monitor);
    if (pool->listener != NULL)
        pool->listener->default_pool = NULL;
    for (size_t i = 0; i < state->policies.count; i++) {
        struct cloud_policy *policy = (struct cloud_policy *)state->policies.at[i];
        if (policy->redirect_pool == pool)
            policy->redirect_pool = NULL;
    }
    cloud_links_remove(&pool->elb->pools, &pool->thing);
    cloud_table_remove(&state->pools, &pool->thing);
    cloud_tell(state, CLOUD_KIND_POOL, CLOUD_REMOVED, &pool->thing);
    cloud_set_release(&pool->members);
    cloud_thing_release(&pool->thing);
    free(pool);
}

/* ---- members ---- */

/* The first result of a check comes 5 to 15 s after member and monitor are both there. */
static void member_expect_check(struct cloud_state *state, struct cloud_member *member)
{
    char label[CLOUD_ADDRESS_BYTES + CLOUD_ID_BYTES + 8];

    if (member->pool->monitor == NULL) {
        member->next_check_ms = INT64_MAX;
        return;
    }
    snprintf(label, sizeof(label), "%s:%u", member->address, (unsigned)member->port);
    member->next_check_ms =
        cloud_now_ms(state) + cloud_jitter_ms(state, "member-check", label, 5000, 15000);
    if (member->next_check_ms < state->health_due_ms)
        state->health_due_ms = member->next_check_ms;
}

struct cloud_member *cloud_member_add(struct cloud_state *state, struct cloud_pool *pool,
                                      const struct cloud_member_spec *spec)
{
    struct cloud_member *member = mem_new(sizeof(*member));
    cloud_thing_init(state, &member->thing, spec->id, spec->name, NULL, spec->more);
    member->pool = pool;
    member->subnet = spec->subnet;
    member->port = spec->port;
    member->weight = spec->weight < 0 ? 1 : spec->weight;
    snprintf(member->address, sizeof(member->address), "%s", spec->address);
    cloud_table_add(&state->members, &member->thing);
    cloud_links_add(&pool->members, &member->thing);
    member_expect_check(state, member);
    cloud_tell(state, CLOUD_KIND_MEMBER, CLOUD_ADDED, &member->thing);
    return member;
}

void cloud_member_remove(struct cloud_state *state, struct cloud_member *member)
{
    cloud_links_remove(&member->pool->members, &member->thing);
    cloud_table_remove(&state->members, &member->thing);
    cloud_tell(state, CLOUD_KIND_MEMBER, CLOUD_REMOVED, &member->thing);
    cloud_thing_release(&member->thing);
    free(member);
}

void cloud_member_check_now(struct cloud_state *state, struct cloud_member *member)
{
    if (member->pool->monitor == NULL)
        return;
    member->next_check_ms = cloud_now_ms(state);
    state->health_due_ms = member->next_check_ms;
}

/* ---- monitors ---- */

struct cloud_monitor *cloud_monitor_add(struct cloud_state *state,
                                        struct cloud_pool *pool, const char *name,
                                        json_t *more)
{
    struct cloud_monitor *monitor = mem_new(sizeof(*monitor));
    if (more == NULL)
        more = json_pack("{s:s, s:i, s:i, s:i}", "type", "TCP", "delay", 5, "timeout", 10,
                         "max_retries", 3);
    cloud_thing_init(state, &monitor->thing, NULL, name, NULL, more);
    monitor->pool = pool;
    pool->monitor = monitor;
    cloud_table_add(&state->monitors, &monitor->thing);
    for (size_t i = 0; i < pool->members.count; i++)
        member_expect_check(state, cloud_member_at(&pool->members, i));
    cloud_tell(state, CLOUD_KIND_MONITOR, CLOUD_ADDED, &monitor->thing);
    return monitor;
}

void cloud_monitor_remove(struct cloud_state *state, struct cloud_monitor *monitor)
{
    monitor->pool->monitor = NULL;
    for (size_t i = 0; i < monitor->pool->members.count; i++)
        member_expect_check(state, cloud_member_at(&monitor->pool->members, i));
    cloud_table_remove(&state->monitors, &monitor->thing);
    cloud_tell(state, CLOUD_KIND_MONITOR, CLOUD_REMOVED, &monitor->thing);
    cloud_thing_release(&monitor->thing);
    free(monitor);
}

/* ---- policies ---- */

struct cloud_policy *cloud_policy_add(struct cloud_state *state,
                                      struct cloud_listener *listener, const char *name,
                                      struct cloud_pool *redirect_pool, json_t *more)
{
    struct cloud_policy *policy = mem_new(sizeof(*policy));
    cloud_thing_init(state, &policy->thing, NULL, name, NULL, more);
    policy->listener = listener;
    policy->redirect_pool = redirect_pool;
    cloud_table_add(&state->policies, &policy->thing);
    cloud_links_add(&listener->policies, &policy->thing);
    cloud_tell(state, CLOUD_KIND_POLICY, CLOUD_ADDED, &policy->thing);
    return policy;
}

void cloud_policy_remove(struct cloud_state *state, struct cloud_policy *policy)
{
    cloud_links_remove(&policy->listener->policies, &policy->thing);
    cloud_table_remove(&state->policies, &policy->thing);
    cloud_tell(state, CLOUD_KIND_POLICY, CLOUD_REMOVED, &policy->thing);
    cloud_thing_release(&policy->thing);
    free(policy);
}

/* ---- finding ---- */

struct cloud_elb *cloud_elb_find(const struct cloud_state *state, const char *id)
{
    return (struct cloud_elb *)cloud_table_find(&state->elbs, id);
}

struct cloud_elb *cloud_elb_by_name(const struct cloud_state *state, const char *name)
{
    for (size_t i = 0; i < state->elbs.count; i++) {
        if (strcmp(state->elbs.at[i]->name, name) == 0)
            return cloud_elb_at(&state->elbs, i);
    }
    return NULL;
}

struct cloud_elb *cloud_elb_by_vip_port(const struct cloud_state *state, const char *id)
{
    for (size_t i = 0; i < state->elbs.count; i++) {
        if (strcmp(cloud_elb_at(&state->elbs, i)->vip_port_id, id) == 0)
            return cloud_elb_at(&state->elbs, i);
    }
    return NULL;
}

struct cloud_listener *cloud_listener_find(const struct cloud_state *state,
                                           const char *id)
{
    return (struct cloud_listener *)cloud_table_find(&state->listeners, id);
}

struct cloud_pool *cloud_pool_find(const struct cloud_state *state, const char *id)
{
    return (struct cloud_pool *)cloud_table_find(&state->pools, id);
}

struct cloud_member *cloud_member_find(const struct cloud_state *state, const char *id)
{
    return (struct cloud_member *)cloud_table_find(&state->members, id);
}

struct cloud_monitor *cloud_monitor_find(const struct cloud_state *state, const char *id)
{
    return (struct cloud_monitor *)cloud_table_find(&state->monitors, id);
}

struct cloud_policy *cloud_policy_find(const struct cloud_state *state, const char *id)
{
    return (struct cloud_policy *)cloud_table_find(&state->policies, id);
}

struct cloud_listener *cloud_elb_listener(const struct cloud_elb *elb, uint16_t port,
                                          bool udp)
{
    for (size_t i = 0; i < elb->listeners.count; i++) {
        struct cloud_listener *listener = cloud_listener_at(&elb->listeners, i);
        if (listener->port == port && cloud_listener_is_udp(listener) == udp)
            return listener;
    }
    return NULL;
}

/* ---- the end ---- */

void cloud_lb_release(struct cloud_state *state)
{
    while (state->elbs.count > 0)
        cloud_elb_remove(state, cloud_elb_at(&state->elbs, state->elbs.count - 1));
    cloud_set_release(&state->elbs);
    cloud_set_release(&state->listeners);
    cloud_set_release(&state->pools);
    cloud_set_release(&state->members);
    cloud_set_release(&state->monitors);
    cloud_set_release(&state->policies);
}
