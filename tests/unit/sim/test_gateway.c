#include "lib/check.h"

#include "sim/gateway_infra.h"
#include "sim/gateway_routes.h"
#include "sim/gateway_status.h"
#include "wire/tree.h"

static json_t *tree_of(const char *yaml)
{
    struct err err = ERR_INIT;
    json_t *tree = NULL;
    if (tree_from_yaml(span_of(yaml), "test", &tree, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return tree;
}

static const char gateway_yaml[] =
    "metadata: {name: public, namespace: edge, generation: 3}\n"
    "spec:\n"
    "  gatewayClassName: eg\n"
    "  infrastructure: {annotations: {kubernetes.io/elb.class: union, both: gateway}}\n"
    "  listeners:\n"
    "  - {name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: "
    "All}}}\n"
    "  - {name: https, port: 443, protocol: HTTPS}\n"
    "  - {name: team, port: 8080, protocol: HTTP, hostname: '*.example.org',\n"
    "     allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {team: "
    "a}}}}}\n"
    "  - {name: again, port: 80, protocol: HTTP}\n";

/* ---- the Service and the proxies ---- */

static void the_name_is_cut_and_ends_in_a_hash(void **state)
{
    char out[GATEWAY_INFRA_NAME_BYTES];
    (void)state;

    gateway_infra_name("edge", "public", out);
    assert_string_equal(out, "envoy-edge-public-a6cc6474");

    gateway_infra_name("a-namespace-of-forty-characters-in-length", "gateway-name", out);
    assert_int_equal(strlen(out), strlen("envoy-") + 48 + 1 + 8);
}

static void the_service_has_a_port_per_listener_port(void **state)
{
    json_t *gateway = tree_of(gateway_yaml);
    json_t *service = gateway_infra_service(gateway, NULL);
    (void)state;

    const json_t *ports = tree_at(service, "spec.ports");
    assert_int_equal(json_array_size(ports), 3);
    assert_string_equal(tree_text(json_array_get(ports, 0), "name"), "http-80");
    assert_int_equal(tree_int(json_array_get(ports, 0), "targetPort", 0), 10080);
    assert_string_equal(tree_text(json_array_get(ports, 1), "name"), "https-443");
    assert_int_equal(tree_int(json_array_get(ports, 2), "targetPort", 0), 8080);
    assert_string_equal(tree_text(service, "spec.externalTrafficPolicy"), "Local");
    assert_string_equal(
        tree_key_text(tree_at(service, "metadata.labels"), GATEWAY_LABEL_NAMESPACE),
        "edge");
    json_decref(service);
    json_decref(gateway);
}

static void an_envoy_proxy_overlays_the_gateways_annotations(void **state)
{
    json_t *gateway = tree_of(gateway_yaml);
    json_t *proxy = tree_of("spec: {provider: {kubernetes: {envoyService: {\n"
                            "  externalTrafficPolicy: Cluster,\n"
                            "  annotations: {both: proxy, more: '1'}}}}}\n");
    json_t *service = gateway_infra_service(gateway, proxy);
    (void)state;

    const json_t *annotations = tree_at(service, "metadata.annotations");
    assert_string_equal(tree_key_text(annotations, "both"), "proxy");
    assert_string_equal(tree_key_text(annotations, "more"), "1");
    assert_string_equal(tree_key_text(annotations, "kubernetes.io/elb.class"), "union");
    assert_string_equal(tree_text(service, "spec.externalTrafficPolicy"), "Cluster");
    json_decref(service);
    json_decref(proxy);
    json_decref(gateway);
}

/* ---- conditions ---- */

static const json_t *condition_of(const json_t *list, const char *type)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (strcmp(tree_text(json_array_get(list, i), "type"), type) == 0)
            return json_array_get(list, i);
    }
    fail_msg("no condition %s", type);
    return NULL;
}

