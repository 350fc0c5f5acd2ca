/* kube_auth.h - who asks, and whether they may; see kube_inside.h for the main calls. */
#ifndef ELBTOP_SIM_KUBE_AUTH_H
#define ELBTOP_SIM_KUBE_AUTH_H

#include "sim/kube_inside.h"

/* The 403 of what the call wants; always false. */
bool kube_may_refuse(struct kube_call *call);

/* For paths that are no resources: /version, /apis, … */
bool kube_may_path(struct kube_call *call);

#endif
