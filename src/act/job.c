#include "act/job.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "wire/tree.h"
#include "wire/url.h"
#include "base/banned.h"

enum { MOST_LINES = 200, UNKNOWN_THING = -1 };

/* What the request that is under way, or next, is for. */
enum stage {
    STAGE_HOLD,
    STAGE_READ,    /* GET the Service, compare */
    STAGE_DRY_RUN, /* PATCH with dryRun=All */
    STAGE_SEND,    /* DELETE or PATCH */
    STAGE_REREAD,  /* the line broke after sending: GET to see whether it arrived */
    STAGE_PROVE,   /* 404 of each thing, or the seven steps in the view */
    STAGE_OVER,
};

struct job {
    struct plan *plan;
    struct job_config config;
    char *project;
    enum stage stage;
    enum job_state outcome; /* once OVER */
    size_t service;         /* of the plan, the one in hand */
    bool under_way;
    bool stop_asked;
    int proving; /* index of the thing that is being asked for */
    int64_t due_ms;
    int64_t sent_ms; /* of the first request that changed something; INT64_MIN */
    int64_t service_sent_ms;
    int64_t began_wall_ms;
    int64_t ended_wall_ms;
    int64_t ended_ms;
    struct err err;
    const char *difference;
    const char *address;
    struct job_thing *things; /* one per object of the plan */
    size_t line_count;
    struct job_line lines[MOST_LINES];
    struct arena arena;
};

/* ---- lines ---------------------------------------------------------------------- */

__attribute__((format(printf, 4, 5))) static void tell(struct job *job, int64_t wall_ms,
                                                       const char *who,
                                                       const char *format, ...)
{
    char text[300];

    if (job->line_count == MOST_LINES)
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    job->lines[job->line_count++] = (struct job_line){
        .wall_ms = wall_ms, .who = who, .what = arena_text(&job->arena, text)};
}

static const struct plan_service *in_hand(const struct job *job)
{
    return &job->plan->services[job->service];
}

static void end(struct job *job, enum job_state outcome, int64_t now_ms, int64_t wall_ms)
{
    job->stage = STAGE_OVER;
    job->outcome = outcome;
    job->ended_ms = now_ms;
    job->ended_wall_ms = wall_ms;
    job->due_ms = INT64_MAX;
}

/* ---- life ------------------------------------------------------------------------- */

static enum stage first_stage(const struct job *job)
{
    return job->plan->kind == PLAN_TEARDOWN ? STAGE_READ : STAGE_DRY_RUN;
}

static enum thing_state state_at_start(const struct plan_object *object)
{
    switch (object->fate) {
    case FATE_GOES:
    case FATE_MAKES:
        return THING_WAITING;
    case FATE_ORPHAN:
        return THING_LEFT_OVER;
    case FATE_STAYS:
    case FATE_DANGLES:
        return THING_KEPT;
    }
    return THING_KEPT;
}

