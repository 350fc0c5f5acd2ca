#include "settings/place.h"

#include <stdint.h>
#include <string.h>
#include <yaml.h>

#include "base/banned.h"

/* "b.c" of "a[2].b.c", with "a[2]" in between taken one by one; false at the end. */
static bool next_part(struct span *rest, struct span *ret_part, bool *ret_is_item)
{
    while (span_starts(*rest, "."))
        *rest = span_skip(*rest, 1);
    if (rest->bytes == 0)
        return false;
    *ret_is_item = span_starts(*rest, "[");
    size_t from = *ret_is_item ? 1 : 0;
    size_t bytes = from;
    while (bytes < rest->bytes &&
           (*ret_is_item ? rest->at[bytes] != ']'
                         : rest->at[bytes] != '.' && rest->at[bytes] != '['))
        bytes++;
    *ret_part = span_make(rest->at + from, bytes - from);
    *rest = span_skip(*rest, bytes + from);
    return true;
}

static bool is_key(const yaml_node_t *node, struct span key)
{
    return node != NULL && node->type == YAML_SCALAR_NODE &&
           span_compare(
               span_make((const char *)node->data.scalar.value, node->data.scalar.length),
               key) == 0;
}

/* The value under a key, and where the key stands; NULL when it is not there. */
static yaml_node_t *value_of(yaml_document_t *document, const yaml_node_t *mapping,
                             struct span key, size_t *ret_line)
{
    if (mapping->type != YAML_MAPPING_NODE)
        return NULL;
    for (const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
         pair < mapping->data.mapping.pairs.top; pair++) {
        const yaml_node_t *name = yaml_document_get_node(document, pair->key);
        if (!is_key(name, key))
            continue;
        *ret_line = name->start_mark.line + 1;
        return yaml_document_get_node(document, pair->value);
    }
    return NULL;
}

static yaml_node_t *item_of(yaml_document_t *document, const yaml_node_t *sequence,
                            struct span number, size_t *ret_line)
{
    int64_t index;

    if (sequence->type != YAML_SEQUENCE_NODE ||
        !span_to_range(number, 0,
                       sequence->data.sequence.items.top -
                           sequence->data.sequence.items.start - 1,
                       &index))
        return NULL;
    yaml_node_t *item =
        yaml_document_get_node(document, sequence->data.sequence.items.start[index]);
    if (item != NULL)
        *ret_line = item->start_mark.line + 1;
    return item;
}

static size_t follow(yaml_document_t *document, const char *path)
{
    yaml_node_t *node = yaml_document_get_root_node(document);
    struct span rest = span_of(path);
    struct span part;
    bool is_item;
    size_t line = node == NULL ? 1 : node->start_mark.line + 1;

    while (node != NULL && next_part(&rest, &part, &is_item))
        node = is_item ? item_of(document, node, part, &line)
                       : value_of(document, node, part, &line);
    return line;
}

size_t place_line(struct span text, const char *path)
{
    yaml_parser_t parser;
    yaml_document_t document;
    size_t line = 1;

    if (yaml_parser_initialize(&parser) == 0)
        return line;
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.at, text.bytes);
    if (yaml_parser_load(&parser, &document) != 0) {
        line = follow(&document, path);
        yaml_document_delete(&document);
    }
    yaml_parser_delete(&parser);
    return line;
}
