/*
 * verdict.h - why a row is as it is, who has the ball, and what a person can do.
 *
 * Advice comes from the rules of the failure catalogue (rules.h): each has a number, a condition
 * on the facts and its own words. The rules that fit become the row's advice, the first of
 * them its next move.
 */
#ifndef ELBTOP_STATE_VERDICT_H
#define ELBTOP_STATE_VERDICT_H

#include <stddef.h>

#include "state/facts.h"
#include "state/lane.h"
#include "state/row.h"
#include "state/scratch.h"

enum { VERDICT_ADVICE = 8 };

struct verdict {
    const char *why;
    const char *who;
    const char *todo;
    size_t advice_count;
    struct advice advice[VERDICT_ADVICE];
};

void verdict_find(const struct facts *facts, const struct lane *lane,
                  struct scratch *scratch, struct verdict *ret_verdict);

#endif
