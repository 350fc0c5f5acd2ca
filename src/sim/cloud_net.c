#include "sim/cloud_net.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sim/cloud_lb.h"

#include "base/banned.h"

#define EIP_POOL "138.124.192.0/18"

/* Where the first addresses are picked, so that a small world is easy to read. */
#define EIPS_NEAR  "138.124.232.0"
#define NODES_NEAR "10.0.3.0"

/* What lingering EIPs are said to be children of. */
#define EIP_GHOST "publicIp"

static struct cloud_eip *eip_of(struct cloud_thing *thing)
{
    return (struct cloud_eip *)thing;
}

static struct cloud_subnet *subnet_of(struct cloud_thing *thing)
{
    return (struct cloud_subnet *)thing;
}

/* ---- network ---- */

struct cloud_subnet *cloud_subnet_add(struct cloud_state *state, const char *name,
                                      const char *cidr)
{
    struct cloud_addresses addresses;
    if (state->vpcs.count == 0 || !cloud_addresses_init(&addresses, cidr))
        return NULL;

    struct cloud_subnet *subnet = mem_new(sizeof(*subnet));
    cloud_thing_init(state, &subnet->thing, NULL, name, NULL, NULL);
    cloud_new_id(state, subnet->subnet_id);
    subnet->vpc = (struct cloud_vpc *)state->vpcs.at[0];
    subnet->addresses = addresses;
    snprintf(subnet->cidr, sizeof(subnet->cidr), "%s", cidr);
    /* Few, and the first one is the cluster's: kept in order of age. */
    cloud_links_add(&state->subnets, &subnet->thing);
    return subnet;
}

struct cloud_subnet *cloud_subnet_first(const struct cloud_state *state)
{
    return subnet_of(state->subnets.at[0]);
}

struct cloud_subnet *cloud_subnet_find(const struct cloud_state *state, const char *id)
{
    for (size_t i = 0; i < state->subnets.count; i++) {
        struct cloud_subnet *subnet = subnet_of(state->subnets.at[i]);
        if (strcmp(subnet->subnet_id, id) == 0 || strcmp(subnet->thing.id, id) == 0)
            return subnet;
    }
    return NULL;
}

void cloud_subnet_gateway(const struct cloud_subnet *subnet,
                          char out[CLOUD_ADDRESS_BYTES])
{
    cloud_address_print(subnet->addresses.base + 1, out);
}

bool cloud_subnet_holds(const struct cloud_subnet *subnet, const char *address)
{
    return cloud_addresses_hold(&subnet->addresses, address);
}

bool cloud_vip_is_taken(const struct cloud_state *state, const char *address)
{
    for (size_t i = 0; i < state->subnets.count; i++) {
        if (cloud_addresses_is_taken(&subnet_of(state->subnets.at[i])->addresses,
                                     address))
            return true;
    }
    return false;
}

void cloud_vip_take(struct cloud_state *state, const char *address)
{
    for (size_t i = 0; i < state->subnets.count; i++)
        cloud_addresses_take(&subnet_of(state->subnets.at[i])->addresses, address);
}

void cloud_vip_give_back(struct cloud_state *state, const char *address)
{
    for (size_t i = 0; i < state->subnets.count; i++)
        cloud_addresses_give_back(&subnet_of(state->subnets.at[i])->addresses, address);
}

/* Nodes of clusters stand in the lower half of 10.0.3.0/24; keep clear of it. */
static bool is_for_nodes(uint32_t address)
{
    return (address & UINT32_C(0xffffff80)) == UINT32_C(0x0a000300);
}

bool cloud_vip_pick(struct cloud_state *state, const struct cloud_subnet *subnet,
                    char out[CLOUD_ADDRESS_BYTES])
{
    return cloud_addresses_pick(&subnet->addresses, &state->chance, NODES_NEAR,
                                is_for_nodes, out);
}

