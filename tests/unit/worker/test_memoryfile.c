/* The file in which a cluster's history stands from one run to the next. */
#include "lib/check.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "unit/state/world.h"
#include "unit/worker/scratch_dir.h"
#include "wire/tree.h"
#include "worker/memoryfile.h"

#define SERVER "https://10.0.0.1:6443"

struct bench {
    char *dir;
    struct world world;
};

static int set_up(void **state)
{
    struct bench *bench = mem_new(sizeof *bench);
    bench->dir = scratch_dir_new();
    world_init(&bench->world);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    world_release(&bench->world);
    scratch_dir_remove(bench->dir);
    free(bench);
    return 0;
}

static struct memoryfile *open_file(struct bench *bench, const char *server)
{
    const struct memoryfile_config config = {
        .state_dir = bench->dir, .server = server, .store = bench->world.store};
    return memoryfile_open(&config, world_wall(&bench->world));
}

/* Something worth remembering: a Service that goes. */
static void bury(struct bench *bench, const char *name)
{
    struct world *world = &bench->world;

    world_listed(world);
    world_put_service(world, &(struct service_spec){.namespace = "shop",
                                                    .name = name,
                                                    .autocreate = "public",
                                                    .elb_id = "44b0"});
    world_look(world);
    store_gone(world->store, KUBE_SERVICE, "shop", name, NULL, 0, world_wall(world));
}

static json_t *written(struct bench *bench)
{
    char path[512];
    json_t *tree = NULL;

    assert_int_equal(scratch_dir_find(bench->dir, "history", ".json", path), 1);
    assert_int_equal(tree_from_file(path, &tree, NULL), ERR_OK);
    return tree;
}

static void nothing_new_writes_nothing(void **state)
{
    struct bench *bench = *state;
    char path[512];
    struct memoryfile *file = open_file(bench, SERVER);

    memoryfile_work(file, 0, world_wall(&bench->world));
    memoryfile_end(file, world_wall(&bench->world));

    assert_int_equal(scratch_dir_find(bench->dir, "history", "", path), 0);
    memoryfile_free(file);
}

static void it_is_written_now_and_then_and_at_the_end(void **state)
{
    struct bench *bench = *state;
    struct memoryfile *file = open_file(bench, SERVER);
    int64_t wall_ms = world_wall(&bench->world);

    bury(bench, "a");
    memoryfile_work(file, 1000, wall_ms);
    json_t *first = written(bench);
    assert_int_equal(json_array_size(tree_at(first, "gone")), 1);
    bury(bench, "b");
    memoryfile_work(file, 1000 + INTERVAL_REMEMBER_MS - 1, wall_ms);
    json_t *still = written(bench);
    assert_int_equal(json_array_size(tree_at(still, "gone")), 1);
    memoryfile_work(file, 1000 + INTERVAL_REMEMBER_MS, wall_ms);
    json_t *second = written(bench);
    assert_int_equal(json_array_size(tree_at(second, "gone")), 2);
    bury(bench, "c");
    memoryfile_end(file, wall_ms);
    json_t *last = written(bench);
    assert_int_equal(json_array_size(tree_at(last, "gone")), 3);
    assert_string_equal(tree_text(json_array_get(tree_at(last, "gone"), 2), "name"), "c");

    json_decref(first);
    json_decref(still);
    json_decref(second);
    json_decref(last);
    memoryfile_free(file);
}

static void it_is_for_nobody_else(void **state)
{
    struct bench *bench = *state;
    struct memoryfile *file = open_file(bench, SERVER);
    struct stat about;
    char path[512];

    bury(bench, "a");
    memoryfile_end(file, world_wall(&bench->world));

    assert_int_equal(scratch_dir_find(bench->dir, "history", "", path), 1);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    snprintf(path, sizeof path, "%s/history", bench->dir);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0700);
    memoryfile_free(file);
}

