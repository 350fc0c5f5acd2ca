#include "lib/raw_server.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/wake.h"

#include "base/banned.h"

enum { MOST_CONNECTIONS = 64, MOST_HEARD = 1024, HEARD_BYTES = 8 * 1024 * 1024 };

struct connection {
    int fd;
    SSL *ssl;
    struct buf heard; /* since the last answer */
};

struct raw_server {
    /* fixed after raw_server_new */
    int listener;
    uint16_t port;
    char url[64];
    struct raw_answer answers[MOST_HEARD];
    size_t answer_count;
    SSL_CTX *tls;
    bool speaks_h2;
    struct wake stop;
    pthread_t thread;

    /* the thread's own */
    struct connection connections[MOST_CONNECTIONS];
    size_t connection_count;

    /* under mu */
    pthread_mutex_t mu;
    char *heard[MOST_HEARD];
    size_t heard_count;
    size_t connections_ever;
    int newest_fd;
};

/* ---- bytes ------------------------------------------------------------------ */

static ssize_t hear(struct connection *connection, char *at, size_t bytes)
{
    if (connection->ssl != NULL)
        return SSL_read(connection->ssl, at, (int)bytes);
    return recv(connection->fd, at, bytes, 0);
}

static bool say(struct connection *connection, const char *at, size_t bytes)
{
    while (bytes > 0) {
        ssize_t wrote = connection->ssl != NULL
                            ? SSL_write(connection->ssl, at, (int)bytes)
                            : send(connection->fd, at, bytes, MSG_NOSIGNAL);
        if (wrote <= 0)
            return false; /* the client has gone, as some tests want it */
        at += wrote;
        bytes -= (size_t)wrote;
    }
    return true;
}

static void hang_up(struct raw_server *server, size_t which, bool resets)
{
    struct connection *connection = &server->connections[which];
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    pthread_mutex_lock(&server->mu);
    if (server->newest_fd == connection->fd)
        server->newest_fd = -1;
    pthread_mutex_unlock(&server->mu);

    if (resets)
        setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    else if (connection->ssl != NULL)
        SSL_shutdown(connection->ssl);
    SSL_free(connection->ssl);
    close(connection->fd);
    buf_release(&connection->heard);
    server->connections[which] = server->connections[--server->connection_count];
}

/* ---- requests --------------------------------------------------------------- */

/* How many bytes the first whole HTTP/1 request takes; 0 when it is not whole yet. */
static size_t request_bytes(const struct buf *heard)
{
    static const char name[] = "\r\nContent-Length: ";
    const char *end =
        heard->bytes == 0 ? NULL : memmem(heard->at, heard->bytes, "\r\n\r\n", 4);

    if (end == NULL)
        return 0;
    size_t head = (size_t)(end - heard->at) + 4;
    const char *length = memmem(heard->at, head, name, sizeof name - 1);
    size_t body = length == NULL ? 0 : strtoul(length + sizeof name - 1, NULL, 10);
    return heard->bytes >= head + body ? head + body : 0;
}

static size_t wanted_bytes(const struct raw_answer *answer, const struct buf *heard)
{
    if (answer->after_bytes == 0)
        return request_bytes(heard);
    return heard->bytes >= answer->after_bytes ? heard->bytes : 0;
}

static const struct raw_answer *next_answer(struct raw_server *server)
{
    pthread_mutex_lock(&server->mu);
    size_t which = server->heard_count;
    pthread_mutex_unlock(&server->mu);
    return &server->answers[which < server->answer_count ? which
                                                         : server->answer_count - 1];
}

static void remember(struct raw_server *server, const char *at, size_t bytes)
{
    pthread_mutex_lock(&server->mu);
    if (server->heard_count < MOST_HEARD)
        server->heard[server->heard_count++] = mem_copy_bytes(at, bytes);
    pthread_mutex_unlock(&server->mu);
}

