/* What each view lists: the things it shows, in their order, for a file of data. */
#include "lib/check.h"

#include "screen/desk.h"
#include "tui/listed.h"

#include "base/banned.h"

static void open_list(struct desk *desk, enum panel_kind kind, const char *keys)
{
    desk_open(desk, 24, 80, true);
    desk_fill(desk, world_fill_demo);
    assert_true(desk_go(desk, kind));
    desk_press(desk, keys);
    desk_draw(desk);
}

static bool list(const struct desk *desk, struct listed *listed)
{
    *listed = (struct listed){0};
    return dashboard_list(desk->dashboard, desk->now_ms, desk->wall_ms, listed);
}

static void listed_services_are_those_that_pass_the_filter(void **state)
{
    (void)state;
    struct desk desk;
    struct listed listed;
    open_list(&desk, PANEL_SERVICES, "/ w h o Enter N");

    assert_true(list(&desk, &listed));

    assert_string_equal(listed.kind, "services");
    assert_int_equal(listed.count, 2);
    assert_string_equal(((const struct row *)listed.at[0])->name, "fortune");
    assert_string_equal(((const struct row *)listed.at[1])->name, "whoami");
    listed_release(&listed);
    desk_close(&desk);
}

static void listed_services_are_no_orphans(void **state)
{
    (void)state;
    struct desk desk;
    struct listed listed;
    open_list(&desk, PANEL_SERVICES, "");

    assert_true(list(&desk, &listed));

    assert_int_equal(listed.count, desk.snapshot->view->row_count);
    listed_release(&listed);
    desk_close(&desk);
}

static void listed_of_steps_is_the_one_service(void **state)
{
    (void)state;
    struct desk desk;
    struct listed listed;
    open_list(&desk, PANEL_STEPS, "");

    assert_true(list(&desk, &listed));

    assert_string_equal(listed.kind, "services");
    assert_int_equal(listed.count, 1);
    assert_ptr_equal(listed.at[0], desk_subject(&desk).row);
    listed_release(&listed);
    desk_close(&desk);
}

/* What is folded away on the screen is part of its ELB all the same. */
static void listed_elbs_are_there_once_each(void **state)
{
    (void)state;
    struct desk desk;
    struct listed listed;
    open_list(&desk, PANEL_ELBS, "W");

    assert_true(list(&desk, &listed));

    assert_string_equal(listed.kind, "elbs");
    assert_int_equal(listed.count, desk.snapshot->view->elb_count);
    for (size_t i = 1; i < listed.count; i++)
        assert_ptr_not_equal(listed.at[i - 1], listed.at[i]);
    listed_release(&listed);
    desk_close(&desk);
}

static void listed_events_begin_with_the_oldest(void **state)
{
    (void)state;
    struct desk desk;
    struct listed listed;
    open_list(&desk, PANEL_EVENTS, "e 2"); /* of all, and not the cloud's */

    assert_true(list(&desk, &listed));

    assert_string_equal(listed.kind, "events");
    assert_true(listed.count > 0 && listed.count < desk.snapshot->view->event_count);
    for (size_t i = 1; i < listed.count; i++)
        assert_true(((const struct view_event *)listed.at[i - 1])->wall_ms <=
                    ((const struct view_event *)listed.at[i])->wall_ms);
    listed_release(&listed);
    desk_close(&desk);
}

static void listed_are_the_other_lists_too(void **state)
{
    (void)state;
    struct desk desk;
    struct listed listed;

    open_list(&desk, PANEL_ORPHANS, "");
    assert_true(list(&desk, &listed));
    assert_string_equal(listed.kind, "orphans");
    assert_int_equal(listed.count, desk.snapshot->view->orphan_elb_count +
                                       desk.snapshot->view->orphan_eip_count);
    listed_release(&listed);
    desk_close(&desk);
    open_list(&desk, PANEL_GATEWAY, "");
    assert_true(list(&desk, &listed));
    assert_string_equal(listed.kind, "gateways");
    assert_ptr_equal(listed.at[0], &desk.snapshot->view->gateways[0]);
    listed_release(&listed);
    desk_close(&desk);
    open_list(&desk, PANEL_SOURCES, "");
    assert_true(list(&desk, &listed));
    assert_string_equal(listed.kind, "sources");
    assert_int_equal(listed.count, SOURCE_COUNT);
    listed_release(&listed);
    desk_close(&desk);
}

static void listed_is_nothing_where_nothing_is_a_list(void **state)
{
    static const enum panel_kind kinds[] = {PANEL_HELP, PANEL_WHY, PANEL_MENU,
                                            PANEL_CREATE};
    (void)state;
    struct listed listed;

    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        struct desk desk;
        open_list(&desk, kinds[i], "");
        assert_false(list(&desk, &listed));
        desk_close(&desk);
    }
}

static void listed_is_nothing_before_anything_was_read(void **state)
{
    (void)state;
    struct desk desk;
    struct listed listed;
    desk_open(&desk, 24, 80, true);

    assert_false(list(&desk, &listed));
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(listed_services_are_those_that_pass_the_filter),
        cmocka_unit_test(listed_services_are_no_orphans),
        cmocka_unit_test(listed_of_steps_is_the_one_service),
        cmocka_unit_test(listed_elbs_are_there_once_each),
        cmocka_unit_test(listed_events_begin_with_the_oldest),
        cmocka_unit_test(listed_are_the_other_lists_too),
        cmocka_unit_test(listed_is_nothing_where_nothing_is_a_list),
        cmocka_unit_test(listed_is_nothing_before_anything_was_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
