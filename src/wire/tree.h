/*
 * tree.h - typed reads from a JSON tree that name the path when they fail.
 *
 * A path is keys with dots between: "spec.type". Keys that hold dots themselves (labels,
 * annotations) are read with tree_key() from their object.
 *
 * Two manners: tree_text() and its sisters are lenient (absent, null or another type all
 * give the fallback), for facts that may be missing. tree_need_…() say ERR_SHAPE with the
 * path in err->where, for what an object cannot be without; a wrong type is always named.
 *
 * Owner: results are borrowed from the tree. jansson is the library below; a tree is made
 * and read on one thread.
 */
#ifndef ELBTOP_WIRE_TREE_H
#define ELBTOP_WIRE_TREE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

/* ---- from and to text ---- */

/* Errors: ERR_SHAPE, where = "name:line:column". Depth and size are bounded. */
enum err_code tree_from_json(struct span text, const char *name, json_t **ret_tree,
                             struct err *err);

/* Compact, or indented by `indent` blanks; keys in the order in which they were set. */
void tree_to_json(const json_t *tree, int indent, struct buf *out);

/* What tree_to_json() wrote without blanks, with two of them for each step inwards. */
void tree_indent_json(struct span compact, struct buf *out);

/* One document; comments, anchors and merge keys ("<<") understood; YAML 1.1 scalars as
 * Kubernetes reads them (true/false, numbers, null; "yes" stays text). */
enum err_code tree_from_yaml(struct span text, const char *name, json_t **ret_tree,
                             struct err *err);

/* The same for whoever wants to be told of a key that stands twice in its mapping instead:
 * the later one holds. ret_again: [{"key": its name, "line": of the later value, from 1}]. */
enum err_code tree_from_yaml_again(struct span text, const char *name, json_t **ret_tree,
                                   json_t **ret_again, struct err *err);

/* All documents of a stream, empty ones left out. ret_lines: the line of each, from 1. */
enum err_code tree_from_yaml_all(struct span text, const char *name, json_t **ret_array,
                                 struct err *err);
enum err_code tree_from_yaml_lines(struct span text, const char *name, json_t **ret_array,
                                   json_t **ret_lines, struct err *err);
void tree_to_yaml(const json_t *tree, struct buf *out);

/* A file of JSON or YAML, at most LIMIT_FILE_BYTES. "-" reads standard input. */
enum err_code tree_from_file(const char *path, json_t **ret_tree, struct err *err);
enum err_code file_read(const char *path, size_t limit_bytes, struct buf *ret_text,
                        struct err *err); /* inits ret_text; where = path */

/* ---- lenient ---- */
const json_t *tree_at(const json_t *tree,
                      const char *path); /* NULL when absent or null */
const json_t *tree_key(const json_t *object, const char *key);
const char *tree_text(const json_t *tree, const char *path);              /* NULL */
const char *tree_key_text(const json_t *object, const char *key);         /* NULL */
int64_t tree_int(const json_t *tree, const char *path, int64_t fallback); /* also "12" */
bool tree_bool(const json_t *tree, const char *path, bool fallback);
int64_t tree_when(const json_t *tree, const char *path); /* WHEN_UNKNOWN */

/* ---- strict ---- */
enum err_code tree_need_text(const json_t *tree, const char *path, const char **ret_text,
                             struct err *err);
enum err_code tree_need_int(const json_t *tree, const char *path, int64_t least,
                            int64_t most, int64_t *ret_value, struct err *err);
enum err_code tree_need_array(const json_t *tree, const char *path,
                              const json_t **ret_array, struct err *err);
enum err_code tree_need_object(const json_t *tree, const char *path,
                               const json_t **ret_object, struct err *err);

/* Absent is fine (NULL), another type than text is ERR_SHAPE. */
enum err_code tree_may_text(const json_t *tree, const char *path, const char **ret_text,
                            struct err *err);

#endif
