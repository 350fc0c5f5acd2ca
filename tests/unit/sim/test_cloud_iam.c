/* Logging in, and being let in: tokens, signatures, rights, throttling. */
#include "lib/check.h"

#include <strings.h>

#include "a_cloud.h"
#include "base/limits.h"
#include "base/when.h"
#include "sim/sigcheck.h"
#include "wire/tree.h"

static int setup(void **state)
{
    struct a_cloud *cloud = a_cloud_new("eu-de", NULL);
    a_cloud_log_in(cloud, "ops");
    *state = cloud;
    return 0;
}

static int teardown(void **state)
{
    a_cloud_free(*state);
    return 0;
}

static void set_token(struct a_cloud *cloud, const char *token)
{
    char *copy = mem_copy_text(token);
    free(cloud->token);
    cloud->token = copy;
}

/* user and scope are JSON with ' for ". */
static const json_t *log_in(struct a_cloud *cloud, int status, const char *user,
                            const char *scope)
{
    char body[1024];

    snprintf(body, sizeof(body),
             "{'auth':{'identity':{'methods':['password'],'password':{'user':%s}}%s%s}}",
             user, scope[0] == '\0' ? "" : ",'scope':", scope);
    return ask(cloud, status, IAM, "POST", body, "/v3/auth/tokens");
}

static const char *user_json(const struct a_cloud *cloud, const char *password, char *out,
                             size_t bytes)
{
    snprintf(out, bytes, "{'name':'%s','password':'%s','domain':{'name':'%s'}}",
             cloud->login.user, password, cloud->login.domain);
    return out;
}

/* ---- logging in ---- */

static void a_login_gives_a_token_of_some_size_and_a_catalog(void **state)
{
    struct a_cloud *cloud = *state;
    char user[300], scope[100];

    snprintf(scope, sizeof(scope), "{'project':{'name':'%s'}}", cloud->login.project);
    const json_t *answer = log_in(
        cloud, 201, user_json(cloud, cloud->login.password, user, sizeof(user)), scope);
    const char *token = http_headers_get(&cloud->last->headers, "X-Subject-Token");

    assert_int_equal(strlen(token), 4700);
    assert_memory_equal(token, "MII", 3);
    assert_string_equal(text_at(answer, "token.project.id"), cloud->login.project_id);
    assert_null(tree_at(answer, "token.domain"));
    const char *expires = text_at(answer, "token.expires_at");
    assert_int_equal(strlen(expires), strlen("2026-01-16T08:15:30.123456Z"));
    int64_t life_ms =
        when_from_text(expires) - when_from_text(text_at(answer, "token.issued_at"));
    assert_int_equal(life_ms, INT64_C(86400000));
    assert_true(json_array_size(tree_at(answer, "token.catalog")) >= 6);
}

static const json_t *catalog_entry(const json_t *answer, const char *type)
{
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(answer, "catalog"), i, entry)
    {
        if (strcmp(text_at(entry, "type"), type) == 0)
            return entry;
    }
    return NULL;
}

static void the_catalog_points_back_to_this_cloud(void **state)
{
    struct a_cloud *cloud = *state;
    char wanted[200];

    const json_t *answer = ask(cloud, 200, IAM, "GET", NULL, "/v3/auth/catalog");
    const json_t *elb =
        json_array_get(tree_at(catalog_entry(answer, "elbv3"), "endpoints"), 0);

    snprintf(wanted, sizeof(wanted), "%s/v3/%s", cloud_elb_url(cloud->cloud),
             cloud->login.project_id);
    assert_string_equal(text_at(elb, "url"), wanted);
    assert_string_equal(text_at(elb, "interface"), "public");
    assert_string_equal(text_at(elb, "region"), "eu-de");
    assert_non_null(catalog_entry(answer, "network"));
    assert_non_null(catalog_entry(answer, "load-balancer"));

    cloud_lock(cloud_state(cloud->cloud));
    cloud_state(cloud->cloud)->switches.no_elbv3_in_catalog = true;
    cloud_unlock(cloud_state(cloud->cloud));
    assert_null(
        catalog_entry(ask(cloud, 200, IAM, "GET", NULL, "/v3/auth/catalog"), "elbv3"));
}

static void a_login_may_ask_for_no_catalog(void **state)
{
    struct a_cloud *cloud = *state;
    a_cloud_log_in(cloud, "reader"); /* asks with nocatalog=1 */
    assert_null(strstr(buf_text(&cloud->last->body), "catalog"));
}

