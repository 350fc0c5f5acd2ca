#include "tui/listed.h"

#include <stdlib.h>

#include "base/mem.h"

#include "base/banned.h"

void listed_add(struct listed *listed, const void *at)
{
    listed->at =
        mem_grow(listed->at, &listed->capacity, listed->count + 1, sizeof *listed->at);
    listed->at[listed->count++] = at;
}

void listed_release(struct listed *listed)
{
    free(listed->at);
    *listed = (struct listed){0};
}
