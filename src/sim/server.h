/*
 * server.h - an HTTP server of the embedded world: requests in, answers, waits and endless
 * streams out. libmicrohttpd underneath; only server.c, ask.c and reply.c know it.
 *
 * 127.0.0.1 only. One thread per server answers; what takes time is told to wait and is
 * asked again later, so that the thread never sleeps. Bounded: header, body, connections,
 * unread bytes of a stream.
 *
 * Locks: handlers, sources and gone are called with no lock of the server held, so they may
 * take their own; and every call here may be made while holding such a lock.
 */
#ifndef ELBTOP_SIM_SERVER_H
#define ELBTOP_SIM_SERVER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"
#include "sim/cert.h"
#include "sim/pace.h"

struct server;
struct server_stream;

/* ---- one request, as the handler sees it; valid during the call ---- */

struct ask_query {
    const char *name;  /* unescaped */
    const char *value; /* "" when it had none */
};

struct ask {
    const char *method;
    const char *target; /* as sent: path?query, still escaped */
    const char *path;   /* as sent, escaped, without query */
    size_t segment_count;
    const char *const *segments; /* path cut at '/', unescaped; no empty first */
    size_t query_count;
    const struct ask_query *query; /* in the order sent */
    struct span body;
    const char *client_cn; /* of a client certificate of our CA; NULL */
    const char *client_org;
    const char *client_sha256; /* of that certificate, in hex */
    bool client_unknown;       /* showed a certificate, but not of our CA */
    bool waited;               /* asked again after reply_wait() */
    void *memo;                /* what the handler kept over a wait; see reply_wait */
    const void *inside;        /* server.c's own */
};

const char *ask_header(const struct ask *ask, const char *name); /* any case; NULL */
const char *ask_query(const struct ask *ask,
                      const char *name); /* first of that name; NULL */

/* ---- the answer ---- */

struct reply;

void reply_status(struct reply *reply, int status);
void reply_header(struct reply *reply, const char *name, const char *value);
/* The body; the last call wins. json: the reference is taken. Content-Type is set unless given. */
void reply_json(struct reply *reply, json_t *json);
void reply_text(struct reply *reply, const char *content_type, const char *at,
                size_t bytes);
/* Owner of `bytes` (malloc) goes over: for large bodies. */
void reply_bytes(struct reply *reply, const char *content_type, char *bytes,
                 size_t count);
/* gzip it when the client accepts that and it is at least so long. */
void reply_gzip_from(struct reply *reply, size_t least_bytes);

/*
 * Not yet: ask me again after so much simulated time, with ask->waited set and ask->memo =
 * memo. Who asked to wait is asked again: `before` if it was that one, else the handler
 * alone. If the client is gone by then nobody is called; free_memo is, in any case, once
 * (NULL is fine). What was set in the reply before is forgotten.
 */
void reply_wait(struct reply *reply, int64_t simulated_ms, void *memo,
                void (*free_memo)(void *memo));

/*
 * Answers with the status and headers set so far and then with whatever is pushed. gone is
 * called once, from the server's thread (or from server_free), when the client has left or
 * the stream has ended and was read to its end; after it the stream must not be used.
 */
struct server_stream *reply_stream(struct reply *reply, const char *content_type,
                                   void (*gone)(void *ctx), void *ctx);

/* Trouble: close the connection after so many bytes of the body (0: before the header). */
void reply_cut_after(struct reply *reply, size_t body_bytes);

/* Any thread. false: too much is unread; the stream was cut. */
bool stream_push(struct server_stream *stream, const char *at, size_t bytes);

/*
 * For streams that should follow their reader's pace: source is called from the server's
 * thread whenever everything pushed so far has been read, and after stream_poke(), and when
 * the time set by stream_wake_after() has come. It pushes what is due, or nothing, or ends
 * the stream. To be set right after reply_stream(); ctx is the one given there.
 */
void stream_set_source(struct server_stream *stream, void (*source)(void *ctx));
void stream_poke(struct server_stream *stream); /* any thread */
void stream_wake_after(struct server_stream *stream,
                       int64_t real_ms); /* the last call counts */

void stream_end(struct server_stream *stream); /* a clean end */
void stream_cut(struct server_stream *stream); /* the connection is closed */

/* ---- the server ---- */

typedef void (*server_handle)(void *ctx, const struct ask *ask, struct reply *reply);

/* Asked before the handler: true means "answered" (a fault). With false, a cut and headers
 * that it set stay for the handler's answer. */
typedef bool (*server_before)(void *ctx, const char *server, const struct ask *ask,
                              struct reply *reply);

/* Told of every request after its answer was decided: the world's own record. */
typedef void (*server_heard)(void *ctx, const char *server, const struct ask *ask,
                             int status);

struct server_config {
    const char *name;               /* "api-server", "iam", "elb", "vpc", "control" */
    uint16_t port;                  /* 0: any */
    const struct cert_store *certs; /* NULL: plain HTTP */
    bool ask_client_cert;
    struct pace *pace; /* borrowed; NULL: real time */
    server_handle handle;
    void *handle_ctx;
    server_before before;    /* NULL */
    server_heard heard;      /* NULL */
    void *around_ctx;        /* of before and heard */
    size_t body_limit;       /* of a request; 0: LIMIT_ASK_BYTES */
    server_handle too_large; /* words the 413 for a longer one; NULL: plain text */
    size_t unsent_limit; /* of large answers under way; 0: LIMIT_SERVER_UNSENT_BYTES */
};

/*
 * The texts and certificates of config are copied. pace must outlive the server.
 */
enum err_code server_new(const struct server_config *config, struct server **ret_server,
                         struct err *err);
void server_free(struct server *server); /* all streams are cut; the thread is joined */
uint16_t server_port(const struct server *server);
const char *server_url(const struct server *server); /* "https://127.0.0.1:40123" */

#endif
