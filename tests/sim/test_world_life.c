/*
 * The life of Services in the embedded world, both patterns, from apply to nothing, as the
 * two APIs and the network tell it.
 */
#include "lib/check.h"
#include "lib/wait.h"

#include "wire/tree.h"
#include "world.h"

#define ID        "kubernetes.io/elb.id"
#define EIP_ID    "kubernetes.io/elb.eip-id"
#define MARK      "kubernetes.io/elb.mark"
#define WHOAMI_ID "71f02bde-5c1e-4a8f-9b36-0c7e2ad43271"
#define HELLO     "lb-demo/hello"

/* A world with what the seed has, and nothing happening. */
static int open_quiet(void **state)
{
    *state = world_open(&(struct sim_config){.story = "quiet"});
    return 0;
}

static int close_world(void **state)
{
    world_close(*state);
    return 0;
}

static bool is_gone(struct world *world, const char *key)
{
    return !world_has_service(world, key);
}

static bool has_address(struct world *world, const char *key)
{
    return world_ingress(world, key)[0] != '\0';
}

static void wait_for_address(struct world *world, const char *key)
{
    if (!WAIT_FOR(has_address(world, key), WORLD_PATIENCE_MS)) {
        char *events = world_events(world, key);
        fail_msg("%s has no address:\n%s", key, events);
    }
}

static bool answers(struct world *world, const char *base, const char *part)
{
    struct buf body;
    int status = world_fetch(world, base, "/", NULL, &body);
    bool good = status == 200 && strstr(buf_text(&body), part) != NULL;
    buf_release(&body);
    return good;
}

/* ---- ready from the start ---- */

static void the_seed_is_ready_on_both_sides(void **state)
{
    struct world *world = *state;
    json_t *elb = world_elb_named(world, "k8s-whoami");

    assert_string_equal(world_annotation(world, "whoami/whoami", ID), WHOAMI_ID);
    assert_string_equal(tree_text(elb, "id"), WHOAMI_ID);
    assert_string_equal(world_annotation(world, "whoami/fortune", ID), WHOAMI_ID);
    assert_int_equal(
        strncmp(world_ingress(world, "whoami/whoami"), "138.124.232.13 ", 15), 0);
    assert_non_null(strstr(world_ingress(world, "whoami/fortune"), " 138.124.232.13"));
    assert_int_equal(world_listener_count(world, WHOAMI_ID), 2);
    assert_int_equal(world_member_count(world, WHOAMI_ID, "ONLINE"), 6);
    assert_true(answers(world, "http://138.124.232.13", "whoami/whoami"));
    assert_true(answers(world, "http://138.124.232.13:8080", "whoami/fortune"));
    assert_true(
        world_has_event(world, "whoami/fortune", "EnsuredLoadBalancer", "Ensured"));
    json_decref(elb);
}

/* ---- pattern A ---- */

static void autocreate_makes_all_and_says_so_in_order(void **state)
{
    struct world *world = *state;
    assert_int_equal(world_autocreate(world, "hello"), 201);
    wait_for_address(world, HELLO);

    json_t *elb = world_elb_named(world, "k8s-hello");
    json_t *service = world_service(world, HELLO);
    json_t *eip = world_eip(
        world, tree_text(json_array_get(tree_at(elb, "eips"), 0), "eip_address"));
    char both[128];
    snprintf(both, sizeof both, "%s %s", tree_text(eip, "public_ip_address"),
             tree_text(elb, "vip_address"));
    assert_string_equal(world_annotation(world, HELLO, ID), tree_text(elb, "id"));
    assert_string_equal(world_annotation(world, HELLO, EIP_ID), tree_text(eip, "id"));
    assert_string_equal(world_ingress(world, HELLO), both);
    assert_string_equal(tree_text(service, "spec.loadBalancerIP"),
                        tree_text(eip, "public_ip_address"));
    assert_string_equal(tree_text(eip, "bandwidth_name"), "k8s-hello-bw");
    assert_false(tree_bool(elb, "guaranteed", true));
    assert_int_equal(world_listener_count(world, tree_text(elb, "id")), 1);
    json_decref(eip);
    json_decref(service);
    json_decref(elb);
}

