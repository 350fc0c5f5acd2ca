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
    plan_free(order->plan);
    free(order);
}

struct order *order_run(struct plan *plan, uint64_t job, int64_t hold_ms)
{
    struct order *order = order_new(ORDER_RUN, NULL, NULL);

    order->plan = plan;
    order->job = job;
    order->span_ms = hold_ms;
    return order;
}

struct order *order_try(struct plan *plan, uint64_t job)
{
    struct order *order = order_new(ORDER_TRY, NULL, NULL);

    order->plan = plan;
    order->job = job;
    return order;
}

struct order *order_of_job(enum order_kind kind, uint64_t job)
{
    struct order *order = order_new(kind, NULL, NULL);

    order->job = job;
    return order;
}

struct order *order_arm(int64_t span_ms, const char *why)
{
    struct order *order = order_new(ORDER_ARM, NULL, why);

    order->span_ms = span_ms;
    return order;
}

struct order *order_login(bool lends_terminal)
{
    struct order *order = order_new(ORDER_LOGIN, NULL, NULL);

    order->lends_terminal = lends_terminal;
    return order;
}
