/*
 * wait.h - `elbtop wait SERVICE --for ready|step=N|deleted`: Services have no conditions that
 * kubectl could wait for.
 */
#ifndef ELBTOP_CLI_WAIT_H
#define ELBTOP_CLI_WAIT_H

#include "cli/options.h"

int wait_run(const struct options *options);

#endif
