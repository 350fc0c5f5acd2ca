/*
 * server_inside.h - what server.c, ask.c, reply.c and stream.c share; for nobody else.
 *
 * A visit is one request from its first line until its answer is sent or its client is
 * gone. It belongs to the server's thread. While it waits (for simulated time, or for
 * something to be pushed) its connection is suspended and the visit stands in the list of
 * sleepers, where other threads may rouse it.
 */
#ifndef ELBTOP_SIM_SERVER_INSIDE_H
#define ELBTOP_SIM_SERVER_INSIDE_H

#include <microhttpd.h>
#include <openssl/x509.h>
#include <pthread.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/wake.h"
#include "sim/server.h"

struct visit;

struct server {
    /* fixed after server_new */
    struct server_config config;
    char *name;
    char *url;
    uint16_t port;
    X509 *ca; /* NULL: plain HTTP */
    struct MHD_Daemon *daemon;
    pthread_t keeper;
    int epoll_fd; /* the keeper's: sockets of sleepers, and its bell */
    struct wake bell;

    /* under lock; server.c's calls to MHD_suspend and MHD_resume are the only ones made
     * while it is held */
    pthread_mutex_t lock;
    bool stopping;
    struct visit *sleepers;
    uint64_t last_id;
    size_t unsent_bytes; /* of large answers */
};

/* Who shows itself at the other end; one per connection. */
struct peer {
    bool looked;
    bool unknown;
    char *cn;
    char *org;
    char *sha256;
};

struct server_stream {
    struct visit *visit;
    void (*gone)(void *ctx);
    void (*source)(void *ctx);
    void *ctx;

    /* under the server's lock */
    struct buf unread;
    size_t read_bytes; /* of unread, already sent */
    size_t sent_bytes; /* of the whole body */
    bool poked;
    bool ended;
    bool cut;
    int64_t wake_ms; /* monotonic; INT64_MAX: never */
};

struct visit {
    struct server *server;
    struct MHD_Connection *connection;
    struct peer *peer;
    struct arena arena; /* what ask points to */
    struct ask ask;
    char *target;
    bool begun;
    bool parsed;
    struct buf body;
    size_t passed_over_bytes; /* of a body that is too long */

    /* a wait that was asked for */
    bool waiting;
    bool handler_waits; /* not `before` */
    void *memo;
    void (*free_memo)(void *memo);
    int64_t wait_until_ms; /* simulated */

    struct server_stream *stream; /* NULL: none */
    size_t cut_after;

    /* under the server's lock */
    bool asleep;
    bool hung_up;
    uint64_t id; /* while asleep, what the keeper knows it by */
    struct visit *previous;
    struct visit *next;
};

struct reply {
    struct visit *visit;
    int status;
    struct {
        char *name;
        char *value;
    } headers[LIMIT_REPLY_HEADERS];
    size_t header_count;
    char *content_type;
    char *bytes;
    size_t byte_count;
    size_t gzip_from; /* SIZE_MAX: never */
    size_t cut_after; /* SIZE_MAX: no trouble */

    bool waits;
    int64_t wait_ms;
    void *memo;
    void (*free_memo)(void *memo);
};

/* ---- ask.c ---- */

/* Fills visit->ask from the target and the body. false: the target is not understood. */
bool ask_parse(struct visit *visit, const char *method);

/* ---- reply.c ---- */
void reply_init(struct reply *reply, struct visit *visit);
void reply_release(struct reply *reply);
struct MHD_Response *reply_response(struct reply *reply); /* NULL: close the connection */

/* ---- stream.c ---- */
struct MHD_Response *stream_response(struct server_stream *stream);
void stream_free(struct server_stream *stream); /* calls gone */

/* ---- peer.c ---- */
void peer_look(struct server *server, struct MHD_Connection *connection,
               struct peer *peer);
void peer_free(struct peer *peer);

/* ---- keeper.c ---- */
enum err_code keeper_start(struct server *server, struct err *err);
void keeper_stop(
    struct server *server); /* and rouses all that sleep, for the last time */
int64_t server_simulated_ms(const struct server *server);
int64_t server_real_ms(void); /* monotonic */
int visit_socket(const struct visit *visit);
void visit_sleep(struct visit *visit); /* under the server's lock */
void visit_rouse(struct visit *visit); /* under the server's lock */
bool visit_is_over(
    const struct visit *v); /* under the server's lock: nothing to be sent */

#endif