void cloud_net_init(struct cloud_state *state)
{
    struct cloud_vpc *vpc = mem_new(sizeof(*vpc));
    cloud_thing_init(state, &vpc->thing, NULL, "vpc-demo", NULL, NULL);
    snprintf(vpc->cidr, sizeof(vpc->cidr), "10.0.0.0/16");
    cloud_links_add(&state->vpcs, &vpc->thing);
    cloud_subnet_add(state, "subnet-demo", "10.0.0.0/18");
    cloud_addresses_init(&state->eip_pool, EIP_POOL);
}

static void things_free(struct cloud_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        cloud_thing_release(set->at[i]);
        free(set->at[i]);
    }
    cloud_set_release(set);
}

void cloud_net_release(struct cloud_state *state)
{
    for (size_t i = 0; i < state->bandwidths.count; i++)
        cloud_set_release(&((struct cloud_bandwidth *)state->bandwidths.at[i])->eips);
    things_free(&state->bandwidths);
    things_free(&state->eips);
    for (size_t i = 0; i < state->subnets.count; i++)
        cloud_addresses_release(&subnet_of(state->subnets.at[i])->addresses);
    cloud_addresses_release(&state->eip_pool);
    things_free(&state->subnets);
    things_free(&state->vpcs);
}

/* ---- bandwidths ---- */

struct cloud_bandwidth *cloud_bandwidth_add(struct cloud_state *state, const char *name,
                                            int size, bool shared,
                                            const char *charge_mode)
{
    struct cloud_bandwidth *bandwidth = mem_new(sizeof(*bandwidth));
    cloud_thing_init(state, &bandwidth->thing, NULL, name, NULL, NULL);
    bandwidth->size = size;
    bandwidth->shared = shared;
    snprintf(bandwidth->charge_mode, sizeof(bandwidth->charge_mode), "%s", charge_mode);
    cloud_table_add(&state->bandwidths, &bandwidth->thing);
    cloud_tell(state, CLOUD_KIND_BANDWIDTH, CLOUD_ADDED, &bandwidth->thing);
    return bandwidth;
}

struct cloud_bandwidth *cloud_bandwidth_find(const struct cloud_state *state,
                                             const char *id)
{
    return (struct cloud_bandwidth *)cloud_table_find(&state->bandwidths, id);
}

void cloud_bandwidth_remove(struct cloud_state *state, struct cloud_bandwidth *bandwidth)
{
    cloud_table_remove(&state->bandwidths, &bandwidth->thing);
    cloud_tell(state, CLOUD_KIND_BANDWIDTH, CLOUD_REMOVED, &bandwidth->thing);
    cloud_set_release(&bandwidth->eips);
    cloud_thing_release(&bandwidth->thing);
    free(bandwidth);
}

/* ---- public addresses ---- */

struct cloud_eip *cloud_eip_find(const struct cloud_state *state, const char *id)
{
    return (struct cloud_eip *)cloud_table_find(&state->eips, id);
}

struct cloud_eip *cloud_eip_by_address(const struct cloud_state *state,
                                       const char *address)
{
    for (size_t i = 0; i < state->eips.count; i++) {
        if (strcmp(eip_of(state->eips.at[i])->address, address) == 0)
            return eip_of(state->eips.at[i]);
    }
    return NULL;
}

bool cloud_eip_is_ours(const struct cloud_state *state, const char *address)
{
    return cloud_addresses_hold(&state->eip_pool, address);
}

static struct cloud_bandwidth *spec_bandwidth(struct cloud_state *state,
                                              const struct cloud_eip_spec *spec)
{
    if (spec->bandwidth != NULL)
        return spec->bandwidth;
    return cloud_bandwidth_add(
        state, spec->bandwidth_name == NULL ? "bandwidth" : spec->bandwidth_name,
        spec->bandwidth_size == 0 ? 5 : spec->bandwidth_size, false,
        spec->charge_mode == NULL ? "traffic" : spec->charge_mode);
}

