/*
 * digest.h - SHA-256, HMAC, base64 and UUIDs, over OpenSSL.
 */
#ifndef ELBTOP_WIRE_DIGEST_H
#define ELBTOP_WIRE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

enum { SHA256_BYTES = 32, SHA256_HEX_BYTES = 65 };

void digest_sha256(struct span data, unsigned char out[SHA256_BYTES]);
void digest_sha256_hex(struct span data, char out[SHA256_HEX_BYTES]);
void digest_hmac_sha256(struct span key, struct span data,
                        unsigned char out[SHA256_BYTES]);
void digest_hex(const unsigned char *at, size_t bytes, char *out); /* 2*bytes+1 */

void base64_encode(struct buf *out, struct span data);
/* Blanks and line breaks are passed over; padding is required. */
enum err_code base64_decode(struct buf *out, struct span text, struct err *err);

bool uuid_is_valid(struct span text); /* 8-4-4-4-12 hex, any case */

#endif
