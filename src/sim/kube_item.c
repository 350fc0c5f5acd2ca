/*
 * kube_item.c - one object: get, create, update, patch, delete, as HTTP asks for them.
 *
 * Source: captures 100-138, 200-232, 300-318.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/span.h"
#include "sim/kube_controller.h"
#include "sim/kube_event.h"
#include "sim/kube_list.h"
#include "sim/kube_managed.h"
#include "sim/kube_merge.h"
#include "sim/kube_scale.h"
#include "sim/kube_write.h"
#include "wire/patch.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { MANAGER_MOST_BYTES = 128 };

/* ---- small words about the request ---- */

static bool bad_request(struct kube_call *call, const char *text)
{
    return kube_problem_set(&call->problem, 400, "BadRequest", "%s", text);
}

static struct span media_type(const struct kube_call *call)
{
    struct span rest = span_of(ask_header(call->ask, "Content-Type"));
    struct span name = {0};

    span_cut(&rest, ';', &name);
    return span_trim(name);
}

static bool is_dry_run(struct kube_call *call, bool *ret_dry)
{
    const char *text = ask_query(call->ask, "dryRun");

    *ret_dry = text != NULL && strcmp(text, "All") == 0;
    if (text == NULL || text[0] == '\0' || *ret_dry)
        return true;
    return kube_problem_set(
        &call->problem, 422, "Invalid",
        "dryRun: Unsupported value: [\"%s\"]: supported values: \"All\"", text);
}

/* Who writes: fieldManager, else the first part of the User-Agent. */
static const char *manager_name(struct kube_call *call)
{
    const char *text = ask_query(call->ask, "fieldManager");

    if (text != NULL && text[0] != '\0')
        return text;
    text = ask_header(call->ask, "User-Agent");
    if (text == NULL || text[0] == '\0')
        return "unknown";
    size_t bytes = strcspn(text, "/");
    if (bytes > MANAGER_MOST_BYTES)
        bytes = MANAGER_MOST_BYTES;
    return arena_bytes(&call->arena, text, bytes);
}

static bool wish_fill(struct kube_call *call, struct kube_wish *wish)
{
    char version[96];

    *wish = (struct kube_wish){
        .kind = kube_kind_stored(call->kind),
        .name_space = call->name_space == NULL ? "" : call->name_space,
        .name = call->name,
        .subresource = call->subresource,
        .asked = call->kind,
        .manager = manager_name(call),
        .api_version =
            arena_text(&call->arena, kube_kind_api_version(call->kind, version)),
    };
    return is_dry_run(call, &wish->dry_run);
}

/* ---- bodies ---- */

enum body_kind { BODY_JSON, BODY_YAML, BODY_OTHER };

static enum body_kind body_kind(const struct kube_call *call)
{
    struct span type = media_type(call);

    if (type.bytes == 0 || span_is_nocase(type, "application/json"))
        return BODY_JSON;
    return span_is_nocase(type, "application/yaml") ? BODY_YAML : BODY_OTHER;
}

static bool not_json(struct kube_call *call)
{
    struct span body = call->ask->body;
    bool cut = body.bytes == 0 || strchr("}]", body.at[body.bytes - 1]) == NULL;
    int shown = body.bytes < 30 ? (int)body.bytes : 30;

    return kube_problem_set(&call->problem, 400, "BadRequest",
                            "the object provided is unrecognized (must be of type %s): "
                            "couldn't get version/kind; json parse error: %s (%.*s ...)",
                            call->kind->kind,
                            cut ? "unexpected end of JSON input"
                                : "invalid character in JSON input",
                            shown, body.bytes == 0 ? "" : body.at);
}

/* A JSON or YAML document; NULL with the problem set. */
static json_t *body_tree(struct kube_call *call)
{
    json_t *tree = NULL;

    switch (body_kind(call)) {
    case BODY_OTHER:
        kube_problem_set(
            &call->problem, 415, "UnsupportedMediaType",
            "the body of the request was in an unknown format - accepted media "
            "types include: application/json, application/yaml, "
            "application/vnd.kubernetes.protobuf");
        return NULL;
    case BODY_YAML:
        if (tree_from_yaml(call->ask->body, "body", &tree, NULL) == ERR_OK)
            return tree;
        break;
    case BODY_JSON:
        if (tree_from_json(call->ask->body, "body", &tree, NULL) == ERR_OK)
            return tree;
        break;
    }
    not_json(call);
    return NULL;
}

