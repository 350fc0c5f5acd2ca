#include "wire/http_ending.h"

#include <errno.h>
#include <openssl/x509_vfy.h>
#include <string.h>

#include "base/limits.h"
#include "base/when.h"

#include "base/banned.h"

/* ---- how the network ended it ----------------------------------------------- */

static enum http_cut cut_from_errno(long number)
{
    switch (number) {
    case ECONNREFUSED:
        return HTTP_CUT_REFUSED;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
    case EADDRNOTAVAIL:
    case EACCES: /* a firewall of this machine */
    case EPERM:
        return HTTP_CUT_UNREACHABLE;
    case ETIMEDOUT:
        return HTTP_CUT_TIMEOUT;
    case ECONNRESET:
    case EPIPE:
        return HTTP_CUT_RESET;
    default:
        return HTTP_CUT_OTHER;
    }
}

/* What a SOCKS proxy says of the way behind it (RFC 1928, section 6). */
static enum http_cut cut_from_proxy_reply(long reply)
{
    switch (reply) {
    case CURLPX_REPLY_CONNECTION_REFUSED:
        return HTTP_CUT_REFUSED;
    case CURLPX_REPLY_NETWORK_UNREACHABLE:
    case CURLPX_REPLY_HOST_UNREACHABLE:
        return HTTP_CUT_UNREACHABLE;
    case CURLPX_REPLY_TTL_EXPIRED: /* what a connect without answer becomes */
        return HTTP_CUT_TIMEOUT;
    default:
        return HTTP_CUT_OTHER;
    }
}

/* The status with which an HTTP proxy answered CONNECT; 0 when it was not asked. */
static enum http_cut cut_from_connect_status(long status)
{
    if (status == 502 || status == 503)
        return HTTP_CUT_UNREACHABLE;
    return status == 504 ? HTTP_CUT_TIMEOUT : HTTP_CUT_OTHER;
}

static bool says(const struct http_flight *flight, const char *part)
{
    return strstr(flight->curl_text, part) != NULL;
}

/* OpenSSL's words for a connection that ended below the handshake. */
static bool is_closed_in_handshake(const struct http_flight *flight)
{
    return says(flight, "SSL_ERROR_SYSCALL") || says(flight, "reset by peer") ||
           says(flight, "unexpected eof");
}

/*
 * A CA of the same name with another key, as after a cluster was made anew: the signature
 * does not fit, and curl passes on what the algorithm stumbled over.
 */
static bool is_signed_by_namesake(const struct http_flight *flight)
{
    return says(flight, "rsa routines") || says(flight, "asn1 encoding routines") ||
           says(flight, "ecdsa routines") || says(flight, "bad signature");
}

/* The server's alert (RFC 8446, section 6.2), which may come after the handshake. */
static bool is_about_client_certificate(const struct http_flight *flight)
{
    return says(flight, "alert") &&
           (says(flight, "certificate") || says(flight, "unknown ca"));
}

static long info_long(const struct http_flight *flight, CURLINFO info)
{
    long value = 0;
    curl_easy_getinfo(flight->easy, info, &value);
    return value;
}

static bool has_proxy(const struct http_flight *flight)
{
    const char *proxy = flight->exchange.peer->proxy_url;
    return proxy != NULL && proxy[0] != '\0';
}

static enum http_cut cut_from_result(const struct http_flight *flight, CURLcode result)
{
    long connect_status = info_long(flight, CURLINFO_HTTP_CONNECTCODE);

    switch (result) {
    case CURLE_OK:
        return HTTP_CUT_NONE;
    case CURLE_COULDNT_RESOLVE_HOST:
        return HTTP_CUT_NAME;
    case CURLE_COULDNT_CONNECT:
        /* With a proxy it is the proxy that did not answer, which says nothing of the host. */
        return has_proxy(flight) ? HTTP_CUT_OTHER
                                 : cut_from_errno(info_long(flight, CURLINFO_OS_ERRNO));
    case CURLE_PROXY:
        return cut_from_proxy_reply(info_long(flight, CURLINFO_PROXY_ERROR));
    case CURLE_OPERATION_TIMEDOUT:
        return HTTP_CUT_TIMEOUT;
    case CURLE_SSL_CONNECT_ERROR:
        return is_closed_in_handshake(flight) ? HTTP_CUT_RESET : HTTP_CUT_TLS;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return HTTP_CUT_TLS;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
        if (connect_status >= 300)
            return cut_from_connect_status(connect_status);
        return says(flight, "alert") ? HTTP_CUT_TLS : HTTP_CUT_RESET;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_SEND_FAIL_REWIND:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return HTTP_CUT_RESET;
    default:
        return HTTP_CUT_OTHER;
    }
}

