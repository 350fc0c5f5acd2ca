#include "kube/cluster_env.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "unit/kube/cases.h"

#include "base/banned.h"

#define CONFIG                                                                           \
    "current-context: x\nclusters: [{name: c, cluster: {server: 'https://h'}}]\n"        \
    "contexts: [{name: x, context: {cluster: c}}, {name: y, context: {cluster: c}}]\n"

/* A folder of its own for each test, removed at its end. */
struct home {
    char path[64];
};

static void put_file(const struct home *home, const char *name, const char *text)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", home->path, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static int setup(void **state)
{
    static struct home home;

    snprintf(home.path, sizeof home.path, "/tmp/elbtop-test-XXXXXX");
    if (mkdtemp(home.path) == NULL)
        return -1;
    *state = &home;
    return 0;
}

static int teardown(void **state)
{
    static const char *const names[] = {".kube/config", ".kube", "token", "ca.crt",
                                        "namespace",    "other", ""};
    const struct home *home = *state;
    char path[256];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", home->path, names[i]);
        remove(path);
    }
    return 0;
}

static void make_home(const struct home *home)
{
    char path[256];

    snprintf(path, sizeof path, "%s/.kube", home->path);
    assert_int_equal(mkdir(path, 0700), 0);
    put_file(home, ".kube/config", CONFIG);
}

static void make_pod(const struct home *home)
{
    put_file(home, "token", "pod-token\n");
    put_file(home, "ca.crt", "-----BEGIN CERTIFICATE-----\n");
    put_file(home, "namespace", "shop\n");
}

static const struct cluster_choice any = {0};

static void cluster_is_found_at_home(void **state)
{
    const struct home *home = *state;
    struct cluster_env env = {.home = home->path};
    struct cluster *cluster = NULL;
    make_home(home);

    assert_int_equal(cluster_load_in(&env, &any, &cluster, NULL), ERR_OK);

    assert_string_equal(cluster->context, "x");
    cluster_free(cluster);
}

static void cluster_given_by_option_wins(void **state)
{
    const struct home *home = *state;
    char path[128];
    snprintf(path, sizeof path, "%s/other", home->path);
    put_file(home, "other",
             "current-context: z\nclusters: [{name: c, cluster: {server: "
             "'https://other'}}]\n"
             "contexts: [{name: z, context: {cluster: c}}]\n");
    make_home(home);
    struct cluster_env env = {.home = home->path, .kubeconfig = "/nowhere"};
    struct cluster_choice choice = {.kubeconfig = path};
    struct cluster *cluster = NULL;

    assert_int_equal(cluster_load_in(&env, &choice, &cluster, NULL), ERR_OK);

    assert_string_equal(cluster->server, "https://other");
    cluster_free(cluster);
}

static void cluster_given_by_option_must_be_there(void **state)
{
    const struct home *home = *state;
    struct cluster_env env = {.home = home->path};
    struct cluster_choice choice = {.kubeconfig = "/nowhere/config"};
    struct cluster *cluster = NULL;
    struct err err = ERR_INIT;
    make_home(home);

    assert_int_equal(cluster_load_in(&env, &choice, &cluster, &err), ERR_LOCAL);

    assert_string_equal(err.where, "/nowhere/config");
    assert_null(cluster);
}

static void cluster_around_a_pod_is_used_when_there_is_no_file(void **state)
{
    const struct home *home = *state;
    struct cluster_env env = {.home = home->path,
                              .service_host = "10.247.0.1",
                              .service_port = "6443",
                              .pod_folder = home->path};
    struct cluster *cluster = NULL;
    char token_file[128];
    make_pod(home);

    assert_int_equal(cluster_load_in(&env, &any, &cluster, NULL), ERR_OK);

    snprintf(token_file, sizeof token_file, "%s/token", home->path);
    assert_string_equal(cluster->server, "https://10.247.0.1:6443");
    assert_string_equal(cluster->namespace, "shop");
    assert_string_equal(cluster->token_file, token_file);
    assert_string_equal(cluster->context, "");
    assert_non_null(cluster->ca_pem);
    cluster_free(cluster);
}

