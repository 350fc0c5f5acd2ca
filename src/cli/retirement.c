#include "cli/retirement.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/banned.h"

struct retired {
    struct worker *worker;
    struct demo_world *world; /* NULL: a real cluster was looked at */
    pthread_t thread;
    atomic_bool is_over;
};

static void *end(void *ctx)
{
    struct retired *retired = ctx;

    worker_free(retired->worker);
    demo_world_close(retired->world);
    retired->is_over = true;
    return NULL;
}

static void bury(struct retirement *retirement, bool all)
{
    size_t kept = 0;

    for (size_t i = 0; i < retirement->count; i++) {
        struct retired *retired = retirement->at[i];
        if (!all && !retired->is_over) {
            retirement->at[kept++] = retired;
            continue;
        }
        pthread_join(retired->thread, NULL);
        free(retired);
    }
    retirement->count = kept;
}

bool retirement_has_room(struct retirement *retirement)
{
    bury(retirement, false);
    return retirement->count < LIMIT_RETIRED;
}

void retirement_give(struct retirement *retirement, struct worker *worker,
                     struct demo_world *world)
{
    struct retired *retired = mem_new(sizeof *retired);
    sigset_t all;
    sigset_t before;

    retired->worker = worker;
    retired->world = world;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int failed = pthread_create(&retired->thread, NULL, end, retired);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed != 0) {
        end(retired); /* then it is waited for */
        free(retired);
        return;
    }
    retirement->at[retirement->count++] = retired;
}

void retirement_release(struct retirement *retirement)
{
    bury(retirement, true);
}
