/*
 * make.h - `elbtop autocreate` and `elbtop attach`: a Service with an ELB of its own, or on
 * one that exists. Typing the command is the confirmation.
 */
#ifndef ELBTOP_CLI_MAKE_H
#define ELBTOP_CLI_MAKE_H

#include "cli/options.h"

int autocreate_run(const struct options *options);
int attach_run(const struct options *options);

#endif
