/*
 * The worker in trouble: servers that cut, refuse, are silent, throttle or forbid. The last
 * picture stays, its age and the reason are told, and it comes back by itself.
 */
#include "lib/check.h"
#include "lib/wait.h"

#include "base/limits.h"
#include "base/when.h"
#include "stage.h"
#include "wire/http.h"
#include "wire/tree.h"

static const struct worker_config usual = {.seed = 1};

static int open_quiet(void **state)
{
    *state = stage_open(&(struct sim_config){.story = "quiet"}, false);
    return 0;
}

static int open_relayed(void **state)
{
    *state = stage_open(&(struct sim_config){.story = "quiet"}, true);
    return 0;
}

static int close_stage(void **state)
{
    stage_close(*state);
    return 0;
}

static void start_and_read(struct stage *stage)
{
    stage_start(stage, &usual);
    stage_complete(stage);
    assert_int_equal(stage->seen->view->row_count, 3);
}

static bool is_there(struct stage *stage, const char *key)
{
    return stage_row(stage, key) != NULL;
}

static bool is_gone(struct stage *stage, const char *key)
{
    return stage_look(stage) != NULL && stage_row(stage, key) == NULL;
}

/* Every source but this one is as it should be. */
static void others_are_live(struct stage *stage, enum source_name lost)
{
    for (enum source_name name = 0; name < SOURCE_COUNT; name++) {
        if (name != lost)
            assert_int_equal(stage_source(stage, name)->state, SOURCE_LIVE);
    }
}

/* ---- the api-server ------------------------------------------------------------------- */

static void a_cut_watch_goes_on_where_it_was(void **state)
{
    struct stage *stage = *state;
    start_and_read(stage);
    size_t lists = stage_calls(stage, "kubernetes", 200);

    stage_fault(stage, "api-server:watch-cut");
    world_autocreate(stage->world, "hello");

    assert_true(WAIT_FOR(is_there(stage, "lb-demo/hello"), STAGE_PATIENCE_MS));
    assert_int_equal(stage_source(stage, SOURCE_KUBERNETES)->state, SOURCE_LIVE);
    assert_int_equal(stage->seen->view->row_count, 4);
    /* The watches have ended and are in the record; no list has joined them. */
    assert_in_range(stage_calls(stage, "kubernetes", 200), lists,
                    lists + KUBE_KIND_COUNT);
}

static size_t lists_called(struct stage *stage, const char *part)
{
    const struct snapshot *seen = stage_look(stage);
    size_t count = 0;

    for (size_t i = 0; i < seen->call_count; i++)
        count += strstr(seen->calls[i].path, part) != NULL &&
                 strstr(seen->calls[i].path, "limit=") != NULL;
    return count;
}

/* What was deleted while nobody watched, and forgotten since, is found out by the list. */
static void a_forgotten_version_is_listed_anew(void **state)
{
    struct stage *stage = *state;
    start_and_read(stage);
    relay_set(stage->relay, RELAY_SHUT);
    assert_true(WAIT_FOR(stage_source_is(stage, SOURCE_KUBERNETES, SOURCE_LOST),
                         STAGE_PATIENCE_MS));
    world_delete(stage->world, "whoami/fortune");
    world_autocreate(stage->world, "hello");
    assert_true(
        WAIT_FOR(!world_has_service(stage->world, "whoami/fortune"), STAGE_PATIENCE_MS));
    stage_fault(stage, "api-server:gone");
    assert_true(is_there(stage, "whoami/fortune"));
    relay_set(stage->relay, RELAY_OPEN);

    assert_true(WAIT_FOR(is_gone(stage, "whoami/fortune"), STAGE_PATIENCE_MS));
    assert_true(WAIT_FOR(is_there(stage, "lb-demo/hello"), STAGE_PATIENCE_MS));
    assert_true(stage_source_is(stage, SOURCE_KUBERNETES, SOURCE_LIVE));
    assert_true(lists_called(stage, "/api/v1/services?") == 2);
}

static void lost_is_told_with_reason_and_next_try(void **state)
{
    struct stage *stage = *state;
    start_and_read(stage);

    relay_set(stage->relay, RELAY_SHUT);
    assert_true(WAIT_FOR(stage_source_is(stage, SOURCE_KUBERNETES, SOURCE_LOST),
                         STAGE_PATIENCE_MS));

    const struct source *lost = stage_source(stage, SOURCE_KUBERNETES);
    assert_true(lost->ever);
    assert_true(lost->failures >= 1);
    assert_true(lost->retry_ms > lost->read_ms);
    assert_int_equal(lost->err.code, ERR_NET);
    assert_int_not_equal(lost->err.text[0], '\0');
    assert_int_equal(stage->seen->view->row_count, 3);
    others_are_live(stage, SOURCE_KUBERNETES);

    relay_set(stage->relay, RELAY_OPEN);
    assert_true(WAIT_FOR(stage_source_is(stage, SOURCE_KUBERNETES, SOURCE_LIVE),
                         STAGE_PATIENCE_MS));
    assert_int_equal(stage_source(stage, SOURCE_KUBERNETES)->failures, 0);
    assert_int_equal(stage_source(stage, SOURCE_KUBERNETES)->err.code, ERR_OK);
    world_autocreate(stage->world, "hello");
    assert_true(WAIT_FOR(is_there(stage, "lb-demo/hello"), STAGE_PATIENCE_MS));
}

