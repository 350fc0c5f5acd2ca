/*
 * How the dashboard behaves as a guest: on every terminal people have, in any locale, when the
 * line is cut, when the size changes all the time, when what servers say would steer it.
 */
#include "lib/check.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "lib/pty.h"
#include "lib/prop.h"
#include "wire/digest.h"

#include "base/banned.h"

enum { PATH_BYTES = 512, ENDS_MS = 5000 };

static const char *built(const char *name)
{
    static char path[PATH_BYTES];
    const char *top = getenv("TOP_BUILDDIR");

    snprintf(path, sizeof path, "%s/%s", top == NULL ? "." : top, name);
    return path;
}

/* ui_main in a mode, with up to three more variables. */
struct guest {
    const char *mode;
    const char *env[4];
};

static void start(struct pty *pty, struct guest guest)
{
    const char *argv[] = {built("tests/e2e/ui_main"), guest.mode, NULL};
    struct pty_options options = {.argv = argv, .env = guest.env, .rows = 24, .cols = 80};

    assert_true(pty_start(pty, &options));
}

static void see(struct pty *pty, const char *text)
{
    if (!pty_wait_text(pty, text))
        fail_msg("no \"%s\" on the screen:\n%s", text, pty_screen(pty));
}

static bool sent(const struct pty *pty, const char *bytes)
{
    return memmem(pty->raw.at, pty->raw.bytes, bytes, strlen(bytes)) != NULL;
}

/* A foreground colour: ESC [ .. 3N .. m, or of 256, in any of its spellings. */
static bool sent_colours(const struct pty *pty)
{
    for (size_t i = 0; i + 2 < pty->raw.bytes; i++) {
        const char *at = pty->raw.at + i;
        if (at[0] != '\033' || at[1] != '[')
            continue;
        size_t n = 2;
        int value = 0;
        while (i + n < pty->raw.bytes && strchr("0123456789;", at[n]) != NULL) {
            value = at[n] == ';' ? 0 : value * 10 + at[n] - '0';
            if (value >= 31 && value <= 38 &&
                (i + n + 1 == pty->raw.bytes || at[n + 1] == ';' || at[n + 1] == 'm'))
                return true;
            n++;
        }
    }
    return false;
}

static void leave(struct pty *pty)
{
    pty_type(pty, "\x03");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_stop(pty);
}

/* ---- terminals ---- */

static void manners_fit_every_terminal(void **state)
{
    static const char *const terminals[] = {
        "TERM=xterm",           "TERM=xterm-256color", "TERM=screen",
        "TERM=screen-256color", "TERM=tmux",           "TERM=tmux-256color",
        "TERM=linux",           "TERM=rxvt",           "TERM=rxvt-unicode-256color",
        "TERM=vt100",           "TERM=vt220",          "TERM=xterm-mono"};
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(terminals); i++) {
        struct pty pty;
        start(&pty, (struct guest){.env = {terminals[i]}});
        if (!pty_wait_text(&pty, "pay/refunds        ###!=.. FAILED"))
            fail_msg("%s:\n%s", terminals[i], pty_screen(&pty));
        pty_type(&pty, "j\033[B\033OA");
        if (!pty_wait_text(&pty, "> shop/cart"))
            fail_msg("%s: keys\n%s", terminals[i], pty_screen(&pty));
        leave(&pty);
    }
}

static void manners_on_a_dumb_terminal_are_a_line(void **state)
{
    struct pty pty;
    (void)state;

    start(&pty, (struct guest){.env = {"TERM=dumb"}});

    see(&pty, "cannot move its cursor; try --plain");
    assert_int_equal(pty_wait_exit(&pty), 1);
    assert_false(sent(&pty, "\033"));
    assert_true(pty_is_restored(&pty));
    pty_stop(&pty);
}

