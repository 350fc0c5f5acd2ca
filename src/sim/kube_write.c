#include "sim/kube_write_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/kube_defaults.h"
#include "sim/kube_event.h"
#include "sim/kube_managed.h"
#include "sim/kube_quota.h"
#include "sim/kube_service.h"
#include "sim/kube_validate.h"
#include "wire/tree.h"
#include "base/banned.h"

json_t *kube_write_metadata(json_t *object)
{
    return json_object_get(object, "metadata");
}

static void set_text(json_t *object, const char *key, const char *text)
{
    json_object_set_new(object, key, json_string(text));
}

bool kube_write_is(const struct kube_wish *wish, const struct kube_type *type)
{
    return wish->kind->type == type;
}

/* ---- reading ---- */

json_t *kube_write_read(const struct kube_kind *kind, const json_t *object,
                        struct kube_reading *reading, struct kube_problem *problem)
{
    char version[96];
    json_t *read = kube_read(kind->type, object, reading);
    const char *said = tree_key_text(object, "kind");

    if (read != NULL)
        return read;
    kube_problem_set(problem, 400, "BadRequest",
                     "%s in version \"%s\" cannot be handled as a %s: %s",
                     said == NULL ? kind->kind : said,
                     kube_kind_api_version(kind, version), kind->kind, reading->misfit);
    return NULL;
}

void kube_write_default(const struct kube_kind *kind, json_t *object)
{
    kube_default(kind, object);
}

/* Fields were set in any order: back into the order of the type. Takes, gives. */
json_t *kube_write_in_order(const struct kube_kind *kind, json_t *object,
                            struct kube_problem *problem)
{
    struct kube_reading reading = {.arena = problem->arena};
    json_t *ordered = kube_write_read(kind, object, &reading, problem);

    json_decref(object);
    return ordered;
}

/* ---- namespaces ---- */

static bool check_namespace(struct kube_api *api, const struct kube_wish *wish,
                            const char *name, struct kube_problem *problem)
{
    const struct kube_kind *kind = kube_kind_find("", "v1", "namespaces");
    const struct kube_version *there;

    if (!wish->kind->namespaced)
        return true;
    there = kube_store_find(api->store, kind, "", wish->name_space);
    if (there == NULL)
        return kube_problem_not_found(problem, kind, wish->name_space);
    if (!there->deleting || wish->internal)
        return true;
    kube_mistake(problem, "NamespaceTerminating", "metadata.namespace",
                 "namespace %s is being terminated", wish->name_space);
    kube_problem_set(
        problem, 403, "Forbidden",
        "%s \"%s\" is forbidden: unable to create new content in namespace %s because "
        "it is being terminated",
        wish->kind->resource, name, wish->name_space);
    return kube_problem_about(problem, wish->kind, name);
}

/* ---- admission ---- */

static json_t *with_envelope(const struct kube_kind *kind, const json_t *object)
{
    char version[96];
    json_t *out = json_pack("{s:s,s:s}", "kind", kind->kind, "apiVersion",
                            kube_kind_api_version(kind, version));

    json_object_update(out, (json_t *)(uintptr_t)object);
    return out;
}

bool kube_write_admit(struct kube_api *api, const struct kube_wish *wish,
                      enum kube_operation operation, const json_t *before,
                      const json_t *after, struct kube_problem *problem)
{
    char reason[KUBE_REASON_BYTES] = "";
    json_t *old_object;
    json_t *new_object;

    if (wish->internal || !kube_quota_allows(api, wish, before, after, problem))
        return wish->internal;
    if (api->config.admit == NULL || !kube_write_is(wish, &kube_type_service) ||
        wish->subresource[0] != '\0')
        return true;
    old_object = before == NULL ? NULL : with_envelope(wish->kind, before);
    new_object = after == NULL ? NULL : with_envelope(wish->kind, after);
    bool fine = api->config.admit(api->config.admit_ctx, operation, old_object,
                                  new_object, reason);
    json_decref(old_object);
    json_decref(new_object);
    if (fine)
        return true;
    return kube_problem_set(
        problem, 403, "Forbidden",
        "admission webhook \"validate.crd.service\" denied the request: %s", reason);
}

