/*
 * The client against the embedded cloud, over TCP: that server was written from the same
 * documents, but not from this client.
 */
#include "lib/check.h"

#include "base/clock.h"
#include "base/limits.h"
#include "otc/answer.h"
#include "otc/session.h"
#include "otc/sweep.h"
#include "unit/sim/a_cloud.h"
#include "wire/tree.h"

#include "base/banned.h"

static const struct clock real = CLOCK_REAL_INIT;

struct world {
    struct a_cloud *cloud;
    struct account *account;
    struct session *session;
    struct sweep_gaps gaps;
};

/* ---- a world, and a client that is logged in -------------------------------- */

static struct world *a_world(const char *region)
{
    struct world *world = mem_new(sizeof *world);

    world->cloud = a_cloud_new(region, NULL);
    a_cloud_log_in(world->cloud, "ops");
    return world;
}

static void set(const char *name, const char *value)
{
    if (value == NULL)
        unsetenv(name);
    else
        setenv(name, value, 1);
}

static void end_session(struct world *world)
{
    session_free(world->session);
    account_free(world->account);
    world->session = NULL;
    world->account = NULL;
}

static void release(struct world *world)
{
    end_session(world);
    a_cloud_free(world->cloud);
    free(world);
}

/* Sends what the session wants until it wants nothing. */
static void advance_session(struct world *world)
{
    struct http_request *request;
    int64_t now_ms = clock_now_ms(&real);

    while ((request = session_next(world->session, now_ms, clock_wall_ms(&real))) !=
           NULL) {
        struct http_exchange *exchange = http_exchange_now(
            world->cloud->http, session_peer(world->session, CLOUD_IAM), request);
        now_ms = clock_now_ms(&real);
        session_feed(world->session, exchange, now_ms, clock_wall_ms(&real));
        http_exchange_free(exchange);
    }
}

