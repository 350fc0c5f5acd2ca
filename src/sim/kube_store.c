#include "sim/kube_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/banned.h"

enum { RV_START = 1000 };

struct shelf {
    const struct kube_kind *kind;
    struct kube_version **at; /* sorted by key */
    size_t count;
    size_t capacity;

    struct kube_change *history; /* a ring */
    size_t history_first;
    size_t history_count;
    size_t history_bytes; /* of the states in it */
    uint64_t floor_rv;    /* changes up to here are forgotten */

    struct kube_watcher *watchers;
};

struct kube_store {
    uint64_t rv;
    size_t history_room;
    struct shelf *shelves; /* one per row of kube_kinds */
    kube_store_changed *changed;
    void *changed_ctx;
};

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

/* ---- shelves ---- */

static struct shelf *shelf_of(const struct kube_store *store,
                              const struct kube_kind *kind)
{
    return &store->shelves[kube_kind_index(kube_kind_stored(kind))];
}

/* Where a key is, or where it belongs. */
static size_t shelf_place(struct kube_version *const *at, size_t count, const char *key,
                          bool *ret_there)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(at[middle]->key, key);
        if (order == 0) {
            *ret_there = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *ret_there = false;
    return low;
}

static void shelf_insert(struct shelf *shelf, size_t place, struct kube_version *version)
{
    shelf->at =
        mem_grow(shelf->at, &shelf->capacity, shelf->count + 1, sizeof *shelf->at);
    memmove(shelf->at + place + 1, shelf->at + place,
            (shelf->count - place) * sizeof *shelf->at);
    shelf->at[place] = version;
    shelf->count++;
}

static void shelf_take_out(struct shelf *shelf, size_t place)
{
    shelf->count--;
    memmove(shelf->at + place, shelf->at + place + 1,
            (shelf->count - place) * sizeof *shelf->at);
}

static void change_release(struct kube_change *change)
{
    kube_version_drop(change->now);
    kube_version_drop(change->before);
    *change = (struct kube_change){0};
}

static struct kube_change *history_at(const struct kube_store *store,
                                      const struct shelf *shelf, size_t index)
{
    return &shelf->history[(shelf->history_first + index) % store->history_room];
}

static void history_drop_first(struct kube_store *store, struct shelf *shelf)
{
    struct kube_change *first = history_at(store, shelf, 0);

    shelf->floor_rv = first->rv;
    shelf->history_bytes -= first->now->bytes;
    change_release(first);
    shelf->history_first = (shelf->history_first + 1) % store->history_room;
    shelf->history_count--;
}

/* Takes both references over. */
static void history_add(struct kube_store *store, struct shelf *shelf,
                        struct kube_change change, json_t *object)
{
    if (shelf->history == NULL)
        shelf->history = mem_new_array(store->history_room, sizeof *shelf->history);
    shelf->history_bytes += change.now->bytes;
    while (shelf->history_count > 0 && (shelf->history_count == store->history_room ||
                                        shelf->history_bytes > LIMIT_KUBE_HISTORY_BYTES))
        history_drop_first(store, shelf);
    *history_at(store, shelf, shelf->history_count) = change;
    shelf->history_count++;

    for (struct kube_watcher *watcher = shelf->watchers; watcher != NULL;) {
        struct kube_watcher *next = watcher->next;
        watcher->changed(watcher);
        watcher = next;
    }
    if (store->changed != NULL)
        store->changed(store->changed_ctx, shelf->kind, &change, object);
}

/* ---- life ---- */

struct kube_store *kube_store_new(size_t history)
{
    struct kube_store *store = mem_new(sizeof *store);

    store->rv = RV_START;
    store->history_room = history == 0 ? LIMIT_KUBE_HISTORY : history;
    store->shelves = mem_new_array(kube_kind_count, sizeof *store->shelves);
    for (size_t i = 0; i < kube_kind_count; i++) {
        store->shelves[i].kind = &kube_kinds[i];
        store->shelves[i].floor_rv = RV_START;
    }
    return store;
}

