/* kube_route.h - from a path to what it names. */
#ifndef ELBTOP_SIM_KUBE_ROUTE_H
#define ELBTOP_SIM_KUBE_ROUTE_H

#include "sim/kube_inside.h"

/* Fills group, version, resource, names, subresource, verb and kind of the call. false: the
 * path is not one of a resource (/version, /apis/GROUP, …). */
bool kube_route(struct kube_call *call);

/* One request, from its login to its answer. */
void kube_handle(void *ctx, const struct ask *ask, struct reply *reply);
void kube_handle_too_large(void *ctx, const struct ask *ask, struct reply *reply);

#endif
