/* All load balancers with a verdict, for who wants to share one. */
#include "lib/check.h"

#include "act/picker.h"
#include "base/when.h"
#include "unit/act/shared_world.h"

#include "base/banned.h"

static int set_up(void **state)
{
    struct world *world = mem_new(sizeof *world);
    shared_world_init(world);
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    world_release(*state);
    free(*state);
    return 0;
}

static struct wish wish_for(const char *port)
{
    struct wish wish;

    wish_init(&wish, WISH_ATTACH, "demo", "new");
    assert_int_equal(wish_add_port(&wish, port, NULL), ERR_OK);
    return wish;
}

static struct pick judged(struct world *world, const char *elb_id,
                          const struct around *around, const struct wish *wish)
{
    const struct view_elb *elb = world_elb(world, elb_id);
    struct pick pick;

    assert_non_null(elb);
    pick_judge(elb, around, wish, &world->arena, &pick);
    return pick;
}

static void is_judged(struct world *world, const struct around *around,
                      const struct wish *wish, enum pick_verdict verdict,
                      const char *note)
{
    struct pick pick = judged(world, WHOAMI_ELB, around, wish);

    if (pick.verdict != verdict || strstr(pick.note, note) == NULL)
        fail_msg("%d, \"%s\", not \"%s\"", (int)pick.verdict, pick.note, note);
}

static void a_free_port_is_usable_and_the_owner_is_named(void **state)
{
    struct wish wish = wish_for("9000");

    is_judged(*state, NULL, &wish, PICK_USABLE, "whoami/whoami");
    assert_true(judged(*state, WHOAMI_ELB, NULL, &wish).port_free);
    assert_int_equal(judged(*state, WHOAMI_ELB, NULL, &wish).listener_count, 2);
}

static void a_taken_port_names_who_has_it(void **state)
{
    struct wish wish = wish_for("8080");

    is_judged(*state, NULL, &wish, PICK_IMPOSSIBLE, "whoami/fortune has 8080/TCP");
    assert_false(judged(*state, WHOAMI_ELB, NULL, &wish).port_free);
}

static void udp_has_ports_of_its_own(void **state)
{
    struct wish wish = wish_for("8080/UDP");

    is_judged(*state, NULL, &wish, PICK_USABLE, "");
}

static void its_own_listener_is_not_in_its_way(void **state)
{
    struct wish wish = wish_for("8080");

    snprintf(wish.namespace, sizeof wish.namespace, "whoami");
    snprintf(wish.name, sizeof wish.name, "fortune");
    is_judged(*state, NULL, &wish, PICK_USABLE, "");
}

static void the_class_must_fit(void **state)
{
    struct wish wish = wish_for("9000");

    snprintf(wish.class, sizeof wish.class, "performance");
    is_judged(*state, NULL, &wish, PICK_IMPOSSIBLE, "new is performance");
}

static void another_vpc_and_a_full_quota_are_obstacles(void **state)
{
    static const char *const elsewhere[] = {WHOAMI_ELB};
    struct wish wish = wish_for("9000");
    struct around around = AROUND_INIT;

    around.vpc_known = true;
    assert_int_equal(judged(*state, WHOAMI_ELB, &around, &wish).vpc, PICK_VPC_SAME);
    assert_int_equal(judged(*state, WHOAMI_ELB, NULL, &wish).vpc, PICK_VPC_UNKNOWN);
    around.quota.listeners_per_elb = 2;
    is_judged(*state, &around, &wish, PICK_IMPOSSIBLE, "2 of 2 listeners");
    around.quota.listeners_per_elb = 3;
    is_judged(*state, &around, &wish, PICK_USABLE, "");
    around.quota.listeners_per_elb = QUOTA_UNLIMITED;
    is_judged(*state, &around, &wish, PICK_USABLE, "");
    around.elsewhere = elsewhere;
    around.elsewhere_count = 1;
    is_judged(*state, &around, &wish, PICK_IMPOSSIBLE, "other VPC");
}

static void an_orphan_works_and_is_noted(void **state)
{
    struct world *world = *state;
    struct wish wish = wish_for("9000");

    world_listed(world);
    world_look(world);
    store_gone(world->store, KUBE_SERVICE, "whoami", "whoami", NULL, 0,
               world_wall(world));
    is_judged(world, NULL, &wish, PICK_NOTED, "ORPHAN");
}

static void one_whose_creator_is_torn_down_goes_with_it(void **state)
{
    struct world *world = *state;
    struct wish wish = wish_for("9000");

    WORLD_SERVICE(world, .namespace = "whoami", .name = "whoami", .deleted_ms = -1000,
                  .created_ms = -3600000, .autocreate = "public", .elb_id = WHOAMI_ELB,
                  .finalizer = true, .ports = "80/TCP");
    is_judged(world, NULL, &wish, PICK_IMPOSSIBLE, "is being torn down");
}

static void what_can_be_used_comes_first(void **state)
{
    struct world *world = *state;
    struct wish wish = wish_for("8080");
    struct picker picker;

    WORLD_ELB(world, .id = "zzz", .name = "a-made-by-hand", .class = "union",
              .vip = "10.0.3.99");
    world_sweep(world);
    picker_build(world_look(world), NULL, &wish, &world->arena, &picker);

    assert_int_equal(picker.count, 3);
    assert_int_equal(picker.usable_count, 2);
    assert_string_equal(picker.picks[0].elb->name, "k8s-lb-demo");
    assert_int_equal(picker.picks[0].verdict, PICK_USABLE);
    assert_string_equal(picker.picks[1].elb->name, "a-made-by-hand");
    assert_int_equal(picker.picks[1].verdict, PICK_NOTED);
    assert_string_equal(picker.picks[2].elb->name, "k8s-whoami");
}

int main(void)
{
#define ON_A_WORLD(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        ON_A_WORLD(a_free_port_is_usable_and_the_owner_is_named),
        ON_A_WORLD(a_taken_port_names_who_has_it),
        ON_A_WORLD(udp_has_ports_of_its_own),
        ON_A_WORLD(its_own_listener_is_not_in_its_way),
        ON_A_WORLD(the_class_must_fit),
        ON_A_WORLD(another_vpc_and_a_full_quota_are_obstacles),
        ON_A_WORLD(an_orphan_works_and_is_noted),
        ON_A_WORLD(one_whose_creator_is_torn_down_goes_with_it),
        ON_A_WORLD(what_can_be_used_comes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
