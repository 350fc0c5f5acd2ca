/*
 * probe.h - step 7: a TCP connect to a public address and port, from here, and what it
 * tells; then HTTP where the port speaks it.
 *
 * Probes run on the carrier of wire/http (so they go through --probe-proxy like all else)
 * as exchanges that the prober makes and reads: it does no I/O itself. Bounded: at most
 * LIMIT_PROBES at once, each target no oftener than its interval. "Not tried" is a result
 * of its own.
 *
 * Ports where HTTP is usual are asked for "/", to learn whether somebody behind the
 * listener answers; others are only connected to, so that no service gets bytes which are
 * not of its protocol. What that cannot tell: on those other ports a connection that is
 * closed again at once looks like one that is fine.
 */
#ifndef ELBTOP_NET_PROBE_H
#define ELBTOP_NET_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "wire/http.h"

enum probe_state {
    PROBE_UNKNOWN, /* not tried yet */
    PROBE_OFF,     /* --no-probe, or nothing that can be probed (UDP) */
    PROBE_OK,
    PROBE_REFUSED,     /* routed, but no listener on that port */
    PROBE_TIMEOUT,     /* not advertised, unbound, or filtered */
    PROBE_RESET,       /* connected and closed at once: no healthy member */
    PROBE_UNREACHABLE, /* no route, or the proxy cannot */
};

struct probe_result {
    enum probe_state state;
    int64_t at_wall_ms;       /* WHEN_UNKNOWN when never tried */
    int64_t rtt_ms;           /* -1 unknown: time to connect */
    int http_status;          /* 0 unknown */
    int64_t first_ok_wall_ms; /* since the last time it was not OK; WHEN_UNKNOWN */
    int tries;                /* since the last OK */
};

struct prober;

/* proxy_url: "socks5h://127.0.0.1:1080" or NULL. */
enum err_code prober_new(const char *proxy_url, struct prober **ret_prober,
                         struct err *err);
void prober_free(struct prober *prober); /* after the http that carried its probes */

/*
 * Names what shall be probed from now on; what is no longer named is forgotten. urgent:
 * not yet answering, tried every INTERVAL_PROBE_WAIT_MS at first and more slowly the
 * longer that brings nothing. Others every INTERVAL_PROBE_READY_MS; more rarely when
 * there are so many that this would be more than one in INTERVAL_PROBE_SPACE_MS. What
 * used to answer and does no more is tried again soon. An address that is no IP is
 * PROBE_OFF. Cheap when nothing changed: meant to be called in every round.
 */
struct probe_target {
    const char *address;
    uint16_t port;
    bool urgent;
};
void prober_aim(struct prober *prober, const struct probe_target *targets, size_t count);
void prober_now(struct prober *prober, const char *address, uint16_t port); /* key p */

/* Starts what is due on the carrier. */
void prober_work(struct prober *prober, struct http *http, int64_t now_ms);
int64_t prober_due_ms(const struct prober *prober); /* INT64_MAX: not by time */

/* true when the exchange was one of the prober's (it is read and freed then). */
bool prober_ended(struct prober *prober, struct http_exchange *exchange, int64_t now_ms,
                  int64_t wall_ms);

/* false when that target is not aimed at. Changes count up prober_generation(). */
bool prober_result(const struct prober *prober, const char *address, uint16_t port,
                   struct probe_result *ret_result);
uint64_t prober_generation(const struct prober *prober);

/*
 * One probe outside of the routine, for somebody who needs its very answer as a proof: the
 * request, the peer it goes to (which must outlive the exchange), and what came of it.
 */
struct http_request *probe_request(uint16_t port);
enum err_code prober_peer(const struct prober *prober, const char *address, uint16_t port,
                          struct http_peer **ret_peer, struct err *err);
enum probe_state probe_state_of(const struct http_exchange *exchange);

const char *probe_state_name(enum probe_state state); /* "ok", "refused", … as in JSON */

#endif
