#include "lib/check.h"
#include "lib/pem_pair.h"
#include "lib/raw_server.h"
#include "lib/wait.h"

#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <poll.h>

#include "base/clock.h"
#include "base/limits.h"
#include "wire/http.h"

#define OK_HEAD "HTTP/1.1 200 OK\r\n"

/* ---- a world of one server -------------------------------------------------- */

struct world {
    struct http *http;
    struct raw_server *server;
    struct http_peer *peer;
};

static struct pem_pair ca;
static struct pem_pair server_pair; /* for 127.0.0.1 */

static int start_world(void **state)
{
    struct world *world = mem_new(sizeof *world);

    assert_int_equal(http_new(&world->http, NULL), ERR_OK);
    *state = world;
    return 0;
}

static int end_world(void **state)
{
    struct world *world = *state;

    http_free(world->http);
    http_peer_free(world->peer);
    raw_server_free(world->server);
    free(world);
    return 0;
}

static void peer_for(struct world *world, struct http_peer_config config)
{
    struct err err = ERR_INIT;

    http_peer_free(world->peer);
    world->peer = NULL;
    if (config.proxy_url == NULL)
        config.proxy_url = ""; /* whatever the environment of the test says */
    if (http_peer_new(&config, &world->peer, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
}

static void serve(struct world *world, const struct raw_answer *answers, size_t count)
{
    world->server = raw_server_new(answers, count, NULL);
    peer_for(world, (struct http_peer_config){.base_url =
                                                  raw_server_url(world->server, "http")});
}

static void serve_one(struct world *world, const char *text, enum raw_end end)
{
    struct raw_answer answer = {.text = text, .end = end};
    serve(world, &answer, 1);
}

static struct http_exchange *get(struct world *world)
{
    return http_exchange_now(world->http, world->peer, http_request_new("GET", "/"));
}

/* Works until something has finished. */
static struct http_exchange *next(struct world *world)
{
    struct http_exchange *exchange = NULL;

    WAIT_FOR((http_work(world->http, NULL, 0, 100),
              exchange = http_finished(world->http)) != NULL,
             10000);
    assert_non_null(exchange);
    return exchange;
}

static void assert_heard(struct world *world, size_t which, const char *part)
{
    char *heard = raw_server_heard(world->server, which);
    if (strstr(heard, part) == NULL)
        fail_msg("not heard: %s in:\n%s", part, heard);
    free(heard);
}

static void assert_not_heard(struct world *world, size_t which, const char *part)
{
    char *heard = raw_server_heard(world->server, which);
    if (strstr(heard, part) != NULL)
        fail_msg("heard: %s in:\n%s", part, heard);
    free(heard);
}

/* ---- requests and answers --------------------------------------------------- */

static void http_brings_an_answer(void **state)
{
    struct world *world = *state;
    serve_one(world,
              OK_HEAD "Content-Length: 5\r\nDate: Thu, 15 Jan 2026 08:15:30 GMT\r\n"
                      "X-Request-Id:  abc \r\n\r\nhello",
              RAW_KEEP);

    struct http_exchange *exchange = get(world);

    assert_int_equal(exchange->err.code, ERR_OK);
    assert_int_equal(exchange->status, 200);
    assert_string_equal(buf_text(&exchange->body), "hello");
    assert_int_equal(exchange->body_bytes, 5);
    assert_string_equal(http_headers_get(&exchange->headers, "x-request-id"), "abc");
    assert_int_equal(http_date_ms(&exchange->headers), 1768464930000);
    assert_int_equal(exchange->http_version, 11);
    assert_int_equal(exchange->cut, HTTP_CUT_NONE);
    assert_true(exchange->connected);
    assert_true(exchange->connect_ms >= 0);
    assert_true(exchange->first_byte_ms >= 0);
    assert_true(exchange->took_ms >= exchange->first_byte_ms);
    assert_true(exchange->started_wall_ms > 1700000000000);
    assert_ptr_equal(exchange->peer, world->peer);
    assert_heard(world, 0, "GET / HTTP/1.1\r\n");
    assert_heard(world, 0, "\r\nAccept-Encoding: identity\r\n");
    assert_heard(world, 0, "\r\nUser-Agent: elbtop/");
    http_exchange_free(exchange);
}

/* Any status that came whole is an answer; what it means is the caller's. */
static void http_gives_every_status_as_it_is(void **state)
{
    struct world *world = *state;
    serve_one(world,
              "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\n"
              "Content-Length: 4\r\n\r\nbusy",
              RAW_KEEP);

    struct http_exchange *exchange = get(world);

    assert_int_equal(exchange->err.code, ERR_OK);
    assert_int_equal(exchange->status, 429);
    assert_int_equal(http_retry_after_ms(&exchange->headers, 0), 1000);
    assert_string_equal(buf_text(&exchange->body), "busy");
    http_exchange_free(exchange);
}

static void http_follows_no_redirect(void **state)
{
    struct world *world = *state;
    serve_one(world,
              "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
              "Content-Length: 0\r\n\r\n",
              RAW_KEEP);

    struct http_exchange *exchange = get(world);

    assert_int_equal(exchange->status, 302);
    assert_int_equal(raw_server_heard_count(world->server), 1);
    http_exchange_free(exchange);
}

static void http_sends_method_headers_and_body(void **state)
{
    struct world *world = *state;
    serve_one(world, OK_HEAD "Content-Length: 0\r\n\r\n", RAW_KEEP);
    struct http_request *request = http_request_new("PATCH", "/api/a%2Fb?x=1");
    http_headers_add(&request->headers, "Content-Type", "application/merge-patch+json");
    http_headers_add(&request->headers, "Authorization", "Bearer s3cr3t");
    http_headers_add(&request->headers, "X-Empty", "");
    buf_add_text(&request->body, "{\"a\":1}");
    request->intent = HTTP_CHANGES;

    struct http_exchange *exchange = http_exchange_now(world->http, world->peer, request);

    assert_int_equal(exchange->status, 200);
    assert_heard(world, 0, "PATCH /api/a%2Fb?x=1 HTTP/1.1\r\n");
    assert_heard(world, 0, "\r\nContent-Type: application/merge-patch+json\r\n");
    assert_heard(world, 0, "\r\nAuthorization: Bearer s3cr3t\r\n");
    assert_heard(world, 0, "\r\nX-Empty:\r\n");
    assert_heard(world, 0, "\r\nContent-Length: 7\r\n");
    assert_heard(world, 0, "\r\n\r\n{\"a\":1}");
    assert_not_heard(world, 0, "Expect");
    http_exchange_free(exchange);
}

static void http_sends_the_bodies_that_methods_want(void **state)
{
    static const struct {
        const char *method;
        const char *body;
        const char *heard;
        const char *not_heard;
    } cases[] = {
        {"GET", "", "GET /", "Content-Length"},
        {"HEAD", "", "HEAD /", "Content-Length"},
        {"DELETE", "", "DELETE /", "Content-Length"},
        {"DELETE", "{}", "Content-Length: 2\r\n", "Content-Type"},
        {"POST", "", "Content-Length: 0\r\n", "Content-Type"},
        {"PUT", "x", "\r\n\r\nx", "Content-Type"},
        {"GET", "x", "GET /", "POST"},
    };
    struct world *world = *state;
    serve_one(world, OK_HEAD "Content-Length: 0\r\n\r\n", RAW_KEEP);

    for (size_t i = 0; i < 2 * ARRAY_COUNT(cases); i++) {
        const size_t which = i / 2;
        struct http_request *request = http_request_new(cases[which].method, "/");
        request->intent = i % 2 == 0 ? HTTP_READS : HTTP_CHANGES;
        buf_add_text(&request->body, cases[which].body);
        struct http_exchange *exchange =
            http_exchange_now(world->http, world->peer, request);
        assert_int_equal(exchange->err.code, ERR_OK);
        assert_int_equal(exchange->status, 200);
        http_exchange_free(exchange);
        assert_heard(world, i, cases[which].heard);
        assert_heard(world, i, cases[which].method);
        assert_not_heard(world, i, cases[which].not_heard);
    }
    /* One for all; but a change without a body has its own, lest it be repeated. */
    assert_int_equal(raw_server_connection_count(world->server), 2);
}

static void http_sends_large_bodies_at_once(void **state)
{
    struct world *world = *state;
    serve_one(world, OK_HEAD "Content-Length: 0\r\n\r\n", RAW_KEEP);
    struct http_request *request = http_request_new("PUT", "/");
    char kilobyte[1024];
    memset(kilobyte, 'x', sizeof kilobyte);
    for (int i = 0; i < 3000; i++)
        buf_add(&request->body, kilobyte, sizeof kilobyte);
    request->intent = HTTP_CHANGES;

    struct http_exchange *exchange = http_exchange_now(world->http, world->peer, request);

    assert_int_equal(exchange->status, 200);
    assert_heard(world, 0, "Content-Length: 3072000\r\n");
    http_exchange_free(exchange);
}

static void http_lets_no_request_reach_into_another(void **state)
{
    static const char *const paths[] = {"@evil.test/", "/a b",       "/a\r\nX: y",
                                        "/a#b",        ".evil.test", "/a\x7f"};
    struct world *world = *state;
    serve_one(world, OK_HEAD "Content-Length: 0\r\n\r\n", RAW_KEEP);

    for (size_t i = 0; i < ARRAY_COUNT(paths); i++) {
        struct http_exchange *exchange = http_exchange_now(
            world->http, world->peer, http_request_new("GET", paths[i]));
        assert_int_equal(exchange->err.code, ERR_LOCAL);
        http_exchange_free(exchange);
    }
    struct http_request *request = http_request_new("GET", "/");
    http_headers_add(&request->headers, "X-Name", "a\r\nX-Evil: b");
    struct http_exchange *exchange = http_exchange_now(world->http, world->peer, request);
    assert_int_equal(exchange->err.code, ERR_LOCAL);
    http_exchange_free(exchange);
    assert_int_equal(raw_server_heard_count(world->server), 0);
}

static void http_keeps_dots_in_paths(void **state)
{
    struct world *world = *state;
    serve_one(world, OK_HEAD "Content-Length: 0\r\n\r\n", RAW_KEEP);
    http_exchange_free(
        http_exchange_now(world->http, world->peer, http_request_new("GET", "/a/../b")));
    assert_heard(world, 0, "GET /a/../b HTTP");
}

static void http_puts_the_path_behind_the_path_of_the_peer(void **state)
{
    struct world *world = *state;
    char url[128];
    serve_one(world, OK_HEAD "Content-Length: 0\r\n\r\n", RAW_KEEP);
    snprintf(url, sizeof url, "%s/k8s/c-1/", raw_server_url(world->server, "http"));
    peer_for(world, (struct http_peer_config){.base_url = url});

    http_exchange_free(
        http_exchange_now(world->http, world->peer, http_request_new("GET", "/api")));
    assert_heard(world, 0, "GET /k8s/c-1/api HTTP");
}

/* ---- bodies ----------------------------------------------------------------- */

static void http_reads_chunked_bodies(void **state)
{
    struct world *world = *state;
    serve_one(world,
              OK_HEAD "Transfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n"
                      "3\r\nabc\r\n4;ext=1\r\ndefg\r\n0\r\nX-Late: 1\r\n\r\n",
              RAW_KEEP);
    struct http_exchange *exchange = get(world);
    assert_int_equal(exchange->err.code, ERR_OK);
    assert_string_equal(buf_text(&exchange->body), "abcdefg");
    assert_null(http_headers_get(&exchange->headers, "X-Late"));
    http_exchange_free(exchange);
}

/* gzip of "hello, hello, hello, hello\n" */
static const char gzipped[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\xd7"
    "\x51\xc8\xc0\xa4\xb8\x00\x4b\x21\xa1\x29\x1b\x00\x00\x00";

static void http_unpacks_gzip(void **state)
{
    char answer[400];
    int head = snprintf(answer, sizeof answer,
                        OK_HEAD "Content-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n",
                        sizeof gzipped - 1);
    memcpy(answer + head, gzipped, sizeof gzipped - 1);
    struct world *world = *state;
    struct raw_answer answers[] = {
        {.text = answer, .bytes = (size_t)head + sizeof gzipped - 1},
        {.text = OK_HEAD "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"},
    };
    serve(world, answers, 2);

    struct http_exchange *exchange = get(world);
    assert_int_equal(exchange->err.code, ERR_OK);
    assert_string_equal(buf_text(&exchange->body), "hello, hello, hello, hello\n");
    http_exchange_free(exchange);

    exchange = get(world);
    assert_int_equal(exchange->err.code, ERR_SHAPE);
    http_exchange_free(exchange);
}

static void http_takes_the_last_head_after_a_1xx(void **state)
{
    struct world *world = *state;
    serve_one(world,
              "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" OK_HEAD
              "Content-Length: 2\r\nX-Late: 2\r\n\r\nok",
              RAW_KEEP);
    struct http_exchange *exchange = get(world);
    assert_int_equal(exchange->status, 200);
    assert_null(http_headers_get(&exchange->headers, "X-Early"));
    assert_string_equal(http_headers_get(&exchange->headers, "X-Late"), "2");
    http_exchange_free(exchange);
}

static void http_stops_at_the_ceiling_of_a_body(void **state)
{
    struct world *world = *state;
    serve_one(world, OK_HEAD "Content-Length: 11\r\n\r\n0123456789x", RAW_KEEP);

    for (size_t limit = 10; limit <= 11; limit++) {
        struct http_request *request = http_request_new("GET", "/");
        request->body_limit = limit;
        struct http_exchange *exchange =
            http_exchange_now(world->http, world->peer, request);
        assert_int_equal(exchange->err.code, limit == 10 ? ERR_LIMIT : ERR_OK);
        if (limit == 10) {
            assert_string_equal(exchange->err.text, "body longer than 10 bytes");
            assert_int_equal(exchange->err.http_status, 200);
        }
        http_exchange_free(exchange);
    }
}

static void http_stops_at_the_ceiling_of_headers(void **state)
{
    struct world *world = *state;
    struct buf heads[2]; /* two MB of lines, and as much in one line */

    for (size_t i = 0; i < ARRAY_COUNT(heads); i++) {
        buf_init(&heads[i], 4 * LIMIT_MIB);
        buf_add_text(&heads[i], OK_HEAD "X-Filler: ");
        while (heads[i].bytes < 2 * LIMIT_MIB)
            buf_add_text(&heads[i], i == 0 ? "0123456789\r\nX-Filler: " : "0123456789");
        serve_one(world, buf_text(&heads[i]), RAW_CLOSE);
        struct http_exchange *exchange = get(world);
        assert_int_equal(exchange->err.code, ERR_LIMIT);
        http_exchange_free(exchange);
        raw_server_free(world->server);
        world->server = NULL;
        buf_release(&heads[i]);
    }
}

/* ---- sinks ------------------------------------------------------------------ */

struct taken {
    struct buf all;
    size_t most;
    int status; /* as seen from within */
    struct http_exchange *exchange;
    struct http *http;
    struct http_exchange *cancel;  /* one to cancel from within */
    const struct http_peer *start; /* a peer to start a request to from within */
};

static bool take(void *ctx, const char *at, size_t bytes)
{
    struct taken *taken = ctx;

    buf_add(&taken->all, at, bytes);
    if (taken->exchange != NULL)
        taken->status = taken->exchange->status;
    if (taken->cancel != NULL)
        http_cancel(taken->http, taken->cancel);
    if (taken->start != NULL)
        http_start(taken->http, taken->start, http_request_new("GET", "/from-within"),
                   NULL, NULL);
    taken->cancel = NULL;
    taken->start = NULL;
    return taken->most == 0 || taken->all.bytes < taken->most;
}

static void http_pours_a_body_into_a_sink(void **state)
{
    struct world *world = *state;
    struct taken taken = {.http = world->http};
    struct http_sink sink = {.take = take, .ctx = &taken};
    buf_init(&taken.all, 100000);
    serve_one(world, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n6\r\nfirst\n\r\n",
              RAW_KEEP);

    struct http_request *request = http_request_new("GET", "/?watch=true");
    request->answer_ms = -1;
    taken.exchange = http_start(world->http, world->peer, request, &sink, &taken);
    assert_true(
        WAIT_FOR((http_work(world->http, NULL, 0, 100), taken.all.bytes) == 6, 5000));
    assert_int_equal(taken.status, 200);
    raw_server_say(world->server, "7\r\nsecond\n\r\n");
    assert_true(
        WAIT_FOR((http_work(world->http, NULL, 0, 100), taken.all.bytes) == 13, 5000));
    assert_null(http_finished(world->http));
    raw_server_say(world->server, "0\r\n\r\n");
    struct http_exchange *exchange = next(world);

    assert_ptr_equal(exchange, taken.exchange);
    assert_ptr_equal(exchange->owner, &taken);
    assert_int_equal(exchange->err.code, ERR_OK);
    assert_int_equal(exchange->body.bytes, 0);
    assert_int_equal(exchange->body_bytes, 13);
    assert_string_equal(buf_text(&taken.all), "first\nsecond\n");
    http_exchange_free(exchange);
    buf_release(&taken.all);
}

static void http_collects_what_is_no_2xx_beside_the_sink(void **state)
{
    struct world *world = *state;
    struct taken taken = {0};
    struct http_sink sink = {.take = take, .ctx = &taken};
    buf_init(&taken.all, 100);
    serve_one(world, "HTTP/1.1 410 Gone\r\nContent-Length: 7\r\n\r\nexpired", RAW_KEEP);

    http_start(world->http, world->peer, http_request_new("GET", "/"), &sink, NULL);
    struct http_exchange *exchange = next(world);

    assert_int_equal(exchange->status, 410);
    assert_string_equal(buf_text(&exchange->body), "expired");
    assert_int_equal(taken.all.bytes, 0);
    http_exchange_free(exchange);
    buf_release(&taken.all);
}

static void http_ends_when_the_sink_says_so(void **state)
{
    struct world *world = *state;
    struct taken taken = {.most = 3};
    struct http_sink sink = {.take = take, .ctx = &taken};
    buf_init(&taken.all, 100);
    serve_one(world, OK_HEAD "Content-Length: 100\r\n\r\nabc", RAW_KEEP);

    http_start(world->http, world->peer, http_request_new("GET", "/"), &sink, NULL);
    struct http_exchange *exchange = next(world);

    assert_int_equal(exchange->err.code, ERR_SHAPE);
    assert_string_equal(exchange->err.text, "ended by the reader");
    assert_int_equal(exchange->err.http_status, 200);
    http_exchange_free(exchange);
    buf_release(&taken.all);
}

/* A reflector that hears "410" cancels its own watch and starts a list, from within. */
static void http_may_be_called_from_within_a_sink(void **state)
{
    static const struct raw_answer answers[] = {
        {.text = OK_HEAD "Content-Length: 100\r\n\r\nabc"},
        {.text = OK_HEAD "Content-Length: 2\r\n\r\nok"},
    };
    struct world *world = *state;
    struct taken taken = {.http = world->http};
    struct http_sink sink = {.take = take, .ctx = &taken};
    buf_init(&taken.all, 100);
    serve(world, answers, 2);

    taken.start = world->peer;
    taken.cancel =
        http_start(world->http, world->peer, http_request_new("GET", "/"), &sink, NULL);
    struct http_exchange *exchange = next(world);

    assert_string_equal(exchange->request->path, "/from-within");
    assert_string_equal(buf_text(&exchange->body), "ok");
    assert_string_equal(buf_text(&taken.all), "abc");
    assert_null(http_finished(world->http));
    http_exchange_free(exchange);
    buf_release(&taken.all);
}

/* ---- many at once ----------------------------------------------------------- */

static void http_keeps_connections(void **state)
{
    struct world *world = *state;
    serve_one(world, OK_HEAD "Content-Length: 2\r\n\r\nok", RAW_KEEP);

    for (int i = 0; i < 5; i++)
        http_exchange_free(get(world));

    assert_int_equal(raw_server_heard_count(world->server), 5);
    assert_int_equal(raw_server_connection_count(world->server), 1);
}

static void http_carries_many_at_once(void **state)
{
    enum { MANY = 20 };
    struct world *world = *state;
    int owners[MANY] = {0};
    serve_one(world, OK_HEAD "Content-Length: 2\r\n\r\nok", RAW_KEEP);

    for (int i = 0; i < MANY; i++)
        http_start(world->http, world->peer, http_request_new("GET", "/"), NULL,
                   &owners[i]);
    for (int i = 0; i < MANY; i++) {
        struct http_exchange *exchange = next(world);
        assert_int_equal(exchange->status, 200);
        ++*(int *)exchange->owner;
        http_exchange_free(exchange);
    }

    for (int i = 0; i < MANY; i++)
        assert_int_equal(owners[i], 1);
    assert_null(http_finished(world->http));
}

static void http_cancels_at_any_moment(void **state)
{
    struct world *world = *state;
    serve_one(world, OK_HEAD "Content-Length: 100\r\n\r\nabc", RAW_KEEP);

    /* before it was sent */
    http_cancel(world->http, http_start(world->http, world->peer,
                                        http_request_new("GET", "/"), NULL, NULL));
    /* in mid-answer */
    struct http_exchange *exchange =
        http_start(world->http, world->peer, http_request_new("GET", "/"), NULL, NULL);
    assert_true(WAIT_FOR(
        (http_work(world->http, NULL, 0, 100), exchange->body_bytes) == 3, 5000));
    http_cancel(world->http, exchange);
    /* when it has ended */
    exchange =
        http_start(world->http, world->peer, http_request_new("GET", "bad"), NULL, NULL);
    http_cancel(world->http, exchange);
    /* never: it goes with the http */
    http_start(world->http, world->peer, http_request_new("GET", "/"), NULL, NULL);
    http_work(world->http, NULL, 0, 0);

    assert_null(http_finished(world->http));
}

/* ---- read-only -------------------------------------------------------------- */

static void http_sends_no_change_when_read_only(void **state)
{
    struct world *world = *state;
    serve_one(world, OK_HEAD "Content-Length: 0\r\n\r\n", RAW_KEEP);
    http_set_read_only(world->http, true);

    struct http_request *request = http_request_new("POST", "/change");
    request->intent = HTTP_CHANGES;
    struct http_exchange *exchange = http_exchange_now(world->http, world->peer, request);
    assert_int_equal(exchange->err.code, ERR_REFUSED);
    assert_string_equal(exchange->err.text, "read-only");
    assert_int_equal(exchange->status, 0);
    http_exchange_free(exchange);
    assert_int_equal(raw_server_heard_count(world->server), 0);

    /* Asking for a token is a POST that reads. */
    exchange =
        http_exchange_now(world->http, world->peer, http_request_new("POST", "/token"));
    assert_int_equal(exchange->status, 200);
    http_exchange_free(exchange);

    http_set_read_only(world->http, false);
    request = http_request_new("POST", "/change");
    request->intent = HTTP_CHANGES;
    exchange = http_exchange_now(world->http, world->peer, request);
    assert_int_equal(exchange->status, 200);
    http_exchange_free(exchange);
}

/* ---- waiting ---------------------------------------------------------------- */

static void *ring(void *ctx)
{
    poll(NULL, 0, 20);
    http_wake(ctx);
    return NULL;
}

static void http_wakes_from_another_thread(void **state)
{
    struct world *world = *state;
    const struct clock clock = CLOCK_REAL_INIT;
    pthread_t thread;
    int64_t before_ms = clock_now_ms(&clock);

    assert_int_equal(pthread_create(&thread, NULL, ring, world->http), 0);
    http_work(world->http, NULL, 0, 60000);
    pthread_join(thread, NULL);

    assert_true(clock_now_ms(&clock) - before_ms < 30000);
}

static void http_watches_the_callers_fds(void **state)
{
    struct world *world = *state;
    int ends[2];
    struct http_fd fds[2];

    assert_int_equal(pipe(ends), 0);
    fds[0] = (struct http_fd){.fd = ends[0], .events = POLLIN};
    fds[1] = (struct http_fd){.fd = ends[1], .events = POLLOUT};
    http_work(world->http, fds, 2, 60000); /* a pipe that can be written to */
    assert_int_equal(fds[0].revents, 0);
    assert_int_equal(fds[1].revents, POLLOUT);

    assert_int_equal(write(ends[1], "x", 1), 1);
    http_work(world->http, fds, 1, 60000);
    assert_int_equal(fds[0].revents, POLLIN);
    char byte;
    assert_int_equal(read(ends[0], &byte, 1), 1);
    http_work(world->http, fds, 1, 0);
    assert_int_equal(fds[0].revents, 0);

    close(ends[1]); /* the end of a child's output comes as POLLHUP alone */
    http_work(world->http, fds, 1, 60000);
    assert_true((fds[0].revents & POLLHUP) != 0);
    close(ends[0]);
}

/* Idle costs nothing: with a stream that says nothing, it sleeps until the time is over. */
static void http_rests_while_nothing_happens(void **state)
{
    struct world *world = *state;
    const struct clock clock = CLOCK_REAL_INIT;
    struct taken taken = {0};
    struct http_sink sink = {.take = take, .ctx = &taken};
    int turns = 0;
    buf_init(&taken.all, 100);
    serve_one(world, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", RAW_KEEP);
    struct http_request *request = http_request_new("GET", "/");
    request->answer_ms = -1;
    request->silence_ms = 90000;
    http_start(world->http, world->peer, request, &sink, NULL);
    assert_true(
        WAIT_FOR((http_work(world->http, NULL, 0, 100), taken.all.bytes) == 3, 5000));

    int64_t until_ms = clock_now_ms(&clock) + 500;
    for (int64_t left_ms = 500; left_ms > 0; left_ms = until_ms - clock_now_ms(&clock)) {
        http_work(world->http, NULL, 0, left_ms);
        turns++;
    }

    assert_in_range(turns, 1, 3);
    buf_release(&taken.all);
}

/* ---- how the network ends it ------------------------------------------------ */

static void http_says_what_was_cut(void **state)
{
    static const struct {
        const char *text;
        enum raw_end end;
        int status;
        enum err_code code;
        enum http_cut cut;
        const char *says;
    } cases[] = {
        {OK_HEAD "Content-Length: 10\r\n\r\nabc", RAW_CLOSE, 200, ERR_NET, HTTP_CUT_RESET,
         "closed the connection in mid-answer"},
        {OK_HEAD "Content-Length: 10\r\n\r\nabc", RAW_RESET, 200, ERR_NET, HTTP_CUT_RESET,
         "closed the connection in mid-answer"},
        {OK_HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nab", RAW_CLOSE, 200, ERR_NET,
         HTTP_CUT_RESET, "closed the connection in mid-answer"},
        {OK_HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n", RAW_CLOSE, 200,
         ERR_NET, HTTP_CUT_RESET, "closed the connection in mid-answer"},
        {"HTTP/1.1 200 OK\r\nX-Half: ", RAW_CLOSE, 0, ERR_NET, HTTP_CUT_RESET,
         "closed the connection without an answer"},
        {"", RAW_CLOSE, 0, ERR_NET, HTTP_CUT_RESET,
         "closed the connection without an answer"},
        {"", RAW_RESET, 0, ERR_NET, HTTP_CUT_RESET,
         "closed the connection without an answer"},
        {"SSH-2.0-OpenSSH_9.2\r\n", RAW_CLOSE, 0, ERR_SHAPE, HTTP_CUT_OTHER,
         "is not HTTP"},
        {"\x15\x03\x01\x00\x02\x02\x16", RAW_CLOSE, 0, ERR_SHAPE, HTTP_CUT_OTHER,
         "is not HTTP"},
        {OK_HEAD "Transfer-Encoding: chunked\r\n\r\nzz\r\n", RAW_KEEP, 200, ERR_NET,
         HTTP_CUT_RESET, "closed the connection in mid-answer"},
        /* HTTP/1.0: the end of the connection is the end of the body. */
        {"HTTP/1.0 200 OK\r\n\r\nall of it", RAW_CLOSE, 200, ERR_OK, HTTP_CUT_NONE, ""},
    };
    struct world *world = *state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        serve_one(world, cases[i].text, cases[i].end);
        struct http_exchange *exchange = get(world);
        if (exchange->err.code != cases[i].code || exchange->cut != cases[i].cut ||
            exchange->status != cases[i].status ||
            strstr(exchange->err.text, cases[i].says) == NULL)
            fail_msg("case %zu: status %d, %s, cut %d, %s", i, exchange->status,
                     err_code_name(exchange->err.code), exchange->cut,
                     exchange->err.text);
        assert_true(exchange->connected);
        http_exchange_free(exchange);
        raw_server_free(world->server);
        world->server = NULL;
    }
}

static void http_says_that_nobody_listens(void **state)
{
    struct world *world = *state;
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t bytes = sizeof at;
    char url[64];
    char text[128];

    /* A port that is bound, so that nobody else gets it, and not listened to. */
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, bytes), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &bytes), 0);
    snprintf(url, sizeof url, "http://127.0.0.1:%d", ntohs(at.sin_port));
    peer_for(world, (struct http_peer_config){.base_url = url});

    struct http_exchange *exchange = get(world);

    snprintf(text, sizeof text, "%s refused the connection", url + strlen("http://"));
    assert_int_equal(exchange->err.code, ERR_NET);
    assert_int_equal(exchange->cut, HTTP_CUT_REFUSED);
    assert_string_equal(exchange->err.text, text);
    assert_false(exchange->connected);
    assert_int_equal(exchange->connect_ms, -1);
    http_exchange_free(exchange);
    close(fd);
}

