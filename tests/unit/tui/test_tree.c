/* Who owns what on an ELB, and what would go with whom. */
#include "lib/check.h"

#include "screen/world.h"
#include "tui/tree.h"

#include "base/banned.h"

struct stage {
    struct world world;
    struct view_elb *elb;
    struct snapshot *snapshot;
};

static void open_stage(struct stage *stage, enum elb_kind kind)
{
    world_init(&stage->world);
    stage->elb = world_add_elb(&stage->world, "k8s-whoami", kind, "138.124.232.13");
}

static void listen(struct stage *stage, uint16_t port, const char *service,
                   enum listener_role role)
{
    const struct row *row =
        service == NULL ? NULL
                        : world_add(&stage->world, service, ROW_READY, "#######", 5);
    world_listen(&stage->world, stage->elb, port, "k8s_TCP", role, row);
}

/* "who: what" of each line. */
static void fates_are(struct stage *stage, const char *const *expected)
{
    struct tree_fate fates[TREE_FATE_LINES];
    int count = tree_fates(stage->elb, fates);
    char text[2 * TREE_FATE_BYTES + 2];

    for (int i = 0; i < count; i++) {
        assert_non_null(expected[i]);
        snprintf(text, sizeof text, "%s: %s", fates[i].who, fates[i].what);
        assert_string_equal(text, expected[i]);
    }
    assert_null(expected[count]);
    snapshot_free(world_give(&stage->world));
}

static void tree_says_that_a_creator_alone_takes_all_with_it(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, ELB_AUTO);
    listen(&stage, 80, "whoami/whoami", LISTENER_CREATOR);

    fates_are(&stage,
              (const char *const[]){
                  "whoami/whoami (CREATOR): everything goes, nothing is left", NULL});
}

static void tree_warns_before_a_creator_goes_first(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, ELB_AUTO);
    listen(&stage, 80, "whoami/whoami", LISTENER_CREATOR);
    listen(&stage, 8080, "whoami/fortune", LISTENER_TENANT);

    fates_are(
        &stage,
        (const char *const[]){
            "whoami/fortune (TENANT): its listener goes; ELB and EIP stay for whoami",
            "whoami/whoami (CREATOR): its listener goes; ELB and EIP stay as ORPHAN",
            "both, fortune first: everything goes, nothing is left", NULL});
}

static void tree_counts_a_service_with_two_ports_once(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, ELB_AUTO);
    const struct row *row = world_add(&stage.world, "shop/web", ROW_READY, "#######", 5);
    world_listen(&stage.world, stage.elb, 80, "a", LISTENER_CREATOR, row);
    world_listen(&stage.world, stage.elb, 443, "b", LISTENER_CREATOR, row);

    fates_are(&stage, (const char *const[]){
                          "shop/web (CREATOR): everything goes, nothing is left", NULL});
}

static void tree_knows_that_a_foreign_listener_keeps_the_elb(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, ELB_AUTO);
    listen(&stage, 80, "pay/ledger", LISTENER_CREATOR);
    listen(&stage, 81, "pay/refunds", LISTENER_TENANT);
    listen(&stage, 9000, NULL, LISTENER_FOREIGN);

    fates_are(&stage,
              (const char *const[]){
                  "pay/refunds (TENANT): its listener goes; ELB and EIP stay for ledger",
                  "pay/ledger (CREATOR): its listener goes; ELB and EIP stay as ORPHAN",
                  "both, refunds first: 9000/TCP is FOREIGN and keeps ELB and EIP alive",
                  NULL});
}

static void tree_has_no_creator_on_an_elb_made_by_hand(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, ELB_EXISTING);
    listen(&stage, 80, "shop/web", LISTENER_TENANT);

    fates_are(&stage,
              (const char *const[]){
                  "shop/web (TENANT): its listener goes; ELB and EIP stay", NULL});
}

static void tree_leaves_orphans_to_people(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, ELB_ORPHAN);

    fates_are(&stage,
              (const char *const[]){
                  "no Service: goes only by hand; :orphans shows the clues", NULL});
}

static void tree_says_that_a_tenant_leaves_an_orphan_behind(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, ELB_ORPHAN);
    listen(&stage, 8080, "whoami/fortune", LISTENER_TENANT);

    fates_are(&stage, (const char *const[]){"whoami/fortune (TENANT): its listener goes; "
                                            "ELB and EIP stay as ORPHAN",
                                            NULL});
}

/* ---- which lines there are ---- */

static size_t lines_with(size_t room, const struct ids *opened, const struct ids *closed)
{
    struct world world;
    struct tree tree = {0};

    world_init(&world);
    world_fill_demo(&world);
    struct snapshot *snapshot = world_give(&world);
    struct scene scene = {
        .snapshot = snapshot, .now_ms = WORLD_NOW_MS, .wall_ms = WORLD_WALL_MS};
    tree_build(&tree, &scene,
               (struct tree_choice){.opened = opened, .closed = closed, .room = room});
    size_t count = tree.count;
    assert_int_equal(tree.elbs_shown, 7);
    assert_int_equal(tree.elbs_total, 9);
    assert_int_equal(tree.foreign_hidden, 2);
    assert_string_equal(tree.lines[0].elb->name, "k8s-ledger"); /* the worst first */
    tree_release(&tree);
    snapshot_free(snapshot);
    return count;
}

static void tree_shows_everything_where_there_is_room(void **state)
{
    (void)state;
    assert_int_equal(lines_with(100, NULL, NULL), 7 + 9 + 3);
    assert_int_equal(lines_with(10, NULL, NULL),
                     7 + 7 + 3); /* two calm ones are folded */
}

static void tree_keeps_what_was_folded_by_hand(void **state)
{
    (void)state;
    struct ids opened = {0};
    struct ids closed = {0};
    ids_add(&opened, "9a41-k8s-edge");
    ids_add(&closed, "9a41-k8s-ledger");

    assert_int_equal(lines_with(10, &opened, &closed), 7 + 7 + 3 + 1 - 3);
    assert_int_equal(lines_with(100, &opened, &closed), 7 + 9 + 3 - 3);

    ids_release(&opened);
    ids_release(&closed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tree_says_that_a_creator_alone_takes_all_with_it),
        cmocka_unit_test(tree_warns_before_a_creator_goes_first),
        cmocka_unit_test(tree_counts_a_service_with_two_ports_once),
        cmocka_unit_test(tree_knows_that_a_foreign_listener_keeps_the_elb),
        cmocka_unit_test(tree_has_no_creator_on_an_elb_made_by_hand),
        cmocka_unit_test(tree_leaves_orphans_to_people),
        cmocka_unit_test(tree_says_that_a_tenant_leaves_an_orphan_behind),
        cmocka_unit_test(tree_shows_everything_where_there_is_room),
        cmocka_unit_test(tree_keeps_what_was_folded_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
