/*
 * All seven lessons, walked by keys alone on the built program, with the expected text at
 * each call. The walks are data: the .walk files of tests/data/lessons, a line each:
 *
 *   type TEXT   sends it as it is
 *   key NAME    Space Enter Esc, or one sign
 *   see TEXT    it is on the screen, or comes there
 *   gone TEXT   it is not, or goes
 *   size R C    the terminal has that size now
 */
#include "lib/check.h"

#include "base/span.h"
#include "lib/data.h"
#include "lib/pty.h"

#include "base/banned.h"

struct walk {
    struct pty pty;
    const char *name;
    int line;
};

static const char *program_path(void)
{
    static char path[512];
    const char *top = getenv("TOP_BUILDDIR");

    snprintf(path, sizeof path, "%s/elbtop", top == NULL ? "." : top);
    return path;
}

static void press(struct walk *walk, const char *name)
{
    static const struct {
        const char *name, *bytes;
    } keys[] = {{"Space", " "}, {"Enter", "\r"}, {"Esc", "\033"}};

    for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
        if (strcmp(keys[i].name, name) == 0) {
            pty_type(&walk->pty, keys[i].bytes);
            return;
        }
    }
    pty_type(&walk->pty, name);
}

static void resize(struct walk *walk, const char *size)
{
    int rows = 0, cols = 0;

    if (sscanf(size, "%d %d", &rows, &cols) != 2)
        fail_msg("%s:%d: size ROWS COLS", walk->name, walk->line);
    pty_resize(&walk->pty, rows, cols);
}

static void see(struct walk *walk, const char *text, bool wanted)
{
    bool good =
        wanted ? pty_wait_text(&walk->pty, text) : pty_wait_no_text(&walk->pty, text);
    if (good)
        return;
    fprintf(stderr, "%s\n", pty_screen(&walk->pty)); /* fail_msg() cuts what is long */
    fail_msg("%s:%d: %s \"%s\" on the screen", walk->name, walk->line,
             wanted ? "no" : "still", text);
}

static void take(struct walk *walk, const char *line)
{
    const char *rest = strchr(line, ' ');

    if (line[0] == '\0' || line[0] == '#')
        return;
    assert_non_null(rest);
    rest++;
    if (strncmp(line, "type ", 5) == 0)
        pty_type(&walk->pty, rest);
    else if (strncmp(line, "key ", 4) == 0)
        press(walk, rest);
    else if (strncmp(line, "see ", 4) == 0)
        see(walk, rest, true);
    else if (strncmp(line, "gone ", 5) == 0)
        see(walk, rest, false);
    else if (strncmp(line, "size ", 5) == 0)
        resize(walk, rest);
    else
        fail_msg("%s:%d: what is \"%s\"?", walk->name, walk->line, line);
}

static void walk_file(struct walk *walk, const char *name)
{
    struct buf text;
    struct span rest, line;
    char copy[300];

    walk->name = name;
    walk->line = 0;
    data_read(name, &text);
    rest = buf_span(&text);
    while (span_cut(&rest, '\n', &line)) {
        walk->line++;
        snprintf(copy, sizeof copy, "%.*s", (int)line.bytes, line.at);
        take(walk, copy);
    }
    buf_release(&text);
}

static void start(struct walk *walk)
{
    const char *argv[] = {program_path(), "--demo", "--ascii", NULL};
    struct pty_options options = {.argv = argv, .rows = 24, .cols = 80};

    assert_true(pty_start(&walk->pty, &options));
    walk->name = "start";
    see(walk, "whoami/whoami", true);
}

static void leave(struct walk *walk)
{
    pty_type(&walk->pty, "\x03");
    assert_int_equal(pty_wait_exit(&walk->pty), 0);
    assert_true(pty_is_restored(&walk->pty));
    pty_stop(&walk->pty);
}

static void all_seven_lessons_are_walked_by_keys_alone(void **state)
{
    static const char *const names[] = {
        "lessons/1-flow.walk",     "lessons/2-pending.walk", "lessons/3-annotations.walk",
        "lessons/4-patterns.walk", "lessons/5-sharing.walk", "lessons/6-teardown.walk",
        "lessons/7-gateway.walk",
    };
    struct walk walk = {0};
    (void)state;

    start(&walk);
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        walk_file(&walk, names[i]);
    leave(&walk);
}

static void a_lesson_goes_back_runs_breaks_and_prints_big(void **state)
{
    struct walk walk = {0};
    (void)state;

    start(&walk);
    walk_file(&walk, "lessons/keys.walk");
    leave(&walk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_seven_lessons_are_walked_by_keys_alone),
        cmocka_unit_test(a_lesson_goes_back_runs_breaks_and_prints_big),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
