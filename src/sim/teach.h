/*
 * teach.h - the part of the remote control that lessons use: call by call instead of second
 * by second.
 *
 *   POST /gate {"shut":true}   calls that change something wait before they are made
 *   POST /act  STEP            the user does one step more: {say, apply, patch, delete,
 *                              fault} as in a story
 *   POST /next {"idle_ms":N}   lets the oldest call through, and time run until its answer
 *                              came and the next one waits, a public address became
 *                              routable, or nothing happened for N simulated ms
 *
 *   POST /next {"let":false}   the same, but what waits already stays where it is
 *
 * GET /state tells as "gate" what waits ({who, method, target, body}) and which addresses
 * are about to be advertised ({address}): while the gate is shut that waits as well.
 *
 * Thread: all calls, from any.
 */
#ifndef ELBTOP_SIM_TEACH_H
#define ELBTOP_SIM_TEACH_H

#include <jansson.h>
#include <stdbool.h>

#include "sim/cloud_state.h"
#include "sim/gate.h"
#include "sim/heard.h"
#include "sim/player.h"
#include "sim/server.h"

/* Borrowed. */
struct teach_config {
    struct pace *pace;
    struct gate *gate;
    struct heard *heard;
    struct player *player;
    struct cloud_state *cloud;
};

struct teach;

struct teach *teach_new(const struct teach_config *config);
void teach_free(struct teach *teach);

/*
 * true: the request was one of the above, and the reply is decided; *ret_told: it was done,
 * and the state of the world is to be told as the answer.
 */
bool teach_handle(struct teach *teach, const struct ask *ask, struct reply *reply,
                  bool *ret_told);
json_t *teach_json(struct teach *teach); /* the "gate" of the state; the caller's */

#endif
