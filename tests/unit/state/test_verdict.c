/* Every rule of the failure catalogue that a row can show: what leads to it. */
#include "lib/check.h"

#include "base/when.h"
#include "unit/state/world.h"

static bool has_advice(const struct row *row, const char *rule)
{
    for (size_t i = 0; i < row->advice_count; i++) {
        if (strcmp(row->advice[i].rule, rule) == 0)
            return true;
    }
    return false;
}

/* ---- rules that an event's text leads to ---- */

struct text_case {
    const char *rule;
    const char *message;
};

static const struct text_case cases[] = {
    {"F02", "Details: elb autoCreate field:[bandwidth_name] is invalid"},
    {"F03",
     "Details: Unmarshal elbAutoCreate params failed: json: cannot unmarshal string"},
    {"F04", "Details: Create EIP for loadbalancer(x) error: {\"code\":\"EIP.7905\"}"},
    {"F04", "Details: Create EIP error: VPC.0521 x"},
    {"F04", "Details: Create EIP error: Quota exceeded for resources: publicip"},
    {"F05", "Details: Create Loadbalancer error: ELB.1091"},
    {"F05", "Details: Create Loadbalancer error: ELB.8905"},
    {"F05", "Details: Create Loadbalancer error: ELB.9807"},
    {"F05", "Details: Create Loadbalancer error: quota exceeded"},
    {"F06", "Details: Create listener(k8s_TCP_80) error: ELB.6091"},
    {"F08", "Details: Create listener(k8s_TCP_80) error: already has a listener with "
            "protocol_port of 80, ELB.8907"},
    {"F08", "Details: Create listener(k8s_TCP_80) error: ELB.6200"},
    {"F11",
     "Details: Create members of listener(a) error: Vpc A of member's subnet_cidr B and "
     "vpc C of loadbalancer mismatch, ELB.9899"},
    {"F12",
     "Details: Create members error: SubnetCidrId does not match the address's subnet"},
    {"F14", "Details: have no node to bind"},
    {"F15", "Details: Load balancer version unknown"},
    {"F16", "Details: session affinity type:off not support"},
    {"F29", "Details: ELB.1202 enterprise_project_id"},
    {"F30", "Details: ELB.8934 not enough addresses"},
    {"F30", "Details: ELB.8950"},
    {"F32", "Details: Connection drain timeout must be explict defined, ELB.8902"},
    {"F40", "Details: ELB.1103 signature"},
    {"F42", "There are no available nodes for LoadBalancer"},
    {"F47", "Details: Create Loadbalancer error: {}, status code: 429"},
};

static void verdict_knows_the_texts_of_the_catalogue(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct world world;
        world_init(&world);
        WORLD_SERVICE(&world, .name = "web", .autocreate = "public", .finalizer = true);
        WORLD_EVENT(&world, .name = "web", .reason = "CreatingLoadBalancerFailed",
                    .message = cases[i].message, .component = "hws-cloudprovider");
        const struct row *row = world_row(&world, "shop", "web");
        if (row->state != ROW_FAILED || !has_advice(row, cases[i].rule))
            fail_msg("%s: %s", cases[i].rule, cases[i].message);
        assert_string_equal(row->who, "you");
        assert_true(row->why[0] != '\0');
        world_release(&world);
    }
}

static void verdict_gives_each_rule_once(void **state)
{
    struct world world;
    size_t count = 0;
    (void)state;
    world_init(&world);
    WORLD_SERVICE(&world, .name = "web", .autocreate = "public", .finalizer = true);
    WORLD_EVENT(&world, .name = "web", .reason = "CreatingLoadBalancerFailed",
                .message = "Details: Create EIP error: EIP.7905 Quota VPC.0521");

    const struct row *row = world_row(&world, "shop", "web");

    for (size_t i = 0; i < row->advice_count; i++)
        count += strcmp(row->advice[i].rule, "F04") == 0;
    assert_int_equal(count, 1);
    world_release(&world);
}

