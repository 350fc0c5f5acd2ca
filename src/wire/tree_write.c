/*
 * tree_write.c - a JSON tree as text.
 *
 * Without blanks it is written here: jansson looks at each letter of a text for itself and
 * hands on each quote and comma for itself, and the embedded world writes megabytes. The
 * bytes are the same.
 */
#include <inttypes.h>
#include <string.h>

#include "wire/tree.h"
#include "base/banned.h"

/* Letters that stand in a text as they are. */
static size_t plain_bytes(const char *at, const char *end)
{
    const char *begin = at;

    while (at < end && (unsigned char)*at >= ' ' && *at != '"' && *at != '\\')
        at++;
    return (size_t)(at - begin);
}

static void add_escaped(struct buf *out, char letter)
{
    static const char letters[] = "\"\\\b\f\n\r\t";
    static const char names[] = "\"\\bfnrt";
    const char *place = letter == '\0' ? NULL : strchr(letters, letter);

    if (place == NULL) {
        buf_print(out, "\\u%04X", (unsigned)(unsigned char)letter);
        return;
    }
    buf_add_byte(out, '\\');
    buf_add_byte(out, names[place - letters]);
}

/* Between two marks: the one ends with a quote, the other begins with one. */
static void add_text(struct buf *out, const char *before, const char *text, size_t bytes,
                     const char *behind)
{
    const char *at = text;
    const char *end = text + bytes;

    buf_add_text(out, before);
    while (at < end) {
        size_t plain = plain_bytes(at, end);
        buf_add(out, at, plain);
        at += plain;
        if (at < end)
            add_escaped(out, *at++);
    }
    buf_add_text(out, behind);
}

static void add_compact(struct buf *out, const json_t *tree);

static void add_object(struct buf *out, const json_t *object)
{
    const char *before = "{\"";
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)object, key, value) /* it changes nothing */
    {
        add_text(out, before, key, strlen(key), "\":");
        add_compact(out, value);
        before = ",\"";
    }
    buf_add_text(out, before[0] == '{' ? "{}" : "}");
}

static void add_array(struct buf *out, const json_t *array)
{
    size_t count = json_array_size(array);

    buf_add_byte(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_add_byte(out, ',');
        add_compact(out, json_array_get(array, i));
    }
    buf_add_byte(out, ']');
}

static int add_to_buf(const char *at, size_t bytes, void *ctx)
{
    return buf_add(ctx, at, bytes) ? 0 : -1;
}

static void add_compact(struct buf *out, const json_t *tree)
{
    switch (json_typeof(tree)) {
    case JSON_OBJECT:
        add_object(out, tree);
        break;
    case JSON_ARRAY:
        add_array(out, tree);
        break;
    case JSON_STRING:
        add_text(out, "\"", json_string_value(tree), json_string_length(tree), "\"");
        break;
    case JSON_INTEGER:
        buf_print(out, "%" JSON_INTEGER_FORMAT, json_integer_value(tree));
        break;
    case JSON_REAL:
        json_dump_callback(tree, add_to_buf, out, JSON_ENCODE_ANY);
        break;
    case JSON_TRUE:
        buf_add_text(out, "true");
        break;
    case JSON_FALSE:
        buf_add_text(out, "false");
        break;
    case JSON_NULL:
        buf_add_text(out, "null");
        break;
    }
}

void tree_to_json(const json_t *tree, int indent, struct buf *out)
{
    /* The only failure is a full buffer, and that stays visible in out->over. */
    if (indent <= 0 && tree != NULL)
        add_compact(out, tree);
    else
        json_dump_callback(tree, add_to_buf, out,
                           JSON_ENCODE_ANY | JSON_INDENT((size_t)indent));
}

/* ---- indented ---- */

static void add_line(struct buf *out, int depth)
{
    static const char blanks[] = "\n                                ";
    size_t bytes = 1 + 2 * (size_t)depth;

    buf_add(out, blanks, bytes < sizeof blanks ? bytes : sizeof blanks - 1);
    for (size_t left = bytes; left >= sizeof blanks; left--)
        buf_add_byte(out, ' ');
}

/* Behind the text whose first quote is at `at`. */
static const char *behind_text(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++)
        at += *at == '\\' && at + 1 < end;
    return at < end ? at + 1 : end;
}

static const char *behind_word(const char *at, const char *end)
{
    while (at < end && strchr("{}[],:\"", *at) == NULL)
        at++;
    return at;
}

void tree_indent_json(struct span compact, struct buf *out)
{
    const char *at = compact.at;
    const char *end = at + compact.bytes;
    int depth = 0;

    while (at < end) {
        const char *begin = at;
        bool opens = *at == '{' || *at == '[';
        if (opens && at + 1 < end && (at[1] == '}' || at[1] == ']')) {
            at += 2;
            buf_add(out, begin, 2);
        } else if (opens || *at == ',') {
            depth += opens;
            buf_add_byte(out, *at++);
            add_line(out, depth);
        } else if (*at == '}' || *at == ']') {
            depth -= depth > 0;
            add_line(out, depth);
            buf_add_byte(out, *at++);
        } else if (*at == ':') {
            buf_add(out, ": ", 2);
            at++;
        } else {
            at = *at == '"' ? behind_text(at, end) : behind_word(at, end);
            at += at == begin; /* a NUL is no part of any word */
            buf_add(out, begin, (size_t)(at - begin));
        }
    }
}
