/*
 * kubelet.h - all kubelets of the world in one: a Pod that was given to a node is started
 * there, and is running and ready after a while; one that is to go is gone a moment later. A
 * client of the api-server over HTTP.
 */
#ifndef ELBTOP_SIM_KUBELET_H
#define ELBTOP_SIM_KUBELET_H

#include "base/err.h"
#include "sim/agent.h"
#include "sim/pace.h"

struct kubelet;

/* kube is copied. start_ms: simulated, from half to one and a half times so long. */
enum err_code kubelet_new(struct pace *pace, const struct agent_server *kube,
                          int64_t start_ms, struct kubelet **ret_kubelet,
                          struct err *err);
enum err_code kubelet_start(struct kubelet *kubelet, struct err *err);
void kubelet_free(struct kubelet *kubelet); /* stops it first */

#endif
