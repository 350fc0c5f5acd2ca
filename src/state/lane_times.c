/*
 * When each step and part began and ended: the best source there is, and whether it is the
 * time itself or a bound.
 */
#include "state/lane_inside.h"

#include "state/common.h"

#include "base/banned.h"

static void finish(struct step *step, struct moment at)
{
    if (!step_is_settled(step->state) || step->state == STEP_SKIPPED ||
        step->state == STEP_GIVEN)
        return;
    step->finished_ms = at.ms;
    step->exact = at.exact && at.ms != WHEN_UNKNOWN;
}

/* What only a bound is known of was done before what came later. */
static struct moment no_later(struct moment at, struct moment than)
{
    if (!at.exact && at.ms != WHEN_UNKNOWN && than.ms != WHEN_UNKNOWN && than.ms < at.ms)
        at.ms = than.ms;
    return at;
}

/* Clocks differ and have whole seconds: nothing ends before it began. */
static void start(struct step *step, int64_t at_ms)
{
    if (step->state == STEP_WAITING || step->state == STEP_SKIPPED ||
        step->state == STEP_GIVEN)
        return;
    step->started_ms = at_ms;
    if (step->finished_ms != WHEN_UNKNOWN && at_ms != WHEN_UNKNOWN &&
        step->finished_ms < at_ms)
        step->finished_ms = at_ms;
}

/* The ids and the address prove what was before them. */
static struct moment earliest_bound(const struct facts *facts)
{
    struct moment bound = {facts->address_at.ms, false};

    if (!facts->attach && facts->ids_at.ms != WHEN_UNKNOWN &&
        (bound.ms == WHEN_UNKNOWN || facts->ids_at.ms < bound.ms))
        bound.ms = facts->ids_at.ms;
    return bound;
}

static struct moment cloud_finished(const struct facts *facts)
{
    struct moment at = MOMENT_UNKNOWN;

    if (facts->ensured_at.ms != WHEN_UNKNOWN)
        return facts->ensured_at;
    for (enum step_part part = PART_ELB; part <= PART_POOL; part++) {
        if (facts->parts[part] == PART_SHOWN && !(facts->attach && part <= PART_BIND) &&
            facts->parts_at[part].ms > at.ms)
            at = facts->parts_at[part];
    }
    if (at.ms != WHEN_UNKNOWN)
        return at;
    return (struct moment){facts->address_at.ms, false};
}

static void time_parts(const struct facts *facts, struct lane *lane)
{
    int64_t before_ms = lane_cloud_began(facts);

    for (int part = 0; part < PART_COUNT; part++) {
        struct step *step = &lane->parts[part];
        finish(step, facts->parts_at[part]);
        start(step, before_ms);
        if (step->finished_ms != WHEN_UNKNOWN)
            before_ms = step->finished_ms;
    }
}

static void time_steps(const struct facts *facts, struct lane *lane)
{
    struct step *steps = lane->steps;
    int64_t elb_ms = lane->parts[PART_ELB].finished_ms;

    finish(&steps[0], facts->stored);
    steps[0].exact = false; /* the request was not ours to time */
    start(&steps[0], facts->stored.ms);
    finish(&steps[1], facts->stored);
    start(&steps[1], facts->stored.ms);
    finish(&steps[2],
           facts->seen.ms != WHEN_UNKNOWN ? facts->seen : earliest_bound(facts));
    start(&steps[2], facts->began.ms);
    start(&steps[3], lane_cloud_began(facts));
    finish(&steps[3], cloud_finished(facts));
    start(&steps[3], lane_cloud_began(facts));
    finish(&steps[4], no_later(facts->ids_at, facts->address_at));
    start(&steps[4], elb_ms != WHEN_UNKNOWN ? elb_ms : steps[2].finished_ms);
    finish(&steps[5], facts->address_at);
    start(&steps[5], facts->withdrawn
                         ? facts->past->withdrawn_ms
                         : later(steps[3].finished_ms, steps[4].finished_ms));
    finish(&steps[6], facts->routed_at);
    start(&steps[6], steps[5].finished_ms);
}

void lane_time(const struct facts *facts, struct lane *lane)
{
    time_parts(facts, lane);
    time_steps(facts, lane);
}
