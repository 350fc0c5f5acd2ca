#include "state/scratch.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

void scratch_clear(struct scratch *scratch)
{
    arena_clear(&scratch->arena);
    scratch->used = 0;
}

void scratch_release(struct scratch *scratch)
{
    arena_release(&scratch->arena);
    scratch->used = 0;
}

/* Room for one text; at least the NUL fits. NULL: the page is full. */
static char *room(struct scratch *scratch, size_t *ret_bytes)
{
    size_t left = sizeof scratch->text - scratch->used;
    if (left < 2)
        return NULL;
    *ret_bytes = left < SCRATCH_LONGEST + 1 ? left : SCRATCH_LONGEST + 1;
    return scratch->text + scratch->used;
}

/* Not in the middle of a code point. */
static size_t whole_points(const char *text, size_t bytes)
{
    while (bytes > 0 && ((unsigned char)text[bytes] & 0xc0) == 0x80)
        bytes--;
    return bytes;
}

const char *scratch_print(struct scratch *scratch, const char *format, ...)
{
    size_t most = 0;
    char *out = room(scratch, &most);
    if (out == NULL)
        return "";

    va_list args;
    va_start(args, format);
    int wanted = vsnprintf(out, most, format, args);
    va_end(args);

    size_t bytes = wanted < 0 ? 0 : (size_t)wanted;
    if (bytes >= most) {
        bytes = most - 1;
        while (bytes > 0 && ((unsigned char)out[bytes - 1] & 0xc0) == 0x80)
            bytes--;
        if (bytes > 0 && ((unsigned char)out[bytes - 1] & 0xc0) == 0xc0)
            bytes--;
        out[bytes] = '\0';
    }
    scratch->used += bytes + 1;
    return out;
}

const char *scratch_join(struct scratch *scratch, const char *const *texts)
{
    size_t most = 0;
    char *out = room(scratch, &most);
    if (out == NULL)
        return "";

    size_t used = 0;
    for (; *texts != NULL; texts++) {
        size_t bytes = strlen(*texts);
        if (bytes > most - 1 - used)
            bytes = whole_points(*texts, most - 1 - used);
        memcpy(out + used, *texts, bytes);
        used += bytes;
    }
    out[used] = '\0';
    scratch->used += used + 1;
    return out;
}

void *scratch_array(struct scratch *scratch, size_t count, size_t item_bytes)
{
    return arena_new_array(&scratch->arena, count, item_bytes);
}

bool scratch_made(const struct scratch *scratch, const char *text)
{
    uintptr_t at = (uintptr_t)text;
    uintptr_t first = (uintptr_t)scratch->text;
    return at >= first && at < first + sizeof scratch->text;
}
