/*
 * kube_service.h - what the api-server itself does to a Service: defaults, addresses and
 * node ports, and the rules it must obey.
 *
 * Source: captures 100-119, 200-217; defaults.go, strategy and validation of core/v1.
 */
#ifndef ELBTOP_SIM_KUBE_SERVICE_H
#define ELBTOP_SIM_KUBE_SERVICE_H

#include <jansson.h>
#include <stdbool.h>

#include "sim/kube_inside.h"

struct kube_addresses;

struct kube_addresses *kube_addresses_new(void);
void kube_addresses_free(struct kube_addresses *addresses);

/* ---- what it is ---- */
bool kube_service_is(const json_t *service, const char *type);
bool kube_service_may_have_node_ports(const json_t *service);
bool kube_service_wants_node_ports(const json_t *service);
bool kube_service_wants_health_port(const json_t *service);
bool kube_service_has_cluster_ip(const json_t *service);
bool kube_service_same(const json_t *a, const json_t *b, const char *path);

/* ---- what it is given ---- */

/* What the Service holds is taken, or given back. NULL is fine. */
void kube_addresses_take(struct kube_addresses *addresses, const json_t *service);
void kube_addresses_give_back(struct kube_addresses *addresses, const json_t *service);

/* sessionAffinity, protocols, policies: all that needs no look at the cluster. */
void kube_service_default(json_t *service);

/* Fields of another type than the Service has now, unless they were set anew. */
void kube_service_drop_stale(json_t *service, const json_t *before);

/* clusterIP, nodePorts, families. Mistakes when a wish cannot be met. */
void kube_service_allocate(struct kube_api *api, json_t *service, const json_t *before,
                           struct kube_problem *problem);

void kube_service_validate(const json_t *service, const json_t *before,
                           struct kube_problem *problem);
void kube_service_validate_status(const json_t *service, struct kube_problem *problem);

#endif
