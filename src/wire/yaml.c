/*
 * YAML into jansson trees; declared in tree.h.
 *
 * libyaml turns the text into events, and a recursive descent over the events builds the
 * tree: read_node() takes one event and, for a sequence or a mapping, all up to its end.
 *
 * Bounds: nesting by LIMIT_JSON_DEPTH; nodes, with every alias unfolded, by
 * LIMIT_YAML_NODES. An anchor is known once its node is complete, so an alias inside its
 * own anchor is an unknown one, and no tree has a cycle.
 */
#include "wire/tree.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/limits.h"
#include "base/mem.h"
#include "wire/yaml_scalar.h"

#include "base/banned.h"

struct anchor {
    char *name;
    json_t *node; /* our own reference */
};

struct reading {
    yaml_parser_t parser;
    yaml_event_t event; /* the newest; deleted when the next is taken */
    bool has_event;
    struct span text;
    const char *name; /* for err->where */
    struct anchor *anchors;
    size_t anchor_count;
    size_t anchor_capacity;
    int depth;
    size_t nodes;  /* with aliases unfolded */
    json_t *again; /* NULL: a key that stands twice is an error */
    struct err *err;
};

static json_t *fail_at(struct reading *in, size_t line, enum err_code code,
                       const char *text)
{
    err_at(in->err, "%s:%zu", in->name, line + 1);
    err_set(in->err, code, "%s", text);
    return NULL;
}

static json_t *fail(struct reading *in, enum err_code code, const char *text)
{
    return fail_at(in, in->event.start_mark.line, code, text);
}

static size_t problem_line(const struct reading *in)
{
    struct span before = in->text;
    struct span line;
    size_t lines = 0;

    if (in->parser.error != YAML_READER_ERROR)
        return in->parser.problem_mark.line;
    /* Bytes that are not UTF-8: the reader knows their offset only. */
    if (in->parser.problem_offset < before.bytes)
        before.bytes = in->parser.problem_offset;
    while (span_cut(&before, '\n', &line))
        lines++;
    return lines - 1;
}

static bool take_event(struct reading *in)
{
    if (in->has_event)
        yaml_event_delete(&in->event);
    in->has_event = yaml_parser_parse(&in->parser, &in->event) != 0;
    if (in->has_event)
        return true;

    fail_at(in, problem_line(in), ERR_SHAPE,
            in->parser.problem != NULL ? in->parser.problem : "not YAML");
    return false;
}

static void forget_anchors(struct reading *in)
{
    for (size_t i = 0; i < in->anchor_count; i++) {
        free(in->anchors[i].name);
        json_decref(in->anchors[i].node);
    }
    in->anchor_count = 0;
}

/* A later anchor of the same name takes the place of the earlier. */
static void remember_anchor(struct reading *in, char *name, json_t *node)
{
    if (name == NULL)
        return;
    in->anchors = mem_grow(in->anchors, &in->anchor_capacity, in->anchor_count + 1,
                           sizeof *in->anchors);
    in->anchors[in->anchor_count++] = (struct anchor){name, json_incref(node)};
}

static bool count_node(struct reading *in)
{
    return ++in->nodes <= LIMIT_YAML_NODES;
}

/* A copy whose nodes are counted before they are made; NULL when there are too many. */
static json_t *unfold(struct reading *in, json_t *node)
{
    json_t *copy = NULL;
    const char *key;
    json_t *value;
    size_t i;

    if (!count_node(in))
        return NULL;
    if (json_is_object(node)) {
        copy = json_object();
        json_object_foreach(node, key, value)
        {
            if (json_object_set_new(copy, key, unfold(in, value)) != 0)
                goto over;
        }
    } else if (json_is_array(node)) {
        copy = json_array();
        json_array_foreach(node, i, value)
        {
            if (json_array_append_new(copy, unfold(in, value)) != 0)
                goto over;
        }
    } else {
        copy = json_copy(node);
    }
    return copy;
over:
    json_decref(copy);
    return NULL;
}

static json_t *read_alias(struct reading *in)
{
    const char *name = (const char *)in->event.data.alias.anchor;

    for (size_t i = in->anchor_count; i > 0; i--) {
        if (strcmp(in->anchors[i - 1].name, name) != 0)
            continue;
        json_t *copy = unfold(in, in->anchors[i - 1].node);
        return copy != NULL ? copy
                            : fail(in, ERR_LIMIT, "too many nodes, aliases unfolded");
    }
    return fail(in, ERR_SHAPE, "alias of an anchor that is not there");
}

static json_t *read_scalar(struct reading *in)
{
    struct span text = span_make((const char *)in->event.data.scalar.value,
                                 in->event.data.scalar.length);
    const char *tag = (const char *)in->event.data.scalar.tag;
    bool is_plain = in->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    const char *why = NULL;

    json_t *scalar = yaml_scalar_read(text, tag, is_plain, &why);
    return scalar != NULL ? scalar : fail(in, ERR_SHAPE, why);
}

