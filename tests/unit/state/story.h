/*
 * story.h - a little timeline in a text file: facts at times, and what the rows must say.
 *
 *     at 0.4                                    the clock, in seconds since the start
 *     service lb-demo/hello autocreate=public   what is named is set, the rest stays
 *     event lb-demo/hello EnsuringLoadBalancer "Ensuring load balancer" count=1
 *     elb 9a41 name=k8s-lb-demo vip=10.0.3.41   written down; seen with the next sweep
 *     listener l1 elb=9a41 port=80/TCP uid=uid-hello members=3 online=0
 *     eip 0c77 address=138.124.232.123 port_id=port-9a41
 *     drop l1
 *     sweep                                     the cloud is read: ELBs and EIPs
 *     probe 138.124.232.123 80 ok [tries]
 *     listed                                    the first lists have ended
 *     source kubernetes lost
 *     gone lb-demo/hello
 *     expect lb-demo/hello ###>#.. "4 CLOUD 3/5" since=0 step=4d
 *     step lb-demo/hello 4d done 7.6            and when it ended; "<=9" for a bound
 *     why lb-demo/hello "part of the text"      also: who, todo
 *     advice lb-demo/hello F08
 *     kind 9a41 AUTO                            of an ELB
 *     change "part of a line"                   newest changes have it; no-change: none has
 *     due 3.2                                   the next row changes by itself then; or: never
 *
 * A line that starts with # says something to the reader.
 */
#ifndef ELBTOP_TESTS_STATE_STORY_H
#define ELBTOP_TESTS_STATE_STORY_H

#include <stddef.h>

#include "unit/state/world.h"

enum { STORY_TOKENS = 32, STORY_LINES = 400 };

struct story_line {
    int number;
    size_t token_count;
    const char *tokens[STORY_TOKENS];
};

struct story {
    const char *name;
    size_t line_count;
    struct story_line *lines;
    struct arena arena;

    size_t service_count;
    struct service_spec services[WORLD_MOST]; /* as they stand now */
    char failure[1200];                       /* the first; "" */
};

void story_read(struct story *story, const char *name); /* of tests/data/state */
void story_release(struct story *story);

/* Carries out one line; false: an expectation does not hold, or the line makes no sense. */
bool story_do(struct story *story, struct world *world, const struct story_line *line);

/* Is it a fact, or something that is expected? */
bool story_is_fact(const struct story_line *line);

#endif
