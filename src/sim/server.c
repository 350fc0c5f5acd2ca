/*
 * server.c - one libmicrohttpd daemon, its visits, and a keeper for those that sleep.
 *
 *      MHD's thread                                   the keeper
 *   on_uri → visit_new                             epoll_wait(sockets of sleepers, bell)
 *   on_access: collects the body, then answers       a socket hung up → rouse
 *     wait or empty stream → visit_sleep  ─────►     a deadline passed → rouse
 *   on_completed → visit_free             ◄─────
 */
#include "sim/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <openssl/pem.h>

#include "sim/server_inside.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/banned.h"

enum {
    SERVER_BACKLOG = 511,
    URL_BYTES = 64,
    BODY_PASS_OVER_TIMES = 4, /* its limit: read of a body that is too long */
};

/* ---- a visit ---- */

static void on_connection(void *cls, struct MHD_Connection *connection,
                          void **socket_context, enum MHD_ConnectionNotificationCode code)
{
    (void)cls;
    (void)connection;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *socket_context = mem_new(sizeof(struct peer));
        return;
    }
    peer_free(*socket_context);
    *socket_context = NULL;
}

static void *on_uri(void *cls, const char *uri, struct MHD_Connection *connection)
{
    struct server *server = cls;
    struct visit *visit = mem_new(sizeof *visit);

    visit->server = server;
    visit->connection = connection;
    visit->target = mem_copy_text(uri);
    visit->cut_after = SIZE_MAX;
    arena_init(&visit->arena, 0);
    buf_init(&visit->body, server->config.body_limit);
    return visit;
}

static void visit_forget_memo(struct visit *visit)
{
    if (visit->free_memo != NULL)
        visit->free_memo(visit->memo);
    visit->memo = NULL;
    visit->free_memo = NULL;
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **request,
                         enum MHD_RequestTerminationCode why)
{
    struct visit *visit = *request;

    (void)cls;
    (void)connection;
    (void)why;
    if (visit == NULL)
        return;
    *request = NULL;
    stream_free(visit->stream);
    visit_forget_memo(visit);
    buf_release(&visit->body);
    arena_release(&visit->arena);
    free(visit->target);
    free(visit);
}

static enum MHD_Result visit_send(struct visit *visit, struct reply *reply)
{
    visit->cut_after = reply->cut_after;
    struct MHD_Response *response = reply_response(reply);
    if (response == NULL)
        return MHD_NO;

    enum MHD_Result sent =
        MHD_queue_response(visit->connection, (unsigned)reply->status, response);
    MHD_destroy_response(response);
    return sent;
}

/* Takes what the reply says about waiting over into the visit, and sleeps. */
static enum MHD_Result visit_wait(struct visit *visit, struct reply *reply,
                                  bool by_handler)
{
    struct server *server = visit->server;

    pthread_mutex_lock(&server->lock);
    visit->waiting = true;
    visit->handler_waits = by_handler;
    visit->memo = reply->memo;
    visit->free_memo = reply->free_memo;
    visit->cut_after = reply->cut_after;
    visit->wait_until_ms = server_simulated_ms(server) + reply->wait_ms;
    reply->waits = false; /* the memo is the visit's now */
    visit_sleep(visit);
    bool sleeps = visit->asleep;
    pthread_mutex_unlock(&server->lock);
    return sleeps ? MHD_YES : MHD_NO;
}

/* Is it this one who asked to wait? Its memo is lent to it, else there is none. */
static void ask_set_memo(struct visit *visit, bool for_handler)
{
    bool mine = visit->waiting && visit->handler_waits == for_handler;

    visit->ask.waited = mine;
    visit->ask.memo = mine ? visit->memo : NULL;
}

static void visit_ask_handlers(struct visit *visit, struct reply *reply)
{
    const struct server_config *config = &visit->server->config;
    bool answered = false;

    if (config->before != NULL && !(visit->waiting && visit->handler_waits)) {
        ask_set_memo(visit, false);
        answered = config->before(config->around_ctx, config->name, &visit->ask, reply);
        if (answered)
            visit->handler_waits = false;
    }
    if (!answered) {
        ask_set_memo(visit, true);
        config->handle(config->handle_ctx, &visit->ask, reply);
        visit->handler_waits = true;
    }
}

static enum MHD_Result visit_answer(struct visit *visit)
{
    const struct server_config *config = &visit->server->config;
    struct reply reply;
    enum MHD_Result result;

