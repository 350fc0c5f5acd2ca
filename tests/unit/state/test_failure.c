/* What an event means: meanings, stages, codes, and what fails now of all that was heard. */
#include "lib/check.h"

#include "state/past.h"
#include "unit/state/world.h"

struct event_case {
    const char *reason;
    const char *message;
    enum event_meaning meaning;
    int step;
    int part;
    const char *code;
};

#define HWS "Details: "

static const struct event_case cases[] = {
    {"EnsuringLoadBalancer", "Ensuring load balancer", EVENT_ENSURING, 0, -1, ""},
    {"EnsuredLoadBalancer", "Ensured load balancer", EVENT_ENSURED, 0, -1, ""},
    {"UpdatedLoadBalancer", "Updated load balancer with new hosts", EVENT_UPDATED, 0, -1,
     ""},
    {"DeletingLoadBalancer", "Deleting load balancer", EVENT_DELETING, 0, -1, ""},
    {"DeletedLoadBalancer", "Deleted load balancer", EVENT_DELETED, 0, -1, ""},
    {"GetLoadBalancerFailed",
     HWS "service annotation(kubernetes.io/elb.id) or service.spec.loadBalancerIP is not "
         "defined, skip.",
     EVENT_SKIPPED, 0, -1, ""},
    {"UpdateLoadBalancerFailed",
     "Update loadbalancer of service(web/shop) error: listener is empty", EVENT_NOISE, 0,
     -1, ""},
    {"SyncLoadBalancerFailed",
     "Error syncing load balancer: failed to update load balancer status: Operation "
     "cannot be "
     "fulfilled on services \"web\": the object has been modified",
     EVENT_NOISE, 0, -1, ""},
    {"CreateLoadBalancerFailed", HWS "Member(p/m) is offline", EVENT_OFFLINE, 0, -1, ""},
    {"CreatingLoadBalancerFailed", HWS "Unmarshal elbAutoCreate params failed: x",
     EVENT_FAILED, 4, PART_ELB, ""},
    {"CreatingLoadBalancerFailed", HWS "elb autoCreate field:[bandwidth_name] is invalid",
     EVENT_FAILED, 4, PART_ELB, ""},
    {"CreatingLoadBalancerFailed", HWS "Create Loadbalancer error: ELB.1091 x",
     EVENT_FAILED, 4, PART_ELB, "ELB.1091"},
    {"CreatingLoadBalancerFailed",
     HWS "Create EIP for loadbalancer(1) error: Failed to Create Loadalancer: EIP.7905",
     EVENT_FAILED, 4, PART_EIP, "EIP.7905"},
    {"CreatingLoadBalancerFailed", HWS "Bind EIP error: x", EVENT_FAILED, 4, PART_BIND,
     ""},
    {"CreatingLoadBalancerFailed", HWS "Create listener(k8s_TCP_80) error: ELB.8907",
     EVENT_FAILED, 4, PART_LISTENER, "ELB.8907"},
    {"CreatingLoadBalancerFailed", HWS "Create pool of listener(k8s_TCP_80) error: x",
     EVENT_FAILED, 4, PART_POOL, ""},
    {"CreatingLoadBalancerFailed", HWS "Create health Monitor of pool(k8s_TCP_80) error",
     EVENT_FAILED, 4, PART_POOL, ""},
    {"CreatingLoadBalancerFailed", HWS "Create members of listener(a) error: ELB.9899",
     EVENT_FAILED, 4, PART_POOL, "ELB.9899"},
    {"UnAvailableLoadBalancer", "There are no available nodes for LoadBalancer",
     EVENT_FAILED, 4, PART_POOL, ""},
    {"SyncLoadBalancerFailed",
     "Error syncing load balancer: failed to ensure load balancer: something",
     EVENT_FAILED, 0, -1, ""},
    {"SyncLoadBalancerFailed",
     "Error syncing load balancer: failed to update load balancer status: x",
     EVENT_FAILED, 6, -1, ""},
    {"SyncLoadBalancerFailed",
     "Error syncing load balancer: failed to add load balancer cleanup finalizer: x",
     EVENT_FAILED, 3, -1, ""},
    {"CreatingLoadBalancerFailed", HWS "{\"error_code\":\"VPC.0521\"}", EVENT_FAILED, 4,
     PART_EIP, "VPC.0521"},
    {"Killing", "x", EVENT_OTHER, 0, -1, ""},
};

static struct event an_event(const char *reason, const char *message)
{
    return (struct event){.type = "Normal",
                          .reason = reason,
                          .message = message,
                          .component = "service-controller",
                          .about_kind = "Service",
                          .about_namespace = "shop",
                          .about_name = "web",
                          .about_uid = "u",
                          .count = 1};
}

static void failure_knows_the_stage_by_the_stems(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct event event = an_event(cases[i].reason, cases[i].message);
        struct failure failure = failure_of(&event);
        if (event_meaning(&event) != cases[i].meaning)
            fail_msg("meaning %d: %s", (int)event_meaning(&event), cases[i].message);
        if (cases[i].meaning != EVENT_FAILED)
            continue;
        if (failure.step != cases[i].step || failure.part != cases[i].part ||
            strcmp(failure.code, cases[i].code) != 0)
            fail_msg("step %d part %d code %s: %s", failure.step, failure.part,
                     failure.code, cases[i].message);
    }
}

static void failure_of_a_teardown_is_told_apart(void **state)
{
    struct event sync =
        an_event("SyncLoadBalancerFailed",
                 "Error syncing load balancer: failed to delete load balancer: x");
    struct event eip =
        an_event("DeleteEIPFailed", "Details: Delete EIP(1) error: VPC.0516");
    struct event make =
        an_event("SyncLoadBalancerFailed",
                 "Error syncing load balancer: failed to ensure load balancer");
    (void)state;

    assert_true(failure_of(&sync).teardown);
    assert_true(failure_of(&eip).teardown);
    assert_false(failure_of(&make).teardown);
    assert_true(failure_of(&make).retried);
}

