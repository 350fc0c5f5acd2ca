/*
 * plan_compare.h - in what two plans for the same thing differ: what was shown against what
 * would be shown now.
 */
#ifndef ELBTOP_ACT_PLAN_COMPARE_H
#define ELBTOP_ACT_PLAN_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "act/plan.h"

/*
 * false: the same Services in the same versions, the same fates, the same question. true:
 * `out` names the first difference in words.
 */
bool plan_differs(const struct plan *shown, const struct plan *now, char *out,
                  size_t out_bytes);

#endif
