/*
 * keep.h - what of a JSON tree an object keeps, packed into one block.
 *
 * A record is decoded twice by the same code. The first time nothing is copied: texts are
 * borrowed from the tree, only their bytes are counted. The second time the arena is made
 * as large as was counted, and texts are laid side by side in it. So an object takes one
 * block without slack, and no decoder has to know its size beforehand.
 *
 * Private to kube/.
 */
#ifndef ELBTOP_KUBE_KEEP_H
#define ELBTOP_KUBE_KEEP_H

#include <stddef.h>

#include "base/arena.h"

struct keep {
    struct arena *arena; /* where arrays go, and texts the second time */
    char *text;          /* next free byte of the texts; NULL while measuring */
    size_t text_bytes;   /* counted so far */
    size_t array_bytes;  /* counted so far, as the arena rounds them */
};

/* Measures; arrays of the first time go to `scratch`. */
struct keep keep_measure(struct arena *scratch);

/* Makes `arena` as large as `measured` found, to keep the same things in it. */
struct keep keep_in(struct arena *arena, const struct keep *measured);

/* NULL stays NULL. While measuring the text itself is given back. */
const char *keep_text(struct keep *keep, const char *text);
const char *keep_bytes(struct keep *keep, const char *at, size_t bytes);

/* "" instead of NULL. */
const char *keep_text_or_empty(struct keep *keep, const char *text);

/* Zero-filled; NULL for a count of 0. */
void *keep_array(struct keep *keep, size_t count, size_t item_bytes);

#endif