/* Nobody says no, nothing comes: only the pulse can tell. */
static void silence_is_not_taken_for_life(void **state)
{
    struct stage *stage = *state;
    start_and_read(stage);

    relay_set(stage->relay, RELAY_MUTE);
    assert_true(WAIT_FOR(stage_source_is(stage, SOURCE_KUBERNETES, SOURCE_LOST),
                         2 * INTERVAL_PULSE_MS + 5000));
    assert_int_equal(stage->seen->view->row_count, 3);

    relay_set(stage->relay, RELAY_OPEN);
    stage_order(stage, ORDER_REFRESH, NULL);
    assert_true(WAIT_FOR(stage_source_is(stage, SOURCE_KUBERNETES, SOURCE_LIVE),
                         STAGE_PATIENCE_MS));
}

static void a_list_cut_in_its_middle_is_read_again(void **state)
{
    struct stage *stage = *state;
    stage_fault(stage, "api-server:cut=3000:path=/api/v1/services:count=1");
    stage_start(stage, &usual);
    assert_true(WAIT_FOR(stage_source_is(stage, SOURCE_KUBERNETES, SOURCE_LIVE),
                         STAGE_PATIENCE_MS));
    stage_complete(stage);

    assert_int_equal(stage->seen->view->row_count, 3);
    assert_int_equal(stage->seen->view->sources[SOURCE_KUBERNETES].unreadable, 0);
}

/* ---- what may not be read ------------------------------------------------------------------ */

static void who_may_read_nothing_is_told_so(void **state)
{
    struct stage *stage = *state;
    stage_kubeconfig(stage, "as: nobody", NULL);
    stage_start(stage, &usual);
    stage_complete(stage);

    assert_int_equal(stage_source(stage, SOURCE_KUBERNETES)->state, SOURCE_DENIED);
    assert_int_equal(stage_source(stage, SOURCE_KUBERNETES)->err.code, ERR_AUTH);
    assert_non_null(strstr(stage_source(stage, SOURCE_KUBERNETES)->err.text, "nobody"));
    assert_false(stage_source(stage, SOURCE_KUBERNETES)->ever);
    others_are_live(stage, SOURCE_KUBERNETES);
    /* The cloud is shown, and nothing in it is called an orphan. */
    assert_int_equal(stage->seen->view->elb_count, 2);
    assert_int_equal(stage->seen->view->orphan_elb_count, 0);
}

static void one_namespace_is_better_than_none(void **state)
{
    struct stage *stage = *state;
    stage_kubeconfig(stage, NULL, "namespace: whoami");
    stage_fault(stage, "api-server:status=403:path=/api/v1/services");
    stage_start(stage, &usual);
    stage_complete(stage);

    assert_string_equal(stage->seen->namespace, "whoami");
    assert_int_equal(stage->seen->view->row_count, 2);
    assert_int_equal(stage_source(stage, SOURCE_KUBERNETES)->state, SOURCE_LIVE);
    assert_non_null(strstr(stage_source(stage, SOURCE_KUBERNETES)->note,
                           "all namespaces are forbidden, reading whoami"));
    assert_int_equal(stage->seen->view->orphan_elb_count, 0);
}

static bool reads(struct stage *stage, const char *namespace)
{
    const struct snapshot *seen = stage_look(stage);
    return seen != NULL && seen->namespace != NULL &&
           strcmp(seen->namespace, namespace) == 0 && seen->view->row_count > 0;
}

/* A dashboard does not wait for all of them; whoever waits is told how to. */
static void one_namespace_is_read_when_all_take_long(void **state)
{
    struct stage *stage = *state;
    stage_kubeconfig(stage, NULL, "namespace: whoami");
    stage_fault(stage, "api-server:delay=36000s:path=/api/v1/services");
    stage_start(stage, &(struct worker_config){.seed = 1, .has_screen = true});

    assert_true(WAIT_FOR(reads(stage, "whoami"), STAGE_PATIENCE_MS));

    assert_string_equal(stage->seen->scope,
                        "only namespace whoami: listing all takes longer than 2s; "
                        "0 reads all");
    stage_fault(stage, NULL);
}

