#include "unit/net/host.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"

#include "base/banned.h"

enum { STAGE_GREETING, STAGE_CONNECT, STAGE_REQUEST, STAGE_DONE };

static struct sockaddr_in address_of(const struct host *host)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(host->port)};
    assert_int_equal(inet_pton(AF_INET, host->address, &address.sin_addr), 1);
    return address;
}

/* With a queue of one that is filled, Linux leaves further SYNs unanswered. */
static void fill_queue(struct host *host)
{
    struct sockaddr_in address = address_of(host);

    for (size_t i = 0; i < ARRAY_COUNT(host->filler); i++) {
        host->filler[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        connect(host->filler[i], (const struct sockaddr *)&address, sizeof address);
    }
}

void host_start(struct host *host, enum host_manner manner, uint16_t port)
{
    static int number = 0;
    int yes = 1;

    *host = (struct host){.manner = manner, .status = 200, .port = port};
    snprintf(host->address, sizeof host->address, "127.77.%d.%d", 1 + (int)getpid() % 250,
             1 + number++ % 250);
    host->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    assert_true(host->listener >= 0);
    setsockopt(host->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    struct sockaddr_in address = address_of(host);
    socklen_t bytes = sizeof address;
    assert_int_equal(bind(host->listener, (const struct sockaddr *)&address, bytes), 0);
    assert_int_equal(listen(host->listener, manner == HOST_IS_FULL ? 0 : 64), 0);
    assert_int_equal(getsockname(host->listener, (struct sockaddr *)&address, &bytes), 0);
    host->port = ntohs(address.sin_port);
    for (size_t i = 0; i < HOST_CONNECTIONS; i++)
        host->connections[i].fd = -1;
    if (manner == HOST_IS_FULL)
        fill_queue(host);
}

static void drop(struct host *host, size_t i)
{
    close(host->connections[i].fd);
    host->connections[i].fd = -1;
    host->open--;
}

void host_stop(struct host *host)
{
    for (size_t i = 0; i < HOST_CONNECTIONS; i++) {
        if (host->connections[i].fd >= 0)
            drop(host, i);
    }
    for (size_t i = 0; host->manner == HOST_IS_FULL && i < ARRAY_COUNT(host->filler); i++)
        close(host->filler[i]);
    close(host->listener);
}

size_t host_fds(const struct host *host, struct http_fd fds[HOST_CONNECTIONS + 1])
{
    size_t count = 0;

    if (host->manner == HOST_IS_FULL)
        return 0;
    fds[count++] = (struct http_fd){.fd = host->listener, .events = POLLIN};
    for (size_t i = 0; i < HOST_CONNECTIONS; i++) {
        if (host->connections[i].fd >= 0 && host->connections[i].stage != STAGE_DONE)
            fds[count++] =
                (struct http_fd){.fd = host->connections[i].fd, .events = POLLIN};
    }
    return count;
}

/* ---- one connection --------------------------------------------------------- */

static void say(int fd, const void *at, size_t bytes)
{
    (void)!send(fd, at, bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void reset(int fd)
{
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

static void answer(const struct host *host, int fd)
{
    char text[256];
    static const char much[64 * 1024];

    int bytes = snprintf(text, sizeof text,
                         "HTTP/1.1 %d Whatever\r\nContent-Length: %d\r\n"
                         "Connection: keep-alive\r\n\r\n%s",
                         host->status, host->manner == HOST_STREAMS ? 1 << 20 : 2,
                         host->manner == HOST_STREAMS ? "" : "ok");
    say(fd, text, (size_t)bytes);
    if (host->manner == HOST_STREAMS)
        say(fd, much, sizeof much);
}

/* Version, command, reserved, type 1, four bytes of address, two of port. */
static void take_connect(struct host *host, size_t i, const unsigned char *at)
{
    unsigned char reply[10] = {5, host->reply, 0, 1, 0, 0, 0, 0, 0, 0};

    snprintf(host->asked_for, sizeof host->asked_for, "%d.%d.%d.%d:%d", at[4], at[5],
             at[6], at[7], at[8] << 8 | at[9]);
    if (host->reply == 0xff) {
        host->connections[i].stage = STAGE_DONE;
        return;
    }
    say(host->connections[i].fd, reply, sizeof reply);
    host->connections[i].stage = STAGE_REQUEST;
    if (host->reply != 0)
        drop(host, i);
}

static void take_bytes(struct host *host, size_t i, const unsigned char *at)
{
    int fd = host->connections[i].fd;

    switch (host->connections[i].stage) {
    case STAGE_GREETING:
        say(fd, "\5\0", 2);
        host->connections[i].stage = STAGE_CONNECT;
        return;
    case STAGE_CONNECT:
        take_connect(host, i, at);
        return;
    case STAGE_REQUEST:
        if (host->manner == HOST_CLOSES)
            drop(host, i);
        else if (host->manner != HOST_HUSHES)
            answer(host, fd); /* and stays open for another: a careless server */
        return;
    default:
        return;
    }
}

static void serve_connection(struct host *host, size_t i)
{
    unsigned char bytes[4096];
    ssize_t got = recv(host->connections[i].fd, bytes, sizeof bytes, MSG_DONTWAIT);

    if (got > 0)
        take_bytes(host, i, bytes);
    else if (got == 0 || errno != EAGAIN)
        drop(host, i);
}

static void take_connection(struct host *host, int fd)
{
    size_t i = 0;

    host->accepted++;
    if (host->manner == HOST_RESETS) {
        reset(fd);
        close(fd);
        return;
    }
    while (host->connections[i].fd >= 0)
        assert_true(++i < HOST_CONNECTIONS);
    host->connections[i].fd = fd;
    host->connections[i].stage =
        host->manner == HOST_IS_PROXY ? STAGE_GREETING : STAGE_REQUEST;
    host->open++;
    if (host->manner == HOST_GREETS)
        say(fd, "SSH-2.0-server\r\n", 16);
}

void host_serve(struct host *host)
{
    int fd;

    if (host->manner == HOST_IS_FULL)
        return;
    while ((fd = accept4(host->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
        take_connection(host, fd);
    for (size_t i = 0; i < HOST_CONNECTIONS; i++) {
        if (host->connections[i].fd >= 0 && host->connections[i].stage != STAGE_DONE)
            serve_connection(host, i);
    }
}
