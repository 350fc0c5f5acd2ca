#include "state/patience.h"

#include "state/step.h"

#include "base/banned.h"

struct patience patience_for(int number, bool attach)
{
    switch (number) {
    case STEP_SEEN: /* the controller reacts at once; only a queue delays it */
        return (struct patience){5000, 15000};
    case STEP_CLOUD:
        return attach ? (struct patience){15000, 60000}
                      : (struct patience){30000, 120000};
    case STEP_IDS: /* counted from when ELB and EIP were there: the ids follow at once */
        return (struct patience){5000, 10000};
    case STEP_ADDRESS:
        return (struct patience){10000, 60000};
    case STEP_ROUTED:
        return (struct patience){15000, 60000};
    default:
        return (struct patience){INT64_MAX, INT64_MAX};
    }
}

struct patience patience_for_teardown(void)
{
    return (struct patience){20000, 60000};
}
