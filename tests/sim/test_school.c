/*
 * The teaching thread as the screen sees it: wishes in, reports and snapshots out, in worlds
 * of their own.
 */
#include "lib/check.h"

#include <poll.h>

#include "base/clock.h"
#include "lesson/school.h"
#include "wire/http.h"

#include "base/banned.h"

enum { PATIENCE_MS = 60000 };

static int open_school(void **state)
{
    struct school *school;
    struct err err = ERR_INIT;

    assert_int_equal(school_new(&school, &err), ERR_OK);
    *state = school;
    return 0;
}

static int close_school(void **state)
{
    school_free(*state);
    return 0;
}

static void wish(struct school *school, enum lesson_wish_kind kind, int argument)
{
    assert_true(lesson_door_ask(
        school_door(school), (struct lesson_wish){.kind = kind, .argument = argument}));
}

static int64_t now_ms(void)
{
    static const struct clock machine = CLOCK_REAL_INIT;
    return clock_now_ms(&machine);
}

/* The next report in that phase after so many calls; the caller's. */
static struct lesson_report *wait_report(struct school *school, enum lesson_phase phase,
                                         int step)
{
    int64_t until_ms = now_ms() + PATIENCE_MS;

    while (now_ms() < until_ms) {
        struct pollfd fd = {.fd = lesson_door_fd(school_door(school)), .events = POLLIN};
        poll(&fd, 1, 1000);
        struct lesson_report *report = lesson_door_take(school_door(school));
        if (report != NULL && report->phase == phase && report->step == step &&
            !report->back)
            return report;
        lesson_report_free(report);
    }
    fail_msg("no report of call %d", step);
    return NULL;
}

static void titles_are_told_before_any_lesson(void **state)
{
    struct lesson_report *report = wait_report(*state, LESSON_CLOSED, 0);

    assert_int_equal(report->title_count, 7);
    assert_int_equal(report->number, 0);
    lesson_report_free(report);
}

static void a_lesson_begins_before_its_first_call(void **state)
{
    wish(*state, LESSON_OPEN, 5);

    struct lesson_report *report = wait_report(*state, LESSON_WAITING, 0);

    assert_int_equal(report->number, 5);
    assert_int_equal(report->line_count, 0);
    assert_non_null(report->next);
    assert_string_equal(report->next->verb, "apply");
    assert_true(report->question.id > 0);
    lesson_report_free(report);
}

static void its_world_is_shown_through_doors_of_its_own(void **state)
{
    struct doors *doors = lesson_door_doors(school_door(*state));
    struct snapshot *snapshot = NULL;
    int64_t until_ms = now_ms() + PATIENCE_MS;

    wish(*state, LESSON_OPEN, 6);
    while (snapshot == NULL && now_ms() < until_ms) {
        struct pollfd fd = {.fd = doors_fd(doors), .events = POLLIN};
        poll(&fd, 1, 1000);
        snapshot = doors_take_snapshot(doors);
    }

    assert_non_null(snapshot);
    assert_true(snapshot->simulator && snapshot->read_only);
    assert_non_null(view_row(snapshot->view, "whoami", "fortune"));
    snapshot_free(snapshot);
}

/* What was said, in a line each. */
static void print_lines(const struct lesson_report *report, struct buf *out)
{
    buf_init(out, 1 << 16);
    for (size_t i = 0; i < report->line_count; i++)
        buf_print(out, "%s %s %s\n", report->lines[i].verb, report->lines[i].step,
                  report->lines[i].text);
    if (report->next != NULL)
        buf_print(out, "next %s %s\n", report->next->verb, report->next->target);
}

