/*
 * Each story comes to the event, the state or the leftover that it is named for.
 */
#include "lib/check.h"
#include "lib/wait.h"

#include "wire/tree.h"
#include "world.h"

#define WHOAMI_ID "71f02bde-5c1e-4a8f-9b36-0c7e2ad43271"
#define HELLO     "lb-demo/hello"

static int close_world(void **state)
{
    world_close(*state);
    return 0;
}

static void expect_event(struct world *world, const char *key, const char *reason,
                         const char *part)
{
    if (WAIT_FOR(world_has_event(world, key, reason, part), WORLD_PATIENCE_MS))
        return;
    char *events = world_events(world, key);
    fail_msg("no %s with \"%s\" about %s:\n%s", reason, part, key, events);
}

static bool is_gone(struct world *world, const char *key)
{
    return !world_has_service(world, key);
}

static bool has_address(struct world *world, const char *key)
{
    return world_ingress(world, key)[0] != '\0';
}

static bool log_has(struct world *world, const char *part)
{
    json_t *log = world_control(world, "GET", "/log?limit=4000", NULL, NULL);
    struct buf text;
    buf_init(&text, 64 * 1024 * 1024);
    tree_to_json(log, 0, &text);
    bool has = strstr(buf_text(&text), part) != NULL;
    buf_release(&text);
    json_decref(log);
    return has;
}

/* ---- stories that end in an event of the controller ---- */

static const struct told {
    const char *story, *key, *reason, *part;
} told[] = {
    {"quota-full", HELLO, "CreatingLoadBalancerFailed",
     "error: Failed to Create Loadalancer: {\"code\":\"VPC.0521\""},
    {"quota-full", HELLO, "SyncLoadBalancerFailed",
     "Error syncing load balancer: failed to ensure load balancer: Create EIP for "
     "loadbalancer("},
    {"elb-quota-full", HELLO, "CreatingLoadBalancerFailed",
     "Details: Create Loadbalancer error: "},
    {"elb-quota-full", HELLO, "SyncLoadBalancerFailed", "ELB.9807"},
    {"port-taken", "lb-demo/clash", "CreatingLoadBalancerFailed",
     "Details: Create listener(k8s_TCP_8081) error: "},
    {"port-taken", "lb-demo/clash", "SyncLoadBalancerFailed", "8081"},
    {"field-invalid", HELLO, "CreatingLoadBalancerFailed",
     "Details: elb autoCreate field:[bandwidth_name] is invalid"},
    {"json-broken", HELLO, "CreatingLoadBalancerFailed",
     "Details: Unmarshal elbAutoCreate params failed"},
    {"skipped", HELLO, "GetLoadBalancerFailed",
     "Details: service annotation(kubernetes.io/elb.id) or service.spec.loadBalancerIP "
     "is not "
     "defined, skip."},
    {"skipped", HELLO, "EnsuredLoadBalancer", "Ensured load balancer"},
    {"skipped", HELLO, "UpdateLoadBalancerFailed",
     "Update loadbalancer of service(hello/lb-demo) error: listener is empty"},
    {"elb-absent", "lb-demo/lost", "CreatingLoadBalancerFailed", "ELB.8904"},
    {"no-pods", "lb-demo/lonely", "CreatingLoadBalancerFailed", "have no node to bind"},
    {"wrong-class", HELLO, "SyncLoadBalancerFailed", "Load balancer version unknown"},
    {"sticky-off", HELLO, "CreatingLoadBalancerFailed",
     "session affinity type:off not support"},
    {"elb-deleted-by-hand", "whoami/whoami", "SyncLoadBalancerFailed",
     "status code: 404"},
    {"orphan", HELLO, "CreatingLoadBalancerFailed", "Create listener(k8s_TCP_80) error"},
    {"creator-first", "whoami/whoami", "DeleteLoadBalancerFailed", "status code: 409"},
    {"foreign-listener", "whoami/whoami", "DeleteLoadBalancerFailed", "status code: 409"},
};

static void stories_end_in_the_events_they_are_named_for(void **state)
{
    struct world *world = NULL;
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(told); i++) {
        if (i == 0 || strcmp(told[i].story, told[i - 1].story) != 0) {
            if (world != NULL)
                world_close(world);
            world = world_open_story(told[i].story);
        }
        expect_event(world, told[i].key, told[i].reason, told[i].part);
    }
    world_close(world);
}

