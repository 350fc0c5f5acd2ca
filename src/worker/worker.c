#include "worker/worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/when.h"
#include "kube/cluster.h"
#include "net/probe.h"
#include "otc/account.h"
#include "record/recording.h"
#include "settings/settings.h"
#include "state/store.h"
#include "worker/calllog.h"
#include "worker/cloudfeed.h"
#include "worker/hands.h"
#include "worker/inquiry.h"
#include "worker/kubefeed.h"
#include "worker/memoryfile.h"
#include "worker/objectfeed.h"
#include "worker/scopefile.h"
#include "worker/recordfile.h"
#include "base/banned.h"

struct worker {
    /* fixed after worker_new */
    struct worker_config config; /* texts inside are not used after worker_new */
    struct clock clock;
    struct doors *doors;
    struct cluster *cluster;
    struct account *account; /* NULL: no cloud */
    char libraries[300];
    char *recalled;    /* the namespace of last time; NULL: all, or none is known */
    const char *scope; /* why that namespace, or all; "" */
    struct scope_place scope_place;
    struct {
        int64_t open_ms, moving_ms, calm_ms;
    } cloud_every;

    /* before worker_start the maker's, then the thread's alone */
    char *kubeconfig;  /* for those who ask */
    char *probe_proxy; /* likewise; NULL */
    char *state_dir;   /* NULL: the environment's */
    struct http *http;
    struct store *store;
    struct calllog *calllog;
    struct kubefeed *kube;
    struct cloudfeed *cloud; /* NULL: no cloud */
    struct prober *prober;   /* NULL: no probes */
    struct hands *hands;
    struct memoryfile *memory;   /* NULL: nothing is remembered */
    struct recording *recording; /* NULL: nothing is recorded */
    struct patience_table patience;
    uint64_t saves, published_saves;
    char said[RECORDFILE_SAID_BYTES]; /* of the last one */
    uint64_t generation;
    struct inquiry *inquiry;
    struct objectfeed *object;
    uint64_t probes_seen;
    int64_t begun_ms;
    int64_t published_ms;
    int64_t refreshed_ms; /* when all was last asked for anew; 0: never */
    struct source published[SOURCE_COUNT];
    char *published_notes[SOURCE_COUNT]; /* their notes live no longer than a round */
    char probe_note[80];                 /* why no address is tried */
    bool published_complete;
    struct login_asking published_asking;
    bool stirred;         /* answers came, and nobody has looked yet what they mean */
    char *open_namespace; /* the Service that is looked at; NULL */
    char *open_name;
    bool stopping;
    bool gave_once; /* the one picture of `once` was given */

    pthread_t thread;
    bool running;
};

/* ---- made and unmade ----------------------------------------------------------------- */

static enum err_code load_cloud(struct worker *worker, const struct worker_config *config,
                                struct err *err)
{
    if (config->no_cloud)
        return ERR_OK;

    struct err why = ERR_INIT;
    enum err_code code = config->clouds_file != NULL
                             ? account_load_from(config->clouds_file, config->os_cloud,
                                                 &worker->account, &why)
                             : account_load(config->os_cloud, &worker->account, &why);
    if (code == ERR_OK)
        return ERR_OK;
    /* Nothing names a cloud: there is no cloud witness, and that is all right. */
    if (code == ERR_ABSENT && config->os_cloud == NULL)
        return ERR_OK;
    *err = why;
    return code;
}

/*
 * Which namespace a dashboard begins with: what was asked for, else what was looked at last
 * in this context, else all of them, if they are listed soon. Commands have no memory of it.
 * true: there is time to list all.
 */
static bool find_scope(struct worker *worker, const struct worker_config *config)
{
    worker->scope = "";
    worker->scope_place = (struct scope_place){.state_dir = worker->state_dir,
                                               .context = worker->cluster->context,
                                               .server = worker->cluster->server};
    if (!config->has_screen || config->forget || config->chosen)
        return true;
    if (config->namespace != NULL || config->all_namespaces) {
        worker->scope = config->namespace != NULL ? "as -n says" : "as -A says";
        return true;
    }
    if (!scopefile_recall(&worker->scope_place, &worker->recalled))
        return false;
    worker->scope = worker->recalled != NULL ? "as last time" : "";
    return true;
}

