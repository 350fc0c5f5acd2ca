/*
 * A server and how it is spoken to. Everything that can be wrong about it is found here,
 * before the first request: URLs that are none, PEM texts that do not parse, a key that
 * belongs to another certificate.
 */
#include "wire/http_peer.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wire/url.h"

#include "base/banned.h"

static enum err_code unusable(struct err *err, const char *field, const char *text)
{
    err_at(err, "%s", field);
    return err_set(err, ERR_LOCAL, "%s", text);
}

/* ---- PEM -------------------------------------------------------------------- */

/* A key with a passphrase is refused: the default would ask on the terminal. */
static int no_passphrase(char *out, int bytes, int is_writing, void *ctx)
{
    (void)out;
    (void)bytes;
    (void)is_writing;
    (void)ctx;
    return -1;
}

/* Reads all certificates; *ret_first is the first, or NULL. */
static enum err_code check_certificates(const char *pem, const char *field,
                                        X509 **ret_first, struct err *err)
{
    BIO *in = BIO_new_mem_buf(pem, -1);
    size_t count = 0;
    enum err_code code = ERR_OK;
    X509 *one;

    *ret_first = NULL;
    while ((one = PEM_read_bio_X509(in, NULL, no_passphrase, NULL)) != NULL) {
        if (count++ == 0)
            *ret_first = one;
        else
            X509_free(one);
    }
    /* The end of the text is "no start line"; anything else is a broken certificate. */
    bool is_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    if (!is_end)
        code = unusable(err, field, "holds a certificate that cannot be read");
    else if (count == 0)
        code = unusable(err, field, "holds no certificate in PEM form");
    ERR_clear_error();
    BIO_free(in);
    return code;
}

static enum err_code check_key(const char *pem, X509 *certificate, struct err *err)
{
    BIO *in = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, no_passphrase, NULL);
    enum err_code code = ERR_OK;

    if (key == NULL && strstr(pem, "ENCRYPTED") != NULL)
        code = unusable(err, "key", "is encrypted; a key without passphrase is needed");
    else if (key == NULL)
        code = unusable(err, "key", "holds no private key in PEM form");
    else if (X509_check_private_key(certificate, key) != 1)
        code = unusable(err, "key", "does not belong to the certificate");
    ERR_clear_error();
    EVP_PKEY_free(key);
    BIO_free(in);
    return code;
}

static enum err_code check_pems(const struct http_peer_config *config, struct err *err)
{
    X509 *certificate = NULL;
    enum err_code code = ERR_OK;

    if (config->ca_pem != NULL)
        code = check_certificates(config->ca_pem, "ca", &certificate, err);
    X509_free(certificate);
    if (code != ERR_OK || (config->cert_pem == NULL && config->key_pem == NULL))
        return code;
    if (config->cert_pem == NULL)
        return unusable(err, "certificate", "missing, but there is a key");
    if (config->key_pem == NULL)
        return unusable(err, "key", "missing, but there is a certificate");

    code = check_certificates(config->cert_pem, "certificate", &certificate, err);
    if (code == ERR_OK)
        code = check_key(config->key_pem, certificate, err);
    X509_free(certificate);
    return code;
}

/* ---- URLs ------------------------------------------------------------------- */

static bool has_user(struct span url)
{
    struct url_parts parts;
    struct span rest = span_of(strstr(url.at, "://"));

    return url_split(url, &parts) &&
           memchr(rest.at, '@', rest.bytes - parts.path.bytes) != NULL;
}

static enum err_code check_base_url(const char *url, struct url_parts *ret_parts,
                                    struct err *err)
{
    if (url == NULL || !url_split(span_of(url), ret_parts))
        return unusable(err, "url", "not an URL");
    if (!span_is_nocase(ret_parts->scheme, "https") &&
        !span_is_nocase(ret_parts->scheme, "http"))
        return unusable(err, "url", "neither https:// nor http://");
    if (strpbrk(url, "?# \t\r\n") != NULL)
        return unusable(err, "url", "a query, a fragment or blanks do not belong here");
    if (has_user(span_of(url)))
        return unusable(err, "url", "a user name inside the URL is not supported");
    return ERR_OK;
}

static enum err_code check_proxy_url(const char *url, struct err *err)
{
    static const char *const schemes[] = {"http", "https", "socks5", "socks5h"};
    struct url_parts parts;

