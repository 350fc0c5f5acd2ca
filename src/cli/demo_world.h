/*
 * demo_world.h - the embedded world of one command (--demo) or of `:sim` on the screen, in a
 * private folder that goes with it.
 */
#ifndef ELBTOP_CLI_DEMO_WORLD_H
#define ELBTOP_CLI_DEMO_WORLD_H

#include "base/err.h"
#include "cli/options.h"
#include "worker/worker.h"

struct demo_world;

/*
 * Starts the world and points the worker's config at it and at nothing else: the accounts and
 * clusters of the environment are not looked at. The config is good as long as the world.
 * Errors: ERR_LOCAL; also when the program was built without the embedded world.
 */
enum err_code demo_world_open(const struct options *options, struct worker_config *config,
                              struct demo_world **ret_world, struct err *err);
void demo_world_close(struct demo_world *world);

#endif
