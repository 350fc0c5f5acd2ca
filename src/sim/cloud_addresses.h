/*
 * cloud_addresses.h - the IPv4 addresses of one network, and which of them are given out: a
 * bit for each, so that ten thousand can be given out in a moment.
 */
#ifndef ELBTOP_SIM_CLOUD_ADDRESSES_H
#define ELBTOP_SIM_CLOUD_ADDRESSES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/chance.h"

enum { CLOUD_ADDRESS_BYTES = 16 };

struct cloud_addresses {
    uint32_t base; /* host order */
    uint32_t mask;
    uint8_t *taken; /* owned; a bit for each */
};

/* "10.0.0.0/18"; bits behind the prefix are dropped. false: not an IPv4 network. */
bool cloud_addresses_init(struct cloud_addresses *addresses, const char *cidr);
void cloud_addresses_release(struct cloud_addresses *addresses);

bool cloud_addresses_hold(const struct cloud_addresses *addresses, const char *address);

/* Addresses of other networks are never taken, and taking them does nothing. */
bool cloud_addresses_is_taken(const struct cloud_addresses *addresses,
                              const char *address);
void cloud_addresses_take(struct cloud_addresses *addresses, const char *address);
void cloud_addresses_give_back(struct cloud_addresses *addresses, const char *address);

/*
 * A free one: by chance among the 256 around `near` (NULL: anywhere) or the next behind.
 * The first ten and the last of every 256 are left out, and so is what `keep_clear` (NULL:
 * nothing) says of the address. It is not taken yet. false: none is left.
 */
bool cloud_addresses_pick(const struct cloud_addresses *addresses, struct chance *chance,
                          const char *near, bool (*keep_clear)(uint32_t address),
                          char out[CLOUD_ADDRESS_BYTES]);

void cloud_address_print(uint32_t address, char out[CLOUD_ADDRESS_BYTES]);

#endif
