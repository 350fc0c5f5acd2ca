/* kube_merge.c - strategic merge patches and the typed merge of server-side apply. */
#include "sim/kube_merge.h"

#include <stdlib.h>
#include <string.h>

#include "base/span.h"
#include "sim/kube_fields.h"
#include "base/banned.h"

static json_t *writable(const json_t *node)
{
    return (json_t *)(uintptr_t)node;
}

/* ---- the typed merge ---- */

static json_t *typed_list(const struct kube_field *field, const json_t *list,
                          const json_t *config)
{
    json_t *out = json_deep_copy(list);

    for (size_t i = 0; i < json_array_size(config); i++) {
        const json_t *item = json_array_get(config, i);
        char *key = kube_fields_item_key(field, item);
        json_t *there = kube_fields_item(field, out, key);
        free(key);
        if (there == NULL) {
            json_array_append_new(out, json_deep_copy(item));
        } else if (field->merge == KUBE_MERGE_BY_KEYS) {
            json_t *merged = kube_merge_typed(field->type, there, item);
            json_object_clear(there);
            json_object_update(there, merged);
            json_decref(merged);
        }
    }
    return out;
}

static json_t *typed_value(const struct kube_field *field, const json_t *there,
                           const json_t *config)
{
    if (there == NULL || field == NULL || kube_field_is_atomic(field) ||
        json_typeof(there) != json_typeof(config))
        return json_deep_copy(config);
    if (field->many == KUBE_LIST)
        return typed_list(field, there, config);
    if (field->many == KUBE_MAP) {
        json_t *out = json_deep_copy(there);
        json_object_update(out, writable(config));
        return out;
    }
    return kube_merge_typed(field->type, there, config);
}

json_t *kube_merge_typed(const struct kube_type *type, const json_t *object,
                         const json_t *config)
{
    json_t *out = json_copy(writable(object));
    const char *key;
    json_t *value;

    json_object_foreach(writable(config), key, value)
    {
        json_object_set_new(
            out, key,
            typed_value(kube_type_field(type, key), json_object_get(object, key), value));
    }
    return out;
}

/* ---- taking fields out ---- */

static void drop_items(const struct kube_field *field, json_t *list, const json_t *set)
{
    for (size_t i = json_array_size(list); i > 0; i--) {
        json_t *item = json_array_get(list, i - 1);
        char *key = kube_fields_item_key(field, item);
        const json_t *below = json_object_get(set, key);
        free(key);
        if (json_object_get(below, ".") != NULL)
            json_array_remove(list, i - 1);
        else if (below != NULL && field->type != NULL)
            kube_merge_drop(field->type, item, below);
    }
}

void kube_merge_drop(const struct kube_type *type, json_t *object, const json_t *set)
{
    const char *key;
    json_t *below;

    json_object_foreach(writable(set), key, below)
    {
        const struct kube_field *field =
            key[0] == 'f' ? kube_type_field(type, key + 2) : NULL;
        json_t *value = key[0] == 'f' ? json_object_get(object, key + 2) : NULL;
        const char *inner;
        json_t *node;
        if (value == NULL)
            continue;
        bool whole = json_object_get(below, ".") != NULL;
        if (field == NULL || kube_field_is_atomic(field)) {
            json_object_del(object, key + 2);
            continue;
        }
        if (field->many == KUBE_LIST) {
            drop_items(field, value, below);
        } else if (field->many == KUBE_MAP) {
            json_object_foreach(below, inner, node)
            {
                json_object_del(value, inner[0] == 'f' ? inner + 2 : inner);
            }
        } else {
            kube_merge_drop(field->type, value, below);
        }
        bool emptied = (json_is_array(value) && json_array_size(value) == 0) ||
                       (json_is_object(value) && json_object_size(value) == 0);
        if (emptied && (whole || field->empty == KUBE_OMIT))
            json_object_del(object, key + 2);
    }
}

/* ---- strategic merge ---- */

struct strategy {
    const char *why;
};

static json_t *strategic_struct(struct strategy *s, const struct kube_type *type,
                                const json_t *object, const json_t *patch);

static const char *directive(const json_t *patch)
{
    const char *text = json_string_value(json_object_get(patch, "$patch"));

    return text == NULL ? "" : text;
}

/* The item of a list whose merge key has that value. */
static json_t *item_with(const json_t *list, const char *merge_key, const json_t *value,
                         size_t *ret_index)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *item = json_array_get(list, i);
        json_t *its = json_object_get(item, merge_key);
        if (its != NULL && json_equal(its, value)) {
            *ret_index = i;
            return item;
        }
    }
    return NULL;
}

/* Items of the patch come first when they are new (kubectl sends $setElementOrder to say
 * otherwise), those that are there keep their place. */
static json_t *strategic_items(struct strategy *s, const struct kube_field *field,
                               const json_t *list, const json_t *patch)
{
    json_t *out = list == NULL ? json_array() : json_deep_copy(list);
    size_t inserted = 0;
    size_t index = 0;

    for (size_t i = 0; i < json_array_size(patch); i++) {
        const json_t *item = json_array_get(patch, i);
        const json_t *value = json_object_get(item, field->patch_key);
        if (strcmp(directive(item), "replace") == 0) {
            json_array_clear(out);
            continue;
        }
        if (value == NULL) {
            s->why = "map does not contain the merge key of its list";
            break;
        }
        json_t *there = item_with(out, field->patch_key, value, &index);
        if (strcmp(directive(item), "delete") == 0) {
            if (there != NULL)
                json_array_remove(out, index);
            continue;
        }
        json_t *merged = strategic_struct(s, field->type, there, item);
        if (there != NULL)
            json_array_set_new(out, index, merged);
        else
            json_array_insert_new(out, inserted++, merged);
    }
    return out;
}