static json_t *status_of(const json_t *gateway, const char *service_yaml, int ready)
{
    static const int attached[4] = {2, 0, 1, 0};
    json_t *service = service_yaml != NULL ? tree_of(service_yaml) : NULL;
    json_t *status = gateway_status(gateway,
                                    &(struct gateway_facts){.service = service,
                                                            .replicas_ready = ready,
                                                            .replicas_total = 2,
                                                            .attached = attached},
                                    "2026-11-23T10:00:00Z");
    json_decref(service);
    return status;
}

#define TWO_ADDRESSES                                                                    \
    "status: {loadBalancer: {ingress: [{ip: 138.124.232.44}, {ip: 10.0.0.7}]}}"

static void programmed_follows_address_and_replicas(void **state)
{
    static const struct {
        const char *service;
        int ready;
        const char *status, *reason, *message;
    } cases[] = {
        {NULL, 2, "False", "AddressNotAssigned",
         "No addresses have been assigned to the Gateway"},
        {"status: {loadBalancer: {}}", 2, "False", "AddressNotAssigned",
         "No addresses have been assigned to the Gateway"},
        {TWO_ADDRESSES, 0, "False", "NoResources", "Envoy replicas unavailable"},
        {TWO_ADDRESSES, 1, "True", "Programmed",
         "Address assigned to the Gateway, 1/2 envoy replicas available"},
    };
    json_t *gateway = tree_of(gateway_yaml);
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        json_t *status = status_of(gateway, cases[i].service, cases[i].ready);
        const json_t *one = condition_of(tree_at(status, "conditions"), "Programmed");
        assert_string_equal(tree_text(one, "status"), cases[i].status);
        assert_string_equal(tree_text(one, "reason"), cases[i].reason);
        assert_string_equal(tree_text(one, "message"), cases[i].message);
        assert_int_equal(tree_int(one, "observedGeneration", 0), 3);
        json_decref(status);
    }
    json_decref(gateway);
}

static void the_status_copies_all_addresses_and_counts_routes(void **state)
{
    json_t *gateway = tree_of(gateway_yaml);
    json_t *status = status_of(gateway, TWO_ADDRESSES, 2);
    (void)state;

    const json_t *addresses = tree_at(status, "addresses");
    assert_int_equal(json_array_size(addresses), 2);
    assert_string_equal(tree_text(json_array_get(addresses, 1), "value"), "10.0.0.7");
    const json_t *listeners = tree_at(status, "listeners");
    assert_int_equal(tree_int(json_array_get(listeners, 0), "attachedRoutes", -1), 2);
    assert_int_equal(tree_int(json_array_get(listeners, 1), "attachedRoutes", -1), 0);
    json_decref(status);
    json_decref(gateway);
}

static void a_condition_that_stays_keeps_its_time(void **state)
{
    json_t *gateway = tree_of(gateway_yaml);
    json_t *before = tree_of("conditions:\n"
                             "- {type: Accepted, status: 'True', reason: Accepted,\n"
                             "   lastTransitionTime: '2026-11-20T00:00:00Z'}\n"
                             "- {type: Programmed, status: 'True', reason: Programmed,\n"
                             "   lastTransitionTime: '2026-11-20T00:00:00Z'}\n");
    json_object_set_new(gateway, "status", before);
    json_t *status = status_of(gateway, NULL, 2);
    (void)state;

    const json_t *list = tree_at(status, "conditions");
    assert_string_equal(tree_text(condition_of(list, "Accepted"), "lastTransitionTime"),
                        "2026-11-20T00:00:00Z");
    assert_string_equal(tree_text(condition_of(list, "Programmed"), "lastTransitionTime"),
                        "2026-11-23T10:00:00Z");
    json_decref(status);
    json_decref(gateway);
}

/* ---- attaching ---- */

