/*
 * ccm_service.h - a Service as the cloud controller reads it.
 *
 * Read anew from the newest object at the begin of each sync; all text lives in the arena
 * it was read into.
 *
 * Source: Kubernetes API v1, Service; annotations of the CCE guide ("Configuring Advanced
 *         Load Balancing Functions Using Annotations"); what makes a sync necessary: the
 *         upstream service controller (kubernetes/cloud-provider).
 */
#ifndef ELBTOP_SIM_CCM_SERVICE_H
#define ELBTOP_SIM_CCM_SERVICE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define CCM_FINALIZER     "service.kubernetes.io/load-balancer-cleanup"
#define CCM_PREFIX        "kubernetes.io/elb."
#define CCM_CLASS         "kubernetes.io/elb.class"
#define CCM_ID            "kubernetes.io/elb.id"
#define CCM_AUTOCREATE    "kubernetes.io/elb.autocreate"
#define CCM_EIP_ID        "kubernetes.io/elb.eip-id"
#define CCM_MARK          "kubernetes.io/elb.mark"
#define CCM_PASS_THROUGH  "kubernetes.io/elb.pass-through"
#define CCM_ALGORITHM     "kubernetes.io/elb.lb-algorithm"
#define CCM_AFFINITY      "kubernetes.io/elb.session-affinity-mode"
#define CCM_AFFINITY_MORE "kubernetes.io/elb.session-affinity-option"
#define CCM_HEALTH_FLAG   "kubernetes.io/elb.health-check-flag"
#define CCM_HEALTH_OPTION "kubernetes.io/elb.health-check-option"
#define CCM_PROTOCOL_PORT "kubernetes.io/elb.protocol-port"
#define CCM_CERT_ID       "kubernetes.io/elb.cert-id"

struct ccm_port {
    const char *name;     /* "" */
    const char *protocol; /* "TCP", "UDP" */
    const char *listener; /* protocol of the listener: "TCP", "UDP", "HTTP", "HTTPS" */
    uint16_t port;
    uint16_t node_port; /* 0: none yet */
};

struct ccm_service {
    const char *key; /* "namespace/name" */
    const char *namespace;
    const char *name;
    const char *uid;
    bool is_balancer; /* type LoadBalancer, no class of another controller */
    bool deleting;
    bool has_finalizer;
    bool has_selector;
    bool local;              /* externalTrafficPolicy: Local */
    const char *balancer_ip; /* spec.loadBalancerIP; "" */

    /* annotations; NULL when absent or empty, but eip_id, which may be "" */
    const char *elb_class;
    const char *elb_id;
    const char *autocreate;
    const char *eip_id;
    const char *mark;
    const char *pass_through;
    const char *algorithm;
    const char *affinity;
    const char *affinity_option;
    const char *health_flag;
    const char *health_option;
    const char *cert_id;

    size_t port_count;
    const struct ccm_port *ports;
    size_t ingress_count;
    const char *const *ingress; /* IPs */
};

void ccm_service_read(const json_t *object, struct arena *arena,
                      struct ccm_service *ret_service);

/* Upstream's rule: does this change call for a sync? old NULL: it is new. */
bool ccm_service_needs_sync(const json_t *old, const json_t *now);

/* Ready from an earlier life: ids, finalizer and address are there, nothing is asked. */
bool ccm_service_is_settled(const json_t *now);

#endif