static void failure_finds_the_field_and_the_code(void **state)
{
    char code[FAILURE_CODE_BYTES];
    struct event event = an_event("CreatingLoadBalancerFailed",
                                  "Details: elb autoCreate field:[eip_type] is invalid");
    (void)state;

    assert_string_equal(failure_of(&event).field, "eip_type");
    assert_true(failure_find_code("{\"code\":\"ELB.9899\",", code));
    assert_string_equal(code, "ELB.9899");
    assert_false(failure_find_code("XELB.9899 ELB.12 VPC.", code));
    assert_string_equal(code, "");
    assert_false(failure_find_code("ELB.123456789012345678", code));
}

static void failure_retries_grow_to_five_minutes(void **state)
{
    (void)state;
    assert_int_equal(failure_retry_ms(1), 5000);
    assert_int_equal(failure_retry_ms(3), 20000);
    assert_int_equal(failure_retry_ms(7), 300000);
    assert_int_equal(failure_retry_ms(1000000), 300000);
}

/* ---- what fails now ---- */

static void hear(struct past *past, const char *uid, const char *reason,
                 const char *message, int64_t first_ms, int64_t last_ms, int64_t count)
{
    struct kube_object object = {.kind = KUBE_EVENT};
    object.meta.uid = uid;
    object.meta.name = uid;
    object.event = an_event(reason, message);
    object.event.first_ms = first_ms;
    object.event.last_ms = last_ms;
    object.event.count = count;
    past_hear_event(past, &object);
}

static void past_prefers_the_telling_failure_of_one_attempt(void **state)
{
    struct past past;
    (void)state;
    past_init(&past);
    hear(&past, "a", "CreatingLoadBalancerFailed",
         "Details: Create listener(k8s_TCP_80) error: ELB.8907", 1000, 20000, 3);
    hear(&past, "b", "SyncLoadBalancerFailed",
         "Error syncing load balancer: failed to ensure load balancer: x", 1500, 21000,
         3);

    struct failing failing = past_failing(&past, WHEN_UNKNOWN, false);

    assert_non_null(failing.heard);
    assert_string_equal(failing.heard->what.code, "ELB.8907");
    assert_int_equal(failing.count, 3);
    assert_int_equal(failing.first_api_ms, 1000);
    assert_int_equal(failing.last_api_ms, 21000);
    assert_int_equal(failing.tries, 3);
    assert_int_equal(failing.last_try_api_ms, 21000);
    past_release(&past);
}

static void past_forgives_what_was_before_the_last_success(void **state)
{
    struct past past;
    (void)state;
    past_init(&past);
    hear(&past, "a", "SyncLoadBalancerFailed", "x", 1000, 5000, 2);

    assert_null(past_failing(&past, 5000, false).heard);
    assert_non_null(past_failing(&past, 4999, false).heard);
    assert_int_equal(past_failing(&past, 4999, false).first_api_ms, 4999);
    assert_null(past_failing(&past, WHEN_UNKNOWN, true).heard);
    past_release(&past);
}

static void past_takes_an_update_of_nodes_as_mended(void **state)
{
    struct past past;
    (void)state;
    past_init(&past);
    hear(&past, "a", "UpdateLoadBalancerFailed",
         "Error updating load balancer with new hosts map[n:{}]: x", 1000, 1000, 1);

    assert_non_null(past_failing(&past, WHEN_UNKNOWN, false).heard);
    hear(&past, "b", "UpdatedLoadBalancer", "Updated load balancer with new hosts", 2000,
         2000, 1);
    assert_null(past_failing(&past, WHEN_UNKNOWN, false).heard);
    past_release(&past);
}

static void past_keeps_the_newest_failures_only(void **state)
{
    struct past past;
    char uid[16];
    (void)state;
    past_init(&past);

    for (int i = 0; i < 50; i++) {
        snprintf(uid, sizeof uid, "e%d", i);
        hear(&past, uid, "SyncLoadBalancerFailed", "x", i, i, 1);
    }
    hear(&past, "late", "SyncLoadBalancerFailed", "x", 3, 3, 1);

    assert_int_equal(past_told(&past)->heard_count, PAST_FAILURES);
    assert_int_equal(past_failing(&past, WHEN_UNKNOWN, false).last_api_ms, 49);
    past_release(&past);
}

static void past_does_not_take_an_old_word_for_a_new_one(void **state)
{
    struct past past;
    (void)state;
    past_init(&past);
    hear(&past, "a", "SyncLoadBalancerFailed", "x", 1000, 9000, 5);
    hear(&past, "a", "SyncLoadBalancerFailed", "x", 1000, 2000, 2);

    assert_int_equal(past_failing(&past, WHEN_UNKNOWN, false).count, 5);
    past_release(&past);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failure_knows_the_stage_by_the_stems),
        cmocka_unit_test(failure_of_a_teardown_is_told_apart),
        cmocka_unit_test(failure_finds_the_field_and_the_code),
        cmocka_unit_test(failure_retries_grow_to_five_minutes),
        cmocka_unit_test(past_prefers_the_telling_failure_of_one_attempt),
        cmocka_unit_test(past_forgives_what_was_before_the_last_success),
        cmocka_unit_test(past_takes_an_update_of_nodes_as_mended),
        cmocka_unit_test(past_keeps_the_newest_failures_only),
        cmocka_unit_test(past_does_not_take_an_old_word_for_a_new_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
