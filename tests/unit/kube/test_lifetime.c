/* Until when a credential holds, as it says itself. */
#include "lib/check.h"

#include <time.h>

#include "base/when.h"
#include "kube/lifetime.h"
#include "lib/pem_pair.h"
#include "wire/digest.h"

#include "base/banned.h"

enum { DAY_MS = 86400000 };

/* HEADER.CLAIMS.SIGNATURE, as an issuer of Service account tokens writes it. */
static const char *jwt(const char *claims)
{
    static char token[2048];
    struct buf text;

    buf_init(&text, sizeof token);
    base64_encode(&text, span_of(claims));
    char *at = token + snprintf(token, sizeof token, "eyJhbGciOiJSUzI1NiJ9.");
    for (size_t i = 0; i < text.bytes && text.at[i] != '='; i++)
        *at++ = text.at[i] == '+' ? '-' : text.at[i] == '/' ? '_' : text.at[i];
    snprintf(at, 64, ".c2lnbmVk");
    buf_release(&text);
    return token;
}

static void lifetime_of_a_token_is_its_exp(void **state)
{
    (void)state;

    assert_true(lifetime_of_token(jwt("{\"exp\":1763813071}")) == 1763813071000);
    assert_true(lifetime_of_token(jwt("{\"exp\":1763813071.5,\"sub\":\"a\"}")) ==
                1763813071500);
    assert_true(lifetime_of_token(jwt("{\"sub\":\"\xc3\xbf\xc3\xbe?~~>o~\","
                                      "\"exp\":1763813071}")) == 1763813071000);
}

static void lifetime_of_other_tokens_is_unknown(void **state)
{
    static const char *const others[] = {"",
                                         "abc",
                                         "a.b.c",
                                         "..",
                                         "a..c",
                                         "kubeconfig-u-x7:abcdef",
                                         "a.b.c.d",
                                         "\xff.\xff.\xff",
                                         "....",
                                         "a.====.b",
                                         "eyJ.e30.c2ln"};
    (void)state;

    assert_true(lifetime_of_token(NULL) == WHEN_UNKNOWN);
    for (size_t i = 0; i < ARRAY_COUNT(others); i++)
        assert_true(lifetime_of_token(others[i]) == WHEN_UNKNOWN);
    assert_true(lifetime_of_token(jwt("{\"exp\":\"soon\"}")) == WHEN_UNKNOWN);
    assert_true(lifetime_of_token(jwt("{\"exp\":-1}")) == WHEN_UNKNOWN);
    assert_true(lifetime_of_token(jwt("{\"exp\":1e300}")) == WHEN_UNKNOWN);
    assert_true(lifetime_of_token(jwt("[1763813071]")) == WHEN_UNKNOWN);
    assert_true(lifetime_of_token(jwt("{\"sub\":\"for ever\"}")) == WHEN_UNKNOWN);
}

static void lifetime_of_a_certificate_is_its_not_after(void **state)
{
    struct pem_pair pair;
    int64_t now_ms = (int64_t)time(NULL) * 1000;
    (void)state;
    pem_pair_make(&pair, "DNS:alice", NULL, -2, 3);

    int64_t ends_ms = lifetime_of_certificate(pair.cert_pem);

    assert_true(ends_ms > now_ms + 3 * DAY_MS - 60000);
    assert_true(ends_ms < now_ms + 3 * DAY_MS + 60000);
    pem_pair_release(&pair);
}

static void lifetime_of_no_certificate_is_unknown(void **state)
{
    (void)state;

    assert_true(lifetime_of_certificate(NULL) == WHEN_UNKNOWN);
    assert_true(lifetime_of_certificate("") == WHEN_UNKNOWN);
    assert_true(lifetime_of_certificate("-----BEGIN CERTIFICATE-----\nAAAA\n"
                                        "-----END CERTIFICATE-----\n") == WHEN_UNKNOWN);
}

static void lifetime_of_several_is_the_first_that_ends(void **state)
{
    (void)state;

    assert_true(lifetime_sooner(5, 7) == 5);
    assert_true(lifetime_sooner(7, 5) == 5);
    assert_true(lifetime_sooner(WHEN_UNKNOWN, 5) == 5);
    assert_true(lifetime_sooner(5, WHEN_UNKNOWN) == 5);
    assert_true(lifetime_sooner(WHEN_UNKNOWN, WHEN_UNKNOWN) == WHEN_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lifetime_of_a_token_is_its_exp),
        cmocka_unit_test(lifetime_of_other_tokens_is_unknown),
        cmocka_unit_test(lifetime_of_a_certificate_is_its_not_after),
        cmocka_unit_test(lifetime_of_no_certificate_is_unknown),
        cmocka_unit_test(lifetime_of_several_is_the_first_that_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
