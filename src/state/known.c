#include "state/known.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

#include "base/banned.h"

/* ---- Services ---- */

struct known *known_find(const struct store *store, const char *namespace,
                         const char *name)
{
    struct known_key key = {namespace, name};
    return shelf_find(store->shelf, &key);
}

struct known *known_by_uid(const struct store *store, const char *uid)
{
    struct known *known = NULL;

    if (uid != NULL)
        HASH_FIND_STR(store->by_uid, uid, known);
    return known;
}

void known_touch(struct store *store, struct known *known)
{
    store->dirty = true;
    if (known->dirty)
        return;
    known->dirty = true;
    store->dirty_knowns = mem_grow(store->dirty_knowns, &store->dirty_room,
                                   store->dirty_count + 1, sizeof(struct known *));
    store->dirty_knowns[store->dirty_count++] = known;
}

void known_touch_all(struct store *store)
{
    for (struct known *known = store->by_uid; known != NULL; known = known->hh.next)
        known_touch(store, known);
}

static void forget_dirty(struct store *store, const struct known *known)
{
    for (size_t i = 0; i < store->dirty_count; i++) {
        if (store->dirty_knowns[i] == known)
            store->dirty_knowns[i] = store->dirty_knowns[--store->dirty_count];
    }
}

static void stop_ticking(struct store *store, struct known *known)
{
    if (known->due_ms == INT64_MAX)
        return;
    if (known->prior_ticking != NULL)
        known->prior_ticking->next_ticking = known->next_ticking;
    else
        store->ticking = known->next_ticking;
    if (known->next_ticking != NULL)
        known->next_ticking->prior_ticking = known->prior_ticking;
    known->due_ms = INT64_MAX;
}

void known_free(struct store *store, struct known *known)
{
    if (known->dirty)
        forget_dirty(store, known);
    stop_ticking(store, known);
    spot_leave(store, known);
    row_unref(known->row);
    kube_object_free(known->object);
    free(known);
}

/* ---- ELBs ---- */

struct spot *spot_get(struct store *store, const char *id)
{
    struct spot *spot;

    HASH_FIND_STR(store->spots, id, spot);
    if (spot != NULL)
        return spot;
    spot = mem_new(sizeof *spot);
    spot->id = mem_copy_text(id);
    HASH_ADD_KEYPTR(hh, store->spots, spot->id, strlen(spot->id), spot);
    return spot;
}

void spot_touch(struct store *store, struct spot *spot)
{
    if (spot->stale)
        return;
    spot->stale = true;
    store->stale_spots = mem_grow(store->stale_spots, &store->stale_room,
                                  store->stale_count + 1, sizeof(struct spot *));
    store->stale_spots[store->stale_count++] = spot;
}

static int compare_knowns(const struct known *a, const struct known *b)
{
    int order = strcmp(a->object->meta.namespace, b->object->meta.namespace);
    return order != 0 ? order : strcmp(a->object->meta.name, b->object->meta.name);
}

/*
 * Who shares an ELB shows with whom, so the others' rows change, too. Rows name the first
 * LIMIT_SHARED only: a change behind those is not seen in them.
 */
static void touch_others(struct store *store, struct spot *spot, size_t at)
{
    for (size_t i = 0; i < spot->known_count && at <= LIMIT_SHARED; i++)
        known_touch(store, spot->knowns[i]);
    spot_touch(store, spot);
    store->eips_stale = true;
}

/* Where it stands, or would: they come in order mostly, so the end is looked at first. */
static size_t place_on(const struct spot *spot, const struct known *known)
{
    size_t first = 0;
    size_t behind = spot->known_count;

    if (behind > 0 && compare_knowns(spot->knowns[behind - 1], known) < 0)
        return behind;
    while (first < behind) {
        size_t middle = first + (behind - first) / 2;
        if (compare_knowns(spot->knowns[middle], known) < 0)
            first = middle + 1;
        else
            behind = middle;
    }
    return first;
}

void spot_put(struct store *store, struct spot *spot, struct known *known)
{
    size_t at = place_on(spot, known);

    spot->knowns = mem_grow(spot->knowns, &spot->known_room, spot->known_count + 1,
                            sizeof(struct known *));
    memmove(&spot->knowns[at + 1], &spot->knowns[at],
            (spot->known_count - at) * sizeof(struct known *));
    spot->knowns[at] = known;
    spot->known_count++;
    known->spot = spot;
    touch_others(store, spot, at);
}

void spot_leave(struct store *store, struct known *known)
{
    struct spot *spot = known->spot;
    if (spot == NULL)
        return;

    size_t at = place_on(spot, known);
    spot->known_count--;
    memmove(&spot->knowns[at], &spot->knowns[at + 1],
            (spot->known_count - at) * sizeof(struct known *));
    known->spot = NULL;
    touch_others(store, spot, at);
}

static void spot_free(struct spot *spot)
{
    if (spot->card != NULL)
        part_let_go(&spot->card->part);
    free(spot->knowns);
    free(spot->id);
    free(spot);
}

void spots_free(struct store *store)
{
    struct spot *spot;
    struct spot *next;

    HASH_ITER(hh, store->spots, spot, next)
    {
        HASH_DEL(store->spots, spot);
        spot_free(spot);
    }
    free(store->stale_spots);
    free(store->ordered);
}
