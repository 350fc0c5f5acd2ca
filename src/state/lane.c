/*
 * The order of judging one step:
 *
 *   done      its fact holds, or a later one implies it
 *   skipped   not needed, or the controller skips the Service
 *   failed    the failure that holds now names it, or names nothing and it is the lowest
 *   running   the step before it is settled; then slow, then stuck, by patience.h
 *   waiting   otherwise
 *
 * Step 4 is judged part by part and shows the worst of them. Its parts follow one another;
 * step 5 needs the first three only, so it may be done while 4 is running.
 *
 * Times: lane_times.c. Taking down: lane_undo.c. Words: evidence.c.
 */
#include "state/lane_inside.h"

#include <string.h>

#include "state/common.h"
#include "state/patience.h"

#include "base/banned.h"

struct step *lane_step(struct lane *lane, int number)
{
    return &lane->steps[number - 1];
}

static bool settled(const struct step *step)
{
    return step_is_settled(step->state);
}

/* RUNNING, and slow or stuck when it has taken its time by that clock. */
static void run(struct facts *facts, struct step *step, int64_t clock_ms,
                int64_t since_ms, struct patience patience)
{
    step->state = STEP_RUNNING;
    if (facts_passed(facts, clock_ms, since_ms, patience.stuck_ms))
        step->state = STEP_STUCK;
    else
        step->slow = facts_passed(facts, clock_ms, since_ms, patience.slow_ms);
}

/* ---- 3 SEEN ---- */

static void judge_seen(struct facts *facts, struct lane *lane)
{
    struct step *step = lane_step(lane, STEP_SEEN);
    const struct heard *heard = facts->failing.heard;

    if (facts->seen_by != NULL)
        step->state = STEP_DONE;
    else if (facts->foreign_address)
        step->state = STEP_SKIPPED;
    else if (facts->skipped)
        step->state = STEP_UNKNOWN; /* older controllers are silent */
    else
        run(facts, step, facts->around->kube_ms,
            later(facts->began.ms, facts->past->intent_ms),
            patience_for(facts->around->patience, STEP_SEEN, facts->attach));
    if (heard != NULL && heard->what.step == STEP_SEEN && !settled(step))
        step->state = STEP_FAILED;
}

/* ---- 4 CLOUD ---- */

static void judge_proved_parts(const struct facts *facts, struct lane *lane)
{
    for (enum step_part part = PART_ELB; part <= PART_POOL; part++) {
        struct step *step = &lane->parts[part];
        switch (facts->parts[part]) {
        case PART_SHOWN:
        case PART_IMPLIED:
            step->state = facts->attach && part <= PART_BIND ? STEP_GIVEN : STEP_DONE;
            break;
        case PART_GONE:
            step->state = STEP_DONE;
            step->shade = SHADE_WORSE;
            break;
        case PART_NOT_NEEDED:
            step->state = STEP_SKIPPED;
            break;
        case PART_UNPROVED:
            step->state = facts->cloud ? STEP_WAITING : STEP_UNKNOWN;
            break;
        }
    }
}

static int lowest_part(const struct lane *lane)
{
    for (int part = 0; part < PART_COUNT; part++) {
        if (!settled(&lane->parts[part]))
            return part;
    }
    return -1;
}

/* Does the failure that holds concern step 4, and which part of it? */
static bool cloud_failed(const struct facts *facts, const struct lane *lane,
                         int *ret_part)
{
    const struct heard *heard = facts->failing.heard;

    if (heard == NULL || (heard->what.step != STEP_CLOUD && heard->what.step != 0))
        return false;
    *ret_part = heard->what.part >= 0 ? heard->what.part : lowest_part(lane);
    return *ret_part >= 0 && !settled(&lane->parts[*ret_part]);
}

int64_t lane_cloud_began(const struct facts *facts)
{
    return later(facts->seen.ms != WHEN_UNKNOWN ? facts->seen.ms : facts->began.ms,
                 facts->past->intent_ms);
}

static void judge_open_parts(struct facts *facts, struct lane *lane)
{
    int part = lowest_part(lane);

    if (part < 0 || !settled(lane_step(lane, STEP_SEEN)))
        return;
    if (facts->cloud)
        run(facts, &lane->parts[part], facts->around->cloud_ms, lane_cloud_began(facts),
            patience_for(facts->around->patience, STEP_CLOUD, facts->attach));
    if (cloud_failed(facts, lane, &part))
        lane->parts[part].state = STEP_FAILED;
}

