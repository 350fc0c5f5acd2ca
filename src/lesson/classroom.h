/*
 * classroom.h - the world of one lesson, from its beginning: an embedded world of its own,
 * a worker that reads its three witnesses as it would a real one, and its remote control
 * over HTTP.
 *
 * Thread: one, which waits for the answers. Signals are to be blocked in it: the threads of
 * the world are its children.
 */
#ifndef ELBTOP_LESSON_CLASSROOM_H
#define ELBTOP_LESSON_CLASSROOM_H

#include <jansson.h>

#include "cross/doors.h"
#include "lesson/script.h"

struct classroom;

/* All is quiet when it returns, the gate is shut, and the record begins from there. */
enum err_code classroom_open(const struct script *script, struct classroom **ret_room,
                             struct err *err);
void classroom_close(struct classroom *room);

struct doors *classroom_doors(struct classroom *room);    /* of its worker */
int64_t classroom_begun_ms(const struct classroom *room); /* simulated */

/* The body's reference is taken; NULL: none. *ret_answer is the caller's; NULL: not wanted.
 * Errors: ERR_NET; ERR_REFUSED with what the world says. */
enum err_code classroom_ask(struct classroom *room, const char *method, const char *path,
                            json_t *body, json_t **ret_answer, struct err *err);

/* What was heard since the last call of it: an array, the caller's. NULL: err. */
json_t *classroom_news(struct classroom *room, struct err *err);

/* The worker reads everything anew: what a person sees is what just happened. */
void classroom_look(struct classroom *room, const char *namespace, const char *name,
                    bool probe);

#endif
