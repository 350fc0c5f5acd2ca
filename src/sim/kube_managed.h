/*
 * kube_managed.h - metadata.managedFields: who set which field last.
 *
 * Source: captures 100-231; field manager of Kubernetes: an update takes what it changes
 *         from everybody else; an apply owns all it says, with others when the value is
 *         the same, and conflicts when it is not.
 */
#ifndef ELBTOP_SIM_KUBE_MANAGED_H
#define ELBTOP_SIM_KUBE_MANAGED_H

#include <jansson.h>
#include <stdbool.h>

#include "sim/kube_inside.h"

struct kube_manager {
    const char *name;
    const char *api_version;
    const char *subresource; /* "" */
};

/*
 * Sets after.metadata.managedFields from before's, as an update by that manager changes
 * them. before NULL: the object is new.
 */
void kube_managed_update(const struct kube_kind *kind, const struct kube_manager *manager,
                         const json_t *before, json_t *after);

/*
 * Server-side apply: live with what is said in config merged in, what the manager said
 * before and says no more taken out, managedFields set. NULL with the problem set: a
 * conflict. live NULL: a new object.
 */
json_t *kube_managed_apply(const struct kube_kind *kind,
                           const struct kube_manager *manager, const json_t *live,
                           const json_t *config, bool force,
                           struct kube_problem *problem);

#endif