static void http_says_that_a_name_is_not_known(void **state)
{
    struct world *world = *state;
    peer_for(world, (struct http_peer_config){.base_url = "http://nobody.invalid"});
    struct http_exchange *exchange = get(world);
    assert_int_equal(exchange->err.code, ERR_NET);
    assert_int_equal(exchange->cut, HTTP_CUT_NAME);
    assert_string_equal(exchange->err.text, "the name nobody.invalid is not known");
    http_exchange_free(exchange);
}

static void http_waits_no_longer_than_asked(void **state)
{
    struct world *world = *state;
    serve_one(world, "", RAW_KEEP);
    struct http_request *request = http_request_new("GET", "/");
    request->answer_ms = 50;

    struct http_exchange *exchange = http_exchange_now(world->http, world->peer, request);

    assert_int_equal(exchange->err.code, ERR_NET);
    assert_int_equal(exchange->cut, HTTP_CUT_TIMEOUT);
    assert_true(exchange->connected);
    assert_non_null(strstr(exchange->err.text, "no whole answer from 127.0.0.1:"));
    http_exchange_free(exchange);
}

static void http_ends_a_stream_that_fell_silent(void **state)
{
    struct world *world = *state;
    struct taken taken = {0};
    struct http_sink sink = {.take = take, .ctx = &taken};
    buf_init(&taken.all, 100);
    serve_one(world, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", RAW_KEEP);
    struct http_request *request = http_request_new("GET", "/");
    request->answer_ms = -1;
    request->silence_ms = 200;

    http_start(world->http, world->peer, request, &sink, NULL);
    struct http_exchange *exchange = next(world);

    assert_int_equal(exchange->err.code, ERR_NET);
    assert_int_equal(exchange->cut, HTTP_CUT_TIMEOUT);
    assert_non_null(strstr(exchange->err.text, " was silent for 0s"));
    assert_int_equal(exchange->err.http_status, 200);
    assert_int_equal(exchange->http_version, 11);
    assert_string_equal(buf_text(&taken.all), "abc");
    http_exchange_free(exchange);
    buf_release(&taken.all);
}

/*
 * A kept connection that turns out to be dead: what reads is asked again by itself, what
 * changes is not, since nobody knows whether it was carried out.
 */
static void http_never_repeats_a_change(void **state)
{
    static const struct raw_answer answers[] = {
        {.text = OK_HEAD "Content-Length: 2\r\n\r\nok"},
        {.text = "", .end = RAW_RESET},
        {.text = OK_HEAD "Content-Length: 5\r\n\r\nagain"},
    };
    struct world *world = *state;

    for (int changes = 0; changes <= 1; changes++) {
        serve(world, answers, 3);
        http_exchange_free(get(world));
        struct http_request *request = http_request_new("POST", "/elb");
        request->intent = changes ? HTTP_CHANGES : HTTP_READS;
        buf_add_text(&request->body, "{\"name\":\"elb-1\"}");
        struct http_exchange *exchange =
            http_exchange_now(world->http, world->peer, request);
        if (changes) {
            assert_int_equal(exchange->err.code, ERR_NET);
            assert_int_equal(exchange->cut, HTTP_CUT_RESET);
            assert_int_equal(raw_server_heard_count(world->server), 2);
        } else {
            assert_string_equal(buf_text(&exchange->body), "again");
            assert_int_equal(raw_server_heard_count(world->server), 3);
        }
        http_exchange_free(exchange);
        raw_server_free(world->server);
        world->server = NULL;
    }
}

/* ---- connects alone, and proxies -------------------------------------------- */

static struct http_exchange *connect_to(struct world *world)
{
    struct http_request *request = http_request_new("GET", "");
    request->connect_only = true;
    request->connect_ms = 3000;
    return http_exchange_now(world->http, world->peer, request);
}

static void http_connects_and_says_nothing(void **state)
{
    struct world *world = *state;
    serve_one(world, "", RAW_KEEP);

    for (int i = 0; i < 3; i++) {
        struct http_exchange *exchange = connect_to(world);
        assert_int_equal(exchange->err.code, ERR_OK);
        assert_int_equal(exchange->status, 0);
        assert_true(exchange->connected);
        assert_true(exchange->connect_ms >= 0);
        http_exchange_free(exchange);
    }

    assert_true(WAIT_FOR(raw_server_connection_count(world->server) == 3, 5000));
    assert_int_equal(raw_server_heard_count(world->server), 0);
}

/* What a SOCKS proxy says (RFC 1928): first "no login", then how the connect went. */
static void http_understands_what_a_socks_proxy_says(void **state)
{
    static const struct {
        char reply;
        enum http_cut cut;
        bool connected;
    } cases[] = {
        {0, HTTP_CUT_NONE, true},         {5, HTTP_CUT_REFUSED, false},
        {4, HTTP_CUT_UNREACHABLE, false}, {3, HTTP_CUT_UNREACHABLE, false},
        {6, HTTP_CUT_TIMEOUT, false},     {1, HTTP_CUT_OTHER, false},
        {2, HTTP_CUT_OTHER, false},
    };
    struct world *world = *state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        char reply[10] = {5, cases[i].reply, 0, 1};
        struct raw_answer answers[] = {
            {.text = "\x05", .bytes = 2, .after_bytes = 3},
            {.text = reply, .bytes = sizeof reply, .after_bytes = 10},
        };
        world->server = raw_server_new(answers, 2, NULL);
        peer_for(world, (struct http_peer_config){
                            .base_url = "http://10.1.2.3:8080",
                            .proxy_url = raw_server_url(world->server, "socks5h")});
        struct http_exchange *exchange = connect_to(world);
        if (exchange->cut != cases[i].cut || exchange->connected != cases[i].connected)
            fail_msg("reply %d: cut %d, connected %d, %s", cases[i].reply, exchange->cut,
                     exchange->connected, exchange->err.text);
        assert_int_equal(exchange->connect_ms >= 0, cases[i].connected);
        http_exchange_free(exchange);
        raw_server_free(world->server);
        world->server = NULL;
    }
}

