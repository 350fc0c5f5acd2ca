#include "state/usual.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"

#include "base/banned.h"

enum { LONGEST_MS = 24 * 3600 * 1000, STUCK_MEDIANS = 5, BOUND = 4 };

/* ---- in ---- */

void usual_add(struct usual *usual, enum usual_pattern pattern, int what, int64_t ms)
{
    struct usual_samples *samples = &usual->of[pattern][what];

    if (ms <= 0 || ms > LONGEST_MS)
        return;
    samples->ms[samples->count++ % USUAL_SAMPLES] = ms;
    usual->generation++;
}

static void add_step(struct usual *usual, enum usual_pattern pattern, int number,
                     const struct step *step)
{
    if (step->state == STEP_DONE && step->exact && step->started_ms != WHEN_UNKNOWN &&
        step->finished_ms != WHEN_UNKNOWN)
        usual_add(usual, pattern, number, step->finished_ms - step->started_ms);
}

void usual_add_row(struct usual *usual, const struct row *row)
{
    enum usual_pattern pattern;

    if (!usual_pattern_of(row, &pattern))
        return;
    for (int number = STEP_SEEN; number <= STEP_COUNT; number++)
        add_step(usual, pattern, number, &row->steps[number - 1]);
    if (row->created_ms != WHEN_UNKNOWN && row->since_ms != WHEN_UNKNOWN)
        usual_add(usual, pattern, USUAL_WHOLE, row->since_ms - row->created_ms);
}

/* ---- out ---- */

size_t usual_samples(const struct usual *usual, enum usual_pattern pattern, int what,
                     int64_t out[USUAL_SAMPLES])
{
    const struct usual_samples *samples = &usual->of[pattern][what];
    size_t held = samples->count < USUAL_SAMPLES ? samples->count : USUAL_SAMPLES;

    for (size_t i = 0; i < held; i++)
        out[i] = samples->ms[(samples->count - held + i) % USUAL_SAMPLES];
    return held;
}

static int compare_ms(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a;
    int64_t two = *(const int64_t *)b;
    return one < two ? -1 : one > two;
}

static void sum_up(int64_t *ms, size_t count, struct view_usual *ret)
{
    *ret = (struct view_usual){.p50_ms = -1, .p95_ms = -1, .count = count};
    if (count == 0)
        return;
    qsort(ms, count, sizeof *ms, compare_ms);
    ret->p50_ms = ms[(count - 1) / 2];
    ret->p95_ms = ms[(count * 95 + 99) / 100 - 1];
}

void usual_show(const struct usual *usual, struct view *view)
{
    int64_t ms[USUAL_SAMPLES];

    for (int pattern = 0; pattern < USUAL_PATTERNS; pattern++) {
        for (int what = 0; what < USUAL_WHATS; what++)
            sum_up(ms, usual_samples(usual, (enum usual_pattern)pattern, what, ms),
                   &view->usual[pattern][what]);
    }
}

/* ---- limits ---- */

static int64_t within(int64_t ms, int64_t least, int64_t most)
{
    if (ms < least)
        return least;
    return ms > most ? most : ms;
}

/* Of both patterns, or of one (USUAL_PATTERNS: both). */
static void draw_limit(const struct usual *usual, int only, int what,
                       struct patience usually, struct patience *limit)
{
    int64_t ms[USUAL_PATTERNS * USUAL_SAMPLES];
    struct view_usual all;
    size_t count = 0;

    if (limit->slow_ms != usually.slow_ms || limit->stuck_ms != usually.stuck_ms)
        return; /* settled by a person */
    for (int pattern = 0; pattern < USUAL_PATTERNS; pattern++) {
        if (only == USUAL_PATTERNS || only == pattern)
            count += usual_samples(usual, (enum usual_pattern)pattern, what, ms + count);
    }
    if (count < USUAL_ENOUGH)
        return;
    sum_up(ms, count, &all);
    limit->slow_ms = within(all.p95_ms, usually.slow_ms / BOUND, usually.stuck_ms);
    limit->stuck_ms = within(STUCK_MEDIANS * all.p50_ms, usually.stuck_ms / 2,
                             BOUND * usually.stuck_ms);
    if (limit->stuck_ms < 2 * limit->slow_ms)
        limit->stuck_ms = 2 * limit->slow_ms;
}

void usual_limits(const struct usual *usual, const struct patience_table *settled,
                  struct patience_table *ret_limits)
{
    const struct patience_table usually = patience_usual();
    struct patience_table *limits = ret_limits;

    *limits = *settled;
    draw_limit(usual, USUAL_PATTERNS, STEP_SEEN, usually.seen, &limits->seen);
    draw_limit(usual, USUAL_AUTOCREATE, STEP_CLOUD, usually.cloud, &limits->cloud);
    draw_limit(usual, USUAL_ATTACH, STEP_CLOUD, usually.attach, &limits->attach);
    draw_limit(usual, USUAL_PATTERNS, STEP_IDS, usually.ids, &limits->ids);
    draw_limit(usual, USUAL_PATTERNS, STEP_ADDRESS, usually.address, &limits->address);
    draw_limit(usual, USUAL_PATTERNS, STEP_ROUTED, usually.routed, &limits->routed);
    draw_limit(usual, USUAL_PATTERNS, USUAL_TEARDOWN, usually.teardown,
               &limits->teardown);
}

/* ---- as text ---- */

const char *usual_print(const struct view_usual *usual, char out[USUAL_TEXT_BYTES])
{
    if (usual == NULL) {
        snprintf(out, USUAL_TEXT_BYTES, "-");
        return out;
    }
    int64_t unit_ms = usual->p95_ms < 99500     ? 1000
                      : usual->p95_ms < 5970000 ? 60000
                                                : 3600000;
    int half = (int)((usual->p50_ms + unit_ms / 2) / unit_ms);
    int most = (int)((usual->p95_ms + unit_ms / 2) / unit_ms);
    char unit = unit_ms == 1000 ? 's' : unit_ms == 60000 ? 'm' : 'h';
    if (most == 0)
        snprintf(out, USUAL_TEXT_BYTES, "<1%c", unit);
    else if (half == most)
        snprintf(out, USUAL_TEXT_BYTES, "%d%c", most, unit);
    else
        snprintf(out, USUAL_TEXT_BYTES, "%d-%d%c", half, most, unit);
    return out;
}
