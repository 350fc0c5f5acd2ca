#include "sim/gateway_infra.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/span.h"
#include "wire/digest.h"
#include "wire/tree.h"

#include "base/banned.h"

enum { NAME_CUT = 48, PORT_SHIFT = 10000, PROXIES = 2 };

void gateway_infra_name(const char *namespace, const char *name,
                        char out[GATEWAY_INFRA_NAME_BYTES])
{
    char key[256], hex[SHA256_HEX_BYTES];

    snprintf(key, sizeof key, "%s/%s", namespace, name);
    digest_sha256_hex(span_of(key), hex);
    snprintf(key, sizeof key, "%s-%s", namespace, name);
    snprintf(out, GATEWAY_INFRA_NAME_BYTES, "envoy-%.*s-%.8s", NAME_CUT, key, hex);
}

static json_t *labels_of(const json_t *gateway)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "app.kubernetes.io/component", "proxy",
                     "app.kubernetes.io/managed-by", "envoy-gateway",
                     "app.kubernetes.io/name", "envoy", GATEWAY_LABEL_NAME,
                     tree_text(gateway, "metadata.name"), GATEWAY_LABEL_NAMESPACE,
                     tree_text(gateway, "metadata.namespace"));
}

/* The Gateway's own, overlaid by those of the EnvoyProxy. */
static json_t *annotations_of(const json_t *gateway, const json_t *proxy)
{
    const json_t *own = tree_at(gateway, "spec.infrastructure.annotations");
    const json_t *more =
        tree_at(proxy, "spec.provider.kubernetes.envoyService.annotations");
    json_t *all = own != NULL ? json_deep_copy(own) : json_object();
    json_t *over = json_deep_copy(more);

    json_object_update(all, over);
    json_decref(over);
    return all;
}

static json_t *meta_of(const json_t *gateway, json_t *annotations)
{
    char name[GATEWAY_INFRA_NAME_BYTES];
    json_t *meta;

    gateway_infra_name(tree_text(gateway, "metadata.namespace"),
                       tree_text(gateway, "metadata.name"), name);
    meta = json_pack("{s:s, s:s, s:o}", "name", name, "namespace", GATEWAY_NAMESPACE,
                     "labels", labels_of(gateway));
    if (json_object_size(annotations) > 0)
        json_object_set(meta, "annotations", annotations);
    json_decref(annotations);
    return meta;
}

static int target_of(int64_t port)
{
    return (int)(port < 1024 ? port + PORT_SHIFT : port);
}

/* "http-80"; listeners of one port share it. */
static void port_name(const json_t *listener, char out[32])
{
    const char *protocol = tree_text(listener, "protocol");
    size_t i = 0;

    for (; protocol != NULL && protocol[i] != '\0' && i < 10; i++)
        out[i] = (char)tolower((unsigned char)protocol[i]);
    snprintf(out + i, 32 - i, "-%d", (int)tree_int(listener, "port", 0));
}

static bool has_port(const json_t *ports, const char *key, int64_t port)
{
    for (size_t i = 0; i < json_array_size(ports); i++) {
        if (tree_int(json_array_get(ports, i), key, 0) == port)
            return true;
    }
    return false;
}

static json_t *service_ports(const json_t *gateway)
{
    const json_t *listeners = tree_at(gateway, "spec.listeners");
    json_t *ports = json_array();

    for (size_t i = 0; i < json_array_size(listeners); i++) {
        const json_t *listener = json_array_get(listeners, i);
        int64_t port = tree_int(listener, "port", 0);
        const char *protocol = tree_text(listener, "protocol");
        bool udp = protocol != NULL && strcmp(protocol, "UDP") == 0;
        char name[32];
        if (has_port(ports, "port", port))
            continue;
        port_name(listener, name);
        json_array_append_new(ports,
                              json_pack("{s:s, s:i, s:i, s:s}", "name", name, "port",
                                        (int)port, "targetPort", target_of(port),
                                        "protocol", udp ? "UDP" : "TCP"));
    }
    return ports;
}

json_t *gateway_infra_service(const json_t *gateway, const json_t *proxy)
{
    const char *policy =
        tree_text(proxy, "spec.provider.kubernetes.envoyService.externalTrafficPolicy");
    return json_pack(
        "{s:s, s:s, s:o, s:{s:s, s:s, s:o, s:o}}", "apiVersion", "v1", "kind", "Service",
        "metadata", meta_of(gateway, annotations_of(gateway, proxy)), "spec", "type",
        "LoadBalancer", "externalTrafficPolicy", policy != NULL ? policy : "Local",
        "selector", labels_of(gateway), "ports", service_ports(gateway));
}

static json_t *container_ports(const json_t *gateway)
{
    json_t *from = service_ports(gateway);
    json_t *ports = json_array();

    for (size_t i = 0; i < json_array_size(from); i++) {
        const json_t *port = json_array_get(from, i);
        json_array_append_new(ports, json_pack("{s:s, s:i, s:s}", "name",
                                               tree_text(port, "name"), "containerPort",
                                               (int)tree_int(port, "targetPort", 0),
                                               "protocol", tree_text(port, "protocol")));
    }
    json_decref(from);
    return ports;
}

json_t *gateway_infra_deployment(const json_t *gateway, const json_t *proxy)
{
    int64_t replicas =
        tree_int(proxy, "spec.provider.kubernetes.envoyDeployment.replicas", PROXIES);
    return json_pack(
        "{s:s, s:s, s:o, s:{s:i, s:{s:o}, s:{s:{s:o}, s:{s:[{s:s, s:s, s:o}]}}}}",
        "apiVersion", "apps/v1", "kind", "Deployment", "metadata",
        meta_of(gateway, json_object()), "spec", "replicas", (int)replicas, "selector",
        "matchLabels", labels_of(gateway), "template", "metadata", "labels",
        labels_of(gateway), "spec", "containers", "name", "envoy", "image",
        "envoyproxy/envoy:distroless-v1.34.1", "ports", container_ports(gateway));
}
