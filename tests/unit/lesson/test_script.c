/* The lessons that are built in are whole, and what is said comes in its order. */
#include "lib/check.h"

#include "lesson/script.h"

#include "base/banned.h"

static struct script *load(int number)
{
    struct script *script;
    struct err err = ERR_INIT;
    char line[400];

    if (script_load(number, &script, &err) != ERR_OK)
        fail_msg("lesson %d: %s", number, err_line(&err, line, sizeof line));
    return script;
}

static void there_are_seven_lessons_and_all_can_be_read(void **state)
{
    (void)state;

    assert_int_equal(script_count(), 7);
    for (int i = 1; i <= 7; i++) {
        struct script *script = load(i);
        assert_true(script->title[0] != '\0' && script->about[0] != '\0');
        assert_true(script->act_count > 0 && script->break_count > 0);
        script_free(script);
    }
}

static void every_lesson_asks_something_and_ends_with_a_word(void **state)
{
    (void)state;

    for (int i = 1; i <= 7; i++) {
        struct script *script = load(i);
        size_t questions = 0;
        bool ends = false;
        for (size_t k = 0; k < script->moment_count; k++) {
            questions += script->moments[k].question.id > 0;
            ends = ends || strcmp(script->moments[k].next, "end") == 0;
        }
        if (questions == 0 || !ends)
            fail_msg("lesson %d: %zu questions, %s", i, questions,
                     ends ? "ends" : "has no end");
        script_free(script);
    }
}

static void a_lesson_that_is_not_there_is_said_to_be(void **state)
{
    (void)state;
    struct script *script;
    struct err err = ERR_INIT;

    assert_int_equal(script_load(8, &script, &err), ERR_ABSENT);
    assert_non_null(strstr(err.text, "there are 1 to 7"));
}

static void a_moment_that_was_passed_does_not_come_again(void **state)
{
    (void)state;
    struct script *script = load(1);
    const struct script_now now = {
        .step = "4a", .verb = "POST elb", .namespace = "lb-demo", .name = "hello"};
    size_t at = 0;

    assert_non_null(script_moment_at(script, &at, &now));
    assert_null(script_moment_at(script, &at, &now));

    script_free(script);
}

static void a_call_without_a_step_is_known_by_its_verb(void **state)
{
    (void)state;
    struct script *script = load(6);
    struct script_now now = {
        .step = "", .verb = "delete", .namespace = "whoami", .name = "fortune"};
    size_t at = 0;

    const struct script_moment *right = script_moment_at(script, &at, &now);
    assert_non_null(right);
    at = 0;
    now.reversed = true;
    const struct script_moment *wrong = script_moment_at(script, &at, &now);
    assert_non_null(wrong);
    assert_ptr_not_equal(right, wrong);

    script_free(script);
}

static void where_a_lesson_is_silent_the_words_of_the_step_stand(void **state)
{
    (void)state;
    struct script *script = load(1);

    assert_non_null(strstr(script_word(script, "4e", "POST monitor"), "monitor"));
    assert_non_null(strstr(script_word(script, "7", "BGP"), "BGP"));
    assert_string_equal(script_word(script, "", "sing"), "");

    script_free(script);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_are_seven_lessons_and_all_can_be_read),
        cmocka_unit_test(every_lesson_asks_something_and_ends_with_a_word),
        cmocka_unit_test(a_lesson_that_is_not_there_is_said_to_be),
        cmocka_unit_test(a_moment_that_was_passed_does_not_come_again),
        cmocka_unit_test(a_call_without_a_step_is_known_by_its_verb),
        cmocka_unit_test(where_a_lesson_is_silent_the_words_of_the_step_stand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
