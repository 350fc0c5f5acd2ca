#include "wire/digest.h"

#include <limits.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

#include "base/banned.h"

void digest_sha256(struct span data, unsigned char out[SHA256_BYTES])
{
    /* SHA-256 of bytes in memory cannot fail; a build without it must not go on. */
    if (EVP_Digest(data.at, data.bytes, out, NULL, EVP_sha256(), NULL) != 1)
        abort();
}

void digest_hex(const unsigned char *at, size_t bytes, char *out)
{
    static const char hex[] = "0123456789abcdef";

    for (size_t i = 0; i < bytes; i++) {
        *out++ = hex[at[i] >> 4];
        *out++ = hex[at[i] & 15];
    }
    *out = '\0';
}

void digest_sha256_hex(struct span data, char out[SHA256_HEX_BYTES])
{
    unsigned char sum[SHA256_BYTES];

    digest_sha256(data, sum);
    digest_hex(sum, sizeof sum, out);
}

void digest_hmac_sha256(struct span key, struct span data,
                        unsigned char out[SHA256_BYTES])
{
    if (key.bytes > INT_MAX ||
        HMAC(EVP_sha256(), key.bytes == 0 ? "" : key.at, (int)key.bytes,
             (const unsigned char *)data.at, data.bytes, out, NULL) == NULL)
        abort();
}

/* ---- base64 (RFC 4648, section 4) ------------------------------------------- */

void base64_encode(struct buf *out, struct span data)
{
    unsigned char four[5]; /* OpenSSL adds a NUL */

    while (data.bytes > 0) {
        size_t bytes = data.bytes < 3 ? data.bytes : 3;
        EVP_EncodeBlock(four, (const unsigned char *)data.at, (int)bytes);
        buf_add(out, (const char *)four, 4);
        data = span_skip(data, bytes);
    }
}

static int six_bits(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

enum err_code base64_decode(struct buf *out, struct span text, struct err *err)
{
    unsigned long group = 0;
    int digits = 0; /* of the group of four */
    int pads = 0;

    for (size_t i = 0; i < text.bytes; i++) {
        char c = text.at[i];
        if (is_blank(c))
            continue;
        int bits = c == '=' ? 0 : six_bits(c);
        if (bits < 0)
            return err_set(err, ERR_SHAPE, "not base64: byte %zu", i + 1);
        if ((c == '=' && digits < 2) || (c != '=' && pads > 0))
            return err_set(err, ERR_SHAPE, "not base64: padding at byte %zu", i + 1);
        pads += c == '=';
        group = group << 6 | (unsigned long)bits;
        if (++digits < 4)
            continue;
        const char three[3] = {(char)(group >> 16), (char)(group >> 8), (char)group};
        if (!buf_add(out, three, (size_t)(3 - pads)))
            return err_set(err, ERR_LIMIT, "longer than %zu bytes", out->limit);
        group = 0;
        digits = 0;
    }
    if (digits != 0)
        return err_set(err, ERR_SHAPE, "not base64: cut short");
    return ERR_OK;
}

/* ---- UUIDs ------------------------------------------------------------------ */

bool uuid_is_valid(struct span text)
{
    static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    if (text.bytes != sizeof shape - 1)
        return false;
    for (size_t i = 0; i < text.bytes; i++) {
        char c = text.at[i];
        bool is_hex =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (shape[i] == '-' ? c != '-' : !is_hex)
            return false;
    }
    return true;
}
