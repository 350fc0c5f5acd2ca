/*
 * kube_delete.c - the end of an object: at once, or marked and held by its finalizers.
 *
 * Source: captures 300-315.
 */
#include <stdio.h>
#include <string.h>

#include "sim/kube_write_inside.h"
#include "wire/tree.h"
#include "base/banned.h"

static const char foreground[] = "foregroundDeletion";

static void set_text(json_t *object, const char *key, const char *text)
{
    json_object_set_new(object, key, json_string(text));
}

static bool check_farewell(const struct kube_wish *wish,
                           const struct kube_farewell *farewell,
                           const struct kube_version *there, struct kube_problem *problem)
{
    char rv[32];

    snprintf(rv, sizeof rv, "%llu", (unsigned long long)there->rv);
    if (farewell->uid != NULL && strcmp(farewell->uid, there->uid) != 0)
        kube_problem_set(
            problem, 409, "Conflict",
            "Operation cannot be fulfilled on %s \"%s\": the UID in the precondition "
            "(%s) does not match the UID in record (%s). The object might have been "
            "deleted and then recreated",
            wish->kind->kind, there->name, farewell->uid, there->uid);
    else if (farewell->rv != NULL && strcmp(farewell->rv, rv) != 0)
        kube_problem_set(
            problem, 409, "Conflict",
            "Operation cannot be fulfilled on %s \"%s\": the ResourceVersion in the "
            "precondition (%s) does not match the ResourceVersion in record (%s). The "
            "object might have been modified",
            wish->kind->kind, there->name, farewell->rv, rv);
    else
        return true;
    problem->has_details = true;
    problem->name = arena_text(problem->arena, there->name);
    problem->group = wish->kind->group;
    problem->kind = wish->kind->kind;
    return false;
}

static void add_finalizer(json_t *object, const char *name)
{
    json_t *metadata = kube_write_metadata(object);
    json_t *list = json_object_get(metadata, "finalizers");
    json_t *value = json_string(name);

    if (list == NULL)
        json_object_set_new(metadata, "finalizers", list = json_array());
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (json_equal(json_array_get(list, i), value)) {
            json_decref(value);
            return;
        }
    }
    json_array_append_new(list, value);
}

static bool wants(const struct kube_farewell *farewell, const char *propagation)
{
    return farewell->propagation != NULL &&
           strcmp(farewell->propagation, propagation) == 0;
}

/* Marks it as going; false when it was already, and nothing more is asked. */
static bool mark_deleting(const struct kube_wish *wish,
                          const struct kube_farewell *farewell, json_t *object)
{
    json_t *metadata = kube_write_metadata(object);
    bool marked = tree_key_text(metadata, "deletionTimestamp") != NULL;
    char now[32];

    if (wants(farewell, "Foreground"))
        add_finalizer(object, foreground);
    if (marked)
        return false;
    set_text(metadata, "deletionTimestamp", kube_now_text(now));
    if (kube_write_is(wish, &kube_type_namespace))
        json_object_set_new(object, "status", json_pack("{s:s}", "phase", "Terminating"));
    else
        json_object_set_new(metadata, "deletionGracePeriodSeconds", json_integer(0));
    return true;
}

static bool must_wait(const struct kube_wish *wish, const struct kube_farewell *farewell,
                      const json_t *object)
{
    return wants(farewell, "Foreground") || kube_write_is(wish, &kube_type_namespace) ||
           json_array_size(tree_at(object, "metadata.finalizers")) > 0;
}

/* Takes old. */
static struct kube_version *delete_now(struct kube_api *api, const struct kube_wish *wish,
                                       json_t *old)
{
    struct kube_version *last;

    if (wish->dry_run) {
        last = kube_version_make(wish->kind, old, kube_store_rv(api->store));
    } else {
        kube_write_note_addresses(api, wish, old, NULL);
        last = kube_store_remove(api->store, wish->kind, old);
    }
    json_decref(old);
    return last;
}

/* Takes old. */
static struct kube_version *delete_later(struct kube_api *api,
                                         const struct kube_wish *wish,
                                         const struct kube_farewell *farewell,
                                         const struct kube_version *there, json_t *old,
                                         struct kube_problem *problem)
{
    json_t *object = json_deep_copy(old);
    bool changed = mark_deleting(wish, farewell, object);

    if (!changed && json_equal(object, old)) {
        json_decref(object);
        json_decref(old);
        return kube_version_hold(there);
    }
    object = kube_write_in_order(wish->kind, object, problem);
    struct kube_version *version = kube_write_store(api, wish, old, object);
    json_decref(old);
    return version;
}

bool kube_write_delete(struct kube_api *api, const struct kube_wish *wish,
                       const struct kube_farewell *farewell,
                       struct kube_version **ret_version, bool *ret_gone,
                       struct kube_problem *problem)
{
    const struct kube_version *there =
        kube_store_find(api->store, wish->kind, wish->name_space, wish->name);

    if (there == NULL)
        return kube_problem_not_found(problem, wish->kind, wish->name);
    if (!check_farewell(wish, farewell, there, problem))
        return false;

    json_t *old = kube_version_tree(there);
    if (!kube_write_admit(api, wish, KUBE_DELETE, old, NULL, problem)) {
        json_decref(old);
        return false;
    }
    *ret_gone = !must_wait(wish, farewell, old);
    if (*ret_gone)
        *ret_version = delete_now(api, wish, old);
    else
        *ret_version = delete_later(api, wish, farewell, there, old, problem);
    return true;
}
