/*
 * kube_controller.h - the works of kube-controller-manager without which kubectl waits.
 *
 * Notes what changed and, when asked to run, does what follows: empties and ends namespaces
 * that are terminating, ends foreground deletion and removes what is owned by what is gone,
 * keeps the EndpointSlices and Endpoints of Services, runs Deployments, and gives Pods to
 * nodes.
 *
 * All under the api-server's lock, at once: a real one takes some milliseconds.
 */
#ifndef ELBTOP_SIM_KUBE_CONTROLLER_H
#define ELBTOP_SIM_KUBE_CONTROLLER_H

#include "sim/kube_inside.h"

struct kube_controller;

struct kube_controller *kube_controller_new(struct kube_api *api);
void kube_controller_free(struct kube_controller *controller);

/* Works until nothing is left to do. No controller: nothing. */
void kube_controller_run(struct kube_api *api);

/* ---- for the works themselves ---- */

struct kube_wish;

struct kube_wish kube_controller_wish(const struct kube_kind *kind,
                                      const char *name_space, const char *name,
                                      const char *manager);

/* Stores the object as new, or in place of the one of that name. Takes it. */
void kube_controller_put(struct kube_api *api, const struct kube_wish *wish,
                         json_t *object);

/* The object as a tree, with or without managedFields; dropped by json_decref(), and shared:
 * not to be changed. */
json_t *kube_controller_tree(struct kube_api *api, const struct kube_version *version);

/* true: it is gone; false: it was not there, finalizers hold it, or it is a Pod that has
 * time to end. kube_controller_end() leaves it no time. */
bool kube_controller_delete(struct kube_api *api, const struct kube_kind *kind,
                            const char *name_space, const char *name);
bool kube_controller_end(struct kube_api *api, const struct kube_kind *kind,
                         const char *name_space, const char *name);

#endif