static void keep_scope(struct worker *worker, const char *namespace)
{
    struct err err = ERR_INIT;
    char line[400];

    if (worker->config.forget || !worker->config.has_screen)
        return;
    if (scopefile_keep(&worker->scope_place, namespace, &err) != ERR_OK)
        log_line(worker->config.log, LOG_WARNING, "the namespace is not remembered: %s",
                 err_line(&err, line, sizeof line));
}

static enum err_code make_feeds(struct worker *worker, const struct worker_config *config,
                                struct err *err)
{
    bool is_patient = find_scope(worker, config);
    const struct kubefeed_config kube = {
        .cluster = worker->cluster,
        .namespace = config->namespace != NULL ? config->namespace : worker->recalled,
        .is_patient = is_patient,
        .fallback_namespace = config->fallback_namespace,
        .insist_on_all = config->all_namespaces,
        .kinds = (1u << KUBE_KIND_COUNT) - 1,
        .once = config->once,
        .has_screen = config->has_screen,
        .seed = config->seed,
        .http = worker->http,
        .store = worker->store,
        .recording = worker->recording,
        .calllog = worker->calllog,
        .clock = &worker->clock,
    };
    worker->kube = kubefeed_new(&kube);
    store_set_probing(worker->store, !config->no_probe);
    recording_probing(worker->recording, !config->no_probe,
                      clock_wall_ms(&worker->clock));

    if (!config->no_probe) {
        enum err_code code = prober_new(config->probe_proxy, &worker->prober, err);
        if (code != ERR_OK)
            return code;
    }
    worker->inquiry = inquiry_new(worker->prober, worker->store);
    worker->object = objectfeed_new(worker->http, worker->kube, worker->calllog);
    if (worker->account == NULL)
        return ERR_OK;
    const struct cloudfeed_config cloud = {
        .account = worker->account,
        .once = config->once,
        .seed = config->seed + 100,
        .http = worker->http,
        .store = worker->store,
        .recording = worker->recording,
        .calllog = worker->calllog,
    };
    return cloudfeed_new(&cloud, &worker->cloud, err);
}

static const char *project_name(const struct worker *worker)
{
    if (worker->account == NULL)
        return NULL;
    return worker->account->project_name != NULL ? worker->account->project_name
                                                 : worker->account->project_id;
}

static void make_hands(struct worker *worker, const struct worker_config *config,
                       const struct settings *settings)
{
    const struct hands_config hands = {
        .http = worker->http,
        .kube = worker->kube,
        .cloud = worker->cloud,
        .prober = worker->prober,
        .store = worker->store,
        .calllog = worker->calllog,
        .log = config->log,
        .cluster = worker->cluster,
        .project = project_name(worker),
        .state_dir = config->state_dir,
        .give_up_ms = config->give_up_ms,
        .answer_ms = config->answer_ms,
        .read_only = config->read_only || settings->read_only,
        .protected_context = settings_protects(settings, worker->cluster->context),
    };
    worker->config.read_only = hands.read_only;
    worker->hands = hands_new(&hands);
}

static struct patience patience_of(struct step_limits limits)
{
    return (struct patience){limits.slow_ms, limits.stuck_ms};
}

static void take_settings(struct worker *worker, const struct settings *settings)
{
    const struct patience_table patience = {
        .seen = patience_of(settings->thresholds.seen),
        .cloud = patience_of(settings->thresholds.cloud),
        .attach = patience_of(settings->thresholds.cloud_attach),
        .ids = patience_of(settings->thresholds.ids),
        .address = patience_of(settings->thresholds.address),
        .routed = patience_of(settings->thresholds.routed),
        .teardown = patience_of(settings->thresholds.teardown),
    };

    store_set_patience(worker->store, &patience);
    worker->patience = patience;
    worker->cloud_every.open_ms = settings->intervals.cloud_open_ms;
    worker->cloud_every.moving_ms = settings->intervals.cloud_moving_ms;
    worker->cloud_every.calm_ms = settings->intervals.cloud_calm_ms;
}

static void open_memory(struct worker *worker, const struct worker_config *config)
{
    const struct memoryfile_config memory = {
        .state_dir = config->state_dir,
        .server = worker->cluster->server,
        .store = worker->store,
        .log = config->log,
    };

    if (!config->forget)
        worker->memory = memoryfile_open(&memory, clock_wall_ms(&worker->clock));
}

