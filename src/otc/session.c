/*
 * Which requests make a session, by the way the account logs in:
 *
 *   password, token   POST /v3/auth/tokens ──► token, project, catalog
 *                     (a token that cannot be scoped again: GET /v3/auth/tokens)
 *   keys              GET /v3/projects?name=…   when only the project's name is known
 *                     GET /v3/auth/catalog      when a service's host is still unknown
 *
 * The state that the outside sees follows from two facts: is there something to sign
 * with, and did the last try fail. A renewal that fails leaves the session READY while
 * its token lives.
 */
#include "otc/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/chance.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "otc/answer.h"
#include "otc/endpoint.h"
#include "otc/iam.h"
#include "otc/signer.h"
#include "wire/backoff.h"

#include "base/banned.h"

enum call { CALL_NONE, CALL_TOKEN, CALL_CHECK, CALL_PROJECT, CALL_CATALOG };

struct session {
    const struct account *account;
    struct http_peer *peers[CLOUD_SERVICE_COUNT]; /* NULL: not known yet */
    struct http_peer **retired; /* replaced; calls to them may be under way */
    size_t retired_count;
    size_t retired_capacity;

    /* what was reached */
    bool is_usable; /* calls can be signed */
    struct secret token;
    char *project_id;
    int64_t expires_wall_ms;
    int64_t expires_ms; /* monotonic; INT64_MAX: keys */
    int64_t login_ms;   /* when it was reached */

    /* what comes next */
    enum call under_way;
    enum call next;  /* CALL_NONE: nothing but renewal */
    int64_t next_ms; /* not before */
    bool rejected;   /* the last login was made because of a 401 */
    struct backoff backoff;
    struct chance chance;
    struct err err;
};

/* ---- peers ------------------------------------------------------------------ */

static enum err_code make_peer(const struct session *session, const char *base_url,
                               struct http_peer **ret_peer, struct err *err)
{
    const struct http_peer_config config = {
        .base_url = base_url,
        .ca_pem = session->account->ca_pem,
        .insecure = session->account->insecure,
    };
    return http_peer_new(&config, ret_peer, err);
}

/* A peer stays as long as its address does: connections to it live on. */
static enum err_code set_peer(struct session *session, enum cloud_service service,
                              const char *base_url, struct err *err)
{
    struct http_peer **peer = &session->peers[service];
    struct http_peer *fresh;

    if (*peer != NULL && strcmp(http_peer_base_url(*peer), base_url) == 0)
        return ERR_OK;
    enum err_code code = make_peer(session, base_url, &fresh, err);
    if (code != ERR_OK)
        return code;
    if (*peer != NULL) {
        session->retired = mem_grow(session->retired, &session->retired_capacity,
                                    session->retired_count + 1, sizeof *session->retired);
        session->retired[session->retired_count++] = *peer;
    }
    *peer = fresh;
    return ERR_OK;
}

/* Where a service lives, catalog or not; false when only a catalog can tell. */
static bool find_base(const struct session *session, enum cloud_service service,
                      const json_t *catalog, struct buf *out)
{
    const struct account *account = session->account;

    if (account->override[service] != NULL)
        return buf_add_text(out, account->override[service]);
    if (endpoint_is_otc(account->auth_url) &&
        account_host_pattern(account->region, service, out))
        return true;
    return endpoint_from_catalog(catalog, service, account->region, out);
}

static bool needs_catalog(const struct session *session)
{
    struct buf base;
    bool needs = false;

    buf_init(&base, LIMIT_CLOUD_TEXT_BYTES);
    for (enum cloud_service i = CLOUD_ELB; i < CLOUD_SERVICE_COUNT; i++)
        needs = needs || !find_base(session, i, NULL, &base);
    buf_release(&base);
    return needs;
}

static enum err_code set_service(struct session *session, enum cloud_service service,
                                 const json_t *catalog, struct err *err)
{
    static const char *const names[CLOUD_SERVICE_COUNT] = {"iam", "elb", "vpc"};
    const char *region = session->account->region;
    struct buf base;
    enum err_code code;

    buf_init(&base, LIMIT_CLOUD_TEXT_BYTES);
    if (find_base(session, service, catalog, &base) ||
        account_host_pattern(region, service, &base)) {
        code = set_peer(session, service, buf_text(&base), err);
    } else {
        err_at(err, "catalog");
        code = err_set(err, ERR_SHAPE, "no endpoint of %s in region \"%s\"",
                       names[service], region);
    }
    buf_release(&base);
    return code;
}

