/*
 * fabric_http.h - as much of an HTTP/1.1 server as the backends of the world need: the head
 * of a request out of bytes, an answer into bytes. Pure.
 *
 * GET and HEAD; bodies of requests are read over. Source: RFC 9112.
 */
#ifndef ELBTOP_SIM_FABRIC_HTTP_H
#define ELBTOP_SIM_FABRIC_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct fabric_request {
    char method[16];
    char path[1024];    /* with query */
    char host[256];     /* without port; "" when none was sent */
    bool keep_alive;    /* another request may follow */
    int64_t body_bytes; /* to be read over behind the head */
};

enum fabric_step {
    FABRIC_MORE,
    FABRIC_WHOLE,
    FABRIC_BROKEN, /* not HTTP, or beyond the bounds: 400 and close */
};

/* Eats the head of one request, with its empty line, from the front of `in`. */
enum fabric_step fabric_request_read(struct buf *in, struct fabric_request *ret_request);

/* The body is left out for HEAD, and its length told all the same. */
void fabric_answer(struct buf *out, const struct fabric_request *request, int status,
                   const char *content_type, struct span body);
/* The same with a Location; "": none. */
void fabric_redirect(struct buf *out, const struct fabric_request *request, int status,
                     const char *content_type, const char *location, struct span body);

#endif
