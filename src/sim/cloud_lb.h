/*
 * cloud_lb.h - load balancers and what hangs below them: listeners, pools, members, health
 * monitors and policies; and the way a packet takes through them.
 *
 * A pool belongs to one load balancer, hangs on at most one listener as its default pool,
 * and has at most one monitor. Members are checked some seconds after they are there and
 * then every `delay` seconds; with no monitor they are NO_MONITOR, unchecked.
 *
 * Under the lock of the state, but cloud_refresh_health() and cloud_route_find(), which
 * take it.
 */
#ifndef ELBTOP_SIM_CLOUD_LB_H
#define ELBTOP_SIM_CLOUD_LB_H

#include "sim/cloud_net.h"
#include "sim/cloud_state.h"

struct cloud_listener;
struct cloud_pool;

struct cloud_elb {
    struct cloud_thing thing;
    bool dedicated; /* "guaranteed"; else shared */
    bool frozen;
    bool deletion_protected;
    struct cloud_subnet *subnet;
    char vip_address[CLOUD_ADDRESS_BYTES];
    char vip_port_id[CLOUD_ID_BYTES];
    struct cloud_eip *eip; /* NULL */
    struct cloud_set listeners, pools;
};

struct cloud_listener {
    struct cloud_thing thing;
    struct cloud_elb *elb;
    char protocol[20]; /* "TCP", "UDP", "HTTP", "HTTPS", "TERMINATED_HTTPS" */
    uint16_t port;
    struct cloud_pool *default_pool; /* NULL */
    struct cloud_set policies;
};

struct cloud_monitor;

struct cloud_pool {
    struct cloud_thing thing;
    struct cloud_elb *elb;
    struct cloud_listener *listener; /* whose default pool it is; NULL */
    struct cloud_monitor *monitor;   /* NULL */
    struct cloud_set members;
    bool member_deletion_protected;
    char protocol[20];
    char algorithm[24];
};

enum cloud_health { CLOUD_OFFLINE, CLOUD_ONLINE };
enum cloud_force { CLOUD_AS_CHECKED, CLOUD_FORCED_OFFLINE, CLOUD_FORCED_ONLINE };

struct cloud_member {
    struct cloud_thing thing;
    struct cloud_pool *pool;
    struct cloud_subnet *subnet; /* NULL: an IP target */
    char address[CLOUD_ADDRESS_BYTES];
    uint16_t port;
    int weight;
    bool vm_gone;             /* admin_state_up false */
    enum cloud_health health; /* the last check's result */
    enum cloud_force force;   /* trouble made on purpose */
    int64_t next_check_ms;    /* simulated; INT64_MAX without a monitor */
};

struct cloud_monitor {
    struct cloud_thing thing; /* more: type, delay, timeout, max_retries, … */
    struct cloud_pool *pool;
};

struct cloud_policy {
    struct cloud_thing thing; /* more: action, position, rules, … */
    struct cloud_listener *listener;
    struct cloud_pool *redirect_pool; /* NULL */
};

void cloud_lb_release(struct cloud_state *state);

/* ---- adding; specs are borrowed, more is taken, ids may be NULL ---- */

struct cloud_elb_spec {
    const char *id, *name, *description;
    bool dedicated;
    struct cloud_subnet *subnet; /* NULL: the first */
    const char *vip_address;     /* NULL: a free one */
    json_t *more;                /* NULL: what is usual for its class */
};
/* NULL when the subnet has no free address or the wished one is taken. */
struct cloud_elb *cloud_elb_add(struct cloud_state *state,
                                const struct cloud_elb_spec *spec);

struct cloud_listener_spec {
    const char *id, *name, *description;
    const char *protocol;
    uint16_t port;
    json_t *more;
};
struct cloud_listener *cloud_listener_add(struct cloud_state *state,
                                          struct cloud_elb *elb,
                                          const struct cloud_listener_spec *spec);

struct cloud_pool_spec {
    const char *id, *name, *description;
    struct cloud_listener *listener; /* becomes its default pool; NULL: none */
    const char *protocol;            /* NULL: the listener's */
    const char *algorithm;           /* NULL: "ROUND_ROBIN" */
    json_t *more;
};
struct cloud_pool *cloud_pool_add(struct cloud_state *state, struct cloud_elb *elb,
                                  const struct cloud_pool_spec *spec);

