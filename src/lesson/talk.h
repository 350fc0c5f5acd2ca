/*
 * talk.h - the world's record as a conversation: which actor said what to which other one,
 * and which of the seven steps that moves.
 *
 * Fed with the entries of the world's GET /log in order, and asked about the call that waits
 * at its gate. What is of no use to a person who learns the flow is left out: lists, watches
 * and logins, counters of Events, and what elbtop itself asks.
 */
#ifndef ELBTOP_LESSON_TALK_H
#define ELBTOP_LESSON_TALK_H

#include <jansson.h>

#include "cross/lesson.h"

struct talk;

struct talk *talk_new(int64_t begun_ms); /* simulated: what lines count their time from */
void talk_free(struct talk *talk);

/* {seq, at_ms, server, who, method, target, status, body} */
void talk_hear(struct talk *talk, const json_t *entry);

/* {who, method, target, body}: what it will be once it is sent. false: nothing to show. */
bool talk_foresee(struct talk *talk, const json_t *call, struct arena *arena,
                  struct lesson_line *ret_line);

/* The advertising of an address, before it happens. */
void talk_foresee_route(struct talk *talk, const char *address, struct arena *arena,
                        struct lesson_line *ret_line);

size_t talk_count(const struct talk *talk);

/* All lines, copied. */
struct lesson_line *talk_copy(const struct talk *talk, struct arena *arena);

/* The user does something new: what is said now is about that Service until another is. */
void talk_turn_to(struct talk *talk, const char *namespace, const char *name);

#endif
