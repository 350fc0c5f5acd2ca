/*
 * picker.h - every load balancer there is, and whether a Service can be linked to it.
 *
 * What cannot be used stays in the list, at the end, with the reason. A pure function of
 * the view and of what is wished.
 */
#ifndef ELBTOP_ACT_PICKER_H
#define ELBTOP_ACT_PICKER_H

#include <stddef.h>
#include <stdint.h>

#include "act/around.h"
#include "act/wish.h"
#include "base/arena.h"
#include "state/view.h"

enum pick_verdict {
    PICK_USABLE,
    PICK_NOTED,      /* works, but read the note */
    PICK_IMPOSSIBLE, /* the note says why */
};

enum pick_vpc { PICK_VPC_UNKNOWN, PICK_VPC_SAME, PICK_VPC_OTHER };

struct pick {
    const struct view_elb *elb; /* of the view */
    enum pick_verdict verdict;
    enum pick_vpc vpc;
    bool port_free;        /* all ports that are wished */
    size_t listener_count; /* there now */
    int64_t listener_most; /* QUOTA_UNKNOWN, QUOTA_UNLIMITED */
    const char *note;      /* "demo/batch has 8080/TCP", "whoami/whoami": the owner */
};

struct picker {
    size_t count;
    size_t usable_count;      /* with the noted ones */
    const struct pick *picks; /* usable, noted, impossible; each by name */
};

/* For a wish of kind WISH_ATTACH; its elb_id does not matter. Results go to the arena. */
void picker_build(const struct view *view, const struct around *around,
                  const struct wish *wish, struct arena *arena,
                  struct picker *ret_picker);

/* The verdict on one of them, without building the list. */
void pick_judge(const struct view_elb *elb, const struct around *around,
                const struct wish *wish, struct arena *arena, struct pick *ret_pick);

#endif
