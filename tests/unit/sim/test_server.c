#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <arpa/inet.h>
#include <cmocka.h>
#include <curl/curl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "sim/server.h"
#include "base/banned.h"

#define MANY_BYTES (3 * LIMIT_MIB)
#define HUGE_BYTES (16 * LIMIT_MIB) /* more than the buffers of a socket take */

enum { DEADLINE_MS = 10000 };

static int64_t now_ms(void)
{
    static const struct clock real = CLOCK_REAL_INIT;

    return clock_now_ms(&real);
}

/* ---- a small site: the path says what it does ---- */

struct site {
    struct server *server;
    struct cert_store *certs;

    pthread_mutex_t lock;
    struct server_stream *streams[64]; /* NULL: free place */
    size_t opened;
    atomic_size_t gone;
    atomic_size_t memos_freed;
    atomic_size_t heard;
    atomic_int heard_status;
    size_t source_left; /* bytes the source has still to push */
    size_t unsent_limit;
};

struct place {
    struct site *site;
    size_t index;
};

static void stream_gone(void *ctx)
{
    struct place *place = ctx;
    struct site *site = place->site;

    pthread_mutex_lock(&site->lock);
    if (place->index < 64)
        site->streams[place->index] = NULL;
    pthread_mutex_unlock(&site->lock);
    site->gone++;
    free(place);
}

static void site_stream(struct site *site, struct reply *reply)
{
    struct place *place = mem_new(sizeof *place);

    place->site = site;
    struct server_stream *stream =
        reply_stream(reply, "application/json", stream_gone, place);
    pthread_mutex_lock(&site->lock);
    while (place->index < 64 && site->streams[place->index] != NULL)
        place->index++;
    if (place->index < 64)
        site->streams[place->index] = stream;
    site->opened++;
    pthread_mutex_unlock(&site->lock);
}

struct pull {
    struct place place;
    struct server_stream *stream;
    int64_t due_ms;
};

static void pull_more(void *ctx)
{
    struct pull *pull = ctx;
    struct site *site = pull->place.site;
    char piece[1000];

    memset(piece, 'x', sizeof piece);
    if (site->source_left == 0) {
        stream_end(pull->stream);
        return;
    }
    stream_push(pull->stream, piece, sizeof piece);
    site->source_left -= sizeof piece;
}

static void pull_gone(void *ctx)
{
    struct pull *pull = ctx;

    pull->place.site->gone++;
    free(pull);
}

static void site_pull(struct site *site, struct reply *reply)
{
    struct pull *pull = mem_new(sizeof *pull);

    pull->place.site = site;
    pull->stream = reply_stream(reply, "text/plain", pull_gone, pull);
    stream_set_source(pull->stream, pull_more);
}

static void tick(void *ctx)
{
    struct pull *pull = ctx;
    struct site *site = pull->place.site;

    if (now_ms() < pull->due_ms) {
        stream_wake_after(pull->stream, pull->due_ms - now_ms());
        return;
    }
    stream_push(pull->stream, "tick\n", 5);
    pull->due_ms = now_ms() + 20;
    if (--site->source_left == 0)
        stream_end(pull->stream);
}

static void free_memo(void *memo)
{
    struct site *site = memo;

    site->memos_freed++;
}

static void site_echo(const struct ask *ask, struct reply *reply)
{
    json_t *queries = json_object();
    json_t *segments = json_array();

    for (size_t i = 0; i < ask->query_count; i++) {
        json_object_set_new(queries, ask->query[i].name,
                            json_string(ask->query[i].value));
    }
    for (size_t i = 0; i < ask->segment_count; i++) {
        json_array_append_new(segments, json_string(ask->segments[i]));
    }
    const char *color = ask_header(ask, "x-color");
    reply_json(reply, json_pack("{s:s,s:o,s:o,s:s%,s:s*,s:s*,s:b}", "method", ask->method,
                                "query", queries, "segments", segments, "body",
                                ask->body.bytes == 0 ? "" : ask->body.at, ask->body.bytes,
                                "color", color, "user", ask->client_cn, "unknown",
                                ask->client_unknown));
}

