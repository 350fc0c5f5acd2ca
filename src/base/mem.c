#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

/* Process-wide on purpose: out of memory can happen anywhere, and there is one terminal. */
static void (*last_words)(const char *why);

void mem_on_last_words(void (*hook)(const char *why))
{
    last_words = hook;
}

static void *or_die(void *block)
{
    if (block != NULL)
        return block;
    if (last_words != NULL)
        last_words("out of memory");
    abort();
}

void *mem_new(size_t bytes)
{
    return or_die(calloc(1, bytes == 0 ? 1 : bytes));
}

void *mem_new_array(size_t count, size_t item_bytes)
{
    return or_die(calloc(count == 0 ? 1 : count, item_bytes));
}

void *mem_grow(void *array, size_t *capacity, size_t want, size_t item_bytes)
{
    if (want <= *capacity && array != NULL)
        return array;

    size_t grown = *capacity < 8 ? 8 : *capacity;
    while (grown < want)
        grown = grown > SIZE_MAX / 2 ? want : grown * 2;
    if (grown > SIZE_MAX / item_bytes)
        or_die(NULL);

    char *moved = or_die(realloc(array, grown * item_bytes));
    size_t old = array == NULL ? 0 : *capacity;
    memset(moved + old * item_bytes, 0, (grown - old) * item_bytes);
    *capacity = grown;
    return moved;
}

char *mem_copy_text(const char *text)
{
    return text == NULL ? NULL : mem_copy_bytes(text, strlen(text));
}

char *mem_copy_bytes(const char *at, size_t bytes)
{
    char *copy = mem_new(bytes + 1);
    if (bytes > 0)
        memcpy(copy, at, bytes);
    return copy;
}
