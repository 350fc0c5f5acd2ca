/*
 * cloud_samples.h - what stands about in accounts that people and several controllers have
 * used: a load balancer in each naming scheme that is known, and the odd ones that make
 * clients stumble.
 *
 * Source: the naming schemes of CCE, cloud-provider-huaweicloud, the Swiss community
 *         controller, cloud-provider-openstack and terraform modules.
 */
#ifndef ELBTOP_SIM_CLOUD_SAMPLES_H
#define ELBTOP_SIM_CLOUD_SAMPLES_H

#include "sim/cloud_state.h"

/*
 * Adds them; returns how many load balancers. Beside them: an EIP that nobody uses, one on
 * a shared bandwidth, two load balancers of one name, members that are all OFFLINE, a pool
 * without a monitor, a listener made by hand beside one of a controller.
 * Under the lock.
 */
size_t cloud_samples_add(struct cloud_state *state);

#endif
