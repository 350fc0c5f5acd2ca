/*
 * Views share rows, cards and lines with the store that goes on changing: the screen's
 * thread reads and frees them while the worker makes the next ones.
 */
#include "lib/check.h"

#include <poll.h>
#include <pthread.h>

#include "cross/doors.h"
#include "unit/state/world.h"

enum { SERVICES = 300, ROUNDS_OF_CHANGE = 400 };

static void change_something(struct world *world, int round)
{
    char name[32];
    char id[32];

    snprintf(name, sizeof name, "web-%03d", round * 7 % SERVICES);
    snprintf(id, sizeof id, "elb-%d", round % 20);
    WORLD_SERVICE(world, .name = name, .autocreate = "public", .elb_id = id,
                  .ingress = round % 3 == 0 ? "138.124.232.13" : NULL);
    WORLD_EVENT(world, .name = name, .reason = "EnsuringLoadBalancer", .count = round + 1,
                .first_ms = 1, .last_ms = 1000 + round);
    if (round % 10 == 0) {
        WORLD_ELB(world, .id = id, .name = "k8s");
        WORLD_LISTENER(world, .id = "l", .elb = id, .members = 3, .online = round % 3);
        world_sweep(world);
    }
    if (round % 50 == 49)
        store_gone(world->store, KUBE_SERVICE, "shop", name, NULL, 0, 0);
}

static void *work(void *ctx)
{
    struct doors *doors = ctx;
    struct world world;

    world_init(&world);
    for (int round = 0; round < ROUNDS_OF_CHANGE; round++) {
        world_wait(&world, 50);
        change_something(&world, round);
        struct snapshot *snapshot = mem_new(sizeof *snapshot);
        snapshot->generation = (uint64_t)round + 1;
        snapshot->view = store_view(world.store, world_now(&world), world_wall(&world));
        doors_give_snapshot(doors, &snapshot);
    }
    world_release(&world); /* while the screen still looks at the last one */
    return NULL;
}

static void views_outlive_the_store_and_cross_threads(void **state)
{
    struct doors *doors;
    struct err err = ERR_INIT;
    pthread_t thread;
    uint64_t newest = 0;
    size_t read = 0;
    (void)state;

    assert_int_equal(doors_new(NULL, NULL, &doors, &err), ERR_OK);
    pthread_create(&thread, NULL, work, doors);
    while (newest < ROUNDS_OF_CHANGE) {
        struct pollfd bell = {.fd = doors_fd(doors), .events = POLLIN};
        assert_int_equal(poll(&bell, 1, 10000), 1);
        struct snapshot *snapshot = doors_take_snapshot(doors);
        if (snapshot == NULL)
            continue;
        newest = snapshot->generation;
        char *picture = world_print(snapshot->view, true);
        read += strlen(picture);
        free(picture);
        const struct row *kept =
            snapshot->view->row_count == 0 ? NULL : row_ref(snapshot->view->rows[0]);
        snapshot_free(snapshot);
        assert_string_equal(kept == NULL ? "shop" : kept->namespace, "shop");
        row_unref(kept);
    }
    pthread_join(thread, NULL);

    assert_true(read > 0);
    doors_free(doors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_outlive_the_store_and_cross_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
