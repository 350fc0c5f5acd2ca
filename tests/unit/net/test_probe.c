#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "net/probe.h"
#include "unit/net/host.h"

#include "base/banned.h"

/* ---- a prober with a carrier and a host ------------------------------------- */

struct bench {
    struct http *http;
    struct prober *prober;
    struct host host; /* started by the test */
    bool has_host;
    int64_t now_ms; /* the prober's time; the carrier has the machine's */
    int64_t wall_ms;
};

static int set_up(void **state)
{
    struct bench *bench = mem_new(sizeof *bench);

    bench->now_ms = 1000000;
    bench->wall_ms = 1768464930000;
    assert_int_equal(http_global_init(NULL), ERR_OK);
    assert_int_equal(http_new(&bench->http, NULL), ERR_OK);
    assert_int_equal(prober_new(NULL, &bench->prober, NULL), ERR_OK);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;

    http_free(bench->http);
    prober_free(bench->prober);
    if (bench->has_host)
        host_stop(&bench->host);
    http_global_release();
    free(bench);
    return 0;
}

static void start_host(struct bench *bench, enum host_manner manner, uint16_t port)
{
    host_start(&bench->host, manner, port);
    bench->has_host = true;
}

static void through_proxy(struct bench *bench, unsigned char reply)
{
    char url[64];

    start_host(bench, HOST_IS_PROXY, 0);
    bench->host.reply = reply;
    snprintf(url, sizeof url, "socks5h://%s:%d", bench->host.address, bench->host.port);
    prober_free(bench->prober);
    assert_int_equal(prober_new(url, &bench->prober, NULL), ERR_OK);
}

static void aim(struct bench *bench, const char *address, uint16_t port, bool urgent)
{
    const struct probe_target target = {address, port, urgent};
    prober_aim(bench->prober, &target, 1);
}

/* One round: bytes flow, the host serves, ended probes are read. Returns how many
 * ended. */
static int turn(struct bench *bench)
{
    struct http_fd fds[HOST_CONNECTIONS + 1];
    struct http_exchange *exchange;
    int ended = 0;

    size_t count = bench->has_host ? host_fds(&bench->host, fds) : 0;
    http_work(bench->http, fds, count, 100);
    if (bench->has_host)
        host_serve(&bench->host);
    while ((exchange = http_finished(bench->http)) != NULL) {
        assert_true(prober_ended(bench->prober, exchange, bench->now_ms, bench->wall_ms));
        ended++;
    }
    return ended;
}

/* Starts what is due and waits, with a deadline, until so many probes have ended. */
static void run(struct bench *bench, int probes)
{
    static const struct clock real = CLOCK_REAL_INIT;
    int64_t deadline_ms = clock_now_ms(&real) + 10000;

    prober_work(bench->prober, bench->http, bench->now_ms);
    while (probes > 0 && clock_now_ms(&real) < deadline_ms)
        probes -= turn(bench);
    assert_int_equal(probes, 0);
}

static struct probe_result result_of(const struct bench *bench, const char *address,
                                     uint16_t port)
{
    struct probe_result result;
    assert_true(prober_result(bench->prober, address, port, &result));
    return result;
}

static struct probe_result probed(struct bench *bench, const char *address, uint16_t port)
{
    aim(bench, address, port, true);
    run(bench, 1);
    return result_of(bench, address, port);
}

/* ---- what a probe tells ----------------------------------------------------- */

static void probe_is_unknown_before_it_is_tried(void **state)
{
    struct bench *bench = *state;

    aim(bench, "127.77.0.1", 80, true);

    struct probe_result result = result_of(bench, "127.77.0.1", 80);
    assert_int_equal(result.state, PROBE_UNKNOWN);
    assert_int_equal(result.at_wall_ms, WHEN_UNKNOWN);
    assert_int_equal(result.rtt_ms, -1);
    assert_int_equal(result.first_ok_wall_ms, WHEN_UNKNOWN);
    assert_false(prober_result(bench->prober, "127.77.0.1", 81, &result));
    assert_int_equal(prober_generation(bench->prober), 0);
}

