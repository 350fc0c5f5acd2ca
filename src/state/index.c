#include "state/index.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

/* FNV-1a, 64 bit. */
uint64_t text_hash(uint64_t seed, const char *text)
{
    uint64_t hash = seed ^ 0xcbf29ce484222325u;

    if (text == NULL)
        return hash * 0x100000001b3u + 1;
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    return (hash ^ 0xff) * 0x100000001b3u; /* where one text ends counts */
}

static uint32_t key_hash(const char *key)
{
    uint64_t hash = text_hash(0, key);
    return (uint32_t)(hash ^ (hash >> 32));
}

void index_release(struct index *index)
{
    free(index->entries);
    free(index->heads);
    *index = (struct index){0};
}

void index_clear(struct index *index, size_t room)
{
    index_release(index);
    index->entries = mem_grow(NULL, &index->room, room, sizeof *index->entries);
}

void index_add(struct index *index, const char *key, const void *item)
{
    if (key == NULL || key[0] == '\0')
        return;
    index->entries =
        mem_grow(index->entries, &index->room, index->count + 1, sizeof *index->entries);
    index->entries[index->count++] =
        (struct index_entry){.key = key, .item = item, .hash = key_hash(key)};
}

void index_close(struct index *index)
{
    size_t heads = 16;
    while (heads < index->count * 2)
        heads *= 2;
    index->mask = heads - 1;
    index->heads = mem_new_array(heads, sizeof *index->heads);

    /* Backwards, so that each chain runs in the order of the additions. */
    for (size_t i = index->count; i-- > 0;) {
        struct index_entry *entry = &index->entries[i];
        uint32_t *head = &index->heads[entry->hash & index->mask];
        entry->next = *head;
        *head = (uint32_t)i + 1;
    }
}

static size_t seek(const struct index *index, uint32_t link, uint32_t hash,
                   const char *key)
{
    while (link != 0) {
        const struct index_entry *entry = &index->entries[link - 1];
        if (entry->hash == hash && strcmp(entry->key, key) == 0)
            return link - 1;
        link = entry->next;
    }
    return INDEX_END;
}

size_t index_first(const struct index *index, const char *key)
{
    if (index->heads == NULL || key == NULL || key[0] == '\0')
        return INDEX_END;
    uint32_t hash = key_hash(key);
    return seek(index, index->heads[hash & index->mask], hash, key);
}

size_t index_next(const struct index *index, size_t at)
{
    const struct index_entry *entry = &index->entries[at];
    return seek(index, entry->next, entry->hash, entry->key);
}

const void *index_item(const struct index *index, size_t at)
{
    return index->entries[at].item;
}

const void *index_one(const struct index *index, const char *key)
{
    size_t at = index_first(index, key);
    return at == INDEX_END ? NULL : index_item(index, at);
}