static json_t *read_node(struct reading *in);

static json_t *read_sequence(struct reading *in)
{
    json_t *array = json_array();

    while (take_event(in)) {
        if (in->event.type == YAML_SEQUENCE_END_EVENT)
            return array;
        json_t *item = read_node(in);
        if (item == NULL)
            break;
        json_array_append_new(array, item);
    }
    json_decref(array);
    return NULL;
}

/* What may stand under "<<": a mapping, or a sequence of them. */
static bool is_mergeable(const json_t *node)
{
    if (!json_is_array(node))
        return json_is_object(node);
    for (size_t i = 0; i < json_array_size(node); i++) {
        if (!json_is_object(json_array_get(node, i)))
            return false;
    }
    return true;
}

/* Keys that are there stay, and of several mappings the first wins. */
static void merge_into(json_t *object, json_t *merges)
{
    json_t *merge;
    size_t i;

    json_array_foreach(merges, i, merge)
    {
        if (json_is_array(merge))
            merge_into(object, merge);
        else
            json_object_update_missing(object, merge);
    }
}

/* The key that the newest event is; NULL, and an error, when it cannot be one. */
static char *read_key(struct reading *in, const json_t *object, bool *ret_is_merge,
                      bool *ret_is_again)
{
    if (in->event.type != YAML_SCALAR_EVENT) {
        fail(in, ERR_SHAPE, "a key must be text");
        return NULL;
    }
    const char *text = (const char *)in->event.data.scalar.value;
    size_t bytes = in->event.data.scalar.length;

    *ret_is_merge =
        in->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE && strcmp(text, "<<") == 0;
    if (memchr(text, '\0', bytes) != NULL) {
        fail(in, ERR_SHAPE, "a key holds a NUL byte");
        return NULL;
    }
    *ret_is_again = !*ret_is_merge && json_object_get(object, text) != NULL;
    if (*ret_is_again && in->again == NULL) {
        fail(in, ERR_SHAPE, "key stands twice in its mapping");
        return NULL;
    }
    return mem_copy_bytes(text, bytes);
}

/* Stands on the value of the key. */
static void note_again(struct reading *in, const char *key)
{
    json_array_append_new(in->again,
                          json_pack("{s:s,s:I}", "key", key, "line",
                                    (json_int_t)in->event.start_mark.line + 1));
}

static json_t *read_mapping(struct reading *in)
{
    json_t *object = json_object();
    json_t *merges = json_array();
    char *key = NULL;

    while (take_event(in)) {
        bool is_merge;
        bool is_again;
        if (in->event.type == YAML_MAPPING_END_EVENT) {
            merge_into(object, merges);
            json_decref(merges);
            return object;
        }
        key = read_key(in, object, &is_merge, &is_again);
        if (key == NULL || !take_event(in))
            break;
        if (is_again)
            note_again(in, key);
        json_t *value = read_node(in);
        if (value == NULL)
            break;
        if (is_merge && !is_mergeable(value)) {
            fail(in, ERR_SHAPE, "\"<<\" wants a mapping or a sequence of mappings");
            json_decref(value);
            break;
        }
        if (is_merge)
            json_array_append_new(merges, value);
        else
            json_object_set_new(object, key, value);
        free(key);
        key = NULL;
    }
    free(key);
    json_decref(merges);
    json_decref(object);
    return NULL;
}

static bool is_known_tag(const char *tag, const char *usual)
{
    return tag == NULL || strcmp(tag, "!") == 0 || strcmp(tag, usual) == 0;
}

static json_t *read_collection(struct reading *in)
{
    bool is_mapping = in->event.type == YAML_MAPPING_START_EVENT;
    const char *tag = is_mapping ? (const char *)in->event.data.mapping_start.tag
                                 : (const char *)in->event.data.sequence_start.tag;

    if (!is_known_tag(tag, is_mapping ? YAML_MAP_TAG : YAML_SEQ_TAG))
        return fail(in, ERR_SHAPE, "a tag that is not understood");
    if (in->depth >= LIMIT_JSON_DEPTH)
        return fail(in, ERR_LIMIT, "nested too deep");

    in->depth++;
    json_t *node = is_mapping ? read_mapping(in) : read_sequence(in);
    in->depth--;
    return node;
}

/* The name under which the newest event wants to be remembered; ours to free. */
static char *anchor_name(const yaml_event_t *event)
{
    if (event->type == YAML_SCALAR_EVENT)
        return mem_copy_text((const char *)event->data.scalar.anchor);
    if (event->type == YAML_MAPPING_START_EVENT)
        return mem_copy_text((const char *)event->data.mapping_start.anchor);
    return mem_copy_text((const char *)event->data.sequence_start.anchor);
}

static json_t *read_node(struct reading *in)
{
    if (in->event.type == YAML_ALIAS_EVENT)
        return read_alias(in);
    if (!count_node(in))
        return fail(in, ERR_LIMIT, "too many nodes");

    char *anchor = anchor_name(&in->event);
    json_t *node =
        in->event.type == YAML_SCALAR_EVENT ? read_scalar(in) : read_collection(in);
    if (node == NULL)
        free(anchor);
    else
        remember_anchor(in, anchor, node);
    return node;
}