static bool validate(const struct kube_wish *wish, const json_t *object,
                     const json_t *before, struct kube_problem *problem)
{
    const char *name = tree_text(object, "metadata.name");

    if (wish->internal)
        return true;
    kube_validate_metadata(wish->kind, object, before, problem);
    kube_validate_kind(wish->kind, object, before,
                       strcmp(wish->subresource, "status") == 0, problem);
    return kube_problem_invalid(problem, wish->kind, name == NULL ? "" : name);
}

/* ---- storing ---- */

void kube_write_note_addresses(struct kube_api *api, const struct kube_wish *wish,
                               const json_t *before, const json_t *after)
{
    if (!kube_write_is(wish, &kube_type_service))
        return;
    kube_addresses_give_back(api->addresses, before);
    kube_addresses_take(api->addresses, after);
}

/* Takes the object. */
struct kube_version *kube_write_store(struct kube_api *api, const struct kube_wish *wish,
                                      const json_t *before, json_t *object)
{
    struct kube_version *version;

    if (wish->dry_run) {
        if (before == NULL)
            json_object_del(kube_write_metadata(object), "resourceVersion");
        version = kube_version_make(wish->kind, object, kube_store_rv(api->store));
    } else {
        kube_write_note_addresses(api, wish, before, object);
        version = kube_version_hold(kube_store_put(api->store, wish->kind, object));
    }
    json_decref(object);
    return version;
}

/* Who writes an Event as events.k8s.io/v1 owns its fields by their names there. */
static void note_translated(const struct kube_wish *wish,
                            const struct kube_manager *manager, const json_t *before,
                            json_t *object)
{
    json_t *told = kube_event_tell(json_deep_copy(object));
    json_t *told_before = before == NULL ? NULL : kube_event_tell(json_deep_copy(before));

    kube_managed_update(wish->asked, manager, told_before, told);
    json_t *managed = json_object_get(json_object_get(told, "metadata"), "managedFields");
    if (managed != NULL)
        json_object_set(kube_write_metadata(object), "managedFields", managed);
    json_decref(told);
    json_decref(told_before);
}

static void note_manager(const struct kube_wish *wish, const json_t *before,
                         json_t *object)
{
    char version[96];
    struct kube_manager manager = {wish->manager, wish->api_version, wish->subresource};

    if (manager.api_version == NULL)
        manager.api_version = kube_kind_api_version(wish->kind, version);
    if (wish->asked != NULL && wish->asked != wish->kind)
        note_translated(wish, &manager, before, object);
    else
        kube_managed_update(wish->kind, &manager, before, object);
}

/* ---- create ---- */

static const char *create_name(struct kube_api *api, const struct kube_wish *wish,
                               json_t *object, struct arena *arena)
{
    json_t *metadata = kube_write_metadata(object);
    const char *name = tree_key_text(metadata, "name");
    const char *prefix = tree_key_text(metadata, "generateName");
    char suffix[6];

    if (name == NULL && prefix != NULL) {
        kube_suffix_make(kube_chance(api, wish->kind), suffix);
        name = arena_print(arena, "%s%s", prefix, suffix);
        set_text(metadata, "name", name);
    }
    if (wish->kind->namespaced)
        set_text(metadata, "namespace", wish->name_space);
    else
        json_object_del(metadata, "namespace");
    return name == NULL ? "" : arena_text(arena, name);
}

static void set_system_metadata(struct kube_api *api, const struct kube_wish *wish,
                                json_t *object)
{
    json_t *metadata = kube_write_metadata(object);
    char uid[KUBE_UID_BYTES];
    char now[32];
    bool given = wish->internal && tree_key_text(metadata, "uid") != NULL;

    json_object_del(metadata, "selfLink");
    set_text(metadata, "resourceVersion",
             "0"); /* its place; the store knows the number */
    if (wish->kind->generation)
        json_object_set_new(metadata, "generation", json_integer(1));
    if (given && tree_key_text(metadata, "creationTimestamp") != NULL)
        return;
    if (!given) {
        kube_uid_make(kube_chance(api, wish->kind), uid);
        set_text(metadata, "uid", uid);
    }
    if (!wish->internal || tree_key_text(metadata, "creationTimestamp") == NULL)
        set_text(metadata, "creationTimestamp", kube_now_text(now));
    if (!wish->internal) {
        json_object_del(metadata, "deletionTimestamp");
        json_object_del(metadata, "deletionGracePeriodSeconds");
    }
}

