/*
 * The carrier: flights in three lists, and curl's multi handle that moves them.
 *
 *   http_start ──► under_way ──(curl says done, silence, refusal)──► finished ──► caller
 *
 * curl forbids to add or remove handles from within its callbacks, and a sink may want to
 * start the next request or cancel another. So a start only joins the list, and a cancel in
 * the middle of http_work() only marks; both are carried out around curl_multi_perform().
 */
#include "wire/http.h"

#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "wire/http_flight.h"

#include "base/banned.h"

static const struct clock real = CLOCK_REAL_INIT;

struct http {
    CURLM *multi;
    struct http_flight *under_way;
    struct http_flight *finished; /* oldest first */
    bool is_read_only;
    bool is_performing; /* inside curl, and so perhaps inside a sink */

    struct curl_waitfd *waits; /* room for the caller's fds */
    size_t wait_capacity;
};

enum err_code http_global_init(struct err *err)
{
    CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (result != CURLE_OK)
        return err_set(err, ERR_LOCAL, "curl: %s", curl_easy_strerror(result));
    return ERR_OK;
}

/*
 * curl_version() is not asked: for LDAP's part of its text it makes libldap ready, which
 * loads ten plugins of SASL and a database, one MiB that nobody needs here.
 */
const char *http_version(char *out, size_t out_bytes)
{
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
    bool has_http2 = info->age >= CURLVERSION_SIXTH && info->nghttp2_version != NULL;

    snprintf(out, out_bytes, "libcurl/%s %s zlib/%s%s%s", info->version,
             info->ssl_version != NULL ? info->ssl_version : "without TLS",
             info->libz_version != NULL ? info->libz_version : "-",
             has_http2 ? " nghttp2/" : "", has_http2 ? info->nghttp2_version : "");
    return out;
}

void http_global_release(void)
{
    curl_global_cleanup();
}

enum err_code http_new(struct http **ret_http, struct err *err)
{
    struct http *http = mem_new(sizeof *http);

    http->multi = curl_multi_init();
    if (http->multi == NULL) {
        free(http);
        return err_set(err, ERR_LOCAL, "curl: no multi handle");
    }
    *ret_http = http;
    return ERR_OK;
}

/* ---- lists ------------------------------------------------------------------ */

static void append(struct http_flight **list, struct http_flight *flight)
{
    while (*list != NULL)
        list = &(*list)->next;
    flight->next = NULL;
    *list = flight;
}

static bool unlink_from(struct http_flight **list, const struct http_flight *flight)
{
    for (; *list != NULL; list = &(*list)->next) {
        if (*list == flight) {
            *list = flight->next;
            return true;
        }
    }
    return false;
}

static void take_from_curl(struct http *http, struct http_flight *flight)
{
    if (flight->is_added)
        curl_multi_remove_handle(http->multi, flight->easy);
    flight->is_added = false;
}

static void drop_list(struct http *http, struct http_flight *flight)
{
    while (flight != NULL) {
        struct http_flight *next = flight->next;
        take_from_curl(http, flight);
        http_flight_free(flight);
        flight = next;
    }
}

void http_free(struct http *http)
{
    if (http == NULL)
        return;
    drop_list(http, http->under_way);
    drop_list(http, http->finished);
    curl_multi_cleanup(http->multi);
    free(http->waits);
    free(http);
}

/* ---- starting and cancelling ------------------------------------------------ */

void http_set_read_only(struct http *http, bool read_only)
{
    http->is_read_only = read_only;
}

struct http_exchange *http_start(struct http *http, const struct http_peer *peer,
                                 struct http_request *request,
                                 const struct http_sink *sink, void *owner)
{
    struct http_flight *flight = http_flight_new(peer, request, sink, owner);

    if (http->is_read_only && request->intent == HTTP_CHANGES)
        http_flight_fail(flight, ERR_REFUSED, HTTP_CUT_NONE, "read-only");
    append(flight->easy != NULL ? &http->under_way : &http->finished, flight);
    return &flight->exchange;
}

void http_cancel(struct http *http, struct http_exchange *exchange)
{
    struct http_flight *flight = (struct http_flight *)exchange;

    if (unlink_from(&http->finished, flight)) {
        http_flight_free(flight);
    } else if (http->is_performing) {
        flight->is_cancelled = true;
    } else if (unlink_from(&http->under_way, flight)) {
        take_from_curl(http, flight);
        http_flight_free(flight);
    }
}

/* ---- work ------------------------------------------------------------------- */

static void finish(struct http *http, struct http_flight *flight)
{
    unlink_from(&http->under_way, flight);
    append(&http->finished, flight);
}

