#include "state/patience.h"

#include "base/limits.h"
#include "state/step.h"

#include "base/banned.h"

struct patience_table patience_usual(void)
{
    return (struct patience_table){
        .seen = {PATIENCE_SEEN_SLOW_MS, PATIENCE_SEEN_STUCK_MS},
        .cloud = {PATIENCE_CLOUD_SLOW_MS, PATIENCE_CLOUD_STUCK_MS},
        .attach = {PATIENCE_ATTACH_SLOW_MS, PATIENCE_ATTACH_STUCK_MS},
        .ids = {PATIENCE_IDS_SLOW_MS, PATIENCE_IDS_STUCK_MS},
        .address = {PATIENCE_ADDRESS_SLOW_MS, PATIENCE_ADDRESS_STUCK_MS},
        .routed = {PATIENCE_ROUTED_SLOW_MS, PATIENCE_ROUTED_STUCK_MS},
        .teardown = {PATIENCE_TEARDOWN_SLOW_MS, PATIENCE_TEARDOWN_STUCK_MS},
    };
}

struct patience patience_for(const struct patience_table *table, int number, bool attach)
{
    switch (number) {
    case STEP_SEEN:
        return table->seen;
    case STEP_CLOUD:
        return attach ? table->attach : table->cloud;
    case STEP_IDS:
        return table->ids;
    case STEP_ADDRESS:
        return table->address;
    case STEP_ROUTED:
        return table->routed;
    default:
        return (struct patience){INT64_MAX, INT64_MAX};
    }
}
