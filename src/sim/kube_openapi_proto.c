/*
 * kube_openapi_proto.c - the few message types of openapi.v2 that our documents use.
 *
 * Each message is written into a buffer of its own and then, with its length before it,
 * into the one around it. Vendor extensions travel as YAML, of which JSON is a part.
 */
#include "sim/kube_openapi_proto.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/span.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { WIRE_VARINT = 0, WIRE_BYTES = 2 };

/* Field numbers, by message. */
enum {
    DOCUMENT_SWAGGER = 1,
    DOCUMENT_INFO = 2,
    DOCUMENT_PATHS = 8,
    DOCUMENT_DEFINITIONS = 9,
    INFO_TITLE = 1,
    INFO_VERSION = 2,
    PATHS_PATH = 2,
    NAMED_NAME = 1,
    NAMED_VALUE = 2,
    ANY_YAML = 2,
    ADDITIONAL_PROPERTIES = 1, /* of Definitions and Properties */
    PATH_ITEM_PARAMETERS = 9,
    OPERATION_DESCRIPTION = 3,
    OPERATION_ID = 5,
    OPERATION_PARAMETERS = 8,
    OPERATION_RESPONSES = 9,
    OPERATION_EXTENSION = 13,
    RESPONSES_CODE = 1,
    RESPONSE_VALUE_RESPONSE = 1,
    RESPONSE_DESCRIPTION = 1,
    RESPONSE_SCHEMA = 2,
    SCHEMA_ITEM_SCHEMA = 1,
    PARAMETERS_ITEM_PARAMETER = 1,
    PARAMETER_NON_BODY = 2,
    NON_BODY_QUERY = 3,
    NON_BODY_PATH = 4,
    SUB_REQUIRED = 1,
    SUB_IN = 2,
    SUB_DESCRIPTION = 3,
    SUB_NAME = 4,
    QUERY_TYPE = 6,
    QUERY_UNIQUE = 20,
    PATH_TYPE = 5,
    SCHEMA_REF = 1,
    SCHEMA_FORMAT = 2,
    SCHEMA_DESCRIPTION = 4,
    SCHEMA_REQUIRED = 19,
    SCHEMA_ADDITIONAL = 21,
    SCHEMA_TYPE = 22,
    SCHEMA_ITEMS = 23,
    SCHEMA_PROPERTIES = 25,
    SCHEMA_EXTENSION = 31,
    TYPE_ITEM_VALUE = 1,
    ITEMS_ITEM_SCHEMA = 1,
    ADDITIONAL_ITEM_SCHEMA = 1,
};

/* ---- the wire ---- */

static void add_varint(struct buf *out, uint64_t value)
{
    while (value >= 0x80) {
        buf_add_byte(out, (char)(value | 0x80));
        value >>= 7;
    }
    buf_add_byte(out, (char)value);
}

static void add_tag(struct buf *out, unsigned field, unsigned wire)
{
    add_varint(out, field << 3 | wire);
}

static void add_text(struct buf *out, unsigned field, const char *text)
{
    if (text == NULL)
        return;
    size_t bytes = strlen(text);
    add_tag(out, field, WIRE_BYTES);
    add_varint(out, bytes);
    buf_add(out, text, bytes);
}

static void add_bool(struct buf *out, unsigned field, bool value)
{
    if (!value)
        return;
    add_tag(out, field, WIRE_VARINT);
    add_varint(out, 1);
}

typedef void write_message(struct buf *out, const json_t *json); /* a function type */

static void add_message(struct buf *out, unsigned field, write_message *write,
                        const json_t *json)
{
    struct buf inner;

    buf_init(&inner, LIMIT_RESPONSE_BYTES);
    write(&inner, json);
    add_tag(out, field, WIRE_BYTES);
    add_varint(out, inner.bytes);
    if (inner.bytes > 0)
        buf_add(out, inner.at, inner.bytes);
    buf_release(&inner);
}

/* A member of an object as {name, value}. */
static void add_named(struct buf *out, unsigned field, const char *name,
                      write_message *write, const json_t *json)
{
    struct buf inner;

    buf_init(&inner, LIMIT_RESPONSE_BYTES);
    add_text(&inner, NAMED_NAME, name);
    add_message(&inner, NAMED_VALUE, write, json);
    add_tag(out, field, WIRE_BYTES);
    add_varint(out, inner.bytes);
    buf_add(out, inner.at, inner.bytes);
    buf_release(&inner);
}

static void add_all_named(struct buf *out, unsigned field, write_message *write,
                          const json_t *object)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)object, name, value)
    {
        add_named(out, field, name, write, value);
    }
}

static void write_any(struct buf *out, const json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);

    add_text(out, ANY_YAML, text);
    free(text);
}

static void add_extensions(struct buf *out, unsigned field, const json_t *object)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)object, name, value)
    {
        if (strncmp(name, "x-", 2) == 0)
            add_named(out, field, name, write_any, value);
    }
}

/* ---- schemas ---- */

static void write_schema(struct buf *out, const json_t *schema);

static void write_type_item(struct buf *out, const json_t *type)
{
    add_text(out, TYPE_ITEM_VALUE, json_string_value(type));
}

static void write_items_item(struct buf *out, const json_t *items)
{
    add_message(out, ITEMS_ITEM_SCHEMA, write_schema, items);
}

