#include "kube/object.h"

#include <string.h>

#include "base/when.h"
#include "kube/decode.h"
#include "wire/value.h"

#include "base/banned.h"

/*
 * Annotations that say something about load balancing. What kubectl keeps of the last
 * apply has such a name too, repeats the whole object, and is of no use here.
 */
static bool is_wanted_annotation(const char *key)
{
    return strstr(key, "kubernetes.io/") != NULL &&
           strcmp(key, "kubectl.kubernetes.io/last-applied-configuration") != 0;
}

/* A deletion that cannot be dated would look like none, so it is a misfit. */
static enum err_code decode_deletion(const struct value *metadata, int64_t *ret_ms,
                                     struct err *err)
{
    const char *text;
    enum err_code code = value_may_text(metadata, "deletionTimestamp", &text, err);
    if (code != ERR_OK)
        return code;

    *ret_ms = when_from_text(text);
    if (text != NULL && *ret_ms == WHEN_UNKNOWN) {
        err_set(err, ERR_SHAPE, "expected a time");
        err_at(err, "deletionTimestamp");
        return ERR_SHAPE;
    }
    return ERR_OK;
}

static enum err_code decode_names(const struct value *metadata, struct keep *keep,
                                  struct meta *meta, struct err *err)
{
    const char *name = NULL;
    const char *namespace = NULL;
    const char *uid = NULL;
    const char *version = NULL;
    enum err_code code;

    if ((code = value_need_text(metadata, "name", &name, err)) != ERR_OK ||
        (code = value_may_text(metadata, "namespace", &namespace, err)) != ERR_OK ||
        (code = value_may_text(metadata, "uid", &uid, err)) != ERR_OK ||
        (code = value_may_text(metadata, "resourceVersion", &version, err)) != ERR_OK)
        return code;
    if (name[0] == '\0') {
        err_set(err, ERR_SHAPE, "is empty");
        err_at(err, "name");
        return ERR_SHAPE;
    }

    meta->name = keep_text(keep, name);
    meta->namespace = keep_text_or_empty(keep, namespace);
    meta->uid = keep_text_or_empty(keep, uid);
    meta->resource_version = keep_text_or_empty(keep, version);
    return ERR_OK;
}

static enum err_code decode_within(const struct value *metadata, struct keep *keep,
                                   struct meta *meta, struct err *err)
{
    enum err_code code = decode_names(metadata, keep, meta, err);
    if (code != ERR_OK)
        return code;

    meta->created_ms = value_when(metadata, "creationTimestamp");
    code = decode_deletion(metadata, &meta->deleted_ms, err);
    if (code != ERR_OK)
        return code;

    code = decode_pairs(metadata, "labels", NULL, keep, &meta->labels, &meta->label_count,
                        err);
    if (code != ERR_OK)
        return code;

    code = decode_pairs(metadata, "annotations", is_wanted_annotation, keep,
                        &meta->annotations, &meta->annotation_count, err);
    if (code != ERR_OK)
        return code;

    return decode_texts(metadata, "finalizers", keep, &meta->finalizers,
                        &meta->finalizer_count, err);
}

enum err_code meta_decode(const struct value *tree, struct keep *keep,
                          struct meta *ret_meta, struct err *err)
{
    const struct value *metadata;
    enum err_code code = value_need_object(tree, "metadata", &metadata, err);
    if (code != ERR_OK)
        return code;

    code = decode_within(metadata, keep, ret_meta, err);
    if (code != ERR_OK)
        err_within(err, "metadata");
    return code;
}

const char *pair_find(const struct pair *pairs, size_t count, const char *key)
{
    size_t from = 0;
    size_t to = count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = strcmp(key, pairs[middle].key);
        if (order == 0)
            return pairs[middle].value;
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return NULL;
}

const char *meta_label(const struct meta *meta, const char *key)
{
    return pair_find(meta->labels, meta->label_count, key);
}

const char *meta_annotation(const struct meta *meta, const char *key)
{
    return pair_find(meta->annotations, meta->annotation_count, key);
}

bool meta_has_finalizer(const struct meta *meta, const char *finalizer)
{
    for (size_t i = 0; i < meta->finalizer_count; i++) {
        if (strcmp(meta->finalizers[i], finalizer) == 0)
            return true;
    }
    return false;
}
