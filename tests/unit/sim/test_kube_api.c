/* test_kube_api.c - what the recordings do not show: admission, live watches, trouble. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "kube_client.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { DEADLINE_MS = 15000, HISTORY = 50 };

static const char merge_type[] = "application/merge-patch+json";

struct world {
    struct cert_store *certs;
    struct kube_api *api;
    struct kube_client client;

    /* what admission was asked */
    size_t asked;
    enum kube_operation operation;
    bool had_old;
    bool had_new;
    bool refuse;
};

static int64_t now_ms(void)
{
    static const struct clock real = CLOCK_REAL_INIT;

    return clock_now_ms(&real);
}

static int64_t wall_ms(void)
{
    static const struct clock real = CLOCK_REAL_INIT;

    return clock_wall_ms(&real);
}

static bool admit(void *ctx, enum kube_operation operation, const json_t *old_object,
                  const json_t *new_object, char reason[KUBE_REASON_BYTES])
{
    struct world *world = ctx;

    world->asked++;
    world->operation = operation;
    world->had_old = old_object != NULL;
    world->had_new = new_object != NULL;
    const json_t *any = new_object != NULL ? new_object : old_object;
    assert_string_equal(tree_key_text(any, "kind"), "Service");
    assert_non_null(tree_text(any, "spec.clusterIP")); /* filled in already */
    snprintf(reason, KUBE_REASON_BYTES, "no \"class\"");
    return !world->refuse;
}

static int setup(void **state)
{
    struct world *world = mem_new(sizeof *world);
    struct err err = ERR_INIT;

    if (cert_store_new(&world->certs, &err) != ERR_OK)
        return -1;
    const struct kube_api_config config = {.certs = world->certs,
                                           .seed = 3,
                                           .history = HISTORY,
                                           .admit = admit,
                                           .admit_ctx = world};
    if (kube_api_new(&config, &world->api, &err) != ERR_OK)
        return -1;
    kube_client_init(&world->client, world->api, world->certs);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    struct world *world = *state;

    kube_client_release(&world->client);
    kube_api_free(world->api);
    cert_store_free(world->certs);
    free(world);
    return 0;
}

static long send_it(struct world *world, const char *method, const char *target,
                    const char *type, const char *body)
{
    long status;

    json_decref(kube_client_send(&world->client, method, target, type, body, &status));
    return status;
}

static const char services[] = "/api/v1/namespaces/default/services";
static const char web[] = "/api/v1/namespaces/default/services/web";
static const char web_body[] = "{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\":"
                               "{\"name\":\"web\"},\"spec\":{"
                               "\"type\":\"LoadBalancer\",\"ports\":[{\"port\":80}]}}";

static void create_web(struct world *world)
{
    assert_int_equal(send_it(world, "POST", services, NULL, web_body), 201);
}

static void annotate_web(struct world *world, int number)
{
    char body[100];

    snprintf(body, sizeof body, "{\"metadata\":{\"annotations\":{\"n\":\"%d\"}}}",
             number);
    assert_int_equal(send_it(world, "PATCH", web, merge_type, body), 200);
}

static char *rv_now(struct world *world, char out[32])
{
    json_t *list = kube_client_get(&world->client, "/api/v1/namespaces?limit=1", NULL);

    snprintf(out, 32, "%s", tree_text(list, "metadata.resourceVersion"));
    json_decref(list);
    return out;
}

/* ---- admission ---- */

static void admission_is_asked_about_each_write(void **state)
{
    struct world *world = *state;

    create_web(world);
    assert_int_equal(world->operation, KUBE_CREATE);
    assert_false(world->had_old);

    annotate_web(world, 1);
    assert_int_equal(world->operation, KUBE_UPDATE);
    assert_true(world->had_old && world->had_new);

    size_t before = world->asked;
    assert_int_equal(
        send_it(world, "PATCH", "/api/v1/namespaces/default/services/web/status",
                merge_type,
                "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"1.2.3.4\"}]}}}"),
        200);
    assert_int_equal(world->asked, before); /* the status is not its business */

    assert_int_equal(send_it(world, "DELETE", web, NULL, NULL), 200);
    assert_int_equal(world->operation, KUBE_DELETE);
    assert_false(world->had_new);
}

static void admission_that_refuses_leaves_all_as_it_was(void **state)
{
    struct world *world = *state;
    long status;
    create_web(world);
    world->refuse = true;

    json_t *answer =
        kube_client_send(&world->client, "PATCH", web, merge_type,
                         "{\"metadata\":{\"annotations\":{\"a\":\"b\"}}}", &status);

    assert_int_equal(status, 403);
    assert_string_equal(
        tree_text(answer, "message"),
        "admission webhook \"validate.crd.service\" denied the request: no "
        "\"class\"");
    assert_string_equal(tree_text(answer, "reason"), "Forbidden");
    json_t *there = kube_client_get(&world->client, web, NULL);
    assert_null(tree_at(there, "metadata.annotations"));
    json_decref(there);
    json_decref(answer);
}

/* ---- addresses ---- */

static void node_ports_are_given_once_and_given_back(void **state)
{
    struct world *world = *state;
    static const char wish[] =
        "{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\"},"
        "\"spec\":{"
        "\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":30080}]}}";
    char one[300];
    char two[300];
    long status;
    snprintf(one, sizeof one, wish, "one");
    snprintf(two, sizeof two, wish, "two");

    assert_int_equal(send_it(world, "POST", services, NULL, one), 201);
    json_t *refused =
        kube_client_send(&world->client, "POST", services, NULL, two, &status);
    assert_int_equal(status, 422);
    assert_non_null(
        strstr(tree_text(refused, "message"), "provided port is already allocated"));
    json_decref(refused);

    assert_int_equal(
        send_it(world, "DELETE", "/api/v1/namespaces/default/services/one", NULL, NULL),
        200);
    assert_int_equal(send_it(world, "POST", services, NULL, two), 201);
}

