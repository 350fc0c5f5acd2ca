/*
 * embedded.h - is the cluster that would be used an embedded world (`elbtop sim`)? Then a
 * guided run needs no leave: nothing in it is real.
 */
#ifndef ELBTOP_CLI_EMBEDDED_H
#define ELBTOP_CLI_EMBEDDED_H

#include <stdbool.h>

#include "cli/options.h"

/* By --demo, or by the sim.json that stands beside the world's kubeconfig. */
bool embedded_is(const struct options *options);

#endif
