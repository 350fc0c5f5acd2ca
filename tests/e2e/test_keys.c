/*
 * Every key of the key map, typed into a real terminal, in every view that keys lead to: the
 * terminal must show what the same keys make of the same world without a terminal. So all of
 * it is walked through - the bytes of the key, the decoder, the loop, the differences that
 * are sent - and what each key means is said in tests/screen/test_keys.c.
 */
#include "lib/check.h"

#include "base/clock.h"
#include "lib/pty.h"
#include "screen/desk.h"
#include "tui/dashboard_inside.h"
#include "tui/key.h"

#include "base/banned.h"

enum { ROWS = 24, COLS = 80, SCREEN_BYTES = 1 << 14 };

/* The same person before two screens. */
struct twin {
    struct pty pty;
    struct desk desk; /* what must be seen */
    bool told;        /* the program says something more in the message row */
};

/* ---- bytes of keys, as xterm sends them ---- */

static const char *bytes_of(uint32_t key, char out[8])
{
    static const struct {
        uint32_t key;
        const char *bytes;
    } named[] = {
        {K_UP, "\033[A"},        {K_DOWN, "\033[B"},       {K_RIGHT, "\033[C"},
        {K_LEFT, "\033[D"},      {K_HOME, "\033[H"},       {K_END, "\033[F"},
        {K_PAGE_UP, "\033[5~"},  {K_PAGE_DOWN, "\033[6~"}, {K_DELETE, "\033[3~"},
        {K_BACKSPACE, "\x7f"},   {K_BACK_TAB, "\033[Z"},   {K_F1, "\033OP"},
        {K_F1 + 1, "\033OQ"},    {K_F1 + 2, "\033OR"},     {K_F1 + 3, "\033OS"},
        {K_F1 + 4, "\033[15~"},  {K_F1 + 5, "\033[17~"},   {K_F1 + 6, "\033[18~"},
        {K_F1 + 7, "\033[19~"},  {K_F1 + 8, "\033[20~"},   {K_F1 + 9, "\033[21~"},
        {K_F1 + 10, "\033[23~"}, {K_F12, "\033[24~"},
    };

    for (size_t i = 0; i < ARRAY_COUNT(named); i++) {
        if (named[i].key == key)
            return named[i].bytes;
    }
    assert_true(key < 0x80);
    out[0] = (char)key;
    out[1] = '\0';
    return out;
}

/* ---- two screens ---- */

static void fill(struct world *world)
{
    world->snapshot->simulator = true; /* as ui_main has it */
    world_fill_demo(world);
}

/* Only the program knows what it answers to these. */
static bool is_answered_outside(enum errand_kind kind)
{
    return kind == ERRAND_CONTEXTS || kind == ERRAND_SAVE || kind == ERRAND_LOGIN ||
           kind == ERRAND_ENTER || kind == ERRAND_TEACH;
}

/* true when the key quits. */
static bool run_errands(struct twin *twin)
{
    bool quits = false;

    for (;;) {
        struct errand errand = dashboard_next_errand(twin->desk.dashboard);
        if (errand.kind == ERRAND_NONE)
            return quits;
        quits = quits || errand.kind == ERRAND_QUIT;
        twin->told = twin->told || is_answered_outside(errand.kind);
        order_free(errand.order);
        free(errand.text);
        free(errand.namespace);
    }
}

static void wanted(struct twin *twin, char out[SCREEN_BYTES])
{
    struct buf text;

    desk_draw(&twin->desk);
    buf_init(&text, SCREEN_BYTES - 1);
    grid_print(&twin->desk.grid, &text);
    snprintf(out, SCREEN_BYTES, "%s", buf_text(&text));
    buf_release(&text);
}

/* Settings and places are the program's own: of their views the frame must be the same. */
static bool counts(const struct twin *twin, int row)
{
    enum panel_kind top = desk_panel(&twin->desk)->ops->kind;
    bool own = top == PANEL_SETTINGS || top == PANEL_INFO;

    if (row == ROWS - 2)
        return !twin->told && !own;
    return !own || row < 3 || row == ROWS - 1;
}

static bool is_same(const struct twin *twin, const char *a, const char *b)
{
    for (int row = 0; row < ROWS; row++) {
        size_t bytes_a = strcspn(a, "\n");
        size_t bytes_b = strcspn(b, "\n");
        if (counts(twin, row) && (bytes_a != bytes_b || memcmp(a, b, bytes_a) != 0))
            return false;
        a += bytes_a + 1;
        b += bytes_b + 1;
    }
    return true;
}

static void shows_the_same(struct twin *twin, const char *what)
{
    static const struct clock machine = CLOCK_REAL_INIT;
    static char text[SCREEN_BYTES];
    int64_t deadline_ms = clock_now_ms(&machine) + PTY_DEADLINE_MS;

    wanted(twin, text);
    while (!is_same(twin, text, pty_screen(&twin->pty))) {
        if (pty_wait_more(&twin->pty) && clock_now_ms(&machine) < deadline_ms)
            continue;
        printf("wanted:\n%s\nseen:\n%s\n", text, pty_screen(&twin->pty));
        fail_msg("after %s the terminal shows something else%s", what,
                 twin->pty.ended ? ", it ended" : "");
    }
}

