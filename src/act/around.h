/*
 * around.h - what is known beside the view and matters for acting: what is left of the
 * quotas, DNS names that point at Services, load balancers of another VPC.
 */
#ifndef ELBTOP_ACT_AROUND_H
#define ELBTOP_ACT_AROUND_H

#include <stdbool.h>
#include <stddef.h>

#include "act/quota_sheet.h"

/* A name that external-dns keeps for a Service. */
struct around_name {
    const char *service; /* "ns/name" */
    const char *host;    /* "whoami.example.org", also several with commas between */
};

struct around {
    struct quota quota;        /* in brief */
    struct quota_sheet quotas; /* in full; all zero where there is no cloud */
    size_t name_count;
    const struct around_name *names;
    bool vpc_known; /* it could be told in which VPC the cluster's load balancers are */
    size_t elsewhere_count;
    const char *const *elsewhere; /* ids of load balancers in another VPC */
};

#define AROUND_INIT                                                                      \
    {                                                                                    \
        .quota = QUOTA_INIT                                                              \
    }

/* NULL is fine in all of them: nothing is known. */
const char *around_host(const struct around *around, const char *service); /* NULL */
bool around_is_elsewhere(const struct around *around, const char *elb_id);

#endif
