/* Time, health, routes and notes of the cloud; and noise over the wire. */
#include "lib/check.h"
#include "lib/prop.h"
#include "lib/wait.h"

#include <pthread.h>

#include "a_cloud.h"
#include "base/limits.h"
#include "wire/tree.h"

#define EIP "138.124.232.13"

struct sky {
    struct pace *pace; /* stands still until stepped */
    struct cloud_state *cloud;
    struct cloud_elb *elb;
    struct cloud_listener *listener;
    struct cloud_pool *pool;
    struct cloud_eip *eip;
};

/* An ELB with an EIP, a listener and an empty pool. */
static int setup(void **state)
{
    struct sky *sky = mem_new(sizeof(*sky));
    struct err err = ERR_INIT;

    sky->pace = pace_new(1, 1);
    pace_pause(sky->pace);
    struct cloud_state_config config = {.region = "eu-de", .pace = sky->pace, .seed = 1};
    assert_int_equal(cloud_state_new(&config, &sky->cloud, &err), ERR_OK);
    cloud_lock(sky->cloud);
    sky->elb = cloud_elb_add(sky->cloud, &(struct cloud_elb_spec){.name = "web"});
    sky->eip = cloud_eip_add(sky->cloud, &(struct cloud_eip_spec){.address = EIP});
    sky->listener =
        cloud_listener_add(sky->cloud, sky->elb,
                           &(struct cloud_listener_spec){.protocol = "TCP", .port = 80});
    sky->pool = cloud_pool_add(sky->cloud, sky->elb,
                               &(struct cloud_pool_spec){.listener = sky->listener});
    cloud_unlock(sky->cloud);
    *state = sky;
    return 0;
}

static int teardown(void **state)
{
    struct sky *sky = *state;

    cloud_state_free(sky->cloud);
    pace_free(sky->pace);
    free(sky);
    return 0;
}

/* Lets simulated time come to that moment. */
static void come_to(struct sky *sky, int64_t at_ms)
{
    while (pace_now_ms(sky->pace) < at_ms) {
        pace_real_ms_until(sky->pace, at_ms);
        pace_step(sky->pace);
    }
}

static struct cloud_member *add_member(struct sky *sky, const char *address)
{
    return cloud_member_add(
        sky->cloud, sky->pool,
        &(struct cloud_member_spec){.address = address, .port = 30080, .weight = -1});
}

static enum cloud_reach reach(struct sky *sky, const char *address, uint16_t port)
{
    struct cloud_route route;
    return cloud_route_find(sky->cloud, address, port, 0, &route);
}

/* ---- routes ---- */

static void an_eip_is_routable_some_seconds_after_it_was_bound(void **state)
{
    struct sky *sky = *state;

    cloud_lock(sky->cloud);
    add_member(sky, "10.0.3.20");
    cloud_eip_bind(sky->cloud, sky->eip, sky->elb);
    int64_t at_ms = sky->eip->routable_at_ms;
    cloud_unlock(sky->cloud);
    assert_in_range(at_ms - pace_now_ms(sky->pace), 2000, 8000);
    assert_int_equal(reach(sky, EIP, 80), CLOUD_REACH_SILENT);

    come_to(sky, at_ms);

    assert_int_equal(reach(sky, EIP, 80), CLOUD_REACH_MEMBER);
    assert_int_equal(reach(sky, EIP, 81), CLOUD_REACH_NO_LISTENER);
    assert_int_equal(reach(sky, "138.124.232.14", 80), CLOUD_REACH_SILENT);
    assert_int_equal(reach(sky, sky->elb->vip_address, 80), CLOUD_REACH_FOREIGN);
}

static void a_second_listener_on_an_advertised_eip_answers_at_once(void **state)
{
    struct sky *sky = *state;

    cloud_lock(sky->cloud);
    cloud_eip_bind(sky->cloud, sky->eip, sky->elb);
    cloud_eip_advertise_now(sky->cloud, sky->eip);
    cloud_listener_add(sky->cloud, sky->elb,
                       &(struct cloud_listener_spec){.protocol = "TCP", .port = 8080});
    cloud_unlock(sky->cloud);

    assert_int_equal(reach(sky, EIP, 8080), CLOUD_REACH_NO_MEMBER);
}

