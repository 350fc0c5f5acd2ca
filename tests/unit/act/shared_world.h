/*
 * shared_world.h - the whoami/fortune case: an ELB made for whoami/whoami that whoami/fortune
 * shares, and lb-demo/hello with an ELB of its own. All ready.
 */
#ifndef ELBTOP_TESTS_ACT_SHARED_WORLD_H
#define ELBTOP_TESTS_ACT_SHARED_WORLD_H

#include "act/plan.h"
#include "unit/state/world.h"

#define WHOAMI_ELB "71f02bde-0000-4000-8000-000000000001"
#define HELLO_ELB  "9a410000-0000-4000-8000-000000000002"

void shared_world_init(struct world *world);

/* A plan for these names, separated by commas; fails the test when it is refused. */
struct plan *shared_world_teardown(struct world *world, const char *names);

#endif
