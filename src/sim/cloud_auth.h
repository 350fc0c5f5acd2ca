/*
 * cloud_auth.h - who asks: an X-Auth-Token, or a signature with an access key.
 *
 * Source: API gateway error codes (APIGW.0301 identity wrong, APIGW.0307 token to be
 *         renewed, APIG.0308 throttled); signing skew of 15 minutes.
 */
#ifndef ELBTOP_SIM_CLOUD_AUTH_H
#define ELBTOP_SIM_CLOUD_AUTH_H

#include "sim/cloud_call.h"

/* Fills in who calls and in which project; false: refused already. */
bool cloud_identify(struct cloud_call *call);

/* Calls of one host in the current simulated second. */
struct cloud_throttle {
    int64_t second;
    int calls;
};

/* Counts the call; false: too many, refused already. */
bool cloud_throttle_pass(struct cloud_throttle *throttle, struct cloud_call *call);

#endif
