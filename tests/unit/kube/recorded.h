/*
 * recorded.h - one recorded exchange with a real api-server, out of its .http file.
 *
 * Such a file has comment lines (what it shows, how it was asked), the request, the
 * answer, "# body: N bytes" and the body, and for watches when which bytes arrived.
 */
#ifndef ELBTOP_TESTS_KUBE_RECORDED_H
#define ELBTOP_TESTS_KUBE_RECORDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "wire/http.h"

struct recorded_piece {
    int64_t at_ms; /* after the request was sent */
    size_t bytes;
};

struct recorded {
    char *shows;
    char *target; /* path and query of the request */
    int status;
    struct http_headers headers;
    struct buf body;    /* chunk framing taken off, where it was kept */
    bool is_cut;        /* the connection ended, or the file holds only a part */
    size_t piece_count; /* at least 1; their bytes add up to the body */
    struct recorded_piece *pieces;
};

struct recorded *recorded_read(const char *path);
void recorded_free(struct recorded *recorded);

/* The value of a query parameter, unescaped; NULL. Owner: the caller, with free(). */
char *recorded_query(const struct recorded *recorded, const char *name);

#endif
