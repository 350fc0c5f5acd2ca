#include "state/scratch.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

void scratch_clear(struct scratch *scratch)
{
    if (scratch->more.held_bytes > 0)
        arena_clear(&scratch->more);
    scratch->used = 0;
    scratch->arrays_used = 0;
}

void scratch_release(struct scratch *scratch)
{
    arena_release(&scratch->more);
    scratch->used = 0;
    scratch->arrays_used = 0;
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
    size_t step = alignof(max_align_t);
    size_t left = sizeof scratch->arrays - scratch->arrays_used;

    if (item_bytes != 0 && count > left / item_bytes)
        return arena_new_array(&scratch->more, count, item_bytes);
    void *taken = scratch->arrays + scratch->arrays_used;
    memset(taken, 0, count * item_bytes);
    scratch->arrays_used += (count * item_bytes + step - 1) / step * step;
    return taken;
}

const char *scratch_name(struct scratch *scratch, const char *namespace, const char *name)
{
    size_t before = strlen(namespace);
    size_t behind = strlen(name) + 1;
    char *out = scratch_array(scratch, before + 1 + behind, 1);

    memcpy(out, namespace, before);
    out[before] = '/';
    memcpy(out + before + 1, name, behind);
    return out;
}

const char *number_text(int64_t number, char out[SCRATCH_NUMBER_BYTES])
{
    char *at = out + SCRATCH_NUMBER_BYTES - 1;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

    *at = '\0';
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        *--at = '-';
    return at;
}

bool scratch_made(const struct scratch *scratch, const char *text)
{
    uintptr_t at = (uintptr_t)text;
    uintptr_t first = (uintptr_t)scratch->text;
    return at >= first && at < first + sizeof scratch->text;
}
