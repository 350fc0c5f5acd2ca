/*
 * embedded.h - is the cluster that would be used an embedded world (`elbtop sim`)? Then a
 * guided run needs no leave: nothing in it is real.
 */
#ifndef ELBTOP_CLI_EMBEDDED_H
#define ELBTOP_CLI_EMBEDDED_H

#include <stdbool.h>

#include "cli/options.h"

/*
 * By --demo, or by the sim.json that stands beside the world's kubeconfig and names this very
 * server ("https://…"): other contexts of the same file lead elsewhere, and a world may serve
 * somebody's real cluster.
 */
bool embedded_is(const struct options *options, const char *server);

#endif
