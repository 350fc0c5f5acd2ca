/*
 * keeper.c - the thread that looks after visits while they sleep.
 *
 * MHD does not look at the socket of a suspended connection, so a client that leaves a
 * quiet watch would be noticed at the next event only. The keeper waits on those sockets,
 * on its bell, and for the earliest deadline.
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/clock.h"
#include "sim/server_inside.h"
#include "base/banned.h"

enum {
    KEEPER_EVENTS = 64,
    KEEPER_BELL = 0, /* id of the bell in the epoll set; sleepers count from 1 */
};

int64_t server_real_ms(void)
{
    static const struct clock real = CLOCK_REAL_INIT;

    return clock_now_ms(&real);
}

int64_t server_simulated_ms(const struct server *server)
{
    return server->config.pace == NULL ? server_real_ms()
                                       : pace_now_ms(server->config.pace);
}

/* ---- sleep ---- */

bool visit_is_over(const struct visit *visit)
{
    return visit->hung_up || visit->server->stopping;
}

int visit_socket(const struct visit *visit)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(visit->connection, MHD_CONNECTION_INFO_CONNECTION_FD);

    return info == NULL ? -1 : info->connect_fd;
}

void visit_sleep(struct visit *visit)
{
    struct server *server = visit->server;
    struct epoll_event event = {.events = EPOLLRDHUP | EPOLLONESHOT};

    if (visit->asleep || visit_is_over(visit))
        return;
    visit->id = ++server->last_id;
    visit->asleep = true;
    visit->previous = NULL;
    visit->next = server->sleepers;
    if (visit->next != NULL)
        visit->next->previous = visit;
    server->sleepers = visit;
    MHD_suspend_connection(visit->connection);

    event.data.u64 = visit->id;
    epoll_ctl(server->epoll_fd, EPOLL_CTL_ADD, visit_socket(visit), &event);
    wake_ring(&server->bell);
}

void visit_rouse(struct visit *visit)
{
    struct server *server = visit->server;

    if (!visit->asleep)
        return;
    epoll_ctl(server->epoll_fd, EPOLL_CTL_DEL, visit_socket(visit), NULL);
    visit->asleep = false;
    if (visit->previous != NULL)
        visit->previous->next = visit->next;
    else
        server->sleepers = visit->next;
    if (visit->next != NULL)
        visit->next->previous = visit->previous;
    MHD_resume_connection(visit->connection);
}

/* Monotonic; INT64_MAX when only a push or a hang-up rouses it. */
static int64_t visit_due_ms(const struct visit *visit, int64_t now_ms)
{
    const struct pace *pace = visit->server->config.pace;

    if (!visit->waiting)
        return visit->stream == NULL ? INT64_MAX : visit->stream->wake_ms;
    if (pace == NULL)
        return visit->wait_until_ms;
    int64_t left_ms = pace_real_ms_until(pace, visit->wait_until_ms);
    return left_ms >= INT64_MAX - now_ms ? INT64_MAX : now_ms + left_ms;
}

/* ---- the keeper ---- */

/* Rouses who is due; returns the milliseconds until the next, -1 for never. */
static int keeper_rouse_due(struct server *server)
{
    int64_t now_ms = server_real_ms();
    int64_t next_ms = INT64_MAX;
    struct visit *next;

    for (struct visit *visit = server->sleepers; visit != NULL; visit = next) {
        next = visit->next;
        int64_t due_ms = visit_due_ms(visit, now_ms);
        if (due_ms <= now_ms)
            visit_rouse(visit);
        else if (due_ms < next_ms)
            next_ms = due_ms;
    }
    if (next_ms == INT64_MAX)
        return -1;
    return next_ms - now_ms > INT32_MAX ? INT32_MAX : (int)(next_ms - now_ms);
}

static void keeper_hung_up(struct server *server, uint64_t id)
{
    for (struct visit *visit = server->sleepers; visit != NULL; visit = visit->next) {
        if (visit->id != id)
            continue;
        visit->hung_up = true;
        visit_rouse(visit);
        return;
    }
}

static void *keeper_run(void *ctx)
{
    struct server *server = ctx;
    struct epoll_event events[KEEPER_EVENTS];

    pthread_mutex_lock(&server->lock);
    while (!server->stopping) {
        int wait_ms = keeper_rouse_due(server);
        pthread_mutex_unlock(&server->lock);
        int count = epoll_wait(server->epoll_fd, events, KEEPER_EVENTS, wait_ms);
        pthread_mutex_lock(&server->lock);
        for (int i = 0; i < count; i++) {
            if (events[i].data.u64 == KEEPER_BELL)
                wake_answer(&server->bell);
            else
                keeper_hung_up(server, events[i].data.u64);
        }
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

/* ---- life ---- */

static void pace_changed(void *ctx)
{
    struct server *server = ctx;

    wake_ring(&server->bell);
}

enum err_code keeper_start(struct server *server, struct err *err)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = KEEPER_BELL};
    sigset_t all;
    sigset_t before;

    if (epoll_ctl(server->epoll_fd, EPOLL_CTL_ADD, server->bell.fd, &event) != 0)
        return err_set(err, ERR_LOCAL, "epoll: %s", strerror(errno));

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&server->keeper, NULL, keeper_run, server);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed == 0 && server->config.pace != NULL)
        pace_on_change(server->config.pace, pace_changed, server);
    return failed == 0 ? ERR_OK
                       : err_set(err, ERR_LOCAL, "no thread: %s", strerror(failed));
}

void keeper_stop(struct server *server)
{
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    while (server->sleepers != NULL)
        visit_rouse(server->sleepers);
    pthread_mutex_unlock(&server->lock);
    wake_ring(&server->bell);
    pthread_join(server->keeper, NULL);
    if (server->config.pace != NULL)
        pace_off_change(server->config.pace, pace_changed, server);
}