/* ---- stories with an ending of their own ---- */

static void every_try_without_an_eip_has_another_elb(void **state)
{
    struct world *world = world_open_story("quota-full");
    *state = world;

    assert_true(WAIT_FOR(world_event_count(world, HELLO, "SyncLoadBalancerFailed") >= 3,
                         WORLD_PATIENCE_MS));

    assert_false(has_address(world, HELLO));
    assert_true(WAIT_FOR(world_elb_count(world, "k8s-lb-demo") == 0, WORLD_PATIENCE_MS));
    json_t *list = world_get(world, "/api/v1/namespaces/lb-demo/events?fieldSelector="
                                    "reason%3DCreatingLoadBalancerFailed");
    const json_t *items = tree_at(list, "items");
    assert_true(json_array_size(items) >= 2);
    assert_string_not_equal(tree_text(json_array_get(items, 0), "message"),
                            tree_text(json_array_get(items, 1), "message"));
    json_decref(list);
}

static void a_port_can_be_taken_on_an_elb_that_is_yet_to_come(void **state)
{
    struct world *world = world_open_story("quiet");
    *state = world;
    json_decref(world_control(world, "POST", "/fault",
                              "{\"fault\":\"elb:port-taken=80\"}", NULL));

    world_autocreate(world, "hello");

    expect_event(world, HELLO, "CreatingLoadBalancerFailed",
                 "Create listener(k8s_TCP_80) error: ");
    expect_event(world, HELLO, "SyncLoadBalancerFailed", "status code: 409");
}

static void mending_lets_it_come_to_its_end(void **state)
{
    struct world *world = world_open_story("quota-full");
    *state = world;
    expect_event(world, HELLO, "SyncLoadBalancerFailed", "VPC.0521");

    json_decref(world_control(world, "DELETE", "/fault", NULL, NULL));

    assert_true(WAIT_FOR(has_address(world, HELLO), WORLD_PATIENCE_MS));
}

static void skipped_silently_says_nothing_but_ensured(void **state)
{
    struct world *world = world_open_story("skipped-silently");
    *state = world;

    expect_event(world, HELLO, "EnsuredLoadBalancer", "Ensured load balancer");
    assert_int_equal(world_event_count(world, HELLO, "GetLoadBalancerFailed"), 0);
    assert_false(has_address(world, HELLO));
}

static void a_skipped_service_is_looked_at_again_every_three_minutes(void **state)
{
    struct world *world = world_open_story("skipped");
    *state = world;

    assert_true(WAIT_FOR(world_event_count(world, HELLO, "GetLoadBalancerFailed") >= 2,
                         WORLD_PATIENCE_MS));
}

static void another_controllers_class_gets_no_word(void **state)
{
    struct world *world = world_open_story("other-controller");
    *state = world;
    assert_true(WAIT_FOR(!is_gone(world, HELLO), WORLD_PATIENCE_MS));
    world_autocreate(world, "later");
    assert_true(WAIT_FOR(has_address(world, "lb-demo/later"), WORLD_PATIENCE_MS));

    json_t *service = world_service(world, HELLO);
    char *events = world_events(world, HELLO);

    assert_string_equal(events, "");
    assert_int_equal(json_array_size(tree_at(service, "metadata.finalizers")), 0);
    free(events);
    json_decref(service);
}

static void a_stopped_controller_goes_on_in_mid_sync(void **state)
{
    struct world *world = world_open_story("ccm-stopped");
    *state = world;

    assert_true(WAIT_FOR(log_has(world, "ccm:stopped"), WORLD_PATIENCE_MS));
    assert_true(WAIT_FOR(has_address(world, HELLO), WORLD_PATIENCE_MS));
    assert_int_equal(world_elb_count(world, "k8s-lb-demo"), 1);
    assert_int_equal(world_event_count(world, HELLO, "SyncLoadBalancerFailed"), 0);
}

static void a_token_that_ends_is_replaced_without_a_word(void **state)
{
    struct world *world = world_open_story("token-expiry");
    *state = world;

    assert_true(WAIT_FOR(has_address(world, HELLO), WORLD_PATIENCE_MS));
    assert_int_equal(world_event_count(world, HELLO, "SyncLoadBalancerFailed"), 0);
}

