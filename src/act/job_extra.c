/*
 * What comes along with the Services of a guided run: applied first, deleted last. An object
 * that is there without our mark belongs to somebody else and is left as it is; a namespace
 * in which somebody else lives stays, too.
 */
#include "act/job_inside.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "wire/tree.h"
#include "base/banned.h"

static const struct plan_extra *extra_in_hand(const struct job *job)
{
    return &job->plan->extras[job->extra];
}

static struct job_thing *thing_in_hand(const struct job *job)
{
    return &job->things[extra_in_hand(job)->object];
}

static const char *title_of(const struct job *job, char out[200])
{
    const struct plan_extra *extra = extra_in_hand(job);

    snprintf(out, 200, "%s %.150s", plan_thing_word(extra->thing), extra->name);
    return out;
}

/* ---- from one to the next ---------------------------------------------------------- */

static void after_all(struct job *job)
{
    bool teardown = job->plan->kind == PLAN_TEARDOWN;

    if (teardown) {
        job_conclude(job);
        return;
    }
    job_go(job, job->plan->from_name != NULL ? STAGE_FROM : STAGE_READ, job->now_ms);
}

static void settle(struct job *job, enum thing_state state, const char *proof)
{
    struct job_thing *thing = thing_in_hand(job);

    thing->state = state;
    thing->proof = proof;
    if (state == THING_GONE || state == THING_MADE)
        thing->after_ms = job->now_ms - job->sent_ms;
    job->extra++;
    job->waits_for = "";
    job->tries = 0;
    if (job->extra < job->plan->extra_count)
        job_go(job, STAGE_EXTRA_READ, job->now_ms);
    else
        after_all(job);
}

static void leave_alone(struct job *job, const char *why)
{
    char title[200];

    job_tell(job, "elbtop", "%s %s", title_of(job, title), why);
    settle(job, THING_KEPT, why);
}

void job_start_extras(struct job *job)
{
    job->extra = 0;
    job_go(job, STAGE_EXTRA_READ, job->now_ms);
}

/* ---- requests ------------------------------------------------------------------------- */

static struct http_request *change_request(struct job *job)
{
    const struct plan_extra *extra = extra_in_hand(job);
    bool teardown = extra->manifest == NULL;
    struct http_request *request;

    if (teardown) {
        json_t *options = json_pack("{s:s, s:s, s:{s:s}, s:s}", "kind", "DeleteOptions",
                                    "apiVersion", "v1", "preconditions", "uid",
                                    job->extra_uid, "propagationPolicy", "Background");
        request = http_request_new("DELETE", extra->path);
        http_headers_add(&request->headers, "Content-Type", "application/json");
        tree_to_json(options, 0, &request->body);
        json_decref(options);
    } else {
        request = http_request_new(
            "PATCH",
            arena_print(&job->arena, "%s?fieldManager=" PLAN_FIELD_MANAGER, extra->path));
        http_headers_add(&request->headers, "Content-Type",
                         "application/apply-patch+yaml");
        buf_add_text(&request->body, extra->manifest);
    }
    request->intent = HTTP_CHANGES;
    request->label = teardown ? "delete" : "apply";
    job->twin = extra->twin;
    return request;
}

struct http_request *job_ask_extra(struct job *job)
{
    const struct plan_extra *extra = extra_in_hand(job);
    struct http_request *request;

    if (job->stage == STAGE_EXTRA_SEND) {
        job_note_sent(job);
        job->service_sent_ms = job->now_ms;
        return change_request(job);
    }
    request = http_request_new("GET", job->stage == STAGE_EXTRA_LODGERS
                                          ? extra->lodger_path[job->lodger]
                                          : extra->path);
    request->label = "read";
    return request;
}

/* ---- answers ---------------------------------------------------------------------------- */

static void not_readable(struct job *job, const struct http_exchange *exchange,
                         const char *when)
{
    struct refused refused;

    if (job_reads_again(job, exchange))
        return;
    if (refused_of(exchange, &refused) == REFUSED_NOT)
        refused.kind = REFUSED_FAILED;
    job_refused(job, &refused, when);
}

