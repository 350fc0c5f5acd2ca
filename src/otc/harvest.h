/*
 * harvest.h - inside of sweep: what it has read so far, of each kind, and how that
 * becomes a set. Records in order of arrival, sorted and rid of doubles at the end.
 */
#ifndef ELBTOP_OTC_HARVEST_H
#define ELBTOP_OTC_HARVEST_H

#include <stdbool.h>

#include "otc/gather.h"
#include "otc/inventory.h"
#include "wire/value.h"

struct harvest {
    struct gather elbs;
    struct gather listeners;
    struct gather pools;
    struct gather members;
    struct gather eips;
    struct gather placings;     /* which pool a member is in, as the pool says */
    struct gather charges;      /* how a bandwidth is paid for */
    struct gather filled_pools; /* ids (const char *) of pools that may have members */
    bool members_known;
    size_t unreadable;
    struct arena arena; /* holds the texts of all of them */
};

void harvest_init(struct harvest *harvest);
void harvest_release(struct harvest *harvest);

/*
 * Takes one object of a list, when it has an id. is_v2: the list is of ELB v2.0, which
 * has shared load balancers only and does not say it. pool_id: of the pool whose members
 * are listed; NULL: the object says it itself, or its pool does.
 */
bool harvest_take_elb(struct harvest *harvest, const struct value *json, bool is_v2);
bool harvest_take_listener(struct harvest *harvest, const struct value *json);
bool harvest_take_pool(struct harvest *harvest, const struct value *json);
bool harvest_take_member(struct harvest *harvest, const struct value *json,
                         const char *pool_id);
bool harvest_take_eip(struct harvest *harvest, const struct value *json);
bool harvest_take_bandwidth(struct harvest *harvest, const struct value *json);

bool harvest_has_shared(const struct harvest *harvest);
const char *harvest_filled_pool(const struct harvest *harvest,
                                size_t index); /* NULL: end */

/* The set owns all that was read; the harvest is empty then. */
struct elb_set *harvest_make_elbs(struct harvest *harvest);
struct eip_set *harvest_make_eips(struct harvest *harvest);

#endif
