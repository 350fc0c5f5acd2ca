/*
 * socks.h - the server's half of SOCKS 5: bytes in, what to say and where to connect out.
 * CONNECT only; no authentication, and any user and password where a client insists. Pure.
 *
 * Source: RFC 1928 (the protocol), RFC 1929 (user and password).
 */
#ifndef ELBTOP_SIM_SOCKS_H
#define ELBTOP_SIM_SOCKS_H

#include <stdint.h>

#include "base/buf.h"

enum socks_reply {
    SOCKS_DONE = 0,
    SOCKS_FAILURE = 1,
    SOCKS_NO_NETWORK = 3,
    SOCKS_NO_HOST = 4,
    SOCKS_REFUSED = 5,
    SOCKS_TTL_EXPIRED = 6, /* what a connect becomes that nobody answers */
    SOCKS_NO_COMMAND = 7,
    SOCKS_NO_ADDRESS_TYPE = 8,
};

enum socks_stage { SOCKS_GREETING, SOCKS_PASSWORD, SOCKS_REQUEST, SOCKS_OVER };

struct socks {
    enum socks_stage stage; /* zero-filled: at the beginning */
    char host[256];         /* where to, once SOCKS_ASKED: an address or a name */
    uint16_t port;
};

enum socks_step {
    SOCKS_MORE,  /* wants more bytes; `out` may hold something to send */
    SOCKS_ASKED, /* host and port are set; answer with socks_answer() */
    SOCKS_BAD,   /* send `out` and close */
};

/* Eats what it understands from the front of `in`. */
enum socks_step socks_feed(struct socks *socks, struct buf *in, struct buf *out);

void socks_answer(struct buf *out, enum socks_reply reply);

#endif
