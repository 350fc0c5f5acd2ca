/*
 * What a job reads before it sends anything: nothing is acted on that is not as it was
 * shown.
 */
#include "act/job_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act/plan_draft.h"
#include "wire/tree.h"
#include "base/banned.h"

#define ELB "kubernetes.io/elb."

static struct http_request *get(struct job *job, const char *path, const char *label)
{
    struct http_request *request = http_request_new("GET", path);

    (void)job;
    request->label = label;
    return request;
}

static bool is_answered(const struct http_exchange *exchange, int status)
{
    return exchange->err.code == ERR_OK && exchange->status == status;
}

/* Neither there nor absent: tried again, or the job stops with the reason. */
static void not_readable(struct job *job, const struct http_exchange *exchange)
{
    struct refused refused;

    if (job_reads_again(job, exchange))
        return;
    if (refused_of(exchange, &refused) == REFUSED_NOT)
        refused.kind = REFUSED_FAILED;
    job_refused(job, &refused, "it cannot be read, nothing was sent");
}

/* ---- elb.id of another Service -------------------------------------------------------- */

struct http_request *job_ask_from(struct job *job)
{
    return get(
        job,
        plan_service_path(&job->arena, job->plan->from_namespace, job->plan->from_name),
        "read elb.id");
}

/* The manifest gets the id of this moment. */
static void put_id(struct job *job, const char *elb_id)
{
    json_t *manifest = json_loads(job->plan->manifest, 0, NULL);
    json_t *metadata = json_object_get(manifest, "metadata");
    json_t *annotations = json_object_get(metadata, "annotations");

    json_object_set_new(annotations, ELB "id", json_string(elb_id));
    free(job->plan->manifest);
    job->plan->manifest = json_dumps(manifest, JSON_COMPACT);
    json_decref(manifest);
}

static void take_id(struct job *job, const json_t *live)
{
    const struct plan *plan = job->plan;
    const char *elb_id = tree_key_text(tree_at(live, "metadata.annotations"), ELB "id");
    const char *shown = job_in_hand(job)->elb_id;
    char text[300];

    if (tree_text(live, "metadata.deletionTimestamp") != NULL) {
        snprintf(text, sizeof text,
                 "%.60s/%.60s, whose ELB was chosen, is being torn down",
                 plan->from_namespace, plan->from_name);
    } else if (elb_id == NULL || elb_id[0] == '\0') {
        snprintf(text, sizeof text,
                 "%.60s/%.60s has no elb.id: the ccm has not written it",
                 plan->from_namespace, plan->from_name);
    } else if (shown != NULL && strcmp(shown, elb_id) != 0) {
        snprintf(text, sizeof text,
                 "elb.id of %.60s/%.60s is now %.40s, it was shown as %.40s",
                 plan->from_namespace, plan->from_name, elb_id, shown);
    } else {
        job_tell(job, "elbtop", "elb.id %s read from %s/%s", elb_id, plan->from_namespace,
                 plan->from_name);
        put_id(job, elb_id);
        job_go(job, STAGE_READ, job->now_ms);
        return;
    }
    job_differs(job, text);
}

void job_heard_from(struct job *job, const struct http_exchange *exchange)
{
    json_t *live = NULL;
    char text[200];

    if (is_answered(exchange, 404)) {
        snprintf(text, sizeof text, "%.60s/%.60s, whose ELB was chosen, is not there",
                 job->plan->from_namespace, job->plan->from_name);
        job_differs(job, text);
    } else if (is_answered(exchange, 200) &&
               tree_from_json(buf_span(&exchange->body), "service", &live, NULL) ==
                   ERR_OK) {
        take_id(job, live);
    } else {
        not_readable(job, exchange);
    }
    json_decref(live);
}

/* ---- the Service itself ------------------------------------------------------------------ */

struct http_request *job_ask_read(struct job *job)
{
    const struct plan_service *service = job_in_hand(job);

    return get(job, plan_service_path(&job->arena, service->namespace, service->name),
               "read service");
}

/* Who wrote to it last, as its managedFields say; "". */
static const char *last_writer(const json_t *live)
{
    const char *newest = "";
    const char *writer = "";
    size_t i;
    json_t *entry;

    json_array_foreach(tree_at(live, "metadata.managedFields"), i, entry)
    {
        const char *time = tree_text(entry, "time");
        const char *manager = tree_text(entry, "manager");
        if (time == NULL || manager == NULL || strcmp(time, newest) < 0)
            continue;
        newest = time;
        writer = manager;
    }
    return writer;
}

