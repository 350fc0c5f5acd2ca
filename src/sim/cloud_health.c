/*
 * Health checks and routes: what the data plane of the load balancers would do.
 *
 * Nothing runs by itself. Whoever is about to read members first makes the checks that
 * have become due; a world that nobody looks at costs nothing. Whether a node answers is
 * asked of the world outside the cloud, which has locks of its own: the questions are
 * copied out, asked without our lock, and the answers put back by id.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sim/cloud_lb.h"
#include "wire/tree.h"

#include "base/banned.h"

struct check {
    char member_id[CLOUD_ID_BYTES];
    char address[CLOUD_ADDRESS_BYTES];
    uint16_t port;
    bool answers;
};

static int64_t monitor_delay_ms(const struct cloud_monitor *monitor)
{
    int64_t delay_s = tree_int(monitor->thing.more, "delay", 5);
    return (delay_s < 1 ? 1 : delay_s) * 1000;
}

/* Copies out what is due and plans the next round. */
static struct check *checks_due(struct cloud_state *state, size_t *ret_count)
{
    int64_t now_ms = cloud_now_ms(state);
    size_t count = 0, capacity = 0;
    struct check *checks = NULL;

    if (now_ms < state->health_due_ms)
        return NULL;
    state->health_due_ms = INT64_MAX;
    for (size_t i = 0; i < state->members.count; i++) {
        struct cloud_member *member = cloud_member_at(&state->members, i);
        if (member->next_check_ms <= now_ms) {
            checks = mem_grow(checks, &capacity, count + 1, sizeof(*checks));
            struct check *check = &checks[count++];
            memcpy(check->member_id, member->thing.id, sizeof(check->member_id));
            memcpy(check->address, member->address, sizeof(check->address));
            check->port = member->port;
            check->answers = true;
            member->next_check_ms = now_ms + monitor_delay_ms(member->pool->monitor);
        }
        if (member->next_check_ms < state->health_due_ms)
            state->health_due_ms = member->next_check_ms;
    }
    *ret_count = count;
    return checks;
}

static void checks_put_back(struct cloud_state *state, const struct check *checks,
                            size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct cloud_member *member = cloud_member_find(state, checks[i].member_id);
        enum cloud_health health = checks[i].answers ? CLOUD_ONLINE : CLOUD_OFFLINE;
        if (member == NULL || member->health == health)
            continue;
        member->health = health;
        cloud_tell(state, CLOUD_KIND_MEMBER, CLOUD_CHANGED, &member->thing);
    }
}

void cloud_refresh_health(struct cloud_state *state)
{
    size_t count = 0;

    cloud_lock(state);
    cloud_answers answers = state->answers;
    void *ctx = state->answers_ctx;
    struct check *checks = checks_due(state, &count);
    cloud_unlock(state);
    if (count == 0)
        return;

    for (size_t i = 0; i < count && answers != NULL; i++)
        checks[i].answers = answers(ctx, checks[i].address, checks[i].port);

    cloud_lock(state);
    checks_put_back(state, checks, count);
    cloud_unlock(state);
    free(checks);
}

const char *cloud_member_status(const struct cloud_member *member)
{
    if (member->force != CLOUD_AS_CHECKED)
        return member->force == CLOUD_FORCED_ONLINE ? "ONLINE" : "OFFLINE";
    if (member->pool->monitor == NULL)
        return "NO_MONITOR";
    return member->health == CLOUD_ONLINE ? "ONLINE" : "OFFLINE";
}

bool cloud_member_takes_traffic(const struct cloud_member *member)
{
    return member->weight > 0 && strcmp(cloud_member_status(member), "OFFLINE") != 0;
}

/* ---- routes ---- */

const struct cloud_member *cloud_pool_turn(const struct cloud_pool *pool, size_t turn)
{
    size_t able = 0;

    for (size_t i = 0; i < pool->members.count; i++)
        able += cloud_member_takes_traffic(cloud_member_at(&pool->members, i));
    if (able == 0)
        return NULL;
    turn %= able;
    for (size_t i = 0; i < pool->members.count; i++) {
        const struct cloud_member *member = cloud_member_at(&pool->members, i);
        if (cloud_member_takes_traffic(member) && turn-- == 0)
            return member;
    }
    return NULL;
}

static enum cloud_reach route_within(const struct cloud_elb *elb, uint16_t port,
                                     size_t turn, struct cloud_route *route)
{
    const struct cloud_listener *listener = cloud_elb_listener(elb, port, false);
    if (listener == NULL)
        return CLOUD_REACH_NO_LISTENER;

    snprintf(route->elb_id, sizeof(route->elb_id), "%s", elb->thing.id);
    cloud_text_cut(route->elb_name, sizeof(route->elb_name), elb->thing.name);
    snprintf(route->listener_id, sizeof(route->listener_id), "%s", listener->thing.id);
    snprintf(route->protocol, sizeof(route->protocol), "%s", listener->protocol);
    route->listener_port = port;
    if (listener->default_pool == NULL)
        return CLOUD_REACH_NO_MEMBER;

    const struct cloud_member *member = cloud_pool_turn(listener->default_pool, turn);
    if (member == NULL)
        return CLOUD_REACH_NO_MEMBER;
    memcpy(route->member_address, member->address, sizeof(route->member_address));
    route->member_port = member->port;
    return CLOUD_REACH_MEMBER;
}

enum cloud_reach cloud_route_find(struct cloud_state *state, const char *address,
                                  uint16_t port, size_t turn,
                                  struct cloud_route *ret_route)
{
    enum cloud_reach reach;

    *ret_route = (struct cloud_route){0};
    if (!cloud_eip_is_ours(state, address))
        return CLOUD_REACH_FOREIGN;

    cloud_refresh_health(state);
    cloud_lock(state);
    const struct cloud_eip *eip = cloud_eip_by_address(state, address);
    if (eip == NULL || eip->elb == NULL || eip->frozen || eip->elb->frozen ||
        cloud_now_ms(state) < eip->routable_at_ms)
        reach = CLOUD_REACH_SILENT;
    else
        reach = route_within(eip->elb, port, turn, ret_route);
    cloud_unlock(state);
    return reach;
}
