/* kube_patch.h - PATCH of one object. */
#ifndef ELBTOP_SIM_KUBE_PATCH_H
#define ELBTOP_SIM_KUBE_PATCH_H

#include "sim/kube_inside.h"

/* By the Content-Type; under the lock. ret_created: an apply made the object. */
bool kube_patch_write(struct kube_call *call, struct kube_version **ret_version,
                      bool *ret_created);

#endif
