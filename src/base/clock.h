/*
 * clock.h - the time, monotonic and calendar, real or held by a test.
 *
 * now_ms counts from some moment and never jumps back: deadlines, ages.
 * wall_ms is milliseconds since 1970 in UTC: what APIs and people speak of.
 */
#ifndef ELBTOP_BASE_CLOCK_H
#define ELBTOP_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct clock {
    bool held; /* false: the machine's clocks; the two fields below are unused */
    int64_t now_ms;
    int64_t wall_ms;
};

#define CLOCK_REAL_INIT                                                                  \
    {                                                                                    \
        .held = false                                                                    \
    }

int64_t clock_now_ms(const struct clock *clock);
int64_t clock_wall_ms(const struct clock *clock);

/* For tests: stands still at these times until advanced. */
void clock_hold(struct clock *clock, int64_t now_ms, int64_t wall_ms);
void clock_advance(struct clock *clock, int64_t ms);

#endif
