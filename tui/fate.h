/*
 * fate.h - what would go with whom: an ELB, its listeners and its address, when Services on
 * it are torn down.
 *
 * Source: the deletion rules of the cloud controller (doc/sources.md): the creator takes the
 * ELB along unless somebody else is on it, a tenant takes its own listener only.
 */
#ifndef ELBTOP_TUI_FATE_H
#define ELBTOP_TUI_FATE_H

#include "state/view.h"

enum { FATE_LINES = 6, FATE_BYTES = 200 };

struct fate {
    char who[FATE_BYTES];
    char what[FATE_BYTES];
};

/* A sentence per way to do it; how many were written. */
int fates_of(const struct view_elb *elb, struct fate ret_fates[FATE_LINES]);

/* The same in a few words, beside one listener: "listener, ELB, EIP". */
const char *fate_word(const struct view_elb *elb, const struct view_listener *listener);

#endif
