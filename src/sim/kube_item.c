/*
 * kube_item.c - one object: get, create, update, delete, as HTTP asks for them.
 *
 * Source: captures 100-138, 210-211, 300-318.
 */
#include <stdio.h>
#include <string.h>

#include "sim/kube_body.h"
#include "sim/kube_controller.h"
#include "sim/kube_list.h"
#include "sim/kube_patch.h"
#include "sim/kube_scale.h"
#include "wire/tree.h"
#include "base/banned.h"

/* ---- get ---- */

static void warn_of_old_kind(struct kube_call *call)
{
    unsigned minor = 0;

    sscanf(call->api->version, "v1.%u", &minor);
    if (call->kind->type == &kube_type_endpoints && minor >= 33)
        kube_warn(call, "v1 Endpoints is deprecated in v1.33+; use "
                        "discovery.k8s.io/v1 EndpointSlice");
}

bool kube_handle_get(struct kube_call *call)
{
    struct kube_version *held = NULL;
    bool waits = false;

    if (!kube_future_wait(call, ask_query(call->ask, "resourceVersion"), &waits))
        return false;
    if (waits)
        return true;
    pthread_mutex_lock(&call->api->lock);
    const struct kube_version *found =
        kube_store_find(call->api->store, call->kind, call->name_space, call->name);
    if (found != NULL)
        held = kube_version_hold(found);
    pthread_mutex_unlock(&call->api->lock);
    if (held == NULL)
        return kube_problem_not_found(&call->problem, call->kind, call->name);

    warn_of_old_kind(call);
    if (strcmp(call->subresource, "scale") == 0)
        kube_answer_json(call, 200, kube_scale_of(call->kind, held));
    else
        kube_answer_version(call, 200, held);
    pthread_mutex_lock(&call->api->lock);
    kube_version_drop(held);
    pthread_mutex_unlock(&call->api->lock);
    return true;
}

/* ---- create and update ---- */

static bool create(struct kube_call *call, struct kube_version **ret_version)
{
    struct kube_wish wish;
    json_t *object;

    if (!kube_body_wish(call, &wish) || (object = kube_body_tree(call)) == NULL ||
        (object = kube_body_understand(call, object)) == NULL)
        return false;
    const char *rv = tree_text(object, "metadata.resourceVersion");
    if (!kube_body_check_place(call, object) ||
        (rv != NULL && rv[0] != '\0' &&
         !kube_problem_set(
             &call->problem, 500, NULL,
             "resourceVersion should not be set on objects to be created"))) {
        json_decref(object);
        return false;
    }
    return kube_write_create(call->api, &wish, object, ret_version, &call->problem);
}

/* An update whose body has another uid speaks of an object that is gone. */
static bool check_uid(struct kube_call *call, const struct kube_version *before,
                      const json_t *object)
{
    const char *uid = tree_text(object, "metadata.uid");

    if (uid == NULL || uid[0] == '\0' || strcmp(uid, before->uid) == 0)
        return true;
    kube_problem_set(
        &call->problem, 409, "Conflict",
        "Operation cannot be fulfilled on %s \"%s\": StorageError: invalid object, "
        "Code: 4, Precondition failed: UID in precondition: %s, UID in object meta: %s",
        call->kind->resource, call->name, uid, before->uid);
    return kube_problem_about(&call->problem, call->kind, call->name);
}

static bool update(struct kube_call *call, struct kube_version **ret_version)
{
    struct kube_wish wish;
    json_t *object;
    const struct kube_version *before;

    if (!kube_body_wish(call, &wish) || (object = kube_body_tree(call)) == NULL ||
        (object = kube_body_understand(call, object)) == NULL)
        return false;
    if (tree_text(object, "metadata.name") == NULL)
        kube_body_refuse(call, "name must be provided");
    if (call->problem.code != 0 || !kube_body_check_place(call, object) ||
        (before = kube_body_target(call)) == NULL || !check_uid(call, before, object)) {
        json_decref(object);
        return false;
    }
    struct kube_version *held = kube_version_hold(before);
    bool fine =
        kube_write_update(call->api, &wish, held, object, ret_version, &call->problem);
    kube_version_drop(held);
    return fine;
}

/* ---- delete ---- */

