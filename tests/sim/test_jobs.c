/*
 * The acting side of a worker before a world: jobs one after the other, stopped and
 * dismissed, dry runs beside them, what may be done, and what is left of the quotas.
 */
#include "lib/check.h"
#include "lib/wait.h"

#include "actor.h"
#include "base/limits.h"
#include "base/when.h"

#define TENANT "whoami/fortune"

static const struct worker_config usual = {.seed = 1};

static int open_quiet(void **state)
{
    *state = stage_open(&(struct sim_config){.story = "quiet", .speed = 100}, false);
    return 0;
}

static int close_stage(void **state)
{
    stage_close(*state);
    return 0;
}

static bool is_whole(struct stage *stage, const char *key)
{
    const struct row *row = stage_row(stage, key);
    return row != NULL && row->state == ROW_READY && row->listener_count > 0;
}

static void start_and_read(struct stage *stage)
{
    stage_start(stage, &usual);
    assert_true(WAIT_FOR(is_whole(stage, TENANT), STAGE_PATIENCE_MS));
}

static void give(struct stage *stage, struct order *order)
{
    assert_true(doors_give_order(worker_doors(stage->worker), &order));
}

static bool is_in_state(struct stage *stage, uint64_t job, enum job_state state)
{
    const struct job_report *report = actor_job(stage, job);
    return report != NULL && report->state == state;
}

/* ---- jobs --------------------------------------------------------------------------------- */

static void a_held_job_is_stopped_before_anything_is_sent(void **state)
{
    struct stage *stage = *state;
    start_and_read(stage);
    uint64_t since = world_heard(stage->world);

    give(stage, order_run(actor_plan_teardown(stage, TENANT), 1, 600000));
    assert_true(WAIT_FOR(is_in_state(stage, 1, JOB_HELD), STAGE_PATIENCE_MS));
    assert_in_range(actor_job(stage, 1)->hold_left_ms, 1, 600000);
    give(stage, order_of_job(ORDER_STOP_JOB, 1));
    const struct job_report *report = actor_wait(stage, 1);

    assert_int_equal(report->state, JOB_STOPPED);
    assert_null(report->receipt);
    assert_int_equal(world_changes(stage->world, since, "DELETE", TENANT), 0);
    assert_true(stage_has_change(stage, TENANT, "stopped it: nothing was sent"));
}

static bool is_forgotten(struct stage *stage, uint64_t job)
{
    return stage_look(stage) != NULL && actor_job(stage, job) == NULL;
}

static void jobs_wait_for_each_other_and_are_kept_until_dismissed(void **state)
{
    struct stage *stage = *state;
    start_and_read(stage);

    give(stage, order_run(actor_plan_create(stage, "lb-demo/a", "80:http"), 1, 600000));
    give(stage, order_run(actor_plan_create(stage, "lb-demo/b", "80:http"), 2, 0));
    assert_true(WAIT_FOR(is_in_state(stage, 2, JOB_WAITING), STAGE_PATIENCE_MS));
    assert_int_equal(stage->seen->job_count, 2);
    assert_int_equal(stage->seen->jobs[0].id, 2);    /* the newest first */
    give(stage, order_of_job(ORDER_DISMISS_JOB, 2)); /* not over: it stays */
    give(stage, order_of_job(ORDER_STOP_JOB, 1));
    assert_int_equal(actor_wait(stage, 2)->state, JOB_DONE);
    assert_int_equal(stage_look(stage)->made_count, 1);
    assert_false(world_has_service(stage->world, "lb-demo/a"));

    give(stage, order_of_job(ORDER_DISMISS_JOB, 1));
    give(stage, order_of_job(ORDER_DISMISS_JOB, 99)); /* nobody's */
    assert_true(WAIT_FOR(is_forgotten(stage, 1), STAGE_PATIENCE_MS));
    assert_non_null(actor_job(stage, 2));
}

static void too_many_plans_are_dropped_and_told(void **state)
{
    struct stage *stage = *state;
    char key[32];
    start_and_read(stage);

    for (uint64_t job = 1; job <= LIMIT_JOBS + 1; job++) {
        snprintf(key, sizeof key, "lb-demo/n-%d", (int)job);
        give(stage, order_run(actor_plan_create(stage, key, "80:http"), job, 600000));
    }
    snprintf(key, sizeof key, "lb-demo/n-%d", LIMIT_JOBS + 1);

    assert_true(
        WAIT_FOR(stage_has_change(stage, key, "too many plans are waiting: dropped"),
                 STAGE_PATIENCE_MS));
    assert_int_equal(stage->seen->job_count, LIMIT_JOBS);
    assert_null(actor_job(stage, LIMIT_JOBS + 1));
}

