#include "lib/wait.h"

#include <poll.h>
#include <stddef.h>

#include "base/clock.h"

#include "base/banned.h"

static const struct clock real = CLOCK_REAL_INIT;

int64_t wait_deadline(int64_t ms)
{
    return clock_now_ms(&real) + ms;
}

bool wait_goes_on(int64_t deadline)
{
    poll(NULL, 0, 1);
    return clock_now_ms(&real) < deadline;
}
