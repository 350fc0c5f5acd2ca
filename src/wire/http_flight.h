/*
 * http_flight.h - inside of http: one request under way, as a curl handle with its state.
 */
#ifndef ELBTOP_WIRE_HTTP_FLIGHT_H
#define ELBTOP_WIRE_HTTP_FLIGHT_H

#include <curl/curl.h>

#include "wire/http.h"
#include "wire/http_peer.h"

struct http_flight {
    struct http_exchange exchange; /* first: an exchange given out is its flight */
    struct http_request *request;
    struct http_sink sink;

    struct http_flight *next; /* in one list of the http at a time */
    CURL *easy;               /* NULL when it was never to be sent */
    bool is_added;            /* curl's multi has it */
    bool is_cancelled;

    struct curl_slist *header_list;
    struct curl_slist *connect_to;
    struct buf url;
    size_t sent_bytes; /* of the body */
    size_t header_bytes;
    bool in_headers;
    int64_t started_ms;
    int64_t last_byte_ms;
    char curl_text[CURL_ERROR_SIZE];
};

/* Takes the request. When it cannot be sent, exchange.err says why and easy is NULL. */
struct http_flight *http_flight_new(const struct http_peer *peer,
                                    struct http_request *request,
                                    const struct http_sink *sink, void *owner);
void http_flight_free(struct http_flight *flight);

/* Fills in what the exchange says at its end; curl's handle is freed. */
void http_flight_land(struct http_flight *flight, CURLcode result);

/* Ends one for a reason of ours. */
void http_flight_fail(struct http_flight *flight, enum err_code code, enum http_cut cut,
                      const char *text);

#endif
