#include "act/job.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act/job_inside.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/when.h"
#include "base/banned.h"

/* ---- lines ---------------------------------------------------------------------- */

const struct plan_service *job_in_hand(const struct job *job)
{
    return &job->plan->services[job->service];
}

static void add_line(struct job *job, const char *who, bool failure, const char *format,
                     va_list args)
{
    const struct plan_service *service = job_in_hand(job);
    char text[400];

    if (job->line_count == JOB_LINES)
        return;
    vsnprintf(text, sizeof text, format, args);
    const char *kept = arena_text(&job->arena, text);
    job->lines[job->line_count++] = (struct job_line){
        .wall_ms = job->wall_ms,
        .subject = arena_print(&job->arena, "%s/%s", service->namespace, service->name),
        .who = who,
        .what = utf8_clean(&job->arena, kept),
        .failure = failure,
    };
}

void job_tell(struct job *job, const char *who, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add_line(job, who, false, format, args);
    va_end(args);
}

void job_tell_failure(struct job *job, const char *who, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add_line(job, who, true, format, args);
    va_end(args);
}

size_t job_line_count(const struct job *job)
{
    return job->line_count;
}

const struct job_line *job_line_at(const struct job *job, size_t i)
{
    return &job->lines[i];
}

/* ---- from stage to stage ------------------------------------------------------------- */

void job_go(struct job *job, enum job_stage stage, int64_t due_ms)
{
    if (stage != job->stage)
        job->tries = 0;
    job->stage = stage;
    job->due_ms = due_ms;
}

/* What nobody got to is as it was. */
static void settle_untouched(struct job *job)
{
    for (size_t i = 0; i < job->thing_count; i++) {
        struct job_thing *thing = &job->things[i];
        if (thing->state != THING_WAITING)
            continue;
        thing->state = THING_KEPT;
        thing->proof = job->plan->kind == PLAN_TEARDOWN ? "not touched" : "not made";
    }
}

void job_end(struct job *job, enum job_state outcome)
{
    job_go(job, STAGE_OVER, INT64_MAX);
    job->outcome = outcome;
    job->ended_ms = job->now_ms;
    job->ended_wall_ms = job->wall_ms;
    settle_untouched(job);
}

void job_differs(struct job *job, const char *difference)
{
    job->difference = arena_text(&job->arena, difference);
    err_set(&job->err, ERR_CONFLICT, "%s", difference);
    job_tell_failure(job, "elbtop", "stopped, nothing %swas sent: %s",
                     job_has_sent(job) ? "more " : "", difference);
    job_end(job, JOB_STOPPED);
}

void job_refused(struct job *job, const struct refused *refused, const char *when)
{
    job->refused = *refused;
    job->err = refused->err;
    if (job->err.code == ERR_OK)
        err_set(&job->err, ERR_REFUSED, "%s", refused->text);
    job_tell_failure(job, "api-server", "%s: %s%s%s", when, refused->text,
                     refused->advice[0] != '\0' ? "; " : "", refused->advice);
    job_end(job, JOB_STOPPED);
}

static bool may_pass(enum refused_kind kind)
{
    return kind == REFUSED_NO_ANSWER || kind == REFUSED_LATER || kind == REFUSED_FAILED ||
           kind == REFUSED_LOGIN;
}

bool job_reads_again(struct job *job, const struct http_exchange *exchange)
{
    struct refused refused;
    enum refused_kind kind = refused_of(exchange, &refused);
    int64_t wait_ms = INTERVAL_PROOF_MS;

    if (!may_pass(kind) || ++job->tries >= LIMIT_JOB_READS)
        return false;
    if (refused.err.retry_after_ms > wait_ms)
        wait_ms = refused.err.retry_after_ms < INTERVAL_ACT_MS
                      ? refused.err.retry_after_ms
                      : INTERVAL_ACT_MS;
    job->due_ms = job->now_ms + wait_ms;
    return true;
}

void job_note_sent(struct job *job)
{
    if (job->sent_ms == INT64_MIN)
        job->sent_ms = job->now_ms;
}

/* ---- life ------------------------------------------------------------------------- */

