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

/* Of each step that can take time; a person may have settled other ones. */
struct patience_table {
    struct patience seen;
    struct patience cloud;
    struct patience
        attach; /* step 4 of a linked Service: nothing has to be created for it */
    struct patience ids;
    struct patience address;
    struct patience routed;
    struct patience teardown;
};

struct patience_table patience_usual(void);

/* number: a step that can take time, 3..7. */
struct patience patience_for(const struct patience_table *table, int number, bool attach);

enum {
    PATIENCE_SKIP_MS = 30000, /* older controllers skip without a word: then it is said */
    PATIENCE_EIP_LAG_MS = 180000, /* an EIP may stay 2-3 min after its ELB went */
    PATIENCE_OFFLINE_MS = 30000,  /* one member OFFLINE for so long is a loss */
    PATIENCE_CHECK_MS = 30000,    /* new members: health checks need 3 x 5 s and some */
};

#endif
