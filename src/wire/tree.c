#include "wire/tree.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"

#include "base/banned.h"

/* ---- from and to text ------------------------------------------------------- */

/*
 * jansson nests up to 2048 deep, and who walks such a tree recurses as deep. One pass over
 * the bytes before it parses costs a hundredth of the parsing.
 */
static bool is_too_deep(struct span text)
{
    const char *end = text.at + text.bytes;
    int depth = 0;
    bool in_text = false;

    for (const char *at = text.at; at < end; at++) {
        if (*at == '"')
            in_text = !in_text;
        else if (in_text)
            at += *at == '\\' && at + 1 < end;
        else if ((*at == '{' || *at == '[') && ++depth > LIMIT_JSON_DEPTH)
            return true;
        else if (*at == '}' || *at == ']')
            depth--;
    }
    return false;
}

enum err_code tree_from_json(struct span text, const char *name, json_t **ret_tree,
                             struct err *err)
{
    json_error_t why;

    if (text.bytes > LIMIT_RESPONSE_BYTES) {
        err_at(err, "%s", name);
        return err_set(err, ERR_LIMIT, "longer than %zu bytes", LIMIT_RESPONSE_BYTES);
    }
    if (is_too_deep(text)) {
        err_at(err, "%s", name);
        return err_set(err, ERR_LIMIT, "nested deeper than %d", LIMIT_JSON_DEPTH);
    }
    /* jansson passes over a NUL behind a number. */
    if (text.bytes > 0 && memchr(text.at, '\0', text.bytes) != NULL) {
        err_at(err, "%s", name);
        return err_set(err, ERR_SHAPE, "not JSON: holds a NUL byte");
    }
    json_t *tree = json_loadb(text.bytes == 0 ? "" : text.at, text.bytes, 0, &why);
    if (tree == NULL) {
        /* jansson quotes the text it stumbled over; that may be part of a secret. */
        char *near = strstr(why.text, " near '");
        if (near != NULL)
            *near = '\0';
        err_at(err, "%s:%d:%d", name, why.line, why.column);
        return err_set(err, ERR_SHAPE, "not JSON: %s", why.text);
    }
    *ret_tree = tree;
    return ERR_OK;
}

/* ---- finding ---------------------------------------------------------------- */

const json_t *tree_key(const json_t *object, const char *key)
{
    const json_t *found = json_object_get(object, key);
    return json_is_null(found) ? NULL : found;
}

/*
 * Walks down `path`. *ret_walked is how many bytes of it name the node at which the walk
 * ended: all of them when it arrived, less when something on the way is no object.
 */
static const json_t *walk(const json_t *tree, const char *path, size_t *ret_walked)
{
    struct span rest = span_of(path);
    struct span part;
    char key[256];

    *ret_walked = 0;
    while (tree != NULL && span_cut(&rest, '.', &part)) {
        if (!json_is_object(tree))
            return tree;
        if (part.bytes >= sizeof key)
            return NULL;
        memcpy(key, part.at, part.bytes);
        key[part.bytes] = '\0';
        tree = tree_key(tree, key);
        *ret_walked = (size_t)(part.at + part.bytes - path);
    }
    return tree;
}

const json_t *tree_at(const json_t *tree, const char *path)
{
    size_t walked;
    const json_t *found = walk(tree, path, &walked);

    return walked == strlen(path) ? found : NULL;
}

/* ---- lenient ---------------------------------------------------------------- */

const char *tree_text(const json_t *tree, const char *path)
{
    return json_string_value(tree_at(tree, path));
}

const char *tree_key_text(const json_t *object, const char *key)
{
    return json_string_value(tree_key(object, key));
}

static bool read_int(const json_t *node, int64_t *ret_value)
{
    if (json_is_string(node))
        return span_to_i64(span_make(json_string_value(node), json_string_length(node)),
                           ret_value);
    if (!json_is_integer(node))
        return false;
    *ret_value = json_integer_value(node);
    return true;
}

int64_t tree_int(const json_t *tree, const char *path, int64_t fallback)
{
    int64_t value = fallback;
    read_int(tree_at(tree, path), &value);
    return value;
}

