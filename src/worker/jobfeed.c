#include "worker/jobfeed.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/banned.h"

/* A job, and the exchange it has under way. */
struct entry {
    struct job *job; /* NULL: the slot is free */
    struct http_exchange *under_way;
    struct http_peer *probed; /* where the last probe went; NULL */
    enum job_server server;   /* of that exchange */
    const char *twin;         /* likewise; the job's */
    size_t told;              /* lines that are in the timeline */
    bool closed;              /* its end was seen to */
    char *receipt;            /* file; NULL */
};

struct jobfeed {
    struct jobfeed_config config;
    size_t count;
    struct entry entries[LIMIT_JOBS]; /* oldest first */
    struct entry trial;
    uint64_t generation;
    size_t made_count;
    char *made[LIMIT_JOBS]; /* uids, the newest last */
    char *why;
};

static const char *const server_names[] = {
    [JOB_KUBERNETES] = "kubernetes",
    [JOB_ELB] = "elb",
    [JOB_VPC] = "vpc",
    [JOB_PROBE] = "probe",
};

struct jobfeed *jobfeed_new(const struct jobfeed_config *config)
{
    struct jobfeed *feed = mem_new(sizeof *feed);

    feed->config = *config;
    if (feed->config.give_up_ms == 0)
        feed->config.give_up_ms = INTERVAL_GIVE_UP_MS;
    return feed;
}

static void close_entry(struct jobfeed *feed, struct entry *entry)
{
    if (entry->under_way != NULL)
        http_cancel(feed->config.http, entry->under_way);
    http_peer_free(entry->probed);
    job_free(entry->job);
    free(entry->receipt);
    *entry = (struct entry){.job = NULL};
}

void jobfeed_free(struct jobfeed *feed)
{
    if (feed == NULL)
        return;
    for (size_t i = 0; i < feed->count; i++)
        close_entry(feed, &feed->entries[i]);
    close_entry(feed, &feed->trial);
    for (size_t i = 0; i < feed->made_count; i++)
        free(feed->made[i]);
    free(feed->why);
    free(feed);
}

void jobfeed_set_why(struct jobfeed *feed, const char *why)
{
    free(feed->why);
    feed->why = mem_copy_text(why);
}

/* ---- taking plans ------------------------------------------------------------------- */

static void remove_at(struct jobfeed *feed, size_t i)
{
    close_entry(feed, &feed->entries[i]);
    memmove(&feed->entries[i], &feed->entries[i + 1],
            (feed->count - i - 1) * sizeof feed->entries[0]);
    feed->count--;
    feed->generation++;
}

/* Room for one more: the oldest that is over goes. false: all are still to be done. */
static bool make_room(struct jobfeed *feed)
{
    for (size_t i = 0; feed->count == LIMIT_JOBS && i < feed->count; i++) {
        if (job_is_over(feed->entries[i].job))
            remove_at(feed, i);
    }
    return feed->count < LIMIT_JOBS;
}

static struct job_config config_of(const struct jobfeed *feed, uint64_t id)
{
    return (struct job_config){
        .id = id,
        .give_up_ms = feed->config.give_up_ms,
        .answer_ms = feed->config.answer_ms,
        .may_probe = feed->config.prober != NULL,
        .cloud_project =
            feed->config.cloud == NULL ? NULL : cloudfeed_project_id(feed->config.cloud),
    };
}

static void note(struct jobfeed *feed, const struct job_line *line)
{
    store_note(feed->config.store, line->wall_ms, line->subject, line->who, line->what,
               line->failure);
}

void jobfeed_run(struct jobfeed *feed, struct plan *plan, uint64_t id, int64_t hold_ms,
                 int64_t now_ms, int64_t wall_ms)
{
    struct job_config config = config_of(feed, id);
    char title[160];

    if (!make_room(feed)) {
        const struct job_line line = {wall_ms, plan_title(plan, title, sizeof title),
                                      "elbtop", "too many plans are waiting: dropped",
                                      true};
        note(feed, &line);
        plan_free(plan);
        return;
    }
    config.hold_ms = hold_ms;
    feed->entries[feed->count++] =
        (struct entry){.job = job_new(plan, &config, now_ms, wall_ms)};
    feed->generation++;
}

