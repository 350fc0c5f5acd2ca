#include "lib/check.h"
#include "lib/wait.h"

#include <pthread.h>
#include <sched.h>

#include "base/clock.h"
#include "sim/pace.h"

enum { PATIENCE_MS = 5000 };

static const struct clock machine = CLOCK_REAL_INIT;

/* A thread that sleeps once. */
struct nap {
    struct pace *pace;
    int64_t simulated_ms;
    pthread_t thread;
    bool goes_on; /* what pace_sleep said */
};

static void *nap_run(void *ctx)
{
    struct nap *nap = ctx;
    nap->goes_on = pace_sleep(nap->pace, nap->simulated_ms);
    return NULL;
}

static void nap_start(struct nap *nap)
{
    assert_int_equal(pthread_create(&nap->thread, NULL, nap_run, nap), 0);
}

static void nap_join(struct nap *nap)
{
    assert_int_equal(pthread_join(nap->thread, NULL), 0);
}

static void sleep_is_shortened_by_the_speed(void **state)
{
    (void)state;
    struct pace *pace = pace_new(100, 1);
    int64_t began = clock_now_ms(&machine);

    assert_true(pace_sleep(pace, 3000));

    int64_t took = clock_now_ms(&machine) - began;
    assert_true(took >= 30);
    assert_true(took < 2500);
    assert_true(pace_now_ms(pace) >= 3000);
    pace_free(pace);
}

static void a_new_speed_counts_for_those_who_sleep_already(void **state)
{
    (void)state;
    struct nap nap = {.pace = pace_new(0.1, 1), .simulated_ms = 10 * 1000};
    int64_t began = clock_now_ms(&machine);
    nap_start(&nap); /* would take 100 s */

    pace_set_speed(nap.pace, 100);
    nap_join(&nap);

    assert_true(nap.goes_on);
    assert_true(clock_now_ms(&machine) - began < PATIENCE_MS);
    pace_free(nap.pace);
}

static void speed_is_kept_within_its_bounds(void **state)
{
    (void)state;
    struct pace *pace = pace_new(0, 1);
    assert_true(pace_speed(pace) == 0.1);

    pace_set_speed(pace, 1000);

    assert_true(pace_speed(pace) == 100);
    pace_free(pace);
}

static void time_stands_still_while_paused(void **state)
{
    (void)state;
    struct pace *pace = pace_new(100, 1);
    pace_pause(pace);
    int64_t then = pace_now_ms(pace);
    int64_t real = clock_now_ms(&machine);

    while (clock_now_ms(&machine) < real + 5)
        sched_yield();

    assert_true(pace_is_paused(pace));
    assert_int_equal(pace_now_ms(pace), then);
    assert_int_equal(pace_real_ms_until(pace, then + 1), INT64_MAX);
    assert_int_equal(pace_real_ms_until(pace, then), 0);
    pace_free(pace);
}

/* A nap is waited for only once its thread has come to pace_sleep(). */
static void wait_for_sleepers(const struct pace *pace, size_t count)
{
    assert_true(WAIT_FOR(pace_sleeper_count(pace) == count, PATIENCE_MS));
}

static void a_step_ends_the_earliest_wait_and_jumps_there(void **state)
{
    (void)state;
    struct pace *pace = pace_new(1, 1);
    pace_pause(pace);
    int64_t then = pace_now_ms(pace);
    struct nap near = {.pace = pace, .simulated_ms = 60 * 1000};
    struct nap far = {.pace = pace, .simulated_ms = 3600 * 1000};
    nap_start(&near);
    nap_start(&far);
    wait_for_sleepers(pace, 2);

    pace_step(pace);
    nap_join(&near);

    assert_true(near.goes_on);
    assert_int_equal(pace_now_ms(pace), then + 60 * 1000);
    assert_int_equal(pace_sleeper_count(pace), 1);
    pace_end(pace);
    nap_join(&far);
    pace_free(pace);
}

