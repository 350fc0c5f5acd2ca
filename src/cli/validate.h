/*
 * validate.h - `elbtop validate -f FILE`: the rules of act/lint.h over manifests, as compilers say
 * it: FILE:LINE: error|warning|info: RULE text.
 */
#ifndef ELBTOP_CLI_VALIDATE_H
#define ELBTOP_CLI_VALIDATE_H

#include "cli/options.h"

int validate_run(const struct options *options);

#endif