/* The part that the whole step looks like. */
static int badness(const struct step *step)
{
    static const int order[] = {
        [STEP_DONE] = 0,    [STEP_GIVEN] = 0,   [STEP_SKIPPED] = 0, [STEP_WAITING] = 1,
        [STEP_UNKNOWN] = 2, [STEP_RUNNING] = 3, [STEP_STUCK] = 4,   [STEP_FAILED] = 5,
    };
    return order[step->state];
}

static void sum_up_parts(struct facts *facts, struct lane *lane)
{
    struct step *step = lane_step(lane, STEP_CLOUD);
    const struct step *worst = &lane->parts[0];

    for (int part = 0; part < PART_COUNT; part++) {
        const struct step *one = &lane->parts[part];
        lane->parts_settled += settled(one);
        if (badness(one) > badness(worst))
            worst = one;
        if (one->shade == SHADE_WORSE)
            step->shade = SHADE_WORSE;
    }
    lane->part = lowest_part(lane);
    step->state = settled(worst) ? STEP_DONE : worst->state;
    step->slow = worst->slow;
    if (step->state == STEP_UNKNOWN && !settled(lane_step(lane, STEP_SEEN)))
        step->state = STEP_WAITING;

    /* Without a cloud witness the parts stay unknown, but time passes all the same. */
    if (step->state == STEP_UNKNOWN) {
        struct step timed = *step;
        run(facts, &timed, facts->around->kube_ms, lane_cloud_began(facts),
            patience_for(facts->around->patience, STEP_CLOUD, facts->attach));
        step->slow = timed.slow;
        if (timed.state == STEP_STUCK)
            step->state = STEP_STUCK;
    }
}

static void judge_cloud(struct facts *facts, struct lane *lane)
{
    if (facts->skipped || facts->foreign_address) {
        for (int part = 0; part < PART_COUNT; part++)
            lane->parts[part].state = STEP_SKIPPED;
        lane_step(lane, STEP_CLOUD)->state = STEP_SKIPPED;
        lane->part = -1;
        lane->parts_settled = PART_COUNT;
        return;
    }
    judge_proved_parts(facts, lane);
    judge_open_parts(facts, lane);
    sum_up_parts(facts, lane);
}

/* ---- 5 IDS ---- */

static bool ids_can_be_written(const struct lane *lane)
{
    return settled(&lane->parts[PART_ELB]) && settled(&lane->parts[PART_EIP]) &&
           settled(&lane->parts[PART_BIND]);
}

static int64_t ids_began(const struct facts *facts)
{
    int64_t ms = facts->parts_at[PART_ELB].ms;

    if (facts->wants_public)
        ms =
            later(later(ms, facts->parts_at[PART_EIP].ms), facts->parts_at[PART_BIND].ms);
    return later(later(ms, facts->seen.ms), facts->past->intent_ms);
}

static void judge_ids(struct facts *facts, struct lane *lane)
{
    struct step *step = lane_step(lane, STEP_IDS);

    if (facts->skipped || facts->foreign_address)
        step->state = STEP_SKIPPED;
    else if (facts->ids)
        step->state = facts->attach ? STEP_GIVEN : STEP_DONE;
    else if (facts->cloud && ids_can_be_written(lane))
        run(facts, step, facts->around->kube_ms, ids_began(facts),
            patience_for(facts->around->patience, STEP_IDS, facts->attach));
    else
        step->state = STEP_WAITING;
}

/* ---- 6 ADDRESS ---- */

static int64_t address_began(const struct facts *facts, const struct lane *lane)
{
    int64_t ms = later(facts->attach ? WHEN_UNKNOWN : facts->ids_at.ms,
                       lane->steps[STEP_CLOUD - 1].finished_ms);

    ms = later(ms, facts->parts_at[PART_POOL].ms);
    return later(later(ms, facts->past->withdrawn_ms), facts->past->intent_ms);
}

static void judge_address(struct facts *facts, struct lane *lane)
{
    struct step *step = lane_step(lane, STEP_ADDRESS);
    const struct heard *heard = facts->failing.heard;
    bool ready =
        settled(lane_step(lane, STEP_CLOUD)) && settled(lane_step(lane, STEP_IDS));

    if (facts->skipped)
        step->state = STEP_SKIPPED;
    else if (facts->has_address)
        step->state = STEP_DONE;
    else if (ready || facts->withdrawn)
        run(facts, step, facts->around->kube_ms, address_began(facts, lane),
            patience_for(facts->around->patience, STEP_ADDRESS, facts->attach));
    else
        step->state = STEP_WAITING;

    /* A failure that names no step is that of the lowest one that is not done. */
    if (heard != NULL && !settled(step) &&
        (heard->what.step == STEP_ADDRESS || (heard->what.step == 0 && ready)))
        step->state = STEP_FAILED;
}