static void ring(void *ctx)
{
    struct worker *worker = ctx;
    http_wake(worker->http);
}

static const char *kubeconfig_name(const struct worker_config *config)
{
    const char *files = getenv("KUBECONFIG");

    if (config->kubeconfig != NULL)
        return config->kubeconfig;
    return files != NULL && files[0] != '\0' ? files : "~/.kube/config";
}

enum err_code worker_new(const struct worker_config *config, struct worker **ret_worker,
                         struct err *err)
{
    struct worker *worker = mem_new(sizeof *worker);
    const struct settings *settings = config->settings;
    struct settings *own = NULL;
    enum err_code code;

    worker->config = *config;
    if (config->clock != NULL)
        worker->clock = *config->clock;
    worker->published_ms = INT64_MIN;
    char carrier[sizeof worker->libraries / 2];
    snprintf(worker->libraries, sizeof worker->libraries, "%s jansson/%s",
             http_version(carrier, sizeof carrier), JANSSON_VERSION);
    worker->kubeconfig = mem_copy_text(kubeconfig_name(config));
    worker->probe_proxy = mem_copy_text(config->probe_proxy);
    worker->state_dir = mem_copy_text(config->state_dir);

    if (settings == NULL) {
        code = settings_read(NULL, &own, err);
        if (code != ERR_OK)
            goto out;
        settings = own;
    }
    const struct cluster_choice choice = {config->kubeconfig, config->context};
    code = cluster_load(&choice, &worker->cluster, err);
    if (code != ERR_OK)
        goto out;

    code = load_cloud(worker, config, err);
    if (code != ERR_OK)
        goto out;

    code = http_new(&worker->http, err);
    if (code != ERR_OK)
        goto out;

    worker->store = store_new();
    open_memory(worker, config);
    worker->calllog = calllog_new(config->log);
    if (config->record)
        worker->recording =
            recording_new(LIMIT_RECORD_BYTES, clock_wall_ms(&worker->clock));
    code = make_feeds(worker, config, err);
    if (code != ERR_OK)
        goto out;

    make_hands(worker, config, settings);
    take_settings(worker, settings);
    code = doors_new(ring, worker, &worker->doors, err);
    if (code != ERR_OK)
        goto out;

    *ret_worker = worker;
    worker = NULL;
out:
    settings_free(own);
    worker_free(worker);
    return code;
}

void worker_free(struct worker *worker)
{
    if (worker == NULL)
        return;
    worker_stop(worker);
    hands_free(worker->hands);
    memoryfile_free(worker->memory);
    objectfeed_free(worker->object);
    kubefeed_free(worker->kube);
    cloudfeed_free(worker->cloud);
    http_free(worker->http);
    inquiry_free(worker->inquiry);
    prober_free(worker->prober);
    store_free(worker->store);
    recording_free(worker->recording);
    calllog_free(worker->calllog);
    account_free(worker->account);
    cluster_free(worker->cluster);
    doors_free(worker->doors);
    for (size_t i = 0; i < SOURCE_COUNT; i++)
        free(worker->published_notes[i]);
    free(worker->open_namespace);
    free(worker->open_name);
    free(worker->kubeconfig);
    free(worker->probe_proxy);
    free(worker->state_dir);
    free(worker->recalled);
    free(worker);
}

enum err_code worker_contexts(const char *kubeconfig, struct arena *arena,
                              const struct cluster_context **ret_contexts,
                              size_t *ret_count, const char **ret_current,
                              struct err *err)
{
    const struct cluster_choice choice = {.kubeconfig = kubeconfig};

    return cluster_contexts(&choice, arena, ret_contexts, ret_count, ret_current, err);
}

struct doors *worker_doors(struct worker *worker)
{
    return worker->doors;
}

const char *worker_context(const struct worker *worker)
{
    return worker->cluster->context;
}

/* ---- orders ----------------------------------------------------------------------------- */

static void open_row(struct worker *worker, struct order *order)
{
    free(worker->open_namespace);
    free(worker->open_name);
    worker->open_namespace = order->namespace;
    worker->open_name = order->name;
    order->namespace = NULL;
    order->name = NULL;
}

