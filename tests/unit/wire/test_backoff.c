#include "lib/check.h"
#include "lib/prop.h"

#include "wire/backoff.h"

static void backoff_grows_to_half_a_minute(void **state)
{
    static const int64_t waits[] = {0,     1000,  2000,  4000, 8000,
                                    15000, 30000, 30000, 30000};
    (void)state;

    for (int i = 0; i < (int)ARRAY_COUNT(waits); i++)
        assert_int_equal(backoff_wait_ms(i), waits[i]);
    assert_int_equal(backoff_wait_ms(-1), 0);
    assert_int_equal(backoff_wait_ms(INT32_MAX), 30000);
}

static void backoff_jitters_by_a_fifth(void **state)
{
    (void)state;
    struct prop prop;
    int64_t least = INT64_MAX;
    int64_t most = 0;

    prop_start(&prop);
    for (int i = 0; i < 1000; i++) {
        struct backoff backoff = {.failures = 3};
        int64_t wait_ms = backoff_fail(&backoff, &prop.chance, -1, 5000);
        assert_int_equal(backoff.failures, 4);
        assert_int_equal(backoff.until_ms, 5000 + wait_ms);
        assert_in_range(wait_ms, 6400, 9600);
        least = wait_ms < least ? wait_ms : least;
        most = wait_ms > most ? wait_ms : most;
    }
    assert_true(least < 6600 && most > 9400);
}

static void backoff_waits_at_least_as_long_as_asked(void **state)
{
    (void)state;
    struct chance chance = chance_from(1);
    struct backoff backoff = {0};

    assert_int_equal(backoff_fail(&backoff, &chance, 60000, 0), 60000);
    assert_true(backoff_fail(&backoff, &chance, 100, 0) >= 1600);
}

static void backoff_starts_over_after_success(void **state)
{
    (void)state;
    struct chance chance = chance_from(1);
    struct backoff backoff = {0};

    for (int i = 0; i < 10; i++)
        backoff_fail(&backoff, &chance, -1, 1000);
    backoff_succeed(&backoff);
    assert_int_equal(backoff.until_ms, 0);
    assert_in_range(backoff_fail(&backoff, &chance, -1, 1000), 800, 1200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backoff_grows_to_half_a_minute),
        cmocka_unit_test(backoff_jitters_by_a_fifth),
        cmocka_unit_test(backoff_waits_at_least_as_long_as_asked),
        cmocka_unit_test(backoff_starts_over_after_success),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
