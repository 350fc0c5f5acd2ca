/*
 * The proof: a 404 for everything that goes, the steps in the view for what is made, and at
 * the end a look at what was to stay. Only an answer of the service itself counts as a 404:
 * a gateway that does not know the path says 404, too.
 */
#include "act/job_inside.h"

#include <stdio.h>
#include <string.h>

#include "act/outlook.h"
#include "base/limits.h"
#include "base/when.h"
#include "wire/tree.h"
#include "wire/url.h"
#include "base/banned.h"

enum { DENIALS = 3 }; /* 403 so often in a row: it may not be read */

/* ---- questions to the cloud ---------------------------------------------------------- */

static struct http_request *ask_cloud(struct job *job, enum plan_thing thing,
                                      const char *kind, const char *id)
{
    struct url url;

    job->server = thing == THING_EIP ? JOB_VPC : JOB_ELB;
    url_init(&url, thing == THING_EIP ? "/v1" : "/v3");
    url_segment(&url, job->project);
    if (thing != THING_EIP)
        url_segment(&url, "elb");
    url_segment(&url, kind);
    url_segment(&url, id);
    struct http_request *request = http_request_new("GET", url_text(&url));
    request->label = "prove";
    url_release(&url);
    return request;
}

static struct http_request *ask_for(struct job *job, size_t i)
{
    const struct plan_object *object = job->things[i].object;

    switch (object->thing) {
    case THING_LISTENER:
        if (job->proofs[i].first_gone)
            return ask_cloud(job, object->thing, "pools", object->pool_id);
        return ask_cloud(job, object->thing, "listeners", object->id);
    case THING_ELB:
        return ask_cloud(job, object->thing, "loadbalancers", object->id);
    case THING_EIP:
        return ask_cloud(job, object->thing, "publicips", object->id);
    default:
        return job_ask_read(job);
    }
}

static bool is_cloud(const struct plan_object *object)
{
    return object->thing == THING_LISTENER || object->thing == THING_ELB ||
           object->thing == THING_EIP;
}

static bool can_be_asked_for(const struct job *job, const struct plan_object *object)
{
    return object->thing == THING_SERVICE ||
           (is_cloud(object) && job->project != NULL && object->id != NULL);
}

/* "ELB.8904" of an error of the cloud, whatever its shape; "" when it names none. */
static const char *error_code(const struct http_exchange *exchange, struct arena *arena)
{
    static const char *const places[] = {"error_code", "code", "error.code"};
    json_t *body = NULL;
    const char *code = NULL;

    if (tree_from_json(buf_span(&exchange->body), "answer", &body, NULL) == ERR_OK) {
        for (size_t i = 0; i < sizeof places / sizeof *places && code == NULL; i++)
            code = arena_text(arena, tree_text(body, places[i]));
    }
    json_decref(body);
    return code != NULL ? code : "";
}

/* 404 of the thing, not of the path. */
static bool is_absent(const struct http_exchange *exchange, const char *code)
{
    return exchange->err.code == ERR_OK && exchange->status == 404 &&
           strncmp(code, "APIGW.", 6) != 0;
}

/* ---- what goes ----------------------------------------------------------------------------- */

static bool is_waiting(const struct job *job, size_t i)
{
    const struct job_thing *thing = &job->things[i];

    return thing->state == THING_WAITING && thing->object->service == job->service &&
           can_be_asked_for(job, thing->object);
}

static bool is_proved(const struct job *job)
{
    for (size_t i = 0; i < job->plan->object_count; i++) {
        if (is_waiting(job, i))
            return false;
    }
    return true;
}

static int next_in_round(const struct job *job)
{
    for (size_t i = 0; i < job->plan->object_count; i++) {
        if (is_waiting(job, i) && !job->proofs[i].asked_now)
            return (int)i;
    }
    return JOB_NONE;
}

static void begin_round(struct job *job)
{
    for (size_t i = 0; i < job->plan->object_count; i++)
        job->proofs[i].asked_now = false;
}

void job_start_proving(struct job *job)
{
    begin_round(job);
    job_go(job, STAGE_PROVE, job->now_ms + INTERVAL_PROOF_MS);
}

struct http_request *job_ask_proof(struct job *job)
{
    /* What is made shows in the view; here only the time is watched. */
    if (job->plan->kind != PLAN_TEARDOWN) {
        job->due_ms = job->service_sent_ms + job->config.give_up_ms;
        return NULL;
    }
    job->proving = next_in_round(job);
    if (job->proving == JOB_NONE) {
        job_proved(job);
        return NULL;
    }
    job->proofs[job->proving].asked_now = true;
    return ask_for(job, (size_t)job->proving);
}

