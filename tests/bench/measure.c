/*
 * measure.c - runs a command some times and says its best wall time, CPU time and peak
 * memory: "wall_ms cpu_ms peak_kib". Its output goes to /dev/null.
 *
 *   measure RUNS COMMAND [ARGUMENT]...
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/span.h"
#include "base/banned.h"

struct cost {
    long wall_ms;
    long cpu_ms;
    long peak_kib;
};

static long ms_of(struct timeval at)
{
    return at.tv_sec * 1000 + at.tv_usec / 1000;
}

static void run_child(char **command)
{
    int nowhere = open("/dev/null", O_WRONLY);

    dup2(nowhere, STDOUT_FILENO);
    execvp(command[0], command);
    fprintf(stderr, "measure: %s: %s\n", command[0], strerror(errno));
    _exit(127);
}

/* The child's own peak: rusage of a fork starts at the parent's size, which is small here. */
static int measure(char **command, struct cost *ret_cost)
{
    const struct clock real = CLOCK_REAL_INIT;
    struct rusage usage;
    int status;

    int64_t began_ms = clock_now_ms(&real);
    pid_t child = fork();
    if (child == 0)
        run_child(command);
    if (child == -1 || wait4(child, &status, 0, &usage) == -1)
        return -1;
    *ret_cost = (struct cost){
        .wall_ms = (long)(clock_now_ms(&real) - began_ms),
        .cpu_ms = ms_of(usage.ru_utime) + ms_of(usage.ru_stime),
        .peak_kib = usage.ru_maxrss,
    };
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(int argc, char **argv)
{
    struct cost best = {0};
    int64_t runs;

    if (argc < 3 || !span_to_range(span_of(argv[1]), 1, 1000, &runs)) {
        fputs("usage: measure RUNS COMMAND [ARGUMENT]...\n", stderr);
        return 2;
    }
    for (int64_t i = 0; i < runs; i++) {
        struct cost cost;
        int status = measure(argv + 2, &cost);
        /* 3: answered, but a source was missing; still the whole work. */
        if (status != 0 && status != 3) {
            fprintf(stderr, "measure: %s ended with %d\n", argv[2], status);
            return 1;
        }
        if (i == 0 || cost.wall_ms < best.wall_ms)
            best.wall_ms = cost.wall_ms;
        if (i == 0 || cost.cpu_ms < best.cpu_ms)
            best.cpu_ms = cost.cpu_ms;
        if (i == 0 || cost.peak_kib < best.peak_kib)
            best.peak_kib = cost.peak_kib;
    }
    printf("%ld %ld %ld\n", best.wall_ms, best.cpu_ms, best.peak_kib);
    return 0;
}
