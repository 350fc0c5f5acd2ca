#include "kube/decode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "wire/value.h"

#include "base/banned.h"

static enum err_code misfit(struct err *err, const char *path, const char *expected)
{
    err_set(err, ERR_SHAPE, "expected %s", expected);
    err_at(err, "%s", path);
    return ERR_SHAPE;
}

static enum err_code too_many(struct err *err, const char *path)
{
    err_set(err, ERR_LIMIT, "more than %d entries", LIMIT_OBJECT_ENTRIES);
    err_at(err, "%s", path);
    return ERR_LIMIT;
}

enum err_code decode_item_misfit(struct err *err, enum err_code code, const char *path,
                                 size_t i)
{
    char place[sizeof err->where];

    snprintf(place, sizeof place, "%s[%zu]", path, i);
    err_within(err, place);
    return code;
}

enum err_code decode_list(const struct value *tree, const char *path,
                          const struct value **ret_first, size_t *ret_count,
                          struct err *err)
{
    const struct value *list = value_at(tree, path);

    *ret_first = NULL;
    *ret_count = 0;
    if (list == NULL)
        return ERR_OK;
    if (list->type != VALUE_LIST)
        return misfit(err, path, "an array");
    if (list->count > LIMIT_OBJECT_ENTRIES)
        return too_many(err, path);
    *ret_first = value_first(list);
    *ret_count = list->count;
    return ERR_OK;
}

enum err_code decode_texts(const struct value *tree, const char *path, struct keep *keep,
                           const char *const **ret_texts, size_t *ret_count,
                           struct err *err)
{
    const struct value *item;
    size_t count;
    enum err_code code = decode_list(tree, path, &item, &count, err);
    if (code != ERR_OK)
        return code;

    const char **texts = keep_array(keep, count, sizeof *texts);
    for (size_t i = 0; i < count; i++) {
        if (item->type != VALUE_TEXT)
            return decode_item_misfit(err, misfit(err, "", "a text"), path, i);
        texts[i] = keep_text(keep, item->text);
        item = value_next(item);
    }
    *ret_texts = texts;
    *ret_count = count;
    return ERR_OK;
}

/*
 * By insertion: maps have a handful of keys, and the api-server sends them sorted. What
 * comes later goes before its equals, so that it is the one that counts.
 */
static void sort_pairs(struct pair *pairs, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct pair moved = pairs[i];
        size_t at = i;
        for (; at > 0 && strcmp(pairs[at - 1].key, moved.key) >= 0; at--)
            pairs[at] = pairs[at - 1];
        pairs[at] = moved;
    }
}

/* How many members are wanted, and whether all of them are texts. */
static enum err_code count_pairs(const struct value *map, const char *path,
                                 bool (*wanted)(const char *key), size_t *ret_count,
                                 struct err *err)
{
    const struct value *key = value_first(map);
    size_t count = 0;

    for (size_t i = 0; i < map->count; i++) {
        const struct value *value = key + 1;
        if (value->type != VALUE_TEXT)
            return misfit(err, path, "a map of texts");
        count += wanted == NULL || wanted(key->text);
        key = value_next(value);
    }
    if (count > LIMIT_OBJECT_ENTRIES)
        return too_many(err, path);
    *ret_count = count;
    return ERR_OK;
}

/* Sorted, of equal keys the last one written comes first, and alone stays. */
static size_t without_doubles(struct pair *pairs, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || strcmp(pairs[kept - 1].key, pairs[i].key) != 0)
            pairs[kept++] = pairs[i];
    }
    return kept;
}

enum err_code decode_pairs(const struct value *tree, const char *path,
                           bool (*wanted)(const char *key), struct keep *keep,
                           const struct pair **ret_pairs, size_t *ret_count,
                           struct err *err)
{
    const struct value *map = value_at(tree, path);

    *ret_pairs = NULL;
    *ret_count = 0;
    if (map == NULL)
        return ERR_OK;
    if (map->type != VALUE_OBJECT)
        return misfit(err, path, "a map of texts");

    size_t count = 0;
    enum err_code code = count_pairs(map, path, wanted, &count, err);
    if (code != ERR_OK || count == 0)
        return code;

    struct pair *pairs = keep_array(keep, count, sizeof *pairs);
    const struct value *key = value_first(map);
    for (size_t i = 0; i < count; key = value_next(key + 1)) {
        if (wanted != NULL && !wanted(key->text))
            continue;
        pairs[i].key = keep_text(keep, key->text);
        pairs[i].value = keep_text(keep, key[1].text);
        i++;
    }
    sort_pairs(pairs, count);
    *ret_pairs = pairs;
    *ret_count = without_doubles(pairs, count);
    return ERR_OK;
}

enum err_code decode_conditions(const struct value *tree, const char *path,
                                struct keep *keep,
                                const struct condition **ret_conditions,
                                size_t *ret_count, struct err *err)
{
    const struct value *item;
    size_t count;
    enum err_code code = decode_list(tree, path, &item, &count, err);
    if (code != ERR_OK)
        return code;

    struct condition *conditions = keep_array(keep, count, sizeof *conditions);
    for (size_t i = 0; i < count; i++) {
        conditions[i] = (struct condition){
            .type = keep_text_or_empty(keep, value_text(item, "type")),
            .status = keep_text_or_empty(keep, value_text(item, "status")),
            .reason = keep_text_or_empty(keep, value_text(item, "reason")),
            .message = keep_text_or_empty(keep, value_text(item, "message")),
            .since_ms = value_when(item, "lastTransitionTime"),
        };
        item = value_next(item);
    }
    *ret_conditions = conditions;
    *ret_count = count;
    return ERR_OK;
}
