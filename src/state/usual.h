/*
 * usual.h - how long things took so far on this cluster: the last USUAL_SAMPLES durations of
 * each step, by pattern, seen under our eyes and without trouble.
 *
 * From them come what a step usually takes (median, and 95 of 100), and when one is called
 * slow or stuck. Without enough of them there is no number, and the settled limits hold.
 */
#ifndef ELBTOP_STATE_USUAL_H
#define ELBTOP_STATE_USUAL_H

#include <stddef.h>
#include <stdint.h>

#include "state/patience.h"
#include "state/view.h"

enum {
    USUAL_SAMPLES = 64,
    USUAL_ENOUGH = 8 /* durations before limits are drawn from them */
};

struct usual_samples {
    size_t count; /* ever; the ring holds the last USUAL_SAMPLES */
    int64_t ms[USUAL_SAMPLES];
};

struct usual {
    struct usual_samples of[USUAL_PATTERNS][USUAL_WHATS];
    uint64_t generation; /* counts up with each duration */
};

/* A duration of no or negative length, or above a day, is none. */
void usual_add(struct usual *usual, enum usual_pattern pattern, int what, int64_t ms);

/* How a Service that became READY under our eyes got there. */
void usual_add_row(struct usual *usual, const struct row *row);

/* Oldest first; returns how many. */
size_t usual_samples(const struct usual *usual, enum usual_pattern pattern, int what,
                     int64_t out[USUAL_SAMPLES]);

void usual_show(const struct usual *usual, struct view *view);

/*
 * Limits that fit this cluster: slow above what 95 of 100 took, stuck above five times the
 * median; neither far from the usual ones. What a person has settled stays.
 */
void usual_limits(const struct usual *usual, const struct patience_table *settled,
                  struct patience_table *ret_limits);

#endif