static void routes_attach_where_they_are_allowed(void **state)
{
    static const struct {
        const char *route, *labels;
        enum gateway_attach attach;
        const char *taken; /* one character per listener */
    } cases[] = {
        {"{metadata: {namespace: shop}, spec: {parentRefs: [{name: public, namespace: "
         "edge}]}}",
         NULL, GATEWAY_ATTACHED, "y..."},
        {"{metadata: {namespace: edge}, spec: {parentRefs: [{name: public}]}}", NULL,
         GATEWAY_ATTACHED, "yy.y"},
        {"{metadata: {namespace: shop}, spec: {parentRefs: [{name: public, namespace: "
         "edge, "
         "sectionName: https}]}}",
         NULL, GATEWAY_NOT_ALLOWED, "...."},
        {"{metadata: {namespace: shop}, spec: {parentRefs: [{name: public, namespace: "
         "edge, "
         "sectionName: nope}]}}",
         NULL, GATEWAY_NO_PARENT, "...."},
        {"{metadata: {namespace: shop}, spec: {hostnames: [a.example.org], parentRefs: "
         "[{name: "
         "public, namespace: edge, port: 8080}]}}",
         "{team: a}", GATEWAY_ATTACHED, "..y."},
        {"{metadata: {namespace: shop}, spec: {hostnames: [a.example.net], parentRefs: "
         "[{name: "
         "public, namespace: edge, port: 8080}]}}",
         "{team: a}", GATEWAY_NO_HOSTNAME, "...."},
    };
    json_t *gateway = tree_of(gateway_yaml);
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        json_t *route = tree_of(cases[i].route);
        json_t *labels = cases[i].labels != NULL ? tree_of(cases[i].labels) : NULL;
        const json_t *ref = json_array_get(tree_at(route, "spec.parentRefs"), 0);
        bool taken[4] = {false};

        assert_true(gateway_is_parent(gateway, route, ref));
        assert_int_equal(gateway_attach(gateway, route, ref, labels, taken),
                         cases[i].attach);
        for (size_t j = 0; j < 4; j++)
            assert_int_equal(taken[j], cases[i].taken[j] == 'y');
        json_decref(labels);
        json_decref(route);
    }
    json_decref(gateway);
}

static void a_parent_status_says_why(void **state)
{
    json_t *route = tree_of("{metadata: {namespace: pay, generation: 1}}");
    json_t *ref = tree_of("{name: public, namespace: edge}");
    json_t *status = gateway_parent_status(route, ref, GATEWAY_NOT_ALLOWED, "pay/api", "",
                                           "2026-11-23T10:00:00Z");
    (void)state;

    const json_t *list = tree_at(status, "conditions");
    assert_string_equal(tree_text(condition_of(list, "Accepted"), "reason"),
                        "NotAllowedByListeners");
    assert_string_equal(tree_text(condition_of(list, "ResolvedRefs"), "reason"),
                        "BackendNotFound");
    assert_string_equal(tree_text(status, "controllerName"), GATEWAY_CONTROLLER);
    json_decref(status);
    json_decref(ref);
    json_decref(route);
}

/* ---- where a request goes ---- */

static struct gateway_routes *shop_routes(void)
{
    static const char *const gateways[] = {"edge/public", NULL};
    struct gateway_routes *routes = gateway_routes_new();
    static const struct {
        const char *key, *yaml;
    } all[] = {
        {"shop/web",
         "spec: {hostnames: [shop.example.org], rules: [{matches: [{path: {type: "
         "PathPrefix, value: /}}], backendRefs: [{name: web, port: 8080}]}]}"},
        {"shop/canary", "spec: {hostnames: [shop.example.org], rules: [{matches: [{path: "
                        "{type: PathPrefix, "
                        "value: /beta}}], backendRefs: [{name: web, port: 8080, weight: "
                        "90}, {name: beta, "
                        "port: 8080, weight: 10}]}]}"},
        {"any/wild",
         "spec: {hostnames: ['*.example.org'], rules: [{backendRefs: [{name: any, "
         "namespace: other, port: 1}]}]}"},
        {"any/exact",
         "spec: {hostnames: ['*.example.org'], rules: [{matches: [{path: {type: "
         "Exact, value: /one}}], backendRefs: [{name: one, port: 1}]}]}"},
    };

