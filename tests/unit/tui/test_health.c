/* How far the picture can be believed, in the words of row 2; and what that row gives up
 * first when it has no room. */
#include "lib/check.h"

#include "screen/world.h"
#include "tui/bar.h"
#include "tui/health.h"

#include "base/banned.h"

struct stage {
    struct world world;
    struct snapshot *snapshot;
    struct scene scene;
};

static void open_stage(struct stage *stage)
{
    world_init(&stage->world);
    stage->scene = (struct scene){.snapshot = stage->world.snapshot,
                                  .now_ms = WORLD_NOW_MS,
                                  .wall_ms = WORLD_WALL_MS,
                                  .opened_ms = WORLD_NOW_MS - 3200};
}

static void close_stage(struct stage *stage)
{
    snapshot_free(world_give(&stage->world));
}

static struct source *source(struct stage *stage, enum source_name name)
{
    return &stage->world.view->sources[name];
}

static void word_is(struct stage *stage, enum source_name name, const char *text,
                    enum look look)
{
    char word[HEALTH_WORD_BYTES];
    enum look got;

    assert_string_equal(health_word(&stage->scene, name, false, word, &got), text);
    assert_int_equal(got, look);
}

static void health_shows_ages_and_makes_late_ones_bold(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage);

    word_is(&stage, SOURCE_ELB, "3s", LOOK_PLAIN);
    source(&stage, SOURCE_ELB)->read_ms = WORLD_NOW_MS - 10000; /* twice its interval */
    word_is(&stage, SOURCE_ELB, "10s", LOOK_PLAIN);
    source(&stage, SOURCE_ELB)->read_ms = WORLD_NOW_MS - 11000;
    word_is(&stage, SOURCE_ELB, "11s", LOOK_STRONG);

    close_stage(&stage);
}

static void health_never_shows_an_age_before_something_was_read(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage);

    source(&stage, SOURCE_EIP)->ever = false;
    source(&stage, SOURCE_EIP)->state = SOURCE_CONNECTING;
    word_is(&stage, SOURCE_EIP, "connecting 3s", LOOK_PLAIN);
    source(&stage, SOURCE_EIP)->state = SOURCE_OFF;
    word_is(&stage, SOURCE_EIP, "off", LOOK_DIM);

    close_stage(&stage);
}

static void health_says_lost_since_when_and_what_is_tried(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage);

    world_lose(&stage.world, SOURCE_KUBERNETES, 92000);
    word_is(&stage, SOURCE_KUBERNETES, "LOST 1m32s, retry 4 in 7s", LOOK_LOST);
    source(&stage, SOURCE_KUBERNETES)->retry_ms = 0;
    word_is(&stage, SOURCE_KUBERNETES, "LOST 1m32s, retry 4 now", LOOK_LOST);
    source(&stage, SOURCE_KUBERNETES)->ever = false;
    word_is(&stage, SOURCE_KUBERNETES, "LOST, retry 4 now", LOOK_LOST);
    assert_int_equal(health_lost_source(&stage.scene), SOURCE_KUBERNETES);

    close_stage(&stage);
}

static void health_locks_changes_at_ten_seconds(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage);

    assert_false(health_is_locked(&stage.scene));
    source(&stage, SOURCE_KUBERNETES)->read_ms = WORLD_NOW_MS - 9999;
    assert_false(health_is_locked(&stage.scene));
    source(&stage, SOURCE_KUBERNETES)->read_ms = WORLD_NOW_MS - 10000;
    assert_true(health_is_locked(&stage.scene));
    stage.scene.snapshot = NULL;
    assert_true(health_is_locked(&stage.scene));

    close_stage(&stage);
}

static void row_2_is(struct stage *stage, int cols, const char *expected)
{
    struct grid grid;
    struct buf out;

    grid_init(&grid, 1, cols, true);
    buf_init(&out, 4096);
    bar_draw_ages(canvas_of(&grid), &stage->scene);
    grid_print(&grid, &out);
    assert_string_equal(buf_text(&out), expected);
    buf_release(&out);
    grid_release(&grid);
}

static void row_2_gives_up_the_token_for_the_verdict(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage);
    stage.world.view->row_count = 30;
    stage.world.view->count_by_state[ROW_FAILED] = 10;
    stage.world.view->count_by_state[ROW_STUCK] = 10;
    stage.world.view->count_by_state[ROW_DEGRADED] = 10;

    row_2_is(&stage, 80,
             " k8s 0s elb 3s eip 9s token 21h        NEEDS YOU: 10 failed 10 stuck 10 "
             "degraded\n");
    row_2_is(&stage, 70,
             " k8s 0s elb 3s eip 9s        NEEDS YOU: 10 failed 10 stuck 10 degraded\n");
    row_2_is(&stage, 60,
             " k8s 0s elb 3s eip 9s token 21h                NEEDS YOU: 30\n");

    stage.world.view->row_count = 0;
    close_stage(&stage);
}

static void row_2_never_says_all_ready_while_something_moves(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage);

    stage.world.view->row_count = 3;
    stage.world.view->count_by_state[ROW_READY] = 2;
    stage.world.view->count_by_state[ROW_MOVING] = 1;
    row_2_is(&stage, 60,
             " k8s 0s elb 3s eip 9s token 21h             1 moving 2 ready\n");
    stage.world.view->count_by_state[ROW_READY] = 3;
    stage.world.view->count_by_state[ROW_MOVING] = 0;
    row_2_is(&stage, 60,
             " k8s 0s elb 3s eip 9s token 21h                  all 3 ready\n");
    stage.world.view->row_count = 0;
    row_2_is(&stage, 60,
             " k8s 0s elb 3s eip 9s token 21h                  no Services\n");

    close_stage(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(health_shows_ages_and_makes_late_ones_bold),
        cmocka_unit_test(health_never_shows_an_age_before_something_was_read),
        cmocka_unit_test(health_says_lost_since_when_and_what_is_tried),
        cmocka_unit_test(health_locks_changes_at_ten_seconds),
        cmocka_unit_test(row_2_gives_up_the_token_for_the_verdict),
        cmocka_unit_test(row_2_never_says_all_ready_while_something_moves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