static void the_listener_names_its_service(void **state)
{
    struct world *world = *state;
    world_autocreate(world, "hello");
    wait_for_address(world, HELLO);
    json_t *service = world_service(world, HELLO);
    json_t *elb = world_elb_named(world, "k8s-hello");
    char query[128];

    snprintf(query, sizeof query, "listeners?loadbalancer_id=%s", tree_text(elb, "id"));
    json_t *list = world_elb_list(world, query);
    const json_t *listener = json_array_get(list, 0);
    json_t *said = NULL;

    assert_string_equal(tree_text(listener, "name"), "k8s_TCP_80");
    assert_int_equal(
        tree_from_json(span_of(tree_text(listener, "description")), "", &said, NULL),
        ERR_OK);
    assert_string_equal(tree_text(said, "service_id"),
                        tree_text(service, "metadata.uid"));
    assert_int_equal(tree_int(said, "port", 0), 80);
    json_decref(said);
    json_decref(list);
    json_decref(elb);
    json_decref(service);
}

static void the_write_back_makes_a_second_pair_and_the_mark(void **state)
{
    struct world *world = *state;
    world_autocreate(world, "hello");

    assert_true(WAIT_FOR(strcmp(world_annotation(world, HELLO, MARK), "0") == 0,
                         WORLD_PATIENCE_MS));
    assert_true(WAIT_FOR(world_event_count(world, HELLO, "EnsuredLoadBalancer") == 2,
                         WORLD_PATIENCE_MS));
    assert_int_equal(world_event_count(world, HELLO, "EnsuringLoadBalancer"), 2);
    assert_int_equal(world_event_count(world, HELLO, "SyncLoadBalancerFailed"), 0);
}

static void the_page_comes_through_the_new_address(void **state)
{
    struct world *world = *state;
    char base[64];
    world_autocreate(world, "hello");
    wait_for_address(world, HELLO);
    const char *ingress = world_ingress(world, HELLO);
    snprintf(base, sizeof base, "http://%.*s", (int)strcspn(ingress, " "), ingress);

    assert_true(WAIT_FOR(answers(world, base, "lb-demo/hello"), WORLD_PATIENCE_MS));
}

static void deleting_takes_everything_along(void **state)
{
    struct world *world = *state;
    world_autocreate(world, "hello");
    wait_for_address(world, HELLO);
    const char *ingress = world_ingress(world, HELLO);
    char address[64];
    snprintf(address, sizeof address, "%.*s", (int)strcspn(ingress, " "), ingress);

    assert_int_equal(world_delete(world, HELLO), 200);
    assert_true(WAIT_FOR(is_gone(world, HELLO), WORLD_PATIENCE_MS));

    assert_int_equal(world_elb_count(world, "k8s-hello"), 0);
    assert_null(world_eip(world, address));
    assert_true(WAIT_FOR(world_has_event(world, HELLO, "DeletedLoadBalancer", "Deleted"),
                         WORLD_PATIENCE_MS));
    assert_true(world_has_event(world, HELLO, "DeletingLoadBalancer", "Deleting"));
}