static void probe_reads_the_status_where_http_is_usual(void **state)
{
    struct bench *bench = *state;
    start_host(bench, HOST_ANSWERS, 8080);
    bench->host.status = 503;

    struct probe_result result = probed(bench, bench->host.address, 8080);

    assert_int_equal(result.state, PROBE_OK);
    assert_int_equal(result.http_status, 503);
    assert_true(result.rtt_ms >= 1 && result.rtt_ms < 1000);
    assert_int_equal(result.at_wall_ms, bench->wall_ms);
    assert_int_equal(result.first_ok_wall_ms, bench->wall_ms);
    assert_int_equal(result.tries, 0);
    assert_int_equal(prober_generation(bench->prober), 1);
}

static void probe_only_connects_elsewhere(void **state)
{
    struct bench *bench = *state;
    start_host(bench, HOST_GREETS, 0);

    struct probe_result result = probed(bench, bench->host.address, bench->host.port);

    assert_int_equal(result.state, PROBE_OK);
    assert_int_equal(result.http_status, 0);
    assert_int_equal(bench->host.accepted, 1);
}

static void probe_reads_no_more_of_a_page_than_it_needs(void **state)
{
    struct bench *bench = *state;
    start_host(bench, HOST_STREAMS, 8080);

    struct probe_result result = probed(bench, bench->host.address, 8080);

    assert_int_equal(result.state, PROBE_OK);
    assert_int_equal(result.http_status, 200);
}

static void probe_is_ok_with_something_else_than_http(void **state)
{
    struct bench *bench = *state;
    start_host(bench, HOST_GREETS, 8080);

    struct probe_result result = probed(bench, bench->host.address, 8080);

    assert_int_equal(result.state, PROBE_OK);
    assert_int_equal(result.http_status, 0);
}

static void probe_is_ok_without_tls_on_the_port_for_it(void **state)
{
    struct bench *bench = *state;
    start_host(bench, HOST_ANSWERS, 8443);

    struct probe_result result = probed(bench, bench->host.address, 8443);

    assert_int_equal(result.state, PROBE_OK);
    assert_int_equal(result.http_status, 0);
}

static void probe_is_refused_where_nobody_listens(void **state)
{
    struct bench *bench = *state;
    start_host(bench, HOST_ANSWERS, 0);
    uint16_t port = bench->host.port;
    host_stop(&bench->host);
    bench->has_host = false;

    struct probe_result result = probed(bench, bench->host.address, port);

    assert_int_equal(result.state, PROBE_REFUSED);
    assert_int_equal(result.rtt_ms, -1);
    assert_int_equal(result.first_ok_wall_ms, WHEN_UNKNOWN);
    assert_int_equal(result.tries, 1);
}

static void probe_is_reset_when_nobody_is_behind_the_listener(void **state)
{
    static const enum host_manner manners[] = {HOST_RESETS, HOST_CLOSES};
    struct bench *bench = *state;

    for (size_t i = 0; i < ARRAY_COUNT(manners); i++) {
        start_host(bench, manners[i], 8080);
        struct probe_result result = probed(bench, bench->host.address, 8080);
        assert_int_equal(result.state, PROBE_RESET);
        host_stop(&bench->host);
        bench->has_host = false;
    }
}

static void probe_tells_silence_before_connecting_from_silence_after(void **state)
{
    struct bench *bench = *state;
    struct host full;
    start_host(bench, HOST_HUSHES, 8080);
    host_start(&full, HOST_IS_FULL, 0);
    const struct probe_target both[] = {{bench->host.address, 8080, true},
                                        {full.address, full.port, true}};

    prober_aim(bench->prober, both, ARRAY_COUNT(both));
    run(bench, 2);

    struct probe_result hushed = result_of(bench, bench->host.address, 8080);
    assert_int_equal(hushed.state, PROBE_OK);
    assert_int_equal(hushed.http_status, 0);
    assert_int_equal(result_of(bench, full.address, full.port).state, PROBE_TIMEOUT);
    host_stop(&full);
}

