/*
 * completion.h - `elbtop completion bash|zsh|fish`: a script made from the tables of commands
 * and options.
 */
#ifndef ELBTOP_CLI_COMPLETION_H
#define ELBTOP_CLI_COMPLETION_H

#include "cli/options.h"

int completion_run(const struct options *options);

#endif
