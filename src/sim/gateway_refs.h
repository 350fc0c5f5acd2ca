/*
 * gateway_refs.h - are the backends of an HTTPRoute there, and may it refer to them?
 *
 * Thread: the agent's; it asks the api-server.
 */
#ifndef ELBTOP_SIM_GATEWAY_REFS_H
#define ELBTOP_SIM_GATEWAY_REFS_H

#include <jansson.h>

#include "base/buf.h"
#include "sim/agent.h"

/*
 * Adds the first backend that is not there, and the first in another namespace that no
 * ReferenceGrant opens, each as "namespace/name"; nothing when all is well.
 */
void gateway_refs_check(struct agent *agent, const struct agent_server *kube,
                        const json_t *route, struct buf *missing, struct buf *forbidden);

#endif
