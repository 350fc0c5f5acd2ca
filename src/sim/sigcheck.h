/*
 * sigcheck.h - does this SDK-HMAC-SHA256 signature fit this request? The server's side, in
 * both dialects that are in use. Pure.
 *
 *   plain    Authorization: SDK-HMAC-SHA256 Access=AK, SignedHeaders=..., Signature=...
 *   derived  Authorization: SDK-HMAC-SHA256 Credential=AK/date/region/service/sdk_request,
 *            SignedHeaders=..., Signature=...   (the key is derived from date and scope)
 *
 * The request is put into its canonical form anew from what arrived, with the headers that
 * SignedHeaders names.
 *
 * Source: the signing guides of OTC and Huawei Cloud; vectors in
 *         tests/unit/sim/test_sigcheck.c.
 */
#ifndef ELBTOP_SIM_SIGCHECK_H
#define ELBTOP_SIM_SIGCHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/span.h"
#include "wire/digest.h"

/* What an Authorization header claims; spans into its text. */
struct sigcheck_claim {
    struct span ak;
    bool derived;
    struct span scope; /* derived: "20260115/eu-de/elb/sdk_request" */
    struct span signed_headers;
    struct span signature;
};

/* false: not an SDK-HMAC-SHA256 header, or a part is missing. */
bool sigcheck_read(const char *authorization, struct sigcheck_claim *ret_claim);

struct sigcheck_query {
    const char *name; /* unescaped */
    const char *value;
};

struct sigcheck_request {
    const char *method;
    const char *path; /* as sent, escaped, without query */
    size_t query_count;
    const struct sigcheck_query *query; /* in any order */
    const char *(*header)(const void *ctx,
                          const char *name); /* any case; NULL when absent */
    const void *header_ctx;
    struct span body;
};

/* The six parts, joined. signed_headers: "host;x-sdk-date", as claimed. */
void sigcheck_canonical(const struct sigcheck_request *request,
                        struct span signed_headers, struct buf *out);

/* The signature that would fit; sdk_date is the X-Sdk-Date header. */
void sigcheck_sign(const struct sigcheck_request *request,
                   const struct sigcheck_claim *claim, struct span sk,
                   const char *sdk_date, char out[SHA256_HEX_BYTES]);

/* X-Sdk-Date must be there and signed; else false. */
bool sigcheck_fits(const struct sigcheck_request *request,
                   const struct sigcheck_claim *claim, struct span sk);

/* "20260115T081530Z" as wall ms; WHEN_UNKNOWN for anything else. */
int64_t sigcheck_date_ms(const char *sdk_date);

#endif
