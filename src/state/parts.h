/*
 * parts.h - what a view shares with the views before and after it.
 *
 * A part is anything counted that a view must keep alive while it is looked at: leaves of
 * rows, ELB cards, the time lines, the gateways. The view's own arrays only point into them.
 */
#ifndef ELBTOP_STATE_PARTS_H
#define ELBTOP_STATE_PARTS_H

#include <stddef.h>

#include "state/counted.h"

/* The first member of everything that is shared so. */
struct part {
    struct counted counted;
    void (*end)(struct part *part); /* called by whoever let go last */
};

void part_start(struct part *part, void (*end)(struct part *part));
struct part *part_hold(struct part *part); /* returns its argument; NULL is fine */
void part_let_go(struct part *part);       /* NULL is fine */

struct parts {
    size_t count;
    size_t room;
    struct part **items;
};

struct parts *parts_new(size_t room);
void parts_hold(struct parts *parts, struct part *part);
void parts_free(struct parts *parts); /* lets go of all */

#endif
