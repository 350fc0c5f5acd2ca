/*
 * managed.h - where in an object's JSON text metadata.managedFields stands. Push scanner.
 *
 * Nothing is copied and nothing is parsed: bytes go by in any pieces, offsets come out.
 * Only the member at that very place counts; a key of the same name in an annotation, or a
 * text that contains it, does not.
 */
#ifndef ELBTOP_WIRE_MANAGED_H
#define ELBTOP_WIRE_MANAGED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/span.h"

struct managed_scan {
    /* the result, as offsets from the object's '{'; all 0 when it has no such member */
    size_t from; /* the array "[…]" */
    size_t to;
    size_t cut_from; /* the member with the one comma that goes with it */
    size_t cut_to;

    /* where the scan stands */
    size_t seen; /* bytes that went by */
    int depth;
    bool in_text;
    bool is_escaped; /* the next byte of the text is */
    bool in_key;     /* the text is a key at a level that matters */
    bool key_is_next;
    bool in_metadata;
    bool metadata_is_next; /* the last key said so */
    bool array_is_next;
    bool in_array;
    bool comma_goes_too; /* the member stood first: the comma behind it is cut */
    bool member_is_first;
    size_t member_from; /* of metadata's newest member, with the comma before it */
    size_t key_bytes;
    char key[16];
};

/*
 * The scan starts zero-filled, on the object's '{'. true when the object is closed:
 * *ret_used bytes of this piece belong to it. false when it wants more.
 */
bool managed_scan_feed(struct managed_scan *scan, const char *at, size_t bytes,
                       size_t *ret_used);

/* The object without the member: itself when there is none, else put together in `out`. */
struct span managed_scan_object(const struct managed_scan *scan, struct span object,
                                struct buf *out);

/* The array inside `object`, or empty. */
struct span managed_scan_array(const struct managed_scan *scan, struct span object);

#endif
