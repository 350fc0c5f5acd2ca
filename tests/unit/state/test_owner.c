/* Who owns what on an ELB: cards, listeners, members, EIPs, orphans with their clues. */
#include "lib/check.h"

#include "base/when.h"
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

static void put_ledger(struct world *world)
{
    WORLD_ELB(world, .id = "44b0", .name = "k8s-ledger", .vip = "10.0.3.57",
              .eip_id = "e57", .eip_address = "138.124.232.57");
    WORLD_EIP(world, .id = "e57", .address = "138.124.232.57");
    WORLD_LISTENER(world, .id = "l443", .elb = "44b0", .port = "443/TCP",
                   .uid = "uid-ledger", .members = 3, .online = 2);
    WORLD_LISTENER(world, .id = "c9000", .elb = "44b0", .port = "9000/TCP",
                   .name = "console-9000", .members = 2, .online = 2);
    WORLD_SERVICE(world, .namespace = "pay", .name = "ledger", .autocreate = "public",
                  .elb_id = "44b0", .eip_id = "e57", .ports = "443/TCP",
                  .ingress = "138.124.232.57", .finalizer = true, .created_ms = -9000000);
    WORLD_SERVICE(world, .namespace = "pay", .name = "refunds", .elb_id = "44b0",
                  .ports = "9000/TCP");
    world_sweep(world);
    world_listed(world);
}

static void owner_lists_creator_first_and_what_is_wanted(void **state)
{
    struct world *world = *state;
    WORLD_SERVICE(world, .namespace = "a", .name = "first-by-name", .elb_id = "44b0",
                  .ports = "1/TCP", .deleted_ms = 1);
    put_ledger(world);

    const struct view_elb *elb = world_elb(world, "44b0");

    assert_int_equal(elb->kind, ELB_AUTO);
    assert_true(elb->of_this_cluster);
    assert_int_equal(elb->service_count, 3);
    assert_string_equal(elb->services[0], "pay/ledger");
    assert_string_equal(elb->services[1], "a/first-by-name");
    assert_string_equal(elb->services[2], "pay/refunds");
    assert_int_equal(elb->listener_count,
                     3); /* what is being deleted wants nothing more */
    assert_int_equal(elb->listeners[0].port, 443);
    assert_int_equal(elb->listeners[0].role, LISTENER_CREATOR);
    assert_string_equal(elb->listeners[0].row->name, "ledger");
    assert_int_equal(elb->listeners[1].role, LISTENER_FOREIGN);
    assert_null(elb->listeners[1].row);
    assert_null(elb->listeners[1].service_name);
    assert_true(elb->listeners[2].wanted);
    assert_null(elb->listeners[2].id);
    assert_int_equal(elb->listeners[2].role, LISTENER_TENANT);
    assert_string_equal(elb->listeners[2].service_name, "refunds");
}

static void owner_names_the_node_of_a_member(void **state)
{
    struct world *world = *state;
    struct kube_object *node = mem_new(sizeof *node);
    put_ledger(world);
    world_look(world);
    node->kind = KUBE_NODE;
    node->meta = (struct meta){.namespace = "", .name = "node-2", .uid = "n"};
    node->node.internal_ip = "10.0.3.21";
    world_put(world, node);

    const struct view_listener *listener = &world_elb(world, "44b0")->listeners[0];

    assert_int_equal(listener->members_online, 2);
    assert_int_equal(listener->members_total, 3);
    assert_string_equal(listener->members[0].status, "ONLINE");
    assert_null(listener->members[0].node);
    assert_string_equal(listener->members[1].node, "node-2");
    assert_string_equal(listener->members[2].reason, "CONNECT_TIMEOUT");

    store_gone(world->store, KUBE_NODE, "", "node-2", NULL, 0, 0);
    assert_null(world_elb(world, "44b0")->listeners[0].members[1].node);
}

static struct kube_object *node_two(void)
{
    struct kube_object *node = mem_new(sizeof *node);

    node->kind = KUBE_NODE;
    node->meta = (struct meta){.namespace = "",
                               .name = arena_text(&node->arena, "node-2"),
                               .uid = "n",
                               .created_ms = WHEN_UNKNOWN,
                               .deleted_ms = WHEN_UNKNOWN};
    node->node.internal_ip = arena_text(&node->arena, "10.0.3.21");
    return node;
}

/* A node says every few minutes that it lives; that object goes at once. */
static void owner_names_the_node_after_its_heartbeat(void **state)
{
    struct world *world = *state;
    put_ledger(world);
    world_put(world, node_two());
    world_look(world);

    world_put(world, node_two());
    world_sweep(world); /* the cards are made anew */
    assert_string_equal(world_elb(world, "44b0")->listeners[0].members[1].node, "node-2");

    store_list_began(world->store, KUBE_NODE);
    world_put(world, node_two());
    store_list_ended(world->store, KUBE_NODE, 0, 0);
    world_sweep(world);
    assert_string_equal(world_elb(world, "44b0")->listeners[0].members[1].node, "node-2");
}