struct job *job_new(struct plan *plan, const struct job_config *config, int64_t now_ms,
                    int64_t wall_ms)
{
    struct job *job = mem_new(sizeof *job);

    job->plan = plan;
    job->config = *config;
    job->project = mem_copy_text(config->cloud_project);
    job->stage = config->hold_ms > 0 ? STAGE_HOLD : first_stage(job);
    job->due_ms = now_ms + config->hold_ms;
    job->sent_ms = INT64_MIN;
    job->began_wall_ms = wall_ms;
    job->ended_wall_ms = WHEN_UNKNOWN;
    job->err = (struct err)ERR_INIT;
    job->difference = "";
    job->proving = UNKNOWN_THING;
    arena_init(&job->arena, 0);
    job->things = arena_new_array(&job->arena, plan->object_count, sizeof *job->things);
    for (size_t i = 0; i < plan->object_count; i++) {
        job->things[i] = (struct job_thing){
            .object = &plan->objects[i],
            .state = state_at_start(&plan->objects[i]),
            .after_ms = -1,
            .proof = "",
        };
    }
    tell(job, wall_ms, "you", "confirmed");
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

bool job_is_over(const struct job *job)
{
    return job->stage == STAGE_OVER;
}

int64_t job_due_ms(const struct job *job)
{
    return job->under_way ? INT64_MAX : job->due_ms;
}

void job_stop(struct job *job, int64_t wall_ms)
{
    job->stop_asked = true;
    if (job->stage == STAGE_HOLD) {
        err_set(&job->err, ERR_REFUSED, "stopped, nothing was sent");
        tell(job, wall_ms, "you", "stopped it: nothing was sent");
        end(job, JOB_STOPPED, job->due_ms, wall_ms);
    }
}

/* ---- requests -------------------------------------------------------------------------- */

static struct http_request *read_service(const struct job *job)
{
    struct buf path;

    buf_init(&path, 1024);
    buf_print(&path, "/api/v1/namespaces/%s/services/%s", in_hand(job)->namespace,
              in_hand(job)->name);
    struct http_request *request = http_request_new("GET", buf_text(&path));
    request->label = "read service";
    buf_release(&path);
    return request;
}

static struct http_request *delete_service(const struct job *job)
{
    struct http_request *request = http_request_new("DELETE", in_hand(job)->path);
    json_t *options =
        json_pack("{s:s, s:s, s:{s:s, s:s}}", "kind", "DeleteOptions", "apiVersion", "v1",
                  "preconditions", "uid", in_hand(job)->uid, "resourceVersion",
                  in_hand(job)->resource_version);

    request->intent = HTTP_CHANGES;
    request->label = "delete service";
    http_headers_add(&request->headers, "Content-Type", "application/json");
    tree_to_json(options, 0, &request->body);
    json_decref(options);
    return request;
}

static struct http_request *apply_service(const struct job *job, bool dry_run)
{
    struct buf path;

    buf_init(&path, 1024);
    buf_print(&path, "%s%s", in_hand(job)->path, dry_run ? "&dryRun=All" : "");
    struct http_request *request = http_request_new("PATCH", buf_text(&path));
    request->intent = dry_run ? HTTP_READS : HTTP_CHANGES;
    request->label = dry_run ? "dry run" : "apply service";
    http_headers_add(&request->headers, "Content-Type", "application/apply-patch+yaml");
    buf_add_text(&request->body, job->plan->manifest);
    buf_release(&path);
    return request;
}

/* The next thing without proof, after the one that was asked for last. */
static int next_unproved(const struct job *job)
{
    size_t count = job->plan->object_count;
    size_t from = job->proving == UNKNOWN_THING ? 0 : (size_t)job->proving + 1;

    for (size_t k = 0; k < count; k++) {
        size_t i = (from + k) % count;
        const struct job_thing *thing = &job->things[i];
        if (thing->state != THING_WAITING || thing->object->service != job->service)
            continue;
        bool cloud = thing->object->thing != THING_SERVICE;
        if (!cloud || (job->project != NULL && thing->object->id != NULL))
            return (int)i;
    }
    return UNKNOWN_THING;
}

static struct http_request *ask_cloud(const struct job *job,
                                      const struct plan_object *object,
                                      enum job_server *ret_server)
{
    struct url url;

    *ret_server = object->thing == THING_EIP ? JOB_VPC : JOB_ELB;
    url_init(&url, *ret_server == JOB_VPC ? "/v1" : "/v3");
    url_segment(&url, job->project);
    if (object->thing == THING_EIP) {
        url_segment(&url, "publicips");
    } else {
        url_segment(&url, "elb");
        url_segment(&url, object->thing == THING_ELB ? "loadbalancers" : "listeners");
    }
    url_segment(&url, object->id);
    struct http_request *request = http_request_new("GET", url_text(&url));
    request->label = "prove";
    url_release(&url);
    return request;
}

static struct http_request *ask_for_proof(struct job *job, enum job_server *ret_server)
{
    int index = next_unproved(job);

    job->proving = index;
    if (index == UNKNOWN_THING)
        return NULL;
    const struct plan_object *object = job->things[index].object;
    *ret_server = JOB_KUBERNETES;
    return object->thing == THING_SERVICE ? read_service(job)
                                          : ask_cloud(job, object, ret_server);
}

static void give_up(struct job *job, int64_t now_ms, int64_t wall_ms)
{
    for (size_t i = 0; i < job->plan->object_count; i++) {
        struct job_thing *thing = &job->things[i];
        if (thing->state != THING_WAITING)
            continue;
        bool asked = thing->object->thing == THING_SERVICE || job->project != NULL;
        thing->state = asked ? THING_LEFT_OVER : THING_UNPROVED;
        thing->proof = asked ? "still there" : "the cloud was not asked";
    }
    err_set(&job->err, ERR_LATER, "gave up waiting for the proof");
    tell(job, wall_ms, "elbtop", "gave up waiting");
    end(job, JOB_LEFT, now_ms, wall_ms);
}

static bool is_late(const struct job *job, int64_t now_ms)
{
    return job->stage == STAGE_PROVE &&
           now_ms - job->service_sent_ms >= job->config.give_up_ms;
}

struct http_request *job_next(struct job *job, int64_t now_ms, int64_t wall_ms,
                              enum job_server *ret_server)
{
    struct http_request *request = NULL;

    if (job->under_way || job->stage == STAGE_OVER)
        return NULL;
    if (is_late(job, now_ms)) {
        give_up(job, now_ms, wall_ms);
        return NULL;
    }
    if (now_ms < job->due_ms)
        return NULL;
    if (job->stage == STAGE_HOLD)
        job->stage = first_stage(job);

    *ret_server = JOB_KUBERNETES;
    switch (job->stage) {
    case STAGE_READ:
    case STAGE_REREAD:
        request = read_service(job);
        break;
    case STAGE_DRY_RUN:
        request = apply_service(job, true);
        break;
    case STAGE_SEND:
        request = job->plan->kind == PLAN_TEARDOWN ? delete_service(job)
                                                   : apply_service(job, false);
        if (job->sent_ms == INT64_MIN)
            job->sent_ms = now_ms;
        job->service_sent_ms = now_ms;
        break;
    case STAGE_PROVE:
        if (job->plan->kind == PLAN_TEARDOWN)
            request = ask_for_proof(job, ret_server);
        else
            job->due_ms = job->service_sent_ms + job->config.give_up_ms;
        break;
    case STAGE_HOLD:
    case STAGE_OVER:
        break;
    }
    job->under_way = request != NULL;
    return request;
}

/* ---- answers: reading again ------------------------------------------------------------------ */

static void stop_with(struct job *job, const char *difference, int64_t now_ms,
                      int64_t wall_ms)
{
    job->difference = arena_text(&job->arena, difference);
    err_set(&job->err, ERR_CONFLICT, "%s", difference);
    tell(job, wall_ms, "elbtop", "stopped, nothing was sent for %s/%s: %s",
         in_hand(job)->namespace, in_hand(job)->name, difference);
    end(job, JOB_STOPPED, now_ms, wall_ms);
}

static const char *status_message(const struct http_exchange *exchange,
                                  struct arena *arena)
{
    json_t *tree = NULL;
    const char *text = NULL;

    if (exchange->err.code != ERR_OK)
        return arena_text(arena, exchange->err.text);
    if (tree_from_json(buf_span(&exchange->body), "answer", &tree, NULL) == ERR_OK)
        text = arena_text(arena, tree_text(tree, "message"));
    json_decref(tree);
    return text != NULL ? text : arena_print(arena, "HTTP %d", exchange->status);
}

static void compare(struct job *job, const json_t *live, int64_t now_ms, int64_t wall_ms)
{
    const struct plan_service *shown = in_hand(job);
    const char *uid = tree_text(live, "metadata.uid");
    const char *version = tree_text(live, "metadata.resourceVersion");
    const char *elb_id =
        tree_key_text(tree_at(live, "metadata.annotations"), "kubernetes.io/elb.id");
    char difference[300];

    if (uid == NULL || strcmp(uid, shown->uid) != 0) {
        snprintf(
            difference, sizeof difference,
            "it was deleted and created again: uid is %.40s, the plan was made for %.40s",
            uid != NULL ? uid : "missing", shown->uid);
        stop_with(job, difference, now_ms, wall_ms);
    } else if (version == NULL || strcmp(version, shown->resource_version) != 0) {
        bool moved = shown->elb_id != NULL &&
                     (elb_id == NULL || strcmp(elb_id, shown->elb_id) != 0);
        snprintf(difference, sizeof difference,
                 "it changed meanwhile: resourceVersion %.40s -> %.40s%s%.60s",
                 shown->resource_version, version != NULL ? version : "missing",
                 moved ? ", elb.id is now " : "",
                 moved ? (elb_id != NULL ? elb_id : "none") : "");
        stop_with(job, difference, now_ms, wall_ms);
    } else {
        job->stage = STAGE_SEND;
        job->due_ms = now_ms;
    }
}

static void read_again(struct job *job, const struct http_exchange *exchange,
                       int64_t now_ms, int64_t wall_ms)
{
    json_t *live = NULL;

    if (exchange->err.code == ERR_OK && exchange->status == 404) {
        stop_with(job, "it is gone already", now_ms, wall_ms);
        return;
    }
    if (exchange->err.code != ERR_OK || exchange->status != 200 ||
        tree_from_json(buf_span(&exchange->body), "service", &live, &job->err) !=
            ERR_OK) {
        stop_with(job, status_message(exchange, &job->arena), now_ms, wall_ms);
        return;
    }
    compare(job, live, now_ms, wall_ms);
    json_decref(live);
}

/* ---- answers: having sent ----------------------------------------------------------------------- */

static void start_proving(struct job *job, int64_t now_ms)
{
    job->stage = STAGE_PROVE;
    job->proving = UNKNOWN_THING;
    job->due_ms = now_ms + INTERVAL_PROOF_MS;
}

static void sent(struct job *job, const struct http_exchange *exchange, int64_t now_ms,
                 int64_t wall_ms)
{
    const struct plan_service *service = in_hand(job);

    if (exchange->err.code != ERR_OK) {
        tell(job, wall_ms, "elbtop",
             "the line broke after sending (%s): reading whether it arrived",
             exchange->err.text);
        job->stage = STAGE_REREAD;
        job->due_ms = now_ms + INTERVAL_PROOF_MS;
        return;
    }
    if (exchange->status >= 200 && exchange->status < 300) {
        tell(job, wall_ms, "api-server", "%s %s/%s: %d", service->method,
             service->namespace, service->name, exchange->status);
        start_proving(job, now_ms);
        return;
    }
    if (job->plan->kind == PLAN_TEARDOWN && exchange->status == 404) {
        tell(job, wall_ms, "api-server", "it was gone already");
        start_proving(job, now_ms);
        return;
    }
    err_set(&job->err, http_status_code(exchange->status), "%s",
            status_message(exchange, &job->arena));
    job->err.http_status = exchange->status;
    tell(job, wall_ms, "api-server", "refused: %s", job->err.text);
    end(job, JOB_STOPPED, now_ms, wall_ms);
}

static void dry_run_answered(struct job *job, const struct http_exchange *exchange,
                             int64_t now_ms, int64_t wall_ms)
{
    const char *message = status_message(exchange, &job->arena);

    if (exchange->err.code == ERR_OK && exchange->status >= 200 &&
        exchange->status < 300) {
        tell(job, wall_ms, "api-server", "dry run accepted");
    } else if (exchange->err.code == ERR_OK && strstr(message, "dry run") != NULL) {
        /* A webhook that does not do dry runs: not checkable is not invalid. */
        tell(job, wall_ms, "api-server", "dry run not supported: %s", message);
    } else {
        err_set(&job->err,
                exchange->err.code != ERR_OK ? exchange->err.code
                                             : http_status_code(exchange->status),
                "%s", message);
        job->err.http_status = exchange->status;
        tell(job, wall_ms, "api-server", "refused in the dry run: %s", message);
        end(job, JOB_STOPPED, now_ms, wall_ms);
        return;
    }
    job->stage = STAGE_SEND;
    job->due_ms = now_ms;
}

/* After a broken line: what the object says decides; nothing is sent again. */
static void reread(struct job *job, const struct http_exchange *exchange, int64_t now_ms,
                   int64_t wall_ms)
{
    json_t *live = NULL;
    bool teardown = job->plan->kind == PLAN_TEARDOWN;

    if (exchange->err.code != ERR_OK ||
        (exchange->status != 200 && exchange->status != 404)) {
        if (now_ms - job->service_sent_ms < job->config.give_up_ms) {
            job->due_ms = now_ms + INTERVAL_PROOF_MS;
            return;
        }
        err_set(&job->err, ERR_NET, "it cannot be read whether the request arrived");
        end(job, JOB_UNCLEAR, now_ms, wall_ms);
        return;
    }
    bool there =
        exchange->status == 200 &&
        tree_from_json(buf_span(&exchange->body), "service", &live, NULL) == ERR_OK;
    const char *uid = there ? tree_text(live, "metadata.uid") : NULL;
    bool same =
        uid != NULL && in_hand(job)->uid != NULL && strcmp(uid, in_hand(job)->uid) == 0;
    bool going = there && tree_text(live, "metadata.deletionTimestamp") != NULL;
    bool arrived = teardown ? !same || going : there;
    json_decref(live);
    if (arrived) {
        tell(job, wall_ms, "elbtop", "the request had arrived");
        start_proving(job, now_ms);
        return;
    }
    err_set(&job->err, ERR_NET, "the request did not arrive; nothing was sent again");
    tell(job, wall_ms, "elbtop",
         "the request had not arrived; it is not repeated by itself");
    end(job, JOB_STOPPED, now_ms, wall_ms);
}

/* ---- answers: the proof ---------------------------------------------------------------------------- */

static bool is_proved(const struct job *job)
{
    for (size_t i = 0; i < job->plan->object_count; i++) {
        const struct job_thing *thing = &job->things[i];
        bool askable = thing->object->thing == THING_SERVICE ||
                       (job->project != NULL && thing->object->id != NULL);
        if (thing->state == THING_WAITING && thing->object->service == job->service &&
            askable)
            return false;
    }
    return true;
}

/* Things of the cloud that nobody could ask for: not gone, not left, not proved. */
static void mark_unproved(struct job *job)
{
    for (size_t i = 0; i < job->plan->object_count; i++) {
        if (job->things[i].state == THING_WAITING &&
            job->things[i].object->service == job->service) {
            job->things[i].state = THING_UNPROVED;
            job->things[i].proof = "the cloud was not asked";
        }
    }
}

static void finish_service(struct job *job, int64_t now_ms, int64_t wall_ms)
{
    mark_unproved(job);
    if (job->service + 1 < job->plan->service_count && !job->stop_asked) {
        job->service++;
        job->stage = STAGE_READ;
        job->due_ms = now_ms;
        return;
    }
    bool all = job->service + 1 == job->plan->service_count;
    for (size_t i = 0; i < job->plan->object_count; i++)
        all = all && job->things[i].state != THING_UNPROVED;
    tell(job, wall_ms, "elbtop", all ? "teardown complete" : "ended");
    end(job, all ? JOB_DONE : JOB_LEFT, now_ms, wall_ms);
}

static bool says_gone(const struct plan_object *object,
                      const struct http_exchange *exchange)
{
    json_t *tree = NULL;
    bool gone = exchange->status == 404;

    if (exchange->err.code != ERR_OK)
        return false;
    if (object->thing == THING_SERVICE && exchange->status == 200 &&
        tree_from_json(buf_span(&exchange->body), "service", &tree, NULL) == ERR_OK) {
        /* Another one of the same name: the one we mean is gone. */
        const char *uid = tree_text(tree, "metadata.uid");
        gone = uid != NULL && object->id != NULL && strcmp(uid, object->id) != 0;
    }
    json_decref(tree);
    return gone;
}

static void proof_answered(struct job *job, const struct http_exchange *exchange,
                           int64_t now_ms, int64_t wall_ms)
{
    struct job_thing *thing = &job->things[job->proving];

    if (says_gone(thing->object, exchange)) {
        thing->state = THING_GONE;
        thing->after_ms = now_ms - job->service_sent_ms;
        thing->proof = thing->object->thing == THING_EIP ? "404, released" : "404";
        tell(job, wall_ms, thing->object->thing == THING_SERVICE ? "ccm" : "otc-api",
             "%s %s gone", plan_thing_word(thing->object->thing), thing->object->name);
    }
    if (is_proved(job))
        finish_service(job, now_ms, wall_ms);
    else
        job->due_ms = now_ms + (thing->state == THING_GONE ? 0 : INTERVAL_PROOF_MS);
}

void job_feed(struct job *job, const struct http_exchange *exchange, int64_t now_ms,
              int64_t wall_ms)
{
    job->under_way = false;
    switch (job->stage) {
    case STAGE_READ:
        read_again(job, exchange, now_ms, wall_ms);
        break;
    case STAGE_DRY_RUN:
        dry_run_answered(job, exchange, now_ms, wall_ms);
        break;
    case STAGE_SEND:
        sent(job, exchange, now_ms, wall_ms);
        break;
    case STAGE_REREAD:
        reread(job, exchange, now_ms, wall_ms);
        break;
    case STAGE_PROVE:
        proof_answered(job, exchange, now_ms, wall_ms);
        break;
    case STAGE_HOLD:
    case STAGE_OVER:
        break;
    }
}

/* ---- following what was made ------------------------------------------------------------------------- */

static void mark_made(struct job *job, int64_t now_ms)
{
    for (size_t i = 0; i < job->plan->object_count; i++) {
        if (job->things[i].state == THING_WAITING) {
            job->things[i].state = THING_MADE;
            job->things[i].after_ms = now_ms - job->service_sent_ms;
        }
    }
}

void job_look(struct job *job, const struct view *view, int64_t now_ms, int64_t wall_ms)
{
    if (job->stage != STAGE_PROVE || job->plan->kind == PLAN_TEARDOWN)
        return;
    const struct row *row = view_row(view, in_hand(job)->namespace, in_hand(job)->name);
    if (row == NULL)
        return;
    if (row->state == ROW_READY) {
        job->address = arena_text(&job->arena, row->address);
        mark_made(job, now_ms);
        tell(job, wall_ms, "otc-fabric", "ready at %s",
             row->address != NULL ? row->address : "-");
        end(job, JOB_DONE, now_ms, wall_ms);
    } else if (row->state == ROW_FAILED || row->state == ROW_SKIPPED) {
        err_set(&job->err, ERR_REFUSED, "%s", row->why != NULL ? row->why : "it failed");
        tell(job, wall_ms, "ccm", "%s", job->err.text);
        end(job, JOB_STOPPED, now_ms, wall_ms);
    }
}

/* ---- what it looks like --------------------------------------------------------------------------------- */

static enum job_state state_of(const struct job *job)
{
    switch (job->stage) {
    case STAGE_HOLD:
        return JOB_HELD;
    case STAGE_READ:
    case STAGE_DRY_RUN:
        return JOB_CHECKING;
    case STAGE_SEND:
    case STAGE_REREAD:
        return JOB_SENDING;
    case STAGE_PROVE:
        return JOB_PROVING;
    case STAGE_OVER:
        return job->outcome;
    }
    return JOB_UNCLEAR;
}

static void copy_things(const struct job *job, struct arena *arena,
                        struct job_report *report)
{
    struct job_thing *things =
        arena_new_array(arena, job->plan->object_count, sizeof *things);

    for (size_t i = 0; i < job->plan->object_count; i++) {
        const struct plan_object *from = job->things[i].object;
        struct plan_object *object = arena_new(arena, sizeof *object);
        *object = *from;
        object->name = arena_text(arena, from->name);
        object->id = arena_text(arena, from->id);
        object->pool_id = arena_text(arena, from->pool_id);
        object->detail = arena_text(arena, from->detail);
        things[i] = job->things[i];
        things[i].object = object;
        report->goes_count += from->fate == FATE_GOES;
        report->gone_count += from->fate == FATE_GOES && things[i].state == THING_GONE;
        report->left_count += things[i].state == THING_LEFT_OVER;
    }
    report->things = things;
    report->thing_count = job->plan->object_count;
}

static void copy_lines(const struct job *job, struct arena *arena,
                       struct job_report *report)
{
    struct job_line *lines = arena_new_array(arena, job->line_count, sizeof *lines);

    for (size_t i = 0; i < job->line_count; i++) {
        lines[i] = job->lines[i];
        lines[i].what = arena_text(arena, job->lines[i].what);
    }
    report->lines = lines;
    report->line_count = job->line_count;
}

void job_report(const struct job *job, int64_t now_ms, struct arena *arena,
                struct job_report *ret_report)
{
    const struct plan *plan = job->plan;
    bool over = job->stage == STAGE_OVER;

    *ret_report = (struct job_report){
        .state = state_of(job),
        .kind = plan->kind,
        .title = plan->service_count > 1
                     ? arena_print(arena, "%zu Services", plan->service_count)
                     : arena_print(arena, "%s/%s", plan->services[0].namespace,
                                   plan->services[0].name),
        .err = job->err,
        .difference = arena_text(arena, job->difference),
        .hold_left_ms = job->stage == STAGE_HOLD ? job->due_ms - now_ms : 0,
        .began_wall_ms = job->began_wall_ms,
        .ended_wall_ms = job->ended_wall_ms,
        .took_ms = job->sent_ms == INT64_MIN
                       ? -1
                       : (over ? job->ended_ms : now_ms) - job->sent_ms,
        .address = arena_text(arena, job->address),
    };
    copy_things(job, arena, ret_report);
    copy_lines(job, arena, ret_report);
}

const char *job_state_name(enum job_state state)
{
    static const char *const names[] = {
        [JOB_HELD] = "held",       [JOB_CHECKING] = "checking", [JOB_SENDING] = "sending",
        [JOB_PROVING] = "proving", [JOB_DONE] = "done",         [JOB_LEFT] = "left",
        [JOB_STOPPED] = "stopped", [JOB_UNCLEAR] = "unclear",
    };
    return names[state];
}

const char *job_summary(const struct job_report *report, char *out, size_t out_bytes)
{
    char took[WHEN_TEXT_BYTES];

    duration_print(report->took_ms < 0 ? WHEN_UNKNOWN : report->took_ms, took);
    if (report->kind != PLAN_TEARDOWN)
        snprintf(out, out_bytes, "%s after %s%s%s", job_state_name(report->state), took,
                 report->address != NULL ? " at " : "",
                 report->address != NULL ? report->address : "");
    else if (report->left_count > 0)
        snprintf(out, out_bytes, "%zu of %zu gone in %s, %zu LEFT", report->gone_count,
                 report->goes_count, took, report->left_count);
    else
        snprintf(out, out_bytes, "%zu of %zu gone in %s, nothing left",
                 report->gone_count, report->goes_count, took);
    return out;
}
