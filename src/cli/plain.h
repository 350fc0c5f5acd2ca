/*
 * plain.h - `elbtop --plain`: one sentence per change, no frames, for screen readers and logs.
 */
#ifndef ELBTOP_CLI_PLAIN_H
#define ELBTOP_CLI_PLAIN_H

#include "cli/witness.h"

/* Until a signal asks to end or standard output is closed. Returns the exit status. */
int plain_show(struct witness *witness);

#endif
