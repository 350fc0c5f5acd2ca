/*
 * What is changed in a world, and what cannot be: the whoami/fortune case in both orders,
 * orders that bypass the gate, what is written down of each change, and the receipt.
 */
#include "lib/check.h"
#include "lib/wait.h"

#include "actor.h"
#include "settings/settings.h"
#include "wire/tree.h"

#define CREATOR "whoami/whoami"
#define TENANT  "whoami/fortune"

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

/* Ready, and the cloud was read since. */
static bool is_whole(struct stage *stage, const char *key)
{
    const struct row *row = stage_row(stage, key);
    return row != NULL && row->state == ROW_READY && row->listener_count > 0 &&
           row->eip != NULL;
}

static void start_and_read(struct stage *stage, const struct worker_config *config)
{
    stage_start(stage, config);
    assert_true(
        WAIT_FOR(is_whole(stage, CREATOR) && is_whole(stage, TENANT), STAGE_PATIENCE_MS));
}

/* ---- the whoami/fortune case ------------------------------------------------------------ */

static const struct view_elb *elb_named(struct stage *stage, const char *name)
{
    const struct view *view = stage_look(stage)->view;

    for (size_t i = 0; i < view->elb_count; i++) {
        if (strcmp(view->elbs[i].name, name) == 0)
            return &view->elbs[i];
    }
    return NULL;
}

static bool is_orphan(struct stage *stage, size_t users)
{
    const struct view_elb *elb = elb_named(stage, "k8s-whoami");
    return elb != NULL && elb->kind == ELB_ORPHAN && elb->service_count == users &&
           stage->seen->view->orphan_elb_count == 1 &&
           stage->seen->view->orphan_eip_count == 1;
}

/* The cloud was read since the creator's listener went. */
static bool has_one_listener(struct stage *stage)
{
    const struct view_elb *elb = elb_named(stage, "k8s-whoami");
    return elb != NULL && elb->listener_count == 1;
}

static bool warns(const struct plan *plan, const char *part)
{
    for (size_t i = 0; i < plan->warning_count; i++) {
        if (strstr(plan->warnings[i], part) != NULL)
            return true;
    }
    return false;
}

static void the_creator_first_leaves_orphans_that_a_stranger_finds(void **state)
{
    struct stage *stage = *state;
    start_and_read(stage, &usual);
    struct plan *plan = actor_plan_teardown(stage, CREATOR);
    assert_int_equal(plan->tier, TIER_WORD);
    assert_int_equal(plan->orphan_count, 2);
    assert_true(warns(plan, "2 cloud objects will be left without an owner"));
    assert_string_equal(plan->better_names[0], TENANT);
    assert_string_equal(plan->better_names[1], CREATOR);

    actor_run(stage, plan, 1);
    const struct job_report *report = actor_wait(stage, 1);

    assert_int_equal(report->state, JOB_DONE);
    assert_int_equal(report->left_count, 2);
    assert_true(WAIT_FOR(is_orphan(stage, 1), STAGE_PATIENCE_MS));
    /* Who comes later and has seen nothing knows it from the events. */
    struct stage *other = actor_new(
        stage,
        &(struct worker_config){.seed = 2, .once = true, .once_ms = STAGE_PATIENCE_MS});
    stage_complete(other);
    assert_true(is_orphan(other, 1));
    actor_free(other);
    /* The last tenant is told, and leaves them behind. */
    assert_true(WAIT_FOR(has_one_listener(stage), STAGE_PATIENCE_MS));
    plan = actor_plan_teardown(stage, TENANT);
    assert_int_equal(plan->tier, TIER_WORD);
    assert_int_equal(plan->orphan_count, 2);
    assert_true(warns(plan, "have no owner already"));
    actor_run(stage, plan, 2);
    assert_int_equal(actor_wait(stage, 2)->state, JOB_DONE);
    assert_int_equal(world_elb_count(stage->world, "k8s-whoami"), 1);
}

