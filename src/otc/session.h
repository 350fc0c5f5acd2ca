/*
 * session.h - being logged in to the cloud: a token that is renewed before it ends, or
 * keys that sign; and the base URLs of the services.
 *
 * A state machine like sweep: yields the login request when one is due, is fed the
 * answer. One login at a time, shared by all calls. After a 401 it logs in once anew;
 * when that does not help it says so and waits. The waits after a refusal are long on
 * purpose: five wrong signatures lock a key, five wrong passwords lock the account.
 *
 * Base URLs end before the version, so that a request's path always says all of it:
 *
 *   catalog says   https://elb.eu-de.otc.t-systems.com/v3/<project>
 *   base URL       https://elb.eu-de.otc.t-systems.com        (or
 *   http://127.0.0.1:8080/elb) request path   /v3/<project>/elb/loadbalancers,
 *   /v2.0/lbaas/…, /v1/<project>/publicips
 *
 * Which base URL: the one set by hand; else the host pattern of the region, when the
 * identity service is one of the cloud's own hosts; else the token's catalog; else the
 * pattern.
 *
 * Source: OTC IAM API, "obtaining a user token"; Keystone v3; regions and endpoints.
 */
#ifndef ELBTOP_OTC_SESSION_H
#define ELBTOP_OTC_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "otc/account.h"
#include "wire/http.h"

struct session;

enum session_state { SESSION_STARTING, SESSION_READY, SESSION_FAILED };

/* account is borrowed for the life of the session. seed: of the jitter in waits. */
enum err_code session_new(const struct account *account, uint64_t seed,
                          struct session **ret_session, struct err *err);
void session_free(struct session *session); /* none of its peers in use any more */

/* The login request that is due now, for the IAM peer; NULL when there is none. */
struct http_request *session_next(struct session *session, int64_t now_ms,
                                  int64_t wall_ms);
void session_feed(struct session *session, const struct http_exchange *exchange,
                  int64_t now_ms, int64_t wall_ms);
int64_t session_due_ms(const struct session *session); /* INT64_MAX: not by time */

enum session_state session_state(const struct session *session);
void session_error(const struct session *session, struct err *ret_err);
const char *session_project_id(const struct session *session);  /* NULL before READY */
int64_t session_expires_wall_ms(const struct session *session); /* WHEN_UNKNOWN: keys */

/* The server a service lives on; the session owns it. NULL before READY (but for IAM). */
const struct http_peer *session_peer(const struct session *session,
                                     enum cloud_service service);

/* Adds X-Auth-Token, or signs. Call last, just before http_start. */
void session_sign(const struct session *session, const struct http_peer *peer,
                  struct http_request *request, int64_t wall_ms);

/*
 * A call was answered 401: returns true when the same call may be built and sent once
 * more as soon as the session is READY again: a login is due or under way.
 */
bool session_rejected(struct session *session, int64_t now_ms);

/* Ends a wait: the user asked for it. */
void session_retry_now(struct session *session, int64_t now_ms);

#endif