static void probe_row(struct worker *worker, const struct order *order, int64_t now_ms,
                      int64_t wall_ms)
{
    if (order->name == NULL)
        return;
    struct view *view = store_view(worker->store, now_ms, wall_ms);
    const struct row *row = view_row(view, order->namespace, order->name);
    if (row != NULL)
        inquiry_ask(worker->inquiry, row, wall_ms);
    view_free(view);
}

static void refresh(struct worker *worker, int64_t now_ms)
{
    worker->refreshed_ms = now_ms;
    kubefeed_refresh(worker->kube, now_ms);
    if (worker->cloud != NULL)
        cloudfeed_refresh(worker->cloud, now_ms);
}

static void record(struct worker *worker, const struct order *order, int64_t wall_ms)
{
    const struct line_header header = {
        .program = PACKAGE_STRING,
        .context = worker->cluster->context,
        .server = worker->cluster->server,
        .project = project_name(worker),
        .simulator = worker->config.simulator,
        .patience = worker->patience,
    };
    const struct recordfile file = {
        .recording = worker->recording,
        .header = &header,
        .state_dir = worker->config.state_dir,
        .where = order->name,
        .wall_ms = wall_ms,
    };

    recordfile_save(&file, worker->said);
    worker->saves++;
}

static void take_orders(struct worker *worker, int64_t now_ms, int64_t wall_ms)
{
    struct order *order;

    while ((order = doors_take_order(worker->doors)) != NULL) {
        switch (order->kind) {
        case ORDER_REFRESH:
            refresh(worker, now_ms);
            hands_ask_again(worker->hands, now_ms);
            break;
        case ORDER_OPEN:
            if (order->namespace != NULL)
                hands_want_rights(worker->hands, order->namespace, now_ms);
            open_row(worker, order);
            break;
        case ORDER_PROBE:
            probe_row(worker, order, now_ms, wall_ms);
            break;
        case ORDER_READ_SERVICE:
        case ORDER_READ_GATEWAY:
            objectfeed_want(worker->object, order);
            break;
        case ORDER_SCOPE:
            keep_scope(worker, order->namespace);
            break;
        case ORDER_READ_ONLY:
            worker->config.read_only = true;
            hands_set_read_only(worker->hands, wall_ms);
            break;
        case ORDER_LOGIN:
            kubefeed_login_again(worker->kube, order->lends_terminal, now_ms);
            break;
        case ORDER_RECORD:
            record(worker, order, wall_ms);
            break;
        case ORDER_STOP:
            worker->stopping = true;
            break;
        default:
            hands_take_order(worker->hands, order, now_ms, wall_ms);
            break;
        }
        order_free(order);
    }
}

/* ---- what is due --------------------------------------------------------------------------- */

/* A command that asks once does not wait for so many: then it tries none, and says so. */
static bool are_too_many(const struct worker *worker, size_t targets)
{
    return worker->config.once && targets > LIMIT_ONCE_PROBES;
}

static void work_probes(struct worker *worker, int64_t now_ms)
{
    const struct probe_target *targets;

    if (worker->prober == NULL)
        return;
    size_t count = store_probe_targets(worker->store, &targets);
    if (are_too_many(worker, count))
        count = 0;
    prober_aim(worker->prober, targets, count);
    prober_work(worker->prober, worker->http, now_ms);
}

static int64_t cloud_interval_ms(const struct worker *worker)
{
    if (hands_are_busy(worker->hands))
        return worker->cloud_every.open_ms;
    if (!store_is_moving(worker->store))
        return worker->cloud_every.calm_ms;
    bool open_moves =
        worker->open_name != NULL && worker->open_namespace != NULL &&
        store_row_is_moving(worker->store, worker->open_namespace, worker->open_name);
    return open_moves ? worker->cloud_every.open_ms : worker->cloud_every.moving_ms;
}

static void do_what_is_due(struct worker *worker, int64_t now_ms, int64_t wall_ms)
{
    kubefeed_work(worker->kube, now_ms, wall_ms);
    hands_work(worker->hands, now_ms, wall_ms);
    objectfeed_work(worker->object, now_ms);
    if (worker->cloud != NULL) {
        cloudfeed_set_interval(worker->cloud, cloud_interval_ms(worker));
        cloudfeed_work(worker->cloud, now_ms, wall_ms);
    }
    work_probes(worker, now_ms);
    if (worker->memory != NULL && !worker->config.once)
        memoryfile_work(worker->memory, now_ms, wall_ms);
}

