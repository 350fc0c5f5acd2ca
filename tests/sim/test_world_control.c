/*
 * The remote control, time step by step, the files a world leaves and takes away again, and
 * that the same seed makes the same world.
 */
#include "lib/check.h"
#include "lib/wait.h"

#include <sys/stat.h>
#include <unistd.h>

#include "wire/tree.h"
#include "world.h"

#define HELLO "lb-demo/hello"

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

static bool has_address(struct world *world, const char *key)
{
    return world_ingress(world, key)[0] != '\0';
}

static json_t *ask(struct world *world, const char *method, const char *path,
                   const char *body, int wanted)
{
    int status;
    json_t *answer = world_control(world, method, path, body, &status);
    assert_int_equal(status, wanted);
    return answer;
}

/* ---- state and faults ---- */

static void the_state_tells_time_story_and_places(void **state)
{
    struct world *world = *state;
    json_t *told = ask(world, "GET", "/state", NULL, 200);

    assert_string_equal(tree_text(told, "story.name"), "quiet");
    assert_false(tree_bool(told, "paused", true));
    assert_true(json_number_value(tree_at(told, "speed")) == 100);
    assert_true(tree_bool(told, "ccm_running", false));
    assert_string_equal(tree_text(told, "places.api_server"),
                        sim_places(world->sim)->api_server);
    json_decref(told);
}

static void faults_are_told_until_they_are_mended(void **state)
{
    struct world *world = *state;
    json_decref(ask(world, "POST", "/fault", "{\"fault\":\"elb:status=503\"}", 200));
    json_t *told = ask(world, "GET", "/state", NULL, 200);
    assert_int_equal(json_array_size(tree_at(told, "faults")), 1);
    json_decref(told);
    json_t *none = world_elb_list(world, "loadbalancers");
    assert_null(none);

    json_decref(ask(world, "DELETE", "/fault", NULL, 200));

    json_t *list = world_elb_list(world, "loadbalancers");
    assert_non_null(list);
    json_decref(list);
}

static void a_fault_may_be_the_text_alone(void **state)
{
    struct world *world = *state;
    json_decref(ask(world, "POST", "/fault", "vpc:status=500:count=9\n", 200));

    json_t *told = ask(world, "GET", "/state", NULL, 200);
    assert_string_equal(tree_text(json_array_get(tree_at(told, "faults"), 0), "fault"),
                        "vpc:status=500:count=9");
    json_decref(told);
}

static void what_cannot_be_done_is_refused_with_a_reason(void **state)
{
    static const struct {
        const char *method, *path, *body;
        int status;
    } cases[] = {
        {"POST", "/fault", "{\"fault\":\"moon:down\"}", 400},
        {"POST", "/fault", "{\"fault\":\"elb:deleted=nobody\"}", 404},
        {"POST", "/fault", "nonsense", 400},
        {"POST", "/fault", NULL, 400},
        {"POST", "/speed", "{\"speed\":1000}", 400},
        {"POST", "/speed", "{}", 400},
        {"POST", "/step", NULL, 409},
        {"GET", "/log?after=x", NULL, 400},
        {"GET", "/nothing", NULL, 404},
    };
    struct world *world = *state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        json_t *answer =
            ask(world, cases[i].method, cases[i].path, cases[i].body, cases[i].status);
        assert_non_null(tree_text(answer, "error"));
        json_decref(answer);
    }
}

static void an_api_server_that_was_away_comes_back_with_all_it_had(void **state)
{
    struct world *world = *state;
    int status = 0;
    assert_int_equal(world_autocreate(world, "hello"), 201);
    json_decref(ask(world, "POST", "/fault", "api-server:stopped", 200));
    json_decref(world_kube(world, "GET", "/version", NULL, &status));
    assert_int_equal(status, 0);

    json_decref(ask(world, "POST", "/fault", "api-server:running", 200));

    assert_true(WAIT_FOR(has_address(world, HELLO), WORLD_PATIENCE_MS));
    json_t *old = world_kube(
        world, "GET", "/api/v1/services?watch=1&resourceVersion=1001", NULL, &status);
    assert_int_equal(tree_int(old, "object.code", 0), 410);
    json_decref(old);
    json_decref(ask(world, "POST", "/fault", "api-server:restart", 200));
    world_delete(world, HELLO);
    assert_true(WAIT_FOR(world_elb_count(world, "k8s-hello") == 0, WORLD_PATIENCE_MS));
}

/* ---- Pods ---- */

