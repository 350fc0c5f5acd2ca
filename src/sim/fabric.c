/*
 * One thread polls a listening socket, a bell for the end, and the trips under way; each
 * trip sleeps until bytes come or its own moment does.
 */
#include "sim/fabric.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/wake.h"
#include "sim/trip.h"
#include "sim/veil.h"

#include "base/banned.h"

enum {
    TRIPS_MOST = 256, /* more wait in the kernel's queue */
    BACKLOG = 128,
    SILENCE_MS = 2500,
};

struct fabric {
    /* fixed after fabric_new */
    int listener;
    struct wake bell;
    char url[48];
    pthread_t thread;
    atomic_bool ends;

    /* the thread's own */
    struct trip_world world;
    struct clock clock;
    size_t trip_count;
    struct trip *trips[TRIPS_MOST];
};

/* ---- the loop ---- */

static void welcome(struct fabric *fabric, int64_t now_ms)
{
    struct sockaddr_in from;
    socklen_t bytes = sizeof(from);
    int fd = accept4(fabric->listener, (struct sockaddr *)&from, &bytes,
                     SOCK_NONBLOCK | SOCK_CLOEXEC);

    if (fd >= 0)
        fabric->trips[fabric->trip_count++] = trip_new(fd, &from, now_ms);
}

/* [0] the bell, [1] the listener, then one for each connection. */
static size_t gather(const struct fabric *fabric, struct pollfd *fds,
                     int64_t *ret_wake_ms)
{
    size_t count = 2;

    fds[0] = (struct pollfd){.fd = fabric->bell.fd, .events = POLLIN};
    fds[1] = (struct pollfd){
        .fd = fabric->trip_count < TRIPS_MOST ? fabric->listener : -1, .events = POLLIN};
    *ret_wake_ms = INT64_MAX;
    for (size_t i = 0; i < fabric->trip_count; i++) {
        const struct trip *trip = fabric->trips[i];
        fds[count++] = (struct pollfd){.fd = trip_fd(trip), .events = trip_events(trip)};
        if (trip_wake_ms(trip) < *ret_wake_ms)
            *ret_wake_ms = trip_wake_ms(trip);
    }
    return count;
}

static int poll_ms(int64_t wake_ms, int64_t now_ms)
{
    if (wake_ms == INT64_MAX)
        return -1;
    return wake_ms <= now_ms ? 0 : (int)(wake_ms - now_ms);
}

static void sweep(struct fabric *fabric)
{
    size_t kept = 0;

    for (size_t i = 0; i < fabric->trip_count; i++) {
        if (trip_is_over(fabric->trips[i]))
            trip_free(fabric->trips[i]);
        else
            fabric->trips[kept++] = fabric->trips[i];
    }
    fabric->trip_count = kept;
}

static void turn(struct fabric *fabric, const struct pollfd *fds)
{
    int64_t now_ms = clock_now_ms(&fabric->clock);

    for (size_t i = 0; i < fabric->trip_count; i++)
        trip_turn(&fabric->world, fabric->trips[i], fds[2 + i].revents, now_ms);
    sweep(fabric);
    if ((fds[1].revents & POLLIN) != 0)
        welcome(fabric, now_ms);
}

static void *run(void *ctx)
{
    struct fabric *fabric = ctx;
    struct pollfd fds[2 + TRIPS_MOST];
    int64_t wake_ms;

    while (!atomic_load(&fabric->ends)) {
        size_t count = gather(fabric, fds, &wake_ms);
        int ready = poll(fds, count, poll_ms(wake_ms, clock_now_ms(&fabric->clock)));
        if (ready < 0)
            continue; /* EINTR alone can be */
        turn(fabric, fds);
    }
    return NULL;
}

/* ---- new, free ---- */

static enum err_code open_listener(struct fabric *fabric, uint16_t port, struct err *err)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons(port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t bytes = sizeof(at);
    int yes = 1;

    fabric->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fabric->listener >= 0)
        setsockopt(fabric->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (fabric->listener < 0 ||
        bind(fabric->listener, (struct sockaddr *)&at, sizeof(at)) != 0 ||
        listen(fabric->listener, BACKLOG) != 0 ||
        getsockname(fabric->listener, (struct sockaddr *)&at, &bytes) != 0)
        return err_set(err, ERR_LOCAL, "probe proxy on port %u: %s", (unsigned)port,
                       strerror(errno));
    snprintf(fabric->url, sizeof(fabric->url), "socks5h://127.0.0.1:%u",
             (unsigned)ntohs(at.sin_port));
    return ERR_OK;
}

/* Signals are the main thread's. */
static bool start_thread(struct fabric *fabric)
{
    sigset_t all, before;

    sigfillset(&all);
    sigdelset(&all, SIGSEGV); /* a crash finds the handler of the one who started us */
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGFPE);
    sigdelset(&all, SIGILL);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&fabric->thread, NULL, run, fabric);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed == 0;
}

enum err_code fabric_new(const struct fabric_config *config, struct fabric **ret_fabric,
                         struct err *err)
{
    struct fabric *fabric = mem_new(sizeof(*fabric));
    enum err_code code;

    fabric->world = (struct trip_world){
        .cloud = config->cloud,
        .serve = config->serve,
        .serve_ctx = config->serve_ctx,
        .veiled = config->veiled,
        .veiled_ctx = config->veiled_ctx,
        .silence_ms = config->silence_ms > 0 ? config->silence_ms : SILENCE_MS,
    };
    fabric->listener = -1;
    fabric->bell.fd = -1;
    code = open_listener(fabric, config->port, err);
    if (code == ERR_OK && config->cert_pem != NULL)
        code = veil_keys_new(config->cert_pem, config->key_pem, &fabric->world.keys, err);
    if (code == ERR_OK)
        code = wake_init(&fabric->bell, err);
    if (code == ERR_OK && !start_thread(fabric))
        code = err_set(err, ERR_LOCAL, "no thread for the probe proxy");
    if (code != ERR_OK) {
        wake_release(&fabric->bell);
        if (fabric->listener >= 0)
            close(fabric->listener);
        veil_keys_free(fabric->world.keys);
        free(fabric);
        return code;
    }
    *ret_fabric = fabric;
    return ERR_OK;
}

void fabric_free(struct fabric *fabric)
{
    if (fabric == NULL)
        return;
    atomic_store(&fabric->ends, true);
    wake_ring(&fabric->bell);
    pthread_join(fabric->thread, NULL);
    for (size_t i = 0; i < fabric->trip_count; i++)
        trip_free(fabric->trips[i]);
    close(fabric->listener);
    wake_release(&fabric->bell);
    veil_keys_free(fabric->world.keys);
    free(fabric);
}

const char *fabric_url(const struct fabric *fabric)
{
    return fabric->url;
}
