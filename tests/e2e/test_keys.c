/*
 * Every key of the key map, typed into a real terminal, in every panel there is: the
 * terminal must show what the same keys make of the same world without a terminal. So all of
 * it is walked through - the bytes of the key, the decoder, the loop, the differences that
 * are sent - and what each key means is said in tests/screen/test_keys.c.
 */
#include "lib/check.h"

#include <ftw.h>

#include "base/clock.h"
#include "lib/pty.h"
#include "screen/desk.h"
#include "settings/settings.h"
#include "tui/dashboard_inside.h"
#include "tui/key.h"

#include "base/banned.h"

enum { ROWS = 24, COLS = 80, SCREEN_BYTES = 1 << 14 };

/* The same person before two screens. */
struct twin {
    struct pty pty;
    struct desk desk;          /* what must be seen */
    struct settings *settings; /* of the desk; the program has its own */
    const char *mode;          /* of ui_main */
    bool taught;               /* a lesson's world is shown */
    bool told;                 /* the program says something more in the message row */
    char home[64];
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

static void fill_working(struct world *world)
{
    fill(world);
    world_fill_jobs(world);
}

static void fill_desk(struct twin *twin)
{
    desk_fill(&twin->desk, strcmp(twin->mode, "working") == 0 ? fill_working : fill);
}

/* Nothing of it is protected: that is said by the settings, and there they are the usual. */
static struct places places(void)
{
    static struct place at[8];
    struct places places = desk_places();

