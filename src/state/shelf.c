#include "state/shelf.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

struct leaf {
    size_t count;
    void *items[SHELF_LEAF];
    struct sheet *sheet; /* NULL: to be made anew */
};

struct shelf {
    struct shelf_rules rules;
    size_t item_count;
    size_t leaf_count;
    size_t leaf_room;
    struct leaf **leaves;
};

/* ---- sheets ---- */

static void sheet_end(struct part *part)
{
    struct sheet *sheet = (struct sheet *)part;

    for (size_t i = 0; i < sheet->count; i++)
        sheet->let_go(sheet->things[i]);
    free(sheet->things);
    free(sheet);
}

static struct sheet *sheet_make(const struct shelf *shelf, const struct leaf *leaf)
{
    struct sheet *sheet = mem_new(sizeof *sheet);

    part_start(&sheet->part, sheet_end);
    sheet->let_go = shelf->rules.let_go;
    sheet->things = mem_new_array(leaf->count, sizeof *sheet->things);
    for (size_t i = 0; i < leaf->count; i++) {
        const void *thing = shelf->rules.thing(leaf->items[i]);
        if (thing != NULL)
            sheet->things[sheet->count++] = shelf->rules.hold(thing);
    }
    return sheet;
}

static void leaf_touch(struct leaf *leaf)
{
    if (leaf->sheet != NULL)
        part_let_go(&leaf->sheet->part);
    leaf->sheet = NULL;
}

/* ---- the shelf ---- */

struct shelf *shelf_new(const struct shelf_rules *rules)
{
    struct shelf *shelf = mem_new(sizeof *shelf);
    shelf->rules = *rules;
    return shelf;
}

void shelf_free(struct shelf *shelf)
{
    if (shelf == NULL)
        return;
    for (size_t i = 0; i < shelf->leaf_count; i++) {
        leaf_touch(shelf->leaves[i]);
        free(shelf->leaves[i]);
    }
    free(shelf->leaves);
    free(shelf);
}

size_t shelf_count(const struct shelf *shelf)
{
    return shelf->item_count;
}

/* The last leaf whose first item is not behind the key; 0 when all are. */
static size_t leaf_for(const struct shelf *shelf, const void *key)
{
    size_t first = 0;
    size_t behind = shelf->leaf_count;

    while (behind - first > 1) {
        size_t middle = first + (behind - first) / 2;
        if (shelf->rules.compare(key, shelf->leaves[middle]->items[0]) < 0)
            behind = middle;
        else
            first = middle;
    }
    return first;
}

/* Where the key is in the leaf, or where it would be. */
static size_t place_in(const struct shelf *shelf, const struct leaf *leaf,
                       const void *key, bool *ret_found)
{
    size_t first = 0;
    size_t behind = leaf->count;

    *ret_found = false;
    while (first < behind) {
        size_t middle = first + (behind - first) / 2;
        int order = shelf->rules.compare(key, leaf->items[middle]);
        if (order == 0) {
            *ret_found = true;
            return middle;
        }
        if (order < 0)
            behind = middle;
        else
            first = middle + 1;
    }
    return first;
}

static struct leaf *find_leaf(const struct shelf *shelf, const void *key,
                              size_t *ret_leaf, size_t *ret_at)
{
    bool found;

    if (shelf->leaf_count == 0)
        return NULL;
    *ret_leaf = leaf_for(shelf, key);
    *ret_at = place_in(shelf, shelf->leaves[*ret_leaf], key, &found);
    return found ? shelf->leaves[*ret_leaf] : NULL;
}

void *shelf_find(const struct shelf *shelf, const void *key)
{
    size_t number;
    size_t at;
    struct leaf *leaf = find_leaf(shelf, key, &number, &at);
    return leaf == NULL ? NULL : leaf->items[at];
}

void shelf_touch(struct shelf *shelf, const void *key)
{
    size_t number;
    size_t at;
    struct leaf *leaf = find_leaf(shelf, key, &number, &at);
    if (leaf != NULL)
        leaf_touch(leaf);
}

