/*
 * kube_store.h - all objects of the api-server, and what lately happened to them.
 *
 * One shelf per kind: the objects sorted by "namespace/name", and a bounded history of
 * changes, from which watches are fed and older states of the shelf are worked out. Every
 * change has a number, the resourceVersion, counted over all kinds.
 *
 * An object's state is kept as the text it has in an answer, ready to be sent, and is never
 * changed: 10,000 Services as trees would take 2 GB, as text they take 28 MB.
 *
 * Thread: under the api-server's lock.
 */
#ifndef ELBTOP_SIM_KUBE_STORE_H
#define ELBTOP_SIM_KUBE_STORE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"
#include "sim/kube_resource.h"

/* One state of one object. Counted by references; read only. */
struct kube_version {
    unsigned refs;
    uint64_t rv;
    char *key;        /* "namespace/name", or "name" of what has no namespace */
    const char *name; /* within key */
    char *name_space; /* "" when it has none */
    char *uid;
    char *text; /* as in a list: {"metadata":{…},…}, without kind and apiVersion */
    size_t bytes;
    struct span metadata; /* {…} within text */
    struct span managed;  /* ,"managedFields":[…] within metadata; empty when none */
    char *labels;         /* "key\0value\0…\0" */
    char *selector;       /* of a Service: "key\0value\0…\0"; else "\0" */
    char *owner;          /* uid of the first owner; "" when it has none */
    char *fields;         /* "value\0…" in the order of the kind's selectable fields */
    int64_t created_ms;
    bool deleting; /* has a deletionTimestamp */
};

struct kube_version *kube_version_hold(const struct kube_version *version);
void kube_version_drop(struct kube_version *version); /* NULL is fine */

/* The object as a tree, without kind and apiVersion; the caller's. */
json_t *kube_version_tree(const struct kube_version *version);
json_t *kube_version_tree_unmanaged(
    const struct kube_version *version); /* no managedFields */

const char *kube_version_label(const struct kube_version *version,
                               const char *key); /* NULL */
/* A field of the kind's `selectable`; "" when the object lacks it. */
const char *kube_version_field(const struct kube_version *version,
                               const struct kube_kind *kind, size_t index);

/* A version that is not stored anywhere: for dry runs and answers. */
struct kube_version *kube_version_make(const struct kube_kind *kind, const json_t *object,
                                       uint64_t rv);

/* "namespace/name"; the caller's, with free(). */
char *kube_version_key(const char *name_space, const char *name);

/* ---- the store ---- */

enum kube_change_type { KUBE_ADDED, KUBE_MODIFIED, KUBE_DELETED };

struct kube_change {
    enum kube_change_type type;
    uint64_t rv;
    struct kube_version *now;    /* of KUBE_DELETED: the last state, with this rv */
    struct kube_version *before; /* NULL for KUBE_ADDED */
};

/* Who is told that something changed on a shelf. Owner: the watcher. */
struct kube_watcher {
    void (*changed)(struct kube_watcher *watcher);
    struct kube_watcher *previous;
    struct kube_watcher *next;
};

struct kube_store;

struct kube_store *kube_store_new(size_t history);
void kube_store_free(struct kube_store *store);

uint64_t kube_store_rv(const struct kube_store *store); /* of the newest change */

/* kind: one that has a shelf of its own (kube_kind_stored). Borrowed, until the next change. */
const struct kube_version *kube_store_find(const struct kube_store *store,
                                           const struct kube_kind *kind,
                                           const char *name_space, const char *name);

/*
 * Stores a state, as new or in place of the former. object: in the order of its type;
 * metadata.resourceVersion is set in it, and from then on it is not to be changed any more.
 * Returns the stored one, borrowed.
 */
const struct kube_version *kube_store_put(struct kube_store *store,
                                          const struct kube_kind *kind, json_t *object);

/* Takes one off the shelf. object: its last state. Returns a version that is the caller's. */
struct kube_version *kube_store_remove(struct kube_store *store,
                                       const struct kube_kind *kind, json_t *object);

/* A shelf, or the part of one namespace (NULL: all), as it was at that number (0: now). */
struct kube_shelf_view {
    uint64_t rv;
    size_t count;
    struct kube_version **at; /* each held */
};

/* false: the history does not reach back so far. */
bool kube_store_view(const struct kube_store *store, const struct kube_kind *kind,
                     const char *name_space, uint64_t rv,
                     struct kube_shelf_view *ret_view);
void kube_shelf_view_release(struct kube_shelf_view *view);

size_t kube_store_count(const struct kube_store *store, const struct kube_kind *kind);
/* Borrowed; in key order. */
const struct kube_version *kube_store_at(const struct kube_store *store,
                                         const struct kube_kind *kind, size_t index);

/* The first place whose key is not before "namespace/name"; the count when there is none. */
size_t kube_store_place(const struct kube_store *store, const struct kube_kind *kind,
                        const char *name_space, const char *name);

/* ---- history ---- */

/* Can the changes after rv still be told? */
bool kube_store_remembers(const struct kube_store *store, const struct kube_kind *kind,
                          uint64_t rv);
uint64_t kube_store_oldest(const struct kube_store *store, const struct kube_kind *kind);

/* The first change after rv; NULL: none yet. Borrowed. */
const struct kube_change *kube_store_change_after(const struct kube_store *store,
                                                  const struct kube_kind *kind,
                                                  uint64_t rv);

void kube_store_forget(struct kube_store *store); /* all history */

void kube_store_watch(struct kube_store *store, const struct kube_kind *kind,
                      struct kube_watcher *watcher);
void kube_store_unwatch(struct kube_store *store, const struct kube_kind *kind,
                        struct kube_watcher *watcher);

/* Told of every change, after it: the controllers. object: the new (or last) state as a
 * tree, which may be held and is not to be changed. */
typedef void kube_store_changed(void *ctx, const struct kube_kind *kind,
                                const struct kube_change *change, json_t *object);
void kube_store_on_change(struct kube_store *store, kube_store_changed *changed,
                          void *ctx);

#endif