static void begin(struct job *job)
{
    bool teardown = job->plan->kind == PLAN_TEARDOWN;

    if (job->plan->bare)
        job_go(job, STAGE_DRY_RUN, job->now_ms);
    else if (teardown)
        job_go(job, STAGE_READ, job->now_ms);
    else if (job->plan->extra_count > 0 && !job->config.dry_run_only)
        job_start_extras(job);
    else
        job_go(job, job->plan->from_name != NULL ? STAGE_FROM : STAGE_READ, job->now_ms);
}

static enum thing_state state_at_start(const struct plan_object *object)
{
    switch (object->fate) {
    case FATE_GOES:
    case FATE_MAKES:
        return THING_WAITING;
    case FATE_ORPHAN:
    case FATE_STAYS:
    case FATE_DANGLES:
        return THING_KEPT;
    }
    return THING_KEPT;
}

static const struct plan_object *address_object(struct job *job,
                                                const struct plan_address *address)
{
    bool is_v6 = strchr(address->address, ':') != NULL;
    struct plan_object *object = arena_new(&job->arena, sizeof *object);

    *object = (struct plan_object){
        .fate = FATE_GOES,
        .thing = THING_ADDRESS,
        .service = address->service,
        .name = arena_print(&job->arena, "%s%s%s:%u", is_v6 ? "[" : "", address->address,
                            is_v6 ? "]" : "", address->port),
        .detail = "",
    };
    return object;
}

static void make_things(struct job *job)
{
    const struct plan *plan = job->plan;

    job->thing_count = plan->object_count + plan->address_count;
    job->things = arena_new_array(&job->arena, job->thing_count, sizeof *job->things);
    job->proofs = arena_new_array(&job->arena, job->thing_count, sizeof *job->proofs);
    for (size_t i = 0; i < plan->object_count; i++) {
        job->things[i] = (struct job_thing){
            .object = &plan->objects[i],
            .state = state_at_start(&plan->objects[i]),
            .after_ms = -1,
            .proof = "",
        };
    }
    for (size_t i = 0; i < plan->address_count; i++)
        job->things[plan->object_count + i] = (struct job_thing){
            .object = address_object(job, &plan->addresses[i]),
            .after_ms = -1,
            .proof = "",
        };
}

struct job *job_new(struct plan *plan, const struct job_config *config, int64_t now_ms,
                    int64_t wall_ms)
{
    struct job *job = mem_new(sizeof *job);

    job->plan = plan;
    job->config = *config;
    job->config.dry_run_only = config->dry_run_only || plan->bare;
    job->project = mem_copy_text(config->cloud_project);
    job->now_ms = now_ms;
    job->wall_ms = wall_ms;
    job->sent_ms = INT64_MIN;
    job->began_wall_ms = wall_ms;
    job->ended_wall_ms = WHEN_UNKNOWN;
    job->err = (struct err)ERR_INIT;
    job->refused.err = (struct err)ERR_INIT;
    job->difference = "";
    job->waits_for = "";
    job->proving = JOB_NONE;
    arena_init(&job->arena, 0);
    make_things(job);
    if (!config->dry_run_only)
        job_tell(job, "you", "confirmed");
    if (config->hold_ms > 0)
        job_go(job, STAGE_HOLD, now_ms + config->hold_ms);
    else
        begin(job);
    return job;
}

void job_free(struct job *job)
{
    if (job == NULL)
        return;
    plan_free(job->plan);
    free(job->project);
    arena_release(&job->arena);
    free(job);
}

const struct plan *job_plan(const struct job *job)
{
    return job->plan;
}

uint64_t job_id(const struct job *job)
{
    return job->config.id;
}

void job_set_project(struct job *job, const char *cloud_project)
{
    if (job->project == NULL)
        job->project = mem_copy_text(cloud_project);
}

bool job_is_over(const struct job *job)
{
    return job->stage == STAGE_OVER;
}

bool job_has_sent(const struct job *job)
{
    return job->sent_ms != INT64_MIN;
}

const char *job_made_uid(const struct job *job)
{
    return job->made_uid;
}