static void dry_runs_take_no_addresses(void **state)
{
    struct world *world = *state;
    static const char target[] = "/api/v1/namespaces/default/services?dryRun=All";
    static const char body[] =
        "{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"one\"},"
        "\"spec\":{"
        "\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":30080}]}}";

    assert_int_equal(send_it(world, "POST", target, NULL, body), 201);
    assert_int_equal(send_it(world, "POST", target, NULL, body), 201);
    assert_int_equal(send_it(world, "POST", services, NULL, body), 201);
}

/* ---- watches ---- */

struct watcher {
    struct kube_client client;
    struct kube_ask ask;
    struct kube_got got;
    pthread_t thread;
    atomic_size_t seen;
};

static void *watcher_run(void *ctx)
{
    struct watcher *watcher = ctx;

    kube_client_ask(&watcher->client, &watcher->ask, &watcher->got);
    return NULL;
}

/* In a thread of its own; ends after so many lines, or with the stream. */
static void watcher_start(struct watcher *watcher, struct world *world,
                          const char *target, size_t lines)
{
    *watcher = (struct watcher){
        .ask = {.target = target, .lines = lines, .most_ms = DEADLINE_MS}};
    watcher->ask.seen = &watcher->seen;
    kube_client_init(&watcher->client, world->api, world->certs);
    pthread_create(&watcher->thread, NULL, watcher_run, watcher);
}

static void watcher_join(struct watcher *watcher)
{
    pthread_join(watcher->thread, NULL);
    kube_client_release(&watcher->client);
}

static void watcher_wait(struct watcher *watcher, size_t lines)
{
    int64_t deadline_ms = now_ms() + DEADLINE_MS;

    while (watcher->seen < lines && now_ms() < deadline_ms)
        poll(NULL, 0, 2);
    assert_true(watcher->seen >= lines);
}

static size_t count_of(const char *text, const char *what)
{
    size_t count = 0;

    for (const char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what))
        count++;
    return count;
}

static void watch_tells_what_happens_while_it_is_open(void **state)
{
    struct world *world = *state;
    struct watcher watcher;
    char rv[32];
    char target[200];
    snprintf(target, sizeof target, "%s?watch=true&resourceVersion=%s", services,
             rv_now(world, rv));

    watcher_start(&watcher, world, target, 3);
    create_web(world);
    annotate_web(world, 1);
    send_it(world, "DELETE", web, NULL, NULL);
    watcher_join(&watcher);

    const char *text = buf_text(&watcher.got.body);
    const char *added = strstr(text, "{\"type\":\"ADDED\"");
    const char *modified = strstr(text, "{\"type\":\"MODIFIED\"");
    const char *deleted = strstr(text, "{\"type\":\"DELETED\"");
    assert_true(added != NULL && modified > added && deleted > modified);
    kube_got_release(&watcher.got);
}

static void watch_list_goes_on_behind_its_mark(void **state)
{
    struct world *world = *state;
    struct watcher watcher;
    create_web(world);

    watcher_start(&watcher, world,
                  "/api/v1/namespaces/default/services?watch=true&sendInitialEvents=true&"
                  "resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
                  4);
    watcher_wait(&watcher, 3); /* kubernetes, web, the mark */
    annotate_web(world, 1);
    watcher_join(&watcher);

    const char *text = buf_text(&watcher.got.body);
    const char *mark = strstr(text, "\"k8s.io/initial-events-end\":\"true\"");
    assert_non_null(mark);
    assert_true(strstr(text, "{\"type\":\"MODIFIED\"") > mark);
    kube_got_release(&watcher.got);
}

static void watch_sends_a_bookmark_and_ends_in_time(void **state)
{
    struct world *world = *state;
    struct kube_got got;
    const struct kube_ask ask = {
        .target = "/api/v1/services?watch=true&allowWatchBookmarks=true&timeoutSeconds=1&"
                  "resourceVersion=0"};
    int64_t before_ms = now_ms();

    kube_client_ask(&world->client, &ask, &got);

    assert_int_equal(got.code, CURLE_OK);
    assert_in_range(now_ms() - before_ms, 900, 5000);
    assert_non_null(strstr(buf_text(&got.body), "{\"type\":\"BOOKMARK\""));
    kube_got_release(&got);
}

static void watch_of_a_forgotten_number_is_told_410_inside(void **state)
{
    struct world *world = *state;
    struct kube_got got;
    char rv[32];
    char target[200];
    create_web(world);
    snprintf(target, sizeof target, "/api/v1/services?watch=true&resourceVersion=%s",
             rv_now(world, rv));
    for (int i = 0; i <= HISTORY; i++)
        annotate_web(world, i);
    const struct kube_ask ask = {.target = target};

    kube_client_ask(&world->client, &ask, &got);

    assert_int_equal(got.status, 200);
    assert_int_equal(got.code, CURLE_OK);
    assert_non_null(strstr(buf_text(&got.body), "\"reason\":\"Expired\",\"code\":410"));
    kube_got_release(&got);
}

static void watches_can_be_cut(void **state)
{
    struct world *world = *state;
    struct watcher watcher;
    watcher_start(&watcher, world, "/api/v1/services?watch=true", 0);
    watcher_wait(&watcher, 1);

    kube_api_cut_watches(world->api);
    pthread_join(watcher.thread, NULL);

    assert_int_not_equal(watcher.got.code, CURLE_OK);
    kube_client_release(&watcher.client);
    kube_got_release(&watcher.got);
}

/* ---- many at once ---- */

enum { CROWD = 24, CROWD_CHANGES = 30 };

static void watches_of_a_crowd_all_tell_the_same(void **state)
{
    struct world *world = *state;
    struct watcher crowd[CROWD];
    char rv[32];
    char target[200];
    create_web(world);
    snprintf(target, sizeof target, "%s?watch=true&resourceVersion=%s", services,
             rv_now(world, rv));

    for (size_t i = 0; i < CROWD; i++)
        watcher_start(&crowd[i], world, target, i % 4 == 0 ? 1 : CROWD_CHANGES);
    for (int i = 0; i < CROWD_CHANGES; i++)
        annotate_web(world, i);
    for (size_t i = 0; i < CROWD; i++)
        watcher_join(&crowd[i]);

    for (size_t i = 0; i < CROWD; i++) {
        if (i % 4 != 0)
            assert_string_equal(buf_text(&crowd[i].got.body),
                                buf_text(&crowd[1].got.body));
    }
    for (size_t i = 0; i < CROWD; i++)
        kube_got_release(&crowd[i].got);
}

