/* A recording on the screen: what row 1 says, the keys that play it, what is off over it, and the
 * lines that save one and open one. */
#include "lib/check.h"
#include "screen/contract.h"
#include "screen/desk.h"
#include "tui/key.h"

#include "base/banned.h"

static struct snapshot *recorded(bool runs, int speed_percent)
{
    struct world world;

    world_init(&world);
    world_fill_demo(&world);
    world.snapshot->read_only = true;
    world.snapshot->replay = (struct replay_report){
        .on = true,
        .file = "a.gz",
        .from_wall_ms = WORLD_WALL_MS - 42000,
        .to_wall_ms = WORLD_WALL_MS + 268000,
        .runs = runs,
        .speed_percent = speed_percent,
        .machine_ms = 5000,
        .now_ms = WORLD_NOW_MS,
        .wall_ms = WORLD_WALL_MS,
    };
    return world_give(&world);
}

static const char *screen(struct desk *desk)
{
    static char text[16384];
    struct buf out;

    desk_draw(desk);
    buf_init(&out, sizeof text - 1);
    grid_print(&desk->grid, &out);
    snprintf(text, sizeof text, "%s", buf_text(&out));
    buf_release(&out);
    return text;
}

static void sees(struct desk *desk, const char *text)
{
    if (strstr(screen(desk), text) == NULL)
        fail_msg("no \"%s\" in\n%s", text, screen(desk));
}

static void open_desk(struct desk *desk)
{
    desk_open(desk, 24, 80, true);
    desk_show(desk, recorded(false, 400));
}

static enum order_kind ordered(struct desk *desk)
{
    enum order_kind kind = ORDER_STOP; /* the screen never gives it */

    for (struct errand errand;
         (errand = dashboard_next_errand(desk->dashboard)).kind != ERRAND_NONE;) {
        if (errand.kind == ERRAND_ORDER && errand.order->kind != ORDER_OPEN &&
            errand.order->kind != ORDER_RIGHTS)
            kind = errand.order->kind;
        order_free(errand.order);
        free(errand.text);
        free(errand.namespace);
    }
    return kind;
}

static void row_1_says_replay_and_where_it_stands(void **state)
{
    struct desk desk;

    (void)state;
    open_desk(&desk);
    sees(&desk, " elbtop  REPLAY  [RO]  ctx ");
    sees(&desk, "00:42/05:10 x4 paused");
    sees(&desk, "replay 00:42 of 05:10 x4 paused");
    const char *broken = contract_broken(screen(&desk));
    if (broken != NULL)
        fail_msg("%s", broken);

    desk_show(&desk, recorded(true, 25));
    sees(&desk, "x0.25");
    assert_null(strstr(screen(&desk), "paused"));
    desk_close(&desk);
}

static void keys_play_it_in_every_view(void **state)
{
    static const struct {
        uint32_t key;
        enum order_kind order;
    } keys[] = {{K_SPACE, ORDER_PLAY_NEXT},
                {'.', ORDER_PLAY_RUN},
                {',', ORDER_PLAY_BACK},
                {'-', ORDER_PLAY_SLOWER},
                {'=', ORDER_PLAY_FASTER}};
    static const enum panel_kind views[] = {PANEL_SERVICES, PANEL_STEPS, PANEL_ELBS,
                                            PANEL_EVENTS,   PANEL_HELP,  PANEL_INFO};

    (void)state;
    for (size_t v = 0; v < ARRAY_COUNT(views); v++) {
        struct desk desk;
        open_desk(&desk);
        if (views[v] != PANEL_SERVICES)
            assert_true(desk_go(&desk, views[v]));
        ordered(&desk);
        for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
            desk_key(&desk, keys[i].key);
            assert_int_equal(ordered(&desk), keys[i].order);
        }
        desk_close(&desk);
    }
}

static void without_a_recording_the_same_keys_are_what_they_were(void **state)
{
    struct world world;
    struct desk desk;

    (void)state;
    world_init(&world);
    world_fill_demo(&world);
    desk_open(&desk, 24, 80, true);
    desk_show(&desk, world_give(&world));
    desk_key(&desk, K_SPACE);
    sees(&desk, "1 marked");
    desk_key(&desk, '.');
    sees(&desk, ". means nothing here");
    assert_int_equal(ordered(&desk), ORDER_STOP);
    desk_close(&desk);
}