void jobfeed_try(struct jobfeed *feed, struct plan *plan, uint64_t id, int64_t now_ms,
                 int64_t wall_ms)
{
    struct job_config config = config_of(feed, id);

    config.dry_run_only = true;
    close_entry(feed, &feed->trial);
    feed->trial.job = job_new(plan, &config, now_ms, wall_ms);
    feed->generation++;
}

static size_t find(const struct jobfeed *feed, uint64_t id)
{
    for (size_t i = 0; i < feed->count; i++) {
        if (job_id(feed->entries[i].job) == id)
            return i;
    }
    return feed->count;
}

/* The next that is not over, the others wait for it; feed->count when all are over. */
static size_t head(const struct jobfeed *feed)
{
    size_t i = 0;

    while (i < feed->count && job_is_over(feed->entries[i].job))
        i++;
    return i;
}

void jobfeed_dismiss(struct jobfeed *feed, uint64_t id)
{
    size_t i = find(feed, id);

    if (i < feed->count && job_is_over(feed->entries[i].job))
        remove_at(feed, i);
    else if (feed->trial.job != NULL && job_id(feed->trial.job) == id) {
        close_entry(feed, &feed->trial);
        feed->generation++;
    }
}

/* ---- what a job has said, and its end --------------------------------------------------- */

static void tell(struct jobfeed *feed, struct entry *entry)
{
    size_t count = job_line_count(entry->job);

    for (; entry->told < count; entry->told++) {
        note(feed, job_line_at(entry->job, entry->told));
        feed->generation++;
    }
}

static void remember_made(struct jobfeed *feed, const char *uid)
{
    if (uid == NULL)
        return;
    if (feed->made_count == LIMIT_JOBS) {
        free(feed->made[0]);
        memmove(feed->made, feed->made + 1, (LIMIT_JOBS - 1) * sizeof feed->made[0]);
        feed->made_count--;
    }
    feed->made[feed->made_count++] = mem_copy_text(uid);
}

static void write_receipt(struct jobfeed *feed, struct entry *entry, int64_t now_ms,
                          int64_t wall_ms)
{
    const struct plan *plan = job_plan(entry->job);
    struct receipt_around around = feed->config.around;
    struct job_report report;
    struct arena arena;
    struct err err = ERR_INIT;
    char line[400];

    arena_init(&arena, 0);
    around.why = feed->why;
    job_report(entry->job, now_ms, &arena, &report);
    const char *title = plan->service_count > 1
                            ? arena_print(&arena, "%zu-services", plan->service_count)
                            : report.title;
    json_t *receipt = receipt_build(&report, plan, &around);
    if (receipt_write(receipt, feed->config.state_dir, title, wall_ms, &entry->receipt,
                      &err) != ERR_OK) {
        err_line(&err, line, sizeof line);
        log_line(feed->config.log, LOG_ERROR, "no receipt: %s", line);
        const struct job_line said = {
            wall_ms, report.title, "elbtop",
            arena_print(&arena, "no receipt could be written: %s", line), true};
        note(feed, &said);
    }
    json_decref(receipt);
    arena_release(&arena);
}

/* The end of a job is seen to once. */
static void close_if_over(struct jobfeed *feed, struct entry *entry, int64_t now_ms,
                          int64_t wall_ms)
{
    if (entry->closed || !job_is_over(entry->job))
        return;
    entry->closed = true;
    feed->generation++;
    if (job_plan(entry->job)->kind == PLAN_TEARDOWN && job_has_sent(entry->job))
        write_receipt(feed, entry, now_ms, wall_ms);
    if (job_has_sent(entry->job))
        remember_made(feed, job_made_uid(entry->job));
}

static void see_to(struct jobfeed *feed, struct entry *entry, int64_t now_ms,
                   int64_t wall_ms)
{
    /* A dry run is a look, not an event. */
    if (entry != &feed->trial)
        tell(feed, entry);
    close_if_over(feed, entry, now_ms, wall_ms);
}

