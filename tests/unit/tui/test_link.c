/* Linking by keys: which ELB can be used, whose id is read, what is given to the worker. */
#include "lib/check.h"
#include "screen/desk.h"
#include "tui/dashboard_inside.h"
#include "tui/key.h"

#include "base/limits.h"

#include "base/banned.h"

static void wait_for_question(struct desk *desk)
{
    desk_draw(desk);
    desk_wait(desk, INTERVAL_DEAF_MS);
}

/* The demo's ELBs with real ids: a manifest that names another thing is refused. */
#define WHOAMI_ID "71f02bde-5c1e-4a8f-9b36-0c7e2ad43271"

static void with_ids(struct world *world)
{
    static struct row_elb elb;

    world_fill_demo(world);
    for (size_t i = 0; i < world->view->elb_count; i++) {
        if (strcmp(world->elbs[i].name, "k8s-whoami") == 0)
            world->elbs[i].id = WHOAMI_ID;
    }
    for (size_t i = 0; i < world->view->row_count; i++) {
        struct row *row = world->rows[i];
        if (row->elb == NULL || row->elb->name == NULL ||
            strcmp(row->elb->name, "k8s-whoami") != 0)
            continue;
        elb = *row->elb;
        elb.id = WHOAMI_ID;
        row->elb = &elb;
    }
}

/* On whoami/whoami: a new Service beside it, on the same ELB. */
static void open_picker(struct desk *desk, void (*fill)(struct world *world))
{
    desk_open(desk, 24, 80, true);
    desk_fill(desk, fill);
    desk_draw(desk);
    desk_press(desk, "/ w h o a m i / w h o a m i Enter L");
    desk_sees(desk, "-- LINK ");
}

#define NAMED   "e c h o "
#define TO_LIST "Tab Tab Tab Tab "

static void picker_starts_on_the_elb_of_the_selected_service(void **state)
{
    (void)state;
    struct desk desk;
    open_picker(&desk, with_ids);
    desk_sees(&desk, "tear down a new Service first, whoami/whoami (CREATOR) last");

    desk_press(&desk, NAMED);

    desk_sees(&desk, "-- LINK whoami/echo 8081/TCP "); /* 8080 is taken on that ELB */
    desk_sees(&desk, "\n>  k8s-whoami ");
    desk_sees(&desk, "read from whoami/whoami at that moment");
    desk_sees(&desk, "tear down whoami/echo first, whoami/whoami (CREATOR) last");
    desk_close(&desk);
}

static void picker_keeps_what_cannot_be_used_with_its_reason(void **state)
{
    (void)state;
    struct desk desk;
    open_picker(&desk, with_ids);

    desk_press(&desk, NAMED "Tab Ctrl-U 8 0");
    desk_sees(&desk, "\n>x k8s-whoami ");
    desk_sees(&desk, "TAKEN");
    desk_sees(&desk, "-- k8s-whoami: not possible");
    desk_press(&desk, "Tab Tab Tab Enter");

    desk_sees(&desk, " k8s-whoami cannot be used: whoami/whoami has 80/TCP");
    wait_for_question(&desk);
    desk_press(&desk, "y");
    assert_null(desk_given(&desk, ORDER_RUN));
    desk_close(&desk);
}

static void picker_gives_a_plan_that_reads_the_id_again(void **state)
{
    (void)state;
    struct desk desk;
    open_picker(&desk, with_ids);

    desk_press(&desk, NAMED TO_LIST "Enter");
    desk_press(&desk, "y"); /* typed ahead */
    assert_null(desk_given(&desk, ORDER_RUN));
    wait_for_question(&desk);
    desk_sees(&desk, " Press y to link: [");
    desk_sees(&desk, "elb.id is read from whoami/whoami at that moment");
    desk_press(&desk, "y");

    struct order *order = desk_given(&desk, ORDER_RUN);
    assert_non_null(order);
    assert_int_equal(order->plan->kind, PLAN_LINK);
    assert_string_equal(order->plan->from_namespace, "whoami");
    assert_string_equal(order->plan->from_name, "whoami");
    assert_non_null(strstr(order->plan->manifest, WHOAMI_ID));
    assert_null(strstr(order->plan->manifest, "elb.autocreate"));
    order_free(order);
    desk_close(&desk);
}

static void picker_says_what_works_for_a_service_with_an_elb(void **state)
{
    (void)state;
    struct desk desk;
    open_picker(&desk, with_ids);

    desk_press(&desk, "f o r t u n e " TO_LIST "Enter");

    desk_sees(&desk, "it has an ELB already and elb.* cannot be changed");
    wait_for_question(&desk);
    desk_press(&desk, "y");
    assert_null(desk_given(&desk, ORDER_RUN));
    desk_close(&desk);
}

static void skipped(struct world *world)
{
    with_ids(world);
    struct row *row = world_add(world, "whoami/echo", ROW_SKIPPED, "###----", 0);
    row->pattern = PATTERN_NONE;
    world_port(world, row, 9090, 30999);
}

/* It has a name and ports: only the ELB is missing, and the keys are on the list. */
static void picker_takes_a_service_that_was_skipped(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, 24, 80, true);
    desk_fill(&desk, skipped);
    desk_draw(&desk);

    desk_press(&desk, "/ e c h o Space n s : w h o Enter Esc / w h o a m i / e Enter L");
    desk_sees(&desk, "-- LINK whoami/echo 9090/TCP ");
    desk_sees(&desk, "Enter asks once more");
    desk_close(&desk);
}

static void frozen(struct world *world)
{
    with_ids(world);
    for (size_t i = 0; i < world->view->elb_count; i++) {
        if (strcmp(world->elbs[i].name, "k8s-whoami") == 0)
            world->elbs[i].operating_status = "FROZEN";
    }
}

static void question_ends_when_the_elb_cannot_be_used_any_more(void **state)
{
    (void)state;
    struct desk desk;
    open_picker(&desk, with_ids);
    desk_press(&desk, NAMED TO_LIST "Enter");
    wait_for_question(&desk);

    desk_fill(&desk, frozen);
    desk_press(&desk, "y");

    assert_null(desk_given(&desk, ORDER_RUN));
    desk_sees(&desk, " off: FROZEN");
    desk_close(&desk);
}

int main(void)
{
    setenv("TZ", "UTC", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(picker_starts_on_the_elb_of_the_selected_service),
        cmocka_unit_test(picker_keeps_what_cannot_be_used_with_its_reason),
        cmocka_unit_test(picker_gives_a_plan_that_reads_the_id_again),
        cmocka_unit_test(picker_says_what_works_for_a_service_with_an_elb),
        cmocka_unit_test(picker_takes_a_service_that_was_skipped),
        cmocka_unit_test(question_ends_when_the_elb_cannot_be_used_any_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