/* Results that changed go into the store. */
static void read_probes(struct worker *worker)
{
    const struct probe_target *targets;

    if (worker->prober == NULL ||
        prober_generation(worker->prober) == worker->probes_seen)
        return;
    worker->probes_seen = prober_generation(worker->prober);
    size_t count = store_probe_targets(worker->store, &targets);
    for (size_t i = 0; i < count; i++) {
        struct probe_result result;
        if (!prober_result(worker->prober, targets[i].address, targets[i].port, &result))
            continue;
        recording_probe(worker->recording, targets[i].address, targets[i].port, &result,
                        clock_wall_ms(&worker->clock));
        store_set_probe(worker->store, targets[i].address, targets[i].port, &result);
    }
}

static void take_answers(struct worker *worker)
{
    struct http_exchange *exchange;

    while ((exchange = http_finished(worker->http)) != NULL) {
        worker->stirred = true;
        int64_t now_ms = clock_now_ms(&worker->clock);
        int64_t wall_ms = clock_wall_ms(&worker->clock);
        if (worker->prober != NULL &&
            prober_ended(worker->prober, exchange, now_ms, wall_ms))
            continue;
        if (!hands_ended(worker->hands, exchange, now_ms, wall_ms) &&
            !objectfeed_ended(worker->object, exchange, wall_ms) &&
            !kubefeed_ended(worker->kube, exchange, now_ms) && worker->cloud != NULL)
            cloudfeed_ended(worker->cloud, exchange, now_ms, wall_ms);
        http_exchange_free(exchange);
    }
    read_probes(worker);
    inquiry_tell(worker->inquiry, clock_wall_ms(&worker->clock));
}

/* ---- what is published ------------------------------------------------------------------------ */

static void probe_source(struct worker *worker, struct source *ret_source)
{
    const struct probe_target *targets;
    struct probe_result result;
    int64_t newest = WHEN_UNKNOWN;

    *ret_source = (struct source){.state = SOURCE_OFF,
                                  .read_wall_ms = WHEN_UNKNOWN,
                                  .interval_ms = -1,
                                  .err = ERR_INIT};
    if (worker->prober == NULL)
        return;
    size_t count = store_probe_targets(worker->store, &targets);
    if (are_too_many(worker, count)) {
        snprintf(worker->probe_note, sizeof worker->probe_note,
                 "%zu addresses: a command tries %d at most", count, LIMIT_ONCE_PROBES);
        ret_source->note = worker->probe_note;
        return;
    }
    ret_source->state = SOURCE_LIVE;
    for (size_t i = 0; i < count; i++) {
        if (prober_result(worker->prober, targets[i].address, targets[i].port, &result) &&
            result.at_wall_ms > newest)
            newest = result.at_wall_ms;
    }
    if (newest != WHEN_UNKNOWN) {
        ret_source->ever = true;
        ret_source->read_wall_ms = newest;
        ret_source->read_ms =
            clock_now_ms(&worker->clock) - (clock_wall_ms(&worker->clock) - newest);
    }
}

/* Did the health of a source change in a way that is worth a picture of its own? Its age
 * alone is not: whoever shows it counts on. */
static bool differs(const struct worker *worker, enum source_name name,
                    const struct source *b)
{
    const struct source *a = &worker->published[name];
    const char *said = worker->published_notes[name];

    /* The first read after a refresh is what somebody waits for. */
    if (a->read_ms < worker->refreshed_ms && b->read_ms >= worker->refreshed_ms)
        return true;
    return a->state != b->state || a->failures != b->failures || a->ever != b->ever ||
           a->err.code != b->err.code || a->interval_ms != b->interval_ms ||
           b->read_ms - a->read_ms >= 1000 || strcmp(a->err.text, b->err.text) != 0 ||
           strcmp(said != NULL ? said : "", b->note != NULL ? b->note : "") != 0;
}

static void remember_published(struct worker *worker, enum source_name name,
                               const struct source *source)
{
    free(worker->published_notes[name]);
    worker->published_notes[name] = mem_copy_text(source->note);
    worker->published[name] = *source;
}

