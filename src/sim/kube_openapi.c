/*
 * kube_openapi.c - builds the documents once, from the tables of types and kinds.
 *
 * Of the paths only those parts are there that clients look for: which kind a path serves,
 * and whether its PATCH knows dryRun, fieldManager and fieldValidation.
 */
#include "sim/kube_openapi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "sim/kube_discovery.h"
#include "sim/kube_openapi_proto.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { GROUPS_MOST = 32, REF_BYTES = 200 };

struct document {
    char *name; /* "api/v1", "apis/apps/v1"; NULL for v2 */
    char *text;
    size_t bytes;
    char etag[KUBE_ETAG_BYTES];
};

struct kube_openapi {
    struct document v2;
    struct document v2_proto;
    struct document v3[GROUPS_MOST];
    size_t v3_count;
};

/* ---- schemas ---- */

struct draft {
    bool v3;
    json_t *schemas; /* by name */
};

static void add_type(struct draft *draft, const struct kube_type *type,
                     const struct kube_kind *kind);

static json_t *reference(struct draft *draft, const struct kube_type *type)
{
    char text[REF_BYTES];

    add_type(draft, type, NULL);
    snprintf(text, sizeof text, "#/%s/%s",
             draft->v3 ? "components/schemas" : "definitions", type->name);
    return json_pack("{s:s}", "$ref", text);
}

/* v3 does not let a $ref stand beside anything else. */
static json_t *wrapped_reference(struct draft *draft, const struct kube_type *type)
{
    json_t *ref = reference(draft, type);

    return draft->v3 ? json_pack("{s:[o]}", "allOf", ref) : ref;
}

static json_t *one_schema(struct draft *draft, const struct kube_field *field)
{
    switch (field->form) {
    case KUBE_TEXT:
        return json_pack("{s:s}", "type", "string");
    case KUBE_INT32:
        return json_pack("{s:s,s:s}", "type", "integer", "format", "int32");
    case KUBE_INT64:
        return json_pack("{s:s,s:s}", "type", "integer", "format", "int64");
    case KUBE_BOOL:
        return json_pack("{s:s}", "type", "boolean");
    case KUBE_TIME:
    case KUBE_MICRO:
        return json_pack("{s:s,s:s}", "type", "string", "format", "date-time");
    case KUBE_QUANTITY:
        return json_pack("{s:s}", "type", "string");
    case KUBE_INT_OR_TEXT:
        return draft->v3
                   ? json_pack("{s:s,s:[{s:s},{s:s}]}", "format", "int-or-string",
                               "oneOf", "type", "integer", "type", "string")
                   : json_pack("{s:s,s:s}", "type", "string", "format", "int-or-string");
    case KUBE_BYTES:
        return json_pack("{s:s,s:s}", "type", "string", "format", "byte");
    case KUBE_RAW:
        return json_pack("{s:s,s:b}", "type", "object",
                         "x-kubernetes-preserve-unknown-fields", 1);
    case KUBE_STRUCT:
        break;
    }
    return field->many == KUBE_ONE ? wrapped_reference(draft, field->type)
                                   : reference(draft, field->type);
}

static const char *list_type(const struct kube_field *field)
{
    switch (field->merge) {
    case KUBE_MERGE_BY_KEYS:
        return "map";
    case KUBE_MERGE_SET:
        return "set";
    case KUBE_MERGE_USUAL:
    case KUBE_MERGE_ATOMIC:
        break;
    }
    return "atomic";
}

