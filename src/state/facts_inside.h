/*
 * facts_inside.h - what the three files of facts share with each other and nobody else.
 */
#ifndef ELBTOP_STATE_FACTS_INSIDE_H
#define ELBTOP_STATE_FACTS_INSIDE_H

#include "state/facts.h"

/* Times of the api-server are whole seconds, and its answers and the cloud's cross. */
enum {
    ONE_SECOND_MS = 1000,
    CROSSING_MS = 2000,
    CLOCKS_DIFFER_MS = 10000,
    OLD_MS = 60000,
    TRIES_ENOUGH = 2, /* a probe that failed so often means it */
};

/* Since when it holds for sure: a bound of ours says "before we looked". */
int64_t facts_held_since(const struct facts *facts, struct moment moment);

void facts_find_cloud(struct facts *facts);
void facts_find_trouble(struct facts *facts);

/* The ELB or its EIP is frozen. */
bool join_is_frozen(const struct join *join);

#endif
