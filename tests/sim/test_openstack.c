/*
 * OpenStack's own command line (openstackclient with the octavia plugin, as Debian ships
 * them) on the embedded cloud. Skipped where it is not installed.
 */
#include "lib/check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "sim/cloud_api.h"
#include "wire/tree.h"

struct stage {
    struct cloud *cloud;
    char dir[64];
    char elb_id[CLOUD_ID_BYTES];
    char eip[CLOUD_ADDRESS_BYTES];
};

static bool is_installed(void)
{
    const char *path = getenv("PATH");
    struct span rest = span_of(path == NULL ? "" : path), folder;
    char file[1024];

    while (span_cut(&rest, ':', &folder)) {
        snprintf(file, sizeof(file), "%.*s/openstack", (int)folder.bytes, folder.at);
        if (access(file, X_OK) == 0)
            return true;
    }
    return false;
}

/* One shared load balancer, whole, with an address. */
static void add_objects(struct stage *stage)
{
    struct cloud_state *sky = cloud_state(stage->cloud);

    cloud_lock(sky);
    struct cloud_elb *elb =
        cloud_elb_add(sky, &(struct cloud_elb_spec){.name = "k8s-web"});
    struct cloud_eip *eip = cloud_eip_add(sky, &(struct cloud_eip_spec){0});
    struct cloud_listener *listener =
        cloud_listener_add(sky, elb,
                           &(struct cloud_listener_spec){
                               .name = "k8s_TCP_80", .protocol = "TCP", .port = 80});
    struct cloud_pool *pool =
        cloud_pool_add(sky, elb, &(struct cloud_pool_spec){.listener = listener});
    cloud_member_add(
        sky, pool,
        &(struct cloud_member_spec){.address = "10.0.3.20", .port = 30080, .weight = -1});
    cloud_eip_bind(sky, eip, elb);
    snprintf(stage->elb_id, sizeof(stage->elb_id), "%s", elb->thing.id);
    snprintf(stage->eip, sizeof(stage->eip), "%s", eip->address);
    cloud_unlock(sky);
}

static void write_clouds_yaml(struct stage *stage)
{
    struct cloud_login login;
    char path[128];

    cloud_login_of(stage->cloud, "ops", &login);
    snprintf(path, sizeof(path), "%s/clouds.yaml", stage->dir);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(
        file,
        "clouds:\n  sim:\n    region_name: %s\n    identity_api_version: 3\n"
        "    interface: public\n    auth:\n      auth_url: %s/v3\n      username: %s\n"
        "      password: %s\n      project_name: %s\n      user_domain_name: %s\n"
        "      project_domain_name: %s\n",
        login.region, cloud_iam_url(stage->cloud), login.user, login.password,
        login.project, login.domain, login.domain);
    fclose(file);
    setenv("OS_CLIENT_CONFIG_FILE", path, 1);
    setenv("OS_CLOUD", "sim", 1);
}

static int setup(void **state)
{
    struct stage *stage = mem_new(sizeof(*stage));
    struct err err = ERR_INIT;
    struct cloud_config config = {.region = "eu-de", .seed = 11};

    snprintf(stage->dir, sizeof(stage->dir), "/tmp/elbtop-openstack-XXXXXX");
    assert_non_null(mkdtemp(stage->dir));
    assert_int_equal(cloud_new(&config, &stage->cloud, &err), ERR_OK);
    add_objects(stage);
    write_clouds_yaml(stage);
    *state = stage;
    return 0;
}

static int teardown(void **state)
{
    struct stage *stage = *state;
    char path[128];

    snprintf(path, sizeof(path), "%s/clouds.yaml", stage->dir);
    unlink(path);
    rmdir(stage->dir);
    cloud_free(stage->cloud);
    free(stage);
    return 0;
}

/* Runs it and returns the JSON it printed; the command must succeed. */
static json_t *openstack(const char *const *words)
{
    const char *argv[16] = {"openstack"};
    int pipe_fds[2], status = 0;
    struct buf text;
    char bytes[4096];
    ssize_t got;
    size_t count = 1;

    for (; *words != NULL && count < 15; words++)
        argv[count++] = *words;
    assert_int_equal(pipe2(pipe_fds, O_CLOEXEC), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(pipe_fds[1], STDOUT_FILENO);
        execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    close(pipe_fds[1]);
    buf_init(&text, LIMIT_MIB);
    while ((got = read(pipe_fds[0], bytes, sizeof(bytes))) > 0)
        buf_add(&text, bytes, (size_t)got);
    close(pipe_fds[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);

    json_t *tree = NULL;
    assert_int_equal(tree_from_json(buf_span(&text), "openstack", &tree, NULL), ERR_OK);
    buf_release(&text);
    return tree;
}

#define OPENSTACK(...) openstack((const char *const[]){__VA_ARGS__, NULL})

static void openstack_lists_and_shows_load_balancers(void **state)
{
    const struct stage *stage = *state;

    json_t *list = OPENSTACK("loadbalancer", "list", "-f", "json");
    json_t *show = OPENSTACK("loadbalancer", "show", "k8s-web", "-f", "json");

    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(tree_text(json_array_get(list, 0), "name"), "k8s-web");
    assert_string_equal(tree_text(json_array_get(list, 0), "id"), stage->elb_id);
    assert_string_equal(tree_text(show, "provisioning_status"), "ACTIVE");
    json_decref(list);
    json_decref(show);
}

static void openstack_shows_the_status_tree(void **state)
{
    (void)state;

    json_t *tree = OPENSTACK("loadbalancer", "status", "show", "k8s-web");

    const json_t *listener = json_array_get(tree_at(tree, "loadbalancer.listeners"), 0);
    assert_string_equal(tree_text(listener, "name"), "k8s_TCP_80");
    json_decref(tree);
}

static void openstack_lists_floating_ips(void **state)
{
    const struct stage *stage = *state;

    json_t *list = OPENSTACK("floating", "ip", "list", "-f", "json");
    const json_t *address = tree_key(json_array_get(list, 0), "Floating IP Address");

    assert_string_equal(json_string_value(address), stage->eip);
    json_decref(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(openstack_lists_and_shows_load_balancers),
        cmocka_unit_test(openstack_shows_the_status_tree),
        cmocka_unit_test(openstack_lists_floating_ips),
    };

    if (!is_installed()) {
        puts("1..0 # SKIP openstack is not installed");
        return 0;
    }
    return cmocka_run_group_tests(tests, setup, teardown);
}
