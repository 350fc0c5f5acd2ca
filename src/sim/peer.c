/*
 * peer.c - who shows a certificate at the other end of a connection.
 *
 * MHD asks for one and does not look at it: here it is checked against our authority, and
 * its CN and O are read.
 */
#include <gnutls/gnutls.h>
#include <openssl/pem.h>
#include <stdlib.h>

#include "base/mem.h"
#include "sim/server_inside.h"
#include "wire/digest.h"
#include "base/banned.h"

enum { NAME_BYTES = 256 /* of a CN or O */ };

static char *name_field(X509_NAME *name, int nid)
{
    char text[NAME_BYTES];
    int bytes = X509_NAME_get_text_by_NID(name, nid, text, sizeof text);

    return bytes < 0 ? NULL : mem_copy_text(text);
}

static bool is_ours(struct server *server, X509 *cert)
{
    EVP_PKEY *key = X509_get0_pubkey(server->ca);

    return key != NULL && X509_verify(cert, key) == 1 &&
           X509_cmp_current_time(X509_get0_notBefore(cert)) < 0 &&
           X509_cmp_current_time(X509_get0_notAfter(cert)) > 0;
}

void peer_look(struct server *server, struct MHD_Connection *connection,
               struct peer *peer)
{
    const union MHD_ConnectionInfo *info;
    unsigned count = 0;

    peer->looked = true;
    if (server->ca == NULL || !server->config.ask_client_cert)
        return;
    info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    if (info == NULL)
        return;
    const gnutls_datum_t *shown = gnutls_certificate_get_peers(info->tls_session, &count);
    if (shown == NULL || count == 0)
        return;

    const unsigned char *at = shown[0].data;
    X509 *cert = d2i_X509(NULL, &at, (long)shown[0].size);
    peer->unknown = cert == NULL || !is_ours(server, cert);
    if (!peer->unknown) {
        peer->cn = name_field(X509_get_subject_name(cert), NID_commonName);
        peer->org = name_field(X509_get_subject_name(cert), NID_organizationName);
        peer->sha256 = mem_new(SHA256_HEX_BYTES);
        digest_sha256_hex(span_make((const char *)shown[0].data, shown[0].size),
                          peer->sha256);
    }
    X509_free(cert);
}

void peer_free(struct peer *peer)
{
    if (peer == NULL)
        return;
    free(peer->cn);
    free(peer->org);
    free(peer->sha256);
    free(peer);
}
