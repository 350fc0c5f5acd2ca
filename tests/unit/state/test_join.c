/* What of the cloud belongs to a Service, and how that is known. */
#include "lib/check.h"

#include "state/join.h"
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

static void join_prefers_elb_id_over_address(void **state)
{
    struct world *world = *state;
    WORLD_ELB(world, .id = "elb-a", .vip = "10.0.0.7");
    WORLD_ELB(world, .id = "elb-b", .vip = "10.0.0.8");
    WORLD_SERVICE(world, .name = "web", .elb_id = "elb-b", .ingress = "10.0.0.7");
    world_sweep(world);

    const struct row *row = world_row(world, "shop", "web");

    assert_string_equal(row->elb->id, "elb-b");
    assert_int_equal(row->how, JOIN_BY_ID);
    assert_int_equal(row->role, ROLE_TENANT);
}

static void join_keeps_an_id_that_the_cloud_does_not_know(void **state)
{
    struct world *world = *state;
    WORLD_SERVICE(world, .name = "web", .elb_id = "elb-x");
    world_sweep(world);

    const struct row *row = world_row(world, "shop", "web");

    assert_string_equal(row->elb->id, "elb-x");
    assert_false(row->elb->found);
    assert_null(row->elb->name);
    assert_int_equal(row->members_total, -1);
}

static void join_by_the_uid_in_a_listener(void **state)
{
    struct world *world = *state;
    WORLD_ELB(world, .id = "elb-a", .name = "whatever");
    WORLD_LISTENER(world, .id = "l1", .elb = "elb-a", .uid = "uid-web", .members = 2,
                   .online = 1);
    WORLD_SERVICE(world, .name = "web", .autocreate = "public");
    world_sweep(world);

    const struct row *row = world_row(world, "shop", "web");

    assert_string_equal(row->elb->id, "elb-a");
    assert_int_equal(row->how, JOIN_BY_UID);
    assert_int_equal(row->role, ROLE_CREATOR);
    assert_int_equal(row->members_online, 1);
    assert_int_equal(row->members_total, 2);
}

static void join_by_name_takes_the_youngest_that_can_be_ours(void **state)
{
    struct world *world = *state;
    WORLD_ELB(world, .id = "elb-old", .name = "k8s-web", .created_ms = -900000);
    WORLD_ELB(world, .id = "elb-1", .name = "k8s-web", .created_ms = 4000);
    WORLD_ELB(world, .id = "elb-2", .name = "k8s-web", .created_ms = 9000);
    WORLD_SERVICE(world, .name = "web", .autocreate = "public", .elb_name = "k8s-web");
    world_sweep(world);

    assert_string_equal(world_row(world, "shop", "web")->elb->id, "elb-2");
    world_drop(world, "elb-1");
    world_drop(world, "elb-2");
    world_sweep(world);
    assert_null(world_row(world, "shop", "web")->elb);
}

static void join_by_name_takes_no_elb_that_serves_another(void **state)
{
    struct world *world = *state;
    WORLD_ELB(world, .id = "elb-1", .name = "k8s-web", .created_ms = 4000);
    WORLD_LISTENER(world, .id = "l1", .elb = "elb-1", .uid = "uid-other", .members = 1);
    WORLD_SERVICE(world, .name = "web", .autocreate = "public", .elb_name = "k8s-web");
    world_sweep(world);

    assert_null(world_row(world, "shop", "web")->elb);
}

static void join_by_the_controllers_own_name(void **state)
{
    struct world *world = *state;
    WORLD_ELB(world, .id = "elb-1", .name = "cce-lb-uid-web", .created_ms = 1000);
    WORLD_SERVICE(world, .name = "web", .autocreate = "public");
    world_sweep(world);

    assert_int_equal(world_row(world, "shop", "web")->how, JOIN_BY_NAME);
}

static void join_by_address_needs_it_to_be_one_elbs(void **state)
{
    struct world *world = *state;
    WORLD_ELB(world, .id = "elb-a", .vip = "10.0.0.7", .eip_id = "e",
              .eip_address = "138.124.232.7");
    WORLD_SERVICE(world, .name = "web", .load_balancer_ip = "138.124.232.7");
    world_sweep(world);

    assert_int_equal(world_row(world, "shop", "web")->how, JOIN_BY_ADDRESS);
    WORLD_ELB(world, .id = "elb-b", .vip = "138.124.232.7");
    world_sweep(world);
    assert_int_equal(world_row(world, "shop", "web")->how, JOIN_NONE);
}

static void join_takes_no_listener_of_another_service(void **state)
{
    struct world *world = *state;
    WORLD_ELB(world, .id = "elb-a");
    WORLD_LISTENER(world, .id = "l1", .elb = "elb-a", .uid = "uid-other", .members = 2);
    WORLD_LISTENER(world, .id = "l2", .elb = "elb-a", .port = "80/UDP", .uid = "uid-web",
                   .members = 1);
    WORLD_SERVICE(world, .name = "web", .elb_id = "elb-a", .ports = "80/TCP,80/UDP");
    world_sweep(world);

    const struct row *row = world_row(world, "shop", "web");

    assert_int_equal(row->listener_count, 1);
    assert_string_equal(row->listeners[0].id, "l2");
}