    reply_init(&reply, visit);
    reply.cut_after = visit->cut_after;
    visit_ask_handlers(visit, &reply);
    visit_forget_memo(visit);
    visit->waiting = false;
    if (reply.waits) {
        result = visit_wait(visit, &reply, visit->handler_waits);
    } else {
        if (config->heard != NULL)
            config->heard(config->around_ctx, config->name, &visit->ask, reply.status);
        result = visit_send(visit, &reply);
    }
    reply_release(&reply);
    return result;
}

/* Answers without the handlers: what came is not a request for them. */
static enum MHD_Result visit_refuse(struct visit *visit, int status)
{
    const struct server_config *config = &visit->server->config;
    static const char text[] = "request is too long or not understood\n";
    struct reply reply;

    reply_init(&reply, visit);
    if (status == MHD_HTTP_CONTENT_TOO_LARGE && config->too_large != NULL) {
        config->too_large(config->handle_ctx, &visit->ask, &reply);
    } else {
        reply_status(&reply, status);
        reply_text(&reply, "text/plain; charset=utf-8", text, sizeof text - 1);
    }
    enum MHD_Result result = visit_send(visit, &reply);
    reply_release(&reply);
    return result;
}

/* The first call for a visit, after its header. */
static enum MHD_Result visit_begin(struct visit *visit, const char *method)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(visit->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    const char *length = MHD_lookup_connection_value(visit->connection, MHD_HEADER_KIND,
                                                     MHD_HTTP_HEADER_CONTENT_LENGTH);
    int64_t bytes = 0;

    if (info == NULL || info->socket_context == NULL)
        return MHD_NO;
    visit->begun = true;
    visit->peer = info->socket_context;
    if (!visit->peer->looked)
        peer_look(visit->server, visit->connection, visit->peer);
    visit->parsed = ask_parse(visit, method);
    if (!visit->parsed)
        return visit_refuse(visit, MHD_HTTP_BAD_REQUEST);
    if (length == NULL || !span_to_i64(span_of(length), &bytes) ||
        (uint64_t)bytes <= visit->body.limit)
        return MHD_YES;
    if ((uint64_t)bytes / BODY_PASS_OVER_TIMES > visit->body.limit)
        return visit_refuse(visit, MHD_HTTP_CONTENT_TOO_LARGE);
    visit->passed_over_bytes = 1; /* read to its end, so that the answer is not lost */
    return MHD_YES;
}

/* Of a body that is too long a while is read on, so that the client sees the answer, but
 * not for ever. */
static enum MHD_Result visit_take_body(struct visit *visit, const char *at, size_t bytes)
{
    if (visit->passed_over_bytes == 0 && buf_add(&visit->body, at, bytes))
        return MHD_YES;
    visit->passed_over_bytes += bytes;
    return visit->passed_over_bytes / BODY_PASS_OVER_TIMES > visit->body.limit ? MHD_NO
                                                                               : MHD_YES;
}

static enum MHD_Result on_access(void *cls, struct MHD_Connection *connection,
                                 const char *url, const char *method, const char *version,
                                 const char *upload, size_t *upload_bytes, void **request)
{
    struct visit *visit = *request;
    struct server *server = cls;

    (void)connection;
    (void)url;
    (void)version;
    if (visit == NULL)
        return MHD_NO;
    if (!visit->begun)
        return visit_begin(visit, method);
    if (*upload_bytes > 0) {
        size_t bytes = *upload_bytes;
        *upload_bytes = 0;
        return visit_take_body(visit, upload, bytes);
    }
    if (visit->passed_over_bytes > 0)
        return visit_refuse(visit, MHD_HTTP_CONTENT_TOO_LARGE);

    pthread_mutex_lock(&server->lock);
    bool over = visit_is_over(visit);
    pthread_mutex_unlock(&server->lock);
    visit->ask.body = buf_span(&visit->body);
    return over ? MHD_NO : visit_answer(visit);
}

/* ---- life ---- */

static enum err_code listen_at(uint16_t port, int *ret_fd, uint16_t *ret_port,
                               struct err *err)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    socklen_t bytes = sizeof address;
    int yes = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return err_set(err, ERR_LOCAL, "no socket: %s", strerror(errno));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(fd, SERVER_BACKLOG) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &bytes) != 0) {
        err_set(err, ERR_LOCAL, "port %u: %s", (unsigned)port, strerror(errno));
        close(fd);
        return ERR_LOCAL;
    }
    *ret_fd = fd;
    *ret_port = ntohs(address.sin_port);
    return ERR_OK;
}

