/*
 * quota.h - how many load balancers and addresses the project has and may have.
 */
#ifndef ELBTOP_ACT_QUOTA_H
#define ELBTOP_ACT_QUOTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { QUOTA_UNKNOWN = -2, QUOTA_UNLIMITED = -1 };

struct quota {
    int64_t elb_used; /* QUOTA_UNKNOWN */
    int64_t elb_most; /* QUOTA_UNKNOWN, QUOTA_UNLIMITED */
    int64_t eip_used;
    int64_t eip_most;
    int64_t listeners_per_elb;
};

#define QUOTA_INIT                                                                       \
    {                                                                                    \
        QUOTA_UNKNOWN, QUOTA_UNKNOWN, QUOTA_UNKNOWN, QUOTA_UNKNOWN, QUOTA_UNKNOWN        \
    }

/* Known and used up: another one will be refused. */
bool quota_is_full(int64_t used, int64_t most);

/* "ELB 12 of 50   EIP 19 of 20   takes the last EIP"; "ELB ?" where nothing is known. */
const char *quota_words(const struct quota *quota, bool wants_eip, char *out,
                        size_t out_bytes);

#endif
