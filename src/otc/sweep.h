/*
 * sweep.h - one complete read of ELBs or EIPs, as a state machine: fed with answers, it
 * yields the next call and at the end a whole set, or none. Does no I/O.
 *
 * An ELB sweep is loadbalancers, listeners, pools, members (project-wide; per pool where
 * the region does not know that call), each page by page; API v2.0 where v3 answers
 * 404 APIGW.0101 or shared ELBs do not appear. An EIP sweep is EIPs and, for how they are
 * charged, bandwidths. Pages end by fullness and progress, never by a link.
 */
#ifndef ELBTOP_OTC_SWEEP_H
#define ELBTOP_OTC_SWEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "otc/inventory.h"
#include "wire/http.h"

enum sweep_kind { SWEEP_ELB, SWEEP_EIP };

struct sweep;

/* page_items: limit= of each call, 1..2000 (tests use small ones). */
struct sweep *sweep_new(enum sweep_kind kind, const char *project_id, int64_t page_items,
                        int64_t now_ms, int64_t wall_ms);
void sweep_free(struct sweep *sweep);

/*
 * What a region turned out not to offer. Handed from one sweep to the next, it saves the
 * calls that would only find out again.
 */
struct sweep_gaps {
    bool no_v3;         /* ELB API v3 is not published */
    bool no_v2;         /* ELB API v2.0 is not published: no shared ELBs here */
    bool no_members;    /* no list of the project's members: one call per filled pool */
    bool no_bandwidths; /* may not be read: how EIPs are charged stays unknown */
};
void sweep_assume(struct sweep *sweep, struct sweep_gaps gaps); /* before next */
struct sweep_gaps sweep_gaps(const struct sweep *sweep);

/* The next request, or NULL: one is under way, or the sweep is over. */
struct http_request *sweep_next(struct sweep *sweep);

/*
 * Takes the body of a 2xx answer to the request given last while it comes in: the take of
 * an http_sink, with the sweep as ctx. false: it cannot be read, and sweep_feed says why.
 */
bool sweep_take(void *sweep, const char *at, size_t bytes);

/*
 * The answer to the request given last is over; a body that no sink took is read now.
 * Errors end the sweep: ERR_AUTH, ERR_LATER, …; of a body that cannot be read where =
 * "listeners[17]:byte 12".
 */
enum err_code sweep_feed(struct sweep *sweep, const struct http_exchange *exchange,
                         struct err *err);

bool sweep_is_done(const struct sweep *sweep);
struct elb_set *sweep_take_elbs(struct sweep *sweep); /* once, when done; caller owns */
struct eip_set *sweep_take_eips(struct sweep *sweep);
size_t sweep_calls(const struct sweep *sweep); /* requests made so far */

#endif
