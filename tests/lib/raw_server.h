/*
 * raw_server.h - a server that says exactly the bytes it was given.
 *
 * Where a library would be too polite: bodies cut in the middle, silence, garbage, the two
 * sentences of a SOCKS proxy, an HTTP/2 answer byte by byte. It listens on 127.0.0.1, takes
 * as many connections as come, and gives its answers in order, over all of them: each time
 * a connection has heard enough for the answer whose turn it is, it is said there. After
 * the last answer the last is said again.
 */
#ifndef ELBTOP_TESTS_LIB_RAW_SERVER_H
#define ELBTOP_TESTS_LIB_RAW_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum raw_end {
    RAW_KEEP,  /* the connection stays, for the next request or for silence */
    RAW_CLOSE, /* FIN */
    RAW_RESET, /* RST */
};

struct raw_answer {
    const char *text;
    size_t bytes;       /* 0: strlen(text) */
    size_t times;       /* said so often in a row; 0: once */
    size_t after_bytes; /* heard on the connection; 0: one whole HTTP/1 request */
    enum raw_end end;
};

struct raw_tls {
    const char *cert_pem;
    const char *key_pem;
    const char *client_ca_pem; /* NULL: no client certificate is asked for */
    bool speaks_h2;            /* chosen by ALPN; the answers are then frames */
};

struct raw_server;

/* tls NULL: in the clear. The answers' texts stay the caller's. */
struct raw_server *raw_server_new(const struct raw_answer *answers, size_t count,
                                  const struct raw_tls *tls);
void raw_server_free(struct raw_server *server);
uint16_t raw_server_port(const struct raw_server *server);

/* "http://127.0.0.1:PORT" (or another scheme); valid until free. */
const char *raw_server_url(struct raw_server *server, const char *scheme);

/* What was heard so far, one entry per answered request. */
size_t raw_server_heard_count(struct raw_server *server);
char *raw_server_heard(struct raw_server *server, size_t which); /* caller frees */
size_t raw_server_connection_count(struct raw_server *server);

/* Says something more on the newest connection (in the clear only). */
void raw_server_say(struct raw_server *server, const char *text);

#endif
