/*
 * order.h - everything the screen may ask of the worker. Given through cross/doors.h.
 */
#ifndef ELBTOP_CROSS_ORDER_H
#define ELBTOP_CROSS_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "act/plan.h"

enum order_kind {
    ORDER_REFRESH,     /* read everything anew now */
    ORDER_OPEN,        /* this Service is looked at: its ELB is read oftener; "" closes */
    ORDER_PROBE,       /* probe this Service's address now */
    ORDER_RUN,         /* carry out this plan */
    ORDER_TRY,         /* a server-side dry run of this plan; nothing is changed */
    ORDER_STOP_JOB,    /* in its hold nothing is sent; later, nothing more */
    ORDER_DISMISS_JOB, /* its report was read and may be forgotten */
    ORDER_RIGHTS,      /* ask what may be done in this namespace */
    ORDER_QUOTAS,      /* ask what the project may have */
    ORDER_ARM,         /* a protected context may be changed for a while; name says why */
    ORDER_READ_SERVICE, /* the whole of this object is read, as YAML; "" reads none */
    ORDER_READ_GATEWAY,
    ORDER_SCOPE,     /* this namespace (NULL: all) is looked at: it is remembered */
    ORDER_READ_ONLY, /* nothing is changed any more; there is no way back */
    ORDER_LOGIN,     /* the context's login plugin is run now */
    ORDER_RECORD,   /* what was read in the last minutes into the file `name`; "": ours */
    ORDER_PLAY_RUN, /* of a recording: go on, or stand still */
    ORDER_PLAY_NEXT, /* to the next change, and stand still there */
    ORDER_PLAY_BACK, /* to the one before */
    ORDER_PLAY_FASTER,
    ORDER_PLAY_SLOWER,
    ORDER_STOP,
};

struct order {
    enum order_kind kind;
    char *namespace; /* NULL when it concerns none */
    char *name;
    struct plan *plan; /* of RUN and TRY: owned, the worker takes it from here */
    uint64_t job;    /* of …JOB, RUN and TRY: the giver's own number for it, never 0 */
    int64_t span_ms; /* of RUN: its hold; of ARM: how long */
    bool lends_terminal; /* of LOGIN: stdin and stderr are the plugin's until it ends */
};

struct order *order_new(enum order_kind kind, const char *namespace, const char *name);
void order_free(struct order *order);

/*
 * The plan is the order's from now on: what was confirmed is the very object that is carried
 * out. job: a number the giver has not used before; the report in snapshots carries it.
 */
struct order *order_run(struct plan *plan, uint64_t job, int64_t hold_ms);
struct order *order_try(struct plan *plan, uint64_t job);
struct order *order_of_job(enum order_kind kind,
                           uint64_t job); /* STOP_JOB, DISMISS_JOB */
struct order *order_login(bool lends_terminal);
struct order *order_arm(int64_t span_ms, const char *why);

#endif
