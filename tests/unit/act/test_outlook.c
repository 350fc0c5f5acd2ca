/*
 * Small words for who waits or is about to act: what becomes of a Service, the steps as they
 * are reached, what is left of the quotas, and what is known around.
 */
#include "lib/check.h"

#include "act/around.h"
#include "act/follow.h"
#include "act/outlook.h"
#include "act/quota.h"

#include "base/banned.h"

/* ---- what becomes of it ------------------------------------------------------------------ */

static void waiting_is_worth_it_until_only_a_person_can_help(void **state)
{
    static const struct {
        enum row_state state;
        const char *rule; /* of an error; NULL: none */
        enum advice_severity severity;
        enum outlook outlook;
    } cases[] = {
        {ROW_READY, NULL, ADVICE_INFO, OUTLOOK_READY},
        {ROW_MOVING, NULL, ADVICE_INFO, OUTLOOK_OPEN},
        {ROW_UNKNOWN, NULL, ADVICE_INFO, OUTLOOK_OPEN},
        {ROW_DELETING, NULL, ADVICE_INFO, OUTLOOK_OPEN},
        {ROW_SKIPPED, NULL, ADVICE_INFO, OUTLOOK_HOPELESS},
        {ROW_FAILED, NULL, ADVICE_INFO, OUTLOOK_OPEN},
        {ROW_FAILED, "F01", ADVICE_ERROR, OUTLOOK_HOPELESS},
        {ROW_FAILED, "F01", ADVICE_WARNING, OUTLOOK_OPEN},
        {ROW_FAILED, "F43", ADVICE_ERROR, OUTLOOK_OPEN},
        {ROW_STUCK, NULL, ADVICE_INFO, OUTLOOK_OPEN},
        {ROW_DEGRADED, "F18", ADVICE_ERROR, OUTLOOK_OPEN},
        {ROW_DEGRADED, "F16", ADVICE_ERROR, OUTLOOK_HOPELESS},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const struct advice advice = {cases[i].rule, cases[i].severity, "text"};
        const struct row row = {.state = cases[i].state,
                                .advice_count = cases[i].rule != NULL,
                                .advice = &advice};
        if (outlook_of(&row) != cases[i].outlook)
            fail_msg("case %zu: %d", i, (int)outlook_of(&row));
    }
}

static void outlook_words_name_place_actor_and_reason(void **state)
{
    struct row row = {.state = ROW_FAILED,
                      .step = STEP_CLOUD,
                      .part = PART_LISTENER,
                      .why = "ELB.8907: port 9000 is taken"};
    char out[200];
    (void)state;

    assert_string_equal(
        outlook_words(&row, out, sizeof out),
        "FAILED at 4d listener (ccm->otc-api): ELB.8907: port 9000 is taken");
    /* The controller takes the ELB down again when its EIP is refused. */
    row.part = PART_ELB;
    row.parts[PART_EIP].state = STEP_FAILED;
    row.why = "VPC.0521";
    assert_string_equal(outlook_words(&row, out, sizeof out),
                        "FAILED at 4b EIP (ccm->otc-api): VPC.0521");
    row = (struct row){.state = ROW_STUCK, .step = STEP_ADDRESS, .part = -1, .why = ""};
    assert_string_equal(outlook_words(&row, out, sizeof out), "STUCK at 6 ADDRESS (ccm)");
    row = (struct row){.state = ROW_READY, .address = "138.1.1.1"};
    assert_string_equal(outlook_words(&row, out, sizeof out), "READY at 138.1.1.1");
    row.address = NULL;
    assert_string_equal(outlook_words(&row, out, sizeof out), "READY at -");
}

/* ---- the steps as they are reached --------------------------------------------------------- */

static void each_step_is_told_once_in_the_order_of_happening(void **state)
{
    struct follow follow = {0};
    struct row row = {0};
    int steps[STEP_COUNT];
    (void)state;

    assert_int_equal(follow_look(&follow, &row, steps), 0);
    row.steps[0].state = row.steps[1].state = STEP_DONE;
    row.steps[4].state = STEP_DONE; /* 5 before 4 */
    assert_int_equal(follow_look(&follow, &row, steps), 3);
    assert_int_equal(steps[2], 5);
    assert_int_equal(follow_look(&follow, &row, steps), 0);
    row.steps[3].state = STEP_GIVEN;
    row.steps[6].state = STEP_FAILED;
    assert_int_equal(follow_look(&follow, &row, steps), 1);
    assert_int_equal(steps[0], 4);
}

