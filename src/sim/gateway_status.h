/*
 * gateway_status.h - what a Gateway controller says about its objects: conditions with
 * their reasons and Envoy Gateway's messages. Pure: status trees from objects.
 *
 * Source: Gateway API v1 (gateway_types, shared_types), Envoy Gateway
 * internal/gatewayapi/status.
 */
#ifndef ELBTOP_SIM_GATEWAY_STATUS_H
#define ELBTOP_SIM_GATEWAY_STATUS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define GATEWAY_CONTROLLER "gateway.envoyproxy.io/gatewayclass-controller"

/* now: RFC 3339. A condition that says the same as before keeps its time. New trees. */
json_t *gateway_class_status(const json_t *gateway_class, const char *now);

struct gateway_facts {
    const json_t *service; /* NULL: not there yet */
    int replicas_ready, replicas_total;
    const int *attached; /* routes by listener, in the order of spec.listeners */
};
json_t *gateway_status(const json_t *gateway, const struct gateway_facts *facts,
                       const char *now);

/* ---- routes ---- */

enum gateway_attach {
    GATEWAY_ATTACHED,
    GATEWAY_NO_PARENT,   /* no listener of that section or port */
    GATEWAY_NOT_ALLOWED, /* allowedRoutes of the listeners */
    GATEWAY_NO_HOSTNAME, /* none in common */
};

/*
 * Does the Gateway take this route by this parentRef? namespace_labels: of the route's
 * namespace, or NULL. taken[i] is set for each listener that takes it.
 */
enum gateway_attach gateway_attach(const json_t *gateway, const json_t *route,
                                   const json_t *parent_ref,
                                   const json_t *namespace_labels, bool *taken);

/* One entry of status.parents. missing: the first backend that is not there, "" when all
 * are; forbidden: the first that no ReferenceGrant allows, "". */
json_t *gateway_parent_status(const json_t *route, const json_t *parent_ref,
                              enum gateway_attach attach, const char *missing,
                              const char *forbidden, const char *now);

/* Are parentRef's Gateway and this one the same? */
bool gateway_is_parent(const json_t *gateway, const json_t *route,
                       const json_t *parent_ref);

#endif
