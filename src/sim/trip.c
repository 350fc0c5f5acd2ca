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
 *
 * Where TLS is spoken, `in` and `out` are the wire, and what is said lies under a veil:
 * heard() and said() are where HTTP is read from and written to in either case.
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
#include "sim/cloud_l7.h"
#include "sim/fabric_http.h"
#include "sim/socks.h"
#include "sim/veil.h"

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
    bool veil_begun;
    struct veil *veil;              /* NULL: nothing is veiled */
    struct buf under_in, under_out; /* what is said below the veil */
    int64_t wake_ms;                /* monotonic: its own moment */
    int64_t give_up_ms;             /* dialling: nobody answers until then */
    int64_t body_left;              /* of a request, to be read over */
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
    buf_init(&trip->out, PAGE_BYTES * 2 + REQUEST_BYTES * 8);
    buf_init(&trip->under_in, REQUEST_BYTES);
    buf_init(&trip->under_out, PAGE_BYTES + REQUEST_BYTES);
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
    veil_free(trip->veil);
    buf_release(&trip->under_in);
    buf_release(&trip->under_out);
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

/* Who speaks TLS: the load balancer that takes it off, or the Pod. */
static bool is_veiled(const struct trip_world *world, const struct cloud_route *route)
{
    if (world->keys == NULL)
        return false;
    return cloud_route_ends_tls(route) ||
           (world->veiled != NULL && !cloud_route_is_l7(route) &&
            world->veiled(world->veiled_ctx, route->member_address, route->member_port));
}

static void arrive(struct trip_world *world, struct trip *trip, int64_t now_ms)
{
    world->turn++;
    socks_answer(&trip->out, SOCKS_DONE);
    trip->stage = STAGE_SERVING;
    trip->wake_ms = now_ms + IDLE_MS;
    if (is_veiled(world, &trip->route))
        trip->veil = veil_new(world->keys);
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
        if (cloud_route_is_l7(&trip->route)) {
            arrive(world, trip, now_ms); /* it answers by itself */
            break;
        }
        socks_answer(&trip->out, SOCKS_DONE);
        trip->stage = STAGE_SNUBBED;
        trip->wake_ms =
            now_ms + SNUB_MS; /* the reply must be read before the RST comes */
        break;
    case CLOUD_REACH_MEMBER:
        arrive(world, trip, now_ms);
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

static struct buf *heard(struct trip *trip)
{
    return trip->veil != NULL ? &trip->under_in : &trip->in;
}

static struct buf *said(struct trip *trip)
{
    return trip->veil != NULL ? &trip->under_out : &trip->out;
}

/* What the load balancer does with a request. false: it has answered by itself. */
static bool passes_l7(const struct trip_world *world, struct trip *trip,
                      const struct fabric_request *request)
{
    struct cloud_l7_answer answer = {.content_type = "text/plain; charset=utf-8"};
    const struct cloud_request asked = {
        .method = request->method, .host = request->host, .path = request->path};

    if (!cloud_route_is_l7(&trip->route))
        return true;
    buf_init(&answer.location, REQUEST_BYTES);
    buf_init(&answer.body, REQUEST_BYTES);
    bool passes =
        cloud_l7_decide(world->cloud, &asked, world->turn, &trip->route, &answer);
    if (!passes)
        fabric_redirect(said(trip), request, answer.status, answer.content_type,
                        buf_text(&answer.location), buf_span(&answer.body));
    buf_release(&answer.location);
    buf_release(&answer.body);
    return passes;
}

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

/* A member answers. */
static void answer_page(const struct trip_world *world, struct trip *trip,
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
        fabric_answer(said(trip), request, 405, page.content_type,
                      span_of("method not allowed\n"));
    } else if (strcmp(request->path, "/healthz") == 0) {
        fabric_answer(said(trip), request, 200, page.content_type, span_of("ok\n"));
    } else {
        fabric_answer(said(trip), request, page.status, page.content_type,
                      buf_span(&page.body));
    }
    buf_release(&page.body);
}

static void answer_request(const struct trip_world *world, struct trip *trip,
                           struct fabric_request *request)
{
    if (passes_l7(world, trip, request))
        answer_page(world, trip, request);
    trip->body_left = request->body_bytes;
    if (!request->keep_alive)
        trip_leave(trip);
}

static void read_over_body(struct trip *trip)
{
    size_t eaten = heard(trip)->bytes;

    if ((int64_t)eaten > trip->body_left)
        eaten = (size_t)trip->body_left;
    buf_drop(heard(trip), eaten);
    trip->body_left -= (int64_t)eaten;
}

static void answer_broken(struct trip *trip, const char *text)
{
    const struct fabric_request request = {.keep_alive = false};

    fabric_answer(said(trip), &request, 400, "text/plain", span_of(text));
    trip_leave(trip);
}

static void hear_http(const struct trip_world *world, struct trip *trip)
{
    struct fabric_request request;

    /* What a slow reader has not taken yet holds up the next request. */
    while (trip->stage == STAGE_SERVING && !trip->over && trip->out.bytes < PAGE_BYTES) {
        read_over_body(trip);
        if (heard(trip)->bytes == 0)
            return;
        enum fabric_step step = fabric_request_read(heard(trip), &request);
        if (step == FABRIC_MORE && heard(trip)->bytes < REQUEST_BYTES)
            return;
        if (step == FABRIC_WHOLE)
            answer_request(world, trip, &request);
        else
            answer_broken(trip, "bad request\n");
        if (trip->veil != NULL)
            veil_say(trip->veil, &trip->under_out, &trip->out);
    }
}

/* TLS begins with a handshake record; whoever begins otherwise is told in plain words. */
static bool lift_veil_from_plain(struct trip *trip)
{
    enum { HANDSHAKE = 0x16 };

    if (trip->veil_begun || trip->in.bytes == 0)
        return false;
    trip->veil_begun = true;
    if ((unsigned char)trip->in.at[0] == HANDSHAKE)
        return false;
    veil_free(trip->veil);
    trip->veil = NULL;
    answer_broken(trip, "The plain HTTP request was sent to HTTPS port\n");
    return true;
}

static void hear_veiled(const struct trip_world *world, struct trip *trip)
{
    if (lift_veil_from_plain(trip))
        return;
    bool fine = veil_hear(trip->veil, &trip->in, &trip->under_in, &trip->out);
    hear_http(world, trip);
    if (!fine && trip->stage == STAGE_SERVING)
        trip_leave(trip);
    if (trip->stage == STAGE_LEAVING)
        veil_end(trip->veil, &trip->out);
}

/* ---- bytes ---- */

/* What came is looked at by the stage the connection is in. */
static void hear(struct trip_world *world, struct trip *trip, int64_t now_ms)
{
    if (trip->stage == STAGE_SOCKS)
        hear_socks(world, trip, now_ms);
    if (trip->stage == STAGE_SERVING && trip->veil != NULL)
        hear_veiled(world, trip);
    else if (trip->stage == STAGE_SERVING)
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
    if (!trip->over && (trip->in.bytes > 0 || trip->under_in.bytes > 0))
        hear(world, trip, now_ms); /* what had to wait for room in out */
}
