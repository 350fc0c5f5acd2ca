/*
 * The worker against the embedded world: what its snapshots say while Services are made,
 * shared and taken away, what orders do, and that it ends at once.
 */
#include "lib/check.h"
#include "lib/wait.h"

#include "base/clock.h"
#include "base/when.h"
#include "stage.h"
#include "wire/http.h"
#include "wire/tree.h"

#define HELLO     "lb-demo/hello"
#define WHOAMI_ID "71f02bde-5c1e-4a8f-9b36-0c7e2ad43271"

static const struct clock real = CLOCK_REAL_INIT;
static const struct worker_config usual = {.seed = 1};

static int open_quiet(void **state)
{
    *state = stage_open(&(struct sim_config){.story = "quiet"}, false);
    return 0;
}

static int open_slow(void **state)
{
    *state = stage_open(&(struct sim_config){.story = "quiet", .speed = 5}, false);
    return 0;
}

static int open_relayed(void **state)
{
    *state = stage_open(&(struct sim_config){.story = "quiet"}, true);
    return 0;
}

static int open_busy(void **state)
{
    *state = stage_open(&(struct sim_config){.story = "quiet", .services = 100}, false);
    return 0;
}

static int open_crowded(void **state)
{
    *state = stage_open(&(struct sim_config){.story = "quiet", .services = 300}, false);
    return 0;
}

static int close_stage(void **state)
{
    stage_close(*state);
    return 0;
}

/* ---- the first picture --------------------------------------------------------------- */

static void everything_is_read_and_joined(void **state)
{
    struct stage *stage = *state;
    stage_start(stage, &usual);
    const struct snapshot *seen = stage_complete(stage);

    assert_int_equal(seen->view->row_count, 3);
    for (enum source_name name = 0; name < SOURCE_COUNT; name++)
        assert_int_equal(seen->view->sources[name].state, SOURCE_LIVE);
    assert_int_equal(seen->view->elb_count, 2);
    assert_int_equal(seen->view->gateway_count, 1);
    assert_string_equal(seen->context, "sim");
    assert_null(seen->namespace);
    assert_string_equal(seen->project, "eu-de_demo");
    assert_true(seen->simulator);
    assert_true(seen->token_expires_wall_ms > seen->view->wall_ms);

    const struct row *fortune = stage_row(stage, "whoami/fortune");
    assert_int_equal(fortune->role, ROLE_TENANT);
    assert_int_equal(fortune->pattern, PATTERN_ATTACH);
    assert_string_equal(fortune->elb->id, WHOAMI_ID);
    assert_string_equal(fortune->address, "138.124.232.13");
    assert_string_equal(fortune->shared_with[0], "whoami/whoami");
    assert_true(
        WAIT_FOR(stage_row_is(stage, "whoami/whoami", ROW_READY), STAGE_PATIENCE_MS));
    assert_true(WAIT_FOR(stage_row(stage, "whoami/whoami")->probe.state == PROBE_OK,
                         STAGE_PATIENCE_MS));
}

static bool all_are_probed(struct stage *stage)
{
    const struct view *view = stage_look(stage)->view;

    for (size_t i = 0; i < view->row_count; i++) {
        if (view->rows[i]->probe.state == PROBE_UNKNOWN)
            return false;
    }
    return true;
}

/* That an old address answers when it is asked for the first time is learnt, no change. */
static void what_was_so_before_is_no_change(void **state)
{
    struct stage *stage = *state;
    stage_start(stage, &usual);
    stage_complete(stage);
    assert_int_equal(stage->seen->view->row_count, 103);

    assert_true(WAIT_FOR(all_are_probed(stage), 2 * STAGE_PATIENCE_MS));

    if (stage->seen->view->change_count > 0)
        fail_msg("%s: %s", stage->seen->view->changes[0].service,
                 stage->seen->view->changes[0].what);
}

static void a_command_gets_one_picture_and_no_watch(void **state)
{
    struct stage *stage = *state;
    struct worker_config once = usual;
    once.once = true;
    once.once_ms = STAGE_PATIENCE_MS;
    stage_start(stage, &once);
    const struct snapshot *seen = stage_complete(stage);

    assert_int_equal(seen->generation, 1);
    assert_int_equal(seen->view->row_count, 3);
    for (size_t i = 0; i < seen->view->row_count; i++)
        assert_int_equal(seen->view->rows[i]->probe.state, PROBE_OK);
    for (size_t i = 0; i < seen->call_count; i++)
        assert_null(strstr(seen->calls[i].path, "watch="));
}

