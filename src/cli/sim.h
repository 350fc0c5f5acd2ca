/*
 * sim.h - `elbtop sim`: the embedded world in the foreground.
 */
#ifndef ELBTOP_CLI_SIM_H
#define ELBTOP_CLI_SIM_H

#include "cli/options.h"

int sim_run(const struct options *options);

#endif