int64_t job_due_ms(const struct job *job)
{
    return job->under_way ? INT64_MAX : job->due_ms;
}

void job_stop(struct job *job, int64_t wall_ms)
{
    job->stop_asked = true;
    job->wall_ms = wall_ms;
    if (job->stage != STAGE_HOLD)
        return;
    err_set(&job->err, ERR_REFUSED, "stopped, nothing was sent");
    job_tell(job, "you", "stopped it: nothing was sent");
    job->now_ms = job->due_ms;
    job_end(job, JOB_STOPPED);
}

/* ---- the table of stages ------------------------------------------------------------------ */

struct stage_acts {
    enum job_state looks;
    struct http_request *(*ask)(struct job *job);
    void (*heard)(struct job *job, const struct http_exchange *exchange);
};

static const struct stage_acts stages[] = {
    [STAGE_HOLD] = {JOB_HELD, NULL, NULL},
    [STAGE_EXTRA_READ] = {JOB_CHECKING, job_ask_extra, job_heard_extra},
    [STAGE_EXTRA_LODGERS] = {JOB_CHECKING, job_ask_extra, job_heard_extra},
    [STAGE_EXTRA_SEND] = {JOB_SENDING, job_ask_extra, job_heard_extra},
    [STAGE_EXTRA_PROVE] = {JOB_PROVING, job_ask_extra, job_heard_extra},
    [STAGE_FROM] = {JOB_CHECKING, job_ask_from, job_heard_from},
    [STAGE_READ] = {JOB_CHECKING, job_ask_read, job_heard_read},
    [STAGE_DRY_RUN] = {JOB_CHECKING, job_ask_dry_run, job_heard_dry_run},
    [STAGE_SEND] = {JOB_SENDING, job_ask_send, job_heard_send},
    [STAGE_REREAD] = {JOB_SENDING, job_ask_read, job_heard_reread},
    [STAGE_PROVE] = {JOB_PROVING, job_ask_proof, job_heard_proof},
    [STAGE_SILENCE] = {JOB_PROVING, job_ask_silence, job_heard_silence},
    [STAGE_VERIFY] = {JOB_PROVING, job_ask_verify, job_heard_verify},
    [STAGE_OVER] = {JOB_DONE, NULL, NULL},
};

enum job_state job_looks_like(const struct job *job)
{
    return job->stage == STAGE_OVER ? job->outcome : stages[job->stage].looks;
}

/* ---- requests out, answers in ------------------------------------------------------------ */

static bool is_proving(const struct job *job)
{
    return job->stage == STAGE_PROVE || job->stage == STAGE_SILENCE ||
           job->stage == STAGE_EXTRA_PROVE;
}

static bool is_late(const struct job *job)
{
    return is_proving(job) &&
           job->now_ms - job->service_sent_ms >= job->config.give_up_ms;
}

/* Before the next change, not in the midst of one. */
static bool is_stopped_here(const struct job *job)
{
    return job->stop_asked && stages[job->stage].looks == JOB_CHECKING;
}

struct http_request *job_next(struct job *job, int64_t now_ms, int64_t wall_ms,
                              enum job_server *ret_server, const char **ret_twin)
{
    if (job->under_way || job->stage == STAGE_OVER)
        return NULL;
    job->now_ms = now_ms;
    job->wall_ms = wall_ms;
    if (is_late(job))
        job_give_up(job);
    else if (is_stopped_here(job))
        job_differs(job, "stopped by you");
    if (job->stage == STAGE_OVER || now_ms < job->due_ms)
        return NULL;
    if (job->stage == STAGE_HOLD)
        begin(job);

    job->server = JOB_KUBERNETES;
    job->twin = NULL;
    struct http_request *request = stages[job->stage].ask(job);
    job->under_way = request != NULL;
    *ret_server = job->server;
    *ret_twin = job->twin;
    return request;
}

void job_feed(struct job *job, const struct http_exchange *exchange, int64_t now_ms,
              int64_t wall_ms)
{
    job->under_way = false;
    job->now_ms = now_ms;
    job->wall_ms = wall_ms;
    if (stages[job->stage].heard != NULL)
        stages[job->stage].heard(job, exchange);
}