/* Trying them all would take longer than the one who asks wants to wait. */
static void a_command_says_why_it_tries_no_address(void **state)
{
    struct stage *stage = *state;
    stage_start(stage, &(struct worker_config){
                           .seed = 1, .once = true, .once_ms = STAGE_PATIENCE_MS});
    stage_complete(stage);

    assert_int_equal(stage_source(stage, SOURCE_PROBE)->state, SOURCE_OFF);
    assert_non_null(strstr(stage_source(stage, SOURCE_PROBE)->note,
                           " addresses: a command tries 256 at most"));
    assert_int_equal(stage->seen->view->row_count, 303);
}

static void without_a_cloud_two_witnesses_are_off_and_nothing_is_zero(void **state)
{
    struct stage *stage = *state;
    struct worker_config alone = usual;
    alone.no_cloud = true;
    alone.no_probe = true;
    stage_start(stage, &alone);
    const struct snapshot *seen = stage_complete(stage);
    const struct row *row = stage_row(stage, "whoami/whoami");

    for (enum source_name name = SOURCE_ELB; name < SOURCE_COUNT; name++)
        assert_int_equal(seen->view->sources[name].state, SOURCE_OFF);
    assert_null(seen->project);
    assert_int_equal(row->members_total, -1);
    assert_int_equal(row->steps[STEP_ROUTED - 1].state, STEP_UNKNOWN);
    assert_int_equal(row->probe.state, PROBE_OFF);
    assert_string_equal(row->address, "138.124.232.13");
}

static void one_namespace_shows_its_own_services_only(void **state)
{
    struct stage *stage = *state;
    struct worker_config one = usual;
    one.namespace = "whoami";
    stage_start(stage, &one);
    const struct snapshot *seen = stage_complete(stage);

    assert_string_equal(seen->namespace, "whoami");
    assert_int_equal(seen->view->row_count, 2);
    assert_int_equal(seen->view->elb_count, 2);
    assert_int_equal(seen->view->orphan_elb_count,
                     0); /* others may use what we do not see */
    assert_int_equal(seen->view->orphan_eip_count, 0);
}

/* The role "view" may not read nodes. */
static void a_viewer_sees_all_but_nodes_and_is_told_so(void **state)
{
    struct stage *stage = *state;
    struct worker_config viewer = usual;
    viewer.context = "viewer";
    stage_start(stage, &viewer);
    const struct snapshot *seen = stage_complete(stage);

    assert_string_equal(seen->context, "viewer");
    assert_int_equal(seen->view->row_count, 3);
    assert_int_equal(stage_source(stage, SOURCE_KUBERNETES)->state, SOURCE_LIVE);
    assert_string_equal(stage_source(stage, SOURCE_KUBERNETES)->note, "nodes: forbidden");
    assert_int_equal(stage_calls(stage, "kubernetes", 403), 1);
}

static void a_client_certificate_opens_too(void **state)
{
    struct stage *stage = *state;
    struct worker_config cert = usual;
    cert.context = "viewer-cert";
    stage_start(stage, &cert);

    stage_complete(stage);
    assert_int_equal(stage_source(stage, SOURCE_KUBERNETES)->state, SOURCE_LIVE);
    assert_int_equal(stage->seen->view->row_count, 3);
}

/* ---- the seven steps, live --------------------------------------------------------------- */

static bool is_gone(struct stage *stage, const char *key)
{
    return stage_look(stage) != NULL && stage_row(stage, key) == NULL;
}

/* Follows a row to READY and keeps which steps it was seen at, and what was done by then. */
struct walk {
    bool at[STEP_COUNT + 1];
    bool ids_before_address;
    bool routed_unproved; /* an address, and no proof yet that it is routed */
    int last;
};

