/* What is said to come next, from the first step to the last. */
#include "lib/check.h"

#include "base/when.h"
#include "state/ahead.h"
#include "state/failure.h"

#include "base/banned.h"

static const struct ahead *ahead_at(int step, int part, enum row_pattern pattern)
{
    static struct row row;

    row = (struct row){.state = ROW_MOVING,
                       .step = step,
                       .part = part,
                       .pattern = pattern,
                       .deleted_ms = WHEN_UNKNOWN};
    return ahead_of(&row);
}

static void is_complete(const struct ahead *ahead)
{
    assert_non_null(ahead->normal);
    assert_non_null(ahead->failing[0].sign);
    for (size_t i = 0; i < AHEAD_FAILINGS && ahead->failing[i].sign != NULL; i++)
        assert_non_null(ahead->failing[i].means);
}

static void ahead_has_something_to_say_at_every_step(void **state)
{
    (void)state;
    for (int step = STEP_APPLY; step <= STEP_COUNT; step++)
        is_complete(ahead_at(step, -1, PATTERN_AUTOCREATE));
    for (int part = 0; part < PART_COUNT; part++) {
        is_complete(ahead_at(STEP_CLOUD, part, PATTERN_AUTOCREATE));
        is_complete(ahead_at(STEP_CLOUD, part, PATTERN_ATTACH));
    }
}

static void ahead_names_the_taken_port_before_the_listener(void **state)
{
    (void)state;
    char code[FAILURE_CODE_BYTES];
    const struct ahead *ahead = ahead_at(STEP_CLOUD, PART_LISTENER, PATTERN_AUTOCREATE);

    assert_true(failure_find_code(ahead->failing[0].sign, code));
    assert_string_equal(code, "ELB.8907");
}

static void ahead_of_a_linked_service_nothing_is_made(void **state)
{
    (void)state;
    assert_ptr_not_equal(ahead_at(STEP_CLOUD, PART_ELB, PATTERN_ATTACH),
                         ahead_at(STEP_CLOUD, PART_ELB, PATTERN_AUTOCREATE));
    assert_ptr_equal(ahead_at(STEP_CLOUD, PART_LISTENER, PATTERN_ATTACH),
                     ahead_at(STEP_CLOUD, PART_LISTENER, PATTERN_AUTOCREATE));
}

static void ahead_of_a_deletion_is_its_own_order_whatever_the_step(void **state)
{
    (void)state;
    struct row row = {.state = ROW_DELETING, .step = STEP_ROUTED, .deleted_ms = 1};
    const struct ahead *gone = ahead_of(&row);

    row.step = STEP_CLOUD;
    assert_ptr_equal(ahead_of(&row), gone);
    assert_ptr_not_equal(gone, ahead_at(STEP_ROUTED, -1, PATTERN_AUTOCREATE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ahead_has_something_to_say_at_every_step),
        cmocka_unit_test(ahead_names_the_taken_port_before_the_listener),
        cmocka_unit_test(ahead_of_a_linked_service_nothing_is_made),
        cmocka_unit_test(ahead_of_a_deletion_is_its_own_order_whatever_the_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
