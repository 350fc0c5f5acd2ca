/*
 * ccm.h - the cloud controller of the embedded world: it sees Services of type
 * LoadBalancer and makes load balancers, listeners and addresses of them, as CCE's
 * hws-cloudprovider does, and says so in Events, in annotations and in the status.
 *
 * A client of two APIs over HTTP, on a thread of its own, one Service at a time. What it
 * does in which order, what it writes and what it says when something fails follows the
 * upstream service controller and what is known of the vendor's part. One sync of a new
 * Service, pattern A:
 *
 *   0.4 s  Event EnsuringLoadBalancer; finalizer (patch of the status)
 *   4.6 s  ELB made; 6.4 s EIP made and bound           no trace in Kubernetes yet
 *   6.6 s  elb.id, elb.eip-id, spec.loadBalancerIP       one update of the main resource
 *   8.7 s  per port a listener, pool, monitor, members
 *   8.9 s  Event EnsuredLoadBalancer; 9.0 s ingress (patch of the status)
 *   9.3 s  the update above calls for a second sync: both Events again, elb.mark "0"
 *
 * Pattern B begins at 8.7 s; Services that are being deleted see ccm_delete.c.
 *
 * Source: kubernetes/cloud-provider (service controller); cloud-provider-huaweicloud
 *         before 1e06998c; Events and objects that users of CCE have published.
 */
#ifndef ELBTOP_SIM_CCM_H
#define ELBTOP_SIM_CCM_H

#include <stdbool.h>

#include "base/err.h"
#include "sim/agent.h"
#include "sim/ccm_cloud.h"
#include "sim/gate.h"
#include "sim/pace.h"

/* Where the ingress list puts the addresses. */
enum ccm_style {
    CCM_TWO,    /* public and private: EIP, VIP; attached: VIP, EIP */
    CCM_SINGLE, /* the public one alone, where there is one */
};

/* Where a bad autocreate block is refused. */
enum ccm_strict {
    CCM_STRICT_EVENT,     /* the object is stored, an Event tells */
    CCM_STRICT_ADMISSION, /* 403, nothing is stored */
};

/* Texts are borrowed for the life of the ccm. */
struct ccm_config {
    struct pace *pace;
    struct agent_server kube;
    struct gate *gate; /* where it waits before it calls; NULL */
    struct ccm_cloud_config cloud;
    const char *cluster_id;     /* UUID; in descriptions of listeners */
    const char *subnet_id;      /* IPv4 subnet for addresses of load balancers */
    const char *node_subnet_id; /* of nodes without a label; NULL: subnet_id */
    enum ccm_style style;
    bool silent_skip;   /* older clusters: no Event about skipping */
    bool pods_required; /* "have no node to bind" when no pod is ready */
};

struct ccm;

enum err_code ccm_new(const struct ccm_config *config, struct ccm **ret_ccm,
                      struct err *err);
enum err_code ccm_start(struct ccm *ccm, struct err *err);
void ccm_free(struct ccm *ccm); /* stops it first */

/* Trouble: it does not move any more, in mid-sync too, until it is let go. Any thread. */
void ccm_hold(struct ccm *ccm, bool held);
bool ccm_is_held(const struct ccm *ccm);

/* Any thread; counts from the next sync on. */
void ccm_set_pods_required(struct ccm *ccm, bool required);
void ccm_set_silent_skip(struct ccm *ccm, bool silent);

#endif
