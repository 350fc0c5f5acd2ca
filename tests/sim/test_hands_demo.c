/*
 * `elbtop demo`: the two guided runs from nothing to a page and back, on an empty world, and
 * that what they apply is what the examples say.
 */
#include "lib/check.h"
#include "lib/wait.h"

#include "base/limits.h"
#include "cli/demo_manifests.h"
#include "hands.h"
#include "wire/http.h"
#include "wire/tree.h"

#define HELLO      "lb-demo/hello"
#define WHOAMI     "whoami/whoami"
#define FORTUNE    "whoami/fortune"
#define ELB_ID     "kubernetes.io/elb.id"
#define AUTOCREATE "kubernetes.io/elb.autocreate"

static int open_empty(void **state)
{
    *state = hands_open("empty");
    return 0;
}

static int close_hands(void **state)
{
    hands_close(*state);
    return 0;
}

static bool is_there(struct hands *hands, const char *path)
{
    json_t *object = world_get(hands->world, path);

    json_decref(object);
    return object != NULL;
}

/* ---- what is applied ----------------------------------------------------------------------- */

static json_t *documents_of_file(const char *name)
{
    const char *top = getenv("TOP_SRCDIR");
    char path[600];
    json_t *documents = NULL;
    struct buf text;
    struct err err = ERR_INIT;

    snprintf(path, sizeof path, "%s/examples/%s", top == NULL ? "." : top, name);
    if (file_read(path, LIMIT_FILE_BYTES, &text, &err) != ERR_OK ||
        tree_from_yaml_all(buf_span(&text), path, &documents, &err) != ERR_OK)
        fail_msg("%s: %s", path, err.text);
    buf_release(&text);
    return documents;
}

