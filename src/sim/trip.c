/*
 * A trip walks one way through its stages:
 *
 *   SOCKS ──asked──▶ DIALLING ──▶ SERVING ──▶ LEAVING ──▶ DRAINING ──▶ closed
 *                        │
 *                        └──────▶ SNUBBED ──▶ reset
 *
 * LEAVING sends what is left and ends our direction; DRAINING reads until the other side
 * has ended its own, as closing with unread bytes would reset what was sent. SNUBBED is the
 * load balancer without a member: accepted, and reset when it speaks or after a moment.
 */
#include "sim/trip.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "sim/cloud_lb.h"
#include "sim/fabric_http.h"
#include "sim/socks.h"

#include "base/banned.h"

enum {
    REQUEST_BYTES = 16 * 1024,
    PAGE_BYTES = 1024 * 1024,
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
    bool over;       /* to be closed */
    char client[32]; /* "127.0.0.1:40123" */
    struct socks socks;
    struct buf in, out;
    int64_t wake_ms;    /* monotonic: its own moment */
    int64_t give_up_ms; /* dialling: nobody answers until then */
    int64_t body_left;  /* of a request, to be read over */
    struct cloud_route route;
};

struct trip *trip_new(int fd, const struct sockaddr_in *from, int64_t now_ms)
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

void trip_free(struct trip *trip)
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

static void dial(struct trip_world *world, struct trip *trip, int64_t now_ms)
{
    const struct socks *to = &trip->socks;
    enum cloud_reach reach =
        cloud_route_find(world->cloud, to->host, to->port, world->turn, &trip->route);

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
        world->turn++;
        socks_answer(&trip->out, SOCKS_DONE);
        trip->stage = STAGE_SERVING;
        trip->wake_ms = now_ms + IDLE_MS;
        break;
    }
}

static void hear_socks(struct trip_world *world, struct trip *trip, int64_t now_ms)
{
    switch (socks_feed(&trip->socks, &trip->in, &trip->out)) {
    case SOCKS_MORE:
        break;
    case SOCKS_BAD:
        trip_leave(trip);
        break;
    case SOCKS_ASKED:
        trip->stage = STAGE_DIALLING;
        trip->give_up_ms = now_ms + world->silence_ms;
        dial(world, trip, now_ms);
        break;
    }
}

/* ---- serving ---- */

static bool serve_page(const struct trip_world *world, const struct trip *trip,
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

    if (world->serve != NULL)
        return world->serve(world->serve_ctx, &visit, page);
    buf_print(&page->body, "node %s:%u\nload balancer %s\nclient %s\n",
              visit.node_address, (unsigned)visit.node_port, visit.elb_name,
              visit.client);
    return true;
}

static void answer_request(const struct trip_world *world, struct trip *trip,
                           struct fabric_request *request)
{
    struct fabric_page page = {.status = 200,
                               .content_type = "text/plain; charset=utf-8"};
    bool is_read =
        strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;

    buf_init(&page.body, PAGE_BYTES);
    if (!serve_page(world, trip, request, &page)) {
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

static void answer_broken(struct trip *trip)
{
    const struct fabric_request request = {.keep_alive = false};

    fabric_answer(&trip->out, &request, 400, "text/plain", span_of("bad request\n"));
    trip_leave(trip);
}

static void hear_http(const struct trip_world *world, struct trip *trip)
{
    struct fabric_request request;

    /* What a slow reader has not taken yet holds up the next request. */
    while (trip->stage == STAGE_SERVING && !trip->over && trip->out.bytes < PAGE_BYTES) {
        read_over_body(trip);
        if (trip->in.bytes == 0)
            return;
        enum fabric_step step = fabric_request_read(&trip->in, &request);
        if (step == FABRIC_MORE && trip->in.bytes < REQUEST_BYTES)
            return;
        if (step == FABRIC_WHOLE)
            answer_request(world, trip, &request);
        else
            answer_broken(trip);
    }
}

/* ---- bytes ---- */

/* What came is looked at by the stage the connection is in. */
static void hear(struct trip_world *world, struct trip *trip, int64_t now_ms)
{
    if (trip->stage == STAGE_SOCKS)
        hear_socks(world, trip, now_ms);
    if (trip->stage == STAGE_SERVING)
        hear_http(world, trip);
    if (trip->stage == STAGE_SNUBBED && trip->in.bytes > 0 && trip->out.bytes == 0)
        trip_reset(trip);
    if (trip->stage == STAGE_LEAVING || trip->stage == STAGE_DRAINING)
        buf_clear(&trip->in);
}

static void receive(struct trip_world *world, struct trip *trip, int64_t now_ms)
{
    char bytes[4096];
    size_t room = trip->in.limit - trip->in.bytes;
    ssize_t got = recv(trip->fd, bytes, room < sizeof(bytes) ? room : sizeof(bytes), 0);

    if (got > 0) {
        buf_add(&trip->in, bytes, (size_t)got);
        if (trip->stage == STAGE_SERVING)
            trip->wake_ms = now_ms + IDLE_MS;
        hear(world, trip, now_ms);
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
static void wake(struct trip_world *world, struct trip *trip, int64_t now_ms)
{
    if (now_ms < trip->wake_ms || trip->over)
        return;
    if (trip->stage == STAGE_DIALLING) {
        dial(world, trip, now_ms);
        hear(world, trip, now_ms); /* what came meanwhile */
    } else if (trip->stage == STAGE_SNUBBED) {
        trip_reset(trip);
    } else {
        trip->over = true;
    }
}

/* ---- what the loop asks ---- */

int trip_fd(const struct trip *trip)
{
    return trip->fd;
}

bool trip_is_over(const struct trip *trip)
{
    return trip->over;
}

int64_t trip_wake_ms(const struct trip *trip)
{
    return trip->wake_ms;
}

short trip_events(const struct trip *trip)
{
    bool reads = trip->stage != STAGE_LEAVING && trip->in.bytes < trip->in.limit &&
                 trip->out.bytes < PAGE_BYTES;
    return (short)((reads ? POLLIN : 0) | (trip->out.bytes > 0 ? POLLOUT : 0));
}

void trip_turn(struct trip_world *world, struct trip *trip, short events, int64_t now_ms)
{
    if ((events & (POLLIN | POLLHUP | POLLERR)) != 0)
        receive(world, trip, now_ms);
    wake(world, trip, now_ms);
    if (!trip->over)
        transmit(trip, now_ms);
    if (!trip->over && trip->in.bytes > 0)
        hear(world, trip, now_ms); /* what had to wait for room in out */
}