struct cloud_eip *cloud_eip_add(struct cloud_state *state,
                                const struct cloud_eip_spec *spec)
{
    char address[CLOUD_ADDRESS_BYTES];

    if (spec->address != NULL) {
        if (cloud_eip_by_address(state, spec->address) != NULL)
            return NULL;
        snprintf(address, sizeof(address), "%s", spec->address);
    } else if (!cloud_addresses_pick(&state->eip_pool, &state->chance, EIPS_NEAR, NULL,
                                     address)) {
        return NULL;
    }

    struct cloud_eip *eip = mem_new(sizeof(*eip));
    cloud_thing_init(state, &eip->thing, spec->id, spec->alias, NULL, NULL);
    memcpy(eip->address, address, sizeof(address));
    snprintf(eip->type, sizeof(eip->type), "%s",
             spec->type == NULL ? "5_bgp" : spec->type);
    eip->bandwidth = spec_bandwidth(state, spec);
    cloud_links_add(&eip->bandwidth->eips, &eip->thing);
    eip->settled_at_ms = cloud_now_ms(state);
    eip->routable_at_ms = INT64_MAX;
    cloud_addresses_take(&state->eip_pool, address);
    cloud_table_add(&state->eips, &eip->thing);
    cloud_tell(state, CLOUD_KIND_EIP, CLOUD_ADDED, &eip->thing);
    return eip;
}

void cloud_eip_remove(struct cloud_state *state, struct cloud_eip *eip)
{
    struct cloud_bandwidth *bandwidth = eip->bandwidth;

    cloud_eip_unbind(state, eip);
    cloud_links_remove(&bandwidth->eips, &eip->thing);
    if (!bandwidth->shared)
        cloud_bandwidth_remove(state, bandwidth);
    cloud_addresses_give_back(&state->eip_pool, eip->address);
    cloud_table_remove(&state->eips, &eip->thing);
    cloud_ghost_add(state, EIP_GHOST, state->switches.release_lag_ms, "%s", eip->address);
    cloud_tell(state, CLOUD_KIND_EIP, CLOUD_REMOVED, &eip->thing);
    cloud_thing_release(&eip->thing);
    free(eip);
}

void cloud_eip_bind(struct cloud_state *state, struct cloud_eip *eip,
                    struct cloud_elb *elb)
{
    cloud_eip_unbind(state, eip);
    if (elb->eip != NULL)
        cloud_eip_unbind(state, elb->eip);
    eip->elb = elb;
    elb->eip = eip;
    cloud_thing_touch(state, &eip->thing);
    cloud_eip_advertise(state, eip);
    cloud_tell(state, CLOUD_KIND_EIP, CLOUD_CHANGED, &eip->thing);
}

void cloud_eip_unbind(struct cloud_state *state, struct cloud_eip *eip)
{
    if (eip->elb == NULL)
        return;
    eip->elb->eip = NULL;
    eip->elb = NULL;
    eip->routable_at_ms = INT64_MAX;
    cloud_thing_touch(state, &eip->thing);
    cloud_tell(state, CLOUD_KIND_EIP, CLOUD_CHANGED, &eip->thing);
}

void cloud_eip_advertise(struct cloud_state *state, struct cloud_eip *eip)
{
    if (eip->elb == NULL || eip->elb->listeners.count == 0 ||
        eip->routable_at_ms != INT64_MAX)
        return;
    eip->routable_at_ms = cloud_now_ms(state) + cloud_jitter_ms(state, "eip-advertise",
                                                                eip->address, 2000, 8000);
}

void cloud_eip_advertise_now(struct cloud_state *state, struct cloud_eip *eip)
{
    eip->routable_at_ms = cloud_now_ms(state);
}

const char *cloud_eip_status(const struct cloud_state *state, const struct cloud_eip *eip)
{
    if (eip->frozen)
        return "FREEZED";
    if (eip->elb != NULL)
        return "ELB";
    return cloud_now_ms(state) < eip->settled_at_ms ? "PENDING_CREATE" : "DOWN";
}

size_t cloud_eip_used(struct cloud_state *state)
{
    return state->eips.count + cloud_ghost_count(state, EIP_GHOST);
}