static size_t pods_in_phase(struct world *world, const char *phase)
{
    char path[128];

    snprintf(path, sizeof path,
             "/api/v1/namespaces/lb-demo/pods?fieldSelector="
             "status.phase%%3D%s",
             phase);
    json_t *list = world_get(world, path);
    size_t count = json_array_size(tree_at(list, "items"));
    json_decref(list);
    return count;
}

static bool is_rolled_out(struct world *world)
{
    json_t *deployment =
        world_get(world, "/apis/apps/v1/namespaces/lb-demo/deployments/hello");
    bool done = tree_int(deployment, "status.updatedReplicas", 0) == 2 &&
                tree_int(deployment, "status.replicas", 0) == 2 &&
                tree_int(deployment, "status.availableReplicas", 0) == 2;
    json_decref(deployment);
    return done;
}

static void a_rollout_goes_pod_by_pod_while_time_runs(void **state)
{
    struct world *world = *state;
    int status;
    assert_int_equal(pods_in_phase(world, "Running"), 2);
    json_decref(ask(world, "POST", "/pause", NULL, 200));

    json_decref(world_kube(
        world, "PATCH", "/apis/apps/v1/namespaces/lb-demo/deployments/hello",
        "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"a\":\"b\"}}}}}",
        &status));
    assert_int_equal(status, 200);

    assert_int_equal(pods_in_phase(world, "Pending"), 1);
    assert_int_equal(pods_in_phase(world, "Running"), 2);
    assert_false(is_rolled_out(world));
    json_decref(ask(world, "POST", "/run", NULL, 200));
    assert_true(WAIT_FOR(is_rolled_out(world), WORLD_PATIENCE_MS));
    assert_true(WAIT_FOR(pods_in_phase(world, "Running") == 2, WORLD_PATIENCE_MS));
}

static json_t *pod_of(struct world *world, const char *name)
{
    char path[128];

    snprintf(path, sizeof path, "/api/v1/namespaces/lb-demo/pods/%s", name);
    return world_get(world, path);
}

static bool pod_runs(struct world *world, const char *name)
{
    json_t *pod = pod_of(world, name);
    const char *phase = tree_text(pod, "status.phase");
    bool runs = phase != NULL && strcmp(phase, "Running") == 0;
    json_decref(pod);
    return runs;
}

static bool pod_is_gone(struct world *world, const char *name)
{
    json_t *pod = pod_of(world, name);
    json_decref(pod);
    return pod == NULL;
}

static size_t endpoints_of_hello(struct world *world)
{
    json_t *list = world_get(world, "/apis/discovery.k8s.io/v1/namespaces/lb-demo/"
                                    "endpointslices?labelSelector=kubernetes.io%2F"
                                    "service-name%3Dhello");
    const json_t *slice = json_array_get(tree_at(list, "items"), 0);
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(tree_at(slice, "endpoints")); i++) {
        const json_t *one = json_array_get(tree_at(slice, "endpoints"), i);
        count += tree_bool(one, "conditions.ready", false);
    }
    json_decref(list);
    return count;
}

/* What `kubectl run` makes, with the labels of a Service: it takes part, and leaves. */
static void a_bare_pod_serves_and_ends_in_its_time(void **state)
{
    static const char pod[] =
        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"bare\","
        "\"labels\":{\"app\":\"hello\"}},\"spec\":{\"containers\":[{\"name\":\"c\","
        "\"image\":\"nginx:1\",\"ports\":[{\"name\":\"http\",\"containerPort\":8080}]}]}"
        "}";
    struct world *world = *state;
    int status;

    world_autocreate(world, "hello");
    assert_true(WAIT_FOR(endpoints_of_hello(world) == 2, WORLD_PATIENCE_MS));
    json_decref(
        world_kube(world, "POST", "/api/v1/namespaces/lb-demo/pods", pod, &status));
    assert_int_equal(status, 201);
    assert_true(WAIT_FOR(pod_runs(world, "bare"), WORLD_PATIENCE_MS));
    assert_true(WAIT_FOR(endpoints_of_hello(world) == 3, WORLD_PATIENCE_MS));

    json_decref(ask(world, "POST", "/pause", NULL, 200));
    json_t *told = world_kube(world, "DELETE", "/api/v1/namespaces/lb-demo/pods/bare",
                              NULL, &status);
    assert_int_equal(tree_int(told, "metadata.deletionGracePeriodSeconds", 0), 30);
    json_decref(told);
    assert_true(WAIT_FOR(endpoints_of_hello(world) == 2, WORLD_PATIENCE_MS));
    assert_false(pod_is_gone(world, "bare"));
    json_decref(ask(world, "POST", "/run", NULL, 200));
    assert_true(WAIT_FOR(pod_is_gone(world, "bare"), WORLD_PATIENCE_MS));
}

