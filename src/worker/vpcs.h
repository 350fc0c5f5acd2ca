/*
 * vpcs.h - in which VPC each load balancer is, kept of the last whole set: the cluster's
 * nodes can only be reached from their own.
 */
#ifndef ELBTOP_WORKER_VPCS_H
#define ELBTOP_WORKER_VPCS_H

#include "act/around.h"
#include "base/arena.h"
#include "otc/inventory.h"
#include "state/view.h"

struct vpcs;

struct vpcs *vpcs_new(void);
void vpcs_free(struct vpcs *vpcs);

void vpcs_take(struct vpcs *vpcs, const struct elb_set *set);

/* The cluster's VPC is the one in which the load balancers of its Services are. */
void vpcs_compare(const struct vpcs *vpcs, const struct view *view, struct arena *arena,
                  struct around *around);

#endif