static struct MHD_Daemon *daemon_start(struct server *server, int fd)
{
    const struct cert_store *certs = server->config.certs;
    unsigned flags =
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, certs == NULL ? NULL : certs->server_pem},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, certs == NULL ? NULL : certs->server_key_pem},
        {MHD_OPTION_END, 0, NULL}, /* or the authority, below */
        {MHD_OPTION_END, 0, NULL},
    };

    if (certs != NULL && server->config.ask_client_cert)
        tls[2] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_TRUST, 0, certs->ca_pem};
    return MHD_start_daemon(
        certs == NULL ? flags : flags | MHD_USE_TLS, 0, NULL, NULL, on_access, server,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_URI_LOG_CALLBACK, on_uri, server,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, server, MHD_OPTION_CONNECTION_MEMORY_LIMIT, LIMIT_ASK_MEMORY_BYTES,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)LIMIT_SERVER_CONNECTIONS,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)INTERVAL_SERVER_IDLE_S, MHD_OPTION_ARRAY,
        certs == NULL ? &tls[3] : tls, MHD_OPTION_END);
}

static enum err_code read_ca(struct server *server, struct err *err)
{
    if (server->config.certs == NULL)
        return ERR_OK;

    BIO *bio = BIO_new_mem_buf(server->config.certs->ca_pem, -1);
    server->ca = bio == NULL ? NULL : PEM_read_bio_X509(bio, NULL, NULL, NULL);
    BIO_free(bio);
    return server->ca != NULL ? ERR_OK
                              : err_set(err, ERR_LOCAL, "the CA is not readable");
}

static void server_drop(struct server *server)
{
    if (server->epoll_fd >= 0)
        close(server->epoll_fd);
    wake_release(&server->bell);
    pthread_mutex_destroy(&server->lock);
    X509_free(server->ca);
    free(server->name);
    free(server->url);
    free(server);
}

static struct server *server_make(const struct server_config *config)
{
    struct server *server = mem_new(sizeof *server);

    server->config = *config;
    server->name = mem_copy_text(config->name);
    server->config.name = server->name;
    if (server->config.body_limit == 0)
        server->config.body_limit = LIMIT_ASK_BYTES;
    if (server->config.unsent_limit == 0)
        server->config.unsent_limit = LIMIT_SERVER_UNSENT_BYTES;
    server->bell.fd = -1;
    server->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    pthread_mutex_init(&server->lock, NULL);
    return server;
}

static enum err_code daemon_or_err(struct server *server, struct err *err)
{
    int fd = -1;
    enum err_code code = listen_at(server->config.port, &fd, &server->port, err);

    if (code != ERR_OK)
        return code;
    struct buf url;
    buf_init(&url, URL_BYTES);
    buf_print(&url, "%s://127.0.0.1:%u", server->config.certs == NULL ? "http" : "https",
              (unsigned)server->port);
    server->url = buf_take(&url);
    server->daemon = daemon_start(server, fd);
    if (server->daemon != NULL)
        return ERR_OK;
    close(fd);
    return err_set(err, ERR_LOCAL, "the HTTP server \"%s\" does not start", server->name);
}

enum err_code server_new(const struct server_config *config, struct server **ret_server,
                         struct err *err)
{
    struct server *server = server_make(config);
    enum err_code code = wake_init(&server->bell, err);

    if (code == ERR_OK)
        code = read_ca(server, err);
    if (code == ERR_OK)
        code = keeper_start(server, err);
    if (code != ERR_OK) {
        server_drop(server);
        return code;
    }
    code = daemon_or_err(server, err);
    if (code != ERR_OK) {
        keeper_stop(server);
        server_drop(server);
        return code;
    }
    server->config.certs = NULL; /* the daemon has its copies */
    *ret_server = server;
    return ERR_OK;
}

void server_free(struct server *server)
{
    if (server == NULL)
        return;
    keeper_stop(server);
    MHD_stop_daemon(server->daemon);
    server_drop(server);
}

uint16_t server_port(const struct server *server)
{
    return server->port;
}

const char *server_url(const struct server *server)
{
    return server->url;
}
