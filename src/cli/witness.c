#include "cli/witness.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/demo_world.h"
#include "settings/settings.h"
#include "worker/worker.h"
#include "base/banned.h"

struct witness {
    struct demo_world *world; /* NULL: a real cluster */
    struct log *log;          /* NULL: none was asked for */
    struct settings *settings;
    struct worker *worker;
    char *probe_proxy; /* NULL: straight */
};

/* Set by the handler: the one thing that a signal handler can do. */
static volatile sig_atomic_t asked_to_end;

static void ask_to_end(int signal_number)
{
    (void)signal_number;
    asked_to_end = 1;
}

static void catch_ends(void)
{
    struct sigaction action = {.sa_handler = ask_to_end};

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is found when writing to it */
}

static int64_t deadline_of(const struct options *options)
{
    return options->timeout_ms >= 0 ? options->timeout_ms : INTERVAL_COMMAND_MS;
}

/* Who shares an ELB is known only when the Services of all namespaces are: for a command that
 * acts, -n is where NAME is, not all that is read. */
static bool acts(const struct options *options)
{
    static const enum command_id acting[] = {COMMAND_AUTOCREATE, COMMAND_ATTACH,
                                             COMMAND_TEARDOWN, COMMAND_DEMO};

    for (size_t i = 0; options->command != NULL && i < ARRAY_COUNT(acting); i++) {
        if (options->command->id == acting[i])
            return true;
    }
    return false;
}

enum err_code witness_open(const struct options *options, bool once,
                           struct witness **ret_witness, struct err *err)
{
    struct witness *witness = mem_new(sizeof *witness);
    enum err_code code = ERR_OK;

    catch_ends();
    if (options->log_file != NULL)
        code = log_new(options->log_file, options->log_level, &witness->log, err);
    if (code != ERR_OK)
        goto out;

    code = settings_read(NULL, &witness->settings, err);
    if (code != ERR_OK)
        goto out;
    struct worker_config config = {
        .settings = witness->settings,
        .kubeconfig = options->kubeconfig,
        .context = options->context,
        .namespace = acts(options) ? NULL : options->namespace,
        .fallback_namespace = acts(options) ? options->namespace : NULL,
        .give_up_ms = options->wait_ms > 0 ? options->wait_ms : 0,
        .all_namespaces = options->all_namespaces,
        .os_cloud = options->os_cloud,
        .no_cloud = options->no_cloud,
        .no_probe = options->no_probe,
        .probe_proxy = options->probe_proxy != NULL ? options->probe_proxy
                                                    : getenv("ELBTOP_PROBE_PROXY"),
        .read_only = options->read_only,
        .once = once,
        .once_ms = deadline_of(options),
        .seed = (uint64_t)getpid(),
        .log = witness->log,
    };
    if (options->demo)
        code = demo_world_open(options, &config, &witness->world, err);
    if (code != ERR_OK)
        goto out;

    witness->probe_proxy = mem_copy_text(config.probe_proxy);
    code = worker_new(&config, &witness->worker, err);
    if (code != ERR_OK)
        goto out;
    code = worker_start(witness->worker, err);
    if (code != ERR_OK)
        goto out;

    *ret_witness = witness;
    witness = NULL;
out:
    witness_close(witness);
    return code;
}

void witness_close(struct witness *witness)
{
    if (witness == NULL)
        return;
    worker_free(witness->worker);
    demo_world_close(witness->world);
    log_free(witness->log);
    settings_free(witness->settings);
    free(witness->probe_proxy);
    free(witness);
}

const char *witness_probe_proxy(const struct witness *witness)
{
    return witness->probe_proxy;
}

struct settings *witness_settings(struct witness *witness)
{
    return witness->settings;
}

struct doors *witness_doors(struct witness *witness)
{
    return worker_doors(witness->worker);
}

struct snapshot *witness_next(struct witness *witness, int64_t wait_ms)
{
    const struct clock real = CLOCK_REAL_INIT;
    struct doors *doors = worker_doors(witness->worker);
    int64_t until_ms = wait_ms < 0 ? INT64_MAX : clock_now_ms(&real) + wait_ms;
    struct snapshot *snapshot;

    while ((snapshot = doors_take_snapshot(doors)) == NULL && !asked_to_end) {
        int64_t left_ms = wait_ms < 0 ? -1 : until_ms - clock_now_ms(&real);
        if (wait_ms >= 0 && left_ms <= 0)
            return NULL;
        /* Nobody reads standard output any more: without this a quiet world would keep a
         * command alive behind a closed pipe. */
        struct pollfd fds[] = {{.fd = doors_fd(doors), .events = POLLIN},
                               {.fd = STDOUT_FILENO}};
        if (poll(fds, ARRAY_COUNT(fds), (int)left_ms) == -1 && errno != EINTR)
            return NULL;
        if (fds[1].revents & POLLERR)
            return NULL;
    }
    return snapshot;
}

struct snapshot *witness_complete(struct witness *witness, int64_t wait_ms)
{
    const struct clock real = CLOCK_REAL_INIT;
    int64_t until_ms = clock_now_ms(&real) + wait_ms;
    struct snapshot *latest = NULL;
    struct snapshot *next;

    while (latest == NULL || !latest->complete) {
        int64_t left_ms = until_ms - clock_now_ms(&real);
        next = witness_next(witness, left_ms > 0 ? left_ms : 0);
        if (next == NULL)
            break;
        snapshot_free(latest);
        latest = next;
    }
    return latest;
}

bool witness_is_asked_to_end(const struct witness *witness)
{
    (void)witness;
    return asked_to_end != 0;
}

int witness_report(const struct snapshot *snapshot)
{
    int status = EXIT_DONE;

    for (enum source_name name = 0; name < SOURCE_COUNT; name++) {
        const struct source *source = &snapshot->view->sources[name];
        char line[400];
        if (source->state == SOURCE_LIVE || source->state == SOURCE_OFF)
            continue;
        status = EXIT_PARTIAL;
        fprintf(stderr, "elbtop: %s is %s%s%s\n", source_name_text(name),
                source->state == SOURCE_CONNECTING ? "not answering in time"
                                                   : source_state_text(source->state),
                source->err.code == ERR_OK ? "" : ": ",
                source->err.code == ERR_OK ? ""
                                           : err_line(&source->err, line, sizeof line));
    }
    return status;
}