static void start_session(struct world *world)
{
    struct err err = ERR_INIT;

    if (account_load(NULL, &world->account, &err) != ERR_OK ||
        session_new(world->account, 1, &world->session, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    advance_session(world);
    session_error(world->session, &err);
    if (session_state(world->session) != SESSION_READY)
        fail_msg("%s: %s", err.where, err.text);
}

static void name_server(struct world *world, const struct cloud_login *login)
{
    char url[200];

    snprintf(url, sizeof url, "%s/v3", cloud_iam_url(world->cloud->cloud));
    set("OS_AUTH_URL", url);
    set("OS_REGION_NAME", login->region);
    set("OS_PROJECT_NAME", login->project);
    set("OS_PROJECT_ID", NULL);
    set("OS_USERNAME", NULL);
    set("OS_PASSWORD", NULL);
    set("OS_AK", NULL);
    set("OS_SK", NULL);
    set("OS_TOKEN", NULL);
}

static void log_in_by_password(struct world *world, const char *user)
{
    struct cloud_login login;

    cloud_login_of(world->cloud->cloud, user, &login);
    name_server(world, &login);
    set("OS_USERNAME", login.user);
    set("OS_PASSWORD", login.password);
    set("OS_USER_DOMAIN_NAME", login.domain);
    start_session(world);
}

static void log_in_by_keys(struct world *world, bool with_project_id)
{
    struct cloud_login login;

    cloud_login_of(world->cloud->cloud, "ops", &login);
    name_server(world, &login);
    set("OS_AK", login.ak);
    set("OS_SK", login.sk);
    set("OS_PROJECT_ID", with_project_id ? login.project_id : NULL);
    start_session(world);
}

/* ---- sweeps ----------------------------------------------------------------- */

static enum err_code run(struct world *world, struct sweep *sweep,
                         enum cloud_service service, struct err *err)
{
    enum err_code code = ERR_OK;
    struct http_request *request;

    sweep_assume(sweep, world->gaps);
    while (code == ERR_OK && (request = sweep_next(sweep)) != NULL) {
        const struct http_peer *peer = session_peer(world->session, service);
        session_sign(world->session, peer, request, clock_wall_ms(&real));
        struct http_exchange *exchange =
            http_exchange_now(world->cloud->http, peer, request);
        code = sweep_feed(sweep, exchange, err);
        http_exchange_free(exchange);
    }
    world->gaps = sweep_gaps(sweep);
    return code;
}

static struct elb_set *sweep_elbs(struct world *world, int64_t page_items, int *ret_calls)
{
    struct sweep *sweep =
        sweep_new(SWEEP_ELB, session_project_id(world->session), page_items, 0, 0);
    struct err err = ERR_INIT;

    if (run(world, sweep, CLOUD_ELB, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    struct elb_set *set = sweep_take_elbs(sweep);
    if (ret_calls != NULL)
        *ret_calls = (int)sweep_calls(sweep);
    sweep_free(sweep);
    return set;
}

static struct eip_set *sweep_eips(struct world *world, int64_t page_items)
{
    struct sweep *sweep =
        sweep_new(SWEEP_EIP, session_project_id(world->session), page_items, 0, 0);
    struct err err = ERR_INIT;

    if (run(world, sweep, CLOUD_VPC, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    struct eip_set *set = sweep_take_eips(sweep);
    sweep_free(sweep);
    return set;
}

/* A load balancer with two listeners, each with a pool of two members. */
static const char *fill(struct world *world, const char *elb_id)
{
    for (int i = 0; i < 2; i++) {
        const char *listener = make_listener(world->cloud, elb_id, 80 + i);
        const char *pool = make_pool(world->cloud, listener);
        make_member(world->cloud, pool, "10.0.0.10");
        make_member(world->cloud, pool, "10.0.0.11");
    }
    return elb_id;
}

static void assert_filled(const struct elb_set *set, const char *elb_id)
{
    int listeners = 0;
    int members = 0;

    assert_non_null(elb_set_elb(set, elb_id));
    for (size_t i = 0; i < set->listener_count; i++) {
        const struct listener *listener = &set->listeners[i];
        if (strcmp(listener->elb_id, elb_id) != 0)
            continue;
        listeners++;
        const struct pool *pool = elb_set_pool(set, listener->pool_id);
        assert_non_null(pool);
        assert_string_equal(pool->listener_id, listener->id);
        for (size_t j = 0; j < set->member_count; j++)
            members += strcmp(set->members[j].pool_id, pool->id) == 0;
    }
    assert_int_equal(listeners, 2);
    assert_int_equal(members, 4);
}

/* ---- each region, each page size -------------------------------------------- */

static void check_region(const char *region, bool has_shared, int calls_of_second_sweep)
{
    struct world *world = a_world(region);
    const char *dedicated = fill(world, make_dedicated_elb(world->cloud, "own"));
    const char *shared =
        has_shared ? fill(world, make_shared_elb(world->cloud, "shared")) : NULL;
    int calls = 0;

    log_in_by_password(world, "ops");
    elb_set_free(sweep_elbs(world, LIMIT_CLOUD_PAGE, NULL));
    for (int64_t page_items = 1; page_items <= 5; page_items++) {
        struct elb_set *set = sweep_elbs(world, page_items, NULL);
        assert_filled(set, dedicated);
        assert_true(elb_set_elb(set, dedicated)->guaranteed);
        if (has_shared) {
            assert_filled(set, shared);
            assert_false(elb_set_elb(set, shared)->guaranteed);
        }
        assert_int_equal(set->elb_count, has_shared ? 2 : 1);
        assert_int_equal(set->unreadable, 0);
        assert_true(set->members_known);
        elb_set_free(set);
    }
    elb_set_free(sweep_elbs(world, LIMIT_CLOUD_PAGE, &calls));
    assert_int_equal(calls, calls_of_second_sweep);
    release(world);
}

static void cloud_is_read_whole_in_eu_de(void **state)
{
    (void)state;
    check_region("eu-de", true, 4);
}

static void cloud_is_read_whole_in_eu_nl(void **state)
{
    (void)state;
    check_region("eu-nl", false, 4);
}

/* No list of the project's members: one call per pool. */
static void cloud_is_read_whole_in_eu_ch2(void **state)
{
    (void)state;
    check_region("eu-ch2", false, 3 + 2);
}

static void cloud_shows_addresses_and_what_they_are_bound_to(void **state)
{
    (void)state;
    struct world *world = a_world("eu-de");
    const char *elb = make_shared_elb(world->cloud, "web");
    const char *bound = make_eip(world->cloud, "one");
    const char *free_one = make_eip(world->cloud, "two");
    const json_t *made =
        ask(world->cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers/%s", elb);
    char body[200];
    snprintf(body, sizeof body, "{'publicip':{'port_id':'%s'}}",
             text_at(made, "loadbalancer.vip_port_id"));
    ask(world->cloud, 200, VPC, "PUT", body, "/v1/{p}/publicips/%s", bound);

    log_in_by_password(world, "ops");
    struct elb_set *elbs = sweep_elbs(world, LIMIT_CLOUD_PAGE, NULL);
    for (int64_t page_items = 1; page_items <= 3; page_items++) {
        struct eip_set *eips = sweep_eips(world, page_items);
        assert_int_equal(eips->eip_count, 2);
        assert_string_equal(eip_set_eip(eips, bound)->status, "ELB");
        assert_string_equal(eip_set_eip(eips, bound)->port_id,
                            elb_set_elb(elbs, elb)->vip_port_id);
        assert_string_equal(eip_set_eip(eips, free_one)->status, "DOWN");
        assert_null(eip_set_eip(eips, free_one)->port_id);
        assert_true(eip_set_eip(eips, bound)->created_ms > 0);
        assert_string_equal(eip_set_eip(eips, bound)->charge_mode, "traffic");
        eip_set_free(eips);
    }
    assert_string_equal(elb_set_elb(elbs, elb)->eip_id, bound);
    elb_set_free(elbs);
    release(world);
}

/* ---- ways to log in --------------------------------------------------------- */

static void cloud_lets_in_with_keys(void **state)
{
    (void)state;
    struct world *world = a_world("eu-de");
    const char *elb = make_dedicated_elb(world->cloud, "own");

    for (int with_id = 0; with_id < 2; with_id++) {
        log_in_by_keys(world, with_id == 1);
        struct elb_set *set = sweep_elbs(world, 1, NULL);
        assert_non_null(elb_set_elb(set, elb));
        elb_set_free(set);
        eip_set_free(sweep_eips(world, 1));
        end_session(world);
    }
    release(world);
}

static void cloud_lets_in_with_temporary_keys(void **state)
{
    (void)state;
    struct world *world = a_world("eu-de");
    struct cloud_login login;
    const json_t *made = ask(
        world->cloud, 201, IAM, "POST",
        "{'auth':{'identity':{'methods':['token'],'token':{'duration_seconds':900}}}}",
        "/v3.0/OS-CREDENTIAL/securitytokens");

    cloud_login_of(world->cloud->cloud, "ops", &login);
    name_server(world, &login);
    set("OS_AK", text_at(made, "credential.access"));
    set("OS_SK", text_at(made, "credential.secret"));
    set("OS_SECURITY_TOKEN", text_at(made, "credential.securitytoken"));
    start_session(world);

    elb_set_free(sweep_elbs(world, LIMIT_CLOUD_PAGE, NULL));
    set("OS_SECURITY_TOKEN", NULL);
    release(world);
}

static void cloud_lets_in_with_a_token(void **state)
{
    (void)state;
    struct world *world = a_world("eu-de");
    struct cloud_login login;

    for (int with_project = 0; with_project < 2; with_project++) {
        cloud_login_of(world->cloud->cloud, "ops", &login);
        name_server(world, &login);
        set("OS_TOKEN", world->cloud->token);
        set("OS_PROJECT_NAME", with_project == 1 ? login.project : NULL);
        start_session(world);
        assert_string_equal(session_project_id(world->session), login.project_id);
        elb_set_free(sweep_elbs(world, LIMIT_CLOUD_PAGE, NULL));
        end_session(world);
    }
    release(world);
}

static void switch_cloud(struct world *world, size_t token_bytes, bool no_elbv3)
{
    struct cloud_state *state = cloud_state(world->cloud->cloud);

    cloud_lock(state);
    state->switches.token_bytes = token_bytes;
    state->switches.no_elbv3_in_catalog = no_elbv3;
    cloud_unlock(state);
}

static void cloud_is_found_without_elbv3_and_with_long_tokens(void **state)
{
    (void)state;
    struct world *world = a_world("eu-de");

    switch_cloud(world, 16384, true);
    log_in_by_password(world, "ops");

    elb_set_free(sweep_elbs(world, LIMIT_CLOUD_PAGE, NULL));
    release(world);
}

/* ---- trouble ---------------------------------------------------------------- */

static void cloud_is_logged_in_to_anew_when_the_token_ended(void **state)
{
    (void)state;
    struct world *world = a_world("eu-de");
    struct sweep *sweep;
    struct err err = ERR_INIT;

    log_in_by_password(world, "ops");
    struct cloud_state *inside = cloud_state(world->cloud->cloud);
    cloud_lock(inside);
    cloud_tokens_expire(inside);
    cloud_unlock(inside);
    sweep = sweep_new(SWEEP_ELB, session_project_id(world->session), 2000, 0, 0);
    assert_int_equal(run(world, sweep, CLOUD_ELB, &err), ERR_AUTH);
    assert_int_equal(err.http_status, 401);

    assert_true(session_rejected(world->session, clock_now_ms(&real)));
    assert_int_equal(session_state(world->session), SESSION_STARTING);
    advance_session(world);

    elb_set_free(sweep_elbs(world, LIMIT_CLOUD_PAGE, NULL));
    sweep_free(sweep);
    release(world);
}

static void cloud_refuses_a_wrong_password_in_words(void **state)
{
    (void)state;
    struct world *world = a_world("eu-de");
    struct err err = ERR_INIT;

    log_in_by_password(world, "ops");
    secret_set_text(&world->account->password, "wrong");
    assert_true(session_rejected(world->session, clock_now_ms(&real)));
    advance_session(world);

    assert_int_equal(session_state(world->session), SESSION_FAILED);
    session_error(world->session, &err);
    assert_int_equal(err.code, ERR_AUTH);
    assert_string_equal(err.text, "HTTP 401: The username or password is wrong.");
    assert_string_equal(err.where, "/v3/auth/tokens");
    release(world);
}

static void cloud_refuses_a_wrong_key_in_words(void **state)
{
    (void)state;
    struct world *world = a_world("eu-de");
    struct err err = ERR_INIT;

    log_in_by_keys(world, true);
    secret_set_text(&world->account->sk, "wrong");
    struct sweep *sweep =
        sweep_new(SWEEP_ELB, session_project_id(world->session), 2000, 0, 0);
    assert_int_equal(run(world, sweep, CLOUD_ELB, &err), ERR_AUTH);

    assert_non_null(strstr(err.text, "APIGW.0301"));
    assert_non_null(strstr(err.text, "verify aksk signature fail"));
    assert_false(session_rejected(world->session, clock_now_ms(&real)));
    sweep_free(sweep);
    release(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cloud_is_read_whole_in_eu_de),
        cmocka_unit_test(cloud_is_read_whole_in_eu_nl),
        cmocka_unit_test(cloud_is_read_whole_in_eu_ch2),
        cmocka_unit_test(cloud_shows_addresses_and_what_they_are_bound_to),
        cmocka_unit_test(cloud_lets_in_with_keys),
        cmocka_unit_test(cloud_lets_in_with_temporary_keys),
        cmocka_unit_test(cloud_lets_in_with_a_token),
        cmocka_unit_test(cloud_is_found_without_elbv3_and_with_long_tokens),
        cmocka_unit_test(cloud_is_logged_in_to_anew_when_the_token_ended),
        cmocka_unit_test(cloud_refuses_a_wrong_password_in_words),
        cmocka_unit_test(cloud_refuses_a_wrong_key_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
