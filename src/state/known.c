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

    if (uid != NULL && uid[0] != '\0')
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
    past_release(&known->past);
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
    size_t bytes = strlen(id) + 1;
    spot = mem_new(sizeof *spot + bytes);
    memcpy(spot->id, id, bytes);
    HASH_ADD_STR(store->spots, id, spot);
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

static bool has_creator(const struct spot *spot)
{
    return spot->known_count > 0 && spot->card != NULL &&
           spot->card->elb.kind == ELB_AUTO;
}

void touch_nobodys(struct store *store)
{
    for (size_t i = 0; i < store->spot_count; i++) {
        if (!has_creator(store->ordered[i]))
            spot_touch(store, store->ordered[i]);
    }
    store->eips_stale = true;
    store->dirty = true;
}

void touch_listening(struct store *store, const char *uid)
{
    const struct index *index = &store->cloud.listeners_by_service;

    for (size_t at = index_first(index, uid); at != INDEX_END;
         at = index_next(index, at)) {
        const struct listener *listener = index_item(index, at);
        struct spot *spot;
        HASH_FIND_STR(store->spots, listener->elb_id, spot);
        if (spot != NULL)
            spot_touch(store, spot);
    }
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
    struct known *known = at <= LIMIT_SHARED ? spot->first : NULL;

    for (; known != NULL; known = known->next_on_spot)
        known_touch(store, known);
    spot_touch(store, spot);
    store->eips_stale = true;
}

/* The link that leads, or would lead, to it; and who is before it. */
static struct known **link_on(struct spot *spot, const struct known *known,
                              struct known **ret_before, size_t *ret_at)
{
    struct known **link = &spot->first;

    *ret_before = NULL;
    *ret_at = 0;
    /* They come in order mostly. */
    if (spot->last != NULL && compare_knowns(spot->last, known) < 0) {
        *ret_before = spot->last;
        *ret_at = spot->known_count;
        return &spot->last->next_on_spot;
    }
    while (*link != NULL && compare_knowns(*link, known) < 0) {
        *ret_before = *link;
        link = &(*link)->next_on_spot;
        (*ret_at)++;
    }
    return link;
}

void spot_put(struct store *store, struct spot *spot, struct known *known)
{
    size_t at;
    struct known *before;
    struct known **link = link_on(spot, known, &before, &at);

    known->spot = spot;
    known->next_on_spot = *link;
    *link = known;
    if (known->next_on_spot == NULL)
        spot->last = known;
    spot->known_count++;
    touch_others(store, spot, at);
}

void spot_leave(struct store *store, struct known *known)
{
    struct spot *spot = known->spot;
    if (spot == NULL)
        return;

    size_t at;
    struct known *before;
    struct known **link = link_on(spot, known, &before, &at);

    *link = known->next_on_spot;
    if (spot->last == known)
        spot->last = before;
    known->next_on_spot = NULL;
    known->spot = NULL;
    spot->known_count--;
    touch_others(store, spot, at);
}

static void spot_free(struct spot *spot)
{
    if (spot->card != NULL)
        part_let_go(&spot->card->part);
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
