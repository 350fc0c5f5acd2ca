/*
 * inventory.h - what the cloud says exists: load balancers with all below them, and EIPs.
 *
 * A set is complete or it is not there: it is made by a sweep that read every page, and
 * replaces the set before it. All text lives in the set's arena; nothing in it changes.
 *
 * Source: OTC ELB API v3 and v2.0, EIP API v1: doc/sources.md. Every field but id may be
 *         absent: NULL, or "" where noted.
 */
#ifndef ELBTOP_OTC_INVENTORY_H
#define ELBTOP_OTC_INVENTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct elb {
    const char *id;
    const char *name;        /* "" */
    const char *description; /* "" */
    bool guaranteed; /* true: dedicated ("performance"), false: shared ("union") */
    bool guaranteed_known;
    const char *provisioning_status; /* "ACTIVE", "PENDING_DELETE", "" */
    const char *operating_status;    /* "ONLINE", "FROZEN", "" */
    const char *vip_address;         /* NULL */
    const char *vip_port_id;         /* NULL */
    const char *vpc_id;              /* NULL */
    const char *eip_id;              /* first of eips[]/publicips[]; NULL */
    const char *eip_address;         /* NULL */
    bool deletion_protected;
    int64_t created_ms; /* wall; WHEN_UNKNOWN */
};

struct listener {
    const char *id;
    const char *name;        /* "k8s_TCP_80", "" */
    const char *description; /* JSON text when CCE made it; "" */
    const char *protocol;    /* "TCP", "UDP", "HTTP", "HTTPS", "TERMINATED_HTTPS" */
    uint16_t port;           /* 0 unknown */
    const char *elb_id;      /* first of loadbalancers[]; "" */
    const char *pool_id;     /* default_pool_id; NULL */
    int64_t created_ms;
    /* from the description: who made it; NULL when it does not say */
    const char *cluster_id;
    const char *service_uid;
};

struct pool {
    const char *id;
    const char *name;
    const char *protocol;
    const char *elb_id;      /* "" */
    const char *listener_id; /* first; NULL */
    const char *monitor_id;  /* NULL when none ("" and null are the same) */
};

enum member_status { MEMBER_UNKNOWN, MEMBER_ONLINE, MEMBER_OFFLINE, MEMBER_NO_MONITOR };

struct member {
    const char *id;
    const char *name;
    const char *pool_id; /* "" */
    const char *address; /* "" */
    uint16_t port;
    enum member_status status;
    const char *reason; /* reason_code when OFFLINE; NULL */
    bool machine_gone;  /* admin_state_up false: the server behind is no more */
    int64_t created_ms;
};

struct elb_set {
    size_t elb_count, listener_count, pool_count, member_count;
    const struct elb *elbs; /* each array sorted by id, no id twice */
    const struct listener *listeners;
    const struct pool *pools;
    const struct member *members;
    bool members_known;  /* false: the right or the call is missing */
    size_t unreadable;   /* objects without an id, left out */
    int64_t read_now_ms; /* monotonic, when the first page was asked for */
    int64_t read_wall_ms;
    struct arena arena;
};

struct eip {
    const char *id;
    const char *address;
    const char *status;          /* "DOWN", "ACTIVE", "ELB", "FREEZED", … */
    const char *port_id;         /* NULL: unbound, or bound to a dedicated ELB */
    const char *private_address; /* NULL */
    const char *bandwidth_id;    /* NULL */
    const char *bandwidth_name;  /* NULL */
    int64_t bandwidth_mbit;      /* -1 unknown */
    const char *charge_mode; /* of the bandwidth: "traffic", "bandwidth"; NULL unknown */
    const char *alias;
    int64_t created_ms;
};

struct eip_set {
    size_t eip_count;
    const struct eip *eips; /* sorted by id */
    size_t unreadable;
    int64_t read_now_ms;
    int64_t read_wall_ms;
    struct arena arena;
};

void elb_set_free(struct elb_set *set);
void eip_set_free(struct eip_set *set);

/* Look-ups by id; NULL when not in the set. */
const struct elb *elb_set_elb(const struct elb_set *set, const char *id);
const struct listener *elb_set_listener(const struct elb_set *set, const char *id);
const struct pool *elb_set_pool(const struct elb_set *set, const char *id);
const struct eip *eip_set_eip(const struct eip_set *set, const char *id);

#endif
