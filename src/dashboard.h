/*
 * dashboard.h - `elbtop` without a command: the screen, with a worker behind it.
 */
#ifndef ELBTOP_DASHBOARD_H
#define ELBTOP_DASHBOARD_H

#include "cli/options.h"

int dashboard_run(const struct options *options);

#endif
