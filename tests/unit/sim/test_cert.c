#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "sim/cert.h"
#include "base/banned.h"

static X509 *read_cert(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    X509 *cert = PEM_read_bio_X509(bio, NULL, NULL, NULL);

    assert_non_null(cert);
    BIO_free(bio);
    return cert;
}

/* X509_V_OK when `pem` is trusted for that purpose by the store's authority. */
static int verify(const struct cert_store *store, const char *pem, int purpose)
{
    X509_STORE *trusted = X509_STORE_new();
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    X509 *ca = read_cert(store->ca_pem);
    X509 *cert = read_cert(pem);

    X509_STORE_add_cert(trusted, ca);
    X509_STORE_CTX_init(context, trusted, cert, NULL);
    X509_STORE_CTX_set_purpose(context, purpose);
    X509_verify_cert(context);
    int result = X509_STORE_CTX_get_error(context);

    X509_free(cert);
    X509_free(ca);
    X509_STORE_CTX_free(context);
    X509_STORE_free(trusted);
    return result;
}

static int setup(void **state)
{
    return cert_store_new((struct cert_store **)state, NULL) == ERR_OK ? 0 : -1;
}

static int teardown(void **state)
{
    cert_store_free(*state);
    return 0;
}

static void cert_of_server_is_trusted_for_its_three_names(void **state)
{
    const struct cert_store *store = *state;
    X509 *cert = read_cert(store->server_pem);

    assert_int_equal(verify(store, store->server_pem, X509_PURPOSE_SSL_SERVER),
                     X509_V_OK);
    assert_int_equal(X509_check_ip_asc(cert, "127.0.0.1", 0), 1);
    assert_int_equal(X509_check_ip_asc(cert, "::1", 0), 1);
    assert_int_equal(X509_check_host(cert, "localhost", 0, 0, NULL), 1);
    assert_int_equal(X509_check_ip_asc(cert, "127.0.0.2", 0), 0);
    X509_free(cert);
}

static void cert_of_client_names_user_and_group(void **state)
{
    const struct cert_store *store = *state;
    char *pem = NULL;
    char *key = NULL;
    char text[64];

    assert_int_equal(cert_client(store, "admin", "system:masters", &pem, &key, NULL),
                     ERR_OK);

    X509 *cert = read_cert(pem);
    X509_NAME *name = X509_get_subject_name(cert);
    assert_int_equal(verify(store, pem, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
    X509_NAME_get_text_by_NID(name, NID_commonName, text, sizeof text);
    assert_string_equal(text, "admin");
    X509_NAME_get_text_by_NID(name, NID_organizationName, text, sizeof text);
    assert_string_equal(text, "system:masters");
    assert_non_null(strstr(key, "PRIVATE KEY"));
    X509_free(cert);
    free(pem);
    free(key);
}

static void cert_of_another_world_is_not_trusted(void **state)
{
    const struct cert_store *store = *state;
    struct cert_store *other = NULL;

    assert_int_equal(cert_store_new(&other, NULL), ERR_OK);

    assert_int_not_equal(verify(store, other->server_pem, X509_PURPOSE_SSL_SERVER),
                         X509_V_OK);
    cert_store_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cert_of_server_is_trusted_for_its_three_names,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(cert_of_client_names_user_and_group, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(cert_of_another_world_is_not_trusted, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
