/*
 * kube_endpoints.h - the EndpointSlice and the Endpoints of each Service with a selector.
 *
 * Source: captures 169, 170, 622.
 */
#ifndef ELBTOP_SIM_KUBE_ENDPOINTS_H
#define ELBTOP_SIM_KUBE_ENDPOINTS_H

#include "sim/kube_inside.h"

/* Something of that kind and name changed; last: its last known state. */
void kube_endpoints_follow(struct kube_api *api, const struct kube_kind *kind,
                           const char *name_space, const char *name,
                           const struct kube_version *last);

#endif