static void a_step_in_a_line(void **state)
{
    struct row row = {.parts_settled = 3};
    char out[200];
    (void)state;
    row.steps[STEP_IDS - 1].evidence = "elb.id 9a41..";

    assert_string_equal(follow_line(&row, STEP_IDS, out, sizeof out),
                        "5 IDS      ccm           elb.id 9a41..");
    assert_non_null(strstr(follow_line(&row, STEP_CLOUD, out, sizeof out), "3/5"));
    /* Without evidence it ends there. */
    assert_non_null(strstr(follow_line(&row, STEP_SEEN, out, sizeof out), "3 SEEN"));
}

/* ---- quotas ---------------------------------------------------------------------------------- */

static void quota_words_tell_the_last_and_none(void **state)
{
    static const struct {
        struct quota quota;
        bool wants_eip;
        const char *words;
    } cases[] = {
        {QUOTA_INIT, true, "ELB ? of ?   EIP ? of ?"},
        {{12, 50, 18, 20, -2}, true, "ELB 12 of 50   EIP 18 of 20"},
        {{12, 50, 19, 20, -2}, true, "ELB 12 of 50   EIP 19 of 20   takes the last EIP"},
        {{12, 50, 19, 20, -2}, false, "ELB 12 of 50   EIP 19 of 20"},
        {{12, 50, 20, 20, -2}, true, "ELB 12 of 50   EIP 20 of 20   no EIP left"},
        {{12, 50, 20, 20, -2}, false, "ELB 12 of 50   EIP 20 of 20"},
        {{49, 50, 1, 20, -2}, true, "ELB 49 of 50   EIP 1 of 20   takes the last ELB"},
        {{50, 50, 20, 20, -2}, true, "ELB 50 of 50   EIP 20 of 20   no ELB left"},
        {{51, 50, 1, 20, -2}, true, "ELB 51 of 50   EIP 1 of 20   no ELB left"},
        {{7, QUOTA_UNLIMITED, QUOTA_UNKNOWN, 20, -2},
         true,
         "ELB 7, no limit   EIP ? of 20"},
        {{0, 0, 0, 0, 0}, false, "ELB 0 of 0   EIP 0 of 0   no ELB left"},
    };
    char out[200];
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_string_equal(
            quota_words(&cases[i].quota, cases[i].wants_eip, out, sizeof out),
            cases[i].words);
}

static void what_is_not_known_is_not_full(void **state)
{
    (void)state;
    assert_false(quota_is_full(QUOTA_UNKNOWN, 0));
    assert_false(quota_is_full(5, QUOTA_UNKNOWN));
    assert_false(quota_is_full(5, QUOTA_UNLIMITED));
    assert_true(quota_is_full(0, 0));
}

/* ---- around ------------------------------------------------------------------------------------ */

static void around_knows_names_and_other_vpcs_or_nothing(void **state)
{
    static const struct around_name names[] = {{"a/b", "b.example.org"},
                                               {"a/c", "c.example.org"}};
    static const char *const elsewhere[] = {"elb-1"};
    struct around around = AROUND_INIT;
    (void)state;

    assert_null(around_host(NULL, "a/b"));
    assert_false(around_is_elsewhere(NULL, "elb-1"));
    assert_null(around_host(&around, "a/b"));
    assert_false(around_is_elsewhere(&around, "elb-1"));
    around.name_count = ARRAY_COUNT(names);
    around.names = names;
    around.elsewhere_count = 1;
    around.elsewhere = elsewhere;
    assert_string_equal(around_host(&around, "a/c"), "c.example.org");
    assert_null(around_host(&around, "a/bc"));
    assert_true(around_is_elsewhere(&around, "elb-1"));
    assert_false(around_is_elsewhere(&around, "elb-10"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waiting_is_worth_it_until_only_a_person_can_help),
        cmocka_unit_test(outlook_words_name_place_actor_and_reason),
        cmocka_unit_test(each_step_is_told_once_in_the_order_of_happening),
        cmocka_unit_test(a_step_in_a_line),
        cmocka_unit_test(quota_words_tell_the_last_and_none),
        cmocka_unit_test(what_is_not_known_is_not_full),
        cmocka_unit_test(around_knows_names_and_other_vpcs_or_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
