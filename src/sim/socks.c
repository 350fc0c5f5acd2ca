#include "sim/socks.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <string.h>

#include "base/banned.h"

enum {
    SOCKS_VERSION = 5,
    METHOD_NONE = 0,
    METHOD_PASSWORD = 2,
    METHOD_NO_FIT = 0xff,
    COMMAND_CONNECT = 1,
    TYPE_IPV4 = 1,
    TYPE_NAME = 3,
    TYPE_IPV6 = 4,
    REQUEST_HEAD = 4, /* version, command, reserved, address type */
};

static size_t byte_at(const struct buf *in, size_t i)
{
    return (unsigned char)in->at[i];
}

static void say(struct buf *out, size_t first, size_t second)
{
    buf_add_byte(out, (char)first);
    buf_add_byte(out, (char)second);
}

void socks_answer(struct buf *out, enum socks_reply reply)
{
    /* The bound address is of no use to anybody: 0.0.0.0:0. */
    const char rest[] = {0, TYPE_IPV4, 0, 0, 0, 0, 0, 0};

    say(out, SOCKS_VERSION, reply);
    buf_add(out, rest, sizeof(rest));
}

/* version, number of methods, the methods */
static enum socks_step feed_greeting(struct socks *socks, struct buf *in, struct buf *out)
{
    size_t method = METHOD_NO_FIT;

    if (byte_at(in, 0) != SOCKS_VERSION)
        return SOCKS_BAD;
    if (in->bytes < 2 || in->bytes < 2 + byte_at(in, 1))
        return SOCKS_MORE;
    for (size_t i = 0; i < byte_at(in, 1); i++) {
        size_t offered = byte_at(in, 2 + i);
        if (offered == METHOD_NONE ||
            (offered == METHOD_PASSWORD && method != METHOD_NONE))
            method = offered;
    }
    buf_drop(in, 2 + byte_at(in, 1));
    say(out, SOCKS_VERSION, method);
    if (method == METHOD_NO_FIT)
        return SOCKS_BAD;
    socks->stage = method == METHOD_NONE ? SOCKS_REQUEST : SOCKS_PASSWORD;
    return SOCKS_MORE;
}

/* version of this part, length, user, length, password: all are welcome */
static enum socks_step feed_password(struct socks *socks, struct buf *in, struct buf *out)
{
    if (in->bytes < 2 || in->bytes < 3 + byte_at(in, 1))
        return SOCKS_MORE;
    size_t user = byte_at(in, 1);
    size_t whole = 3 + user + byte_at(in, 2 + user);
    if (in->bytes < whole)
        return SOCKS_MORE;
    buf_drop(in, whole);
    say(out, 1, 0);
    socks->stage = SOCKS_REQUEST;
    return SOCKS_MORE;
}

/* Bytes of the address and what is before it; 0 when more are needed to tell. */
static size_t address_bytes(const struct buf *in)
{
    switch (byte_at(in, 3)) {
    case TYPE_IPV4:
        return 4;
    case TYPE_IPV6:
        return 16;
    default:
        return in->bytes < REQUEST_HEAD + 1 ? 0 : 1 + byte_at(in, REQUEST_HEAD);
    }
}

static bool read_host(struct socks *socks, const struct buf *in)
{
    const char *at = in->at + REQUEST_HEAD;

    switch (byte_at(in, 3)) {
    case TYPE_IPV4:
        return inet_ntop(AF_INET, at, socks->host, sizeof(socks->host)) != NULL;
    case TYPE_IPV6:
        return inet_ntop(AF_INET6, at, socks->host, sizeof(socks->host)) != NULL;
    default:
        memcpy(socks->host, at + 1, byte_at(in, REQUEST_HEAD));
        socks->host[byte_at(in, REQUEST_HEAD)] = '\0';
        /* No name, or one with an end within it, leads nowhere. */
        return byte_at(in, REQUEST_HEAD) > 0 &&
               strlen(socks->host) == byte_at(in, REQUEST_HEAD);
    }
}

static enum socks_step feed_request(struct socks *socks, struct buf *in, struct buf *out)
{
    if (byte_at(in, 0) != SOCKS_VERSION)
        return SOCKS_BAD;
    if (in->bytes < REQUEST_HEAD)
        return SOCKS_MORE;
    size_t type = byte_at(in, 3);
    if (type != TYPE_IPV4 && type != TYPE_NAME && type != TYPE_IPV6) {
        socks_answer(out, SOCKS_NO_ADDRESS_TYPE);
        return SOCKS_BAD;
    }
    size_t address = address_bytes(in);
    if (address == 0 || in->bytes < REQUEST_HEAD + address + 2)
        return SOCKS_MORE;
    if (byte_at(in, 1) != COMMAND_CONNECT) {
        socks_answer(out, SOCKS_NO_COMMAND);
        return SOCKS_BAD;
    }
    if (!read_host(socks, in)) {
        socks_answer(out, SOCKS_NO_HOST);
        return SOCKS_BAD;
    }
    size_t port = REQUEST_HEAD + address;
    socks->port = (uint16_t)(byte_at(in, port) << 8 | byte_at(in, port + 1));
    buf_drop(in, port + 2);
    socks->stage = SOCKS_OVER;
    return SOCKS_ASKED;
}

enum socks_step socks_feed(struct socks *socks, struct buf *in, struct buf *out)
{
    enum socks_step step = SOCKS_MORE;

    for (size_t before = 0; step == SOCKS_MORE && in->bytes > 0 && in->bytes != before;) {
        before = in->bytes;
        if (socks->stage == SOCKS_GREETING)
            step = feed_greeting(socks, in, out);
        else if (socks->stage == SOCKS_PASSWORD)
            step = feed_password(socks, in, out);
        else if (socks->stage == SOCKS_REQUEST)
            step = feed_request(socks, in, out);
    }
    return step;
}
