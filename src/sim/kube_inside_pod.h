/*
 * kube_inside_pod.h - logs, exec, attach and port-forward of Pods that have no containers.
 */
#ifndef ELBTOP_SIM_KUBE_INSIDE_POD_H
#define ELBTOP_SIM_KUBE_INSIDE_POD_H

#include "sim/kube_inside.h"

bool kube_inside_pod_is_asked(const struct kube_call *call);

/* Always false, with the problem set. */
bool kube_inside_pod_refuse(struct kube_call *call);

#endif
