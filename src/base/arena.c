#include "base/arena.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

enum { USUAL_FIRST_BYTES = 1024, LARGEST_STEP_BYTES = 1024 * 1024 };

struct arena_block {
    struct arena_block *older;
    size_t used;
    size_t size;
    alignas(max_align_t) char at[];
};

void arena_init(struct arena *arena, size_t first_bytes)
{
    *arena = (struct arena){.next_bytes = first_bytes};
}

void arena_release(struct arena *arena)
{
    struct arena_block *block = arena->newest;
    while (block != NULL) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
    *arena = (struct arena){0};
}

void arena_clear(struct arena *arena)
{
    arena_release(arena);
}

static struct arena_block *block_for(struct arena *arena, size_t bytes)
{
    size_t size = arena->next_bytes == 0 ? USUAL_FIRST_BYTES : arena->next_bytes;
    if (size < bytes)
        size = bytes;

    struct arena_block *block = mem_new(sizeof *block + size);
    block->older = arena->newest;
    block->size = size;
    arena->newest = block;
    arena->held_bytes += sizeof *block + size;
    arena->next_bytes = size * 2 < LARGEST_STEP_BYTES ? size * 2 : LARGEST_STEP_BYTES;
    return block;
}

/* alignment: a power of two. */
static void *take(struct arena *arena, size_t bytes, size_t alignment)
{
    struct arena_block *block = arena->newest;
    size_t from = block == NULL ? 0 : (block->used + alignment - 1) & ~(alignment - 1);

    if (bytes > SIZE_MAX / 2)
        return mem_new(SIZE_MAX); /* ends the program, with its last words */
    if (block == NULL || from > block->size || block->size - from < bytes) {
        block = block_for(arena, bytes);
        from = 0;
    }
    block->used = from + bytes;
    return block->at + from;
}

void *arena_new(struct arena *arena, size_t bytes)
{
    return take(arena, bytes, alignof(max_align_t));
}

char *arena_letters(struct arena *arena, size_t bytes)
{
    return take(arena, bytes, 1);
}

void *arena_new_array(struct arena *arena, size_t count, size_t item_bytes)
{
    if (item_bytes != 0 && count > SIZE_MAX / item_bytes)
        return mem_new(SIZE_MAX);
    return arena_new(arena, count * item_bytes);
}

const char *arena_bytes(struct arena *arena, const char *at, size_t bytes)
{
    if (at == NULL)
        return NULL;
    char *copy = arena_letters(arena, bytes + 1);
    memcpy(copy, at, bytes);
    copy[bytes] = '\0';
    return copy;
}

const char *arena_text(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_bytes(arena, text, strlen(text));
}

const char *arena_print(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int bytes = vsnprintf(NULL, 0, format, args);
    va_end(args);

    char *out = arena_letters(arena, (size_t)(bytes < 0 ? 0 : bytes) + 1);
    if (bytes > 0)
        vsnprintf(out, (size_t)bytes + 1, format, again);
    va_end(again);
    return out;
}
