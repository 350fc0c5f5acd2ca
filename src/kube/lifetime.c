#include "kube/lifetime.h"

#include <stdbool.h>
#include <string.h>
#include <time.h>

#include <jansson.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/limits.h"
#include "base/when.h"
#include "wire/digest.h"
#include "wire/tree.h"
#include "base/banned.h"

/* 9999-12-31: what lies behind it is no date that somebody meant. */
#define LAST_SECOND INT64_C(253402300799)

int64_t lifetime_of_certificate(const char *pem)
{
    X509 *certificate = NULL;
    struct tm parts;
    int64_t ends_ms = WHEN_UNKNOWN;

    if (pem == NULL)
        return WHEN_UNKNOWN;
    BIO *text = BIO_new_mem_buf(pem, -1);
    if (text != NULL)
        certificate = PEM_read_bio_X509(text, NULL, NULL, NULL);
    if (certificate != NULL &&
        ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) == 1)
        ends_ms = (int64_t)timegm(&parts) * 1000;
    X509_free(certificate);
    BIO_free(text);
    return ends_ms;
}

/* The middle one of three parts: its claims. */
static bool find_claims(const char *token, struct span *ret_claims)
{
    struct span rest = span_of(token);
    struct span part;

    return span_cut(&rest, '.', &part) && span_cut(&rest, '.', ret_claims) &&
           span_cut(&rest, '.', &part) && rest.bytes == 0 && ret_claims->bytes > 0;
}

/* base64url without padding, as JWTs have it. */
static enum err_code decode_claims(struct span claims, struct buf *out)
{
    struct buf text;

    buf_init(&text, LIMIT_TOKEN_BYTES + 8);
    for (size_t i = 0; i < claims.bytes; i++)
        buf_add_byte(&text, claims.at[i] == '-'   ? '+'
                            : claims.at[i] == '_' ? '/'
                                                  : claims.at[i]);
    while (text.bytes % 4 != 0)
        buf_add_byte(&text, '=');
    enum err_code code = base64_decode(out, buf_span(&text), NULL);
    buf_release(&text);
    return code;
}

static int64_t read_exp(struct span claims)
{
    json_t *tree = NULL;
    int64_t ends_ms = WHEN_UNKNOWN;

    if (tree_from_json(claims, "claims", &tree, NULL) != ERR_OK)
        return WHEN_UNKNOWN;
    const json_t *exp = tree_at(tree, "exp");
    double seconds = json_number_value(exp);
    if (json_is_number(exp) && seconds > 0 && seconds <= (double)LAST_SECOND)
        ends_ms = (int64_t)(seconds * 1000);
    json_decref(tree);
    return ends_ms;
}

int64_t lifetime_of_token(const char *token)
{
    struct span claims;
    struct buf json;
    int64_t ends_ms = WHEN_UNKNOWN;

    if (token == NULL || strlen(token) > LIMIT_TOKEN_BYTES ||
        !find_claims(token, &claims))
        return WHEN_UNKNOWN;
    buf_init(&json, LIMIT_TOKEN_BYTES);
    if (decode_claims(claims, &json) == ERR_OK)
        ends_ms = read_exp(buf_span(&json));
    buf_release(&json);
    return ends_ms;
}

int64_t lifetime_sooner(int64_t a, int64_t b)
{
    if (a == WHEN_UNKNOWN || b == WHEN_UNKNOWN)
        return a == WHEN_UNKNOWN ? b : a;
    return a < b ? a : b;
}
