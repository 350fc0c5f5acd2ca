/*
 * trouble.h - carries out faults: rules go to the servers' box, deeds are done to the
 * cloud, the api-server, the controller or a node.
 *
 * Thread: all calls, from any; quick, but for what the player has to send.
 */
#ifndef ELBTOP_SIM_TROUBLE_H
#define ELBTOP_SIM_TROUBLE_H

#include <jansson.h>

#include "base/err.h"
#include "sim/ccm.h"
#include "sim/cloud_state.h"
#include "sim/fault.h"
#include "sim/heard.h"
#include "sim/kube_api.h"
#include "sim/player.h"
#include "sim/webhook.h"

struct trouble;

/* Borrowed; those that a world has not are NULL, and their deeds are refused. */
struct trouble_world {
    struct fault_box *box;
    struct cloud_state *cloud;
    struct kube_api *kube;
    struct ccm *ccm;
    struct webhook *webhook;
    struct player *player;
    struct heard *heard;
};

/* Before the cloud's servers start. */
struct trouble *trouble_new(struct fault_box *box, struct cloud_state *cloud);
void trouble_free(struct trouble *trouble);

/* Once, when all is there. */
void trouble_set_world(struct trouble *trouble, const struct trouble_world *world);

/* Errors: ERR_SHAPE what cannot be read or done; ERR_ABSENT nothing of that name. */
enum err_code trouble_make(struct trouble *trouble, const char *spec, struct err *err);

/* Rules go, the controller runs, quotas and members are as they were. What was deleted
 * stays deleted. */
void trouble_mend(struct trouble *trouble);

#endif