void kube_store_free(struct kube_store *store)
{
    if (store == NULL)
        return;
    kube_store_forget(store);
    for (size_t i = 0; i < kube_kind_count; i++) {
        struct shelf *shelf = &store->shelves[i];
        for (size_t j = 0; j < shelf->count; j++)
            kube_version_drop(shelf->at[j]);
        free(shelf->at);
        free(shelf->history);
    }
    free(store->shelves);
    free(store);
}

uint64_t kube_store_rv(const struct kube_store *store)
{
    return store->rv;
}

void kube_store_on_change(struct kube_store *store, kube_store_changed *changed,
                          void *ctx)
{
    store->changed = changed;
    store->changed_ctx = ctx;
}

/* ---- reading and writing ---- */

const struct kube_version *kube_store_find(const struct kube_store *store,
                                           const struct kube_kind *kind,
                                           const char *name_space, const char *name)
{
    const struct shelf *shelf = shelf_of(store, kind);
    char *key = kube_version_key(or_empty(name_space), name);
    bool there;
    size_t place = shelf_place(shelf->at, shelf->count, key, &there);

    free(key);
    return there ? shelf->at[place] : NULL;
}

static uint64_t next_rv(struct kube_store *store, json_t *object)
{
    char text[32];

    store->rv++;
    snprintf(text, sizeof text, "%llu", (unsigned long long)store->rv);
    json_object_set_new(json_object_get(object, "metadata"), "resourceVersion",
                        json_string(text));
    return store->rv;
}

const struct kube_version *kube_store_put(struct kube_store *store,
                                          const struct kube_kind *kind, json_t *object)
{
    struct shelf *shelf = shelf_of(store, kind);
    uint64_t rv = next_rv(store, object);
    struct kube_version *now = kube_version_make(shelf->kind, object, rv);
    bool there;
    size_t place = shelf_place(shelf->at, shelf->count, now->key, &there);
    struct kube_version *before = there ? shelf->at[place] : NULL;

    if (there)
        shelf->at[place] = now;
    else
        shelf_insert(shelf, place, now);
    history_add(store, shelf,
                (struct kube_change){.type = there ? KUBE_MODIFIED : KUBE_ADDED,
                                     .rv = rv,
                                     .now = kube_version_hold(now),
                                     .before = before},
                object);
    return now;
}

struct kube_version *kube_store_remove(struct kube_store *store,
                                       const struct kube_kind *kind, json_t *object)
{
    struct shelf *shelf = shelf_of(store, kind);
    uint64_t rv = next_rv(store, object);
    struct kube_version *last = kube_version_make(shelf->kind, object, rv);
    bool there;
    size_t place = shelf_place(shelf->at, shelf->count, last->key, &there);

    if (there) {
        struct kube_version *before = shelf->at[place];
        shelf_take_out(shelf, place);
        history_add(store, shelf,
                    (struct kube_change){.type = KUBE_DELETED,
                                         .rv = rv,
                                         .now = kube_version_hold(last),
                                         .before = before},
                    object);
    }
    return last;
}

size_t kube_store_count(const struct kube_store *store, const struct kube_kind *kind)
{
    return shelf_of(store, kind)->count;
}

const struct kube_version *kube_store_at(const struct kube_store *store,
                                         const struct kube_kind *kind, size_t index)
{
    return shelf_of(store, kind)->at[index];
}

size_t kube_store_place(const struct kube_store *store, const struct kube_kind *kind,
                        const char *name_space, const char *name)
{
    const struct shelf *shelf = shelf_of(store, kind);
    char *key = kube_version_key(or_empty(name_space), name);
    bool there;
    size_t place = shelf_place(shelf->at, shelf->count, key, &there);

    free(key);
    return place;
}

/* ---- views ---- */

/* Turns a copy of the shelf back by one change. */
static void undo(struct shelf *copy, const struct kube_change *change)
{
    bool there;
    size_t place = shelf_place(copy->at, copy->count, change->now->key, &there);

    if (change->type == KUBE_DELETED && !there)
        shelf_insert(copy, place, change->before);
    else if (change->type == KUBE_ADDED && there)
        shelf_take_out(copy, place);
    else if (change->type == KUBE_MODIFIED && there)
        copy->at[place] = change->before;
}

