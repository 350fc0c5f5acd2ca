#include "state/reachmap.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"

#include "base/banned.h"

enum { TRIES_THAT_COUNT = 3, SPARE_SLOTS = 256, TARGET_BYTES = 300 };

static const struct probe_result nothing = {
    .at_wall_ms = WHEN_UNKNOWN, .rtt_ms = -1, .first_ok_wall_ms = WHEN_UNKNOWN};

struct slot {
    struct probe_result result;
    void *owner; /* NULL: nobody claims it */
    UT_hash_handle hh;
    size_t bytes;
    char key[]; /* the port's two bytes, then the address */
};

struct reachmap {
    struct slot *slots;
    size_t unowned;
};

struct reachmap *reachmap_new(void)
{
    return mem_new(sizeof(struct reachmap));
}

void reachmap_free(struct reachmap *map)
{
    struct slot *slot;
    struct slot *next;

    if (map == NULL)
        return;
    HASH_ITER(hh, map->slots, slot, next)
    {
        HASH_DEL(map->slots, slot);
        free(slot);
    }
    free(map);
}

/* 0: longer than any address is. */
static size_t key_of(const char *address, uint16_t port, char key[TARGET_BYTES])
{
    size_t bytes = strlen(address);

    if (bytes + 2 > TARGET_BYTES)
        return 0;
    key[0] = (char)(port >> 8);
    key[1] = (char)(port & 0xff);
    memcpy(key + 2, address, bytes);
    return bytes + 2;
}

static struct slot *find(struct reachmap *map, const char *key, size_t bytes)
{
    struct slot *slot;

    HASH_FIND(hh, map->slots, key, bytes, slot);
    return slot;
}

/* Targets that nobody has any more are dropped when there are many. */
static void drop_unowned(struct reachmap *map)
{
    struct slot *slot;
    struct slot *next;

    HASH_ITER(hh, map->slots, slot, next)
    {
        if (slot->owner != NULL)
            continue;
        HASH_DEL(map->slots, slot);
        free(slot);
    }
    map->unowned = 0;
}

static struct slot *slot_for(struct reachmap *map, const char *key, size_t bytes)
{
    struct slot *slot = find(map, key, bytes);
    if (slot != NULL)
        return slot;

    if (map->unowned > SPARE_SLOTS + HASH_COUNT(map->slots) / 2)
        drop_unowned(map);
    slot = mem_new(sizeof *slot + bytes);
    slot->result = nothing;
    slot->bytes = bytes;
    memcpy(slot->key, key, bytes);
    HASH_ADD_KEYPTR(hh, map->slots, slot->key, bytes, slot);
    map->unowned++;
    return slot;
}

static int counted_tries(const struct probe_result *result)
{
    return result->tries < TRIES_THAT_COUNT ? result->tries : TRIES_THAT_COUNT;
}

static bool differs(const struct probe_result *a, const struct probe_result *b)
{
    return a->state != b->state || a->http_status != b->http_status ||
           a->first_ok_wall_ms != b->first_ok_wall_ms ||
           counted_tries(a) != counted_tries(b);
}

bool reachmap_put(struct reachmap *map, const char *address, uint16_t port,
                  const struct probe_result *result, void **ret_owner)
{
    char key[TARGET_BYTES];
    size_t bytes = key_of(address, port, key);

    *ret_owner = NULL;
    if (bytes == 0)
        return false;
    struct slot *slot = slot_for(map, key, bytes);
    bool changed = differs(&slot->result, result);
    slot->result = *result;
    *ret_owner = slot->owner;
    return changed;
}

struct probe_result reachmap_claim(struct reachmap *map, const char *address,
                                   uint16_t port, void *owner)
{
    char key[TARGET_BYTES];
    size_t bytes = key_of(address, port, key);

    if (bytes == 0)
        return (struct probe_result){.state = PROBE_OFF,
                                     .at_wall_ms = WHEN_UNKNOWN,
                                     .rtt_ms = -1,
                                     .first_ok_wall_ms = WHEN_UNKNOWN};
    struct slot *slot = slot_for(map, key, bytes);
    if (slot->owner == NULL)
        map->unowned--;
    slot->owner = owner;
    return slot->result;
}

void reachmap_leave(struct reachmap *map, const char *address, uint16_t port,
                    const void *owner)
{
    char key[TARGET_BYTES];
    size_t bytes = key_of(address, port, key);
    struct slot *slot = bytes == 0 ? NULL : find(map, key, bytes);

    if (slot == NULL || slot->owner != owner)
        return;
    slot->owner = NULL;
    slot->result = nothing;
    map->unowned++;
}
