/*
 * A request as curl options, and curl's callbacks as an answer.
 *
 * Repeats: when a kept connection turns out to be dead, curl sends the request again by
 * itself. That is fine for reading, and for a DELETE without a body. Any other request that
 * changes the world hands its body to curl through a callback that cannot rewind, or, having
 * none, goes over a connection of its own; so what may have arrived is never sent twice.
 */
#include "wire/http_flight.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "wire/http_ending.h"

#include "base/banned.h"

static const struct clock real = CLOCK_REAL_INIT;

enum { KEEPALIVE_IDLE_S = 30, KEEPALIVE_BETWEEN_S = 15 };

/* ---- the answer, as it comes ------------------------------------------------ */

static void note_bytes(struct http_flight *flight)
{
    flight->last_byte_ms = clock_now_ms(&real);
    if (flight->exchange.first_byte_ms < 0)
        flight->exchange.first_byte_ms = flight->last_byte_ms - flight->started_ms;
}

static void start_headers(struct http_flight *flight)
{
    /* A further block follows a 1xx; the last one counts. */
    http_headers_release(&flight->exchange.headers);
    flight->in_headers = true;
}

static void end_headers(struct http_flight *flight)
{
    long status = 0;

    curl_easy_getinfo(flight->easy, CURLINFO_RESPONSE_CODE, &status);
    flight->exchange.status = (int)status;
    flight->in_headers = false;
}

static void add_header(struct http_headers *headers, struct span line)
{
    struct span name;

    if (line.at[0] == ' ' || line.at[0] == '\t' || !span_cut(&line, ':', &name) ||
        line.at == NULL)
        return; /* a folded or nameless line */
    struct span value = span_trim(line);
    char *name_text = mem_copy_bytes(name.at, name.bytes);
    char *value_text = mem_copy_bytes(value.at, value.bytes);
    http_headers_add(headers, name_text, value_text);
    explicit_bzero(value_text, value.bytes);
    free(value_text);
    free(name_text);
}

static size_t take_header(char *at, size_t one, size_t bytes, void *ctx)
{
    struct http_flight *flight = ctx;
    struct span line = span_make(at, one * bytes);

    note_bytes(flight);
    flight->header_bytes += line.bytes;
    if (flight->is_cancelled)
        return 0;
    if (flight->header_bytes > LIMIT_HEADER_BYTES) {
        err_set(&flight->exchange.err, ERR_LIMIT, "headers longer than %zu bytes",
                LIMIT_HEADER_BYTES);
        return 0;
    }
    if (span_starts(line, "HTTP/"))
        start_headers(flight);
    else if (flight->in_headers && span_trim(line).bytes == 0)
        end_headers(flight);
    else if (flight->in_headers)
        add_header(&flight->exchange.headers, line);
    return line.bytes;
}

static bool goes_to_sink(const struct http_flight *flight)
{
    int status = flight->exchange.status;
    return flight->sink.take != NULL && status >= 200 && status < 300;
}

static size_t take_body(char *at, size_t one, size_t count, void *ctx)
{
    struct http_flight *flight = ctx;
    struct http_exchange *exchange = &flight->exchange;
    size_t bytes = one * count;
    size_t limit = flight->request->body_limit;

    note_bytes(flight);
    if (flight->is_cancelled)
        return 0;
    exchange->body_bytes += bytes;
    if (limit != 0 && exchange->body_bytes > limit) {
        err_set(&exchange->err, ERR_LIMIT, "body longer than %zu bytes", limit);
        return 0;
    }
    if (goes_to_sink(flight)) {
        if (flight->sink.take(flight->sink.ctx, at, bytes))
            return bytes;
        err_set(&exchange->err, ERR_SHAPE, "ended by the reader");
        return 0;
    }
    if (!buf_add(&exchange->body, at, bytes)) {
        err_set(&exchange->err, ERR_LIMIT, "body longer than %zu bytes",
                exchange->body.limit);
        return 0;
    }
    return bytes;
}

/* ---- the request ------------------------------------------------------------ */

static size_t give_body(char *out, size_t one, size_t count, void *ctx)
{
    struct http_flight *flight = ctx;
    struct span rest = span_skip(buf_span(&flight->request->body), flight->sent_bytes);
    size_t bytes = rest.bytes < one * count ? rest.bytes : one * count;

    memcpy(out, rest.at, bytes);
    flight->sent_bytes += bytes;
    return bytes;
}

static int refuse_rewind(void *ctx, curl_off_t offset, int origin)
{
    (void)ctx;
    (void)offset;
    (void)origin;
    return CURL_SEEKFUNC_FAIL;
}

static bool wants_body(const struct http_request *request)
{
    return request->body.bytes > 0 || strcmp(request->method, "POST") == 0 ||
           strcmp(request->method, "PUT") == 0 || strcmp(request->method, "PATCH") == 0;
}

