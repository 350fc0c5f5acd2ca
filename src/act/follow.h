/*
 * follow.h - the steps of one Service as they are reached, each told once.
 *
 * The order is that of happening, not of counting: 5 may be reached before 4.
 */
#ifndef ELBTOP_ACT_FOLLOW_H
#define ELBTOP_ACT_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "state/row.h"

struct follow {
    unsigned reached; /* bit per step number */
};

/*
 * The numbers of steps that are settled now and were not when it was last looked at, at most
 * STEP_COUNT; returns how many.
 */
size_t follow_look(struct follow *follow, const struct row *row,
                   int ret_steps[STEP_COUNT]);

/* "5 IDS      ccm           elb.id 9a41.., elb.eip-id 0c77..": one line of a step. */
const char *follow_line(const struct row *row, int step, char *out, size_t out_bytes);

#endif
