#include "cli/witness.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
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
    struct worker_config config; /* how the worker was made; another one is made alike */
    struct worker *worker;
    char *context;     /* entered later; NULL: config's is of the command line */
    char *namespace;   /* likewise */
    char *probe_proxy; /* NULL: straight */
    size_t retired_count;
    struct retired *retired[LIMIT_RETIRED];
};

/* A worker on its way out, on a thread of its own. */
struct retired {
    struct worker *worker;
    pthread_t thread;
    atomic_bool is_over;
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

static enum err_code open_worker(const struct worker_config *config,
                                 struct worker **ret_worker, struct err *err)
{
    struct worker *worker = NULL;
    enum err_code code = worker_new(config, &worker, err);

    if (code != ERR_OK)
        return code;
    code = worker_start(worker, err);
    if (code == ERR_OK)
        *ret_worker = worker;
    else
        worker_free(worker);
    return code;
}

/* ---- workers that end ---- */

static void *end_worker(void *ctx)
{
    struct retired *retired = ctx;

    worker_free(retired->worker);
    retired->is_over = true;
    return NULL;
}

static void bury(struct witness *witness, bool all)
{
    size_t kept = 0;

    for (size_t i = 0; i < witness->retired_count; i++) {
        struct retired *retired = witness->retired[i];
        if (!all && !retired->is_over) {
            witness->retired[kept++] = retired;
            continue;
        }
        pthread_join(retired->thread, NULL);
        free(retired);
    }
    witness->retired_count = kept;
}

static void retire(struct witness *witness, struct worker *worker)
{
    struct retired *retired = mem_new(sizeof *retired);
    sigset_t all;
    sigset_t before;

    retired->worker = worker;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int failed = pthread_create(&retired->thread, NULL, end_worker, retired);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed != 0) {
        worker_free(worker); /* then it is waited for */
        free(retired);
        return;
    }
    witness->retired[witness->retired_count++] = retired;
}

enum err_code witness_open(const struct options *options, bool once,
                           struct witness **ret_witness, struct err *err)
{
    struct witness *witness = mem_new(sizeof *witness);
    enum err_code code = ERR_OK;

    catch_ends();
    if (options->log_file != NULL || options->command == NULL) /* a screen shows it */
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
        .has_screen = options->command == NULL && !options->plain,
        .once_ms = deadline_of(options),
        .seed = (uint64_t)getpid(),
        .log = witness->log,
    };
    if (options->demo)
        code = demo_world_open(options, &config, &witness->world, err);
    if (code != ERR_OK)
        goto out;

    witness->probe_proxy = mem_copy_text(config.probe_proxy);
    witness->config = config;
    code = open_worker(&config, &witness->worker, err);
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
    bury(witness, true);
    demo_world_close(witness->world);
    log_free(witness->log);
    settings_free(witness->settings);
    free(witness->probe_proxy);
    free(witness->context);
    free(witness->namespace);
    free(witness);
}

/* ---- elsewhere ---- */

enum err_code witness_contexts(const struct witness *witness, struct arena *arena,
                               const char ***ret_names, size_t *ret_count,
                               const char **ret_here, struct err *err)
{
    const char *current = NULL;
    enum err_code code = worker_contexts(witness->config.kubeconfig, arena, ret_names,
                                         ret_count, &current, err);

    *ret_here = witness->config.context != NULL ? witness->config.context : current;
    return code;
}

enum err_code witness_enter(struct witness *witness, const char *context,
                            const char *namespace, struct err *err)
{
    struct worker_config config = witness->config;
    struct worker *worker = NULL;

    bury(witness, false);
    if (witness->retired_count == LIMIT_RETIRED)
        return err_set(err, ERR_LATER,
                       "the clusters that were left are still being closed; try again");
    config.context = context != NULL ? context : config.context;
    config.namespace = namespace;
    enum err_code code = open_worker(&config, &worker, err);
    if (code != ERR_OK)
        return code;

    retire(witness, witness->worker);
    witness->worker = worker;
    char *old_context = witness->context;
    char *old_namespace = witness->namespace;
    witness->context = mem_copy_text(config.context);
    witness->namespace = mem_copy_text(namespace);
    witness->config.context = witness->context;
    witness->config.namespace = witness->namespace;
    free(old_context);
    free(old_namespace);
    return ERR_OK;
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