static void members_take_turns(void **state)
{
    struct sky *sky = *state;
    struct cloud_route first, second, third;

    cloud_lock(sky->cloud);
    add_member(sky, "10.0.3.20");
    add_member(sky, "10.0.3.21")->weight = 0;
    add_member(sky, "10.0.3.22");
    cloud_eip_bind(sky->cloud, sky->eip, sky->elb);
    cloud_eip_advertise_now(sky->cloud, sky->eip);
    cloud_unlock(sky->cloud);
    cloud_route_find(sky->cloud, EIP, 80, 0, &first);
    cloud_route_find(sky->cloud, EIP, 80, 1, &second);
    cloud_route_find(sky->cloud, EIP, 80, 2, &third);

    assert_string_equal(first.member_address, "10.0.3.20");
    assert_string_equal(second.member_address, "10.0.3.22");
    assert_string_equal(third.member_address, "10.0.3.20");
    assert_string_equal(first.elb_name, "web");
}

/* ---- health ---- */

static bool answers_if_told(void *ctx, const char *address, uint16_t port)
{
    (void)address;
    (void)port;
    return *(const bool *)ctx;
}

static const char *status_of(struct sky *sky, const struct cloud_member *member)
{
    cloud_refresh_health(sky->cloud);
    return cloud_member_status(member);
}

static void members_come_up_five_to_fifteen_seconds_after_they_were_added(void **state)
{
    struct sky *sky = *state;
    bool serves = true;

    cloud_set_backend_oracle(sky->cloud, answers_if_told, &serves);
    cloud_lock(sky->cloud);
    cloud_monitor_add(sky->cloud, sky->pool, "", NULL);
    struct cloud_member *member = add_member(sky, "10.0.3.20");
    int64_t at_ms = member->next_check_ms;
    cloud_unlock(sky->cloud);
    assert_in_range(at_ms - pace_now_ms(sky->pace), 5000, 15000);
    assert_string_equal(status_of(sky, member), "OFFLINE");

    come_to(sky, at_ms);
    assert_string_equal(status_of(sky, member), "ONLINE");

    serves = false; /* seen at the next check, not before */
    assert_string_equal(status_of(sky, member), "ONLINE");
    come_to(sky, at_ms + 5000);
    assert_string_equal(status_of(sky, member), "OFFLINE");
}

static void without_a_monitor_nobody_is_checked(void **state)
{
    struct sky *sky = *state;
    bool serves = false;

    cloud_set_backend_oracle(sky->cloud, answers_if_told, &serves);
    cloud_lock(sky->cloud);
    struct cloud_member *member = add_member(sky, "10.0.3.20");
    struct cloud_monitor *monitor = cloud_monitor_add(sky->cloud, sky->pool, "", NULL);
    cloud_member_check_now(sky->cloud, member);
    cloud_unlock(sky->cloud);
    assert_string_equal(status_of(sky, member), "OFFLINE");

    cloud_lock(sky->cloud);
    cloud_monitor_remove(sky->cloud, monitor);
    cloud_unlock(sky->cloud);
    assert_string_equal(status_of(sky, member), "NO_MONITOR");
}

/* ---- notes, seeds ---- */

struct heard {
    size_t count;
    struct cloud_note notes[64];
};

static void hear(void *ctx, const struct cloud_note *note)
{
    struct heard *heard = ctx;
    if (heard->count < ARRAY_COUNT(heard->notes))
        heard->notes[heard->count++] = *note;
}

static void changes_are_told_after_the_lock_is_open(void **state)
{
    struct sky *sky = *state;
    struct heard heard = {0};

    cloud_on_change(sky->cloud, hear, &heard);
    cloud_lock(sky->cloud);
    cloud_elb_remove(sky->cloud, sky->elb);
    assert_int_equal(heard.count, 0);
    cloud_unlock(sky->cloud);

    assert_int_equal(heard.count, 3);
    assert_int_equal(heard.notes[0].kind, CLOUD_KIND_LISTENER);
    assert_int_equal(heard.notes[1].kind, CLOUD_KIND_POOL);
    assert_int_equal(heard.notes[2].kind, CLOUD_KIND_ELB);
    assert_int_equal(heard.notes[2].change, CLOUD_REMOVED);
    assert_string_equal(heard.notes[2].name, "web");
}