static bool trial_is(struct stage *stage, uint64_t job, enum job_state state)
{
    const struct snapshot *seen = stage_look(stage);
    return seen != NULL && seen->trial != NULL && seen->trial->id == job &&
           seen->trial->state == state;
}

static void a_dry_run_changes_nothing_and_is_no_event(void **state)
{
    struct stage *stage = *state;
    start_and_read(stage);
    uint64_t since = world_heard(stage->world);

    give(stage, order_try(actor_plan_create(stage, "lb-demo/a", "80:http"), 7));
    assert_true(WAIT_FOR(trial_is(stage, 7, JOB_DONE), STAGE_PATIENCE_MS));

    assert_true(stage->seen->trial->dry_run_only);
    assert_int_equal(stage->seen->job_count, 0);
    assert_false(world_has_service(stage->world, "lb-demo/a"));
    assert_int_equal(world_changes(stage->world, since, "PATCH", "lb-demo/a"), 0);
    assert_int_equal(stage->seen->view->change_count, 0);
    /* What would be refused is said, with the field. */
    stage_fault(stage, "api-server:status=403:method=PATCH:text=exceeded quota");
    give(stage, order_try(actor_plan_create(stage, "lb-demo/b", "80:http"), 8));
    assert_true(WAIT_FOR(trial_is(stage, 8, JOB_STOPPED), STAGE_PATIENCE_MS));
    assert_int_equal(stage->seen->trial->refused, REFUSED_QUOTA);
    give(stage, order_of_job(ORDER_DISMISS_JOB, 8));
    assert_true(WAIT_FOR(stage_look(stage)->trial == NULL, STAGE_PATIENCE_MS));
}

/* ---- what may be done --------------------------------------------------------------------------- */

static bool are_asked(struct stage *stage, const char *namespace, enum right wanted)
{
    const struct snapshot *seen = stage_look(stage);
    if (seen == NULL || seen->rights_count == 0)
        return false;
    const struct rights *rights = snapshot_rights(seen, namespace);
    return rights->create == wanted && rights->patch == wanted &&
           rights->delete == wanted;
}

static void who_may_do_all_is_asked_once(void **state)
{
    struct stage *stage = *state;
    start_and_read(stage);

    assert_true(WAIT_FOR(are_asked(stage, "whoami", RIGHT_GIVEN), STAGE_PATIENCE_MS));
    stage_order(stage, ORDER_RIGHTS, "whoami/");
    stage_order(stage, ORDER_REFRESH, NULL);
    assert_true(WAIT_FOR(are_asked(stage, "other", RIGHT_GIVEN), STAGE_PATIENCE_MS));

    assert_int_equal(stage->seen->rights_count, 1);
    assert_null(stage->seen->rights[0].namespace);
}

static bool is_denied_everywhere(struct stage *stage)
{
    const struct snapshot *seen = stage_look(stage);
    return seen != NULL && seen->rights_count > 0 &&
           seen->rights[0].delete == RIGHT_DENIED;
}

static bool may_only_look(struct stage *stage)
{
    const struct snapshot *seen = stage_look(stage);
    return seen != NULL && snapshot_may_change(seen, NULL) == RIGHT_DENIED;
}

/* What is denied for all namespaces may be given in one: each that a Service is in is asked
 * for, and only when all of them have said no is it told that nothing may be changed. */
static void a_missing_right_is_told_by_name(void **state)
{
    struct stage *stage = *state;
    stage_start(stage, &(struct worker_config){.seed = 1, .context = "viewer"});

    assert_true(WAIT_FOR(is_denied_everywhere(stage), STAGE_PATIENCE_MS));
    assert_true(WAIT_FOR(may_only_look(stage), STAGE_PATIENCE_MS));
    assert_true(are_asked(stage, "whoami", RIGHT_DENIED));
    assert_true(are_asked(stage, "not-shown", RIGHT_UNKNOWN));
}

static bool reviews_were_refused(struct stage *stage)
{
    return stage_look(stage) != NULL && stage_calls(stage, "kubernetes", 500) >= 3;
}

/* Whoever cannot ask is not forbidden anything: the api-server will say. */
static void what_cannot_be_asked_is_unknown_not_denied(void **state)
{
    struct stage *stage = *state;
    stage_fault(stage, "api-server:status=500:path=selfsubjectaccessreviews");
    start_and_read(stage);

    assert_true(WAIT_FOR(reviews_were_refused(stage), STAGE_PATIENCE_MS));

    assert_true(are_asked(stage, "whoami", RIGHT_UNKNOWN));
    assert_true(stage->seen->acting_allowed);
}

/* ---- quotas ------------------------------------------------------------------------------------------ */

