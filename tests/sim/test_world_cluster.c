/*
 * The cloud controller, the cloud and the network on a cluster that is another's: one world
 * lends its api-server, with nodes in a network of their own; another one joins by kubeconfig.
 */
#include "lib/check.h"
#include "lib/wait.h"

#include <unistd.h>

#include "wire/tree.h"
#include "world.h"

static const char lent_story[] =
    "world:\n"
    "  nodes: 0\n"
    "  objects:\n"
    "  - apiVersion: v1\n"
    "    kind: Node\n"
    "    metadata: {name: kind-worker, labels: {kubernetes.io/hostname: kind-worker}}\n"
    "    status:\n"
    "      addresses: [{type: InternalIP, address: 172.18.0.3}]\n"
    "      conditions: [{type: Ready, status: 'True', reason: KubeletReady}]\n"
    "  - {apiVersion: v1, kind: Namespace, metadata: {name: lb-demo}}\n"
    "  - apiVersion: apps/v1\n"
    "    kind: Deployment\n"
    "    metadata: {name: hello, namespace: lb-demo}\n"
    "    spec:\n"
    "      replicas: 1\n"
    "      selector: {matchLabels: {app: hello}}\n"
    "      template:\n"
    "        metadata: {labels: {app: hello}}\n"
    "        spec: {containers: [{name: c, image: i, ports: [{name: http, containerPort: "
    "8080}]}]}\n";

struct pair {
    struct sim *lent; /* an api-server and nothing that acts */
    struct world *world;
};

static int open_pair(void **state)
{
    struct pair *pair = mem_new(sizeof *pair);
    struct err err = ERR_INIT;
    char path[64];

    snprintf(path, sizeof path, "./lent-%ld.yaml", (long)getpid());
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(lent_story, file);
    fclose(file);
    if (sim_start(&(struct sim_config){.story = path, .no_ccm = true}, &pair->lent,
                  &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    unlink(path);
    pair->world = world_open(
        &(struct sim_config){.kubeconfig = sim_places(pair->lent)->kubeconfig});
    *state = pair;
    return 0;
}

static int close_pair(void **state)
{
    struct pair *pair = *state;
    world_close(pair->world);
    sim_stop(pair->lent);
    free(pair);
    return 0;
}

static bool has_address(struct world *world)
{
    return world_ingress(world, "lb-demo/hello")[0] != '\0';
}

static bool has_one_member(struct world *world, const char *elb_id)
{
    return world_member_count(world, elb_id, "ONLINE") +
               world_member_count(world, elb_id, "OFFLINE") ==
           1;
}

static bool answers(struct world *world, const char *address)
{
    struct buf body;
    char base[96];
    snprintf(base, sizeof base, "http://%s", address);
    bool good = world_fetch(world, base, "/", NULL, &body) == 200 &&
                strstr(buf_text(&body), "Hello from lb-demo/hello") != NULL;
    buf_release(&body);
    return good;
}

static void another_cluster_gets_load_balancers_too(void **state)
{
    struct pair *pair = *state;
    struct world *world = pair->world;
    char address[64];
    assert_null(sim_places(world->sim)->api_server);
    assert_int_equal(world_autocreate(world, "hello"), 201);

    if (!WAIT_FOR(has_address(world), WORLD_PATIENCE_MS))
        fail_msg("%s", world_events(world, "lb-demo/hello"));

    const char *ingress = world_ingress(world, "lb-demo/hello");
    snprintf(address, sizeof address, "%.*s", (int)strcspn(ingress, " "), ingress);
    json_t *elb = world_elb_named(world, "k8s-hello");
    /* Endpoints that come after the Service make members that come after the address. */
    assert_true(WAIT_FOR(has_one_member(world, tree_text(elb, "id")), WORLD_PATIENCE_MS));
    json_decref(elb);
    assert_true(WAIT_FOR(answers(world, address), WORLD_PATIENCE_MS));
}

static void what_was_made_there_goes_with_its_service(void **state)
{
    struct pair *pair = *state;
    struct world *world = pair->world;
    world_autocreate(world, "hello");
    assert_true(WAIT_FOR(has_address(world), WORLD_PATIENCE_MS));

    world_delete(world, "lb-demo/hello");

    assert_true(WAIT_FOR(world_elb_count(world, "k8s-hello") == 0, WORLD_PATIENCE_MS));
    json_t *gone = NULL;
    assert_true(WAIT_FOR(
        (json_decref(gone), gone = world_service(world, "lb-demo/hello")) == NULL,
        WORLD_PATIENCE_MS));
}

static void faults_of_an_own_api_server_are_refused(void **state)
{
    struct pair *pair = *state;
    int status;
    json_t *answer = world_control(pair->world, "POST", "/fault",
                                   "{\"fault\":\"api-server:watch-cut\"}", &status);
    assert_int_equal(status, 400);
    assert_non_null(strstr(tree_text(answer, "error"), "not the world's own"));
    json_decref(answer);
}

#define ON_PAIR(test) cmocka_unit_test_setup_teardown(test, open_pair, close_pair)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_PAIR(another_cluster_gets_load_balancers_too),
        ON_PAIR(what_was_made_there_goes_with_its_service),
        ON_PAIR(faults_of_an_own_api_server_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
