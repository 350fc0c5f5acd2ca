/*
 * lane.h - the seven steps of one Service, judged from its facts.
 *
 * lane_judge is for a Service on its way or there; lane_undo for one that is being taken
 * down. Both are functions of the facts alone. due_ms says when time alone changes the
 * answer.
 */
#ifndef ELBTOP_STATE_LANE_H
#define ELBTOP_STATE_LANE_H

#include <stdbool.h>
#include <stdint.h>

#include "state/facts.h"
#include "state/row.h"
#include "state/scratch.h"
#include "state/step.h"

struct lane {
    struct step steps[STEP_COUNT]; /* steps[0] is step 1 */
    struct step parts[PART_COUNT];
    enum row_state state;
    struct moment since; /* in this state, as the facts tell */
    int step;            /* lowest not done; 7 when all are */
    int part;            /* lowest part not settled; -1 */
    int parts_settled;   /* 0..5 */
    int trouble_step;    /* where it failed, is stuck or hurt; 0 */
    int trouble_part;    /* -1 */
};

/* Judges states and times; the evidence in words comes from lane_explain. */
void lane_judge(struct facts *facts, struct lane *ret_lane);
void lane_undo(struct facts *facts, struct lane *ret_lane);

/* Fills the evidence of every step and part. */
void lane_explain(const struct facts *facts, struct scratch *scratch, struct lane *lane);

#endif
