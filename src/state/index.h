/*
 * index.h - items found by a text key, several under one key, in the order they were added.
 *
 * Made in one go over a set that does not change, then only read. Keys are borrowed.
 *
 *     for (size_t at = index_first(index, key); at != INDEX_END; at = index_next(index, at))
 *         use(index_item(index, at));
 */
#ifndef ELBTOP_STATE_INDEX_H
#define ELBTOP_STATE_INDEX_H

#include <stddef.h>
#include <stdint.h>

#define INDEX_END SIZE_MAX

struct index_entry {
    const char *key;
    const void *item;
    uint32_t hash;
    uint32_t next; /* slot + 1 of the next entry in the chain; 0: none */
};

struct index {
    size_t count;
    size_t room;
    struct index_entry *entries;
    uint32_t *heads; /* slot + 1; NULL until index_close */
    size_t mask;
};

void index_release(struct index *index);
void index_clear(struct index *index, size_t room); /* empty, with room for so many */
/* A NULL or empty key is not added: nothing can be found by it. */
void index_add(struct index *index, const char *key, const void *item);
void index_close(
    struct index *index); /* after the last addition, before the first look */

size_t index_first(const struct index *index, const char *key);
size_t index_next(const struct index *index, size_t at); /* the same key again */
const void *index_item(const struct index *index, size_t at);
const void *index_one(const struct index *index, const char *key); /* the first; NULL */

/* The hash used here; for whoever wants a digest of texts. */
uint64_t text_hash(uint64_t seed, const char *text); /* NULL is not "" */

#endif
