#include "state/cloud.h"

#include <string.h>

#include "base/banned.h"

void cloud_release(struct cloud *cloud)
{
    index_release(&cloud->elbs_by_name);
    index_release(&cloud->elbs_by_address);
    index_release(&cloud->listeners_by_elb);
    index_release(&cloud->listeners_by_service);
    index_release(&cloud->pools_by_listener);
    index_release(&cloud->members_by_pool);
    index_release(&cloud->eips_by_address);
    index_release(&cloud->eips_by_port);
    elb_set_free(cloud->elbs);
    eip_set_free(cloud->eips);
    *cloud = (struct cloud){0};
}

static void index_elbs(struct cloud *cloud)
{
    const struct elb_set *set = cloud->elbs;

    index_clear(&cloud->elbs_by_name, set->elb_count);
    index_clear(&cloud->elbs_by_address, set->elb_count * 2);
    for (size_t i = 0; i < set->elb_count; i++) {
        const struct elb *elb = &set->elbs[i];
        index_add(&cloud->elbs_by_name, elb->name, elb);
        index_add(&cloud->elbs_by_address, elb->vip_address, elb);
        index_add(&cloud->elbs_by_address, elb->eip_address, elb);
    }
    index_close(&cloud->elbs_by_name);
    index_close(&cloud->elbs_by_address);
}

static void index_listeners(struct cloud *cloud)
{
    const struct elb_set *set = cloud->elbs;

    index_clear(&cloud->listeners_by_elb, set->listener_count);
    index_clear(&cloud->listeners_by_service, set->listener_count);
    for (size_t i = 0; i < set->listener_count; i++) {
        const struct listener *listener = &set->listeners[i];
        index_add(&cloud->listeners_by_elb, listener->elb_id, listener);
        index_add(&cloud->listeners_by_service, listener->service_uid, listener);
    }
    index_close(&cloud->listeners_by_elb);
    index_close(&cloud->listeners_by_service);
}

static void index_pools(struct cloud *cloud)
{
    const struct elb_set *set = cloud->elbs;

    index_clear(&cloud->pools_by_listener, set->pool_count);
    for (size_t i = 0; i < set->pool_count; i++)
        index_add(&cloud->pools_by_listener, set->pools[i].listener_id, &set->pools[i]);
    index_close(&cloud->pools_by_listener);

    index_clear(&cloud->members_by_pool, set->member_count);
    for (size_t i = 0; i < set->member_count; i++)
        index_add(&cloud->members_by_pool, set->members[i].pool_id, &set->members[i]);
    index_close(&cloud->members_by_pool);
}

void cloud_set_elbs(struct cloud *cloud, struct elb_set *set)
{
    struct elb_set *before = cloud->elbs;

    cloud->elbs = set;
    index_elbs(cloud);
    index_listeners(cloud);
    index_pools(cloud);
    elb_set_free(before);
}

void cloud_set_eips(struct cloud *cloud, struct eip_set *set)
{
    struct eip_set *before = cloud->eips;

    cloud->eips = set;
    index_clear(&cloud->eips_by_address, set->eip_count);
    index_clear(&cloud->eips_by_port, set->eip_count);
    for (size_t i = 0; i < set->eip_count; i++) {
        index_add(&cloud->eips_by_address, set->eips[i].address, &set->eips[i]);
        index_add(&cloud->eips_by_port, set->eips[i].port_id, &set->eips[i]);
    }
    index_close(&cloud->eips_by_address);
    index_close(&cloud->eips_by_port);
    eip_set_free(before);
}

bool cloud_has_eips(const struct cloud *cloud)
{
    return cloud->eips != NULL && cloud->eips->eip_count > 0;
}

const struct elb *cloud_elb(const struct cloud *cloud, const char *id)
{
    return cloud->elbs == NULL || id == NULL ? NULL : elb_set_elb(cloud->elbs, id);
}

const struct elb *cloud_elb_at(const struct cloud *cloud, const char *address)
{
    const struct elb *found = NULL;
    size_t at = index_first(&cloud->elbs_by_address, address);

    for (; at != INDEX_END; at = index_next(&cloud->elbs_by_address, at)) {
        const struct elb *elb = index_item(&cloud->elbs_by_address, at);
        if (found != NULL && found != elb)
            return NULL;
        found = elb;
    }
    return found;
}

const struct eip *cloud_eip(const struct cloud *cloud, const char *id)
{
    return cloud->eips == NULL || id == NULL ? NULL : eip_set_eip(cloud->eips, id);
}