static bool walked(struct stage *stage, const char *key, struct walk *walk)
{
    const struct row *row = stage_row(stage, key);

    if (row == NULL)
        return false;
    assert_true(row->step >=
                walk->last); /* nothing goes wrong here, so it never goes back */
    walk->last = row->step;
    walk->at[row->step] = true;
    if (row->steps[STEP_IDS - 1].state == STEP_DONE &&
        row->steps[STEP_ADDRESS - 1].state != STEP_DONE)
        walk->ids_before_address = true;
    if (row->steps[STEP_ADDRESS - 1].state == STEP_DONE &&
        row->steps[STEP_ROUTED - 1].state != STEP_DONE)
        walk->routed_unproved = true;
    return row->state == ROW_READY;
}

static void a_new_service_walks_the_seven_steps(void **state)
{
    struct stage *stage = *state;
    struct walk walk = {.last = 0};
    stage_start(stage, &usual);
    stage_complete(stage);
    stage_order(stage, ORDER_OPEN, HELLO);

    assert_int_equal(world_autocreate(stage->world, "hello"), 201);
    assert_true(WAIT_FOR(walked(stage, HELLO, &walk), STAGE_PATIENCE_MS));

    assert_true(walk.at[STEP_SEEN]);
    assert_true(walk.at[STEP_CLOUD]);
    assert_true(walk.ids_before_address);
    assert_true(walk.at[STEP_ROUTED]);
    assert_true(walk.routed_unproved);
    const struct row *row = stage_row(stage, HELLO);
    for (int i = 0; i < STEP_COUNT; i++)
        assert_int_equal(row->steps[i].state, STEP_DONE);
    for (int i = 0; i < PART_COUNT; i++)
        assert_int_equal(row->parts[i].state, STEP_DONE);
    assert_int_equal(row->role, ROLE_CREATOR);
    assert_string_equal(row->elb->name, "k8s-hello");
    assert_int_equal(row->probe.http_status, 200);
}

static void a_tenant_is_given_the_elb_and_leaves_it_alone(void **state)
{
    struct stage *stage = *state;
    stage_start(stage, &usual);
    stage_complete(stage);

    assert_int_equal(world_attach(stage->world, "guest", WHOAMI_ID, 8088), 201);
    assert_true(
        WAIT_FOR(stage_row_is(stage, "lb-demo/guest", ROW_READY), STAGE_PATIENCE_MS));

    const struct row *guest = stage_row(stage, "lb-demo/guest");
    char marks[STEP_COUNT + 1];
    assert_string_equal(row_marks(guest, marks), "####=##");
    assert_int_equal(guest->shared_count, 2);
    assert_string_equal(guest->address, "138.124.232.13");

    world_delete(stage->world, "lb-demo/guest");
    assert_true(WAIT_FOR(is_gone(stage, "lb-demo/guest"), STAGE_PATIENCE_MS));
    stage_order(stage, ORDER_REFRESH, NULL);
    assert_true(WAIT_FOR(stage_row(stage, "whoami/whoami")->shared_count == 1,
                         STAGE_PATIENCE_MS));
    assert_true(stage_row_is(stage, "whoami/whoami", ROW_READY));
}

/* ---- orders ---------------------------------------------------------------------------------- */

/* The calm interval is half a minute: who asks does not wait for it. */
static const struct view_usual *usual_whole(struct stage *stage, const char *key)
{
    const struct row *row = stage_row(stage, key);
    return view_usual(stage->seen->view, row, USUAL_WHOLE);
}

/* How long it took, for the next run, and from the next run's file. */
static void what_was_learnt_is_known_in_the_next_run(void **state)
{
    struct stage *stage = *state;
    stage_start(stage, &usual);
    stage_complete(stage);
    world_autocreate(stage->world, "hello");
    assert_true(WAIT_FOR(stage_row_is(stage, HELLO, ROW_READY), STAGE_PATIENCE_MS));
    const struct view_usual *took = usual_whole(stage, HELLO);
    assert_non_null(took);
    assert_int_equal(took->count, 1);
    int64_t took_ms = took->p50_ms;
    stage_end_worker(stage);

    stage_start(stage, &usual);
    stage_complete(stage);
    took = usual_whole(stage, HELLO);
    assert_non_null(took);
    assert_int_equal(took->p50_ms, took_ms);
    stage_end_worker(stage);

    stage_start(stage, &(struct worker_config){.seed = 1, .forget = true});
    stage_complete(stage);
    assert_null(usual_whole(stage, HELLO));
}

