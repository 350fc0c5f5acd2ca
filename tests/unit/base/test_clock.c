#include "lib/check.h"
#include "lib/prop.h"

#include "base/clock.h"

static void clock_runs_forward(void **state)
{
    (void)state;
    const struct clock clock = CLOCK_REAL_INIT;

    int64_t before = clock_now_ms(&clock);
    assert_true(clock_now_ms(&clock) >= before);
    assert_true(clock_wall_ms(&clock) > 1700000000000); /* since 2023 */
}

static void clock_stands_still_when_held(void **state)
{
    (void)state;
    struct clock clock;

    clock_hold(&clock, 1000, 1768464930000);
    assert_int_equal(clock_now_ms(&clock), 1000);
    assert_int_equal(clock_wall_ms(&clock), 1768464930000);
    clock_advance(&clock, 250);
    assert_int_equal(clock_now_ms(&clock), 1250);
    assert_int_equal(clock_wall_ms(&clock), 1768464930250);
}

static void chance_repeats_itself(void **state)
{
    (void)state;
    struct chance a = chance_from(7);
    struct chance b = chance_from(7);
    struct chance c = chance_from(8);
    int same = 0;

    for (int i = 0; i < 100; i++) {
        uint64_t number = chance_next(&a);
        assert_int_equal(number, chance_next(&b));
        same += number == chance_next(&c);
    }
    assert_int_equal(same, 0);
}

/* The first numbers of splitmix64 from 0, as its author's program prints them. */
static void chance_is_splitmix64(void **state)
{
    (void)state;
    struct chance chance = chance_from(0);

    assert_true(chance_next(&chance) == 0xe220a8397b1dcdafu);
    assert_true(chance_next(&chance) == 0x6e789e6aa1b965f4u);
}

static void chance_stays_in_range_and_reaches_its_ends(void **state)
{
    (void)state;
    struct prop prop;
    bool low = false;
    bool high = false;

    prop_start(&prop);
    for (int i = 0; i < 1000; i++) {
        int64_t value = chance_between(&prop.chance, -3, 3);
        assert_in_range(value + 3, 0, 6);
        low |= value == -3;
        high |= value == 3;
    }
    assert_true(low && high);
    assert_int_equal(chance_between(&prop.chance, 5, 5), 5);
    assert_int_equal(chance_below(&prop.chance, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clock_runs_forward),
        cmocka_unit_test(clock_stands_still_when_held),
        cmocka_unit_test(chance_repeats_itself),
        cmocka_unit_test(chance_is_splitmix64),
        cmocka_unit_test(chance_stays_in_range_and_reaches_its_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
