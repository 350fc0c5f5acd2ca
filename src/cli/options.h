/*
 * options.h - the command line, taken apart.
 *
 * One table names every option with its argument, its help and the commands it belongs
 * to; --help, the check for wrong options, completion and the manual's test read it.
 *
 * Source: GNU habits: long options, before or after operands, "--" ends options.
 */
#ifndef ELBTOP_CLI_OPTIONS_H
#define ELBTOP_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/log.h"

/* Exit statuses; part of the contract with scripts. */
enum {
    EXIT_DONE = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_PARTIAL = 3,
    EXIT_TIMEOUT = 4,
    EXIT_DECLINED = 5,
};

enum output {
    OUTPUT_TABLE,
    OUTPUT_WIDE,
    OUTPUT_JSON,
    OUTPUT_YAML,
    OUTPUT_NAME,
    OUTPUT_TEXT
};

struct command;

struct options {
    const struct command *command; /* NULL: the dashboard */
    size_t operand_count;
    char **operands; /* borrowed from argv */
    bool wants_help;
    bool wants_version;

    /* global */
    const char *kubeconfig;
    const char *context;
    const char *namespace;
    bool all_namespaces;
    const char *os_cloud;
    bool no_cloud;
    bool no_probe;
    const char *probe_proxy;
    bool read_only;
    bool demo;
    bool plain;
    bool ascii;
    const char *theme;
    int64_t timeout_ms; /* -1: not said */
    const char *log_file;
    enum log_level log_level;

    /* of some commands */
    bool has_output;
    enum output output;
    bool watch;
    const char *file; /* -f */

    /* of sim, and of --demo */
    const char *dir;
    const char *story;
    double speed; /* 0: not said */
    int64_t services;
    double churn;
    int64_t seed;
    const char *region;
    int64_t port;
    size_t fault_count;
    const char **faults; /* owned */
};

/*
 * Takes argv apart. On a wrong word it writes one line and a hint to stderr and returns
 * false: exit with EXIT_USAGE. options_release in any case.
 */
bool options_parse(struct options *options, int argc, char **argv);
void options_release(struct options *options);

/* "elbtop --help", "elbtop get --help". */
void options_print_help(const struct options *options, FILE *out);

/* Says "elbtop: …" on stderr and returns EXIT_USAGE, with the hint to --help. */
int options_usage_error(const struct options *options, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* For completion and tests: the i-th option of a command (NULL: global); NULL at the end. */
struct option_row {
    const char *name;     /* "kubeconfig" */
    char letter;          /* 'n', or 0 */
    const char *argument; /* "FILE"; NULL: none */
    const char *help;
    unsigned commands; /* bits of enum command_id; 0: global */
};
const struct option_row *options_row(size_t i); /* NULL at the end */

#endif