static enum err_code set_services(struct session *session, const json_t *catalog,
                                  struct err *err)
{
    enum err_code code = ERR_OK;

    for (enum cloud_service i = CLOUD_ELB; i < CLOUD_SERVICE_COUNT && code == ERR_OK; i++)
        code = set_service(session, i, catalog, err);
    return code;
}

/* ---- where it stands -------------------------------------------------------- */

/* The first request of a login, by what is known without one. */
static enum call first_call(const struct session *session)
{
    const struct account *account = session->account;
    bool has_scope = account->project_id != NULL || account->project_name != NULL;

    switch (account->way) {
    case ACCOUNT_PASSWORD:
        return CALL_TOKEN;
    case ACCOUNT_TOKEN:
        return has_scope ? CALL_TOKEN : CALL_CHECK;
    case ACCOUNT_AKSK:
        break;
    }
    if (session->project_id == NULL)
        return CALL_PROJECT;
    return session->peers[CLOUD_VPC] == NULL ? CALL_CATALOG : CALL_NONE;
}

static void reached(struct session *session, int64_t now_ms)
{
    if (session->is_usable || !session->rejected) {
        session->rejected = false; /* a renewal, or the very first login */
        backoff_succeed(&session->backoff);
    }
    session->is_usable = true;
    session->login_ms = now_ms;
    session->next = CALL_NONE;
    err_clear(&session->err);
}

static void plan_renewal(struct session *session, int64_t life_ms, int64_t now_ms)
{
    enum { SHORTEST_WAIT_MS = 1000 };
    int64_t early_ms =
        life_ms / 10 < INTERVAL_RENEW_MS ? life_ms / 10 : INTERVAL_RENEW_MS;
    int64_t wait_ms = life_ms - early_ms;

    session->expires_ms = now_ms + life_ms;
    session->next = first_call(session);
    session->next_ms = now_ms + (wait_ms > SHORTEST_WAIT_MS ? wait_ms : SHORTEST_WAIT_MS);
}

/* What a refused login has to wait at least, so that nothing gets locked. */
static int64_t least_wait_ms(const struct session *session, int http_status)
{
    if (http_status != 401)
        return -1;
    return session->account->way == ACCOUNT_AKSK ? INTERVAL_KEY_LOCK_MS
                                                 : INTERVAL_LOGIN_LOCK_MS;
}

static void failed(struct session *session, const struct err *err, int64_t now_ms)
{
    int64_t least_ms = least_wait_ms(session, err->http_status);
    int64_t hint_ms = err->retry_after_ms > least_ms ? err->retry_after_ms : least_ms;

    session->err = *err;
    session->next = first_call(session);
    session->next_ms =
        now_ms + backoff_fail(&session->backoff, &session->chance, hint_ms, now_ms);
}

/* ---- life ------------------------------------------------------------------- */

enum err_code session_new(const struct account *account, uint64_t seed,
                          struct session **ret_session, struct err *err)
{
    struct session *session = mem_new(sizeof *session);
    struct buf base;
    enum err_code code;

    *session = (struct session){
        .account = account,
        .project_id = mem_copy_text(account->project_id),
        .expires_wall_ms = WHEN_UNKNOWN,
        .expires_ms = INT64_MAX,
        .next_ms = INT64_MIN,
        .chance = chance_from(seed),
        .err = ERR_INIT,
    };
    buf_init(&base, LIMIT_CLOUD_TEXT_BYTES);
    if (account->override[CLOUD_IAM] != NULL)
        buf_add_text(&base, account->override[CLOUD_IAM]);
    else
        endpoint_base(account->auth_url, &base);
    code = set_peer(session, CLOUD_IAM, buf_text(&base), err);
    if (code == ERR_OK && account->way == ACCOUNT_AKSK && !needs_catalog(session))
        code = set_services(session, NULL, err);
    if (code != ERR_OK)
        goto out;

    session->next = first_call(session);
    if (session->next == CALL_NONE)
        reached(session, 0);
    *ret_session = session;
    session = NULL;
out:
    buf_release(&base);
    session_free(session);
    return code;
}

void session_free(struct session *session)
{
    if (session == NULL)
        return;
    for (int i = 0; i < CLOUD_SERVICE_COUNT; i++)
        http_peer_free(session->peers[i]);
    for (size_t i = 0; i < session->retired_count; i++)
        http_peer_free(session->retired[i]);
    free(session->retired);
    secret_wipe(&session->token);
    free(session->project_id);
    free(session);
}