static bool check_kind(struct kube_call *call, const json_t *body,
                       const struct kube_kind *kind)
{
    const char *said = tree_key_text(body, "kind");
    const char *version = tree_key_text(body, "apiVersion");
    char wanted[96];

    kube_kind_api_version(kind, wanted);
    if (kind->group[0] == '\0')
        snprintf(wanted, sizeof wanted, "%s", kind->version);
    if (said == NULL || version == NULL) {
        if (call->verb[0] == 'p' && said == NULL && version == NULL)
            return true; /* a patch need not say */
        return kube_problem_set(&call->problem, 400, "BadRequest",
                                "Object '%s' is missing in '{}'",
                                said == NULL ? "Kind" : "apiVersion");
    }
    if (strcmp(said, kind->kind) == 0 && strcmp(version, wanted) == 0)
        return true;
    if (strcmp(version, wanted) != 0 && strcmp(said, kind->kind) == 0)
        return kube_problem_set(
            &call->problem, 400, "BadRequest",
            "the API version in the data (%s) does not match the expected "
            "API version (%s)",
            version, wanted);
    return kube_problem_set(
        &call->problem, 400, "BadRequest",
        "%s in version \"%s\" cannot be handled as a %s: no kind \"%s\" is "
        "registered for version \"%s\" in scheme "
        "\"pkg/runtime/scheme.go:111\"",
        said, version, kind->kind, said, version);
}

/* fieldValidation: unknown fields refused (Strict), warned of, or passed over. */
static bool check_unknown(struct kube_call *call, const struct kube_reading *reading)
{
    const char *mode = ask_query(call->ask, "fieldValidation");
    char version[96];
    struct buf all;

    if (reading->unknown_count == 0 || (mode != NULL && strcmp(mode, "Ignore") == 0))
        return true;
    if (mode == NULL || strcmp(mode, "Strict") != 0) {
        for (size_t i = 0; i < reading->unknown_count; i++)
            kube_warn(call, "unknown field \"%s\"", reading->unknown[i]);
        return true;
    }
    buf_init(&all, LIMIT_KIB * 16);
    for (size_t i = 0; i < reading->unknown_count; i++)
        buf_print(&all, "%sunknown field \"%s\"", i == 0 ? "" : ", ",
                  reading->unknown[i]);
    kube_problem_set(
        &call->problem, 400, "BadRequest",
        "%s in version \"%s\" cannot be handled as a %s: strict decoding error: "
        "%s",
        call->kind->kind, kube_kind_api_version(call->kind, version), call->kind->kind,
        buf_text(&all));
    buf_release(&all);
    return false;
}

/* What the client sent as an object of its kind, turned into the stored kind. Takes body. */
static json_t *understand(struct kube_call *call, json_t *body)
{
    struct kube_reading reading = {.arena = &call->arena};
    json_t *object = NULL;

    if (json_is_object(body) && check_kind(call, body, call->kind))
        object = kube_write_read(call->kind, body, &reading, &call->problem);
    else
        bad_request(call, "the object provided is unrecognized");
    json_decref(body);
    if (object != NULL && !check_unknown(call, &reading)) {
        json_decref(object);
        return NULL;
    }
    if (object != NULL && call->kind->stored_as != 0)
        object = kube_event_listen(object);
    return object;
}

/* The name and namespace in the body must be those of the path, or absent. */
static bool check_place(struct kube_call *call, const json_t *object)
{
    const char *name_space = tree_text(object, "metadata.namespace");
    const char *name = tree_text(object, "metadata.name");

    if (call->kind->namespaced && name_space != NULL && name_space[0] != '\0' &&
        strcmp(name_space, call->name_space) != 0)
        return bad_request(call,
                           "the namespace of the provided object does not match the "
                           "namespace sent on the request");
    if (call->name == NULL || name == NULL || strcmp(name, call->name) == 0)
        return true;
    return kube_problem_set(
        &call->problem, 400, "BadRequest",
        "the name of the object (%s) does not match the name on the URL "
        "(%s)",
        name, call->name);
}

/* ---- get ---- */

static void warn_of_old_kind(struct kube_call *call)
{
    unsigned minor = 0;

    sscanf(call->api->version, "v1.%u", &minor);
    if (call->kind->type == &kube_type_endpoints && minor >= 33)
        kube_warn(call, "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 "
                        "EndpointSlice");
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

    if (!wish_fill(call, &wish) || (object = body_tree(call)) == NULL ||
        (object = understand(call, object)) == NULL)
        return false;
    const char *rv = tree_text(object, "metadata.resourceVersion");
    if (!check_place(call, object) ||
        (rv != NULL && rv[0] != '\0' &&
         !kube_problem_set(
             &call->problem, 500, NULL,
             "resourceVersion should not be set on objects to be created"))) {
        json_decref(object);
        return false;
    }
    return kube_write_create(call->api, &wish, object, ret_version, &call->problem);
}

