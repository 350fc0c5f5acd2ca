#include "sim/kube_fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/banned.h"

static json_t *writable(const json_t *node)
{
    return (
        json_t *)(uintptr_t)node; /* jansson's iterator asks for it and changes nothing */
}

/* ---- sets ---- */

static bool is_dot(const char *key)
{
    return strcmp(key, ".") == 0;
}

static json_t *member(void)
{
    json_t *node = json_object();

    json_object_set_new(node, ".", json_object());
    return node;
}

static int compare_names(const void *a, const void *b)
{
    const char *const *left = a;
    const char *const *right = b;

    return strcmp(*left, *right);
}

/* Keys in byte order; the caller frees the array. */
static const char **keys_sorted(const json_t *object, size_t *ret_count)
{
    const char **keys = mem_new_array(json_object_size(object) + 1, sizeof *keys);
    const char *key;
    json_t *value;
    size_t count = 0;

    json_object_foreach(writable(object), key, value)
    {
        keys[count++] = key;
    }
    qsort(keys, count, sizeof *keys, compare_names);
    *ret_count = count;
    return keys;
}

json_t *kube_fields_pack(const json_t *set)
{
    json_t *out = json_object();
    size_t count;
    const char **keys = keys_sorted(set, &count);
    bool leaf = count == 1 && is_dot(keys[0]);

    for (size_t i = 0; i < count && !leaf; i++) {
        const json_t *value = json_object_get(set, keys[i]);
        json_object_set_new(out, keys[i],
                            is_dot(keys[i]) ? json_object() : kube_fields_pack(value));
    }
    free(keys);
    return out;
}

json_t *kube_fields_unpack(const json_t *packed)
{
    const char *key;
    json_t *value;

    if (json_object_size(packed) == 0)
        return member();
    json_t *out = json_object();
    json_object_foreach(writable(packed), key, value)
    {
        json_object_set_new(out, key,
                            is_dot(key) ? json_object() : kube_fields_unpack(value));
    }
    return out;
}

json_t *kube_fields_union(const json_t *a, const json_t *b)
{
    json_t *out = json_deep_copy(a);
    const char *key;
    json_t *value;

    json_object_foreach(writable(b), key, value)
    {
        const json_t *there = json_object_get(out, key);
        json_object_set_new(out, key,
                            there == NULL || is_dot(key)
                                ? json_deep_copy(value)
                                : kube_fields_union(there, value));
    }
    return out;
}

json_t *kube_fields_common(const json_t *a, const json_t *b)
{
    json_t *out = json_object();
    const char *key;
    json_t *value;

    json_object_foreach(writable(a), key, value)
    {
        const json_t *other = json_object_get(b, key);
        if (other == NULL)
            continue;
        json_t *common = is_dot(key) ? json_object() : kube_fields_common(value, other);
        if (is_dot(key) || json_object_size(common) > 0)
            json_object_set(out, key, common);
        json_decref(common);
    }
    return out;
}

void kube_fields_remove(json_t *set, const json_t *what)
{
    const char *key;
    json_t *value;

    json_object_foreach(writable(what), key, value)
    {
        json_t *there = json_object_get(set, key);
        if (there == NULL)
            continue;
        if (!is_dot(key))
            kube_fields_remove(there, value);
        if (is_dot(key) || json_object_size(there) == 0)
            json_object_del(set, key);
    }
}

bool kube_fields_is_empty(const json_t *set)
{
    return json_object_size(set) == 0;
}

/* ---- items of lists ---- */

bool kube_field_is_atomic(const struct kube_field *field)
{
    if (field->many == KUBE_LIST)
        return field->merge != KUBE_MERGE_BY_KEYS && field->merge != KUBE_MERGE_SET;
    if (field->many == KUBE_MAP)
        return field->merge == KUBE_MERGE_ATOMIC;
    if (field->form == KUBE_STRUCT)
        return field->merge == KUBE_MERGE_ATOMIC || field->type->atomic;
    return true;
}

static json_t *key_value(const struct kube_field *field, const char *key,
                         const json_t *item)
{
    const struct kube_field *part = kube_type_field(field->type, key);
    json_t *value = json_object_get(item, key);

    if (value != NULL)
        return json_incref(value);
    return part != NULL && part->fallback != NULL ? json_string(part->fallback)
                                                  : json_null();
}

