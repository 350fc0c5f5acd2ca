/*
 * base.h - the last frame of each thing, by the hash of its key: 8 bytes a place, where a
 * general table takes sixty. Two of 20,000 keys have the same 64 bits once in 10^11 times, and
 * then one of them is missing in the base.
 *
 * For src/record/recording*.c only.
 */
#ifndef ELBTOP_RECORD_BASE_H
#define ELBTOP_RECORD_BASE_H

#include <stddef.h>
#include <stdint.h>

struct frame;

/* All zero is an empty one. */
struct base {
    struct frame **at; /* places; NULL: empty */
    size_t capacity;   /* a power of two, or 0 */
    size_t count;
};

void base_release(struct base *base); /* the places; frames must be gone before */

struct frame *base_find(const struct base *base, uint64_t key); /* NULL */
void base_add(struct base *base, struct frame *frame);          /* its key is not there */
void base_remove(struct base *base, const struct frame *frame);

/* The first frame at or behind *place, which is its place then; NULL: none. Adding and removing
 * moves others about. */
struct frame *base_next(const struct base *base, size_t *place);

#endif
