#include "kube/reading.h"

#include <jansson.h>

#include "base/limits.h"
#include "kube/change.h"
#include "kube/kind.h"
#include "kube/refusal.h"
#include "wire/tree.h"

#include "base/banned.h"

void reading_init(struct reading *reading, enum kube_kind kind,
                  const struct reflector_sink *sink)
{
    *reading = (struct reading){
        .kind = kind,
        .sink = *sink,
        .items = items_new("items", LIMIT_OBJECT_BYTES),
        .err = ERR_INIT,
        .unreadable_err = ERR_INIT,
    };
    lines_init(&reading->lines, LIMIT_OBJECT_BYTES);
    buf_init(&reading->scratch, LIMIT_OBJECT_BYTES);
    buf_init(&reading->version, READING_TOKEN_BYTES);
}

void reading_release(struct reading *reading)
{
    items_free(reading->items);
    lines_release(&reading->lines);
    buf_release(&reading->scratch);
    buf_release(&reading->version);
}

void reading_begin(struct reading *reading, bool is_watch, int64_t fresh_after_ms)
{
    reading->is_watch = is_watch;
    reading->fed = false;
    reading->fresh_after_ms = fresh_after_ms;
    reading->changes = 0;
    reading->verdict = READING_GOOD;
    err_clear(&reading->err);
    items_clear(reading->items);
    buf_clear(&reading->lines.rest);
}

static bool end_with(struct reading *reading, enum reading_verdict verdict)
{
    reading->verdict = verdict;
    return false;
}

/* ---- objects ----------------------------------------------------------------------- */

static void note_unreadable(struct reading *reading, const struct err *err)
{
    reading->unreadable++;
    reading->unreadable_err = *err;
}

static void set_version(struct reading *reading, const char *version)
{
    if (version == NULL || version[0] == '\0')
        return;
    buf_clear(&reading->version);
    buf_add_text(&reading->version, version);
}

static struct kube_object *decode(struct reading *reading, struct span text,
                                  struct span managed)
{
    struct kube_object *object = NULL;
    struct err err = ERR_INIT;

    if (kube_object_decode(reading->kind, text, managed, reading->fresh_after_ms, &object,
                           &err) != ERR_OK)
        note_unreadable(reading, &err);
    return object;
}

static bool is_wanted(const struct reading *reading, const struct kube_object *object)
{
    return !reading->choose ||
           kube_resource_wants(kube_resource_of(reading->kind), object);
}

static void put(struct reading *reading, struct kube_object *object, struct span text,
                struct span managed)
{
    const struct reflector_sink *sink = &reading->sink;

    if (sink->heard != NULL)
        sink->heard(sink->ctx, object, text, managed);
    sink->put(sink->ctx, object);
}

static bool take_item(void *ctx, struct span text, struct span managed)
{
    struct reading *reading = ctx;
    struct kube_object *object = decode(reading, text, managed);

    if (object != NULL && is_wanted(reading, object))
        put(reading, object, text, managed);
    else
        kube_object_free(object);
    return true;
}

/* ---- changes ----------------------------------------------------------------------- */

/* Moves on to the version of an object of which nothing else is wanted. */
static void pass_by(struct reading *reading, struct span text)
{
    json_t *tree = NULL;

    if (tree_from_json(text, "object", &tree, NULL) == ERR_OK)
        set_version(reading, tree_text(tree, "metadata.resourceVersion"));
    json_decref(tree);
}

static void take_put(struct reading *reading, struct span text)
{
    struct span rest;
    struct span managed;

    buf_clear(&reading->scratch);
    items_set_managed_apart(text, &reading->scratch, &rest, &managed);
    struct kube_object *object = decode(reading, rest, managed);
    if (object == NULL) {
        pass_by(reading, text); /* else the next watch would begin with it again */
        return;
    }
    set_version(reading, object->meta.resource_version);
    if (is_wanted(reading, object)) {
        put(reading, object, rest, managed);
        return;
    }
    /* It is no longer, or never was, what we look at. */
    reading->sink.gone(reading->sink.ctx, reading->kind, object->meta.namespace,
                       object->meta.name, object->meta.uid);
    kube_object_free(object);
}

