/* What is learnt from one run to the next: how long steps took, who is gone, what failed. */
#include "lib/check.h"

#include "base/when.h"
#include "state/memory.h"
#include "state/usual.h"
#include "unit/state/world.h"
#include "wire/tree.h"

#define SECONDS(n) ((int64_t)(n)*1000)

/* ---- how long things take --------------------------------------------------------------- */

static struct view_usual shown(const struct usual *usual, enum usual_pattern pattern,
                               int what)
{
    struct view view = {0};

    usual_show(usual, &view);
    return view.usual[pattern][what];
}

static void without_history_there_is_no_number(void **state)
{
    struct usual usual = {0};
    (void)state;

    struct view_usual none = shown(&usual, USUAL_AUTOCREATE, STEP_CLOUD);

    assert_int_equal(none.count, 0);
    assert_int_equal(none.p50_ms, -1);
    assert_int_equal(none.p95_ms, -1);
}

static void half_and_nearly_all_are_told(void **state)
{
    struct usual usual = {0};
    (void)state;
    for (int i = 20; i >= 1; i--)
        usual_add(&usual, USUAL_ATTACH, STEP_SEEN, SECONDS(i));

    struct view_usual seen = shown(&usual, USUAL_ATTACH, STEP_SEEN);

    assert_int_equal(seen.count, 20);
    assert_int_equal(seen.p50_ms, SECONDS(10));
    assert_int_equal(seen.p95_ms, SECONDS(19));
    assert_int_equal(shown(&usual, USUAL_AUTOCREATE, STEP_SEEN).count, 0);
}

static void what_is_no_duration_is_not_one(void **state)
{
    struct usual usual = {0};
    (void)state;

    usual_add(&usual, USUAL_ATTACH, STEP_SEEN, 0);
    usual_add(&usual, USUAL_ATTACH, STEP_SEEN, -5);
    usual_add(&usual, USUAL_ATTACH, STEP_SEEN, WHEN_UNKNOWN);
    usual_add(&usual, USUAL_ATTACH, STEP_SEEN, INT64_MAX);

    assert_int_equal(shown(&usual, USUAL_ATTACH, STEP_SEEN).count, 0);
    assert_int_equal(usual.generation, 0);
}

static void only_the_newest_are_kept(void **state)
{
    struct usual usual = {0};
    int64_t ms[USUAL_SAMPLES];
    (void)state;
    for (int i = 1; i <= USUAL_SAMPLES + 3; i++)
        usual_add(&usual, USUAL_ATTACH, STEP_SEEN, i);

    assert_int_equal(usual_samples(&usual, USUAL_ATTACH, STEP_SEEN, ms), USUAL_SAMPLES);
    assert_int_equal(ms[0], 4);
    assert_int_equal(ms[USUAL_SAMPLES - 1], USUAL_SAMPLES + 3);
}

static void limits_follow_the_history_but_not_far(void **state)
{
    static const struct {
        const char *name;
        int samples;
        int64_t ms;
        struct patience cloud;
    } cases[] = {
        {"none", 0, 0, {SECONDS(30), SECONDS(120)}},
        {"too few", USUAL_ENOUGH - 1, SECONDS(1), {SECONDS(30), SECONDS(120)}},
        {"fast", USUAL_ENOUGH, SECONDS(1), {SECONDS(30) / 4, SECONDS(60)}},
        {"as usual", USUAL_ENOUGH, SECONDS(20), {SECONDS(20), SECONDS(100)}},
        {"slow", USUAL_ENOUGH, SECONDS(80), {SECONDS(80), SECONDS(400)}},
        {"very slow", USUAL_ENOUGH, SECONDS(600), {SECONDS(120), SECONDS(480)}},
    };
    const struct patience_table settled = patience_usual();
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct usual usual = {0};
        struct patience_table limits;
        for (int k = 0; k < cases[i].samples; k++)
            usual_add(&usual, USUAL_AUTOCREATE, STEP_CLOUD, cases[i].ms);
        usual_limits(&usual, &settled, &limits);
        if (limits.cloud.slow_ms != cases[i].cloud.slow_ms ||
            limits.cloud.stuck_ms != cases[i].cloud.stuck_ms)
            fail_msg("%s: %lld, %lld", cases[i].name, (long long)limits.cloud.slow_ms,
                     (long long)limits.cloud.stuck_ms);
        assert_int_equal(limits.attach.stuck_ms, settled.attach.stuck_ms);
    }
}

static void what_a_person_has_settled_stays(void **state)
{
    struct patience_table settled = patience_usual();
    struct patience_table limits;
    struct usual usual = {0};
    (void)state;
    settled.cloud.stuck_ms = SECONDS(7);
    for (int k = 0; k < USUAL_ENOUGH; k++)
        usual_add(&usual, USUAL_AUTOCREATE, STEP_CLOUD, SECONDS(80));

    usual_limits(&usual, &settled, &limits);

    assert_int_equal(limits.cloud.stuck_ms, SECONDS(7));
    assert_int_equal(limits.cloud.slow_ms, settled.cloud.slow_ms);
}