const struct eip *cloud_eip_of(const struct cloud *cloud, const struct elb *elb)
{
    const struct eip *eip = cloud_eip(cloud, elb->eip_id);
    if (eip == NULL)
        eip = index_one(&cloud->eips_by_port, elb->vip_port_id);
    if (eip == NULL)
        eip = index_one(&cloud->eips_by_address, elb->eip_address);
    return eip;
}

const struct pool *cloud_pool_of(const struct cloud *cloud,
                                 const struct listener *listener)
{
    const struct pool *pool = NULL;
    if (listener->pool_id != NULL)
        pool = elb_set_pool(cloud->elbs, listener->pool_id);
    return pool != NULL ? pool : index_one(&cloud->pools_by_listener, listener->id);
}

/* ---- digests ---- */

static uint64_t number_hash(uint64_t seed, int64_t number)
{
    return (seed ^ (uint64_t)number) * 0x9e3779b97f4a7c15u + 0x7f4a7c15u;
}

static uint64_t pool_digest(const struct cloud *cloud, uint64_t hash,
                            const struct pool *pool)
{
    hash = text_hash(hash, pool->id);
    hash = text_hash(hash, pool->monitor_id);
    size_t at = index_first(&cloud->members_by_pool, pool->id);
    for (; at != INDEX_END; at = index_next(&cloud->members_by_pool, at)) {
        const struct member *member = index_item(&cloud->members_by_pool, at);
        hash = text_hash(hash, member->id);
        hash = text_hash(hash, member->name);
        hash = text_hash(hash, member->address);
        hash = text_hash(hash, member->reason);
        hash = number_hash(hash, member->port * 16 + (int)member->status * 2 +
                                     member->machine_gone);
    }
    return hash;
}

static uint64_t listener_digest(const struct cloud *cloud, uint64_t hash,
                                const struct listener *listener)
{
    hash = text_hash(hash, listener->id);
    hash = text_hash(hash, listener->name);
    hash = text_hash(hash, listener->description);
    hash = text_hash(hash, listener->protocol);
    hash = text_hash(hash, listener->pool_id);
    hash = number_hash(hash, listener->port);
    const struct pool *pool = cloud_pool_of(cloud, listener);
    return pool == NULL ? hash : pool_digest(cloud, hash, pool);
}

uint64_t cloud_digest(const struct cloud *cloud, const struct elb *elb)
{
    uint64_t hash = text_hash(cloud->elbs->members_known, elb->id);

    hash = text_hash(hash, elb->name);
    hash = text_hash(hash, elb->description);
    hash = text_hash(hash, elb->provisioning_status);
    hash = text_hash(hash, elb->operating_status);
    hash = text_hash(hash, elb->vip_address);
    hash = text_hash(hash, elb->vip_port_id);
    hash = text_hash(hash, elb->eip_id);
    hash = text_hash(hash, elb->eip_address);
    hash = number_hash(hash, elb->guaranteed * 4 + elb->guaranteed_known * 2 +
                                 elb->deletion_protected);
    size_t at = index_first(&cloud->listeners_by_elb, elb->id);
    for (; at != INDEX_END; at = index_next(&cloud->listeners_by_elb, at))
        hash = listener_digest(cloud, hash, index_item(&cloud->listeners_by_elb, at));
    return hash;
}

uint64_t eip_digest(const struct eip *eip)
{
    uint64_t hash = text_hash(0, eip->id);

    hash = text_hash(hash, eip->address);
    hash = text_hash(hash, eip->status);
    hash = text_hash(hash, eip->port_id);
    hash = text_hash(hash, eip->private_address);
    hash = text_hash(hash, eip->bandwidth_name);
    hash = text_hash(hash, eip->charge_mode);
    return number_hash(hash, eip->bandwidth_mbit);
}

/* ---- words ---- */

const char *member_status_text(enum member_status status)
{
    static const char *const texts[] = {
        [MEMBER_UNKNOWN] = "UNKNOWN",
        [MEMBER_ONLINE] = "ONLINE",
        [MEMBER_OFFLINE] = "OFFLINE",
        [MEMBER_NO_MONITOR] = "NO_MONITOR",
    };
    return texts[status];
}

bool member_is_online(const struct member *member)
{
    return member->status == MEMBER_ONLINE || member->status == MEMBER_NO_MONITOR;
}
