/* Which lines the tree of ELBs has. */
#include "lib/check.h"

#include "screen/world.h"
#include "tui/tree.h"

#include "base/banned.h"

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
        cmocka_unit_test(tree_shows_everything_where_there_is_room),
        cmocka_unit_test(tree_keeps_what_was_folded_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
