#include "wire/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"

#include "base/banned.h"

/* ---- walking ----------------------------------------------------------------------- */

bool value_is(const struct value *value, enum value_type type)
{
    return value != NULL && value->type == type;
}

const struct value *value_first(const struct value *value)
{
    return value + 1;
}

const struct value *value_next(const struct value *value)
{
    return value + value->span;
}

size_t value_items(const struct value *list, const struct value **ret_first)
{
    size_t count = value_is(list, VALUE_LIST) ? list->count : 0;

    *ret_first = count > 0 ? value_first(list) : NULL;
    return count;
}

static const struct value *find_key(const struct value *object, const char *key,
                                    size_t bytes)
{
    const struct value *found = NULL;

    if (!value_is(object, VALUE_OBJECT))
        return NULL;
    const struct value *name = value_first(object);
    for (size_t i = 0; i < object->count; i++) {
        if (name->count == bytes && memcmp(name->text, key, bytes) == 0)
            found = name + 1;
        name = value_next(name + 1);
    }
    return value_is(found, VALUE_NULL) ? NULL : found;
}

const struct value *value_key(const struct value *object, const char *key)
{
    return find_key(object, key, strlen(key));
}

/*
 * Walks down `path`. *ret_walked is how many bytes of it name the value at which the walk
 * ended: all of them when it arrived, less when something on the way is no object.
 */
static const struct value *walk(const struct value *value, const char *path,
                                size_t *ret_walked)
{
    const char *at = path;

    *ret_walked = 0;
    while (value != NULL && *at != '\0') {
        size_t bytes = strcspn(at, ".");
        if (value->type != VALUE_OBJECT)
            return value;
        value = find_key(value, at, bytes);
        at += bytes;
        *ret_walked = (size_t)(at - path);
        at += *at == '.';
    }
    return value;
}

const struct value *value_at(const struct value *value, const char *path)
{
    size_t walked;
    const struct value *found = walk(value, path, &walked);

    return path[walked] == '\0' ? found : NULL;
}

/* ---- lenient ----------------------------------------------------------------------- */

static const char *text_of(const struct value *value)
{
    return value_is(value, VALUE_TEXT) ? value->text : NULL;
}

const char *value_text(const struct value *value, const char *path)
{
    return text_of(value_at(value, path));
}

const char *value_key_text(const struct value *object, const char *key)
{
    return text_of(value_key(object, key));
}

int64_t value_int(const struct value *value, const char *path, int64_t fallback)
{
    const struct value *found = value_at(value, path);
    int64_t number = fallback;

    if (value_is(found, VALUE_WHOLE))
        return found->whole;
    if (value_is(found, VALUE_TEXT))
        span_to_i64(span_make(found->text, found->count), &number);
    return number;
}

bool value_bool(const struct value *value, const char *path, bool fallback)
{
    const struct value *found = value_at(value, path);

    if (value_is(found, VALUE_TRUE))
        return true;
    return value_is(found, VALUE_FALSE) ? false : fallback;
}

int64_t value_when(const struct value *value, const char *path)
{
    return when_from_text(value_text(value, path));
}

/* ---- strict ------------------------------------------------------------------------ */

static const char *type_name(const struct value *value)
{
    static const char *const names[] = {
        [VALUE_NULL] = "null",          [VALUE_FALSE] = "true or false",
        [VALUE_TRUE] = "true or false", [VALUE_WHOLE] = "a number",
        [VALUE_REAL] = "a number",      [VALUE_TEXT] = "text",
        [VALUE_LIST] = "an array",      [VALUE_OBJECT] = "an object",
    };
    return names[value->type];
}

static enum err_code misfit(struct err *err, const char *path, size_t path_bytes,
                            const char *wanted, const struct value *got)
{
    err_at(err, "%.*s", (int)path_bytes, path);
    return err_set(err, ERR_SHAPE, "expected %s, got %s", wanted, type_name(got));
}

/* NULL in *ret_value when absent is allowed and it is absent. */
static enum err_code find(const struct value *value, const char *path, bool may_be_absent,
                          const struct value **ret_value, struct err *err)
{
    size_t walked;
    const struct value *found = walk(value, path, &walked);

    *ret_value = NULL;
    if (found == NULL && may_be_absent)
        return ERR_OK;
    if (found == NULL) {
        err_at(err, "%s", path);
        return err_set(err, ERR_SHAPE, "missing");
    }
    if (path[walked] != '\0')
        return misfit(err, path, walked, "an object", found);
    *ret_value = found;
    return ERR_OK;
}

enum err_code value_need_text(const struct value *value, const char *path,
                              const char **ret_text, struct err *err)
{
    const struct value *found;
    enum err_code code = find(value, path, false, &found, err);
    if (code != ERR_OK)
        return code;
    if (found->type != VALUE_TEXT)
        return misfit(err, path, strlen(path), "text", found);
    *ret_text = found->text;
    return ERR_OK;
}

enum err_code value_may_text(const struct value *value, const char *path,
                             const char **ret_text, struct err *err)
{
    const struct value *found;
    enum err_code code = find(value, path, true, &found, err);
    if (code != ERR_OK)
        return code;
    if (found != NULL && found->type != VALUE_TEXT)
        return misfit(err, path, strlen(path), "text", found);
    *ret_text = text_of(found);
    return ERR_OK;
}

enum err_code value_need_int(const struct value *value, const char *path, int64_t least,
                             int64_t most, int64_t *ret_value, struct err *err)
{
    const struct value *found;
    enum err_code code = find(value, path, false, &found, err);
    if (code != ERR_OK)
        return code;
    if (found->type != VALUE_WHOLE)
        return misfit(err, path, strlen(path), "a whole number", found);
    if (found->whole < least || found->whole > most) {
        err_at(err, "%s", path);
        return err_set(err, ERR_SHAPE, "%lld is not in %lld..%lld",
                       (long long)found->whole, (long long)least, (long long)most);
    }
    *ret_value = found->whole;
    return ERR_OK;
}

enum err_code value_need_object(const struct value *value, const char *path,
                                const struct value **ret_object, struct err *err)
{
    const struct value *found;
    enum err_code code = find(value, path, false, &found, err);
    if (code != ERR_OK)
        return code;
    if (found->type != VALUE_OBJECT)
        return misfit(err, path, strlen(path), "an object", found);
    *ret_object = found;
    return ERR_OK;
}
