/*
 * patience.h - how long each step may take before it is called slow, and stuck.
 *
 * Stuck is not failed: nobody said no, nobody said anything. Source: measured durations and
 * the retry rules of the cloud controller; doc/sources.md
 */
#ifndef ELBTOP_STATE_PATIENCE_H
#define ELBTOP_STATE_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

struct patience {
    int64_t slow_ms;
    int64_t stuck_ms;
};

/* number: a step that can take time, 3..7. attach: nothing has to be created for it. */
struct patience patience_for(int number, bool attach);
struct patience patience_for_teardown(void);

enum {
    PATIENCE_SKIP_MS = 30000,     /* older controllers skip without a word: then it is said */
    PATIENCE_EIP_LAG_MS = 180000, /* an EIP may stay 2-3 min after its ELB went */
    PATIENCE_OFFLINE_MS = 30000,  /* one member OFFLINE for so long is a loss */
    PATIENCE_CHECK_MS = 30000,    /* new members: health checks need 3 x 5 s and some */
};

#endif