/* Puts the health of all sources into the store; true when one is worth telling. */
static bool read_sources(struct worker *worker, int64_t now_ms, int64_t wall_ms)
{
    struct source sources[SOURCE_COUNT];
    const struct source off = {.state = SOURCE_OFF,
                               .read_wall_ms = WHEN_UNKNOWN,
                               .interval_ms = -1,
                               .err = ERR_INIT};
    bool changed = false;

    kubefeed_source(worker->kube, now_ms, wall_ms, &sources[SOURCE_KUBERNETES]);
    for (enum source_name name = SOURCE_ELB; name <= SOURCE_IAM; name++) {
        if (worker->cloud == NULL)
            sources[name] = off;
        else
            cloudfeed_source(worker->cloud, name, now_ms, &sources[name]);
    }
    probe_source(worker, &sources[SOURCE_PROBE]);

    for (enum source_name name = 0; name < SOURCE_COUNT; name++) {
        if (worker->published_ms != INT64_MIN && !differs(worker, name, &sources[name]))
            continue;
        changed = true;
        remember_published(worker, name, &sources[name]);
        store_set_source(worker->store, name, &sources[name]);
        recording_source(worker->recording, name, &sources[name], now_ms, wall_ms);
    }
    store_set_skew(worker->store, kubefeed_skew_ms(worker->kube));
    recording_skew(worker->recording, kubefeed_skew_ms(worker->kube), wall_ms);
    return changed;
}

static bool probes_are_complete(const struct worker *worker)
{
    const struct probe_target *targets;
    struct probe_result result;

    if (worker->prober == NULL)
        return true;
    size_t count = store_probe_targets(worker->store, &targets);
    if (are_too_many(worker, count))
        return true;
    for (size_t i = 0; i < count; i++) {
        if (!prober_result(worker->prober, targets[i].address, targets[i].port,
                           &result) ||
            result.state == PROBE_UNKNOWN)
            return false;
    }
    return true;
}

static bool is_complete(const struct worker *worker)
{
    return kubefeed_is_complete(worker->kube) &&
           (worker->cloud == NULL || cloudfeed_is_complete(worker->cloud));
}

static void fill_about(const struct worker *worker, struct snapshot *snapshot)
{
    struct arena *arena = &snapshot->arena;

    snapshot->about.kubeconfig = arena_text(arena, worker->kubeconfig);
    snapshot->about.server = arena_text(arena, worker->cluster->server);
    snapshot->about.user =
        arena_text(arena, worker->cluster->user == NULL ? "" : worker->cluster->user);
    snapshot->about.probe_proxy = arena_text(arena, worker->probe_proxy);
    snapshot->about.log_file = arena_text(arena, log_path(worker->config.log));
    snapshot->about.libraries = arena_text(arena, worker->libraries);
    snapshot->about.call_count = calllog_count(worker->calllog);
    if (worker->account != NULL)
        snapshot->about.cloud = arena_text(arena, worker->account->auth_url);
}

static void fill_login(struct worker *worker, struct snapshot *snapshot)
{
    struct login_asking *asking = &worker->published_asking;

    kubefeed_login_asking(worker->kube, asking);
    snapshot->login.command =
        asking->command == NULL
            ? NULL
            : utf8_clean(&snapshot->arena, arena_text(&snapshot->arena, asking->command));
    snapshot->login.may_ask = asking->may_ask;
    snapshot->login.waits = asking->waits;
    snapshot->login.terminal_runs = asking->terminal_runs;
    snapshot->login.expires_wall_ms = kubefeed_login_expires_wall_ms(worker->kube);
}

/* Whoever lent the terminal waits for this. */
static bool login_has_news(const struct worker *worker)
{
    struct login_asking asking;

    kubefeed_login_asking(worker->kube, &asking);
    return asking.waits != worker->published_asking.waits ||
           asking.terminal_runs != worker->published_asking.terminal_runs;
}

static void fill_recorder(struct worker *worker, struct snapshot *snapshot)
{
    struct recording_state state;

    recording_look(worker->recording, &state);
    snapshot->recorder = (struct recorder_report){
        .on = state.on,
        .overfull = state.overfull,
        .bytes = state.bytes,
        .raw_bytes = state.raw_bytes,
        .cap_bytes = state.cap_bytes,
        .from_wall_ms = state.from_wall_ms,
        .saves = worker->saves,
        .said = arena_text(&snapshot->arena, worker->said),
    };
    worker->published_saves = worker->saves;
}