static void each_cluster_has_its_own(void **state)
{
    struct bench *bench = *state;
    struct memoryfile *one = open_file(bench, SERVER);
    bury(bench, "a");
    memoryfile_end(one, world_wall(&bench->world));
    struct memoryfile *other = open_file(bench, "https://10.0.0.2:6443");
    bury(bench, "b");
    memoryfile_end(other, world_wall(&bench->world));
    char path[512];

    assert_int_equal(scratch_dir_find(bench->dir, "history", ".json", path), 2);

    memoryfile_free(one);
    memoryfile_free(other);
}

static void what_makes_no_sense_is_set_aside_and_told(void **state)
{
    static const char *const cases[] = {
        "",
        "{\"version\":",
        "[1,2,3]",
        "\xff\xfe",
        "{\"version\":99}",
        "{\"version\":1,\"durations\":{},\"gone\":[],\"services\":[]}"};
    struct bench *bench = *state;
    struct memoryfile *file = open_file(bench, SERVER);
    char path[512];
    char aside[600];
    bury(bench, "a");
    memoryfile_end(file, world_wall(&bench->world));
    memoryfile_free(file);
    assert_int_equal(scratch_dir_find(bench->dir, "history", ".json", path), 1);

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct buf kept;
        scratch_dir_write(path, cases[i]);
        file = open_file(bench, SERVER);
        assert_int_equal(scratch_dir_find(bench->dir, "history", ".bad-", aside), i + 1);
        assert_int_equal(access(path, F_OK), -1);
        snprintf(aside, sizeof aside, "%s.bad-%zu", path, i + 1);
        assert_int_equal(file_read(aside, 1000, &kept, NULL), ERR_OK);
        assert_string_equal(buf_text(&kept), cases[i]);
        buf_release(&kept);
        memoryfile_free(file);
    }
    const struct view *view = world_look(&bench->world);
    size_t told = 0;
    for (size_t k = 0; k < view->event_count; k++)
        told += view->events[k].failure &&
                strstr(view->events[k].what, "makes no sense and begins anew") != NULL;
    assert_int_equal(told, ARRAY_COUNT(cases));
    /* And it begins anew. */
    file = open_file(bench, SERVER);
    bury(bench, "z");
    memoryfile_end(file, world_wall(&bench->world));
    assert_int_equal(access(path, F_OK), 0);
    memoryfile_free(file);
}

static void where_nothing_can_be_written_it_is_told_once(void **state)
{
    struct bench *bench = *state;
    char path[600];
    snprintf(path, sizeof path, "%s/history", bench->dir);
    scratch_dir_write(path, "a file where a folder should be");

    struct memoryfile *file = open_file(bench, SERVER);
    bury(bench, "a");
    memoryfile_work(file, 0, world_wall(&bench->world));
    memoryfile_end(file, world_wall(&bench->world));

    memoryfile_free(file);
}

static void clusters_that_were_left_long_ago_make_room(void **state)
{
    struct bench *bench = *state;
    char server[64];
    char path[512];

    for (int i = 0; i < 25; i++) {
        snprintf(server, sizeof server, "https://10.0.0.%d:6443", i);
        struct memoryfile *file = open_file(bench, server);
        bury(bench, "a");
        memoryfile_end(file, world_wall(&bench->world));
        memoryfile_free(file);
    }

    assert_int_equal(scratch_dir_find(bench->dir, "history", ".json", path), 20);
}

int main(void)
{
#define ON_A_BENCH(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        ON_A_BENCH(nothing_new_writes_nothing),
        ON_A_BENCH(it_is_written_now_and_then_and_at_the_end),
        ON_A_BENCH(it_is_for_nobody_else),
        ON_A_BENCH(each_cluster_has_its_own),
        ON_A_BENCH(what_makes_no_sense_is_set_aside_and_told),
        ON_A_BENCH(where_nothing_can_be_written_it_is_told_once),
        ON_A_BENCH(clusters_that_were_left_long_ago_make_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