void shelf_touch_all(struct shelf *shelf)
{
    for (size_t i = 0; i < shelf->leaf_count; i++)
        leaf_touch(shelf->leaves[i]);
}

static void insert_leaf(struct shelf *shelf, size_t number, struct leaf *leaf)
{
    shelf->leaves = mem_grow(shelf->leaves, &shelf->leaf_room, shelf->leaf_count + 1,
                             sizeof *shelf->leaves);
    memmove(&shelf->leaves[number + 1], &shelf->leaves[number],
            (shelf->leaf_count - number) * sizeof *shelf->leaves);
    shelf->leaves[number] = leaf;
    shelf->leaf_count++;
}

/*
 * A full leaf gives half of its items to a new one behind it; but the last leaf, when an
 * item comes behind all others, stays full: lists arrive in order.
 */
static void split(struct shelf *shelf, size_t number, bool at_the_end)
{
    struct leaf *full = shelf->leaves[number];
    struct leaf *fresh = mem_new(sizeof *fresh);
    size_t stay = at_the_end ? full->count : full->count / 2;

    leaf_touch(full);
    fresh->count = full->count - stay;
    memcpy(fresh->items, full->items + stay, fresh->count * sizeof *fresh->items);
    full->count = stay;
    insert_leaf(shelf, number + 1, fresh);
}

void shelf_add(struct shelf *shelf, const void *key, void *item)
{
    bool found;

    if (shelf->leaf_count == 0)
        insert_leaf(shelf, 0, mem_new(sizeof(struct leaf)));
    size_t number = leaf_for(shelf, key);
    size_t at = place_in(shelf, shelf->leaves[number], key, &found);

    if (shelf->leaves[number]->count == SHELF_LEAF) {
        bool at_the_end = number + 1 == shelf->leaf_count && at == SHELF_LEAF;
        split(shelf, number, at_the_end);
        if (at_the_end || at > shelf->leaves[number]->count) {
            at -= shelf->leaves[number]->count;
            number++;
        }
    }
    struct leaf *leaf = shelf->leaves[number];
    leaf_touch(leaf);
    memmove(&leaf->items[at + 1], &leaf->items[at],
            (leaf->count - at) * sizeof *leaf->items);
    leaf->items[at] = item;
    leaf->count++;
    shelf->item_count++;
}

void shelf_remove(struct shelf *shelf, const void *key)
{
    size_t number;
    size_t at;
    struct leaf *leaf = find_leaf(shelf, key, &number, &at);
    if (leaf == NULL)
        return;

    leaf_touch(leaf);
    leaf->count--;
    shelf->item_count--;
    memmove(&leaf->items[at], &leaf->items[at + 1],
            (leaf->count - at) * sizeof *leaf->items);
    if (leaf->count > 0)
        return;
    free(leaf);
    shelf->leaf_count--;
    memmove(&shelf->leaves[number], &shelf->leaves[number + 1],
            (shelf->leaf_count - number) * sizeof *shelf->leaves);
}

/* ---- walking and showing ---- */

static void *item_at(const struct shelf *shelf, const struct shelf_place *place)
{
    if (place->leaf >= shelf->leaf_count)
        return NULL;
    return shelf->leaves[place->leaf]->items[place->at];
}

void *shelf_first(const struct shelf *shelf, struct shelf_place *place)
{
    *place = (struct shelf_place){0, 0};
    return item_at(shelf, place);
}

void *shelf_next(const struct shelf *shelf, struct shelf_place *place)
{
    place->at++;
    if (place->at >= shelf->leaves[place->leaf]->count) {
        place->leaf++;
        place->at = 0;
    }
    return item_at(shelf, place);
}

size_t shelf_show(struct shelf *shelf, struct parts *parts, const void **out)
{
    size_t count = 0;

    for (size_t i = 0; i < shelf->leaf_count; i++) {
        struct leaf *leaf = shelf->leaves[i];
        if (leaf->sheet == NULL)
            leaf->sheet = sheet_make(shelf, leaf);
        parts_hold(parts, &leaf->sheet->part);
        memcpy(out + count, leaf->sheet->things, leaf->sheet->count * sizeof *out);
        count += leaf->sheet->count;
    }
    return count;
}
