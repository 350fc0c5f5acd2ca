#include "lib/pem_pair.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include "base/mem.h"

#include "base/banned.h"

enum { DAY_S = 24 * 60 * 60 };

static char *text_of(BIO *out)
{
    char *at;
    long bytes = BIO_get_mem_data(out, &at);
    char *text = mem_copy_bytes(at, (size_t)bytes);
    BIO_free(out);
    return text;
}

static void add_extension(X509 *certificate, int which, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, which, value);
    if (extension == NULL || X509_add_ext(certificate, extension, -1) != 1)
        abort();
    X509_EXTENSION_free(extension);
}

static void set_names(X509 *certificate, const char *name, const X509 *issuer)
{
    X509_NAME *subject = X509_get_subject_name(certificate);
    const unsigned char *common =
        (const unsigned char *)(name == NULL ? "elbtop test CA" : "elbtop test");

    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, common, -1, -1, 0);
    X509_set_issuer_name(certificate,
                         X509_get_subject_name(issuer != NULL ? issuer : certificate));
    if (name == NULL) {
        add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
        add_extension(certificate, NID_key_usage, "critical,keyCertSign");
    } else {
        add_extension(certificate, NID_subject_alt_name, name);
    }
}

void pem_pair_make(struct pem_pair *pair, const char *name, const struct pem_pair *issuer,
                   int start_days, int end_days)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    EVP_PKEY *signing = key;
    X509 *certificate = X509_new();
    X509 *issuer_certificate = NULL;
    uint64_t serial;

    if (issuer != NULL) {
        BIO *cert_in = BIO_new_mem_buf(issuer->cert_pem, -1);
        BIO *key_in = BIO_new_mem_buf(issuer->key_pem, -1);
        issuer_certificate = PEM_read_bio_X509(cert_in, NULL, NULL, NULL);
        signing = PEM_read_bio_PrivateKey(key_in, NULL, NULL, NULL);
        BIO_free(cert_in);
        BIO_free(key_in);
    }
    RAND_bytes((unsigned char *)&serial, sizeof serial);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1);
    X509_set_version(certificate, X509_VERSION_3);
    X509_gmtime_adj(X509_getm_notBefore(certificate), (long)start_days * DAY_S);
    X509_gmtime_adj(X509_getm_notAfter(certificate), (long)end_days * DAY_S);
    X509_set_pubkey(certificate, key);
    set_names(certificate, name, issuer_certificate);
    if (X509_sign(certificate, signing, EVP_sha256()) == 0)
        abort();

    BIO *cert_out = BIO_new(BIO_s_mem());
    BIO *key_out = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(cert_out, certificate);
    PEM_write_bio_PrivateKey(key_out, key, NULL, NULL, 0, NULL, NULL);
    pair->cert_pem = text_of(cert_out);
    pair->key_pem = text_of(key_out);
    if (issuer != NULL)
        EVP_PKEY_free(signing);
    EVP_PKEY_free(key);
    X509_free(certificate);
    X509_free(issuer_certificate);
}

void pem_pair_release(struct pem_pair *pair)
{
    free(pair->cert_pem);
    free(pair->key_pem);
    *pair = (struct pem_pair){0};
}
