/*
 * veil.c - OpenSSL between two memory BIOs.
 */
#include "sim/veil.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

enum { WIRE_MOST = 64 * 1024 }; /* kept for a reader that has no room */

struct veil_keys {
    SSL_CTX *context;
};

struct veil {
    SSL *ssl;
    BIO *from_wire; /* the SSL's */
    BIO *to_wire;
};

static bool use(SSL_CTX *context, const char *cert_pem, const char *key_pem)
{
    BIO *cert_text = BIO_new_mem_buf(cert_pem, -1);
    BIO *key_text = BIO_new_mem_buf(key_pem, -1);
    X509 *cert = PEM_read_bio_X509(cert_text, NULL, NULL, NULL);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(key_text, NULL, NULL, NULL);
    bool done = cert != NULL && key != NULL &&
                SSL_CTX_use_certificate(context, cert) == 1 &&
                SSL_CTX_use_PrivateKey(context, key) == 1;

    EVP_PKEY_free(key);
    X509_free(cert);
    BIO_free(key_text);
    BIO_free(cert_text);
    return done;
}

enum err_code veil_keys_new(const char *cert_pem, const char *key_pem,
                            struct veil_keys **ret_keys, struct err *err)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());

    if (context == NULL || !use(context, cert_pem, key_pem)) {
        SSL_CTX_free(context);
        ERR_clear_error();
        return err_set(err, ERR_LOCAL, "cannot use the certificate for TLS");
    }
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    struct veil_keys *keys = mem_new(sizeof *keys);
    keys->context = context;
    *ret_keys = keys;
    return ERR_OK;
}

void veil_keys_free(struct veil_keys *keys)
{
    if (keys == NULL)
        return;
    SSL_CTX_free(keys->context);
    free(keys);
}

struct veil *veil_new(const struct veil_keys *keys)
{
    struct veil *veil = mem_new(sizeof *veil);

    veil->ssl = SSL_new(keys->context);
    veil->from_wire = BIO_new(BIO_s_mem());
    veil->to_wire = BIO_new(BIO_s_mem());
    if (veil->ssl == NULL || veil->from_wire == NULL || veil->to_wire == NULL)
        abort(); /* fails for want of memory only */
    SSL_set_bio(veil->ssl, veil->from_wire, veil->to_wire);
    SSL_set_accept_state(veil->ssl);
    return veil;
}

void veil_free(struct veil *veil)
{
    if (veil == NULL)
        return;
    SSL_free(veil->ssl);
    free(veil);
}

static void take_wire(struct veil *veil, struct buf *wire_out)
{
    char bytes[4096];
    int count;

    while ((count = BIO_read(veil->to_wire, bytes, sizeof bytes)) > 0)
        buf_add(wire_out, bytes, (size_t)count);
}

static void give_wire(struct veil *veil, struct buf *wire_in)
{
    size_t held = (size_t)BIO_pending(veil->from_wire);
    size_t bytes = held < WIRE_MOST ? WIRE_MOST - held : 0;

    if (bytes > wire_in->bytes)
        bytes = wire_in->bytes;
    if (bytes > 0 && BIO_write(veil->from_wire, wire_in->at, (int)bytes) == (int)bytes)
        buf_drop(wire_in, bytes);
}

bool veil_hear(struct veil *veil, struct buf *wire_in, struct buf *ret_said,
               struct buf *wire_out)
{
    char bytes[4096];
    bool fine = true;

    give_wire(veil, wire_in);
    for (;;) {
        size_t room = ret_said->limit - ret_said->bytes;
        if (room == 0)
            break;
        ERR_clear_error();
        int count = SSL_read(veil->ssl, bytes,
                             room < sizeof bytes ? (int)room : (int)sizeof bytes);
        if (count <= 0) {
            fine = SSL_get_error(veil->ssl, count) == SSL_ERROR_WANT_READ;
            break;
        }
        buf_add(ret_said, bytes, (size_t)count);
    }
    ERR_clear_error();
    take_wire(veil, wire_out);
    return fine;
}

void veil_say(struct veil *veil, struct buf *say, struct buf *wire_out)
{
    if (say->bytes > 0) /* a memory BIO takes all of it */
        SSL_write(veil->ssl, say->at, (int)say->bytes);
    ERR_clear_error();
    buf_clear(say);
    take_wire(veil, wire_out);
}

void veil_end(struct veil *veil, struct buf *wire_out)
{
    if (SSL_is_init_finished(veil->ssl))
        SSL_shutdown(veil->ssl);
    ERR_clear_error();
    take_wire(veil, wire_out);
}
