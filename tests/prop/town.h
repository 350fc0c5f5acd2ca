/*
 * town.h - a little cluster that lives: Services come, move, fail, share ELBs and go, and at
 * any moment a snapshot can be taken of it. For property tests of what is on the screen.
 */
#ifndef ELBTOP_TESTS_PROP_TOWN_H
#define ELBTOP_TESTS_PROP_TOWN_H

#include "lib/prop.h"
#include "screen/world.h"

enum { TOWN_SERVICES = 14, TOWN_ELBS = 6, TOWN_EVENTS = 20 };

struct town_service {
    bool there;
    int life; /* counts up with each birth, so that a name can have several uids */
    enum row_state state;
    int elb; /* -1: none */
    bool creator;
    int online;
    int steps; /* how many are done */
};

struct town {
    struct prop *prop;
    struct town_service services[TOWN_SERVICES];
    bool orphans[TOWN_ELBS];
    bool lost[SOURCE_COUNT];
    bool read_only, protected_context;
    int events; /* so far */
    uint64_t generation;
};

void town_start(struct town *town, struct prop *prop);
void town_move(struct town *town); /* something happens, at random */

/* Owner of the result: the caller. now and wall as of the moment it is taken. */
struct snapshot *town_snapshot(struct town *town, int64_t now_ms, int64_t wall_ms);

#endif