static void throttling_is_a_failure_that_passes(void **state)
{
    struct world *world = world_open_story("throttled");
    *state = world;

    expect_event(world, HELLO, "SyncLoadBalancerFailed", "APIG.0308");
    assert_true(WAIT_FOR(has_address(world, HELLO), WORLD_PATIENCE_MS));
}

static void members_go_offline_and_the_page_with_them(void **state)
{
    struct world *world = world_open_story("members-offline");
    struct buf body;
    *state = world;

    assert_true(WAIT_FOR(world_member_count(world, WHOAMI_ID, "OFFLINE") == 6,
                         WORLD_PATIENCE_MS));
    assert_int_equal(world_fetch(world, "http://138.124.232.13", "/", NULL, &body), 0);
    buf_release(&body);
}

static void an_unbound_address_is_down(void **state)
{
    struct world *world = world_open_story("eip-unbound");
    *state = world;
    assert_true(WAIT_FOR(log_has(world, "vpc:unbound"), WORLD_PATIENCE_MS));

    json_t *eip = world_eip(world, "138.124.232.13");
    assert_string_equal(tree_text(eip, "status"), "DOWN");
    json_decref(eip);
}

static void a_misfitting_class_gets_a_private_address_only(void **state)
{
    struct world *world = world_open_story("class-mismatch");
    *state = world;
    assert_true(WAIT_FOR(has_address(world, "lb-demo/mismatch"), WORLD_PATIENCE_MS));

    json_t *service = world_service(world, "lb-demo/mismatch");
    const json_t *annotations = tree_at(service, "metadata.annotations");

    assert_null(strchr(world_ingress(world, "lb-demo/mismatch"), ' '));
    assert_string_equal(tree_key_text(annotations, "kubernetes.io/elb.eip-id"), "");
    json_decref(service);
}

static void a_service_that_never_had_a_listener_leaves_its_elb(void **state)
{
    struct world *world = world_open_story("orphan");
    *state = world;
    expect_event(world, HELLO, "SyncLoadBalancerFailed", "");

    assert_true(WAIT_FOR(is_gone(world, HELLO), WORLD_PATIENCE_MS));

    expect_event(world, HELLO, "DeletedLoadBalancer", "Deleted");
    assert_int_equal(world_event_count(world, HELLO, "DeletingLoadBalancer"), 0);
    assert_int_equal(world_elb_count(world, "k8s-lb-demo"), 1);
}

static void creator_first_leaves_elb_and_address(void **state)
{
    struct world *world = world_open_story("creator-first");
    *state = world;

    assert_true(WAIT_FOR(is_gone(world, "whoami/fortune"), WORLD_PATIENCE_MS));
    assert_int_equal(world_elb_count(world, "k8s-whoami"), 1);
    assert_int_equal(world_listener_count(world, WHOAMI_ID), 0);
}

static void tenant_first_leaves_nothing(void **state)
{
    struct world *world =
        world_open(&(struct sim_config){.story = "tenant-first", .speed = 20});
    *state = world;

    assert_true(WAIT_FOR(is_gone(world, "whoami/whoami"), WORLD_PATIENCE_MS));
    assert_int_equal(world_elb_count(world, "k8s-whoami"), 0);
    json_t *eip = world_eip(world, "138.124.232.13");
    assert_null(eip);
}

static void both_annotations_take_the_elb_along(void **state)
{
    struct world *world = world_open_story("both-annotations");
    *state = world;

    assert_true(WAIT_FOR(is_gone(world, "whoami/whoami"), WORLD_PATIENCE_MS));
    assert_int_equal(world_elb_count(world, "k8s-whoami"), 1);
    assert_true(WAIT_FOR(is_gone(world, "lb-demo/both"), WORLD_PATIENCE_MS));
    assert_int_equal(world_elb_count(world, "k8s-whoami"), 0);
    json_t *eip = world_eip(world, "138.124.232.13");
    assert_string_equal(tree_text(eip, "status"), "DOWN");
    json_decref(eip);
}

static void a_slow_cloud_is_only_slow(void **state)
{
    struct world *world = world_open_story("slow-cloud");
    *state = world;

    assert_true(WAIT_FOR(has_address(world, HELLO), WORLD_PATIENCE_MS));
    assert_int_equal(world_event_count(world, HELLO, "SyncLoadBalancerFailed"), 0);
}

