/*
 * gate.h - where the world's controllers wait before each call that changes something, when
 * somebody wants to look at the call first: the single steps of a lesson.
 *
 * Open, it lets all through and only counts. Shut, a call that would change a server waits,
 * as a whole request that was not sent yet, until it is let through; and simulated time
 * stands still as soon as one waits and no other is under way. Calls that read, logins,
 * Events and the conditions of Gateways pass in any case.
 *
 * Thread: all calls, from any.
 */
#ifndef ELBTOP_SIM_GATE_H
#define ELBTOP_SIM_GATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sim/pace.h"
#include "wire/http.h"

struct gate;

struct gate *gate_new(struct pace *pace); /* borrowed */
void gate_free(struct gate *gate);        /* nobody may be in it any more */

/* ---- who calls ---- */

/*
 * A call that is about to be made; nudge is told when it may go. Returns its ticket. The
 * request is read during the call only.
 */
uint64_t gate_enter(struct gate *gate, const char *who,
                    const struct http_request *request, void (*nudge)(void *ctx),
                    void *ctx);
bool gate_lets(struct gate *gate, uint64_t ticket);
void gate_leave(struct gate *gate, uint64_t ticket); /* answered, or given up */

/* ---- who looks ---- */

void gate_shut(struct gate *gate, bool shut); /* opened: all that wait go through */
bool gate_is_shut(struct gate *gate);
uint64_t gate_let_one(struct gate *gate); /* the one that waits longest; 0: none waits */
bool gate_is_waited_at(struct gate *gate);
bool gate_has_left(struct gate *gate, uint64_t ticket);
size_t gate_under_way(struct gate *gate); /* let through and not answered yet */

/* What waits, the oldest first: [{who, method, target, body}]; the caller's. */
json_t *gate_json(struct gate *gate);

#endif