static void clear_status(const struct kube_wish *wish, json_t *object)
{
    if (!wish->internal && kube_kind_sub(wish->kind, "status") != NULL &&
        !kube_write_is(wish, &kube_type_node))
        json_object_del(object, "status");
}

static bool check_absent(struct kube_api *api, const struct kube_wish *wish,
                         const char *name, struct kube_problem *problem)
{
    const struct kube_version *there =
        kube_store_find(api->store, wish->kind, wish->name_space, name);

    if (there == NULL)
        return true;
    const char *group = wish->kind->group;
    kube_problem_set(problem, 409, "AlreadyExists", "%s%s%s%s \"%s\" already exists",
                     there->deleting ? "object is being deleted: " : "",
                     wish->kind->resource, group[0] == '\0' ? "" : ".", group, name);
    return kube_problem_about(problem, wish->kind, name);
}

bool kube_write_create(struct kube_api *api, const struct kube_wish *wish, json_t *object,
                       struct kube_version **ret_version, struct kube_problem *problem)
{
    const char *name = create_name(api, wish, object, problem->arena);
    bool fine = check_namespace(api, wish, name, problem);

    clear_status(wish, object);
    kube_default(wish->kind, object);
    if (fine && wish->manager != NULL) {
        json_object_del(kube_write_metadata(object), "managedFields");
        note_manager(wish, NULL, object);
    }
    if (fine) {
        set_system_metadata(api, wish, object);
        kube_default_new(wish->kind, object);
        if (kube_write_is(wish, &kube_type_service))
            kube_service_allocate(api, object, NULL, problem);
        object = kube_write_in_order(wish->kind, object, problem);
        fine = object != NULL && validate(wish, object, NULL, problem) &&
               check_absent(api, wish, name, problem) &&
               kube_write_admit(api, wish, KUBE_CREATE, NULL, object, problem);
    }
    if (!fine) {
        json_decref(object);
        return false;
    }
    *ret_version = kube_write_store(api, wish, NULL, object);
    return true;
}

/* ---- update ---- */

/* What a write may not change comes from before, whatever the client sent. */
static void keep_system_metadata(const json_t *before, json_t *object)
{
    static const char *const kept[] = {"name",
                                       "generateName",
                                       "namespace",
                                       "creationTimestamp",
                                       "deletionTimestamp",
                                       "deletionGracePeriodSeconds",
                                       "generation"};
    json_t *metadata = kube_write_metadata(object);
    const json_t *old = tree_at(before, "metadata");

    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        json_t *value = json_object_get(old, kept[i]);
        if (value != NULL)
            json_object_set(metadata, kept[i], value);
        else
            json_object_del(metadata, kept[i]);
    }
    if (tree_key_text(metadata, "uid") == NULL)
        json_object_set(metadata, "uid", json_object_get(old, "uid"));
    json_object_set(metadata, "resourceVersion", json_object_get(old, "resourceVersion"));
}

static void put_back(json_t *object, const json_t *before, const char *key)
{
    json_t *value = json_object_get(before, key);

    if (value != NULL)
        json_object_set(object, key, value);
    else
        json_object_del(object, key);
}

/* The part of the object that this resource does not write. */
static void keep_other_part(const struct kube_wish *wish, const json_t *before,
                            json_t *object)
{
    bool status = strcmp(wish->subresource, "status") == 0;

    if (kube_kind_sub(wish->kind, "status") == NULL || wish->internal)
        return;
    if (!status) {
        put_back(object, before, "status");
        if (kube_write_is(wish, &kube_type_namespace) && wish->subresource[0] == '\0')
            put_back(object, before, "spec");
        return;
    }
    put_back(object, before, "spec");
    if (!wish->kind->custom)
        return;
    json_t *managed =
        json_incref(json_object_get(kube_write_metadata(object), "managedFields"));
    json_object_set_new(object, "metadata", json_deep_copy(tree_at(before, "metadata")));
    if (managed != NULL)
        json_object_set_new(kube_write_metadata(object), "managedFields", managed);
}