/* ---- 7 ROUTED ---- */

static void judge_routed(struct facts *facts, struct lane *lane)
{
    struct step *step = lane_step(lane, STEP_ROUTED);

    if (facts->skipped) {
        step->state = STEP_SKIPPED;
        return;
    }
    switch (facts->reach) {
    case REACH_WAITING:
        step->state = STEP_WAITING;
        break;
    case REACH_PRIVATE:
        step->state = STEP_SKIPPED;
        break;
    case REACH_UNPROBED:
    case REACH_UNTRIED:
        step->state = STEP_UNKNOWN;
        break;
    case REACH_TRYING:
        run(facts, step, facts->around->wall_ms, facts->address_known_ms,
            patience_for(facts->around->patience, STEP_ROUTED, facts->attach));
        break;
    case REACH_YES:
    case REACH_YES_CLOSED:
        step->state = STEP_DONE;
        break;
    }
}

/* ---- the whole ---- */

static void sum_up_steps(struct lane *lane)
{
    lane->step = STEP_COUNT;
    for (int number = STEP_COUNT; number >= 1; number--) {
        const struct step *step = lane_step(lane, number);
        bool unprovable = number == STEP_ROUTED && step->state == STEP_UNKNOWN;
        if (!settled(step) && !unprovable)
            lane->step = number;
    }
}

static int first_in_state(const struct lane *lane, enum step_state state)
{
    for (int number = 1; number <= STEP_COUNT; number++) {
        if (lane->steps[number - 1].state == state)
            return number;
    }
    return 0;
}

static int part_in_state(const struct lane *lane, enum step_state state)
{
    for (int part = 0; part < PART_COUNT; part++) {
        if (lane->parts[part].state == state)
            return part;
    }
    return -1;
}

static bool is_whole(const struct lane *lane)
{
    const struct step *last = &lane->steps[STEP_COUNT - 1];

    return lane->step == STEP_COUNT && (settled(last) || last->state == STEP_UNKNOWN);
}

struct hurt_place {
    int step;
    int part;
};

static struct hurt_place place_of_hurt(const struct facts *facts)
{
    static const struct hurt_place places[] = {
        [HURT_NOT] = {0, -1},
        [HURT_FROZEN] = {STEP_CLOUD, PART_ELB},
        [HURT_ELB_GONE] = {STEP_CLOUD, PART_ELB},
        [HURT_EIP_UNBOUND] = {STEP_CLOUD, PART_BIND},
        [HURT_LISTENER_GONE] = {STEP_CLOUD, PART_LISTENER},
        [HURT_POOL_GONE] = {STEP_CLOUD, PART_POOL},
        [HURT_NONE_ONLINE] = {STEP_CLOUD, PART_POOL},
        [HURT_SOME_OFFLINE] = {STEP_CLOUD, PART_POOL},
        [HURT_ONLY_PRIVATE] = {STEP_ADDRESS, -1},
        [HURT_CHANGE_FAILED] = {STEP_CLOUD, -1},
        [HURT_SILENT] = {STEP_ROUTED, -1},
    };
    struct hurt_place place = places[facts->hurt];

    if (facts->hurt == HURT_CHANGE_FAILED) {
        const struct failure *what = &facts->failing.heard->what;
        place.step = what->step != 0 ? what->step : STEP_CLOUD;
        place.part = what->step == STEP_CLOUD ? what->part : -1;
    }
    return place;
}

static void shade_hurt(const struct facts *facts, struct lane *lane)
{
    struct hurt_place place = place_of_hurt(facts);

    /* What was not made by the ccm cannot be worse there: then it is the address. */
    if (lane_step(lane, place.step)->state != STEP_DONE)
        place = (struct hurt_place){STEP_ADDRESS, -1};
    lane->trouble_step = place.step;
    lane->trouble_part = place.part;
    lane_step(lane, place.step)->shade = SHADE_WORSE;
    if (place.part >= 0)
        lane->parts[place.part].shade = SHADE_WORSE;
}

static void drop_shades(struct lane *lane)
{
    for (int i = 0; i < STEP_COUNT; i++)
        lane->steps[i].shade = SHADE_NONE;
}