static void add_merge_words(const struct kube_field *field, json_t *schema)
{
    if (field->many == KUBE_LIST) {
        json_object_set_new(schema, "x-kubernetes-list-type",
                            json_string(list_type(field)));
        if (field->merge == KUBE_MERGE_BY_KEYS) {
            json_t *keys = json_array();
            for (size_t i = 0; i < KUBE_KEYS && field->keys[i] != NULL; i++)
                json_array_append_new(keys, json_string(field->keys[i]));
            json_object_set_new(schema, "x-kubernetes-list-map-keys", keys);
        }
    }
    if (field->many == KUBE_MAP && field->merge == KUBE_MERGE_ATOMIC)
        json_object_set_new(schema, "x-kubernetes-map-type", json_string("atomic"));
    if (field->patch_key == NULL)
        return;
    json_object_set_new(schema, "x-kubernetes-patch-strategy", json_string("merge"));
    if (field->patch_key[0] != '\0')
        json_object_set_new(schema, "x-kubernetes-patch-merge-key",
                            json_string(field->patch_key));
}

static json_t *field_schema(struct draft *draft, const struct kube_field *field)
{
    json_t *schema = json_object();
    json_t *inner = one_schema(draft, field);

    if (field->help != NULL)
        json_object_set_new(schema, "description", json_string(field->help));
    if (field->many == KUBE_LIST) {
        json_object_set_new(schema, "type", json_string("array"));
        json_object_set(schema, "items", inner);
    } else if (field->many == KUBE_MAP) {
        json_object_set_new(schema, "type", json_string("object"));
        json_object_set(schema, "additionalProperties", inner);
    } else {
        json_object_update(schema, inner);
    }
    json_decref(inner);
    add_merge_words(field, schema);
    return schema;
}

static json_t *kind_words(const struct kube_kind *kind)
{
    return json_pack("{s:s,s:s,s:s}", "group", kind->group, "kind", kind->kind, "version",
                     kind->version);
}

static void add_type_meta(json_t *properties)
{
    json_object_set_new(
        properties, "apiVersion",
        json_pack(
            "{s:s,s:s}", "description",
            "APIVersion defines the versioned schema of this representation of an "
            "object. Servers should convert recognized schemas to the latest internal "
            "value, and may reject unrecognized values. More info: "
            "https://git.k8s.io/community/contributors/devel/sig-architecture/"
            "api-conventions.md#resources",
            "type", "string"));
    json_object_set_new(
        properties, "kind",
        json_pack(
            "{s:s,s:s}", "description",
            "Kind is a string value representing the REST resource this object "
            "represents. Servers may infer this from the endpoint the client submits "
            "requests to. Cannot be updated. In CamelCase. More info: "
            "https://git.k8s.io/community/contributors/devel/sig-architecture/"
            "api-conventions.md#types-kinds",
            "type", "string"));
}

static void add_type(struct draft *draft, const struct kube_type *type,
                     const struct kube_kind *kind)
{
    if (json_object_get(draft->schemas, type->name) != NULL)
        return;
    json_t *schema = json_pack("{s:s,s:s}", "description",
                               type->help == NULL ? "" : type->help, "type", "object");
    json_t *properties = json_object();
    json_t *required = json_array();

    json_object_set(draft->schemas, type->name,
                    schema); /* before its fields: may recur */
    if (kind != NULL)
        add_type_meta(properties);
    for (size_t i = 0; i < type->field_count; i++) {
        json_object_set_new(properties, type->fields[i].name,
                            field_schema(draft, &type->fields[i]));
        if (type->fields[i].required)
            json_array_append_new(required, json_string(type->fields[i].name));
    }
    json_object_set_new(schema, "properties", properties);
    if (json_array_size(required) > 0)
        json_object_set(schema, "required", required);
    json_decref(required);
    if (kind != NULL)
        json_object_set_new(schema, "x-kubernetes-group-version-kind",
                            json_pack("[o]", kind_words(kind)));
    if (type->atomic)
        json_object_set_new(schema, "x-kubernetes-map-type", json_string("atomic"));
    if (type->open)
        json_object_set_new(schema, "x-kubernetes-preserve-unknown-fields", json_true());
    json_decref(schema);
}