/* But secrets are new at each start. */
static void same_seed_same_world(void **state)
{
    (void)state;
    struct cloud_state *worlds[2];
    char ids[2][CLOUD_ID_BYTES], addresses[2][CLOUD_ADDRESS_BYTES];

    for (size_t i = 0; i < 2; i++) {
        struct cloud_state_config config = {.region = "eu-ch2", .seed = 42};
        assert_int_equal(cloud_state_new(&config, &worlds[i], NULL), ERR_OK);
        cloud_lock(worlds[i]);
        struct cloud_elb *elb =
            cloud_elb_add(worlds[i], &(struct cloud_elb_spec){.name = "web"});
        struct cloud_eip *eip = cloud_eip_add(worlds[i], &(struct cloud_eip_spec){0});
        memcpy(ids[i], elb->thing.id, sizeof(ids[i]));
        memcpy(addresses[i], eip->address, sizeof(addresses[i]));
        cloud_unlock(worlds[i]);
    }

    assert_string_equal(ids[0], ids[1]);
    assert_string_equal(addresses[0], addresses[1]);
    assert_string_equal(worlds[0]->account->users[0].id, worlds[1]->account->users[0].id);
    assert_string_not_equal(worlds[0]->account->users[0].password,
                            worlds[1]->account->users[0].password);
    assert_string_not_equal(worlds[0]->account->keys[0].sk,
                            worlds[1]->account->keys[0].sk);
    cloud_state_free(worlds[0]);
    cloud_state_free(worlds[1]);
}

static void a_region_that_is_not_known_is_said_so(void **state)
{
    (void)state;
    struct cloud_state *cloud = NULL;
    struct cloud_state_config config = {.region = "eu-xx"};
    struct err err = ERR_INIT;

    assert_int_equal(cloud_state_new(&config, &cloud, &err), ERR_LOCAL);
    assert_non_null(strstr(err.text, "eu-xx"));
}

static void thousands_of_objects_are_no_trouble(void **state)
{
    struct sky *sky = *state;

    cloud_lock(sky->cloud);
    for (int i = 0; i < 3000; i++) {
        char name[32];
        snprintf(name, sizeof(name), "svc-%d", i);
        struct cloud_elb *elb =
            cloud_elb_add(sky->cloud, &(struct cloud_elb_spec){.name = name});
        assert_non_null(elb);
        struct cloud_eip *eip = cloud_eip_add(sky->cloud, &(struct cloud_eip_spec){0});
        assert_non_null(eip);
        cloud_eip_bind(sky->cloud, eip, elb);
    }
    assert_int_equal(sky->cloud->elbs.count, 3001);
    cloud_unlock(sky->cloud);
}

static void a_small_network_gives_each_address_once(void **state)
{
    (void)state;
    struct cloud_addresses addresses;
    struct chance chance = chance_from(9);
    char address[CLOUD_ADDRESS_BYTES];
    size_t count = 0;

    assert_true(cloud_addresses_init(&addresses, "192.168.7.0/27"));
    while (cloud_addresses_pick(&addresses, &chance, NULL, NULL, address)) {
        assert_true(cloud_addresses_hold(&addresses, address));
        assert_false(cloud_addresses_is_taken(&addresses, address));
        cloud_addresses_take(&addresses, address);
        count++;
    }
    assert_int_equal(count,
                     31 - 10); /* neither the first ten nor the broadcast address */

    cloud_addresses_give_back(&addresses, "192.168.7.15");
    assert_true(cloud_addresses_pick(&addresses, &chance, NULL, NULL, address));
    assert_string_equal(address, "192.168.7.15");
    cloud_addresses_release(&addresses);
}

static void texts_that_are_no_network_are_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",          "10.0.0.0", "10.0.0.0/",  "10.0.0.0/7",           "10.0.0.0/31",
        "10.0.0/24", "::/64",    "10.0.0.0/x", "1111.2222.3333.4444/8"};
    struct cloud_addresses addresses;

    for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
        assert_false(cloud_addresses_init(&addresses, texts[i]));
}

/* ---- many at once ---- */

enum { BUSY_ROUNDS = 200 };

/* A story that never stops changing things. */
static void *make_and_drop(void *ctx)
{
    struct cloud_state *sky = ctx;

    for (int i = 0; i < BUSY_ROUNDS; i++) {
        cloud_lock(sky);
        struct cloud_elb *elb = cloud_elb_add(sky, &(struct cloud_elb_spec){0});
        struct cloud_eip *eip = cloud_eip_by_address(sky, EIP);
        struct cloud_listener *listener = cloud_listener_add(
            sky, elb, &(struct cloud_listener_spec){.protocol = "TCP", .port = 80});
        struct cloud_pool *pool =
            cloud_pool_add(sky, elb, &(struct cloud_pool_spec){.listener = listener});
        cloud_monitor_add(sky, pool, "", NULL);
        cloud_member_add(sky, pool,
                         &(struct cloud_member_spec){.address = "10.0.3.20", .port = 1});
        cloud_eip_bind(sky, eip, elb);
        cloud_unlock(sky);
        cloud_lock(sky);
        cloud_elb_remove(sky, eip->elb);
        cloud_unlock(sky);
    }
    return NULL;
}

