/* The seven steps as a table, and rows as words. */
#include "lib/check.h"

#include "base/when.h"
#include "state/row.h"
#include "state/step.h"

static void step_marks_are_those_of_the_screen(void **state)
{
    static const struct {
        enum step_state state;
        enum step_shade shade;
        char mark;
    } cases[] = {
        {STEP_UNKNOWN, SHADE_NONE, '?'}, {STEP_WAITING, SHADE_NONE, '.'},
        {STEP_RUNNING, SHADE_NONE, '>'}, {STEP_DONE, SHADE_NONE, '#'},
        {STEP_GIVEN, SHADE_NONE, '='},   {STEP_SKIPPED, SHADE_NONE, '-'},
        {STEP_FAILED, SHADE_NONE, '!'},  {STEP_STUCK, SHADE_NONE, '*'},
        {STEP_DONE, SHADE_WORSE, '~'},   {STEP_DONE, SHADE_UNDOING, '<'},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct step step = {.state = cases[i].state, .shade = cases[i].shade};
        assert_int_equal(step_mark(&step), cases[i].mark);
    }
}

static void step_names_and_actors_are_those_of_the_flow(void **state)
{
    (void)state;
    assert_string_equal(step_name(1), "APPLY");
    assert_string_equal(step_name(4), "CLOUD");
    assert_string_equal(step_name(7), "ROUTED");
    assert_string_equal(step_name(8), "");
    assert_string_equal(step_actor(1, false), "you");
    assert_string_equal(step_actor(1, true), "envoy-gw");
    assert_string_equal(step_actor(4, true), "ccm->otc-api");
    assert_string_equal(step_actor(7, false), "otc-fabric");
    assert_string_equal(part_label(PART_POOL), "4e pool+members");
    assert_string_equal(part_name(PART_BIND), "bind");
    assert_string_equal(step_state_name(STEP_GIVEN), "given");
}

static void step_is_settled_when_done_given_or_skipped(void **state)
{
    (void)state;
    assert_true(step_is_settled(STEP_DONE));
    assert_true(step_is_settled(STEP_GIVEN));
    assert_true(step_is_settled(STEP_SKIPPED));
    assert_false(step_is_settled(STEP_UNKNOWN));
    assert_false(step_is_settled(STEP_STUCK));
}

static struct row a_row(enum row_state row_state, int step, int settled, int part)
{
    return (struct row){
        .state = row_state, .step = step, .parts_settled = settled, .part = part};
}

static void row_state_word_names_the_step_of_a_moving_row(void **state)
{
    char word[40];
    (void)state;

    struct row moving = a_row(ROW_MOVING, 4, 3, 3);
    assert_string_equal(row_state_word(&moving, word, sizeof word), "4 CLOUD 3/5");
    struct row routing = a_row(ROW_MOVING, 7, 5, -1);
    assert_string_equal(row_state_word(&routing, word, sizeof word), "7 ROUTED");
    struct row failed = a_row(ROW_FAILED, 4, 3, 3);
    assert_string_equal(row_state_word(&failed, word, sizeof word), "FAILED");
}

static void row_step_word_is_a_number_a_part_or_nothing(void **state)
{
    char word[4];
    (void)state;

    struct row failed = a_row(ROW_FAILED, 4, 3, 3);
    assert_string_equal(row_step_word(&failed, word), "4d");
    struct row ready = a_row(ROW_READY, 7, 5, -1);
    assert_string_equal(row_step_word(&ready, word), "7");
    struct row skipped = a_row(ROW_SKIPPED, 3, 5, -1);
    assert_string_equal(row_step_word(&skipped, word), "-");
    struct row deleting = a_row(ROW_DELETING, 4, 0, -1);
    assert_string_equal(row_step_word(&deleting, word), "-");
}