static bool service_is_gone(const struct plan_object *object,
                            const struct http_exchange *exchange)
{
    json_t *tree = NULL;
    bool gone = exchange->status == 404;

    if (exchange->err.code != ERR_OK)
        return false;
    if (exchange->status == 200 &&
        tree_from_json(buf_span(&exchange->body), "service", &tree, NULL) == ERR_OK) {
        /* Another one of the same name: the one we mean is gone. */
        const char *uid = tree_text(tree, "metadata.uid");
        gone = uid != NULL && object->id != NULL && strcmp(uid, object->id) != 0;
    }
    json_decref(tree);
    return gone;
}

static void mark_gone(struct job *job, struct job_thing *thing, const char *code)
{
    const char *note = thing->object->thing == THING_EIP       ? ", released"
                       : thing->object->thing == THING_SERVICE ? ", finalizer removed"
                                                               : "";

    thing->state = THING_GONE;
    thing->after_ms = job->now_ms - job->service_sent_ms;
    thing->proof =
        arena_print(&job->arena, "404%s%s%s", code[0] != '\0' ? " " : "", code, note);
    job_tell(job, thing->object->thing == THING_SERVICE ? "ccm" : "otc-api", "%s %s gone",
             plan_thing_word(thing->object->thing), thing->object->name);
}

static void mark_unreadable(struct job *job, struct job_thing *thing)
{
    thing->state = THING_UNPROVED;
    thing->proof = "403: it may not be read";
    job_tell_failure(job, "otc-api", "%s %s may not be read: no proof",
                     plan_thing_word(thing->object->thing), thing->object->name);
}

static void judge(struct job *job, const struct http_exchange *exchange)
{
    struct job_thing *thing = &job->things[job->proving];
    struct job_proof *proof = &job->proofs[job->proving];
    const char *code = error_code(exchange, &job->arena);
    bool service = thing->object->thing == THING_SERVICE;
    bool gone =
        service ? service_is_gone(thing->object, exchange) : is_absent(exchange, code);

    proof->last_status = exchange->status;
    proof->denied_count = exchange->status == 403 ? proof->denied_count + 1 : 0;
    if (gone && thing->object->thing == THING_LISTENER && !proof->first_gone &&
        thing->object->pool_id != NULL) {
        proof->first_gone = true;
        proof->asked_now = false;
    } else if (gone) {
        mark_gone(job, thing, service ? "" : code);
    } else if (!service && proof->denied_count >= DENIALS) {
        mark_unreadable(job, thing);
    }
}

/* 429 and 503 may say how long to wait; too long a wait is not taken at its word. */
static int64_t pause_ms(const struct http_exchange *exchange, int64_t wall_ms)
{
    int64_t hint_ms = exchange->err.code == ERR_OK
                          ? http_retry_after_ms(&exchange->headers, wall_ms)
                          : -1;

    if (hint_ms > INTERVAL_ACT_MS)
        hint_ms = INTERVAL_ACT_MS;
    return hint_ms > INTERVAL_PROOF_MS ? hint_ms : INTERVAL_PROOF_MS;
}

void job_heard_proof(struct job *job, const struct http_exchange *exchange)
{
    judge(job, exchange);
    if (is_proved(job)) {
        job_proved(job);
    } else if (next_in_round(job) != JOB_NONE && exchange->status != 429) {
        job->due_ms = job->now_ms;
    } else {
        begin_round(job);
        job->due_ms = job->now_ms + pause_ms(exchange, job->wall_ms);
    }
}

/* Things of the cloud that nobody could ask for: not gone, not left, not proved. */
static void mark_unproved(struct job *job)
{
    for (size_t i = 0; i < job->plan->object_count; i++) {
        struct job_thing *thing = &job->things[i];
        if (thing->state != THING_WAITING || thing->object->service != job->service ||
            !is_cloud(thing->object))
            continue;
        thing->state = THING_UNPROVED;
        thing->proof =
            job->project == NULL ? "the cloud was not asked" : "its id is not known";
    }
}

/* The Service is gone: what nobody owns from now on is left over. */
static void mark_orphans(struct job *job)
{
    for (size_t i = 0; i < job->plan->object_count; i++) {
        struct job_thing *thing = &job->things[i];
        if (thing->object->fate == FATE_ORPHAN && thing->object->service == job->service)
            thing->state = THING_LEFT_OVER;
    }
}

