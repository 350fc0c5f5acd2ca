/*
 * The files by which clients find a world, read back; and where objects live.
 */
#include "lib/check.h"

#include <unistd.h>

#include "sim/object_path.h"
#include "sim/places.h"
#include "wire/digest.h"
#include "wire/tree.h"

static const struct places_user users[] = {
    {.context = "sim", .user = "admin", .token = "t0ken"},
    {.context = "sim-cert", .user = "admin-cert", .cert_pem = "CERT", .key_pem = "KEY"},
};

static const struct places all = {
    .api_server = "https://127.0.0.1:1",
    .iam = "https://127.0.0.1:2",
    .elb = "https://127.0.0.1:3",
    .vpc = "https://127.0.0.1:4",
    .control = "http://127.0.0.1:5",
    .probe_proxy = "socks5h://127.0.0.1:6",
    .ca_pem = "CA",
    .ca_file = "/w/ca.pem",
    .kubeconfig = "/w/it's here/kubeconfig",
    .clouds_yaml = "/w/clouds.yaml",
    .user = "ops",
    .password = "p: #'\"",
    .domain = "OTC-SIM",
    .project = "eu-de_demo",
    .region = "eu-de",
    .user_count = ARRAY_COUNT(users),
    .users = users,
    .pid = 42,
};

static json_t *printed(void (*print)(const struct places *, struct buf *))
{
    struct buf text;
    json_t *tree = NULL;
    struct err err = ERR_INIT;

    buf_init(&text, 65536);
    print(&all, &text);
    if (tree_from_yaml(buf_span(&text), "printed", &tree, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    buf_release(&text);
    return tree;
}

static void assert_base64(const json_t *tree, const char *path, const char *wanted)
{
    struct buf text;
    buf_init(&text, 4096);
    assert_int_equal(base64_decode(&text, span_of(tree_text(tree, path)), NULL), ERR_OK);
    assert_string_equal(buf_text(&text), wanted);
    buf_release(&text);
}

static void the_kubeconfig_has_a_context_per_user(void **state)
{
    json_t *tree = printed(places_kubeconfig);
    const json_t *logins = tree_at(tree, "users");
    const json_t *cluster = json_array_get(tree_at(tree, "clusters"), 0);
    (void)state;

    assert_string_equal(tree_text(tree, "current-context"), "sim");
    assert_string_equal(tree_text(cluster, "cluster.server"), "https://127.0.0.1:1");
    assert_base64(cluster, "cluster.certificate-authority-data", "CA");
    assert_int_equal(json_array_size(tree_at(tree, "contexts")), 2);
    assert_string_equal(tree_text(json_array_get(logins, 0), "user.token"), "t0ken");
    assert_base64(json_array_get(logins, 1), "user.client-key-data", "KEY");
    json_decref(tree);
}

static void clouds_yaml_logs_in_to_the_world(void **state)
{
    json_t *tree = printed(places_clouds_yaml);
    const json_t *sim = tree_at(tree, "clouds.sim");
    (void)state;

    assert_string_equal(tree_text(sim, "auth.auth_url"), "https://127.0.0.1:2/v3");
    assert_string_equal(tree_text(sim, "auth.password"), "p: #'\"");
    assert_string_equal(tree_text(sim, "auth.project_name"), "eu-de_demo");
    assert_string_equal(tree_text(sim, "cacert"), "/w/ca.pem");
    assert_string_equal(tree_text(sim, "region_name"), "eu-de");
    json_decref(tree);
}

static void sim_json_names_every_part(void **state)
{
    json_t *tree = printed(places_json);
    (void)state;

    assert_int_equal(tree_int(tree, "pid", 0), 42);
    assert_string_equal(tree_text(tree, "control"), "http://127.0.0.1:5");
    assert_string_equal(tree_text(tree, "probe_proxy"), "socks5h://127.0.0.1:6");
    assert_int_equal(json_object_size(tree), 7);
    json_decref(tree);
}

static void env_survives_quotes_in_paths(void **state)
{
    struct buf text;
    (void)state;

    buf_init(&text, 4096);
    places_env(&all, &text);
    assert_non_null(
        strstr(buf_text(&text), "export KUBECONFIG='/w/it'\\''s here/kubeconfig'\n"));
    assert_non_null(strstr(buf_text(&text), "export OS_CLOUD='sim'\n"));
    assert_non_null(
        strstr(buf_text(&text), "export ELBTOP_PROBE_PROXY='socks5h://127.0.0.1:6'\n"));
    buf_release(&text);
}

static void objects_live_where_their_kind_says(void **state)
{
    static const struct {
        const char *version, *kind, *namespace, *path;
    } cases[] = {
        {"v1", "Service", "shop", "/api/v1/namespaces/shop/services/x"},
        {"v1", "Service", NULL, "/api/v1/namespaces/default/services/x"},
        {"v1", "Node", "ignored", "/api/v1/nodes/x"},
        {"v1", "Endpoints", "a", "/api/v1/namespaces/a/endpoints/x"},
        {"apps/v1", "Deployment", "a", "/apis/apps/v1/namespaces/a/deployments/x"},
        {"gateway.networking.k8s.io/v1", "GatewayClass", NULL,
         "/apis/gateway.networking.k8s.io/v1/gatewayclasses/x"},
        {"gateway.networking.k8s.io/v1", "Gateway", "e",
         "/apis/gateway.networking.k8s.io/v1/namespaces/e/gateways/x"},
        {"gateway.envoyproxy.io/v1alpha1", "EnvoyProxy", "e",
         "/apis/gateway.envoyproxy.io/v1alpha1/namespaces/e/envoyproxies/x"},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct url url;
        assert_true(
            object_path(cases[i].version, cases[i].kind, cases[i].namespace, "x", &url));
        assert_string_equal(url_text(&url), cases[i].path);
        url_release(&url);
    }
}

static void what_has_no_kind_or_name_lives_nowhere(void **state)
{
    struct url url;
    (void)state;

    assert_false(object_path(NULL, "Service", "a", "x", &url));
    url_release(&url);
    assert_false(object_path("v1", NULL, "a", "x", &url));
    url_release(&url);
    assert_false(object_path("v1", "Service", "a", NULL, &url));
    url_release(&url);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kubeconfig_has_a_context_per_user),
        cmocka_unit_test(clouds_yaml_logs_in_to_the_world),
        cmocka_unit_test(sim_json_names_every_part),
        cmocka_unit_test(env_survives_quotes_in_paths),
        cmocka_unit_test(objects_live_where_their_kind_says),
        cmocka_unit_test(what_has_no_kind_or_name_lives_nowhere),
    };
    json_object_seed(0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
