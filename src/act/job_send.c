/*
 * The one request of a Service that changes the world, and how it is found out what became
 * of it when no answer came. It is never sent again.
 */
#include "act/job_inside.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "wire/tree.h"
#include "base/banned.h"

/* Looks after a broken line that find nothing, before it is said not to have arrived: a slow
 * server may still be at it. */
enum { ABSENCES = 3 };

/* ---- the request ------------------------------------------------------------------ */

static struct http_request *delete_request(const struct job *job)
{
    const struct plan_service *service = job_in_hand(job);
    struct http_request *request = http_request_new("DELETE", service->path);
    json_t *options = json_pack("{s:s, s:s, s:{s:s, s:s}}", "kind", "DeleteOptions",
                                "apiVersion", "v1", "preconditions", "uid", service->uid,
                                "resourceVersion", service->resource_version);

    request->intent = HTTP_CHANGES;
    request->label = "delete service";
    http_headers_add(&request->headers, "Content-Type", "application/json");
    tree_to_json(options, 0, &request->body);
    json_decref(options);
    return request;
}

/* A Service that was there must still be the one that was read. */
static void add_manifest(const struct job *job, bool dry_run, struct buf *body)
{
    if (dry_run || job->live_version == NULL) {
        buf_add_text(body, job->plan->manifest);
        return;
    }
    json_t *manifest = json_loads(job->plan->manifest, 0, NULL);
    json_object_set_new(json_object_get(manifest, "metadata"), "resourceVersion",
                        json_string(job->live_version));
    tree_to_json(manifest, 0, body);
    json_decref(manifest);
}

struct http_request *job_apply_request(const struct job *job, bool dry_run)
{
    struct buf path;

    buf_init(&path, LIMIT_HEADER_BYTES);
    buf_print(&path, "%s%s", job_in_hand(job)->path, dry_run ? "&dryRun=All" : "");
    struct http_request *request = http_request_new("PATCH", buf_text(&path));
    request->intent = dry_run ? HTTP_READS : HTTP_CHANGES;
    request->label = dry_run ? "dry run" : "apply service";
    http_headers_add(&request->headers, "Content-Type", "application/apply-patch+yaml");
    add_manifest(job, dry_run, &request->body);
    buf_release(&path);
    return request;
}

struct http_request *job_ask_send(struct job *job)
{
    job->twin = job_in_hand(job)->twin;
    job_note_sent(job);
    job->service_sent_ms = job->now_ms;
    struct http_request *request = job->plan->kind == PLAN_TEARDOWN
                                       ? delete_request(job)
                                       : job_apply_request(job, false);
    request->answer_ms = job->config.answer_ms;
    return request;
}

/* ---- its answer ---------------------------------------------------------------------- */

/* Nobody was reached, or our own lock held it back: it never left. */
static bool never_left(const struct http_exchange *exchange)
{
    return exchange->err.code == ERR_REFUSED || exchange->cut == HTTP_CUT_NAME ||
           exchange->cut == HTTP_CUT_REFUSED || exchange->cut == HTTP_CUT_UNREACHABLE;
}

static void find_out(struct job *job)
{
    job->absences = 0;
    job_go(job, STAGE_REREAD, job->now_ms + INTERVAL_PROOF_MS);
}

static void line_broke(struct job *job, const struct http_exchange *exchange)
{
    struct refused refused;

    refused_of(exchange, &refused);
    if (never_left(exchange)) {
        if (job->sent_ms == job->service_sent_ms)
            job->sent_ms = INT64_MIN;
        job_refused(job, &refused, "nothing was sent");
        return;
    }
    job->timed_out = exchange->cut == HTTP_CUT_TIMEOUT;
    job_tell_failure(job, "elbtop",
                     "the line broke after sending (%s): reading whether it arrived",
                     exchange->err.text);
    find_out(job);
}

/* A server that fails may have done it all the same: etcd was slow, a proxy gave up. */
static void server_failed(struct job *job, const struct refused *refused)
{
    job->refused = *refused;
    job_tell_failure(job, "api-server", "%s: reading whether it was done all the same",
                     refused->text);
    find_out(job);
}

static void accepted(struct job *job, const struct http_exchange *exchange)
{
    const struct plan_service *service = job_in_hand(job);
    json_t *object = NULL;

    job_tell(job, "api-server", "%s %s/%s: %d in %lld ms", service->method,
             service->namespace, service->name, exchange->status,
             (long long)exchange->took_ms);
    tree_from_json(buf_span(&exchange->body), "service", &object, NULL);
    job->made_uid = arena_text(&job->arena, tree_text(object, "metadata.uid"));
    json_decref(object);
    if (job->plan->kind != PLAN_TEARDOWN)
        job_reached(job, STEP_APPLY, "you",
                    arena_print(&job->arena, "%d in %lld ms", exchange->status,
                                (long long)exchange->took_ms));
    job_start_proving(job);
}

