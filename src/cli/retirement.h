/*
 * retirement.h - workers that were left for another place. Each ends on a thread of its own,
 * and the embedded world that it looked at ends behind it: a server that does not answer
 * holds nobody up.
 */
#ifndef ELBTOP_CLI_RETIREMENT_H
#define ELBTOP_CLI_RETIREMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/limits.h"
#include "cli/demo_world.h"
#include "worker/worker.h"

struct retired;

/* All zero is an empty one. */
struct retirement {
    size_t count;
    struct retired *at[LIMIT_RETIRED];
};

/* Is there room for one more? Those that have ended by now are buried first. */
bool retirement_has_room(struct retirement *retirement);

/* Both are given away; world may be NULL. Only when there is room. */
void retirement_give(struct retirement *retirement, struct worker *worker,
                     struct demo_world *world);

/* Waits for all of them. */
void retirement_release(struct retirement *retirement);

#endif
