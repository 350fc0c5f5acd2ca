/*
 * school.h - the teaching thread: takes wishes from the screen, plays lessons call by call
 * in worlds of their own, and reports what was said.
 *
 * Going back is going again: a new world from the same seed, the same wishes up to the call
 * before. It sleeps until somebody wishes something.
 */
#ifndef ELBTOP_LESSON_SCHOOL_H
#define ELBTOP_LESSON_SCHOOL_H

#include "cross/lesson.h"

struct school;

enum err_code school_new(struct school **ret_school, struct err *err);
void school_free(struct school *school); /* the lesson ends, the thread is joined */

struct lesson_door *school_door(struct school *school);

#endif
