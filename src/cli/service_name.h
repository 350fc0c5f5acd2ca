/*
 * service_name.h - SERVICE on the command line: NAMESPACE/NAME, or NAME with -n.
 */
#ifndef ELBTOP_CLI_SERVICE_NAME_H
#define ELBTOP_CLI_SERVICE_NAME_H

#include <stdbool.h>

#include "cli/options.h"

struct service_name {
    char namespace[64];
    char name[64];
    char full[132]; /* "namespace/name" */
};

/* false: it said on stderr what is wrong with the word (a usage error). */
bool service_name_read(const struct options *options, const char *text,
                       struct service_name *ret_name);

#endif
