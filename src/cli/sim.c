#include "cli/sim.h"

#include <signal.h>
#include <stdio.h>

#ifdef WITH_SIM
#include "base/buf.h"
#include "base/limits.h"
#include "sim/sim.h"
#endif
#include "base/banned.h"

#ifdef WITH_SIM

void sim_print_more(FILE *out)
{
    struct buf text;

    buf_init(&text, LIMIT_KIB * 64);
    sim_help(&text);
    fputs(buf_text(&text), out);
    buf_release(&text);
}

/* The signals that end the world are blocked before its threads start, so that all of them
 * leave the signals to this one. */
static void hold_signals(sigset_t *ret_ends)
{
    sigemptyset(ret_ends);
    sigaddset(ret_ends, SIGINT);
    sigaddset(ret_ends, SIGTERM);
    sigaddset(ret_ends, SIGHUP);
    sigprocmask(SIG_BLOCK, ret_ends, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int sim_run(const struct options *options)
{
    const struct sim_config config = {
        .dir = options->dir,
        .story = options->story,
        .speed = options->speed,
        .seed = (uint64_t)options->seed,
        .services = (size_t)options->services,
        .churn = options->churn,
        .region = options->region,
        .kubeconfig = options->kubeconfig,
        .context = options->context,
        .fault_count = options->faults.count,
        .faults = options->faults.at,
        .api_port = (uint16_t)options->port,
    };
    struct sim *sim;
    struct err err = ERR_INIT;
    char line[400];
    sigset_t ends;
    int signal_number;

    hold_signals(&ends);
    if (sim_start(&config, &sim, &err) != ERR_OK) {
        fprintf(stderr, "elbtop: %s\n", err_line(&err, line, sizeof line));
        return EXIT_FAILED;
    }
    fprintf(stderr, "elbtop: the embedded world is at %s (source %s/env)\n",
            sim_places(sim)->dir, sim_places(sim)->dir);
    puts("ready");
    fflush(stdout);
    sigwait(&ends, &signal_number);
    sim_stop(sim);
    return EXIT_DONE;
}

#else

void sim_print_more(FILE *out)
{
    fputs("\nThis elbtop was built without the embedded world.\n", out);
}

/* The line is one that another build carries out: it has failed, and is not a wrong one. */
int sim_run(const struct options *options)
{
    (void)options;
    fputs("elbtop: this elbtop was built without the embedded world\n", stderr);
    return EXIT_FAILED;
}

#endif
