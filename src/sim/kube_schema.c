/*
 * kube_schema.c - reads a JSON tree by its type, as the decoder of a Go api-server would.
 */
#include "sim/kube_schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/span.h"
#include "base/when.h"
#include "base/banned.h"

enum { PATH_BYTES = 512, UNKNOWN_MOST = 100 };

/* Where in the object one is: a path without indices for Go, with them for "unknown". */
struct place {
    const struct place *outer;
    const char *name;
    int index; /* -1: not in a list */
    const char *go_type;
};

/* ---- lookup ---- */

const struct kube_field *kube_type_field(const struct kube_type *type, const char *name)
{
    for (size_t i = 0; i < type->field_count; i++) {
        if (strcmp(type->fields[i].name, name) == 0)
            return &type->fields[i];
    }
    return NULL;
}

const struct kube_field *kube_type_at(const struct kube_type *type, const char *path)
{
    const struct kube_field *field = NULL;
    struct span rest = span_of(path);
    struct span part;

    while (type != NULL && span_cut(&rest, '.', &part)) {
        char name[PATH_BYTES];
        snprintf(name, sizeof name, "%.*s", (int)part.bytes, part.at);
        field = kube_type_field(type, name);
        type = field == NULL ? NULL : field->type;
    }
    return rest.bytes == 0 ? field : NULL;
}

/* ---- words for what is wrong ---- */

static void place_print(const struct place *place, bool indices, char *out, size_t room)
{
    char outer[PATH_BYTES] = "";

    if (place->outer != NULL)
        place_print(place->outer, indices, outer, sizeof outer);
    if (place->name == NULL)
        snprintf(out, room, "%s", outer);
    else
        snprintf(out, room, "%s%s%s", outer, outer[0] == '\0' ? "" : ".", place->name);
    if (indices && place->index >= 0) {
        size_t used = strlen(out);
        snprintf(out + used, room - used, "[%d]", place->index);
    }
}

static const char *json_word(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "object";
    case JSON_ARRAY:
        return "array";
    case JSON_STRING:
        return "string";
    case JSON_TRUE:
    case JSON_FALSE:
        return "bool";
    case JSON_NULL:
        return "null";
    case JSON_INTEGER:
    case JSON_REAL:
        break;
    }
    return "number";
}

static const char *go_word(const struct kube_field *field, char *out, size_t room)
{
    static const char *const words[] = {
        [KUBE_TEXT] = "string",     [KUBE_INT32] = "int32",
        [KUBE_INT64] = "int64",     [KUBE_BOOL] = "bool",
        [KUBE_TIME] = "string",     [KUBE_MICRO] = "string",
        [KUBE_QUANTITY] = "string", [KUBE_INT_OR_TEXT] = "intstr.IntOrString",
        [KUBE_BYTES] = "[]uint8",   [KUBE_RAW] = "runtime.RawExtension",
    };
    const char *one =
        field->form == KUBE_STRUCT ? field->type->go_name : words[field->form];
    const char *package = field->form == KUBE_STRUCT ? "v1." : "";
    const char *many = field->many == KUBE_LIST  ? "[]"
                       : field->many == KUBE_MAP ? "map[string]"
                                                 : "";

    snprintf(out, room, "%s%s%s", many, package, one);
    return out;
}

static void say_misfit(struct kube_reading *reading, const struct place *place,
                       const json_t *value, const char *want)
{
    char path[PATH_BYTES];
    char number[64] = "";

    if (reading->misfit != NULL)
        return;
    place_print(place, false, path, sizeof path);
    if (json_is_real(value))
        snprintf(number, sizeof number, " %g", json_real_value(value));
    reading->misfit =
        arena_print(reading->arena,
                    "json: cannot unmarshal %s%s into Go struct field %s.%s of type %s",
                    json_word(value), number, place->go_type, path, want);
}

static void say_unknown(struct kube_reading *reading, const struct place *place,
                        const char *name)
{
    char path[PATH_BYTES];
    const struct place unknown = {.outer = place, .name = name, .index = -1};

    if (reading->unknown_count == UNKNOWN_MOST)
        return;
    place_print(&unknown, true, path, sizeof path);
    if (reading->unknown == NULL)
        reading->unknown =
            arena_new_array(reading->arena, UNKNOWN_MOST, sizeof *reading->unknown);
    reading->unknown[reading->unknown_count++] = arena_text(reading->arena, path);
}

/* ---- values ---- */

static json_t *read_struct(const struct kube_type *type, const json_t *object,
                           const struct place *place, struct kube_reading *reading);

