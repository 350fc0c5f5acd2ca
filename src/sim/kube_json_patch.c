/* kube_json_patch.c - RFC 6902 over RFC 6901 pointers. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/span.h"
#include "sim/kube_merge.h"
#include "base/banned.h"

enum { OPERATIONS_MOST = 10000 };

/* One step of a pointer, with ~1 and ~0 undone. The text is in *room. */
static const char *step_text(struct span step, struct buf *room)
{
    buf_clear(room);
    for (size_t i = 0; i < step.bytes; i++) {
        char byte = step.at[i];
        if (byte == '~' && i + 1 < step.bytes) {
            byte = step.at[i + 1] == '1' ? '/' : '~';
            i++;
        }
        buf_add_byte(room, byte);
    }
    return buf_text(room);
}

static bool list_index(const char *text, size_t count, size_t *ret_index)
{
    int64_t index;

    if (!span_to_range(span_of(text), 0, (int64_t)count, &index))
        return false;
    *ret_index = (size_t)index;
    return true;
}

static json_t *child(json_t *node, const char *name)
{
    size_t index;

    if (json_is_object(node))
        return json_object_get(node, name);
    if (json_is_array(node) && list_index(name, json_array_size(node), &index))
        return json_array_get(node, index);
    return NULL;
}

/* The node that holds the last step; NULL when the way there is not there. */
static json_t *holder(json_t *root, const char *pointer, struct buf *last)
{
    struct span rest = span_of(pointer);
    struct span step;
    json_t *node = root;

    if (rest.bytes == 0 || rest.at[0] != '/')
        return NULL;
    rest = span_skip(rest, 1);
    const char *slash = memchr(rest.at, '/', rest.bytes);
    while (slash != NULL && node != NULL) {
        span_cut(&rest, '/', &step);
        node = child(node, step_text(step, last));
        slash = rest.bytes == 0 ? NULL : memchr(rest.at, '/', rest.bytes);
    }
    step_text(rest, last);
    return node;
}

static bool add(json_t *root, const char *pointer, json_t *value, bool replace)
{
    struct buf last;
    size_t index;
    bool done = false;

    buf_init(&last, LIMIT_OBJECT_BYTES);
    json_t *node = holder(root, pointer, &last);
    const char *name = buf_text(&last);
    if (json_is_object(node) && (!replace || json_object_get(node, name) != NULL)) {
        done = json_object_set(node, name, value) == 0;
    } else if (json_is_array(node)) {
        if (!replace && strcmp(name, "-") == 0)
            done = json_array_append(node, value) == 0;
        else if (list_index(name, json_array_size(node), &index))
            done = (replace ? json_array_set(node, index, value)
                            : json_array_insert(node, index, value)) == 0;
    }
    buf_release(&last);
    return done;
}

static bool take_out(json_t *root, const char *pointer)
{
    struct buf last;
    size_t index;
    bool done = false;

    buf_init(&last, LIMIT_OBJECT_BYTES);
    json_t *node = holder(root, pointer, &last);
    if (json_is_object(node))
        done = json_object_del(node, buf_text(&last)) == 0;
    else if (json_is_array(node) &&
             list_index(buf_text(&last), json_array_size(node), &index))
        done = json_array_remove(node, index) == 0;
    buf_release(&last);
    return done;
}

static json_t *look(json_t *root, const char *pointer)
{
    struct buf last;

    if (pointer[0] == '\0')
        return root;
    buf_init(&last, LIMIT_OBJECT_BYTES);
    json_t *node = holder(root, pointer, &last);
    json_t *found = node == NULL ? NULL : child(node, buf_text(&last));
    buf_release(&last);
    return found;
}

static bool move(json_t *root, const char *from, const char *path, bool keep)
{
    json_t *value = from == NULL ? NULL : json_deep_copy(look(root, from));
    bool done =
        value != NULL && (keep || take_out(root, from)) && add(root, path, value, false);

    json_decref(value);
    return done;
}

static bool operate(json_t *root, const json_t *operation)
{
    const char *op = json_string_value(json_object_get(operation, "op"));
    const char *path = json_string_value(json_object_get(operation, "path"));
    const char *from = json_string_value(json_object_get(operation, "from"));
    json_t *value = json_object_get(operation, "value");

    if (op == NULL || path == NULL)
        return false;
    if (strcmp(op, "remove") == 0)
        return take_out(root, path);
    if (strcmp(op, "move") == 0)
        return move(root, from, path, false);
    if (strcmp(op, "copy") == 0)
        return move(root, from, path, true);
    if (value == NULL)
        return false;
    if (strcmp(op, "test") == 0) {
        json_t *there = look(root, path);
        return there == NULL ? json_is_null(value) : json_equal(there, value) == 1;
    }
    json_t *copy = json_deep_copy(value); /* two operations must not share it */
    bool done = (strcmp(op, "add") == 0 && add(root, path, copy, false)) ||
                (strcmp(op, "replace") == 0 && add(root, path, copy, true));
    json_decref(copy);
    return done;
}

json_t *kube_merge_json_patch(const json_t *object, const json_t *patch,
                              const char **ret_why)
{
    json_t *out = json_deep_copy(object);
    size_t count = json_array_size(patch);

    if (count > OPERATIONS_MOST) {
        *ret_why = "too many operations";
        json_decref(out);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if (operate(out, json_array_get(patch, i)))
            continue;
        *ret_why = "an operation does not fit";
        json_decref(out);
        return NULL;
    }
    return out;
}
