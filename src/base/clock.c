#include "base/clock.h"

#include <time.h>

#include "base/banned.h"

static int64_t read_ms(clockid_t which)
{
    struct timespec at;
    clock_gettime(which, &at);
    return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

int64_t clock_now_ms(const struct clock *clock)
{
    return clock->held ? clock->now_ms : read_ms(CLOCK_MONOTONIC);
}

int64_t clock_wall_ms(const struct clock *clock)
{
    return clock->held ? clock->wall_ms : read_ms(CLOCK_REALTIME);
}

void clock_hold(struct clock *clock, int64_t now_ms, int64_t wall_ms)
{
    *clock = (struct clock){.held = true, .now_ms = now_ms, .wall_ms = wall_ms};
}

void clock_advance(struct clock *clock, int64_t ms)
{
    clock->now_ms += ms;
    clock->wall_ms += ms;
}