static bool is_within(const struct kube_version *version, const char *name_space)
{
    return name_space == NULL || strcmp(version->name_space, name_space) == 0;
}

static void view_take(const struct shelf *shelf, const char *name_space,
                      struct kube_shelf_view *view)
{
    view->at = mem_new_array(shelf->count + 1, sizeof *view->at);
    for (size_t i = 0; i < shelf->count; i++) {
        if (is_within(shelf->at[i], name_space))
            view->at[view->count++] = kube_version_hold(shelf->at[i]);
    }
}

bool kube_store_view(const struct kube_store *store, const struct kube_kind *kind,
                     const char *name_space, uint64_t rv,
                     struct kube_shelf_view *ret_view)
{
    const struct shelf *shelf = shelf_of(store, kind);

    *ret_view = (struct kube_shelf_view){.rv = rv == 0 ? store->rv : rv};
    if (!kube_store_remembers(store, kind, ret_view->rv))
        return false;

    size_t newer = shelf->history_count;
    while (newer > 0 && history_at(store, shelf, newer - 1)->rv > ret_view->rv)
        newer--;
    if (newer == shelf->history_count) {
        view_take(shelf, name_space, ret_view);
        return true;
    }

    struct shelf copy = {.count = shelf->count, .capacity = shelf->count};
    copy.at = mem_new_array(shelf->count + 1, sizeof *copy.at);
    memcpy(copy.at, shelf->at, shelf->count * sizeof *copy.at);
    for (size_t i = shelf->history_count; i > newer; i--)
        undo(&copy, history_at(store, shelf, i - 1));
    view_take(&copy, name_space, ret_view);
    free(copy.at);
    return true;
}

void kube_shelf_view_release(struct kube_shelf_view *view)
{
    for (size_t i = 0; i < view->count; i++)
        kube_version_drop(view->at[i]);
    free(view->at);
    *view = (struct kube_shelf_view){0};
}

/* ---- history ---- */

bool kube_store_remembers(const struct kube_store *store, const struct kube_kind *kind,
                          uint64_t rv)
{
    return rv >= shelf_of(store, kind)->floor_rv;
}

uint64_t kube_store_oldest(const struct kube_store *store, const struct kube_kind *kind)
{
    return shelf_of(store, kind)->floor_rv;
}

const struct kube_change *kube_store_change_after(const struct kube_store *store,
                                                  const struct kube_kind *kind,
                                                  uint64_t rv)
{
    const struct shelf *shelf = shelf_of(store, kind);
    size_t low = 0;
    size_t high = shelf->history_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (history_at(store, shelf, middle)->rv <= rv)
            low = middle + 1;
        else
            high = middle;
    }
    return low == shelf->history_count ? NULL : history_at(store, shelf, low);
}

void kube_store_forget(struct kube_store *store)
{
    for (size_t i = 0; i < kube_kind_count; i++) {
        struct shelf *shelf = &store->shelves[i];
        while (shelf->history_count > 0)
            history_drop_first(store, shelf);
        shelf->floor_rv = store->rv;
    }
}

void kube_store_watch(struct kube_store *store, const struct kube_kind *kind,
                      struct kube_watcher *watcher)
{
    struct shelf *shelf = shelf_of(store, kind);

    watcher->previous = NULL;
    watcher->next = shelf->watchers;
    if (watcher->next != NULL)
        watcher->next->previous = watcher;
    shelf->watchers = watcher;
}

void kube_store_unwatch(struct kube_store *store, const struct kube_kind *kind,
                        struct kube_watcher *watcher)
{
    struct shelf *shelf = shelf_of(store, kind);

    if (watcher->previous != NULL)
        watcher->previous->next = watcher->next;
    else if (shelf->watchers == watcher)
        shelf->watchers = watcher->next;
    if (watcher->next != NULL)
        watcher->next->previous = watcher->previous;
}
