/*
 * ui_run() in a terminal of its own: what is shown, what keys do, and that the terminal is
 * left as it was found, whatever happens.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/pty.h"

#include "base/banned.h"

static const char *program_path(void)
{
    static char path[512];
    const char *top = getenv("TOP_BUILDDIR");

    snprintf(path, sizeof path, "%s/tests/e2e/ui_main", top == NULL ? "." : top);
    return path;
}

struct setting {
    const char *mode;    /* of ui_main; NULL */
    const char *setting; /* one more variable; NULL */
    const char *number;  /* second operand; NULL */
    int rows, cols;      /* 0: 24 and 80 */
    bool shell;
};

static void start(struct pty *pty, struct setting setting)
{
    const char *argv[] = {program_path(), setting.mode, setting.number, NULL};
    const char *env[] = {setting.setting, NULL};
    struct pty_options options = {.argv = argv,
                                  .env = env,
                                  .rows = setting.rows == 0 ? 24 : setting.rows,
                                  .cols = setting.cols == 0 ? 80 : setting.cols,
                                  .shell = setting.shell};

    assert_true(pty_start(pty, &options));
}

static void see(struct pty *pty, const char *text)
{
    if (!pty_wait_text(pty, text))
        fail_msg("no \"%s\" on the screen:\n%s", text, pty_screen(pty));
}

static void leave(struct pty *pty)
{
    pty_type(pty, "\x03");
    assert_int_equal(pty_wait_exit(pty), 0);
    assert_true(pty_is_restored(pty));
    pty_stop(pty);
}

/* ---- what is shown ---- */

static void ui_paints_before_any_snapshot_came(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, (struct setting){.mode = "silent"});

    see(&pty, " elbtop  LIVE  [RW]  ctx -  ns ALL");
    see(&pty, " k8s connecting elb connecting eip connecting");
    see(&pty, "Not read yet");
    leave(&pty);
}

static void ui_shows_snapshots_and_hides_the_cursor(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, (struct setting){0});

    see(&pty, "> pay/refunds        ###!=.. FAILED");
    assert_true(vt_is_alternate(pty.vt));
    assert_false(vt_cursor_is_shown(pty.vt));
    leave(&pty);
}

static void ui_marks_each_frame_with_its_generation(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, (struct setting){0});
    see(&pty, "pay/refunds");
    assert_true(pty.frame_count > 0 || pty_wait_frames(&pty, 1));

    pty_type(&pty, "R");
    see(&pty, "reading everything again");
    see(&pty, "shop/cart          ###....");

    assert_true(pty_wait_frames(&pty, 0) && pty.generation >= 1);
    leave(&pty);
}

/* ---- keys ---- */

static void ui_goes_in_and_back_with_keys(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, (struct setting){0});
    see(&pty, "> pay/refunds");

    pty_type(&pty, "j");
    see(&pty, "> shop/cart");
    pty_type(&pty, "\033[B"); /* Down, as a cursor key */
    see(&pty, "> pay/ledger");
    pty_type(&pty, "\033OB"); /* and as a key of the application */
    see(&pty, "> lb-demo/hello");
    pty_type(&pty, "k");
    see(&pty, "> pay/ledger");
    pty_type(&pty, "\r");
    see(&pty, "-- steps pay/ledger");
    pty_type(&pty, "?");
    see(&pty, "+-- keys");
    pty_type(&pty, "\033");
    see(&pty, "-- steps pay/ledger");
    pty_type(&pty, "\033");
    see(&pty, "> pay/ledger");
    pty_type(&pty, "q");

    assert_int_equal(pty_wait_exit(&pty), 0);
    assert_true(pty_is_restored(&pty));
    pty_stop(&pty);
}

/* Opens a view and leaves it by Esc; how long that took. */
static int64_t esc_ms(struct pty *pty)
{
    static const struct clock clock = CLOCK_REAL_INIT;

    pty_type(pty, "\r");
    see(pty, "-- steps");
    int64_t before_ms = clock_now_ms(&clock);
    pty_type(pty, "\033");
    see(pty, "-- services");
    return clock_now_ms(&clock) - before_ms;
}

/*
 * An Esc may be the first byte of a longer key, so the program waits for more: 25 ms. Curses
 * by itself waits 1,000, and no try can be shorter than that wait. A machine that is busy
 * with others makes tries longer, never shorter: the shortest tells. How long it takes on
 * the whole is measured by tests/bench/terminal.c.
 */