static bool is_clean(struct stage *stage)
{
    return elb_named(stage, "k8s-whoami") == NULL &&
           stage->seen->view->orphan_elb_count == 0 &&
           stage->seen->view->orphan_eip_count == 0;
}

static void the_offered_order_leaves_nothing(void **state)
{
    struct stage *stage = *state;
    start_and_read(stage, &usual);
    struct plan *offer = actor_plan_teardown(stage, CREATOR);
    struct plan_guard guard;
    struct plan *plan = NULL;
    snapshot_guard(stage->seen, stage->seen->view->now_ms, &guard);
    assert_int_equal(plan_teardown(stage->seen->view, offer->better_names,
                                   offer->better_count, &guard, &plan, NULL),
                     ERR_OK);
    plan_free(offer);

    actor_run(stage, plan, 1);
    const struct job_report *report = actor_wait(stage, 1);

    assert_int_equal(report->state, JOB_DONE);
    assert_int_equal(report->gone_count, report->goes_count);
    assert_int_equal(report->left_count, 0);
    assert_int_equal(world_elb_count(stage->world, "k8s-whoami"), 0);
    assert_true(WAIT_FOR(is_clean(stage), STAGE_PATIENCE_MS));
}

/* ---- orders that bypass the gate ---------------------------------------------------------- */

static void is_refused_unsent(struct stage *stage)
{
    uint64_t since = world_heard(stage->world);

    actor_run(stage, actor_plan_teardown(stage, TENANT), 1);
    actor_run(stage, actor_plan_create(stage, "lb-demo/new", "80:http"), 2);
    actor_wait(stage, 2); /* the first is over then */
    const struct job_report *down = actor_job(stage, 1);

    assert_int_equal(down->state, JOB_STOPPED);
    assert_true(report_says(down, "read-only"));
    assert_int_equal(down->took_ms, -1);
    const struct job_report *make = actor_job(stage, 2);
    assert_int_equal(make->state, JOB_STOPPED);
    assert_int_equal(world_changes(stage->world, since, "DELETE", TENANT), 0);
    assert_int_equal(world_changes(stage->world, since, "PATCH", "lb-demo/new"), 0);
    assert_true(world_has_service(stage->world, TENANT));
    assert_false(world_has_service(stage->world, "lb-demo/new"));
}

static void read_only_holds_where_requests_are_sent(void **state)
{
    struct stage *stage = *state;

    start_and_read(stage, &(struct worker_config){.seed = 1, .read_only = true});
    is_refused_unsent(stage);
    assert_false(stage_look(stage)->acting_allowed);
}

static void a_protected_context_is_locked_until_it_is_armed(void **state)
{
    struct stage *stage = *state;
    struct settings *settings = NULL;
    assert_int_equal(settings_parse(span_of("protected_contexts: [\"*\"]\n"), "config",
                                    &settings, NULL),
                     ERR_OK);
    start_and_read(stage, &(struct worker_config){.seed = 1, .settings = settings});
    settings_free(settings);
    assert_true(stage_look(stage)->protected_context);
    is_refused_unsent(stage);

    struct order *arm = order_arm(60000, "the test wants it");
    assert_true(doors_give_order(worker_doors(stage->worker), &arm));
    assert_true(WAIT_FOR(stage_look(stage)->acting_allowed, STAGE_PATIENCE_MS));
    actor_run(stage, actor_plan_teardown(stage, TENANT), 3);
    const struct job_report *report = actor_wait(stage, 3);

    assert_int_equal(report->state, JOB_DONE);
    json_t *receipt = NULL;
    assert_int_equal(tree_from_file(report->receipt, &receipt, NULL), ERR_OK);
    assert_string_equal(tree_text(receipt, "why"), "the test wants it");
    json_decref(receipt);
}

/* ---- what is written down -------------------------------------------------------------------- */