/* Stands on a document start; leaves behind the document's end. Lines count from 1. */
static json_t *read_document(struct reading *in, size_t *ret_line)
{
    if (!take_event(in))
        return NULL;
    *ret_line = in->event.start_mark.line + 1;
    json_t *node = read_node(in);
    forget_anchors(in);
    if (node != NULL && !take_event(in)) {
        json_decref(node);
        return NULL;
    }
    return node;
}

static void start_reading(struct reading *in, struct span text, const char *name,
                          json_t *again, struct err *err)
{
    *in = (struct reading){.text = text, .name = name, .again = again, .err = err};
    if (yaml_parser_initialize(&in->parser) == 0)
        abort(); /* fails for want of memory only */
    yaml_parser_set_input_string(&in->parser, (const unsigned char *)text.at, text.bytes);
}

static void stop_reading(struct reading *in)
{
    if (in->has_event)
        yaml_event_delete(&in->event);
    yaml_parser_delete(&in->parser);
    forget_anchors(in);
    free(in->anchors);
}

/* Appends each document to `documents` and the line of its first node to `lines`. */
static bool read_documents(struct reading *in, json_t *documents, json_t *lines)
{
    while (take_event(in)) {
        if (in->event.type == YAML_STREAM_END_EVENT)
            return true;
        if (in->event.type != YAML_DOCUMENT_START_EVENT)
            continue;
        size_t line = 0;
        json_t *document = read_document(in, &line);
        if (document == NULL)
            return false;
        json_array_append_new(documents, document);
        json_array_append_new(lines, json_integer((json_int_t)line));
    }
    return false;
}

/* again: NULL, or where keys that stand twice are noted. */
static enum err_code read_stream(struct span text, const char *name, json_t *documents,
                                 json_t *lines, json_t *again, struct err *err)
{
    struct reading in;
    struct err own = ERR_INIT;

    if (text.bytes > LIMIT_FILE_BYTES) {
        err_at(err, "%s", name);
        return err_set(err, ERR_LIMIT, "longer than %zu bytes", LIMIT_FILE_BYTES);
    }
    start_reading(&in, span_make(text.bytes == 0 ? "" : text.at, text.bytes), name, again,
                  &own);
    bool whole = read_documents(&in, documents, lines);
    stop_reading(&in);
    if (whole)
        return ERR_OK;
    err_at(err, "%s", own.where);
    return err_set(err, own.code, "%s", own.text);
}

static enum err_code read_one(struct span text, const char *name, json_t *again,
                              json_t **ret_tree, struct err *err)
{
    json_t *documents = json_array();
    json_t *lines = json_array();
    enum err_code code = read_stream(text, name, documents, lines, again, err);

    if (code == ERR_OK && json_array_size(documents) > 1) {
        err_at(err, "%s:%lld", name, json_integer_value(json_array_get(lines, 1)));
        code = err_set(err, ERR_SHAPE, "a second document; one is expected");
    }
    if (code == ERR_OK && json_array_size(documents) == 1)
        *ret_tree = json_incref(json_array_get(documents, 0));
    else if (code == ERR_OK)
        *ret_tree = json_null();
    json_decref(documents);
    json_decref(lines);
    return code;
}

enum err_code tree_from_yaml(struct span text, const char *name, json_t **ret_tree,
                             struct err *err)
{
    return read_one(text, name, NULL, ret_tree, err);
}

enum err_code tree_from_yaml_again(struct span text, const char *name, json_t **ret_tree,
                                   json_t **ret_again, struct err *err)
{
    json_t *again = json_array();
    enum err_code code = read_one(text, name, again, ret_tree, err);

    if (code == ERR_OK)
        *ret_again = json_incref(again);
    json_decref(again);
    return code;
}

enum err_code tree_from_yaml_lines(struct span text, const char *name, json_t **ret_array,
                                   json_t **ret_lines, struct err *err)
{
    json_t *documents = json_array();
    json_t *lines = json_array();
    enum err_code code = read_stream(text, name, documents, lines, NULL, err);

    for (size_t i = json_array_size(documents); code == ERR_OK && i > 0; i--) {
        if (json_is_null(json_array_get(documents, i - 1))) {
            json_array_remove(documents, i - 1);
            json_array_remove(lines, i - 1);
        }
    }
    if (code == ERR_OK) {
        *ret_array = json_incref(documents);
        *ret_lines = json_incref(lines);
    }
    json_decref(documents);
    json_decref(lines);
    return code;
}

enum err_code tree_from_yaml_all(struct span text, const char *name, json_t **ret_array,
                                 struct err *err)
{
    json_t *lines = NULL;
    enum err_code code = tree_from_yaml_lines(text, name, ret_array, &lines, err);
    json_decref(lines);
    return code;
}
