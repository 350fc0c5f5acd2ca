/*
 * http_peer.h - inside of http: a server as the flights need it.
 */
#ifndef ELBTOP_WIRE_HTTP_PEER_H
#define ELBTOP_WIRE_HTTP_PEER_H

#include "wire/http.h"

struct http_peer {
    char *base_url; /* without a slash at its end */
    char *host;     /* "10.0.0.1", "api.example", "::1" */
    char *endpoint; /* "10.0.0.1:6443", "[::1]:6443": for messages */
    char *ca_pem;
    char *cert_pem;
    char *key_pem;
    char *proxy_url;
    bool is_tls;
    bool insecure;
    bool http1_only;

    /* With a server name of its own, all set; else all NULL. */
    char *server_name;
    char *named_url;   /* base_url with the server name for the host */
    char *connect_to;  /* curl's "NAME:PORT:HOST:PORT", which leads back to the host */
    char *host_header; /* what Host says: the host of base_url */
};

#endif
