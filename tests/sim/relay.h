/*
 * relay.h - a TCP relay in front of a server, which a test can shut, make mute, and open
 * again: what a cut cable, a silent firewall and their repair look like from a client.
 */
#ifndef ELBTOP_TESTS_SIM_RELAY_H
#define ELBTOP_TESTS_SIM_RELAY_H

#include <stdint.h>

enum relay_state {
    RELAY_OPEN,
    RELAY_MUTE, /* connections are taken and stay, no byte passes */
    RELAY_SHUT, /* connections are reset, new ones refused */
};

struct relay;

struct relay *relay_new(uint16_t to_port); /* on 127.0.0.1, as all is */
void relay_free(struct relay *relay);
uint16_t relay_port(const struct relay *relay);

/* Has taken effect when it returns. */
void relay_set(struct relay *relay, enum relay_state state);

#endif