static void a_step_stops_at_what_servers_wait_for(void **state)
{
    (void)state;
    struct pace *pace = pace_new(1, 1);
    pace_pause(pace);
    int64_t then = pace_now_ms(pace);
    (void)pace_real_ms_until(pace, then + 700);
    (void)pace_real_ms_until(pace, then + 300);

    pace_step(pace);
    assert_int_equal(pace_now_ms(pace), then + 300);
    pace_step(pace);
    assert_int_equal(pace_now_ms(pace), then + 700);
    pace_step(pace);
    assert_int_equal(pace_now_ms(pace), then + 700);
    pace_free(pace);
}

static void a_step_does_nothing_while_time_runs(void **state)
{
    (void)state;
    struct pace *pace = pace_new(1, 1);
    (void)pace_real_ms_until(pace, 3600 * 1000);

    pace_step(pace);

    assert_true(pace_now_ms(pace) < 3600 * 1000);
    pace_free(pace);
}

static void the_end_wakes_all_sleepers_also_while_paused(void **state)
{
    (void)state;
    struct pace *pace = pace_new(1, 1);
    struct nap naps[3] = {{.pace = pace, .simulated_ms = 3600 * 1000},
                          {.pace = pace, .simulated_ms = 7200 * 1000},
                          {.pace = pace, .simulated_ms = 1000 * 1000}};
    pace_pause(pace);
    for (size_t i = 0; i < ARRAY_COUNT(naps); i++)
        nap_start(&naps[i]);
    wait_for_sleepers(pace, 3);

    pace_end(pace);

    for (size_t i = 0; i < ARRAY_COUNT(naps); i++) {
        nap_join(&naps[i]);
        assert_false(naps[i].goes_on);
    }
    assert_false(pace_sleep(pace, 1));
    pace_free(pace);
}

static void jitter_depends_on_seed_and_name_only(void **state)
{
    (void)state;
    struct pace *one = pace_new(1, 7);
    struct pace *same = pace_new(50, 7);
    struct pace *other = pace_new(1, 8);
    int differ = 0;

    for (char name[2] = "a"; name[0] <= 'z'; name[0]++) {
        int64_t value = pace_between(one, name, 0, 1000000);
        assert_in_range(value, 0, 1000000);
        assert_int_equal(value, pace_between(same, name, 0, 1000000));
        assert_int_equal(value, pace_between(one, name, 0, 1000000));
        differ += value != pace_between(other, name, 0, 1000000);
    }

    assert_true(differ > 20);
    assert_int_equal(pace_between(one, "x", 5, 5), 5);
    pace_free(one);
    pace_free(same);
    pace_free(other);
}

static void count_call(void *ctx)
{
    (*(int *)ctx)++;
}

static void listeners_are_told_of_every_change(void **state)
{
    (void)state;
    struct pace *pace = pace_new(1, 1);
    int calls = 0;
    pace_on_change(pace, count_call, &calls);

    pace_pause(pace);
    pace_step(pace);
    pace_run(pace);
    pace_set_speed(pace, 2);
    pace_end(pace);

    assert_int_equal(calls, 5);
    pace_free(pace);
}

static void a_listener_that_has_left_is_not_told(void **state)
{
    (void)state;
    struct pace *pace = pace_new(1, 1);
    int left = 0;
    int stays = 0;
    pace_on_change(pace, count_call, &left);
    pace_on_change(pace, count_call, &stays);

    pace_off_change(pace, count_call, &left);
    pace_pause(pace);

    assert_int_equal(left, 0);
    assert_int_equal(stays, 1);
    pace_free(pace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sleep_is_shortened_by_the_speed),
        cmocka_unit_test(a_new_speed_counts_for_those_who_sleep_already),
        cmocka_unit_test(speed_is_kept_within_its_bounds),
        cmocka_unit_test(time_stands_still_while_paused),
        cmocka_unit_test(a_step_ends_the_earliest_wait_and_jumps_there),
        cmocka_unit_test(a_step_stops_at_what_servers_wait_for),
        cmocka_unit_test(a_step_does_nothing_while_time_runs),
        cmocka_unit_test(the_end_wakes_all_sleepers_also_while_paused),
        cmocka_unit_test(jitter_depends_on_seed_and_name_only),
        cmocka_unit_test(listeners_are_told_of_every_change),
        cmocka_unit_test(a_listener_that_has_left_is_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
