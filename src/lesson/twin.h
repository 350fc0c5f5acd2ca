/*
 * twin.h - the line that a person would type to make the same call, for the terminal beside
 * the lesson.
 */
#ifndef ELBTOP_LESSON_TWIN_H
#define ELBTOP_LESSON_TWIN_H

#include "cross/lesson.h"

/* "kubectl -n lb-demo delete svc hello"; "" when there is none. Never a secret. */
const char *twin_of(const struct lesson_line *line, struct arena *arena);

#endif
