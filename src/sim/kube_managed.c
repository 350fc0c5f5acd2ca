#include "sim/kube_managed.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sim/kube_fields.h"
#include "sim/kube_merge.h"
#include "wire/tree.h"
#include "base/banned.h"

/* ---- entries ---- */

struct entry {
    const char *manager, *operation, *api_version, *subresource, *time;
    json_t *set; /* unpacked; owned */
};

struct entries {
    size_t count;
    struct entry at[64];
};

enum { ENTRIES_MOST = 64 };

static const char *text_or(const json_t *object, const char *key, const char *fallback)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text == NULL ? fallback : text;
}

static void entries_read(struct entries *entries, const json_t *object)
{
    const json_t *list = tree_at(object, "metadata.managedFields");

    entries->count = 0;
    for (size_t i = 0; i < json_array_size(list) && entries->count < ENTRIES_MOST; i++) {
        const json_t *one = json_array_get(list, i);
        const json_t *fields = json_object_get(one, "fieldsV1");
        if (!json_is_object(fields))
            continue;
        entries->at[entries->count++] = (struct entry){
            .manager = text_or(one, "manager", ""),
            .operation = text_or(one, "operation", "Update"),
            .api_version = text_or(one, "apiVersion", ""),
            .subresource = text_or(one, "subresource", ""),
            .time = text_or(one, "time", NULL),
            .set = kube_fields_unpack(fields),
        };
    }
}

static void entries_release(struct entries *entries)
{
    for (size_t i = 0; i < entries->count; i++)
        json_decref(entries->at[i].set);
}

/* The manager's entry; made (empty) when there is none. NULL: there are too many. */
static struct entry *entries_find(struct entries *entries,
                                  const struct kube_manager *manager,
                                  const char *operation)
{
    for (size_t i = 0; i < entries->count; i++) {
        struct entry *one = &entries->at[i];
        if (strcmp(one->manager, manager->name) == 0 &&
            strcmp(one->operation, operation) == 0 &&
            strcmp(one->subresource, manager->subresource) == 0)
            return one;
    }
    if (entries->count == ENTRIES_MOST)
        return NULL;
    struct entry *one = &entries->at[entries->count++];
    *one = (struct entry){.manager = manager->name,
                          .operation = operation,
                          .api_version = manager->api_version,
                          .subresource = manager->subresource,
                          .set = json_object()};
    return one;
}

/* Applies first, then by time, manager, subresource: as the api-server orders them. */
static int compare_entries(const void *a, const void *b)
{
    const struct entry *left = a;
    const struct entry *right = b;
    int order = strcmp(left->operation, right->operation);

    if (order == 0)
        order = strcmp(left->time == NULL ? "" : left->time,
                       right->time == NULL ? "" : right->time);
    if (order == 0)
        order = strcmp(left->manager, right->manager);
    if (order == 0)
        order = strcmp(left->api_version, right->api_version);
    return order == 0 ? strcmp(left->subresource, right->subresource) : order;
}

static json_t *entry_json(const struct entry *entry)
{
    json_t *packed = kube_fields_pack(entry->set);
    json_t *json = json_pack("{s:s,s:s,s:s}", "manager", entry->manager, "operation",
                             entry->operation, "apiVersion", entry->api_version);

    if (entry->time != NULL)
        json_object_set_new(json, "time", json_string(entry->time));
    json_object_set_new(json, "fieldsType", json_string("FieldsV1"));
    json_object_set_new(json, "fieldsV1", packed);
    if (entry->subresource[0] != '\0')
        json_object_set_new(json, "subresource", json_string(entry->subresource));
    return json;
}

static void entries_write(struct entries *entries, json_t *object)
{
    json_t *metadata = json_object_get(object, "metadata");
    json_t *list = json_array();

    qsort(entries->at, entries->count, sizeof entries->at[0], compare_entries);
    for (size_t i = 0; i < entries->count; i++) {
        if (!kube_fields_is_empty(entries->at[i].set))
            json_array_append_new(list, entry_json(&entries->at[i]));
    }
    /* managedFields is the last field of ObjectMeta: taking it out and setting it again
     * keeps the order. */
    json_object_del(metadata, "managedFields");
    if (json_array_size(list) > 0)
        json_object_set(metadata, "managedFields", list);
    json_decref(list);
}

