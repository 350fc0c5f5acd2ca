/*
 * Other keys for everything that can have them, then every panel, and every message that a key
 * brings: no text may name a key of before. A key's name that is written into a text by hand
 * fails here; it comes from keymap_name().
 */
#include "lib/check.h"

#include "screen/desk.h"
#include "screen/rules.h"
#include "tui/dashboard_inside.h"
#include "tui/gate.h"
#include "tui/key.h"
#include "tui/rebind.h"

#include "base/banned.h"

/* ---- a keymap in which nothing is as usual ---- */

enum { FIRST_LETTER = 0x100, LINE_BYTES = 1024, REBINDINGS_MOST = 80 };

/* A letter that no text has; what changes something wants a function key. */
static uint32_t other_key(size_t index)
{
    enum action action = rebind_action(index);

    return gate_guards(action) ? K_F1 + 5 + (uint32_t)(action - ACTION_NEW)
                               : FIRST_LETTER + (uint32_t)index;
}

static struct keymap *other_keymap(void)
{
    static char names[REBINDINGS_MOST][16];
    static const char *keys[REBINDINGS_MOST];
    static struct rebinding lines[REBINDINGS_MOST];
    struct rebindings wanted = {.at = lines};
    struct keymap *keymap = NULL;
    struct err err = ERR_INIT;