struct seeder {
    struct world *world;
    atomic_bool over;
    size_t seeded;
};

static void *seeder_run(void *ctx)
{
    struct seeder *seeder = ctx;

    while (!seeder->over && seeder->seeded < 500) {
        json_t *service = json_pack(
            "{s:s,s:s,s:{s:o,s:s},s:{s:s,s:[{s:i}]}}", "kind", "Service", "apiVersion",
            "v1", "metadata", "name", json_sprintf("seed-%zu", seeder->seeded),
            "namespace", "seeds", "spec", "type", "LoadBalancer", "ports", "port", 80);
        assert_int_equal(kube_api_seed(seeder->world->api, service, NULL), ERR_OK);
        json_decref(service);
        seeder->seeded++;
    }
    return NULL;
}

static void pages_stay_at_one_state_while_others_write(void **state)
{
    struct world *world = *state;
    struct seeder seeder = {.world = world};
    pthread_t thread;
    pthread_create(&thread, NULL, seeder_run, &seeder);

    for (int round = 0; round < 10; round++) {
        char target[600] = "/api/v1/services?limit=7";
        char first[32] = "";
        for (int page = 0; page < 6 && target[0] != '\0'; page++) {
            long status;
            json_t *list = kube_client_get(&world->client, target, &status);
            if (status == 410) { /* the history is short here */
                json_decref(list);
                break;
            }
            assert_int_equal(status, 200);
            const char *rv = tree_text(list, "metadata.resourceVersion");
            if (first[0] == '\0')
                snprintf(first, sizeof first, "%s", rv);
            assert_string_equal(rv, first);
            const char *token = tree_text(list, "metadata.continue");
            if (token == NULL)
                target[0] = '\0';
            else
                snprintf(target, sizeof target, "/api/v1/services?limit=7&continue=%s",
                         token);
            json_decref(list);
        }
    }

    seeder.over = true;
    pthread_join(thread, NULL);
}

/* Takes out of all objects what no two of them have in common. */
static void plain(json_t *tree)
{
    static const char *const own[] = {"uid",
                                      "resourceVersion",
                                      "creationTimestamp",
                                      "time",
                                      "clusterIP",
                                      "clusterIPs",
                                      "nodePort",
                                      "endpoints.kubernetes.io/last-change-trigger-time"};
    const char *key;
    json_t *value;
    size_t index;

    for (size_t i = 0; i < ARRAY_COUNT(own); i++)
        json_object_del(tree, own[i]);
    json_object_foreach(tree, key, value)
    {
        plain(value);
    }
    json_array_foreach(tree, index, value)
    {
        plain(value);
    }
}

/* What the list has about that Service, as plain text in which it is called "it". */
static char *told_about(struct world *world, const char *resource, const char *name)
{
    char target[200];
    struct buf text;
    json_t *list;

    snprintf(target, sizeof target, "%s?labelSelector=app%%3D%s", resource, name);
    list = kube_client_get(&world->client, target, NULL);
    assert_int_equal(json_array_size(tree_key(list, "items")), 1);
    json_t *item = json_array_get(tree_key(list, "items"), 0);
    json_t *metadata = json_object_get(item, "metadata");
    if (json_object_get(metadata, "generateName") != NULL) /* then the end is by chance */
        json_object_set(metadata, "name", json_object_get(metadata, "generateName"));
    plain(item);
    buf_init(&text, LIMIT_FILE_BYTES);
    tree_to_json(item, 0, &text);
    json_decref(list);
    for (char *at = text.at; (at = strstr(at, name)) != NULL;)
        memcpy(at, "it-it", strlen("it-it"));
    char *owner = strstr(text.at, "k:{\\\"uid\\\":\\\"");
    if (owner != NULL) /* a uid within a key of managedFields */
        memset(strchr(owner, ':') + 12, '-', 36);
    return buf_take(&text);
}

/* A world that starts with ten thousand Services starts with real ones. */
static void what_is_seeded_is_what_one_would_have_posted(void **state)
{
    static const char *const resources[] = {"/api/v1/services", "/api/v1/endpoints",
                                            "/apis/discovery.k8s.io/v1/endpointslices"};
    static const char service[] =
        "{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\","
        "\"namespace\":\"default\",\"labels\":{\"app\":\"%s\"},\"annotations\":{\"a\":"
        "\"b\"}},\"spec\":{\"type\":\"LoadBalancer\",\"selector\":{\"run\":\"web\"},"
        "\"ports\":[{\"name\":\"a\",\"port\":80,\"targetPort\":\"http\"},{\"name\":\"b\","
        "\"port\":81}]}"
        "}";
    struct world *world = *state;
    json_t *pod = json_loads("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{"
                             "\"name\":\"p\",\"namespace\":"
                             "\"default\",\"labels\":{\"run\":\"web\"}},\"spec\":{"
                             "\"nodeName\":\"n\",\"containers\":[{"
                             "\"name\":\"c\",\"ports\":[{\"name\":\"http\","
                             "\"containerPort\":8080}]}]},\"status\":{"
                             "\"podIP\":\"10.0.1.5\",\"conditions\":[{\"type\":\"Ready\","
                             "\"status\":\"True\"}]}}",
                             0, NULL);
    char body[600];

    assert_int_equal(kube_api_seed(world->api, pod, NULL), ERR_OK);
    json_decref(pod);
    snprintf(body, sizeof body, service, "svc-a", "svc-a");
    json_t *seeded = json_loads(body, 0, NULL);
    assert_int_equal(kube_api_seed(world->api, seeded, NULL), ERR_OK);
    json_decref(seeded);
    snprintf(body, sizeof body, service, "svc-b", "svc-b");
    assert_int_equal(send_it(world, "POST",
                             "/api/v1/namespaces/default/services?fieldManager="
                             "kubectl-client-side-apply",
                             NULL, body),
                     201);

    for (size_t i = 0; i < ARRAY_COUNT(resources); i++) {
        char *was_seeded = told_about(world, resources[i], "svc-a");
        char *was_posted = told_about(world, resources[i], "svc-b");
        assert_string_equal(was_seeded, was_posted);
        free(was_seeded);
        free(was_posted);
    }
}

