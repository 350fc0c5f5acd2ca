/*
 * http_ending.h - inside of http: what curl says at a transfer's end, in our words.
 */
#ifndef ELBTOP_WIRE_HTTP_ENDING_H
#define ELBTOP_WIRE_HTTP_ENDING_H

#include "wire/http_flight.h"

/* Fills status, times, cut and err of the exchange. What err says already stays. */
void http_ending_read(struct http_flight *flight, CURLcode result);

/* Only what was measured: connected, connect_ms, http_version. */
void http_ending_measure(struct http_flight *flight, CURLcode result);

#endif
