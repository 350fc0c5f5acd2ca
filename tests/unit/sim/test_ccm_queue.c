#include "lib/check.h"

#include "base/chance.h"
#include "sim/ccm_queue.h"

static int setup(void **state)
{
    *state = ccm_queue_new();
    return 0;
}

static int teardown(void **state)
{
    ccm_queue_free(*state);
    return 0;
}

static void assert_takes(struct ccm_queue *queue, int64_t now, const char *key)
{
    char *taken = ccm_queue_take(queue, now);
    if (key == NULL)
        assert_null(taken);
    else
        assert_string_equal(taken, key);
    free(taken);
}

static void keys_come_when_they_are_due(void **state)
{
    struct ccm_queue *queue = *state;
    ccm_queue_add(queue, "late", 300);
    ccm_queue_add(queue, "early", 100);

    assert_int_equal(ccm_queue_due_ms(queue), 100);
    assert_takes(queue, 99, NULL);
    assert_takes(queue, 300, "early");
    assert_takes(queue, 300, "late");
    assert_takes(queue, 300, NULL);
    assert_int_equal(ccm_queue_due_ms(queue), INT64_MAX);
}

static void a_key_stands_once_at_the_earlier_moment(void **state)
{
    struct ccm_queue *queue = *state;
    ccm_queue_add(queue, "a", 300);
    ccm_queue_add(queue, "a", 100);
    ccm_queue_add(queue, "a", 200);

    assert_int_equal(ccm_queue_count(queue), 1);
    assert_takes(queue, 100, "a");
    assert_takes(queue, 1000, NULL);
}

static void equals_come_in_order_of_arrival(void **state)
{
    struct ccm_queue *queue = *state;
    ccm_queue_add(queue, "first", 5);
    ccm_queue_add(queue, "second", 5);
    ccm_queue_add(queue, "third", 5);

    assert_takes(queue, 5, "first");
    assert_takes(queue, 5, "second");
    assert_takes(queue, 5, "third");
}

static void failures_wait_5_10_20_up_to_300_seconds(void **state)
{
    static const int64_t waits_s[] = {5, 10, 20, 40, 80, 160, 300, 300, 300};
    struct ccm_queue *queue = *state;

    for (size_t i = 0; i < sizeof waits_s / sizeof waits_s[0]; i++) {
        assert_int_equal(ccm_queue_add_failed(queue, "a", 0), waits_s[i] * 1000);
        assert_int_equal(ccm_queue_failures(queue, "a"), (int)i + 1);
        assert_int_equal(ccm_queue_due_ms(queue), waits_s[i] * 1000);
        assert_takes(queue, waits_s[i] * 1000, "a");
    }
}

static void success_starts_the_waits_anew(void **state)
{
    struct ccm_queue *queue = *state;
    ccm_queue_add_failed(queue, "a", 0);
    assert_takes(queue, 5000, "a");
    ccm_queue_add_failed(queue, "a", 0);

    ccm_queue_forget_failures(queue, "a");

    assert_int_equal(ccm_queue_count(queue), 1);
    assert_takes(queue, 10000, "a");
    assert_int_equal(ccm_queue_add_failed(queue, "a", 0), 5000);
}

static void an_edit_does_not_wait_for_the_next_try(void **state)
{
    struct ccm_queue *queue = *state;
    ccm_queue_add_failed(queue, "a", 0);

    ccm_queue_add(queue, "a", 700);

    assert_takes(queue, 700, "a");
    assert_int_equal(ccm_queue_failures(queue, "a"), 1);
}

static void any_order_of_adding_comes_out_sorted(void **state)
{
    struct ccm_queue *queue = *state;
    const char *seed = getenv("SEED");
    struct chance chance = chance_from(seed != NULL ? strtoull(seed, NULL, 10) : 42);
    int64_t last = 0;
    char key[16];

    for (int i = 0; i < 500; i++) {
        snprintf(key, sizeof key, "k%d", (int)chance_below(&chance, 300));
        ccm_queue_add(queue, key, (int64_t)chance_below(&chance, 1000));
    }
    while (ccm_queue_count(queue) > 0) {
        int64_t due = ccm_queue_due_ms(queue);
        assert_true(due >= last);
        last = due;
        char *taken = ccm_queue_take(queue, due);
        assert_non_null(taken);
        free(taken);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keys_come_when_they_are_due, setup, teardown),
        cmocka_unit_test_setup_teardown(a_key_stands_once_at_the_earlier_moment, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(equals_come_in_order_of_arrival, setup, teardown),
        cmocka_unit_test_setup_teardown(failures_wait_5_10_20_up_to_300_seconds, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(success_starts_the_waits_anew, setup, teardown),
        cmocka_unit_test_setup_teardown(an_edit_does_not_wait_for_the_next_try, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(any_order_of_adding_comes_out_sorted, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