static void owner_sorts_elbs_by_name(void **state)
{
    struct world *world = *state;
    WORLD_ELB(world, .id = "1", .name = "zebra");
    WORLD_ELB(world, .id = "2", .name = "ant");
    WORLD_ELB(world, .id = "3", .name = "ant");
    world_sweep(world);

    const struct view *view = world_look(world);

    assert_int_equal(view->elb_count, 3);
    assert_string_equal(view->elbs[0].id, "2");
    assert_string_equal(view->elbs[1].id, "3");
    assert_string_equal(view->elbs[2].id, "1");
    assert_int_equal(view->elbs[0].kind, ELB_FOREIGN);
    assert_string_equal(view->elbs[0].class, "union");
}

static void owner_shows_eips_with_elb_and_service(void **state)
{
    struct world *world = *state;
    put_ledger(world);
    WORLD_EIP(world, .id = "free", .address = "138.124.232.9", .status = "DOWN");
    world_sweep(world);

    const struct view *view = world_look(world);

    assert_int_equal(view->eip_count, 2);
    assert_string_equal(view->eips[0].address, "138.124.232.57");
    assert_string_equal(view->eips[0].elb_name, "k8s-ledger");
    assert_string_equal(view->eips[0].service, "pay/ledger");
    assert_null(view->eips[1].elb_id);
    assert_null(view->eips[1].service);
    assert_false(view->eips[1].orphan);
    assert_int_equal(view->orphan_eip_count, 0);
}

/* Such a clue, and that it was read there. */
static bool has_clue(const struct view_elb *elb, enum clue_from from, const char *part)
{
    for (size_t i = 0; i < elb->clue_count; i++) {
        if (strstr(elb->clues[i], part) != NULL)
            return elb->clue_froms[i] == from;
    }
    return false;
}

static void orphan_is_told_with_its_clues(void **state)
{
    struct world *world = *state;
    WORLD_SERVICE(world, .namespace = "demo", .name = "other",
                  .load_balancer_ip = "10.0.3.99");
    put_ledger(world);
    world_look(world);
    store_gone(world->store, KUBE_SERVICE, "pay", "refunds", NULL, 0, world_wall(world));
    store_gone(world->store, KUBE_SERVICE, "pay", "ledger", NULL, 0, world_wall(world));

    const struct view_elb *elb = world_elb(world, "44b0");

    assert_int_equal(elb->kind, ELB_ORPHAN);
    assert_int_equal(world->view->orphan_elb_count, 1);
    assert_int_equal(world->view->orphan_eip_count, 1);
    assert_true(
        has_clue(elb, CLUE_OF_MEMORY, "for: was seen with pay/ledger, which is gone"));
    assert_true(
        has_clue(elb, CLUE_OF_LISTENERS, "against: console-9000 was not made by CCE"));
    assert_true(has_clue(elb, CLUE_OF_EIP, "EIP still bound"));
}

/* Nobody takes it down any more, though it is in use. */
static void an_elb_whose_creator_went_is_an_orphan_with_tenants(void **state)
{
    struct world *world = *state;
    WORLD_SERVICE(world, .namespace = "pay", .name = "tills", .elb_id = "44b0",
                  .ports = "81/TCP");
    put_ledger(world);
    world_look(world);
    store_gone(world->store, KUBE_SERVICE, "pay", "ledger", NULL, 0, world_wall(world));

    const struct view_elb *elb = world_elb(world, "44b0");

    assert_int_equal(elb->kind, ELB_ORPHAN);
    assert_int_equal(elb->service_count, 2);
    assert_string_equal(elb->services[0], "pay/refunds");
    assert_int_equal(world->view->orphan_elb_count, 1);
    assert_int_equal(world->view->orphan_eip_count, 1);
    assert_true(
        has_clue(elb, CLUE_OF_MEMORY, "for: it was made for pay/ledger, which is gone"));
    assert_true(has_clue(elb, CLUE_OF_SERVICES,
                         "against: 2 Services still use it, pay/refunds first"));
    assert_true(has_clue(elb, CLUE_OF_EIP, "EIP still bound"));
    store_gone(world->store, KUBE_SERVICE, "pay", "tills", NULL, 0, world_wall(world));
    assert_true(has_clue(world_elb(world, "44b0"), CLUE_OF_SERVICES,
                         "against: pay/refunds still uses it"));
}