static void take_gone(struct reading *reading, struct span text)
{
    struct err err = ERR_INIT;
    json_t *tree = NULL;
    const char *name;

    if (tree_from_json(text, "object", &tree, &err) != ERR_OK ||
        tree_need_text(tree, "metadata.name", &name, &err) != ERR_OK) {
        note_unreadable(reading, &err);
    } else {
        const char *namespace = tree_text(tree, "metadata.namespace");
        const char *uid = tree_text(tree, "metadata.uid");
        reading->sink.gone(reading->sink.ctx, reading->kind,
                           namespace == NULL ? "" : namespace, name,
                           uid == NULL ? "" : uid);
    }
    set_version(reading, tree_text(tree, "metadata.resourceVersion"));
    json_decref(tree);
}

static bool take_change(struct reading *reading, const struct change *change)
{
    switch (change->type) {
    case CHANGE_ADDED:
    case CHANGE_MODIFIED:
        take_put(reading, change->object);
        break;
    case CHANGE_DELETED:
        take_gone(reading, change->object);
        break;
    case CHANGE_BOOKMARK:
        pass_by(reading, change->object);
        break;
    case CHANGE_ERROR:
        refusal_of_status(change->object, &reading->err);
        return end_with(reading, reading->err.http_status == 410 ? READING_EXPIRED
                                                                 : READING_FAILED);
    case CHANGE_UNKNOWN:
        break;
    }
    reading->changes++;
    return true;
}

static bool take_line(void *ctx, struct span line)
{
    struct reading *reading = ctx;
    struct change change;

    if (span_trim(line).bytes == 0)
        return true;
    if (!change_split(line, &change)) {
        err_set(&reading->err, ERR_SHAPE, "a line of the watch is not a change");
        return end_with(reading, READING_FAILED);
    }
    return take_change(reading, &change);
}

/* ---- a body ------------------------------------------------------------------------ */

bool reading_feed(struct reading *reading, const char *at, size_t bytes)
{
    enum err_code code;

    if (reading->verdict != READING_GOOD)
        return false;
    reading->fed = reading->fed || bytes > 0;
    if (reading->is_watch)
        code = lines_feed(&reading->lines, at, bytes, take_line, reading, &reading->err);
    else
        code = items_feed(reading->items, at, bytes, take_item, reading, &reading->err);
    if (code != ERR_OK && reading->verdict == READING_GOOD)
        reading->verdict = READING_FAILED;
    return code == ERR_OK;
}

/* What stands around the items: the kind, the version, the way to the next page. */
static enum err_code read_envelope(const json_t *tree, const char **ret_version,
                                   const char **ret_next, struct err *err)
{
    const char *kind;
    enum err_code code;

    if ((code = tree_may_text(tree, "kind", &kind, err)) != ERR_OK ||
        (code = tree_need_text(tree, "metadata.resourceVersion", ret_version, err)) !=
            ERR_OK ||
        (code = tree_may_text(tree, "metadata.continue", ret_next, err)) != ERR_OK)
        return code;
    if (kind != NULL && !span_ends(span_of(kind), "List"))
        return err_set(err, ERR_SHAPE, "expected a list, got a %s", kind);
    if ((*ret_version)[0] == '\0') {
        err_at(err, "metadata.resourceVersion");
        return err_set(err, ERR_SHAPE, "is empty");
    }
    return ERR_OK;
}

enum err_code reading_end_page(struct reading *reading, struct buf *ret_next,
                               struct err *err)
{
    json_t *tree = NULL;
    const char *version = NULL;
    const char *next = NULL;
    enum err_code code;

    if (!items_is_whole(reading->items))
        return err_set(err, ERR_SHAPE, "the list ends in its middle");
    code = tree_from_json(items_envelope(reading->items), "list", &tree, err);
    if (code != ERR_OK)
        return code;

    code = read_envelope(tree, &version, &next, err);
    if (code == ERR_OK) {
        buf_clear(ret_next);
        buf_add_text(ret_next, next == NULL ? "" : next);
        set_version(reading, version);
        if (ret_next->over || reading->version.over)
            code = err_set(err, ERR_LIMIT, "token longer than %d bytes",
                           READING_TOKEN_BYTES);
    }
    json_decref(tree);
    return code;
}

void reading_end_watch(struct reading *reading)
{
    struct change change;
    struct span rest = buf_span(&reading->lines.rest);

    /* A line that was cut comes again, as the version did not move. */
    if (rest.bytes > 0 && change_split(rest, &change))
        reading_feed(reading, "\n", 1);
}
