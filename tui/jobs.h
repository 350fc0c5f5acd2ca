/*
 * jobs.h - what is being done, in words: one line for the message row, what a job came to
 * when it ended, and which one can still be stopped.
 */
#ifndef ELBTOP_TUI_JOBS_H
#define ELBTOP_TUI_JOBS_H

#include <stdbool.h>

#include "tui/scene.h"

enum { JOBS_TEXT_BYTES = 320 };

/* NULL when the snapshot has it not. */
const struct job_report *jobs_find(const struct snapshot *snapshot, uint64_t id);

bool job_state_is_over(enum job_state state);

/* The newest that still can be stopped before anything is sent; NULL. */
const struct job_report *jobs_held(const struct snapshot *snapshot);

/* "create", "link", "tear down". */
const char *jobs_verb(enum plan_kind kind);

/* "sending in 3s, u stops it"; "tear down whoami/whoami: proving, 1 of 2 gone". */
const char *jobs_now(const struct job_report *job, const struct scene *scene,
                     char out[JOBS_TEXT_BYTES]);

/* "teardown complete: nothing left of whoami/whoami", "created lb-demo/hello at ..". */
const char *jobs_end(const struct job_report *job, char out[JOBS_TEXT_BYTES]);

/* The message row while something is being done; false: nothing is. */
bool jobs_note(const struct scene *scene, char out[JOBS_TEXT_BYTES]);

/* How many are not over; a tear-down that was sent counts as one on its way. */
size_t jobs_active(const struct snapshot *snapshot);

#endif
