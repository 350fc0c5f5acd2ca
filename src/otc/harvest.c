#include "otc/harvest.h"

#include "base/mem.h"
#include "otc/decode.h"

#include "base/banned.h"

struct placing {
    const char *member_id;
    const char *pool_id;
};

struct charge {
    const char *bandwidth_id;
    const char *mode;
};

void harvest_init(struct harvest *harvest)
{
    *harvest = (struct harvest){.members_known = true};
    gather_init(&harvest->elbs, sizeof(struct elb));
    gather_init(&harvest->listeners, sizeof(struct listener));
    gather_init(&harvest->pools, sizeof(struct pool));
    gather_init(&harvest->members, sizeof(struct member));
    gather_init(&harvest->eips, sizeof(struct eip));
    gather_init(&harvest->placings, sizeof(struct placing));
    gather_init(&harvest->charges, sizeof(struct charge));
    gather_init(&harvest->filled_pools, sizeof(const char *));
}

void harvest_release(struct harvest *harvest)
{
    gather_release(&harvest->elbs);
    gather_release(&harvest->listeners);
    gather_release(&harvest->pools);
    gather_release(&harvest->members);
    gather_release(&harvest->eips);
    gather_release(&harvest->placings);
    gather_release(&harvest->charges);
    gather_release(&harvest->filled_pools);
    arena_release(&harvest->arena);
}

/* ---- one object ------------------------------------------------------------- */

bool harvest_take_elb(struct harvest *harvest, const struct value *json, bool is_v2)
{
    struct elb elb;

    if (!elb_decode(json, &harvest->arena, &elb))
        return false;
    if (is_v2)
        elb.guaranteed_known = true; /* and false: there are only shared ones */
    gather_add(&harvest->elbs, &elb);
    return true;
}

bool harvest_take_listener(struct harvest *harvest, const struct value *json)
{
    struct listener listener;

    if (!listener_decode(json, &harvest->arena, &listener))
        return false;
    gather_add(&harvest->listeners, &listener);
    return true;
}

static void take_placings(struct harvest *harvest, const char *pool_id,
                          const struct value *refs)
{
    const struct value *ref;
    size_t count = value_items(refs, &ref);

    for (size_t i = 0; i < count; i++, ref = value_next(ref)) {
        const char *member_id = decode_id(ref);
        if (member_id == NULL)
            continue;
        struct placing placing = {arena_text(&harvest->arena, member_id), pool_id};
        gather_add(&harvest->placings, &placing);
    }
}

bool harvest_take_pool(struct harvest *harvest, const struct value *json)
{
    const struct value *refs = value_key(json, "members");
    struct pool pool;

    if (!pool_decode(json, &harvest->arena, &pool))
        return false;
    gather_add(&harvest->pools, &pool);
    take_placings(harvest, pool.id, refs);
    if (!value_is(refs, VALUE_LIST) || refs->count > 0)
        gather_add(&harvest->filled_pools, &pool.id);
    return true;
}

bool harvest_take_member(struct harvest *harvest, const struct value *json,
                         const char *pool_id)
{
    struct member member;

    if (!member_decode(json, &harvest->arena, &member))
        return false;
    if (pool_id != NULL)
        member.pool_id = pool_id;
    gather_add(&harvest->members, &member);
    return true;
}

bool harvest_take_eip(struct harvest *harvest, const struct value *json)
{
    struct eip eip;

    if (!eip_decode(json, &harvest->arena, &eip))
        return false;
    gather_add(&harvest->eips, &eip);
    return true;
}

bool harvest_take_bandwidth(struct harvest *harvest, const struct value *json)
{
    const char *id = decode_id(json);
    const char *mode = value_key_text(json, "charge_mode");
    struct arena *arena = &harvest->arena;

    if (id == NULL)
        return false;
    if (mode != NULL) {
        struct charge charge = {arena_text(arena, id), decode_text(mode, arena)};
        gather_add(&harvest->charges, &charge);
    }
    return true;
}

/* ---- questions -------------------------------------------------------------- */

bool harvest_has_shared(const struct harvest *harvest)
{
    for (size_t i = 0; i < harvest->elbs.count; i++) {
        const struct elb *elb = gather_at(&harvest->elbs, i);
        if (elb->guaranteed_known && !elb->guaranteed)
            return true;
    }
    return false;
}

const char *harvest_filled_pool(const struct harvest *harvest, size_t index)
{
    if (index >= harvest->filled_pools.count)
        return NULL;
    const char *const *id = gather_at(&harvest->filled_pools, index);
    return *id;
}

/* ---- sets ------------------------------------------------------------------- */

/* The project's list of members may leave out which pool each is in. */
static void place_members(struct harvest *harvest)
{
    gather_settle(&harvest->placings);
    for (size_t i = 0; i < harvest->members.count; i++) {
        struct member *member = gather_at(&harvest->members, i);
        if (member->pool_id[0] != '\0')
            continue;
        const struct placing *placing = gather_find(&harvest->placings, member->id);
        if (placing != NULL)
            member->pool_id = placing->pool_id;
    }
}

/* Addresses of EIP v1 do not say how they are paid for, their bandwidths do. */
static void charge_eips(struct harvest *harvest)
{
    gather_settle(&harvest->charges);
    for (size_t i = 0; i < harvest->eips.count; i++) {
        struct eip *eip = gather_at(&harvest->eips, i);
        if (eip->bandwidth_id == NULL)
            continue;
        const struct charge *charge = gather_find(&harvest->charges, eip->bandwidth_id);
        if (charge != NULL)
            eip->charge_mode = charge->mode;
    }
}

static struct arena give_arena(struct harvest *harvest)
{
    struct arena arena = harvest->arena;

    harvest->arena = (struct arena){0};
    harvest_release(harvest);
    return arena;
}

struct elb_set *harvest_make_elbs(struct harvest *harvest)
{
    struct elb_set *set = mem_new(sizeof *set);
    struct arena *arena = &harvest->arena;

    gather_settle(&harvest->elbs);
    gather_settle(&harvest->listeners);
    gather_settle(&harvest->pools);
    gather_settle(&harvest->members);
    place_members(harvest);
    *set = (struct elb_set){
        .elb_count = harvest->elbs.count,
        .listener_count = harvest->listeners.count,
        .pool_count = harvest->pools.count,
        .member_count = harvest->members.count,
        .elbs = gather_copy(&harvest->elbs, arena),
        .listeners = gather_copy(&harvest->listeners, arena),
        .pools = gather_copy(&harvest->pools, arena),
        .members = gather_copy(&harvest->members, arena),
        .members_known = harvest->members_known,
        .unreadable = harvest->unreadable,
    };
    set->arena = give_arena(harvest);
    return set;
}

struct eip_set *harvest_make_eips(struct harvest *harvest)
{
    struct eip_set *set = mem_new(sizeof *set);

    gather_settle(&harvest->eips);
    charge_eips(harvest);
    *set = (struct eip_set){
        .eip_count = harvest->eips.count,
        .eips = gather_copy(&harvest->eips, &harvest->arena),
        .unreadable = harvest->unreadable,
    };
    set->arena = give_arena(harvest);
    return set;
}
