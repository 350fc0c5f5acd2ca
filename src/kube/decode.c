#include "kube/decode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "wire/tree.h"

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

enum err_code decode_list(const json_t *tree, const char *path, const json_t **ret_list,
                          size_t *ret_count, struct err *err)
{
    const json_t *list = tree_at(tree, path);

    *ret_list = list;
    *ret_count = 0;
    if (list == NULL)
        return ERR_OK;
    if (!json_is_array(list))
        return misfit(err, path, "an array");
    if (json_array_size(list) > LIMIT_OBJECT_ENTRIES)
        return too_many(err, path);
    *ret_count = json_array_size(list);
    return ERR_OK;
}

enum err_code decode_texts(const json_t *tree, const char *path, struct keep *keep,
                           const char *const **ret_texts, size_t *ret_count,
                           struct err *err)
{
    const json_t *list;
    size_t count;
    enum err_code code = decode_list(tree, path, &list, &count, err);
    if (code != ERR_OK)
        return code;

    const char **texts = keep_array(keep, count, sizeof *texts);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(list, i);
        if (!json_is_string(item))
            return decode_item_misfit(err, misfit(err, "", "a text"), path, i);
        texts[i] = keep_text(keep, json_string_value(item));
    }
    *ret_texts = texts;
    *ret_count = count;
    return ERR_OK;
}

static int pair_order(const void *a, const void *b)
{
    const struct pair *left = a;
    const struct pair *right = b;
    return strcmp(left->key, right->key);
}

/* How many entries are wanted, and whether all of them are texts. */
static enum err_code count_pairs(json_t *map, const char *path,
                                 bool (*wanted)(const char *key), size_t *ret_count,
                                 struct err *err)
{
    const char *key;
    json_t *value;
    size_t count = 0;

    json_object_foreach(map, key, value)
    {
        if (!json_is_string(value))
            return misfit(err, path, "a map of texts");
        if (wanted == NULL || wanted(key))
            count++;
    }
    if (count > LIMIT_OBJECT_ENTRIES)
        return too_many(err, path);
    *ret_count = count;
    return ERR_OK;
}

enum err_code decode_pairs(const json_t *tree, const char *path,
                           bool (*wanted)(const char *key), struct keep *keep,
                           const struct pair **ret_pairs, size_t *ret_count,
                           struct err *err)
{
    /* jansson walks an object only through a pointer it could change; it does not. */
    json_t *map = (json_t *)(uintptr_t)tree_at(tree, path);

    *ret_pairs = NULL;
    *ret_count = 0;
    if (map == NULL)
        return ERR_OK;
    if (!json_is_object(map))
        return misfit(err, path, "a map of texts");

    size_t count;
    enum err_code code = count_pairs(map, path, wanted, &count, err);
    if (code != ERR_OK || count == 0)
        return code;

    struct pair *pairs = keep_array(keep, count, sizeof *pairs);
    const char *key;
    json_t *value;
    size_t i = 0;
    json_object_foreach(map, key, value)
    {
        if (wanted != NULL && !wanted(key))
            continue;
        pairs[i].key = keep_text(keep, key);
        pairs[i].value = keep_text(keep, json_string_value(value));
        i++;
    }
    qsort(pairs, count, sizeof *pairs, pair_order);
    *ret_pairs = pairs;
    *ret_count = count;
    return ERR_OK;
}

enum err_code decode_conditions(const json_t *tree, const char *path, struct keep *keep,
                                const struct condition **ret_conditions,
                                size_t *ret_count, struct err *err)
{
    const json_t *list;
    size_t count;
    enum err_code code = decode_list(tree, path, &list, &count, err);
    if (code != ERR_OK)
        return code;

    struct condition *conditions = keep_array(keep, count, sizeof *conditions);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(list, i);
        conditions[i] = (struct condition){
            .type = keep_text_or_empty(keep, tree_text(item, "type")),
            .status = keep_text_or_empty(keep, tree_text(item, "status")),
            .reason = keep_text_or_empty(keep, tree_text(item, "reason")),
            .message = keep_text_or_empty(keep, tree_text(item, "message")),
            .since_ms = tree_when(item, "lastTransitionTime"),
        };
    }
    *ret_conditions = conditions;
    *ret_count = count;
    return ERR_OK;
}
