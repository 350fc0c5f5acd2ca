/* The one table of keys: no key means two things, what destroys elsewhere does not here. */
#include "lib/check.h"

#include <ctype.h>

#include "tui/gate.h"
#include "tui/key.h"
#include "tui/keymap.h"
#include "tui/rebind.h"

#include "base/banned.h"

static void keymap_gives_a_key_one_meaning_in_a_panel(void **state)
{
    const struct keymap *keymap = *state;
    for (int panel = 0; panel < PANEL_KIND_COUNT; panel++) {
        for (size_t i = 0; i < keymap_count(keymap); i++) {
            const struct keymap_entry *entry = keymap_at(keymap, i);
            for (size_t k = 0; k < KEYMAP_KEYS; k++) {
                if (entry->keys[k] == K_NONE || (entry->where & 1u << panel) == 0)
                    continue;
                const struct keymap_entry *found =
                    keymap_find(keymap, (enum panel_kind)panel, entry->keys[k]);
                assert_non_null(found);
                assert_int_equal(found->action, entry->action);
            }
        }
    }
}

/* Outside dialogs lower case never changes anything; C, L and X open something. */
static void keymap_changes_nothing_by_lower_case(void **state)
{
    const struct keymap *keymap = *state;
    for (size_t i = 0; i < keymap_count(keymap); i++) {
        const struct keymap_entry *entry = keymap_at(keymap, i);
        if (!gate_guards(entry->action))
            continue;
        for (size_t k = 0; k < KEYMAP_KEYS; k++)
            assert_true(entry->keys[k] == K_NONE || entry->keys[k] == 'C' ||
                        entry->keys[k] == 'L' || entry->keys[k] == 'X' ||
                        entry->keys[k] >= K_F1);
    }
}

static void keymap_never_deletes_with_the_keys_that_do_elsewhere(void **state)
{
    const struct keymap *keymap = *state;
    static const uint32_t keys[] = {K_CTRL('k'), K_DELETE, K_BACKSPACE, 's',
                                    'r',         'x',      'i'};

    for (int panel = 0; panel < PANEL_KIND_COUNT; panel++) {
        for (size_t i = 0; i < ARRAY_COUNT(keys); i++)
            assert_int_equal(keymap_find(keymap, (enum panel_kind)panel, keys[i])->action,
                             ACTION_TRAP);
        assert_int_equal(keymap_find(keymap, (enum panel_kind)panel, K_CTRL('d'))->action,
                         ACTION_HALF_DOWN);
        assert_int_equal(keymap_find(keymap, (enum panel_kind)panel, K_CTRL('u'))->action,
                         ACTION_HALF_UP);
    }
}

/* A colon is text there. */
static bool takes_text(enum panel_kind panel)
{
    return panel == PANEL_CREATE || panel == PANEL_LINK || panel == PANEL_CONTEXTS ||
           panel == PANEL_NAMESPACES;
}

static void keymap_leads_back_and_to_help_from_everywhere(void **state)
{
    const struct keymap *keymap = *state;
    for (int panel = 0; panel < PANEL_KIND_COUNT; panel++) {
        assert_int_equal(keymap_find(keymap, (enum panel_kind)panel, K_ESCAPE)->action,
                         ACTION_BACK);
        assert_int_equal(keymap_find(keymap, (enum panel_kind)panel, 'q')->action,
                         ACTION_CLOSE);
        assert_int_equal(keymap_find(keymap, (enum panel_kind)panel, '?')->action,
                         ACTION_HELP);
        assert_int_equal(keymap_find(keymap, (enum panel_kind)panel, K_CTRL('c'))->action,
                         ACTION_QUIT);
        const struct keymap_entry *colon =
            keymap_find(keymap, (enum panel_kind)panel, ':');
        assert_true(takes_text((enum panel_kind)panel)
                        ? colon == NULL
                        : colon != NULL && colon->action == ACTION_COMMAND);
    }
}

static int cells_of(const struct keymap_entry *entry, int cells)
{
    return (int)strcspn(entry->label, " ") + 1 +
           (int)strlen(keymap_hint_text(entry, cells)) + 2;
}

static void keymap_hints_fit_and_always_end_in_help(void **state)
{
    const struct keymap *keymap = *state;
    for (int panel = 0; panel < PANEL_KIND_COUNT; panel++) {
        for (int cells = 60; cells <= 240; cells++) {
            const struct keymap_entry *hints[KEYMAP_MOST_HINTS];
            size_t count = keymap_hints(keymap, (enum panel_kind)panel, cells, hints);
            int used = 1;
            assert_true(count >= 2);
            for (size_t i = 0; i < count; i++)
                used += cells_of(hints[i], cells);
            assert_true(used - 2 <= cells);
            assert_int_equal(hints[count - 1]->action, ACTION_HELP);
        }
    }
}

