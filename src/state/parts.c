#include "state/parts.h"

#include <stdlib.h>

#include "base/mem.h"

#include "base/banned.h"

void part_start(struct part *part, void (*end)(struct part *part))
{
    counted_start(&part->counted);
    part->end = end;
}

struct part *part_hold(struct part *part)
{
    if (part != NULL)
        counted_hold(&part->counted);
    return part;
}

void part_let_go(struct part *part)
{
    if (part != NULL && counted_let_go(&part->counted))
        part->end(part);
}

struct parts *parts_new(size_t room)
{
    struct parts *parts = mem_new(sizeof *parts);
    parts->items = mem_grow(NULL, &parts->room, room, sizeof(struct part *));
    return parts;
}

void parts_hold(struct parts *parts, struct part *part)
{
    parts->items = mem_grow(parts->items, &parts->room, parts->count + 1, sizeof part);
    parts->items[parts->count] = part_hold(part);
    parts->count++;
}

void parts_free(struct parts *parts)
{
    if (parts == NULL)
        return;
    for (size_t i = 0; i < parts->count; i++)
        part_let_go(parts->items[i]);
    free(parts->items);
    free(parts);
}
