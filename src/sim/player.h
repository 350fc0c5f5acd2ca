/*
 * player.h - plays a story: applies, patches and deletes objects at the api-server as a
 * user would, over HTTP, and makes trouble, each at its simulated moment. Also carries
 * out such works for others, in order.
 *
 * Thread: its own; the calls below from any.
 */
#ifndef ELBTOP_SIM_PLAYER_H
#define ELBTOP_SIM_PLAYER_H

#include <jansson.h>

#include "base/err.h"
#include "sim/agent.h"
#include "sim/gate.h"
#include "sim/heard.h"
#include "sim/story.h"

struct player;

/* Told on the player's thread. */
typedef void (*player_fault)(void *ctx, const char *spec);

struct player_config {
    struct pace *pace;
    struct agent_server kube;  /* as an admin */
    const struct story *story; /* borrowed */
    struct heard *heard;       /* what it did is noted there */
    player_fault fault;
    void *fault_ctx;
    struct gate *gate;  /* where it waits before it calls; NULL */
    double churn;       /* label changes a second (simulated); 0: none */
    size_t churn_count; /* among the Services bulk_key() 0 … count - 1 */
};

enum err_code player_new(const struct player_config *config, struct player **ret_player,
                         struct err *err);
enum err_code player_start(struct player *player, struct err *err);
void player_free(struct player *player);

/*
 * {apiVersion, kind, namespace, name, merge, subresource}: sent as a merge patch as soon
 * as the player comes to it. The reference is taken.
 */
void player_patch(struct player *player, json_t *patch);

/*
 * Plays one step more, as soon as the player comes to it: {say, apply, patch, delete, fault}
 * as in a story. Errors: ERR_SHAPE.
 */
enum err_code player_act(struct player *player, const json_t *step, struct err *err);

/* How many steps of the story have been played. */
size_t player_steps_done(struct player *player);

#endif
