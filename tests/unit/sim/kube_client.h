/*
 * kube_client.h - a plain HTTP client for tests of the api-server, over TLS and curl.
 */
#ifndef ELBTOP_TESTS_KUBE_CLIENT_H
#define ELBTOP_TESTS_KUBE_CLIENT_H

#include <curl/curl.h>
#include <jansson.h>
#include <stdatomic.h>

#include "base/buf.h"
#include "sim/cert.h"
#include "sim/kube_api.h"

struct kube_client {
    struct kube_api *api;
    const struct cert_store *certs;
    CURL *curl; /* kept: connections live on */
};

/* What is sent. Zero is a GET as admin. */
struct kube_ask {
    const char *user;    /* NULL: "admin"; "": nobody */
    const char *token;   /* sent instead of the user's */
    const char *basic;   /* sent instead of a token */
    const char *cert_cn; /* a client certificate instead */
    const char *cert_o;
    const char *method;
    const char *target;
    const char *type; /* Content-Type */
    const char *accept;
    const char *agent;
    const char *headers[8]; /* "Name: value" */
    const char *body;
    size_t body_bytes; /* 0: strlen */
    size_t lines;      /* stop reading after so many lines of the body; 0: read on */
    long most_ms;      /* give up after; 0: 10 s */
    bool gzip;
    atomic_size_t *seen; /* counts the lines of the body as they come; NULL */
};

struct kube_got {
    CURLcode code;
    long status;
    struct buf headers;
    struct buf body;
    size_t wire_bytes; /* of the body, before decompression */
    size_t lines_left;
    atomic_size_t *seen;
};

void kube_client_init(struct kube_client *client, struct kube_api *api,
                      const struct cert_store *certs);
void kube_client_release(struct kube_client *client);

void kube_client_ask(struct kube_client *client, const struct kube_ask *ask,
                     struct kube_got *ret_got);
void kube_got_release(struct kube_got *got);

/* Value of the header, all of that name joined by ", "; NULL. In `out`. */
const char *kube_got_header(const struct kube_got *got, const char *name, char out[1024]);

/* The body as JSON; NULL when it is none. The caller's. */
json_t *kube_got_json(const struct kube_got *got);

/* Short forms: the body as JSON, which the caller owns; *ret_status may be NULL. */
json_t *kube_client_get(struct kube_client *client, const char *target, long *ret_status);
json_t *kube_client_send(struct kube_client *client, const char *method,
                         const char *target, const char *type, const char *body,
                         long *ret_status);

#endif