/* ---- requests out ----------------------------------------------------------- */

static struct http_request *make_request(const struct session *session, enum call call)
{
    switch (call) {
    case CALL_TOKEN:
        return iam_token_request(session->account, !needs_catalog(session));
    case CALL_CHECK:
        return iam_check_request(session->account);
    case CALL_PROJECT:
        return iam_project_request(session->account);
    case CALL_CATALOG:
        return iam_catalog_request();
    case CALL_NONE:
        break;
    }
    return NULL;
}

/* What time alone changes: a token ends; keys that were refused may be tried again. */
static void pass_time(struct session *session, int64_t now_ms)
{
    if (session->is_usable && now_ms >= session->expires_ms) {
        session->is_usable = false;
        err_set(&session->err, ERR_AUTH, "the token has expired");
    }
    if (!session->is_usable && session->next == CALL_NONE && now_ms >= session->next_ms)
        reached(session, now_ms);
}

struct http_request *session_next(struct session *session, int64_t now_ms,
                                  int64_t wall_ms)
{
    pass_time(session, now_ms);
    if (session->under_way != CALL_NONE || session->next == CALL_NONE ||
        now_ms < session->next_ms)
        return NULL;

    struct http_request *request = make_request(session, session->next);
    const struct http_peer *iam = session->peers[CLOUD_IAM];
    if (session->account->way == ACCOUNT_AKSK) /* a catalog is that of a project */
        signer_sign(session->account,
                    session->next == CALL_CATALOG ? session->project_id : NULL,
                    http_peer_base_url(iam), request, wall_ms);
    session->under_way = session->next;
    return request;
}

int64_t session_due_ms(const struct session *session)
{
    bool waits = session->next != CALL_NONE || !session->is_usable;
    int64_t due_ms = session->is_usable ? session->expires_ms : INT64_MAX;

    if (session->under_way == CALL_NONE && waits && session->next_ms < due_ms)
        due_ms = session->next_ms;
    return due_ms;
}

/* ---- answers in ------------------------------------------------------------- */

static void set_project_id(struct session *session, const char *id)
{
    free(session->project_id);
    session->project_id = mem_copy_text(id);
}

static enum err_code take_project_of_token(struct session *session, const char *id,
                                           struct err *err)
{
    if (id == NULL)
        id = session->account->project_id;
    if (id == NULL) {
        err_at(err, "token.project.id");
        return err_set(err, ERR_SHAPE, "the token is bound to no project");
    }
    if (session->project_id == NULL || strcmp(session->project_id, id) != 0)
        set_project_id(session, id);
    return ERR_OK;
}

static enum err_code take_secret(struct session *session, const struct secret *token,
                                 enum call call, struct err *err)
{
    if (secret_is_set(token)) {
        secret_copy(&session->token, token);
    } else if (call == CALL_CHECK) {
        secret_copy(&session->token, &session->account->token);
    } else {
        err_at(err, "X-Subject-Token");
        return err_set(err, ERR_SHAPE, "missing");
    }
    return ERR_OK;
}

static enum err_code take_token(struct session *session, enum call call,
                                const struct http_exchange *exchange, int64_t now_ms,
                                int64_t wall_ms, struct err *err)
{
    struct iam_token token = {0};

    enum err_code code = iam_token_read(exchange, wall_ms, &token, err);
    if (code == ERR_OK && token.life_ms <= 0)
        code = err_set(err, ERR_AUTH, "the token has expired already");
    if (code == ERR_OK)
        code = take_project_of_token(session, token.project_id, err);
    if (code == ERR_OK)
        code = set_services(session, token.catalog, err);
    if (code == ERR_OK)
        code = take_secret(session, &token.token, call, err);
    if (code == ERR_OK) {
        session->expires_wall_ms = token.expires_wall_ms;
        reached(session, now_ms);
        plan_renewal(session, token.life_ms, now_ms);
    }
    iam_token_release(&token);
    return code;
}

/* Keys: one more step is done; the next one, or there. */
static enum err_code advance(struct session *session, const json_t *catalog,
                             int64_t now_ms, struct err *err)
{
    enum err_code code = ERR_OK;

    if (catalog != NULL || !needs_catalog(session))
        code = set_services(session, catalog, err);
    if (code != ERR_OK)
        return code;
    session->next = first_call(session);
    if (session->next == CALL_NONE)
        reached(session, now_ms);
    return ERR_OK;
}

