/*
 * answer.h - what an OTC service says when it says no: five shapes, one struct err.
 *
 *   {"error_msg","error_code","request_id"}   ELB v3, gateway, IAM extensions
 *   {"error":{"message","code","title"}}      Keystone
 *   {"code","message"}                        EIP, VPC; message may be JSON in a text
 *   {"NeutronError":{"message","type"}}       neutron, ELB v2.0
 *   HTML or nothing                           proxies on 502, 503, 504
 *
 * A status alone misleads here: a 500 can be final, a 403 can be a quota, a 401 can mean
 * "come back in five minutes". So the service's code is asked first, the status second.
 *
 * Source: OTC ELB, EIP, IAM and API gateway references, their tables of error codes.
 */
#ifndef ELBTOP_OTC_ANSWER_H
#define ELBTOP_OTC_ANSWER_H

#include <stdbool.h>

#include "base/err.h"
#include "wire/http.h"

/* All texts are cleaned for display and cut to fit. */
struct otc_refusal {
    char code[24]; /* "ELB.8907", "APIGW.0101"; "" */
    char message[240];
    char request_id[64]; /* from the body, else from X-Request-Id; "" */
};

/*
 * ERR_OK for a 2xx that came whole; otherwise the code that fits: ERR_LATER with the wait
 * that the service named (Retry-After, "time:1 minute" in the text, a locked key),
 * ERR_AUTH also for a token that has to be renewed, ERR_REFUSED also for quotas and for
 * what no repetition will change. text = "ELB.8907: message", or "HTTP 502: message"
 * without a code; where = the path that was asked, if none is named yet. ret_refusal may
 * be NULL.
 */
enum err_code otc_answer_check(const struct http_exchange *exchange,
                               struct otc_refusal *ret_refusal, struct err *err);

/* 404 APIGW.0101: the region does not offer this API, version or call at all. */
bool otc_refusal_is_unpublished(const struct otc_refusal *refusal, int status);

#endif
