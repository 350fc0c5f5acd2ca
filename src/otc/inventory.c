#include "otc/inventory.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

void elb_set_free(struct elb_set *set)
{
    if (set == NULL)
        return;
    arena_release(&set->arena);
    free(set);
}

void eip_set_free(struct eip_set *set)
{
    if (set == NULL)
        return;
    arena_release(&set->arena);
    free(set);
}

/* All records begin with their id, so one comparison serves the four kinds. */
static int compare_id(const void *key, const void *record)
{
    const char *id;
    memcpy(&id, record, sizeof id);
    return strcmp(key, id);
}

_Static_assert(offsetof(struct elb, id) == 0, "the id comes first");
_Static_assert(offsetof(struct listener, id) == 0, "the id comes first");
_Static_assert(offsetof(struct pool, id) == 0, "the id comes first");
_Static_assert(offsetof(struct eip, id) == 0, "the id comes first");

static const void *find(const void *records, size_t count, size_t bytes, const char *id)
{
    if (id == NULL || count == 0)
        return NULL;
    return bsearch(id, records, count, bytes, compare_id);
}

const struct elb *elb_set_elb(const struct elb_set *set, const char *id)
{
    return find(set->elbs, set->elb_count, sizeof *set->elbs, id);
}

const struct listener *elb_set_listener(const struct elb_set *set, const char *id)
{
    return find(set->listeners, set->listener_count, sizeof *set->listeners, id);
}

const struct pool *elb_set_pool(const struct elb_set *set, const char *id)
{
    return find(set->pools, set->pool_count, sizeof *set->pools, id);
}

const struct eip *eip_set_eip(const struct eip_set *set, const char *id)
{
    return find(set->eips, set->eip_count, sizeof *set->eips, id);
}
