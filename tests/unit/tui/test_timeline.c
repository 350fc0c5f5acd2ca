/* How the steps of a Service are told in a line. */
#include "lib/check.h"
#include "tui/timeline.h"

#include "base/banned.h"

static void usual_times_fit_six_cells_and_are_dashes_without_history(void **state)
{
    static const struct {
        struct view_usual usual;
        const char *text;
    } cases[] = {
        {{0, 0, 0}, "-"},
        {{12000, 16000, 41}, "12-16s"},
        {{400, 499, 9}, "<1s"},
        {{300, 1200, 9}, "0-1s"},
        {{3900, 4100, 9}, "4s"},
        {{98000, 99400, 9}, "98-99s"},
        {{80000, 99600, 9}, "1-2m"},
        {{3600000, 86400000, 9}, "1-24h"},
    };
    struct row row = {.pattern = PATTERN_ATTACH};
    struct timeline_line line = {.row = &row, .number = STEP_CLOUD};
    char out[TIMELINE_TEXT_BYTES];
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct view view = {0};
        view.usual[USUAL_ATTACH][STEP_CLOUD] = cases[i].usual;
        assert_string_equal(timeline_usual(&line, &view, out), cases[i].text);
    }
}

static void usual_times_are_those_of_the_same_pattern(void **state)
{
    struct row row = {.pattern = PATTERN_GATEWAY};
    struct timeline_line line = {.row = &row, .number = STEP_CLOUD};
    struct view view = {0};
    char out[TIMELINE_TEXT_BYTES];
    (void)state;
    view.usual[USUAL_AUTOCREATE][STEP_CLOUD] = (struct view_usual){5000, 5000, 9};

    assert_string_equal(timeline_usual(&line, &view, out), "-");
    row.pattern = PATTERN_AUTOCREATE;
    assert_string_equal(timeline_usual(&line, &view, out), "5s");
    line.is_part = true;
    assert_string_equal(timeline_usual(&line, &view, out), "-");
    assert_string_equal(timeline_usual(&line, NULL, out), "-");
    line = (struct timeline_line){.number = STEP_CLOUD};
    assert_string_equal(timeline_usual(&line, &view, out), "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usual_times_fit_six_cells_and_are_dashes_without_history),
        cmocka_unit_test(usual_times_are_those_of_the_same_pattern),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
