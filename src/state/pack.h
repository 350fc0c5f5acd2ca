/*
 * pack.h - puts a draft and all it points to into one block of exactly the right size.
 *
 * The same walk is made twice: the first time only to measure, the second time to copy.
 */
#ifndef ELBTOP_STATE_PACK_H
#define ELBTOP_STATE_PACK_H

#include <stdalign.h>
#include <stddef.h>

#include "base/arena.h"
#include "state/scratch.h"

enum { PACK_SEEN = 4, PACK_DRAFT_BYTES = 4096 };

struct pack {
    char *at;      /* NULL while measuring */
    size_t arrays; /* bytes of arrays so far; they come first, aligned */
    size_t texts;  /* bytes of texts so far; behind the arrays, packed */
    size_t text_start;
    const struct scratch *scratch; /* NULL: every text is copied */
    struct arena more;             /* what does not fit into draft; texts made harmless */

    /* A text that several fields point to is copied once. */
    size_t seen_count;
    const char *seen_from[PACK_SEEN];
    const char *seen_to[PACK_SEEN];

    size_t draft_used;
    alignas(max_align_t) char draft[PACK_DRAFT_BYTES]; /* arrays while measuring */
};

void pack_init(struct pack *pack, const struct scratch *scratch);
void pack_release(struct pack *pack);
size_t pack_bytes(const struct pack *pack);   /* after the first walk */
void pack_start(struct pack *pack, char *at); /* the second walk begins; at is aligned */

/* A text from elsewhere: made harmless and copied. Well-known words are shared. */
const char *pack_text(struct pack *pack, const char *text);
/* A text of our own: copied only when it was made in the scratch. */
const char *pack_own(struct pack *pack, const char *text);
/* A copy whose pointers the caller then replaces. NULL when there is nothing. */
void *pack_array(struct pack *pack, const void *items, size_t count, size_t item_bytes);

#endif