static void a_refresh_reads_everything_at_once(void **state)
{
    struct stage *stage = *state;
    stage_start(stage, &usual);
    stage_complete(stage);
    assert_true(
        WAIT_FOR(stage_row_is(stage, "whoami/fortune", ROW_READY), STAGE_PATIENCE_MS));
    stage_fault(stage, "elb:member=offline:elb=k8s-whoami:port=8080");

    stage_order(stage, ORDER_REFRESH, NULL);

    assert_true(WAIT_FOR(stage_row_is(stage, "whoami/fortune", ROW_DEGRADED), 5000));
    assert_true(stage_calls(stage, "elb", 200) >= 8);
    assert_true(stage_calls(stage, "kubernetes", 200) >= 2 * KUBE_KIND_COUNT);
}

static bool is_probed(struct stage *stage, const char *key)
{
    const struct row *row = stage_row(stage, key);
    return row != NULL && row->probe.state == PROBE_OK;
}

static void who_asks_for_a_probe_gets_an_answer(void **state)
{
    struct stage *stage = *state;
    stage_start(stage, &usual);
    assert_true(WAIT_FOR(is_probed(stage, "whoami/whoami"), STAGE_PATIENCE_MS));
    assert_false(stage_has_change(stage, "whoami/whoami", "probe"));

    stage_order(stage, ORDER_PROBE, "whoami/whoami");
    assert_true(WAIT_FOR(
        stage_has_change(stage, "whoami/whoami", "probe 138.124.232.13:80 connected"),
        5000));

    stage_fault(stage, "elb:member=offline:elb=k8s-whoami:port=80");
    stage_order(stage, ORDER_PROBE, "whoami/whoami");
    assert_true(WAIT_FOR(stage_has_change(stage, "whoami/whoami",
                                          "probe 138.124.232.13:80 closed at once"),
                         STAGE_PATIENCE_MS));
}

static const struct object_text *object_that_was_read(struct stage *stage)
{
    const struct object_text *object = stage_look(stage)->object;
    return object != NULL && (object->yaml != NULL || object->error[0] != '\0') ? object
                                                                                : NULL;
}

static bool yaml_has(struct stage *stage, const char *text)
{
    const struct object_text *object = object_that_was_read(stage);
    return object != NULL && object->yaml != NULL && strstr(object->yaml, text) != NULL;
}

/* Also after it has changed: what is read is kept up to date by the watch. */
static void an_object_is_read_in_full_and_again_when_it_changes(void **state)
{
    struct stage *stage = *state;
    stage_start(stage, &usual);
    stage_complete(stage);
    assert_null(stage_look(stage)->object);
    assert_int_equal(world_autocreate(stage->world, "hello"), 201);

    stage_order(stage, ORDER_READ_SERVICE, HELLO);

    assert_true(WAIT_FOR(yaml_has(stage, "namespace: lb-demo"), 5000));
    assert_true(yaml_has(stage, "managedFields:"));
    assert_true(
        WAIT_FOR(yaml_has(stage, "loadBalancer:\n    ingress:"), STAGE_PATIENCE_MS));

    stage_order(stage, ORDER_READ_SERVICE, "no/body");
    assert_true(WAIT_FOR(object_that_was_read(stage) != NULL &&
                             strcmp(object_that_was_read(stage)->name, "body") == 0,
                         5000));
    assert_non_null(strstr(object_that_was_read(stage)->error, "not found"));
    stage_order(stage, ORDER_READ_SERVICE, NULL);
    assert_true(WAIT_FOR(stage_look(stage)->object == NULL, 5000));
}

static void orders_about_nothing_do_no_harm(void **state)
{
    struct stage *stage = *state;
    stage_start(stage, &usual);
    stage_order(stage, ORDER_PROBE, "no/body");
    stage_order(stage, ORDER_PROBE, NULL);
    stage_order(stage, ORDER_OPEN, "no/body");
    stage_order(stage, ORDER_OPEN, NULL);
    stage_order(stage, ORDER_REFRESH, NULL);

    stage_complete(stage);
    assert_int_equal(stage->seen->view->row_count, 3);
}

/* ---- nothing is changed, and the end is quick ------------------------------------------------- */

/* Requests that the servers of the world have heard: those that change something, or those
 * that ask for the list of all ELBs. */
struct heard {
    size_t changes;
    size_t elb_lists;
};