void job_proved(struct job *job)
{
    mark_unproved(job);
    mark_orphans(job);
    job_go(job, STAGE_SILENCE, job->now_ms);
}

void job_next_service(struct job *job)
{
    if (job->service + 1 == job->plan->service_count) {
        job_go(job, STAGE_VERIFY, job->now_ms);
    } else if (job->stop_asked) {
        job_differs(job, "stopped by you before the next Service");
    } else {
        job->service++;
        job_go(job, STAGE_READ, job->now_ms);
    }
}

/* ---- what stays ------------------------------------------------------------------------------- */

static bool is_to_verify(const struct job *job, size_t i)
{
    const struct plan_object *object = job->things[i].object;

    return (object->fate == FATE_STAYS || object->fate == FATE_ORPHAN) &&
           is_cloud(object) && can_be_asked_for(job, object) && !job->proofs[i].verified;
}

static bool is_all_well(const struct job *job)
{
    for (size_t i = 0; i < job->thing_count; i++) {
        const struct job_thing *thing = &job->things[i];
        if (thing->state == THING_UNPROVED || thing->state == THING_LOST ||
            (thing->object->fate == FATE_GOES && thing->state == THING_LEFT_OVER))
            return false;
    }
    return true;
}

void job_conclude(struct job *job)
{
    bool well = is_all_well(job);

    job_tell(job, "elbtop", "%s",
             well ? "teardown complete" : "ended, not all is proved");
    job_end(job, well ? JOB_DONE : JOB_LEFT);
}

struct http_request *job_ask_verify(struct job *job)
{
    for (size_t i = 0; i < job->plan->object_count; i++) {
        if (!is_to_verify(job, i))
            continue;
        job->proving = (int)i;
        return ask_for(job, i);
    }
    if (job->plan->extra_count > 0)
        job_start_extras(job);
    else
        job_conclude(job);
    return NULL;
}

static void set_verified(struct job *job, const struct plan_object *object, bool there,
                         bool absent, const char *proof)
{
    for (size_t i = 0; i < job->plan->object_count; i++) {
        struct job_thing *thing = &job->things[i];
        if (!is_to_verify(job, i) || strcmp(thing->object->id, object->id) != 0)
            continue;
        job->proofs[i].verified = true;
        thing->proof = proof;
        if (absent)
            thing->state = thing->object->fate == FATE_ORPHAN ? THING_GONE : THING_LOST;
        else if (!there)
            thing->proof = "not asked successfully";
    }
}

void job_heard_verify(struct job *job, const struct http_exchange *exchange)
{
    const struct plan_object *object = job->things[job->proving].object;
    const char *code = error_code(exchange, &job->arena);
    bool absent = is_absent(exchange, code);
    bool there = exchange->err.code == ERR_OK && exchange->status == 200;

    if (!absent && !there && job_reads_again(job, exchange))
        return;
    job->tries = 0;
    set_verified(job, object, there, absent,
                 absent ? arena_print(&job->arena, "404 %s", code) : "200, still there");
    if (absent)
        job_tell_failure(job, "otc-api", "%s %s was to stay and is gone",
                         plan_thing_word(object->thing), object->name);
    job->due_ms = job->now_ms;
}

/* ---- the time is over --------------------------------------------------------------------------- */

static void settle_late(struct job *job, struct job_thing *thing,
                        const struct job_proof *proof)
{
    const struct plan_object *object = thing->object;
    bool seen = proof->last_status == 200;

    if (thing->state != THING_WAITING || object->service != job->service)
        return;
    if (object->thing == THING_ADDRESS) {
        job_settle_address(job, thing);
    } else if (job->plan->kind != PLAN_TEARDOWN) {
        bool applied = object->thing == THING_SERVICE;
        thing->state = applied ? THING_MADE : THING_UNPROVED;
        thing->proof = applied ? "applied" : "not seen in time";
    } else if (seen) {
        thing->state = THING_LEFT_OVER;
        thing->proof =
            object->thing == THING_SERVICE ? "200, still there: the finalizer is held"
            : job->waits_for[0] != '\0'
                ? arena_print(&job->arena, "200, still there: %s", job->waits_for)
                : "200, still there";
    } else if (proof->last_status == 0 && !can_be_asked_for(job, object)) {
        thing->state = THING_UNPROVED;
        thing->proof = "the cloud was not asked";
    } else {
        thing->state = THING_UNPROVED;
        thing->proof =
            proof->last_status == 0
                ? "no answer"
                : arena_print(&job->arena, "HTTP %d, no proof", proof->last_status);
    }
}

