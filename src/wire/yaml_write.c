/* jansson trees as YAML in block style, through libyaml's emitter; declared in tree.h. */
#include "wire/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "wire/yaml_scalar.h"

#include "base/banned.h"

enum { REAL_BYTES = 40 };

static int add_to_buf(void *ctx, unsigned char *at, size_t bytes)
{
    return buf_add(ctx, (const char *)at, bytes) ? 1 : 0;
}

/* Emits and forgets the event. After a failure (a full buffer) nothing more is written. */
static void emit(yaml_emitter_t *out, yaml_event_t *event, int is_made)
{
    if (is_made == 0)
        abort(); /* for want of memory only, or text that is not UTF-8: jansson checked */
    if (out->error == YAML_NO_ERROR)
        yaml_emitter_emit(out, event);
    else
        yaml_event_delete(event);
}

static void emit_scalar(yaml_emitter_t *out, const char *at, size_t bytes,
                        yaml_scalar_style_t style)
{
    yaml_event_t event;
    int made = yaml_scalar_event_initialize(&event, NULL, NULL, (const unsigned char *)at,
                                            (int)bytes, 1, 1, style);
    emit(out, &event, made);
}

static void emit_text(yaml_emitter_t *out, const char *at, size_t bytes)
{
    struct span text = span_make(at, bytes);

    if (memchr(at, '\n', bytes) != NULL)
        emit_scalar(out, at, bytes, YAML_LITERAL_SCALAR_STYLE);
    else if (yaml_scalar_needs_quotes(text))
        emit_scalar(out, at, bytes, YAML_DOUBLE_QUOTED_SCALAR_STYLE);
    else
        emit_scalar(out, at, bytes, YAML_PLAIN_SCALAR_STYLE);
}

/* A literal block is no good key. */
static void emit_key(yaml_emitter_t *out, const char *key)
{
    if (strchr(key, '\n') != NULL)
        emit_scalar(out, key, strlen(key), YAML_DOUBLE_QUOTED_SCALAR_STYLE);
    else
        emit_text(out, key, strlen(key));
}

static void emit_plain(yaml_emitter_t *out, const char *text)
{
    emit_scalar(out, text, strlen(text), YAML_PLAIN_SCALAR_STYLE);
}

/* The shortest digits that read back as the same number, and as no integer. */
static void emit_real(yaml_emitter_t *out, double value)
{
    char text[REAL_BYTES];

    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    size_t bytes = strlen(text);
    if (strpbrk(text, ".e") == NULL)
        snprintf(text + bytes, sizeof text - bytes, ".0");
    emit_plain(out, text);
}

static void emit_node(yaml_emitter_t *out, const json_t *node);

static void emit_object(yaml_emitter_t *out, const json_t *object)
{
    yaml_event_t event;
    const char *key;
    json_t *value;
    bool is_empty = json_object_size(object) == 0;

    emit(out, &event,
         yaml_mapping_start_event_initialize(&event, NULL, NULL, 1,
                                             is_empty ? YAML_FLOW_MAPPING_STYLE
                                                      : YAML_BLOCK_MAPPING_STYLE));
    /* The iterator wants a json_t it could change, and changes nothing. */
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        emit_key(out, key);
        emit_node(out, value);
    }
    emit(out, &event, yaml_mapping_end_event_initialize(&event));
}

static void emit_array(yaml_emitter_t *out, const json_t *array)
{
    yaml_event_t event;
    size_t count = json_array_size(array);

    emit(out, &event,
         yaml_sequence_start_event_initialize(&event, NULL, NULL, 1,
                                              count == 0 ? YAML_FLOW_SEQUENCE_STYLE
                                                         : YAML_BLOCK_SEQUENCE_STYLE));
    for (size_t i = 0; i < count; i++)
        emit_node(out, json_array_get(array, i));
    emit(out, &event, yaml_sequence_end_event_initialize(&event));
}

static void emit_int(yaml_emitter_t *out, json_int_t value)
{
    char text[REAL_BYTES];

    snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, value);
    emit_plain(out, text);
}

static void emit_node(yaml_emitter_t *out, const json_t *node)
{
    switch (json_typeof(node)) {
    case JSON_OBJECT:
        emit_object(out, node);
        return;
    case JSON_ARRAY:
        emit_array(out, node);
        return;
    case JSON_STRING:
        emit_text(out, json_string_value(node), json_string_length(node));
        return;
    case JSON_INTEGER:
        emit_int(out, json_integer_value(node));
        return;
    case JSON_REAL:
        emit_real(out, json_real_value(node));
        return;
    case JSON_TRUE:
        emit_plain(out, "true");
        return;
    case JSON_FALSE:
        emit_plain(out, "false");
        return;
    case JSON_NULL:
        emit_plain(out, "null");
        return;
    }
}

void tree_to_yaml(const json_t *tree, struct buf *out)
{
    yaml_emitter_t emitter;
    yaml_event_t event;

    if (yaml_emitter_initialize(&emitter) == 0)
        abort(); /* fails for want of memory only */
    yaml_emitter_set_output(&emitter, add_to_buf, out);
    yaml_emitter_set_unicode(&emitter, 1);
    yaml_emitter_set_indent(&emitter, 2);
    yaml_emitter_set_width(&emitter, -1);

    emit(&emitter, &event,
         yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    emit(&emitter, &event,
         yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
    emit_node(&emitter, tree);
    emit(&emitter, &event, yaml_document_end_event_initialize(&event, 1));
    emit(&emitter, &event, yaml_stream_end_event_initialize(&event));
    yaml_emitter_delete(&emitter);
}