static void keys_have_names_that_are_read_back(void **state)
{
    (void)state;
    char name[16];

    for (uint32_t key = 1; key < 0x300; key++) {
        if (key > 26 && key < ' ' && key != K_ESCAPE)
            continue;
        if (key >= 0x7f && key < 0xa1)
            continue;
        if (!key_is_text(key) && key > 27)
            continue;
        assert_int_equal(key_parse(key_label(key, name)), key);
    }
    for (uint32_t key = K_UP; key < K_LAST; key++)
        assert_int_equal(key_parse(key_label(key, name)), key);
    assert_int_equal(key_parse("Ctrl-D"), K_CTRL('d'));
    assert_int_equal(key_parse("nothing"), K_NONE);
}

/* ---- other keys ---- */

/* What the settings would say: "freeze z" or "freeze z F7"; NULL ends. */
static enum err_code rebind(const char *const *lines, struct keymap **ret_keymap,
                            struct err *err)
{
    char text[400];
    struct settings *settings = NULL;
    size_t at = (size_t)snprintf(text, sizeof text, "keys:\n");

    for (size_t i = 0; lines[i] != NULL; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s\n", lines[i]);
    assert_int_equal(settings_parse(span_of(text), "t", &settings, err), ERR_OK);
    enum err_code code = rebind_keymap(&settings->keys, ret_keymap, err);
    settings_free(settings);
    return code;
}

static void keymap_gives_other_keys_to_actions(void **state)
{
    static const char *const lines[] = {" freeze: [z, F7]", " down: J",   " up: K",
                                        " namespace: M",    " events: E", NULL};
    const struct keymap *usual = *state;
    struct keymap *keymap = NULL;
    struct err err = ERR_INIT;

    if (rebind(lines, &keymap, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);

    assert_int_equal(keymap_find(keymap, PANEL_SERVICES, 'z')->action, ACTION_FREEZE);
    assert_int_equal(keymap_find(keymap, PANEL_SERVICES, K_F1 + 6)->action,
                     ACTION_FREEZE);
    assert_null(keymap_find(keymap, PANEL_SERVICES, 'Z'));
    assert_int_equal(keymap_find(keymap, PANEL_SERVICES, 'J')->action, ACTION_DOWN);
    assert_string_equal(keymap_action(keymap, PANEL_SERVICES, ACTION_DOWN)->label, "J K");
    assert_string_equal(keymap_action(keymap, PANEL_SERVICES, ACTION_FREEZE)->label,
                        "z F7");
    assert_int_equal(keymap_find(usual, PANEL_SERVICES, 'Z')->action, ACTION_FREEZE);
    assert_string_equal(keymap_action(usual, PANEL_SERVICES, ACTION_DOWN)->label, "j k");

    keymap_free(keymap);
}

static void keymap_names_the_key_of_an_action_in_a_panel(void **state)
{
    static const char *const lines[] = {" refresh: V", " freeze: [z, F7]", NULL};
    const struct keymap *usual = *state;
    struct keymap *keymap = NULL;
    struct err err = ERR_INIT;

    assert_int_equal(rebind(lines, &keymap, &err), ERR_OK);

    assert_string_equal(keymap_name(usual, PANEL_SERVICES, ACTION_FREEZE), "Z");
    assert_string_equal(keymap_name(usual, PANEL_CREATE, ACTION_REFRESH), "F5");
    assert_string_equal(keymap_name(usual, PANEL_SERVICES, ACTION_HALF_DOWN), "Ctrl-D");
    assert_string_equal(keymap_name(usual, PANEL_SERVICES, ACTION_NEXT_CALL), "Space");
    assert_string_equal(keymap_name(usual, PANEL_SERVICES, ACTION_NONE), "");
    assert_string_equal(keymap_name(keymap, PANEL_SERVICES, ACTION_FREEZE), "z");
    assert_string_equal(keymap_name(keymap, PANEL_SERVICES, ACTION_REFRESH), "V");
    assert_string_equal(keymap_name(keymap, PANEL_TEAR, ACTION_REFRESH), "R");

    keymap_free(keymap);
}

static void keymap_refuses_keys_with_a_line(void **state)
{
    static const struct {
        const char *line;
        const char *where;
        const char *says;
    } cases[] = {
        {" frezee: z", "keys.frezee", "there is no such action; did you mean freeze?"},
        {" freeze: zz", "keys.freeze", "\"zz\" is no key"},
        {" freeze: j", "keys.freeze", "j is down (\"row; arrows too\") already"},
        {" freeze: Esc", "keys.freeze", "Esc cannot be bound"},
        {" freeze: Ctrl-C", "keys.freeze", "Ctrl-C cannot be bound"},
        {" teardown: D", "keys.teardown", NULL},
        {" teardown: x", "keys.teardown", "x cannot change anything"},
        {" teardown: Delete", "keys.teardown", "Delete cannot change anything"},
        {" teardown: []", "keys.teardown", "wants 1 to 4 keys"},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const char *const lines[] = {cases[i].line, NULL};
        struct keymap *keymap = NULL;
        struct err err = ERR_INIT;
        enum err_code code = rebind(lines, &keymap, &err);
        keymap_free(keymap);
        if (cases[i].says == NULL) {
            assert_int_equal(code, ERR_OK);
            continue;
        }
        assert_int_equal(code, ERR_SHAPE);
        assert_null(keymap);
        assert_string_equal(err.where, cases[i].where);
        if (!span_starts(span_of(err.text), cases[i].says))
            fail_msg("%s says %s", cases[i].line, err.text);
    }
}

static int give_usual(void **state)
{
    *state = keymap_new();
    return 0;
}

static int take_usual(void **state)
{
    keymap_free(*state);
    return 0;
}

/* ---- where keys are told ---- */

/* "Ctrl-D/U" tells of Ctrl-D and Ctrl-U, "1-4" of 1 to 4. */
static bool label_tells(const char *label, const char *key)
{
    struct span rest = span_of(label);
    struct span word;
    char both[32];

    while (rest.bytes > 0) {
        span_cut(&rest, ' ', &word);
        if (span_is(word, key))
            return true;
        bool range = word.bytes == 3 && word.at[1] == '-' && isdigit(word.at[0]) != 0;
        if (range && strlen(key) == 1 && key[0] >= word.at[0] && key[0] <= word.at[2])
            return true;
        if (word.bytes == 8 && word.at[6] == '/') {
            snprintf(both, sizeof both, "%.6s", word.at);
            if (strcmp(both, key) == 0)
                return true;
            both[5] = word.at[7];
            if (strcmp(both, key) == 0)
                return true;
        }
    }
    return false;
}

static bool is_told_by(const struct keymap_entry *line, const struct keymap_entry *entry)
{
    char name[16];

    for (size_t k = 0; k < KEYMAP_KEYS; k++) {
        if (entry->keys[k] == K_NONE)
            continue;
        key_label(entry->keys[k], name);
        /* "pane; Shift-Tab back": the other way of a key stands in what is said of it. */
        if (label_tells(line->label, name) ||
            (strlen(name) > 2 && strstr(line->help, name) != NULL) ||
            (isupper(name[0]) != 0 && label_tells(line->help, name)))
            return true;
    }
    return false;
}

static bool is_in_help(const struct keymap *keymap, const struct keymap_entry *entry,
                       int panel)
{
    for (size_t i = 0; i < keymap_count(keymap); i++) {
        const struct keymap_entry *line = keymap_at(keymap, i);
        bool shown = line->where == 0 || (line->where & 1u << panel) != 0;
        bool is_chord = line->action == ACTION_COPY && entry->action != ACTION_COPY;
        if (line->group != GROUP_NONE && shown && !is_chord && is_told_by(line, entry))
            return true;
    }
    return false;
}

/* On the narrowest screen that has a hint row. */
static bool is_hinted(const struct keymap *keymap, const struct keymap_entry *entry,
                      int panel)
{
    const struct keymap_entry *hints[KEYMAP_MOST_HINTS];
    size_t count = keymap_hints(keymap, (enum panel_kind)panel, 80, hints);

    for (size_t i = 0; i < count; i++) {
        if (hints[i] == entry)
            return true;
    }
    return false;
}

static void keymap_tells_of_every_key_in_the_help_or_the_hint_row(void **state)
{
    size_t untold = 0;
    struct keymap *keymap = keymap_new();
    (void)state;

    for (int panel = 0; panel < PANEL_KIND_COUNT; panel++) {
        for (size_t i = 0; i < keymap_count(keymap); i++) {
            const struct keymap_entry *entry = keymap_at(keymap, i);
            if (entry->keys[0] == K_NONE || entry->action == ACTION_TRAP ||
                keymap_find(keymap, (enum panel_kind)panel, entry->keys[0]) != entry ||
                is_in_help(keymap, entry, panel) || is_hinted(keymap, entry, panel))
                continue;
            print_message("# panel %d: %s (%s) is told nowhere\n", panel, entry->label,
                          entry->help);
            untold++;
        }
    }
    assert_int_equal(untold, 0);
    keymap_free(keymap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keymap_gives_a_key_one_meaning_in_a_panel),
        cmocka_unit_test(keymap_changes_nothing_by_lower_case),
        cmocka_unit_test(keymap_never_deletes_with_the_keys_that_do_elsewhere),
        cmocka_unit_test(keymap_leads_back_and_to_help_from_everywhere),
        cmocka_unit_test(keymap_hints_fit_and_always_end_in_help),
        cmocka_unit_test(keymap_tells_of_every_key_in_the_help_or_the_hint_row),
        cmocka_unit_test(keymap_gives_other_keys_to_actions),
        cmocka_unit_test(keymap_names_the_key_of_an_action_in_a_panel),
        cmocka_unit_test(keymap_refuses_keys_with_a_line),
        cmocka_unit_test(keys_have_names_that_are_read_back),
    };
    return cmocka_run_group_tests(tests, give_usual, take_usual);
}
