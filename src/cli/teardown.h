/*
 * teardown.h - `elbtop teardown SERVICE...`: what goes and what stays, the question, and the
 * proof.
 */
#ifndef ELBTOP_CLI_TEARDOWN_H
#define ELBTOP_CLI_TEARDOWN_H

#include "cli/options.h"

int teardown_run(const struct options *options);

#endif
