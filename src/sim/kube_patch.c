/*
 * kube_patch.c - PATCH: three patch types and server-side apply.
 *
 * Source: captures 118, 200-232.
 */
#include <string.h>

#include "sim/kube_body.h"
#include "sim/kube_event.h"
#include "sim/kube_managed.h"
#include "sim/kube_merge.h"
#include "sim/kube_patch.h"
#include "sim/kube_strict.h"
#include "base/limits.h"
#include "wire/patch.h"
#include "wire/tree.h"
#include "base/banned.h"

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
    struct span type = kube_body_type(call);
    const char *why = NULL;
    json_t *result = NULL;

    if (span_is_nocase(type, "application/json-patch+json")) {
        if (!json_is_array(patch))
            kube_body_refuse(call, "json: cannot unmarshal object into Go value of "
                                   "type jsonpatch.Patch");
        else if ((result = kube_merge_json_patch(whole, patch, &why)) == NULL)
            refuse_patch(call);
        return result;
    }
    if (!json_is_object(patch)) {
        kube_body_refuse(call, "json: cannot unmarshal array into Go value of type "
                               "map[string]interface {}");
        return NULL;
    }
    if (span_is_nocase(type, "application/merge-patch+json"))
        return patch_merge(whole, patch);
    result = kube_merge_strategic(call->kind->type, whole, patch, &why);
    if (result == NULL)
        kube_body_refuse(call, why);
    return result;
}