/* ---- what nobody owns ---- */

/* System metadata, and the part of the object that this resource does not write. */
static void strip(json_t *set, const struct kube_kind *kind, const char *subresource)
{
    static const char *const own[] = {
        "f:name",          "f:namespace",         "f:uid",
        "f:generation",    "f:resourceVersion",   "f:creationTimestamp",
        "f:selfLink",      "f:deletionTimestamp", "f:deletionGracePeriodSeconds",
        "f:managedFields",
    };
    json_t *metadata = json_object_get(set, "f:metadata");

    for (size_t i = 0; i < ARRAY_COUNT(own); i++)
        json_object_del(metadata, own[i]);
    if (metadata != NULL && json_object_size(metadata) == 0)
        json_object_del(set, "f:metadata");
    if (kube_kind_sub(kind, "status") == NULL)
        return;
    json_object_del(set, strcmp(subresource, "status") == 0 ? "f:spec" : "f:status");
}

static json_t *zero_object(const struct kube_kind *kind, struct arena *arena)
{
    struct kube_reading reading = {.arena = arena};
    json_t *empty = json_object();
    json_t *zero = kube_read(kind->type, empty, &reading);

    json_decref(empty);
    return zero;
}

/* ---- update ---- */

void kube_managed_update(const struct kube_kind *kind, const struct kube_manager *manager,
                         const json_t *before, json_t *after)
{
    struct arena arena = {0};
    struct entries entries;
    json_t *zero = before == NULL ? zero_object(kind, &arena) : NULL;
    json_t *changed;
    json_t *removed = NULL; /* of nothing, nothing */
    char now[32];

    kube_fields_differ(kind->type, before == NULL ? zero : before, after, &changed,
                       before == NULL ? NULL : &removed);
    strip(changed, kind, manager->subresource);
    strip(removed, kind, "");
    entries_read(&entries, before == NULL ? after : before);
    for (size_t i = 0; i < entries.count; i++) {
        kube_fields_remove(entries.at[i].set, changed);
        kube_fields_remove(entries.at[i].set, removed);
    }
    struct entry *own = entries_find(&entries, manager, "Update");
    if (own != NULL && !kube_fields_is_empty(changed)) {
        json_t *both = kube_fields_is_empty(own->set)
                           ? json_incref(changed)
                           : kube_fields_union(own->set, changed);
        json_decref(own->set);
        own->set = both;
        own->time = kube_now_text(now);
    }
    entries_write(&entries, after);
    entries_release(&entries);
    json_decref(changed);
    json_decref(removed);
    json_decref(zero);
    arena_release(&arena);
}

/* ---- apply ---- */

struct clash {
    struct kube_problem *problem;
    const struct entry *owner;
};

static void note_clash(void *ctx, const char *path)
{
    struct clash *clash = ctx;
    const struct entry *owner = clash->owner;
    bool updated = strcmp(owner->operation, "Update") == 0;
    const char *using = updated
                            ? arena_print(clash->problem->arena,
                                          " with subresource \"%s\"", owner->subresource)
                            : "";

    if (!updated)
        kube_mistake(clash->problem, "FieldManagerConflict", path,
                     "conflict with \"%s\"%s", owner->manager,
                     owner->subresource[0] == '\0'
                         ? ""
                         : arena_print(clash->problem->arena, " with subresource \"%s\"",
                                       owner->subresource));
    else
        kube_mistake(clash->problem, "FieldManagerConflict", path,
                     "conflict with \"%s\"%s using %s%s%s", owner->manager,
                     owner->subresource[0] == '\0' ? "" : using, owner->api_version,
                     owner->time == NULL ? "" : " at ",
                     owner->time == NULL ? "" : owner->time);
}