/* The clock by which a stuck step became stuck. */
static int64_t stuck_since(const struct facts *facts, const struct lane *lane, int number)
{
    const struct step *step = &lane->steps[number - 1];
    int64_t began_ms = step->started_ms;

    if (number == STEP_SEEN)
        began_ms = later(facts->began.ms, facts->past->intent_ms);
    if (number == STEP_IDS)
        began_ms = ids_began(facts);
    if (number == STEP_ADDRESS)
        began_ms = address_began(facts, lane);
    if (number == STEP_ROUTED)
        began_ms = facts->address_known_ms;
    return began_ms == WHEN_UNKNOWN
               ? WHEN_UNKNOWN
               : began_ms + patience_for(facts->around->patience, number, facts->attach)
                                .stuck_ms;
}

/*
 * Since the address was there, or since it answered. Parts that the cloud made anew later
 * do not make it younger; our own first probe of an old one does not either. Of what we did
 * not see come, the age is a bound.
 */
static struct moment ready_since(const struct facts *facts)
{
    if (!facts->address_at.exact)
        return (struct moment){facts->began.ms, false};
    if (facts->routed_at.exact && facts->routed_at.ms > facts->address_at.ms)
        return facts->routed_at;
    return facts->address_at;
}

/* On its way since it came to be, was changed, or lost its address. */
static struct moment moving_since(const struct facts *facts)
{
    int64_t changed_ms = facts->past->intent_ms;

    if (facts->withdrawn)
        changed_ms = later(changed_ms, facts->past->withdrawn_ms);
    return changed_ms > facts->began.ms ? (struct moment){changed_ms, true}
                                        : facts->began;
}

static void judge_state(struct facts *facts, struct lane *lane)
{
    int failed = first_in_state(lane, STEP_FAILED);
    int stuck = first_in_state(lane, STEP_STUCK);

    if (failed > 0) {
        lane->state = ROW_FAILED;
        lane->trouble_step = failed;
        lane->trouble_part = failed == STEP_CLOUD ? part_in_state(lane, STEP_FAILED) : -1;
        lane->since = (struct moment){facts->failing_since_ms, true};
    } else if (facts->skipped) {
        lane->state = ROW_SKIPPED;
        lane->since = facts->skipped_ms != WHEN_UNKNOWN
                          ? (struct moment){facts->skipped_ms, true}
                          : (struct moment){facts->began.ms, false};
    } else if (stuck > 0) {
        lane->state = ROW_STUCK;
        lane->trouble_step = stuck;
        lane->trouble_part = stuck == STEP_CLOUD ? part_in_state(lane, STEP_STUCK) : -1;
        lane->since = (struct moment){stuck_since(facts, lane, stuck), true};
    } else if (!is_whole(lane)) {
        lane->state = ROW_MOVING;
        lane->since = moving_since(facts);
    } else if (facts->hurt != HURT_NOT) {
        lane->state = ROW_DEGRADED;
        lane->since = (struct moment){facts->hurt_since_ms, facts->past->judged};
    } else {
        lane->state = ROW_READY;
        lane->since = ready_since(facts);
    }
    if (lane->state == ROW_DEGRADED)
        shade_hurt(facts, lane);
    else
        drop_shades(lane);
}

void lane_start(struct lane *lane)
{
    *lane = (struct lane){.part = -1, .trouble_part = -1, .since = MOMENT_UNKNOWN};
    for (int i = 0; i < STEP_COUNT; i++)
        lane->steps[i] = (struct step){
            .started_ms = WHEN_UNKNOWN, .finished_ms = WHEN_UNKNOWN, .evidence = ""};
    for (int i = 0; i < PART_COUNT; i++)
        lane->parts[i] = (struct step){
            .started_ms = WHEN_UNKNOWN, .finished_ms = WHEN_UNKNOWN, .evidence = ""};
}

void lane_judge(struct facts *facts, struct lane *ret_lane)
{
    lane_start(ret_lane);
    lane_step(ret_lane, STEP_APPLY)->state = STEP_DONE; /* the object is there */
    lane_step(ret_lane, STEP_STORED)->state = STEP_DONE;
    judge_seen(facts, ret_lane);
    judge_cloud(facts, ret_lane);
    judge_ids(facts, ret_lane);
    judge_address(facts, ret_lane);
    judge_routed(facts, ret_lane);
    lane_time(facts, ret_lane);
    sum_up_steps(ret_lane);
    judge_state(facts, ret_lane);
}