char *kube_fields_item_key(const struct kube_field *field, const json_t *item)
{
    struct buf out;
    json_t *keys = NULL;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    if (field->merge == KUBE_MERGE_BY_KEYS) {
        keys = json_object();
        for (size_t i = 0; i < KUBE_KEYS && field->keys[i] != NULL; i++)
            json_object_set_new(keys, field->keys[i],
                                key_value(field, field->keys[i], item));
    }
    char *text = json_dumps(keys == NULL ? item : keys,
                            JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    buf_print(&out, "%s:%s", keys == NULL ? "v" : "k", text == NULL ? "" : text);
    free(text);
    json_decref(keys);
    return buf_take(&out);
}

json_t *kube_fields_item(const struct kube_field *field, const json_t *list,
                         const char *key)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *item = json_array_get(list, i);
        char *its = kube_fields_item_key(field, item);
        bool same = strcmp(its, key) == 0;
        free(its);
        if (same)
            return item;
    }
    return NULL;
}

/* The same field, seen as one of its items. */
static struct kube_field as_item(const struct kube_field *field)
{
    struct kube_field item = *field;

    item.many = KUBE_ONE;
    item.merge = KUBE_MERGE_USUAL;
    return item;
}

/* An empty node is not set. Keys longer than the longest label or field are not either. */
static void set_under(json_t *set, const char *kind, const char *name, json_t *node)
{
    char key[512];
    size_t before = strlen(kind);
    size_t bytes = strlen(name);

    if (json_object_size(node) == 0 || before + bytes >= sizeof key) {
        json_decref(node);
        return;
    }
    memcpy(key, kind, before);
    memcpy(key + before, name, bytes + 1);
    json_object_set_new(set, key, node);
}

/* ---- what an object says ---- */

static json_t *said_struct(const struct kube_type *type, const json_t *object);

static json_t *said_list(const struct kube_field *field, const json_t *list)
{
    const struct kube_field one = as_item(field);
    json_t *set = json_object();

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        char *key = kube_fields_item_key(field, item);
        json_t *node = member();
        if (field->merge == KUBE_MERGE_BY_KEYS && one.type != NULL) {
            json_t *inner = said_struct(one.type, item);
            json_object_update_missing(node, inner);
            json_decref(inner);
        }
        json_object_set_new(set, key, node);
        free(key);
    }
    return set;
}

static json_t *said_field(const struct kube_field *field, const json_t *value)
{
    json_t *set;
    const char *key;
    json_t *item;

    if (kube_field_is_atomic(field))
        return member();
    if (field->many == KUBE_LIST) {
        set = said_list(field, value);
    } else if (field->many == KUBE_MAP) {
        set = json_object();
        json_object_foreach(writable(value), key, item)
        {
            set_under(set, "f:", key, member());
        }
    } else {
        set = said_struct(field->type, value);
    }
    if (json_object_size(set) == 0)
        json_object_set_new(set, ".", json_object());
    return set;
}

static json_t *said_struct(const struct kube_type *type, const json_t *object)
{
    json_t *set = json_object();
    const char *key;
    json_t *value;

    json_object_foreach(writable(object), key, value)
    {
        const struct kube_field *field = kube_type_field(type, key);
        if (field == NULL && type->open)
            set_under(set, "f:", key, member());
        else if (field != NULL)
            set_under(set, "f:", key, said_field(field, value));
    }
    return set;
}

json_t *kube_fields_said(const struct kube_type *type, const json_t *object)
{
    return said_struct(type, object);
}

/* ---- what differs ---- */

/*
 * Members of `one` that `other` lacks or has with another value. Run once each way it
 * gives what changed and what was removed; `lost` leaves out what merely has another value.
 */
struct side {
    bool lost; /* only what the other lacks altogether */
};

static json_t *more_struct(const struct side *side, const struct kube_type *type,
                           const json_t *one, const json_t *other);
static json_t *more_field(const struct side *side, const struct kube_field *field,
                          const json_t *one, const json_t *other);

