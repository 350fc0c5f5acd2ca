/*
 * gatewayctl.h - a Gateway controller in the manner of Envoy Gateway: of a Gateway of its
 * class it makes a Service of type LoadBalancer in front of proxies, and tells in
 * conditions how far that has come.
 *
 *   GatewayClass  Accepted, when controllerName is ours
 *   Gateway       Accepted; Programmed follows the Service's ingress, all of which is
 *                 copied to status.addresses; listeners with attachedRoutes
 *   HTTPRoute     parents with Accepted and ResolvedRefs
 *   Service       envoy-NAMESPACE-GATEWAY-XXXXXXXX in envoy-gateway-system, with labels,
 *                 and annotations of spec.infrastructure and of an EnvoyProxy, by
 *                 server-side apply
 *   Deployment    of the same name: the proxies
 *
 * Source: Envoy Gateway (infrastructure/kubernetes/proxy, gatewayapi/status); Gateway API
 *         v1.
 */
#ifndef ELBTOP_SIM_GATEWAYCTL_H
#define ELBTOP_SIM_GATEWAYCTL_H

#include "base/err.h"
#include "sim/agent.h"
#include "sim/gateway_routes.h"
#include "sim/pace.h"

struct gatewayctl;

/* kube is copied; routes is borrowed and kept true. */
enum err_code gatewayctl_new(struct pace *pace, const struct agent_server *kube,
                             struct gateway_routes *routes, struct gatewayctl **ret_ctl,
                             struct err *err);
/* Where it waits before it calls. Before it starts. */
void gatewayctl_set_gate(struct gatewayctl *ctl, struct gate *gate);
enum err_code gatewayctl_start(struct gatewayctl *ctl, struct err *err);
void gatewayctl_free(struct gatewayctl *ctl); /* stops it first */

#endif