/* ---- the record ---- */

static void the_record_keeps_no_secret(void **state)
{
    struct world *world = *state;
    json_t *log = ask(world, "GET", "/log?server=iam&limit=4000", NULL, 200);
    const json_t *entries = tree_at(log, "entries");
    bool seen = false;

    for (size_t i = 0; i < json_array_size(entries); i++) {
        const char *body = tree_text(json_array_get(entries, i), "body");
        if (body == NULL || strstr(body, "\"password\":\"***\"") == NULL)
            continue;
        seen = true;
        assert_non_null(strstr(body, "\"name\":\"ops\""));
    }
    assert_true(seen);
    json_decref(log);
}

static void the_record_can_be_read_on_from_where_one_was(void **state)
{
    struct world *world = *state;
    char path[64];
    json_t *log = ask(world, "GET", "/log?limit=4000", NULL, 200);
    snprintf(path, sizeof path, "/log?server=api-server&after=%lld",
             (long long)tree_int(log, "next", 0));
    json_decref(log);
    world_apply(world, "{apiVersion: v1, kind: Namespace, metadata: {name: fresh}}");

    log = ask(world, "GET", path, NULL, 200);
    const json_t *entries = tree_at(log, "entries");
    bool seen = false;
    for (size_t i = 0; i < json_array_size(entries); i++)
        seen = seen || strstr(tree_text(json_array_get(entries, i), "target"),
                              "/namespaces/fresh") != NULL;
    assert_true(seen);
    json_decref(log);
}

/* ---- time ---- */

static void paused_nothing_happens_and_steps_lead_to_the_end(void **state)
{
    struct world *world = *state;
    json_decref(ask(world, "POST", "/pause", NULL, 200));
    assert_int_equal(world_autocreate(world, "hello"), 201);

    int steps = 0;
    while (!has_address(world, HELLO) && steps < 100) {
        json_decref(ask(world, "POST", "/step", NULL, 200));
        steps++;
    }

    assert_true(has_address(world, HELLO));
    assert_true(steps > 5);
    json_decref(ask(world, "POST", "/run", NULL, 200));
    json_t *told = ask(world, "GET", "/state", NULL, 200);
    assert_false(tree_bool(told, "paused", true));
    json_decref(told);
}

static void the_speed_can_be_changed(void **state)
{
    struct world *world = *state;
    json_t *told = ask(world, "POST", "/speed", "{\"speed\":7.5}", 200);
    assert_true(json_number_value(tree_at(told, "speed")) == 7.5);
    json_decref(told);
    told = ask(world, "POST", "/speed?speed=20", NULL, 200);
    assert_true(json_number_value(tree_at(told, "speed")) == 20);
    json_decref(told);
}

/* ---- files ---- */

static bool is_private(const char *path)
{
    struct stat file;
    return stat(path, &file) == 0 && (file.st_mode & 0777) == 0600;
}

static void files_are_private_and_go_with_the_world(void **state)
{
    static const char *const names[] = {"kubeconfig", "clouds.yaml", "env", "sim.json",
                                        "ca.pem"};
    char dir[64], path[128];
    (void)state;

    snprintf(dir, sizeof dir, "./world-%ld", (long)getpid());
    struct world *world = world_open(&(struct sim_config){.story = "quiet", .dir = dir});
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        if (!is_private(path))
            fail_msg("%s", path);
    }
    world_close(world);

    assert_int_not_equal(access(dir, F_OK), 0);
}

static void a_folder_that_was_there_stays_with_what_is_others(void **state)
{
    char dir[64], path[128];
    (void)state;
    snprintf(dir, sizeof dir, "./world-%ld", (long)getpid());
    assert_int_equal(mkdir(dir, 0700), 0);
    snprintf(path, sizeof path, "%s/mine", dir);
    FILE *mine = fopen(path, "w");
    assert_non_null(mine);
    fclose(mine);

    world_close(world_open(&(struct sim_config){.story = "quiet", .dir = dir}));

    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(dir), 0);
}

static void start_and_fail(const struct sim_config *config, const char *part)
{
    struct sim *sim;
    struct err err = ERR_INIT;
    char line[400];

    assert_int_not_equal(sim_start(config, &sim, &err), ERR_OK);
    if (strstr(err_line(&err, line, sizeof line), part) == NULL)
        fail_msg("%s", line);
}

