/*
 * kube_scheduler.h - Pods are given to nodes. Where no kubelet looks after them, they run and
 * end at once.
 */
#ifndef ELBTOP_SIM_KUBE_SCHEDULER_H
#define ELBTOP_SIM_KUBE_SCHEDULER_H

#include "sim/kube_inside.h"

/* A Pod or a node came to be or changed. */
void kube_scheduler_follow(struct kube_api *api, const struct kube_kind *kind,
                           const char *name_space, const char *name);

#endif