static bool check_version(const struct kube_wish *wish, const struct kube_version *before,
                          const json_t *object, struct kube_problem *problem)
{
    const char *rv = tree_text(object, "metadata.resourceVersion");
    char current[32];

    snprintf(current, sizeof current, "%llu", (unsigned long long)before->rv);
    if (rv == NULL || rv[0] == '\0' || strcmp(rv, current) == 0)
        return true;
    return kube_problem_conflict(problem, wish->kind, before->name);
}

static void count_generation(const struct kube_wish *wish, const json_t *before,
                             json_t *object)
{
    if (!wish->kind->generation || strcmp(wish->subresource, "status") == 0)
        return;
    const json_t *old = json_object_get(before, "spec");
    const json_t *now = json_object_get(object, "spec");
    if (kube_write_is(wish, &kube_type_endpoint_slice)) {
        old = json_object_get(before, "endpoints");
        now = json_object_get(object, "endpoints");
    }
    if ((old == NULL && now == NULL) ||
        (old != NULL && now != NULL && json_equal(old, now)))
        return;
    json_object_set_new(kube_write_metadata(object), "generation",
                        json_integer(tree_int(before, "metadata.generation", 0) + 1));
}

/* Nothing holds it any more, and it was to go. */
static bool may_go_now(const struct kube_wish *wish, const json_t *object)
{
    if (tree_text(object, "metadata.deletionTimestamp") == NULL ||
        json_array_size(tree_at(object, "metadata.finalizers")) > 0 ||
        tree_int(object, "metadata.deletionGracePeriodSeconds", 0) > 0)
        return false;
    return !kube_write_is(wish, &kube_type_namespace) ||
           json_array_size(tree_at(object, "spec.finalizers")) == 0;
}

/* Takes the object. The answer shows it with its last number, watches with a new one. */
static struct kube_version *let_go(struct kube_api *api, const struct kube_wish *wish,
                                   const json_t *before, json_t *object)
{
    struct kube_version *last =
        kube_version_make(wish->kind, object, kube_store_rv(api->store));

    if (!wish->dry_run) {
        json_t *told = json_deep_copy(before);
        kube_write_note_addresses(api, wish, before, NULL);
        kube_version_drop(kube_store_remove(api->store, wish->kind, told));
        json_decref(told);
    }
    json_decref(object);
    return last;
}

static bool prepare_update(struct kube_api *api, const struct kube_wish *wish,
                           const json_t *before, json_t **object,
                           struct kube_problem *problem)
{
    keep_system_metadata(before, *object);
    keep_other_part(wish, before, *object);
    kube_default(wish->kind, *object);
    *object = kube_write_in_order(wish->kind, *object, problem);
    if (*object == NULL)
        return false;
    if (wish->manager != NULL)
        note_manager(wish, before, *object);
    if (kube_write_is(wish, &kube_type_service) && wish->subresource[0] == '\0')
        kube_service_drop_stale(*object, before);
    count_generation(wish, before, *object);
    if (kube_write_is(wish, &kube_type_service) && wish->subresource[0] == '\0')
        kube_service_allocate(api, *object, before, problem);
    *object = kube_write_in_order(wish->kind, *object, problem);
    return *object != NULL;
}

bool kube_write_update(struct kube_api *api, const struct kube_wish *wish,
                       const struct kube_version *before, json_t *object,
                       struct kube_version **ret_version, struct kube_problem *problem)
{
    json_t *old = kube_version_tree(before);
    bool fine = check_version(wish, before, object, problem);

    if (fine) {
        fine = prepare_update(api, wish, old, &object, problem) &&
               validate(wish, object, old, problem) &&
               kube_write_admit(api, wish, KUBE_UPDATE, old, object, problem);
    }
    if (fine) {
        if (json_equal(old, object)) {
            *ret_version = kube_version_hold(before);
            json_decref(object);
        } else if (may_go_now(wish, object)) {
            *ret_version = let_go(api, wish, old, object);
        } else {
            *ret_version = kube_write_store(api, wish, old, object);
        }
        object = NULL;
    }
    json_decref(object);
    json_decref(old);
    return fine;
}