static void http_does_not_blame_the_host_for_its_proxy(void **state)
{
    struct world *world = *state;
    peer_for(world, (struct http_peer_config){.base_url = "http://10.1.2.3:8080",
                                              .proxy_url = "socks5h://127.0.0.1:1"});
    struct http_exchange *exchange = connect_to(world);
    assert_int_equal(exchange->err.code, ERR_NET);
    assert_int_equal(exchange->cut, HTTP_CUT_OTHER);
    assert_non_null(strstr(exchange->err.text, "no way to 10.1.2.3:8080"));
    http_exchange_free(exchange);
}

static void http_goes_through_an_http_proxy(void **state)
{
    static const struct {
        const char *answer;
        enum http_cut cut;
    } cases[] = {
        {"HTTP/1.1 200 Connection established\r\n\r\n", HTTP_CUT_NONE},
        {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", HTTP_CUT_UNREACHABLE},
        {"HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n", HTTP_CUT_TIMEOUT},
        {"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", HTTP_CUT_OTHER},
    };
    struct world *world = *state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct raw_answer answer = {.text = cases[i].answer};
        world->server = raw_server_new(&answer, 1, NULL);
        peer_for(world, (struct http_peer_config){
                            .base_url = "http://10.1.2.3:8080",
                            .proxy_url = raw_server_url(world->server, "http")});
        struct http_exchange *exchange = connect_to(world);
        assert_heard(world, 0, "CONNECT 10.1.2.3:8080 HTTP/1.1\r\n");
        if (exchange->cut != cases[i].cut)
            fail_msg("case %zu: cut %d, %s", i, exchange->cut, exchange->err.text);
        http_exchange_free(exchange);
        raw_server_free(world->server);
        world->server = NULL;
    }
}

