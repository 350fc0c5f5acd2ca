#include "state/todo.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

/* The way that begins here, and how long its mark is; NULL: there is none. */
static const char *way_at(const char *text, const struct todo_ways *ways,
                          size_t *ret_bytes)
{
    static const char new[] = "{new}";
    static const char link[] = "{link}";

    if (strncmp(text, new, sizeof new - 1) == 0) {
        *ret_bytes = sizeof new - 1;
        return ways->new;
    }
    if (strncmp(text, link, sizeof link - 1) == 0) {
        *ret_bytes = sizeof link - 1;
        return ways->link;
    }
    return NULL;
}

const char *todo_print(const char *todo, const struct todo_ways *ways,
                       char out[TODO_TEXT_BYTES])
{
    size_t at = 0;

    out[0] = '\0';
    for (const char *next = todo; next != NULL && *next != '\0';) {
        size_t bytes = 1;
        const char *way = way_at(next, ways, &bytes);
        int wrote = way != NULL ? snprintf(out + at, TODO_TEXT_BYTES - at, "%s", way)
                                : snprintf(out + at, TODO_TEXT_BYTES - at, "%c", *next);
        at += (size_t)wrote;
        next += bytes;
        if (at >= TODO_TEXT_BYTES)
            break;
    }
    return out;
}