static void ui_does_not_wait_long_for_what_comes_after_esc(void **state)
{
    enum { TRIES = 20, WAIT_MOST_MS = 200 };
    int64_t shortest_ms = INT64_MAX;
    struct pty pty;
    (void)state;
    start(&pty, (struct setting){0});
    see(&pty, "> pay/refunds");

    for (int i = 0; i < TRIES && shortest_ms > WAIT_MOST_MS; i++) {
        int64_t took_ms = esc_ms(&pty);
        shortest_ms = took_ms < shortest_ms ? took_ms : shortest_ms;
    }

    assert_in_range((uintmax_t)shortest_ms, 0, WAIT_MOST_MS);
    leave(&pty);
}

/* Who needs longer, for a line that is slow, says so; only then it is waited for longer. */
static void ui_waits_after_esc_as_long_as_the_environment_says(void **state)
{
    struct pty pty;
    (void)state;
    start(&pty, (struct setting){.setting = "ESCDELAY=400"});
    see(&pty, "> pay/refunds");

    assert_true(esc_ms(&pty) >= 400);
    leave(&pty);
}

static void ui_shows_the_cursor_while_a_line_is_typed(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, (struct setting){0});
    see(&pty, "> pay/refunds");

    pty_type(&pty, "/who");
    see(&pty, "services 2 of 9");
    see(&pty, "filter who");
    assert_true(vt_cursor_is_shown(pty.vt));
    pty_type(&pty, "\r");
    pty_type(&pty, "j");
    see(&pty, "> whoami/whoami");

    assert_false(vt_cursor_is_shown(pty.vt));
    leave(&pty);
}

static void ui_refuses_pasted_text_outside_of_lines(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, (struct setting){0});
    see(&pty, "> pay/refunds");

    pty_type(&pty, "\033[200~jjjq\033[201~");
    see(&pty, "pasted text is not taken here");
    assert_non_null(strstr(pty_screen(&pty), "> pay/refunds"));
    pty_type(&pty, "/\033[200~echo\033[201~");
    see(&pty, "filter echo");

    leave(&pty);
}

static void ui_copies_by_osc_52(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, (struct setting){0});
    see(&pty, "> pay/refunds");

    pty_type(&pty, "jjca");
    see(&pty, "copied 138.124.232.57 (address of pay/ledger)");

    assert_non_null(strstr(buf_text(&pty.raw), "\033]52;c;MTM4LjEyNC4yMzIuNTc=\007"));
    leave(&pty);
}

static void ui_freezes_the_picture_and_counts_what_waits(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, (struct setting){0});
    see(&pty, "shop/cart          ##*");

    pty_type(&pty, "Z");
    see(&pty, "FROZEN 12:04:31, 0 changes waiting");
    pty_type(&pty, "R"); /* says something itself, so look at the row */
    pty_type(&pty, "\x0c");
    assert_non_null(strstr(pty_screen(&pty), "shop/cart          ##*"));
    pty_type(&pty, "Z");
    see(&pty, "shop/cart          ###....");

    leave(&pty);
}

static void ui_strikes_a_row_that_went(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, (struct setting){0});
    see(&pty, "demo/echo");

    pty_type(&pty, "jjjjp"); /* the worker of this program lets echo go */
    see(&pty, ">xdemo/echo");
    see(&pty, "services 8 of 8");

    leave(&pty);
}

/* ---- size ---- */

static void ui_follows_the_size_of_the_terminal(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, (struct setting){0});
    see(&pty, "> pay/refunds");
    assert_null(strstr(pty_screen(&pty), "what elbtop sent"));

    pty_resize(&pty, 45, 160);
    see(&pty, "what elbtop sent");
    see(&pty, "Sat 12:04:31");
    pty_resize(&pty, 10, 70);
    see(&pty, "elbtop: 9 services, 4 need you (terminal too small)");
    pty_resize(&pty, 15, 60);
    see(&pty, "> pay/refunds");
    pty_resize(&pty, 1, 1);
    pty_resize(&pty, 24, 80);
    see(&pty, "-- last changes");

    leave(&pty);
}

/* ---- leaving ---- */

static void ends_by(int signal, int status)
{
    struct pty pty;
    start(&pty, (struct setting){0});
    see(&pty, "> pay/refunds");

    kill(pty.pid, signal);
    int got = pty_wait_exit(&pty);

    /* A sanitizer reports a crash itself and then ends the program in its own way. */
    if (got != status && !(status == 128 + SIGSEGV && (got == 1 || got == 66)))
        fail_msg("status %d, not %d:\n%s", got, status, pty_screen(&pty));
    assert_true(pty_is_restored(&pty));
    pty_stop(&pty);
}

static void ui_restores_the_terminal_on_sigterm(void **state)
{
    (void)state;
    ends_by(SIGTERM, 128 + SIGTERM);
}

static void ui_restores_the_terminal_on_sighup(void **state)
{
    (void)state;
    ends_by(SIGHUP, 128 + SIGHUP);
}