/* Ports: one where HTTP is spoken and one where it is not, the verdict is the same. */
static void probe_believes_the_proxy(void **state)
{
    static const struct {
        unsigned char reply;
        enum probe_state state;
    } replies[] = {{5, PROBE_REFUSED}, {3, PROBE_UNREACHABLE}, {4, PROBE_UNREACHABLE},
                   {6, PROBE_TIMEOUT}, {1, PROBE_UNREACHABLE}, {0, PROBE_OK}};
    static const uint16_t ports[] = {8080, 5432};
    struct bench *bench = *state;
    through_proxy(bench, 0);

    for (size_t i = 0; i < ARRAY_COUNT(replies); i++) {
        for (size_t j = 0; j < ARRAY_COUNT(ports); j++) {
            char target[64];
            bench->host.reply = replies[i].reply;
            aim(bench, "192.0.2.1", 1, false); /* so that the next is a new one */
            struct probe_result result = {0};
            aim(bench, "138.124.232.13", ports[j], true);
            run(bench, 1);
            result = result_of(bench, "138.124.232.13", ports[j]);
            assert_int_equal(result.state, replies[i].state);
            snprintf(target, sizeof target, "138.124.232.13:%d", ports[j]);
            assert_string_equal(bench->host.asked_for, target);
            bool is_http = replies[i].reply == 0 && ports[j] == 8080;
            assert_int_equal(result.http_status, is_http ? 200 : 0);
        }
    }
}

static void probe_times_out_when_the_proxy_waits(void **state)
{
    struct bench *bench = *state;
    through_proxy(bench, 0xff);

    struct probe_result result = probed(bench, "138.124.232.13", 5432);

    assert_int_equal(result.state, PROBE_TIMEOUT);
}

static void probe_is_unreachable_without_its_proxy(void **state)
{
    struct bench *bench = *state;
    through_proxy(bench, 0);
    host_stop(&bench->host);
    bench->has_host = false;

    struct probe_result result = probed(bench, "138.124.232.13", 80);

    assert_int_equal(result.state, PROBE_UNREACHABLE);
}

static void probe_is_off_for_what_is_no_ip(void **state)
{
    static const char *const addresses[] = {"elb.example", "10.0.0.1/../x", "10.0.0",
                                            "user@10.0.0.1", ""};
    struct bench *bench = *state;

    for (size_t i = 0; i < ARRAY_COUNT(addresses); i++) {
        aim(bench, addresses[i], 80, true);
        run(bench, 0);
        prober_now(bench->prober, addresses[i], 80);
        assert_int_equal(result_of(bench, addresses[i], 80).state, PROBE_OFF);
        assert_int_equal(prober_due_ms(bench->prober), INT64_MAX);
    }
}

static void prober_refuses_a_proxy_that_is_none(void **state)
{
    (void)state;
    struct prober *prober = NULL;
    struct err err = ERR_INIT;

    assert_int_equal(prober_new("ftp://x", &prober, &err), ERR_LOCAL);

    assert_null(prober);
    assert_string_equal(err.where, "proxy");
}

/* ---- over time -------------------------------------------------------------- */

static void prober_counts_changes_only(void **state)
{
    struct bench *bench = *state;
    start_host(bench, HOST_ANSWERS, 8080);
    const char *address = bench->host.address;

    probed(bench, address, 8080);
    uint64_t first = prober_generation(bench->prober);
    bench->now_ms = prober_due_ms(bench->prober);
    bench->wall_ms += 60000;
    run(bench, 1);
    assert_int_equal(prober_generation(bench->prober), first);
    assert_int_equal(result_of(bench, address, 8080).at_wall_ms, bench->wall_ms);
    assert_int_equal(result_of(bench, address, 8080).first_ok_wall_ms,
                     bench->wall_ms - 60000);

    bench->host.manner = HOST_CLOSES;
    bench->now_ms = prober_due_ms(bench->prober);
    run(bench, 1);
    assert_int_equal(prober_generation(bench->prober), first + 1);
    assert_int_equal(result_of(bench, address, 8080).state, PROBE_RESET);
    assert_int_equal(result_of(bench, address, 8080).first_ok_wall_ms, WHEN_UNKNOWN);
}

