#include "state/gateway.h"

#include <string.h>

#include "base/banned.h"

#define OWNER_NAME      "gateway.envoyproxy.io/owning-gateway-name"
#define OWNER_NAMESPACE "gateway.envoyproxy.io/owning-gateway-namespace"
#define OWNER_CLASS     "gateway.envoyproxy.io/owning-gatewayclass"
#define GATEWAY_NAME    "gateway.networking.k8s.io/gateway-name"

bool gateway_owns(const struct meta *service)
{
    return meta_label(service, OWNER_NAME) != NULL ||
           meta_label(service, OWNER_CLASS) != NULL ||
           meta_label(service, GATEWAY_NAME) != NULL;
}

static bool is(const char *label, const char *text)
{
    return label != NULL && text != NULL && strcmp(label, text) == 0;
}

bool gateway_has_service(const struct kube_object *gateway, const struct meta *service)
{
    const struct meta *meta = &gateway->meta;
    const char *name = meta_label(service, OWNER_NAME);
    const char *namespace = meta_label(service, OWNER_NAMESPACE);

    if (name != NULL)
        return is(name, meta->name) &&
               is(namespace != NULL ? namespace : service->namespace, meta->namespace);
    if (meta_label(service, OWNER_CLASS) != NULL)
        return is(meta_label(service, OWNER_CLASS), gateway->gateway.class);
    return is(meta_label(service, GATEWAY_NAME), meta->name) &&
           is(service->namespace, meta->namespace);
}