static void wrong_logins_are_refused_as_keystone_does(void **state)
{
    struct a_cloud *cloud = *state;
    char user[300];
    const json_t *no =
        log_in(cloud, 401, user_json(cloud, "guess", user, sizeof(user)), "");

    assert_string_equal(text_at(no, "error.title"), "Unauthorized");
    assert_int_equal(tree_int(no, "error.code", 0), 401);
    assert_non_null(tree_text(no, "error.message"));
    log_in(cloud, 401, "{'name':'nobody','password':'x','domain':{'name':'y'}}", "");
    log_in(cloud, 400, "{'name':'ops','password':'x'}", "");
    log_in(cloud, 400, "{'name':'ops'}", "");
    log_in(cloud, 400, "[]", "");
    user_json(cloud, cloud->login.password, user, sizeof(user));
    log_in(cloud, 401, user, "{'project':{'name':'eu-de_other'}}");
    log_in(cloud, 401, user, "{'domain':{'name':'other'}}");
    ask(cloud, 400, IAM, "POST", "{}", "/v3/auth/tokens");
    ask(cloud, 400, IAM, "POST", "{'auth':{'identity':{'methods':[]}}}",
        "/v3/auth/tokens");
    ask(cloud, 401, IAM, "POST", "{'auth':{'identity':{'methods':['password','totp']}}}",
        "/v3/auth/tokens");
}

static void a_user_may_come_by_id_and_the_project_too(void **state)
{
    struct a_cloud *cloud = *state;
    struct cloud_state *sky = cloud_state(cloud->cloud);
    char user[300], scope[100];

    snprintf(user, sizeof(user), "{'id':'%s','password':'%s'}", sky->account->users[0].id,
             cloud->login.password);
    snprintf(scope, sizeof(scope), "{'project':{'id':'%s'},'domain':{'name':'x'}}",
             cloud->login.project_id);

    const json_t *answer = log_in(cloud, 201, user, scope);

    assert_string_equal(text_at(answer, "token.user.name"), "ops");
    assert_string_equal(text_at(answer, "token.project.name"), "eu-de_demo");
}

static void a_token_can_be_had_for_a_token(void **state)
{
    struct a_cloud *cloud = *state;
    size_t bytes = strlen(cloud->token) + 300;
    char *body = mem_new(bytes);

    snprintf(body, bytes,
             "{'auth':{'identity':{'methods':['token'],'token':{'id':'%s'}},"
             "'scope':{'project':{'id':'%s'}}}}",
             cloud->token, cloud->login.project_id);
    const json_t *answer = ask(cloud, 201, IAM, "POST", body, "/v3/auth/tokens");
    free(body);

    assert_string_equal(
        json_string_value(json_array_get(tree_at(answer, "token.methods"), 0)), "token");
}

static void projects_are_listed_and_found_by_name(void **state)
{
    struct a_cloud *cloud = *state;
    const json_t *mine = ask(cloud, 200, IAM, "GET", NULL, "/v3/auth/projects");
    const json_t *one = ask(cloud, 200, IAM, "GET", NULL, "/v3/projects?name=eu-de_demo");

    assert_int_equal(json_array_size(json_object_get(mine, "projects")), 2);
    assert_int_equal(json_array_size(json_object_get(one, "projects")), 1);
    assert_string_equal(
        text_at(json_array_get(json_object_get(one, "projects"), 0), "id"),
        cloud->login.project_id);
}

static void versions_are_told_to_anybody(void **state)
{
    struct a_cloud *cloud = *state;
    set_token(cloud, NULL);

    const json_t *all = ask(cloud, 300, IAM, "GET", NULL, "/");
    const json_t *v3 = ask(cloud, 200, IAM, "GET", NULL, "/v3/");

    assert_string_equal(
        text_at(json_array_get(tree_at(all, "versions.values"), 0), "status"), "stable");
    assert_memory_equal(text_at(v3, "version.id"), "v3", 2);
}

/* ---- being let in ---- */