static void row_order_puts_problems_first(void **state)
{
    static const enum row_state order[] = {ROW_FAILED,   ROW_STUCK,  ROW_SKIPPED,
                                           ROW_DEGRADED, ROW_MOVING, ROW_DELETING,
                                           ROW_READY,    ROW_UNKNOWN};
    (void)state;

    for (size_t i = 1; i < ARRAY_COUNT(order); i++)
        assert_true(row_state_order(order[i - 1]) < row_state_order(order[i]));
}

static void row_build_copies_all_that_a_draft_points_to(void **state)
{
    char name[] = "web";
    char evidence[] = "rv 7";
    char label[] = "app";
    char address[] = "138.124.232.13";
    const char *ingress[] = {address};
    struct pair labels[] = {{label, name}};
    struct row_port ports[] = {
        {.name = name, .protocol = "TCP", .port = 80, .target_port = name}};
    struct row draft = {
        .namespace = "shop",
        .name = name,
        .uid = "u",
        .resource_version = "7",
        .address = address,
        .ingress_count = 1,
        .ingress = ingress,
        .label_count = 1,
        .labels = labels,
        .port_count = 1,
        .ports = ports,
        .why = "",
        .who = "",
        .todo = "",
    };
    (void)state;
    for (int i = 0; i < STEP_COUNT; i++)
        draft.steps[i].evidence = evidence;
    for (int i = 0; i < PART_COUNT; i++)
        draft.parts[i].evidence = "";

    const struct row *row = row_build(&draft, NULL);
    memset(name, 'x', 3);
    memset(evidence, 'x', 4);
    memset(label, 'x', 3);
    memset(address, 'x', 3);

    assert_string_equal(row->name, "web");
    assert_string_equal(row->ports[0].target_port, "web");
    assert_string_equal(row->labels[0].key, "app");
    assert_string_equal(row->steps[1].evidence, "rv 7");
    assert_string_equal(row->ingress[0], "138.124.232.13");
    assert_ptr_equal(row->address, row->ingress[0]); /* one copy for both */
    row_unref(row);
}

static void row_build_makes_outside_texts_harmless(void **state)
{
    struct row draft = {.namespace = "shop",
                        .name = "a\033[31mb\nc",
                        .uid = "",
                        .resource_version = "",
                        .why = "",
                        .who = "",
                        .todo = ""};
    (void)state;
    for (int i = 0; i < STEP_COUNT; i++)
        draft.steps[i].evidence = "";
    for (int i = 0; i < PART_COUNT; i++)
        draft.parts[i].evidence = "";

    const struct row *row = row_build(&draft, NULL);

    assert_null(strchr(row->name, '\033'));
    assert_null(strchr(row->name, '\n'));
    assert_non_null(strstr(row->name, "[31mb"));
    row_unref(row);
}

static void row_lives_as_long_as_somebody_holds_it(void **state)
{
    struct row draft = {.namespace = "shop",
                        .name = "a name long enough to be copied",
                        .uid = "",
                        .resource_version = "",
                        .why = "",
                        .who = "",
                        .todo = ""};
    (void)state;
    for (int i = 0; i < STEP_COUNT; i++)
        draft.steps[i].evidence = "";
    for (int i = 0; i < PART_COUNT; i++)
        draft.parts[i].evidence = "";

    const struct row *row = row_build(&draft, NULL);
    const struct row *again = row_ref(row);
    row_unref(row);

    assert_string_equal(again->name, "a name long enough to be copied");
    row_unref(again);
    row_unref(NULL);
    assert_null(row_ref(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(step_marks_are_those_of_the_screen),
        cmocka_unit_test(step_names_and_actors_are_those_of_the_flow),
        cmocka_unit_test(step_is_settled_when_done_given_or_skipped),
        cmocka_unit_test(row_state_word_names_the_step_of_a_moving_row),
        cmocka_unit_test(row_step_word_is_a_number_a_part_or_nothing),
        cmocka_unit_test(row_order_puts_problems_first),
        cmocka_unit_test(row_build_copies_all_that_a_draft_points_to),
        cmocka_unit_test(row_build_makes_outside_texts_harmless),
        cmocka_unit_test(row_lives_as_long_as_somebody_holds_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