    for (size_t i = 0; rebind_name(i) != NULL; i++) {
        assert_true(i < REBINDINGS_MOST);
        keys[i] = key_label(other_key(i), names[i]);
        lines[i] = (struct rebinding){.action = rebind_name(i),
                                      .keys = {.count = 1, .at = &keys[i]}};
        wanted.count++;
    }
    if (rebind_keymap(&wanted, &keymap, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return keymap;
}

/* ---- names of keys in a text ---- */

static size_t complaints;

/* Letters that are no keys where they stand so, and keys behind a key. */
static const char *const no_keys[] = {
    "a e n y",      "a address   e ELB id   n name   y YAML",
    "a GATEWAY",    "b SERVICE",
    "c PROGRAMMED", "d ROUTES",
    "(o)",          "A and B",
    "pattern A",    "lacks X",
};

static void blank_out(char *line)
{
    for (size_t i = 0; i < ARRAY_COUNT(no_keys); i++) {
        for (char *at = strstr(line, no_keys[i]); at != NULL; at = strstr(at, no_keys[i]))
            memset(at, ' ', strlen(no_keys[i]));
    }
}

/* What texts call the keys that were moved; signs that frame things are not among them. */
static char usual_names[REBINDINGS_MOST][16];
static size_t usual_count;

static int learn_usual_names(void **state)
{
    struct keymap *usual = keymap_new();
    (void)state;

    for (size_t i = 0; rebind_name(i) != NULL; i++) {
        const char *name = keymap_name(usual, PANEL_SERVICES, rebind_action(i));
        if (strpbrk(name, "[]<>") == NULL)
            snprintf(usual_names[usual_count++], 16, "%s", name);
    }
    keymap_free(usual);
    return 0;
}

static bool is_usual_name(const char *word)
{
    for (size_t i = 0; i < usual_count; i++) {
        if (strcmp(usual_names[i], word) == 0)
            return true;
    }
    return false;
}

/* Dialogs and lessons keep their keys: there, and in the help about them, they mean it. */
static bool means_something(const struct desk *desk, const char *word)
{
    const struct dashboard *dashboard = desk->dashboard;

    for (size_t i = 0; i < dashboard->panel_count; i++) {
        enum panel_kind kind = dashboard->panels[i]->ops->kind;
        bool is_told_of =
            i + 1 == dashboard->panel_count || desk_panel(desk)->ops->kind == PANEL_HELP;
        const struct keymap_entry *entry =
            keymap_find(desk_keymap(desk), kind, key_parse(word));
        if (is_told_of && entry != NULL && entry->action != ACTION_TRAP)
            return true;
    }
    return false;
}

/* "a" as in "a row"; signs and numbers that nothing is said of: "ELB / LISTENER", "0 moving". */
static bool is_other_word(const char *word, struct span behind)
{
    static const char *const verbs[] = {"all", "closes", "does", "searches", "shows"};

    if (span_starts(behind, "means nothing")) /* the key that was pressed */
        return true;
    if (strcmp(word, "h") == 0) /* hours, but for "h l" */
        return !span_starts(behind, "l");
    if (strpbrk(word, "0/!?") == NULL)
        return strcmp(word, "a") == 0;
    for (size_t i = 0; i < ARRAY_COUNT(verbs); i++) {
        if (span_starts(behind, verbs[i]))
            return false;
    }
    return true;
}

/* All of them are told, each once, before the test fails. */
static void complain(const struct desk *desk, const char *what, const char *word,
                     const char *line)
{
    static char told[64][LINE_BYTES];

    for (size_t i = 0; i < complaints && i < ARRAY_COUNT(told); i++) {
        if (strcmp(told[i], line) == 0)
            return;
    }
    if (complaints < ARRAY_COUNT(told))
        snprintf(told[complaints], LINE_BYTES, "%s", line);
    complaints++;
    print_message("# %s in %s names %s: %s\n", what,
                  desk_panel_name(desk_panel(desk)->ops->kind), word, line);
}

static void check_line(const struct desk *desk, const char *line, const char *what)
{
    char copy[LINE_BYTES];
    struct span rest;
    struct span word;
    char name[LINE_BYTES];

    snprintf(copy, sizeof copy, "%s", line);
    blank_out(copy);
    rest = span_of(copy);
    while (span_cut(&rest, ' ', &word)) {
        while (word.bytes > 1 && strchr("(\"", word.at[0]) != NULL)
            word = (struct span){word.at + 1, word.bytes - 1};
        if (word.bytes > 1 && strchr(",.;:)\"", word.at[word.bytes - 1]) != NULL)
            word.bytes--;
        snprintf(name, sizeof name, "%.*s", (int)word.bytes, word.at);
        if (word.bytes > 0 && !is_other_word(name, rest) && is_usual_name(name) &&
            !means_something(desk, name))
            complain(desk, what, name, line);
    }
}

static void check_texts(struct desk *desk, const char *what)
{
    char line[LINE_BYTES];
    struct span rest;
    struct span row;
    struct buf text;

    desk_draw(desk);
    buf_init(&text, 1 << 20);
    grid_print(&desk->grid, &text);
    if (desk->dashboard->typing != TYPING_NOTHING) { /* the sign before the line */
        buf_release(&text);
        return;
    }
    rest = span_of(buf_text(&text));
    while (span_cut(&rest, '\n', &row)) {
        snprintf(line, sizeof line, "%.*s", (int)row.bytes, row.at);
        check_line(desk, line, what);
    }
    buf_release(&text);
}

static void check_rules(struct desk *desk, const char *what)
{
    enum panel_kind kind = desk_panel(desk)->ops->kind;
    const char *wrong = rules_broken(&desk->grid, desk_keymap(desk), kind);

    if (wrong != NULL)
        fail_msg("%s in %s: %s", what, desk_panel_name(kind), wrong);
}

/* ---- worlds ---- */

static void nothing_there(struct world *world)
{
    (void)world;
}

static void demo(struct world *world)
{
    world_fill_demo(world);
    world_fill_jobs(world);
}

static void lost(struct world *world)
{
    world_fill_demo(world);
    world_lose(world, SOURCE_KUBERNETES, 92000);
}

static void advised(struct world *world)
{
    struct row *row = world_add(world, "shop/web", ROW_FAILED, "###!...", 5000);

    world_why(world, row, "it is so", "you",
              "add elb.autocreate ({new}) or elb.id ({link})");
}

static const struct {
    const char *name;
    void (*fill)(struct world *world);
    bool frozen;
    bool pressed; /* keys have something to say in it that they do not say elsewhere */
} worlds[] = {
    {"no world yet", NULL, false, true}, {"an empty world", nothing_there, false, false},
    {"the demo", demo, false, true},     {"a lost source", lost, false, false},
    {"advice", advised, false, false},   {"a frozen picture", demo, true, true}};

static bool open_on(struct desk *desk, enum panel_kind kind, size_t world, int rows,
                    int cols)
{
    struct keymap *keymap = other_keymap();

    desk_open(desk, rows, cols, false);
    dashboard_give_keymap(desk->dashboard, &keymap);
    if (worlds[world].fill != NULL)
        desk_fill(desk, worlds[world].fill);
    desk_draw(desk);
    desk->dashboard->frozen = worlds[world].frozen;
    if (!desk_may_go(desk, kind)) {
        desk_close(desk);
        return false;
    }
    assert_true(desk_go(desk, kind));
    desk_draw(desk);
    desk_wait(desk, 1000); /* dialogs are no longer deaf */
    return true;
}

/* ---- every panel, and every key in it ---- */

static void no_panel_names_a_key_of_before(void **state)
{
    static const int sizes[][2] = {{24, 80}, {45, 160}, {60, 220}};
    size_t seen = 0;
    (void)state;

    for (int kind = 0; kind < PANEL_KIND_COUNT; kind++) {
        for (size_t world = 0; world < ARRAY_COUNT(worlds); world++) {
            for (size_t size = 0; size < ARRAY_COUNT(sizes); size++) {
                struct desk desk;
                if (!open_on(&desk, (enum panel_kind)kind, world, sizes[size][0],
                             sizes[size][1]))
                    continue;
                check_texts(&desk, worlds[world].name);
                check_rules(&desk, worlds[world].name);
                desk_close(&desk);
                seen++;
            }
        }
    }
    assert_int_equal(complaints, 0);
    assert_true(seen > PANEL_KIND_COUNT * ARRAY_COUNT(sizes));
}

static bool is_form(enum panel_kind kind)
{
    return kind == PANEL_CREATE || kind == PANEL_LINK;
}

static size_t press_all(enum panel_kind kind, size_t world)
{
    struct keymap *keymap = other_keymap();
    size_t pressed = 0;

    for (size_t i = 0; i < keymap_count(keymap); i++) {
        const struct keymap_entry *entry = keymap_at(keymap, i);
        struct desk desk;
        char what[96];
        if (keymap_find(keymap, kind, entry->keys[0]) != entry ||
            (is_form(kind) && key_is_text(entry->keys[0])) ||
            !open_on(&desk, kind, world, 24, 80))
            continue;
        snprintf(what, sizeof what, "after %s (%s), %s", entry->label, entry->help,
                 worlds[world].name);
        desk_key(&desk, entry->keys[0]);
        check_texts(&desk, what);
        desk_close(&desk);
        pressed++;
    }
    keymap_free(keymap);
    return pressed;
}

static void no_message_names_a_key_of_before(void **state)
{
    size_t pressed = 0;
    (void)state;

    for (int kind = 0; kind < PANEL_KIND_COUNT; kind++) {
        for (size_t world = 0; world < ARRAY_COUNT(worlds); world++)
            pressed +=
                worlds[world].pressed ? press_all((enum panel_kind)kind, world) : 0;
    }
    print_message("# %zu keys\n", pressed);
    assert_int_equal(complaints, 0);
    assert_true(pressed > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_panel_names_a_key_of_before),
        cmocka_unit_test(no_message_names_a_key_of_before),
    };
    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, learn_usual_names, NULL);
}