static void an_elb_that_a_tenant_left_has_lost_nobody(void **state)
{
    struct world *world = *state;
    put_ledger(world);
    WORLD_SERVICE(world, .namespace = "pay", .name = "ledger", .elb_id = "44b0",
                  .ports = "443/TCP");
    world_look(world);
    store_gone(world->store, KUBE_SERVICE, "pay", "ledger", NULL, 0, world_wall(world));

    assert_int_equal(world_elb(world, "44b0")->kind, ELB_EXISTING);
    assert_int_equal(world->view->orphan_elb_count, 0);
}

static void orphan_is_never_told_of_part_of_the_cluster(void **state)
{
    struct world *world = *state;
    WORLD_SERVICE(world, .namespace = "demo", .name = "other",
                  .load_balancer_ip = "10.0.3.99");
    put_ledger(world);
    world_look(world);
    store_gone(world->store, KUBE_SERVICE, "pay", "refunds", NULL, 0, 0);
    store_gone(world->store, KUBE_SERVICE, "pay", "ledger", NULL, 0, 0);

    store_set_scope(world->store, "pay");
    assert_int_equal(world_elb(world, "44b0")->kind, ELB_FOREIGN);
    store_set_scope(world->store, NULL);
    assert_int_equal(world_elb(world, "44b0")->kind, ELB_ORPHAN);
    /* nor when no Service is left: an empty list proves nothing */
    store_gone(world->store, KUBE_SERVICE, "demo", "other", NULL, 0, 0);
    assert_int_equal(world_elb(world, "44b0")->kind, ELB_FOREIGN);
    assert_int_equal(world->view->orphan_elb_count, 0);
}

static void orphan_eip_is_told_when_its_service_went(void **state)
{
    struct world *world = *state;
    WORLD_SERVICE(world, .namespace = "demo", .name = "other",
                  .load_balancer_ip = "10.0.3.99");
    put_ledger(world);
    world_look(world);
    store_gone(world->store, KUBE_SERVICE, "pay", "refunds", NULL, 0, 0);
    store_gone(world->store, KUBE_SERVICE, "pay", "ledger", NULL, 0, 0);
    world_drop(world, "44b0");
    world_drop(world, "l443");
    WORLD_EIP(world, .id = "e57", .address = "138.124.232.57", .status = "DOWN");
    world_sweep(world);

    const struct view *view = world_look(world);

    assert_int_equal(view->elb_count, 0);
    assert_true(view->eips[0].orphan);
    assert_int_equal(view->orphan_eip_count, 1);
    assert_non_null(strstr(view->eips[0].clues[0], "pay/ledger"));
    assert_int_equal(view->eips[0].clue_froms[0], CLUE_OF_MEMORY);
}

static void card_is_shared_until_something_on_it_changes(void **state)
{
    struct world *world = *state;
    put_ledger(world);
    store_gone(world->store, KUBE_SERVICE, "pay", "refunds", NULL, 0, 0);
    WORLD_ELB(world, .id = "other", .name = "z");
    WORLD_LISTENER(world, .id = "o80", .elb = "other", .members = 1, .online = 1);
    world_sweep(world);
    struct view *before = store_view(world->store, world_now(world), world_wall(world));

    world_sweep(world); /* says the same again */
    struct view *same = store_view(world->store, world_now(world), world_wall(world));
    WORLD_LISTENER(world, .id = "o80", .elb = "other", .members = 1, .online = 0);
    world_sweep(world);
    struct view *changed = store_view(world->store, world_now(world), world_wall(world));

    assert_ptr_equal(before->elbs, same->elbs);
    assert_ptr_equal(before->rows[0], changed->rows[0]);
    assert_ptr_equal(before->elbs[0].listeners, changed->elbs[0].listeners);
    assert_ptr_not_equal(before->elbs[1].listeners, changed->elbs[1].listeners);
    assert_int_equal(before->elbs[1].listeners[0].members_online, 1);
    assert_int_equal(changed->elbs[1].listeners[0].members_online, 0);
    view_free(before);
    view_free(changed);
    view_free(same);
}

int main(void)
{
#define OWNER_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        OWNER_TEST(owner_lists_creator_first_and_what_is_wanted),
        OWNER_TEST(owner_names_the_node_of_a_member),
        OWNER_TEST(owner_names_the_node_after_its_heartbeat),
        OWNER_TEST(owner_sorts_elbs_by_name),
        OWNER_TEST(owner_shows_eips_with_elb_and_service),
        OWNER_TEST(orphan_is_told_with_its_clues),
        OWNER_TEST(an_elb_whose_creator_went_is_an_orphan_with_tenants),
        OWNER_TEST(an_elb_that_a_tenant_left_has_lost_nobody),
        OWNER_TEST(orphan_is_never_told_of_part_of_the_cluster),
        OWNER_TEST(orphan_eip_is_told_when_its_service_went),
        OWNER_TEST(card_is_shared_until_something_on_it_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