/* ---- in words --------------------------------------------------------------- */

static void say_untrusted(struct http_flight *flight, long why)
{
    const struct http_peer *peer = flight->exchange.peer;
    struct err *err = &flight->exchange.err;
    const char *name = peer->server_name != NULL ? peer->server_name : peer->host;

    switch (why) {
    case X509_V_OK: /* the chain is fine, the name is not; curl then says one of these */
    case X509_V_ERR_UNSPECIFIED:
        err_set(err, ERR_NET, "certificate of %s is not made out to %s", peer->endpoint,
                name);
        return;
    case X509_V_ERR_CERT_HAS_EXPIRED:
        err_set(err, ERR_NET, "certificate of %s has expired", peer->endpoint);
        return;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        err_set(err, ERR_NET, "certificate of %s is not valid yet; is the clock right?",
                peer->endpoint);
        return;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
        err_set(err, ERR_NET, "certificate of %s is not signed by %s", peer->endpoint,
                peer->ca_pem != NULL ? "the given CA" : "a CA that this machine knows");
        return;
    default:
        err_set(err, ERR_NET, "certificate of %s: %s", peer->endpoint,
                X509_verify_cert_error_string(why));
    }
}

static void say_tls(struct http_flight *flight, CURLcode result)
{
    const struct http_peer *peer = flight->exchange.peer;
    struct err *err = &flight->exchange.err;

    if (result == CURLE_PEER_FAILED_VERIFICATION)
        say_untrusted(flight, info_long(flight, CURLINFO_SSL_VERIFYRESULT));
    else if (is_signed_by_namesake(flight))
        say_untrusted(flight, X509_V_ERR_CERT_SIGNATURE_FAILURE);
    else if (is_about_client_certificate(flight))
        err_set(err, ERR_AUTH, "%s declined the client certificate", peer->endpoint);
    else if (result == CURLE_SSL_CERTPROBLEM || result == CURLE_SSL_CACERT_BADFILE)
        err_set(err, ERR_LOCAL, "certificate or key cannot be used with %s",
                peer->endpoint);
    else if (says(flight, "wrong version number"))
        err_set(err, ERR_NET, "%s does not speak TLS", peer->endpoint);
    else
        err_set(err, ERR_NET, "no TLS with %s: %s", peer->endpoint,
                flight->curl_text[0] != '\0' ? flight->curl_text
                                             : curl_easy_strerror(result));
}

static void say_timeout(struct http_flight *flight)
{
    const struct http_exchange *exchange = &flight->exchange;
    char took[WHEN_TEXT_BYTES];

    duration_print(exchange->took_ms, took);
    err_set(&flight->exchange.err, ERR_NET,
            exchange->connected ? "no whole answer from %s within %s"
                                : "%s did not answer within %s",
            exchange->peer->endpoint, took);
}

static void say_other(struct http_flight *flight, CURLcode result)
{
    const struct http_peer *peer = flight->exchange.peer;
    struct err *err = &flight->exchange.err;
    const char *text =
        flight->curl_text[0] != '\0' ? flight->curl_text : curl_easy_strerror(result);

    switch (result) {
    case CURLE_OUT_OF_MEMORY: /* curl's own ceilings for a header line speak so */
#if LIBCURL_VERSION_NUM >= 0x080600
    case CURLE_TOO_LARGE:
#endif
        err_set(err, ERR_LIMIT, "headers longer than curl takes");
        return;
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL: /* HTTP/0.9, that is: no status line */
        err_set(err, ERR_SHAPE, "answer of %s is not HTTP: %s", peer->endpoint, text);
        return;
    case CURLE_URL_MALFORMAT:
        err_set(err, ERR_LOCAL, "not an URL");
        return;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
        err_set(err, ERR_NET, "no way to %s: %s", peer->endpoint, text);
        return;
    default:
        err_set(err, ERR_NET, "%s: %s", peer->endpoint, text);
    }
}