static struct heard heard_by(struct stage *stage)
{
    int status;
    struct heard heard = {0};
    json_t *log = world_control(stage->world, "GET", "/log?limit=4000", NULL, &status);
    const json_t *entries = tree_at(log, "entries");

    assert_int_equal(status, 200);
    for (size_t i = 0; i < json_array_size(entries); i++) {
        const json_t *entry = json_array_get(entries, i);
        if (strcmp(tree_text(entry, "server"), "iam") == 0)
            continue; /* a login is a POST that reads */
        /* The Gateway's controller may still be settling in. */
        heard.changes +=
            strcmp(tree_text(entry, "method"), "GET") != 0 &&
            strstr(tree_text(entry, "target"), "fieldManager=envoy-gateway") == NULL;
        heard.elb_lists +=
            strstr(tree_text(entry, "target"), "/elb/loadbalancers?limit=") != NULL;
    }
    json_decref(log);
    return heard;
}

static void looking_changes_nothing(void **state)
{
    struct stage *stage = *state;
    struct worker_config careful = usual;
    careful.read_only = true;
    struct heard before = heard_by(stage);
    stage_start(stage, &careful);
    stage_complete(stage);
    assert_true(stage->seen->read_only);
    stage_order(stage, ORDER_REFRESH, NULL);
    stage_order(stage, ORDER_PROBE, "whoami/whoami");
    assert_true(WAIT_FOR(heard_by(stage).elb_lists >= before.elb_lists + 2, 5000));

    assert_int_equal(heard_by(stage).changes, before.changes);
    assert_false(stage->seen->acting_allowed);
    assert_int_not_equal(stage->seen->acting_reason[0], '\0');
}

static void ends_within(struct stage *stage, int64_t most_ms)
{
    int64_t begun_ms = clock_now_ms(&real);
    stage_end_worker(stage);
    assert_in_range(clock_now_ms(&real) - begun_ms, 0, most_ms);
}

static void it_ends_at_once_in_the_midst_of_watching(void **state)
{
    struct stage *stage = *state;
    stage_start(stage, &usual);
    stage_complete(stage);
    ends_within(stage, 1000);
}

static void it_ends_at_once_before_anything_was_read(void **state)
{
    struct stage *stage = *state;
    stage_start(stage, &usual);
    ends_within(stage, 1000);
}

static void it_ends_at_once_while_nobody_answers(void **state)
{
    struct stage *stage = *state;
    relay_set(stage->relay, RELAY_MUTE);
    stage_fault(stage, "all:delay=60s");
    stage_start(stage, &usual);
    assert_true(WAIT_FOR(stage_look(stage) != NULL, STAGE_PATIENCE_MS));
    ends_within(stage, 1000);
    stage_fault(stage, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define ON(open, test) cmocka_unit_test_setup_teardown(test, open, close_stage)
        ON(open_quiet, everything_is_read_and_joined),
        ON(open_busy, what_was_so_before_is_no_change),
        ON(open_quiet, a_command_gets_one_picture_and_no_watch),
        ON(open_crowded, a_command_says_why_it_tries_no_address),
        ON(open_quiet, without_a_cloud_two_witnesses_are_off_and_nothing_is_zero),
        ON(open_quiet, one_namespace_shows_its_own_services_only),
        ON(open_quiet, a_viewer_sees_all_but_nodes_and_is_told_so),
        ON(open_quiet, a_client_certificate_opens_too),
        ON(open_slow, a_new_service_walks_the_seven_steps),
        ON(open_quiet, a_tenant_is_given_the_elb_and_leaves_it_alone),
        ON(open_quiet, what_was_learnt_is_known_in_the_next_run),
        ON(open_quiet, a_refresh_reads_everything_at_once),
        ON(open_quiet, who_asks_for_a_probe_gets_an_answer),
        ON(open_slow, an_object_is_read_in_full_and_again_when_it_changes),
        ON(open_quiet, orders_about_nothing_do_no_harm),
        ON(open_quiet, looking_changes_nothing),
        ON(open_quiet, it_ends_at_once_in_the_midst_of_watching),
        ON(open_quiet, it_ends_at_once_before_anything_was_read),
        ON(open_relayed, it_ends_at_once_while_nobody_answers),
    };

    http_global_init(NULL);
    int failed = cmocka_run_group_tests_name("worker", tests, NULL, NULL);
    http_global_release();
    return failed;
}
