/* The vectors were computed apart from this program, with python's hmac and with openssl. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "sim/sigcheck.h"

#define SK      "TestSecretKeyForVectors0000000000000001"
#define PROJECT "0123456789abcdef0123456789abcdef"
#define LISTING "/v3/" PROJECT "/elb/loadbalancers"

enum { HEADERS = 6 };

struct vector {
    const char *name;
    const char *method;
    const char *host;
    const char *path;
    size_t query_count;
    struct sigcheck_query query[5];
    const char *headers[HEADERS][2]; /* beside host, date and project */
    const char *body;
    const char *signed_headers;
    const char *scope; /* NULL: the plain dialect */
    const char *canonical_hash;
    const char *signature;
};

static const struct vector vectors[] = {
    {
        .name = "V1 list",
        .method = "GET",
        .host = "elb.eu-de.otc.t-systems.com",
        .path = LISTING,
        .signed_headers = "host;x-project-id;x-sdk-date",
        .canonical_hash =
            "1028672fe28151d6948632a7e1b0454d3ae84a209a297e99c1ac6fc93e191727",
        .signature = "b5bfeb297cacbb7d53f8f3b2389e049930fc15b61a377022591982ba6fc0937e",
    },
    {
        .name = "V2 query",
        .method = "GET",
        .host = "elb.eu-de.otc.t-systems.com",
        .path = LISTING,
        .query_count = 5,
        .query = {{"name", "my lb/\xc3\xa4~1"},
                  {"limit", "50"},
                  {"id", "b-2"},
                  {"id", "a-1"},
                  {"marker", ""}},
        .signed_headers = "host;x-project-id;x-sdk-date",
        .canonical_hash =
            "e441c85bf4848b1665b8db4c0d9d55700de970464590caf95d40b617ad05d10e",
        .signature = "14bb943560a7b7454f3b64f58ddd9914712f39e650065480198f519277b68386",
    },
    {
        .name = "V3 body",
        .method = "POST",
        .host = "vpc.eu-de.otc.t-systems.com",
        .path = "/v1/" PROJECT "/publicips",
        .headers = {{"Content-Type", "application/json"}},
        .body = "{\"publicip\":{\"type\":\"5_bgp\"},\"bandwidth\":{\"name\":\"bw-test\","
                "\"size\":5,\"share_type\":\"PER\",\"charge_mode\":\"traffic\"}}",
        .signed_headers = "content-type;host;x-project-id;x-sdk-date",
        .canonical_hash =
            "a5fd0a6bd06719daf04069106264f25c70ffd211e6afeafea8cae25b0d98e0df",
        .signature = "4f036391c329b360878d10f092406cb152367d12a0f35ea4e85695f668349ca7",
    },
    {
        .name = "V4 temporary key",
        .method = "DELETE",
        .host = "elb.eu-ch2.sc.otc.t-systems.com",
        .path = LISTING "/32c1057f-74a1-42d6-9b20-d55b80ab89c4",
        .headers = {{"X-Security-Token", "tmp-security-token-for-vectors"}},
        .signed_headers = "host;x-project-id;x-sdk-date;x-security-token",
        .canonical_hash =
            "15e447bde6c715318b2de742385099c097f5df4eca786d15178bf47c5ebb860a",
        .signature = "4c99c99363fcccc0a6f511cab601c8744f1aefcadcbb1362285e5d37daed3d79",
    },
    {
        .name = "V5 path",
        .method = "DELETE",
        .host = "elb.eu-de.otc.t-systems.com",
        .path =
            "/v2.0/" PROJECT "/loadbalancers/32c1057f-74a1-42d6-9b20-d55b80ab89c4/tags/"
            "a%20b+c",
        .signed_headers = "host;x-project-id;x-sdk-date",
        .canonical_hash =
            "4b8758718142f7d2415c431ac7945df0d7b73f968d58a817e56cf1473a470302",
        .signature = "e424bdedc2c63f2b2317c5e2bd0ee0b0dfef5149c9a8b1dcbb6966b205127efd",
    },
    {
        .name = "V6 derived key, empty scope",
        .method = "GET",
        .host = "elb.eu-de.otc.t-systems.com",
        .path = LISTING,
        .query_count = 1,
        .query = {{"limit", "50"}},
        .signed_headers = "host;x-sdk-date",
        .scope = "20260115///sdk_request",
        .canonical_hash =
            "0119b675fe1efd2914a9bf0e0bb057781edc2b7ceff951c7a6ed001cf24826e2",
        .signature = "d58d070bd0945d104a086545587190e90da89823babfc51a6204cc20e9b75217",
    },
    {
        .name = "V7 derived key, scope eu-de/elb",
        .method = "GET",
        .host = "elb.eu-de.otc.t-systems.com",
        .path = LISTING,
        .query_count = 1,
        .query = {{"limit", "50"}},
        .signed_headers = "host;x-sdk-date",
        .scope = "20260115/eu-de/elb/sdk_request",
        .canonical_hash =
            "0119b675fe1efd2914a9bf0e0bb057781edc2b7ceff951c7a6ed001cf24826e2",
        .signature = "0037b8906b6e48c163a605172492907bb7d7f9aafaca6efc3a4a5ef6c66ce0a1",
    },
};

static const char *header_of(const void *ctx, const char *name)
{
    const struct vector *vector = ctx;

    if (strcasecmp(name, "Host") == 0)
        return vector->host;
    if (strcasecmp(name, "X-Sdk-Date") == 0)
        return "20260115T081530Z";
    if (strcasecmp(name, "X-Project-Id") == 0)
        return PROJECT;
    for (size_t i = 0; i < HEADERS && vector->headers[i][0] != NULL; i++) {
        if (strcasecmp(name, vector->headers[i][0]) == 0)
            return vector->headers[i][1];
    }
    return NULL;
}