static void performance_makes_a_dedicated_one(void **state)
{
    struct world *world = *state;
    assert_int_equal(
        world_apply(world, "apiVersion: v1\nkind: Service\nmetadata:\n  name: fast\n  "
                           "namespace: lb-demo\n"
                           "  annotations:\n    kubernetes.io/elb.class: performance\n"
                           "    kubernetes.io/elb.autocreate: "
                           "'{\"type\":\"public\",\"name\":\"k8s-fast\","
                           "\"bandwidth_name\":\"b\",\"bandwidth_size\":5,\"bandwidth_"
                           "sharetype\":\"PER\","
                           "\"eip_type\":\"5_bgp\",\"available_zone\":[\"eu-de-01\"],"
                           "\"l4_flavor_name\":\"L4_flavor.elb.s1.small\"}'\n"
                           "spec: {type: LoadBalancer, selector: {app: hello}, ports: "
                           "[{port: 80, targetPort: "
                           "http}]}\n"),
        201);
    wait_for_address(world, "lb-demo/fast");

    json_t *elb = world_elb_named(world, "k8s-fast");
    assert_true(tree_bool(elb, "guaranteed", false));
    assert_int_equal(json_array_size(tree_at(elb, "eips")), 1);
    json_decref(elb);

    world_delete(world, "lb-demo/fast");
    assert_true(WAIT_FOR(is_gone(world, "lb-demo/fast"), WORLD_PATIENCE_MS));
    assert_int_equal(world_elb_count(world, "k8s-fast"), 0);
}

static void inner_has_a_private_address_only(void **state)
{
    struct world *world = *state;
    world_apply(
        world,
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: inside\n  namespace: lb-demo\n"
        "  annotations:\n    kubernetes.io/elb.class: union\n"
        "    kubernetes.io/elb.autocreate: '{\"type\":\"inner\"}'\n"
        "spec: {type: LoadBalancer, selector: {app: hello}, ports: [{port: 80}]}\n");
    wait_for_address(world, "lb-demo/inside");

    assert_int_equal(strncmp(world_ingress(world, "lb-demo/inside"), "10.0.", 5), 0);
    assert_null(strchr(world_ingress(world, "lb-demo/inside"), ' '));
    assert_string_equal(world_annotation(world, "lb-demo/inside", EIP_ID), "");
}

/* ---- pattern B ---- */

static void attach_adds_a_listener_to_what_is_there(void **state)
{
    struct world *world = *state;
    assert_int_equal(world_attach(world, "guest", WHOAMI_ID, 8088), 201);
    wait_for_address(world, "lb-demo/guest");

    assert_non_null(strstr(world_ingress(world, "lb-demo/guest"), " 138.124.232.13"));
    assert_int_equal(world_listener_count(world, WHOAMI_ID), 3);
    assert_string_equal(world_annotation(world, "lb-demo/guest", EIP_ID), "");
    assert_true(WAIT_FOR(answers(world, "http://138.124.232.13:8088", "lb-demo/guest"),
                         WORLD_PATIENCE_MS));
}

static void deleting_the_tenant_takes_its_listener_only(void **state)
{
    struct world *world = *state;

    world_delete(world, "whoami/fortune");
    assert_true(WAIT_FOR(is_gone(world, "whoami/fortune"), WORLD_PATIENCE_MS));

    assert_int_equal(world_listener_count(world, WHOAMI_ID), 1);
    assert_true(answers(world, "http://138.124.232.13", "whoami/whoami"));
    json_t *eip = world_eip(world, "138.124.232.13");
    assert_string_equal(tree_text(eip, "status"), "ELB");
    json_decref(eip);
}

static void deleting_the_creator_first_leaves_an_orphan(void **state)
{
    struct world *world = *state;

    world_delete(world, "whoami/whoami");
    assert_true(WAIT_FOR(is_gone(world, "whoami/whoami"), WORLD_PATIENCE_MS));

    assert_int_equal(world_elb_count(world, "k8s-whoami"), 1);
    assert_true(answers(world, "http://138.124.232.13:8080", "whoami/fortune"));
    assert_true(world_has_event(world, "whoami/whoami", "DeleteLoadBalancerFailed",
                                "status code: 409"));
    world_delete(world, "whoami/fortune");
    assert_true(WAIT_FOR(is_gone(world, "whoami/fortune"), WORLD_PATIENCE_MS));
    assert_int_equal(world_elb_count(world, "k8s-whoami"), 1);
    assert_int_equal(world_listener_count(world, WHOAMI_ID), 0);
    json_t *eip = world_eip(world, "138.124.232.13");
    assert_non_null(eip);
    json_decref(eip);
}

