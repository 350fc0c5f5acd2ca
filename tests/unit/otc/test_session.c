#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "otc/session.h"
#include "unit/otc/answers.h"
#include "wire/tree.h"

#include "base/banned.h"

#define PROJECT "0123456789abcdef0123456789abcdef"

enum { DAY_MS = 24 * 3600 * 1000 };

static const int64_t issued_wall_ms = 1768464930123; /* 2026-01-15T08:15:30.123Z */

/* ---- accounts --------------------------------------------------------------- */

static struct account *an_account(const char *auth_url)
{
    struct account *account = mem_new(sizeof *account);

    *account = (struct account){
        .cloud = "test",
        .way = ACCOUNT_PASSWORD,
        .region = "eu-de",
        .auth_url = auth_url,
        .project_name = "eu-de_demo",
        .user_name = "ops",
        .domain_name = "OTC-EU-DE-00000000001000000000",
    };
    secret_set_text(&account->password, "pass\"word");
    return account;
}

static struct account *an_account_with_token(const char *token)
{
    struct account *account = an_account("http://127.0.0.1:8001/v3");

    account->way = ACCOUNT_TOKEN;
    secret_set_text(&account->token, token);
    return account;
}

static struct account *an_account_with_keys(const char *auth_url, const char *project_id)
{
    struct account *account = an_account(auth_url);

    account->way = ACCOUNT_AKSK;
    account->ak = "TESTAK00000000000001";
    secret_set_text(&account->sk, "TestSecretKeyForVectors0000000000000001");
    account->project_id = project_id;
    return account;
}

static struct session *a_session(const struct account *account)
{
    struct session *session = NULL;
    struct err err = ERR_INIT;