static bool answers_slowly(void *ctx, const char *address, uint16_t port)
{
    (void)ctx;
    (void)port;
    return address[0] == '1';
}

static void asking_and_changing_go_together(void **state)
{
    (void)state;
    struct a_cloud *cloud = a_cloud_new("eu-de", NULL);
    struct cloud_state *sky = cloud_state(cloud->cloud);
    struct cloud_route route;
    pthread_t thread;

    a_cloud_log_in(cloud, "ops");
    cloud_set_backend_oracle(sky, answers_slowly, NULL);
    cloud_lock(sky);
    cloud_eip_add(sky, &(struct cloud_eip_spec){.address = EIP});
    cloud_unlock(sky);
    assert_int_equal(pthread_create(&thread, NULL, make_and_drop, sky), 0);
    for (size_t turn = 0; turn < 40; turn++) {
        ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/members");
        ask(cloud, 200, VPC, "GET", NULL, "/v1/{p}/publicips");
        cloud_route_find(sky, EIP, 80, turn, &route);
    }
    pthread_join(thread, NULL);

    const json_t *left = ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers");
    assert_int_equal(json_array_size(json_object_get(left, "loadbalancers")), 0);
    a_cloud_free(cloud);
}

/* ---- effects come at the end of a wait ---- */

static void an_elb_is_there_when_its_wait_is_over(void **state)
{
    (void)state;
    struct a_cloud *cloud = a_cloud_new("eu-de", pace_new(100, 5));
    a_cloud_log_in(cloud, "ops");
    int64_t began_ms = pace_now_ms(cloud->pace);

    make_shared_elb(cloud, "web");

    assert_in_range(pace_now_ms(cloud->pace) - began_ms, 3000, 60000);
    a_cloud_free(cloud);
}

static void who_hangs_up_while_waiting_has_made_nothing(void **state)
{
    (void)state;
    struct pace *pace = pace_new(100, 5);
    struct a_cloud *cloud = a_cloud_new("eu-de", pace);
    a_cloud_log_in(cloud, "ops");
    const char *subnet = subnet_id(cloud);
    pace_pause(pace);

    struct http_request *request = http_request_new("POST", "/v2.0/lbaas/loadbalancers");
    http_headers_add(&request->headers, "X-Auth-Token", cloud->token);
    buf_print(&request->body, "{\"loadbalancer\":{\"vip_subnet_id\":\"%s\"}}", subnet);
    request->answer_ms = 200;
    http_exchange_free(cloud->last);
    cloud->last = http_exchange_now(cloud->http, cloud->peers[ELB], request);
    assert_int_equal(cloud->last->status, 0);
    pace_run(pace);
    int64_t later_ms = pace_now_ms(pace) + 6000;
    assert_true(WAIT_FOR(pace_now_ms(pace) > later_ms, 5000));

    const json_t *list = ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers");
    assert_int_equal(json_array_size(json_object_get(list, "loadbalancers")), 0);
    a_cloud_free(cloud);
}

/* ---- noise ---- */

static const char *const noise_paths[] = {
    "/v3/auth/tokens",
    "/v3.0/OS-CREDENTIAL/securitytokens",
    "/v3/{p}/elb/loadbalancers",
    "/v3/{p}/elb/listeners",
    "/v3/{p}/elb/pools",
    "/v3/{p}/elb/healthmonitors",
    "/v3/{p}/elb/l7policies",
    "/v3/{p}/elb/pools/x/members",
    "/v2.0/lbaas/loadbalancers",
    "/v2.0/lbaas/listeners",
    "/v1/{p}/publicips",
    "/v2.0/{p}/bandwidths",
    "/v3/{p}/eip/publicips/x/associate-instance",
};

static const char *const noise_words[] = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null",
    "true",
    "7",
    "-1",
    "1e999",
    "\"name\"",
    "\"id\"",
    "\"\\ud800\"",
    "\"auth\"",
    "\"x\"",
    "\"identity\"",
    "\"methods\"",
    "\"password\"",
    "\"loadbalancer\"",
    "\"listener\"",
    "\"pool\"",
    "\"member\"",
    "\"publicip\"",
    "\"bandwidth\"",
    "\"protocol_port\"",
    "\"listener_id\"",
    "\"healthmonitor\"",
    "\"scope\"",
};

static enum a_host host_of(const char *path)
{
    if (strstr(path, "auth") != NULL || strstr(path, "CREDENTIAL") != NULL)
        return IAM;
    return strstr(path, "publicip") != NULL || strstr(path, "bandwidth") != NULL ? VPC
                                                                                 : ELB;
}