/* "Apply failed with 2 conflicts: conflicts with "a":\n- .x\n- .y" */
static const char *clash_text(struct kube_problem *problem)
{
    struct buf text;
    size_t count = json_array_size(problem->causes);
    const char *last = "";

    buf_init(&text, 64 * 1024);
    if (count == 1) {
        const json_t *only = json_array_get(problem->causes, 0);
        buf_print(&text, "Apply failed with 1 conflict: %s: %s",
                  tree_key_text(only, "message"), tree_key_text(only, "field"));
    } else {
        buf_print(&text, "Apply failed with %zu conflicts:", count);
    }
    for (size_t i = 0; i < count && count > 1; i++) {
        const json_t *cause = json_array_get(problem->causes, i);
        const char *whom = tree_key_text(cause, "message");
        if (strcmp(whom, last) != 0)
            buf_print(&text, "%s conflicts%s:", i == 0 ? "" : "\n",
                      whom + strlen("conflict"));
        last = whom;
        buf_print(&text, "\n- %s", tree_key_text(cause, "field"));
    }
    const char *kept = arena_text(problem->arena, buf_text(&text));
    buf_release(&text);
    return kept;
}

/* Others that own what would change: told, or with force taken from them. */
static bool settle(struct entries *entries, const struct entry *own,
                   const json_t *changed, bool force, struct kube_problem *problem)
{
    for (size_t i = 0; i < entries->count; i++) {
        struct entry *other = &entries->at[i];
        if (other == own)
            continue;
        json_t *common = kube_fields_common(other->set, changed);
        struct clash clash = {.problem = problem, .owner = other};
        if (force)
            kube_fields_remove(other->set, common);
        else
            kube_fields_each(common, note_clash, &clash);
        json_decref(common);
    }
    if (json_array_size(problem->causes) == 0)
        return true;
    kube_problem_set(problem, 409, "Conflict", "%s", clash_text(problem));
    problem->has_details = true;
    return false;
}

/* What the manager said before, says no more, and nobody else says. */
static json_t *to_be_dropped(const struct entries *entries, const struct entry *own,
                             const json_t *said)
{
    json_t *drop = json_deep_copy(own->set);

    kube_fields_remove(drop, said);
    for (size_t i = 0; i < entries->count; i++) {
        if (&entries->at[i] != own)
            kube_fields_remove(drop, entries->at[i].set);
    }
    return drop;
}

static void own_said(struct entries *entries, struct entry *own, json_t *said,
                     bool changed, char now[32])
{
    json_decref(own->set);
    own->set = said;
    if (changed || own->time == NULL)
        own->time = kube_now_text(now);
    (void)entries;
}

json_t *kube_managed_apply(const struct kube_kind *kind,
                           const struct kube_manager *manager, const json_t *live,
                           const json_t *config, bool force, struct kube_problem *problem)
{
    struct entries entries = {0};
    json_t *empty = zero_object(kind, problem->arena);
    const json_t *base = live == NULL ? empty : live;
    json_t *said = kube_fields_said(kind->type, config);
    json_t *changed = NULL;
    json_t *removed = NULL;
    json_t *merged = NULL;
    char now[32];

    strip(said, kind, manager->subresource);
    entries_read(&entries, base);
    struct entry *own = entries_find(&entries, manager, "Apply");
    if (own == NULL) {
        kube_problem_set(problem, 500, "InternalError", "too many field managers");
        goto out;
    }
    merged = kube_merge_typed(kind->type, base, config);
    kube_fields_differ(kind->type, base, merged, &changed, NULL);
    strip(changed, kind, manager->subresource);
    if (!settle(&entries, own, changed, force, problem)) {
        json_decref(merged);
        merged = NULL;
        goto out;
    }

    json_t *before_set = json_incref(own->set);
    json_t *drop = to_be_dropped(&entries, own, said);
    kube_merge_drop(kind->type, merged, drop);
    kube_fields_differ(kind->type, base, merged, NULL, &removed);
    for (size_t i = 0; i < entries.count; i++) {
        if (&entries.at[i] != own)
            kube_fields_remove(entries.at[i].set, removed);
    }
    bool is_new = !json_equal(before_set, said) || !kube_fields_is_empty(changed) ||
                  !kube_fields_is_empty(removed);
    own_said(&entries, own, said, is_new, now);
    said = NULL;
    entries_write(&entries, merged);
    json_decref(before_set);
    json_decref(drop);
out:
    entries_release(&entries);
    json_decref(said);
    json_decref(changed);
    json_decref(removed);
    json_decref(empty);
    return merged;
}
