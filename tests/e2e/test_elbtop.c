/*
 * The built program on its embedded world, in a terminal: `elbtop --demo` as a person starts
 * it. What is relied upon is the screen contract and its tolerances.
 */
#include "lib/check.h"

#include <ftw.h>
#include <signal.h>

#include "base/clock.h"
#include "lib/pty.h"
#include "screen/contract.h"

#include "base/banned.h"

static const char *program_path(void)
{
    static char path[512];
    const char *top = getenv("TOP_BUILDDIR");

    snprintf(path, sizeof path, "%s/elbtop", top == NULL ? "." : top);
    return path;
}

static void start(struct pty *pty, bool shell)
{
    const char *argv[] = {program_path(), "--demo", "--ascii", NULL};
    struct pty_options options = {.argv = argv, .rows = 24, .cols = 80, .shell = shell};

    assert_true(pty_start(pty, &options));
}

static void see(struct pty *pty, const char *text)
{
    if (!pty_wait_text(pty, text))
        fail_msg("no \"%s\" on the screen:\n%s", text, pty_screen(pty));
}

/* A text can be seen before the rest of its frame has come: the next mark says it has. */
static void keeps_contract(struct pty *pty)
{
    const char *broken = contract_broken(pty_screen(pty));

    for (int i = 0; i < 2 && broken != NULL; i++) {
        assert_true(pty_wait_frames(pty, 1));
        broken = contract_broken(pty_screen(pty));
    }
    if (broken != NULL)
        fail_msg("the screen contract is broken: %s\n%s", broken, pty_screen(pty));
}

static void leave(struct pty *pty)
{
    pty_type(pty, "\x03");
    assert_int_equal(pty_wait_exit(pty), 0);
    assert_true(pty_is_restored(pty));
    pty_stop(pty);
}

static void demo_shows_both_patterns_ready(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, false);

    see(&pty, " elbtop  SIMULATOR");
    see(&pty, "whoami/whoami      #######");
    see(&pty, "whoami/fortune     ####=##");
    see(&pty, "-- last changes");
    keeps_contract(&pty);
    leave(&pty);
}

static void demo_can_be_walked_through_by_keys(void **state)
{
    (void)state;
    static const struct {
        const char *keys;
        const char *seen;
    } steps[] = {
        {"/fortune\r", "services 1 of"},
        {"\r", "-- steps whoami/fortune"},
        {"t", "TENANT"},
        {"\x1b", "-- steps whoami/fortune"},
        {"e", "-- events whoami/fortune"},
        {"\x1b", "-- steps whoami/fortune"},
        {"?", "+-- keys"},
        {"\x1b\x1b", "-- services"},
        {":orphans\r", "-- orphans"},
        {"q:info\r", "-- info"},
        {"q:calls\r", "-- calls"},
        {"q:gw\r", "-- gateway"},
        {"q\x1b", "filter none"},
    };
    struct pty pty;
    start(&pty, false);
    see(&pty, "whoami/fortune     ####=##");

    for (size_t i = 0; i < ARRAY_COUNT(steps); i++) {
        pty_type(&pty, steps[i].keys);
        see(&pty, steps[i].seen);
        keeps_contract(&pty);
    }
    leave(&pty);
}

static void demo_says_that_nothing_is_torn_down(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, false);
    see(&pty, "whoami/whoami      #######");

    pty_type(&pty, "x");
    see(&pty, "x does nothing; X tears down");
    leave(&pty);
}

static void demo_reads_again_on_demand(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, false);
    see(&pty, "whoami/whoami      #######");

    pty_type(&pty, "R");
    see(&pty, "read again in");
    leave(&pty);
}

static void demo_follows_the_size_of_the_terminal(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, false);
    see(&pty, "whoami/whoami");

    pty_resize(&pty, 45, 160);
    see(&pty, "what elbtop sent");
    pty_resize(&pty, 24, 80);
    see(&pty, "-- why: ");
    assert_true(pty_wait_no_text(&pty, "what elbtop sent"));
    keeps_contract(&pty);
    leave(&pty);
}

static void ends_by(int signal)
{
    struct pty pty;
    start(&pty, false);
    see(&pty, "whoami/whoami");

    kill(pty.pid, signal);
    int status = pty_wait_exit(&pty);

    /* A sanitizer reports a crash itself and then ends the program in its own way. */
    if (status != 128 + signal && !(signal == SIGSEGV && (status == 1 || status == 66)))
        fail_msg("status %d:\n%s", status, pty_screen(&pty));
    assert_true(pty_is_restored(&pty));
    pty_stop(&pty);
}

static void demo_leaves_the_terminal_as_it_was(void **state)
{
    (void)state;
    ends_by(SIGTERM);
    ends_by(SIGHUP);
    ends_by(SIGSEGV);
}

static void demo_stops_and_goes_on(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, true);
    see(&pty, "whoami/whoami");

    pty_type(&pty, "\x1a");
    assert_true(pty_wait_stopped(&pty));
    assert_true(pty_is_restored(&pty));
    pty_continue(&pty);
    see(&pty, "whoami/whoami");
    leave(&pty);
}

/* ---- dialogs, in a real terminal ---- */

