/*
 * lane_inside.h - what the files of the lane share with each other and nobody else.
 */
#ifndef ELBTOP_STATE_LANE_INSIDE_H
#define ELBTOP_STATE_LANE_INSIDE_H

#include "state/lane.h"

void lane_start(struct lane *ret_lane);                /* nothing judged, nothing timed */
struct step *lane_step(struct lane *lane, int number); /* 1..7 */
int64_t lane_cloud_began(const struct facts *facts);   /* when step 4 did */
void lane_time(const struct facts *facts, struct lane *lane);

#endif
