#include "sim/kube_twice.h"

#include <jansson.h>
#include <string.h>

#include "base/limits.h"
#include "base/buf.h"
#include "base/banned.h"

/* Where one is: the fields and indices from the outside in. */
struct place {
    const struct place *outer; /* NULL: the whole text */
    struct span key;           /* of a field; at == NULL: an index */
    size_t index;
};

struct search {
    const char *at;
    const char *end;
    int depth;
    struct arena *arena;
    struct kube_twice *twice;
};

static bool read_value(struct search *search, const struct place *place);

static void skip_blanks(struct search *search)
{
    while (search->at < search->end && strchr(" \t\r\n", *search->at) != NULL &&
           *search->at != '\0')
        search->at++;
}

static bool take(struct search *search, char mark)
{
    skip_blanks(search);
    if (search->at == search->end || *search->at != mark)
        return false;
    search->at++;
    return true;
}

/* What stands between the quotes, as it is written. */
static bool read_text(struct search *search, struct span *ret_text)
{
    if (!take(search, '"'))
        return false;
    const char *begin = search->at;
    while (search->at < search->end && *search->at != '"')
        search->at += *search->at == '\\' && search->end - search->at > 1 ? 2 : 1;
    if (search->at >= search->end)
        return false;
    *ret_text = span_make(begin, (size_t)(search->at - begin));
    search->at++;
    return true;
}

static void print_place(const struct place *place, struct buf *out)
{
    if (place->outer != NULL)
        print_place(place->outer, out);
    if (place->key.at == NULL && place->outer != NULL)
        buf_print(out, "[%zu]", place->index);
    else if (place->key.at != NULL)
        buf_print(out, "%s%.*s", out->bytes == 0 ? "" : ".", (int)place->key.bytes,
                  place->key.at);
}

static void note(struct search *search, const struct place *place)
{
    struct kube_twice *twice = search->twice;
    struct buf path;

    if (twice->count == KUBE_TWICE_MOST)
        return;
    buf_init(&path, LIMIT_KIB);
    print_place(place, &path);
    twice->paths[twice->count++] = arena_text(search->arena, buf_text(&path));
    buf_release(&path);
}

static bool read_field(struct search *search, const struct place *place, json_t *seen)
{
    struct place inner = {.outer = place};

    if (!read_text(search, &inner.key) || !take(search, ':'))
        return false;
    const char *key = arena_bytes(search->arena, inner.key.at, inner.key.bytes);
    if (json_object_get(seen, key) != NULL)
        note(search, &inner);
    else
        json_object_set_new_nocheck(seen, key, json_true());
    return read_value(search, &inner);
}

static bool read_object(struct search *search, const struct place *place)
{
    json_t *seen = json_object();
    bool fine = take(search, '}');

    if (!fine) {
        do
            fine = read_field(search, place, seen);
        while (fine && take(search, ','));
        fine = fine && take(search, '}');
    }
    json_decref(seen);
    return fine;
}

static bool read_array(struct search *search, const struct place *place)
{
    struct place inner = {.outer = place};

    if (take(search, ']'))
        return true;
    do {
        if (!read_value(search, &inner))
            return false;
        inner.index++;
    } while (take(search, ','));
    return take(search, ']');
}

/* A number or a word. */
static bool skip_word(struct search *search)
{
    const char *begin = search->at;

    while (search->at < search->end && strchr(",]}: \t\r\n\"[{", *search->at) == NULL)
        search->at++;
    return search->at > begin;
}

static bool read_value(struct search *search, const struct place *place)
{
    struct span text;
    bool fine;

    if (++search->depth > LIMIT_JSON_DEPTH)
        return false;
    skip_blanks(search);
    if (take(search, '{'))
        fine = read_object(search, place);
    else if (take(search, '['))
        fine = read_array(search, place);
    else if (search->at < search->end && *search->at == '"')
        fine = read_text(search, &text);
    else
        fine = skip_word(search);
    search->depth--;
    return fine;
}

void kube_twice_find(struct span text, struct arena *arena, struct kube_twice *ret_twice)
{
    const struct place whole = {0};
    struct search search = {
        .at = text.at, .end = text.at + text.bytes, .arena = arena, .twice = ret_twice};

    ret_twice->count = 0;
    if (text.bytes > 0)
        read_value(&search, &whole);
}
