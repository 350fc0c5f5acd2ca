/*
 * get.h - `elbtop get KIND [NAME]`, `elbtop orphans` and `elbtop explain SERVICE`: the views
 * of the dashboard as tables and as JSON.
 */
#ifndef ELBTOP_CLI_GET_H
#define ELBTOP_CLI_GET_H

#include "cli/options.h"

int get_run(const struct options *options);
int orphans_run(const struct options *options);

#endif