struct cloud_member_spec {
    const char *id, *name;
    struct cloud_subnet *subnet;
    const char *address;
    uint16_t port;
    int weight; /* -1: 1 */
    json_t *more;
};
struct cloud_member *cloud_member_add(struct cloud_state *state, struct cloud_pool *pool,
                                      const struct cloud_member_spec *spec);

/* more NULL: TCP, delay 5, timeout 10, max_retries 3 */
struct cloud_monitor *cloud_monitor_add(struct cloud_state *state,
                                        struct cloud_pool *pool, const char *name,
                                        json_t *more);
struct cloud_policy *cloud_policy_add(struct cloud_state *state,
                                      struct cloud_listener *listener, const char *name,
                                      struct cloud_pool *redirect_pool, json_t *more);

/* ---- removing; with all below, what was bound is unbound ---- */

void cloud_elb_remove(struct cloud_state *state, struct cloud_elb *elb);
void cloud_listener_remove(struct cloud_state *state, struct cloud_listener *listener);
void cloud_pool_remove(struct cloud_state *state, struct cloud_pool *pool);
void cloud_member_remove(struct cloud_state *state, struct cloud_member *member);
void cloud_monitor_remove(struct cloud_state *state, struct cloud_monitor *monitor);
void cloud_policy_remove(struct cloud_state *state, struct cloud_policy *policy);

/* ---- finding; NULL when there is none ---- */

struct cloud_elb *cloud_elb_find(const struct cloud_state *state, const char *id);
struct cloud_elb *cloud_elb_by_name(const struct cloud_state *state, const char *name);
struct cloud_elb *cloud_elb_by_vip_port(const struct cloud_state *state, const char *id);
struct cloud_listener *cloud_listener_find(const struct cloud_state *state,
                                           const char *id);
struct cloud_pool *cloud_pool_find(const struct cloud_state *state, const char *id);
struct cloud_member *cloud_member_find(const struct cloud_state *state, const char *id);
struct cloud_monitor *cloud_monitor_find(const struct cloud_state *state, const char *id);
struct cloud_policy *cloud_policy_find(const struct cloud_state *state, const char *id);
/* Listener of that port; udp tells apart the two that may share one number. */
struct cloud_listener *cloud_elb_listener(const struct cloud_elb *elb, uint16_t port,
                                          bool udp);
bool cloud_listener_is_udp(const struct cloud_listener *listener);

static inline struct cloud_elb *cloud_elb_at(const struct cloud_set *set, size_t i)
{
    return (struct cloud_elb *)set->at[i];
}
static inline struct cloud_listener *cloud_listener_at(const struct cloud_set *set,
                                                       size_t i)
{
    return (struct cloud_listener *)set->at[i];
}
static inline struct cloud_pool *cloud_pool_at(const struct cloud_set *set, size_t i)
{
    return (struct cloud_pool *)set->at[i];
}
static inline struct cloud_member *cloud_member_at(const struct cloud_set *set, size_t i)
{
    return (struct cloud_member *)set->at[i];
}

/* ---- health ---- */

/* Makes the checks that are due. Without the lock. */
void cloud_refresh_health(struct cloud_state *state);
/* "ONLINE", "OFFLINE", "NO_MONITOR" */
const char *cloud_member_status(const struct cloud_member *member);
bool cloud_member_takes_traffic(const struct cloud_member *member);
/* Whose turn it is among those; NULL: none. */
const struct cloud_member *cloud_pool_turn(const struct cloud_pool *pool, size_t turn);
/* The next check is now: for stories that start with a settled world. */
void cloud_member_check_now(struct cloud_state *state, struct cloud_member *member);

/* ---- the way of a packet ---- */

enum cloud_reach {
    CLOUD_REACH_FOREIGN,     /* not an address of this cloud's public pool */
    CLOUD_REACH_SILENT,      /* nobody advertises it (yet): no answer at all */
    CLOUD_REACH_NO_LISTENER, /* refused */
    CLOUD_REACH_NO_MEMBER,   /* accepted and reset */
    CLOUD_REACH_MEMBER,
};

struct cloud_route {
    char elb_id[CLOUD_ID_BYTES];
    char elb_name[80];
    char listener_id[CLOUD_ID_BYTES];
    char protocol[20];
    uint16_t listener_port;
    char member_address[CLOUD_ADDRESS_BYTES];
    uint16_t member_port;
};

/* turn: counts up with each connection, so that members take turns. Without the lock. */
enum cloud_reach cloud_route_find(struct cloud_state *state, const char *address,
                                  uint16_t port, size_t turn,
                                  struct cloud_route *ret_route);

#endif