static json_t *more_list(const struct side *side, const struct kube_field *field,
                         const json_t *one, const json_t *other)
{
    const struct kube_field item_field = as_item(field);
    json_t *set = json_object();

    for (size_t i = 0; i < json_array_size(one); i++) {
        const json_t *item = json_array_get(one, i);
        char *key = kube_fields_item_key(field, item);
        const json_t *same = kube_fields_item(field, other, key);
        set_under(set, key, "", more_field(side, &item_field, item, same));
        free(key);
    }
    return set;
}

static json_t *more_map(const struct side *side, const struct kube_field *field,
                        const json_t *one, const json_t *other)
{
    const struct kube_field item_field = as_item(field);
    json_t *set = json_object();
    const char *key;
    json_t *value;

    json_object_foreach(writable(one), key, value)
    {
        set_under(set, "f:", key,
                  more_field(side, &item_field, value, json_object_get(other, key)));
    }
    return set;
}

static json_t *more_field(const struct side *side, const struct kube_field *field,
                          const json_t *one, const json_t *other)
{
    json_t *set;

    if (other != NULL && json_equal(one, other))
        return json_object();
    if (kube_field_is_atomic(field))
        return other != NULL && side->lost ? json_object() : member();
    if (field->many == KUBE_LIST)
        set = more_list(side, field, one, other);
    else if (field->many == KUBE_MAP)
        set = more_map(side, field, one, other);
    else
        set = more_struct(side, field->type, one, other);
    if (other == NULL)
        json_object_set_new(set, ".", json_object());
    return set;
}

static json_t *more_struct(const struct side *side, const struct kube_type *type,
                           const json_t *one, const json_t *other)
{
    static const struct kube_field loose = {.form = KUBE_RAW};
    json_t *set = json_object();
    const char *key;
    json_t *value;

    json_object_foreach(writable(one), key, value)
    {
        const struct kube_field *field = kube_type_field(type, key);
        if (field == NULL && type->open)
            field = &loose;
        if (field == NULL || json_is_null(value))
            continue;
        const json_t *its = json_object_get(other, key);
        set_under(set, "f:", key,
                  more_field(side, field, value, json_is_null(its) ? NULL : its));
    }
    return set;
}

void kube_fields_differ(const struct kube_type *type, const json_t *before,
                        const json_t *after, json_t **ret_changed, json_t **ret_removed)
{
    const struct side changed = {.lost = false};
    const struct side removed = {.lost = true};

    if (ret_changed != NULL)
        *ret_changed = more_struct(&changed, type, after, before);
    if (ret_removed != NULL)
        *ret_removed = more_struct(&removed, type, before, after);
}

/* ---- paths for messages ---- */

static void add_item_path(struct buf *path, const char *key)
{
    if (key[0] == 'f') {
        buf_print(path, ".%s", key + 2);
        return;
    }
    if (key[0] == 'v') {
        buf_print(path, "[=%s]", key + 2);
        return;
    }
    json_t *keys = json_loads(key + 2, 0, NULL);
    const char *name;
    json_t *value;
    size_t told = 0;
    buf_add_text(path, "[");
    json_object_foreach(keys, name, value)
    {
        char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
        buf_print(path, "%s%s=%s", told++ == 0 ? "" : ",", name,
                  text == NULL ? "" : text);
        free(text);
    }
    buf_add_text(path, "]");
    json_decref(keys);
}

static void each_below(const json_t *set, struct buf *path,
                       void (*fn)(void *ctx, const char *path), void *ctx)
{
    size_t count;
    const char **keys = keys_sorted(set, &count);
    size_t here = path->bytes;

    for (size_t i = 0; i < count; i++) {
        if (is_dot(keys[i])) {
            fn(ctx, buf_text(path));
            continue;
        }
        add_item_path(path, keys[i]);
        each_below(json_object_get(set, keys[i]), path, fn, ctx);
        buf_cut(path, here);
    }
    free(keys);
}

void kube_fields_each(const json_t *set, void (*fn)(void *ctx, const char *path),
                      void *ctx)
{
    struct buf path;

    buf_init(&path, LIMIT_OBJECT_BYTES);
    each_below(set, &path, fn, ctx);
    buf_release(&path);
}