static void site_handle(void *ctx, const struct ask *ask, struct reply *reply)
{
    struct site *site = ctx;
    const char *what = ask->segment_count == 0 ? "" : ask->segments[0];

    if (strcmp(what, "echo") == 0) {
        site_echo(ask, reply);
    } else if (strcmp(what, "teapot") == 0) {
        reply_status(reply, 418);
        reply_header(reply, "X-Color", "green");
        reply_text(reply, "text/plain", "short", 5);
    } else if (strcmp(what, "many") == 0) {
        char *bytes = mem_new(MANY_BYTES);
        memset(bytes, 'm', MANY_BYTES);
        reply_bytes(reply, "text/plain", bytes, MANY_BYTES);
        reply_gzip_from(reply, 128 * LIMIT_KIB);
    } else if (strcmp(what, "huge") == 0) {
        reply_bytes(reply, "text/plain", mem_new(HUGE_BYTES), HUGE_BYTES);
    } else if (strcmp(what, "wait") == 0 && !ask->waited) {
        reply_wait(reply, 100, site, free_memo);
    } else if (strcmp(what, "wait") == 0) {
        reply_text(reply, "text/plain", ask->memo == site ? "same" : "other", 4);
    } else if (strcmp(what, "stay") == 0) {
        reply_wait(reply, 3600 * 1000, site, free_memo);
    } else if (strcmp(what, "stream") == 0) {
        site_stream(site, reply);
    } else if (strcmp(what, "pull") == 0) {
        site_pull(site, reply);
    } else if (strcmp(what, "tick") == 0) {
        struct pull *pull = mem_new(sizeof *pull);
        pull->place.site = site;
        pull->stream = reply_stream(reply, "text/plain", pull_gone, pull);
        stream_set_source(pull->stream, tick);
    } else if (strcmp(what, "cut") == 0) {
        reply_text(reply, "text/plain", "0123456789", 10);
        reply_cut_after(reply, ask_query(ask, "after") == NULL ? 0 : 4);
    }
}

static bool site_before(void *ctx, const char *server, const struct ask *ask,
                        struct reply *reply)
{
    (void)ctx;
    assert_string_equal(server, "site");
    if (ask_header(ask, "x-fault") == NULL)
        return false;
    reply_status(reply, 503);
    return true;
}

static void site_heard(void *ctx, const char *server, const struct ask *ask, int status)
{
    struct site *site = ctx;

    (void)server;
    (void)ask;
    site->heard_status = status;
    site->heard++;
}

static void site_start(struct site *site, bool tls)
{
    const struct server_config config = {
        .name = "site",
        .certs = tls ? site->certs : NULL,
        .ask_client_cert = true,
        .handle = site_handle,
        .handle_ctx = site,
        .before = site_before,
        .heard = site_heard,
        .around_ctx = site,
        .body_limit = 64 * 1024,
        .unsent_limit = site->unsent_limit,
    };
    struct err err = ERR_INIT;

    if (server_new(&config, &site->server, &err) != ERR_OK)
        fail_msg("%s", err.text);
}

static int setup(void **state)
{
    struct site *site = mem_new(sizeof *site);

    pthread_mutex_init(&site->lock, NULL);
    *state = site;
    return 0;
}

static int teardown(void **state)
{
    struct site *site = *state;

    server_free(site->server);
    cert_store_free(site->certs);
    pthread_mutex_destroy(&site->lock);
    free(site);
    return 0;
}

static void wait_for(atomic_size_t *number, size_t want)
{
    int64_t deadline_ms = now_ms() + DEADLINE_MS;

    while (*number < want && now_ms() < deadline_ms)
        poll(NULL, 0, 2);
    assert_int_equal(*number, want);
}

/* ---- clients ---- */

struct answer {
    CURL *curl;
    CURLcode code;
    long status;
    struct buf body;
    struct buf headers;
};

static size_t take(char *at, size_t size, size_t count, void *ctx)
{
    return buf_add(ctx, at, size * count) ? size * count : 0;
}

