#include "tui/ids.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

void ids_clear(struct ids *ids)
{
    for (size_t i = 0; i < ids->count; i++)
        free(ids->items[i]);
    ids->count = 0;
}

void ids_release(struct ids *ids)
{
    ids_clear(ids);
    free(ids->items);
    *ids = (struct ids){0};
}

static size_t find(const struct ids *ids, const char *id)
{
    size_t i = 0;
    while (i < ids->count && strcmp(ids->items[i], id) != 0)
        i++;
    return i;
}

bool ids_has(const struct ids *ids, const char *id)
{
    return ids != NULL && find(ids, id) < ids->count;
}

void ids_add(struct ids *ids, const char *id)
{
    if (ids_has(ids, id))
        return;
    ids->items = mem_grow(ids->items, &ids->capacity, ids->count + 1, sizeof *ids->items);
    ids->items[ids->count++] = mem_copy_text(id);
}

void ids_drop(struct ids *ids, const char *id)
{
    size_t at = find(ids, id);

    if (at == ids->count)
        return;
    free(ids->items[at]);
    ids->count--;
    memmove(ids->items + at, ids->items + at + 1, (ids->count - at) * sizeof *ids->items);
}

void ids_toggle(struct ids *ids, const char *id)
{
    if (ids_has(ids, id))
        ids_drop(ids, id);
    else
        ids_add(ids, id);
}
