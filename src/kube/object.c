#include "kube/object.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/when.h"
#include "kube/decode.h"
#include "wire/value.h"

#include "base/banned.h"

enum { SCRATCH_BYTES = 2048 }; /* arrays of an ordinary object; grows */

static enum err_code decode_record(const struct value *tree, struct keep *keep,
                                   struct kube_object *object, struct err *err)
{
    const struct meta *meta = &object->meta;
    enum err_code code = meta_decode(tree, keep, &object->meta, err);
    if (code != ERR_OK)
        return code;

    switch (object->kind) {
    case KUBE_SERVICE:
        return service_decode(tree, meta, keep, &object->service, err);
    case KUBE_EVENT:
        return event_decode(tree, meta, keep, &object->event, err);
    case KUBE_ENDPOINT_SLICE:
        return endpoint_slice_decode(tree, meta, keep, &object->endpoint_slice, err);
    case KUBE_NODE:
        return node_decode(tree, meta, keep, &object->node, err);
    case KUBE_GATEWAY_CLASS:
        return gateway_class_decode(tree, keep, &object->gateway_class, err);
    case KUBE_GATEWAY:
        return gateway_decode(tree, keep, &object->gateway, err);
    case KUBE_HTTP_ROUTE:
        return http_route_decode(tree, meta, keep, &object->http_route, err);
    case KUBE_KIND_COUNT:
        break;
    }
    return err_set(err, ERR_LOCAL, "no such kind");
}

/* Twice the same: to measure, and to keep. */
static enum err_code decode_tree(const struct value *tree, struct kube_object *object,
                                 struct err *err)
{
    struct arena scratch;
    struct kube_object measured = {.kind = object->kind};

    arena_init(&scratch, SCRATCH_BYTES);
    struct keep measure = keep_measure(&scratch);
    enum err_code code = decode_record(tree, &measure, &measured, err);
    if (code == ERR_OK) {
        struct keep keep = keep_in(&object->arena, &measure);
        code = decode_record(tree, &keep, object, err);
    }
    arena_release(&scratch);
    return code;
}

static bool is_on_its_way(const struct kube_object *object, int64_t fresh_after_ms)
{
    return object->service.ingress_count == 0 ||
           object->meta.deleted_ms != WHEN_UNKNOWN ||
           object->meta.created_ms > fresh_after_ms;
}

/* Says whose misfit it is: "shop/web: expected a number". */
static enum err_code name_misfit(const struct value *tree, const struct err *misfit,
                                 struct err *err)
{
    const char *namespace = value_text(tree, "metadata.namespace");
    const char *name = value_text(tree, "metadata.name");

    if (name == NULL)
        err_set(err, misfit->code, "%s", misfit->text);
    else if (namespace == NULL)
        err_set(err, misfit->code, "%s: %s", name, misfit->text);
    else
        err_set(err, misfit->code, "%s/%s: %s", namespace, name, misfit->text);
    err_at(err, "%s", misfit->where);
    return misfit->code;
}

enum err_code kube_object_decode(enum kube_kind kind, struct span text,
                                 struct span managed, int64_t fresh_after_ms,
                                 struct kube_object **ret_object, struct err *err)
{
    struct values values;
    struct kube_object *object = NULL;
    struct err misfit = ERR_INIT;
    enum err_code code = values_read(text, "object", &values, err);
    if (code != ERR_OK)
        return code;

    object = mem_new(sizeof *object);
    object->kind = kind;
    code = decode_tree(values.at, object, &misfit);
    if (code != ERR_OK) {
        name_misfit(values.at, &misfit, err);
        goto out;
    }
    if (kind == KUBE_SERVICE && is_on_its_way(object, fresh_after_ms))
        service_times_decode(managed, &object->service.times);

    *ret_object = object; /* ownership moves to the caller */
    object = NULL;
out:
    kube_object_free(object);
    values_release(&values);
    return code;
}

void kube_object_free(struct kube_object *object)
{
    if (object == NULL)
        return;
    arena_release(&object->arena);
    free(object);
}
