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

/* "80/TCP 443/TCP", as a plan has it. */
static const char *live_ports(struct arena *arena, const json_t *live)
{
    const char *text = "";
    size_t i;
    json_t *port;

    json_array_foreach(tree_at(live, "spec.ports"), i, port)
    {
        const char *protocol = tree_text(port, "protocol");
        text = arena_print(arena, "%s%s%lld/%s", text, i > 0 ? " " : "",
                           (long long)tree_int(port, "port", 0),
                           protocol != NULL ? protocol : "TCP");
    }
    return text;
}

static const char *live_ingress(struct arena *arena, const json_t *live)
{
    const char *text = "";
    size_t i;
    json_t *one;

    json_array_foreach(tree_at(live, "status.loadBalancer.ingress"), i, one)
    {
        const char *ip = tree_text(one, "ip");
        const char *at = ip != NULL ? ip : tree_text(one, "hostname");
        text = arena_print(arena, "%s%s%s", text, i > 0 ? " " : "", at != NULL ? at : "");
    }
    return text;
}

static const char *or_none(const char *text)
{
    return text == NULL || text[0] == '\0' ? "none" : text;
}

static void add_if_other(struct buf *out, const char *what, const char *shown,
                         const char *now)
{
    if (strcmp(or_none(shown), or_none(now)) != 0)
        buf_print(out, ", %s: %.100s -> %.100s", what, or_none(shown), or_none(now));
}

/* What of it is not as it was shown; of a plan that shows a Service that exists. */
static void tell_changes(struct job *job, const struct plan_service *shown,
                         const json_t *live, struct buf *out)
{
    const char *type = tree_text(live, "spec.type");
    size_t before = out->bytes;

    if (tree_text(live, "metadata.deletionTimestamp") != NULL)
        buf_add_text(out, ", it is being deleted");
    if (type != NULL && strcmp(type, "LoadBalancer") != 0 &&
        job->plan->kind == PLAN_TEARDOWN)
        buf_print(out, ", it is of type %.20s now", type);
    if (job->plan->kind == PLAN_TEARDOWN)
        add_if_other(out, "elb.id", shown->elb_id,
                     tree_key_text(tree_at(live, "metadata.annotations"), ELB "id"));
    if (shown->ports != NULL)
        add_if_other(out, "ports", shown->ports, live_ports(&job->arena, live));
    if (shown->ingress != NULL)
        add_if_other(out, "addresses", shown->ingress, live_ingress(&job->arena, live));
    if (out->bytes == before)
        buf_add_text(out, ", in nothing that was shown");
}

/* In words; "" when it is as it was shown. */
static const char *difference(struct job *job, const json_t *live)
{
    const struct plan_service *shown = job_in_hand(job);
    const char *uid = tree_text(live, "metadata.uid");
    const char *version = tree_text(live, "metadata.resourceVersion");
    const char *writer = last_writer(live);
    struct buf text;

    if (uid == NULL || strcmp(uid, shown->uid) != 0)
        return arena_print(&job->arena,
                           "it was deleted and created again: uid is %.40s, the plan was "
                           "made for %.40s",
                           uid != NULL ? uid : "missing", shown->uid);
    if (version != NULL && strcmp(version, shown->resource_version) == 0)
        return "";
    buf_init(&text, 1000);
    buf_print(&text, "it changed meanwhile: resourceVersion %.40s -> %.40s",
              shown->resource_version, version != NULL ? version : "missing");
    if (writer[0] != '\0')
        buf_print(&text, ", written by %.60s", writer);
    tell_changes(job, shown, live, &text);
    const char *kept = arena_text(&job->arena, buf_text(&text));
    buf_release(&text);
    return kept;
}

static void compare_teardown(struct job *job, const json_t *live)
{
    const char *text = difference(job, live);

    if (text[0] != '\0')
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
    const char *text = "";

    if (service->uid != NULL)
        text = difference(job, live);
    else if (tree_text(live, "metadata.deletionTimestamp") != NULL)
        text = "a Service of that name is being deleted: wait until it is gone";
    else if (type != NULL && strcmp(type, "LoadBalancer") == 0)
        text = "a Service of that name and type LoadBalancer is there, which was not "
               "shown";
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