static void calls_without_a_good_token_are_turned_away(void **state)
{
    struct a_cloud *cloud = *state;
    const char *path = "/v3/{p}/elb/loadbalancers";

    set_token(cloud, NULL);
    assert_string_equal(
        text_at(ask(cloud, 401, ELB, "GET", NULL, "%s", path), "error_code"),
        "APIGW.0301");
    set_token(cloud, "MIInonsense");
    assert_string_equal(
        text_at(ask(cloud, 401, VPC, "GET", NULL, "/v1/{p}/publicips"), "error_code"),
        "APIGW.0301");
    assert_non_null(tree_text(ask(cloud, 401, IAM, "GET", NULL, "/v3/auth/projects"),
                              "error.message"));
}

static void a_token_that_ended_must_be_renewed(void **state)
{
    struct a_cloud *cloud = *state;
    struct cloud_state *sky = cloud_state(cloud->cloud);

    cloud_lock(sky);
    cloud_tokens_expire(sky);
    cloud_unlock(sky);

    assert_string_equal(
        text_at(ask(cloud, 401, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers"),
                "error_code"),
        "APIGW.0307");
    a_cloud_log_in(cloud, "ops");
    ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers");
}

static void tokens_live_as_long_as_is_set(void **state)
{
    struct a_cloud *cloud = *state;
    struct cloud_state *sky = cloud_state(cloud->cloud);

    cloud_lock(sky);
    sky->switches.token_life_ms = 60000;
    sky->switches.token_bytes = 16000;
    clock_hold(&sky->clock, 0, INT64_C(1768464930000));
    cloud_unlock(sky);
    a_cloud_log_in(cloud, "ops");
    assert_int_equal(strlen(cloud->token), 16000);
    ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/pools");
    cloud_lock(sky);
    clock_advance(&sky->clock, 60000);
    cloud_unlock(sky);
    ask(cloud, 401, ELB, "GET", NULL, "/v3/{p}/elb/pools");
}

static void another_project_is_refused_by_id_and_empty_by_token(void **state)
{
    struct a_cloud *cloud = *state;
    const char *elsewhere = "0123456789abcdef0123456789abcdef";
    char user[300];

    make_dedicated_elb(cloud, "web");
    assert_string_equal(
        text_at(ask(cloud, 400, VPC, "GET", NULL, "/v1/%s/publicips", elsewhere), "code"),
        "VPC.0007");
    ask(cloud, 403, ELB, "GET", NULL, "/v3/%s/elb/pools", elsewhere);

    user_json(cloud, cloud->login.password, user, sizeof(user));
    const json_t *other = log_in(cloud, 201, user, "{'project':{'name':'eu-de'}}");
    set_token(cloud, http_headers_get(&cloud->last->headers, "X-Subject-Token"));
    const json_t *list = ask(cloud, 200, ELB, "GET", NULL, "/v3/%s/elb/loadbalancers",
                             text_at(other, "token.project.id"));
    assert_int_equal(json_array_size(json_object_get(list, "loadbalancers")), 0);
}

static void a_domain_token_opens_no_project(void **state)
{
    struct a_cloud *cloud = *state;
    char user[300];

    user_json(cloud, cloud->login.password, user, sizeof(user));
    const json_t *answer = log_in(cloud, 201, user, "");
    assert_null(tree_at(answer, "token.project"));
    set_token(cloud, http_headers_get(&cloud->last->headers, "X-Subject-Token"));

    ask(cloud, 403, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers");
}

static void readers_may_not_change_and_some_see_no_eips(void **state)
{
    struct a_cloud *cloud = *state;
    const char *eip = make_eip(cloud, "bw");
    const char *elb = make_dedicated_elb(cloud, "web");

    a_cloud_log_in(cloud, "reader");
    ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers/%s", elb);
    ask(cloud, 403, ELB, "DELETE", NULL, "/v3/{p}/elb/loadbalancers/%s", elb);
    assert_string_equal(
        text_at(ask(cloud, 403, VPC, "DELETE", NULL, "/v1/{p}/publicips/%s", eip),
                "code"),
        "VPC.0010");

    a_cloud_log_in(cloud, "elb-reader");
    const json_t *none = ask(cloud, 200, VPC, "GET", NULL, "/v1/{p}/publicips");
    assert_int_equal(json_array_size(json_object_get(none, "publicips")), 0);
    ask(cloud, 403, VPC, "GET", NULL, "/v1/{p}/publicips/%s", eip);
}

static void lists_of_eips_can_be_emptied_for_all(void **state)
{
    struct a_cloud *cloud = *state;

    make_eip(cloud, "bw");
    cloud_lock(cloud_state(cloud->cloud));
    cloud_state(cloud->cloud)->switches.no_vpc_rights = true;
    cloud_unlock(cloud_state(cloud->cloud));

    const json_t *none = ask(cloud, 200, VPC, "GET", NULL, "/v1/{p}/publicips");
    assert_int_equal(json_array_size(json_object_get(none, "publicips")), 0);
}

static void too_many_calls_are_throttled(void **state)
{
    struct a_cloud *cloud = *state;
    struct cloud_state *sky = cloud_state(cloud->cloud);

    cloud_lock(sky);
    clock_hold(&sky->clock, 5000, cloud_wall_ms(sky));
    sky->switches.calls_per_second = 2;
    cloud_unlock(sky);
    ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/pools");
    ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/pools");
    const json_t *no = ask(cloud, 429, ELB, "GET", NULL, "/v3/{p}/elb/pools");

    assert_string_equal(text_at(no, "error_code"), "APIG.0308");
    assert_non_null(strstr(text_at(no, "error_msg"), "limit:2,time:1 second"));
    ask(cloud, 200, VPC, "GET", NULL, "/v1/{p}/publicips"); /* another host */
    cloud_lock(sky);
    clock_advance(&sky->clock, 1000);
    cloud_unlock(sky);
    ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/pools");
}

/* ---- signatures ---- */

struct signer {
    const char *ak, *sk, *security_token, *scope;
    int64_t skew_ms;
    char date[32];
    char host[64];
};

static const char *signed_header(const void *ctx, const char *name)
{
    const struct signer *signer = ctx;

    if (strcasecmp(name, "host") == 0)
        return signer->host;
    return strcasecmp(name, "x-sdk-date") == 0 ? signer->date : NULL;
}

/* GET of the load balancers, with a query that has to be sorted. */
static int ask_signed(struct a_cloud *cloud, struct signer *signer)
{
    struct clock clock = CLOCK_REAL_INIT;
    char text[WHEN_TEXT_BYTES], path[200], header[400];
    char signature[SHA256_HEX_BYTES];

    when_print((clock_wall_ms(&clock) + signer->skew_ms) / 1000 * 1000, text);
    snprintf(signer->date, sizeof(signer->date), "%.4s%.2s%.5s%.2s%.3s", text, text + 5,
             text + 8, text + 14, text + 17);
    snprintf(signer->host, sizeof(signer->host), "%s",
             strstr(cloud_elb_url(cloud->cloud), "127"));
    snprintf(path, sizeof(path), "/v3/%s/elb/loadbalancers", cloud->login.project_id);

    struct sigcheck_query query[] = {{"name", "my lb/\xc3\xa4~1"}, {"limit", "50"}};
    struct sigcheck_request request = {.method = "GET",
                                       .path = path,
                                       .query_count = 2,
                                       .query = query,
                                       .header = signed_header,
                                       .header_ctx = signer};
    struct sigcheck_claim claim = {.ak = span_of(signer->ak),
                                   .derived = signer->scope != NULL,
                                   .scope = span_of(signer->scope),
                                   .signed_headers = span_of("host;x-sdk-date")};
    sigcheck_sign(&request, &claim, span_of(signer->sk), signer->date, signature);
    snprintf(header, sizeof(header),
             "SDK-HMAC-SHA256 %s=%s%s%s, SignedHeaders=host;x-sdk-date, Signature=%s",
             signer->scope == NULL ? "Access" : "Credential", signer->ak,
             signer->scope == NULL ? "" : "/", signer->scope == NULL ? "" : signer->scope,
             signature);

    char target[300];
    snprintf(target, sizeof(target), "%s?name=my%%20lb%%2F%%C3%%A4~1&limit=50", path);
    struct http_request *sent = http_request_new("GET", target);
    http_headers_add(&sent->headers, "X-Sdk-Date", signer->date);
    http_headers_add(&sent->headers, "X-Project-Id", cloud->login.project_id);
    http_headers_add(&sent->headers, "Authorization", header);
    if (signer->security_token != NULL)
        http_headers_add(&sent->headers, "X-Security-Token", signer->security_token);
    http_exchange_free(cloud->last);
    cloud->last = http_exchange_now(cloud->http, cloud->peers[ELB], sent);
    return cloud->last->status;
}

static void keys_sign_in_both_dialects(void **state)
{
    struct a_cloud *cloud = *state;
    struct signer plain = {.ak = cloud->login.ak, .sk = cloud->login.sk};
    struct signer derived = plain;

    derived.scope = "20260115///sdk_request";

    assert_int_equal(ask_signed(cloud, &plain), 200);
    assert_int_equal(ask_signed(cloud, &derived), 200);
}

static void wrong_keys_and_clocks_are_refused(void **state)
{
    struct a_cloud *cloud = *state;
    struct signer wrong = {.ak = cloud->login.ak, .sk = "not the secret"};
    struct signer unknown = {.ak = "AKNOBODY", .sk = cloud->login.sk};
    struct signer late = {
        .ak = cloud->login.ak, .sk = cloud->login.sk, .skew_ms = -16 * 60 * 1000};

    assert_int_equal(ask_signed(cloud, &wrong), 401);
    assert_non_null(strstr(buf_text(&cloud->last->body), "verify aksk signature fail"));
    assert_int_equal(ask_signed(cloud, &unknown), 401);
    assert_non_null(strstr(buf_text(&cloud->last->body), "ak:AKNOBODY,err:ak not exist"));
    assert_int_equal(ask_signed(cloud, &late), 401);
    late.skew_ms = 14 * 60 * 1000;
    assert_int_equal(ask_signed(cloud, &late), 200);
}

static void five_wrong_signatures_lock_a_key(void **state)
{
    struct a_cloud *cloud = *state;
    struct signer wrong = {.ak = cloud->login.ak, .sk = "not the secret"};
    struct signer right = {.ak = cloud->login.ak, .sk = cloud->login.sk};

    for (int i = 0; i < 4; i++)
        ask_signed(cloud, &wrong);
    assert_int_equal(ask_signed(cloud, &right), 200); /* begins the count anew */
    for (int i = 0; i < 5; i++)
        ask_signed(cloud, &wrong);
    assert_int_equal(ask_signed(cloud, &right), 401);
    assert_non_null(strstr(buf_text(&cloud->last->body), "AK access failed to reach"));
}

static void a_temporary_key_signs_with_its_token(void **state)
{
    struct a_cloud *cloud = *state;
    const json_t *answer = ask(
        cloud, 201, IAM, "POST",
        "{'auth':{'identity':{'methods':['token'],'token':{'duration_seconds':3600}}}}",
        "/v3.0/OS-CREDENTIAL/securitytokens");
    struct signer signer = {
        .ak = text_at(answer, "credential.access"),
        .sk = text_at(answer, "credential.secret"),
        .security_token = text_at(answer, "credential.securitytoken"),
    };

    assert_int_equal(ask_signed(cloud, &signer), 200);
    signer.security_token = NULL;
    assert_int_equal(ask_signed(cloud, &signer), 401);
}

static void temporary_keys_have_bounds_and_their_own_errors(void **state)
{
    struct a_cloud *cloud = *state;
    const json_t *no =
        ask(cloud, 400, IAM, "POST",
            "{'auth':{'identity':{'methods':['token'],'token':{'duration_seconds':5}}}}",
            "/v3.0/OS-CREDENTIAL/securitytokens");

    assert_non_null(tree_text(no, "error_msg"));
    assert_non_null(tree_text(no, "error_code"));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_login_gives_a_token_of_some_size_and_a_catalog),
        CASE(the_catalog_points_back_to_this_cloud),
        CASE(a_login_may_ask_for_no_catalog),
        CASE(wrong_logins_are_refused_as_keystone_does),
        CASE(a_user_may_come_by_id_and_the_project_too),
        CASE(a_token_can_be_had_for_a_token),
        CASE(projects_are_listed_and_found_by_name),
        CASE(versions_are_told_to_anybody),
        CASE(calls_without_a_good_token_are_turned_away),
        CASE(a_token_that_ended_must_be_renewed),
        CASE(tokens_live_as_long_as_is_set),
        CASE(another_project_is_refused_by_id_and_empty_by_token),
        CASE(a_domain_token_opens_no_project),
        CASE(readers_may_not_change_and_some_see_no_eips),
        CASE(lists_of_eips_can_be_emptied_for_all),
        CASE(too_many_calls_are_throttled),
        CASE(keys_sign_in_both_dialects),
        CASE(wrong_keys_and_clocks_are_refused),
        CASE(five_wrong_signatures_lock_a_key),
        CASE(a_temporary_key_signs_with_its_token),
        CASE(temporary_keys_have_bounds_and_their_own_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
