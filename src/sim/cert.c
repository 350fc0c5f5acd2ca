/*
 * cert.c - EC keys and X.509 v3 certificates over OpenSSL.
 *
 * Three kinds are made from one template: the authority (signs itself), the server's
 * (with subjectAltName), a client's (its CN is the user, its O the group, as a Kubernetes
 * api-server reads them). All live ten years: the world ends before.
 */
#include "sim/cert.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/banned.h"

enum {
    CERT_SERIAL_BYTES = 16,
    CERT_BEFORE_S = -3600, /* a client's clock may lag */
    CERT_AFTER_S = 10 * 365 * 24 * 3600,
};

struct cert_wish {
    const char *common_name;
    const char *organization; /* NULL: none */
    const char *constraints;  /* in the words of openssl.cnf */
    const char *key_usage;
    const char *extended_usage; /* NULL: none */
    const char *names;          /* subjectAltName; NULL: none */
};

static const struct cert_wish wish_ca = {
    .common_name = "elbtop-sim-ca",
    .constraints = "critical,CA:TRUE",
    .key_usage = "critical,digitalSignature,keyCertSign,cRLSign",
};

static const struct cert_wish wish_server = {
    .common_name = "elbtop-sim",
    .constraints = "critical,CA:FALSE",
    .key_usage = "critical,digitalSignature",
    .extended_usage = "serverAuth",
    .names = "IP:127.0.0.1,IP:::1,DNS:localhost",
};

/* ---- to and from PEM ---- */

static char *bio_text(BIO *bio)
{
    char *at = NULL;
    long bytes = BIO_get_mem_data(bio, &at);

    return bytes > 0 ? mem_copy_bytes(at, (size_t)bytes) : NULL;
}

static char *pem_from_cert(X509 *cert)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *text = NULL;

    if (bio != NULL && PEM_write_bio_X509(bio, cert) == 1)
        text = bio_text(bio);
    BIO_free(bio);
    return text;
}

static char *pem_from_key(EVP_PKEY *key)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *text = NULL;

    if (bio != NULL && PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1)
        text = bio_text(bio);
    BIO_free(bio);
    return text;
}

static X509 *cert_from_pem(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    X509 *cert = bio == NULL ? NULL : PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return cert;
}

static EVP_PKEY *key_from_pem(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *key = bio == NULL ? NULL : PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return key;
}

/* ---- one certificate ---- */

static bool set_serial(X509 *cert)
{
    unsigned char random[CERT_SERIAL_BYTES];
    BIGNUM *number = NULL;
    bool done = false;

    if (RAND_bytes(random, sizeof random) == 1) {
        random[0] &= 0x7f; /* a serial is positive */
        number = BN_bin2bn(random, sizeof random, NULL);
        done = number != NULL &&
               BN_to_ASN1_INTEGER(number, X509_get_serialNumber(cert)) != NULL;
    }
    BN_free(number);
    return done;
}

static bool add_name(X509_NAME *name, const char *field, const char *text)
{
    return text == NULL ||
           X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                      (const unsigned char *)text, -1, -1, 0) == 1;
}

static bool add_extension(X509 *cert, X509V3_CTX *context, int nid, const char *value)
{
    if (value == NULL)
        return true;

    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, context, nid, value);
    bool done = extension != NULL && X509_add_ext(cert, extension, -1) == 1;

    X509_EXTENSION_free(extension);
    return done;
}

static bool add_extensions(X509 *cert, X509 *issuer, const struct cert_wish *wish)
{
    X509V3_CTX context;

    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
    return add_extension(cert, &context, NID_basic_constraints, wish->constraints) &&
           add_extension(cert, &context, NID_key_usage, wish->key_usage) &&
           add_extension(cert, &context, NID_ext_key_usage, wish->extended_usage) &&
           add_extension(cert, &context, NID_subject_alt_name, wish->names) &&
           add_extension(cert, &context, NID_subject_key_identifier, "hash") &&
           add_extension(cert, &context, NID_authority_key_identifier, "keyid");
}

