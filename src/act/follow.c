#include "act/follow.h"

#include <stdio.h>

#include "base/banned.h"

size_t follow_look(struct follow *follow, const struct row *row,
                   int ret_steps[STEP_COUNT])
{
    size_t count = 0;

    for (int step = 1; step <= STEP_COUNT; step++) {
        unsigned bit = 1u << step;
        if ((follow->reached & bit) != 0 || !step_is_settled(row->steps[step - 1].state))
            continue;
        follow->reached |= bit;
        ret_steps[count++] = step;
    }
    return count;
}

const char *follow_line(const struct row *row, int step, char *out, size_t out_bytes)
{
    const struct step *at = &row->steps[step - 1];
    char evidence[32];
    const char *text = at->evidence;

    if (step == STEP_CLOUD) {
        snprintf(evidence, sizeof evidence, "%d/%d", row->parts_settled, PART_COUNT);
        text = evidence;
    }
    snprintf(out, out_bytes, "%d %-8s %-13s %s", step, step_name(step),
             step_actor(step, row->pattern == PATTERN_GATEWAY), text != NULL ? text : "");
    return out;
}