/* Answers all that can be answered; false when the connection has been ended. */
static bool answer_all(struct raw_server *server, size_t which)
{
    struct connection *connection = &server->connections[which];

    for (;;) {
        const struct raw_answer *answer = next_answer(server);
        size_t used = wanted_bytes(answer, &connection->heard);
        if (used == 0)
            return true;
        remember(server, connection->heard.at, used);
        buf_drop(&connection->heard, used);

        size_t bytes = answer->bytes != 0 ? answer->bytes : strlen(answer->text);
        bool goes_on = true;
        for (size_t n = answer->times == 0 ? 1 : answer->times; goes_on && n > 0; n--)
            goes_on = say(connection, answer->text, bytes);
        if (!goes_on || answer->end != RAW_KEEP) {
            hang_up(server, which, answer->end == RAW_RESET);
            return false;
        }
    }
}

static void listen_to(struct raw_server *server, size_t which)
{
    struct connection *connection = &server->connections[which];
    char piece[16 * 1024];

    do {
        ssize_t got = hear(connection, piece, sizeof piece);
        if (got <= 0) {
            hang_up(server, which, false);
            return;
        }
        buf_add(&connection->heard, piece, (size_t)got);
    } while (connection->ssl != NULL && SSL_pending(connection->ssl) > 0);
    answer_all(server, which);
}

/* ---- the thread ------------------------------------------------------------- */

/* A close with bytes unread would be an RST, and could overtake the alert that says why. */
static void dismiss(struct raw_server *server, size_t which)
{
    char rest[1024];

    shutdown(server->connections[which].fd, SHUT_WR);
    while (recv(server->connections[which].fd, rest, sizeof rest, 0) > 0) {
    }
    hang_up(server, which, false);
}

static void welcome(struct raw_server *server)
{
    const struct timeval patience = {.tv_sec = 5};
    int fd = accept(server->listener, NULL, NULL);

    if (fd == -1 || server->connection_count == MOST_CONNECTIONS) {
        close(fd);
        return;
    }
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    struct connection *connection = &server->connections[server->connection_count++];
    *connection = (struct connection){.fd = fd};
    buf_init(&connection->heard, HEARD_BYTES);

    pthread_mutex_lock(&server->mu);
    server->connections_ever++;
    server->newest_fd = fd;
    pthread_mutex_unlock(&server->mu);

    if (server->tls == NULL)
        return;
    connection->ssl = SSL_new(server->tls);
    SSL_set_fd(connection->ssl, fd);
    if (SSL_accept(connection->ssl) != 1)
        dismiss(server, server->connection_count - 1);
    ERR_clear_error();
}

static void *serve(void *ctx)
{
    struct raw_server *server = ctx;
    struct pollfd fds[MOST_CONNECTIONS + 2];

    for (;;) {
        size_t count = server->connection_count;
        fds[0] = (struct pollfd){.fd = server->stop.fd, .events = POLLIN};
        fds[1] = (struct pollfd){.fd = server->listener, .events = POLLIN};
        for (size_t i = 0; i < count; i++)
            fds[i + 2] =
                (struct pollfd){.fd = server->connections[i].fd, .events = POLLIN};
        poll(fds, (nfds_t)count + 2, -1);
        if (fds[0].revents != 0)
            return NULL;
        /* From the end: hang_up() puts the last one in the place of the one that goes. */
        for (size_t i = count; i > 0; i--) {
            if (fds[i + 1].revents != 0)
                listen_to(server, i - 1);
        }
        if (fds[1].revents != 0)
            welcome(server);
    }
}

/* ---- TLS -------------------------------------------------------------------- */

