/*
 * http.h - HTTP requests that are under way, many at once, on one thread.
 *
 * A struct http carries requests to peers. http_start() hands one over, http_work() lets
 * bytes flow, http_finished() gives back what has ended. Nothing blocks but http_work().
 * Only http*.c know curl.
 *
 * Thread: everything from the thread that made the http, but http_wake(), which any
 * thread may call. Before the first http: http_global_init(), once, before threads.
 */
#ifndef ELBTOP_WIRE_HTTP_H
#define ELBTOP_WIRE_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

enum err_code http_global_init(struct err *err);
void http_global_release(void);

/* The library and what it stands on, in one line: "libcurl/7.88.1 OpenSSL/3.0.17 …". */
const char *http_version(char *out, size_t out_bytes);

/* ---- a server, and how it is spoken to ---------------------------------- */

/*
 * All texts are copied by http_peer_new. PEM is the text itself, never a file name: keys
 * do not become temporary files.
 */
struct http_peer_config {
    const char *base_url; /* "https://10.0.0.1:6443", without a slash at its end */
    const char *ca_pem;   /* NULL: the machine's own certificates */
    const char *cert_pem; /* client certificate and key; both or neither */
    const char *key_pem;
    const char
        *server_name; /* checked in the certificate instead of the URL's host; or NULL */
    const char *proxy_url; /* http://, https://, socks5://, socks5h://; "": none; */
                           /* NULL: the environment's */
    bool insecure;         /* certificate not checked */
    bool http1_only;       /* no HTTP/2 offered */
};

struct http_peer;

/*
 * Errors: ERR_LOCAL for what cannot be used; where says which: "url", "proxy",
 * "server_name", "ca", "certificate" or "key".
 */
enum err_code http_peer_new(const struct http_peer_config *config,
                            struct http_peer **ret_peer, struct err *err);
void http_peer_free(struct http_peer *peer); /* no request to it may be under way */
const char *http_peer_base_url(const struct http_peer *peer);

/* ---- one request ----------------------------------------------------------- */

/* Does it change the world? Asking for a token is a POST that reads. */
enum http_intent { HTTP_READS, HTTP_CHANGES };

struct http_header {
    char *name; /* as sent, "Content-Type" */
    char *value;
};

struct http_headers {
    size_t count;
    size_t capacity;
    struct http_header *at;
};

void http_headers_add(struct http_headers *headers, const char *name, const char *value);
const char *http_headers_get(const struct http_headers *headers,
                             const char *name);          /* any case */
void http_headers_release(struct http_headers *headers); /* values are wiped */

struct http_request {
    char method[12];
    char *path; /* "/v3/…?limit=5", appended to the peer's base URL, escaped */
    struct http_headers headers;
    struct buf body; /* sent when it has bytes, or the method is POST, PUT or PATCH */
    enum http_intent intent;
    int64_t connect_ms; /* 0: INTERVAL_CONNECT_MS */
    int64_t answer_ms;  /* whole exchange; 0: INTERVAL_ANSWER_MS; -1: no end (a watch) */
    int64_t silence_ms; /* no byte for so long ends it with ERR_NET; 0: never */
    size_t body_limit;  /* of the answer; 0: LIMIT_RESPONSE_BYTES, but no end */
                        /* for a sink, which has bounds of its own */
    bool connect_only;  /* connect (with the proxy's handshake), send nothing */
    const char *label;  /* static text for the call log: "list services" */
};

/* Owner: the caller until http_start. path is copied. */
struct http_request *http_request_new(const char *method, const char *path);
void http_request_free(struct http_request *request);

/* ---- a request under way, and its answer ------------------------------------ */

/*
 * Takes the body of a 2xx answer piece by piece, in any pieces, decompressed. Called from
 * http_work(). Returning false ends the exchange with ERR_SHAPE ("ended by the reader").
 * Without a sink, and always for other statuses, the body is collected in the answer.
 */
struct http_sink {
    bool (*take)(void *ctx, const char *at, size_t bytes);
    void *ctx;
};

/* How the network ended an exchange that brought no whole answer. */
enum http_cut {
    HTTP_CUT_NONE,
    HTTP_CUT_NAME,        /* the host's name is not known */
    HTTP_CUT_REFUSED,     /* nobody listens there (RST, or the proxy says so) */
    HTTP_CUT_UNREACHABLE, /* no route, or the proxy has none */
    HTTP_CUT_TIMEOUT,
    HTTP_CUT_RESET, /* connected, then closed without a (whole) answer */
    HTTP_CUT_TLS,   /* certificate or handshake */
    HTTP_CUT_OTHER,
};

struct http_exchange {
    /* set by http_start, for the caller to recognise it by */
    void *owner;
    const struct http_request *request;
    const struct http_peer *peer;

    /* the answer; complete once http_finished() gave the exchange back */
    enum http_cut cut;
    bool connected;     /* TCP (and the proxy's handshake) was done */
    int64_t connect_ms; /* until then; -1 */
    struct err err;     /* ERR_OK: an answer with some status came whole */
    int status;         /* 0 when none came; also readable from within take() */
    struct http_headers headers;
    struct buf body;
    int64_t started_wall_ms;
    int64_t took_ms;
    int64_t first_byte_ms; /* after start; -1 when none came */
    size_t body_bytes;     /* of the body as read, also when a sink took it */
    int http_version;      /* 10, 11, 20; 0 unknown */
};

struct http;

enum err_code http_new(struct http **ret_http, struct err *err);
void http_free(struct http *http); /* what is under way is dropped and freed */

/* From now on requests that change the world are answered with ERR_REFUSED, unsent. */
void http_set_read_only(struct http *http, bool read_only);

/*
 * Takes the request in every case (it is freed with the exchange). The returned exchange
 * stays the http's until http_finished() gives it back; the pointer serves http_cancel().
 * A request that cannot be sent is finished at once, with its err set.
 */
struct http_exchange *http_start(struct http *http, const struct http_peer *peer,
                                 struct http_request *request,
                                 const struct http_sink *sink, void *owner);

/*
 * Drops and frees one that is under way or finished. From within take() it lives until the
 * end of http_work(), but nothing is heard of it any more.
 */
void http_cancel(struct http *http, struct http_exchange *exchange);

/*
 * Sends and receives, waiting up to wait_ms for something to do; returns earlier when
 * bytes came, when an fd of `fds` has one of its events (revents are filled in), or when
 * http_wake() was called.
 */
struct http_fd {
    int fd;
    short events;  /* POLLIN, POLLOUT */
    short revents; /* may also hold POLLHUP and POLLERR */
};
void http_work(struct http *http, struct http_fd *fds, size_t fd_count, int64_t wait_ms);
void http_wake(struct http *http);

/* The next exchange that has ended, or NULL. Owner: the caller, with http_exchange_free. */
struct http_exchange *http_finished(struct http *http);
void http_exchange_free(struct http_exchange *exchange);

/* ---- small helps -------------------------------------------------------------- */

/* Sends one request and waits for its answer; for commands without a worker and tests. */
struct http_exchange *http_exchange_now(struct http *http, const struct http_peer *peer,
                                        struct http_request *request);

/* Retry-After in ms (seconds or a date), -1 when absent or unreadable. */
int64_t http_retry_after_ms(const struct http_headers *headers, int64_t wall_ms);

/* The Date header as wall ms, WHEN_UNKNOWN when absent: the server's clock. */
int64_t http_date_ms(const struct http_headers *headers);

/* The code that fits a status by itself: 401 ERR_AUTH, 404 ERR_ABSENT, 2xx ERR_OK, … */
enum err_code http_status_code(int status);

#endif