static void join_takes_http_listeners_for_tcp_ports(void **state)
{
    (void)state;
    assert_true(listener_serves("HTTP", "TCP"));
    assert_true(listener_serves("TERMINATED_HTTPS", "TCP"));
    assert_true(listener_serves("QUIC", "UDP"));
    assert_false(listener_serves("HTTP", "UDP"));
    assert_false(listener_serves("UDP", "TCP"));
    assert_false(listener_serves(NULL, "TCP"));
}

static void join_asks_no_listener_for_the_health_port(void **state)
{
    struct world *world = *state;
    WORLD_ELB(world, .id = "elb-a");
    WORLD_LISTENER(world, .id = "l1", .elb = "elb-a", .uid = "uid-web", .members = 1,
                   .online = 1);
    WORLD_SERVICE(world, .name = "web", .elb_id = "elb-a",
                  .ports = "80/TCP,9999/TCP/cce-healthz");
    world_sweep(world);

    const struct row *row = world_row(world, "shop", "web");

    assert_int_equal(row->part, -1);
    assert_int_equal(row->port_count, 2);
}

static void join_finds_the_eip_by_id_port_or_address(void **state)
{
    struct world *world = *state;
    WORLD_ELB(world, .id = "elb-1", .eip_id = "eip-1");
    WORLD_ELB(world, .id = "elb-2");
    WORLD_ELB(world, .id = "elb-3", .eip_address = "138.124.232.3");
    WORLD_EIP(world, .id = "eip-1", .address = "138.124.232.1");
    WORLD_EIP(world, .id = "eip-2", .address = "138.124.232.2", .port_id = "port-elb-2");
    WORLD_EIP(world, .id = "eip-3", .address = "138.124.232.3");
    WORLD_SERVICE(world, .name = "one", .elb_id = "elb-1");
    WORLD_SERVICE(world, .name = "two", .elb_id = "elb-2");
    WORLD_SERVICE(world, .name = "three", .elb_id = "elb-3");
    world_sweep(world);

    assert_string_equal(world_row(world, "shop", "one")->eip->id, "eip-1");
    assert_string_equal(world_row(world, "shop", "two")->eip->id, "eip-2");
    assert_string_equal(world_row(world, "shop", "three")->eip->id, "eip-3");
}

static void join_says_unknown_when_members_cannot_be_read(void **state)
{
    struct world *world = *state;
    world->members_unknown = true;
    WORLD_ELB(world, .id = "elb-a");
    WORLD_LISTENER(world, .id = "l1", .elb = "elb-a", .uid = "uid-web", .members = 3);
    WORLD_SERVICE(world, .name = "web", .elb_id = "elb-a");
    world_sweep(world);

    const struct row *row = world_row(world, "shop", "web");

    assert_int_equal(row->members_online, -1);
    assert_int_equal(row->members_total, -1);
    assert_int_equal(row->listeners[0].members_total, -1);
    assert_int_equal(row->parts[PART_POOL].state, STEP_DONE);
}

static void join_names_whom_an_elb_is_shared_with(void **state)
{
    struct world *world = *state;
    WORLD_ELB(world, .id = "elb-a");
    WORLD_SERVICE(world, .namespace = "b", .name = "tenant", .elb_id = "elb-a");
    WORLD_SERVICE(world, .namespace = "a", .name = "maker", .elb_id = "elb-a",
                  .autocreate = "public");
    WORLD_SERVICE(world, .namespace = "c", .name = "alone", .elb_id = "elb-z");
    world_sweep(world);

    const struct row *tenant = world_row(world, "b", "tenant");
    assert_int_equal(tenant->shared_count, 1);
    assert_string_equal(tenant->shared_with[0], "a/maker");
    assert_int_equal(world_row(world, "c", "alone")->shared_count, 0);

    store_gone(world->store, KUBE_SERVICE, "a", "maker", NULL, 0, 0);
    assert_int_equal(world_row(world, "b", "tenant")->shared_count, 0);
}

int main(void)
{
#define JOIN_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        JOIN_TEST(join_prefers_elb_id_over_address),
        JOIN_TEST(join_keeps_an_id_that_the_cloud_does_not_know),
        JOIN_TEST(join_by_the_uid_in_a_listener),
        JOIN_TEST(join_by_name_takes_the_youngest_that_can_be_ours),
        JOIN_TEST(join_by_name_takes_no_elb_that_serves_another),
        JOIN_TEST(join_by_the_controllers_own_name),
        JOIN_TEST(join_by_address_needs_it_to_be_one_elbs),
        JOIN_TEST(join_takes_no_listener_of_another_service),
        JOIN_TEST(join_takes_http_listeners_for_tcp_ports),
        JOIN_TEST(join_asks_no_listener_for_the_health_port),
        JOIN_TEST(join_finds_the_eip_by_id_port_or_address),
        JOIN_TEST(join_says_unknown_when_members_cannot_be_read),
        JOIN_TEST(join_names_whom_an_elb_is_shared_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
