/*
 * One thread polls a listening socket, a bell for the end, and the connections. Each
 * connection walks one way through its stages:
 *
 *   SOCKS ──asked──▶ DIALLING ──▶ SERVING ──▶ LEAVING ──▶ DRAINING ──▶ closed
 *                        │
 *                        └──────▶ SNUBBED ──▶ reset
 *
 * LEAVING sends what is left and ends our direction; DRAINING reads until the other side
 * has ended its own, as closing with unread bytes would reset what was sent. SNUBBED is the
 * load balancer without a member: accepted, and reset when it speaks or after a moment.
 *
 * A trip sleeps until bytes come or its own moment (wake_ms) does.
 */
#include "sim/fabric.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/wake.h"
#include "sim/cloud_lb.h"
#include "sim/fabric_http.h"
#include "sim/socks.h"

#include "base/banned.h"

enum {
    CONNECTIONS_MOST = 256, /* more wait in the kernel's queue */
    BACKLOG = 128,
    REQUEST_BYTES = 16 * 1024,
    PAGE_BYTES = 1024 * 1024,
    SILENCE_MS = 2500,
    DIAL_AGAIN_MS = 100,
    SNUB_MS = 20,
    DRAIN_MS = 1000,
    IDLE_MS = 60000,
};

enum stage {
    STAGE_SOCKS,
    STAGE_DIALLING,
    STAGE_SERVING,
    STAGE_SNUBBED,
    STAGE_LEAVING,
    STAGE_DRAINING,
};

struct trip {
    int fd;
    enum stage stage;
    bool reset;      /* close with RST */
    bool over;       /* to be closed in this turn */
    char client[32]; /* "127.0.0.1:40123" */
    struct socks socks;
    struct buf in, out;
    int64_t wake_ms;    /* monotonic: when to look at it without bytes */
    int64_t give_up_ms; /* dialling: nobody answers until then */
    int64_t body_left;  /* of a request, to be read over */
    struct cloud_route route;
};

struct fabric {
    /* fixed after fabric_new */
    struct fabric_config config;
    int listener;
    struct wake bell;
    char url[48];
    pthread_t thread;
    atomic_bool ends;

    /* the thread's own */
    struct clock clock;
    size_t turn; /* counts connections, so that members take turns */
    size_t trip_count;
    struct trip *trips[CONNECTIONS_MOST];
};

/* ---- a connection ---- */

static struct trip *trip_new(int fd, const struct sockaddr_in *from, int64_t now_ms)
{
    struct trip *trip = mem_new(sizeof(*trip));
    char address[INET_ADDRSTRLEN] = "";

    inet_ntop(AF_INET, &from->sin_addr, address, sizeof(address));
    snprintf(trip->client, sizeof(trip->client), "%s:%u", address,
             (unsigned)ntohs(from->sin_port));
    trip->fd = fd;
    trip->wake_ms = now_ms + IDLE_MS;
    buf_init(&trip->in, REQUEST_BYTES);
    buf_init(&trip->out, PAGE_BYTES * 2 + REQUEST_BYTES);
    return trip;
}

