#include "sim/kube_scale.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "sim/kube_write.h"
#include "wire/tree.h"
#include "base/banned.h"

/* matchLabels as a selector: "app=web,tier=front". */
static const char *selector_text(const json_t *labels, struct buf *out)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)labels, key, value)
    {
        buf_print(out, "%s%s=%s", out->bytes == 0 ? "" : ",", key,
                  json_string_value(value));
    }
    return buf_text(out);
}

json_t *kube_scale_of(const struct kube_kind *kind, const struct kube_version *version)
{
    json_t *object = kube_version_tree_unmanaged(version);
    json_t *metadata = json_object_get(object, "metadata");
    struct buf selector;

    (void)kind;
    buf_init(&selector, LIMIT_OBJECT_BYTES);
    selector_text(tree_at(object, "spec.selector.matchLabels"), &selector);
    json_t *scale = json_pack(
        "{s:s,s:s,s:{s:O,s:O,s:O,s:O,s:O},s:{s:I},s:{s:I,s:s}}", "kind", "Scale",
        "apiVersion", "autoscaling/v1", "metadata", "name",
        json_object_get(metadata, "name"), "namespace",
        json_object_get(metadata, "namespace"), "uid", json_object_get(metadata, "uid"),
        "resourceVersion", json_object_get(metadata, "resourceVersion"),
        "creationTimestamp", json_object_get(metadata, "creationTimestamp"), "spec",
        "replicas", (json_int_t)tree_int(object, "spec.replicas", 0), "status",
        "replicas", (json_int_t)tree_int(object, "status.replicas", 0), "selector",
        buf_text(&selector));
    buf_release(&selector);
    json_decref(object);
    return scale;
}

bool kube_scale_write(struct kube_call *call, struct kube_version **ret_version)
{
    const struct kube_version *found =
        kube_store_find(call->api->store, call->kind, call->name_space, call->name);
    json_t *body = NULL;
    char version[96];

    if (found == NULL)
        return kube_problem_not_found(&call->problem, call->kind, call->name);
    tree_from_json(call->ask->body, "body", &body, NULL);
    int64_t replicas = tree_int(body, "spec.replicas", -1);
    json_decref(body);
    if (replicas < 0 || replicas > 1000)
        return kube_problem_set(
            &call->problem, 422, "Invalid",
            "Scale.autoscaling \"%s\" is invalid: spec.replicas: Invalid value: %lld: "
            "must be greater than or equal to 0",
            call->name, (long long)replicas);

    struct kube_version *held = kube_version_hold(found);
    json_t *object = kube_version_tree(held);
    struct kube_wish wish = {.kind = call->kind,
                             .name_space = call->name_space,
                             .name = call->name,
                             .subresource = "",
                             .manager = "kubectl",
                             .api_version = kube_kind_api_version(call->kind, version)};
    json_object_set_new(json_object_get(object, "spec"), "replicas",
                        json_integer(replicas));
    bool fine =
        kube_write_update(call->api, &wish, held, object, ret_version, &call->problem);
    kube_version_drop(held);
    return fine;
}
