/*
 * fabric.h - the public internet of the embedded world, behind a SOCKS 5 proxy: a connect
 * to EIP:port takes the way the state of the cloud says and ends where it would end.
 *
 *   not an address of the cloud     network unreachable (reply 3); names: host unreachable
 *   nobody advertises it (yet)      no answer for some seconds, then TTL expired (reply 6);
 *                                   an address that becomes routable meanwhile answers
 *   no listener on the port         refused (reply 5)
 *   no member takes traffic         accepted, then reset; by an HTTP listener: 503
 *   a member                        a small HTTP backend answers, page by page
 *
 * HTTP and HTTPS listeners look at each request (cloud_l7.h). TLS is spoken by HTTPS
 * listeners, and by Pods that do.
 *
 * One thread. Bounded: connections, bytes of a request; who says nothing is let go.
 */
#ifndef ELBTOP_SIM_FABRIC_H
#define ELBTOP_SIM_FABRIC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "sim/cloud_state.h"

struct fabric;

/* One request that came through to a node; texts are valid during the call. */
struct fabric_visit {
    const char *node_address;
    uint16_t node_port;
    const char *public_address;
    uint16_t public_port;
    const char *elb_name;
    const char *client; /* "127.0.0.1:40123" */
    const char *method; /* "GET" or "HEAD" */
    const char *host;   /* header, without port; "" */
    const char *path;   /* with query */
};

struct fabric_page {
    int status; /* 200 unless changed */
    const char
        *content_type; /* static text; "text/plain; charset=utf-8" unless changed */
    struct buf body;   /* inited; add to it */
};

/*
 * What the pod behind node:port says. false: nobody serves there (any more); the
 * connection is reset. Called from the fabric's thread, without locks.
 */
typedef bool (*fabric_serve)(void *ctx, const struct fabric_visit *visit,
                             struct fabric_page *page);

/* Does the Pod behind node:port speak TLS? Thread: as above. */
typedef bool (*fabric_veiled)(void *ctx, const char *node_address, uint16_t node_port);

struct fabric_config {
    struct cloud_state *cloud; /* borrowed */
    uint16_t port;             /* 0: any */
    fabric_serve serve;        /* NULL: every node serves a page that names it */
    void *serve_ctx;
    fabric_veiled veiled; /* NULL: no Pod does */
    void *veiled_ctx;
    const char *cert_pem; /* of all that speaks TLS; NULL: nothing does */
    const char *key_pem;
    int64_t silence_ms; /* real; how long nobody answers; 0: 2500, so that a
                                       prober that waits 3 s hears why */
};

enum err_code fabric_new(const struct fabric_config *config, struct fabric **ret_fabric,
                         struct err *err);
void fabric_free(struct fabric *fabric);             /* the thread is joined */
const char *fabric_url(const struct fabric *fabric); /* "socks5h://127.0.0.1:40127" */

#endif
