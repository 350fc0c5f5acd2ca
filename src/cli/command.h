/*
 * command.h - the table of commands: name, operands, one line of help, and what runs.
 */
#ifndef ELBTOP_CLI_COMMAND_H
#define ELBTOP_CLI_COMMAND_H

#include <stddef.h>
#include <stdio.h>

#include "cli/options.h"

enum command_id {
    COMMAND_GET,
    COMMAND_EXPLAIN,
    COMMAND_ORPHANS,
    COMMAND_VALIDATE,
    COMMAND_AUTOCREATE,
    COMMAND_ATTACH,
    COMMAND_TEARDOWN,
    COMMAND_WAIT,
    COMMAND_DEMO,
    COMMAND_SIM,
    COMMAND_COMPLETION,
    COMMAND_COUNT
};

struct command {
    enum command_id id;
    const char *name;
    const char *operands; /* "KIND [NAME]" */
    const char *summary;  /* one line, no full stop */
    size_t least_operands;
    size_t most_operands;
    int (*run)(const struct options *options); /* returns the exit status */
    void (*print_more)(FILE *out); /* behind its options in --help; NULL: nothing */
};

const struct command *command_find(const char *name); /* NULL */
const struct command *command_at(size_t i);           /* NULL at the end */

#endif