static void manners_without_a_terminal_are_a_line(void **state)
{
    static const char *const ways[] = {"</dev/null", "| cat"};
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(ways); i++) {
        char command[PATH_BYTES + 100];
        const char *argv[] = {"/bin/sh", "-c", command, NULL};
        const char *env[] = {NULL};
        struct pty_options options = {.argv = argv, .env = env, .rows = 24, .cols = 80};
        struct pty pty;
        snprintf(command, sizeof command, "{ %s --demo; echo status $?; } %s",
                 built("elbtop"), ways[i]);
        assert_true(pty_start(&pty, &options));
        see(&pty, "the dashboard needs a terminal; --plain writes lines");
        see(&pty, "status 1");
        pty_wait_exit(&pty);
        assert_false(sent(&pty, "\033"));
        pty_stop(&pty);
    }
}

/* ---- colours ---- */

static void manners_know_how_many_colours_there_are(void **state)
{
    static const struct {
        const char *env[4];
        bool colours;
        bool fine; /* of 256 */
    } cases[] = {
        {{"TERM=xterm"}, true, false},
        {{"TERM=xterm-256color"}, true, false},
        {{"TERM=vt100"}, false, false},
        {{"TERM=xterm-mono"}, false, false},
        {{"TERM=xterm-256color", "NO_COLOR=1"}, false, false},
        {{"TERM=xterm-256color", "UI_THEME=mono"}, false, false},
        {{"TERM=xterm-256color", "UI_THEME=contrast"}, false, false},
        {{"TERM=xterm-256color", "UI_THEME=colour-blind"}, true, true},
        {{"TERM=tmux-256color", "UI_THEME=colour-blind"}, true, true},
        {{"TERM=xterm", "UI_THEME=colour-blind"}, true, false},
        {{"TERM=linux", "UI_THEME=colour-blind"}, true, false},
        {{"TERM=vt100", "UI_THEME=colour-blind"}, false, false},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct pty pty;
        struct guest guest = {0};
        memcpy(guest.env, cases[i].env, sizeof guest.env);
        start(&pty, guest);
        see(&pty, "pay/refunds        ###!=.. FAILED");
        if (sent_colours(&pty) != cases[i].colours)
            fail_msg("%s %s: %s", cases[i].env[0],
                     cases[i].env[1] == NULL ? "" : cases[i].env[1],
                     cases[i].colours ? "no colour" : "a colour");
        assert_int_equal(sent(&pty, "38;5;"), cases[i].fine);
        leave(&pty);
    }
}

static void manners_keep_the_theme_when_another_setting_changes(void **state)
{
    struct pty pty;
    (void)state;
    start(&pty, (struct guest){.env = {"TERM=xterm-256color", "UI_THEME=mono"}});
    see(&pty, "> pay/refunds");

    pty_type(&pty, "\033OQ"); /* F2 */
    see(&pty, "> theme                         mono");
    pty_type(&pty, "jj\r");
    see(&pty, "mouse is true now");
    pty_type(&pty, "q");
    see(&pty, "> pay/refunds");

    assert_false(sent_colours(&pty));
    leave(&pty);
}

/* ---- signs ---- */

static bool sent_ascii_only(const struct pty *pty)
{
    for (size_t i = 0; i < pty->raw.bytes; i++) {
        if ((unsigned char)pty->raw.at[i] >= 0x80)
            return false;
    }
    return true;
}

static void manners_send_ascii_where_nothing_else_is_understood(void **state)
{
    static const struct {
        const char *env[4];
        bool ascii;
    } cases[] = {
        {{"UI_UTF8=1", "LC_ALL=C", "TERM=xterm-256color"}, true},
        {{"UI_UTF8=1", "LC_ALL=", "TERM=xterm-256color"}, true}, /* no locale at all */
        {{"UI_UTF8=1", "LC_ALL=C.UTF-8", "TERM=linux"}, true},
        {{"UI_UTF8=1", "LC_ALL=C.UTF-8", "TERM=xterm-256color"}, false},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct pty pty;
        struct guest guest = {0};
        memcpy(guest.env, cases[i].env, sizeof guest.env);
        start(&pty, guest);
        see(&pty, "> pay/refunds");
        see(&pty, "FAILED");
        assert_int_equal(sent_ascii_only(&pty), cases[i].ascii);
        leave(&pty);
    }
}

/* ---- what servers say ---- */

