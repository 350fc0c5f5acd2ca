/*
 * host.h - a machine to be probed: a listener on a loopback address that behaves as it is
 * told, or a SOCKS5 proxy. Served between two rounds of http_work, without threads.
 */
#ifndef ELBTOP_TESTS_NET_HOST_H
#define ELBTOP_TESTS_NET_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/http.h"

enum host_manner {
    HOST_ANSWERS,  /* reads a request, sends an answer */
    HOST_STREAMS,  /* an answer with a body that is much too long */
    HOST_GREETS,   /* speaks first, and not HTTP */
    HOST_HUSHES,   /* takes the connection and says nothing */
    HOST_RESETS,   /* takes the connection and drops it */
    HOST_CLOSES,   /* reads the request and closes without a word */
    HOST_IS_FULL,  /* does not even take the connection: SYNs go unanswered */
    HOST_IS_PROXY, /* SOCKS5: answers a connect with `reply`, then answers */
};

enum { HOST_CONNECTIONS = 64 };

struct host {
    enum host_manner manner;
    int status;          /* of answers; 200 */
    unsigned char reply; /* of the proxy; 0xff: none at all */
    char address[24];
    uint16_t port;

    int accepted;
    int open;           /* connections now */
    char asked_for[64]; /* last target of the proxy: "138.124.232.13:8080" */

    int listener;
    int filler[8]; /* connections that fill the queue of HOST_IS_FULL */
    struct {
        int fd; /* -1: not in use */
        int stage;
    } connections[HOST_CONNECTIONS];
};

/* port 0: any free one. The address is one of 127/8 that no other test uses. */
void host_start(struct host *host, enum host_manner manner, uint16_t port);
void host_stop(struct host *host);

size_t host_fds(const struct host *host, struct http_fd fds[HOST_CONNECTIONS + 1]);
void host_serve(struct host *host); /* whatever is ready */

#endif
