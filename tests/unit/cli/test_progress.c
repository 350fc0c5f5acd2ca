#include "lib/check.h"

#include <unistd.h>

#include "base/when.h"
#include "cli/progress.h"

/* What is said on stdout between the two calls. */
struct ear {
    int before;
    int ends[2];
    char said[2000];
};

static void listen_to(struct ear *ear)
{
    assert_int_equal(pipe(ear->ends), 0);
    fflush(stdout);
    ear->before = dup(STDOUT_FILENO);
    dup2(ear->ends[1], STDOUT_FILENO);
}

static const char *heard(struct ear *ear)
{
    fflush(stdout);
    dup2(ear->before, STDOUT_FILENO);
    close(ear->before);
    close(ear->ends[1]);
    ssize_t got = read(ear->ends[0], ear->said, sizeof ear->said - 1);
    ear->said[got > 0 ? got : 0] = '\0';
    close(ear->ends[0]);
    return ear->said;
}

static void each_step_is_said_once(void **state)
{
    const struct job_step steps[] = {{1, "you", 40, "201 in 38 ms"},
                                     {5, "ccm", 6100, "elb.id 9a41.."}};
    struct job_report report = {.kind = PLAN_CREATE, .steps = steps, .step_count = 1};
    struct progress progress = PROGRESS_INIT;
    struct ear ear;

    (void)state;
    listen_to(&ear);
    progress_job(&progress, &report);
    progress_job(&progress, &report);
    report.step_count = 2;
    progress_job(&progress, &report);

    assert_string_equal(heard(&ear), " 0.0s  1 APPLY    you           201 in 38 ms\n"
                                     " 6.1s  5 IDS      ccm           elb.id 9a41..\n");
}

static void a_thing_is_said_when_it_is_gone_and_the_rest_at_the_end(void **state)
{
    const struct plan_object objects[] = {
        {.fate = FATE_GOES, .thing = THING_SERVICE, .name = "a/b"},
        {.fate = FATE_ORPHAN, .thing = THING_ELB, .name = "k8s-b"},
        {.fate = FATE_DANGLES, .thing = THING_NAME, .name = "b.example.org"},
    };
    struct job_thing things[] = {{&objects[0], THING_WAITING, -1, ""},
                                 {&objects[1], THING_WAITING, -1, ""},
                                 {&objects[2], THING_KEPT, -1, ""}};
    struct job_report report = {.kind = PLAN_TEARDOWN,
                                .state = JOB_PROVING,
                                .things = things,
                                .thing_count = ARRAY_COUNT(things)};
    struct progress progress = PROGRESS_INIT;
    struct ear ear;

    (void)state;
    listen_to(&ear);
    progress_job(&progress, &report);
    things[0] = (struct job_thing){&objects[0], THING_GONE, 3000, "404"};
    progress_job(&progress, &report);
    assert_string_equal(heard(&ear),
                        " #     Service    a/b                          gone      3s     "
                        "404\n");

    listen_to(&ear);
    things[1] = (struct job_thing){&objects[1], THING_LEFT_OVER, -1, "200, still there"};
    report.state = JOB_DONE;
    progress_job(&progress, &report);
    assert_string_equal(heard(&ear),
                        " LEFT  ELB        k8s-b                        left      -      "
                        "200, still there\n");
}

/* The controller tries again and again, and each time its words differ. */
static void trouble_is_said_once_per_place(void **state)
{
    struct row row = {.state = ROW_MOVING, .step = STEP_CLOUD, .part = 3, .why = ""};
    struct progress progress = PROGRESS_INIT;
    struct ear ear;

    (void)state;
    listen_to(&ear);
    progress_trouble(&progress, NULL, 0);
    progress_trouble(&progress, &row, 100);
    row.state = ROW_FAILED;
    row.why = "It failed, 1 time. The port is taken.";
    progress_trouble(&progress, &row, 1500);
    row.why = "It failed, 2 times. The port is still taken.";
    progress_trouble(&progress, &row, 7000);
    row.part = 4;
    row.why = "It failed, 1 time. No member.";
    progress_trouble(&progress, &row, 9000);

    assert_string_equal(
        heard(&ear), " 1.5s  ! FAILED at 4d listener (ccm->otc-api): The port is taken\n"
                     " 9.0s  ! FAILED at 4e pool+members (ccm->otc-api): No member\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_step_is_said_once),
        cmocka_unit_test(a_thing_is_said_when_it_is_gone_and_the_rest_at_the_end),
        cmocka_unit_test(trouble_is_said_once_per_place),
    };
    return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