    if (session_new(account, 7, &session, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return session;
}

static void release(struct session *session, struct account *account)
{
    session_free(session);
    account_free(account);
}

/* ---- exchanges -------------------------------------------------------------- */

static struct http_exchange *a_token_answer(const char *token)
{
    struct http_exchange *answer = an_answer_from_file(201, "token.json");
    answer_header(answer, "X-Subject-Token", token);
    return answer;
}

/* Takes the request that is due, gives the answer; the request's path for a look. */
static void login_at(struct session *session, int64_t now_ms, const char *method,
                     const char *path, struct http_exchange *answer)
{
    struct http_request *request = session_next(session, now_ms, issued_wall_ms);

    assert_non_null(request);
    assert_string_equal(request->method, method);
    assert_string_equal(request->path, path);
    assert_int_equal(request->intent, HTTP_READS);
    assert_null(session_next(session, now_ms, issued_wall_ms)); /* one at a time */
    session_feed(session, answer, now_ms, issued_wall_ms);
    answer_free(answer);
    http_request_free(request);
}

static void log_in(struct session *session, int64_t now_ms, const char *token)
{
    login_at(session, now_ms, "POST", "/v3/auth/tokens", a_token_answer(token));
    assert_int_equal(session_state(session), SESSION_READY);
}

static const char *signed_with(const struct session *session, char out[64])
{
    struct http_request *request = http_request_new("GET", "/x");
    session_sign(session, session_peer(session, CLOUD_ELB), request, issued_wall_ms);
    const char *token = http_headers_get(&request->headers, "X-Auth-Token");
    snprintf(out, 64, "%s", token == NULL ? "-" : token);
    http_request_free(request);
    return out;
}

static void assert_base(const struct session *session, enum cloud_service service,
                        const char *url)
{
    const struct http_peer *peer = session_peer(session, service);
    assert_non_null(peer);
    assert_string_equal(http_peer_base_url(peer), url);
}

static void assert_error(const struct session *session, enum err_code code,
                         const char *line)
{
    struct err err = ERR_INIT;
    char got[512];

    session_error(session, &err);
    assert_int_equal(err.code, code);
    assert_string_equal(err_line(&err, got, sizeof got), line);
}

/* ---- bodies ----------------------------------------------------------------- */

static void assert_login_body(const struct account *account, const char *wanted)
{
    struct session *session = a_session(account);
    struct http_request *request = session_next(session, 0, issued_wall_ms);

    assert_string_equal(buf_text(&request->body), wanted);
    assert_string_equal(http_headers_get(&request->headers, "Content-Type"),
                        "application/json;charset=utf8");
    assert_null(http_headers_get(&request->headers, "X-Auth-Token"));
    http_request_free(request);
    session_free(session);
}

static void session_asks_for_a_token_as_documented(void **state)
{
    (void)state;
    struct account *account = an_account("http://127.0.0.1:8001/v3");

    assert_login_body(
        account,
        "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{"
        "\"name\":\"ops\",\"password\":\"pass\\\"word\","
        "\"domain\":{\"name\":\"OTC-EU-DE-00000000001000000000\"}}}},"
        "\"scope\":{\"project\":{\"name\":\"eu-de_demo\","
        "\"domain\":{\"name\":\"OTC-EU-DE-00000000001000000000\"}}}}}");

    account->project_id = PROJECT;
    account->user_id = "u1";
    account->domain_id = "d1";
    assert_login_body(
        account,
        "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{"
        "\"id\":\"u1\",\"password\":\"pass\\\"word\"}}},"
        "\"scope\":{\"project\":{\"id\":\"" PROJECT "\"}}}}");
    account_free(account);

    account = an_account_with_token("MIIold");
    assert_login_body(
        account, "{\"auth\":{\"identity\":{\"methods\":[\"token\"],\"token\":{\"id\":"
                 "\"MIIold\"}},\"scope\":{\"project\":{\"name\":\"eu-de_demo\","
                 "\"domain\":{\"name\":\"OTC-EU-DE-00000000001000000000\"}}}}}");
    account_free(account);
}

/* ---- READY ------------------------------------------------------------------ */

static void session_gets_ready_with_a_token(void **state)
{
    (void)state;
    struct account *account = an_account("http://127.0.0.1:8001/v3");
    struct session *session = a_session(account);
    char token[64];

    assert_int_equal(session_state(session), SESSION_STARTING);
    assert_null(session_project_id(session));
    assert_null(session_peer(session, CLOUD_ELB));
    assert_base(session, CLOUD_IAM, "http://127.0.0.1:8001");
    assert_int_equal(session_expires_wall_ms(session), WHEN_UNKNOWN);
    assert_true(session_due_ms(session) <= 0);

    log_in(session, 1000, "MIIone");

    assert_error(session, ERR_OK, "");
    assert_string_equal(session_project_id(session), PROJECT);
    assert_string_equal(signed_with(session, token), "MIIone");
    assert_int_equal(session_expires_wall_ms(session), issued_wall_ms + DAY_MS);
    release(session, account);
}

static void session_takes_a_token_of_32_kilobytes_and_none_longer(void **state)
{
    (void)state;
    for (size_t bytes = LIMIT_TOKEN_BYTES; bytes <= LIMIT_TOKEN_BYTES + 1; bytes++) {
        struct account *account = an_account("http://127.0.0.1:8001/v3");
        struct session *session = a_session(account);
        char *token = mem_new(bytes + 1);
        memset(token, 'M', bytes);

        login_at(session, 0, "POST", "/v3/auth/tokens", a_token_answer(token));

        if (bytes == LIMIT_TOKEN_BYTES)
            assert_int_equal(session_state(session), SESSION_READY);
        else
            assert_error(session, ERR_LIMIT, "X-Subject-Token: longer than 32768 bytes");
        free(token);
        release(session, account);
    }
}

static void session_says_what_an_answer_lacks(void **state)
{
    (void)state;
    static const struct {
        const char *token; /* NULL: no header */
        const char *body;
        enum err_code code;
        const char *line;
    } cases[] = {
        {"MII", "<html>", ERR_SHAPE, "answer:1:1: not JSON: '[' or '{' expected"},
        {"MII", "{\"access\":{}}", ERR_SHAPE, "token: missing"},
        {"MII", "{\"token\":{\"domain\":{\"id\":\"d\"}}}", ERR_SHAPE,
         "token.project.id: the token is bound to no project"},
        {"MII", "{\"token\":{\"project\":{\"id\":\"p\"},\"catalog\":[]}}", ERR_SHAPE,
         "catalog: no endpoint of elb in region \"xx-x1\""},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct account *account = an_account("http://127.0.0.1:8001/v3");
        account->region = "xx-x1";
        struct session *session = a_session(account);
        struct http_exchange *answer = an_answer(201, cases[i].body);
        answer_header(answer, "X-Subject-Token", cases[i].token);

        login_at(session, 0, "POST", "/v3/auth/tokens", answer);

        assert_int_equal(session_state(session), SESSION_FAILED);
        struct err err = ERR_INIT;
        char got[512];
        session_error(session, &err);
        if (i > 0) /* the parser's words are its own */
            assert_string_equal(err_line(&err, got, sizeof got), cases[i].line);
        assert_int_equal(err.code, cases[i].code);
        release(session, account);
    }
}

static void session_needs_the_header_that_holds_the_token(void **state)
{
    (void)state;
    struct account *account = an_account("http://127.0.0.1:8001/v3");
    struct session *session = a_session(account);

    login_at(session, 0, "POST", "/v3/auth/tokens",
             an_answer_from_file(201, "token.json"));

    assert_error(session, ERR_SHAPE, "X-Subject-Token: missing");
    release(session, account);
}

/* ---- where the services are ------------------------------------------------- */

static void session_finds_services_in_the_catalog(void **state)
{
    (void)state;
    struct account *account = an_account("http://127.0.0.1:8001/v3");
    struct session *session = a_session(account);

    log_in(session, 0, "MII");

    assert_base(session, CLOUD_ELB, "http://127.0.0.1:8002/elb");
    assert_base(session, CLOUD_VPC,
                "http://127.0.0.1:8003"); /* region null: everywhere */
    release(session, account);
}

static void session_takes_the_catalog_of_its_region(void **state)
{
    (void)state;
    struct account *account = an_account("http://127.0.0.1:8001/v3");
    account->region = "eu-nl";
    struct session *session = a_session(account);

    log_in(session, 0, "MII");

    assert_base(session, CLOUD_ELB, "http://127.0.0.1:8009");
    release(session, account);
}

/* The catalog of some tenants lacks elbv3; v2.0's host serves v3 too. */
static void session_does_without_elbv3_in_the_catalog(void **state)
{
    (void)state;
    struct account *account = an_account("http://127.0.0.1:8001/v3");
    struct session *session = a_session(account);
    struct http_exchange *answer = a_token_answer("MII");
    char *type = strstr(answer->body.at, "\"elbv3\", \"id\"");
    assert_non_null(type);
    memcpy(type, "\"other\"", 7);

    login_at(session, 0, "POST", "/v3/auth/tokens", answer);

    assert_base(session, CLOUD_ELB, "http://127.0.0.1:8002/old");
    release(session, account);
}

/* On the cloud's own hosts the pattern is surer than the catalog, which is not asked
 * for. */
static void session_uses_host_patterns_on_the_clouds_own_hosts(void **state)
{
    (void)state;
    struct account *account = an_account("https://iam.eu-de.otc.t-systems.com/v3");
    struct session *session = a_session(account);

    login_at(session, 0, "POST", "/v3/auth/tokens?nocatalog=1", a_token_answer("MII"));

    assert_base(session, CLOUD_IAM, "https://iam.eu-de.otc.t-systems.com");
    assert_base(session, CLOUD_ELB, "https://elb.eu-de.otc.t-systems.com");
    assert_base(session, CLOUD_VPC, "https://vpc.eu-de.otc.t-systems.com");
    release(session, account);
}

static void session_falls_back_to_patterns_without_a_catalog(void **state)
{
    (void)state;
    struct account *account = an_account("https://proxy.example/v3");
    struct session *session = a_session(account);
    struct http_exchange *answer =
        an_answer(201, "{\"token\":{\"project\":{\"id\":\"p\"},\"catalog\":null}}");
    answer_header(answer, "X-Subject-Token", "MII");

    login_at(session, 0, "POST", "/v3/auth/tokens", answer);

    assert_base(session, CLOUD_ELB, "https://elb.eu-de.otc.t-systems.com");
    release(session, account);
}

static void session_prefers_urls_set_by_hand(void **state)
{
    (void)state;
    struct account *account = an_account("https://iam.eu-de.otc.t-systems.com/v3");
    account->override[CLOUD_IAM] = "http://127.0.0.1:1/iam";
    account->override[CLOUD_ELB] = "http://127.0.0.1:2";
    struct session *session = a_session(account);

    login_at(session, 0, "POST", "/v3/auth/tokens?nocatalog=1", a_token_answer("MII"));

    assert_base(session, CLOUD_IAM, "http://127.0.0.1:1/iam");
    assert_base(session, CLOUD_ELB, "http://127.0.0.1:2");
    assert_base(session, CLOUD_VPC, "https://vpc.eu-de.otc.t-systems.com");
    release(session, account);
}

/* Calls that are under way point to their peer: it must outlive a login. */
static void session_keeps_peers_over_a_renewal(void **state)
{
    (void)state;
    struct account *account = an_account("http://127.0.0.1:8001/v3");
    struct session *session = a_session(account);

    log_in(session, 0, "MIIone");
    const struct http_peer *elb = session_peer(session, CLOUD_ELB);
    log_in(session, DAY_MS, "MIItwo");
    assert_ptr_equal(session_peer(session, CLOUD_ELB), elb);

    struct http_exchange *moved = a_token_answer("MIIthree");
    char *port = strstr(moved->body.at, "8002/elb");
    memcpy(port, "8004", 4);
    login_at(session, 2LL * DAY_MS, "POST", "/v3/auth/tokens", moved);
    assert_base(session, CLOUD_ELB, "http://127.0.0.1:8004/elb");
    assert_string_equal(http_peer_base_url(elb), "http://127.0.0.1:8002/elb");
    release(session, account);
}

/* ---- renewal ---------------------------------------------------------------- */

static void session_renews_before_the_end(void **state)
{
    (void)state;
    struct account *account = an_account("http://127.0.0.1:8001/v3");
    struct session *session = a_session(account);
    char token[64];

    log_in(session, 5000, "MIIone");
    int64_t due_ms = 5000 + DAY_MS - INTERVAL_RENEW_MS;

    assert_int_equal(session_due_ms(session), due_ms);
    assert_null(session_next(session, due_ms - 1, issued_wall_ms));
    log_in(session, due_ms, "MIItwo");
    assert_string_equal(signed_with(session, token), "MIItwo");
    release(session, account);
}

static struct http_exchange *a_short_token(const char *issued, const char *expires,
                                           const char *date)
{
    struct buf body;

    buf_init(&body, 4096);
    buf_print(&body,
              "{\"token\":{\"issued_at\":\"%s\",\"expires_at\":\"%s\","
              "\"project\":{\"id\":\"p\"}}}",
              issued, expires);
    struct http_exchange *answer = an_answer(201, buf_text(&body));
    answer_header(answer, "X-Subject-Token", "MII");
    if (date != NULL)
        answer_header(answer, "Date", date);
    buf_release(&body);
    return answer;
}

static void session_renews_short_tokens_in_their_last_tenth(void **state)
{
    (void)state;
    struct account *account = an_account("https://iam.eu-de.otc.t-systems.com/v3");
    struct session *session = a_session(account);

    login_at(session, 0, "POST", "/v3/auth/tokens?nocatalog=1",
             a_short_token("2026-01-15T08:00:00Z", "2026-01-15T08:10:00Z", NULL));

    assert_int_equal(session_due_ms(session), 9 * 60 * 1000);
    release(session, account);
}

/* Our clock may be wrong by days: the server's Date and the token's times decide. */
static void session_does_not_trust_its_own_clock(void **state)
{
    (void)state;
    struct account *account = an_account("https://iam.eu-de.otc.t-systems.com/v3");
    struct session *session = a_session(account);

    login_at(session, 0, "POST", "/v3/auth/tokens?nocatalog=1",
             a_short_token("2031-01-15T08:00:00Z", "2031-01-15T10:00:00Z",
                           "Wed, 15 Jan 2031 08:20:00 GMT"));

    assert_int_equal(session_due_ms(session), (100 - 10) * 60 * 1000);
    release(session, account);
}

static void session_stays_ready_while_a_renewal_fails(void **state)
{
    (void)state;
    struct account *account = an_account("http://127.0.0.1:8001/v3");
    struct session *session = a_session(account);
    int64_t due_ms = DAY_MS - INTERVAL_RENEW_MS;
    char token[64];

    log_in(session, 0, "MIIone");
    login_at(session, due_ms, "POST", "/v3/auth/tokens", a_cut(HTTP_CUT_TIMEOUT));

    assert_int_equal(session_state(session), SESSION_READY);
    assert_string_equal(signed_with(session, token), "MIIone");
    assert_error(session, ERR_NET, "nothing came back");
    assert_true(session_due_ms(session) > due_ms);
    assert_true(session_due_ms(session) <= due_ms + 1200);

    log_in(session, session_due_ms(session), "MIItwo");
    assert_error(session, ERR_OK, "");
    release(session, account);
}

static void session_fails_when_the_token_ends_unrenewed(void **state)
{
    (void)state;
    struct account *account = an_account("http://127.0.0.1:8001/v3");
    struct session *session = a_session(account);

    log_in(session, 0, "MIIone");
    login_at(session, DAY_MS - 1, "POST", "/v3/auth/tokens", a_cut(HTTP_CUT_TIMEOUT));
    assert_int_equal(session_due_ms(session), DAY_MS);
    assert_null(session_next(session, DAY_MS, issued_wall_ms));

    assert_int_equal(session_state(session), SESSION_FAILED);
    assert_null(session_peer(session, CLOUD_ELB));
    assert_null(session_project_id(session));
    release(session, account);
}

static void session_does_not_ask_in_circles_for_expired_tokens(void **state)
{
    (void)state;
    struct account *account = an_account("https://iam.eu-de.otc.t-systems.com/v3");
    struct session *session = a_session(account);
    int64_t now_ms = 0;
    int logins = 0;

    while (now_ms < 10 * 60 * 1000) {
        login_at(session, now_ms, "POST", "/v3/auth/tokens?nocatalog=1",
                 a_short_token("2026-01-15T08:00:00Z", "2026-01-15T08:00:00Z", NULL));
        assert_error(session, ERR_AUTH, "the token has expired already");
        now_ms = session_due_ms(session);
        logins++;
    }

    assert_true(logins < 35);
    release(session, account);
}

/* ---- refusals --------------------------------------------------------------- */

static struct http_exchange *a_wrong_password(void)
{
    return an_answer(401,
                     "{\"error\":{\"message\":\"The username or password is wrong.\","
                     "\"code\":401,\"title\":\"Unauthorized\"}}");
}

/* Five wrong passwords in an hour lock the account. */
static void session_tries_a_wrong_password_rarely(void **state)
{
    (void)state;
    struct account *account = an_account("http://127.0.0.1:8001/v3");
    struct session *session = a_session(account);
    int64_t now_ms = 0;
    int tries = 0;

    for (; now_ms < 3600 * 1000; tries++) {
        login_at(session, now_ms, "POST", "/v3/auth/tokens", a_wrong_password());
        assert_int_equal(session_state(session), SESSION_FAILED);
        assert_error(session, ERR_AUTH, "HTTP 401: The username or password is wrong.");
        now_ms = session_due_ms(session);
    }

    assert_true(tries <= 4);
    release(session, account);
}

static void session_tries_again_when_the_user_asks(void **state)
{
    (void)state;
    struct account *account = an_account("http://127.0.0.1:8001/v3");
    struct session *session = a_session(account);

    login_at(session, 0, "POST", "/v3/auth/tokens", a_wrong_password());
    session_retry_now(session, 5000);
    assert_int_equal(session_due_ms(session), 5000);
    log_in(session, 5000, "MII");

    int64_t due_ms = session_due_ms(session);
    session_retry_now(session, 6000); /* nothing waits: nothing is asked */
    assert_int_equal(session_due_ms(session), due_ms);
    release(session, account);
}

static void session_waits_longer_each_time_the_server_is_not_there(void **state)
{
    (void)state;
    struct account *account = an_account("http://127.0.0.1:8001/v3");
    struct session *session = a_session(account);
    int64_t now_ms = 0;
    int64_t wait_ms = 0;

    for (int i = 0; i < 5; i++) {
        login_at(session, now_ms, "POST", "/v3/auth/tokens", a_cut(HTTP_CUT_REFUSED));
        assert_true(session_due_ms(session) - now_ms > wait_ms);
        wait_ms = session_due_ms(session) - now_ms;
        assert_null(session_next(session, now_ms + wait_ms - 1, issued_wall_ms));
        now_ms += wait_ms;
    }
    log_in(session, now_ms, "MII");
    release(session, account);
}

static void session_waits_as_long_as_the_server_asks(void **state)
{
    (void)state;
    struct account *account = an_account("http://127.0.0.1:8001/v3");
    struct session *session = a_session(account);
    struct http_exchange *busy =
        an_answer(429, "{\"error_msg\":\"throttled\",\"error_code\":\"IAM.0012\"}");
    answer_header(busy, "Retry-After", "90");

    login_at(session, 0, "POST", "/v3/auth/tokens", busy);

    assert_int_equal(session_due_ms(session), 90 * 1000);
    release(session, account);
}

static void session_logs_in_anew_after_a_401(void **state)
{
    (void)state;
    struct account *account = an_account("http://127.0.0.1:8001/v3");
    struct session *session = a_session(account);
    char token[64];

    log_in(session, 0, "MIIone");
    assert_true(session_rejected(session, 5000)); /* young, but the first time */
    assert_int_equal(session_state(session), SESSION_STARTING);
    assert_int_equal(session_due_ms(session), 5000);
    assert_true(session_rejected(session, 5001)); /* the other call that was under way */
    log_in(session, 5002, "MIItwo");

    assert_string_equal(signed_with(session, token), "MIItwo");
    release(session, account);
}

static void session_gives_up_when_a_new_login_does_not_help(void **state)
{
    (void)state;
    struct account *account = an_account("http://127.0.0.1:8001/v3");
    struct session *session = a_session(account);
    int64_t now_ms = 1000;
    int64_t wait_ms = 0;

    log_in(session, 0, "MII");
    assert_true(session_rejected(session, now_ms));
    for (int i = 0; i < 4; i++) {
        log_in(session, now_ms, "MII");
        assert_false(session_rejected(session, now_ms + 10));
        assert_int_equal(session_state(session), SESSION_FAILED);
        assert_error(session, ERR_AUTH, "a new token was refused as well");
        assert_false(session_rejected(session, now_ms + 11));
        assert_true(session_due_ms(session) - now_ms > wait_ms);
        wait_ms = session_due_ms(session) - now_ms;
        now_ms = session_due_ms(session);
    }

    /* A token that has served for a while is another matter. */
    log_in(session, now_ms, "MII");
    assert_true(session_rejected(session, now_ms + INTERVAL_LOGIN_TRUST_MS));
    release(session, account);
}

static void session_forgets_a_401_after_a_renewal(void **state)
{
    (void)state;
    struct account *account = an_account("http://127.0.0.1:8001/v3");
    struct session *session = a_session(account);

    log_in(session, 0, "MIIone");
    assert_true(session_rejected(session, 5000));
    log_in(session, 5000, "MIItwo");
    int64_t due_ms = session_due_ms(session);
    log_in(session, due_ms, "MIIthree");

    assert_true(session_rejected(session, due_ms + 1));
    release(session, account);
}

/* ---- a token that was given ------------------------------------------------- */

static void session_binds_a_given_token_to_the_project(void **state)
{
    (void)state;
    struct account *account = an_account_with_token("MIIgiven");
    struct session *session = a_session(account);
    char token[64];

    log_in(session, 0, "MIIbound");

    assert_string_equal(signed_with(session, token), "MIIbound");
    release(session, account);
}

static void session_takes_a_token_as_it_is_when_it_cannot_be_bound(void **state)
{
    (void)state;
    struct account *account = an_account_with_token("MIIgiven");
    struct session *session = a_session(account);
    char token[64];

    login_at(session, 0, "POST", "/v3/auth/tokens",
             an_answer(403, "{\"error\":{\"message\":\"no\",\"code\":403}}"));
    assert_int_equal(session_state(session), SESSION_STARTING);
    struct http_request *request = session_next(session, 0, issued_wall_ms);
    assert_string_equal(http_headers_get(&request->headers, "X-Auth-Token"), "MIIgiven");
    assert_string_equal(http_headers_get(&request->headers, "X-Subject-Token"),
                        "MIIgiven");
    assert_string_equal(request->path, "/v3/auth/tokens");
    struct http_exchange *answer = an_answer_from_file(200, "token.json");
    session_feed(session, answer, 0, issued_wall_ms + 3600 * 1000);

    assert_int_equal(session_state(session), SESSION_READY);
    assert_string_equal(signed_with(session, token), "MIIgiven");
    assert_int_equal(session_due_ms(session), DAY_MS - 3600 * 1000 - INTERVAL_RENEW_MS);
    answer_free(answer);
    http_request_free(request);
    release(session, account);
}

static void session_checks_a_token_when_no_project_is_named(void **state)
{
    (void)state;
    struct account *account = an_account_with_token("MIIgiven");
    account->project_name = NULL;
    struct session *session = a_session(account);

    login_at(session, 0, "GET", "/v3/auth/tokens",
             an_answer_from_file(200, "token.json"));

    assert_int_equal(session_state(session), SESSION_READY);
    assert_string_equal(session_project_id(session), PROJECT);
    release(session, account);
}

/* ---- keys ------------------------------------------------------------------- */

static void session_with_keys_and_project_is_ready_at_once(void **state)
{
    (void)state;
    struct account *account =
        an_account_with_keys("https://iam.eu-de.otc.t-systems.com/v3", PROJECT);
    struct session *session = a_session(account);

    assert_int_equal(session_state(session), SESSION_READY);
    assert_null(session_next(session, 0, issued_wall_ms));
    assert_int_equal(session_due_ms(session), INT64_MAX);
    assert_int_equal(session_expires_wall_ms(session), WHEN_UNKNOWN);
    assert_string_equal(session_project_id(session), PROJECT);
    assert_base(session, CLOUD_ELB, "https://elb.eu-de.otc.t-systems.com");
    release(session, account);
}

/* Vector V1 of the signature, as a request that is about to be sent. */
static void session_signs_with_keys(void **state)
{
    (void)state;
    struct account *account =
        an_account_with_keys("https://iam.eu-de.otc.t-systems.com/v3", PROJECT);
    struct session *session = a_session(account);
    struct http_request *request =
        http_request_new("GET", "/v3/" PROJECT "/elb/loadbalancers");

    session_sign(session, session_peer(session, CLOUD_ELB), request,
                 when_from_text("2026-01-15T08:15:30Z"));

    assert_string_equal(
        http_headers_get(&request->headers, "Authorization"),
        "SDK-HMAC-SHA256 Access=TESTAK00000000000001, "
        "SignedHeaders=host;x-project-id;x-sdk-date, "
        "Signature=b5bfeb297cacbb7d53f8f3b2389e049930fc15b61a377022591982ba6fc0937e");
    assert_string_equal(http_headers_get(&request->headers, "X-Sdk-Date"),
                        "20260115T081530Z");
    assert_string_equal(http_headers_get(&request->headers, "X-Project-Id"), PROJECT);
    assert_null(http_headers_get(&request->headers, "X-Auth-Token"));
    assert_null(http_headers_get(&request->headers, "Host"));
    http_request_free(request);
    release(session, account);
}

static const char *authorization_for(const char *base_url, const char *path,
                                     struct buf *out)
{
    struct account *account =
        an_account_with_keys("https://iam.eu-de.otc.t-systems.com/v3", PROJECT);
    account->override[CLOUD_ELB] = base_url;
    struct session *session = a_session(account);
    struct http_request *request = http_request_new("GET", path);

    session_sign(session, session_peer(session, CLOUD_ELB), request, issued_wall_ms);
    buf_clear(out);
    buf_add_text(out, http_headers_get(&request->headers, "Authorization"));
    http_request_free(request);
    release(session, account);
    return buf_text(out);
}

/* The signature covers what goes over the wire: host, port when unusual, whole path. */
static void session_signs_for_where_the_request_really_goes(void **state)
{
    (void)state;
    struct buf a, b;
    buf_init(&a, 4096);
    buf_init(&b, 4096);

    assert_string_equal(authorization_for("https://h.example:443", "/v3/x", &a),
                        authorization_for("https://h.example", "/v3/x", &b));
    assert_string_equal(authorization_for("https://h.example/elb", "/v3/x", &a),
                        authorization_for("https://h.example", "/elb/v3/x", &b));
    assert_string_not_equal(authorization_for("https://h.example:8443", "/v3/x", &a),
                            authorization_for("https://h.example", "/v3/x", &b));
    assert_string_not_equal(authorization_for("https://h.example", "/v3/x?limit=1", &a),
                            authorization_for("https://h.example", "/v3/x", &b));
    buf_release(&a);
    buf_release(&b);
}

static void session_with_keys_finds_project_and_catalog(void **state)
{
    (void)state;
    struct account *account = an_account_with_keys("http://127.0.0.1:8001/v3", NULL);
    struct session *session = a_session(account);
    struct http_request *request = session_next(session, 0, issued_wall_ms);

    assert_string_equal(request->path, "/v3/projects?name=eu-de_demo");
    assert_non_null(strstr(http_headers_get(&request->headers, "Authorization"),
                           "SignedHeaders=host;x-sdk-date,"));
    struct http_exchange *projects =
        an_answer(200, "{\"projects\":[{\"id\":\"wrong\",\"name\":\"eu-de\"},"
                       "{\"id\":\"right\",\"name\":\"eu-de_demo\"}],\"links\":{}}");
    session_feed(session, projects, 0, issued_wall_ms);
    assert_int_equal(session_state(session), SESSION_STARTING);
    http_request_free(request);
    answer_free(projects);

    /* The catalog comes as the token's does, one level higher. */
    struct buf text = data_text("token.json");
    json_t *token = NULL;
    struct buf body;
    tree_from_json(buf_span(&text), "token.json", &token, NULL);
    json_t *catalog = json_pack("{s:O}", "catalog", tree_at(token, "token.catalog"));
    buf_init(&body, 1 << 16);
    tree_to_json(catalog, 0, &body);
    login_at(session, 0, "GET", "/v3/auth/catalog", an_answer(200, buf_text(&body)));

    assert_int_equal(session_state(session), SESSION_READY);
    assert_string_equal(session_project_id(session), "right");
    assert_base(session, CLOUD_ELB, "http://127.0.0.1:8002/elb");
    buf_release(&body);
    buf_release(&text);
    json_decref(catalog);
    json_decref(token);
    release(session, account);
}

static void session_with_keys_says_that_the_project_is_not_there(void **state)
{
    (void)state;
    struct account *account =
        an_account_with_keys("https://iam.eu-de.otc.t-systems.com/v3", NULL);
    struct session *session = a_session(account);

    login_at(session, 0, "GET", "/v3/projects?name=eu-de_demo",
             an_answer(200, "{\"projects\":[]}"));

    assert_error(session, ERR_ABSENT, "there is no project \"eu-de_demo\"");
    assert_int_equal(session_state(session), SESSION_FAILED);
    release(session, account);
}

/* Five wrong signatures in a row lock the key: no try before the lock would be over. */
static void session_with_keys_waits_long_after_a_401(void **state)
{
    (void)state;
    struct account *account =
        an_account_with_keys("https://iam.eu-de.otc.t-systems.com/v3", PROJECT);
    struct session *session = a_session(account);

    assert_false(session_rejected(session, 1000));
    assert_int_equal(session_state(session), SESSION_FAILED);
    assert_error(session, ERR_AUTH, "the access key was refused");
    assert_null(session_peer(session, CLOUD_ELB));
    int64_t due_ms = session_due_ms(session);
    assert_true(due_ms >= 1000 + INTERVAL_KEY_LOCK_MS);

    assert_null(session_next(session, due_ms - 1, issued_wall_ms));
    assert_int_equal(session_state(session), SESSION_FAILED);
    assert_null(session_next(session, due_ms, issued_wall_ms));
    assert_int_equal(session_state(session), SESSION_READY);
    release(session, account);
}

static void session_refuses_a_ca_that_is_none(void **state)
{
    (void)state;
    struct account *account = an_account("https://iam.eu-de.otc.t-systems.com/v3");
    struct session *session = NULL;
    account->ca_pem = "no certificate";

    assert_int_equal(session_new(account, 1, &session, NULL), ERR_LOCAL);

    assert_null(session);
    account_free(account);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(session_asks_for_a_token_as_documented),
        cmocka_unit_test(session_gets_ready_with_a_token),
        cmocka_unit_test(session_takes_a_token_of_32_kilobytes_and_none_longer),
        cmocka_unit_test(session_says_what_an_answer_lacks),
        cmocka_unit_test(session_needs_the_header_that_holds_the_token),
        cmocka_unit_test(session_finds_services_in_the_catalog),
        cmocka_unit_test(session_takes_the_catalog_of_its_region),
        cmocka_unit_test(session_does_without_elbv3_in_the_catalog),
        cmocka_unit_test(session_uses_host_patterns_on_the_clouds_own_hosts),
        cmocka_unit_test(session_falls_back_to_patterns_without_a_catalog),
        cmocka_unit_test(session_prefers_urls_set_by_hand),
        cmocka_unit_test(session_keeps_peers_over_a_renewal),
        cmocka_unit_test(session_renews_before_the_end),
        cmocka_unit_test(session_renews_short_tokens_in_their_last_tenth),
        cmocka_unit_test(session_does_not_trust_its_own_clock),
        cmocka_unit_test(session_stays_ready_while_a_renewal_fails),
        cmocka_unit_test(session_fails_when_the_token_ends_unrenewed),
        cmocka_unit_test(session_does_not_ask_in_circles_for_expired_tokens),
        cmocka_unit_test(session_tries_a_wrong_password_rarely),
        cmocka_unit_test(session_tries_again_when_the_user_asks),
        cmocka_unit_test(session_waits_longer_each_time_the_server_is_not_there),
        cmocka_unit_test(session_waits_as_long_as_the_server_asks),
        cmocka_unit_test(session_logs_in_anew_after_a_401),
        cmocka_unit_test(session_gives_up_when_a_new_login_does_not_help),
        cmocka_unit_test(session_forgets_a_401_after_a_renewal),
        cmocka_unit_test(session_binds_a_given_token_to_the_project),
        cmocka_unit_test(session_takes_a_token_as_it_is_when_it_cannot_be_bound),
        cmocka_unit_test(session_checks_a_token_when_no_project_is_named),
        cmocka_unit_test(session_with_keys_and_project_is_ready_at_once),
        cmocka_unit_test(session_signs_with_keys),
        cmocka_unit_test(session_signs_for_where_the_request_really_goes),
        cmocka_unit_test(session_with_keys_finds_project_and_catalog),
        cmocka_unit_test(session_with_keys_says_that_the_project_is_not_there),
        cmocka_unit_test(session_with_keys_waits_long_after_a_401),
        cmocka_unit_test(session_refuses_a_ca_that_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
