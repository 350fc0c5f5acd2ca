/*
 * reading.h - one 2xx body being read: a page of a list, or the lines of a watch.
 *
 * Takes bytes in any pieces, gives objects to the sink as soon as each is whole, and
 * keeps what the next request needs to know. What cannot be decoded is counted and passed
 * over; what breaks the frame around the objects ends the body with a verdict.
 *
 * Private to kube/: the reflector's reading half.
 */
#ifndef ELBTOP_KUBE_READING_H
#define ELBTOP_KUBE_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "kube/reflector.h"
#include "wire/items.h"
#include "wire/lines.h"

enum { READING_TOKEN_BYTES = 64 * 1024 }; /* a continue token, a resourceVersion */

enum reading_verdict {
    READING_GOOD,
    READING_EXPIRED, /* an ERROR 410 in the watch */
    READING_FAILED,  /* unreadable, or another ERROR; `err` says which */
};

struct reading {
    /* fixed after reading_init */
    enum kube_kind kind;
    struct reflector_sink sink;
    struct items *items;
    struct lines lines;
    struct buf scratch;

    /* of this body */
    bool choose; /* the server cannot select: only what kube_resource_wants() */
    bool is_watch;
    bool fed;               /* bytes of it came */
    int64_t fresh_after_ms; /* wall; see kube_object_decode */
    size_t changes;         /* lines of the watch that were no ERROR */
    enum reading_verdict verdict;
    struct err err; /* of a verdict that is not good */

    /* over bodies */
    struct buf version;        /* resourceVersion to go on from */
    size_t unreadable;         /* since the list began */
    struct err unreadable_err; /* the last of them */
};

void reading_init(struct reading *reading, enum kube_kind kind,
                  const struct reflector_sink *sink);
void reading_release(struct reading *reading);

/* A new body comes. */
void reading_begin(struct reading *reading, bool is_watch, int64_t fresh_after_ms);

/* false: the verdict is no longer good, and nothing more is read. */
bool reading_feed(struct reading *reading, const char *at, size_t bytes);

/*
 * The page is over. ret_next: the continue token, empty on the last page, whose
 * resourceVersion then is `version`.
 * Errors: ERR_SHAPE for a page that was cut or is no list; ERR_LIMIT for its token.
 */
enum err_code reading_end_page(struct reading *reading, struct buf *ret_next,
                               struct err *err);

/* The watch is over: reads a last line that lacks its end. */
void reading_end_watch(struct reading *reading);

#endif
