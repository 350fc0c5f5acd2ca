/*
 * The Gateway path: a Gateway becomes a Service, the Service an ELB, and requests find their
 * way by host and path.
 */
#include "lib/check.h"
#include "lib/wait.h"

#include "wire/tree.h"
#include "world.h"

#define GATEWAYS "/apis/gateway.networking.k8s.io/v1/namespaces/edge/gateways/"
#define ENVOY    "envoy-gateway-system/envoy-edge-public-a6cc6474"

static int open_quiet(void **state)
{
    *state = world_open_story("quiet");
    return 0;
}

static int close_world(void **state)
{
    world_close(*state);
    return 0;
}

static bool condition_is(const json_t *list, const char *type, const char *status,
                         const char *reason)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        if (strcmp(tree_text(one, "type"), type) == 0)
            return strcmp(tree_text(one, "status"), status) == 0 &&
                   strcmp(tree_text(one, "reason"), reason) == 0;
    }
    return false;
}

static bool gateway_is(struct world *world, const char *name, const char *type,
                       const char *status, const char *reason)
{
    char path[256];
    snprintf(path, sizeof path, GATEWAYS "%s", name);
    json_t *gateway = world_get(world, path);
    bool is = condition_is(tree_at(gateway, "status.conditions"), type, status, reason);
    json_decref(gateway);
    return is;
}

static bool route_is(struct world *world, const char *path, const char *type,
                     const char *status, const char *reason)
{
    json_t *route = world_get(world, path);
    const json_t *parent = json_array_get(tree_at(route, "status.parents"), 0);
    bool is = condition_is(tree_at(parent, "conditions"), type, status, reason);
    json_decref(route);
    return is;
}

static bool fetch_has(struct world *world, const char *base, const char *path,
                      const char *host, int status, const char *part)
{
    struct buf body;
    bool good = world_fetch(world, base, path, host, &body) == status &&
                strstr(buf_text(&body), part) != NULL;
    buf_release(&body);
    return good;
}

/* ---- tests ---- */

static void the_seeds_gateway_is_programmed(void **state)
{
    struct world *world = *state;

    assert_true(WAIT_FOR(gateway_is(world, "public", "Programmed", "True", "Programmed"),
                         WORLD_PATIENCE_MS));
    json_t *gateway = world_get(world, GATEWAYS "public");
    const json_t *addresses = tree_at(gateway, "status.addresses");
    const json_t *listeners = tree_at(gateway, "status.listeners");
    assert_int_equal(json_array_size(addresses), 2);
    assert_string_equal(tree_text(json_array_get(addresses, 0), "value"),
                        "138.124.232.44");
    assert_int_equal(tree_int(json_array_get(listeners, 0), "attachedRoutes", 0), 3);
    json_decref(gateway);
    assert_true(route_is(
        world, "/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/web",
        "Accepted", "True", "Accepted"));
    assert_string_equal(world_annotation(world, ENVOY, "kubernetes.io/elb.pass-through"),
                        "onlyLocal");
}

static void requests_go_to_the_pods_of_the_route(void **state)
{
    struct world *world = *state;
    const char *base = "http://138.124.232.44";
    assert_true(WAIT_FOR(gateway_is(world, "public", "Programmed", "True", "Programmed"),
                         WORLD_PATIENCE_MS));

    assert_true(WAIT_FOR(
        fetch_has(world, base, "/", "shop.example.org", 200, "Hello from shop/web"),
        WORLD_PATIENCE_MS));
    assert_true(
        fetch_has(world, base, "/api/x", "pay.example.org", 200, "Hello from pay/api"));
    assert_true(fetch_has(world, base, "/", "pay.example.org", 404, ""));
    assert_true(fetch_has(world, base, "/", NULL, 404, ""));
}

static void a_new_gateway_gets_a_service_and_an_address(void **state)
{
    struct world *world = *state;
    assert_int_equal(
        world_apply(world, "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\n"
                           "metadata: {name: second, namespace: edge}\n"
                           "spec:\n  gatewayClassName: eg\n"
                           "  infrastructure:\n    annotations:\n"
                           "      kubernetes.io/elb.class: union\n"
                           "      kubernetes.io/elb.autocreate: "
                           "'{\"type\":\"public\",\"name\":\"k8s-2\","
                           "\"bandwidth_name\":\"b\",\"bandwidth_size\":5,\"bandwidth_"
                           "sharetype\":\"PER\","
                           "\"eip_type\":\"5_bgp\"}'\n"
                           "  listeners: [{name: http, port: 80, protocol: HTTP}]\n"),
        201);

    assert_true(
        WAIT_FOR(gateway_is(world, "second", "Programmed", "False", "AddressNotAssigned"),
                 WORLD_PATIENCE_MS));
    assert_true(WAIT_FOR(gateway_is(world, "second", "Programmed", "True", "Programmed"),
                         WORLD_PATIENCE_MS));
    assert_int_equal(world_elb_count(world, "k8s-2"), 1);

    int status;
    json_decref(world_kube(world, "DELETE", GATEWAYS "second", NULL, &status));
    assert_int_equal(status, 200);
    assert_true(WAIT_FOR(world_elb_count(world, "k8s-2") == 0, WORLD_PATIENCE_MS));
}

