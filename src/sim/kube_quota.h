/*
 * kube_quota.h - ResourceQuota, as far as Services are counted.
 *
 * Source: capture 318.
 */
#ifndef ELBTOP_SIM_KUBE_QUOTA_H
#define ELBTOP_SIM_KUBE_QUOTA_H

#include "sim/kube_write.h"

/* May the object become what it is to be? before NULL: create; after NULL: delete. */
bool kube_quota_allows(struct kube_api *api, const struct kube_wish *wish,
                       const json_t *before, const json_t *after,
                       struct kube_problem *problem);

#endif
