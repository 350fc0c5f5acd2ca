#include "lib/prop.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

#include "base/banned.h"

static bool read_number(const char *name, int64_t *ret_value)
{
    return span_to_i64(span_of(getenv(name)), ret_value);
}

void prop_start(struct prop *prop)
{
    int64_t seed;

    if (!read_number("SEED", &seed))
        seed = ((int64_t)time(NULL) << 16) ^ getpid();
    printf("# SEED=%lld\n", (long long)seed);
    prop->chance = chance_from((uint64_t)seed);
}

int prop_rounds(int usual)
{
    int64_t rounds;
    return read_number("ROUNDS", &rounds) ? (int)rounds : usual;
}

size_t prop_below(struct prop *prop, size_t limit)
{
    return chance_below(&prop->chance, limit);
}

bool prop_coin(struct prop *prop)
{
    return prop_below(prop, 2) == 1;
}

bool prop_feed_pieces(struct prop *prop, struct span text, prop_feed feed, void *ctx)
{
    /* Now and then all pieces are tiny: every state meets every boundary. */
    size_t largest = prop_below(prop, 3) == 0 ? 3 : 1 + text.bytes / 2;
    bool goes_on = true;

    while (goes_on && text.bytes > 0) {
        size_t bytes = 1 + prop_below(prop, largest);
        if (bytes > text.bytes)
            bytes = text.bytes;
        char *piece = malloc(bytes);
        for (size_t i = 0; i < bytes; i++)
            piece[i] = text.at[i];
        goes_on = feed(ctx, piece, bytes);
        free(piece);
        text = span_skip(text, bytes);
    }
    return goes_on;
}