/* "ServiceList": what a list of the kind looks like. */
static void add_list_type(struct draft *draft, const struct kube_kind *kind)
{
    char name[REF_BYTES];
    json_t *properties = json_object();

    snprintf(name, sizeof name, "%sList", kind->type->name);
    add_type_meta(properties);
    json_object_set_new(properties, "items",
                        json_pack("{s:s,s:s,s:o}", "description", "List of objects",
                                  "type", "array", "items",
                                  reference(draft, kind->type)));
    json_object_set_new(properties, "metadata",
                        json_pack("{s:s,s:s}", "description", "Standard list metadata.",
                                  "type", "object"));
    json_t *words = kind_words(kind);
    json_object_set_new(words, "kind", json_sprintf("%sList", kind->kind));
    json_object_set_new(draft->schemas, name,
                        json_pack("{s:s,s:s,s:[s],s:o,s:[o]}", "description",
                                  "A list of objects.", "type", "object", "required",
                                  "items", "properties", properties,
                                  "x-kubernetes-group-version-kind", words));
}

/* ---- paths ---- */

static json_t *query_parameter(const struct draft *draft, const char *name,
                               const char *help)
{
    json_t *parameter =
        json_pack("{s:s,s:s,s:s}", "name", name, "in", "query", "description", help);

    if (draft->v3)
        json_object_set_new(parameter, "schema",
                            json_pack("{s:s,s:b}", "type", "string", "uniqueItems", 1));
    else {
        json_object_set_new(parameter, "type", json_string("string"));
        json_object_set_new(parameter, "uniqueItems", json_true());
    }
    return parameter;
}

static json_t *write_parameters(const struct draft *draft)
{
    json_t *list = json_array();

    json_array_append_new(
        list, query_parameter(draft, "dryRun",
                              "When present, indicates that modifications should not be "
                              "persisted. Valid values are: - All: all dry run stages "
                              "will be processed"));
    json_array_append_new(list,
                          query_parameter(draft, "fieldManager",
                                          "fieldManager is a name associated with "
                                          "the actor or entity that is making these "
                                          "changes."));
    json_array_append_new(
        list, query_parameter(draft, "fieldValidation",
                              "fieldValidation instructs the server on how to handle "
                              "objects in the request containing unknown or duplicate "
                              "fields: Ignore, Warn or Strict."));
    return list;
}

static json_t *operation(struct draft *draft, const struct kube_kind *kind,
                         const char *action, const char *help)
{
    json_t *schema = reference(draft, kind->type);
    json_t *answer = json_pack("{s:s}", "description", "OK");
    bool writes = strcmp(action, "get") != 0 && strcmp(action, "list") != 0;

    if (draft->v3)
        json_object_set_new(answer, "content",
                            json_pack("{s:{s:O}}", "application/json", "schema", schema));
    else
        json_object_set(answer, "schema", schema);
    json_decref(schema);
    json_t *one = json_pack("{s:s,s:{s:o},s:s,s:o}", "description", help, "responses",
                            "200", answer, "x-kubernetes-action", action,
                            "x-kubernetes-group-version-kind", kind_words(kind));
    json_object_set_new(
        one, "operationId",
        json_sprintf("%s%s%s%s", action, kind->group, kind->version, kind->kind));
    if (writes)
        json_object_set_new(one, "parameters", write_parameters(draft));
    return one;
}

static json_t *path_parameters(const struct draft *draft, bool named, bool namespaced)
{
    json_t *list = json_array();

    for (int i = 0; i < 2; i++) {
        const char *name = i == 0 ? "name" : "namespace";
        if ((i == 0 && !named) || (i == 1 && !namespaced))
            continue;
        json_t *parameter =
            json_pack("{s:s,s:s,s:b}", "name", name, "in", "path", "required", 1);
        if (draft->v3)
            json_object_set_new(parameter, "schema",
                                json_pack("{s:s}", "type", "string"));
        else
            json_object_set_new(parameter, "type", json_string("string"));
        json_array_append_new(list, parameter);
    }
    return list;
}