static const struct kube_version *find_stored(struct kube_call *call)
{
    const struct kube_version *found =
        kube_store_find(call->api->store, call->kind, call->name_space, call->name);

    if (found == NULL)
        kube_problem_not_found(&call->problem, call->kind, call->name);
    return found;
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
        "Operation cannot be fulfilled on %s \"%s\": StorageError: invalid "
        "object, Code: 4, Precondition failed: UID in precondition: %s, UID in "
        "object meta: %s",
        call->kind->resource, call->name, uid, before->uid);
    return kube_problem_about(&call->problem, call->kind, call->name);
}

static bool update(struct kube_call *call, struct kube_version **ret_version)
{
    struct kube_wish wish;
    json_t *object;
    const struct kube_version *before;

    if (!wish_fill(call, &wish) || (object = body_tree(call)) == NULL ||
        (object = understand(call, object)) == NULL)
        return false;
    if (tree_text(object, "metadata.name") == NULL)
        bad_request(call, "name must be provided");
    if (call->problem.code != 0 || !check_place(call, object) ||
        (before = find_stored(call)) == NULL || !check_uid(call, before, object)) {
        json_decref(object);
        return false;
    }
    struct kube_version *held = kube_version_hold(before);
    bool fine =
        kube_write_update(call->api, &wish, held, object, ret_version, &call->problem);
    kube_version_drop(held);
    return fine;
}

/* ---- patch ---- */

static bool refuse_patch(struct kube_call *call)
{
    kube_problem_set(&call->problem, 422, "Invalid",
                     "the server rejected our request due to an error in our request");
    call->problem.has_details = true;
    return false;
}

/* The object as the client knows it: in the kind asked for, with kind and apiVersion. */
static json_t *as_client_sees(struct kube_call *call, const struct kube_version *version)
{
    char text[96];
    json_t *tree = kube_version_tree(version);
    json_t *whole = json_pack("{s:s,s:s}", "kind", call->kind->kind, "apiVersion",
                              kube_kind_api_version(call->kind, text));

    if (call->kind->stored_as != 0)
        tree = kube_event_tell(tree);
    json_object_update(whole, tree);
    json_decref(tree);
    return whole;
}

/* The patched object, not yet understood; NULL with the problem set. */
static json_t *patched(struct kube_call *call, const json_t *whole, const json_t *patch)
{
    struct span type = media_type(call);
    const char *why = NULL;
    json_t *result = NULL;

    if (span_is_nocase(type, "application/json-patch+json")) {
        if (!json_is_array(patch))
            bad_request(call, "json: cannot unmarshal object into Go value of type "
                              "jsonpatch.Patch");
        else if ((result = kube_merge_json_patch(whole, patch, &why)) == NULL)
            refuse_patch(call);
        return result;
    }
    if (!json_is_object(patch)) {
        bad_request(call, "json: cannot unmarshal array into Go value of type "
                          "map[string]interface {}");
        return NULL;
    }
    if (span_is_nocase(type, "application/merge-patch+json"))
        return patch_merge(whole, patch);
    result = kube_merge_strategic(call->kind->type, whole, patch, &why);
    if (result == NULL)
        bad_request(call, why);
    return result;
}

static bool is_patch_type(struct kube_call *call)
{
    static const char *const types[] = {
        "application/json-patch+json", "application/merge-patch+json",
        "application/strategic-merge-patch+json", "application/apply-patch+yaml"};
    struct span type = media_type(call);

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        bool strategic = i == 2;
        if (span_is_nocase(type, types[i]) && !(strategic && call->kind->custom))
            return true;
    }
    kube_problem_set(&call->problem, 415, "UnsupportedMediaType",
                     "415: Unsupported Media Type");
    call->problem.has_details = true;
    return false;
}

static bool plain_patch(struct kube_call *call, struct kube_version **ret_version)
{
    struct kube_wish wish;
    json_t *patch = NULL;
    json_t *object = NULL;
    const struct kube_version *before;
    bool fine = false;

    if (!wish_fill(call, &wish) || (before = find_stored(call)) == NULL)
        return false;
    struct kube_version *held = kube_version_hold(before);
    if (tree_from_json(call->ask->body, "body", &patch, NULL) != ERR_OK)
        not_json(call);
    if (patch != NULL) {
        json_t *whole = as_client_sees(call, held);
        object = patched(call, whole, patch);
        json_decref(whole);
        json_decref(patch);
    }
    if (object != NULL && (object = understand(call, object)) != NULL) {
        if (check_place(call, object))
            fine = kube_write_update(call->api, &wish, held, object, ret_version,
                                     &call->problem);
        else
            json_decref(object);
    }
    kube_version_drop(held);
    return fine;
}

/* ---- server-side apply ---- */