static void add_new(struct http *http)
{
    struct http_flight *at = http->under_way;

    while (at != NULL) {
        struct http_flight *next = at->next;
        if (!at->is_added)
            at->is_added = curl_multi_add_handle(http->multi, at->easy) == CURLM_OK;
        if (!at->is_added) {
            http_flight_fail(at, ERR_LOCAL, HTTP_CUT_NONE,
                             "curl does not take the request");
            finish(http, at);
        }
        at = next;
    }
}

static void drop_cancelled(struct http *http)
{
    struct http_flight *at = http->under_way;

    while (at != NULL) {
        struct http_flight *next = at->next;
        if (at->is_cancelled) {
            unlink_from(&http->under_way, at);
            take_from_curl(http, at);
            http_flight_free(at);
        }
        at = next;
    }
}

static void collect_done(struct http *http)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(http->multi, &left)) != NULL) {
        struct http_flight *flight = NULL;
        CURLcode result = message->data.result;
        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&flight);
        take_from_curl(http, flight); /* the message is gone after this */
        http_flight_land(flight, result);
        finish(http, flight);
    }
}

static int64_t silence_left_ms(const struct http_flight *flight, int64_t now_ms)
{
    if (flight->request->silence_ms <= 0)
        return INT64_MAX;
    return flight->last_byte_ms + flight->request->silence_ms - now_ms;
}

static void end_silent(struct http *http)
{
    int64_t now_ms = clock_now_ms(&real);
    struct http_flight *at = http->under_way;
    char lasted[WHEN_TEXT_BYTES];
    struct err text = ERR_INIT;

    while (at != NULL) {
        struct http_flight *next = at->next;
        if (silence_left_ms(at, now_ms) <= 0) {
            duration_print(at->request->silence_ms, lasted);
            err_clear(&text);
            err_set(&text, ERR_NET, "%s was silent for %s", at->exchange.peer->endpoint,
                    lasted);
            take_from_curl(http, at);
            http_flight_fail(at, ERR_NET, HTTP_CUT_TIMEOUT, text.text);
            finish(http, at);
        }
        at = next;
    }
}

static void advance(struct http *http)
{
    int running;

    add_new(http);
    http->is_performing = true;
    curl_multi_perform(http->multi, &running);
    http->is_performing = false;
    drop_cancelled(http);
    collect_done(http);
    end_silent(http);
}

static int bounded_wait(const struct http *http, int64_t wait_ms)
{
    int64_t now_ms = clock_now_ms(&real);

    if (http->finished != NULL)
        return 0;
    for (const struct http_flight *at = http->under_way; at != NULL; at = at->next) {
        int64_t left_ms = at->is_added ? silence_left_ms(at, now_ms) : 0;
        if (left_ms < wait_ms)
            wait_ms = left_ms;
    }
    return wait_ms < 0 ? 0 : wait_ms > INT_MAX ? INT_MAX : (int)wait_ms;
}

/* The caller's fds as curl wants them. */
static void copy_fds(struct http *http, const struct http_fd *fds, size_t count)
{
    http->waits = mem_grow(http->waits, &http->wait_capacity, count, sizeof *http->waits);
    for (size_t i = 0; i < count; i++) {
        int events = (fds[i].events & POLLIN ? CURL_WAIT_POLLIN : 0) |
                     (fds[i].events & POLLOUT ? CURL_WAIT_POLLOUT : 0);
        http->waits[i] = (struct curl_waitfd){.fd = fds[i].fd, .events = (short)events};
    }
}

/* curl does not tell of POLLHUP, with which the end of a pipe comes. */
static void look_at_fds(struct http_fd *fds, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct pollfd one = {.fd = fds[i].fd, .events = fds[i].events};
        if (poll(&one, 1, 0) < 0)
            one.revents = 0;
        fds[i].revents = one.revents;
    }
}

void http_work(struct http *http, struct http_fd *fds, size_t fd_count, int64_t wait_ms)
{
    int ready;

    advance(http);
    copy_fds(http, fds, fd_count);
    curl_multi_poll(http->multi, http->waits, (unsigned)fd_count,
                    bounded_wait(http, wait_ms), &ready);
    look_at_fds(fds, fd_count);
    advance(http);
}

void http_wake(struct http *http)
{
    curl_multi_wakeup(http->multi);
}

struct http_exchange *http_finished(struct http *http)
{
    struct http_flight *flight = http->finished;

    if (flight == NULL)
        return NULL;
    http->finished = flight->next;
    flight->next = NULL;
    return &flight->exchange;
}

void http_exchange_free(struct http_exchange *exchange)
{
    http_flight_free((struct http_flight *)exchange);
}

struct http_exchange *http_exchange_now(struct http *http, const struct http_peer *peer,
                                        struct http_request *request)
{
    struct http_exchange *exchange = http_start(http, peer, request, NULL, NULL);

    while (!unlink_from(&http->finished, (struct http_flight *)exchange))
        http_work(http, NULL, 0, INTERVAL_ANSWER_MS);
    return exchange;
}
