/*
 * sign.h - SDK-HMAC-SHA256 request signatures, the plain dialect ("Access="). Pure.
 *
 * Source: OTC, "AK/SK authentication"; all vectors in tests/unit/otc/test_sign.c.
 */
#ifndef ELBTOP_OTC_SIGN_H
#define ELBTOP_OTC_SIGN_H

#include "base/buf.h"
#include "base/span.h"

struct sign_header {
    const char *name; /* any case */
    const char *value;
};

struct sign_input {
    const char *method;
    const char *path;  /* escaped, without query: "/v3/…/loadbalancers" */
    const char *query; /* escaped, without '?'; "" */
    size_t header_count;
    const struct sign_header
        *headers; /* those to be signed; host and x-sdk-date among them */
    struct span body;
};

void sign_canonical_request(const struct sign_input *input, struct buf *out);

/* The whole Authorization value. sdk_date: "20260115T081530Z", as sent in X-Sdk-Date. */
void sign_authorization(const struct sign_input *input, const char *ak, struct span sk,
                        const char *sdk_date, struct buf *out);

#endif
