#include "record/base.h"

#include <stdlib.h>

#include "base/mem.h"
#include "record/frame.h"
#include "base/banned.h"

enum { FIRST_CAPACITY = 64 };

void base_release(struct base *base)
{
    free(base->at);
    *base = (struct base){0};
}

static size_t home_of(const struct base *base, uint64_t key)
{
    return (size_t)(key ^ key >> 32) & (base->capacity - 1);
}

static size_t behind(const struct base *base, size_t place)
{
    return (place + 1) & (base->capacity - 1);
}

struct frame *base_find(const struct base *base, uint64_t key)
{
    if (base->capacity == 0)
        return NULL;
    for (size_t i = home_of(base, key); base->at[i] != NULL; i = behind(base, i)) {
        if (base->at[i]->key == key)
            return base->at[i];
    }
    return NULL;
}

static void seat(struct base *base, struct frame *frame)
{
    size_t i = home_of(base, frame->key);

    while (base->at[i] != NULL)
        i = behind(base, i);
    base->at[i] = frame;
}

static void grow(struct base *base)
{
    struct base larger = {.capacity = base->capacity == 0 ? (size_t)FIRST_CAPACITY
                                                          : base->capacity * 2,
                          .count = base->count};

    larger.at = mem_new_array(larger.capacity, sizeof(struct frame *));
    for (size_t i = 0; i < base->capacity; i++) {
        if (base->at[i] != NULL)
            seat(&larger, base->at[i]);
    }
    free(base->at);
    *base = larger;
}

void base_add(struct base *base, struct frame *frame)
{
    if (base->count * 4 >= base->capacity * 3)
        grow(base);
    seat(base, frame);
    base->count++;
}

/* Those behind it move up, so that nobody looks for them across the gap in vain. */
void base_remove(struct base *base, const struct frame *frame)
{
    size_t gap = home_of(base, frame->key);

    while (base->at[gap] != frame)
        gap = behind(base, gap);
    base->count--;
    base->at[gap] = NULL;
    for (size_t i = behind(base, gap); base->at[i] != NULL; i = behind(base, i)) {
        struct frame *moved = base->at[i];
        base->at[i] = NULL;
        seat(base, moved);
    }
}

struct frame *base_next(const struct base *base, size_t *place)
{
    while (*place < base->capacity && base->at[*place] == NULL)
        (*place)++;
    return *place < base->capacity ? base->at[*place] : NULL;
}