static bool is_marked(const json_t *live)
{
    return tree_key(tree_at(live, "metadata.labels"), PLAN_DEMO_LABEL) != NULL;
}

static void found(struct job *job, const json_t *live)
{
    bool teardown = extra_in_hand(job)->manifest == NULL;
    bool going = tree_text(live, "metadata.deletionTimestamp") != NULL;
    char title[200];

    if (!is_marked(live)) {
        leave_alone(job, teardown ? "is not the demo's own and stays"
                                  : "is there already and is left as it is");
    } else if (going && !teardown) {
        char text[240];
        snprintf(text, sizeof text, "%s is being deleted: wait until it is gone",
                 title_of(job, title));
        job_differs(job, text);
    } else if (going) {
        job_go(job, STAGE_EXTRA_PROVE, job->now_ms);
    } else {
        job->extra_uid = arena_text(&job->arena, tree_text(live, "metadata.uid"));
        job->lodger = 0;
        bool lodgers = teardown && extra_in_hand(job)->lodger_path[0] != NULL;
        job_go(job, lodgers ? STAGE_EXTRA_LODGERS : STAGE_EXTRA_SEND, job->now_ms);
    }
}

static void heard_read(struct job *job, const struct http_exchange *exchange)
{
    bool teardown = extra_in_hand(job)->manifest == NULL;
    json_t *live = NULL;

    if (exchange->err.code == ERR_OK && exchange->status == 404) {
        if (teardown)
            settle(job, THING_GONE, "404, it was gone already");
        else
            job_go(job, STAGE_EXTRA_SEND, job->now_ms);
    } else if (exchange->err.code == ERR_OK && exchange->status == 200 &&
               tree_from_json(buf_span(&exchange->body), "object", &live, NULL) ==
                   ERR_OK) {
        found(job, live);
    } else {
        not_readable(job, exchange, "what comes along cannot be read");
    }
    json_decref(live);
}

static void heard_lodgers(struct job *job, const struct http_exchange *exchange)
{
    json_t *list = NULL;
    bool absent = exchange->err.code == ERR_OK && exchange->status == 404;

    if (!absent &&
        (exchange->err.code != ERR_OK || exchange->status != 200 ||
         tree_from_json(buf_span(&exchange->body), "list", &list, NULL) != ERR_OK)) {
        if (!job_reads_again(job, exchange))
            leave_alone(job, "stays: who else lives in it cannot be read");
        json_decref(list);
        return;
    }
    size_t count = json_array_size(tree_at(list, "items"));
    json_decref(list);
    if (count > 0) {
        leave_alone(job, "stays: others live in it");
        return;
    }
    job->tries = 0;
    job->due_ms = job->now_ms;
    job->lodger++;
    if (job->lodger == 2 || extra_in_hand(job)->lodger_path[job->lodger] == NULL)
        job_go(job, STAGE_EXTRA_SEND, job->now_ms);
}

/* A broken line is told apart by reading: an apply that arrived shows our mark. */
static void heard_send(struct job *job, const struct http_exchange *exchange)
{
    struct refused refused;
    bool teardown = extra_in_hand(job)->manifest == NULL;
    char title[200];

    switch (refused_of(exchange, &refused)) {
    case REFUSED_NOT:
        job_tell(job, "api-server", "%s: %d", title_of(job, title), exchange->status);
        if (teardown)
            job_go(job, STAGE_EXTRA_PROVE, job->now_ms);
        else
            settle(job, THING_MADE, "applied");
        break;
    case REFUSED_NO_ANSWER:
        job_tell_failure(job, "elbtop", "the line broke after sending %s: reading",
                         title_of(job, title));
        job_go(job, STAGE_EXTRA_PROVE, job->now_ms + INTERVAL_PROOF_MS);
        break;
    case REFUSED_GONE:
        if (teardown) {
            settle(job, THING_GONE, "404, it was gone already");
            break;
        }
        job_refused(job, &refused, title_of(job, title));
        break;
    default:
        if (exchange->err.code == ERR_OK && exchange->status >= 500) {
            job_tell_failure(job, "api-server", "%s: %s: reading whether it was done",
                             title_of(job, title), refused.text);
            job_go(job, STAGE_EXTRA_PROVE, job->now_ms + INTERVAL_PROOF_MS);
            break;
        }
        job_refused(job, &refused, title_of(job, title));
        break;
    }
}

