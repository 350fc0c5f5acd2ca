/*
 * server.h - an HTTP server of the embedded world: routes in, answers, waits and endless
 * streams out. libmicrohttpd underneath; only server.c knows it.
 *
 * 127.0.0.1 only. One thread per server answers; what takes time is told to wait and is
 * asked again later, so that the thread never sleeps. Bounded: header, body, connections,
 * unread bytes of a stream.
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
    const char             *method;
    const char             *target;   /* as sent: path?query, still escaped */
    const char             *path;     /* as sent, escaped, without query */
    size_t                  segment_count;
    const char *const      *segments; /* path cut at '/', unescaped; no empty first */
    size_t                  query_count;
    const struct ask_query *query;    /* in the order sent */
    struct span             body;
    const char             *client_cn; /* of a client certificate of our CA; NULL */
    const char             *client_org;
    bool                    waited;    /* asked again after reply_wait() */
    void                   *memo;      /* what the handler kept over a wait; see reply_wait */
    const void             *inside;    /* server.c's own */
};

const char *ask_header(const struct ask *ask, const char *name); /* any case; NULL */
const char *ask_query(const struct ask *ask, const char *name);  /* first of that name; NULL */

/* ---- the answer ---- */

struct reply;

void reply_status(struct reply *reply, int status);
void reply_header(struct reply *reply, const char *name, const char *value);
/* The body; the last call wins. json: the reference is taken. Content-Type is set unless given. */
void reply_json(struct reply *reply, json_t *json);
void reply_text(struct reply *reply, const char *content_type, const char *at, size_t bytes);
/* Owner of `bytes` (malloc) goes over: for large bodies. */
void reply_bytes(struct reply *reply, const char *content_type, char *bytes, size_t count);
/* gzip it when the client accepts that and it is at least so long. */
void reply_gzip_from(struct reply *reply, size_t least_bytes);

/*
 * Not yet: ask me again after so much simulated time, with ask->waited set and ask->memo =
 * memo. If the client is gone by then the handler is not called; free_memo is, in any case,
 * once (NULL is fine).
 */
void reply_wait(struct reply *reply, int64_t simulated_ms, void *memo,
                void (*free_memo)(void *memo));

/*
 * Answers with the status and headers set so far and then with whatever is pushed. gone is
 * called once, from the server's thread or from stream_end, when the client has left or the
 * stream has ended; after it the stream must not be used.
 */
struct server_stream *reply_stream(struct reply *reply, const char *content_type,
                                   void (*gone)(void *ctx), void *ctx);

/* Trouble: close the connection after so many bytes of the body (0: before the header). */
void reply_cut_after(struct reply *reply, size_t body_bytes);

/* Any thread. false: too much is unread; the stream was cut. */
bool stream_push(struct server_stream *stream, const char *at, size_t bytes);
void stream_end(struct server_stream *stream); /* a clean end */
void stream_cut(struct server_stream *stream); /* the connection is closed */

/* ---- the server ---- */

typedef void (*server_handle)(void *ctx, const struct ask *ask, struct reply *reply);

/* Asked before the handler: true means "answered" (a fault). */
typedef bool (*server_before)(void *ctx, const char *server, const struct ask *ask,
                              struct reply *reply);

/* Told of every request after its answer was decided: the world's own record. */
typedef void (*server_heard)(void *ctx, const char *server, const struct ask *ask, int status);

struct server_config {
    const char              *name; /* "api-server", "iam", "elb", "vpc", "control" */
    uint16_t                 port; /* 0: any */
    const struct cert_store *certs; /* NULL: plain HTTP */
    bool                     ask_client_cert;
    struct pace             *pace; /* borrowed; NULL: real time */
    server_handle            handle;
    void                    *handle_ctx;
    server_before            before; /* NULL */
    server_heard             heard;  /* NULL */
    void                    *around_ctx; /* of before and heard */
    size_t                   body_limit; /* of a request; 0: 4 MiB (answered 413 above) */
};

enum err_code server_new(const struct server_config *config, struct server **ret_server,
                         struct err *err);
void          server_free(struct server *server); /* all streams end; the thread is joined */
uint16_t      server_port(const struct server *server);
const char   *server_url(const struct server *server); /* "https://127.0.0.1:40123" */

#endif
