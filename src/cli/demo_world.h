/*
 * demo_world.h - the embedded world of one command (--demo): started before it, in a private
 * folder, and ended with it.
 */
#ifndef ELBTOP_CLI_DEMO_WORLD_H
#define ELBTOP_CLI_DEMO_WORLD_H

#include "base/err.h"
#include "cli/options.h"
#include "worker/worker.h"

struct demo_world;

/*
 * Starts the world and points the worker's config at it. Sets OS_CLIENT_CONFIG_FILE for this
 * process, before any thread of its own.
 * Errors: ERR_LOCAL; also when the program was built without the embedded world.
 */
enum err_code demo_world_open(const struct options *options, struct worker_config *config,
                              struct demo_world **ret_world, struct err *err);
void demo_world_close(struct demo_world *world);

#endif
