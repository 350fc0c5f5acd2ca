/*
 * Vectors: the one with host service.region.example.com is of the public signing guide of
 * the platform's maker; the others were computed from the documented rules with other
 * tools (python hmac, openssl).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"
#include "otc/sign.h"
#include "wire/digest.h"
#include "wire/url.h"

#include "base/banned.h"

#define AK         "TESTAK00000000000001"
#define SK         "TestSecretKeyForVectors0000000000000001"
#define PROJECT    "0123456789abcdef0123456789abcdef"
#define DATE       "20260115T081530Z"
#define ELB        "elb.eu-de.otc.t-systems.com"
#define ELB_ID     "32c1057f-74a1-42d6-9b20-d55b80ab89c4"
#define EMPTY_HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

struct request {
    const char *method;
    const char *host;
    const char *path[8];     /* segments, decoded */
    const char *query[8][2]; /* decoded, in the order in which they are sent */
    const char *more[3][2];  /* signed headers beside host, project and date */
    const char *body;
};

struct signed_request {
    struct buf canonical;
    char hash[SHA256_HEX_BYTES];
    struct buf authorization;
};

static void sign(const struct request *request, struct signed_request *ret)
{
    struct sign_header headers[8] = {
        {"X-Sdk-Date", DATE}, {"Host", request->host}, {"X-Project-Id", PROJECT}};
    struct sign_input input = {.method = request->method,
                               .header_count = 3,
                               .headers = headers,
                               .body = span_of(request->body)};
    struct url path;
    struct url query;

    url_init(&path, "");
    for (size_t i = 0; request->path[i] != NULL; i++)
        url_segment(&path, request->path[i]);
    url_init(&query, "");
    for (size_t i = 0; request->query[i][0] != NULL; i++)
        url_query(&query, request->query[i][0], request->query[i][1]);
    for (size_t i = 0; request->more[i][0] != NULL; i++)
        headers[input.header_count++] =
            (struct sign_header){request->more[i][0], request->more[i][1]};
    input.path = url_text(&path);
    input.query = query.has_query ? url_text(&query) + 1 : "";

    buf_init(&ret->canonical, LIMIT_HEADER_BYTES);
    buf_init(&ret->authorization, LIMIT_HEADER_BYTES);
    sign_canonical_request(&input, &ret->canonical);
    digest_sha256_hex(buf_span(&ret->canonical), ret->hash);
    sign_authorization(&input, AK, span_of(SK), DATE, &ret->authorization);
    url_release(&path);
    url_release(&query);
}

static void release(struct signed_request *signed_request)
{
    buf_release(&signed_request->canonical);
    buf_release(&signed_request->authorization);
}

static void assert_signed(const struct request *request, const char *hash,
                          const char *names, const char *signature)
{
    struct signed_request got;
    struct buf wanted;

    sign(request, &got);
    buf_init(&wanted, 4096);
    buf_print(&wanted, "SDK-HMAC-SHA256 Access=" AK ", SignedHeaders=%s, Signature=%s",
              names, signature);

    assert_string_equal(got.hash, hash);
    assert_string_equal(buf_text(&got.authorization), buf_text(&wanted));

    buf_release(&wanted);
    release(&got);
}

static void sign_list_without_query(void **state)
{
    (void)state;
    static const struct request request = {
        .method = "GET", .host = ELB, .path = {"v3", PROJECT, "elb", "loadbalancers"}};
    struct signed_request got;

    sign(&request, &got);
    assert_string_equal(buf_text(&got.canonical),
                        "GET\n"
                        "/v3/" PROJECT "/elb/loadbalancers/\n"
                        "\n"
                        "host:elb.eu-de.otc.t-systems.com\n"
                        "x-project-id:" PROJECT "\n"
                        "x-sdk-date:" DATE "\n"
                        "\n"
                        "host;x-project-id;x-sdk-date\n" EMPTY_HASH);
    release(&got);

    assert_signed(&request,
                  "1028672fe28151d6948632a7e1b0454d3ae84a209a297e99c1ac6fc93e191727",
                  "host;x-project-id;x-sdk-date",
                  "b5bfeb297cacbb7d53f8f3b2389e049930fc15b61a377022591982ba6fc0937e");
}

static void sign_sorts_query_by_name_then_value_and_keeps_repeats(void **state)
{
    (void)state;
    static const struct request request = {
        .method = "GET",
        .host = ELB,
        .path = {"v3", PROJECT, "elb", "loadbalancers"},
        .query = {{"name", "my lb/\xc3\xa4~1"},
                  {"limit", "50"},
                  {"id", "b-2"},
                  {"id", "a-1"},
                  {"marker", ""}}};
    struct signed_request got;

    sign(&request, &got);
    assert_non_null(strstr(buf_text(&got.canonical),
                           "\nid=a-1&id=b-2&limit=50&marker=&name=my%20lb%2F%C3%A4~1\n"));
    release(&got);

    assert_signed(&request,
                  "e441c85bf4848b1665b8db4c0d9d55700de970464590caf95d40b617ad05d10e",
                  "host;x-project-id;x-sdk-date",
                  "14bb943560a7b7454f3b64f58ddd9914712f39e650065480198f519277b68386");
}