static void another_type_tears_down_and_strips(void **state)
{
    struct world *world = *state;
    assert_int_equal(
        world_merge(world, "whoami/fortune", "{\"spec\":{\"type\":\"ClusterIP\"}}"), 200);

    assert_true(WAIT_FOR(world_listener_count(world, WHOAMI_ID) == 1, WORLD_PATIENCE_MS));
    assert_true(WAIT_FOR(world_annotation(world, "whoami/fortune", ID)[0] == '\0',
                         WORLD_PATIENCE_MS));
    assert_true(
        WAIT_FOR(world_has_event(world, "whoami/fortune", "DeletedLoadBalancer", ""),
                 WORLD_PATIENCE_MS));
    json_t *service = world_service(world, "whoami/fortune");
    assert_int_equal(json_array_size(tree_at(service, "metadata.finalizers")), 0);
    json_decref(service);
}

/* ---- changes ---- */

static void ports_follow_the_spec(void **state)
{
    struct world *world = *state;
    assert_int_equal(
        world_merge(world, "whoami/fortune",
                    "{\"spec\":{\"ports\":[{\"name\":\"a\",\"port\":8080,\"targetPort\":"
                    "\"http\"},"
                    "{\"name\":\"b\",\"port\":8090,\"targetPort\":\"http\"}]}}"),
        200);
    assert_true(WAIT_FOR(world_listener_count(world, WHOAMI_ID) == 3, WORLD_PATIENCE_MS));

    world_merge(world, "whoami/fortune",
                "{\"spec\":{\"ports\":[{\"name\":\"b\",\"port\":8090,\"targetPort\":"
                "\"http\"}]}}");
    assert_true(WAIT_FOR(world_listener_count(world, WHOAMI_ID) == 2, WORLD_PATIENCE_MS));
    assert_true(WAIT_FOR(answers(world, "http://138.124.232.13:8090", "whoami/fortune"),
                         WORLD_PATIENCE_MS));
}

static void members_follow_the_nodes(void **state)
{
    struct world *world = *state;
    int status;

    json_decref(world_control(world, "POST", "/fault",
                              "{\"fault\":\"node:down=10.0.3.22\"}", &status));
    assert_int_equal(status, 200);
    assert_true(
        WAIT_FOR(world_member_count(world, WHOAMI_ID, "ONLINE") == 4, WORLD_PATIENCE_MS));
    assert_true(WAIT_FOR(world_has_event(world, "whoami/whoami", "UpdatedLoadBalancer",
                                         "Updated load balancer with new hosts"),
                         WORLD_PATIENCE_MS));

    json_decref(world_control(world, "POST", "/fault",
                              "{\"fault\":\"node:up=10.0.3.22\"}", NULL));
    assert_true(
        WAIT_FOR(world_member_count(world, WHOAMI_ID, "ONLINE") == 6, WORLD_PATIENCE_MS));
}

static void local_policy_is_noted_as_pass_through(void **state)
{
    struct world *world = *state;
    world_merge(world, "whoami/fortune",
                "{\"spec\":{\"externalTrafficPolicy\":\"Local\"}}");

    assert_true(WAIT_FOR(strcmp(world_annotation(world, "whoami/fortune",
                                                 "kubernetes.io/elb.pass-through"),
                                "onlyLocal") == 0,
                         WORLD_PATIENCE_MS));
}

/* ---- HTTPS ---- */

