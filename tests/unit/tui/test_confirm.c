/* The question before a change: what is a yes, and everything that is none. */
#include "lib/check.h"
#include "tui/confirm.h"
#include "tui/key.h"

#include "base/limits.h"

#include "base/banned.h"

enum { COLS = 80 };

struct bench {
    struct plan plan;
    struct plan_service services[3];
    struct confirm confirm;
    struct grid grid;
    struct keymap *keymap;
    int64_t now_ms;
    const char *said;
};

static void open_bench(struct bench *bench, enum plan_tier tier)
{
    *bench = (struct bench){.now_ms = 100000};
    bench->services[0] = (struct plan_service){.namespace = "whoami", .name = "whoami"};
    bench->plan = (struct plan){.kind = PLAN_TEARDOWN,
                                .tier = tier,
                                .service_count = 1,
                                .services = bench->services,
                                .goes_count = 2,
                                .orphan_count = 2,
                                .word = "whoami"};
    grid_init(&bench->grid, 2, COLS, true);
    bench->keymap = keymap_new();
    confirm_ask(&bench->confirm, &bench->plan);
}

static void close_bench(struct bench *bench)
{
    grid_release(&bench->grid);
    keymap_free(bench->keymap);
}

static const char *screen(struct bench *bench)
{
    static char text[512];
    struct buf out;

    grid_clear(&bench->grid);
    confirm_draw(&bench->confirm, bench->keymap, canvas_of(&bench->grid), 0,
                 bench->now_ms);
    buf_init(&out, sizeof text - 1);
    grid_print(&bench->grid, &out);
    snprintf(text, sizeof text, "%s", buf_text(&out));
    buf_release(&out);
    return text;
}

/* It was on the screen for as long as it is deaf. */
static void wait_until_it_hears(struct bench *bench)
{
    screen(bench);
    bench->now_ms += INTERVAL_DEAF_MS;
}

static enum confirm_answer press(struct bench *bench, const char *keys)
{
    enum confirm_answer answer = CONFIRM_PASSED;
    struct span rest = span_of(keys);
    struct span word;
    char name[32];

    while (span_cut(&rest, ' ', &word)) {
        snprintf(name, sizeof name, "%.*s", (int)word.bytes, word.at);
        answer = confirm_key(&bench->confirm, bench->keymap, key_parse(name),
                             bench->now_ms, &bench->said);
    }
    return answer;
}

static void confirm_takes_one_y_for_what_is_ours(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench, TIER_YES);
    wait_until_it_hears(&bench);

    assert_non_null(strstr(screen(&bench), " Press y to tear down: ["));
    assert_int_equal(press(&bench, "y"), CONFIRM_YES);
    close_bench(&bench);
}

static void confirm_takes_the_typed_word_and_enter(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench, TIER_WORD);
    wait_until_it_hears(&bench);

    assert_non_null(strstr(screen(&bench),
                           " Type whoami to tear down 2 things, leaving 2 orphans: ["));
    assert_int_equal(press(&bench, "Tab w h o a m i"), CONFIRM_TAKEN);
    assert_int_equal(press(&bench, "Enter"), CONFIRM_YES);
    close_bench(&bench);
}

static void confirm_wants_delete_and_the_number_for_several(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench, TIER_WORD);
    bench.plan.service_count = 3;
    bench.plan.word = "delete 3";
    confirm_ask(&bench.confirm, &bench.plan);
    wait_until_it_hears(&bench);

    assert_non_null(strstr(screen(&bench), " Type delete 3 to tear down 3 Services: ["));
    assert_int_equal(press(&bench, "Tab d e l e t e Space 2 Enter"), CONFIRM_TAKEN);
    assert_int_equal(press(&bench, "Backspace 3 Enter"), CONFIRM_YES);
    close_bench(&bench);
}

static void confirm_hears_nothing_before_it_was_seen(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench, TIER_YES);
    bench.now_ms += 3600000; /* however long nobody drew it */

    assert_int_equal(press(&bench, "y"), CONFIRM_TAKEN);
    assert_null(strstr(screen(&bench), "Press y"));
    close_bench(&bench);
}

