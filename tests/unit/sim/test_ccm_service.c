#include "lib/check.h"

#include "sim/ccm_service.h"
#include "wire/patch.h"
#include "wire/tree.h"

/* A Service as it is after its first sync, and what a merge patch makes of it. */
static const char settled[] =
    "{\"metadata\":{\"namespace\":\"lb-demo\",\"name\":\"hello\",\"uid\":\"u-1\","
    "\"finalizers\":[\"service.kubernetes.io/load-balancer-cleanup\"],"
    "\"annotations\":{\"kubernetes.io/elb.class\":\"union\",\"kubernetes.io/"
    "elb.id\":\"i\","
    "\"kubernetes.io/elb.autocreate\":\"{}\",\"kubernetes.io/elb.eip-id\":\"\","
    "\"kubernetes.io/elb.mark\":\"0\"}},"
    "\"spec\":{\"type\":\"LoadBalancer\",\"selector\":{\"app\":\"hello\"},"
    "\"loadBalancerIP\":\"138.124.232.123\","
    "\"ports\":[{\"port\":80,\"nodePort\":31380},"
    "{\"name\":\"dns\",\"port\":53,\"protocol\":\"UDP\",\"nodePort\":31053}]},"
    "\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"138.124.232.123\"},"
    "{\"ip\":\"10.0.0.9\"}]}}}";

static json_t *tree_of(const char *text)
{
    json_t *tree = NULL;
    assert_int_equal(tree_from_json(span_of(text), "test", &tree, NULL), ERR_OK);
    return tree;
}

static json_t *with(const char *merge)
{
    json_t *base = tree_of(settled);
    json_t *patch = tree_of(merge);
    json_t *merged = patch_merge(base, patch);
    json_decref(base);
    json_decref(patch);
    return merged;
}

static void all_that_the_controller_needs_is_read(void **state)
{
    struct arena arena;
    struct ccm_service service;
    json_t *object = tree_of(settled);
    (void)state;

    arena_init(&arena, 0);
    ccm_service_read(object, &arena, &service);
    json_decref(object);

    assert_string_equal(service.key, "lb-demo/hello");
    assert_true(service.is_balancer);
    assert_true(service.has_finalizer);
    assert_false(service.deleting);
    assert_false(service.local);
    assert_string_equal(service.elb_id, "i");
    assert_string_equal(service.eip_id, "");
    assert_null(service.pass_through);
    assert_int_equal(service.port_count, 2);
    assert_string_equal(service.ports[0].protocol, "TCP");
    assert_string_equal(service.ports[1].listener, "UDP");
    assert_int_equal(service.ports[1].node_port, 31053);
    assert_int_equal(service.ingress_count, 2);
    assert_string_equal(service.ingress[1], "10.0.0.9");
    arena_release(&arena);
}

static void protocol_port_makes_a_listener_of_layer_seven(void **state)
{
    struct arena arena;
    struct ccm_service service;
    json_t *object = with("{\"metadata\":{\"annotations\":{"
                          "\"kubernetes.io/elb.protocol-port\":\"https:443,http:80\"}}}");
    (void)state;

    arena_init(&arena, 0);
    ccm_service_read(object, &arena, &service);
    json_decref(object);

    assert_string_equal(service.ports[0].listener, "HTTP");
    assert_string_equal(service.ports[0].protocol, "TCP");
    assert_string_equal(service.ports[1].listener, "UDP");
    arena_release(&arena);
}

static void changes_call_for_a_sync_or_not(void **state)
{
    static const struct {
        const char *merge;
        bool needs;
    } cases[] = {
        {"{\"metadata\":{\"labels\":{\"churn\":\"1\"}}}", false},
        {"{\"status\":{\"loadBalancer\":null}}", false},
        {"{\"metadata\":{\"annotations\":{\"kubernetes.io/elb.mark\":\"1\"}}}", false},
        {"{\"metadata\":{\"annotations\":{\"kubernetes.io/"
         "elb.pass-through\":\"onlyLocal\"}}}",
         false},
        {"{\"metadata\":{\"annotations\":{\"note\":\"x\"}}}", true},
        {"{\"metadata\":{\"annotations\":{\"kubernetes.io/elb.eip-id\":\"e\"}}}", true},
        {"{\"metadata\":{\"uid\":\"u-2\"}}", true},
        {"{\"spec\":{\"loadBalancerIP\":\"1.2.3.4\"}}", true},
        {"{\"spec\":{\"ports\":[{\"port\":81,\"nodePort\":31380}]}}", true},
        {"{\"spec\":{\"externalTrafficPolicy\":\"Local\"}}", true},
        {"{\"spec\":{\"type\":\"ClusterIP\"}}", true},
        {"{\"metadata\":{\"deletionTimestamp\":\"2026-11-23T00:00:00Z\"}}", true},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        json_t *old = tree_of(settled);
        json_t *now = with(cases[i].merge);
        if (ccm_service_needs_sync(old, now) != cases[i].needs)
            fail_msg("%s", cases[i].merge);
        json_decref(old);
        json_decref(now);
    }
}

static void a_class_of_another_controller_is_left_alone(void **state)
{
    json_t *now = with("{\"metadata\":{\"finalizers\":null},"
                       "\"spec\":{\"loadBalancerClass\":\"example.org/other\"}}");
    (void)state;

    assert_false(ccm_service_needs_sync(NULL, now));
    json_decref(now);
}

static void deleting_without_the_finalizer_is_nobodys_work(void **state)
{
    json_t *now = with("{\"metadata\":{\"finalizers\":null,"
                       "\"deletionTimestamp\":\"2026-11-23T00:00:00Z\"}}");
    (void)state;

    assert_false(ccm_service_needs_sync(NULL, now));
    json_decref(now);
}

static void settled_means_finalizer_ids_and_address(void **state)
{
    static const struct {
        const char *merge;
        bool settled;
    } cases[] = {
        {"{}", true},
        {"{\"metadata\":{\"finalizers\":null}}", false},
        {"{\"metadata\":{\"annotations\":{\"kubernetes.io/elb.id\":null}}}", false},
        {"{\"status\":null}", false},
        {"{\"metadata\":{\"deletionTimestamp\":\"2026-11-23T00:00:00Z\"}}", false},
        {"{\"spec\":{\"type\":\"ClusterIP\"}}", false},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        json_t *now = with(cases[i].merge);
        if (ccm_service_is_settled(now) != cases[i].settled)
            fail_msg("%s", cases[i].merge);
        json_decref(now);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_the_controller_needs_is_read),
        cmocka_unit_test(protocol_port_makes_a_listener_of_layer_seven),
        cmocka_unit_test(changes_call_for_a_sync_or_not),
        cmocka_unit_test(a_class_of_another_controller_is_left_alone),
        cmocka_unit_test(deleting_without_the_finalizer_is_nobodys_work),
        cmocka_unit_test(settled_means_finalizer_ids_and_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
