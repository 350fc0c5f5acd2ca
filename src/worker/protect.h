/*
 * protect.h - contexts that a person has marked as protected: nothing is changed there until
 * it is armed for a while, with a reason.
 *
 * $XDG_CONFIG_HOME/elbtop/config.yaml (~/.config/elbtop/config.yaml), never written by this
 * program:
 *
 *     protected_contexts: [prod, "prod-*"]
 */
#ifndef ELBTOP_WORKER_PROTECT_H
#define ELBTOP_WORKER_PROTECT_H

#include <stdbool.h>

#include "base/err.h"

/*
 * file: NULL is the environment's. No file at all protects nothing.
 * Errors: ERR_LOCAL, ERR_SHAPE: a file that cannot be read protects everything.
 */
enum err_code protect_find(const char *file, const char *context, bool *ret_protected,
                           struct err *err);

#endif