/* ---- followers ---- */

static void endpoints_follow_pods(void **state)
{
    struct world *world = *state;
    static const char pod[] =
        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"p\","
        "\"namespace\":"
        "\"default\",\"labels\":{\"app\":\"web\"}},\"spec\":{\"containers\":[{\"name\":"
        "\"c\","
        "\"ports\":[{\"name\":\"http\",\"containerPort\":8080}]}]},\"status\":{\"podIP\":"
        "\"10.0.1.5\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"%s\"}]}}";
    static const char service[] = "{\"kind\":\"Service\",\"apiVersion\":\"v1\","
                                  "\"metadata\":{\"name\":\"web\"},\"spec\":{"
                                  "\"selector\":{\"app\":\"web\"},\"ports\":[{\"port\":"
                                  "80,\"targetPort\":\"http\"}]}}";
    static const char slices[] =
        "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector="
        "kubernetes.io/service-name%3Dweb";
    char body[600];
    snprintf(body, sizeof body, pod, "True");
    json_t *tree = json_loads(body, 0, NULL);
    assert_int_equal(kube_api_seed(world->api, tree, NULL), ERR_OK);
    json_decref(tree);

    assert_int_equal(send_it(world, "POST", services, NULL, service), 201);
    json_t *list = kube_client_get(&world->client, slices, NULL);
    const json_t *slice = json_array_get(tree_key(list, "items"), 0);
    assert_int_equal(tree_int(json_array_get(tree_key(slice, "ports"), 0), "port", 0),
                     8080);
    const json_t *one = json_array_get(tree_key(slice, "endpoints"), 0);
    assert_true(tree_bool(one, "conditions.ready", false));
    json_decref(list);

    assert_int_equal(
        send_it(world, "DELETE", "/api/v1/namespaces/default/pods/p", NULL, NULL), 200);
    list = kube_client_get(&world->client, slices, NULL);
    slice = json_array_get(tree_key(list, "items"), 0);
    assert_int_equal(json_array_size(tree_key(slice, "endpoints")), 0);
    json_decref(list);

    assert_int_equal(send_it(world, "DELETE", web, NULL, NULL), 200);
    list = kube_client_get(&world->client, slices, NULL);
    assert_int_equal(json_array_size(tree_key(list, "items")), 0);
    json_decref(list);
}

/* ---- Pods ---- */

static const char pods[] = "/api/v1/namespaces/default/pods";
static const char bare_pod[] =
    "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"p\"},\"spec\":{"
    "\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]}}";

static void seed_node(struct world *world, const char *ready)
{
    json_t *node = json_pack("{s:s,s:s,s:{s:s},s:{s:[{s:s,s:s}]}}", "kind", "Node",
                             "apiVersion", "v1", "metadata", "name", "n1", "status",
                             "conditions", "type", "Ready", "status", ready);

    assert_int_equal(kube_api_seed(world->api, node, NULL), ERR_OK);
    json_decref(node);
}

static const char *pod_says(struct world *world, const char *path, char out[200])
{
    long status;
    json_t *pod =
        kube_client_get(&world->client, "/api/v1/namespaces/default/pods/p", &status);
    const char *text = tree_text(pod, path);

    snprintf(out, 200, "%s", status == 404 ? "gone" : text == NULL ? "-" : text);
    json_decref(pod);
    return out;
}

static void a_pod_of_nobody_runs(void **state)
{
    struct world *world = *state;
    char text[200];

    seed_node(world, "True");
    assert_int_equal(send_it(world, "POST", pods, NULL, bare_pod), 201);
    assert_string_equal(pod_says(world, "spec.nodeName", text), "n1");
    assert_string_equal(pod_says(world, "status.phase", text), "Running");
}

static void a_pod_waits_for_a_node_and_says_so(void **state)
{
    struct world *world = *state;
    char text[200];
    json_t *pod;

    assert_int_equal(send_it(world, "POST", pods, NULL, bare_pod), 201);
    assert_string_equal(pod_says(world, "status.phase", text), "Pending");
    seed_node(world, "False");
    pod = kube_client_get(&world->client, "/api/v1/namespaces/default/pods/p", NULL);
    const json_t *condition = json_array_get(tree_at(pod, "status.conditions"), 0);
    assert_string_equal(tree_key_text(condition, "reason"), "Unschedulable");
    assert_string_equal(tree_key_text(condition, "message"),
                        "0/1 nodes are available: 1 node(s) had untolerated taint "
                        "{node.kubernetes.io/not-ready: }.");
    json_decref(pod);

    assert_int_equal(
        send_it(world, "PATCH", "/api/v1/nodes/n1/status", merge_type,
                "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":"
                "\"True\"}]}}"),
        200);
    assert_string_equal(pod_says(world, "status.phase", text), "Running");
    assert_int_equal(send_it(world, "PATCH", "/api/v1/nodes/n1", merge_type,
                             "{\"spec\":{\"unschedulable\":true}}"),
                     200);
    assert_int_equal(send_it(world, "DELETE",
                             "/api/v1/namespaces/default/pods/p?gracePeriodSeconds=0",
                             NULL, NULL),
                     200);
    assert_int_equal(send_it(world, "POST", pods, NULL, bare_pod), 201);
    assert_string_equal(pod_says(world, "status.phase", text), "Pending");
}

