/* The two hand-overs, alone and with both threads pushing. */
#include "lib/check.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/limits.h"
#include "cross/doors.h"

static void count_ring(void *ctx)
{
    atomic_fetch_add((atomic_int *)ctx, 1);
}

static struct snapshot *a_snapshot(uint64_t generation)
{
    struct snapshot *snapshot = mem_new(sizeof *snapshot);

    arena_init(&snapshot->arena, 0);
    snapshot->generation = generation;
    snapshot->context = arena_text(&snapshot->arena, "cce-demo");
    snapshot->view = mem_new(sizeof *snapshot->view);
    arena_init(&snapshot->view->arena, 0);
    return snapshot;
}

static struct doors *open_doors(atomic_int *rings)
{
    struct doors *doors = NULL;
    struct err err = ERR_INIT;

    assert_int_equal(doors_new(rings == NULL ? NULL : count_ring, rings, &doors, &err),
                     ERR_OK);
    return doors;
}

static bool rings(const struct doors *doors)
{
    struct pollfd bell = {.fd = doors_fd(doors), .events = POLLIN};
    return poll(&bell, 1, 0) == 1;
}

static void doors_hand_up_the_latest_only(void **state)
{
    struct doors *doors = open_doors(NULL);
    struct snapshot *first = a_snapshot(1);
    struct snapshot *second = a_snapshot(2);
    (void)state;

    assert_false(rings(doors));
    assert_null(doors_take_snapshot(doors));
    doors_give_snapshot(doors, &first);
    doors_give_snapshot(doors, &second);
    assert_null(first);
    assert_true(rings(doors));

    struct snapshot *taken = doors_take_snapshot(doors);
    assert_int_equal(taken->generation, 2);
    assert_false(rings(doors));
    assert_null(doors_take_snapshot(doors));
    snapshot_free(taken);
    doors_free(doors);
}

static void doors_hand_down_in_order_and_ring_the_worker(void **state)
{
    atomic_int rung = 0;
    struct doors *doors = open_doors(&rung);
    struct order *refresh = order_new(ORDER_REFRESH, NULL, NULL);
    struct order *probe = order_new(ORDER_PROBE, "shop", "web");
    (void)state;

    assert_true(doors_give_order(doors, &refresh));
    assert_true(doors_give_order(doors, &probe));
    assert_null(refresh);
    assert_int_equal(rung, 2);

    struct order *taken = doors_take_order(doors);
    assert_int_equal(taken->kind, ORDER_REFRESH);
    assert_null(taken->name);
    order_free(taken);
    taken = doors_take_order(doors);
    assert_string_equal(taken->namespace, "shop");
    assert_string_equal(taken->name, "web");
    order_free(taken);
    assert_null(doors_take_order(doors));
    doors_free(doors);
}

static void doors_refuse_an_order_when_full(void **state)
{
    struct doors *doors = open_doors(NULL);
    struct order *order;
    (void)state;

    for (int i = 0; i < LIMIT_ORDERS; i++) {
        order = order_new(ORDER_REFRESH, NULL, NULL);
        assert_true(doors_give_order(doors, &order));
    }
    order = order_new(ORDER_STOP, NULL, NULL);
    assert_false(doors_give_order(doors, &order));
    assert_non_null(order);

    order_free(doors_take_order(doors));
    assert_true(doors_give_order(doors, &order));
    assert_null(order);
    doors_free(doors); /* with all that nobody took */
}

static void doors_free_takes_what_was_not_taken(void **state)
{
    struct doors *doors = open_doors(NULL);
    struct snapshot *snapshot = a_snapshot(1);
    struct order *order = order_new(ORDER_OPEN, "shop", "web");
    (void)state;

    doors_give_snapshot(doors, &snapshot);
    doors_give_order(doors, &order);

    doors_free(doors);
    doors_free(NULL);
    order_free(NULL);
    snapshot_free(NULL);
}

/* ---- both sides at once ---- */

enum { PICTURES = 3000, ORDERS = 3000 };

struct worker {
    struct doors *doors;
    int orders; /* taken */
};

static void *work(void *ctx)
{
    struct worker *worker = ctx;
    uint64_t generation = 0;

    while (generation < PICTURES || worker->orders < ORDERS) {
        if (generation < PICTURES) {
            struct snapshot *snapshot = a_snapshot(++generation);
            doors_give_snapshot(worker->doors, &snapshot);
        }
        struct order *order = doors_take_order(worker->doors);
        worker->orders += order != NULL;
        order_free(order);
    }
    return NULL;
}

static void doors_lose_nothing_between_two_threads(void **state)
{
    atomic_int rung = 0;
    struct worker worker = {.doors = open_doors(&rung)};
    pthread_t thread;
    uint64_t newest = 0;
    int given = 0;
    (void)state;

    pthread_create(&thread, NULL, work, &worker);
    while (newest < PICTURES || given < ORDERS) {
        struct order *order = given < ORDERS ? order_new(ORDER_REFRESH, "a", "b") : NULL;
        if (order != NULL && doors_give_order(worker.doors, &order))
            given++;
        order_free(order);
        struct pollfd bell = {.fd = doors_fd(worker.doors), .events = POLLIN};
        if (given == ORDERS && newest < PICTURES)
            assert_int_equal(poll(&bell, 1, 10000), 1);
        struct snapshot *snapshot = doors_take_snapshot(worker.doors);
        if (snapshot == NULL)
            continue;
        assert_true(snapshot->generation > newest);
        assert_string_equal(snapshot->context, "cce-demo");
        newest = snapshot->generation;
        snapshot_free(snapshot);
    }
    pthread_join(thread, NULL);

    assert_int_equal(worker.orders, ORDERS);
    assert_int_equal(rung, ORDERS);
    doors_free(worker.doors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(doors_hand_up_the_latest_only),
        cmocka_unit_test(doors_hand_down_in_order_and_ring_the_worker),
        cmocka_unit_test(doors_refuse_an_order_when_full),
        cmocka_unit_test(doors_free_takes_what_was_not_taken),
        cmocka_unit_test(doors_lose_nothing_between_two_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
