/*
 * A real terminal under random keys, sizes and ends: whatever happens on the way, the
 * terminal is given back as it was. SEED=n repeats a run.
 */
#include "lib/check.h"

#include <signal.h>

#include "lib/prop.h"
#include "lib/pty.h"

#include "base/banned.h"

enum { RUNS = 8, STEPS = 60 };

static void start(struct pty *pty)
{
    static char path[512];
    const char *top = getenv("TOP_BUILDDIR");
    snprintf(path, sizeof path, "%s/tests/e2e/ui_main", top == NULL ? "." : top);
    const char *argv[] = {path, "busy", NULL};
    struct pty_options options = {.argv = argv, .rows = 24, .cols = 80, .shell = true};

    assert_true(pty_start(pty, &options));
    if (!pty_wait_text(pty, "pay/refunds"))
        fail_msg("nothing is shown:\n%s", pty_screen(pty));
}

/* Nothing that quits: q at the top, Ctrl-C, F10, and what spells :q. */
static void type(struct prop *prop, struct pty *pty)
{
    static const char *const keys[] = {"j",
                                       "k",
                                       "G",
                                       "g",
                                       "\r",
                                       "\033",
                                       "t",
                                       "e",
                                       "d",
                                       "w",
                                       "?",
                                       "!",
                                       "Z",
                                       "/web",
                                       ":",
                                       "W",
                                       "X",
                                       "C",
                                       "L",
                                       "u",
                                       " ",
                                       "\t",
                                       "\033[A",
                                       "\033[B",
                                       "\033[5~",
                                       "\033OP",
                                       "\033[Z",
                                       "\x0c",
                                       "\xc3\xa4",
                                       "\xff",
                                       "\033[200~jq\033[201~",
                                       "\033]0;x\007",
                                       "\033[99;99H"};
    pty_type(pty, keys[prop_below(prop, ARRAY_COUNT(keys))]);
}

static void step(struct prop *prop, struct pty *pty)
{
    switch (prop_below(prop, 12)) {
    case 0:
        pty_resize(pty, 1 + (int)prop_below(prop, 60), 1 + (int)prop_below(prop, 200));
        break;
    case 1:
        pty_type(pty, "\x1a");
        assert_true(pty_wait_stopped(pty));
        if (!pty_is_restored(pty))
            fail_msg("stopped, and the terminal is not as it was:\n%s", pty_screen(pty));
        pty_continue(pty);
        break;
    default:
        type(prop, pty);
    }
    pty_screen(pty); /* a terminal takes what it is sent */
    assert_false(pty->ended);
}

static void end_somehow(struct prop *prop, struct pty *pty)
{
    static const int signals[] = {SIGTERM, SIGHUP, SIGINT};
    size_t which = prop_below(prop, ARRAY_COUNT(signals) + 1);

    if (which < ARRAY_COUNT(signals)) {
        kill(pty->pid, signals[which]);
        assert_int_equal(pty_wait_exit(pty),
                         signals[which] == SIGINT ? 0 : 128 + signals[which]);
    } else {
        pty_type(pty, "\x03");
        assert_int_equal(pty_wait_exit(pty), 0);
    }
    if (!pty_is_restored(pty))
        fail_msg("the terminal was not given back:\n%s", pty_screen(pty));
}

static void terminal_is_always_given_back(void **state)
{
    struct prop prop;
    (void)state;

    prop_start(&prop);
    for (int run = 0; run < prop_rounds(RUNS); run++) {
        struct pty pty;
        start(&pty);
        for (int i = 0; i < STEPS; i++)
            step(&prop, &pty);
        end_somehow(&prop, &pty);
        pty_stop(&pty);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terminal_is_always_given_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