    if (url == NULL || url[0] == '\0')
        return ERR_OK;
    if (!url_split(span_of(url), &parts))
        return unusable(err, "proxy", "not an URL");
    for (size_t i = 0; i < ARRAY_COUNT(schemes); i++) {
        if (span_is_nocase(parts.scheme, schemes[i]))
            return ERR_OK;
    }
    return unusable(err, "proxy", "none of http, https, socks5, socks5h");
}

/* It becomes the host of an URL, and must not be able to become more. */
static enum err_code check_server_name(const char *name, struct err *err)
{
    struct url_parts parts;
    char url[300];

    if (name == NULL)
        return ERR_OK;
    int bytes = snprintf(url, sizeof url, "https://%s", name);
    if (bytes >= (int)sizeof url || !url_split(span_of(url), &parts) ||
        !span_is(parts.host, name))
        return unusable(err, "server_name", "not the name of a host");
    return ERR_OK;
}

__attribute__((format(printf, 1, 2))) static char *text_print(const char *format, ...)
{
    char *text = NULL;
    va_list args;

    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        text = mem_copy_text("");
    va_end(args);
    return text;
}

/* "host" or "[::1]" */
static char *bracketed(struct span host)
{
    bool is_v6 = memchr(host.at, ':', host.bytes) != NULL;

    return text_print(is_v6 ? "[%.*s]" : "%.*s", (int)host.bytes, host.at);
}

/*
 * curl checks the certificate against the host of the URL. So that host becomes the
 * server name, the connection is led back to the real host, and Host says the real one.
 */
static void use_server_name(struct http_peer *peer, const char *name,
                            const struct url_parts *parts)
{
    char *host = bracketed(parts->host);

    peer->server_name = mem_copy_text(name);
    peer->named_url = text_print("https://%s:%u%s", name, parts->port, parts->path.at);
    peer->connect_to = text_print("%s:%u:%s:%u", name, parts->port, host, parts->port);
    peer->host_header = parts->port == 443 ? text_print("%s", host)
                                           : text_print("%s:%u", host, parts->port);
    free(host);
}

enum err_code http_peer_new(const struct http_peer_config *config,
                            struct http_peer **ret_peer, struct err *err)
{
    struct url_parts parts;
    enum err_code code = check_base_url(config->base_url, &parts, err);

    if (code == ERR_OK)
        code = check_proxy_url(config->proxy_url, err);
    if (code == ERR_OK)
        code = check_server_name(config->server_name, err);
    if (code == ERR_OK)
        code = check_pems(config, err);
    if (code != ERR_OK)
        return code;

    struct http_peer *peer = mem_new(sizeof *peer);
    peer->base_url = mem_copy_text(config->base_url);
    for (size_t n = strlen(peer->base_url); n > 0 && peer->base_url[n - 1] == '/'; n--)
        peer->base_url[n - 1] = '\0';
    url_split(span_of(peer->base_url), &parts); /* the parts now lie in our copy */
    peer->host = mem_copy_bytes(parts.host.at, parts.host.bytes);
    char *host = bracketed(parts.host);
    peer->endpoint = text_print("%s:%u", host, parts.port);
    free(host);
    peer->ca_pem = mem_copy_text(config->ca_pem);
    peer->cert_pem = mem_copy_text(config->cert_pem);
    peer->key_pem = mem_copy_text(config->key_pem);
    peer->proxy_url = mem_copy_text(config->proxy_url);
    peer->is_tls = span_is_nocase(parts.scheme, "https");
    peer->insecure = config->insecure;
    peer->http1_only = config->http1_only;
    if (config->server_name != NULL && peer->is_tls)
        use_server_name(peer, config->server_name, &parts);
    *ret_peer = peer;
    return ERR_OK;
}

void http_peer_free(struct http_peer *peer)
{
    if (peer == NULL)
        return;
    if (peer->key_pem != NULL)
        explicit_bzero(peer->key_pem, strlen(peer->key_pem));
    free(peer->base_url);
    free(peer->host);
    free(peer->endpoint);
    free(peer->ca_pem);
    free(peer->cert_pem);
    free(peer->key_pem);
    free(peer->proxy_url);
    free(peer->server_name);
    free(peer->named_url);
    free(peer->connect_to);
    free(peer->host_header);
    free(peer);
}

const char *http_peer_base_url(const struct http_peer *peer)
{
    return peer->base_url;
}
