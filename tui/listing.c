#include "tui/listing.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/filter.h"
#include "tui/recent.h"

#include "base/banned.h"

void listing_release(struct listing *listing)
{
    free(listing->items);
    *listing = (struct listing){0};
}

static void add(struct listing *listing, struct item item)
{
    listing->items =
        mem_grow(listing->items, &listing->capacity, listing->count + 1, sizeof item);
    listing->items[listing->count++] = item;
}

static bool is_wanted(const struct item *item, const struct scene *scene,
                      const char *keep)
{
    if (keep != NULL && strcmp(item_id(item), keep) == 0)
        return true;
    if (scene->namespace != NULL && (item->kind != ITEM_SERVICE ||
                                     strcmp(item->row->namespace, scene->namespace) != 0))
        return false;
    if (scene->problems_only && !item_is_problem(item))
        return false;
    return filter_passes(scene->filter, item);
}

static void collect(struct listing *listing, const struct view *view,
                    const struct scene *scene, const char *keep)
{
    for (size_t i = 0; i < view->row_count; i++) {
        struct item item = {.kind = ITEM_SERVICE, .row = view->rows[i]};
        if (is_wanted(&item, scene, keep))
            add(listing, item);
    }
    listing->services_shown = listing->count;
    for (size_t i = 0; i < view->elb_count; i++) {
        struct item item = {.kind = ITEM_ORPHAN_ELB, .elb = &view->elbs[i]};
        if (item.elb->kind == ELB_ORPHAN && is_wanted(&item, scene, keep))
            add(listing, item);
    }
    for (size_t i = 0; i < view->eip_count; i++) {
        struct item item = {.kind = ITEM_ORPHAN_EIP, .eip = &view->eips[i]};
        if (item_is_orphan_eip(view, item.eip) && is_wanted(&item, scene, keep))
            add(listing, item);
    }
    for (size_t i = 0; i < recent_gone_count(scene->recent); i++) {
        struct item item = {.kind = ITEM_GONE, .gone = recent_gone_at(scene->recent, i)};
        if (!scene->problems_only && filter_text(scene->filter)[0] == '\0' &&
            scene->namespace == NULL)
            add(listing, item);
    }
}

static int compare_names(const struct item *a, const struct item *b, bool by_namespace)
{
    if (a->kind == ITEM_SERVICE && b->kind == ITEM_SERVICE) {
        int names = strcmp(a->row->name, b->row->name);
        int namespaces = strcmp(a->row->namespace, b->row->namespace);
        if (by_namespace)
            return namespaces != 0 ? namespaces : names;
        return names != 0 ? names : namespaces;
    }
    char text_a[ITEM_TEXT_BYTES];
    char text_b[ITEM_TEXT_BYTES];
    int order = strcmp(item_name(a, text_a), item_name(b, text_b));
    return order != 0 ? order : strcmp(item_id(a), item_id(b));
}

static int compare(const void *left, const void *right, void *ctx)
{
    const struct item *a = left;
    const struct item *b = right;
    const struct listing_order *order = ctx;
    int result;

    if (order->column == COLUMN_SERVICE)
        result = compare_names(a, b, order->by_namespace);
    else
        result = column_compare(order->column, a, b);
    if (order->inverted)
        result = -result;
    return result != 0 ? result : compare_names(a, b, true);
}

/*
 * Problems first is the order of nearly every frame, and the rows come sorted by name: one
 * pass per state keeps that order and costs no comparison.
 */
static void sort_by_state(struct listing *listing)
{
    enum { LEAST = 0, MOST = 9 };
    struct item *sorted = mem_new_array(listing->count, sizeof *sorted);
    size_t at = 0;

    for (int order = LEAST; order <= MOST; order++) {
        for (size_t i = 0; i < listing->count; i++) {
            if (item_order(&listing->items[i]) == order)
                sorted[at++] = listing->items[i];
        }
    }
    free(listing->items);
    listing->items = sorted;
    listing->capacity = listing->count;
}

void listing_build(struct listing *listing, const struct scene *scene,
                   struct listing_order order, const char *keep)
{
    const struct view *view = scene_view(scene);

    listing->count = 0;
    listing->services_shown = 0;
    listing->services_total = view == NULL ? 0 : view->row_count;
    if (view == NULL)
        return;
    collect(listing, view, scene, keep);
    if (listing->count == 0)
        return;
    if (order.column == COLUMN_STATE && !order.inverted)
        sort_by_state(listing);
    else
        qsort_r(listing->items, listing->count, sizeof *listing->items, compare, &order);
}

size_t listing_find(const struct listing *listing, const char *id)
{
    size_t i = 0;
    while (i < listing->count && strcmp(item_id(&listing->items[i]), id) != 0)
        i++;
    return i;
}
