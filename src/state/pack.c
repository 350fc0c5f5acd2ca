#include "state/pack.h"

#include <stdalign.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#include "base/banned.h"

/* Words that stand in nearly every row: shared, not copied. */
static const char *const known_words[] = {
    "",
    "ACTIVE",
    "DOWN",
    "ELB",
    "FREEZED",
    "FROZEN",
    "HTTP",
    "HTTPS",
    "OFFLINE",
    "ONLINE",
    "TCP",
    "UDP",
    "PENDING_DELETE",
    "TERMINATED_HTTPS",
    "traffic",
    "80",
    "443",
    "union",
    "performance",
    "bandwidth",
    "http",
};

static const char *known_word(const char *text)
{
    for (size_t i = 0; i < ARRAY_COUNT(known_words); i++) {
        if (known_words[i][0] == text[0] && strcmp(known_words[i], text) == 0)
            return known_words[i];
    }
    return NULL;
}

void pack_init(struct pack *pack, const struct scratch *scratch)
{
    *pack = (struct pack){.scratch = scratch};
    arena_init(&pack->draft, 4096);
}

void pack_release(struct pack *pack)
{
    arena_release(&pack->draft);
}

size_t pack_bytes(const struct pack *pack)
{
    return pack->arrays + pack->texts;
}

void pack_start(struct pack *pack, char *at)
{
    pack->at = at;
    pack->text_start = pack->arrays;
    pack->arrays = 0;
    pack->texts = 0;
}

static const char *copy_text(struct pack *pack, const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *out = pack->at == NULL ? NULL : pack->at + pack->text_start + pack->texts;

    pack->texts += bytes;
    if (out == NULL)
        return text;
    memcpy(out, text, bytes);
    return out;
}

/* Most texts are plain ASCII; the full look is for the others. */
static bool is_plain(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text < 0x20 || *text > 0x7e)
            return false;
    }
    return true;
}

const char *pack_text(struct pack *pack, const char *text)
{
    if (text == NULL)
        return NULL;
    const char *known = known_word(text);
    if (known != NULL)
        return known;
    return copy_text(pack, is_plain(text) ? text : utf8_clean(&pack->draft, text));
}

const char *pack_own(struct pack *pack, const char *text)
{
    if (text == NULL)
        return NULL;
    if (pack->scratch != NULL && !scratch_made(pack->scratch, text))
        return text;
    return copy_text(pack, is_plain(text) ? text : utf8_clean(&pack->draft, text));
}

void *pack_array(struct pack *pack, const void *items, size_t count, size_t item_bytes)
{
    size_t bytes = count * item_bytes;
    size_t rounded = (bytes + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);

    if (bytes == 0)
        return NULL;
    void *out =
        pack->at == NULL ? arena_new(&pack->draft, bytes) : pack->at + pack->arrays;
    pack->arrays += rounded;
    memcpy(out, items, bytes);
    return out;
}
