#include "wire/backoff.h"

#include <stddef.h>

#include "base/limits.h"
#include "base/mem.h"

#include "base/banned.h"

int64_t backoff_wait_ms(int failures)
{
    static const int steps[] = {0, 1, 2, 4, 8, 15, 30}; /* in units of the first wait */

    if (failures <= 0)
        return 0;
    if (failures >= (int)ARRAY_COUNT(steps))
        return INTERVAL_BACKOFF_MOST_MS;
    return steps[failures] * INTERVAL_BACKOFF_FIRST_MS;
}

int64_t backoff_fail(struct backoff *backoff, struct chance *chance, int64_t hint_ms,
                     int64_t now_ms)
{
    if (backoff->failures < INT32_MAX)
        backoff->failures++;

    int64_t wait_ms = backoff_wait_ms(backoff->failures);
    wait_ms = chance_between(chance, wait_ms * 8 / 10, wait_ms * 12 / 10);
    if (wait_ms < hint_ms)
        wait_ms = hint_ms;
    backoff->until_ms = now_ms + wait_ms;
    return wait_ms;
}

void backoff_succeed(struct backoff *backoff)
{
    *backoff = (struct backoff){0};
}