/* A listener that takes TLS off, one that speaks HTTP, and a pod that speaks TLS. */
static const char tls_manifest[] =
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: secure\n  namespace: lb-demo\n"
    "  annotations:\n    kubernetes.io/elb.class: union\n"
    "    kubernetes.io/elb.autocreate: '{\"type\":\"public\",\"name\":\"k8s-secure\","
    "\"bandwidth_name\":\"k8s-secure-bw\",\"bandwidth_chargemode\":\"traffic\","
    "\"bandwidth_size\":5,\"bandwidth_sharetype\":\"PER\",\"eip_type\":\"5_bgp\"}'\n"
    "    kubernetes.io/elb.protocol-port: https:443,http:80\n"
    "    kubernetes.io/elb.cert-id: 0b1f4f6e5a6c4b0f9d6f0a4a1c2d3e4f\n"
    "spec:\n  type: LoadBalancer\n  selector: {app: hello}\n"
    "  ports:\n  - {name: web, port: 80, targetPort: http}\n"
    "  - {name: tls, port: 443, targetPort: http}\n"
    "  - {name: https-pod, port: 8443, targetPort: http}\n";

static void https_is_spoken_where_the_service_says_so(void **state)
{
    struct world *world = *state;
    char url[64];
    assert_int_equal(world_apply(world, tls_manifest), 201);
    assert_true(
        WAIT_FOR(world_ingress(world, "lb-demo/secure")[0] != '\0', WORLD_PATIENCE_MS));
    const char *addresses = world_ingress(world, "lb-demo/secure");
    int bytes = (int)strcspn(addresses, " ");

    snprintf(url, sizeof url, "https://%.*s:443", bytes, addresses);
    assert_true(WAIT_FOR(answers(world, url, "lb-demo/secure"), WORLD_PATIENCE_MS));
    snprintf(url, sizeof url, "http://%.*s:80", bytes, addresses);
    assert_true(WAIT_FOR(answers(world, url, "lb-demo/secure"), WORLD_PATIENCE_MS));
    snprintf(url, sizeof url, "https://%.*s:8443", bytes, addresses);
    assert_true(WAIT_FOR(answers(world, url, "lb-demo/secure"), WORLD_PATIENCE_MS));
    json_t *list = world_elb_list(world, "listeners?protocol=TERMINATED_HTTPS");
    assert_int_equal(json_array_size(list), 1);
    json_decref(list);
}

/* ---- admission ---- */

static void admission_refuses_with_cces_words(void **state)
{
    struct world *world = *state;
    int status;

    assert_int_equal(world_attach(world, "by-name", "k8s-whoami", 90), 403);
    assert_int_equal(world_attach(world, "clash", WHOAMI_ID, 8080), 403);
    json_t *answer = world_kube(
        world, "PATCH", "/api/v1/namespaces/whoami/services/whoami",
        "{\"metadata\":{\"annotations\":{\"kubernetes.io/elb.id\":null}}}", &status);
    assert_int_equal(status, 403);
    assert_non_null(strstr(tree_text(answer, "message"),
                           "can't modify service elb [kubernetes.io/elb.id] annotation"));
    json_decref(answer);
}

#define LIFE(test) cmocka_unit_test_setup_teardown(test, open_quiet, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIFE(the_seed_is_ready_on_both_sides),
        LIFE(autocreate_makes_all_and_says_so_in_order),
        LIFE(the_listener_names_its_service),
        LIFE(the_write_back_makes_a_second_pair_and_the_mark),
        LIFE(the_page_comes_through_the_new_address),
        LIFE(deleting_takes_everything_along),
        LIFE(performance_makes_a_dedicated_one),
        LIFE(inner_has_a_private_address_only),
        LIFE(attach_adds_a_listener_to_what_is_there),
        LIFE(deleting_the_tenant_takes_its_listener_only),
        LIFE(deleting_the_creator_first_leaves_an_orphan),
        LIFE(another_type_tears_down_and_strips),
        LIFE(ports_follow_the_spec),
        LIFE(members_follow_the_nodes),
        LIFE(local_policy_is_noted_as_pass_through),
        LIFE(https_is_spoken_where_the_service_says_so),
        LIFE(admission_refuses_with_cces_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