static void set_method_and_body(struct http_flight *flight)
{
    const struct http_request *request = flight->request;
    CURL *easy = flight->easy;

    if (!wants_body(request)) {
        if (strcmp(request->method, "HEAD") == 0)
            curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
        else if (strcmp(request->method, "GET") != 0)
            curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
        return;
    }
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.bytes);
    if (request->intent == HTTP_CHANGES && request->body.bytes == 0)
        curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    if (request->intent == HTTP_CHANGES && request->body.bytes > 0) {
        curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_body);
        curl_easy_setopt(easy, CURLOPT_READDATA, flight);
        curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, refuse_rewind);
    } else {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, buf_text(&request->body));
    }
}

static bool is_one_line(const char *text)
{
    return text != NULL && strpbrk(text, "\r\n") == NULL;
}

static void list_header(struct http_flight *flight, const char *name, const char *value)
{
    struct buf line;

    buf_init(&line, LIMIT_HEADER_BYTES);
    /* "Name;" is curl's way to send a header without a value, "Name:" to leave it out. */
    buf_add_text(&line, name);
    buf_add_text(&line, value == NULL ? ":" : value[0] == '\0' ? ";" : ": ");
    buf_add_text(&line, value == NULL ? "" : value);
    flight->header_list = curl_slist_append(flight->header_list, buf_text(&line));
    explicit_bzero(line.at, line.bytes);
    buf_release(&line);
}

static bool set_headers(struct http_flight *flight)
{
    const struct http_headers *headers = &flight->request->headers;
    const char *host = flight->exchange.peer->host_header;

    for (size_t i = 0; i < headers->count; i++) {
        if (!is_one_line(headers->at[i].name) || !is_one_line(headers->at[i].value))
            return false;
        list_header(flight, headers->at[i].name, headers->at[i].value);
    }
    list_header(flight, "Expect", NULL);
    if (http_headers_get(headers, "Content-Type") == NULL)
        list_header(flight, "Content-Type", NULL);
    if (host != NULL && http_headers_get(headers, "Host") == NULL)
        list_header(flight, "Host", host);
    curl_easy_setopt(flight->easy, CURLOPT_HTTPHEADER, flight->header_list);
    return true;
}

static void set_times(struct http_flight *flight)
{
    const struct http_request *request = flight->request;
    int64_t connect_ms =
        request->connect_ms > 0 ? request->connect_ms : INTERVAL_CONNECT_MS;
    int64_t answer_ms = request->answer_ms == 0 ? INTERVAL_ANSWER_MS : request->answer_ms;

    curl_easy_setopt(flight->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms);
    if (answer_ms > 0)
        curl_easy_setopt(flight->easy, CURLOPT_TIMEOUT_MS, (long)answer_ms);
    curl_easy_setopt(flight->easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(flight->easy, CURLOPT_TCP_KEEPIDLE, (long)KEEPALIVE_IDLE_S);
    curl_easy_setopt(flight->easy, CURLOPT_TCP_KEEPINTVL, (long)KEEPALIVE_BETWEEN_S);
}

static void set_blob(CURL *easy, CURLoption option, char *pem)
{
    struct curl_blob blob = {.data = pem, .len = strlen(pem), .flags = CURL_BLOB_NOCOPY};
    curl_easy_setopt(easy, option, &blob);
}

static void set_tls(CURL *easy, const struct http_peer *peer)
{
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, peer->insecure ? 0L : 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, peer->insecure ? 0L : 2L);
    if (peer->ca_pem != NULL) {
        /* The given CA alone: the machine's own would be trusted beside it. */
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
        curl_easy_setopt(easy, CURLOPT_CAINFO, NULL);
        set_blob(easy, CURLOPT_CAINFO_BLOB, peer->ca_pem);
    }
    if (peer->cert_pem != NULL) {
        set_blob(easy, CURLOPT_SSLCERT_BLOB, peer->cert_pem);
        set_blob(easy, CURLOPT_SSLKEY_BLOB, peer->key_pem);
    }
}

static void set_route(struct http_flight *flight)
{
    const struct http_peer *peer = flight->exchange.peer;
    CURL *easy = flight->easy;

    if (peer->connect_to != NULL) {
        flight->connect_to = curl_slist_append(NULL, peer->connect_to);
        curl_easy_setopt(easy, CURLOPT_CONNECT_TO, flight->connect_to);
    }
    if (peer->proxy_url != NULL) {
        curl_easy_setopt(easy, CURLOPT_PROXY, peer->proxy_url);
        curl_easy_setopt(easy, CURLOPT_NOPROXY, ""); /* the one that was named, always */
    }
    if (flight->request->connect_only) {
        curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
        curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
        curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
    } else if (peer->is_tls && !peer->http1_only) {
        /* One HTTP/2 connection for many requests, not one each. */
        curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
    }
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                     peer->http1_only ? (long)CURL_HTTP_VERSION_1_1
                                      : (long)CURL_HTTP_VERSION_2TLS);
}

