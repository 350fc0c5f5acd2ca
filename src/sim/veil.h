/*
 * veil.h - TLS as the server of one connection: bytes of the wire on one side, what is said
 * under it on the other. No socket, no thread, no waiting.
 *
 * For what a load balancer that terminates TLS, or a Pod that speaks it, does at its end.
 */
#ifndef ELBTOP_SIM_VEIL_H
#define ELBTOP_SIM_VEIL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* A certificate and its key, for any number of connections. Thread: one at a time. */
struct veil_keys;

enum err_code veil_keys_new(const char *cert_pem, const char *key_pem,
                            struct veil_keys **ret_keys, struct err *err);
void veil_keys_free(struct veil_keys *keys);

struct veil;

struct veil *veil_new(const struct veil_keys *keys); /* keys outlive it */
void veil_free(struct veil *veil);                   /* NULL is fine */

/* Eats bytes of the wire and adds what was said as far as `ret_said` has room; answers of
 * the handshake go to `wire_out`. false: this is no TLS, or its end; wire_out may hold a
 * last word. */
bool veil_hear(struct veil *veil, struct buf *wire_in, struct buf *ret_said,
               struct buf *wire_out);

/* All of `say`, which is empty then. */
void veil_say(struct veil *veil, struct buf *say, struct buf *wire_out);

/* Nothing more will be said. */
void veil_end(struct veil *veil, struct buf *wire_out);

#endif
