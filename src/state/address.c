#include "state/address.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

struct net4 {
    uint32_t net;
    int bits;
};

static const struct net4 private_nets[] = {
    {0x0a000000, 8},  /* 10.0.0.0 */
    {0xac100000, 12}, /* 172.16.0.0 */
    {0xc0a80000, 16}, /* 192.168.0.0 */
    {0x64400000, 10}, /* 100.64.0.0, carrier-grade NAT; the clouds use it inside */
    {0xa9fe0000, 16}, /* 169.254.0.0 */
    {0x7f000000, 8},  /* 127.0.0.0 */
};

static bool is_private4(uint32_t host)
{
    for (size_t i = 0; i < ARRAY_COUNT(private_nets); i++) {
        uint32_t mask = ~(uint32_t)0 << (32 - private_nets[i].bits);
        if ((host & mask) == private_nets[i].net)
            return true;
    }
    return false;
}

static bool is_private6(const unsigned char at[16])
{
    static const unsigned char loopback[16] = {[15] = 1};

    return (at[0] & 0xfe) == 0xfc || (at[0] == 0xfe && (at[1] & 0xc0) == 0x80) ||
           memcmp(at, loopback, sizeof loopback) == 0;
}

bool address_is_private(const char *address)
{
    struct in_addr four;
    struct in6_addr six;

    if (inet_pton(AF_INET, address, &four) == 1)
        return is_private4(ntohl(four.s_addr));
    if (inet_pton(AF_INET6, address, &six) == 1)
        return is_private6(six.s6_addr);
    return false;
}

const char *address_public(const char *const *addresses, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!address_is_private(addresses[i]))
            return addresses[i];
    }
    return NULL;
}

const char *address_best(const char *const *addresses, size_t count)
{
    const char *public = address_public(addresses, count);
    if (public != NULL)
        return public;
    return count > 0 ? addresses[0] : NULL;
}
