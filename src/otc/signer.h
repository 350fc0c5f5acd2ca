/*
 * signer.h - makes a request one that is signed with an access key: the headers of
 * SDK-HMAC-SHA256 (otc/sign.h), for the server and the path it really goes to.
 */
#ifndef ELBTOP_OTC_SIGNER_H
#define ELBTOP_OTC_SIGNER_H

#include <stdint.h>

#include "otc/account.h"
#include "wire/http.h"

/*
 * project_id: in which the key acts; NULL for the identity service, which is global.
 * base_url: of the peer that the request is for. wall_ms: servers refuse more than
 * fifteen minutes beside theirs. The request must not be changed afterwards.
 */
void signer_sign(const struct account *account, const char *project_id,
                 const char *base_url, struct http_request *request, int64_t wall_ms);

#endif
