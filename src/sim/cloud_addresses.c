#include "sim/cloud_addresses.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/span.h"

#include "base/banned.h"

enum { FIRST_USED = 10 };

static bool address_read(const char *text, uint32_t *ret)
{
    struct in_addr in;
    if (text == NULL || inet_pton(AF_INET, text, &in) != 1)
        return false;
    *ret = ntohl(in.s_addr);
    return true;
}

void cloud_address_print(uint32_t address, char out[CLOUD_ADDRESS_BYTES])
{
    struct in_addr in = {.s_addr = htonl(address)};
    inet_ntop(AF_INET, &in, out, CLOUD_ADDRESS_BYTES);
}

bool cloud_addresses_init(struct cloud_addresses *addresses, const char *cidr)
{
    struct span rest = span_of(cidr), base;
    char text[CLOUD_ADDRESS_BYTES];
    int64_t bits;

    *addresses = (struct cloud_addresses){0};
    if (!span_cut(&rest, '/', &base) || base.bytes >= sizeof(text))
        return false;
    snprintf(text, sizeof(text), "%.*s", (int)base.bytes, base.at);
    if (!address_read(text, &addresses->base) || !span_to_range(rest, 8, 30, &bits))
        return false;
    addresses->mask = UINT32_MAX << (32 - bits);
    addresses->base &= addresses->mask;
    addresses->taken = mem_new(((size_t)~addresses->mask + 8) / 8);
    return true;
}

void cloud_addresses_release(struct cloud_addresses *addresses)
{
    free(addresses->taken);
    *addresses = (struct cloud_addresses){0};
}

/* Its number within the network. */
static bool find(const struct cloud_addresses *addresses, const char *text, uint32_t *ret)
{
    uint32_t address;

    if (!address_read(text, &address) || (address & addresses->mask) != addresses->base)
        return false;
    *ret = address & ~addresses->mask;
    return true;
}

bool cloud_addresses_hold(const struct cloud_addresses *addresses, const char *address)
{
    uint32_t number;
    return find(addresses, address, &number);
}

static bool bit_is_set(const struct cloud_addresses *addresses, uint32_t number)
{
    return (addresses->taken[number / 8] >> (number % 8) & 1) != 0;
}

bool cloud_addresses_is_taken(const struct cloud_addresses *addresses,
                              const char *address)
{
    uint32_t number;
    return find(addresses, address, &number) && bit_is_set(addresses, number);
}

void cloud_addresses_take(struct cloud_addresses *addresses, const char *address)
{
    uint32_t number;
    if (find(addresses, address, &number))
        addresses->taken[number / 8] |= (uint8_t)(1 << number % 8);
}

void cloud_addresses_give_back(struct cloud_addresses *addresses, const char *address)
{
    uint32_t number;
    if (find(addresses, address, &number))
        addresses->taken[number / 8] &= (uint8_t) ~(1 << number % 8);
}

static uint32_t first_number(const struct cloud_addresses *addresses,
                             struct chance *chance, const char *near)
{
    uint32_t room = ~addresses->mask, number;

    if (near == NULL || !find(addresses, near, &number))
        return (uint32_t)chance_below(chance, room);
    return ((number & ~UINT32_C(0xff)) + (uint32_t)chance_below(chance, 256)) % room;
}

bool cloud_addresses_pick(const struct cloud_addresses *addresses, struct chance *chance,
                          const char *near, bool (*keep_clear)(uint32_t address),
                          char out[CLOUD_ADDRESS_BYTES])
{
    uint32_t room = ~addresses->mask;
    uint32_t start = first_number(addresses, chance, near);

    for (uint32_t i = 0; i < room; i++) {
        uint32_t number = (start + i) % room;
        uint32_t address = addresses->base + number;
        if ((address & 0xff) < FIRST_USED || (address & 0xff) == 0xff ||
            bit_is_set(addresses, number))
            continue;
        if (keep_clear != NULL && keep_clear(address))
            continue;
        cloud_address_print(address, out);
        return true;
    }
    return false;
}
