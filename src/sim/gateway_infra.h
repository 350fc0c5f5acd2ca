/*
 * gateway_infra.h - the Service and the proxies that stand for a Gateway. Pure.
 *
 * Source: Envoy Gateway internal/infrastructure/kubernetes/proxy: names, labels, target
 *         ports below 1024 moved up by 10000, externalTrafficPolicy Local.
 */
#ifndef ELBTOP_SIM_GATEWAY_INFRA_H
#define ELBTOP_SIM_GATEWAY_INFRA_H

#include <jansson.h>

#define GATEWAY_NAMESPACE       "envoy-gateway-system"
#define GATEWAY_LABEL_NAME      "gateway.envoyproxy.io/owning-gateway-name"
#define GATEWAY_LABEL_NAMESPACE "gateway.envoyproxy.io/owning-gateway-namespace"

enum { GATEWAY_INFRA_NAME_BYTES = 80 };

/* "envoy-edge-public-a6cc6474" */
void gateway_infra_name(const char *namespace, const char *name,
                        char out[GATEWAY_INFRA_NAME_BYTES]);

/* As they are applied; proxy: an EnvoyProxy, or NULL. New trees. */
json_t *gateway_infra_service(const json_t *gateway, const json_t *proxy);
json_t *gateway_infra_deployment(const json_t *gateway, const json_t *proxy);

#endif
