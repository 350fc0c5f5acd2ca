#include "sim/kube_strict.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "sim/kube_twice.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { SHOWN_BYTES = 2048 }; /* of a patch in a message, which is bounded itself */

void kube_strict_init(struct kube_strict *strict, struct kube_call *call)
{
    *strict = (struct kube_strict){.arena = &call->arena};
}

bool kube_strict_is_asked(const struct kube_call *call)
{
    const char *mode = ask_query(call->ask, "fieldValidation");

    return mode == NULL || strcmp(mode, "Ignore") != 0;
}

/* ---- finding ---- */

static void add(struct kube_strict *strict, const char *text)
{
    if (strict->count < KUBE_STRICT_MOST)
        strict->said[strict->count++] = text;
}

static void add_twice(struct kube_strict *strict, struct span text, const char *prefix)
{
    struct kube_twice twice;

    kube_twice_find(text, strict->arena, &twice);
    for (size_t i = 0; i < twice.count; i++)
        add(strict, arena_print(strict->arena, "%sduplicate field \"%s\"", prefix,
                                twice.paths[i]));
}

void kube_strict_add_json(struct kube_strict *strict, struct span text)
{
    add_twice(strict, text, "");
}

static bool is_known_in_operation(const char *key)
{
    static const char *const known[] = {"op", "path", "from", "value"};

    for (size_t i = 0; i < ARRAY_COUNT(known); i++) {
        if (strcmp(key, known[i]) == 0)
            return true;
    }
    return false;
}

void kube_strict_add_operations(struct kube_strict *strict, struct span text,
                                const json_t *operations)
{
    for (size_t i = 0; i < json_array_size(operations); i++) {
        json_t *operation = json_array_get(operations, i);
        const char *key;
        json_t *value;

        json_object_foreach(operation, key, value)
        {
            if (!is_known_in_operation(key))
                add(strict, arena_print(strict->arena,
                                        "json patch unknown field \"[%zu].%s\"", i, key));
        }
    }
    add_twice(strict, text, "json patch ");
}

void kube_strict_add_yaml(struct kube_strict *strict, const json_t *again)
{
    for (size_t i = 0; i < json_array_size(again); i++) {
        const json_t *one = json_array_get(again, i);
        add(strict,
            arena_print(strict->arena, "line %lld: key \"%s\" already set in map",
                        (long long)tree_int(one, "line", 0), tree_key_text(one, "key")));
    }
    strict->yaml_count = strict->count;
}

void kube_strict_add_unknown(struct kube_strict *strict,
                             const struct kube_reading *reading)
{
    for (size_t i = 0; i < reading->unknown_count; i++)
        add(strict,
            arena_print(strict->arena, "unknown field \"%s\"", reading->unknown[i]));
}

/* ---- telling ---- */

/* YAML's decoder tells of all its lines at once; the others one by one. */
static const char *all_in_one(const struct kube_strict *strict)
{
    struct buf all;

    buf_init(&all, LIMIT_KIB * 16);
    if (strict->yaml_count > 0)
        buf_add_text(&all, "yaml: unmarshal errors:");
    for (size_t i = 0; i < strict->count; i++) {
        const char *before = i < strict->yaml_count ? "\n  " : i > 0 ? ", " : "";
        buf_print(&all, "%s%s", before, strict->said[i]);
    }
    const char *text = arena_text(strict->arena, buf_text(&all));
    buf_release(&all);
    return text;
}

bool kube_strict_passes(const struct kube_strict *strict, struct kube_call *call,
                        const char **ret_text)
{
    const char *mode = ask_query(call->ask, "fieldValidation");

    if (strict->count == 0)
        return true;
    if (mode != NULL && strcmp(mode, "Strict") == 0) {
        *ret_text = all_in_one(strict);
        return false;
    }
    for (size_t i = 0; i < strict->count; i++)
        kube_warn(call, "%s", strict->said[i]);
    return true;
}

/* As Go quotes a text; a character that was cut off at its end is left out. */
static void add_quoted(struct buf *out, struct span text)
{
    json_t *value = json_stringn(text.at, text.bytes);

    for (int i = 0; value == NULL && text.bytes > 0 && i < 3; i++)
        value = json_stringn(text.at, --text.bytes);
    tree_to_json(value, 0, out);
    json_decref(value);
}

bool kube_strict_refuse_patch(struct kube_call *call, struct span patch, const char *why)
{
    struct buf text;

    if (patch.bytes > SHOWN_BYTES)
        patch.bytes = SHOWN_BYTES;
    buf_init(&text, LIMIT_KIB * 32);
    buf_add_text(&text, "Invalid value: ");
    add_quoted(&text, patch);
    buf_print(&text, ": %s", why);
    kube_mistake(&call->problem, "FieldValueInvalid", "patch", "%s", buf_text(&text));
    kube_problem_set(&call->problem, 422, "Invalid", " \"\" is invalid: patch: %s",
                     buf_text(&text));
    call->problem.has_details = true;
    buf_release(&text);
    return false;
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void print_map(json_t *tree, struct buf *out)
{
    size_t count = json_object_size(tree);
    const char **keys = mem_new_array(count, sizeof *keys);
    size_t i = 0;
    const char *key;
    json_t *value;

    json_object_foreach(tree, key, value) keys[i++] = key;
    qsort(keys, count, sizeof *keys, compare_keys);
    buf_add_text(out, "map[");
    for (i = 0; i < count; i++) {
        buf_print(out, "%s%s:", i == 0 ? "" : " ", keys[i]);
        kube_strict_print_go(json_object_get(tree, keys[i]), out);
    }
    buf_add_text(out, "]");
    free(keys);
}

void kube_strict_print_go(json_t *tree, struct buf *out)
{
    if (json_is_object(tree)) {
        print_map(tree, out);
    } else if (json_is_array(tree)) {
        buf_add_text(out, "[");
        for (size_t i = 0; i < json_array_size(tree); i++) {
            buf_add_text(out, i == 0 ? "" : " ");
            kube_strict_print_go(json_array_get(tree, i), out);
        }
        buf_add_text(out, "]");
    } else if (json_is_string(tree)) {
        buf_add_text(out, json_string_value(tree));
    } else if (json_is_null(tree) || tree == NULL) {
        buf_add_text(out, "<nil>");
    } else {
        tree_to_json(tree, 0, out);
    }
}
