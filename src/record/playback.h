/*
 * playback.h - a worker whose only feed is a file: the thread that plays a recording and
 * publishes snapshots of it, behind the same doors as the worker of a live place.
 *
 * It has no network and no credentials: it could not send anything, whoever asked. Orders it
 * takes are those of playing, and the one to end; all others are dropped, since the screen says
 * of them that this is a recording.
 */
#ifndef ELBTOP_RECORD_PLAYBACK_H
#define ELBTOP_RECORD_PLAYBACK_H

#include <stdbool.h>

#include "base/err.h"
#include "base/log.h"
#include "cross/doors.h"

struct playback;

struct playback_config {
    const char *file;
    bool at_end;     /* one picture: as it is when the recording ends */
    struct log *log; /* borrowed; NULL */
};

/* Reads the file whole, and starts the thread. Errors: as tape_open. */
enum err_code playback_new(const struct playback_config *config,
                           struct playback **ret_player, struct err *err);
void playback_free(struct playback *playback); /* ends the thread first; NULL is fine */

struct doors *playback_doors(struct playback *playback);
const char *playback_context(const struct playback *playback); /* of the recording; "" */

#endif