static void add_paths(struct draft *draft, const struct kube_kind *kind, json_t *paths)
{
    char base[300];
    char item[340];
    char version[96];
    json_t *all = json_object();

    snprintf(base, sizeof base, "/%s/%s/%s%s", kind->group[0] == '\0' ? "api" : "apis",
             kube_kind_api_version(kind, version),
             kind->namespaced ? "namespaces/{namespace}/" : "", kind->resource);
    snprintf(item, sizeof item, "%s/{name}", base);
    if (!kind->review)
        json_object_set_new(all, "get",
                            operation(draft, kind, "list", "list or watch objects"));
    json_object_set_new(all, "post", operation(draft, kind, "post", "create an object"));
    json_object_set_new(all, "parameters",
                        path_parameters(draft, false, kind->namespaced));
    json_object_set_new(paths, base, all);
    if (kind->review)
        return;
    json_t *one = json_object();
    json_object_set_new(one, "get", operation(draft, kind, "get", "read an object"));
    json_object_set_new(one, "put", operation(draft, kind, "put", "replace an object"));
    json_object_set_new(one, "patch",
                        operation(draft, kind, "patch", "update an object"));
    json_object_set_new(one, "delete",
                        operation(draft, kind, "delete", "delete an object"));
    json_object_set_new(one, "parameters",
                        path_parameters(draft, true, kind->namespaced));
    json_object_set_new(paths, item, one);
}

/* ---- documents ---- */

/* kind NULL: all. */
static json_t *draft_document(bool v3, const struct kube_kind *first, const char *version)
{
    struct draft draft = {.v3 = v3, .schemas = json_object()};
    json_t *paths = json_object();

    for (size_t i = 0; i < kube_kind_count; i++) {
        const struct kube_kind *kind = &kube_kinds[i];
        if (first != NULL && (strcmp(kind->group, first->group) != 0 ||
                              strcmp(kind->version, first->version) != 0))
            continue;
        add_type(&draft, kind->type, kind);
        if (!kind->review)
            add_list_type(&draft, kind);
        add_paths(&draft, kind, paths);
    }
    if (v3)
        return json_pack("{s:s,s:{s:s,s:s},s:o,s:{s:o}}", "openapi", "3.0.0", "info",
                         "title", "Kubernetes", "version", version, "paths", paths,
                         "components", "schemas", draft.schemas);
    return json_pack("{s:s,s:{s:s,s:s},s:o,s:o}", "swagger", "2.0", "info", "title",
                     "Kubernetes", "version", version, "paths", paths, "definitions",
                     draft.schemas);
}

/* Takes the text. */
static void document_set(struct document *document, const char *name, char *text,
                         size_t bytes)
{
    document->name = mem_copy_text(name);
    document->text = text;
    document->bytes = bytes;
    kube_etag_make(text, bytes, document->etag);
}

static void add_v3(struct kube_openapi *openapi, const struct kube_kind *kind,
                   const char *version)
{
    char name[200];
    char text[96];
    json_t *tree = draft_document(true, kind, version);
    char *json = json_dumps(tree, JSON_COMPACT);

    json_decref(tree);
    snprintf(name, sizeof name, "%s/%s", kind->group[0] == '\0' ? "api" : "apis",
             kube_kind_api_version(kind, text));
    document_set(&openapi->v3[openapi->v3_count++], name, json, strlen(json));
}

static bool is_first(size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(kube_kinds[i].group, kube_kinds[index].group) == 0 &&
            strcmp(kube_kinds[i].version, kube_kinds[index].version) == 0)
            return false;
    }
    return true;
}

struct kube_openapi *kube_openapi_new(const char *version)
{
    struct kube_openapi *openapi = mem_new(sizeof *openapi);
    json_t *v2 = draft_document(false, NULL, version);
    char *text = json_dumps(v2, JSON_COMPACT);
    struct buf proto;