/* In words; "" when it is as it was shown. */
static const char *difference(const struct plan_service *shown, const json_t *live,
                              char *out, size_t out_bytes)
{
    const char *uid = tree_text(live, "metadata.uid");
    const char *version = tree_text(live, "metadata.resourceVersion");
    const char *elb_id = tree_key_text(tree_at(live, "metadata.annotations"), ELB "id");
    const char *going = tree_text(live, "metadata.deletionTimestamp");
    const char *writer = last_writer(live);

    out[0] = '\0';
    if (uid == NULL || strcmp(uid, shown->uid) != 0) {
        snprintf(out, out_bytes,
                 "it was deleted and created again: uid is %.40s, the plan was made for "
                 "%.40s",
                 uid != NULL ? uid : "missing", shown->uid);
    } else if (version == NULL || strcmp(version, shown->resource_version) != 0) {
        bool moved = shown->elb_id != NULL &&
                     (elb_id == NULL || strcmp(elb_id, shown->elb_id) != 0);
        snprintf(out, out_bytes,
                 "it changed meanwhile: resourceVersion %.40s -> %.40s%s%.60s%s%s%.60s",
                 shown->resource_version, version != NULL ? version : "missing",
                 writer[0] != '\0' ? ", written by " : "", writer,
                 going != NULL ? ", it is being deleted" : "",
                 moved ? ", elb.id is now " : "",
                 !moved           ? ""
                 : elb_id != NULL ? elb_id
                                  : "none");
    }
    return out;
}

static void compare_teardown(struct job *job, const json_t *live)
{
    char text[300];

    if (difference(job_in_hand(job), live, text, sizeof text)[0] != '\0')
        job_differs(job, text);
    else if (job->after_conflict)
        job_refused(job, &job->refused, "refused");
    else
        job_go(job, STAGE_SEND, job->now_ms);
}

/* A Service that is there and becomes a load balancer, or gets its annotations. */
static void compare_apply(struct job *job, const json_t *live)
{
    const struct plan_service *service = job_in_hand(job);
    const char *type = tree_text(live, "spec.type");
    char text[300] = "";

    if (service->uid != NULL)
        difference(service, live, text, sizeof text);
    else if (tree_text(live, "metadata.deletionTimestamp") != NULL)
        snprintf(text, sizeof text,
                 "a Service of that name is being deleted: wait until it "
                 "is gone");
    else if (type != NULL && strcmp(type, "LoadBalancer") == 0)
        snprintf(text, sizeof text,
                 "a Service of that name and type LoadBalancer is there, "
                 "which was not shown");
    if (text[0] != '\0') {
        job_differs(job, text);
        return;
    }
    if (service->uid == NULL)
        job_tell(job, "elbtop", "it exists with type %s and becomes a LoadBalancer",
                 type != NULL ? type : "ClusterIP");
    job->live_existed = true;
    job->live_version =
        arena_text(&job->arena, tree_text(live, "metadata.resourceVersion"));
    job_go(job, STAGE_DRY_RUN, job->now_ms);
}

static void absent(struct job *job)
{
    if (job->plan->kind == PLAN_TEARDOWN || job_in_hand(job)->uid != NULL)
        job_differs(job, "it is gone already");
    else
        job_go(job, STAGE_DRY_RUN, job->now_ms);
}

void job_heard_read(struct job *job, const struct http_exchange *exchange)
{
    json_t *live = NULL;

    if (is_answered(exchange, 404))
        absent(job);
    else if (!is_answered(exchange, 200) ||
             tree_from_json(buf_span(&exchange->body), "service", &live, NULL) != ERR_OK)
        not_readable(job, exchange);
    else if (job->plan->kind == PLAN_TEARDOWN)
        compare_teardown(job, live);
    else
        compare_apply(job, live);
    json_decref(live);
}

/* ---- the server's second opinion -------------------------------------------------------------- */

struct http_request *job_ask_dry_run(struct job *job)
{
    job->twin = "kubectl apply --server-side --dry-run=server "
                "--field-manager=" PLAN_FIELD_MANAGER " -f FILE";
    return job_apply_request(job, true);
}

void job_heard_dry_run(struct job *job, const struct http_exchange *exchange)
{
    struct refused refused;

    switch (refused_of(exchange, &refused)) {
    case REFUSED_NOT:
        job_tell(job, "api-server", "dry run accepted");
        break;
    case REFUSED_UNCHECKABLE:
        /* Not checkable is not invalid. */
        job_tell(job, "api-server", "dry run not supported: %s", refused.text);
        break;
    default:
        if (!job_reads_again(job, exchange))
            job_refused(job, &refused, "refused in the dry run");
        return;
    }
    if (job->config.dry_run_only)
        job_end(job, JOB_DONE);
    else
        job_go(job, STAGE_SEND, job->now_ms);
}
