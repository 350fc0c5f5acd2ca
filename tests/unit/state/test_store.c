/* The store as a whole: facts in, a view out. */
#include "lib/check.h"

#include "unit/state/world.h"

static int set_up(void **state)
{
    struct world *world = mem_new(sizeof *world);
    world_init(world);
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    world_release(*state);
    free(*state);
    return 0;
}

static const char *marks_of(const struct row *row)
{
    static char marks[STEP_COUNT + 1];
    return row_marks(row, marks);
}

static void store_shows_a_ready_service_of_pattern_a(void **state)
{
    struct world *world = *state;
    WORLD_SERVICE(world, .name = "web", .autocreate = "public", .elb_id = "elb-1",
                  .eip_id = "eip-1", .ingress = "138.124.232.13,10.0.3.7",
                  .finalizer = true, .created_ms = -3600000);
    WORLD_ELB(world, .id = "elb-1", .name = "k8s-web", .vip = "10.0.3.7",
              .eip_id = "eip-1", .eip_address = "138.124.232.13", .created_ms = -3590000);
    WORLD_EIP(world, .id = "eip-1", .address = "138.124.232.13");
    WORLD_LISTENER(world, .id = "lsn-1", .elb = "elb-1", .uid = "uid-web", .members = 3,
                   .online = 3, .created_ms = -3580000);
    world_sweep(world);
    world_listed(world);
    world_probe(world, "138.124.232.13", 80, PROBE_OK, 0);

    const struct row *row = world_row(world, "shop", "web");

    assert_string_equal(marks_of(row), "#######");
    assert_int_equal(row->state, ROW_READY);
    assert_string_equal(row->address, "138.124.232.13");
    assert_int_equal(row->members_online, 3);
    assert_int_equal(row->members_total, 3);
    assert_string_equal(row->elb->name, "k8s-web");
    assert_int_equal(row->role, ROLE_CREATOR);
}

static void store_has_an_empty_view_before_anything_is_known(void **state)
{
    const struct view *view = world_look(*state);

    assert_int_equal(view->row_count, 0);
    assert_int_equal(view->elb_count, 0);
    assert_int_equal(view->event_count, 0);
    assert_false(view->gateways_known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(store_shows_a_ready_service_of_pattern_a, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(store_has_an_empty_view_before_anything_is_known,
                                        set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
