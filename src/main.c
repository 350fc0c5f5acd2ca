/*
 * main.c - reads the command line and hands over: to a command, or to the dashboard.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <jansson.h>

#include "cli/command.h"
#include "dashboard.h"
#include "cli/options.h"
#include "wire/http.h"
#include "base/banned.h"

/* What must happen before there are threads. */
static enum err_code prepare(struct err *err)
{
    setlocale(LC_ALL, "");
    tzset();
    json_object_seed(0);
    return http_global_init(err);
}

static int run(const struct options *options)
{
    struct err err = ERR_INIT;

    if (options->wants_version) {
        puts(PACKAGE_STRING);
        return EXIT_DONE;
    }
    if (options->wants_help) {
        options_print_help(options, stdout);
        return EXIT_DONE;
    }
    if (prepare(&err) != ERR_OK) {
        fprintf(stderr, "elbtop: %s\n", err.text);
        return EXIT_FAILED;
    }
    int status = options->command != NULL ? options->command->run(options)
                                          : dashboard_run(options);
    http_global_release();
    return status;
}

int main(int argc, char **argv)
{
    struct options options;

    int status = options_parse(&options, argc, argv) ? run(&options) : EXIT_USAGE;
    options_release(&options);
    return status;
}