static void verdict_guesses_the_next_try(void **state)
{
    struct world world;
    (void)state;
    world_init(&world);
    WORLD_SERVICE(&world, .name = "web", .autocreate = "public", .finalizer = true);
    WORLD_EVENT(&world, .name = "web", .reason = "SyncLoadBalancerFailed", .count = 3,
                .first_ms = 1000, .last_ms = 16000,
                .message =
                    "Error syncing load balancer: failed to ensure load balancer: x");
    world_wait(&world, 20000);

    const struct row *row = world_row(&world, "shop", "web");

    assert_int_equal(row->next_try_ms, WORLD_START_MS + 16000 + 20000);
    world_release(&world);
}

static void verdict_says_when_the_events_went_quiet(void **state)
{
    struct world world;
    (void)state;
    world_init(&world);
    WORLD_SERVICE(&world, .name = "web", .autocreate = "public", .finalizer = true);
    WORLD_EVENT(&world, .name = "web", .reason = "SyncLoadBalancerFailed", .count = 25,
                .first_ms = 1000, .last_ms = 2000, .message = "x");
    world_wait(&world, 400000);

    assert_true(has_advice(world_row(&world, "shop", "web"), "F44"));
    world_release(&world);
}

static void verdict_says_who_is_ahead_in_the_line(void **state)
{
    struct world world;
    (void)state;
    world_init(&world);
    WORLD_SERVICE(&world, .name = "bad", .autocreate = "public", .finalizer = true);
    WORLD_EVENT(&world, .name = "bad", .reason = "SyncLoadBalancerFailed",
                .message = "x");
    world_look(&world);
    world_wait(&world, 1000);
    WORLD_SERVICE(&world, .name = "web", .autocreate = "public", .created_ms = 1000);

    assert_true(has_advice(world_row(&world, "shop", "web"), "F43"));
    world_release(&world);
}

static void verdict_sends_gateways_elsewhere_for_their_annotations(void **state)
{
    struct world world;
    (void)state;
    world_init(&world);
    WORLD_SERVICE(&world, .name = "envoy", .created_ms = -60000,
                  .labels = "gateway.networking.k8s.io/gateway-name=public");

    const struct row *row = world_row(&world, "shop", "envoy");

    assert_int_equal(row->state, ROW_SKIPPED);
    assert_true(has_advice(row, "F01"));
    assert_non_null(strstr(row->todo, "Gateway.spec.infrastructure"));
    assert_string_equal(row->steps[0].evidence, "applied by envoy-gw");
    world_release(&world);
}

static void verdict_is_silent_about_what_is_well(void **state)
{
    struct world world;
    (void)state;
    world_init(&world);
    WORLD_SERVICE(&world, .name = "web", .autocreate = "public", .elb_id = "e",
                  .eip_id = "x", .ingress = "138.1.1.1", .finalizer = true,
                  .created_ms = -9000000);

    const struct row *row = world_row(&world, "shop", "web");

    assert_int_equal(row->state, ROW_READY);
    assert_string_equal(row->why, "");
    assert_string_equal(row->who, "");
    assert_string_equal(row->todo, "");
    assert_int_equal(row->advice_count, 0);
    assert_int_equal(row->next_try_ms, WHEN_UNKNOWN);
    assert_null(row->api_code);
    world_release(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdict_knows_the_texts_of_the_catalogue),
        cmocka_unit_test(verdict_gives_each_rule_once),
        cmocka_unit_test(verdict_guesses_the_next_try),
        cmocka_unit_test(verdict_says_when_the_events_went_quiet),
        cmocka_unit_test(verdict_says_who_is_ahead_in_the_line),
        cmocka_unit_test(verdict_sends_gateways_elsewhere_for_their_annotations),
        cmocka_unit_test(verdict_is_silent_about_what_is_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
