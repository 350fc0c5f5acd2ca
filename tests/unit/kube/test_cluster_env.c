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

#include "unit/kube/folder.h"

#include "base/banned.h"

#define CONFIG                                                                           \
    "current-context: x\nclusters: [{name: c, cluster: {server: 'https://h'}}]\n"        \
    "contexts: [{name: x, context: {cluster: c}}, {name: y, context: {cluster: c}}]\n"

static int setup(void **state)
{
    static struct folder home;

    folder_init(&home);
    *state = &home;
    return 0;
}

static int teardown(void **state)
{
    folder_release(*state);
    return 0;
}

static void make_home(const struct folder *home)
{
    assert_int_equal(mkdir(folder_path(home, ".kube"), 0700), 0);
    folder_put(home, ".kube/config", CONFIG);
}

static void make_pod(const struct folder *home)
{
    folder_put(home, "token", "pod-token\n");
    folder_put(home, "ca.crt", "-----BEGIN CERTIFICATE-----\n");
    folder_put(home, "namespace", "shop\n");
}

static const struct cluster_choice any = {0};

static void cluster_is_found_at_home(void **state)
{
    const struct folder *home = *state;
    struct cluster_env env = {.home = home->path};
    struct cluster *cluster = NULL;
    make_home(home);

    assert_int_equal(cluster_load_in(&env, &any, &cluster, NULL), ERR_OK);

    assert_string_equal(cluster->context, "x");
    cluster_free(cluster);
}

static void cluster_given_by_option_wins(void **state)
{
    const struct folder *home = *state;
    char path[128];
    snprintf(path, sizeof path, "%s/other", home->path);
    folder_put(home, "other",
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
    const struct folder *home = *state;
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
    const struct folder *home = *state;
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
    const struct folder *home = *state;
    struct cluster_env env = {.service_host = "fd00::1", .pod_folder = home->path};
    struct cluster *cluster = NULL;
    make_pod(home);

    assert_int_equal(cluster_load_in(&env, &any, &cluster, NULL), ERR_OK);

    assert_string_equal(cluster->server, "https://[fd00::1]:443");
    cluster_free(cluster);
}

static void cluster_of_a_file_wins_over_the_pods(void **state)
{
    const struct folder *home = *state;
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
    const struct folder *home = *state;
    struct cluster_env env = {.service_host = "10.247.0.1", .pod_folder = home->path};
    struct cluster *cluster = NULL;
    struct err err = ERR_INIT;

    assert_int_equal(cluster_load_in(&env, &any, &cluster, &err), ERR_LOCAL);

    assert_non_null(strstr(err.where, "/ca.crt"));
}

static void cluster_that_is_nowhere_says_where_it_was_looked_for(void **state)
{
    const struct folder *home = *state;
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
    const struct folder *home = *state;
    char list[256];
    struct arena arena = {0};
    const struct cluster_context *contexts;
    const char *current;
    size_t count;
    make_home(home);
    folder_put(home, "other",
               "current-context: b\ncontexts: [{name: y}, {name: b}, {name: 5}, {}]\n");
    snprintf(list, sizeof list, "%s/.kube/config::%s/other", home->path, home->path);
    struct cluster_env env = {.kubeconfig = list};

    assert_int_equal(
        cluster_contexts_in(&env, &any, &arena, &contexts, &count, &current, NULL),
        ERR_OK);

    assert_int_equal(count, 3);
    assert_string_equal(contexts[0].name, "x");
    assert_true(span_ends(span_of(contexts[0].file), "/.kube/config"));
    assert_string_equal(contexts[1].name, "y");
    assert_string_equal(contexts[2].name, "b");
    assert_true(span_ends(span_of(contexts[2].file), "/other"));
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
