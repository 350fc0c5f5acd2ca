/*
 * mem.h - memory that never answers NULL.
 *
 * A failed allocation ends the program: error paths for it would be untested and
 * wrong. Before the end the last-words hook runs, so that a terminal is restored.
 * Sizes that come from outside are bounded before they get here (base/limits.h).
 */
#ifndef ELBTOP_BASE_MEM_H
#define ELBTOP_BASE_MEM_H

#include <stddef.h>

/* Zero-filled. Owner: the caller, with free(). */
void *mem_new(size_t bytes);
void *mem_new_array(size_t count, size_t item_bytes);

/*
 * Makes room for `want` items in an array that holds *capacity of them, doubling.
 * Returns the (moved) array; new items are zero-filled.
 */
void *mem_grow(void *array, size_t *capacity, size_t want, size_t item_bytes);

/* A copy of the text; NULL stays NULL. */
char *mem_copy_text(const char *text);
char *mem_copy_bytes(const char *at, size_t bytes); /* NUL added behind */

/* Called once with a static text, just before abort(). Set before threads start. */
void mem_on_last_words(void (*hook)(const char *why));

#define ARRAY_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
