/*
 * answer.h - what an OTC service says when it says no: five shapes, one struct err.
 *
 *   {"error_msg","error_code","request_id"}   ELB v3, gateway, IAM extensions
 *   {"error":{"message","code","title"}}      Keystone
 *   {"code","message"}                        EIP, VPC; message may be JSON in a text
 *   {"NeutronError":{"message","type"}}       neutron, ELB v2.0
 *   HTML or nothing                           proxies on 502, 503, 504
 */
#ifndef ELBTOP_OTC_ANSWER_H
#define ELBTOP_OTC_ANSWER_H

#include "base/err.h"
#include "wire/http.h"

struct otc_refusal {
    char code[24]; /* "ELB.8907", "APIGW.0101"; "" */
    char message[240];
    char request_id[64]; /* from the body, else from X-Request-Id; "" */
};

/* ERR_OK for a 2xx; otherwise the code that fits (429 ERR_LATER with the wait from
 * Retry-After or from "time:1 minute" in the text), text = "ELB.8907: message".
 * ret_refusal may be NULL. */
enum err_code otc_answer_check(const struct http_exchange *exchange,
                               struct otc_refusal *ret_refusal, struct err *err);

#endif