void jobfeed_stop(struct jobfeed *feed, uint64_t id, int64_t wall_ms)
{
    size_t i = find(feed, id);

    if (i == feed->count)
        return;
    job_stop(feed->entries[i].job, wall_ms);
    feed->generation++;
}

/* ---- requests out ------------------------------------------------------------------------- */

/* It was not sent at all; the job is told so as if an answer had come. */
static void feed_unsent(struct jobfeed *feed, struct entry *entry,
                        struct http_request *request, const char *why, int64_t now_ms,
                        int64_t wall_ms)
{
    struct http_exchange exchange = {.request = request, .err = ERR_INIT};

    err_set(&exchange.err, ERR_REFUSED, "%s", why);
    job_feed(entry->job, &exchange, now_ms, wall_ms);
    http_request_free(request);
    feed->generation++;
}

static void start_probe(struct jobfeed *feed, struct entry *entry,
                        struct http_request *request, int64_t now_ms, int64_t wall_ms)
{
    const struct plan_address *to = job_probed(entry->job);
    struct err err = ERR_INIT;

    http_peer_free(entry->probed);
    entry->probed = NULL;
    if (prober_peer(feed->config.prober, to->address, to->port, &entry->probed, &err) !=
        ERR_OK)
        feed_unsent(feed, entry, request, err.text, now_ms, wall_ms);
    else
        entry->under_way =
            http_start(feed->config.http, entry->probed, request, NULL, entry);
}

static void start(struct jobfeed *feed, struct entry *entry, struct http_request *request,
                  int64_t now_ms, int64_t wall_ms)
{
    enum job_server server = entry->server;
    struct cloudfeed *cloud = feed->config.cloud;

    if (server == JOB_KUBERNETES)
        entry->under_way = kubefeed_start(feed->config.kube, request, entry);
    else if (server == JOB_PROBE)
        start_probe(feed, entry, request, now_ms, wall_ms);
    else if (cloud == NULL || !cloudfeed_is_ready(cloud))
        feed_unsent(feed, entry, request, "not logged in to the cloud", now_ms, wall_ms);
    else
        entry->under_way = cloudfeed_start(
            cloud, server == JOB_ELB ? CLOUD_ELB : CLOUD_VPC, request, entry, wall_ms);
}

/* Nothing can be sent as long as nobody is logged in to the cluster. */
static bool may_work(struct jobfeed *feed, struct entry *entry, int64_t now_ms,
                     int64_t wall_ms)
{
    struct err err = ERR_INIT;

    if (kubefeed_is_ready(feed->config.kube))
        return true;
    if (!kubefeed_is_barred(feed->config.kube, &err) || now_ms < job_due_ms(entry->job))
        return false;
    struct http_request *request =
        job_next(entry->job, now_ms, wall_ms, &entry->server, &entry->twin);
    if (request != NULL)
        feed_unsent(feed, entry, request, err.text, now_ms, wall_ms);
    return false;
}

static void work(struct jobfeed *feed, struct entry *entry, int64_t now_ms,
                 int64_t wall_ms)
{
    struct http_request *request;

    if (entry->job == NULL || entry->under_way != NULL)
        return;
    if (feed->config.cloud != NULL)
        job_set_project(entry->job, cloudfeed_project_id(feed->config.cloud));
    /* A stage may end without a request of its own and lead to the next at once. */
    while (entry->under_way == NULL && !job_is_over(entry->job) &&
           job_due_ms(entry->job) <= now_ms && may_work(feed, entry, now_ms, wall_ms)) {
        request = job_next(entry->job, now_ms, wall_ms, &entry->server, &entry->twin);
        if (request != NULL)
            start(feed, entry, request, now_ms, wall_ms);
        feed->generation++;
    }
    see_to(feed, entry, now_ms, wall_ms);
}

void jobfeed_work(struct jobfeed *feed, int64_t now_ms, int64_t wall_ms)
{
    for (size_t i = 0; i < feed->count; i++)
        see_to(feed, &feed->entries[i], now_ms, wall_ms);
    size_t first = head(feed);
    if (first < feed->count)
        work(feed, &feed->entries[first], now_ms, wall_ms);
    work(feed, &feed->trial, now_ms, wall_ms);
}

/* ---- answers in ---------------------------------------------------------------------------- */

