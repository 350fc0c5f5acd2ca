#include "sim/sigcheck.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "wire/url.h"

#include "base/banned.h"

#define ALGORITHM "SDK-HMAC-SHA256"

/* ---- the Authorization header ---- */

static bool credential_read(struct span value, struct sigcheck_claim *claim)
{
    struct span rest = value;

    if (!span_cut(&rest, '/', &claim->ak))
        return false;
    claim->scope = rest;
    claim->derived = true;
    return span_ends(rest, "/sdk_request");
}

static bool part_read(struct span part, struct sigcheck_claim *claim)
{
    struct span name, value = part;

    if (!span_cut(&value, '=', &name))
        return false;
    if (span_is(name, "Access"))
        claim->ak = value;
    else if (span_is(name, "Credential"))
        return credential_read(value, claim);
    else if (span_is(name, "SignedHeaders"))
        claim->signed_headers = value;
    else if (span_is(name, "Signature"))
        claim->signature = value;
    return true;
}

bool sigcheck_read(const char *authorization, struct sigcheck_claim *ret_claim)
{
    struct sigcheck_claim claim = {0};
    struct span rest = span_of(authorization), part;

    if (!span_starts(rest, ALGORITHM " "))
        return false;
    rest = span_skip(rest, strlen(ALGORITHM " "));
    while (span_cut(&rest, ',', &part)) {
        if (!part_read(span_trim(part), &claim))
            return false;
    }
    if (claim.ak.bytes == 0 || claim.signed_headers.bytes == 0 ||
        claim.signature.bytes == 0)
        return false;
    *ret_claim = claim;
    return true;
}

/* ---- the canonical request ---- */

/* Each segment unescaped and escaped anew, and a slash at the end whatever was sent. */
static void add_path(struct buf *out, const char *path)
{
    struct span rest = span_of(path), segment;
    struct buf plain;

    buf_init(&plain, LIMIT_HEADER_BYTES);
    if (span_starts(rest, "/"))
        rest = span_skip(rest, 1);
    if (span_ends(rest, "/"))
        rest.bytes--;
    while (rest.bytes > 0 && span_cut(&rest, '/', &segment)) {
        buf_clear(&plain);
        if (!url_unescape(&plain, segment, false)) {
            buf_clear(&plain);
            buf_add(&plain, segment.at, segment.bytes);
        }
        buf_add_byte(out, '/');
        url_escape(out, buf_span(&plain));
    }
    buf_add_byte(out, '/');
    buf_release(&plain);
}

static int query_order(const void *a, const void *b)
{
    const struct sigcheck_query *left = a, *right = b;
    int order = strcmp(left->name, right->name);
    return order != 0 ? order : strcmp(left->value, right->value);
}

static void add_query(struct buf *out, const struct sigcheck_request *request)
{
    struct sigcheck_query *sorted = mem_new_array(request->query_count, sizeof(*sorted));

    if (request->query_count > 0)
        memcpy(sorted, request->query, request->query_count * sizeof(*sorted));
    qsort(sorted, request->query_count, sizeof(*sorted), query_order);
    for (size_t i = 0; i < request->query_count; i++) {
        if (i > 0)
            buf_add_byte(out, '&');
        url_escape(out, span_of(sorted[i].name));
        buf_add_byte(out, '=');
        url_escape(out, span_of(sorted[i].value));
    }
    free(sorted);
}

static const char *header_of(const struct sigcheck_request *request, struct span name)
{
    char text[128];

    if (name.bytes >= sizeof(text))
        return NULL;
    snprintf(text, sizeof(text), "%.*s", (int)name.bytes, name.at);
    return request->header(request->header_ctx, text);
}

static void add_headers(struct buf *out, const struct sigcheck_request *request,
                        struct span signed_headers)
{
    struct span rest = signed_headers, name;

    while (span_cut(&rest, ';', &name)) {
        struct span value = span_trim(span_of(header_of(request, name)));
        buf_add(out, name.at, name.bytes);
        buf_add_byte(out, ':');
        buf_add(out, value.at, value.bytes);
        buf_add_byte(out, '\n');
    }
}

