/*
 * demo.h - `elbtop demo autocreate|attach [--delete]`: each of the two patterns from nothing to
 * a page and back, told step by step.
 */
#ifndef ELBTOP_CLI_DEMO_H
#define ELBTOP_CLI_DEMO_H

#include "cli/options.h"

int demo_run(const struct options *options);

#endif
