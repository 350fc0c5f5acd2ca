#include "kube/keep.h"

#include <stdalign.h>
#include <string.h>

#include "base/banned.h"

static size_t rounded(size_t bytes)
{
    return (bytes + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
}

struct keep keep_measure(struct arena *scratch)
{
    return (struct keep){.arena = scratch};
}

struct keep keep_in(struct arena *arena, const struct keep *measured)
{
    struct keep keep = {.arena = arena};

    arena_init(arena, measured->array_bytes + rounded(measured->text_bytes));
    keep.text = arena_new(arena, measured->text_bytes);
    return keep;
}

const char *keep_bytes(struct keep *keep, const char *at, size_t bytes)
{
    keep->text_bytes += bytes + 1;
    if (keep->text == NULL)
        return at;

    char *copy = keep->text;
    memcpy(copy, at, bytes);
    copy[bytes] = '\0';
    keep->text += bytes + 1;
    return copy;
}

const char *keep_text(struct keep *keep, const char *text)
{
    if (text == NULL)
        return NULL;
    if (text[0] == '\0')
        return "";
    return keep_bytes(keep, text, strlen(text));
}

const char *keep_text_or_empty(struct keep *keep, const char *text)
{
    return text == NULL ? "" : keep_text(keep, text);
}

void *keep_array(struct keep *keep, size_t count, size_t item_bytes)
{
    if (count == 0)
        return NULL;
    keep->array_bytes += rounded(count * item_bytes);
    return arena_new_array(keep->arena, count, item_bytes);
}