static enum err_code take_project(struct session *session,
                                  const struct http_exchange *exchange, int64_t now_ms,
                                  struct err *err)
{
    char *id = NULL;

    enum err_code code =
        iam_project_read(exchange, session->account->project_name, &id, err);
    if (code == ERR_OK) {
        set_project_id(session, id);
        code = advance(session, NULL, now_ms, err);
    }
    free(id);
    return code;
}

static enum err_code take_catalog(struct session *session,
                                  const struct http_exchange *exchange, int64_t now_ms,
                                  struct err *err)
{
    json_t *tree = NULL;
    const json_t *catalog;

    enum err_code code = iam_catalog_read(exchange, &tree, &catalog, err);
    if (code == ERR_OK)
        code = advance(session, catalog, now_ms, err);
    json_decref(tree);
    return code;
}

/* A token that is scoped already can often not be scoped again; then it is taken as it
 * is. */
static bool should_check(const struct session *session, enum call call,
                         const struct http_exchange *exchange)
{
    int status = exchange->status;

    return call == CALL_TOKEN && session->account->way == ACCOUNT_TOKEN &&
           (status == 400 || status == 403 || status == 404 || status == 405);
}

void session_feed(struct session *session, const struct http_exchange *exchange,
                  int64_t now_ms, int64_t wall_ms)
{
    enum call call = session->under_way;
    struct err err = ERR_INIT;
    enum err_code code = ERR_OK;

    session->under_way = CALL_NONE;
    switch (call) {
    case CALL_TOKEN:
    case CALL_CHECK:
        code = take_token(session, call, exchange, now_ms, wall_ms, &err);
        break;
    case CALL_PROJECT:
        code = take_project(session, exchange, now_ms, &err);
        break;
    case CALL_CATALOG:
        code = take_catalog(session, exchange, now_ms, &err);
        break;
    case CALL_NONE:
        return;
    }
    if (code == ERR_OK)
        return;
    if (should_check(session, call, exchange)) {
        session->next = CALL_CHECK;
        session->next_ms = now_ms;
        return;
    }
    failed(session, &err, now_ms);
}

bool session_rejected(struct session *session, int64_t now_ms)
{
    bool is_fresh = now_ms - session->login_ms < INTERVAL_LOGIN_TRUST_MS;
    bool has_keys = session->account->way == ACCOUNT_AKSK;
    struct err err = ERR_INIT;

    if (!session->is_usable)
        return session_state(session) == SESSION_STARTING;

    session->is_usable = false;
    if (!has_keys && !(session->rejected && is_fresh)) {
        if (!is_fresh)
            backoff_succeed(&session->backoff);
        session->rejected = true;
        session->next = first_call(session);
        session->next_ms = now_ms;
        err_clear(&session->err);
        return true;
    }
    err_set(&err, ERR_AUTH,
            has_keys ? "the access key was refused" : "a new token was refused as well");
    err.http_status = has_keys ? 401 : 0;
    failed(session, &err, now_ms);
    return false;
}

void session_retry_now(struct session *session, int64_t now_ms)
{
    if (session->err.code != ERR_OK)
        session->next_ms = now_ms;
}

/* ---- questions -------------------------------------------------------------- */

enum session_state session_state(const struct session *session)
{
    if (session->is_usable)
        return SESSION_READY;
    return session->err.code == ERR_OK ? SESSION_STARTING : SESSION_FAILED;
}

void session_error(const struct session *session, struct err *ret_err)
{
    *ret_err = session->err;
}

const char *session_project_id(const struct session *session)
{
    return session->is_usable ? session->project_id : NULL;
}

int64_t session_expires_wall_ms(const struct session *session)
{
    return session->is_usable ? session->expires_wall_ms : WHEN_UNKNOWN;
}

const struct http_peer *session_peer(const struct session *session,
                                     enum cloud_service service)
{
    return session->is_usable || service == CLOUD_IAM ? session->peers[service] : NULL;
}

void session_sign(const struct session *session, const struct http_peer *peer,
                  struct http_request *request, int64_t wall_ms)
{
    bool is_iam = peer == session->peers[CLOUD_IAM];

    if (session->account->way == ACCOUNT_AKSK)
        signer_sign(session->account, is_iam ? NULL : session->project_id,
                    http_peer_base_url(peer), request, wall_ms);
    else if (secret_is_set(&session->token))
        http_headers_add(&request->headers, "X-Auth-Token",
                         secret_reveal(&session->token));
}
