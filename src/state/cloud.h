/*
 * cloud.h - what the cloud said last, with the ways to find things in it.
 *
 * Owns the newest set of ELBs and of EIPs and indexes them once when they arrive. A set that
 * was never given is not an empty one: cloud_has_elbs, cloud_has_eips.
 */
#ifndef ELBTOP_STATE_CLOUD_H
#define ELBTOP_STATE_CLOUD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "otc/inventory.h"
#include "state/index.h"

struct cloud {
    struct elb_set *elbs; /* NULL: never read */
    struct eip_set *eips; /* NULL: never read */
    struct index elbs_by_name;
    struct index elbs_by_address; /* VIP and EIP */
    struct index listeners_by_elb;
    struct index listeners_by_service; /* uid in the description */
    struct index pools_by_listener;
    struct index members_by_pool;
    struct index eips_by_address;
    struct index eips_by_port;
};

void cloud_release(struct cloud *cloud); /* zero-filled is fine */

/* The set is the cloud's from now on; the one before is freed. */
void cloud_set_elbs(struct cloud *cloud, struct elb_set *set);
void cloud_set_eips(struct cloud *cloud, struct eip_set *set);

/* An empty EIP list proves nothing: a project without the right gets one, too. */
bool cloud_has_eips(const struct cloud *cloud);

const struct elb *cloud_elb(const struct cloud *cloud, const char *id);
/* By VIP or EIP. NULL when nobody has it, or two ELBs of different networks do. */
const struct elb *cloud_elb_at(const struct cloud *cloud, const char *address);

/* The EIP of an ELB: by its own list, by VIP port, by private or public address. */
const struct eip *cloud_eip_of(const struct cloud *cloud, const struct elb *elb);
const struct eip *cloud_eip(const struct cloud *cloud, const char *id);

/* The pool behind a listener; NULL. */
const struct pool *cloud_pool_of(const struct cloud *cloud,
                                 const struct listener *listener);

/* A number that changes when the ELB or anything below it does. */
uint64_t cloud_digest(const struct cloud *cloud, const struct elb *elb);
uint64_t eip_digest(const struct eip *eip);

const char *member_status_text(
    enum member_status status);                     /* "ONLINE" … as the API has it */
bool member_is_online(const struct member *member); /* or unchecked, by wish */

#endif