static void two_worlds_do_not_share_a_folder(void **state)
{
    char dir[64], pid[64];
    (void)state;
    snprintf(dir, sizeof dir, "./world-%ld", (long)getpid());
    snprintf(pid, sizeof pid, "another world lives here (process %ld)", (long)getpid());
    const struct sim_config config = {.story = "quiet", .dir = dir};
    struct world *first = world_open(&config);

    start_and_fail(&config, pid);

    assert_int_equal(world_event_count(first, HELLO, "none"), 0); /* the first lives on */
    world_close(first);
    assert_int_not_equal(access(dir, F_OK), 0);
}

static void write_file(const char *dir, const char *name, const char *text)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* Somebody's own clouds.yaml is neither overwritten nor removed. */
static void files_of_others_are_left_alone(void **state)
{
    char dir[64], path[128];
    (void)state;
    snprintf(dir, sizeof dir, "./world-%ld", (long)getpid());
    assert_int_equal(mkdir(dir, 0700), 0);
    write_file(dir, "clouds.yaml", "mine");

    start_and_fail(&(struct sim_config){.story = "quiet", .dir = dir},
                   "clouds.yaml: is there already and was not left by a world");

    snprintf(path, sizeof path, "%s/clouds.yaml", dir);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(dir), 0); /* nothing else was left in it */
}

/* What a world that was killed leaves: its files, its lock that nobody holds. */
static void leave_as_if_killed(const char *dir)
{
    assert_int_equal(mkdir(dir, 0700), 0);
    write_file(dir, "sim.json", "{}");
    write_file(dir, "kubeconfig", "old");
    write_file(dir, ".env.4242", "half");
    write_file(dir, ".elbtop-world", "4242\n");
}

static void a_world_moves_in_where_one_was_killed(void **state)
{
    char dir[64];
    (void)state;
    snprintf(dir, sizeof dir, "./world-%ld", (long)getpid());
    leave_as_if_killed(dir);

    world_close(world_open(&(struct sim_config){.story = "quiet", .dir = dir}));

    assert_int_equal(rmdir(dir), 0);
}

/* In TMPDIR: what is left of the dead goes; the living, and what is not surely a world's,
 * stay. */
static void what_killed_worlds_left_is_cleaned_up(void **state)
{
    char below[64], dead[96], foreign[96], file[112], was[256];
    const char *tmp = getenv("TMPDIR");
    (void)state;
    snprintf(was, sizeof was, "%s", tmp != NULL ? tmp : "");
    snprintf(below, sizeof below, "/tmp/world-test-%ld", (long)getpid());
    snprintf(dead, sizeof dead, "%s/elbtop-demo-AbCdEf", below);
    snprintf(foreign, sizeof foreign, "%s/elbtop-AbCdEf", below);
    assert_int_equal(mkdir(below, 0700), 0);
    setenv("TMPDIR", below, 1);
    struct world *alive = world_open_story("quiet");
    leave_as_if_killed(dead);
    assert_int_equal(mkdir(foreign, 0700), 0);
    write_file(foreign, "kubeconfig", "no lock, no world");

    world_close(world_open_story("quiet"));

    assert_int_not_equal(access(dead, F_OK), 0);
    assert_int_equal(access(foreign, F_OK), 0);
    json_decref(ask(alive, "GET", "/state", NULL, 200));
    world_close(alive);
    snprintf(file, sizeof file, "%s/kubeconfig", foreign);
    assert_int_equal(unlink(file), 0);
    assert_int_equal(rmdir(foreign), 0);
    if (was[0] != '\0')
        setenv("TMPDIR", was, 1);
    else
        unsetenv("TMPDIR");
    assert_int_equal(rmdir(below), 0);
}

static void what_cannot_start_says_why_and_leaves_nothing(void **state)
{
    static const char *const no_fault[] = {"moon:down"};
    static const char *const no_server[] = {"ccm:delay=5s"};
    static const char *const no_word[] = {"elb:deleted=k8s-whoami:name=x"};
    static const char *const no_deed[] = {"node:sideways"};
    static const struct {
        struct sim_config config;
        const char *part;
    } cases[] = {
        {{.story = "nope"}, "no story"},
        {{.region = "mars"}, "no region"},
        {{.kubeconfig = "/nonexistent"}, "No such file"},
        {{.story = "quiet", .fault_count = 1, .faults = no_fault}, "target"},
        {{.story = "quiet", .fault_count = 1, .faults = no_server},
         "ccm answers no requests"},
        {{.story = "quiet", .fault_count = 1, .faults = no_word},
         "known for elb: status delay cut quota"},
        {{.story = "quiet", .fault_count = 1, .faults = no_deed},
         "known for node: down up"},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct sim_config config = cases[i].config;
        struct sim *sim;
        struct err err = ERR_INIT;
        char dir[64];
        snprintf(dir, sizeof dir, "./world-%ld", (long)getpid());
        config.dir = dir;
        assert_int_not_equal(sim_start(&config, &sim, &err), ERR_OK);
        if (strstr(err.text, cases[i].part) == NULL)
            fail_msg("%s", err.text);
        assert_int_not_equal(access(dir, F_OK), 0);
    }
}

