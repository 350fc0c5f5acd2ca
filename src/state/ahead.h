/*
 * ahead.h - what comes next for a Service, and how it would look if it failed: for a person
 * who waits, and would rather know what to look for.
 *
 * Source: the order of events, the failure texts and codes of the cloud controller and of the
 *         ELB and EIP APIs; doc/sources.md
 */
#ifndef ELBTOP_STATE_AHEAD_H
#define ELBTOP_STATE_AHEAD_H

#include "state/row.h"

enum { AHEAD_FAILINGS = 3 };

/* A text or a code by which one knows a failure, and what it asks for. */
struct ahead_failing {
    const char *sign; /* NULL: no more of them */
    const char *means; /* and what to do, see todo.h */
};

struct ahead {
    const char *normal; /* what is seen next when all goes well */
    const char *then;   /* what follows; NULL: nothing */
    struct ahead_failing failing[AHEAD_FAILINGS];
};

/* From the lowest step that is not done; never NULL. */
const struct ahead *ahead_of(const struct row *row);

#endif
