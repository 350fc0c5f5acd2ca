/*
 * cloud_net.h - the tenant's network: VPC and subnets, public addresses (EIPs) and the
 * bandwidths they use.
 *
 * Addresses of EIPs come from 138.124.192.0/18, private ones of load balancers from the
 * subnet. An EIP is settled some moments after it was made, and routable some seconds
 * after it was first bound to a load balancer with a listener (BGP advertises it then).
 *
 * Under the lock of the state.
 */
#ifndef ELBTOP_SIM_CLOUD_NET_H
#define ELBTOP_SIM_CLOUD_NET_H

#include "sim/cloud_state.h"

struct cloud_elb;

struct cloud_vpc {
    struct cloud_thing thing;
    char cidr[20];
};

/*
 * The two kinds of ids: thing.id is the network (what elb_virsubnet_ids want), subnet_id
 * the IPv4 subnet in it (what vip_subnet_cidr_id and members want).
 */
struct cloud_subnet {
    struct cloud_thing thing;
    struct cloud_vpc *vpc;
    char subnet_id[CLOUD_ID_BYTES];
    struct cloud_addresses addresses;
    char cidr[20];
};

struct cloud_bandwidth {
    struct cloud_thing thing;
    int size;    /* Mbit/s */
    bool shared; /* WHOLE: stays when its EIPs go */
    char charge_mode[16];
    struct cloud_set eips;
};

struct cloud_eip {
    struct cloud_thing thing; /* name is the alias */
    char address[CLOUD_ADDRESS_BYTES];
    char type[16];
    bool frozen;
    struct cloud_bandwidth *bandwidth;
    struct cloud_elb *elb;  /* NULL: unbound */
    int64_t settled_at_ms;  /* simulated; until then PENDING_CREATE */
    int64_t routable_at_ms; /* simulated; INT64_MAX while nothing could be reached */
};

void cloud_net_init(struct cloud_state *state);
void cloud_net_release(struct cloud_state *state);

/* ---- network ---- */

/* A further subnet of the first VPC. cidr: "172.18.0.0/16"; NULL when it is not one. */
struct cloud_subnet *cloud_subnet_add(struct cloud_state *state, const char *name,
                                      const char *cidr);
struct cloud_subnet *cloud_subnet_first(const struct cloud_state *state);
/* By subnet id or network id; NULL. */
struct cloud_subnet *cloud_subnet_find(const struct cloud_state *state, const char *id);
void cloud_subnet_gateway(const struct cloud_subnet *subnet,
                          char out[CLOUD_ADDRESS_BYTES]);
bool cloud_subnet_holds(const struct cloud_subnet *subnet, const char *address);

/* A free private address; false when there is none. */
bool cloud_vip_pick(struct cloud_state *state, const struct cloud_subnet *subnet,
                    char out[CLOUD_ADDRESS_BYTES]);
bool cloud_vip_is_taken(const struct cloud_state *state, const char *address);
void cloud_vip_take(struct cloud_state *state, const char *address);
void cloud_vip_give_back(struct cloud_state *state, const char *address);

/* ---- public addresses ---- */

struct cloud_eip_spec {
    const char *id;                    /* NULL: a new one */
    const char *alias;                 /* NULL: "" */
    const char *address;               /* NULL: a free one */
    const char *type;                  /* NULL: "5_bgp" */
    struct cloud_bandwidth *bandwidth; /* a shared one; NULL: made from the next three */
    const char *bandwidth_name;
    int bandwidth_size;      /* 0: 5 */
    const char *charge_mode; /* NULL: "traffic" */
};

/* NULL when no address is left or the wished one is taken. */
struct cloud_eip *cloud_eip_add(struct cloud_state *state,
                                const struct cloud_eip_spec *spec);
void cloud_eip_remove(struct cloud_state *state, struct cloud_eip *eip);

/* Both must be free of each other; what was bound is unbound first. */
void cloud_eip_bind(struct cloud_state *state, struct cloud_eip *eip,
                    struct cloud_elb *elb);
void cloud_eip_unbind(struct cloud_state *state, struct cloud_eip *eip);
/* The address is advertised from now on, without the usual seconds: for stories. */
void cloud_eip_advertise_now(struct cloud_state *state, struct cloud_eip *eip);
/* Starts the seconds until it is routable, if all is there and they do not run yet. */
void cloud_eip_advertise(struct cloud_state *state, struct cloud_eip *eip);

struct cloud_eip *cloud_eip_find(const struct cloud_state *state, const char *id);
struct cloud_eip *cloud_eip_by_address(const struct cloud_state *state,
                                       const char *address);
/* Is it one of the cloud's public addresses, given out or not? Any thread. */
bool cloud_eip_is_ours(const struct cloud_state *state, const char *address);

/* "PENDING_CREATE", "DOWN", "ELB", "FREEZED" */
const char *cloud_eip_status(const struct cloud_state *state,
                             const struct cloud_eip *eip);

struct cloud_bandwidth *cloud_bandwidth_add(struct cloud_state *state, const char *name,
                                            int size, bool shared,
                                            const char *charge_mode);
struct cloud_bandwidth *cloud_bandwidth_find(const struct cloud_state *state,
                                             const char *id);
void cloud_bandwidth_remove(struct cloud_state *state, struct cloud_bandwidth *bandwidth);

/* EIPs that count for the quota, with those not long released. */
size_t cloud_eip_used(struct cloud_state *state);

#endif