/* A kept connection must not answer for an address that takes no new ones. */
static void prober_connects_anew_each_time(void **state)
{
    struct bench *bench = *state;
    start_host(bench, HOST_ANSWERS, 8080);

    for (int i = 1; i <= 3; i++) {
        probed(bench, bench->host.address, 8080);
        assert_int_equal(bench->host.accepted, i);
        bench->now_ms = prober_due_ms(bench->prober);
        run(bench, 0);
    }
}

static uint16_t closed_port(void)
{
    struct host host;
    host_start(&host, HOST_ANSWERS, 0);
    host_stop(&host);
    return host.port;
}

static void prober_hurries_while_it_is_urgent(void **state)
{
    struct bench *bench = *state;
    uint16_t port = closed_port();
    int64_t wait_ms = 0;

    aim(bench, "127.77.0.1", port, true);
    for (int i = 1; i <= 80; i++) {
        run(bench, 1);
        assert_int_equal(result_of(bench, "127.77.0.1", port).tries, i);
        wait_ms = prober_due_ms(bench->prober) - bench->now_ms;
        assert_true(wait_ms >= INTERVAL_PROBE_WAIT_MS);
        if (i < 15)
            assert_true(wait_ms <= INTERVAL_PROBE_WAIT_MS * 12 / 10);
        bench->now_ms += wait_ms - 1;
        run(bench, 0); /* not a moment before */
        bench->now_ms++;
    }
    assert_true(wait_ms >= 30000); /* after minutes without an answer, more slowly */
    assert_true(wait_ms <= INTERVAL_PROBE_READY_MS);
    assert_int_equal(prober_generation(bench->prober), 1);
}

static void prober_takes_its_time_with_what_answers(void **state)
{
    struct bench *bench = *state;
    start_host(bench, HOST_ANSWERS, 8080);

    probed(bench, bench->host.address, 8080);

    int64_t wait_ms = prober_due_ms(bench->prober) - bench->now_ms;
    assert_true(wait_ms >= INTERVAL_PROBE_READY_MS * 8 / 10);
    assert_true(wait_ms <= INTERVAL_PROBE_READY_MS * 12 / 10 + INTERVAL_PROBE_BURST_MS);
}

static void prober_looks_again_soon_when_what_answered_does_not(void **state)
{
    struct bench *bench = *state;
    start_host(bench, HOST_ANSWERS, 8080);

    aim(bench, bench->host.address, 8080, false);
    run(bench, 1);
    bench->host.manner = HOST_CLOSES;
    bench->now_ms = prober_due_ms(bench->prober);
    run(bench, 1);

    assert_true(prober_due_ms(bench->prober) - bench->now_ms <=
                INTERVAL_PROBE_WAIT_MS * 12 / 10);
}

static void prober_does_not_wait_when_a_target_becomes_urgent(void **state)
{
    struct bench *bench = *state;
    start_host(bench, HOST_ANSWERS, 8080);

    aim(bench, bench->host.address, 8080, false);
    run(bench, 1);
    aim(bench, bench->host.address, 8080, true);

    assert_int_equal(prober_due_ms(bench->prober),
                     bench->now_ms + INTERVAL_PROBE_WAIT_MS);
    assert_int_equal(result_of(bench, bench->host.address, 8080).state, PROBE_OK);
}

static void prober_tries_now_when_it_is_told(void **state)
{
    struct bench *bench = *state;
    start_host(bench, HOST_ANSWERS, 8080);

    probed(bench, bench->host.address, 8080);
    prober_now(bench->prober, bench->host.address, 8080);
    prober_now(bench->prober, "127.77.0.9", 8080); /* not aimed at */
    run(bench, 1);

    assert_int_equal(bench->host.accepted, 2);
}