static bool read_farewell(struct kube_call *call, struct kube_farewell *farewell,
                          bool *ret_dry)
{
    struct kube_reading reading = {.arena = &call->arena};
    json_t *body;
    const char *kind;

    *farewell =
        (struct kube_farewell){.propagation = ask_query(call->ask, "propagationPolicy")};
    const char *grace = ask_query(call->ask, "gracePeriodSeconds");
    if (grace != NULL && grace[0] != '\0') {
        farewell->has_grace = true;
        if (!span_to_i64(span_of(grace), &farewell->grace_s))
            return kube_problem_set(&call->problem, 400, "BadRequest",
                                    "strconv.ParseInt: parsing \"%s\": invalid syntax",
                                    grace);
    }
    if (call->ask->body.bytes == 0)
        return true;
    body = kube_body_tree(call);
    if (body == NULL)
        return false;
    kind = tree_key_text(body, "kind");
    if (kind != NULL && strcmp(kind, "DeleteOptions") != 0) {
        const char *version = tree_key_text(body, "apiVersion");
        kube_problem_set(&call->problem, 400, "BadRequest",
                         "no kind \"%s\" is registered for version \"%s\" in scheme "
                         "\"pkg/runtime/scheme.go:111\"",
                         kind, version == NULL ? "" : version);
    } else {
        json_t *options = kube_read(&kube_type_delete_options, body, &reading);
        farewell->uid = arena_text(&call->arena, tree_text(options, "preconditions.uid"));
        farewell->rv =
            arena_text(&call->arena, tree_text(options, "preconditions.resourceVersion"));
        if (tree_text(options, "propagationPolicy") != NULL)
            farewell->propagation =
                arena_text(&call->arena, tree_text(options, "propagationPolicy"));
        if (tree_at(options, "gracePeriodSeconds") != NULL) {
            farewell->has_grace = true;
            farewell->grace_s = tree_int(options, "gracePeriodSeconds", 0);
        }
        if (json_array_size(tree_at(options, "dryRun")) > 0)
            *ret_dry = true;
        if (options == NULL)
            kube_body_refuse(call, reading.misfit);
        json_decref(options);
    }
    json_decref(body);
    return call->problem.code == 0;
}

/* A Status of success, for kinds whose DELETE does not give the object back. */
static json_t *farewell_status(const struct kube_call *call,
                               const struct kube_version *version)
{
    json_t *details = json_pack("{s:s}", "name", version->name);

    if (call->kind->group[0] != '\0')
        json_object_set_new(details, "group", json_string(call->kind->group));
    json_object_set_new(details, "kind", json_string(call->kind->resource));
    json_object_set_new(details, "uid", json_string(version->uid));
    return json_pack("{s:s,s:s,s:{},s:s,s:o}", "kind", "Status", "apiVersion", "v1",
                     "metadata", "status", "Success", "details", details);
}

/* ---- all writes ---- */

struct outcome {
    struct kube_version *version;
    bool created;
    bool gone;     /* deleted for good */
    bool answered; /* a list was deleted */
};

static bool delete_one_or_all(struct kube_call *call, struct outcome *outcome)
{
    struct kube_wish wish;
    struct kube_farewell farewell;

    if (!kube_body_wish(call, &wish) || !read_farewell(call, &farewell, &wish.dry_run))
        return false;
    if (call->name == NULL) {
        outcome->answered = kube_list_delete(call, &wish, &farewell);
        return outcome->answered;
    }
    return kube_write_delete(call->api, &wish, &farewell, &outcome->version,
                             &outcome->gone, &call->problem);
}

static bool write_by_verb(struct kube_call *call, struct outcome *outcome)
{
    if (strcmp(call->subresource, "scale") == 0)
        return kube_scale_write(call, &outcome->version);
    if (strcmp(call->verb, "create") == 0) {
        outcome->created = true;
        return create(call, &outcome->version);
    }
    if (strcmp(call->verb, "update") == 0)
        return update(call, &outcome->version);
    if (strcmp(call->verb, "patch") == 0)
        return kube_patch_write(call, &outcome->version, &outcome->created);
    return delete_one_or_all(call, outcome);
}

bool kube_handle_write(struct kube_call *call)
{
    struct outcome outcome = {0};
    bool deletes = call->verb[0] == 'd';

    pthread_mutex_lock(&call->api->lock);
    bool fine = write_by_verb(call, &outcome);
    if (fine)
        kube_controller_run(call->api);
    pthread_mutex_unlock(&call->api->lock);
    if (!fine || outcome.answered)
        return fine;

    warn_of_old_kind(call);
    if (strcmp(call->subresource, "scale") == 0)
        kube_answer_json(call, 200, kube_scale_of(call->kind, outcome.version));
    else if (deletes && outcome.gone && !call->kind->returns_deleted)
        kube_answer_json(call, 200, farewell_status(call, outcome.version));
    else
        kube_answer_version(call, outcome.created ? 201 : 200, outcome.version);
    pthread_mutex_lock(&call->api->lock);
    kube_version_drop(outcome.version);
    pthread_mutex_unlock(&call->api->lock);
    return true;
}
