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
#include "cli/retirement.h"
#include "record/playback.h"
#include "settings/settings.h"
#include "worker/worker.h"
#include "base/banned.h"

/* A place to look at: how its worker is made, and where in it one is. */
struct site {
    struct worker_config config; /* another worker is made alike */
    char *context;            /* entered later; NULL: config's is of the command line */
    char *namespace;          /* likewise */
    struct demo_world *world; /* NULL: a real cluster */
    char *recording; /* the file that is played in its place; NULL: none, it is read */
};

struct witness {
    const struct options *options; /* borrowed */
    struct log *log;               /* NULL: none was asked for */
    struct settings *settings;
    struct site here;
    struct site left; /* where JOURNEY_BACK leads to; a world only under a recording */
    bool has_left;
    struct worker *worker;     /* of here; NULL: it is a recording */
    struct playback *playback; /* that plays it; NULL */
    char *probe_proxy;         /* NULL: straight */
    struct retirement retirement;
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

static enum err_code open_playback(const struct worker_config *config, const char *file,
                                   struct playback **ret_playback, struct err *err)
{
    const struct playback_config playback = {
        .file = file, .at_end = config->once, .log = config->log};
    return playback_new(&playback, ret_playback, err);
}

/* ---- sites ---- */

static void site_release(struct site *site)
{
    demo_world_close(site->world);
    free(site->context);
    free(site->namespace);
    free(site->recording);
    *site = (struct site){0};
}

/* The same place, with another context (NULL: the same) and namespace (NULL: the usual). */
static struct site site_alike(const struct site *site, const char *context,
                              const char *namespace)
{
    struct site other = {.config = site->config, .world = site->world};

    other.context = mem_copy_text(context != NULL ? context : site->config.context);
    other.namespace = mem_copy_text(namespace);
    other.config.context = other.context;
    other.config.namespace = other.namespace;
    return other;
}

/* Nothing of the place where it is entered comes along but what this run may do at all. */
static enum err_code site_open_world(const struct witness *witness, struct site *ret_site,
                                     struct err *err)
{
    struct site site = {.config = witness->here.config};
    sigset_t all;
    sigset_t before;

    site.config.context = NULL;
    site.config.namespace = NULL;
    site.config.fallback_namespace = NULL;
    site.config.all_namespaces = false;
    sigfillset(&all); /* the world's threads leave the signals to this one */
    pthread_sigmask(SIG_BLOCK, &all, &before);
    enum err_code code =
        demo_world_open(witness->options, &site.config, &site.world, err);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code == ERR_OK)
        *ret_site = site;
    return code;
}

/* What would be looked at without it is where one goes back to. */
static enum err_code begin_with_recording(struct witness *witness, const char *file,
                                          struct err *err)
{
    witness->left.config = witness->here.config;
    witness->has_left = true;
    witness->here.recording = mem_copy_text(file);
    return open_playback(&witness->here.config, file, &witness->playback, err);
}

enum err_code witness_open(const struct options *options, bool once,
                           struct witness **ret_witness, struct err *err)
{
    struct witness *witness = mem_new(sizeof *witness);
    enum err_code code = ERR_OK;

    witness->options = options;
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
        .record = options->command == NULL && !options->plain,
        .once_ms = deadline_of(options),
        .seed = (uint64_t)getpid(),
        .log = witness->log,
    };
    if (options->demo)
        code = demo_world_open(options, &config, &witness->here.world, err);
    if (code != ERR_OK)
        goto out;

    witness->probe_proxy = mem_copy_text(config.probe_proxy);
    witness->here.config = config;
    if (options->replay != NULL)
        code = begin_with_recording(witness, options->replay, err);
    else
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
    playback_free(witness->playback);
    retirement_release(&witness->retirement);
    site_release(&witness->here);
    site_release(&witness->left);
    log_free(witness->log);
    settings_free(witness->settings);
    free(witness->probe_proxy);
    free(witness);
}

/* ---- elsewhere ---- */

enum err_code witness_contexts(const struct witness *witness, struct arena *arena,
                               const struct cluster_context **ret_contexts,
                               size_t *ret_count, const char **ret_here, struct err *err)
{
    const struct worker_config *config = &witness->here.config;
    const char *current = NULL;
    enum err_code code = worker_contexts(config->kubeconfig, arena, ret_contexts,
                                         ret_count, &current, err);

    *ret_here = config->context != NULL ? config->context : current;
    return code;
}