static void cluster_around_a_pod_may_have_an_ipv6_address(void **state)
{
    const struct home *home = *state;
    struct cluster_env env = {.service_host = "fd00::1", .pod_folder = home->path};
    struct cluster *cluster = NULL;
    make_pod(home);

    assert_int_equal(cluster_load_in(&env, &any, &cluster, NULL), ERR_OK);

    assert_string_equal(cluster->server, "https://[fd00::1]:443");
    cluster_free(cluster);
}

static void cluster_of_a_file_wins_over_the_pods(void **state)
{
    const struct home *home = *state;
    struct cluster_env env = {
        .home = home->path, .service_host = "10.247.0.1", .pod_folder = home->path};
    struct cluster *cluster = NULL;
    make_pod(home);
    make_home(home);

    assert_int_equal(cluster_load_in(&env, &any, &cluster, NULL), ERR_OK);

    assert_string_equal(cluster->server, "https://h");
    cluster_free(cluster);
}

static void cluster_around_a_pod_needs_its_certificate(void **state)
{
    const struct home *home = *state;
    struct cluster_env env = {.service_host = "10.247.0.1", .pod_folder = home->path};
    struct cluster *cluster = NULL;
    struct err err = ERR_INIT;

    assert_int_equal(cluster_load_in(&env, &any, &cluster, &err), ERR_LOCAL);

    assert_non_null(strstr(err.where, "/ca.crt"));
}

static void cluster_that_is_nowhere_says_where_it_was_looked_for(void **state)
{
    const struct home *home = *state;
    struct cluster_env env = {.home = home->path};
    struct cluster *cluster = NULL;
    struct err err = ERR_INIT;

    assert_int_equal(cluster_load_in(&env, &any, &cluster, &err), ERR_LOCAL);
    assert_non_null(strstr(err.text, "~/.kube/config"));

    env.kubeconfig = "/nowhere:/neither";
    err_clear(&err);
    assert_int_equal(cluster_load_in(&env, &any, &cluster, &err), ERR_LOCAL);
    assert_string_equal(err.where, "KUBECONFIG");
    assert_non_null(strstr(err.text, "/neither"));
}

static void cluster_contexts_are_those_of_all_files(void **state)
{
    const struct home *home = *state;
    char list[256];
    struct arena arena = {0};
    const char **names;
    const char *current;
    size_t count;
    make_home(home);
    put_file(home, "other",
             "current-context: b\ncontexts: [{name: y}, {name: b}, {name: 5}, {}]\n");
    snprintf(list, sizeof list, "%s/.kube/config::%s/other", home->path, home->path);
    struct cluster_env env = {.kubeconfig = list};

    assert_int_equal(
        cluster_contexts_in(&env, &any, &arena, &names, &count, &current, NULL), ERR_OK);

    assert_int_equal(count, 3);
    assert_string_equal(names[0], "x");
    assert_string_equal(names[1], "y");
    assert_string_equal(names[2], "b");
    assert_string_equal(current, "x");
    arena_release(&arena);
}

static void cluster_misfit_keeps_the_field_of_a_long_file_name(void **state)
{
    (void)state;
    struct kubeconfig_entry entry = {
        .file = "/a/very/long/way/that/leads/through/many/folders/with/long/names/until/"
                "one/comes/to/where/the/file/lies/which/is/called/kubeconfig",
        .list = "users",
        .index = 12,
        .inner = "user"};
    struct err err = ERR_INIT;

    entry_misfit(&entry, "client-certificate-data", ERR_SHAPE, &err, "no");

    assert_int_equal(strlen(err.where), sizeof err.where - 1);
    assert_int_equal(strncmp(err.where, "...", 3), 0);
    assert_non_null(
        strstr(err.where, "/kubeconfig: users[12].user.client-certificate-data"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(cluster_is_found_at_home),
        TEST(cluster_given_by_option_wins),
        TEST(cluster_given_by_option_must_be_there),
        TEST(cluster_around_a_pod_is_used_when_there_is_no_file),
        TEST(cluster_around_a_pod_may_have_an_ipv6_address),
        TEST(cluster_of_a_file_wins_over_the_pods),
        TEST(cluster_around_a_pod_needs_its_certificate),
        TEST(cluster_that_is_nowhere_says_where_it_was_looked_for),
        TEST(cluster_contexts_are_those_of_all_files),
        TEST(cluster_misfit_keeps_the_field_of_a_long_file_name),
    };
    return cmocka_run_group_tests_name("cluster_env", tests, NULL, NULL);
}