static json_t *documents_of_demo(const char *text)
{
    json_t *documents = NULL;
    struct err err = ERR_INIT;

    if (tree_from_yaml_all(span_of(text), "demo", &documents, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return documents;
}

static void the_examples_are_what_is_applied(void **state)
{
    static const struct {
        const char *file;
        const char *applied;
    } pairs[] = {{"lb-demo.yaml", demo_hello},
                 {"whoami.yaml", demo_whoami},
                 {"fortune.yaml", demo_fortune}};

    for (size_t i = 0; i < ARRAY_COUNT(pairs); i++) {
        json_t *file = documents_of_file(pairs[i].file);
        json_t *applied = documents_of_demo(pairs[i].applied);
        if (!json_equal(file, applied))
            fail_msg("examples/%s differs from what the demo applies", pairs[i].file);
        json_decref(file);
        json_decref(applied);
    }
    (void)state;
}

/* The Service of a text, beside what the two patterns are described with. */
static void service_is(const char *text, const char *described)
{
    json_t *documents = documents_of_demo(text);
    json_t *expected = documents_of_demo(described);
    json_t *service = NULL;
    const json_t *wanted = json_array_get(expected, 0);
    size_t i;
    json_t *document;

    json_array_foreach(documents, i, document)
    {
        if (strcmp(tree_text(document, "kind"), "Service") == 0)
            service = document;
    }
    const json_t *labels = tree_at(service, "metadata.labels");
    assert_int_equal(json_object_size(labels), 1); /* the demo's own mark, and no other */
    json_object_del(json_object_get(service, "metadata"), "labels");
    /* Spelled otherwise, the same JSON. */
    json_t *annotations =
        json_object_get(json_object_get(service, "metadata"), "annotations");
    const char *blob = tree_key_text(annotations, AUTOCREATE);
    if (blob != NULL) {
        json_t *inner = NULL;
        assert_int_equal(tree_from_json(span_of(blob), "autocreate", &inner, NULL),
                         ERR_OK);
        json_object_set_new(annotations, AUTOCREATE, inner);
    }
    if (!json_equal(service, wanted)) {
        char *have = json_dumps(service, JSON_SORT_KEYS);
        fail_msg("the demo applies %s", have);
    }
    json_decref(documents);
    json_decref(expected);
}

/* Section 2 of the page that the patterns come from. */
static void the_services_are_those_of_the_two_patterns(void **state)
{
    (void)state;
    service_is(
        demo_hello,
        "apiVersion: v1\nkind: Service\n"
        "metadata:\n  name: hello\n  namespace: lb-demo\n  annotations:\n"
        "    kubernetes.io/elb.class: \"union\"\n"
        "    kubernetes.io/elb.autocreate:\n"
        "      type: public\n      name: k8s-lb-demo\n"
        "      bandwidth_name: k8s-lb-demo-bw\n      bandwidth_chargemode: traffic\n"
        "      bandwidth_size: 5\n      bandwidth_sharetype: PER\n"
        "      eip_type: 5_bgp\n"
        "spec:\n  type: LoadBalancer\n  selector: { app: hello }\n"
        "  ports:\n  - { port: 80, targetPort: http }\n");
    service_is(demo_fortune, "apiVersion: v1\nkind: Service\n"
                             "metadata:\n  name: fortune\n  namespace: whoami\n"
                             "  annotations:\n    kubernetes.io/elb.class: \"union\"\n"
                             "    kubernetes.io/elb.id: \"ELB_ID\"\n"
                             "spec:\n  type: LoadBalancer\n  selector: { app: fortune }\n"
                             "  ports:\n  - { port: 8080, targetPort: http }\n");
}

/* ---- pattern A -------------------------------------------------------------------------------- */

static void shows_page_events_and_cost(const struct hands *hands)
{
    hands_says(hands, "EnsuringLoadBalancer");
    hands_says(hands, "EnsuredLoadBalancer");
    hands_says(hands, "GET http://138.124.232.");
    hands_says(hands, " -> 200 in ");
    hands_says(hands, "it cost: 1 Service, 1 listener, 1 pool, ");
}

static void autocreate_goes_from_nothing_to_a_page_and_back(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands, "demo autocreate", 0);
    hands_says(hands, " MAKES   Namespace  lb-demo\n");
    hands_says(hands, " MAKES   Deployment " HELLO "\n");
    hands_says(hands, HELLO " READY after ");
    shows_page_events_and_cost(hands);
    hands_says(hands, "| Hello from " HELLO);
    hands_says(hands, "1 ELB (k8s-lb-demo), 1 EIP (138.124.232.");
    assert_int_equal(world_elb_count(hands->world, "k8s-lb-demo"), 1);

    hands_runs(hands, "demo autocreate", 0); /* once more: it is shown as it is */
    hands_says(hands, HELLO " is there already\n");
    hands_says(hands, " -> 200 in ");

    hands_runs(hands, "demo autocreate --delete", 0);
    hands_says(hands, " #     Namespace  lb-demo ");
    hands_says(hands, "nothing left\n");
    assert_int_equal(world_elb_count(hands->world, "k8s-lb-demo"), 0);
    assert_false(is_there(hands, "/api/v1/namespaces/lb-demo"));
    assert_false(is_there(hands, "/apis/apps/v1/namespaces/lb-demo/deployments/hello"));

    hands_runs(hands, "demo autocreate --delete", 0);
    hands_says(hands, "nothing to take away\n");

    hands_runs(hands, "demo autocreate", 0); /* from nothing again */
    shows_page_events_and_cost(hands);
}

/* ---- pattern B ------------------------------------------------------------------------------------ */

static void attach_shares_the_elb_and_leaves_it_alive(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands, "demo attach", 0);
    hands_says(hands, WHOAMI " READY after ");
    hands_says(hands, FORTUNE " READY after ");
    shows_page_events_and_cost(hands);
    hands_says(hands, "no ELB and no EIP: k8s-whoami and 138.124.232.");
    hands_says(hands, "are shared with " WHOAMI "\n");
    assert_string_equal(world_annotation(hands->world, FORTUNE, ELB_ID),
                        world_annotation(hands->world, WHOAMI, ELB_ID));

    hands_runs(hands, "demo attach --delete", 0);
    hands_says(hands, "nothing left\n");
    assert_false(world_has_service(hands->world, FORTUNE));
    assert_true(world_has_service(hands->world, WHOAMI));
    assert_int_equal(world_elb_count(hands->world, "k8s-whoami"), 1);
    assert_true(is_there(hands, "/apis/apps/v1/namespaces/whoami/deployments/whoami"));
    assert_false(is_there(hands, "/apis/apps/v1/namespaces/whoami/deployments/fortune"));
    hands_runs(hands, "get services " WHOAMI, 0);
    hands_says(hands, " READY ");
}

/* ---- what is somebody else's ------------------------------------------------------------------------ */

/* A namespace that was there before, with a lodger, outlives the demo. */
static void a_namespace_with_a_lodger_stays(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands, "demo autocreate", 0);
    assert_int_equal(
        world_apply(hands->world,
                    "apiVersion: v1\nkind: Service\nmetadata: {name: mine, namespace: "
                    "lb-demo}\nspec: {ports: [{port: 80}]}\n"),
        201);
    hands_runs(hands, "demo autocreate --delete", 0);

    assert_true(is_there(hands, "/api/v1/namespaces/lb-demo"));
    assert_true(is_there(hands, "/api/v1/namespaces/lb-demo/services/mine"));
    assert_false(world_has_service(hands->world, HELLO));
}

/* Its file names another api-server than the one that is used. */
static void look_like_a_real_cluster(struct hands *hands)
{
    char path[600];

    snprintf(path, sizeof path, "%s/sim.json", sim_places(hands->world->sim)->dir);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("{\"api_server\":\"https://127.0.0.1:1\"}\n", file);
    fclose(file);
}