/* The addresses 10.0.x.y, so many of them, all on one port. */
static struct probe_target *many(size_t count, uint16_t port)
{
    struct probe_target *targets = mem_new_array(count, sizeof *targets);

    for (size_t i = 0; i < count; i++) {
        char address[32];
        snprintf(address, sizeof address, "10.0.%d.%d", (int)(i / 250), (int)(i % 250));
        targets[i] = (struct probe_target){mem_copy_text(address), port, false};
    }
    return targets;
}

static void free_many(struct probe_target *targets, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free((char *)(uintptr_t)targets[i].address); /* made by many() */
    free(targets);
}

static void prober_has_few_probes_under_way(void **state)
{
    enum { COUNT = 40 };
    struct bench *bench = *state;
    struct probe_target *targets = many(COUNT, 8080);
    through_proxy(bench, 0xff); /* holds each one until its time is over */

    prober_aim(bench->prober, targets, COUNT);
    prober_work(bench->prober, bench->http, bench->now_ms);
    assert_int_equal(prober_due_ms(bench->prober), INT64_MAX);
    for (int i = 0; i < 100 && bench->host.accepted < LIMIT_PROBES; i++) {
        turn(bench);
        prober_work(bench->prober, bench->http, bench->now_ms);
    }

    assert_int_equal(bench->host.accepted, LIMIT_PROBES);
    assert_int_equal(bench->host.open, LIMIT_PROBES);
    free_many(targets, COUNT); /* and the bench ends with all of them under way */
}

static void prober_comes_round_to_everybody(void **state)
{
    enum { COUNT = 100 };
    struct bench *bench = *state;
    struct probe_target *targets = many(COUNT, 5432);
    through_proxy(bench, 5);
    for (size_t i = 0; i < 20; i++)
        targets[i].urgent = true; /* due again before the last had their first turn */

    prober_aim(bench->prober, targets, COUNT);
    for (int ended = 0; ended < 2 * COUNT; ended += turn(bench)) {
        bench->now_ms +=
            INTERVAL_PROBE_WAIT_MS; /* the urgent ones are due in each turn */
        prober_work(bench->prober, bench->http, bench->now_ms);
    }

    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(result_of(bench, targets[i].address, 5432).state, PROBE_REFUSED);
    free_many(targets, COUNT);
}

static void prober_spares_a_crowd_that_is_fine(void **state)
{
    enum { COUNT = 1000, HOUR_MS = 3600 * 1000 };
    struct bench *bench = *state;
    struct probe_target *targets = many(COUNT, 5432);
    int64_t wakeups = 0;
    int64_t end_ms;
    through_proxy(bench, 0);

    prober_aim(bench->prober, targets, COUNT);
    run(bench, 0);
    while (prober_generation(bench->prober) < COUNT) {
        turn(bench);
        prober_work(bench->prober, bench->http, bench->now_ms);
    }
    end_ms = bench->now_ms + HOUR_MS / 3;
    int accepted = bench->host.accepted;
    while (prober_due_ms(bench->prober) < end_ms) {
        bench->now_ms = prober_due_ms(bench->prober);
        wakeups++;
        do {
            prober_work(bench->prober, bench->http, bench->now_ms);
            turn(bench);
        } while (prober_due_ms(bench->prober) <= bench->now_ms ||
                 prober_due_ms(bench->prober) == INT64_MAX);
    }

    /* In twenty minutes: two a second on average at most, collected into bursts. */
    assert_in_range(bench->host.accepted - accepted, 1200, 1200 * 2 * 12 / 10);
    assert_true(wakeups <= HOUR_MS / 3 / INTERVAL_PROBE_BURST_MS);
    free_many(targets, COUNT);
}

/* ---- aiming ----------------------------------------------------------------- */

