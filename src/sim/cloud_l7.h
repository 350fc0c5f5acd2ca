/*
 * cloud_l7.h - what a load balancer that speaks HTTP does with one request: the policies of
 * its listener in their order, the first whose rules all fit decides; else the default pool.
 *
 *   REDIRECT_TO_POOL      a member of that pool answers
 *   REDIRECT_TO_LISTENER  301 to the same place at the port of that HTTPS listener
 *   REDIRECT_TO_URL       the parts that redirect_url_config names change, 302 unless it says
 *   FIXED_RESPONSE        the answer stands in the policy
 *   nobody                503
 *
 * Rules: HOST_NAME, PATH, METHOD with EQUAL_TO, STARTS_WITH, REGEX, as the ELB API has them.
 */
#ifndef ELBTOP_SIM_CLOUD_L7_H
#define ELBTOP_SIM_CLOUD_L7_H

#include "base/buf.h"
#include "sim/cloud_lb.h"

struct cloud_request {
    const char *method;
    const char *host; /* without port; "" */
    const char *path; /* with query */
};

struct cloud_l7_answer {
    int status;
    const char *content_type; /* static text */
    struct buf location;      /* "": none. The caller's, inited */
    struct buf body;          /* the caller's, inited */
};

bool cloud_route_is_l7(const struct cloud_route *route);

/* Does the load balancer take TLS off, and how does it speak to its members? */
bool cloud_route_ends_tls(const struct cloud_route *route);

/* true: a member answers, and the route says which. false: the load balancer answers by
 * itself, as in ret_answer. Takes the lock of the state. */
bool cloud_l7_decide(struct cloud_state *state, const struct cloud_request *request,
                     size_t turn, struct cloud_route *route,
                     struct cloud_l7_answer *ret_answer);

#endif
