/*
 * err.h - what went wrong, as a value.
 *
 * The codes are cut by what the caller does next (wait, log in again, read anew,
 * ask the user), not by which library failed. A struct err holds no pointers: it
 * can be copied into a snapshot and outlives what it speaks of.
 *
 * The first cause wins: err_set() writes only into an error that is still empty,
 * so a layer may report its own view without hiding the lower one. A NULL err is
 * allowed everywhere and means "I only need to know that it failed".
 */
#ifndef ELBTOP_BASE_ERR_H
#define ELBTOP_BASE_ERR_H

#include <stdint.h>

enum err_code {
    ERR_OK = 0,
    ERR_NET,      /* nothing usable came back: DNS, connect, TLS, reset, timeout */
    ERR_AUTH,     /* 401, 403, expired token */
    ERR_ABSENT,   /* 404, 410 */
    ERR_CONFLICT, /* 409, 412: someone else changed it first */
    ERR_LATER,    /* 429, 503: retry_after_ms says when */
    ERR_REFUSED,  /* another 4xx: understood and declined; text is the server's */
    ERR_SHAPE,    /* bytes that are not what the API documents; where says which */
    ERR_LIMIT,    /* one of our own bounds: body size, depth, queue length */
    ERR_LOCAL,    /* our side: a file, a setting, a child process */
};

struct err {
    enum err_code code;
    int http_status;        /* 0 when no response arrived */
    int64_t retry_after_ms; /* -1 when the server gave no hint */
    char where[128];        /* field path, file:line or URL; "" when unknown */
    char text[240];         /* one line, impersonal, no full stop */
};

#define ERR_INIT                                                                         \
    {                                                                                    \
        .code = ERR_OK, .retry_after_ms = -1                                             \
    }

/* Fills an empty err; leaves a filled one alone. Returns code, for `return err_set(…)`. */
enum err_code err_set(struct err *err, enum err_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Names the place if none is named yet. */
void err_at(struct err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Puts `prefix` before the place: "spec.ports" + "[2].port". For decoders on their way up. */
void err_within(struct err *err, const char *prefix);

/* Empty again. */
void err_clear(struct err *err);

/* "where: text", or "text" when no place is known. Valid until the next call on `out`. */
const char *err_line(const struct err *err, char *out, int out_bytes);

/* "net", "auth", … for logs and JSON. */
const char *err_code_name(enum err_code code);

#endif