static json_t *zero_of(const struct kube_field *field, struct kube_reading *reading,
                       const struct place *place)
{
    if (field->empty == KUBE_NULL)
        return json_null();
    if (field->many == KUBE_LIST)
        return json_null(); /* a nil slice that is not omitted */
    if (field->many == KUBE_MAP)
        return json_object();
    switch (field->form) {
    case KUBE_INT32:
    case KUBE_INT64:
    case KUBE_INT_OR_TEXT:
        return json_integer(0);
    case KUBE_BOOL:
        return json_false();
    case KUBE_STRUCT: {
        json_t *empty = json_object();
        json_t *zero = read_struct(field->type, empty, place, reading);
        json_decref(empty);
        return zero;
    }
    case KUBE_TIME:
    case KUBE_MICRO:
    case KUBE_RAW:
        return json_null();
    case KUBE_TEXT:
    case KUBE_QUANTITY:
    case KUBE_BYTES:
        break;
    }
    return json_string("");
}

static bool is_zero(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return json_object_size(value) == 0;
    case JSON_ARRAY:
        return json_array_size(value) == 0;
    case JSON_STRING:
        return json_string_length(value) == 0;
    case JSON_INTEGER:
        return json_integer_value(value) == 0;
    case JSON_REAL:
        return false;
    case JSON_TRUE:
        return false;
    case JSON_FALSE:
    case JSON_NULL:
        break;
    }
    return true;
}

static json_t *read_time(const struct kube_field *field, const json_t *value,
                         const struct place *place, struct kube_reading *reading)
{
    int64_t ms;

    if (!json_is_string(value)) {
        say_misfit(reading, place, value, "v1.Time");
        return NULL;
    }
    if (!when_parse(span_of(json_string_value(value)), &ms)) {
        if (reading->misfit == NULL)
            reading->misfit =
                arena_print(reading->arena,
                            "parsing time \"%s\" as \"2006-01-02T15:04:05Z07:00\": "
                            "cannot parse \"%s\" as \"2006\"",
                            json_string_value(value), json_string_value(value));
        return NULL;
    }
    if (field->form == KUBE_MICRO)
        return json_string(json_string_value(value));

    char text[WHEN_TEXT_BYTES];
    return json_string(when_print(ms - ((ms % 1000) + 1000) % 1000, text));
}

/* Leaves, and what has no type here, are never changed: others take their place. */
static json_t *shared(const json_t *value)
{
    return json_incref((json_t *)(uintptr_t)value);
}

static json_t *read_int(const struct kube_field *field, const json_t *value,
                        const struct place *place, struct kube_reading *reading)
{
    json_int_t number = json_integer_value(value);
    bool fits = json_is_integer(value) && (field->form == KUBE_INT64 ||
                                           (number >= INT32_MIN && number <= INT32_MAX));

    if (fits)
        return shared(value);
    say_misfit(reading, place, value, field->form == KUBE_INT64 ? "int64" : "int32");
    return NULL;
}

static json_t *copy_if(bool fits, const struct kube_field *field, const json_t *value,
                       const struct place *place, struct kube_reading *reading)
{
    char want[PATH_BYTES];

    if (fits)
        return shared(value);
    say_misfit(reading, place, value, go_word(field, want, sizeof want));
    return NULL;
}

static json_t *read_one(const struct kube_field *field, const json_t *value,
                        const struct place *place, struct kube_reading *reading)
{
    switch (field->form) {
    case KUBE_TEXT:
    case KUBE_BYTES:
        return copy_if(json_is_string(value), field, value, place, reading);
    case KUBE_INT32:
    case KUBE_INT64:
        return read_int(field, value, place, reading);
    case KUBE_BOOL:
        return copy_if(json_is_boolean(value), field, value, place, reading);
    case KUBE_TIME:
    case KUBE_MICRO:
        return read_time(field, value, place, reading);
    case KUBE_QUANTITY:
        if (json_is_integer(value)) {
            char text[32];
            snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT,
                     json_integer_value(value));
            return json_string(text);
        }
        return copy_if(json_is_string(value), field, value, place, reading);
    case KUBE_INT_OR_TEXT:
        return copy_if(json_is_string(value) || json_is_integer(value), field, value,
                       place, reading);
    case KUBE_RAW:
        return shared(value);
    case KUBE_STRUCT:
        break;
    }
    if (json_is_object(value))
        return read_struct(field->type, value, place, reading);
    char want[PATH_BYTES];
    say_misfit(reading, place, value, go_word(field, want, sizeof want));
    return NULL;
}

