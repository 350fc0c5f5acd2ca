#include "actor.h"

#include "lib/check.h"
#include "lib/wait.h"

#include "wire/tree.h"

/* ---- life ------------------------------------------------------------------------- */

struct stage *actor_new(const struct stage *shared, const struct worker_config *config)
{
    struct stage *actor = mem_new(sizeof *actor);

    actor->world = shared->world;
    actor->dir = shared->dir;
    actor->state_dir = shared->state_dir;
    stage_start(actor, config);
    return actor;
}

void actor_free(struct stage *actor)
{
    stage_end_worker(actor);
    free(actor);
}

/* ---- plans ------------------------------------------------------------------------- */

static void split(const char *key, char namespace[64], const char **ret_name)
{
    const char *slash = strchr(key, '/');

    assert_non_null(slash);
    snprintf(namespace, 64, "%.*s", (int)(slash - key), key);
    *ret_name = slash + 1;
}

static void guard_of(struct stage *stage, struct plan_guard *ret_guard)
{
    const struct snapshot *seen = stage_look(stage);

    assert_non_null(seen);
    snapshot_guard(seen, seen->view->now_ms, ret_guard);
    /* Who bypasses the gate is what is tested: it is the worker that has to hold. */
    ret_guard->read_only = false;
    ret_guard->disarmed = false;
}

struct plan *actor_plan_teardown(struct stage *stage, const char *key)
{
    struct plan_guard guard;
    struct plan *plan = NULL;
    struct err err = ERR_INIT;

    guard_of(stage, &guard);
    if (plan_teardown(stage->seen->view, &key, 1, &guard, &plan, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return plan;
}

static struct plan *plan_wish(struct stage *stage, enum plan_kind kind, struct wish *wish,
                              const char *port)
{
    struct plan_guard guard;
    struct plan *plan = NULL;
    struct err err = ERR_INIT;

    guard_of(stage, &guard);
    assert_int_equal(wish_add_port(wish, port, &err), ERR_OK);
    assert_int_equal(wish_add_selector(wish, "app=hello", &err), ERR_OK);
    json_t *manifest = wish_manifest(wish);
    if (plan_apply(stage->seen->view, kind, manifest, &guard, &plan, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    json_decref(manifest);
    return plan;
}

struct plan *actor_plan_create(struct stage *stage, const char *key, const char *port)
{
    char namespace[64];
    const char *name;
    struct wish wish;

    split(key, namespace, &name);
    wish_init(&wish, WISH_AUTOCREATE, namespace, name);
    return plan_wish(stage, PLAN_CREATE, &wish, port);
}

struct plan *actor_plan_link(struct stage *stage, const char *key, const char *to,
                             const char *port)
{
    const struct row *target = stage_row(stage, to);
    char namespace[64];
    const char *name;
    struct wish wish;

    assert_non_null(target);
    assert_non_null(target->elb);
    split(key, namespace, &name);
    wish_init(&wish, WISH_ATTACH, namespace, name);
    snprintf(wish.elb_id, sizeof wish.elb_id, "%s", target->elb->id);
    struct plan *plan = plan_wish(stage, PLAN_LINK, &wish, port);
    plan_read_id_from(plan, target->namespace, target->name);
    return plan;
}

/* ---- jobs -------------------------------------------------------------------------- */

void actor_run(struct stage *stage, struct plan *plan, uint64_t job)
{
    struct order *order = order_run(plan, job, 0);

    assert_true(doors_give_order(worker_doors(stage->worker), &order));
}

const struct job_report *actor_job(struct stage *stage, uint64_t job)
{
    const struct snapshot *seen = stage_look(stage);

    for (size_t i = 0; seen != NULL && i < seen->job_count; i++) {
        if (seen->jobs[i].id == job)
            return &seen->jobs[i];
    }
    return NULL;
}

bool actor_is_over(struct stage *stage, uint64_t job)
{
    const struct job_report *report = actor_job(stage, job);
    return report != NULL && report->state >= JOB_DONE;
}

const struct job_report *actor_wait(struct stage *stage, uint64_t job)
{
    assert_true(WAIT_FOR(actor_is_over(stage, job), 2 * STAGE_PATIENCE_MS));
    return actor_job(stage, job);
}

bool report_says(const struct job_report *report, const char *part)
{
    bool says = strstr(report->err.text, part) != NULL ||
                strstr(report->difference, part) != NULL;

    for (size_t i = 0; i < report->line_count; i++)
        says = says || strstr(report->lines[i].what, part) != NULL;
    return says;
}

const struct job_thing *report_thing(const struct job_report *report,
                                     enum plan_thing thing)
{
    for (size_t i = 0; i < report->thing_count; i++) {
        if (report->things[i].object->thing == thing)
            return &report->things[i];
    }
    fail_msg("no %s in the report", plan_thing_word(thing));
    return NULL;
}

/* ---- what the world heard ------------------------------------------------------------ */

static json_t *log_after(struct world *world, uint64_t since)
{
    char path[100];
    int status;

    snprintf(path, sizeof path, "/log?after=%llu&server=api-server&limit=1000",
             (unsigned long long)since);
    json_t *log = world_control(world, "GET", path, NULL, &status);
    assert_int_equal(status, 200);
    return log;
}

uint64_t world_heard(struct world *world)
{
    uint64_t next = 0;
    size_t count;

    do { /* page by page to its end */
        json_t *log = log_after(world, next);
        count = json_array_size(tree_at(log, "entries"));
        next = (uint64_t)tree_int(log, "next", 0);
        json_decref(log);
    } while (count > 0);
    return next;
}

static bool is_ours(const json_t *entry, const char *method, const char *path)
{
    const char *target = tree_text(entry, "target");
    const char *sent = tree_text(entry, "method");
    size_t bytes = strlen(path);

    if (target == NULL || sent == NULL || strcmp(sent, method) != 0 ||
        strncmp(target, path, bytes) != 0 || strstr(target, "dryRun") != NULL)
        return false;
    if (strcmp(method, "PATCH") == 0)
        return strstr(target + bytes, "fieldManager=elbtop") != NULL;
    return target[bytes] == '\0' || target[bytes] == '?';
}

size_t world_changes(struct world *world, uint64_t since, const char *method,
                     const char *key)
{
    char namespace[64];
    char path[200];
    const char *name;
    size_t ours = 0;
    size_t count;

    split(key, namespace, &name);
    snprintf(path, sizeof path, "/api/v1/namespaces/%s/services/%s", namespace, name);
    do {
        json_t *log = log_after(world, since);
        const json_t *entries = tree_at(log, "entries");
        count = json_array_size(entries);
        for (size_t i = 0; i < count; i++)
            ours += is_ours(json_array_get(entries, i), method, path);
        since = (uint64_t)tree_int(log, "next", 0);
        json_decref(log);
    } while (count > 0);
    return ours;
}
