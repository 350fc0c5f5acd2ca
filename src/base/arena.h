/*
 * arena.h - memory that dies together.
 *
 * Everything taken from an arena lives until arena_release(); nothing is freed alone.
 * Who owns the arena owns all that is in it. Not for sharing between threads.
 */
#ifndef ELBTOP_BASE_ARENA_H
#define ELBTOP_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *newest;
    size_t next_bytes; /* size of the next block; doubles up to a ceiling */
    size_t held_bytes; /* what the blocks take, for `:info` and tests */
};

/* First block of `first_bytes` when something is asked for (0 = the usual size). */
void arena_init(struct arena *arena, size_t first_bytes);
void arena_release(struct arena *arena); /* zero-filled arenas are fine */
void arena_clear(struct arena *arena);   /* empty and usable again */

/* Zero-filled, aligned for any type. */
void *arena_new(struct arena *arena, size_t bytes);
void *arena_new_array(struct arena *arena, size_t count, size_t item_bytes);

char *arena_letters(struct arena *arena, size_t bytes); /* zero-filled, not aligned */

/* Copies; NULL stays NULL. */
const char *arena_text(struct arena *arena, const char *text);
const char *arena_bytes(struct arena *arena, const char *at, size_t bytes);
const char *arena_print(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