static void confirm_drops_what_was_typed_ahead(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench, TIER_WORD);
    screen(&bench);

    bench.now_ms += INTERVAL_DEAF_MS - 1;
    assert_int_equal(press(&bench, "Tab w h o a m i Enter"), CONFIRM_TAKEN);
    assert_string_equal(bench.confirm.prompt.text, "");
    assert_false(bench.confirm.in_field);
    close_bench(&bench);
}

/* Typed ahead or not: keeping everything is always possible. */
static void confirm_lets_esc_and_ctrl_c_pass_at_once(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench, TIER_WORD);

    assert_int_equal(press(&bench, "Esc"), CONFIRM_PASSED);
    assert_int_equal(press(&bench, "Ctrl-C"), CONFIRM_PASSED);
    wait_until_it_hears(&bench);
    press(&bench, "Tab w");
    assert_int_equal(press(&bench, "Esc"), CONFIRM_PASSED);
    assert_int_equal(press(&bench, "Ctrl-C"), CONFIRM_PASSED);
    close_bench(&bench);
}

static void confirm_never_takes_enter_or_x_for_a_yes(void **state)
{
    (void)state;
    for (int tier = TIER_YES; tier <= TIER_WORD; tier++) {
        struct bench bench;
        open_bench(&bench, (enum plan_tier)tier);
        wait_until_it_hears(&bench);

        assert_int_equal(press(&bench, "Enter"), CONFIRM_TAKEN);
        assert_non_null(strstr(bench.said, "Enter and X alone do nothing"));
        assert_int_equal(press(&bench, "X"), CONFIRM_TAKEN);
        assert_int_equal(press(&bench, "X X Enter Enter"), CONFIRM_TAKEN);
        close_bench(&bench);
    }
}

static void confirm_starts_on_the_plan_and_not_on_the_field(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench, TIER_WORD);
    wait_until_it_hears(&bench);

    assert_int_equal(press(&bench, "w h o a m i Enter"), CONFIRM_TAKEN);
    assert_string_equal(bench.confirm.prompt.text, "");
    close_bench(&bench);
}

static void confirm_takes_no_y_for_a_word(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench, TIER_WORD);
    wait_until_it_hears(&bench);

    assert_int_equal(press(&bench, "y"), CONFIRM_TAKEN);
    assert_int_equal(press(&bench, "Tab y Enter"), CONFIRM_TAKEN);
    close_bench(&bench);
}

static void confirm_takes_only_the_whole_word(void **state)
{
    (void)state;
    static const char *const wrong[] = {"Tab w h o a m Enter", "Tab w h o a m i i Enter",
                                        "Tab W h o a m i Enter",
                                        "Tab w h o a m i Space Enter", "Tab Enter"};

    for (size_t i = 0; i < ARRAY_COUNT(wrong); i++) {
        struct bench bench;
        open_bench(&bench, TIER_WORD);
        wait_until_it_hears(&bench);
        assert_int_equal(press(&bench, wrong[i]), CONFIRM_TAKEN);
        assert_string_equal(bench.said, "Enter does nothing until the words match");
        close_bench(&bench);
    }
}

static void confirm_asked_anew_forgets_what_was_typed(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench, TIER_WORD);
    wait_until_it_hears(&bench);
    press(&bench, "Tab w h o a m i");

    confirm_ask(&bench.confirm, &bench.plan);

    assert_int_equal(press(&bench, "Enter"), CONFIRM_TAKEN);
    wait_until_it_hears(&bench);
    assert_int_equal(press(&bench, "Enter"), CONFIRM_TAKEN);
    assert_string_equal(bench.confirm.prompt.text, "");
    close_bench(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(confirm_takes_one_y_for_what_is_ours),
        cmocka_unit_test(confirm_takes_the_typed_word_and_enter),
        cmocka_unit_test(confirm_wants_delete_and_the_number_for_several),
        cmocka_unit_test(confirm_hears_nothing_before_it_was_seen),
        cmocka_unit_test(confirm_drops_what_was_typed_ahead),
        cmocka_unit_test(confirm_lets_esc_and_ctrl_c_pass_at_once),
        cmocka_unit_test(confirm_never_takes_enter_or_x_for_a_yes),
        cmocka_unit_test(confirm_starts_on_the_plan_and_not_on_the_field),
        cmocka_unit_test(confirm_takes_no_y_for_a_word),
        cmocka_unit_test(confirm_takes_only_the_whole_word),
        cmocka_unit_test(confirm_asked_anew_forgets_what_was_typed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