/* ---- what a deletion hangs on ----------------------------------------------------------- */

static const char *add_words(struct arena *arena, const char *so_far, const char *words)
{
    return so_far[0] == '\0' ? arena_text(arena, words)
                             : arena_print(arena, "%s, %s", so_far, words);
}

static const char *add_finalizers(struct arena *arena, const char *words,
                                  const json_t *list)
{
    size_t i;
    json_t *name;

    json_array_foreach(list, i, name)
    {
        if (json_is_string(name))
            words = add_words(
                arena, words,
                arena_print(arena, "finalizer %.100s", json_string_value(name)));
    }
    return words;
}

/* Conditions of a namespace that goes are True when they are in its way. */
static const char *add_conditions(struct arena *arena, const char *words,
                                  const json_t *conditions)
{
    size_t i;
    json_t *condition;

    json_array_foreach(conditions, i, condition)
    {
        const char *status = tree_text(condition, "status");
        const char *message = tree_text(condition, "message");
        if (status != NULL && message != NULL && strcmp(status, "True") == 0)
            words = add_words(arena, words, arena_print(arena, "%.200s", message));
    }
    return words;
}

/* Said once, and again when it is something else. */
static void note_obstacle(struct job *job, const struct http_exchange *exchange)
{
    struct arena *arena = &job->arena;
    json_t *live = NULL;
    char title[200];

    if (exchange->err.code != ERR_OK || exchange->status != 200 ||
        tree_from_json(buf_span(&exchange->body), "object", &live, NULL) != ERR_OK)
        return;
    const char *phase = tree_text(live, "status.phase");
    const char *words = phase == NULL ? "" : arena_print(arena, "%.60s", phase);
    words = add_finalizers(arena, words, tree_at(live, "metadata.finalizers"));
    words = add_finalizers(arena, words, tree_at(live, "spec.finalizers"));
    words = add_conditions(arena, words, tree_at(live, "status.conditions"));
    json_decref(live);
    words = utf8_clean(arena, arena_print(arena, "%s: %s", title_of(job, title),
                                          words[0] == '\0' ? "still there" : words));
    if (strcmp(words, job->waits_for) == 0)
        return;
    job->waits_for = words;
    job_tell(job, "api-server", "waiting for %s", words);
}

/* Of a deletion: until 404. Of an apply whose line broke: it is there, or it is not. */
static void heard_prove(struct job *job, const struct http_exchange *exchange)
{
    bool teardown = extra_in_hand(job)->manifest == NULL;
    bool absent = exchange->err.code == ERR_OK && exchange->status == 404;
    bool there = exchange->err.code == ERR_OK && exchange->status == 200;

    job->proofs[extra_in_hand(job)->object].last_status = exchange->status;
    if (teardown && absent) {
        settle(job, THING_GONE, "404");
    } else if (!teardown && there) {
        settle(job, THING_MADE, "it had arrived");
    } else if (!teardown && absent) {
        err_set(&job->err, ERR_NET, "the request did not arrive; nothing was sent again");
        job_tell_failure(job, "elbtop", "the request has not arrived");
        job_end(job, JOB_STOPPED);
    } else {
        if (teardown)
            note_obstacle(job, exchange);
        job->due_ms = job->now_ms + INTERVAL_PROOF_MS;
    }
}

void job_heard_extra(struct job *job, const struct http_exchange *exchange)
{
    switch (job->stage) {
    case STAGE_EXTRA_READ:
        heard_read(job, exchange);
        break;
    case STAGE_EXTRA_LODGERS:
        heard_lodgers(job, exchange);
        break;
    case STAGE_EXTRA_SEND:
        heard_send(job, exchange);
        break;
    default:
        heard_prove(job, exchange);
        break;
    }
}