static void going_back_and_on_again_says_the_same(void **state)
{
    struct buf before, after;

    wish(*state, LESSON_OPEN, 4);
    for (int i = 0; i < 5; i++)
        wish(*state, LESSON_NEXT, 0);
    struct lesson_report *report = wait_report(*state, LESSON_WAITING, 5);
    print_lines(report, &before);
    lesson_report_free(report);

    wish(*state, LESSON_BACK, 0);
    report = wait_report(*state, LESSON_WAITING, 4);
    lesson_report_free(report);
    wish(*state, LESSON_NEXT, 0);
    report = wait_report(*state, LESSON_WAITING, 5);
    print_lines(report, &after);

    assert_string_equal(buf_text(&after), buf_text(&before));
    lesson_report_free(report);
    buf_release(&before);
    buf_release(&after);
}

static void what_was_broken_is_broken_again_on_the_way_back(void **state)
{
    wish(*state, LESSON_OPEN, 1);
    wish(*state, LESSON_NEXT, 0);
    wish(*state, LESSON_BREAK, '1'); /* the EIP quota is full */
    for (int i = 0; i < 4; i++)
        wish(*state, LESSON_NEXT, 0);
    struct lesson_report *report = wait_report(*state, LESSON_WAITING, 5);
    lesson_report_free(report);

    wish(*state, LESSON_BACK, 0);
    report = wait_report(*state, LESSON_WAITING, 4);

    assert_true(report->breaks[0].broken);
    bool refused = false;
    for (size_t i = 0; i < report->line_count; i++)
        refused = refused || report->lines[i].status == 409;
    assert_true(refused);
    lesson_report_free(report);
}

/* The wait for a call at the slowest is longer than all of this may take. */
static void another_speed_counts_at_once(void **state)
{
    enum { SLOWEST_WAIT_MS = 15000, STEPS = 8 };

    wish(*state, LESSON_OPEN, 1);
    lesson_report_free(wait_report(*state, LESSON_WAITING, 0));
    for (int i = 0; i < STEPS; i++)
        wish(*state, LESSON_SPEED, -1);
    wish(*state, LESSON_RUN, 0);
    struct lesson_report *report = wait_report(*state, LESSON_WAITING, 1);
    assert_int_equal(report->speed_percent, 10);
    lesson_report_free(report);

    int64_t from_ms = now_ms();
    for (int i = 0; i < STEPS; i++)
        wish(*state, LESSON_SPEED, 1);
    report = wait_report(*state, LESSON_WAITING, 2);

    assert_true(report->running);
    assert_int_equal(report->speed_percent, 2000);
    assert_true(now_ms() - from_ms < SLOWEST_WAIT_MS - 2000);
    lesson_report_free(report);
}

static void an_unknown_lesson_fails_with_a_reason(void **state)
{
    wish(*state, LESSON_OPEN, 70);

    struct lesson_report *report = wait_report(*state, LESSON_FAILED, 0);

    assert_non_null(strstr(report->problem, "no lesson 70"));
    lesson_report_free(report);
}

static void a_lesson_can_be_left_while_it_moves(void **state)
{
    wish(*state, LESSON_OPEN, 1);
    wish(*state, LESSON_RUN, 0);
    wish(*state, LESSON_NEXT, 0);
    wish(*state, LESSON_END, 0);

    lesson_report_free(wait_report(*state, LESSON_CLOSED, 0));
    wish(*state, LESSON_OPEN, 2); /* and the program ends in the middle of this */
}

#define AT_SCHOOL(test) cmocka_unit_test_setup_teardown(test, open_school, close_school)

int main(void)
{
    const struct CMUnitTest tests[] = {
        AT_SCHOOL(titles_are_told_before_any_lesson),
        AT_SCHOOL(a_lesson_begins_before_its_first_call),
        AT_SCHOOL(its_world_is_shown_through_doors_of_its_own),
        AT_SCHOOL(going_back_and_on_again_says_the_same),
        AT_SCHOOL(what_was_broken_is_broken_again_on_the_way_back),
        AT_SCHOOL(another_speed_counts_at_once),
        AT_SCHOOL(an_unknown_lesson_fails_with_a_reason),
        AT_SCHOOL(a_lesson_can_be_left_while_it_moves),
    };
    struct err err = ERR_INIT;

    assert_int_equal(http_global_init(&err), ERR_OK);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
