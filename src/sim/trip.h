/*
 * trip.h - one connection through the fabric: what it says to the proxy, where it gets, and
 * the pages it is served there.
 *
 * Owns its socket, which never blocks. The thread that polls calls trip_turn() when there
 * are events or trip_wake_ms() has come.
 */
#ifndef ELBTOP_SIM_TRIP_H
#define ELBTOP_SIM_TRIP_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/fabric.h"

struct trip;
struct veil_keys;

/* What all trips share. */
struct trip_world {
    struct cloud_state *cloud;
    fabric_serve serve; /* NULL: a page that names the node */
    void *serve_ctx;
    fabric_veiled veiled; /* NULL: no Pod speaks TLS */
    void *veiled_ctx;
    struct veil_keys *keys; /* NULL: nobody does */
    int64_t silence_ms;
    size_t turn; /* counts trips that arrived, so that members take turns */
};

/* fd: nonblocking; the trip closes it. */
struct trip *trip_new(int fd, const struct sockaddr_in *from, int64_t now_ms);
void trip_free(struct trip *trip);

int trip_fd(const struct trip *trip);
short trip_events(const struct trip *trip);    /* POLLIN, POLLOUT: what to poll for */
int64_t trip_wake_ms(const struct trip *trip); /* monotonic */
bool trip_is_over(const struct trip *trip);    /* to be freed */

/* events: what poll said, 0 for none. */
void trip_turn(struct trip_world *world, struct trip *trip, short events, int64_t now_ms);

#endif