/* issuer NULL: the certificate signs itself. */
static X509 *cert_make(const struct cert_wish *wish, EVP_PKEY *key, X509 *issuer,
                       EVP_PKEY *issuer_key)
{
    X509 *cert = X509_new();

    if (cert == NULL)
        return NULL;
    X509_NAME *subject = X509_get_subject_name(cert);
    bool made =
        X509_set_version(cert, X509_VERSION_3) == 1 && set_serial(cert) &&
        X509_gmtime_adj(X509_getm_notBefore(cert), CERT_BEFORE_S) != NULL &&
        X509_gmtime_adj(X509_getm_notAfter(cert), CERT_AFTER_S) != NULL &&
        X509_set_pubkey(cert, key) == 1 && add_name(subject, "O", wish->organization) &&
        add_name(subject, "CN", wish->common_name) &&
        X509_set_issuer_name(cert, issuer == NULL ? subject
                                                  : X509_get_subject_name(issuer)) == 1 &&
        add_extensions(cert, issuer == NULL ? cert : issuer, wish) &&
        X509_sign(cert, issuer_key, EVP_sha256()) > 0;
    if (made)
        return cert;

    X509_free(cert);
    return NULL;
}

/* ---- public ---- */

enum err_code cert_store_new(struct cert_store **ret_store, struct err *err)
{
    EVP_PKEY *ca_key = EVP_EC_gen("P-256");
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *ca = NULL;
    X509 *server = NULL;
    struct cert_store *store = mem_new(sizeof *store);
    enum err_code code = ERR_OK;

    if (ca_key != NULL && key != NULL)
        ca = cert_make(&wish_ca, ca_key, NULL, ca_key);
    if (ca != NULL)
        server = cert_make(&wish_server, key, ca, ca_key);
    if (server != NULL) {
        store->ca_pem = pem_from_cert(ca);
        store->ca_key_pem = pem_from_key(ca_key);
        store->server_pem = pem_from_cert(server);
        store->server_key_pem = pem_from_key(key);
    }
    if (store->ca_pem == NULL || store->ca_key_pem == NULL || store->server_pem == NULL ||
        store->server_key_pem == NULL) {
        code = err_set(err, ERR_LOCAL, "OpenSSL did not make the certificates");
        goto out;
    }

    *ret_store = store;
    store = NULL;
out:
    cert_store_free(store);
    X509_free(server);
    X509_free(ca);
    EVP_PKEY_free(key);
    EVP_PKEY_free(ca_key);
    return code;
}

void cert_store_free(struct cert_store *store)
{
    if (store == NULL)
        return;
    free(store->ca_pem);
    free(store->ca_key_pem);
    free(store->server_pem);
    free(store->server_key_pem);
    free(store);
}

enum err_code cert_client(const struct cert_store *store, const char *common_name,
                          const char *organization, char **ret_cert_pem,
                          char **ret_key_pem, struct err *err)
{
    const struct cert_wish wish = {
        .common_name = common_name,
        .organization = organization,
        .constraints = "critical,CA:FALSE",
        .key_usage = "critical,digitalSignature",
        .extended_usage = "clientAuth",
    };
    X509 *ca = cert_from_pem(store->ca_pem);
    EVP_PKEY *ca_key = key_from_pem(store->ca_key_pem);
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *cert = NULL;
    char *cert_pem = NULL;
    char *key_pem = NULL;
    enum err_code code = ERR_OK;

    if (ca != NULL && ca_key != NULL && key != NULL)
        cert = cert_make(&wish, key, ca, ca_key);
    if (cert != NULL) {
        cert_pem = pem_from_cert(cert);
        key_pem = pem_from_key(key);
    }
    if (cert_pem == NULL || key_pem == NULL) {
        code = err_set(err, ERR_LOCAL, "OpenSSL did not make a certificate for \"%s\"",
                       common_name);
        goto out;
    }

    *ret_cert_pem = cert_pem;
    *ret_key_pem = key_pem;
    cert_pem = key_pem = NULL;
out:
    free(cert_pem);
    free(key_pem);
    X509_free(cert);
    EVP_PKEY_free(key);
    EVP_PKEY_free(ca_key);
    X509_free(ca);
    return code;
}