static void manners_let_no_text_steer_the_terminal(void **state)
{
    static const char *const keys[] = {
        "",           "\r",       "e",    "q",       "d",         "q",     "w",
        "q",          "q",        "t",    "q",       ":events\r", "q",     "a",
        "q",          "X",        "\033", "C",       "\033",      "L",     "\033",
        ":orphans\r", "q",        "y",    "q",       "@",         "\033",  ":sources\r",
        "q",          ":calls\r", "q",    ":info\r", "q",         ":gw\r", "q"};
    struct pty pty;
    (void)state;
    start(&pty,
          (struct guest){.mode = "hostile",
                         .env = {"UI_UTF8=1", "LC_ALL=C.UTF-8", "TERM=xterm-256color"}});
    see(&pty, "pay/a");

    for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
        pty_type(&pty, keys[i]);
        if (keys[i][0] != '\0' && !pty_wait_frames(&pty, 1))
            fail_msg("nothing is drawn after %s", keys[i]);
        assert_false(sent(&pty, "\033]52"));
        assert_false(sent(&pty, "\a"));
        assert_false(sent(&pty, "\033[2Jb"));
        assert_false(sent(&pty, "\xc2\x9b"));
        assert_false(sent(&pty, "a\033[31m"));
    }
    leave(&pty);
}

static char *content(const char *path)
{
    static char text[1 << 18];
    FILE *file = fopen(path, "r");

    if (file == NULL)
        fail_msg("%s is not there", path);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    unlink(path);
    return text;
}

/* Whoever shows the file shows what was on the screen. */
static void manners_write_files_that_steer_nothing(void **state)
{
    static const char *const endings[] = {"txt", "ans", "svg", "html"};
    char folder[] = "/tmp/elbtop-manners-XXXXXX";
    struct pty pty;
    (void)state;
    assert_non_null(mkdtemp(folder));
    start(&pty,
          (struct guest){.mode = "hostile",
                         .env = {"UI_UTF8=1", "LC_ALL=C.UTF-8", "TERM=xterm-256color"}});
    see(&pty, "pay/a");
    pty_type(&pty, "e");
    see(&pty, "-- events");

    for (size_t i = 0; i < ARRAY_COUNT(endings); i++) {
        char path[64];
        char line[80];
        char said[32];
        snprintf(path, sizeof path, "%s/x.%s", folder, endings[i]);
        snprintf(line, sizeof line, ":w %s\r", path);
        snprintf(said, sizeof said, "/x.%s", endings[i]);
        pty_type(&pty, line);
        see(&pty, "saved");
        see(&pty, said);
        const char *text = content(path);
        assert_null(strstr(text, "\xc2\x9b"));
        assert_null(strstr(text, "\033]"));
        assert_null(strstr(text, "\033[2J"));
        assert_null(strchr(text, '\a'));
        assert_null(strchr(text, '\r'));
        if (strcmp(endings[i], "ans") != 0)
            assert_null(strchr(text, '\033'));
    }
    assert_int_equal(rmdir(folder), 0);
    leave(&pty);
}

static void manners_copy_only_what_is_harmless(void **state)
{
    struct pty pty;
    struct buf clip;
    (void)state;
    start(&pty, (struct guest){.mode = "hostile", .env = {"TERM=xterm"}});
    see(&pty, "pay/a");

    pty_type(&pty, "cn");
    see(&pty, "copied");

    const char *at = memmem(pty.raw.at, pty.raw.bytes, "\033]52;c;", 7);
    assert_non_null(at);
    const char *end = memchr(at, '\a', pty.raw.bytes - (size_t)(at - pty.raw.at));
    assert_non_null(end);
    buf_init(&clip, 4096);
    assert_int_equal(
        base64_decode(&clip, span_make(at + 7, (size_t)(end - at - 7)), NULL), ERR_OK);
    for (size_t i = 0; i < clip.bytes; i++)
        assert_true((unsigned char)clip.at[i] >= ' ' || clip.at[i] == '\n');
    buf_release(&clip);
    leave(&pty);
}

/* ---- the mouse ---- */