    gateway_routes_set_proxy(routes, "envoy-gateway-system/envoy", "edge/public");
    for (size_t i = 0; i < ARRAY_COUNT(all); i++) {
        json_t *route = tree_of(all[i].yaml);
        gateway_routes_set(routes, all[i].key, gateways, route);
        json_decref(route);
    }
    return routes;
}

static void requests_go_by_host_then_path(void **state)
{
    static const struct {
        const char *host, *path;
        enum gateway_way way;
        const char *route, *namespace, *service;
    } cases[] = {
        {"shop.example.org", "/", GATEWAY_TARGET, "shop/web", "shop", "web"},
        {"SHOP.example.org", "/cart?x=1", GATEWAY_TARGET, "shop/web", "shop", "web"},
        {"shop.example.org", "/betamax", GATEWAY_TARGET, "shop/web", "shop", "web"},
        {"x.example.org", "/", GATEWAY_TARGET, "any/wild", "other", "any"},
        {"x.example.org", "/one", GATEWAY_TARGET, "any/exact", "any", "one"},
        {"x.example.org", "/one/two", GATEWAY_TARGET, "any/wild", "other", "any"},
        {"example.org", "/", GATEWAY_NO_ROUTE, NULL, NULL, NULL},
        {"138.124.232.44", "/", GATEWAY_NO_ROUTE, NULL, NULL, NULL},
    };
    struct gateway_routes *routes = shop_routes();
    struct gateway_target target;
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        assert_int_equal(gateway_routes_find(routes, "envoy-gateway-system/envoy",
                                             cases[i].host, cases[i].path, 0, &target),
                         cases[i].way);
        if (cases[i].route == NULL)
            continue;
        assert_string_equal(target.route, cases[i].route);
        assert_string_equal(target.namespace, cases[i].namespace);
        assert_string_equal(target.service, cases[i].service);
    }
    assert_int_equal(gateway_routes_find(routes, "shop/web", "x", "/", 0, &target),
                     GATEWAY_NOT_A_PROXY);
    gateway_routes_free(routes);
}

static void weights_show_over_many_requests(void **state)
{
    struct gateway_routes *routes = shop_routes();
    struct gateway_target target;
    int beta = 0;
    (void)state;

    for (size_t turn = 0; turn < 1000; turn++) {
        gateway_routes_find(routes, "envoy-gateway-system/envoy", "shop.example.org",
                            "/beta/x", turn, &target);
        beta += strcmp(target.service, "beta") == 0;
    }

    assert_int_equal(beta, 100);
    gateway_routes_free(routes);
}

static void a_route_that_is_gone_leads_nowhere(void **state)
{
    struct gateway_routes *routes = shop_routes();
    struct gateway_target target;
    (void)state;

    gateway_routes_set(routes, "shop/web", NULL, NULL);
    gateway_routes_set(routes, "any/wild", NULL, NULL);

    assert_int_equal(gateway_routes_find(routes, "envoy-gateway-system/envoy",
                                         "shop.example.org", "/", 0, &target),
                     GATEWAY_NO_ROUTE);
    gateway_routes_set_proxy(routes, "envoy-gateway-system/envoy", NULL);
    assert_int_equal(gateway_routes_find(routes, "envoy-gateway-system/envoy",
                                         "shop.example.org", "/beta", 0, &target),
                     GATEWAY_NOT_A_PROXY);
    gateway_routes_free(routes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_name_is_cut_and_ends_in_a_hash),
        cmocka_unit_test(the_service_has_a_port_per_listener_port),
        cmocka_unit_test(an_envoy_proxy_overlays_the_gateways_annotations),
        cmocka_unit_test(programmed_follows_address_and_replicas),
        cmocka_unit_test(the_status_copies_all_addresses_and_counts_routes),
        cmocka_unit_test(a_condition_that_stays_keeps_its_time),
        cmocka_unit_test(routes_attach_where_they_are_allowed),
        cmocka_unit_test(a_parent_status_says_why),
        cmocka_unit_test(requests_go_by_host_then_path),
        cmocka_unit_test(weights_show_over_many_requests),
        cmocka_unit_test(a_route_that_is_gone_leads_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