/* ---- from one store to the next ------------------------------------------------------------ */

static int set_up(void **state)
{
    struct world *world = mem_new(sizeof *world);
    world_init(world);
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    world_release(*state);
    free(*state);
    return 0;
}

/* Through text, as a file would. */
static void hand_on(struct world *from, struct store *to)
{
    json_t *memory = memory_write(from->store, world_wall(from));
    json_t *again = NULL;
    struct buf text;
    struct err err = ERR_INIT;

    buf_init(&text, 4 << 20);
    tree_to_json(memory, 1, &text);
    json_decref(memory);
    assert_int_equal(tree_from_json(buf_span(&text), "memory", &again, &err), ERR_OK);
    if (memory_read(to, again, world_wall(from), &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    json_decref(again);
    buf_release(&text);
}

static void put_shop(struct world *world)
{
    WORLD_SERVICE(world, .namespace = "demo", .name = "other",
                  .load_balancer_ip = "10.0.3.99");
    WORLD_ELB(world, .id = "44b0", .name = "k8s-shop", .vip = "10.0.3.57",
              .eip_id = "e57", .eip_address = "138.124.232.57");
    WORLD_EIP(world, .id = "e57", .address = "138.124.232.57");
    WORLD_LISTENER(world, .id = "l443", .elb = "44b0", .port = "443/TCP",
                   .uid = "uid-till", .members = 3, .online = 3);
    WORLD_SERVICE(world, .namespace = "shop", .name = "till", .elb_id = "44b0",
                  .ports = "443/TCP");
}

/* Kubernetes has forgotten the events, and the program was ended. */
static void the_creator_that_went_is_known_in_the_next_run(void **state)
{
    struct world *before = *state;
    struct world after;
    put_shop(before);
    WORLD_SERVICE(before, .namespace = "shop", .name = "front", .autocreate = "public",
                  .elb_id = "44b0", .eip_id = "e57", .ports = "80/TCP");
    world_sweep(before);
    world_listed(before);
    world_look(before);
    store_gone(before->store, KUBE_SERVICE, "shop", "front", NULL, 0, world_wall(before));
    world_init(&after);

    hand_on(before, after.store);
    put_shop(&after);
    world_sweep(&after);
    world_listed(&after);

    assert_int_equal(world_elb(&after, "44b0")->kind, ELB_ORPHAN);
    assert_int_equal(world_look(&after)->orphan_eip_count, 1);
    world_release(&after);
}

static void put_failing(struct world *world)
{
    WORLD_SERVICE(world, .namespace = "pay", .name = "refunds", .elb_id = "44b0",
                  .ports = "9000/TCP", .finalizer = true, .created_ms = -9000000);
}

static void a_failure_that_kubernetes_forgot_is_still_told(void **state)
{
    struct world *before = *state;
    struct world after;
    put_failing(before);
    world_listed(before);
    WORLD_EVENT(before, .namespace = "pay", .name = "refunds", .first_ms = -7200000,
                .last_ms = -5400000, .count = 9, .reason = "CreatingLoadBalancerFailed",
                .uid = "event-1",
                .message = "Details: Create listener(k8s_TCP_9000) error: ELB.8907, "
                           "already has a listener with protocol_port of 9000");
    assert_int_equal(world_look(before)->rows[0]->state, ROW_FAILED);
    world_init(&after);

    hand_on(before, after.store);
    put_failing(&after);
    world_listed(&after);
    const struct view *view = world_look(&after);

    assert_int_equal(view->rows[0]->state, ROW_FAILED);
    assert_string_equal(view->rows[0]->api_code, "ELB.8907");
    assert_int_equal(view->event_count, 1);
    assert_string_equal(view->events[0].service, "pay/refunds");
    assert_int_equal(view->events[0].count, 9);
    assert_int_equal(view->change_count, 0);
    /* Told by Kubernetes as well, it is one line. */
    WORLD_EVENT(&after, .namespace = "pay", .name = "refunds", .first_ms = -7200000,
                .last_ms = -5400000, .count = 9, .reason = "CreatingLoadBalancerFailed",
                .uid = "event-1",
                .message = "Details: Create listener(k8s_TCP_9000) error: ELB.8907, "
                           "already has a listener with protocol_port of 9000");
    assert_int_equal(world_look(&after)->event_count, 1);
    world_release(&after);
}

static void what_is_a_month_old_is_forgotten(void **state)
{
    struct world *before = *state;
    struct store *after = store_new();
    put_failing(before);
    world_listed(before);
    WORLD_EVENT(before, .namespace = "pay", .name = "refunds",
                .reason = "CreatingLoadBalancerFailed", .first_ms = -3000000000,
                .last_ms = -3000000000, .message = "Create listener(a) error: b");
    world_look(before);
    json_t *memory = memory_write(before->store, world_wall(before));

    assert_int_equal(json_array_size(tree_at(memory, "services")), 0);

    json_decref(memory);
    store_free(after);
}

static void how_long_it_took_is_learnt_once(void **state)
{
    struct world *world = *state;
    struct world after;
    world_listed(world);
    WORLD_SERVICE(world, .namespace = "shop", .name = "web", .autocreate = "public",
                  .ports = "80/TCP");
    world_look(world);
    uint64_t generation = memory_generation(world->store);
    world_wait(world, SECONDS(6));
    WORLD_ELB(world, .id = "e1", .name = "k8s-web", .vip = "10.0.3.7", .eip_id = "x",
              .eip_address = "138.1.1.1");
    WORLD_EIP(world, .id = "x", .address = "138.1.1.1");
    WORLD_LISTENER(world, .id = "l80", .elb = "e1", .uid = "uid-web", .members = 3,
                   .online = 3);
    world_sweep(world);
    WORLD_SERVICE(world, .namespace = "shop", .name = "web", .autocreate = "public",
                  .ports = "80/TCP", .elb_id = "e1", .eip_id = "x", .finalizer = true,
                  .ingress = "138.1.1.1,10.0.3.7");
    world_look(world);
    world_wait(world, SECONDS(4));
    world_probe(world, "138.1.1.1", 80, PROBE_OK, 0);

    const struct view *view = world_look(world);
    assert_int_equal(view->rows[0]->state, ROW_READY);
    const struct view_usual *whole = view_usual(view, view->rows[0], USUAL_WHOLE);
    assert_non_null(whole);
    assert_int_equal(whole->count, 1);
    assert_in_range(whole->p50_ms, SECONDS(9), SECONDS(11));
    assert_in_range(view_usual(view, view->rows[0], STEP_ROUTED)->p50_ms, SECONDS(3),
                    SECONDS(5));
    assert_true(memory_generation(world->store) > generation);
    /* It is told in the next run; that it is there still is no other time. */
    world_init(&after);
    hand_on(world, after.store);
    world_probe(world, "138.1.1.1", 80, PROBE_TIMEOUT, 9);
    world_look(world);
    world_probe(world, "138.1.1.1", 80, PROBE_OK, 0);
    view = world_look(world);
    assert_int_equal(view_usual(view, view->rows[0], USUAL_WHOLE)->count, 1);
    assert_int_equal(world_look(&after)->usual[USUAL_AUTOCREATE][USUAL_WHOLE].count, 1);
    world_release(&after);
}

static void nonsense_leaves_the_store_as_it_was(void **state)
{
    static const struct {
        const char *text;
        enum err_code code;
    } cases[] = {
        {"[]", ERR_SHAPE},
        {"{\"version\":\"one\"}", ERR_SHAPE},
        {"{\"version\":2,\"durations\":[],\"gone\":[],\"services\":[]}", ERR_LIMIT},
        {"{\"version\":1,\"durations\":[],\"gone\":{},\"services\":[]}", ERR_SHAPE},
        {"{\"version\":1,\"durations\":[{\"pattern\":\"attach\",\"of\":99,\"ms\":[1]},"
         "{\"of\":3},7,{\"pattern\":\"attach\",\"of\":3,\"ms\":[\"a\",-1,null]}],"
         "\"gone\":[{},3,{\"uid\":1}],\"services\":[null,{\"uid\":\"u\"},"
         "{\"uid\":\"u\",\"namespace\":\"n\",\"name\":\"m\",\"failures\":[3,{}],"
         "\"times\":[]}]}",
         ERR_OK},
    };
    struct world *world = *state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        json_t *tree = json_loads(cases[i].text, 0, NULL);
        struct err err = ERR_INIT;
        assert_non_null(tree);
        enum err_code code = memory_read(world->store, tree, world_wall(world), &err);
        if (code != cases[i].code)
            fail_msg("%s: %d %s", cases[i].text, code, err.text);
        json_decref(tree);
    }
    const struct view *view = world_look(world);
    assert_int_equal(view->event_count, 0);
    assert_int_equal(view->usual[USUAL_ATTACH][STEP_SEEN].count, 0);
}

int main(void)
{
#define ON_A_WORLD(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_history_there_is_no_number),
        cmocka_unit_test(half_and_nearly_all_are_told),
        cmocka_unit_test(what_is_no_duration_is_not_one),
        cmocka_unit_test(only_the_newest_are_kept),
        cmocka_unit_test(limits_follow_the_history_but_not_far),
        cmocka_unit_test(what_a_person_has_settled_stays),
        ON_A_WORLD(the_creator_that_went_is_known_in_the_next_run),
        ON_A_WORLD(a_failure_that_kubernetes_forgot_is_still_told),
        ON_A_WORLD(what_is_a_month_old_is_forgotten),
        ON_A_WORLD(how_long_it_took_is_learnt_once),
        ON_A_WORLD(nonsense_leaves_the_store_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