static void admission_refuses_three_manifests(void **state)
{
    struct world *world = world_open_story("refused");
    *state = world;

    assert_true(WAIT_FOR(log_has(world, "loadBalancerID[k8s-whoami] is invalid."),
                         WORLD_PATIENCE_MS));
    assert_true(
        WAIT_FOR(log_has(world, "only performance elb supports"), WORLD_PATIENCE_MS));
    assert_true(
        WAIT_FOR(log_has(world, "can't modify service elb [kubernetes.io/elb.class]"),
                 WORLD_PATIENCE_MS));
}

static void watches_that_are_cut_are_mended(void **state)
{
    struct world *world = world_open_story("watch-cut");
    *state = world;
    assert_true(WAIT_FOR(log_has(world, "api-server:status=429"), WORLD_PATIENCE_MS));

    assert_true(WAIT_FOR(world_autocreate(world, "later") == 201, WORLD_PATIENCE_MS));
    assert_true(WAIT_FOR(has_address(world, "lb-demo/later"), WORLD_PATIENCE_MS));
}

static void a_node_that_is_down_is_no_member(void **state)
{
    /* slow enough for a busy machine to look in while the node is away */
    struct world *world =
        world_open(&(struct sim_config){.story = "node-down", .speed = 20});
    *state = world;

    assert_true(
        WAIT_FOR(world_member_count(world, WHOAMI_ID, "ONLINE") == 4, WORLD_PATIENCE_MS));
    assert_true(
        WAIT_FOR(world_member_count(world, WHOAMI_ID, "ONLINE") == 6, WORLD_PATIENCE_MS));
}

static void the_swiss_region_makes_dedicated_ones(void **state)
{
    struct world *world = world_open_story("swiss");
    *state = world;
    world_autocreate(world, "hello");
    assert_true(WAIT_FOR(has_address(world, HELLO), WORLD_PATIENCE_MS));

    json_t *elb = world_elb_named(world, "k8s-hello");
    assert_true(tree_bool(elb, "guaranteed", false));
    json_decref(elb);
}

static void the_seed_provisions_hello_while_you_watch(void **state)
{
    struct world *world = world_open(&(struct sim_config){.speed = 100});
    *state = world;

    assert_true(WAIT_FOR(has_address(world, HELLO), WORLD_PATIENCE_MS));

    assert_int_equal(strncmp(world_ingress(world, HELLO), "138.124.232.123 ", 16), 0);
    assert_int_equal(world_elb_count(world, "k8s-lb-demo"), 1);
}

static void a_busy_world_comes_to_rest(void **state)
{
    struct world *world = world_open_story("busy");
    *state = world;

    assert_true(
        WAIT_FOR(is_gone(world, "lb-demo/second") && log_has(world, "member=checked"),
                 WORLD_PATIENCE_MS));
    assert_true(WAIT_FOR(has_address(world, HELLO), WORLD_PATIENCE_MS));
    assert_int_equal(world_elb_count(world, "k8s-second"), 0);
    expect_event(world, "lb-demo/lost", "SyncLoadBalancerFailed", "ELB.8904");
}

#define STORY(test) cmocka_unit_test_teardown(test, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stories_end_in_the_events_they_are_named_for),
        STORY(every_try_without_an_eip_has_another_elb),
        STORY(a_port_can_be_taken_on_an_elb_that_is_yet_to_come),
        STORY(mending_lets_it_come_to_its_end),
        STORY(skipped_silently_says_nothing_but_ensured),
        STORY(a_skipped_service_is_looked_at_again_every_three_minutes),
        STORY(another_controllers_class_gets_no_word),
        STORY(a_stopped_controller_goes_on_in_mid_sync),
        STORY(a_token_that_ends_is_replaced_without_a_word),
        STORY(throttling_is_a_failure_that_passes),
        STORY(members_go_offline_and_the_page_with_them),
        STORY(an_unbound_address_is_down),
        STORY(a_misfitting_class_gets_a_private_address_only),
        STORY(a_service_that_never_had_a_listener_leaves_its_elb),
        STORY(creator_first_leaves_elb_and_address),
        STORY(tenant_first_leaves_nothing),
        STORY(both_annotations_take_the_elb_along),
        STORY(a_slow_cloud_is_only_slow),
        STORY(admission_refuses_three_manifests),
        STORY(watches_that_are_cut_are_mended),
        STORY(a_node_that_is_down_is_no_member),
        STORY(the_swiss_region_makes_dedicated_ones),
        STORY(the_seed_provisions_hello_while_you_watch),
        STORY(a_busy_world_comes_to_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
