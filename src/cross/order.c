#include "cross/order.h"

#include <stdlib.h>

#include "base/mem.h"

#include "base/banned.h"

struct order *order_new(enum order_kind kind, const char *namespace, const char *name)
{
    struct order *order = mem_new(sizeof *order);

    order->kind = kind;
    order->namespace = mem_copy_text(namespace);
    order->name = mem_copy_text(name);
    return order;
}

void order_free(struct order *order)
{
    if (order == NULL)
        return;
    free(order->namespace);
    free(order->name);
    free(order);
}
