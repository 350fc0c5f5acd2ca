/*
 * draft.h - puts what was found and judged about one Service into a row.
 */
#ifndef ELBTOP_STATE_DRAFT_H
#define ELBTOP_STATE_DRAFT_H

#include <stdint.h>

#include "state/facts.h"
#include "state/lane.h"
#include "state/row.h"
#include "state/scratch.h"

/* What the row shows beside its facts; arrays are borrowed. */
struct draft_extras {
    const struct probe_result *probes; /* one per port of the Service */
    int64_t endpoints_ready;           /* -1 unknown */
    int64_t endpoints_total;
    size_t shared_count;
    const char *const *shared_with;
    const struct row_gateway *gateway; /* NULL */
};

/* Owner: the caller holds the row. The lane's since is what the row says. */
const struct row *draft_row(const struct facts *facts, const struct lane *lane,
                            const struct draft_extras *extras, struct scratch *scratch);

#endif