static void who_insists_on_all_namespaces_gets_none(void **state)
{
    struct stage *stage = *state;
    struct worker_config all = usual;
    all.all_namespaces = true;
    stage_kubeconfig(stage, NULL, "namespace: whoami");
    stage_fault(stage, "api-server:status=403:path=/api/v1/services");
    stage_start(stage, &all);
    stage_complete(stage);

    assert_null(stage->seen->namespace);
    assert_int_equal(stage_source(stage, SOURCE_KUBERNETES)->state, SOURCE_DENIED);
}

static void without_events_there_are_still_services(void **state)
{
    struct stage *stage = *state;
    stage_fault(stage, "api-server:status=403:path=/api/v1/events");
    start_and_read(stage);

    assert_int_equal(stage_source(stage, SOURCE_KUBERNETES)->state, SOURCE_LIVE);
    assert_string_equal(stage_source(stage, SOURCE_KUBERNETES)->note,
                        "events: forbidden");
    assert_true(
        WAIT_FOR(stage_row_is(stage, "whoami/whoami", ROW_READY), STAGE_PATIENCE_MS));
}

/* ---- the cloud ------------------------------------------------------------------------------- */

static bool was_refused(struct stage *stage, const char *server, int status)
{
    return stage_calls(stage, server, status) > 0;
}

static bool is_live_again(struct stage *stage, size_t logins)
{
    stage_look(stage);
    return stage_source(stage, SOURCE_ELB)->state == SOURCE_LIVE &&
           stage_source(stage, SOURCE_EIP)->state == SOURCE_LIVE &&
           stage_calls(stage, "iam", 201) == logins;
}

static void an_ended_token_costs_one_login(void **state)
{
    struct stage *stage = *state;
    start_and_read(stage);
    assert_int_equal(stage_calls(stage, "iam", -1), 1);

    stage_fault(stage, "iam:token-expired");
    stage_order(stage, ORDER_REFRESH, NULL);
    assert_true(WAIT_FOR(is_live_again(stage, 2), STAGE_PATIENCE_MS));

    assert_int_equal(stage_calls(stage, "iam", -1), 2);
    assert_in_range(stage_calls(stage, "elb", 401) + stage_calls(stage, "vpc", 401), 1,
                    2);
    others_are_live(stage, SOURCE_COUNT);
}

/* Wall times of the newest two requests to the first list of ELBs. */
static int64_t pause_between_lists(struct stage *stage)
{
    const struct snapshot *seen = stage_look(stage);
    int64_t newest = WHEN_UNKNOWN;

    for (size_t i = 0; i < seen->call_count; i++) {
        if (strstr(seen->calls[i].path, "/elb/loadbalancers?") == NULL)
            continue;
        if (newest != WHEN_UNKNOWN)
            return newest - seen->calls[i].wall_ms;
        newest = seen->calls[i].wall_ms;
    }
    return -1;
}

static void retry_after_is_obeyed(void **state)
{
    struct stage *stage = *state;
    start_and_read(stage);

    stage_fault(stage, "elb:status=429:retry-after=2:count=1");
    stage_order(stage, ORDER_REFRESH, NULL);
    assert_true(WAIT_FOR(stage_source_is(stage, SOURCE_ELB, SOURCE_LOST), 5000));

    const struct source *lost = stage_source(stage, SOURCE_ELB);
    assert_int_equal(lost->err.code, ERR_LATER);
    assert_int_equal(lost->err.http_status, 429);
    assert_int_equal(stage->seen->throttled, 1);
    others_are_live(stage, SOURCE_ELB);
    assert_true(
        WAIT_FOR(stage_source_is(stage, SOURCE_ELB, SOURCE_LIVE), STAGE_PATIENCE_MS));
    assert_true(pause_between_lists(stage) >= 2000);
}

static void one_lost_service_of_the_cloud_leaves_the_others(void **state)
{
    struct stage *stage = *state;
    start_and_read(stage);
    assert_true(
        WAIT_FOR(stage_row_is(stage, "whoami/whoami", ROW_READY), STAGE_PATIENCE_MS));

    stage_fault(stage, "elb:status=500");
    stage_order(stage, ORDER_REFRESH, NULL);
    assert_true(WAIT_FOR(stage_source_is(stage, SOURCE_ELB, SOURCE_LOST), 5000));

    others_are_live(stage, SOURCE_ELB);
    assert_true(stage_source(stage, SOURCE_ELB)->ever);
    assert_true(stage_source(stage, SOURCE_ELB)->retry_ms > 0);
    /* The last picture stays. */
    const struct row *row = stage_row(stage, "whoami/whoami");
    assert_int_equal(row->state, ROW_READY);
    assert_int_equal(row->members_total, 3);
    assert_int_equal(stage->seen->view->elb_count, 2);

    stage_fault(stage, NULL);
    stage_order(stage, ORDER_REFRESH, NULL);
    assert_true(WAIT_FOR(stage_source_is(stage, SOURCE_ELB, SOURCE_LIVE), 5000));
}