static const char *why_it_waits(struct world *world, char out[200])
{
    json_t *pod =
        kube_client_get(&world->client, "/api/v1/namespaces/default/pods/p", NULL);
    const json_t *condition = json_array_get(tree_at(pod, "status.conditions"), 0);
    const char *text = tree_key_text(condition, "message");

    snprintf(out, 200, "%s", text == NULL ? "" : text);
    json_decref(pod);
    return out;
}

static void a_pod_goes_where_it_is_wanted_and_tolerates(void **state)
{
    static const char ssd_pod[] =
        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"p\"},\"spec\":{"
        "\"nodeSelector\":{\"disk\":\"ssd\"},\"tolerations\":[{\"key\":\"gpu\","
        "\"operator\":\"Exists\"}],\"containers\":[{\"name\":\"c\",\"image\":\"x\"}]}}";
    struct world *world = *state;
    char text[200];

    seed_node(world, "True");
    assert_int_equal(send_it(world, "POST", pods, NULL, ssd_pod), 201);
    assert_string_equal(why_it_waits(world, text),
                        "0/1 nodes are available: 1 node(s) didn't match Pod's node "
                        "affinity/selector.");
    assert_int_equal(
        send_it(world, "PATCH", "/api/v1/nodes/n1", merge_type,
                "{\"spec\":{\"taints\":[{\"key\":\"gpu\",\"value\":\"yes\","
                "\"effect\":\"NoSchedule\"},{\"key\":\"own\",\"value\":\"me\","
                "\"effect\":\"NoExecute\"}]}}"),
        200);
    assert_string_equal(why_it_waits(world, text),
                        "0/1 nodes are available: 1 node(s) had untolerated taint {own: "
                        "me}.");
    assert_int_equal(send_it(world, "PATCH", "/api/v1/nodes/n1", merge_type,
                             "{\"metadata\":{\"labels\":{\"disk\":\"ssd\"}},\"spec\":{"
                             "\"taints\":[{\"key\":\"gpu\",\"value\":\"yes\",\"effect\":"
                             "\"NoSchedule\"}]}}"),
                     200);
    assert_string_equal(pod_says(world, "status.phase", text), "Running");
}

/* With a kubelet that does nothing yet. */
static void a_pod_has_time_to_end(void **state)
{
    static const char pod[] = "/api/v1/namespaces/default/pods/p";
    struct world *world = *state;
    char text[200];
    long status;

    kube_api_leave_pods(world->api);
    seed_node(world, "True");
    assert_int_equal(send_it(world, "POST", pods, NULL, bare_pod), 201);
    int64_t begin_ms = wall_ms();
    json_t *told = kube_client_send(&world->client, "DELETE", pod, NULL, NULL, &status);
    assert_int_equal(status, 200);
    assert_string_equal(tree_key_text(told, "kind"), "Pod");
    assert_int_equal(tree_int(told, "metadata.deletionGracePeriodSeconds", -1), 30);
    int64_t until_ms = when_from_text(tree_text(told, "metadata.deletionTimestamp"));
    assert_in_range(until_ms, begin_ms + 29000, begin_ms + 31000 + DEADLINE_MS);
    json_decref(told);

    /* Asking again changes nothing; less time can be given, more cannot. */
    told = kube_client_send(&world->client, "DELETE", pod, NULL, NULL, &status);
    assert_int_equal(tree_int(told, "metadata.deletionGracePeriodSeconds", -1), 30);
    json_decref(told);
    told = kube_client_send(&world->client, "DELETE", pod, NULL,
                            "{\"gracePeriodSeconds\":5}", &status);
    assert_int_equal(tree_int(told, "metadata.deletionGracePeriodSeconds", -1), 5);
    assert_int_equal(when_from_text(tree_text(told, "metadata.deletionTimestamp")),
                     until_ms - 25000);
    json_decref(told);
    told = kube_client_send(&world->client, "DELETE", pod, NULL,
                            "{\"gracePeriodSeconds\":60}", &status);
    assert_int_equal(tree_int(told, "metadata.deletionGracePeriodSeconds", -1), 5);
    json_decref(told);
    assert_string_equal(pod_says(world, "spec.nodeName", text), "n1");

    assert_int_equal(send_it(world, "DELETE", pod, NULL, "{\"gracePeriodSeconds\":0}"),
                     200);
    assert_string_equal(pod_says(world, "spec.nodeName", text), "gone");
}

/* A Pod that has no port of the name that the Service wants gets nothing. */
static void a_pod_without_the_named_port_is_no_endpoint(void **state)
{
    static const char service[] = "{\"kind\":\"Service\",\"apiVersion\":\"v1\","
                                  "\"metadata\":{\"name\":\"web\"},\"spec\":{"
                                  "\"selector\":{\"app\":\"web\"},\"ports\":[{\"port\":"
                                  "80,\"targetPort\":\"http\"}]}}";
    static const char pod[] =
        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\","
        "\"labels\":"
        "{\"app\":\"web\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"x\","
        "\"ports\":[{\"name\":\"%s\",\"containerPort\":%d}]}]}}";
    struct world *world = *state;
    char body[400];

    seed_node(world, "True");
    assert_int_equal(send_it(world, "POST", services, NULL, service), 201);
    snprintf(body, sizeof body, pod, "a", "other", 1);
    assert_int_equal(send_it(world, "POST", pods, NULL, body), 201);
    snprintf(body, sizeof body, pod, "b", "http", 8080);
    assert_int_equal(send_it(world, "POST", pods, NULL, body), 201);

    json_t *list = kube_client_get(
        &world->client, "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
        NULL);
    const json_t *slice = json_array_get(tree_key(list, "items"), 0);
    assert_int_equal(json_array_size(tree_at(slice, "endpoints")), 1);
    assert_int_equal(tree_int(json_array_get(tree_at(slice, "ports"), 0), "port", 0),
                     8080);
    json_decref(list);
}

