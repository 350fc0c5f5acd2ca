/*
 * address.h - is this address one that the world can reach?
 *
 * A Service's ingress holds the public and the private address in either order, so the
 * public one is found by what it is, not by where it stands.
 */
#ifndef ELBTOP_STATE_ADDRESS_H
#define ELBTOP_STATE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * RFC 1918, RFC 6598 (100.64.0.0/10), loopback, link-local; IPv6 unique-local, link-local
 * and loopback. A host name is not private: where it leads is not known from here.
 */
bool address_is_private(const char *address);

/* The first that is not private; NULL when there is none. */
const char *address_public(const char *const *addresses, size_t count);

/* The public one, else the first; NULL when there is none. */
const char *address_best(const char *const *addresses, size_t count);

#endif
