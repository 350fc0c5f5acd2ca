/*
 * kube_delete.c - the end of an object: at once, or marked and held by its finalizers; a Pod
 * by the time it has to end as well, until its kubelet says that it has.
 *
 * Source: captures 300-315; of Pods: CheckGracefulDelete() of the api-server's strategy.
 */
#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "sim/kube_write_inside.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { GRACE_MOST_S = 1000000000 }; /* so that no sum of it overflows */

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

static bool is_marked(const json_t *object)
{
    return tree_text(object, "metadata.deletionTimestamp") != NULL;
}

/* ---- the time a Pod has ---- */

static bool has_ended(const json_t *pod)
{
    const char *phase = tree_text(pod, "status.phase");

    return phase != NULL &&
           (strcmp(phase, "Failed") == 0 || strcmp(phase, "Succeeded") == 0);
}

/* Seconds that are left to it from the moment it was marked. What is on no node, and what
 * has ended, needs none. */
static int64_t grace_of(const struct kube_wish *wish,
                        const struct kube_farewell *farewell, const json_t *object)
{
    if (!kube_write_is(wish, &kube_type_pod) ||
        tree_text(object, "spec.nodeName") == NULL || has_ended(object))
        return 0;
    int64_t its = is_marked(object)
                      ? tree_int(object, "metadata.deletionGracePeriodSeconds", 0)
                      : tree_int(object, "spec.terminationGracePeriodSeconds", 0);
    if (!farewell->has_grace)
        return its;
    int64_t grace = farewell->grace_s < 0 ? 1 : farewell->grace_s;
    return is_marked(object) && grace > its ? its : grace; /* it can only be shortened */
}

/* The moment by which it is to have ended. */
static void set_deadline(json_t *metadata, int64_t marked_ms, int64_t grace_s)
{
    char text[WHEN_TEXT_BYTES];
    int64_t second_ms = marked_ms - marked_ms % 1000;

    if (grace_s > GRACE_MOST_S)
        grace_s = GRACE_MOST_S;
    when_print(second_ms + grace_s * 1000, text);
    set_text(metadata, "deletionTimestamp", text);
    json_object_set_new(metadata, "deletionGracePeriodSeconds", json_integer(grace_s));
}

/* It is going already; less time than it has is given to it. */
static void shorten(json_t *metadata, int64_t grace_s)
{
    int64_t deadline_ms = 0;
    int64_t had_s = tree_int(metadata, "deletionGracePeriodSeconds", 0);

    if (grace_s < had_s &&
        when_parse(span_of(tree_key_text(metadata, "deletionTimestamp")), &deadline_ms))
        set_deadline(metadata, deadline_ms - had_s * 1000, grace_s);
}

/* ---- marking ---- */

static void mark_deleting(const struct kube_wish *wish,
                          const struct kube_farewell *farewell, json_t *object,
                          int64_t grace_s)
{
    json_t *metadata = kube_write_metadata(object);
    char now[32];

    if (wants(farewell, "Foreground"))
        add_finalizer(object, foreground);
    if (is_marked(object)) {
        shorten(metadata, grace_s);
    } else if (kube_write_is(wish, &kube_type_namespace)) {
        set_text(metadata, "deletionTimestamp", kube_now_text(now));
        json_object_set_new(object, "status", json_pack("{s:s}", "phase", "Terminating"));
    } else {
        set_deadline(metadata, kube_wall_ms(), grace_s);
    }
}

static bool must_wait(const struct kube_wish *wish, const struct kube_farewell *farewell,
                      const json_t *object, int64_t grace_s)
{
    return wants(farewell, "Foreground") || kube_write_is(wish, &kube_type_namespace) ||
           json_array_size(tree_at(object, "metadata.finalizers")) > 0 || grace_s > 0;
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
                                         int64_t grace_s, struct kube_problem *problem)
{
    json_t *object = json_deep_copy(old);

    mark_deleting(wish, farewell, object, grace_s);
    if (json_equal(object, old)) {
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
    int64_t grace_s = grace_of(wish, farewell, old);
    *ret_gone = !must_wait(wish, farewell, old, grace_s);
    if (*ret_gone)
        *ret_version = delete_now(api, wish, old);
    else
        *ret_version = delete_later(api, wish, farewell, there, old, grace_s, problem);
    return true;
}
