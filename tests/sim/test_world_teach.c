/*
 * The world call by call: what waits at the shut gate, what lets it go, and that nothing
 * moves in between.
 */
#include "lib/check.h"
#include "lib/wait.h"

#include "wire/tree.h"
#include "world.h"

#define HELLO "lb-demo/hello"

static const char hello_step[] =
    "apply:\n"
    "  apiVersion: v1\n"
    "  kind: Service\n"
    "  metadata:\n"
    "    name: hello\n"
    "    namespace: lb-demo\n"
    "    annotations:\n"
    "      kubernetes.io/elb.class: union\n"
    "      kubernetes.io/elb.autocreate: '{\"type\":\"public\",\"name\":\"k8s-lb-demo\","
    "\"bandwidth_name\":\"bw\",\"bandwidth_chargemode\":\"traffic\",\"bandwidth_size\":5,"
    "\"bandwidth_sharetype\":\"PER\",\"eip_type\":\"5_bgp\"}'\n"
    "  spec:\n"
    "    type: LoadBalancer\n"
    "    selector: {app: hello}\n"
    "    ports: [{port: 80, targetPort: http}]\n";

static json_t *ask(struct world *world, const char *path, const char *body, int wanted)
{
    int status;
    json_t *answer = world_control(world, "POST", path, body, &status);
    assert_int_equal(status, wanted);
    return answer;
}

static void act(struct world *world, const char *step)
{
    struct buf text;
    json_t *tree = NULL;

    assert_int_equal(tree_from_yaml(span_of(step), "step", &tree, NULL), ERR_OK);
    buf_init(&text, 1 << 16);
    tree_to_json(tree, 0, &text);
    json_decref(ask(world, "/act", buf_text(&text), 200));
    buf_release(&text);
    json_decref(tree);
}

/* The story is quiet, the gate is shut, and the user has something to send. */
static int open_shut(void **state)
{
    struct world *world = world_open_story("quiet");

    json_decref(ask(world, "/next", NULL, 200));
    json_decref(ask(world, "/gate", "{\"shut\":true}", 200));
    act(world, hello_step);
    json_decref(ask(world, "/next", "{\"let\":false}", 200));
    *state = world;
    return 0;
}

static int close_world(void **state)
{
    world_close(*state);
    return 0;
}

static json_t *state_of(struct world *world)
{
    int status;
    return world_control(world, "GET", "/state", NULL, &status);
}

static const char *waiting(const json_t *told, const char *field)
{
    const char *text = tree_text(json_array_get(tree_at(told, "gate.waiting"), 0), field);
    return text == NULL ? "" : text;
}

static void a_call_waits_whole_before_it_is_made(void **state)
{
    struct world *world = *state;
    json_t *told = state_of(world);

    assert_string_equal(waiting(told, "who"), "kubectl");
    assert_string_equal(waiting(told, "method"), "PATCH");
    assert_non_null(
        strstr(waiting(told, "target"), "/namespaces/lb-demo/services/hello"));
    assert_non_null(strstr(waiting(told, "body"), "k8s-lb-demo"));
    assert_false(world_has_service(world, HELLO));
    json_decref(told);
}

static void while_a_call_waits_time_stands_still(void **state)
{
    struct world *world = *state;
    json_t *told = state_of(world);
    int64_t before = tree_int(told, "now_ms", -1);
    assert_true(tree_bool(told, "paused", false));
    json_decref(told);

    told = ask(world, "/next", "{\"let\":false}", 200);

    assert_int_equal(tree_int(told, "now_ms", -1), before);
    json_decref(told);
}

static void next_lets_one_call_through_and_stops_before_the_next(void **state)
{
    struct world *world = *state;

    json_t *told = ask(world, "/next", NULL, 200);

    assert_true(world_has_service(world, HELLO));
    assert_string_equal(waiting(told, "who"), "cloud-controller-manager");
    assert_non_null(strstr(waiting(told, "body"), "finalizers"));
    json_t *service = world_service(world, HELLO);
    assert_null(tree_at(service, "metadata.finalizers"));
    json_decref(service);
    json_decref(told);
}

static void step_on(struct world *world, int times)
{
    while (times-- > 0)
        json_decref(ask(world, "/next", NULL, 200));
}

static bool is_fetched(struct world *world, const char *url)
{
    struct buf body;
    int status = world_fetch(world, url, "/", NULL, &body);

    buf_release(&body);
    return status == 200;
}

static void the_network_waits_for_its_turn(void **state)
{
    struct world *world = *state;
    const char *address = NULL;
    json_t *told = NULL;

    for (int i = 0; i < 40 && address == NULL; i++) {
        json_decref(told);
        told = ask(world, "/next", NULL, 200);
        if (json_array_size(tree_at(told, "gate.waiting")) == 0)
            address =
                tree_text(json_array_get(tree_at(told, "gate.routes"), 0), "address");
    }
    assert_non_null(address);
    assert_string_equal(address, "138.124.232.123");
    assert_false(is_fetched(world, "http://138.124.232.123"));
    json_decref(told);

    told = ask(world, "/next", NULL, 200);

    assert_int_equal(json_array_size(tree_at(told, "gate.routes")), 0);
    /* The first check of a member may come after the route: 5 to 15 s. */
    for (int i = 0; i < 3 && !is_fetched(world, "http://138.124.232.123"); i++)
        step_on(world, 1);
    assert_true(is_fetched(world, "http://138.124.232.123"));
    json_decref(told);
}

static void opened_the_gate_lets_everything_through(void **state)
{
    struct world *world = *state;

    json_decref(ask(world, "/gate", "{\"shut\":false}", 200));
    int status;
    json_decref(world_control(world, "POST", "/run", NULL, &status));

    assert_true(WAIT_FOR(world_ingress(world, HELLO)[0] != '\0', WORLD_PATIENCE_MS));
}

static void the_same_calls_come_in_the_same_order(void **state)
{
    static const char *const expected[] = {
        "/services/hello/status",
        "/loadbalancers",
        "/publicips",
        "/publicips/",
        "/services/hello",
        "/listeners",
        "/pools",
        "/healthmonitors",
        "/members",
        "/members",
        "/members",
        "/services/hello/status",
    };
    struct world *world = *state;

    for (size_t i = 0; i < ARRAY_COUNT(expected); i++) {
        json_t *told = ask(world, "/next", NULL, 200);
        if (strstr(waiting(told, "target"), expected[i]) == NULL)
            fail_msg("call %zu is %s, not %s", i, waiting(told, "target"), expected[i]);
        json_decref(told);
    }
    step_on(world, 1);
    assert_string_not_equal(world_ingress(world, HELLO), "");
}

static void what_is_no_step_is_refused(void **state)
{
    struct world *world = *state;

    json_t *answer = ask(world, "/act", "{\"dance\":1}", 400);
    assert_non_null(tree_text(answer, "error"));
    json_decref(answer);
    json_decref(ask(world, "/act", "[1]", 400));
    json_decref(ask(world, "/next", "nonsense", 400));
}

#define SHUT(test) cmocka_unit_test_setup_teardown(test, open_shut, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHUT(a_call_waits_whole_before_it_is_made),
        SHUT(while_a_call_waits_time_stands_still),
        SHUT(next_lets_one_call_through_and_stops_before_the_next),
        SHUT(the_network_waits_for_its_turn),
        SHUT(opened_the_gate_lets_everything_through),
        SHUT(the_same_calls_come_in_the_same_order),
        SHUT(what_is_no_step_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
