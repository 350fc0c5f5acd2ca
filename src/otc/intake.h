/*
 * intake.h - inside of sweep: one page of a list while it comes in. Bytes in any pieces,
 * objects out one by one, and at the end whether the page was whole and how the list goes
 * on. Memory holds one object, never the page.
 *
 * What an intake gave may belong to a page that turns out to be cut or broken at its end:
 * who takes it keeps it apart until then.
 */
#ifndef ELBTOP_OTC_INTAKE_H
#define ELBTOP_OTC_INTAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "wire/items.h"
#include "wire/value.h"

/* object is valid during the call. */
typedef void (*intake_take)(void *ctx, const struct value *object);

struct intake {
    const char *collection; /* the key of the list: "listeners"; a static text */
    intake_take take;
    void *ctx;
    struct items *items;
    size_t count;   /* objects of this page so far */
    struct err err; /* what broke it */
};

/* For the next page; what is left of the last one goes. */
void intake_begin(struct intake *intake, const char *collection, intake_take take,
                  void *ctx);
void intake_release(struct intake *intake); /* zero-filled is fine */

/* false: the page cannot be read, and no more of it is. intake_end says why. */
bool intake_feed(struct intake *intake, const char *at, size_t bytes);

/*
 * No more bytes come. ret_next_marker: a copy of page_info.next_marker, NULL when it does
 * not stand there; the caller frees it.
 * Errors: ERR_SHAPE no list, cut, an object that is no JSON; ERR_LIMIT an object that is
 * too long or too deep; where = "listeners", "listeners[17]:byte 12".
 */
enum err_code intake_end(struct intake *intake, char **ret_next_marker, struct err *err);

#endif