/* The environment's proxy is used unless the peer says otherwise. */
static void http_asks_the_environment_for_a_proxy(void **state)
{
    struct world *world = *state;
    struct raw_answer answer = {.text = OK_HEAD "Content-Length: 3\r\n\r\nvia"};
    world->server = raw_server_new(&answer, 1, NULL);
    struct http_peer_config config = {.base_url = "http://127.0.0.1:1"};
    setenv("http_proxy", raw_server_url(world->server, "http"), 1);
    unsetenv("no_proxy");
    unsetenv("NO_PROXY");

    assert_int_equal(http_peer_new(&config, &world->peer, NULL), ERR_OK);
    struct http_exchange *exchange = get(world);
    assert_string_equal(buf_text(&exchange->body), "via");
    assert_heard(world, 0, "GET http://127.0.0.1:1/ HTTP/1.1\r\n");
    http_exchange_free(exchange);

    config.proxy_url = ""; /* none */
    peer_for(world, config);
    exchange = get(world);
    assert_int_equal(exchange->cut, HTTP_CUT_REFUSED);
    http_exchange_free(exchange);

    setenv("no_proxy", "127.0.0.1", 1); /* does not count for a proxy that was named */
    config.proxy_url = raw_server_url(world->server, "http");
    peer_for(world, config);
    exchange = get(world);
    assert_string_equal(buf_text(&exchange->body), "via");
    http_exchange_free(exchange);
    unsetenv("http_proxy");
    unsetenv("no_proxy");
}

