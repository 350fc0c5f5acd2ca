/*
 * course.h - one lesson under way: its script, its world, what was said so far, and what is
 * about to be said.
 */
#ifndef ELBTOP_LESSON_COURSE_H
#define ELBTOP_LESSON_COURSE_H

#include "cross/lesson.h"

struct course;

enum err_code course_new(int number, struct course **ret_course, struct err *err);
void course_free(struct course *course); /* its world ends */

/* Makes the world and brings it to the first call. */
enum err_code course_begin(struct course *course, struct err *err);

enum err_code course_next(struct course *course, struct err *err);

/* A step less; the world is made anew. course_turn_back() alone says so in reports. */
void course_turn_back(struct course *course);
enum err_code course_back(struct course *course, struct err *err);

/* The key of one of its breaks, or '0': everything is mended. */
enum err_code course_break(struct course *course, char key, struct err *err);

int course_number(const struct course *course);
bool course_is_over(const struct course *course);  /* nothing is about to happen */
struct doors *course_doors(struct course *course); /* of its world; NULL: not there */

/* Everything but the titles and the running. */
void course_report(struct course *course, struct lesson_report *report);

#endif