static void what_needs_a_container_is_refused_like_by_a_node_that_is_away(void **state)
{
    static const struct {
        const char *target;
        long status;
        const char *part;
    } cases[] = {
        {"/api/v1/namespaces/default/pods/p/log", 500,
         "Get \"https://n1:10250/containerLogs/default/p/c\": dial tcp n1:10250"},
        {"/api/v1/namespaces/default/pods/p/log?container=x", 400,
         "container x is not valid for pod p"},
        {"/api/v1/namespaces/default/pods/p/exec?command=ls", 500,
         "error dialing backend"},
        {"/api/v1/namespaces/default/pods/p/attach", 500, "error dialing backend"},
        {"/api/v1/namespaces/default/pods/p/portforward", 500, "error dialing backend"},
        {"/api/v1/namespaces/default/pods/nobody/log", 404, "pods \"nobody\" not found"},
        {"/api/v1/namespaces/default/pods/p/nonsense", 404, "could not find"},
    };
    struct world *world = *state;

    seed_node(world, "True");
    assert_int_equal(send_it(world, "POST", pods, NULL, bare_pod), 201);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        long status;
        json_t *told = kube_client_get(&world->client, cases[i].target, &status);
        assert_int_equal(status, cases[i].status);
        if (strstr(tree_key_text(told, "message"), cases[i].part) == NULL)
            fail_msg("%s: %s", cases[i].target, tree_key_text(told, "message"));
        json_decref(told);
    }
}

static void a_namespace_waits_for_its_pods(void **state)
{
    static const char pod[] = "/api/v1/namespaces/team/pods/p";
    struct world *world = *state;

    kube_api_leave_pods(world->api);
    seed_node(world, "True");
    assert_int_equal(send_it(world, "POST", "/api/v1/namespaces", NULL,
                             "{\"metadata\":{\"name\":\"team\"},\"kind\":\"Namespace\","
                             "\"apiVersion\":\"v1\"}"),
                     201);
    assert_int_equal(
        send_it(world, "POST", "/api/v1/namespaces/team/pods", NULL, bare_pod), 201);
    assert_int_equal(send_it(world, "DELETE", "/api/v1/namespaces/team", NULL, NULL),
                     200);
    assert_int_equal(send_it(world, "GET", "/api/v1/namespaces/team", NULL, NULL), 200);
    assert_int_equal(send_it(world, "DELETE", pod, NULL, "{\"gracePeriodSeconds\":0}"),
                     200);
    assert_int_equal(send_it(world, "GET", "/api/v1/namespaces/team", NULL, NULL), 404);
}

static void foreground_deletion_ends(void **state)
{
    struct world *world = *state;
    static const char service[] =
        "{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"web\"},"
        "\"spec\":{"
        "\"selector\":{\"app\":\"web\"},\"ports\":[{\"port\":80}]}}";
    long status;
    assert_int_equal(send_it(world, "POST", services, NULL, service), 201);

    assert_int_equal(
        send_it(world, "DELETE",
                "/api/v1/namespaces/default/services/web?propagationPolicy=Foreground",
                NULL, NULL),
        200);

    json_decref(kube_client_get(&world->client, web, &status));
    assert_int_equal(status, 404);
}

/* ---- what is not meant well ---- */

static void bodies_that_are_too_much_are_refused(void **state)
{
    struct world *world = *state;
    struct kube_got got;
    char *long_body = mem_new(LIMIT_ASK_BYTES + 2);
    char *deep = mem_new(10001);
    memset(long_body, ' ', LIMIT_ASK_BYTES + 1);
    memset(deep, '[', 10000);
    struct kube_ask ask = {.method = "POST",
                           .target = services,
                           .type = "application/json",
                           .body = long_body};

    kube_client_ask(&world->client, &ask, &got);
    assert_int_equal(got.status, 413);
    assert_non_null(strstr(buf_text(&got.body), "RequestEntityTooLarge"));
    kube_got_release(&got);

    ask.body = deep;
    kube_client_ask(&world->client, &ask, &got);
    assert_int_equal(got.status, 400);
    kube_got_release(&got);
    free(long_body);
    free(deep);
}