static void without_annotations_it_is_never_programmed(void **state)
{
    struct world *world = world_open_story("gateway-without-elb");
    char *key = NULL;
    *state = world;

    assert_true(
        WAIT_FOR(gateway_is(world, "bare", "Programmed", "False", "AddressNotAssigned"),
                 WORLD_PATIENCE_MS));
    json_t *list =
        world_get(world, "/api/v1/namespaces/envoy-gateway-system/services?"
                         "labelSelector=gateway.envoyproxy.io%2Fowning-gateway-"
                         "name%3Dbare");
    const json_t *service = json_array_get(tree_at(list, "items"), 0);
    struct buf text;
    buf_init(&text, 512);
    buf_print(&text, "envoy-gateway-system/%s", tree_text(service, "metadata.name"));
    key = buf_take(&text);
    assert_true(WAIT_FOR(world_has_event(world, key, "GetLoadBalancerFailed", "skip"),
                         WORLD_PATIENCE_MS));
    free(key);
    json_decref(list);
}

static void a_route_that_is_not_allowed_says_so(void **state)
{
    struct world *world = world_open_story("route-refused");
    *state = world;

    assert_true(WAIT_FOR(
        route_is(world,
                 "/apis/gateway.networking.k8s.io/v1/namespaces/pay/httproutes/api",
                 "Accepted", "False", "NotAllowedByListeners"),
        WORLD_PATIENCE_MS));
    assert_true(WAIT_FOR(
        fetch_has(world, "http://138.124.232.44", "/api", "pay.example.org", 404, ""),
        WORLD_PATIENCE_MS));
}

static void a_route_to_nowhere_is_not_resolved(void **state)
{
    struct world *world = *state;
    world_apply(world, "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\n"
                       "metadata: {name: nowhere, namespace: shop}\n"
                       "spec:\n  parentRefs: [{name: public, namespace: edge}]\n"
                       "  hostnames: [nowhere.example.org]\n"
                       "  rules: [{backendRefs: [{name: ghost, port: 80}]}]\n");

    assert_true(WAIT_FOR(
        route_is(world,
                 "/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/nowhere",
                 "ResolvedRefs", "False", "BackendNotFound"),
        WORLD_PATIENCE_MS));
    assert_true(WAIT_FOR(fetch_has(world, "http://138.124.232.44", "/",
                                   "nowhere.example.org", 503, "no healthy upstream"),
                         WORLD_PATIENCE_MS));
}

static void a_route_into_another_namespace_needs_a_grant(void **state)
{
    static const char route[] =
        "/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/abroad";
    struct world *world = *state;
    assert_true(world_apply(world,
                            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\n"
                            "metadata: {name: abroad, namespace: shop}\n"
                            "spec:\n  parentRefs: [{name: public, namespace: edge}]\n"
                            "  hostnames: [abroad.example.org]\n"
                            "  rules: [{backendRefs: [{name: whoami, namespace: whoami, "
                            "port: 80}]}]\n") < 300);
    assert_true(
        WAIT_FOR(route_is(world, route, "ResolvedRefs", "False", "RefNotPermitted"),
                 WORLD_PATIENCE_MS));

    assert_true(
        world_apply(
            world, "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\n"
                   "metadata: {name: shop, namespace: whoami}\n"
                   "spec:\n  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, "
                   "namespace: shop}]\n  to: [{group: \"\", kind: Service}]\n") < 300);

    assert_true(WAIT_FOR(route_is(world, route, "ResolvedRefs", "True", "ResolvedRefs"),
                         WORLD_PATIENCE_MS));
}

#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, open_quiet, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORLD(the_seeds_gateway_is_programmed),
        WITH_WORLD(requests_go_to_the_pods_of_the_route),
        WITH_WORLD(a_new_gateway_gets_a_service_and_an_address),
        cmocka_unit_test_teardown(without_annotations_it_is_never_programmed,
                                  close_world),
        cmocka_unit_test_teardown(a_route_that_is_not_allowed_says_so, close_world),
        WITH_WORLD(a_route_to_nowhere_is_not_resolved),
        WITH_WORLD(a_route_into_another_namespace_needs_a_grant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