static void say_cut(struct http_flight *flight, CURLcode result)
{
    const char *endpoint = flight->exchange.peer->endpoint;
    struct err *err = &flight->exchange.err;

    switch (flight->exchange.cut) {
    case HTTP_CUT_NONE:
        return;
    case HTTP_CUT_NAME:
        err_set(err, ERR_NET, "the name %s is not known", flight->exchange.peer->host);
        return;
    case HTTP_CUT_REFUSED:
        err_set(err, ERR_NET, "%s refused the connection", endpoint);
        return;
    case HTTP_CUT_UNREACHABLE:
        err_set(err, ERR_NET, "no route to %s", endpoint);
        return;
    case HTTP_CUT_TIMEOUT:
        say_timeout(flight);
        return;
    case HTTP_CUT_RESET:
        err_set(err, ERR_NET,
                flight->exchange.status == 0
                    ? "%s closed the connection without an answer"
                    : "%s closed the connection in mid-answer",
                endpoint);
        return;
    case HTTP_CUT_TLS:
        say_tls(flight, result);
        return;
    case HTTP_CUT_OTHER:
        say_other(flight, result);
        return;
    }
}

/* ---- what was measured ------------------------------------------------------ */

static int64_t time_ms(const struct http_flight *flight, CURLINFO info)
{
    curl_off_t micros = 0;
    curl_easy_getinfo(flight->easy, info, &micros);
    return micros > 0 ? (micros + 999) / 1000 : 0;
}

/*
 * curl's "connect" is the TCP connection to the proxy, if there is one; then the handshake
 * with the proxy was done when the request could be sent. Of a connect alone curl says
 * nothing but how long it took as a whole.
 */
static void measure_connect(struct http_flight *flight, CURLcode result)
{
    struct http_exchange *exchange = &flight->exchange;
    int64_t tcp_ms = time_ms(flight, CURLINFO_CONNECT_TIME_T);
    int64_t all_ms = time_ms(flight, CURLINFO_PRETRANSFER_TIME_T);

    if (has_proxy(flight))
        tcp_ms = all_ms;
    if (result == CURLE_OK && flight->request->connect_only && tcp_ms == 0)
        tcp_ms = time_ms(flight, CURLINFO_TOTAL_TIME_T);
    exchange->connected = tcp_ms > 0 || all_ms > 0 || exchange->status != 0;
    if (exchange->connected)
        exchange->connect_ms = tcp_ms;
}

void http_ending_measure(struct http_flight *flight, CURLcode result)
{
    struct http_exchange *exchange = &flight->exchange;

    measure_connect(flight, result);
    switch (info_long(flight, CURLINFO_HTTP_VERSION)) {
    case CURL_HTTP_VERSION_1_0:
        exchange->http_version = 10;
        break;
    case CURL_HTTP_VERSION_1_1:
        exchange->http_version = 11;
        break;
    case CURL_HTTP_VERSION_2_0:
        exchange->http_version = 20;
        break;
    default:
        break;
    }
}

static bool has_whole_head(const struct http_flight *flight)
{
    return flight->request->connect_only ||
           (flight->exchange.status != 0 && !flight->in_headers);
}

void http_ending_read(struct http_flight *flight, CURLcode result)
{
    struct http_exchange *exchange = &flight->exchange;
    bool is_ours = exchange->err.code != ERR_OK;

    http_ending_measure(flight, result);
    if (result == CURLE_OK && !has_whole_head(flight))
        result = CURLE_GOT_NOTHING; /* curl is content with half a head */
    if (!is_ours)
        exchange->cut = cut_from_result(flight, result);
    if (exchange->cut == HTTP_CUT_TLS || exchange->cut == HTTP_CUT_RESET)
        exchange->connected = true;
    if (!is_ours)
        say_cut(flight, result);
    if (exchange->err.code != ERR_OK)
        exchange->err.http_status = exchange->status;
}