    document_set(&openapi->v2, NULL, text, strlen(text));
    buf_init(&proto, LIMIT_OUTPUT_BYTES);
    kube_openapi_proto(v2, &proto);
    size_t bytes = proto.bytes;
    document_set(&openapi->v2_proto, NULL, buf_take(&proto), bytes);
    json_decref(v2);
    for (size_t i = 0; i < kube_kind_count && openapi->v3_count < GROUPS_MOST; i++) {
        if (is_first(i))
            add_v3(openapi, &kube_kinds[i], version);
    }
    return openapi;
}

static void document_release(struct document *document)
{
    free(document->name);
    free(document->text);
}

void kube_openapi_free(struct kube_openapi *openapi)
{
    if (openapi == NULL)
        return;
    document_release(&openapi->v2);
    document_release(&openapi->v2_proto);
    for (size_t i = 0; i < openapi->v3_count; i++)
        document_release(&openapi->v3[i]);
    free(openapi);
}

/* ---- answers ---- */

static bool answer_document(struct kube_call *call, const struct document *document,
                            const char *type, bool immutable)
{
    const char *known = ask_header(call->ask, "If-None-Match");

    reply_header(call->reply, "ETag", document->etag);
    reply_header(call->reply, "Vary", "Accept");
    reply_header(call->reply, "Cache-Control",
                 immutable ? "public, immutable" : "no-cache, private");
    if (known != NULL && strcmp(known, document->etag) == 0) {
        reply_status(call->reply, 304);
        return true;
    }
    reply_text(call->reply, type, document->text, document->bytes);
    reply_gzip_from(call->reply, 128 * LIMIT_KIB);
    return true;
}

/* {"paths":{"api/v1":{"serverRelativeURL":"/openapi/v3/api/v1?hash=…"}}} */
static bool answer_index(const struct kube_openapi *openapi, struct kube_call *call)
{
    json_t *paths = json_object();

    for (size_t i = 0; i < openapi->v3_count; i++) {
        const struct document *document = &openapi->v3[i];
        json_object_set_new(
            paths, document->name,
            json_pack("{s:o}", "serverRelativeURL",
                      json_sprintf("/openapi/v3/%s?hash=%.*s", document->name,
                                   (int)strlen(document->etag) - 2, document->etag + 1)));
    }
    json_t *index = json_pack("{s:o}", "paths", paths);
    char *text = json_dumps(index, JSON_COMPACT);
    reply_bytes(call->reply, "text/plain; charset=utf-8", text,
                strlen(text)); /* as a real one */
    json_decref(index);
    return true;
}

static bool answer_v3(const struct kube_openapi *openapi, struct kube_call *call)
{
    const char *path = call->ask->path;
    const char *hash = ask_query(call->ask, "hash");

    if (call->ask->segment_count == 2)
        return answer_index(openapi, call);
    for (size_t i = 0; i < openapi->v3_count; i++) {
        const struct document *document = &openapi->v3[i];
        size_t bytes = strlen(document->name);
        size_t there = strlen(path);
        if (there >= bytes && strcmp(path + there - bytes, document->name) == 0 &&
            there == bytes + strlen("/openapi/v3/"))
            return answer_document(call, document, "application/json", hash != NULL);
    }
    return false;
}

bool kube_openapi_answer(const struct kube_openapi *openapi, struct kube_call *call)
{
    const char *accept = ask_header(call->ask, "Accept");
    const char *kind = call->ask->segment_count > 1 ? call->ask->segments[1] : "";
    bool proto =
        accept != NULL && strstr(accept, "com.github.proto-openapi.spec.v2") != NULL;

    if (strcmp(kind, "v3") == 0)
        return answer_v3(openapi, call);
    if (strcmp(kind, "v2") != 0 || call->ask->segment_count != 2)
        return false;
    if (proto)
        return answer_document(
            call, &openapi->v2_proto,
            "application/com.github.proto-openapi.spec.v2.v1.0+protobuf", false);
    return answer_document(call, &openapi->v2, "application/json", false);
}