static void prober_keeps_what_it_knows_over_a_new_aim(void **state)
{
    struct bench *bench = *state;
    start_host(bench, HOST_ANSWERS, 8080);
    const char *address = bench->host.address;
    const struct probe_target both[] = {
        {"127.77.0.2", 80, false}, {address, 8080, false}, {address, 8080, true}};
    struct probe_result result;

    probed(bench, address, 8080);
    prober_aim(bench->prober, both, ARRAY_COUNT(both));
    assert_int_equal(result_of(bench, address, 8080).state, PROBE_OK);
    assert_int_equal(result_of(bench, "127.77.0.2", 80).state, PROBE_UNKNOWN);

    prober_aim(bench->prober, both, 1);
    assert_false(prober_result(bench->prober, address, 8080, &result));
    prober_aim(bench->prober, NULL, 0);
    assert_false(prober_result(bench->prober, "127.77.0.2", 80, &result));
    assert_int_equal(prober_due_ms(bench->prober), INT64_MAX);
}

/* A probe that ends when nobody wants it any more is read and forgotten. */
static void prober_lets_go_of_targets_under_way(void **state)
{
    struct bench *bench = *state;
    start_host(bench, HOST_ANSWERS, 8080);

    aim(bench, bench->host.address, 8080, true);
    prober_work(bench->prober, bench->http, bench->now_ms);
    aim(bench, "elb.example", 1, false);
    run(bench, 1);

    assert_int_equal(prober_generation(bench->prober), 0);
    assert_int_equal(result_of(bench, "elb.example", 1).state, PROBE_OFF);
}

static void prober_knows_its_own_exchanges(void **state)
{
    struct bench *bench = *state;
    struct http_exchange foreign = {.owner = bench};

    assert_false(prober_ended(bench->prober, &foreign, 0, 0));
}

static void probe_states_have_names(void **state)
{
    (void)state;
    static const char *const names[] = {"unknown", "off",   "ok",         "refused",
                                        "timeout", "reset", "unreachable"};

    for (enum probe_state s = PROBE_UNKNOWN; s <= PROBE_UNREACHABLE; s++)
        assert_string_equal(probe_state_name(s), names[s]);
}

#define on_bench(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        on_bench(probe_is_unknown_before_it_is_tried),
        on_bench(probe_reads_the_status_where_http_is_usual),
        on_bench(probe_only_connects_elsewhere),
        on_bench(probe_reads_no_more_of_a_page_than_it_needs),
        on_bench(probe_is_ok_with_something_else_than_http),
        on_bench(probe_is_ok_without_tls_on_the_port_for_it),
        on_bench(probe_is_refused_where_nobody_listens),
        on_bench(probe_is_reset_when_nobody_is_behind_the_listener),
        on_bench(probe_tells_silence_before_connecting_from_silence_after),
        on_bench(probe_believes_the_proxy),
        on_bench(probe_times_out_when_the_proxy_waits),
        on_bench(probe_is_unreachable_without_its_proxy),
        on_bench(probe_is_off_for_what_is_no_ip),
        cmocka_unit_test(prober_refuses_a_proxy_that_is_none),
        on_bench(prober_counts_changes_only),
        on_bench(prober_connects_anew_each_time),
        on_bench(prober_hurries_while_it_is_urgent),
        on_bench(prober_takes_its_time_with_what_answers),
        on_bench(prober_looks_again_soon_when_what_answered_does_not),
        on_bench(prober_does_not_wait_when_a_target_becomes_urgent),
        on_bench(prober_tries_now_when_it_is_told),
        on_bench(prober_has_few_probes_under_way),
        on_bench(prober_comes_round_to_everybody),
        on_bench(prober_spares_a_crowd_that_is_fine),
        on_bench(prober_keeps_what_it_knows_over_a_new_aim),
        on_bench(prober_lets_go_of_targets_under_way),
        on_bench(prober_knows_its_own_exchanges),
        cmocka_unit_test(probe_states_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