static void write_additional(struct buf *out, const json_t *schema)
{
    add_message(out, ADDITIONAL_ITEM_SCHEMA, write_schema, schema);
}

static void write_properties(struct buf *out, const json_t *properties)
{
    add_all_named(out, ADDITIONAL_PROPERTIES, write_schema, properties);
}

static void add_if(struct buf *out, unsigned field, write_message *write,
                   const json_t *object, const char *key)
{
    const json_t *value = tree_key(object, key);

    if (value != NULL)
        add_message(out, field, write, value);
}

static void write_schema(struct buf *out, const json_t *schema)
{
    const json_t *required = tree_key(schema, "required");

    add_text(out, SCHEMA_REF, tree_key_text(schema, "$ref"));
    add_text(out, SCHEMA_FORMAT, tree_key_text(schema, "format"));
    add_text(out, SCHEMA_DESCRIPTION, tree_key_text(schema, "description"));
    for (size_t i = 0; i < json_array_size(required); i++)
        add_text(out, SCHEMA_REQUIRED, json_string_value(json_array_get(required, i)));
    add_if(out, SCHEMA_ADDITIONAL, write_additional, schema, "additionalProperties");
    add_if(out, SCHEMA_TYPE, write_type_item, schema, "type");
    add_if(out, SCHEMA_ITEMS, write_items_item, schema, "items");
    add_if(out, SCHEMA_PROPERTIES, write_properties, schema, "properties");
    add_extensions(out, SCHEMA_EXTENSION, schema);
}

/* ---- paths ---- */

static void write_sub_schema(struct buf *out, const json_t *parameter)
{
    bool in_query = strcmp(tree_key_text(parameter, "in"), "query") == 0;

    add_bool(out, SUB_REQUIRED, tree_bool(parameter, "required", false));
    add_text(out, SUB_IN, tree_key_text(parameter, "in"));
    add_text(out, SUB_DESCRIPTION, tree_key_text(parameter, "description"));
    add_text(out, SUB_NAME, tree_key_text(parameter, "name"));
    add_text(out, in_query ? QUERY_TYPE : PATH_TYPE, tree_key_text(parameter, "type"));
    if (in_query)
        add_bool(out, QUERY_UNIQUE, tree_bool(parameter, "uniqueItems", false));
}

static void write_non_body(struct buf *out, const json_t *parameter)
{
    bool in_query = strcmp(tree_key_text(parameter, "in"), "query") == 0;

    add_message(out, in_query ? NON_BODY_QUERY : NON_BODY_PATH, write_sub_schema,
                parameter);
}

static void write_parameter(struct buf *out, const json_t *parameter)
{
    add_message(out, PARAMETER_NON_BODY, write_non_body, parameter);
}

static void write_parameters_item(struct buf *out, const json_t *parameter)
{
    add_message(out, PARAMETERS_ITEM_PARAMETER, write_parameter, parameter);
}

static void add_parameters(struct buf *out, unsigned field, const json_t *object)
{
    const json_t *list = tree_key(object, "parameters");

    for (size_t i = 0; i < json_array_size(list); i++)
        add_message(out, field, write_parameters_item, json_array_get(list, i));
}

static void write_schema_item(struct buf *out, const json_t *schema)
{
    add_message(out, SCHEMA_ITEM_SCHEMA, write_schema, schema);
}

static void write_response(struct buf *out, const json_t *response)
{
    add_text(out, RESPONSE_DESCRIPTION, tree_key_text(response, "description"));
    add_if(out, RESPONSE_SCHEMA, write_schema_item, response, "schema");
}

static void write_response_value(struct buf *out, const json_t *response)
{
    add_message(out, RESPONSE_VALUE_RESPONSE, write_response, response);
}

static void write_responses(struct buf *out, const json_t *responses)
{
    add_all_named(out, RESPONSES_CODE, write_response_value, responses);
}

static void write_operation(struct buf *out, const json_t *operation)
{
    add_text(out, OPERATION_DESCRIPTION, tree_key_text(operation, "description"));
    add_text(out, OPERATION_ID, tree_key_text(operation, "operationId"));
    add_parameters(out, OPERATION_PARAMETERS, operation);
    add_if(out, OPERATION_RESPONSES, write_responses, operation, "responses");
    add_extensions(out, OPERATION_EXTENSION, operation);
}

static void write_path_item(struct buf *out, const json_t *item)
{
    static const struct {
        const char *method;
        unsigned field;
    } methods[] = {{"get", 2}, {"put", 3}, {"post", 4}, {"delete", 5}, {"patch", 8}};

    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        add_if(out, methods[i].field, write_operation, item, methods[i].method);
    add_parameters(out, PATH_ITEM_PARAMETERS, item);
}

static void write_paths(struct buf *out, const json_t *paths)
{
    add_all_named(out, PATHS_PATH, write_path_item, paths);
}

static void write_info(struct buf *out, const json_t *info)
{
    add_text(out, INFO_TITLE, tree_key_text(info, "title"));
    add_text(out, INFO_VERSION, tree_key_text(info, "version"));
}

void kube_openapi_proto(const json_t *document, struct buf *out)
{
    add_text(out, DOCUMENT_SWAGGER, tree_key_text(document, "swagger"));
    add_if(out, DOCUMENT_INFO, write_info, document, "info");
    add_if(out, DOCUMENT_PATHS, write_paths, document, "paths");
    add_if(out, DOCUMENT_DEFINITIONS, write_properties, document, "definitions");
}
