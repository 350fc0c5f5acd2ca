/*
 * order.h - everything the screen may ask of the worker. Given through cross/doors.h.
 */
#ifndef ELBTOP_CROSS_ORDER_H
#define ELBTOP_CROSS_ORDER_H

#include <stdint.h>

enum order_kind {
    ORDER_REFRESH, /* read everything anew now */
    ORDER_OPEN,    /* this Service is looked at: its ELB is read oftener; "" closes */
    ORDER_PROBE,   /* probe this Service's address now */
    ORDER_STOP,
};

struct order {
    enum order_kind kind;
    char           *namespace; /* NULL when it concerns none */
    char           *name;
};

struct order *order_new(enum order_kind kind, const char *namespace, const char *name);
void          order_free(struct order *order);

#endif
