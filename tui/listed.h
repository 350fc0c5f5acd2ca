/*
 * listed.h - the things that a view lists, to be given out as data.
 *
 * They are things of the snapshot that is shown, in the order in which they stand there, and
 * without those that a filter keeps away. Valid as long as that snapshot.
 */
#ifndef ELBTOP_TUI_LISTED_H
#define ELBTOP_TUI_LISTED_H

#include <stddef.h>

struct listed {
    const char *kind; /* as `elbtop get` calls it: "services" */
    size_t count, capacity;
    const void **at; /* rows, ELBs, EIPs, events, Gateways or sources of the view */
};

void listed_add(struct listed *listed, const void *at);
void listed_release(struct listed *listed); /* zero-filled ones are fine */

#endif