static void ui_restores_the_terminal_on_a_crash(void **state)
{
    (void)state;
    ends_by(SIGSEGV, 128 + SIGSEGV);
}

static void ui_restores_the_terminal_on_abort(void **state)
{
    (void)state;
    ends_by(SIGABRT, 128 + SIGABRT);
}

static void ui_restores_the_terminal_on_ctrl_c(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, (struct setting){.mode = "busy"});
    see(&pty, "> pay/refunds");
    leave(&pty);
}

static void ui_gives_the_terminal_back_while_it_is_stopped(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, (struct setting){.shell = true});
    see(&pty, "> pay/refunds");
    pty_type(&pty, "j");
    see(&pty, "> shop/cart");

    pty_type(&pty, "\x1a");
    assert_true(pty_wait_stopped(&pty));
    assert_true(pty_is_restored(&pty));
    pty_continue(&pty);
    see(&pty, "> shop/cart");
    assert_true(vt_is_alternate(pty.vt));
    assert_false(vt_cursor_is_shown(pty.vt));

    leave(&pty);
}

static void ui_says_when_there_is_no_terminal_it_can_use(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, (struct setting){.setting = "TERM=no-such-terminal"});

    see(&pty, "TERM=no-such-terminal is not known here");
    assert_int_equal(pty_wait_exit(&pty), 1);
    pty_stop(&pty);
}

static void ui_runs_on_the_terminals_people_have(void **state)
{
    (void)state;
    static const char *const terminals[] = {"TERM=xterm", "TERM=screen", "TERM=linux",
                                            "TERM=vt220"};

    for (size_t i = 0; i < sizeof terminals / sizeof terminals[0]; i++) {
        struct pty pty;
        start(&pty, (struct setting){.setting = terminals[i]});
        if (!pty_wait_text(&pty, "pay/refunds        ###!=.. FAILED"))
            fail_msg("%s:\n%s", terminals[i], pty_screen(&pty));
        pty_type(&pty, "q");
        assert_int_equal(pty_wait_exit(&pty), 0);
        pty_stop(&pty);
    }
}

/* ---- cost ---- */

static void ui_sends_few_bytes_for_a_changed_cell(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, (struct setting){.mode = "busy"});
    see(&pty, "shop/intern");
    assert_true(pty_wait_frames(&pty, 5));

    size_t bytes = pty.raw.bytes;
    long frames = pty.frame_count;
    assert_true(pty_wait_frames(&pty, 20));
    size_t each = (pty.raw.bytes - bytes) / (size_t)(pty.frame_count - frames);

    print_message("# %zu bytes for a changed cell\n", each);
    assert_in_range(each, 1, 300);
    leave(&pty);
}

static void ui_answers_keys_while_snapshots_pour_in(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, (struct setting){.mode = "flood", .number = "2000"});
    see(&pty, "> pay/refunds");

    pty_type(&pty, "\r");
    see(&pty, "-- steps pay/refunds");
    pty_type(&pty, "q");
    see(&pty, "-- services 2009 of 2009");
    leave(&pty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ui_paints_before_any_snapshot_came),
        cmocka_unit_test(ui_shows_snapshots_and_hides_the_cursor),
        cmocka_unit_test(ui_marks_each_frame_with_its_generation),
        cmocka_unit_test(ui_goes_in_and_back_with_keys),
        cmocka_unit_test(ui_does_not_wait_long_for_what_comes_after_esc),
        cmocka_unit_test(ui_waits_after_esc_as_long_as_the_environment_says),
        cmocka_unit_test(ui_shows_the_cursor_while_a_line_is_typed),
        cmocka_unit_test(ui_refuses_pasted_text_outside_of_lines),
        cmocka_unit_test(ui_copies_by_osc_52),
        cmocka_unit_test(ui_freezes_the_picture_and_counts_what_waits),
        cmocka_unit_test(ui_strikes_a_row_that_went),
        cmocka_unit_test(ui_follows_the_size_of_the_terminal),
        cmocka_unit_test(ui_restores_the_terminal_on_sigterm),
        cmocka_unit_test(ui_restores_the_terminal_on_sighup),
        cmocka_unit_test(ui_restores_the_terminal_on_a_crash),
        cmocka_unit_test(ui_restores_the_terminal_on_abort),
        cmocka_unit_test(ui_restores_the_terminal_on_ctrl_c),
        cmocka_unit_test(ui_gives_the_terminal_back_while_it_is_stopped),
        cmocka_unit_test(ui_says_when_there_is_no_terminal_it_can_use),
        cmocka_unit_test(ui_runs_on_the_terminals_people_have),
        cmocka_unit_test(ui_sends_few_bytes_for_a_changed_cell),
        cmocka_unit_test(ui_answers_keys_while_snapshots_pour_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
