/*
 * items.h - push splitter for a list: bytes in any pieces, items out one by one.
 *
 * A list is an object with an array of objects under a key that is known: "items" in
 * Kubernetes, "listeners" and so on in the cloud. Memory holds one item, never the list.
 * What stands around the items (kind, resourceVersion and continue, page_info) is kept and
 * can be read at the end. Of each item the text
 * of metadata.managedFields (37 % of a list's bytes) is set apart before anything parses
 * it: who needs it parses it alone.
 *
 * Knows JSON only as far as strings, nesting and commas; what is inside an item is checked
 * by whoever parses it.
 */
#ifndef ELBTOP_WIRE_ITEMS_H
#define ELBTOP_WIRE_ITEMS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

/*
 * object   the item without metadata.managedFields
 * managed  the array "[…]" that stood there, or empty
 * Both valid during the call. false stops the feeding.
 */
typedef bool (*items_take)(void *ctx, struct span object, struct span managed);

struct items;

/* key: a static text. */
struct items *items_new(const char *key, size_t item_limit_bytes);
void items_free(struct items *items);
void items_clear(struct items *items); /* ready for the next page */

/* Errors: ERR_SHAPE not a JSON object, broken nesting; ERR_LIMIT an item over the ceiling. */
enum err_code items_feed(struct items *items, const char *at, size_t bytes,
                         items_take take, void *ctx, struct err *err);

/* Has the outer object been closed? A body that ends before is cut. */
bool items_is_whole(const struct items *items);

/* The list without its items: {"kind":…,"metadata":{…},"items":[]}. Valid until clear. */
struct span items_envelope(const struct items *items);

/*
 * The same setting apart for one object, as it stands in a watch line. The results lie in
 * `object` or in `scratch`; valid while both are unchanged.
 */
void items_set_managed_apart(struct span object, struct buf *scratch,
                             struct span *ret_object, struct span *ret_managed);

#endif
