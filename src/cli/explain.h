/*
 * explain.h - `elbtop explain SERVICE`: the seven steps with actor, state, times, evidence, and
 * what to do next.
 */
#ifndef ELBTOP_CLI_EXPLAIN_H
#define ELBTOP_CLI_EXPLAIN_H

#include "cli/options.h"

int explain_run(const struct options *options);

#endif
