/* The flight recorder: what was read is saved, and the answer told when it comes. */
#include "tui/dashboard_inside.h"

#include "base/banned.h"

void dash_record(struct dashboard *dashboard, const struct scene *scene,
                 const char *where)
{
    const struct snapshot *snapshot = scene->snapshot;

    if (snapshot == NULL || !snapshot->recorder.on) {
        dash_say(dashboard, ":rec is off: nothing is recorded here");
        return;
    }
    dash_order(dashboard, ORDER_RECORD, NULL, where);
    dash_say(dashboard, "saving what was read ..");
}

void dash_tell_recorded(struct dashboard *dashboard, const struct snapshot *before,
                        const struct snapshot *after)
{
    if (before != NULL && after != NULL && before->recorder.saves < after->recorder.saves)
        dash_say(dashboard, "%s", after->recorder.said);
}
