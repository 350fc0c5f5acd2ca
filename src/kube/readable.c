#include "kube/readable.h"

#include <jansson.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "wire/tree.h"

#include "base/banned.h"

static const char mask[] = "***";

static const char *const words[] = {
    "passw",       "secret",      "token",     "credential", "privatekey",
    "private-key", "private_key", "apikey",    "api-key",    "api_key",
    "accesskey",   "access-key",  "access_key"};

static bool key_is_secret(const char *key)
{
    static const char *const harmless[] = {"Name", "Ref",   "name",
                                           "-ref", "Names", "Refs"};
    struct span name = span_of(key);

    for (size_t i = 0; i < ARRAY_COUNT(harmless); i++) {
        if (span_ends(name, harmless[i]))
            return false;
    }
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        if (strcasestr(key, words[i]) != NULL)
            return true;
    }
    return false;
}

/* "https://user:word@host": what stands between the colon and the at-sign. */
static bool mask_url(const char *text, struct buf *out)
{
    const char *host = strstr(text, "://");
    const char *at = host == NULL ? NULL : strchr(host + 3, '@');
    const char *colon = host == NULL ? NULL : strchr(host + 3, ':');

    if (at == NULL || colon == NULL || colon > at ||
        strcspn(host + 3, "/ ") < (size_t)(at - host - 3))
        return false;
    buf_add(out, text, (size_t)(colon + 1 - text));
    buf_add_text(out, mask);
    buf_add_text(out, at);
    return true;
}

static bool mask_all(json_t *tree);

/* An annotation that holds an object as JSON is masked like the object itself. */
static bool mask_json(const char *text, struct buf *out)
{
    json_t *inner = NULL;
    bool masked = false;

    if (text[0] == '{' && tree_from_json(span_of(text), "", &inner, NULL) == ERR_OK) {
        masked = mask_all(inner);
        if (masked)
            tree_to_json(inner, 0, out);
    }
    json_decref(inner);
    return masked;
}

/* Another text in place of this one; NULL: it may be read as it is. */
static json_t *masked_text(const char *key, const char *text)
{
    struct buf out;
    json_t *other = NULL;

    if (text[0] == '\0')
        return NULL;
    if (key_is_secret(key))
        return json_string(mask);
    buf_init(&out, LIMIT_OBJECT_BYTES);
    if (mask_json(text, &out) || mask_url(text, &out))
        other = json_string(buf_text(&out));
    buf_release(&out);
    return other;
}

static bool mask_array(json_t *array)
{
    bool masked = false;

    for (size_t i = 0; i < json_array_size(array); i++) {
        json_t *item = json_array_get(array, i);
        const char *text = json_string_value(item);
        json_t *other = text == NULL ? NULL : masked_text("", text);
        if (other != NULL)
            json_array_set_new(array, i, other);
        masked = (other != NULL || mask_all(item)) || masked;
    }
    return masked;
}

/* true when something was masked. Depth is bounded: the tree was read with a bound. */
static bool mask_all(json_t *tree)
{
    const char *key;
    json_t *value;
    bool masked = false;

    if (json_is_array(tree))
        return mask_array(tree);
    json_object_foreach(tree, key, value)
    {
        const char *text = json_string_value(value);
        json_t *other = text == NULL ? NULL : masked_text(key, text);
        if (other != NULL)
            json_object_set_new(tree, key, other);
        masked = (other != NULL || mask_all(value)) || masked;
    }
    return masked;
}

static void mask_data(json_t *data)
{
    const char *key;
    json_t *value;

    json_object_foreach(data, key, value)
    {
        (void)value;
        json_object_set_new(data, key, json_string(mask));
    }
}

enum err_code readable_yaml(struct span json, struct buf *out, struct buf *ret_version,
                            struct err *err)
{
    json_t *tree = NULL;
    enum err_code code = tree_from_json(json, "object", &tree, err);

    if (code != ERR_OK)
        return code;
    const char *kind = tree_text(tree, "kind");
    if (kind != NULL && strcmp(kind, "Secret") == 0) {
        mask_data(json_object_get(tree, "data"));
        mask_data(json_object_get(tree, "stringData"));
    }
    mask_all(tree);
    tree_to_yaml(tree, out);
    const char *version = tree_text(tree, "metadata.resourceVersion");
    if (ret_version != NULL && version != NULL)
        buf_add_text(ret_version, version);
    json_decref(tree);
    return ERR_OK;
}

/* Could anything in it be masked? Read once, since most texts are harmless. */
static bool smells(struct span json)
{
    for (const char *at = json.at; at < json.at + json.bytes; at++) {
        size_t left = (size_t)(json.at + json.bytes - at);
        if (*at == ':' && left > 3 && at[1] == '/' && at[2] == '/')
            return true;
        if (strchr("PpSsTtCcAa", *at) == NULL)
            continue;
        for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
            size_t bytes = strlen(words[i]);
            if (bytes <= left && strncasecmp(at, words[i], bytes) == 0)
                return true;
        }
    }
    return false;
}

bool readable_mask(struct span json, struct buf *out)
{
    json_t *tree = NULL;
    bool masked = false;

    if (smells(json) && tree_from_json(json, "", &tree, NULL) == ERR_OK)
        masked = mask_all(tree);
    if (masked)
        tree_to_json(tree, 0, out);
    json_decref(tree);
    return masked;
}