static bool quotas_are_known(struct stage *stage)
{
    const struct snapshot *seen = stage_look(stage);
    return seen != NULL && seen->around.quota.elb_most != QUOTA_UNKNOWN &&
           seen->around.quota.eip_most != QUOTA_UNKNOWN;
}

static void quotas_are_asked_when_somebody_is_about_to_make_one(void **state)
{
    struct stage *stage = *state;
    stage_fault(stage, "elb:quota=7");
    stage_fault(stage, "vpc:quota=9");
    start_and_read(stage);
    assert_int_equal(stage->seen->around.quota.elb_most, QUOTA_UNKNOWN);

    stage_order(stage, ORDER_RIGHTS, "lb-demo/");
    assert_true(WAIT_FOR(quotas_are_known(stage), STAGE_PATIENCE_MS));

    const struct quota *quota = &stage->seen->around.quota;
    assert_int_equal(quota->elb_most, 7);
    assert_int_equal(quota->elb_used, stage->seen->view->elb_count);
    assert_int_equal(quota->eip_most, 9);
    assert_int_equal(quota->eip_used, stage->seen->view->eip_count);
}

static bool quotas_were_refused(struct stage *stage)
{
    const struct snapshot *seen = stage_look(stage);
    size_t refused = 0;

    for (size_t i = 0; seen != NULL && i < seen->call_count; i++)
        refused +=
            seen->calls[i].status == 403 && strstr(seen->calls[i].path, "quotas") != NULL;
    return refused == 2;
}

static void quotas_that_may_not_be_read_are_unknown_not_0(void **state)
{
    struct stage *stage = *state;
    stage_fault(stage, "elb:status=403:path=/quotas");
    stage_fault(stage, "vpc:status=403:path=/quotas");
    start_and_read(stage);

    stage_order(stage, ORDER_RIGHTS, "lb-demo/");
    assert_true(WAIT_FOR(quotas_were_refused(stage), STAGE_PATIENCE_MS));

    assert_int_equal(stage->seen->around.quota.elb_most, QUOTA_UNKNOWN);
    assert_int_equal(stage->seen->around.quota.eip_most, QUOTA_UNKNOWN);
    assert_int_equal(stage->seen->around.quota.eip_used, QUOTA_UNKNOWN);
    for (int i = 0; i < QUOTA_ANSWER_COUNT; i++) {
        const struct quota_reading *reading = &stage->seen->around.quotas.readings[i];
        assert_true(reading->asked);
        assert_true(reading->read_wall_ms == 0);
        assert_int_equal(reading->err.http_status, 403);
    }
}

static bool sheet_is_read(struct stage *stage)
{
    const struct snapshot *seen = stage_look(stage);

    for (int i = 0; seen != NULL && i < QUOTA_ANSWER_COUNT; i++) {
        if (seen->around.quotas.readings[i].read_wall_ms == 0)
            return false;
    }
    return seen != NULL;
}

/* For who looks at them, also where nothing may be changed. */
static void quotas_in_full_are_read_for_who_looks_at_them(void **state)
{
    struct stage *stage = *state;
    stage_fault(stage, "vpc:quota=full");
    stage_start(stage, &(struct worker_config){.seed = 1, .read_only = true});
    stage_complete(stage);

    stage_order(stage, ORDER_QUOTAS, NULL);
    assert_true(WAIT_FOR(sheet_is_read(stage), STAGE_PATIENCE_MS));

    const struct quota_sheet *sheet = &stage->seen->around.quotas;
    assert_true(sheet->lines[QUOTA_LISTENER].used > 0);
    assert_true(sheet->lines[QUOTA_LISTENER].most > 0);
    assert_true(sheet->lines[QUOTA_MEMBER].used > 0);
    assert_int_equal(quota_sheet_shortage(sheet), QUOTA_EIP);
}

int main(void)
{
#define ON_A_WORLD(name) cmocka_unit_test_setup_teardown(name, open_quiet, close_stage)
    const struct CMUnitTest tests[] = {
        ON_A_WORLD(a_held_job_is_stopped_before_anything_is_sent),
        ON_A_WORLD(jobs_wait_for_each_other_and_are_kept_until_dismissed),
        ON_A_WORLD(too_many_plans_are_dropped_and_told),
        ON_A_WORLD(a_dry_run_changes_nothing_and_is_no_event),
        ON_A_WORLD(who_may_do_all_is_asked_once),
        ON_A_WORLD(a_missing_right_is_told_by_name),
        ON_A_WORLD(what_cannot_be_asked_is_unknown_not_denied),
        ON_A_WORLD(quotas_are_asked_when_somebody_is_about_to_make_one),
        ON_A_WORLD(quotas_that_may_not_be_read_are_unknown_not_0),
        ON_A_WORLD(quotas_in_full_are_read_for_who_looks_at_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
