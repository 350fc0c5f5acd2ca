#include "otc/gather.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

void gather_init(struct gather *gather, size_t record_bytes)
{
    *gather = (struct gather){.record_bytes = record_bytes};
}

void gather_release(struct gather *gather)
{
    free(gather->records);
    gather_init(gather, gather->record_bytes);
}

void gather_add(struct gather *gather, const void *record)
{
    gather->records = mem_grow(gather->records, &gather->capacity, gather->count + 1,
                               gather->record_bytes);
    memcpy(gather_at(gather, gather->count++), record, gather->record_bytes);
}

void *gather_at(const struct gather *gather, size_t index)
{
    return gather->records + index * gather->record_bytes;
}

static const char *id_of(const void *record)
{
    const char *id;
    memcpy(&id, record, sizeof id);
    return id;
}

/* Equal ids keep their order: the place in memory decides. */
static int compare_records(const void *a, const void *b)
{
    const char *left = *(const char *const *)a;
    const char *right = *(const char *const *)b;
    int order = strcmp(id_of(left), id_of(right));
    return order != 0 ? order : left < right ? -1 : 1;
}

void gather_settle(struct gather *gather)
{
    if (gather->count < 2)
        return;

    const char **order = mem_new_array(gather->count, sizeof *order);
    for (size_t i = 0; i < gather->count; i++)
        order[i] = gather_at(gather, i);
    qsort(order, gather->count, sizeof *order, compare_records);

    struct gather settled;
    gather_init(&settled, gather->record_bytes);
    for (size_t i = 0; i < gather->count; i++) {
        if (i == 0 || strcmp(id_of(order[i]), id_of(order[i - 1])) != 0)
            gather_add(&settled, order[i]);
    }
    free(order);
    gather_release(gather);
    *gather = settled;
}

static int compare_id(const void *id, const void *record)
{
    return strcmp(id, id_of(record));
}

void *gather_find(const struct gather *gather, const char *id)
{
    if (gather->count == 0)
        return NULL;
    return bsearch(id, gather->records, gather->count, gather->record_bytes, compare_id);
}

void *gather_copy(const struct gather *gather, struct arena *arena)
{
    void *copy = arena_new_array(arena, gather->count, gather->record_bytes);

    if (gather->count > 0)
        memcpy(copy, gather->records, gather->count * gather->record_bytes);
    return copy;
}