static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_bytes,
                           const unsigned char *in, unsigned in_bytes, void *ctx)
{
    const struct raw_server *server = ctx;
    static const unsigned char h2[] = "\x02h2";
    static const unsigned char h1[] = "\x08http/1.1";
    (void)ssl;

    const unsigned char *ours = server->speaks_h2 ? h2 : h1;
    unsigned ours_bytes = server->speaks_h2 ? 3 : 9;
    unsigned char *chosen;
    if (SSL_select_next_proto(&chosen, out_bytes, ours, ours_bytes, in, in_bytes) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

static X509 *read_certificate(const char *pem)
{
    BIO *in = BIO_new_mem_buf(pem, -1);
    X509 *certificate = PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO_free(in);
    return certificate;
}

static SSL_CTX *tls_new(struct raw_server *server, const struct raw_tls *config)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
    X509 *certificate = read_certificate(config->cert_pem);
    BIO *in = BIO_new_mem_buf(config->key_pem, -1);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);

    SSL_CTX_use_certificate(tls, certificate);
    SSL_CTX_use_PrivateKey(tls, key);
    SSL_CTX_set_alpn_select_cb(tls, choose_protocol, server);
    if (config->client_ca_pem != NULL) {
        X509 *ca = read_certificate(config->client_ca_pem);
        X509_STORE_add_cert(SSL_CTX_get_cert_store(tls), ca);
        SSL_CTX_set_verify(tls, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
        X509_free(ca);
    }
    X509_free(certificate);
    EVP_PKEY_free(key);
    BIO_free(in);
    return tls;
}

/* ---- from outside ----------------------------------------------------------- */

static void open_listener(struct raw_server *server)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t bytes = sizeof at;

    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(server->listener, (struct sockaddr *)&at, bytes) != 0 ||
        listen(server->listener, 32) != 0 ||
        getsockname(server->listener, (struct sockaddr *)&at, &bytes) != 0) {
        perror("raw_server");
        abort();
    }
    server->port = ntohs(at.sin_port);
}

struct raw_server *raw_server_new(const struct raw_answer *answers, size_t count,
                                  const struct raw_tls *tls)
{
    struct raw_server *server = mem_new(sizeof *server);

    memcpy(server->answers, answers, count * sizeof *answers);
    server->answer_count = count;
    server->newest_fd = -1;
    server->speaks_h2 = tls != NULL && tls->speaks_h2;
    if (tls != NULL)
        server->tls = tls_new(server, tls);
    pthread_mutex_init(&server->mu, NULL);
    open_listener(server);
    signal(SIGPIPE, SIG_IGN); /* SSL_write() cannot be told */
    if (wake_init(&server->stop, NULL) != ERR_OK ||
        pthread_create(&server->thread, NULL, serve, server) != 0)
        abort();
    return server;
}

void raw_server_free(struct raw_server *server)
{
    if (server == NULL)
        return;
    wake_ring(&server->stop);
    pthread_join(server->thread, NULL);
    while (server->connection_count > 0)
        hang_up(server, 0, false);
    for (size_t i = 0; i < server->heard_count; i++)
        free(server->heard[i]);
    close(server->listener);
    wake_release(&server->stop);
    pthread_mutex_destroy(&server->mu);
    SSL_CTX_free(server->tls);
    free(server);
}

uint16_t raw_server_port(const struct raw_server *server)
{
    return server->port;
}

const char *raw_server_url(struct raw_server *server, const char *scheme)
{
    snprintf(server->url, sizeof server->url, "%s://127.0.0.1:%u", scheme, server->port);
    return server->url;
}

size_t raw_server_heard_count(struct raw_server *server)
{
    pthread_mutex_lock(&server->mu);
    size_t count = server->heard_count;
    pthread_mutex_unlock(&server->mu);
    return count;
}

char *raw_server_heard(struct raw_server *server, size_t which)
{
    pthread_mutex_lock(&server->mu);
    char *copy = which < server->heard_count ? mem_copy_text(server->heard[which])
                                             : mem_copy_text("");
    pthread_mutex_unlock(&server->mu);
    return copy;
}

size_t raw_server_connection_count(struct raw_server *server)
{
    pthread_mutex_lock(&server->mu);
    size_t count = server->connections_ever;
    pthread_mutex_unlock(&server->mu);
    return count;
}

void raw_server_say(struct raw_server *server, const char *text)
{
    pthread_mutex_lock(&server->mu);
    if (server->newest_fd != -1 &&
        send(server->newest_fd, text, strlen(text), MSG_NOSIGNAL) == -1)
        perror("raw_server_say");
    pthread_mutex_unlock(&server->mu);
}
