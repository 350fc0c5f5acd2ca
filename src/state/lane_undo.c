/*
 * Taking down: listeners, ELB, EIP, finalizer, in this order. What is there still is being
 * undone, what is gone waits for nothing any more.
 */
#include "state/lane_inside.h"

#include "state/common.h"
#include "state/patience.h"

#include "base/banned.h"

static void undoing(struct step *step, bool still_there)
{
    step->state = still_there ? STEP_DONE : STEP_WAITING;
    step->shade = still_there ? SHADE_UNDOING : SHADE_NONE;
}

/* What was there before stays; what the cloud was not asked about is unknown. */
static void undo_part(const struct facts *facts, struct lane *lane, enum step_part part,
                      bool still_there)
{
    struct step *step = &lane->parts[part];
    bool eip = part == PART_EIP || part == PART_BIND;

    if (eip && facts->public_known && !facts->wants_public)
        step->state = STEP_SKIPPED;
    else if (!facts->cloud)
        step->state = STEP_UNKNOWN;
    else if (facts->attach && facts->flow != PATTERN_BOTH && part <= PART_BIND)
        step->state = STEP_GIVEN;
    else
        undoing(step, still_there);
}

static bool undo_parts(const struct facts *facts, struct lane *lane)
{
    const struct join *join = facts->join;
    bool listening = join->own_listener_count > 0;
    bool left = false;

    undo_part(facts, lane, PART_ELB, join->elb != NULL);
    undo_part(facts, lane, PART_EIP,
              join->eip != NULL || (join->elb != NULL && join->has_eip));
    undo_part(facts, lane, PART_BIND, join->elb != NULL && join->bound);
    undo_part(facts, lane, PART_LISTENER, listening);
    undo_part(facts, lane, PART_POOL, listening && join->total != 0);
    for (int part = 0; part < PART_COUNT; part++)
        left = left || lane->parts[part].shade == SHADE_UNDOING;
    return left;
}

/* Only the EIP is left: it may take minutes, and that is usual. */
static bool only_eip_left(const struct lane *lane)
{
    return lane->parts[PART_ELB].shade == SHADE_NONE &&
           lane->parts[PART_LISTENER].shade == SHADE_NONE &&
           lane->parts[PART_EIP].shade == SHADE_UNDOING;
}

static void time_undo(struct facts *facts, struct lane *lane, bool left, int64_t since_ms)
{
    struct patience patience = facts->around->patience->teardown;
    int number = left || !facts->cloud ? STEP_CLOUD : STEP_SEEN;
    struct step *step = lane_step(lane, number);

    if (only_eip_left(lane))
        patience.stuck_ms = PATIENCE_EIP_LAG_MS;
    lane->step = number;
    lane->state = ROW_DELETING;
    lane->since = (struct moment){since_ms, true};
    for (int i = 0; i < STEP_COUNT; i++)
        lane->steps[i].started_ms = since_ms;

    if (facts->failing.heard != NULL) {
        lane->state = ROW_FAILED;
        lane->since.ms = facts->failing_since_ms;
        step->state = STEP_FAILED;
    } else if (facts_passed(facts, facts->around->kube_ms, since_ms, patience.stuck_ms)) {
        lane->state = ROW_STUCK;
        lane->since.ms = since_ms + patience.stuck_ms;
        step->state = STEP_STUCK;
    } else {
        step->slow =
            facts_passed(facts, facts->around->kube_ms, since_ms, patience.slow_ms);
        return;
    }
    step->shade = SHADE_NONE;
    lane->trouble_step = number;
}

void lane_undo(struct facts *facts, struct lane *ret_lane)
{
    int64_t since_ms = facts->deleting ? facts->deleting_ms : facts->past->intent_ms;

    lane_start(ret_lane);
    bool left = undo_parts(facts, ret_lane);
    ret_lane->part = -1;
    lane_step(ret_lane, STEP_APPLY)->state = STEP_DONE;
    undoing(lane_step(ret_lane, STEP_STORED), true);
    undoing(lane_step(ret_lane, STEP_SEEN), facts->finalizer);
    undoing(lane_step(ret_lane, STEP_CLOUD), left || !facts->cloud);
    undoing(lane_step(ret_lane, STEP_IDS), facts->has_id);
    undoing(lane_step(ret_lane, STEP_ADDRESS), facts->has_address);
    undoing(lane_step(ret_lane, STEP_ROUTED),
            facts->probe.state == PROBE_OK && (!facts->cloud || left) &&
                ret_lane->parts[PART_LISTENER].shade == SHADE_UNDOING);
    if (facts->leaving && !facts->deleting)
        lane_step(ret_lane, STEP_STORED)->shade = SHADE_NONE;
    time_undo(facts, ret_lane, left, since_ms);
}