static void add_body_hash(struct buf *out, const struct sigcheck_request *request)
{
    char hash[SHA256_HEX_BYTES];
    const char *sent = request->header(request->header_ctx, "X-Sdk-Content-Sha256");

    if (sent != NULL) {
        buf_add_text(out, sent);
        return;
    }
    digest_sha256_hex(request->body, hash);
    buf_add_text(out, hash);
}

void sigcheck_canonical(const struct sigcheck_request *request,
                        struct span signed_headers, struct buf *out)
{
    buf_add_text(out, request->method);
    buf_add_byte(out, '\n');
    add_path(out, request->path);
    buf_add_byte(out, '\n');
    add_query(out, request);
    buf_add_byte(out, '\n');
    add_headers(out, request, signed_headers);
    buf_add_byte(out, '\n');
    buf_add(out, signed_headers.at, signed_headers.bytes);
    buf_add_byte(out, '\n');
    add_body_hash(out, request);
}

/* ---- the signature ---- */

/* date, region, service and the end of the scope, one HMAC after the other. */
static void derive_key(struct span sk, struct span scope, unsigned char key[SHA256_BYTES])
{
    struct buf first;
    struct span rest = scope, part;

    buf_init(&first, LIMIT_HEADER_BYTES);
    buf_add_text(&first, "SDK");
    buf_add(&first, sk.at, sk.bytes);
    if (span_cut(&rest, '/', &part))
        digest_hmac_sha256(buf_span(&first), part, key);
    while (span_cut(&rest, '/', &part)) {
        unsigned char next[SHA256_BYTES];
        digest_hmac_sha256(span_make((const char *)key, SHA256_BYTES), part, next);
        memcpy(key, next, sizeof(next));
    }
    buf_release(&first);
}

void sigcheck_sign(const struct sigcheck_request *request,
                   const struct sigcheck_claim *claim, struct span sk,
                   const char *sdk_date, char out[SHA256_HEX_BYTES])
{
    struct buf text;
    char hash[SHA256_HEX_BYTES];
    unsigned char key[SHA256_BYTES] = {0}, signature[SHA256_BYTES];

    buf_init(&text, LIMIT_HEADER_BYTES * 2);
    sigcheck_canonical(request, claim->signed_headers, &text);
    digest_sha256_hex(buf_span(&text), hash);

    buf_clear(&text);
    buf_print(&text, ALGORITHM "\n%s\n", sdk_date);
    if (claim->derived) {
        buf_print(&text, "%.*s\n", (int)claim->scope.bytes, claim->scope.at);
        derive_key(sk, claim->scope, key);
        sk = span_make((const char *)key, sizeof(key));
    }
    buf_add_text(&text, hash);
    digest_hmac_sha256(sk, buf_span(&text), signature);
    digest_hex(signature, sizeof(signature), out);
    buf_release(&text);
}

static bool list_names(struct span signed_headers, const char *wanted)
{
    struct span name;

    while (span_cut(&signed_headers, ';', &name)) {
        if (span_is_nocase(name, wanted))
            return true;
    }
    return false;
}

bool sigcheck_fits(const struct sigcheck_request *request,
                   const struct sigcheck_claim *claim, struct span sk)
{
    char right[SHA256_HEX_BYTES];
    const char *sdk_date = request->header(request->header_ctx, "X-Sdk-Date");

    if (sdk_date == NULL || !list_names(claim->signed_headers, "x-sdk-date"))
        return false;
    sigcheck_sign(request, claim, sk, sdk_date, right);
    return claim->signature.bytes == strlen(right) &&
           CRYPTO_memcmp(claim->signature.at, right, strlen(right)) == 0;
}

int64_t sigcheck_date_ms(const char *sdk_date)
{
    char text[WHEN_TEXT_BYTES];

    if (sdk_date == NULL || strlen(sdk_date) != strlen("20260115T081530Z"))
        return WHEN_UNKNOWN;
    snprintf(text, sizeof(text), "%.4s-%.2s-%.5s:%.2s:%.3s", sdk_date, sdk_date + 4,
             sdk_date + 6, sdk_date + 11, sdk_date + 13);
    return when_from_text(text);
}
