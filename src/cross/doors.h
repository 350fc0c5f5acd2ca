/*
 * doors.h - where the two threads meet: snapshots go up, orders go down.
 *
 * Up: the latest wins; one that was not taken is given back to be freed. Down: first in,
 * first out, bounded. Each side rings the other's bell. The only mutex of elbtop proper.
 */
#ifndef ELBTOP_CROSS_DOORS_H
#define ELBTOP_CROSS_DOORS_H

#include <stdbool.h>

#include "base/wake.h"
#include "cross/order.h"
#include "cross/snapshot.h"

struct doors;

/* ring_worker is called with ring_ctx after each order, from the giving thread. */
enum err_code doors_new(void (*ring_worker)(void *ctx), void *ring_ctx,
                        struct doors **ret_doors, struct err *err);
void doors_free(struct doors *doors);

/* Worker side. *snapshot becomes NULL; an older one that nobody took is freed. */
void doors_give_snapshot(struct doors *doors, struct snapshot **snapshot);
struct order *doors_take_order(struct doors *doors); /* NULL: none; caller frees */

/* UI side. */
int doors_fd(const struct doors *doors);                   /* POLLIN: a snapshot waits */
struct snapshot *doors_take_snapshot(struct doors *doors); /* NULL: none; caller frees */
/* true: taken, *order is NULL. false: the queue is full, *order is still the caller's. */
bool doors_give_order(struct doors *doors, struct order **order);

#endif
