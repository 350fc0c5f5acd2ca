/*
 * gather.h - records of one kind while they come in, page by page, from one API or two.
 *
 * A record is any struct that begins with its id. What came first wins: a change of the
 * list between two pages may show a record twice, and so does reading it by two APIs.
 */
#ifndef ELBTOP_OTC_GATHER_H
#define ELBTOP_OTC_GATHER_H

#include <stddef.h>

#include "base/arena.h"

struct gather {
    char *records;
    size_t record_bytes;
    size_t count;
    size_t capacity;
};

void gather_init(struct gather *gather, size_t record_bytes);
void gather_release(struct gather *gather);

/* Copies the record; what it points to has to live elsewhere. */
void gather_add(struct gather *gather, const void *record);

/* Sorts by id and drops what is there twice, keeping the one added first. */
void gather_settle(struct gather *gather);

void *gather_at(const struct gather *gather, size_t index); /* valid until the next add */
void *gather_find(const struct gather *gather, const char *id); /* settled; or NULL */
void *gather_copy(const struct gather *gather, struct arena *arena);

#endif