static void a_forbidden_service_of_the_cloud_is_denied(void **state)
{
    struct stage *stage = *state;
    stage_fault(stage, "vpc:status=403");
    start_and_read(stage);

    assert_int_equal(stage_source(stage, SOURCE_EIP)->state, SOURCE_DENIED);
    others_are_live(stage, SOURCE_EIP);
    const struct row *row = stage_row(stage, "whoami/whoami");
    assert_int_equal(row->eip == NULL ? -1 : row->eip->bandwidth_mbit, -1);
}

static void a_refused_password_is_not_tried_again_at_once(void **state)
{
    struct stage *stage = *state;
    stage_fault(stage, "iam:status=401");
    start_and_read(stage);

    assert_true(was_refused(stage, "iam", 401));
    assert_int_equal(stage_calls(stage, "iam", -1), 1);
    for (enum source_name name = SOURCE_ELB; name <= SOURCE_IAM; name++) {
        const struct source *source = stage_source(stage, name);
        assert_int_equal(source->state, SOURCE_LOST);
        assert_int_equal(source->err.code, ERR_AUTH);
        assert_false(source->ever);
        assert_true(source->retry_ms - stage->seen->view->now_ms >
                    INTERVAL_LOGIN_LOCK_MS / 2);
    }
    assert_int_equal(stage_source(stage, SOURCE_KUBERNETES)->state, SOURCE_LIVE);
    const struct row *row = stage_row(stage, "whoami/whoami");
    assert_int_equal(row->members_total, -1);
}

/* ---- one picture for a command, whatever happens -------------------------------------------------- */

static void a_command_gets_what_there_is(void **state)
{
    struct stage *stage = *state;
    struct worker_config once = usual;
    once.once = true;
    once.once_ms = STAGE_PATIENCE_MS;
    stage_fault(stage, "elb:status=500");
    stage_start(stage, &once);
    stage_complete(stage);

    assert_int_equal(stage->seen->view->row_count, 3);
    assert_int_equal(stage_source(stage, SOURCE_ELB)->state, SOURCE_LOST);
    others_are_live(stage, SOURCE_ELB);
    assert_int_equal(stage_row(stage, "whoami/whoami")->members_total, -1);
}

static void a_command_does_not_wait_longer_than_it_was_told(void **state)
{
    struct stage *stage = *state;
    struct worker_config once = usual;
    once.once = true;
    once.once_ms = 700;
    stage_fault(stage, "elb:delay=60s");
    stage_start(stage, &once);

    assert_true(WAIT_FOR(stage_look(stage) != NULL, 5000));
    assert_false(stage->seen->complete);
    assert_int_equal(stage->seen->view->row_count, 3);
    assert_int_equal(stage_source(stage, SOURCE_ELB)->state, SOURCE_CONNECTING);
    assert_int_equal(stage_source(stage, SOURCE_KUBERNETES)->state, SOURCE_LIVE);
    stage_fault(stage, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define ON(open, test) cmocka_unit_test_setup_teardown(test, open, close_stage)
        ON(open_quiet, a_cut_watch_goes_on_where_it_was),
        ON(open_relayed, a_forgotten_version_is_listed_anew),
        ON(open_relayed, lost_is_told_with_reason_and_next_try),
        ON(open_relayed, silence_is_not_taken_for_life),
        ON(open_quiet, a_list_cut_in_its_middle_is_read_again),
        ON(open_quiet, who_may_read_nothing_is_told_so),
        ON(open_quiet, one_namespace_is_better_than_none),
        ON(open_quiet, one_namespace_is_read_when_all_take_long),
        ON(open_quiet, who_insists_on_all_namespaces_gets_none),
        ON(open_quiet, without_events_there_are_still_services),
        ON(open_quiet, an_ended_token_costs_one_login),
        ON(open_quiet, retry_after_is_obeyed),
        ON(open_quiet, one_lost_service_of_the_cloud_leaves_the_others),
        ON(open_quiet, a_forbidden_service_of_the_cloud_is_denied),
        ON(open_quiet, a_refused_password_is_not_tried_again_at_once),
        ON(open_quiet, a_command_gets_what_there_is),
        ON(open_quiet, a_command_does_not_wait_longer_than_it_was_told),
    };

    http_global_init(NULL);
    int failed = cmocka_run_group_tests_name("worker_trouble", tests, NULL, NULL);
    http_global_release();
    return failed;
}
