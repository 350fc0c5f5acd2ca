/*
 * main.c - reads the command line and hands over: to a command, or to the dashboard.
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "cli/command.h"
#include "dashboard.h"
#include "cli/options.h"
#include "wire/http.h"
#include "base/banned.h"

/*
 * One of the three that is closed would be given to the next socket, and what is said would
 * go into that. It is held open the wrong way round, so that its use fails as it ought to.
 */
static void hold_standard_files(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            return; /* nothing is to be had; then it is as before */
    }
}

static bool has_reader(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO};
    return poll(&out, 1, 0) == 0 || (out.revents & POLLERR) == 0;
}

/* What could not be written was not said, whatever the status; but a reader of a pipe that
 * went because it has seen enough is no failure. */
static int check_output(int status)
{
    errno = 0;
    bool written = fflush(stdout) == 0 && ferror(stdout) == 0;
    int why = errno;

    if (written || !has_reader())
        return status;
    fprintf(stderr, "elbtop: cannot write the output%s%s\n", why == 0 ? "" : ": ",
            why == 0 ? "" : strerror(why));
    return status == EXIT_DONE ? EXIT_FAILED : status;
}

/*
 * What must happen before there are threads. Only the terminal asks the locale (which
 * letters it shows, how wide they are): a command is spared its tables and a dozen files.
 */
static enum err_code prepare(const struct options *options, struct err *err)
{
    if (options->command == NULL)
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
    if (prepare(options, &err) != ERR_OK) {
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

    hold_standard_files();
    int status = options_parse(&options, argc, argv) ? run(&options) : EXIT_USAGE;
    options_release(&options);
    return check_output(status);
}
