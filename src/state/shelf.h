/*
 * shelf.h - sorted items in leaves, so that a picture of 10,000 can share all but one leaf
 * with the picture before.
 *
 * The shelf itself is the worker's: items come, go and change. What a view gets are sheets:
 * immutable, counted arrays of held things, one per leaf, remade only for leaves in which
 * something changed since the last view.
 */
#ifndef ELBTOP_STATE_SHELF_H
#define ELBTOP_STATE_SHELF_H

#include <stdbool.h>
#include <stddef.h>

#include "state/parts.h"

enum { SHELF_LEAF = 128 }; /* most items in a leaf */

/* An array of things that are held as long as the sheet is. */
struct sheet {
    struct part part;
    size_t count;
    const void **things;
    void (*let_go)(const void *thing);
};

struct shelf_rules {
    int (*compare)(const void *key, const void *item);
    const void *(*thing)(
        const void *item); /* what a view shows of it; held by the caller */
    const void *(*hold)(const void *thing); /* returns its argument */
    void (*let_go)(const void *thing);
};

struct shelf;

struct shelf *shelf_new(const struct shelf_rules *rules);
void shelf_free(struct shelf *shelf); /* items stay with their owner */

void *shelf_find(const struct shelf *shelf, const void *key); /* NULL */
void shelf_add(struct shelf *shelf, const void *key, void *item);
void shelf_remove(struct shelf *shelf, const void *key);
void shelf_touch(struct shelf *shelf, const void *key); /* its thing has changed */
void shelf_touch_all(struct shelf *shelf);
size_t shelf_count(const struct shelf *shelf);

/* Item by item, in order: shelf_first, then shelf_next. The place survives no change. */
struct shelf_place {
    size_t leaf;
    size_t at;
};
void *shelf_first(const struct shelf *shelf, struct shelf_place *place);
void *shelf_next(const struct shelf *shelf, struct shelf_place *place);

/*
 * Brings all sheets up to date, has the parts hold them, and copies the things' pointers to
 * out, which has room for shelf_count() of them. Items without a thing are left out.
 * Returns how many.
 */
size_t shelf_show(struct shelf *shelf, struct parts *parts, const void **out);

#endif