static void sign_hashes_the_exact_body(void **state)
{
    (void)state;
    static const struct request request = {
        .method = "POST",
        .host = "vpc.eu-de.otc.t-systems.com",
        .path = {"v1", PROJECT, "publicips"},
        .more = {{"Content-Type", "application/json"}},
        .body = "{\"publicip\":{\"type\":\"5_bgp\"},\"bandwidth\":{\"name\":\"bw-test\","
                "\"size\":5,"
                "\"share_type\":\"PER\",\"charge_mode\":\"traffic\"}}"};
    struct signed_request got;

    sign(&request, &got);
    assert_true(
        span_ends(buf_span(&got.canonical),
                  "\nd77635845c201f32735b675327c6d8f527243dc292af2eae6e18a886ff3b2acd"));
    release(&got);

    assert_signed(&request,
                  "a5fd0a6bd06719daf04069106264f25c70ffd211e6afeafea8cae25b0d98e0df",
                  "content-type;host;x-project-id;x-sdk-date",
                  "4f036391c329b360878d10f092406cb152367d12a0f35ea4e85695f668349ca7");
}

static void sign_covers_the_security_token_of_temporary_keys(void **state)
{
    (void)state;
    static const struct request request = {
        .method = "DELETE",
        .host = "elb.eu-ch2.sc.otc.t-systems.com",
        .path = {"v3", PROJECT, "elb", "loadbalancers", ELB_ID},
        .more = {{"X-Security-Token", "tmp-security-token-for-vectors"}}};

    assert_signed(&request,
                  "15e447bde6c715318b2de742385099c097f5df4eca786d15178bf47c5ebb860a",
                  "host;x-project-id;x-sdk-date;x-security-token",
                  "4c99c99363fcccc0a6f511cab601c8744f1aefcadcbb1362285e5d37daed3d79");
}

static void sign_escapes_each_segment_of_the_path(void **state)
{
    (void)state;
    static const struct request request = {
        .method = "DELETE",
        .host = ELB,
        .path = {"v2.0", PROJECT, "loadbalancers", ELB_ID, "tags", "a b+c"}};
    struct signed_request got;

    sign(&request, &got);
    assert_non_null(strstr(buf_text(&got.canonical), "/tags/a%20b%2Bc/\n"));
    release(&got);

    assert_signed(&request,
                  "4b8758718142f7d2415c431ac7945df0d7b73f968d58a817e56cf1473a470302",
                  "host;x-project-id;x-sdk-date",
                  "e424bdedc2c63f2b2317c5e2bd0ee0b0dfef5149c9a8b1dcbb6966b205127efd");
}

static void sign_gives_what_the_public_guide_prints(void **state)
{
    (void)state;
    const struct sign_header headers[] = {{"X-Sdk-Date", "20191115T033655Z"},
                                          {"Host", "service.region.example.com"},
                                          {"Content-Type", "application/json"}};
    const struct sign_input input = {
        .method = "GET",
        .path = "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs",
        .query = "limit=2&marker=13551d6b-755d-4757-b956-536f674975c0",
        .header_count = ARRAY_COUNT(headers),
        .headers = headers,
        .body = span_of("")};
    struct buf out;

    buf_init(&out, 4096);
    sign_authorization(&input, "QTWAOYTTINDUT2QVKYUC",
                       span_of("MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc"),
                       "20191115T033655Z", &out);
    assert_string_equal(
        buf_text(&out),
        "SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, "
        "SignedHeaders=content-type;host;x-sdk-date, "
        "Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe");
    buf_release(&out);
}

/* The same request, spelled differently, has one canonical form. */
static void sign_does_not_depend_on_spelling(void **state)
{
    (void)state;
    static const struct {
        const char *path, *query, *host;
    } spellings[] = {
        {"/v1/a%2Fb/c%7E", "n=%61&m", "h.example"},
        {"/v1/a%2fb/c~", "m=&n=a", "  h.example\t"},
        {"/v1/a%2fb/c~/", "&n=a&&m", "h.example "},
    };
    static const char wanted[] =
        "GET\n/v1/a%2Fb/c~/\nm=&n=a\nhost:h.example\n\nhost\n" EMPTY_HASH;

    for (size_t i = 0; i < ARRAY_COUNT(spellings); i++) {
        const struct sign_header host = {"HOST", spellings[i].host};
        const struct sign_input input = {.method = "GET",
                                         .path = spellings[i].path,
                                         .query = spellings[i].query,
                                         .header_count = 1,
                                         .headers = &host,
                                         .body = span_of("")};
        struct buf out;

        buf_init(&out, 4096);
        sign_canonical_request(&input, &out);
        assert_string_equal(buf_text(&out), wanted);
        buf_release(&out);
    }
}

static void sign_takes_the_root_path(void **state)
{
    (void)state;
    const struct sign_header host = {"host", "h"};
    const struct sign_input input = {
        .method = "GET", .path = "/", .query = "", .header_count = 1, .headers = &host};
    struct buf out;

    buf_init(&out, 4096);
    sign_canonical_request(&input, &out);
    assert_string_equal(buf_text(&out), "GET\n/\n\nhost:h\n\nhost\n" EMPTY_HASH);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sign_list_without_query),
        cmocka_unit_test(sign_sorts_query_by_name_then_value_and_keeps_repeats),
        cmocka_unit_test(sign_hashes_the_exact_body),
        cmocka_unit_test(sign_covers_the_security_token_of_temporary_keys),
        cmocka_unit_test(sign_escapes_each_segment_of_the_path),
        cmocka_unit_test(sign_gives_what_the_public_guide_prints),
        cmocka_unit_test(sign_does_not_depend_on_spelling),
        cmocka_unit_test(sign_takes_the_root_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
