/*
 * bulk.h - many Services that are ready from the start, for measuring: a hundred per
 * namespace, ten on each load balancer (one made it, nine are attached), all backed by
 * the two pods of their namespace.
 */
#ifndef ELBTOP_SIM_BULK_H
#define ELBTOP_SIM_BULK_H

#include <stddef.h>

#include "base/err.h"
#include "sim/settled.h"

enum { BULK_MOST = 30000, BULK_KEY_BYTES = 64 };

/* Errors: ERR_LIMIT more than BULK_MOST: node ports end. */
enum err_code bulk_add(const struct settled_place *place, size_t count, struct err *err);

/* "bulk-007/svc-0742" */
void bulk_names(size_t index, char namespace[BULK_KEY_BYTES], char name[BULK_KEY_BYTES]);

#endif
