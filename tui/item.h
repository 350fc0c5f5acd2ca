/*
 * item.h - one line of the list of Services: a Service, or an ELB or EIP that lost its own.
 *
 * An item points into the snapshot it was made from and is valid as long as that.
 */
#ifndef ELBTOP_TUI_ITEM_H
#define ELBTOP_TUI_ITEM_H

#include <stdbool.h>

#include "state/view.h"

enum item_kind {
    ITEM_SERVICE,
    ITEM_ORPHAN_ELB,
    ITEM_ORPHAN_EIP,
    ITEM_GONE, /* was there a moment ago; shown as it was last */
};

/* The last words on a row that went. Owner: tui/recent.h. */
struct gone {
    char *id;
    char *name;
    int order;        /* its place in "problems first" */
    char **texts;     /* what each column said, by enum column_id */
    int64_t until_ms; /* monotonic: shown so long */
};

struct item {
    enum item_kind kind;
    const struct row *row;      /* ITEM_SERVICE */
    const struct view_elb *elb; /* ITEM_ORPHAN_ELB */
    const struct view_eip *eip; /* ITEM_ORPHAN_EIP */
    const struct gone *gone;    /* ITEM_GONE */
};

enum { ITEM_TEXT_BYTES = 512 };

/* What tells it apart for as long as it lives: a uid or an id. Never NULL. */
const char *item_id(const struct item *item);

/* "ns/name", or "(no Service)". */
const char *item_name(const struct item *item, char out[ITEM_TEXT_BYTES]);

/* The state word of the screen: "READY", "4 CLOUD 3/5", "ORPHAN". */
const char *item_state_word(const struct item *item, char out[ITEM_TEXT_BYTES]);

/* The place in "problems first". */
int item_order(const struct item *item);
bool item_is_problem(const struct item *item);

/* Since when it is in this state, wall; WHEN_UNKNOWN. */
int64_t item_since_ms(const struct item *item, bool *ret_exact);

/*
 * An EIP that hangs on an orphaned ELB is told of with that; one that hangs on nothing, or
 * on an ELB that is somebody's, is an orphan of its own.
 */
bool item_is_orphan_eip(const struct view *view, const struct view_eip *eip);
size_t item_count_orphans(const struct view *view);

const char *item_elb_name(
    const struct item *item); /* NULL: none, or its name is not read */
const char *item_address(const struct item *item); /* NULL */

#endif