static void what_needs_a_server_is_off(void **state)
{
    static const char *const keys[] = {"C", "L", "X", "p", "R", "y"};

    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
        struct desk desk;
        char line[80];
        open_desk(&desk);
        desk_press(&desk, keys[i]);
        snprintf(line, sizeof line, "%s is off: this is a recording", keys[i]);
        sees(&desk, line);
        assert_int_equal(ordered(&desk), ORDER_STOP);
        desk_close(&desk);
    }
}

static void type(struct desk *desk, const char *line)
{
    for (; *line != '\0'; line++)
        desk_key(desk, (unsigned char)*line);
    desk_key(desk, K_ENTER);
}

static void rec_over_a_recording_is_off(void **state)
{
    struct desk desk;

    (void)state;
    open_desk(&desk);
    type(&desk, ":rec");
    sees(&desk, ":rec is off: nothing is recorded here");
    assert_int_equal(ordered(&desk), ORDER_STOP);
    desk_close(&desk);
}

static void rec_is_an_order_and_its_answer_is_told(void **state)
{
    struct world world;
    struct desk desk;

    (void)state;
    desk_open(&desk, 24, 80, true);
    for (uint64_t saves = 0; saves < 2; saves++) {
        world_init(&world);
        world_fill_demo(&world);
        world.snapshot->recorder =
            (struct recorder_report){.on = true, .saves = saves, .said = "it is in a.gz"};
        desk_show(&desk, world_give(&world));
        if (saves > 0)
            break;
        type(&desk, ":rec a.gz");
        assert_int_equal(ordered(&desk), ORDER_RECORD);
    }
    sees(&desk, "it is in a.gz");
    desk_close(&desk);
}

static void replay_goes_to_the_file_and_live_back(void **state)
{
    struct errand errand;
    struct desk desk;

    (void)state;
    open_desk(&desk);
    ordered(&desk);
    type(&desk, ":replay");
    sees(&desk, ":replay wants the file");
    type(&desk, ":replay some/file.gz");
    errand = dashboard_next_errand(desk.dashboard);
    assert_int_equal(errand.kind, ERRAND_ENTER);
    assert_int_equal(errand.journey, JOURNEY_RECORDING);
    assert_string_equal(errand.text, "some/file.gz");
    free(errand.text);
    type(&desk, ":live");
    errand = dashboard_next_errand(desk.dashboard);
    assert_int_equal(errand.journey, JOURNEY_BACK);
    free(errand.text);
    desk_close(&desk);
}

static void time_is_that_of_the_recording(void **state)
{
    struct snapshot *snapshot = recorded(true, 200);
    int64_t now_ms = 8000; /* of the machine: 3 s behind the anchor */
    int64_t wall_ms = 77;

    (void)state;
    snapshot_time(snapshot, &now_ms, &wall_ms);
    assert_int_equal(now_ms, WORLD_NOW_MS + 6000);
    assert_int_equal(wall_ms, WORLD_WALL_MS + 6000);

    now_ms = INT64_C(1000000000); /* never past the end */
    snapshot_time(snapshot, &now_ms, &wall_ms);
    assert_int_equal(wall_ms, snapshot->replay.to_wall_ms);
    snapshot_free(snapshot);

    snapshot = recorded(false, 200);
    now_ms = 8000;
    snapshot_time(snapshot, &now_ms, &wall_ms);
    assert_int_equal(now_ms, WORLD_NOW_MS);
    snapshot_free(snapshot);

    now_ms = 8000;
    wall_ms = 77;
    snapshot_time(NULL, &now_ms, &wall_ms);
    assert_int_equal(now_ms, 8000);
    assert_int_equal(wall_ms, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(row_1_says_replay_and_where_it_stands),
        cmocka_unit_test(keys_play_it_in_every_view),
        cmocka_unit_test(without_a_recording_the_same_keys_are_what_they_were),
        cmocka_unit_test(what_needs_a_server_is_off),
        cmocka_unit_test(rec_over_a_recording_is_off),
        cmocka_unit_test(rec_is_an_order_and_its_answer_is_told),
        cmocka_unit_test(replay_goes_to_the_file_and_live_back),
        cmocka_unit_test(time_is_that_of_the_recording),
    };
    return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