static struct sigcheck_request request_of(const struct vector *vector)
{
    return (struct sigcheck_request){
        .method = vector->method,
        .path = vector->path,
        .query_count = vector->query_count,
        .query = vector->query,
        .header = header_of,
        .header_ctx = vector,
        .body = span_of(vector->body),
    };
}

static void print_authorization(const struct vector *vector, const char *signature,
                                char *out, size_t bytes)
{
    if (vector->scope == NULL)
        snprintf(out, bytes,
                 "SDK-HMAC-SHA256 Access=TESTAK00000000000001, SignedHeaders=%s, "
                 "Signature=%s",
                 vector->signed_headers, signature);
    else
        snprintf(out, bytes,
                 "SDK-HMAC-SHA256 Credential=TESTAK00000000000001/%s, SignedHeaders=%s, "
                 "Signature=%s",
                 vector->scope, vector->signed_headers, signature);
}

static void canonical_requests_hash_as_computed_elsewhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
        struct sigcheck_request request = request_of(&vectors[i]);
        struct buf text;
        char hash[SHA256_HEX_BYTES];

        buf_init(&text, LIMIT_KIB * 8);
        sigcheck_canonical(&request, span_of(vectors[i].signed_headers), &text);
        digest_sha256_hex(buf_span(&text), hash);
        assert_string_equal(hash, vectors[i].canonical_hash);
        buf_release(&text);
    }
}

static void signatures_of_both_dialects_fit(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
        struct sigcheck_request request = request_of(&vectors[i]);
        struct sigcheck_claim claim;
        char header[512];

        print_authorization(&vectors[i], vectors[i].signature, header, sizeof(header));
        assert_true(sigcheck_read(header, &claim));
        assert_true(span_is(claim.ak, "TESTAK00000000000001"));
        assert_true(sigcheck_fits(&request, &claim, span_of(SK)));
    }
}

static void a_wrong_sign_anywhere_does_not_fit(void **state)
{
    (void)state;
    const struct vector *vector = &vectors[2];
    struct sigcheck_request request = request_of(vector);
    struct sigcheck_claim claim;
    char header[512];

    print_authorization(vector, vector->signature, header, sizeof(header));
    assert_true(sigcheck_read(header, &claim));
    assert_false(sigcheck_fits(&request, &claim, span_of("another secret")));
    request.method = "PUT";
    assert_false(sigcheck_fits(&request, &claim, span_of(SK)));
    request = request_of(vector);
    request.body.bytes--;
    assert_false(sigcheck_fits(&request, &claim, span_of(SK)));
}

static void the_date_must_be_signed(void **state)
{
    (void)state;
    struct vector unsigned_date = vectors[0];
    struct sigcheck_request request = request_of(&unsigned_date);
    struct sigcheck_claim claim;
    char header[512], signature[SHA256_HEX_BYTES];

    unsigned_date.signed_headers = "host";
    print_authorization(&unsigned_date, "00", header, sizeof(header));
    assert_true(sigcheck_read(header, &claim));
    sigcheck_sign(&request, &claim, span_of(SK), "20260115T081530Z", signature);
    claim.signature = span_of(signature);

    assert_false(sigcheck_fits(&request, &claim, span_of(SK)));
}

static void a_hash_sent_along_is_taken_for_the_body(void **state)
{
    (void)state;
    struct vector vector = vectors[2];
    struct sigcheck_request request = request_of(&vector);
    struct sigcheck_claim claim;
    char header[512];

    vector.headers[1][0] = "X-Sdk-Content-Sha256";
    vector.headers[1][1] =
        "d77635845c201f32735b675327c6d8f527243dc292af2eae6e18a886ff3b2acd";
    request.body = span_of("not read");
    print_authorization(&vector, vector.signature, header, sizeof(header));
    assert_true(sigcheck_read(header, &claim));

    assert_true(sigcheck_fits(&request, &claim, span_of(SK)));
}

static void headers_of_other_kinds_are_not_claims(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "Bearer abc",
        "SDK-HMAC-SHA256",
        "SDK-HMAC-SHA256 ",
        "SDK-HMAC-SHA256 Access=",
        "SDK-HMAC-SHA256 Access=a, SignedHeaders=host",
        "SDK-HMAC-SHA256 Access=a, SignedHeaders, Signature=00",
        "SDK-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=00",
        "SDK-HMAC-SHA256 Credential=a/20260115/x, SignedHeaders=host, Signature=00",
    };
    struct sigcheck_claim claim;

    for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
        assert_false(sigcheck_read(texts[i], &claim));
}

static void dates_are_read_or_unknown(void **state)
{
    (void)state;
    assert_int_equal(sigcheck_date_ms("20260115T081530Z"), INT64_C(1768464930000));
    assert_int_equal(sigcheck_date_ms("2026-01-15T08:15Z"), WHEN_UNKNOWN);
    assert_int_equal(sigcheck_date_ms("20260115T081530"), WHEN_UNKNOWN);
    assert_int_equal(sigcheck_date_ms("2026x115T081530Z"), WHEN_UNKNOWN);
    assert_int_equal(sigcheck_date_ms(NULL), WHEN_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(canonical_requests_hash_as_computed_elsewhere),
        cmocka_unit_test(signatures_of_both_dialects_fit),
        cmocka_unit_test(a_wrong_sign_anywhere_does_not_fit),
        cmocka_unit_test(the_date_must_be_signed),
        cmocka_unit_test(a_hash_sent_along_is_taken_for_the_body),
        cmocka_unit_test(headers_of_other_kinds_are_not_claims),
        cmocka_unit_test(dates_are_read_or_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
