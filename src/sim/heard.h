/*
 * heard.h - the world's own record: which requests its servers have heard, and what the
 * story said. The newest are kept; older ones make room.
 *
 * Who asked is taken from the User-Agent, up to its '/': "kubectl", "elbtop".
 *
 * Never a secret: headers are not kept, and of bodies the values of passwords, keys and
 * tokens are masked before they come in.
 *
 * Thread: all calls, from any.
 */
#ifndef ELBTOP_SIM_HEARD_H
#define ELBTOP_SIM_HEARD_H

#include <jansson.h>
#include <stdint.h>

#include "sim/pace.h"
#include "sim/server.h"

struct heard;

struct heard *heard_new(const struct pace *pace); /* borrowed; for the stamps */
void heard_free(struct heard *heard);

/* Fits server_heard; ctx is the heard. */
void heard_request(void *ctx, const char *server, const struct ask *ask, int status);

/* A line that is no request: server "story", "fault". */
void heard_line(struct heard *heard, const char *server, const char *text);

/* How many came so far, and how many of them were to change something. */
uint64_t heard_count(struct heard *heard);
uint64_t heard_change_count(struct heard *heard);

/*
 * Entries newer than `after` (0: all kept), at most `most` of the oldest of them, of one
 * server only unless server is NULL: {"entries":[{seq,at_ms,wall,server,who,method,target,
 * status,body}],"next":SEQ}. Owner: the caller.
 */
json_t *heard_json(struct heard *heard, uint64_t after, size_t most, const char *server);

#endif