static const struct call *call_that_changes(struct stage *stage, const char *method)
{
    const struct snapshot *seen = stage_look(stage);

    for (size_t i = 0; i < seen->call_count; i++) {
        if (seen->calls[i].changes && strcmp(seen->calls[i].method, method) == 0)
            return &seen->calls[i];
    }
    return NULL;
}

static bool text_holds(const char *text, const char *secret)
{
    return text != NULL && strstr(text, secret) != NULL;
}

static void holds_no(struct stage *stage, const char *secret)
{
    const struct snapshot *seen = stage_look(stage);

    assert_true(strlen(secret) > 8);
    for (size_t i = 0; i < seen->call_count; i++) {
        assert_false(text_holds(seen->calls[i].path, secret));
        assert_false(text_holds(seen->calls[i].error, secret));
        assert_false(text_holds(seen->calls[i].twin, secret));
    }
    for (size_t i = 0; i < seen->log_count; i++)
        assert_false(text_holds(seen->log[i], secret));
}

static void each_change_is_in_the_record_with_its_twin_and_no_secret(void **state)
{
    struct stage *stage = *state;
    start_and_read(stage, &usual);

    actor_run(stage, actor_plan_create(stage, "lb-demo/new", "80:http"), 1);
    actor_run(stage, actor_plan_teardown(stage, TENANT), 2);
    assert_int_equal(actor_wait(stage, 1)->state, JOB_DONE);
    assert_int_equal(actor_wait(stage, 2)->state, JOB_DONE);

    const struct call *patch = call_that_changes(stage, "PATCH");
    const struct call *delete = call_that_changes(stage, "DELETE");
    assert_non_null(patch);
    assert_int_equal(patch->status, 201);
    assert_string_equal(patch->twin,
                        "kubectl apply --server-side --field-manager=elbtop -f FILE");
    assert_non_null(delete);
    assert_int_equal(delete->status, 200);
    assert_string_equal(delete->twin, "kubectl -n whoami delete service fortune");
    holds_no(stage, stage->world->kube_token);
    holds_no(stage, stage->world->token);
}

static void the_receipt_says_what_went_and_what_is_left_with_ids(void **state)
{
    struct stage *stage = *state;
    json_t *receipt = NULL;
    start_and_read(stage, &usual);

    actor_run(stage, actor_plan_teardown(stage, CREATOR), 1);
    const struct job_report *report = actor_wait(stage, 1);

    assert_non_null(report->receipt);
    assert_non_null(strstr(report->receipt, stage->state_dir));
    assert_int_equal(tree_from_file(report->receipt, &receipt, NULL), ERR_OK);
    assert_string_equal(tree_text(receipt, "state"), "done");
    size_t left = 0;
    size_t i;
    json_t *thing;
    json_array_foreach(tree_at(receipt, "things"), i, thing)
    {
        const char *what = tree_text(thing, "state");
        left += strcmp(what, "left") == 0;
        if (strcmp(what, "left") == 0 || strcmp(what, "gone") == 0)
            assert_non_null(tree_text(thing, "id"));
        if (strcmp(what, "gone") == 0)
            assert_non_null(strstr(tree_text(thing, "proof"), "404"));
    }
    assert_int_equal(left, 2);
    json_decref(receipt);
}

int main(void)
{
#define ON_A_WORLD(name) cmocka_unit_test_setup_teardown(name, open_quiet, close_stage)
    const struct CMUnitTest tests[] = {
        ON_A_WORLD(the_creator_first_leaves_orphans_that_a_stranger_finds),
        ON_A_WORLD(the_offered_order_leaves_nothing),
        ON_A_WORLD(read_only_holds_where_requests_are_sent),
        ON_A_WORLD(a_protected_context_is_locked_until_it_is_armed),
        ON_A_WORLD(each_change_is_in_the_record_with_its_twin_and_no_secret),
        ON_A_WORLD(the_receipt_says_what_went_and_what_is_left_with_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