static void manners_leave_the_mouse_alone(void **state)
{
    struct pty pty;
    (void)state;
    start(&pty, (struct guest){.env = {"TERM=xterm-256color"}});
    see(&pty, "> pay/refunds");

    assert_false(sent(&pty, "\033[?1000h"));
    assert_false(sent(&pty, "\033[?1006"));
    leave(&pty);
}

static void manners_take_the_mouse_when_asked_and_give_it_back(void **state)
{
    struct pty pty;
    (void)state;
    start(&pty, (struct guest){.env = {"TERM=xterm-256color", "UI_MOUSE=1"}});
    see(&pty, "> pay/refunds");
    assert_true(sent(&pty, "\033[?1006;1000h"));

    pty_type(&pty, "\033[<65;10;10M"); /* the wheel, towards the person */
    see(&pty, "> shop/cart");
    pty_type(&pty, "\033[<64;10;10M");
    see(&pty, "> pay/refunds");
    pty_type(&pty, "\033[<0;10;8M\033[<0;10;8m"); /* the fourth row */
    see(&pty, "> lb-demo/hello");
    pty_type(&pty, "\033[<0;10;8M\033[<0;10;8m");
    see(&pty, "-- steps lb-demo/hello");

    pty_type(&pty, "\x03");
    assert_int_equal(pty_wait_exit(&pty), 0);
    assert_true(sent(&pty, "\033[?1006;1000l"));
    assert_true(pty_is_restored(&pty));
    pty_stop(&pty);
}

/* ---- sizes, and the end of the line ---- */

static void manners_survive_a_storm_of_sizes(void **state)
{
    struct pty pty;
    struct prop prop;
    (void)state;
    prop_start(&prop);
    start(&pty, (struct guest){.mode = "busy", .env = {"TERM=xterm"}});
    see(&pty, "> pay/refunds");

    for (int i = 0; i < 300; i++)
        pty_resize(&pty, 1 + (int)prop_below(&prop, 70), 1 + (int)prop_below(&prop, 250));
    pty_resize(&pty, 30, 100);

    see(&pty, "> pay/refunds");
    see(&pty, "last changes");
    pty_type(&pty, "j");
    see(&pty, "> shop/cart");
    leave(&pty);
}

static bool ends_within(pid_t pid, int64_t ms)
{
    const struct clock real = CLOCK_REAL_INIT;
    int64_t until_ms = clock_now_ms(&real) + ms;
    sigset_t child;
    int status;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    while (clock_now_ms(&real) < until_ms) {
        const struct timespec most = {.tv_nsec = 100000000};
        if (waitpid(pid, &status, WNOHANG) == pid)
            return true;
        sigtimedwait(&child, NULL, &most); /* until a child ends */
    }
    return false;
}

/* What a cut ssh leaves behind: nobody at the other end of the terminal. */
static void manners_end_with_the_line(void **state)
{
    struct pty pty;
    sigset_t child;
    (void)state;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    start(&pty, (struct guest){.mode = "busy", .env = {"TERM=xterm"}});
    see(&pty, "> pay/refunds");

    close(pty.master);
    pty.master = -1;

    assert_true(ends_within(pty.pid, ENDS_MS));
    pty.ended = true;
    pty_stop(&pty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(manners_fit_every_terminal),
        cmocka_unit_test(manners_on_a_dumb_terminal_are_a_line),
        cmocka_unit_test(manners_without_a_terminal_are_a_line),
        cmocka_unit_test(manners_know_how_many_colours_there_are),
        cmocka_unit_test(manners_keep_the_theme_when_another_setting_changes),
        cmocka_unit_test(manners_send_ascii_where_nothing_else_is_understood),
        cmocka_unit_test(manners_let_no_text_steer_the_terminal),
        cmocka_unit_test(manners_write_files_that_steer_nothing),
        cmocka_unit_test(manners_copy_only_what_is_harmless),
        cmocka_unit_test(manners_leave_the_mouse_alone),
        cmocka_unit_test(manners_take_the_mouse_when_asked_and_give_it_back),
        cmocka_unit_test(manners_survive_a_storm_of_sizes),
        cmocka_unit_test(manners_end_with_the_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