static json_t *read_list(const struct kube_field *field, const json_t *value,
                         const struct place *place, struct kube_reading *reading)
{
    struct kube_field one = *field;
    char want[PATH_BYTES];
    json_t *list = json_array();

    one.many = KUBE_ONE;
    if (!json_is_array(value))
        say_misfit(reading, place, value, go_word(field, want, sizeof want));
    for (size_t i = 0; i < json_array_size(value) && reading->misfit == NULL; i++) {
        const json_t *item = json_array_get(value, i);
        struct place inner = *place;
        inner.index = (int)i;
        json_t *read = json_is_null(item) ? zero_of(&one, reading, &inner)
                                          : read_one(&one, item, &inner, reading);
        if (read != NULL)
            json_array_append_new(list, read);
    }
    return list;
}

static int compare_keys(const void *a, const void *b)
{
    const char *const *left = a;
    const char *const *right = b;

    return strcmp(*left, *right);
}

/* The keys of an object in byte order, in the arena. */
static const char **sorted_keys(const json_t *object, struct arena *arena)
{
    size_t count = json_object_size(object);
    const char **keys = arena_new_array(arena, count + 1, sizeof *keys);
    size_t at = 0;
    json_t *mutable = (json_t *)(uintptr_t)object; /* the iterator changes nothing */

    for (void *i = json_object_iter(mutable); i != NULL && at < count;
         i = json_object_iter_next(mutable, i)) {
        keys[at++] = json_object_iter_key(i);
    }
    qsort(keys, at, sizeof *keys, compare_keys);
    return keys;
}

static json_t *read_map(const struct kube_field *field, const json_t *value,
                        const struct place *place, struct kube_reading *reading)
{
    struct kube_field one = *field;
    char want[PATH_BYTES];
    json_t *map = json_object();

    one.many = KUBE_ONE;
    if (!json_is_object(value)) {
        say_misfit(reading, place, value, go_word(field, want, sizeof want));
        return map;
    }
    const char **keys = sorted_keys(value, reading->arena);
    for (size_t i = 0; i < json_object_size(value) && reading->misfit == NULL; i++) {
        const json_t *item = json_object_get(value, keys[i]);
        json_t *read = json_is_null(item) ? zero_of(&one, reading, place)
                                          : read_one(&one, item, place, reading);
        if (read != NULL)
            json_object_set_new(map, keys[i], read);
    }
    return map;
}

/* ---- structs ---- */

/* NULL: nothing is to be set. */
static json_t *read_field(const struct kube_type *type, const struct kube_field *field,
                          const json_t *value, const struct place *outer,
                          struct kube_reading *reading)
{
    struct place place = {
        .outer = outer, .name = field->name, .index = -1, .go_type = type->go_name};
    json_t *read;

    if (value == NULL || json_is_null(value)) {
        bool kept = field->empty == KUBE_KEEP || field->empty == KUBE_NULL;
        return kept ? zero_of(field, reading, &place) : NULL;
    }
    if (field->many == KUBE_LIST)
        read = read_list(field, value, &place, reading);
    else if (field->many == KUBE_MAP)
        read = read_map(field, value, &place, reading);
    else
        read = read_one(field, value, &place, reading);
    if (read != NULL && field->empty == KUBE_OMIT && is_zero(read)) {
        json_decref(read);
        return NULL;
    }
    return read;
}

static void note_unknown(const struct kube_type *type, const json_t *object,
                         const struct place *place, struct kube_reading *reading,
                         json_t *into)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        bool is_type_meta = place->outer == NULL &&
                            (strcmp(key, "kind") == 0 || strcmp(key, "apiVersion") == 0);
        if (is_type_meta || kube_type_field(type, key) != NULL)
            continue;
        if (type->open)
            json_object_set(into, key, value);
        else
            say_unknown(reading, place, key);
    }
}

static json_t *read_struct(const struct kube_type *type, const json_t *object,
                           const struct place *place, struct kube_reading *reading)
{
    json_t *out = json_object();
    size_t known = 0;

    for (size_t i = 0; i < type->field_count && reading->misfit == NULL; i++) {
        const struct kube_field *field = &type->fields[i];
        const json_t *value = json_object_get(object, field->name);
        known += value != NULL;
        json_t *read = read_field(type, field, value, place, reading);
        if (read != NULL)
            json_object_set_new_nocheck(out, field->name, read);
    }
    if (known < json_object_size(object))
        note_unknown(type, object, place, reading, out);
    return out;
}

json_t *kube_read(const struct kube_type *type, const json_t *object,
                  struct kube_reading *reading)
{
    const struct place root = {.index = -1, .go_type = type->go_name};
    json_t *out = read_struct(type, object, &root, reading);

    if (reading->misfit == NULL)
        return out;
    json_decref(out);
    return NULL;
}
