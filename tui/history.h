/*
 * history.h - lines that were typed before, for Up and Down; of this session only.
 */
#ifndef ELBTOP_TUI_HISTORY_H
#define ELBTOP_TUI_HISTORY_H

#include <stddef.h>

#include "base/limits.h"

struct history {
    size_t count;
    char *lines[LIMIT_HISTORY]; /* oldest first */
    size_t at;                  /* what is shown; count: the line that is being typed */
    char *draft;                /* that line, while older ones are shown; NULL */
};

void history_release(struct history *history); /* zero-filled ones are fine */

/* A line was taken. The same line again is kept once, as the newest. */
void history_add(struct history *history, const char *line);

/* Back to the line that is typed. */
void history_rewind(struct history *history);

/* The line before or after, `typed` while standing at the end; NULL: there is none.
 * Valid until the next call. */
const char *history_older(struct history *history, const char *typed);
const char *history_newer(struct history *history);

#endif