/* What is typed before a question can be read, and what is pasted, is no answer. */
static void demo_takes_no_answer_that_was_not_typed_to_the_question(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, false);
    see(&pty, "whoami/fortune     ####=##");
    pty_type(&pty, "/fortune\r");
    see(&pty, "services 1 of");

    pty_type(&pty, "X\tfortune\r"); /* one burst */
    see(&pty, " Type fortune to tear down ");
    keeps_contract(&pty);
    pty_type(&pty, "\t\033[200~fortune\033[201~");
    see(&pty, " pasted text is not taken here");
    pty_type(&pty, "\r");
    see(&pty, " Enter does nothing until the words match");
    pty_type(&pty, "\x1b");
    see(&pty, "-- services");
    pty_type(&pty, ":calls\r");
    see(&pty, "-- calls");

    assert_null(strstr(pty_screen(&pty), "DELETE"));
    leave(&pty);
}

static void demo_tears_down_by_typed_words_and_shows_the_receipt(void **state)
{
    (void)state;
    const char *argv[] = {program_path(), "--demo", "--story", "quiet",
                          "--speed",      "50",     "--ascii", NULL};
    struct pty_options options = {.argv = argv, .rows = 24, .cols = 80};
    struct pty pty;
    assert_true(pty_start(&pty, &options));
    see(&pty, "whoami/fortune     ####=##");
    pty_type(&pty, "/fortune\r");
    see(&pty, "services 1 of");

    pty_type(&pty, "X");
    see(&pty, " Type fortune to tear down ");
    pty_type(&pty, "\tfortune\r");
    see(&pty, "u stops it");
    keeps_contract(&pty);
    see(&pty, "-- RECEIPT whoami/fortune   2 of 2 gone in ");
    see(&pty, "nothing left");
    keeps_contract(&pty);
    leave(&pty);
}

/* With the clock in row 1 the program wakes once a second, and little is sent. */
static void demo_costs_little_when_nothing_happens(void **state)
{
    (void)state;
    struct pty pty;
    start(&pty, false);
    see(&pty, "whoami/whoami      #######");
    pty_type(&pty, "/whoami/\r");
    see(&pty, "services 2 of");
    assert_true(pty_wait_frames(&pty, 2));

    size_t bytes = pty.raw.bytes;
    assert_true(pty_wait_frames(&pty, 6));

    print_message("# %zu bytes for 6 quiet frames\n", pty.raw.bytes - bytes);
    assert_true(pty.raw.bytes - bytes < 6 * 300);
    leave(&pty);
}

/* ---- files ---- */

static int drop(const char *path, const struct stat *entry, int kind, struct FTW *at)
{
    (void)entry, (void)kind, (void)at;
    return remove(path);
}

static char *content(const char *path)
{
    static char text[1 << 16];
    FILE *file = fopen(path, "r");

    if (file == NULL)
        fail_msg("%s is not there", path);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static void demo_saves_what_is_listed_and_what_is_seen(void **state)
{
    (void)state;
    char folder[] = "/tmp/elbtop-demo-XXXXXX";
    char path[64];
    char home[64];
    char line[80];
    const char *argv[] = {program_path(), "--demo", "--ascii", NULL};
    const char *env[] = {home, NULL};
    struct pty_options options = {.argv = argv, .env = env, .rows = 24, .cols = 80};
    struct pty pty;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/x.json", folder);
    snprintf(home, sizeof home, "XDG_STATE_HOME=%s", folder);
    assert_true(pty_start(&pty, &options));
    see(&pty, "whoami/fortune     ####=##");

    pty_type(&pty, "/fortune\r");
    see(&pty, "services 1 of");
    snprintf(line, sizeof line, ":w %s\r", path);
    pty_type(&pty, line);
    see(&pty, "x.json, services: 1");
    pty_type(&pty, line);
    see(&pty, "is there already; :w! writes over it");
    pty_type(&pty, "\x13"); /* Ctrl-S */
    see(&pty, "saved /tmp/elbtop-demo-");
    assert_non_null(strstr(pty_screen(&pty), ".txt"));
    pty_type(&pty, ":w x.pdf\r");
    see(&pty, "not saved: the name ends in .txt, .ans, .svg, .html or .json");

    assert_non_null(strstr(content(path), "\"kind\":\"ServiceList\""));
    assert_non_null(strstr(content(path), "\"name\":\"fortune\""));
    assert_null(strstr(content(path), "\"name\":\"whoami\""));
    leave(&pty);
    assert_int_equal(nftw(folder, drop, 8, FTW_DEPTH | FTW_PHYS), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(demo_shows_both_patterns_ready),
        cmocka_unit_test(demo_can_be_walked_through_by_keys),
        cmocka_unit_test(demo_says_that_nothing_is_torn_down),
        cmocka_unit_test(demo_reads_again_on_demand),
        cmocka_unit_test(demo_follows_the_size_of_the_terminal),
        cmocka_unit_test(demo_leaves_the_terminal_as_it_was),
        cmocka_unit_test(demo_stops_and_goes_on),
        cmocka_unit_test(demo_takes_no_answer_that_was_not_typed_to_the_question),
        cmocka_unit_test(demo_tears_down_by_typed_words_and_shows_the_receipt),
        cmocka_unit_test(demo_saves_what_is_listed_and_what_is_seen),
        cmocka_unit_test(demo_costs_little_when_nothing_happens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