void job_heard_send(struct job *job, const struct http_exchange *exchange)
{
    struct refused refused;
    bool teardown = job->plan->kind == PLAN_TEARDOWN;

    switch (refused_of(exchange, &refused)) {
    case REFUSED_NOT:
        accepted(job, exchange);
        break;
    case REFUSED_NO_ANSWER:
        line_broke(job, exchange);
        break;
    case REFUSED_GONE:
        if (!teardown) {
            job_refused(job, &refused, "refused");
            break;
        }
        job_tell(job, "api-server", "it was gone already");
        job_start_proving(job);
        break;
    case REFUSED_CHANGED:
        /* What has changed is worth more than that it has. */
        if (teardown) {
            job->refused = refused;
            job->after_conflict = true;
            job_go(job, STAGE_READ, job->now_ms);
            break;
        }
        job_refused(job, &refused, "refused");
        break;
    default:
        if (exchange->err.code != ERR_OK)
            line_broke(job, exchange);
        else if (exchange->status >= 500)
            server_failed(job, &refused);
        else
            job_refused(job, &refused, "refused");
        break;
    }
}

/* ---- after a broken line: the object says it ---------------------------------------------- */

/* Is what we wanted to apply in it? Our annotations are the most telling part. */
static bool carries_ours(const struct job *job, const json_t *live)
{
    json_t *manifest = json_loads(job->plan->manifest, 0, NULL);
    json_t *ours = json_object_get(json_object_get(manifest, "metadata"), "annotations");
    const json_t *theirs = tree_at(live, "metadata.annotations");
    const char *type = tree_text(live, "spec.type");
    bool all = type != NULL && strcmp(type, "LoadBalancer") == 0;
    const char *key;
    json_t *value;

    json_object_foreach(ours, key, value)
    {
        all = all && json_equal(value, tree_key(theirs, key)) != 0;
    }
    json_decref(manifest);
    return all;
}

static bool has_arrived(struct job *job, const json_t *live)
{
    const char *uid = tree_text(live, "metadata.uid");

    if (job->plan->kind == PLAN_TEARDOWN)
        return uid == NULL || strcmp(uid, job_in_hand(job)->uid) != 0 ||
               tree_text(live, "metadata.deletionTimestamp") != NULL;
    if (live == NULL || !carries_ours(job, live))
        return false;
    job->made_uid = arena_text(&job->arena, uid);
    return true;
}

static void cannot_tell(struct job *job)
{
    if (job->now_ms - job->service_sent_ms < job->config.give_up_ms) {
        job->due_ms = job->now_ms + INTERVAL_PROOF_MS;
        return;
    }
    err_set(&job->err, ERR_NET, "it cannot be read whether the request arrived");
    job_tell_failure(job, "elbtop", "it cannot be read whether the request arrived");
    job_end(job, JOB_UNCLEAR);
}

static void not_there(struct job *job)
{
    if (++job->absences < ABSENCES) {
        job->due_ms = job->now_ms + INTERVAL_PROOF_MS;
        return;
    }
    if (job->refused.kind != REFUSED_NOT) {
        struct refused refused = job->refused;
        job_refused(job, &refused, "refused, and it was not done");
    } else if (job->timed_out) {
        /* Who is slow may still be at it: only looking later can tell. */
        err_set(&job->err, ERR_NET,
                "no answer came in time and nothing of it is to be seen: it may still be "
                "carried out, look before sending it again");
        job_tell_failure(job, "elbtop", "%s", job->err.text);
        job_end(job, JOB_UNCLEAR);
    } else {
        err_set(&job->err, ERR_NET, "the request did not arrive; nothing was sent again");
        job_tell_failure(job, "elbtop",
                         "the request has not arrived; it is not repeated by itself");
        job_end(job, JOB_STOPPED);
    }
}

void job_heard_reread(struct job *job, const struct http_exchange *exchange)
{
    json_t *live = NULL;
    bool readable =
        exchange->err.code == ERR_OK &&
        (exchange->status == 404 ||
         (exchange->status == 200 &&
          tree_from_json(buf_span(&exchange->body), "service", &live, NULL) == ERR_OK));

    if (!readable) {
        cannot_tell(job);
    } else if (has_arrived(job, live)) {
        job_tell(job, "elbtop", "the request had arrived");
        job->refused = (struct refused){.err = ERR_INIT};
        job_start_proving(job);
    } else {
        not_there(job);
    }
    json_decref(live);
}
