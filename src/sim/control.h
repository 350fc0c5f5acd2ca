/*
 * control.h - the world's remote control: a small HTTP API on 127.0.0.1, JSON, for
 * lessons, tests and curious people.
 *
 *   GET    /state             time, speed, story, faults, where everything is
 *   GET    /log?after=SEQ&server=NAME&limit=N   what the servers have heard
 *   POST   /pause  /run       time stands still, goes on
 *   POST   /step              paused: time jumps on until something was asked to change;
 *                             {"waits":N}: exactly N waits end instead
 *   POST   /speed             {"speed":10}
 *   POST   /gate  /act  /next call by call, for lessons: see sim/teach.h
 *   POST   /fault             {"fault":"elb:status=429:count=3"}; see sim/fault.h
 *   DELETE /fault             all trouble is mended
 *
 * What it cannot do it refuses with {"error":TEXT}.
 */
#ifndef ELBTOP_SIM_CONTROL_H
#define ELBTOP_SIM_CONTROL_H

#include "base/err.h"
#include "sim/ccm.h"
#include "sim/fault.h"
#include "sim/heard.h"
#include "sim/pace.h"
#include "sim/player.h"
#include "sim/story.h"
#include "sim/teach.h"
#include "sim/trouble.h"

struct control;

/* Borrowed for the life of the control; ccm may be NULL. */
struct control_config {
    uint16_t port; /* 0: any */
    struct pace *pace;
    uint64_t seed;
    struct heard *heard;
    struct fault_box *box;
    struct trouble *trouble;
    const struct story *story;
    struct player *player;
    struct ccm *ccm;
    struct gate *gate;
    struct cloud_state *cloud;
};

enum err_code control_new(const struct control_config *config,
                          struct control **ret_control, struct err *err);
void control_free(struct control *control);
const char *control_url(const struct control *control);

/* Told in /state; {"api_server":URL, …}. The reference is taken. Before anyone asks. */
void control_set_places(struct control *control, json_t *places);

#endif