static const char *scope_words(const struct worker *worker, struct arena *arena)
{
    const char *namespace = kubefeed_namespace(worker->kube);
    const char *fell_back = kubefeed_fell_back(worker->kube);
    const char *why = fell_back[0] != '\0' ? fell_back : worker->scope;

    if (why[0] == '\0')
        return "";
    if (namespace == NULL)
        return arena_print(arena, "all namespaces, %s", why);
    return arena_print(arena, "only namespace %s%s %s%s", namespace,
                       fell_back[0] != '\0' ? ":" : ",", why,
                       worker->config.all_namespaces ? "" : "; 0 reads all");
}

static struct snapshot *snapshot_build(struct worker *worker, int64_t now_ms,
                                       int64_t wall_ms)
{
    struct snapshot *snapshot = mem_new(sizeof *snapshot);

    arena_init(&snapshot->arena, 0);
    snapshot->generation = ++worker->generation;
    snapshot->view = store_view(worker->store, now_ms, wall_ms);
    snapshot->context = arena_text(&snapshot->arena, worker->cluster->context);
    snapshot->server = arena_text(&snapshot->arena, worker->cluster->server);
    snapshot->namespace = arena_text(&snapshot->arena, kubefeed_namespace(worker->kube));
    snapshot->scope = scope_words(worker, &snapshot->arena);
    snapshot->simulator = worker->config.simulator;
    snapshot->read_only = worker->config.read_only;
    fill_about(worker, snapshot);
    fill_login(worker, snapshot);
    fill_recorder(worker, snapshot);
    snapshot->token_expires_wall_ms = WHEN_UNKNOWN;
    if (worker->account != NULL) {
        snapshot->project = arena_text(&snapshot->arena, project_name(worker));
        snapshot->token_expires_wall_ms = cloudfeed_expires_wall_ms(worker->cloud);
    }
    hands_fill(worker->hands, snapshot, now_ms, wall_ms);
    objectfeed_look(worker->object, snapshot->view, now_ms);
    objectfeed_fill(worker->object, snapshot);
    snapshot->complete = worker->published_complete = is_complete(worker);
    snapshot->call_count = calllog_copy(worker->calllog, LIMIT_CALLS_SHOWN,
                                        &snapshot->arena, &snapshot->calls);
    snapshot->calls_per_minute = calllog_per_minute(worker->calllog, wall_ms);
    snapshot->throttled = calllog_throttled(worker->calllog);
    snapshot->log_count =
        log_newest(worker->config.log, LIMIT_LOG_LINES, &snapshot->arena, &snapshot->log);
    return snapshot;
}

static void publish(struct worker *worker, int64_t now_ms, int64_t wall_ms)
{
    struct snapshot *snapshot = snapshot_build(worker, now_ms, wall_ms);

    worker->published_ms = now_ms;
    doors_give_snapshot(worker->doors, &snapshot);
}

/* One picture: when all is there, or when the time is over. */
static void publish_once(struct worker *worker, int64_t now_ms, int64_t wall_ms)
{
    bool late = now_ms - worker->begun_ms >= worker->config.once_ms;

    if (worker->gave_once ||
        (!late && !(is_complete(worker) && probes_are_complete(worker))))
        return;
    read_sources(worker, now_ms, wall_ms);
    publish(worker, now_ms, wall_ms);
    worker->gave_once = true;
}

static bool is_time_to_publish(const struct worker *worker, int64_t now_ms)
{
    return worker->published_ms == INT64_MIN ||
           now_ms - worker->published_ms >= INTERVAL_PUBLISH_MS;
}

static void publish_if_due(struct worker *worker, int64_t now_ms, int64_t wall_ms)
{
    if (worker->config.once) {
        publish_once(worker, now_ms, wall_ms);
        return;
    }
    if (!is_time_to_publish(worker, now_ms))
        return;
    worker->stirred = false;
    bool health = read_sources(worker, now_ms, wall_ms);
    if (health || hands_have_news(worker->hands) || objectfeed_has_news(worker->object) ||
        store_is_dirty(worker->store) || worker->published_ms == INT64_MIN ||
        is_complete(worker) != worker->published_complete || login_has_news(worker) ||
        worker->saves != worker->published_saves ||
        store_due_ms(worker->store, now_ms) <= now_ms)
        publish(worker, now_ms, wall_ms);
}

