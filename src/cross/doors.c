/*
 * Two hand-overs under one leaf lock. No other call is made while it is held: an old
 * snapshot is freed and the bells are rung after it was let go.
 */
#include "cross/doors.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

#include "base/banned.h"

struct doors {
    /* fixed after doors_new */
    struct wake ui_bell;
    void (*ring_worker)(void *ctx);
    void *ring_ctx;

    /* under mutex */
    pthread_mutex_t mutex;
    struct snapshot *latest;            /* NULL when already taken */
    struct order *orders[LIMIT_ORDERS]; /* a ring */
    size_t first_order;
    size_t order_count;
};

enum err_code doors_new(void (*ring_worker)(void *ctx), void *ring_ctx,
                        struct doors **ret_doors, struct err *err)
{
    struct doors *doors = mem_new(sizeof *doors);

    enum err_code code = wake_init(&doors->ui_bell, err);
    if (code != ERR_OK) {
        free(doors);
        return code;
    }
    doors->ring_worker = ring_worker;
    doors->ring_ctx = ring_ctx;
    pthread_mutex_init(&doors->mutex, NULL);
    *ret_doors = doors;
    return ERR_OK;
}

void doors_free(struct doors *doors)
{
    if (doors == NULL)
        return;
    snapshot_free(doors->latest);
    for (size_t i = 0; i < doors->order_count; i++)
        order_free(doors->orders[(doors->first_order + i) % LIMIT_ORDERS]);
    pthread_mutex_destroy(&doors->mutex);
    wake_release(&doors->ui_bell);
    free(doors);
}

void doors_give_snapshot(struct doors *doors, struct snapshot **snapshot)
{
    pthread_mutex_lock(&doors->mutex);
    struct snapshot *untaken = doors->latest;
    doors->latest = *snapshot;
    pthread_mutex_unlock(&doors->mutex);

    *snapshot = NULL;
    wake_ring(&doors->ui_bell);
    snapshot_free(untaken);
}

struct order *doors_take_order(struct doors *doors)
{
    struct order *order = NULL;

    pthread_mutex_lock(&doors->mutex);
    if (doors->order_count > 0) {
        order = doors->orders[doors->first_order];
        doors->first_order = (doors->first_order + 1) % LIMIT_ORDERS;
        doors->order_count--;
    }
    pthread_mutex_unlock(&doors->mutex);
    return order;
}

int doors_fd(const struct doors *doors)
{
    return doors->ui_bell.fd;
}

struct snapshot *doors_take_snapshot(struct doors *doors)
{
    /* The bell first: a snapshot given after this rings it again. */
    wake_answer(&doors->ui_bell);

    pthread_mutex_lock(&doors->mutex);
    struct snapshot *snapshot = doors->latest;
    doors->latest = NULL;
    pthread_mutex_unlock(&doors->mutex);
    return snapshot;
}

bool doors_give_order(struct doors *doors, struct order **order)
{
    pthread_mutex_lock(&doors->mutex);
    bool taken = doors->order_count < LIMIT_ORDERS;
    if (taken) {
        size_t at = (doors->first_order + doors->order_count) % LIMIT_ORDERS;
        doors->orders[at] = *order;
        doors->order_count++;
    }
    pthread_mutex_unlock(&doors->mutex);

    if (!taken)
        return false;
    *order = NULL;
    if (doors->ring_worker != NULL)
        doors->ring_worker(doors->ring_ctx);
    return true;
}