static struct entry *owner_of(struct jobfeed *feed, const struct http_exchange *exchange)
{
    if (feed->trial.under_way == exchange)
        return &feed->trial;
    for (size_t i = 0; i < feed->count; i++) {
        if (feed->entries[i].under_way == exchange)
            return &feed->entries[i];
    }
    return NULL;
}

bool jobfeed_ended(struct jobfeed *feed, const struct http_exchange *exchange,
                   int64_t now_ms, int64_t wall_ms)
{
    struct entry *entry = owner_of(feed, exchange);

    if (entry == NULL)
        return false;
    entry->under_way = NULL;
    /* A probe is no call of an API, and a page that wants a password no login that ended. */
    if (entry->server != JOB_PROBE)
        calllog_add_twin(feed->config.calllog, server_names[entry->server], exchange,
                         entry->twin);
    if (exchange->status == 401 && entry->server == JOB_KUBERNETES)
        kubefeed_rejected(feed->config.kube, now_ms);
    else if (exchange->status == 401 && entry->server != JOB_PROBE)
        cloudfeed_rejected(feed->config.cloud, now_ms);
    job_feed(entry->job, exchange, now_ms, wall_ms);
    feed->generation++;
    see_to(feed, entry, now_ms, wall_ms);
    return true;
}

void jobfeed_look(struct jobfeed *feed, const struct view *view, int64_t now_ms,
                  int64_t wall_ms)
{
    size_t first = head(feed);

    if (first == feed->count)
        return;
    job_look(feed->entries[first].job, view, now_ms, wall_ms);
    see_to(feed, &feed->entries[first], now_ms, wall_ms);
}

/* ---- when, and how it is --------------------------------------------------------------------- */

static int64_t due_of(const struct entry *entry)
{
    if (entry->job == NULL || entry->under_way != NULL || job_is_over(entry->job))
        return INT64_MAX;
    return job_due_ms(entry->job);
}

int64_t jobfeed_due_ms(const struct jobfeed *feed)
{
    size_t first = head(feed);
    int64_t job = first < feed->count ? due_of(&feed->entries[first]) : INT64_MAX;
    int64_t trial = due_of(&feed->trial);

    /* Not logged in: the login's own clock says when to look again. */
    if (!kubefeed_is_ready(feed->config.kube) &&
        !kubefeed_is_barred(feed->config.kube, NULL))
        return INT64_MAX;
    return job < trial ? job : trial;
}

bool jobfeed_is_active(const struct jobfeed *feed)
{
    return head(feed) < feed->count;
}

uint64_t jobfeed_generation(const struct jobfeed *feed)
{
    return feed->generation;
}

static void report_entry(const struct entry *entry, bool waits, int64_t now_ms,
                         struct arena *arena, struct job_report *ret_report)
{
    job_report(entry->job, now_ms, arena, ret_report);
    ret_report->receipt = arena_text(arena, entry->receipt);
    if (waits && ret_report->state != JOB_HELD)
        ret_report->state = JOB_WAITING;
}

void jobfeed_copy(const struct jobfeed *feed, int64_t now_ms, struct snapshot *snapshot)
{
    struct arena *arena = &snapshot->arena;
    struct job_report *jobs = arena_new_array(arena, feed->count, sizeof *jobs);
    const char **made = arena_new_array(arena, feed->made_count, sizeof *made);
    size_t first = head(feed);

    for (size_t i = 0; i < feed->count; i++) {
        size_t at = feed->count - 1 - i;
        bool waits = !job_is_over(feed->entries[at].job) && at != first;
        report_entry(&feed->entries[at], waits, now_ms, arena, &jobs[i]);
    }
    for (size_t i = 0; i < feed->made_count; i++)
        made[i] = arena_text(arena, feed->made[i]);
    snapshot->jobs = jobs;
    snapshot->job_count = feed->count;
    snapshot->made = made;
    snapshot->made_count = feed->made_count;
    if (feed->trial.job != NULL) {
        struct job_report *trial = arena_new(arena, sizeof *trial);
        report_entry(&feed->trial, false, now_ms, arena, trial);
        snapshot->trial = trial;
    }
}