/* ---- the thread ----------------------------------------------------------------------------------- */

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t next_due_ms(const struct worker *worker, int64_t now_ms)
{
    int64_t due = kubefeed_due_ms(worker->kube);

    due = earlier(due, hands_due_ms(worker->hands));
    due = earlier(due, objectfeed_due_ms(worker->object));
    if (worker->cloud != NULL)
        due = earlier(due, cloudfeed_due_ms(worker->cloud));
    if (worker->prober != NULL)
        due = earlier(due, prober_due_ms(worker->prober));
    if (worker->config.once)
        return worker->gave_once
                   ? due
                   : earlier(due, worker->begun_ms + worker->config.once_ms);
    if (worker->stirred || store_is_dirty(worker->store) ||
        hands_have_news(worker->hands) || objectfeed_has_news(worker->object) ||
        login_has_news(worker) || worker->saves != worker->published_saves)
        due = earlier(due, worker->published_ms + INTERVAL_PUBLISH_MS);
    return earlier(due, store_due_ms(worker->store, now_ms));
}

static void wait_for_bytes(struct worker *worker)
{
    struct http_fd fds[2];
    int64_t now_ms = clock_now_ms(&worker->clock);
    int64_t due_ms = next_due_ms(worker, now_ms);
    int64_t wait_ms = recording_has_work(worker->recording) ? 0
                      : due_ms == INT64_MAX                 ? INTERVAL_LONGEST_SLEEP_MS
                                                            : due_ms - now_ms;
    size_t fd_count = kubefeed_fds(worker->kube, fds);

    if (wait_ms < 0)
        wait_ms = 0;
    if (wait_ms > INTERVAL_LONGEST_SLEEP_MS)
        wait_ms = INTERVAL_LONGEST_SLEEP_MS;
    http_work(worker->http, fds, fd_count, wait_ms);
    /* Much later than asked for: the machine slept. Everything is read once before anything
     * is called stuck. */
    if (clock_now_ms(&worker->clock) - now_ms > wait_ms + INTERVAL_CLOCK_JUMP_MS)
        refresh(worker, clock_now_ms(&worker->clock));
}

static void *run(void *ctx)
{
    struct worker *worker = ctx;

    worker->begun_ms = clock_now_ms(&worker->clock);
    if (worker->config.chosen)
        keep_scope(worker, kubefeed_namespace(worker->kube));
    if (!worker->config.once)
        hands_want_rights(worker->hands, NULL, worker->begun_ms);
    while (!worker->stopping) {
        int64_t now_ms = clock_now_ms(&worker->clock);
        int64_t wall_ms = clock_wall_ms(&worker->clock);
        take_orders(worker, now_ms, wall_ms);
        if (worker->stopping)
            break;
        do_what_is_due(worker, now_ms, wall_ms);
        publish_if_due(worker, now_ms, wall_ms);
        recording_work(worker->recording);
        wait_for_bytes(worker);
        take_answers(worker);
    }
    if (worker->memory != NULL && !worker->config.once)
        memoryfile_end(worker->memory, clock_wall_ms(&worker->clock));
    return NULL;
}

enum err_code worker_start(struct worker *worker, struct err *err)
{
    sigset_t all;
    sigset_t before;

    /* Signals are the terminal's business: this thread takes none, but its own crash, which
     * must find the handler that gives the terminal back. */
    sigfillset(&all);
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGFPE);
    sigdelset(&all, SIGILL);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int failed = pthread_create(&worker->thread, NULL, run, worker);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed != 0)
        return err_set(err, ERR_LOCAL, "cannot start a thread: %s", strerror(failed));
    worker->running = true;
    return ERR_OK;
}

void worker_stop(struct worker *worker)
{
    if (!worker->running)
        return;
    struct order *stop = order_new(ORDER_STOP, NULL, NULL);
    while (!doors_give_order(worker->doors, &stop)) {
        /* The queue is full: the worker is awake and emptying it. */
    }
    pthread_join(worker->thread, NULL);
    worker->running = false;
}