static bool need_manager(struct kube_call *call)
{
    const char *name = ask_query(call->ask, "fieldManager");

    if (name != NULL && name[0] != '\0')
        return true;
    kube_mistake(&call->problem, "FieldValueRequired", "fieldManager",
                 "Required value: is required for apply patch");
    kube_problem_set(
        &call->problem, 422, "Invalid",
        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: "
        "is required for apply patch");
    call->problem.has_details = true;
    call->problem.group = "meta.k8s.io";
    call->problem.kind = "PatchOptions";
    return false;
}

static json_t *apply_body(struct kube_call *call)
{
    json_t *tree = NULL;
    struct err err = ERR_INIT;

    if (tree_from_yaml(call->ask->body, "yaml", &tree, &err) != ERR_OK) {
        kube_problem_set(&call->problem, 400, "BadRequest",
                         "error decoding YAML: error converting YAML to JSON: yaml: %s",
                         err.text);
        return NULL;
    }
    if (tree_at(tree, "metadata.managedFields") != NULL)
        bad_request(call, "metadata.managedFields must be nil");
    else if (!json_is_object(tree))
        bad_request(call, "error decoding YAML: expected an object");
    else if (tree_key(tree, "kind") == NULL || tree_key(tree, "apiVersion") == NULL)
        bad_request(call, "Object 'Kind' is missing");
    else if (check_kind(call, tree, call->kind) && check_place(call, tree))
        return tree;
    json_decref(tree);
    return NULL;
}

/* The config as its type reads it, zeros and all that was not said left out. */
static json_t *apply_config(struct kube_call *call, const json_t *body)
{
    struct kube_reading reading = {.arena = &call->arena};
    json_t *read = kube_write_read(call->kind, body, &reading, &call->problem);

    if (read != NULL && reading.unknown_count > 0) {
        kube_problem_set(
            &call->problem, 500, NULL,
            "failed to create typed patch object (%s/%s; %s/%s, Kind=%s): .%s: "
            "field not declared in schema",
            "", call->name, call->kind->group, call->kind->version, call->kind->kind,
            reading.unknown[0]);
        json_decref(read);
        return NULL;
    }
    if (read == NULL)
        return NULL;
    json_decref(read);
    json_t *config = json_deep_copy(body);
    json_object_del(config, "kind");
    json_object_del(config, "apiVersion");
    return config;
}

static bool apply_onto(struct kube_call *call, struct kube_wish *wish,
                       const struct kube_version *before, const json_t *config,
                       struct kube_version **ret_version, bool *ret_created)
{
    const char *force = ask_query(call->ask, "force");
    struct kube_manager manager = {manager_name(call), wish->api_version,
                                   call->subresource};
    json_t *live = before == NULL ? NULL : kube_version_tree(before);
    json_t *merged =
        kube_managed_apply(wish->kind, &manager, live, config,
                           force != NULL && strcmp(force, "true") == 0, &call->problem);

    json_decref(live);
    if (merged == NULL)
        return false;
    wish->manager = NULL; /* noted already */
    *ret_created = before == NULL;
    if (before == NULL)
        return kube_write_create(call->api, wish, merged, ret_version, &call->problem);
    return kube_write_update(call->api, wish, before, merged, ret_version,
                             &call->problem);
}

static bool apply(struct kube_call *call, struct kube_version **ret_version,
                  bool *ret_created)
{
    struct kube_wish wish;
    json_t *body = NULL;
    json_t *config = NULL;
    bool fine = false;

    if (!need_manager(call) || !wish_fill(call, &wish) ||
        (body = apply_body(call)) == NULL)
        return false;
    config = apply_config(call, body);
    if (config != NULL) {
        const struct kube_version *found =
            kube_store_find(call->api->store, call->kind, call->name_space, call->name);
        struct kube_version *held = found == NULL ? NULL : kube_version_hold(found);
        if (held == NULL && call->subresource[0] != '\0')
            kube_problem_not_found(&call->problem, call->kind, call->name);
        else
            fine = apply_onto(call, &wish, held, config, ret_version, ret_created);
        kube_version_drop(held);
    }
    json_decref(config);
    json_decref(body);
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
    if (call->ask->body.bytes == 0)
        return true;
    body = body_tree(call);
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
        if (json_array_size(tree_at(options, "dryRun")) > 0)
            *ret_dry = true;
        if (options == NULL)
            bad_request(call, reading.misfit);
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

    if (!wish_fill(call, &wish) || !read_farewell(call, &farewell, &wish.dry_run))
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
    if (strcmp(call->verb, "patch") == 0) {
        if (!is_patch_type(call))
            return false;
        if (span_is_nocase(media_type(call), "application/apply-patch+yaml"))
            return apply(call, &outcome->version, &outcome->created);
        return plain_patch(call, &outcome->version);
    }
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