static bool is_recording(const struct witness *witness)
{
    return witness->playback != NULL;
}

static enum err_code find_site(const struct witness *witness,
                               const struct journey *journey, struct site *ret_site,
                               struct err *err)
{
    switch (journey->kind) {
    case JOURNEY_RECORDING:
        *ret_site = (struct site){.config = witness->has_left ? witness->left.config
                                                              : witness->here.config,
                                  .recording = mem_copy_text(journey->context)};
        return ERR_OK;
    case JOURNEY_SIMULATOR:
        if (witness->here.world != NULL)
            return err_set(err, ERR_ABSENT, "this is the simulator already");
        return site_open_world(witness, ret_site, err);
    case JOURNEY_BACK:
        if (!witness->has_left)
            return err_set(err, ERR_ABSENT, "there is no other place to go back to");
        *ret_site = site_alike(&witness->left, NULL, witness->left.config.namespace);
        return ERR_OK;
    case JOURNEY_CONTEXT:
        break;
    }
    *ret_site = site_alike(is_recording(witness) ? &witness->left : &witness->here,
                           journey->context, journey->namespace);
    ret_site->config.chosen = journey->chosen;
    return ERR_OK;
}

/* It holds nobody up. Who goes on to a context, or back, is where one was before it. */
static void leave_recording(struct witness *witness, enum journey_kind kind)
{
    playback_free(witness->playback);
    witness->playback = NULL;
    if (kind == JOURNEY_CONTEXT || kind == JOURNEY_BACK) {
        witness->left.world = NULL; /* the new place has it */
        site_release(&witness->left);
        witness->has_left = false;
    }
    site_release(&witness->here);
}

/* An embedded world under a recording stays, where it is what one goes back to. */
static void leave_for_recording(struct witness *witness)
{
    struct site *here = &witness->here;
    struct demo_world *world = witness->has_left ? here->world : NULL;

    retirement_give(&witness->retirement, witness->worker, world);
    witness->worker = NULL;
    if (witness->has_left) {
        here->world = NULL;
        site_release(here);
        return;
    }
    witness->left = *here;
    witness->has_left = true;
    *here = (struct site){0};
}

/* The worker of before ends in the background; so does its world, unless one stays in it. */
static void leave(struct witness *witness, enum journey_kind kind)
{
    struct site *here = &witness->here;
    struct demo_world *world = kind == JOURNEY_CONTEXT ? NULL : here->world;

    if (is_recording(witness)) {
        leave_recording(witness, kind);
        return;
    }
    if (kind == JOURNEY_RECORDING) {
        leave_for_recording(witness);
        return;
    }
    retirement_give(&witness->retirement, witness->worker, world);
    here->world = NULL;
    if (kind == JOURNEY_BACK) {
        site_release(&witness->left);
        witness->has_left = false;
    }
    if (kind == JOURNEY_SIMULATOR) {
        witness->left = *here;
        witness->has_left = true;
        *here = (struct site){0};
    }
    site_release(here);
}

enum err_code witness_go(struct witness *witness, const struct journey *journey,
                         struct arrival *ret_arrival, struct err *err)
{
    struct site site = {0};
    struct worker *worker = NULL;
    struct playback *playback = NULL;
    enum err_code code;

    if (!retirement_has_room(&witness->retirement))
        return err_set(err, ERR_LATER,
                       "the places that were left are still being closed; try again");
    code = find_site(witness, journey, &site, err);
    if (code != ERR_OK)
        return code;

    code = site.recording != NULL
               ? open_playback(&site.config, site.recording, &playback, err)
               : open_worker(&site.config, &worker, err);
    if (code != ERR_OK) {
        if (journey->kind == JOURNEY_CONTEXT || journey->kind == JOURNEY_BACK)
            site.world = NULL; /* it is that of here, or of where one was */
        site_release(&site);
        return code;
    }
    leave(witness, journey->kind);
    witness->here = site;
    witness->worker = worker;
    witness->playback = playback;
    *ret_arrival = (struct arrival){
        .doors = witness_doors(witness),
        .context = playback != NULL ? playback_context(playback) : worker_context(worker),
        .simulator = playback == NULL && site.config.simulator,
        .recording = playback != NULL};
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
    return witness->playback != NULL ? playback_doors(witness->playback)
                                     : worker_doors(witness->worker);
}

struct snapshot *witness_next(struct witness *witness, int64_t wait_ms)
{
    const struct clock real = CLOCK_REAL_INIT;
    struct doors *doors = witness_doors(witness);
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