static bool is_patch_type(struct kube_call *call)
{
    static const char *const types[] = {
        "application/json-patch+json", "application/merge-patch+json",
        "application/strategic-merge-patch+json", "application/apply-patch+yaml"};
    struct span type = kube_body_type(call);

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

/* What the patch itself says that a strict decoder would not take. */
static void find_strict(struct kube_call *call, const json_t *patch,
                        struct kube_strict *strict)
{
    kube_strict_init(strict, call);
    if (!kube_strict_is_asked(call))
        return;
    if (span_is_nocase(kube_body_type(call), "application/json-patch+json"))
        kube_strict_add_operations(strict, call->ask->body, patch);
    else
        kube_strict_add_json(strict, call->ask->body);
}

/* Merge and JSON patches are refused with the object they would make, strategic ones with
 * the patch; where only the patch is at fault, with the patch as well. */
static void show_for_refusal(struct kube_call *call, json_t *patch, const json_t *object,
                             bool patch_only, struct buf *out)
{
    if (span_is_nocase(kube_body_type(call), "application/strategic-merge-patch+json"))
        kube_strict_print_go(patch, out);
    else if (patch_only)
        buf_add(out, call->ask->body.at, call->ask->body.bytes);
    else
        tree_to_json(object, 0, out);
}

/* The patched object as one of its kind; NULL with the problem set. Takes object. */
static json_t *understand_patched(struct kube_call *call, json_t *patch, json_t *object)
{
    struct kube_reading reading = {.arena = &call->arena};
    struct kube_strict strict;
    const char *why = NULL;
    json_t *read = NULL;

    find_strict(call, patch, &strict);
    if (!kube_body_check_kind(call, object, call->kind)) {
        json_decref(object);
        return NULL;
    }
    read = kube_read(call->kind->type, object, &reading);
    if (read == NULL)
        why = reading.misfit;
    if (read != NULL && kube_strict_is_asked(call))
        kube_strict_add_unknown(&strict, &reading);
    if (read != NULL && !kube_strict_passes(&strict, call, &why)) {
        why = arena_print(&call->arena, "strict decoding error: %s", why);
        json_decref(read);
        read = NULL;
    }
    if (read == NULL) {
        struct buf shown;
        buf_init(&shown, LIMIT_FILE_BYTES);
        show_for_refusal(call, patch, object,
                         reading.misfit == NULL && reading.unknown_count == 0, &shown);
        kube_strict_refuse_patch(call, buf_span(&shown), why);
        buf_release(&shown);
    }
    json_decref(object);
    return read != NULL && call->kind->stored_as != 0 ? kube_event_listen(read) : read;
}

static bool plain_patch(struct kube_call *call, struct kube_version **ret_version)
{
    struct kube_wish wish;
    json_t *patch = NULL;
    json_t *object = NULL;
    const struct kube_version *before;
    bool fine = false;

    if (!kube_body_wish(call, &wish) || (before = kube_body_target(call)) == NULL)
        return false;
    struct kube_version *held = kube_version_hold(before);
    if (tree_from_json(call->ask->body, "body", &patch, NULL) != ERR_OK)
        kube_body_not_json(call);
    if (patch != NULL) {
        json_t *whole = as_client_sees(call, held);
        object = patched(call, whole, patch);
        if (object != NULL)
            object = understand_patched(call, patch, object);
        json_decref(whole);
        json_decref(patch);
    }
    if (object != NULL) {
        if (kube_body_check_place(call, object))
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
        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is "
        "required for apply patch");
    call->problem.has_details = true;
    call->problem.group = "meta.k8s.io";
    call->problem.kind = "PatchOptions";
    return false;
}

static json_t *apply_body(struct kube_call *call)
{
    json_t *tree = NULL;
    struct err err = ERR_INIT;

    if (!kube_body_yaml(call, &tree, &err)) {
        kube_problem_set(&call->problem, 400, "BadRequest",
                         "error decoding YAML: error converting YAML to JSON: yaml: %s",
                         err.text);
        return NULL;
    }
    if (tree_at(tree, "metadata.managedFields") != NULL)
        kube_body_refuse(call, "metadata.managedFields must be nil");
    else if (!json_is_object(tree))
        kube_body_refuse(call, "error decoding YAML: expected an object");
    else if (tree_key(tree, "kind") == NULL || tree_key(tree, "apiVersion") == NULL)
        kube_body_refuse(call, "Object 'Kind' is missing");
    else if (kube_body_check_kind(call, tree, call->kind) &&
             kube_body_check_place(call, tree))
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
            "failed to create typed patch object (%s/%s; %s/%s, Kind=%s): .%s: field "
            "not declared in schema",
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
    struct kube_manager manager = {kube_body_manager(call), wish->api_version,
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

/* Keys that stand twice are looked for last, when all else would be fine. */
static bool refuse_again(struct kube_call *call)
{
    struct kube_strict strict;
    const char *text;

    kube_strict_init(&strict, call);
    if (kube_strict_is_asked(call))
        kube_strict_add_yaml(&strict, call->said_again);
    if (kube_strict_passes(&strict, call, &text))
        return false;
    kube_problem_set(&call->problem, 400, "BadRequest",
                     "error strict decoding YAML: error converting YAML to JSON: %s",
                     text);
    return true;
}

/* Nothing is stored when the strict decoder objects; but its is the last objection. */
static bool apply_strictly(struct kube_call *call, struct kube_wish *wish,
                           const struct kube_version *before, const json_t *config,
                           struct kube_version **ret_version, bool *ret_created)
{
    struct kube_wish trial = *wish;
    struct kube_version *tried = NULL;

    if (json_array_size(call->said_again) == 0)
        return apply_onto(call, wish, before, config, ret_version, ret_created);
    trial.dry_run = true;
    if (!apply_onto(call, &trial, before, config, &tried, ret_created))
        return false;
    kube_version_drop(tried);
    return !refuse_again(call) &&
           apply_onto(call, wish, before, config, ret_version, ret_created);
}

static bool apply(struct kube_call *call, struct kube_version **ret_version,
                  bool *ret_created)
{
    struct kube_wish wish;
    json_t *body = NULL;
    json_t *config = NULL;
    bool fine = false;

    if (!need_manager(call) || !kube_body_wish(call, &wish) ||
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
            fine = apply_strictly(call, &wish, held, config, ret_version, ret_created);
        kube_version_drop(held);
    }
    json_decref(config);
    json_decref(body);
    return fine;
}

bool kube_patch_write(struct kube_call *call, struct kube_version **ret_version,
                      bool *ret_created)
{
    *ret_created = false;
    if (!is_patch_type(call))
        return false;
    if (span_is_nocase(kube_body_type(call), "application/apply-patch+yaml"))
        return apply(call, ret_version, ret_created);
    return plain_patch(call, ret_version);
}
