/* kube_scale.h - the scale subresource of Deployments and ReplicaSets. */
#ifndef ELBTOP_SIM_KUBE_SCALE_H
#define ELBTOP_SIM_KUBE_SCALE_H

#include "sim/kube_inside.h"

json_t *kube_scale_of(const struct kube_kind *kind, const struct kube_version *version);

/* PUT or a merge patch of a Scale: sets spec.replicas; under the lock. */
bool kube_scale_write(struct kube_call *call, struct kube_version **ret_version);

#endif