    for (size_t i = 0; i < places.count; i++)
        at[i] = (struct place){.name = places.at[i].name, .note = ""};
    places.at = at;
    return places;
}

static void report(struct twin *twin, enum lesson_phase phase)
{
    dashboard_teach(twin->desk.dashboard, desk_lesson(phase), twin->desk.now_ms,
                    twin->desk.wall_ms);
}

/* The lesson's world comes to the front, and goes. */
static void teach(struct twin *twin, enum lesson_wish_kind kind)
{
    bool opens = kind == LESSON_OPEN && !twin->taught;
    bool ends = kind == LESSON_END && twin->taught;

    if (opens)
        desk_show(&twin->desk, NULL);
    if (opens || ends)
        fill_desk(twin);
    if (kind == LESSON_OPEN || kind == LESSON_END)
        report(twin, kind == LESSON_OPEN ? LESSON_WAITING : LESSON_CLOSED);
    twin->taught = (twin->taught || opens) && !ends;
}

/* What the program does about it; where it says something of its own, `told`. */
static void carry_out(struct twin *twin, const struct errand *errand)
{
    struct desk *desk = &twin->desk;
    struct places there = places();

    switch (errand->kind) {
    case ERRAND_CONTEXTS:
        dashboard_offer_contexts(desk->dashboard, &there, desk->now_ms, desk->wall_ms);
        break;
    case ERRAND_TEACH:
        teach(twin, errand->wish.kind);
        break;
    case ERRAND_SETTINGS:
        desk->grid.ascii = strcmp(twin->settings->ascii, "always") == 0;
        dashboard_set_ascii(desk->dashboard, desk->grid.ascii);
        break;
    case ERRAND_SAVE:
    case ERRAND_LOGIN:
    case ERRAND_ENTER:
        twin->told = true;
        break;
    default:
        break;
    }
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
        carry_out(twin, &errand);
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

static bool is_same(const struct twin *twin, const char *a, const char *b)
{
    for (int row = 0; row < ROWS; row++) {
        size_t bytes_a = strcspn(a, "\n");
        size_t bytes_b = strcspn(b, "\n");
        bool counts = row != ROWS - 2 || !twin->told;
        if (counts && (bytes_a != bytes_b || memcmp(a, b, bytes_a) != 0))
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

static void open_desk(struct twin *twin)
{
    struct places there = places();

    twin->settings = settings_new();
    twin->settings->ascii = "always"; /* as the command line has it there */
    desk_open(&twin->desk, ROWS, COLS, true);
    dashboard_set_settings(twin->desk.dashboard, twin->settings);
    dashboard_set_contexts(twin->desk.dashboard, &there);
    report(twin, LESSON_CLOSED);
    fill_desk(twin);
}

static void start(struct twin *twin, const char *mode)
{
    static char path[512];
    const char *top = getenv("TOP_BUILDDIR");
    char home[96];
    snprintf(path, sizeof path, "%s/tests/e2e/ui_main", top == NULL ? "." : top);
    snprintf(home, sizeof home, "XDG_STATE_HOME=%s", twin->home);
    const char *argv[] = {path, mode, NULL};
    const char *env[] = {home, "ESCDELAY=5", NULL}; /* keys come in one piece here */
    struct pty_options options = {.argv = argv, .env = env, .rows = ROWS, .cols = COLS};

    twin->mode = mode;
    twin->told = false;
    twin->taught = false;
    assert_true(pty_start(&twin->pty, &options));
    open_desk(twin);
    shows_the_same(twin, "the start"); /* before that keys would be lost */
}

static void close_twin(struct twin *twin)
{
    assert_int_equal(pty_wait_exit(&twin->pty), 0);
    assert_true(pty_is_restored(&twin->pty));
    pty_stop(&twin->pty);
    desk_close(&twin->desk);
    settings_free(twin->settings);
}

static void finish(struct twin *twin)
{
    pty_type(&twin->pty, "\x03");
    close_twin(twin);
}

/* true when it quits: then the program has ended well. */
static bool press(struct twin *twin, uint32_t key)
{
    char bytes[8];

    twin->told = false;
    desk_key(&twin->desk, key);
    bool quits = run_errands(twin) || key == K_CTRL('c'); /* a signal there */
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

static int drop(const char *path, const struct stat *entry, int kind, struct FTW *at)
{
    (void)entry, (void)kind, (void)at;
    return remove(path);
}

/* From the Services to each panel. */
static const struct way {
    const char *keys;
    const char *mode; /* of ui_main; NULL: "still" */
} ways[PANEL_KIND_COUNT] = {
    [PANEL_SERVICES] = {""},
    [PANEL_STEPS] = {"Enter"},
    [PANEL_ELBS] = {"t"},
    [PANEL_EVENTS] = {"e"},
    [PANEL_GATEWAY] = {": g w Enter"},
    [PANEL_ORPHANS] = {": o r p h a n s Enter"},
    [PANEL_HELP] = {"?"},
    [PANEL_SOURCES] = {": s o u r c e s Enter"},
    [PANEL_CALLS] = {": c a l l s Enter"},
    [PANEL_DESCRIBE] = {"d"},
    [PANEL_WHY] = {"w"},
    [PANEL_MENU] = {"a"},
    [PANEL_TEAR] = {"X"},
    [PANEL_CREATE] = {"C"},
    [PANEL_LINK] = {"L"},
    [PANEL_JOB] = {": j o b s Enter Enter", "working"},
    [PANEL_JOBS] = {": j o b s Enter", "working"},
    [PANEL_YAML] = {"y"},
    [PANEL_SETTINGS] = {"F2"},
    [PANEL_INFO] = {": i n f o Enter"},
    [PANEL_CONTEXTS] = {"@"},
    [PANEL_NAMESPACES] = {"n"},
    [PANEL_LESSONS] = {": l e s s o n s Enter"},
    [PANEL_LESSON] = {": l e s s o n Space 1 Enter"},
    [PANEL_QUOTA] = {": q u o t a Enter"},
    [PANEL_RACE] = {"U Space Space ="},
};

static const char *mode_of(enum panel_kind where)
{
    return ways[where].mode == NULL ? "still" : ways[where].mode;
}

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
}

static void press_in(struct twin *twin, enum panel_kind where, uint32_t key)
{
    char what[64];
    char name[16];

    go_home(twin);
    press_all(twin, ways[where].keys);
    if (desk_panel(&twin->desk)->ops->kind != where)
        fail_msg("\"%s\" does not lead to %s", ways[where].keys, desk_panel_name(where));
    shows_the_same(twin, desk_panel_name(where));
    snprintf(what, sizeof what, "%s in %s", key_label(key, name), desk_panel_name(where));
    if (press(twin, key)) {
        close_twin(twin);
        start(twin, mode_of(where));
        return;
    }
    shows_the_same(twin, what);
}

/* Returns how many there were. */
static size_t press_all_keys_in(struct twin *twin, enum panel_kind where)
{
    struct keymap *keymap = keymap_new(); /* the desk is another after a key that quits */
    size_t pressed = 0;

    for (size_t i = 0; i < keymap_count(keymap); i++) {
        const struct keymap_entry *entry = keymap_at(keymap, i);
        for (size_t k = 0; k < KEYMAP_KEYS; k++) {
            uint32_t key = entry->keys[k];
            if (key == K_NONE || keymap_find(keymap, where, key) != entry)
                continue;
            press_in(twin, where, key);
            pressed++;
        }
    }
    keymap_free(keymap);
    return pressed;
}

static void terminal_shows_what_each_key_means(void **state)
{
    size_t pressed = 0;
    struct twin twin = {.home = "/tmp/elbtop-keys-XXXXXX"};
    (void)state;
    assert_non_null(mkdtemp(twin.home));
    setenv("XDG_STATE_HOME", twin.home, 1); /* which :info tells */

    for (int where = 0; where < PANEL_KIND_COUNT; where++) {
        if (ways[where].keys == NULL)
            fail_msg("no way to %s: tell it in `ways`", desk_panel_name(where));
        /* Another person sits down: nothing of what was sorted, marked or hidden is left. */
        start(&twin, mode_of((enum panel_kind)where));
        size_t count = press_all_keys_in(&twin, (enum panel_kind)where);
        if (count < 15) /* what is bound everywhere */
            fail_msg("only %zu keys in %s", count, desk_panel_name(where));
        pressed += count;
        finish(&twin);
    }

    print_message("# %zu keys in %d panels\n", pressed, PANEL_KIND_COUNT);
    assert_int_equal(nftw(twin.home, drop, 8, FTW_DEPTH | FTW_PHYS), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terminal_shows_what_each_key_means),
    };
    setenv("TZ", "UTC", 1);
    setenv("TERM", "xterm-256color", 1); /* as pty.c says to the program */
    unsetenv("TMUX");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