static bool list_has(const json_t *list, const json_t *value)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (json_equal(json_array_get(list, i), value))
            return true;
    }
    return false;
}

static json_t *strategic_values(const json_t *list, const json_t *patch)
{
    json_t *out = list == NULL ? json_array() : json_deep_copy(list);

    for (size_t i = 0; i < json_array_size(patch); i++) {
        if (!list_has(out, json_array_get(patch, i)))
            json_array_append(out, json_array_get(patch, i));
    }
    return out;
}

static json_t *strategic_map(const json_t *map, const json_t *patch)
{
    json_t *out = map == NULL || strcmp(directive(patch), "replace") == 0
                      ? json_object()
                      : json_deep_copy(map);
    const char *key;
    json_t *value;

    json_object_foreach(writable(patch), key, value)
    {
        if (json_is_null(value) || strcmp(key, "$patch") == 0)
            json_object_del(out, key);
        else
            json_object_set(out, key, value);
    }
    return out;
}

static json_t *strategic_value(struct strategy *s, const struct kube_field *field,
                               const json_t *there, const json_t *patch)
{
    if (field == NULL || (field->form == KUBE_RAW && !json_is_object(patch)))
        return json_deep_copy(patch);
    if (field->many == KUBE_LIST && json_is_array(patch)) {
        if (field->patch_key == NULL)
            return json_deep_copy(patch);
        return field->patch_key[0] == '\0' ? strategic_values(there, patch)
                                           : strategic_items(s, field, there, patch);
    }
    if (json_is_object(patch) && (field->many == KUBE_MAP || field->form == KUBE_RAW))
        return strategic_map(there, patch);
    if (json_is_object(patch) && field->form == KUBE_STRUCT)
        return strategic_struct(s, field->type, there, patch);
    return json_deep_copy(patch);
}

/* $setElementOrder/LIST: the items it names come in its order, the others keep theirs. */
static void set_order(const struct kube_type *type, json_t *object, const char *name,
                      const json_t *order)
{
    const struct kube_field *field = kube_type_field(type, name);
    json_t *list = json_object_get(object, name);
    json_t *out = json_array();
    size_t index = 0;

    if (field == NULL || field->patch_key == NULL || !json_is_array(list)) {
        json_decref(out);
        return;
    }
    for (size_t i = 0; i < json_array_size(order); i++) {
        const json_t *wanted = json_array_get(order, i);
        if (field->patch_key[0] == '\0') {
            if (list_has(list, wanted))
                json_array_append(out, writable(wanted));
            continue;
        }
        json_t *item = item_with(list, field->patch_key,
                                 json_object_get(wanted, field->patch_key), &index);
        if (item != NULL)
            json_array_append(out, item);
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!list_has(out, json_array_get(list, i)))
            json_array_append(out, json_array_get(list, i));
    }
    json_object_set_new(object, name, out);
}

static void delete_values(json_t *object, const char *name, const json_t *values)
{
    json_t *list = json_object_get(object, name);

    for (size_t i = json_array_size(list); i > 0; i--) {
        if (list_has(values, json_array_get(list, i - 1)))
            json_array_remove(list, i - 1);
    }
}

static void retain_keys(const struct kube_type *type, json_t *object, const json_t *keys)
{
    for (size_t i = 0; i < type->field_count; i++) {
        json_t *name = json_string(type->fields[i].name);
        if (!list_has(keys, name))
            json_object_del(object, type->fields[i].name);
        json_decref(name);
    }
}

/* Directives speak of the merged result, so they come after all fields. */
static void obey(const struct kube_type *type, json_t *object, const json_t *patch)
{
    static const char order[] = "$setElementOrder/";
    static const char gone[] = "$deleteFromPrimitiveList/";
    const char *key;
    json_t *value;

    json_object_foreach(writable(patch), key, value)
    {
        if (strncmp(key, gone, sizeof gone - 1) == 0)
            delete_values(object, key + sizeof gone - 1, value);
        else if (strncmp(key, order, sizeof order - 1) == 0)
            set_order(type, object, key + sizeof order - 1, value);
        else if (strcmp(key, "$retainKeys") == 0)
            retain_keys(type, object, value);
    }
}

static json_t *strategic_struct(struct strategy *s, const struct kube_type *type,
                                const json_t *object, const json_t *patch)
{
    bool replace = strcmp(directive(patch), "replace") == 0;
    json_t *out = object == NULL || replace ? json_object() : json_copy(writable(object));
    const char *key;
    json_t *value;

    if (strcmp(directive(patch), "delete") == 0) {
        json_decref(out);
        return json_object();
    }
    json_object_foreach(writable(patch), key, value)
    {
        if (key[0] == '$')
            continue;
        if (json_is_null(value)) {
            json_object_del(out, key);
            continue;
        }
        json_t *there = json_object_get(out, key);
        json_object_set_new(out, key,
                            strategic_value(s, kube_type_field(type, key), there, value));
    }
    obey(type, out, patch);
    return out;
}

json_t *kube_merge_strategic(const struct kube_type *type, const json_t *object,
                             const json_t *patch, const char **ret_why)
{
    struct strategy s = {0};
    json_t *copy = json_deep_copy(object);
    json_t *out = strategic_struct(&s, type, copy, patch);

    json_decref(copy);
    if (s.why == NULL)
        return out;
    *ret_why = s.why;
    json_decref(out);
    return NULL;
}