/* Somebody's own Service of the same name is shown, and its Deployment is not taken along. */
static void what_the_demo_did_not_make_is_left_alone(void **state)
{
    struct hands *hands = *state;

    assert_int_equal(world_apply(hands->world, "apiVersion: v1\nkind: Namespace\n"
                                               "metadata: {name: lb-demo}\n"),
                     201);
    assert_int_equal(
        world_apply(hands->world,
                    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: "
                    "hello, namespace: lb-demo}\nspec: {replicas: 2, "
                    "selector: {matchLabels: {app: hello}}, template: "
                    "{metadata: {labels: {app: hello}}, spec: {containers: "
                    "[{name: h, image: h, ports: [{name: http, "
                    "containerPort: 80}]}]}}}\n"),
        201);
    assert_int_equal(world_autocreate(hands->world, "hello"), 201);

    hands_runs(hands, "demo autocreate", 0);
    hands_says(hands, "not the demo's own: it is shown as it is\n");
    look_like_a_real_cluster(hands);
    hands_runs(hands, "demo autocreate", 0);
    assert_false(hands_said(hands, "takes it away again"));
    hands_runs(hands, "demo autocreate --delete --yes", 1);
    hands_complains(hands, "is not the demo's own");
    assert_true(is_there(hands, "/apis/apps/v1/namespaces/lb-demo/deployments/hello"));
    assert_true(is_there(hands, "/api/v1/namespaces/lb-demo"));
    assert_true(world_has_service(hands->world, HELLO));
}

static size_t count_of(const struct hands *hands, const char *text)
{
    size_t count = 0;

    for (const char *at = strstr(buf_text(&hands->out), text); at != NULL;
         at = strstr(at + 1, text))
        count++;
    return count;
}

/* Something else holds the namespace: that is said, once, and not waited out in silence. */
static void what_the_namespace_hangs_on_is_said(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands, "demo autocreate --wait=30s", 0);
    assert_int_equal(world_apply(hands->world,
                                 "apiVersion: v1\nkind: Namespace\nmetadata: {name: "
                                 "lb-demo, finalizers: [example.com/hold]}\n"),
                     200);

    hands_runs(hands, "demo autocreate --delete --wait=4s", 4);

    assert_int_equal(count_of(hands, " >     waiting for Namespace lb-demo: Terminating, "
                                     "finalizer example.com/hold"),
                     1);
    hands_says(hands, " LEFT  Namespace  lb-demo ");
    hands_says(hands, "200, still there: Namespace lb-demo: Terminating");
    hands_complains(hands, "gave up waiting");
}

/* The story of the two patterns begins with all three Services. */
static void the_storys_own_services_can_be_taken_away(void **state)
{
    struct hands *hands = hands_open("quiet");

    hands_runs(hands, "demo attach --delete", 0);
    hands_says(hands, "is not the demo's own and stays\n");
    hands_says(hands, FORTUNE ", 2 of 2 gone in ");
    assert_false(world_has_service(hands->world, FORTUNE));
    assert_true(world_has_service(hands->world, WHOAMI));
    assert_int_equal(world_elb_count(hands->world, "k8s-whoami"), 1);
    hands_close(hands);
    (void)state;
}

/* A world's kubeconfig that is used for another cluster is no leave to change that one. */
static void another_server_is_asked_about_first(void **state)
{
    struct hands *hands = *state;

    look_like_a_real_cluster(hands);
    hands_runs(hands, "demo autocreate", 5);
    hands_complains(hands, "nothing was sent");
    assert_false(is_there(hands, "/api/v1/namespaces/lb-demo"));
    hands_runs(hands, "demo autocreate --yes", 0);
    hands_runs(hands, "demo autocreate --delete --yes", 0);
    assert_false(is_there(hands, "/api/v1/namespaces/lb-demo"));
}

/* ---- a world of its own --------------------------------------------------------------------------------- */

static void with_demo_the_world_is_its_own_and_begins_empty(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands, "--demo --speed 100 demo attach", 0);
    hands_says(hands, "first, pattern A: " WHOAMI);
    shows_page_events_and_cost(hands);
    assert_false(world_has_service(hands->world, WHOAMI));
}

#define ON_EMPTY(test) cmocka_unit_test_setup_teardown(test, open_empty, close_hands)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_are_what_is_applied),
        cmocka_unit_test(the_services_are_those_of_the_two_patterns),
        ON_EMPTY(autocreate_goes_from_nothing_to_a_page_and_back),
        ON_EMPTY(what_the_namespace_hangs_on_is_said),
        ON_EMPTY(attach_shares_the_elb_and_leaves_it_alive),
        ON_EMPTY(a_namespace_with_a_lodger_stays),
        ON_EMPTY(what_the_demo_did_not_make_is_left_alone),
        cmocka_unit_test(the_storys_own_services_can_be_taken_away),
        ON_EMPTY(another_server_is_asked_about_first),
        ON_EMPTY(with_demo_the_world_is_its_own_and_begins_empty),
    };

    if (http_global_init(NULL) != ERR_OK)
        return 1;
    int failed = cmocka_run_group_tests_name("hands_demo", tests, NULL, NULL);
    http_global_release();
    return failed;
}