static void nonsense_is_answered_and_survived(void **state)
{
    static const struct {
        const char *method, *target, *type, *body;
    } asks[] = {
        {"POST", "/api/v1/namespaces/default/services", "application/json", "null"},
        {"POST", "/api/v1/namespaces/default/services", "application/json", "[]"},
        {"POST", "/api/v1/namespaces/default/services", "application/json",
         "\"\xff\xfe\""},
        {"POST", "/api/v1/namespaces/default/services", "application/json",
         "{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\":[],\"spec\":7}"},
        {"POST", "/api/v1/namespaces/default/services", "application/json",
         "{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\","
         "\"labels\":{"
         "\"a\":1}}}"},
        {"POST", "/api/v1/namespaces/default/services", "application/json",
         "{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\"},"
         "\"spec\":{"
         "\"ports\":[null,{\"port\":1e999}]}}"},
        {"PATCH", "/api/v1/namespaces/default/services/kubernetes",
         "application/strategic-merge-patch+json", "{\"spec\":{\"ports\":{\"a\":1}}}"},
        {"PATCH", "/api/v1/namespaces/default/services/kubernetes",
         "application/strategic-merge-patch+json", "{\"spec\":{\"ports\":[1,null,[]]}}"},
        {"PATCH", "/api/v1/namespaces/default/services/kubernetes",
         "application/strategic-merge-patch+json",
         "{\"$patch\":7,\"metadata\":{\"$setElementOrder/"
         "finalizers\":{},\"$retainKeys\":1}}"},
        {"PATCH", "/api/v1/namespaces/default/services/kubernetes",
         "application/json-patch+json", "[{},1,null,{\"op\":1}]"},
        {"PATCH", "/api/v1/namespaces/default/services/kubernetes",
         "application/json-patch+json", "[{\"op\":\"remove\",\"path\":\"\"}]"},
        {"PATCH", "/api/v1/namespaces/default/services/kubernetes",
         "application/json-patch+json",
         "[{\"op\":\"replace\",\"path\":\"/metadata\",\"value\":null}]"},
        {"PATCH", "/api/v1/namespaces/default/services/kubernetes",
         "application/merge-patch+json", "{\"metadata\":null,\"spec\":null}"},
        {"PATCH", "/api/v1/namespaces/default/services/x?fieldManager=a",
         "application/apply-patch+yaml", "- 1\n- 2\n"},
        {"PATCH", "/api/v1/namespaces/default/services/x?fieldManager=a",
         "application/apply-patch+yaml",
         "kind: Service\napiVersion: v1\nmetadata: {name: x}\nspec: {ports: [1, {}, "
         "null]}\n"},
        {"PATCH", "/api/v1/namespaces/default/services/x?fieldManager=a",
         "application/apply-patch+yaml",
         "kind: Service\napiVersion: v1\nmetadata: {name: x, labels: 3}\nspec: 4\n"},
        {"DELETE", "/api/v1/namespaces/default/services/kubernetes", "application/json",
         "{\"preconditions\":7}"},
        {"GET", "/api/v1/services?labelSelector=in%20(", NULL, NULL},
        {"GET", "/api/v1/services?labelSelector=!%2C!%2Ca%3E", NULL, NULL},
        {"GET", "/api/v1/services?fieldSelector=%3D%3D%2C%21", NULL, NULL},
        {"GET", "/api/v1/services?limit=-5", NULL, NULL},
        {"GET", "/api/v1/services?continue=%00%ff", NULL, NULL},
        {"GET", "/api/v1/services?continue=eyJ2IjoxfQ", NULL, NULL},
        {"GET", "//api///v1/services/", NULL, NULL},
        {"GET", "/api/v1/namespaces//services", NULL, NULL},
        {"GET", "/api/v1/namespaces/default/services/a/b/c/d", NULL, NULL},
        {"GET", "/apis/apps", NULL, NULL},
        {"BREW", "/api/v1/services", NULL, NULL},
        {"POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
         "application/json", "{\"spec\":{\"resourceAttributes\":{}}}"},
        {"POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
         "application/json", "{\"spec\":{}}"},
        {"PUT", "/apis/apps/v1/namespaces/default/deployments/x/scale",
         "application/json", "{}"},
    };
    struct world *world = *state;
    long status;

    for (size_t i = 0; i < ARRAY_COUNT(asks); i++) {
        struct kube_got got;
        const struct kube_ask ask = {.method = asks[i].method,
                                     .target = asks[i].target,
                                     .type = asks[i].type,
                                     .body = asks[i].body};
        kube_client_ask(&world->client, &ask, &got);
        if (got.status < 200 || got.status >= 600)
            fail_msg("%s %s: %ld", asks[i].method, asks[i].target, got.status);
        kube_got_release(&got);
    }

    json_t *still = kube_client_get(
        &world->client, "/api/v1/namespaces/default/services/kubernetes", &status);
    assert_int_equal(status, 200);
    json_decref(still);
}

static void fields_said_twice_are_told(void **state)
{
    static const char body[] =
        "{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"web\"},"
        "\"spec\":{\"ports\":[{\"port\":80,\"port\":81}],\"typo\":1}}";
    struct world *world = *state;
    struct kube_ask ask = {.method = "POST",
                           .target = "/api/v1/namespaces/default/services?fieldValidation"
                                     "=Strict",
                           .type = "application/json",
                           .body = body};
    struct kube_got got;
    char warnings[1024];

    kube_client_ask(&world->client, &ask, &got);
    assert_int_equal(got.status, 400);
    assert_non_null(strstr(buf_text(&got.body),
                           "strict decoding error: duplicate field \\\"spec.ports[0].port"
                           "\\\", unknown field \\\"spec.typo\\\""));
    kube_got_release(&got);

    ask.target = services;
    kube_client_ask(&world->client, &ask, &got);
    assert_int_equal(got.status, 201);
    assert_non_null(kube_got_header(&got, "Warning", warnings));
    assert_non_null(strstr(warnings, "duplicate field \\\"spec.ports[0].port\\\""));
    kube_got_release(&got);
}

/* Each patch is refused under Strict with these words, warned of otherwise, and passed over
 * under Ignore. */
struct strict_case {
    const char *type;
    const char *body;
    long refused;      /* status under Strict */
    const char *error; /* a part of the answer then */
    const char *warning;
};

static const struct strict_case strict_cases[] = {
    {"application/merge-patch+json",
     "{\"metadata\":{\"labels\":{\"a\":\"1\",\"a\":\"2\"}}}", 422,
     " \\\"\\\" is invalid: patch: Invalid value: "
     "\\\"{\\\\\\\"metadata\\\\\\\":{\\\\\\\"labels\\\\\\\":{\\\\\\\"a\\\\\\\":"
     "\\\\\\\"1\\\\\\\",\\\\\\\"a\\\\\\\":\\\\\\\"2\\\\\\\"}}}\\\": strict decoding "
     "error: "
     "duplicate field \\\"metadata.labels.a\\\"",
     "duplicate field \\\"metadata.labels.a\\\""},
    {"application/merge-patch+json", "{\"spec\":{\"typo\":1}}", 422,
     "strict decoding error: unknown field \\\"spec.typo\\\"",
     "unknown field \\\"spec.typo\\\""},
    {"application/strategic-merge-patch+json",
     "{\"spec\":{\"type\":\"NodePort\",\"type\":\"LoadBalancer\",\"typo\":[1,null]}}",
     422,
     "patch: Invalid value: \\\"map[spec:map[type:LoadBalancer typo:[1 <nil>]]]\\\": "
     "strict "
     "decoding error: duplicate field \\\"spec.type\\\", unknown field \\\"spec.typo\\\"",
     "duplicate field \\\"spec.type\\\""},
    {"application/json-patch+json",
     "[{\"op\":\"test\",\"op\":\"add\",\"foo\":1,\"path\":\"/metadata/labels\",\"value\":"
     "{\"a\":\"1\",\"a\":\"2\"}}]",
     422,
     "strict decoding error: json patch unknown field \\\"[0].foo\\\", json patch "
     "duplicate "
     "field \\\"[0].op\\\", json patch duplicate field \\\"[0].value.a\\\"",
     "json patch duplicate field \\\"[0].op\\\""},
    {"application/apply-patch+yaml",
     "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  labels:\n    a: \"1\"\n"
     "    a: \"2\"\n",
     400,
     "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:"
     "\\n  line 7: key \\\"a\\\" already set in map",
     "line 7: key \\\"a\\\" already set in map"},
};

