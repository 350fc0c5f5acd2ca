/*
 * kube_workload.h - Deployments make ReplicaSets, ReplicaSets make Pods.
 */
#ifndef ELBTOP_SIM_KUBE_WORKLOAD_H
#define ELBTOP_SIM_KUBE_WORKLOAD_H

#include "sim/kube_inside.h"

void kube_workload_follow(struct kube_api *api, const struct kube_kind *kind,
                          const char *name_space, const char *name,
                          const struct kube_version *last);

#endif