/* The proxy is asked for the real host, whatever the certificate is checked against. */
static void http_tells_the_proxy_the_real_host(void **state)
{
    struct world *world = *state;
    struct raw_answer answer = {
        .text = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"};
    world->server = raw_server_new(&answer, 1, NULL);
    peer_for(world, (struct http_peer_config){.base_url = "https://10.1.2.3:6443",
                                              .server_name = "api.test",
                                              .proxy_url =
                                                  raw_server_url(world->server, "http")});
    struct http_exchange *exchange = get(world);
    assert_int_equal(exchange->cut, HTTP_CUT_UNREACHABLE);
    assert_heard(world, 0, "CONNECT 10.1.2.3:6443 HTTP/1.1\r\n");
    assert_not_heard(world, 0, "api.test");
    http_exchange_free(exchange);
}

/* ---- TLS -------------------------------------------------------------------- */

static int make_certificates(void **state)
{
    (void)state;
    pem_pair_make(&ca, NULL, NULL, -1, 1);
    pem_pair_make(&server_pair, "IP:127.0.0.1", &ca, -1, 1);
    return http_global_init(NULL) == ERR_OK ? 0 : -1;
}

static int release_certificates(void **state)
{
    (void)state;
    pem_pair_release(&ca);
    pem_pair_release(&server_pair);
    http_global_release();
    return 0;
}

static const struct raw_answer ok_answer = {.text =
                                                OK_HEAD "Content-Length: 2\r\n\r\nok"};

static void serve_tls(struct world *world, const struct pem_pair *pair,
                      const struct raw_answer *answer, struct raw_tls tls)
{
    raw_server_free(world->server);
    tls.cert_pem = pair->cert_pem;
    tls.key_pem = pair->key_pem;
    world->server = raw_server_new(answer, 1, &tls);
}

static struct http_exchange *get_tls(struct world *world, struct http_peer_config config)
{
    config.base_url = raw_server_url(world->server, "https");
    peer_for(world, config);
    return get(world);
}

static void http_trusts_the_given_ca(void **state)
{
    struct world *world = *state;
    serve_tls(world, &server_pair, &ok_answer, (struct raw_tls){0});

    struct http_exchange *exchange =
        get_tls(world, (struct http_peer_config){.ca_pem = ca.cert_pem});

    assert_string_equal(exchange->err.text, "");
    assert_string_equal(buf_text(&exchange->body), "ok");
    assert_int_equal(exchange->http_version, 11);
    http_exchange_free(exchange);
}

static void expect_untrusted(struct world *world, struct http_peer_config config,
                             const char *says)
{
    char want[200];

    struct http_exchange *exchange = get_tls(world, config);

    snprintf(want, sizeof want, "certificate of %s %s",
             raw_server_url(world->server, "") + strlen("://"), says);
    assert_int_equal(exchange->err.code, ERR_NET);
    assert_int_equal(exchange->cut, HTTP_CUT_TLS);
    assert_true(exchange->connected);
    assert_string_equal(exchange->err.text, want);
    assert_int_equal(raw_server_heard_count(world->server), 0);
    http_exchange_free(exchange);
}

static void http_says_why_it_does_not_trust(void **state)
{
    struct world *world = *state;
    struct pem_pair other_ca;
    struct pem_pair pair;

    pem_pair_make(&other_ca, NULL, NULL, -1, 1);
    serve_tls(world, &server_pair, &ok_answer, (struct raw_tls){0});
    expect_untrusted(world, (struct http_peer_config){.ca_pem = other_ca.cert_pem},
                     "is not signed by the given CA");
    expect_untrusted(world, (struct http_peer_config){0},
                     "is not signed by a CA that this machine knows");
    pem_pair_release(&other_ca);

    pem_pair_make(&pair, "IP:127.0.0.1", NULL, -1, 1);
    serve_tls(world, &pair, &ok_answer, (struct raw_tls){0});
    expect_untrusted(world, (struct http_peer_config){.ca_pem = ca.cert_pem},
                     "is not signed by the given CA");
    pem_pair_release(&pair);

    pem_pair_make(&pair, "IP:127.0.0.1", &ca, -2, -1);
    serve_tls(world, &pair, &ok_answer, (struct raw_tls){0});
    expect_untrusted(world, (struct http_peer_config){.ca_pem = ca.cert_pem},
                     "has expired");
    pem_pair_release(&pair);

    pem_pair_make(&pair, "IP:127.0.0.1", &ca, 1, 2);
    serve_tls(world, &pair, &ok_answer, (struct raw_tls){0});
    expect_untrusted(world, (struct http_peer_config){.ca_pem = ca.cert_pem},
                     "is not valid yet; is the clock right?");
    pem_pair_release(&pair);

    pem_pair_make(&pair, "DNS:api.test", &ca, -1, 1);
    serve_tls(world, &pair, &ok_answer, (struct raw_tls){0});
    expect_untrusted(world, (struct http_peer_config){.ca_pem = ca.cert_pem},
                     "is not made out to 127.0.0.1");
    expect_untrusted(
        world, (struct http_peer_config){.ca_pem = ca.cert_pem, .server_name = "b.test"},
        "is not made out to b.test");
    pem_pair_release(&pair);
}

static void http_checks_another_name_when_told(void **state)
{
    struct world *world = *state;
    struct pem_pair pair;
    char host[64];
    pem_pair_make(&pair, "DNS:api.test", &ca, -1, 1);
    serve_tls(world, &pair, &ok_answer, (struct raw_tls){0});

    struct http_exchange *exchange =
        get_tls(world, (struct http_peer_config){.ca_pem = ca.cert_pem,
                                                 .server_name = "api.test"});

    assert_string_equal(exchange->err.text, "");
    assert_int_equal(exchange->status, 200);
    snprintf(host, sizeof host, "\r\nHost: 127.0.0.1:%u\r\n",
             raw_server_port(world->server));
    assert_heard(world, 0, host); /* the name is for TLS alone */
    http_exchange_free(exchange);
    pem_pair_release(&pair);
}

static void http_checks_nothing_when_insecure(void **state)
{
    struct world *world = *state;
    struct pem_pair pair;
    pem_pair_make(&pair, "DNS:nobody.test", NULL, -2, -1);
    serve_tls(world, &pair, &ok_answer, (struct raw_tls){0});
    struct http_exchange *exchange =
        get_tls(world, (struct http_peer_config){.insecure = true});
    assert_int_equal(exchange->status, 200);
    http_exchange_free(exchange);
    pem_pair_release(&pair);
}

static void http_shows_its_client_certificate(void **state)
{
    struct world *world = *state;
    struct pem_pair client;
    struct pem_pair stranger;
    pem_pair_make(&client, "DNS:admin", &ca, -1, 1);
    pem_pair_make(&stranger, "DNS:stranger", NULL, -1, 1);
    serve_tls(world, &server_pair, &ok_answer,
              (struct raw_tls){.client_ca_pem = ca.cert_pem});

    struct http_exchange *exchange =
        get_tls(world, (struct http_peer_config){.ca_pem = ca.cert_pem,
                                                 .cert_pem = client.cert_pem,
                                                 .key_pem = client.key_pem});
    assert_string_equal(exchange->err.text, "");
    assert_int_equal(exchange->status, 200);
    http_exchange_free(exchange);

    exchange = get_tls(world, (struct http_peer_config){.ca_pem = ca.cert_pem,
                                                        .cert_pem = stranger.cert_pem,
                                                        .key_pem = stranger.key_pem});
    assert_int_equal(exchange->err.code, ERR_AUTH);
    assert_non_null(strstr(exchange->err.text, "declined the client certificate"));
    http_exchange_free(exchange);

    exchange = get_tls(world, (struct http_peer_config){.ca_pem = ca.cert_pem});
    assert_int_equal(exchange->err.code, ERR_AUTH);
    http_exchange_free(exchange);
    pem_pair_release(&client);
    pem_pair_release(&stranger);
}

static void http_says_when_the_other_side_speaks_no_tls(void **state)
{
    struct world *world = *state;
    struct raw_answer plain = {
        .text = "HTTP/1.1 400 Bad Request\r\n\r\n", .after_bytes = 1, .end = RAW_CLOSE};
    world->server = raw_server_new(&plain, 1, NULL);
    struct http_exchange *exchange = get_tls(world, (struct http_peer_config){0});
    assert_int_equal(exchange->cut, HTTP_CUT_TLS);
    assert_non_null(strstr(exchange->err.text, "does not speak TLS"));
    http_exchange_free(exchange);
}

static void http_calls_a_cut_handshake_a_reset(void **state)
{
    struct world *world = *state;

    for (enum raw_end end = RAW_CLOSE; end <= RAW_RESET; end++) {
        struct raw_answer nothing = {.text = "", .after_bytes = 1, .end = end};
        world->server = raw_server_new(&nothing, 1, NULL);
        struct http_exchange *exchange = get_tls(world, (struct http_peer_config){0});
        if (exchange->cut != HTTP_CUT_RESET)
            fail_msg("end %d: cut %d, %s", end, exchange->cut, exchange->err.text);
        http_exchange_free(exchange);
        raw_server_free(world->server);
        world->server = NULL;
    }
}

/*
 * Frames by hand (RFC 9113): empty SETTINGS, SETTINGS acknowledged, HEADERS of stream 1
 * with the one indexed field ":status: 200", DATA "ok" that ends the stream.
 */
static const char h2_answer[] = "\x00\x00\x00\x04\x00\x00\x00\x00\x00"
                                "\x00\x00\x00\x04\x01\x00\x00\x00\x00"
                                "\x00\x00\x01\x01\x04\x00\x00\x00\x01\x88"
                                "\x00\x00\x02\x00\x01\x00\x00\x00\x01ok";

static void http_speaks_http2_where_offered(void **state)
{
    struct world *world = *state;
    struct raw_answer answer = {
        .text = h2_answer, .bytes = sizeof h2_answer - 1, .after_bytes = 85};
    serve_tls(world, &server_pair, &answer, (struct raw_tls){.speaks_h2 = true});

    struct http_exchange *exchange =
        get_tls(world, (struct http_peer_config){.ca_pem = ca.cert_pem});

    assert_string_equal(exchange->err.text, "");
    assert_int_equal(exchange->http_version, 20);
    assert_int_equal(exchange->status, 200);
    assert_string_equal(buf_text(&exchange->body), "ok");
    assert_heard(world, 0, "PRI * HTTP/2.0\r\n");
    http_exchange_free(exchange);
}

static void http_does_not_offer_http2_when_told(void **state)
{
    struct world *world = *state;
    serve_tls(world, &server_pair, &ok_answer, (struct raw_tls){0});
    struct http_exchange *exchange = get_tls(
        world, (struct http_peer_config){.ca_pem = ca.cert_pem, .http1_only = true});
    assert_int_equal(exchange->http_version, 11);
    assert_heard(world, 0, "GET / HTTP/1.1\r\n");
    http_exchange_free(exchange);
}

/* Requests that wait for the first one's connection do not wait longer than it. */
static void http_gives_up_on_all_when_the_first_cannot_connect(void **state)
{
    enum { MANY = 5 };
    struct world *world = *state;
    struct raw_answer never = {.text = "", .after_bytes = 100000};
    world->server = raw_server_new(&never, 1, NULL);
    peer_for(world, (struct http_peer_config){
                        .base_url = raw_server_url(world->server, "https")});

    for (int i = 0; i < MANY; i++) {
        struct http_request *request = http_request_new("GET", "/");
        request->connect_ms = 200;
        http_start(world->http, world->peer, request, NULL, NULL);
    }
    for (int i = 0; i < MANY; i++) {
        struct http_exchange *exchange = next(world);
        assert_int_equal(exchange->cut, HTTP_CUT_TIMEOUT);
        assert_in_range(exchange->took_ms, 100, 20000);
        http_exchange_free(exchange);
    }
}

#define IN_A_WORLD(test) cmocka_unit_test_setup_teardown(test, start_world, end_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_WORLD(http_brings_an_answer),
        IN_A_WORLD(http_gives_every_status_as_it_is),
        IN_A_WORLD(http_follows_no_redirect),
        IN_A_WORLD(http_sends_method_headers_and_body),
        IN_A_WORLD(http_sends_the_bodies_that_methods_want),
        IN_A_WORLD(http_sends_large_bodies_at_once),
        IN_A_WORLD(http_lets_no_request_reach_into_another),
        IN_A_WORLD(http_keeps_dots_in_paths),
        IN_A_WORLD(http_puts_the_path_behind_the_path_of_the_peer),
        IN_A_WORLD(http_reads_chunked_bodies),
        IN_A_WORLD(http_unpacks_gzip),
        IN_A_WORLD(http_takes_the_last_head_after_a_1xx),
        IN_A_WORLD(http_stops_at_the_ceiling_of_a_body),
        IN_A_WORLD(http_stops_at_the_ceiling_of_headers),
        IN_A_WORLD(http_pours_a_body_into_a_sink),
        IN_A_WORLD(http_collects_what_is_no_2xx_beside_the_sink),
        IN_A_WORLD(http_ends_when_the_sink_says_so),
        IN_A_WORLD(http_may_be_called_from_within_a_sink),
        IN_A_WORLD(http_keeps_connections),
        IN_A_WORLD(http_carries_many_at_once),
        IN_A_WORLD(http_cancels_at_any_moment),
        IN_A_WORLD(http_sends_no_change_when_read_only),
        IN_A_WORLD(http_wakes_from_another_thread),
        IN_A_WORLD(http_watches_the_callers_fds),
        IN_A_WORLD(http_rests_while_nothing_happens),
        IN_A_WORLD(http_says_what_was_cut),
        IN_A_WORLD(http_says_that_nobody_listens),
        IN_A_WORLD(http_says_that_a_name_is_not_known),
        IN_A_WORLD(http_waits_no_longer_than_asked),
        IN_A_WORLD(http_ends_a_stream_that_fell_silent),
        IN_A_WORLD(http_never_repeats_a_change),
        IN_A_WORLD(http_connects_and_says_nothing),
        IN_A_WORLD(http_understands_what_a_socks_proxy_says),
        IN_A_WORLD(http_does_not_blame_the_host_for_its_proxy),
        IN_A_WORLD(http_goes_through_an_http_proxy),
        IN_A_WORLD(http_asks_the_environment_for_a_proxy),
        IN_A_WORLD(http_tells_the_proxy_the_real_host),
        IN_A_WORLD(http_trusts_the_given_ca),
        IN_A_WORLD(http_says_why_it_does_not_trust),
        IN_A_WORLD(http_checks_another_name_when_told),
        IN_A_WORLD(http_checks_nothing_when_insecure),
        IN_A_WORLD(http_shows_its_client_certificate),
        IN_A_WORLD(http_says_when_the_other_side_speaks_no_tls),
        IN_A_WORLD(http_calls_a_cut_handshake_a_reset),
        IN_A_WORLD(http_speaks_http2_where_offered),
        IN_A_WORLD(http_does_not_offer_http2_when_told),
        IN_A_WORLD(http_gives_up_on_all_when_the_first_cannot_connect),
    };
    return cmocka_run_group_tests(tests, make_certificates, release_certificates);
}