static void answer_init(struct answer *answer, const struct site *site,
                        const char *target)
{
    char url[512];

    snprintf(url, sizeof url, "%s%s", server_url(site->server), target);
    answer->curl = curl_easy_init();
    buf_init(&answer->body, 64 * LIMIT_MIB);
    buf_init(&answer->headers, LIMIT_MIB);
    curl_easy_setopt(answer->curl, CURLOPT_URL, url);
    curl_easy_setopt(answer->curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(answer->curl, CURLOPT_PROXY, "");
    curl_easy_setopt(answer->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(answer->curl, CURLOPT_TIMEOUT_MS, (long)DEADLINE_MS);
    curl_easy_setopt(answer->curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(answer->curl, CURLOPT_WRITEDATA, &answer->body);
    curl_easy_setopt(answer->curl, CURLOPT_HEADERDATA, &answer->headers);
}

static void answer_get(struct answer *answer)
{
    answer->code = curl_easy_perform(answer->curl);
    curl_easy_getinfo(answer->curl, CURLINFO_RESPONSE_CODE, &answer->status);
}

static void answer_release(struct answer *answer)
{
    buf_release(&answer->body);
    buf_release(&answer->headers);
    curl_easy_cleanup(answer->curl);
}

static int connect_to(const struct site *site)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(server_port(site->server))};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static int ask_raw(const struct site *site, const char *target)
{
    int fd = connect_to(site);
    char text[256];
    int bytes = snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", target);

    assert_int_equal(send(fd, text, (size_t)bytes, MSG_NOSIGNAL), bytes);
    return fd;
}

/* Reads until `until` has come; false when the other end closed before. */
static bool read_until(int fd, const char *until)
{
    char text[8192] = "";
    size_t there = 0;
    int64_t deadline_ms = now_ms() + DEADLINE_MS;

    while (strstr(text, until) == NULL && there < sizeof text - 1) {
        struct pollfd one = {.fd = fd, .events = POLLIN};
        assert_true(now_ms() < deadline_ms);
        if (poll(&one, 1, 1000) != 1)
            continue;
        ssize_t got = recv(fd, text + there, sizeof text - 1 - there, 0);
        if (got <= 0)
            return false;
        there += (size_t)got;
        text[there] = '\0';
    }
    return true;
}

/* ---- tests ---- */

static void server_gives_the_request_in_parts(void **state)
{
    struct site *site = *state;
    struct answer answer;
    site_start(site, false);
    answer_init(&answer, site, "/echo/a%2Fb//c%20d?x=1&y=a+b%26c&flag");
    curl_easy_setopt(answer.curl, CURLOPT_POSTFIELDS, "hello");
    struct curl_slist *headers = curl_slist_append(NULL, "X-Color: red");
    curl_easy_setopt(answer.curl, CURLOPT_HTTPHEADER, headers);

    answer_get(&answer);

    assert_int_equal(answer.status, 200);
    assert_string_equal(
        buf_text(&answer.body),
        "{\"method\":\"POST\",\"query\":{\"x\":\"1\",\"y\":\"a b&c\",\"flag\":"
        "\"\"},\"segments\":[\"echo\",\"a/b\",\"c d\"],\"body\":\"hello\","
        "\"color\":\"red\",\"unknown\":false}");
    curl_slist_free_all(headers);
    answer_release(&answer);
}

static void server_keeps_the_connection_and_hears_each_request(void **state)
{
    struct site *site = *state;
    struct answer answer;
    long connects = -1;
    site_start(site, false);
    answer_init(&answer, site, "/teapot");

    answer_get(&answer);
    answer_get(&answer);

    assert_int_equal(answer.status, 418);
    curl_easy_getinfo(answer.curl, CURLINFO_NUM_CONNECTS, &connects);
    assert_int_equal(connects, 0);
    assert_non_null(strstr(buf_text(&answer.headers), "X-Color: green"));
    assert_int_equal(site->heard, 2);
    assert_int_equal(site->heard_status, 418);
    answer_release(&answer);
}

static void server_lets_a_fault_answer_first(void **state)
{
    struct site *site = *state;
    struct answer answer;
    site_start(site, false);
    answer_init(&answer, site, "/teapot");
    struct curl_slist *headers = curl_slist_append(NULL, "X-Fault: yes");
    curl_easy_setopt(answer.curl, CURLOPT_HTTPHEADER, headers);

    answer_get(&answer);

    assert_int_equal(answer.status, 503);
    curl_slist_free_all(headers);
    answer_release(&answer);
}

static void server_compresses_only_for_clients_that_want_it(void **state)
{
    struct site *site = *state;
    struct answer plain;
    struct answer packed;
    curl_off_t packed_bytes = 0;
    site_start(site, false);
    answer_init(&plain, site, "/many");
    answer_init(&packed, site, "/many");
    curl_easy_setopt(packed.curl, CURLOPT_ACCEPT_ENCODING, "gzip");

    answer_get(&plain);
    answer_get(&packed);

    assert_null(strstr(buf_text(&plain.headers), "Content-Encoding"));
    assert_non_null(strstr(buf_text(&packed.headers), "Content-Encoding: gzip"));
    assert_int_equal(plain.body.bytes, MANY_BYTES);
    assert_int_equal(packed.body.bytes, MANY_BYTES);
    curl_easy_getinfo(packed.curl, CURLINFO_SIZE_DOWNLOAD_T, &packed_bytes);
    assert_in_range(packed_bytes, 1, MANY_BYTES / 10);
    answer_release(&plain);
    answer_release(&packed);
}

static void server_holds_only_so_much_for_those_who_do_not_read(void **state)
{
    struct site *site = *state;
    struct answer answer;
    int fds[2];
    site->unsent_limit = 2 * HUGE_BYTES;
    site_start(site, false);
    for (size_t i = 0; i < 2; i++) {
        fds[i] = ask_raw(site, "/huge");
        assert_true(read_until(fds[i], "\r\n\r\n"));
    }
    answer_init(&answer, site, "/huge");

    answer_get(&answer);
    assert_int_equal(answer.status, 429);
    assert_non_null(strstr(buf_text(&answer.headers), "Retry-After: 1"));

    for (size_t i = 0; i < 2; i++)
        close(fds[i]);
    int64_t deadline_ms = now_ms() + DEADLINE_MS;
    while (answer.status != 200 && now_ms() < deadline_ms)
        answer_get(&answer);
    assert_int_equal(answer.status, 200);
    answer_release(&answer);
}

static void server_asks_again_after_a_wait(void **state)
{
    struct site *site = *state;
    struct answer answer;
    site_start(site, false);
    answer_init(&answer, site, "/wait");
    int64_t before_ms = now_ms();

    answer_get(&answer);

    assert_string_equal(buf_text(&answer.body), "same");
    assert_in_range(now_ms() - before_ms, 100, 2000);
    wait_for(&site->memos_freed, 1);
    assert_int_equal(site->heard, 1);
    answer_release(&answer);
}

static void server_drops_a_wait_whose_client_left(void **state)
{
    struct site *site = *state;
    site_start(site, false);

    int fd = ask_raw(site, "/stay");
    poll(NULL, 0, 20);
    close(fd);

    wait_for(&site->memos_freed, 1);
    assert_int_equal(site->heard, 0);
}

static void server_refuses_a_body_over_the_limit(void **state)
{
    struct site *site = *state;
    struct answer answer;
    char *body = mem_new(100 * 1024);
    site_start(site, false);
    answer_init(&answer, site, "/echo");
    curl_easy_setopt(answer.curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(answer.curl, CURLOPT_POSTFIELDSIZE, 100L * 1024);

    answer_get(&answer);

    assert_int_equal(answer.status, 413);
    answer_release(&answer);
    free(body);
}

static void server_refuses_a_header_over_the_limit(void **state)
{
    struct site *site = *state;
    struct answer answer;
    size_t bytes = 2 * LIMIT_ASK_MEMORY_BYTES;
    char *header = mem_new(bytes + 1);
    site_start(site, false);
    memset(header, 'h', bytes);
    memcpy(header, "X-Long: ", 8);
    answer_init(&answer, site, "/echo");
    struct curl_slist *headers = curl_slist_append(NULL, header);
    curl_easy_setopt(answer.curl, CURLOPT_HTTPHEADER, headers);

    answer_get(&answer);

    if (answer.code == CURLE_OK)
        assert_int_equal(answer.status, 431);
    curl_slist_free_all(headers);
    answer_release(&answer);
    free(header);
}

static void server_survives_what_is_not_http(void **state)
{
    static const char *const nonsense[] = {
        "\r\n\r\n\r\n",
        "GET\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00",
        "GET /%zz HTTP/1.1\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n",
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    };
    struct site *site = *state;
    struct answer answer;
    site_start(site, false);

    for (size_t i = 0; i < ARRAY_COUNT(nonsense); i++) {
        int fd = connect_to(site);
        send(fd, nonsense[i], strlen(nonsense[i]), MSG_NOSIGNAL);
        poll(NULL, 0, 5);
        close(fd);
    }

    answer_init(&answer, site, "/teapot");
    answer_get(&answer);
    assert_int_equal(answer.status, 418);
    answer_release(&answer);
}

static void server_cuts_where_it_is_told_to(void **state)
{
    struct site *site = *state;
    struct answer inside;
    struct answer before;
    site_start(site, false);
    answer_init(&inside, site, "/cut?after=4");
    answer_init(&before, site, "/cut");

    answer_get(&inside);
    answer_get(&before);

    assert_int_equal(inside.code, CURLE_PARTIAL_FILE);
    assert_string_equal(buf_text(&inside.body), "0123");
    assert_int_equal(before.code, CURLE_GOT_NOTHING);
    answer_release(&inside);
    answer_release(&before);
}

static void push_when_open(struct site *site, size_t opened, const char *text)
{
    int64_t deadline_ms = now_ms() + DEADLINE_MS;
    bool open = false;

    while (!open && now_ms() < deadline_ms) {
        pthread_mutex_lock(&site->lock);
        open = site->opened >= opened;
        pthread_mutex_unlock(&site->lock);
        poll(NULL, 0, 1);
    }
    pthread_mutex_lock(&site->lock);
    for (size_t i = 0; i < 64; i++) {
        if (site->streams[i] != NULL)
            stream_push(site->streams[i], text, strlen(text));
    }
    pthread_mutex_unlock(&site->lock);
}

static void stream_brings_each_push_at_once(void **state)
{
    struct site *site = *state;
    site_start(site, false);
    int fd = ask_raw(site, "/stream");
    assert_true(read_until(fd, "\r\n\r\n"));

    for (int i = 0; i < 20; i++) {
        char text[32];
        snprintf(text, sizeof text, "event-%d;", i);
        int64_t pushed_ms = now_ms();
        push_when_open(site, 1, text);
        assert_true(read_until(fd, text));
        assert_in_range(now_ms() - pushed_ms, 0, 1000);
    }

    close(fd);
    wait_for(&site->gone, 1);
}

static void stream_that_ends_ends_cleanly(void **state)
{
    struct site *site = *state;
    site_start(site, false);
    int fd = ask_raw(site, "/stream");
    push_when_open(site, 1, "last words");

    pthread_mutex_lock(&site->lock);
    stream_end(site->streams[0]);
    pthread_mutex_unlock(&site->lock);

    assert_true(read_until(fd, "last words\r\n0\r\n"));
    wait_for(&site->gone, 1);
    close(fd);
}

static void stream_of_a_slow_reader_is_cut(void **state)
{
    struct site *site = *state;
    char *piece = mem_new(LIMIT_MIB);
    bool taken = true;
    size_t pushed = 0;
    site_start(site, false);
    int fd = ask_raw(site, "/stream");
    push_when_open(site, 1, "x");

    while (taken && pushed < 64) {
        pthread_mutex_lock(&site->lock);
        taken =
            site->streams[0] != NULL && stream_push(site->streams[0], piece, LIMIT_MIB);
        pthread_mutex_unlock(&site->lock);
        pushed++;
    }

    assert_false(taken);
    wait_for(&site->gone, 1);
    close(fd);
    free(piece);
}

static void stream_with_a_source_follows_its_reader(void **state)
{
    struct site *site = *state;
    struct answer answer;
    site->source_left = 20 * 1000 * 1000;
    site_start(site, false);
    answer_init(&answer, site, "/pull");

    answer_get(&answer);

    assert_int_equal(answer.code, CURLE_OK);
    assert_int_equal(answer.body.bytes, 20 * 1000 * 1000);
    assert_int_equal(site->gone, 1);
    answer_release(&answer);
}

static void stream_wakes_its_source_in_time(void **state)
{
    struct site *site = *state;
    struct answer answer;
    site->source_left = 5;
    site_start(site, false);
    answer_init(&answer, site, "/tick");
    int64_t before_ms = now_ms();

    answer_get(&answer);

    assert_string_equal(buf_text(&answer.body), "tick\ntick\ntick\ntick\ntick\n");
    assert_in_range(now_ms() - before_ms, 80, 3000);
    answer_release(&answer);
}

/* Clients that come, read a little and vanish, while two threads push. */
enum { CROWD_VISITORS = 4, CROWD_VISITS = 40 };

struct crowd {
    struct site *site;
    atomic_bool over;
};

static void *crowd_push(void *ctx)
{
    struct crowd *crowd = ctx;

    while (!crowd->over) {
        push_when_open(crowd->site, 0, "{\"type\":\"ADDED\"}\n");
    }
    return NULL;
}

static void *crowd_visit(void *ctx)
{
    struct crowd *crowd = ctx;

    for (int i = 0; i < CROWD_VISITS; i++) {
        int fd = ask_raw(crowd->site, "/stream");
        if (i % 3 != 0)
            read_until(fd, "ADDED");
        close(fd);
    }
    return NULL;
}

static void streams_survive_clients_that_vanish(void **state)
{
    struct crowd crowd = {.site = *state};
    pthread_t pushers[2];
    pthread_t visitors[CROWD_VISITORS];
    site_start(crowd.site, false);

    for (size_t i = 0; i < 2; i++)
        pthread_create(&pushers[i], NULL, crowd_push, &crowd);
    for (size_t i = 0; i < CROWD_VISITORS; i++)
        pthread_create(&visitors[i], NULL, crowd_visit, &crowd);
    for (size_t i = 0; i < CROWD_VISITORS; i++)
        pthread_join(visitors[i], NULL);
    crowd.over = true;
    for (size_t i = 0; i < 2; i++)
        pthread_join(pushers[i], NULL);

    wait_for(&crowd.site->gone, (size_t)CROWD_VISITORS * CROWD_VISITS);
}

static void server_ends_with_streams_and_waits_open(void **state)
{
    struct site *site = *state;
    int fds[20];
    site_start(site, false);
    for (size_t i = 0; i < 20; i++)
        fds[i] = ask_raw(site, i % 2 == 0 ? "/stream" : "/stay");
    push_when_open(site, 10, "x");

    server_free(site->server);
    site->server = NULL;

    assert_int_equal(site->gone, 10);
    for (size_t i = 0; i < 20; i++)
        close(fds[i]);
}

static void server_refuses_a_port_that_is_taken(void **state)
{
    struct site *site = *state;
    struct server *second = NULL;
    struct err err = ERR_INIT;
    site_start(site, false);
    const struct server_config config = {
        .name = "second", .port = server_port(site->server), .handle = site_handle};

    assert_int_equal(server_new(&config, &second, &err), ERR_LOCAL);

    assert_non_null(strstr(err.text, "in use"));
    assert_null(second);
}

/* ---- TLS ---- */

static void answer_trust(struct answer *answer, const struct cert_store *certs)
{
    struct curl_blob ca = {
        .data = certs->ca_pem, .len = strlen(certs->ca_pem), .flags = CURL_BLOB_COPY};

    curl_easy_setopt(answer->curl, CURLOPT_CAINFO_BLOB, &ca);
}

static void answer_show(struct answer *answer, char *cert, char *key)
{
    struct curl_blob blob = {.data = cert, .len = strlen(cert), .flags = CURL_BLOB_COPY};

    curl_easy_setopt(answer->curl, CURLOPT_SSLCERT_BLOB, &blob);
    blob.data = key;
    blob.len = strlen(key);
    curl_easy_setopt(answer->curl, CURLOPT_SSLKEY_BLOB, &blob);
    free(cert);
    free(key);
}

static void server_reads_the_client_certificate(void **state)
{
    struct site *site = *state;
    struct cert_store *other = NULL;
    struct answer known;
    struct answer unknown;
    struct answer nobody;
    char *cert = NULL;
    char *key = NULL;
    assert_int_equal(cert_store_new(&site->certs, NULL), ERR_OK);
    assert_int_equal(cert_store_new(&other, NULL), ERR_OK);
    site_start(site, true);
    answer_init(&known, site, "/echo");
    answer_init(&unknown, site, "/echo");
    answer_init(&nobody, site, "/echo");
    answer_trust(&known, site->certs);
    answer_trust(&unknown, site->certs);
    answer_trust(&nobody, site->certs);
    cert_client(site->certs, "viewer", "readers", &cert, &key, NULL);
    answer_show(&known, cert, key);
    cert_client(other, "viewer", "readers", &cert, &key, NULL);
    answer_show(&unknown, cert, key);

    answer_get(&known);
    answer_get(&unknown);
    answer_get(&nobody);

    assert_non_null(
        strstr(buf_text(&known.body), "\"user\":\"viewer\",\"unknown\":false"));
    assert_null(strstr(buf_text(&unknown.body), "\"user\""));
    assert_non_null(strstr(buf_text(&unknown.body), "\"unknown\":true"));
    assert_non_null(strstr(buf_text(&nobody.body), "\"unknown\":false"));
    answer_release(&known);
    answer_release(&unknown);
    answer_release(&nobody);
    cert_store_free(other);
}

static void server_streams_through_tls(void **state)
{
    struct site *site = *state;
    struct answer answer;
    assert_int_equal(cert_store_new(&site->certs, NULL), ERR_OK);
    site->source_left = 20 * 1000 * 1000;
    site_start(site, true);
    answer_init(&answer, site, "/pull");
    answer_trust(&answer, site->certs);

    answer_get(&answer);

    assert_int_equal(answer.code, CURLE_OK);
    assert_int_equal(answer.body.bytes, 20 * 1000 * 1000);
    answer_release(&answer);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(server_gives_the_request_in_parts),
        TEST(server_keeps_the_connection_and_hears_each_request),
        TEST(server_lets_a_fault_answer_first),
        TEST(server_compresses_only_for_clients_that_want_it),
        TEST(server_holds_only_so_much_for_those_who_do_not_read),
        TEST(server_asks_again_after_a_wait),
        TEST(server_drops_a_wait_whose_client_left),
        TEST(server_refuses_a_body_over_the_limit),
        TEST(server_refuses_a_header_over_the_limit),
        TEST(server_survives_what_is_not_http),
        TEST(server_cuts_where_it_is_told_to),
        TEST(stream_brings_each_push_at_once),
        TEST(stream_that_ends_ends_cleanly),
        TEST(stream_of_a_slow_reader_is_cut),
        TEST(stream_with_a_source_follows_its_reader),
        TEST(stream_wakes_its_source_in_time),
        TEST(streams_survive_clients_that_vanish),
        TEST(server_ends_with_streams_and_waits_open),
        TEST(server_refuses_a_port_that_is_taken),
        TEST(server_reads_the_client_certificate),
        TEST(server_streams_through_tls),
    };

    curl_global_init(CURL_GLOBAL_DEFAULT);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    curl_global_cleanup();
    return failed;
}
