/*
 * door.h - how one agent gets into one server: the peer, and the credentials of a
 * request.
 *
 * Thread: made anywhere, then used by one agent.
 */
#ifndef ELBTOP_SIM_DOOR_H
#define ELBTOP_SIM_DOOR_H

#include "base/err.h"
#include "sim/agent.h"

struct door;

/* A server of the world's own. bearer NULL: none. */
enum err_code door_new(const char *base_url, const char *ca_pem, const char *bearer,
                       struct door **ret_door, struct err *err);

/* A cluster of a kubeconfig (NULL: the usual places), as the program itself gets in;
 * context NULL: the current one. */
enum err_code door_new_to_cluster(const char *kubeconfig, const char *context,
                                  struct door **ret_door, struct err *err);
void door_free(struct door *door);

/* Borrowed from the door. */
struct agent_server door_server(struct door *door);
const char *door_url(const struct door *door);

#endif