static void trip_free(struct trip *trip)
{
    if (trip->reset) {
        struct linger at_once = {.l_onoff = 1, .l_linger = 0};
        setsockopt(trip->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    }
    close(trip->fd);
    buf_release(&trip->in);
    buf_release(&trip->out);
    free(trip);
}

static void trip_leave(struct trip *trip)
{
    trip->stage = STAGE_LEAVING;
}

static void trip_reset(struct trip *trip)
{
    trip->reset = true;
    trip->over = true;
}

/* ---- dialling ---- */

static void dial_failed(struct trip *trip, enum socks_reply reply)
{
    socks_answer(&trip->out, reply);
    trip_leave(trip);
}

static bool is_address(const char *host)
{
    struct in6_addr six;
    struct in_addr four;
    return inet_pton(AF_INET, host, &four) == 1 || inet_pton(AF_INET6, host, &six) == 1;
}

static void dial(struct fabric *fabric, struct trip *trip, int64_t now_ms)
{
    const struct socks *to = &trip->socks;
    enum cloud_reach reach = cloud_route_find(fabric->config.cloud, to->host, to->port,
                                              fabric->turn, &trip->route);

    switch (reach) {
    case CLOUD_REACH_FOREIGN:
        dial_failed(trip, is_address(to->host) ? SOCKS_NO_NETWORK : SOCKS_NO_HOST);
        break;
    case CLOUD_REACH_SILENT:
        if (now_ms >= trip->give_up_ms)
            dial_failed(trip, SOCKS_TTL_EXPIRED);
        else
            trip->wake_ms = now_ms + DIAL_AGAIN_MS;
        break;
    case CLOUD_REACH_NO_LISTENER:
        dial_failed(trip, SOCKS_REFUSED);
        break;
    case CLOUD_REACH_NO_MEMBER:
        socks_answer(&trip->out, SOCKS_DONE);
        trip->stage = STAGE_SNUBBED;
        trip->wake_ms =
            now_ms + SNUB_MS; /* the reply must be read before the RST comes */
        break;
    case CLOUD_REACH_MEMBER:
        fabric->turn++;
        socks_answer(&trip->out, SOCKS_DONE);
        trip->stage = STAGE_SERVING;
        trip->wake_ms = now_ms + IDLE_MS;
        break;
    }
}

static void hear_socks(struct fabric *fabric, struct trip *trip, int64_t now_ms)
{
    switch (socks_feed(&trip->socks, &trip->in, &trip->out)) {
    case SOCKS_MORE:
        break;
    case SOCKS_BAD:
        trip_leave(trip);
        break;
    case SOCKS_ASKED:
        trip->stage = STAGE_DIALLING;
        trip->give_up_ms = now_ms + fabric->config.silence_ms;
        dial(fabric, trip, now_ms);
        break;
    }
}

/* ---- serving ---- */

static bool serve_page(const struct fabric *fabric, const struct trip *trip,
                       const struct fabric_request *request, struct fabric_page *page)
{
    struct fabric_visit visit = {
        .node_address = trip->route.member_address,
        .node_port = trip->route.member_port,
        .public_address = trip->socks.host,
        .public_port = trip->socks.port,
        .elb_name = trip->route.elb_name,
        .client = trip->client,
        .method = request->method,
        .host = request->host,
        .path = request->path,
    };

    if (fabric->config.serve != NULL)
        return fabric->config.serve(fabric->config.serve_ctx, &visit, page);
    buf_print(&page->body, "node %s:%u\nload balancer %s\nclient %s\n",
              visit.node_address, (unsigned)visit.node_port, visit.elb_name,
              visit.client);
    return true;
}

static void answer_request(const struct fabric *fabric, struct trip *trip,
                           struct fabric_request *request)
{
    struct fabric_page page = {.status = 200,
                               .content_type = "text/plain; charset=utf-8"};
    bool is_read =
        strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;

    buf_init(&page.body, PAGE_BYTES);
    if (!serve_page(fabric, trip, request, &page)) {
        trip_reset(trip);
    } else if (!is_read) {
        fabric_answer(&trip->out, request, 405, page.content_type,
                      span_of("method not allowed\n"));
    } else if (strcmp(request->path, "/healthz") == 0) {
        fabric_answer(&trip->out, request, 200, page.content_type, span_of("ok\n"));
    } else {
        fabric_answer(&trip->out, request, page.status, page.content_type,
                      buf_span(&page.body));
    }
    buf_release(&page.body);
    trip->body_left = request->body_bytes;
    if (!request->keep_alive)
        trip_leave(trip);
}

static void read_over_body(struct trip *trip)
{
    size_t eaten = trip->in.bytes;

    if ((int64_t)eaten > trip->body_left)
        eaten = (size_t)trip->body_left;
    buf_drop(&trip->in, eaten);
    trip->body_left -= (int64_t)eaten;
}

static void hear_http(const struct fabric *fabric, struct trip *trip)
{
    struct fabric_request request = {0};

    /* What a slow reader has not taken yet holds up the next request. */
    while (trip->stage == STAGE_SERVING && !trip->over && trip->out.bytes < PAGE_BYTES) {
        read_over_body(trip);
        if (trip->in.bytes == 0)
            return;
        switch (fabric_request_read(&trip->in, &request)) {
        case FABRIC_MORE:
            if (trip->in.bytes < REQUEST_BYTES)
                return;
            /* fall through - the head is too long */
        case FABRIC_BROKEN:
            request.keep_alive = false;
            fabric_answer(&trip->out, &request, 400, "text/plain",
                          span_of("bad request\n"));
            trip_leave(trip);
            return;
        case FABRIC_WHOLE:
            answer_request(fabric, trip, &request);
            break;
        }
    }
}

/* ---- bytes ---- */

/* What came is looked at by the stage the connection is in. */
static void hear(struct fabric *fabric, struct trip *trip, int64_t now_ms)
{
    if (trip->stage == STAGE_SOCKS)
        hear_socks(fabric, trip, now_ms);
    if (trip->stage == STAGE_SERVING)
        hear_http(fabric, trip);
    if (trip->stage == STAGE_SNUBBED && trip->in.bytes > 0 && trip->out.bytes == 0)
        trip_reset(trip);
    if (trip->stage == STAGE_LEAVING || trip->stage == STAGE_DRAINING)
        buf_clear(&trip->in);
}

static void receive(struct fabric *fabric, struct trip *trip, int64_t now_ms)
{
    char bytes[4096];
    size_t room = trip->in.limit - trip->in.bytes;
    ssize_t got = recv(trip->fd, bytes, room < sizeof(bytes) ? room : sizeof(bytes), 0);

    if (got > 0) {
        buf_add(&trip->in, bytes, (size_t)got);
        if (trip->stage == STAGE_SERVING)
            trip->wake_ms = now_ms + IDLE_MS;
        hear(fabric, trip, now_ms);
    } else if (got == 0 && trip->stage == STAGE_SERVING && trip->out.bytes > 0) {
        trip_leave(trip); /* it has ended its own direction and waits for ours */
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        trip->over = true;
    }
}

static void transmit(struct trip *trip, int64_t now_ms)
{
    if (trip->out.bytes > 0) {
        ssize_t sent = send(trip->fd, trip->out.at, trip->out.bytes, MSG_NOSIGNAL);
        if (sent > 0)
            buf_drop(&trip->out, (size_t)sent);
        else if (errno != EAGAIN && errno != EINTR)
            trip->over = true;
    }
    if (trip->stage == STAGE_LEAVING && trip->out.bytes == 0) {
        shutdown(trip->fd, SHUT_WR);
        trip->stage = STAGE_DRAINING;
        trip->wake_ms = now_ms + DRAIN_MS;
    }
}

/* Its moment has come without bytes. */
static void trip_wakes(struct fabric *fabric, struct trip *trip, int64_t now_ms)
{
    if (now_ms < trip->wake_ms || trip->over)
        return;
    if (trip->stage == STAGE_DIALLING) {
        dial(fabric, trip, now_ms);
        hear(fabric, trip, now_ms); /* what came meanwhile */
    } else if (trip->stage == STAGE_SNUBBED) {
        trip_reset(trip);
    } else {
        trip->over = true;
    }
}

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

static short wanted_events(const struct trip *trip)
{
    bool reads = trip->stage != STAGE_LEAVING && trip->in.bytes < trip->in.limit &&
                 trip->out.bytes < PAGE_BYTES;
    return (short)((reads ? POLLIN : 0) | (trip->out.bytes > 0 ? POLLOUT : 0));
}

/* [0] the bell, [1] the listener, then one for each connection. */
static size_t gather(const struct fabric *fabric, struct pollfd *fds,
                     int64_t *ret_wake_ms)
{
    size_t count = 2;

    fds[0] = (struct pollfd){.fd = fabric->bell.fd, .events = POLLIN};
    fds[1] = (struct pollfd){
        .fd = fabric->trip_count < CONNECTIONS_MOST ? fabric->listener : -1,
        .events = POLLIN};
    *ret_wake_ms = INT64_MAX;
    for (size_t i = 0; i < fabric->trip_count; i++) {
        const struct trip *trip = fabric->trips[i];
        fds[count++] = (struct pollfd){.fd = trip->fd, .events = wanted_events(trip)};
        if (trip->wake_ms < *ret_wake_ms)
            *ret_wake_ms = trip->wake_ms;
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
        if (fabric->trips[i]->over)
            trip_free(fabric->trips[i]);
        else
            fabric->trips[kept++] = fabric->trips[i];
    }
    fabric->trip_count = kept;
}

static void turn(struct fabric *fabric, const struct pollfd *fds)
{
    int64_t now_ms = clock_now_ms(&fabric->clock);

    for (size_t i = 0; i < fabric->trip_count; i++) {
        struct trip *trip = fabric->trips[i];
        short events = fds[2 + i].revents;
        if ((events & (POLLIN | POLLHUP | POLLERR)) != 0)
            receive(fabric, trip, now_ms);
        trip_wakes(fabric, trip, now_ms);
        if (!trip->over)
            transmit(trip, now_ms);
        if (!trip->over && trip->in.bytes > 0)
            hear(fabric, trip, now_ms); /* what had to wait for room in out */
    }
    sweep(fabric);
    if ((fds[1].revents & POLLIN) != 0)
        welcome(fabric, now_ms);
}

static void *run(void *ctx)
{
    struct fabric *fabric = ctx;
    struct pollfd fds[2 + CONNECTIONS_MOST];
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

static enum err_code open_listener(struct fabric *fabric, struct err *err)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons(fabric->config.port),
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
        return err_set(err, ERR_LOCAL, "probe proxy on port %u: %s",
                       (unsigned)fabric->config.port, strerror(errno));
    snprintf(fabric->url, sizeof(fabric->url), "socks5h://127.0.0.1:%u",
             (unsigned)ntohs(at.sin_port));
    return ERR_OK;
}

/* Signals are the main thread's. */
static bool start_thread(struct fabric *fabric)
{
    sigset_t all, before;

    sigfillset(&all);
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

    fabric->config = *config;
    fabric->listener = -1;
    fabric->bell.fd = -1;
    if (config->silence_ms <= 0)
        fabric->config.silence_ms = SILENCE_MS;
    code = open_listener(fabric, err);
    if (code == ERR_OK)
        code = wake_init(&fabric->bell, err);
    if (code == ERR_OK && !start_thread(fabric))
        code = err_set(err, ERR_LOCAL, "no thread for the probe proxy");
    if (code != ERR_OK) {
        wake_release(&fabric->bell);
        if (fabric->listener >= 0)
            close(fabric->listener);
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
    free(fabric);
}

const char *fabric_url(const struct fabric *fabric)
{
    return fabric->url;
}