static void start(struct twin *twin)
{
    static char path[512];
    const char *top = getenv("TOP_BUILDDIR");
    snprintf(path, sizeof path, "%s/tests/e2e/ui_main", top == NULL ? "." : top);
    const char *argv[] = {path, "still", NULL};
    struct pty_options options = {.argv = argv, .rows = ROWS, .cols = COLS};

    twin->told = false;
    assert_true(pty_start(&twin->pty, &options));
    desk_open(&twin->desk, ROWS, COLS, true);
    desk_fill(&twin->desk, fill);
    shows_the_same(twin, "the start"); /* before that keys would be lost */
}

static void finish(struct twin *twin)
{
    pty_type(&twin->pty, "\x03");
    assert_int_equal(pty_wait_exit(&twin->pty), 0);
    assert_true(pty_is_restored(&twin->pty));
    pty_stop(&twin->pty);
    desk_close(&twin->desk);
}

/* true when it quits: then the program has ended well. */
static bool press(struct twin *twin, uint32_t key)
{
    char bytes[8];

    twin->told = false;
    desk_key(&twin->desk, key);
    bool quits = run_errands(twin);
    desk_draw(&twin->desk); /* lists learn their pages while they are drawn */
    pty_type(&twin->pty, bytes_of(key, bytes));
    return quits;
}

static void press_all(struct twin *twin, const char *keys)
{
    struct span rest = span_of(keys);
    struct span word;
    char name[32];

    while (span_cut(&rest, ' ', &word)) {
        snprintf(name, sizeof name, "%.*s", (int)word.bytes, word.at);
        if (word.bytes > 0)
            press(twin, key_parse(name));
    }
}

/* ---- the walk ---- */

/* The way to a panel from the Services; NULL: keys alone do not lead there in this world. */
static const char *const ways[PANEL_KIND_COUNT] = {
    [PANEL_SERVICES] = "",
    [PANEL_STEPS] = "Enter",
    [PANEL_ELBS] = "t",
    [PANEL_EVENTS] = "e",
    [PANEL_GATEWAY] = ": g w Enter",
    [PANEL_ORPHANS] = ": o r p h a n s Enter",
    [PANEL_HELP] = "?",
    [PANEL_SOURCES] = ": s o u r c e s Enter",
    [PANEL_CALLS] = ": c a l l s Enter",
    [PANEL_DESCRIBE] = "d",
    [PANEL_WHY] = "w",
    [PANEL_MENU] = "a",
    [PANEL_TEAR] = "X",
    [PANEL_CREATE] = "C",
    [PANEL_LINK] = "L",
    [PANEL_JOBS] = ": j o b s Enter",
    [PANEL_YAML] = "y",
    [PANEL_NAMESPACES] = "n",
    [PANEL_LESSONS] = ": l e s s o n s Enter",
    [PANEL_RACE] = "U Space Space =",
};

/* Back to the Services, whatever was opened or typed on the way. */
static void go_home(struct twin *twin)
{
    struct dashboard *dashboard = twin->desk.dashboard;

    for (int tries = 0; tries < 20; tries++) {
        bool fields = desk_panel(&twin->desk)->ops->key != NULL;
        if (dashboard->typing != TYPING_NOTHING || fields || dashboard->copying) {
            press(twin, K_ESCAPE);
            shows_the_same(twin, "Esc"); /* or the next key is taken for its sequence */
        } else if (dashboard->panel_count > 1) {
            press(twin, 'q');
            shows_the_same(twin, "q");
        } else {
            break;
        }
    }
    assert_int_equal(dashboard->panel_count, 1);
    press_all(twin, dashboard->frozen ? "g Z" : "g");
    shows_the_same(twin, "going home");
}

static bool is_left_out(const struct keymap_entry *entry, uint32_t key)
{
    return key == K_CTRL('c') || entry->action == ACTION_SAVE; /* would write a file */
}

static void press_in(struct twin *twin, enum panel_kind where, uint32_t key)
{
    char what[64];
    char name[16];

    go_home(twin);
    press_all(twin, ways[where]);
    if (desk_panel(&twin->desk)->ops->kind != where)
        fail_msg("%s does not lead to %s", ways[where], desk_panel_name(where));
    shows_the_same(twin, desk_panel_name(where));
    snprintf(what, sizeof what, "%s in %s", key_label(key, name), desk_panel_name(where));
    if (press(twin, key)) {
        assert_int_equal(pty_wait_exit(&twin->pty), 0);
        assert_true(pty_is_restored(&twin->pty));
        pty_stop(&twin->pty);
        desk_close(&twin->desk);
        start(twin);
        return;
    }
    shows_the_same(twin, what);
}

/* Another person sits down: nothing of what was sorted, marked or hidden is left. */
static void begin_anew(struct twin *twin)
{
    finish(twin);
    start(twin);
}

static void terminal_shows_what_each_key_means(void **state)
{
    struct keymap *keymap = keymap_new();
    size_t pressed = 0;
    (void)state;
    struct twin twin;
    start(&twin);

    for (int where = 0; where < PANEL_KIND_COUNT; where++) {
        for (size_t i = 0; ways[where] != NULL && i < keymap_count(keymap); i++) {
            const struct keymap_entry *entry = keymap_at(keymap, i);
            for (size_t k = 0; k < KEYMAP_KEYS; k++) {
                uint32_t key = entry->keys[k];
                if (key == K_NONE || is_left_out(entry, key) ||
                    keymap_find(keymap, (enum panel_kind)where, key) != entry)
                    continue;
                press_in(&twin, (enum panel_kind)where, key);
                pressed++;
            }
        }
        begin_anew(&twin);
    }

    print_message("# %zu keys\n", pressed);
    assert_true(pressed > 300);
    keymap_free(keymap);
    finish(&twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terminal_shows_what_each_key_means),
    };
    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
