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

enum dry_run { DRY_RUN_NONE, DRY_RUN_CLIENT, DRY_RUN_SERVER };

/* Of an option that may be said several times: the texts in order, borrowed from argv. */
struct text_list {
    size_t count;
    size_t capacity;
    const char **at; /* owned */
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
    const char *replay; /* a recording in place of everything else; NULL */
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
    bool server;      /* validate: the api-server's dry run, too */

    /* of the commands that act */
    struct text_list ports;     /* PORT[:TARGET][/PROTO]; of sim: the api-server's */
    struct text_list selectors; /* K=V[,K=V] */
    struct text_list sets;      /* ANNOTATION=VALUE */
    struct text_list zones;
    const char *elb_name;
    const char *class;
    bool internal;
    int64_t bandwidth; /* 0: not said */
    const char *charge_mode;
    const char *eip_type;
    const char *l4_flavor;
    const char *l7_flavor;
    const char *subnet;
    const char *to;     /* SERVICE whose ELB is taken */
    const char *elb_id; /* or this one */
    enum dry_run dry_run;
    bool wait;
    int64_t wait_ms; /* -1: not said */
    bool yes;
    bool undo;        /* --delete */
    const char *goal; /* --for */

    /* of sim, and of --demo */
    const char *dir;
    const char *story;
    double speed; /* 0: not said */
    int64_t services;
    double churn;
    int64_t seed;
    const char *region;
    int64_t port;
    struct text_list faults;
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
    const char *argument; /* "FILE"; "[=DURATION]" when it may be left out; NULL: none */
    const char *help;
    unsigned commands; /* bits of enum command_id; 0: global */
};
const struct option_row *options_row(size_t i); /* NULL at the end */

#endif
