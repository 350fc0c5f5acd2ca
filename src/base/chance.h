/*
 * chance.h - random numbers from a seed, so that jitter and tests can be repeated.
 *
 * Not for secrets. Same seed, same numbers, on every machine (splitmix64).
 */
#ifndef ELBTOP_BASE_CHANCE_H
#define ELBTOP_BASE_CHANCE_H

#include <stdint.h>

struct chance {
    uint64_t state;
};

struct chance chance_from(uint64_t seed);
uint64_t chance_next(struct chance *chance);
uint64_t chance_below(struct chance *chance, uint64_t limit); /* 0..limit-1; limit > 0 */
int64_t chance_between(struct chance *chance, int64_t least, int64_t most);

#endif