static bool service_went(const struct job *job)
{
    for (size_t i = 0; i < job->plan->object_count; i++) {
        const struct job_thing *thing = &job->things[i];
        if (thing->object->thing == THING_SERVICE &&
            thing->object->service == job->service)
            return thing->state == THING_GONE;
    }
    return false;
}

void job_give_up(struct job *job)
{
    for (size_t i = 0; i < job->thing_count; i++)
        settle_late(job, &job->things[i], &job->proofs[i]);
    if (service_went(job))
        mark_orphans(job);
    job->gave_up = true;
    err_set(&job->err, ERR_LATER, "gave up waiting for the proof");
    job_tell_failure(job, "elbtop", "gave up waiting");
    job_end(job, JOB_LEFT);
}

/* ---- following what was made ------------------------------------------------------------------------- */

static void mark_made(struct job *job)
{
    for (size_t i = 0; i < job->plan->object_count; i++) {
        if (job->things[i].state == THING_WAITING) {
            job->things[i].state = THING_MADE;
            job->things[i].after_ms = job->now_ms - job->service_sent_ms;
        }
    }
}

void job_reached(struct job *job, int number, const char *actor, const char *evidence)
{
    if (job->step_count == STEP_COUNT)
        return;
    job->follow.reached |= 1u << number;
    job->steps[job->step_count++] = (struct job_step){
        .number = number,
        .actor = actor,
        .after_ms = job->now_ms - job->service_sent_ms,
        .evidence = arena_text(&job->arena, evidence),
    };
}

static const char *evidence_of(struct job *job, const struct row *row, int number)
{
    const char *evidence = row->steps[number - 1].evidence;

    if (number == STEP_CLOUD)
        return arena_print(&job->arena, "%d/%d", row->parts_settled, PART_COUNT);
    if (row->steps[number - 1].state == STEP_GIVEN && evidence != NULL)
        return arena_print(&job->arena, "given: %s", evidence);
    return evidence != NULL ? evidence : "";
}

static void tell_steps(struct job *job, const struct row *row)
{
    int steps[STEP_COUNT];
    size_t count = follow_look(&job->follow, row, steps);

    for (size_t i = 0; i < count; i++) {
        const char *evidence = evidence_of(job, row, steps[i]);
        const char *actor = step_actor(steps[i], false);
        job_reached(job, steps[i], actor, evidence);
        job_tell(job, actor, "%d %s done%s%s", steps[i], step_name(steps[i]),
                 evidence[0] != '\0' ? ": " : "", evidence);
    }
}

/* It was applied and will not become ready. */
static void end_following(struct job *job, const char *who, const char *why)
{
    for (size_t i = 0; i < job->plan->object_count; i++)
        settle_late(job, &job->things[i], &job->proofs[i]);
    err_set(&job->err, ERR_REFUSED, "%s", why);
    job_tell_failure(job, who, "%s", why);
    job_end(job, JOB_STOPPED);
}

/* Is this row younger than what was sent? */
static bool is_ours(const struct job *job, const struct row *row)
{
    if (job->made_uid != NULL && strcmp(row->uid, job->made_uid) != 0)
        return false;
    return job->live_version == NULL ||
           strcmp(row->resource_version, job->live_version) != 0;
}

void job_look(struct job *job, const struct view *view, int64_t now_ms, int64_t wall_ms)
{
    char words[400];

    if (job->stage != STAGE_PROVE || job->plan->kind == PLAN_TEARDOWN)
        return;
    const struct row *row =
        view_row(view, job_in_hand(job)->namespace, job_in_hand(job)->name);
    if (row == NULL || !is_ours(job, row))
        return;
    job->now_ms = now_ms;
    job->wall_ms = wall_ms;
    tell_steps(job, row);
    if (row->deleted_ms != WHEN_UNKNOWN) {
        end_following(job, "api-server", "it is being deleted by somebody else");
        return;
    }
    switch (outlook_of(row)) {
    case OUTLOOK_OPEN:
        return;
    case OUTLOOK_READY:
        job->address = arena_text(&job->arena, row->address);
        mark_made(job);
        job_tell(job, "elbtop", "ready at %s", row->address != NULL ? row->address : "-");
        job_end(job, JOB_DONE);
        return;
    case OUTLOOK_HOPELESS:
        end_following(job, step_actor(row->step, false),
                      outlook_words(row, words, sizeof words));
        return;
    }
}
