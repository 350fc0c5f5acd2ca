/*
 * kube_version.c - one state of an object: its text, and what is looked up in it often.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "sim/kube_store.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { METADATA_AT = 12 /* behind {"metadata": */ };

struct kube_version *kube_version_hold(const struct kube_version *version)
{
    struct kube_version *held = (struct kube_version *)(uintptr_t)version; /* the count */

    held->refs++;
    return held;
}

void kube_version_drop(struct kube_version *version)
{
    if (version == NULL || --version->refs > 0)
        return;
    free(version->key);
    free(version->name_space);
    free(version->uid);
    free(version->text);
    free(version->labels);
    free(version->selector);
    free(version->owner);
    free(version->fields);
    free(version);
}

/* Behind the value that starts at `at`; knows texts and nesting, which is enough for JSON
 * that was written here. */
static const char *behind_value(const char *at)
{
    int depth = 0;

    for (; *at != '\0'; at++) {
        if (*at == '"') {
            for (at++; *at != '"'; at++)
                at += *at == '\\';
        } else if (*at == '{' || *at == '[') {
            depth++;
        } else if ((*at == '}' || *at == ']') && --depth == 0) {
            return at + 1;
        }
    }
    return at;
}

static void find_parts(struct kube_version *version)
{
    const char *metadata = version->text + METADATA_AT;
    const char *end = behind_value(metadata);
    const char *at = metadata + 1;

    version->metadata = span_make(metadata, (size_t)(end - metadata));
    while (at < end && *at != '}') {
        const char *key = at + 1;
        const char *member = at - 1; /* the comma or the brace before */
        at = strchr(key, '"') + 2;   /* keys of ObjectMeta hold no quotes */
        bool is_managed = strncmp(key, "managedFields\"", 14) == 0;
        const char *value = at;
        if (*value == '{' || *value == '[' || *value == '"') {
            at = *value == '"' ? NULL : behind_value(value);
            if (at == NULL) {
                for (at = value + 1; *at != '"'; at++)
                    at += *at == '\\';
                at++;
            }
        } else {
            at += strcspn(at, ",}");
        }
        if (is_managed)
            version->managed = span_make(member, (size_t)(at - member));
        if (*at == ',')
            at++;
    }
}

static void add_marked(struct buf *out, const char *text)
{
    buf_add(out, text, strlen(text) + 1);
}

static char *texts_of(const json_t *map)
{
    struct buf out;
    const char *key;
    json_t *value;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    json_object_foreach((json_t *)(uintptr_t)map, key, value)
    {
        if (!json_is_string(value))
            continue;
        add_marked(&out, key);
        add_marked(&out, json_string_value(value));
    }
    add_marked(&out, "");
    return buf_take(&out);
}

static char *fields_of(const struct kube_kind *kind, const json_t *object)
{
    struct buf out;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    for (size_t i = 0; i < KUBE_SELECTABLE && kind->selectable[i] != NULL; i++) {
        const json_t *value = tree_at(object, kind->selectable[i]);
        char number[32] = "";
        if (json_is_integer(value))
            snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT,
                     json_integer_value(value));
        add_marked(&out, json_is_string(value) ? json_string_value(value)
                         : json_is_boolean(value)
                             ? (json_is_true(value) ? "true" : "false")
                             : number);
    }
    add_marked(&out, "");
    return buf_take(&out);
}

char *kube_version_key(const char *name_space, const char *name)
{
    size_t before = strlen(name_space);
    size_t bytes = strlen(name);
    char *key = mem_new(before + 1 + bytes + 1);

    if (before == 0) {
        memcpy(key, name, bytes);
    } else {
        memcpy(key, name_space, before);
        key[before] = '/';
        memcpy(key + before + 1, name, bytes);
    }
    return key;
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static const char *owner_of(const json_t *object)
{
    const json_t *owners = tree_at(object, "metadata.ownerReferences");

    return or_empty(tree_key_text(json_array_get(owners, 0), "uid"));
}

static void print_object(struct kube_version *version, const json_t *object)
{
    struct buf text;

    buf_init(&text, SIZE_MAX); /* what it holds was bounded when it was read */
    tree_to_json(object, 0, &text);
    version->bytes = text.bytes;
    version->text = buf_take(&text);
}

struct kube_version *kube_version_make(const struct kube_kind *kind, const json_t *object,
                                       uint64_t rv)
{
    struct kube_version *version = mem_new(sizeof *version);
    const char *name_space = or_empty(tree_text(object, "metadata.namespace"));
    const char *name = or_empty(tree_text(object, "metadata.name"));

    version->refs = 1;
    version->rv = rv;
    version->name_space = mem_copy_text(name_space);
    version->key = kube_version_key(name_space, name);
    version->name = version->key + strlen(version->key) - strlen(name);
    version->uid = mem_copy_text(or_empty(tree_text(object, "metadata.uid")));
    print_object(version, object);
    version->labels = texts_of(tree_at(object, "metadata.labels"));
    version->selector = texts_of(
        kind->type == &kube_type_service ? tree_at(object, "spec.selector") : NULL);
    version->owner = mem_copy_text(owner_of(object));
    version->fields = fields_of(kind, object);
    version->created_ms = tree_when(object, "metadata.creationTimestamp");
    version->deleting = tree_text(object, "metadata.deletionTimestamp") != NULL;
    find_parts(version);
    return version;
}

json_t *kube_version_tree(const struct kube_version *version)
{
    return json_loadb(version->text, version->bytes, 0, NULL);
}

json_t *kube_version_tree_unmanaged(const struct kube_version *version)
{
    if (version->managed.bytes == 0 || version->managed.at[0] != ',')
        return kube_version_tree(version);

    size_t before = (size_t)(version->managed.at - version->text);
    size_t behind = version->bytes - before - version->managed.bytes;
    char *text = mem_new(before + behind + 1);
    memcpy(text, version->text, before);
    memcpy(text + before, version->managed.at + version->managed.bytes, behind);
    json_t *tree = json_loadb(text, before + behind, 0, NULL);
    free(text);
    return tree;
}

const char *kube_version_label(const struct kube_version *version, const char *key)
{
    for (const char *at = version->labels; *at != '\0';) {
        const char *value = at + strlen(at) + 1;
        if (strcmp(at, key) == 0)
            return value;
        at = value + strlen(value) + 1;
    }
    return NULL;
}

const char *kube_version_field(const struct kube_version *version,
                               const struct kube_kind *kind, size_t index)
{
    const char *at = version->fields;

    (void)kind;
    for (size_t i = 0; i < index; i++)
        at += strlen(at) + 1;
    return at;
}