bool tree_bool(const json_t *tree, const char *path, bool fallback)
{
    const json_t *node = tree_at(tree, path);
    return json_is_boolean(node) ? json_is_true(node) : fallback;
}

int64_t tree_when(const json_t *tree, const char *path)
{
    return when_from_text(tree_text(tree, path));
}

/* ---- strict ----------------------------------------------------------------- */

static const char *type_name(const json_t *node)
{
    switch (json_typeof(node)) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "an array";
    case JSON_STRING:
        return "text";
    case JSON_INTEGER:
    case JSON_REAL:
        return "a number";
    case JSON_TRUE:
    case JSON_FALSE:
        return "true or false";
    case JSON_NULL:
        break;
    }
    return "null";
}

static enum err_code misfit(struct err *err, const char *path, size_t path_bytes,
                            const char *wanted, const json_t *got)
{
    err_at(err, "%.*s", (int)path_bytes, path);
    return err_set(err, ERR_SHAPE, "expected %s, got %s", wanted, type_name(got));
}

static enum err_code missing(struct err *err, const char *path)
{
    err_at(err, "%s", path);
    return err_set(err, ERR_SHAPE, "missing");
}

/* NULL in *ret_node when absent is allowed and it is absent. */
static enum err_code find(const json_t *tree, const char *path, bool may_be_absent,
                          const json_t **ret_node, struct err *err)
{
    size_t walked;
    const json_t *node = walk(tree, path, &walked);

    *ret_node = NULL;
    if (node == NULL && may_be_absent)
        return ERR_OK;
    if (node == NULL)
        return missing(err, path);
    if (walked != strlen(path))
        return misfit(err, path, walked, "an object", node);
    *ret_node = node;
    return ERR_OK;
}

enum err_code tree_need_text(const json_t *tree, const char *path, const char **ret_text,
                             struct err *err)
{
    const json_t *node;
    enum err_code code = find(tree, path, false, &node, err);
    if (code != ERR_OK)
        return code;
    if (!json_is_string(node))
        return misfit(err, path, strlen(path), "text", node);
    *ret_text = json_string_value(node);
    return ERR_OK;
}

enum err_code tree_may_text(const json_t *tree, const char *path, const char **ret_text,
                            struct err *err)
{
    const json_t *node;
    enum err_code code = find(tree, path, true, &node, err);
    if (code != ERR_OK)
        return code;
    if (node != NULL && !json_is_string(node))
        return misfit(err, path, strlen(path), "text", node);
    *ret_text = json_string_value(node);
    return ERR_OK;
}

enum err_code tree_need_int(const json_t *tree, const char *path, int64_t least,
                            int64_t most, int64_t *ret_value, struct err *err)
{
    const json_t *node;
    int64_t value;
    enum err_code code = find(tree, path, false, &node, err);
    if (code != ERR_OK)
        return code;
    if (!json_is_integer(node))
        return misfit(err, path, strlen(path), "a whole number", node);
    value = json_integer_value(node);
    if (value < least || value > most) {
        err_at(err, "%s", path);
        return err_set(err, ERR_SHAPE, "%lld is not in %lld..%lld", (long long)value,
                       (long long)least, (long long)most);
    }
    *ret_value = value;
    return ERR_OK;
}

enum err_code tree_need_array(const json_t *tree, const char *path,
                              const json_t **ret_array, struct err *err)
{
    const json_t *node;
    enum err_code code = find(tree, path, false, &node, err);
    if (code != ERR_OK)
        return code;
    if (!json_is_array(node))
        return misfit(err, path, strlen(path), "an array", node);
    *ret_array = node;
    return ERR_OK;
}

enum err_code tree_need_object(const json_t *tree, const char *path,
                               const json_t **ret_object, struct err *err)
{
    const json_t *node;
    enum err_code code = find(tree, path, false, &node, err);
    if (code != ERR_OK)
        return code;
    if (!json_is_object(node))
        return misfit(err, path, strlen(path), "an object", node);
    *ret_object = node;
    return ERR_OK;
}
