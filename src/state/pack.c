#include "state/pack.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

#include "base/banned.h"

enum { LONGEST_KNOWN = 11, KNOWN_OF_A_LENGTH = 4 };

/* Words that stand in nearly every row, by their length: shared, not copied. */
static const char *const known_words[LONGEST_KNOWN + 1][KNOWN_OF_A_LENGTH] = {
    [0] = {""},
    [2] = {"80"},
    [3] = {"TCP", "443", "ELB", "UDP"},
    [4] = {"HTTP", "http", "DOWN"},
    [5] = {"union", "HTTPS"},
    [6] = {"ACTIVE", "ONLINE", "FROZEN"},
    [7] = {"traffic", "OFFLINE", "FREEZED"},
    [9] = {"bandwidth"},
    [10] = {"k8s_TCP_80"},
    [11] = {"performance", "k8s_TCP_443"},
};

static const char *known_word(const char *text, size_t bytes)
{
    if (bytes > LONGEST_KNOWN)
        return NULL;
    const char *const *words = known_words[bytes];
    for (size_t i = 0; i < KNOWN_OF_A_LENGTH && words[i] != NULL; i++) {
        if (memcmp(words[i], text, bytes) == 0)
            return words[i];
    }
    return NULL;
}

void pack_init(struct pack *pack, const struct scratch *scratch)
{
    pack->at = NULL;
    pack->arrays = 0;
    pack->texts = 0;
    pack->text_start = 0;
    pack->scratch = scratch;
    pack->seen_count = 0;
    pack->draft_used = 0;
    arena_init(&pack->more,
               0); /* the draft itself is left as it is: it is written first */
}

void pack_release(struct pack *pack)
{
    arena_release(&pack->more);
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
    pack->seen_count = 0;
}

static const char *copied_before(const struct pack *pack, const char *text)
{
    for (size_t i = 0; i < pack->seen_count && i < PACK_SEEN; i++) {
        if (pack->seen_from[i] == text)
            return pack->seen_to[i];
    }
    return NULL;
}

static const char *copy_text(struct pack *pack, const char *text, size_t bytes)
{
    const char *before = copied_before(pack, text);
    if (before != NULL)
        return before;

    char *out = pack->at == NULL ? NULL : pack->at + pack->text_start + pack->texts;
    pack->texts += bytes + 1;
    if (out != NULL)
        memcpy(out, text, bytes + 1);
    pack->seen_from[pack->seen_count % PACK_SEEN] = text;
    pack->seen_to[pack->seen_count % PACK_SEEN] = out == NULL ? text : out;
    pack->seen_count++;
    return out == NULL ? text : out;
}

/* Is there a byte below ' ' or above '~' among these eight? */
static bool has_special(uint64_t eight)
{
    const uint64_t ones = 0x0101010101010101u;
    const uint64_t highs = 0x8080808080808080u;
    uint64_t below = (eight - ones * 0x20) & ~eight;
    uint64_t above = (eight + ones * (0x7f - 0x7e)) | eight;

    return ((below | above) & highs) != 0;
}

/* Most texts are plain ASCII; the full look is for the others. */
static bool is_plain(const char *text, size_t bytes)
{
    uint64_t eight;

    for (; bytes >= sizeof eight; text += sizeof eight, bytes -= sizeof eight) {
        memcpy(&eight, text, sizeof eight);
        if (has_special(eight))
            return false;
    }
    for (; bytes > 0; text++, bytes--) {
        if (*text < 0x20 || *text > 0x7e)
            return false;
    }
    return true;
}

static const char *copy_harmless(struct pack *pack, const char *text, size_t bytes)
{
    if (is_plain(text, bytes))
        return copy_text(pack, text, bytes);
    const char *clean = utf8_clean(&pack->more, text);
    return copy_text(pack, clean, strlen(clean));
}

const char *pack_text(struct pack *pack, const char *text)
{
    if (text == NULL)
        return NULL;
    size_t bytes = strlen(text);
    const char *known = known_word(text, bytes);
    return known != NULL ? known : copy_harmless(pack, text, bytes);
}

const char *pack_own(struct pack *pack, const char *text)
{
    if (text == NULL)
        return NULL;
    if (pack->scratch != NULL && !scratch_made(pack->scratch, text))
        return text;
    return copy_harmless(pack, text, strlen(text));
}

static void *draft_room(struct pack *pack, size_t bytes)
{
    if (bytes > sizeof pack->draft - pack->draft_used)
        return arena_new(&pack->more, bytes);
    void *room = pack->draft + pack->draft_used;
    pack->draft_used += bytes;
    return room;
}

void *pack_array(struct pack *pack, const void *items, size_t count, size_t item_bytes)
{
    size_t step = alignof(max_align_t);
    size_t bytes = count * item_bytes;
    size_t rounded = (bytes + step - 1) / step * step;

    if (bytes == 0)
        return NULL;
    void *out = pack->at == NULL ? draft_room(pack, rounded) : pack->at + pack->arrays;
    pack->arrays += rounded;
    memcpy(out, items, bytes);
    return out;
}