/* ---- the same seed, the same world ---- */

static char *ids_of(uint64_t seed)
{
    struct world *world = world_open(&(struct sim_config){.seed = seed});
    struct buf text;
    buf_init(&text, 4096);
    assert_true(WAIT_FOR(has_address(world, HELLO), WORLD_PATIENCE_MS));

    /* made while others ask and write events */
    assert_int_equal(world_autocreate(world, "later"), 201);
    json_t *later = world_service(world, "lb-demo/later");
    json_t *whoami = world_service(world, "whoami/whoami");
    json_t *elb = world_elb_named(world, "k8s-edge");
    buf_print(&text, "%s %s %s %s %s %s", tree_text(later, "metadata.uid"),
              tree_text(later, "spec.clusterIP"), tree_text(whoami, "metadata.uid"),
              world_ingress(world, HELLO),
              world_annotation(world, HELLO, "kubernetes.io/elb.id"),
              tree_text(elb, "vip_port_id"));
    json_decref(elb);
    json_decref(whoami);
    json_decref(later);
    world_close(world);
    return buf_take(&text);
}

static void the_same_seed_makes_the_same_ids(void **state)
{
    (void)state;
    char *one = ids_of(5);
    char *same = ids_of(5);
    char *other = ids_of(6);

    assert_string_equal(one, same);
    assert_string_not_equal(one, other);
    free(one);
    free(same);
    free(other);
}

/* ---- many ---- */

static void many_services_are_ready_from_the_start(void **state)
{
    (void)state;
    struct world *world =
        world_open(&(struct sim_config){.story = "empty", .services = 250, .churn = 20});

    json_t *list =
        world_get(world, "/api/v1/services?fieldSelector=spec.type%3DLoadBalancer");
    assert_int_equal(json_array_size(tree_at(list, "items")), 250);
    json_t *elbs = world_elb_list(world, "loadbalancers");
    assert_int_equal(json_array_size(elbs), 25);
    assert_int_equal(
        world_listener_count(world, tree_text(json_array_get(elbs, 0), "id")), 10);
    assert_int_equal(
        world_member_count(world, tree_text(json_array_get(elbs, 0), "id"), "ONLINE"),
        30);
    json_decref(elbs);
    json_decref(list);
    /* the churn touches labels, and no more follows from it */
    json_t *told = NULL;
    assert_true(
        WAIT_FOR((json_decref(told), told = world_service(world, "bulk-000/svc-0007"),
                  tree_text(told, "metadata.labels.churn") != NULL),
                 WORLD_PATIENCE_MS));
    json_decref(told);
    assert_int_equal(
        world_event_count(world, "bulk-000/svc-0007", "EnsuringLoadBalancer"), 0);
    world_close(world);
}

#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, open_quiet, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORLD(the_state_tells_time_story_and_places),
        WITH_WORLD(faults_are_told_until_they_are_mended),
        WITH_WORLD(a_fault_may_be_the_text_alone),
        WITH_WORLD(what_cannot_be_done_is_refused_with_a_reason),
        WITH_WORLD(an_api_server_that_was_away_comes_back_with_all_it_had),
        WITH_WORLD(a_rollout_goes_pod_by_pod_while_time_runs),
        WITH_WORLD(a_bare_pod_serves_and_ends_in_its_time),
        WITH_WORLD(the_record_keeps_no_secret),
        WITH_WORLD(the_record_can_be_read_on_from_where_one_was),
        WITH_WORLD(paused_nothing_happens_and_steps_lead_to_the_end),
        WITH_WORLD(the_speed_can_be_changed),
        cmocka_unit_test(files_are_private_and_go_with_the_world),
        cmocka_unit_test(a_folder_that_was_there_stays_with_what_is_others),
        cmocka_unit_test(two_worlds_do_not_share_a_folder),
        cmocka_unit_test(files_of_others_are_left_alone),
        cmocka_unit_test(a_world_moves_in_where_one_was_killed),
        cmocka_unit_test(what_killed_worlds_left_is_cleaned_up),
        cmocka_unit_test(what_cannot_start_says_why_and_leaves_nothing),
        cmocka_unit_test(the_same_seed_makes_the_same_ids),
        cmocka_unit_test(many_services_are_ready_from_the_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
