/*
 * counted.h - a block that several views share: whoever lets go last ends it.
 *
 * Rows, ELB cards and time lines do not change once they are made, so views on both sides
 * of the thread border may hold the same ones. The count is the only thing in them that
 * changes.
 */
#ifndef ELBTOP_STATE_COUNTED_H
#define ELBTOP_STATE_COUNTED_H

#include <stdatomic.h>
#include <stdbool.h>

struct counted {
    atomic_uint holders;
};

/* The maker is the first holder. */
static inline void counted_start(struct counted *counted)
{
    atomic_init(&counted->holders, 1);
}

static inline void counted_hold(struct counted *counted)
{
    atomic_fetch_add_explicit(&counted->holders, 1, memory_order_relaxed);
}

/* true: that was the last hold, the caller ends the block. */
static inline bool counted_let_go(struct counted *counted)
{
    return atomic_fetch_sub_explicit(&counted->holders, 1, memory_order_acq_rel) == 1;
}

#endif
