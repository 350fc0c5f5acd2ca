/*
 * sim.h - `elbtop sim`: the embedded world in the foreground.
 */
#ifndef ELBTOP_CLI_SIM_H
#define ELBTOP_CLI_SIM_H

#include <stdio.h>

#include "cli/options.h"

int sim_run(const struct options *options);
void sim_print_more(FILE *out); /* of --help: the stories and the words of --fault */

#endif
