/*
 * lifetime.h - until when a credential holds, as it says itself. Nothing is proved by it, and
 * nothing depends on it: the server decides; a person wants to know beforehand.
 *
 * A moment is wall milliseconds; WHEN_UNKNOWN when the credential does not say.
 *
 * Source: RFC 7519, 4.1.4 ("exp", seconds since 1970, may have a fraction), RFC 5280,
 *         4.1.2.5 (notAfter).
 */
#ifndef ELBTOP_KUBE_LIFETIME_H
#define ELBTOP_KUBE_LIFETIME_H

#include <stdint.h>

/* Of the first certificate of a PEM text, which is the client's own; NULL is fine. */
int64_t lifetime_of_certificate(const char *pem);

/* Of a bearer token that is a JWT; others say nothing. NULL is fine. */
int64_t lifetime_of_token(const char *token);

/* The earlier one that is known. */
int64_t lifetime_sooner(int64_t a, int64_t b);

#endif
