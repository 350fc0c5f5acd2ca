#include "kube/kind.h"

#include <string.h>

#include <stddef.h>

#include "base/buf.h"
#include "wire/url.h"

#include "base/banned.h"

#define GATEWAY_GROUP "gateway.networking.k8s.io"

static const struct kube_resource resources[KUBE_KIND_COUNT] = {
    [KUBE_SERVICE] = {.kind = KUBE_SERVICE,
                      .name = "services",
                      .group = "",
                      .version = "v1",
                      .namespaced = true,
                      .field_selector = "spec.type=LoadBalancer",
                      .list_label = "list services",
                      .watch_label = "watch services"},
    [KUBE_EVENT] = {.kind = KUBE_EVENT,
                    .name = "events",
                    .group = "",
                    .version = "v1",
                    .namespaced = true,
                    .field_selector = "involvedObject.kind=Service",
                    .list_label = "list events",
                    .watch_label = "watch events"},
    [KUBE_ENDPOINT_SLICE] = {.kind = KUBE_ENDPOINT_SLICE,
                             .name = "endpointslices",
                             .group = "discovery.k8s.io",
                             .version = "v1",
                             .older_version = "v1beta1",
                             .namespaced = true,
                             .list_label = "list endpointslices",
                             .watch_label = "watch endpointslices"},
    [KUBE_NODE] = {.kind = KUBE_NODE,
                   .name = "nodes",
                   .group = "",
                   .version = "v1",
                   .namespaced = false,
                   .list_label = "list nodes",
                   .watch_label = "watch nodes"},
    [KUBE_GATEWAY_CLASS] = {.kind = KUBE_GATEWAY_CLASS,
                            .name = "gatewayclasses",
                            .group = GATEWAY_GROUP,
                            .version = "v1",
                            .older_version = "v1beta1",
                            .namespaced = false,
                            .optional = true,
                            .list_label = "list gatewayclasses",
                            .watch_label = "watch gatewayclasses"},
    [KUBE_GATEWAY] = {.kind = KUBE_GATEWAY,
                      .name = "gateways",
                      .group = GATEWAY_GROUP,
                      .version = "v1",
                      .older_version = "v1beta1",
                      .namespaced = true,
                      .optional = true,
                      .list_label = "list gateways",
                      .watch_label = "watch gateways"},
    [KUBE_HTTP_ROUTE] = {.kind = KUBE_HTTP_ROUTE,
                         .name = "httproutes",
                         .group = GATEWAY_GROUP,
                         .version = "v1",
                         .older_version = "v1beta1",
                         .namespaced = true,
                         .optional = true,
                         .list_label = "list httproutes",
                         .watch_label = "watch httproutes"},
};

const struct kube_resource *kube_resource_of(enum kube_kind kind)
{
    return &resources[kind];
}

bool kube_resource_wants(const struct kube_resource *resource,
                         const struct kube_object *object)
{
    switch (resource->kind) {
    case KUBE_SERVICE:
        return strcmp(object->service.type, "LoadBalancer") == 0;
    case KUBE_EVENT:
        return strcmp(object->event.about_kind, "Service") == 0;
    default:
        return true;
    }
}

static void add_segment(struct buf *out, const char *segment)
{
    buf_add_byte(out, '/');
    url_escape(out, span_of(segment));
}

void kube_resource_path(const struct kube_resource *resource, bool older,
                        const char *namespace, struct buf *out)
{
    const char *version = older && resource->older_version != NULL
                              ? resource->older_version
                              : resource->version;

    if (resource->group[0] == '\0') {
        buf_add_text(out, "/api");
    } else {
        buf_add_text(out, "/apis");
        add_segment(out, resource->group);
    }
    add_segment(out, version);
    if (resource->namespaced && namespace != NULL && namespace[0] != '\0') {
        buf_add_text(out, "/namespaces");
        add_segment(out, namespace);
    }
    add_segment(out, resource->name);
}