static void ask_strictly(struct world *world, const struct strict_case *one,
                         const char *mode, struct kube_got *ret_got)
{
    char target[200];
    const struct kube_ask ask = {
        .method = "PATCH", .target = target, .type = one->type, .body = one->body};

    snprintf(target, sizeof target, "%s?fieldManager=t&force=true&fieldValidation=%s",
             web, mode);
    kube_client_ask(&world->client, &ask, ret_got);
}

static void patches_are_looked_at_strictly_where_asked(void **state)
{
    struct world *world = *state;
    struct kube_got got;
    char warnings[1024];

    create_web(world);
    for (size_t i = 0; i < ARRAY_COUNT(strict_cases); i++) {
        const struct strict_case *one = &strict_cases[i];
        char before[32], after[32];

        rv_now(world, before);
        ask_strictly(world, one, "Strict", &got);
        assert_int_equal(got.status, one->refused);
        if (strstr(buf_text(&got.body), one->error) == NULL)
            fail_msg("%zu: %s", i, buf_text(&got.body));
        kube_got_release(&got);
        assert_string_equal(rv_now(world, after), before); /* nothing was stored */

        ask_strictly(world, one, "Warn", &got);
        assert_int_equal(got.status, 200);
        assert_non_null(kube_got_header(&got, "Warning", warnings));
        if (strstr(warnings, one->warning) == NULL)
            fail_msg("%zu: %s", i, warnings);
        kube_got_release(&got);

        ask_strictly(world, one, "Ignore", &got);
        assert_int_equal(got.status, 200);
        assert_null(kube_got_header(&got, "Warning", warnings));
        kube_got_release(&got);
    }
}

static void yaml_that_says_a_key_twice_is_told_with_its_line(void **state)
{
    struct world *world = *state;
    struct kube_ask ask = {.method = "POST",
                           .target = "/api/v1/namespaces/default/services?fieldValidation"
                                     "=Strict",
                           .type = "application/yaml",
                           .body =
                               "kind: Service\napiVersion: v1\nmetadata:\n  name: web\n"
                               "spec:\n  type: NodePort\n  type: ClusterIP\n"
                               "  ports: [{port: 80}]\n"};
    struct kube_got got;
    char warnings[1024];

    kube_client_ask(&world->client, &ask, &got);
    assert_int_equal(got.status, 400);
    assert_non_null(strstr(buf_text(&got.body), "strict decoding error: yaml: unmarshal "
                                                "errors:\\n  line 7: key \\\"type\\\" "
                                                "already set in map"));
    kube_got_release(&got);

    ask.target = services;
    kube_client_ask(&world->client, &ask, &got);
    assert_int_equal(got.status, 201);
    assert_non_null(kube_got_header(&got, "Warning", warnings));
    assert_non_null(strstr(warnings, "line 7: key \\\"type\\\" already set in map"));
    assert_non_null(strstr(buf_text(&got.body), "\"type\":\"ClusterIP\""));
    kube_got_release(&got);
}

/* ---- kubeconfig ---- */

static void kubeconfig_names_every_user(void **state)
{
    struct world *world = *state;
    struct buf text;
    json_t *tree = NULL;
    buf_init(&text, LIMIT_FILE_BYTES);

    assert_int_equal(kube_api_kubeconfig(world->api, &text, NULL), ERR_OK);

    assert_int_equal(tree_from_yaml(buf_span(&text), "kubeconfig", &tree, NULL), ERR_OK);
    assert_string_equal(tree_key_text(tree, "current-context"), "admin");
    assert_int_equal(json_array_size(tree_key(tree, "users")), 4);
    assert_int_equal(count_of(buf_text(&text), "client-key-data: "), 2);
    json_decref(tree);
    buf_release(&text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(admission_is_asked_about_each_write),
        TEST(admission_that_refuses_leaves_all_as_it_was),
        TEST(node_ports_are_given_once_and_given_back),
        TEST(dry_runs_take_no_addresses),
        TEST(watch_tells_what_happens_while_it_is_open),
        TEST(watch_list_goes_on_behind_its_mark),
        TEST(watch_sends_a_bookmark_and_ends_in_time),
        TEST(watch_of_a_forgotten_number_is_told_410_inside),
        TEST(watches_can_be_cut),
        TEST(watches_of_a_crowd_all_tell_the_same),
        TEST(pages_stay_at_one_state_while_others_write),
        TEST(what_is_seeded_is_what_one_would_have_posted),
        TEST(endpoints_follow_pods),
        TEST(a_pod_of_nobody_runs),
        TEST(a_pod_waits_for_a_node_and_says_so),
        TEST(a_pod_goes_where_it_is_wanted_and_tolerates),
        TEST(a_pod_has_time_to_end),
        TEST(a_pod_without_the_named_port_is_no_endpoint),
        TEST(what_needs_a_container_is_refused_like_by_a_node_that_is_away),
        TEST(a_namespace_waits_for_its_pods),
        TEST(foreground_deletion_ends),
        TEST(bodies_that_are_too_much_are_refused),
        TEST(nonsense_is_answered_and_survived),
        TEST(fields_said_twice_are_told),
        TEST(patches_are_looked_at_strictly_where_asked),
        TEST(yaml_that_says_a_key_twice_is_told_with_its_line),
        TEST(kubeconfig_names_every_user),
    };

    curl_global_init(CURL_GLOBAL_DEFAULT);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    curl_global_cleanup();
    return failed;
}
