/*
 * kube_body.c - what a client sent, and what it asks to be done with it.
 */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "sim/kube_body.h"
#include "sim/kube_event.h"
#include "sim/kube_strict.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { MANAGER_MOST_BYTES = 128 };

/* ---- small words about the request ---- */

bool kube_body_refuse(struct kube_call *call, const char *text)
{
    return kube_problem_set(&call->problem, 400, "BadRequest", "%s", text);
}

struct span kube_body_type(const struct kube_call *call)
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
const char *kube_body_manager(struct kube_call *call)
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

bool kube_body_wish(struct kube_call *call, struct kube_wish *wish)
{
    char version[96];

    *wish = (struct kube_wish){
        .kind = kube_kind_stored(call->kind),
        .name_space = call->name_space == NULL ? "" : call->name_space,
        .name = call->name,
        .subresource = call->subresource,
        .asked = call->kind,
        .manager = kube_body_manager(call),
        .api_version =
            arena_text(&call->arena, kube_kind_api_version(call->kind, version)),
    };
    return is_dry_run(call, &wish->dry_run);
}

/* ---- bodies ---- */

enum body_kind { BODY_JSON, BODY_YAML, BODY_OTHER };

static enum body_kind body_kind(const struct kube_call *call)
{
    struct span type = kube_body_type(call);

    if (type.bytes == 0 || span_is_nocase(type, "application/json"))
        return BODY_JSON;
    return span_is_nocase(type, "application/yaml") ? BODY_YAML : BODY_OTHER;
}

bool kube_body_not_json(struct kube_call *call)
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

bool kube_body_yaml(struct kube_call *call, json_t **ret_tree, struct err *err)
{
    json_decref(call->said_again);
    call->said_again = NULL;
    return tree_from_yaml_again(call->ask->body, "yaml", ret_tree, &call->said_again,
                                err) == ERR_OK;
}

/* A JSON or YAML document; NULL with the problem set. */
json_t *kube_body_tree(struct kube_call *call)
{
    json_t *tree = NULL;

    switch (body_kind(call)) {
    case BODY_OTHER:
        kube_problem_set(
            &call->problem, 415, "UnsupportedMediaType",
            "the body of the request was in an unknown format - accepted media types "
            "include: application/json, application/yaml, "
            "application/vnd.kubernetes.protobuf");
        return NULL;
    case BODY_YAML:
        if (kube_body_yaml(call, &tree, NULL))
            return tree;
        break;
    case BODY_JSON:
        if (tree_from_json(call->ask->body, "body", &tree, NULL) == ERR_OK)
            return tree;
        break;
    }
    kube_body_not_json(call);
    return NULL;
}

bool kube_body_check_kind(struct kube_call *call, const json_t *body,
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
            "the API version in the data (%s) does not match the expected API version "
            "(%s)",
            version, wanted);
    return kube_problem_set(
        &call->problem, 400, "BadRequest",
        "%s in version \"%s\" cannot be handled as a %s: no kind \"%s\" is registered "
        "for version \"%s\" in scheme \"pkg/runtime/scheme.go:111\"",
        said, version, kind->kind, said, version);
}

/* fieldValidation: what is unknown or said twice is refused (Strict), warned of, or passed
 * over. */
static bool check_fields(struct kube_call *call, const struct kube_reading *reading)
{
    struct kube_strict strict;
    char version[96];
    const char *text = NULL;

    if (!kube_strict_is_asked(call))
        return true;
    kube_strict_init(&strict, call);
    if (body_kind(call) == BODY_JSON)
        kube_strict_add_json(&strict, call->ask->body);
    else
        kube_strict_add_yaml(&strict, call->said_again);
    kube_strict_add_unknown(&strict, reading);
    if (kube_strict_passes(&strict, call, &text))
        return true;
    return kube_problem_set(
        &call->problem, 400, "BadRequest",
        "%s in version \"%s\" cannot be handled as a %s: strict decoding error: %s",
        call->kind->kind, kube_kind_api_version(call->kind, version), call->kind->kind,
        text);
}

/* What the client sent as an object of its kind, turned into the stored kind. Takes body. */
json_t *kube_body_understand(struct kube_call *call, json_t *body)
{
    struct kube_reading reading = {.arena = &call->arena};
    json_t *object = NULL;

    if (json_is_object(body) && kube_body_check_kind(call, body, call->kind))
        object = kube_write_read(call->kind, body, &reading, &call->problem);
    else
        kube_body_refuse(call, "the object provided is unrecognized");
    json_decref(body);
    if (object != NULL && !check_fields(call, &reading)) {
        json_decref(object);
        return NULL;
    }
    if (object != NULL && call->kind->stored_as != 0)
        object = kube_event_listen(object);
    return object;
}

/* The name and namespace in the body must be those of the path, or absent. */
bool kube_body_check_place(struct kube_call *call, const json_t *object)
{
    const char *name_space = tree_text(object, "metadata.namespace");
    const char *name = tree_text(object, "metadata.name");

    if (call->kind->namespaced && name_space != NULL && name_space[0] != '\0' &&
        strcmp(name_space, call->name_space) != 0)
        return kube_body_refuse(call,
                                "the namespace of the provided object does not match "
                                "the namespace sent on the request");
    if (call->name == NULL || name == NULL || strcmp(name, call->name) == 0)
        return true;
    return kube_problem_set(
        &call->problem, 400, "BadRequest",
        "the name of the object (%s) does not match the name on the URL (%s)", name,
        call->name);
}

const struct kube_version *kube_body_target(struct kube_call *call)
{
    const struct kube_version *found =
        kube_store_find(call->api->store, call->kind, call->name_space, call->name);

    if (found == NULL)
        kube_problem_not_found(&call->problem, call->kind, call->name);
    return found;
}