/* Compression spares a wire; to this same machine there is none, and both ends would pay. */
static bool is_this_machine(const char *host)
{
    struct span name = span_of(host);

    return span_is(name, "localhost") || span_is(name, "::1") ||
           span_starts(name, "127.");
}

static void set_callbacks(struct http_flight *flight)
{
    CURL *easy = flight->easy;

    curl_easy_setopt(easy, CURLOPT_PRIVATE, flight);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
    /* A name server that does not answer must not hold up the other requests: without this,
     * giving up waits for the thread that resolves. */
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, flight->curl_text);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, flight);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, flight);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING,
                     is_this_machine(flight->exchange.peer->host) ? "identity" : "gzip");
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "elbtop/" PACKAGE_VERSION);
}

/* A path must not reach back into the host, nor into the next header. */
static bool is_path(const char *path)
{
    if (path == NULL || (path[0] != '\0' && path[0] != '/' && path[0] != '?'))
        return false;
    for (const char *at = path; *at != '\0'; at++) {
        if ((unsigned char)*at <= ' ' || *at == 0x7f || *at == '#')
            return false;
    }
    return true;
}

static void prepare(struct http_flight *flight)
{
    const struct http_peer *peer = flight->exchange.peer;

    if (!is_path(flight->request->path)) {
        http_flight_fail(flight, ERR_LOCAL, HTTP_CUT_NONE, "not the path of an URL");
        return;
    }
    flight->easy = curl_easy_init();
    if (flight->easy == NULL)
        abort(); /* for want of memory only */
    buf_add_text(&flight->url,
                 peer->named_url != NULL ? peer->named_url : peer->base_url);
    buf_add_text(&flight->url, flight->request->path);
    curl_easy_setopt(flight->easy, CURLOPT_URL, buf_text(&flight->url));
    set_callbacks(flight);
    set_method_and_body(flight);
    set_times(flight);
    set_tls(flight->easy, peer);
    set_route(flight);
    if (!set_headers(flight) || flight->url.over)
        http_flight_fail(flight, ERR_LOCAL, HTTP_CUT_NONE,
                         "a header or the path cannot be sent");
}

struct http_flight *http_flight_new(const struct http_peer *peer,
                                    struct http_request *request,
                                    const struct http_sink *sink, void *owner)
{
    struct http_flight *flight = mem_new(sizeof *flight);

    flight->exchange = (struct http_exchange){
        .owner = owner,
        .request = request,
        .peer = peer,
        .connect_ms = -1,
        .err = ERR_INIT,
        .first_byte_ms = -1,
        .started_wall_ms = clock_wall_ms(&real),
    };
    buf_init(&flight->exchange.body,
             request->body_limit != 0 ? request->body_limit : LIMIT_RESPONSE_BYTES);
    buf_init(&flight->url, LIMIT_HEADER_BYTES);
    flight->request = request;
    if (sink != NULL)
        flight->sink = *sink;
    flight->started_ms = clock_now_ms(&real);
    flight->last_byte_ms = flight->started_ms;
    prepare(flight);
    return flight;
}

/* ---- the end ---------------------------------------------------------------- */

static void wipe_list(struct curl_slist *list)
{
    for (struct curl_slist *line = list; line != NULL; line = line->next)
        explicit_bzero(line->data, strlen(line->data));
    curl_slist_free_all(list);
}

static void drop_handle(struct http_flight *flight)
{
    curl_easy_cleanup(flight->easy);
    flight->easy = NULL;
    wipe_list(flight->header_list);
    flight->header_list = NULL;
    curl_slist_free_all(flight->connect_to);
    flight->connect_to = NULL;
}

void http_flight_land(struct http_flight *flight, CURLcode result)
{
    flight->exchange.took_ms = clock_now_ms(&real) - flight->started_ms;
    http_ending_read(flight, result);
    drop_handle(flight);
}

void http_flight_fail(struct http_flight *flight, enum err_code code, enum http_cut cut,
                      const char *text)
{
    flight->exchange.took_ms = clock_now_ms(&real) - flight->started_ms;
    if (flight->easy != NULL)
        http_ending_measure(flight, CURLE_ABORTED_BY_CALLBACK);
    flight->exchange.cut = cut;
    flight->exchange.err.http_status = flight->exchange.status;
    err_set(&flight->exchange.err, code, "%s", text);
    drop_handle(flight);
}

void http_flight_free(struct http_flight *flight)
{
    if (flight == NULL)
        return;
    drop_handle(flight);
    http_headers_release(&flight->exchange.headers);
    buf_release(&flight->exchange.body);
    buf_release(&flight->url);
    http_request_free(flight->request);
    free(flight);
}
