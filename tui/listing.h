/*
 * listing.h - the rows of the list of Services as they stand: what passes the filter, in
 * the order asked for, Services and what lost its Service in one.
 *
 * Made anew from each snapshot and valid as long as that.
 */
#ifndef ELBTOP_TUI_LISTING_H
#define ELBTOP_TUI_LISTING_H

#include "tui/columns.h"
#include "tui/item.h"
#include "tui/scene.h"

struct listing_order {
    enum column_id column; /* COLUMN_STATE: problems first */
    bool inverted;
    bool by_namespace; /* with COLUMN_SERVICE: namespace before name */
};

struct listing {
    size_t count, capacity;
    struct item *items;
    size_t services_shown; /* of the items, how many are living Services */
    size_t services_total; /* before filter and narrowing */
};

void listing_release(struct listing *listing); /* zero-filled ones are fine */

/* `keep` is shown whatever the filter says: the row that is followed; NULL for none. */
void listing_build(struct listing *listing, const struct scene *scene,
                   struct listing_order order, const char *keep);

/* Where the item with that id stands; listing->count when it is not there. */
size_t listing_find(const struct listing *listing, const char *id);

#endif
