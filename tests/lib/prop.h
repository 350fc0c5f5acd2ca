/*
 * prop.h - property tests: many random rounds that can be repeated.
 *
 * A test starts with prop_start(), which prints its seed as a TAP comment. A failure is
 * repeated with SEED=… in the environment; ROUNDS=… asks for more rounds than usual.
 *
 *     struct prop prop;
 *     prop_start(&prop);
 *     for (int i = 0; i < prop_rounds(200); i++)
 *         …prop_below(&prop, 10)…
 */
#ifndef ELBTOP_TESTS_LIB_PROP_H
#define ELBTOP_TESTS_LIB_PROP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/chance.h"
#include "base/span.h"

struct prop {
    struct chance chance;
};

void prop_start(struct prop *prop);
int prop_rounds(int usual);
size_t prop_below(struct prop *prop, size_t limit); /* 0..limit-1 */
bool prop_coin(struct prop *prop);

/*
 * Cuts `text` into random pieces and feeds each of them, from memory of just that size so
 * that ASan sees a step too far. Stops when feed says false, and then says so too.
 */
typedef bool (*prop_feed)(void *ctx, const char *at, size_t bytes);
bool prop_feed_pieces(struct prop *prop, struct span text, prop_feed feed, void *ctx);

#endif