static void noise_is_refused_and_never_harms(void **state)
{
    (void)state;
    struct prop prop;
    struct a_cloud *cloud = a_cloud_new("eu-de", NULL);

    a_cloud_log_in(cloud, "ops");
    prop_start(&prop);
    for (int i = 0; i < prop_rounds(400); i++) {
        const char *path = noise_paths[prop_below(&prop, ARRAY_COUNT(noise_paths))];
        char target[200];
        const char *mark = strstr(path, "{p}");
        struct http_request *request;
        if (mark == NULL)
            snprintf(target, sizeof(target), "%s", path);
        else
            snprintf(target, sizeof(target), "%.*s%s%s", (int)(mark - path), path,
                     cloud->login.project_id, mark + 3);
        request = http_request_new(prop_coin(&prop) ? "POST" : "PUT", target);
        http_headers_add(&request->headers, "X-Auth-Token", cloud->token);
        buf_add_byte(&request->body, '{');
        for (size_t words = prop_below(&prop, 12); words > 0; words--)
            buf_add_text(&request->body,
                         noise_words[prop_below(&prop, ARRAY_COUNT(noise_words))]);
        http_exchange_free(cloud->last);
        cloud->last =
            http_exchange_now(cloud->http, cloud->peers[host_of(path)], request);
        assert_in_range(cloud->last->status, 400, 499);
    }
    ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers");
    a_cloud_free(cloud);
}

static void bytes_that_are_no_text_are_refused_in_clean_words(void **state)
{
    (void)state;
    struct a_cloud *cloud = a_cloud_new("eu-de", NULL);
    a_cloud_log_in(cloud, "ops");

    const json_t *no =
        ask(cloud, 404, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers/%%FF%%FE%%1B[2J");

    assert_string_equal(text_at(no, "error_code"), "ELB.8904");
    assert_null(strchr(text_at(no, "error_msg"), 0x1b));
    a_cloud_free(cloud);
}

static void long_names_are_cut_between_characters(void **state)
{
    (void)state;
    char out[8];

    cloud_text_cut(out, sizeof(out), "short");
    assert_string_equal(out, "short");
    cloud_text_cut(out, sizeof(out), "1234567890");
    assert_string_equal(out, "1234567");
    cloud_text_cut(out, sizeof(out), "12345\xe2\x82\xac");
    assert_string_equal(out, "12345");
    cloud_text_cut(out, sizeof(out), "1234\xe2\x82\xac!");
    assert_string_equal(out, "1234\xe2\x82\xac");
}

static void bodies_have_a_bound(void **state)
{
    (void)state;
    struct a_cloud *cloud = a_cloud_new("eu-de", NULL);
    struct http_request *request;
    char *blanks = mem_new(6 * LIMIT_MIB);

    memset(blanks, ' ', 6 * LIMIT_MIB);
    a_cloud_log_in(cloud, "ops");
    request = http_request_new("POST", "/v3/auth/tokens");
    buf_add(&request->body, blanks, 6 * LIMIT_MIB);
    free(blanks);
    http_exchange_free(cloud->last);
    cloud->last = http_exchange_now(cloud->http, cloud->peers[IAM], request);

    assert_true(cloud->last->status == 413 || cloud->last->status == 0);
    ask(cloud, 200, IAM, "GET", NULL, "/v3/auth/projects");
    a_cloud_free(cloud);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(an_eip_is_routable_some_seconds_after_it_was_bound),
        CASE(a_second_listener_on_an_advertised_eip_answers_at_once),
        CASE(members_take_turns),
        CASE(members_come_up_five_to_fifteen_seconds_after_they_were_added),
        CASE(without_a_monitor_nobody_is_checked),
        CASE(changes_are_told_after_the_lock_is_open),
        cmocka_unit_test(same_seed_same_world),
        cmocka_unit_test(a_region_that_is_not_known_is_said_so),
        CASE(thousands_of_objects_are_no_trouble),
        cmocka_unit_test(a_small_network_gives_each_address_once),
        cmocka_unit_test(texts_that_are_no_network_are_refused),
        cmocka_unit_test(asking_and_changing_go_together),
        cmocka_unit_test(an_elb_is_there_when_its_wait_is_over),
        cmocka_unit_test(who_hangs_up_while_waiting_has_made_nothing),
        cmocka_unit_test(noise_is_refused_and_never_harms),
        cmocka_unit_test(bytes_that_are_no_text_are_refused_in_clean_words),
        cmocka_unit_test(long_names_are_cut_between_characters),
        cmocka_unit_test(bodies_have_a_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
