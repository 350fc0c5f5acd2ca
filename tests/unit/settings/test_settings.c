#include "lib/check.h"

#include <unistd.h>

#include "base/limits.h"
#include "settings/nearest.h"
#include "settings/place.h"
#include "settings/settings.h"
#include "state/patience.h"
#include "tui/columns.h"
#include "tui/rebind.h"
#include "tui/theme.h"
#include "wire/tree.h"

#include "base/banned.h"

static struct settings *parsed(const char *text)
{
    struct settings *settings = NULL;
    struct err err = ERR_INIT;
    char line[400];

    if (settings_parse(span_of(text), "config.yaml", &settings, &err) != ERR_OK)
        fail_msg("%s", err_line(&err, line, sizeof line));
    return settings;
}

/* ---- what is read ---- */

static void settings_take_every_value_of_the_file(void **state)
{
    (void)state;
    struct settings *settings = parsed("theme: contrast # for the beamer\n"
                                       "ascii: always\n"
                                       "clipboard: false\n"
                                       "read_only: true\n"
                                       "protected_contexts: [prod, 'prod-*']\n"
                                       "intervals:\n"
                                       "  cloud_calm: 2m\n"
                                       "columns: [state, elb]\n"
                                       "keys: {freeze: z, refresh: [R, F7]}\n"
                                       "thresholds:\n"
                                       "  cloud_attach: {slow: 20s, stuck: 90s}\n");

    assert_string_equal(settings->theme, "contrast");
    assert_string_equal(settings->ascii, "always");
    assert_false(settings->clipboard);
    assert_true(settings->read_only);
    assert_int_equal(settings->protected_contexts.count, 2);
    assert_int_equal(settings->intervals.cloud_calm_ms, 120000);
    assert_int_equal(settings->intervals.cloud_open_ms, INTERVAL_CLOUD_OPEN_MS);
    assert_int_equal(settings->columns.count, 2);
    assert_string_equal(settings->columns.at[1], "elb");
    assert_int_equal(settings->keys.count, 2);
    assert_string_equal(settings->keys.at[1].action, "refresh");
    assert_string_equal(settings->keys.at[1].keys.at[1], "F7");
    assert_int_equal(settings->thresholds.cloud_attach.slow_ms, 20000);
    assert_int_equal(settings->thresholds.cloud_attach.stuck_ms, 90000);
    settings_free(settings);
}

static void settings_of_an_empty_file_are_the_usual_ones(void **state)
{
    static const char *const texts[] = {"", "# nothing yet\n", "{}\n", "thresholds:\n"};
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        struct settings *settings = parsed(texts[i]);
        for (size_t j = 0; j < settings_count(); j++)
            assert_true(settings_is_usual(settings, settings_at(j)));
        settings_free(settings);
    }
}

static void settings_without_a_file_name_the_place_where_it_would_be(void **state)
{
    struct settings *settings = NULL;
    (void)state;

    setenv("XDG_CONFIG_HOME", "/nowhere/at/all", 1);
    assert_int_equal(settings_read(NULL, &settings, NULL), ERR_OK);

    assert_false(settings->found);
    assert_string_equal(settings->path, "/nowhere/at/all/elbtop/config.yaml");
    settings_free(settings);
}

static void settings_that_were_named_must_be_there(void **state)
{
    struct settings *settings = NULL;
    struct err err = ERR_INIT;
    (void)state;

    assert_int_equal(settings_read("/nowhere/config.yaml", &settings, &err), ERR_LOCAL);

    assert_string_equal(err.where, "/nowhere/config.yaml");
}

static void settings_protect_contexts_by_pattern(void **state)
{
    (void)state;
    struct settings *settings = parsed("protected_contexts: [prod, 'live-*']\n");

    assert_true(settings_protects(settings, "prod"));
    assert_true(settings_protects(settings, "live-eu"));
    assert_false(settings_protects(settings, "prod2"));
    assert_false(settings_protects(settings, ""));
    settings_free(settings);
}

/* ---- what is wrong ---- */

static void settings_errors_name_line_and_field_and_what_to_do(void **state)
{
    static const struct {
        const char *text;
        const char *where;
        const char *says;
    } cases[] = {
        {"\ntheem: dark\n", "config.yaml:2",
         "theem: there is no such setting; did you mean theme?"},
        {"protected_context: [prod]\n", "config.yaml:1",
         "protected_context: there is no such setting; did you mean protected_contexts?"},
        {"intervals:\n  cloud_clam: 5s\n", "config.yaml:2",
         "intervals.cloud_clam: there is no such setting; did you mean "
         "intervals.cloud_calm?"},
        {"thresholds:\n  seen:\n    slow: 5s\n    stack: 9s\n", "config.yaml:4",
         "thresholds.seen.stack: there is no such setting; did you mean "
         "thresholds.seen.stuck?"},
        {"zebra: 1\n", "config.yaml:1",
         "zebra: there is no such setting; elbtop(1) lists them"},
        {"theme: drak\n", "config.yaml:1",
         "theme: \"drak\" is none; did you mean dark? It is one of default, dark, light, "
         "mono, contrast, colour-blind"},
        {"theme: 7\n", "config.yaml:1", "theme: expected one of default"},
        {"read_only: \"true\"\n", "config.yaml:1", "read_only: expected true or false"},
        {"# a\n\nintervals:\n  cloud_calm: 30\n", "config.yaml:4",
         "intervals.cloud_calm: expected a duration such as 300ms, 5s or 2m, from 5s to "
         "60m"},
        {"intervals:\n  cloud_calm: 1s\n", "config.yaml:2",
         "intervals.cloud_calm: 1s is out of range: 5s to 60m"},
        {"protected_contexts: {prod: true}\n", "config.yaml:1",
         "protected_contexts: expected a list of texts: [a, b]"},
        {"protected_contexts:\n  - prod\n  - 12\n", "config.yaml:1",
         "protected_contexts: item 2 is no text; put it into quotes: \"..\""},
        {"thresholds:\n  seen:\n    slow: 20s\n", "config.yaml:3",
         "thresholds.seen.slow: a step is stuck after it was slow"},
        {"thresholds: 5s\n", "config.yaml:1",
         "thresholds: expected settings below it, indented"},
        {"columns: [service, adress]\n", "config.yaml:1",
         "columns: \"adress\" is none; did you mean address"},
        {"keys: [z]\n", "config.yaml:1", "keys: expected a mapping"},
        {"keys:\n  freeze: 7\n", "config.yaml:1",
         "keys: freeze wants a key or a list of keys, in quotes where YAML needs them"},
        {"theme: dark\ntheme: light\n", "config.yaml:2", "key stands twice"},
        {"theme: [dark\n", "config.yaml:", ""},
        {"- theme\n", "config.yaml:1", "expected settings, as in  theme: dark"},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct settings *settings = NULL;
        struct err err = ERR_INIT;
        assert_int_not_equal(
            settings_parse(span_of(cases[i].text), "config.yaml", &settings, &err),
            ERR_OK);
        assert_null(settings);
        if (!span_starts(span_of(err.where), cases[i].where) ||
            !span_starts(span_of(err.text), cases[i].says))
            fail_msg("%s\nsays %s: %s", cases[i].text, err.where, err.text);
    }
}

static void settings_find_the_line_of_a_field(void **state)
{
    static const char text[] = "a: 1\n"
                               "b:\n"
                               "  c: [x,\n"
                               "      y]\n"
                               "  d: {e: 2}\n";
    static const struct {
        const char *path;
        size_t line;
    } cases[] = {{"a", 1},      {"b", 2},     {"b.c", 3}, {"b.c[0]", 3},
                 {"b.c[1]", 4}, {"b.d.e", 5}, {"b.z", 2}, {"b.c[7]", 3}};
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_int_equal(place_line(span_of(text), cases[i].path), cases[i].line);
}

static void settings_suggest_only_what_is_near(void **state)
{
    struct nearest near = nearest_to("thme");
    (void)state;

    nearest_offer(&near, "columns");
    assert_null(near.best);
    nearest_offer(&near, "them");
    nearest_offer(&near, "theme");
    assert_string_equal(near.best, "theme");
}

/* ---- the table ---- */

static void settings_print_what_they_can_read_again(void **state)
{
    (void)state;
    struct settings *settings = parsed("protected_contexts: ['a b', \"c\\\"d\"]\n"
                                       "theme: mono\n"
                                       "keys: {freeze: [z, \"0\"]}\n"
                                       "columns: [elb]\n"
                                       "intervals: {cloud_calm: 90s}\n");

    for (size_t i = 0; i < settings_count(); i++) {
        const struct setting *setting = settings_at(i);
        char text[SETTING_TEXT_BYTES];
        char again[SETTING_TEXT_BYTES];
        struct err err = ERR_INIT;
        if (settings_text(settings, setting, text)[0] == '\0')
            continue;
        if (settings_set(settings, setting, text, &err) != ERR_OK)
            fail_msg("%s: %s: %s", setting->path, text, err.text);
        assert_string_equal(settings_text(settings, setting, again), text);
    }
    settings_free(settings);
}

static void settings_keep_the_old_value_when_a_new_one_cannot_be(void **state)
{
    (void)state;
    struct settings *settings = parsed("theme: mono\n");
    struct err err = ERR_INIT;

    assert_int_not_equal(settings_set(settings, settings_find("theme"), "pink", &err),
                         ERR_OK);

    assert_string_equal(settings->theme, "mono");
    settings_free(settings);
}

static void every_theme_that_can_be_settled_exists(void **state)
{
    (void)state;

    for (size_t i = 0; settings_themes[i] != NULL; i++)
        assert_non_null(theme_find(settings_themes[i]));
    assert_null(theme_find("pink"));
}

static void every_column_can_be_settled(void **state)
{
    const char *const *words = settings_find("columns")->choices;
    size_t count = 0;
    (void)state;

    while (words[count] != NULL)
        count++;
    assert_int_equal(count, COLUMN_COUNT);
    assert_string_equal(words[COLUMN_STATE], "state");
    assert_string_equal(words[COLUMN_ADDRESS], "address");
    assert_string_equal(words[COLUMN_ENDPOINTS], "endpoints");
}

static void columns_stand_as_they_were_settled(void **state)
{
    (void)state;
    struct settings *settings = parsed("columns: [address, state, elb, address]\n");

    struct columns columns = columns_chosen(80, &settings->columns);

    assert_int_equal(columns.count, 4);
    assert_int_equal(columns.places[0].id, COLUMN_SERVICE);
    assert_int_equal(columns.places[1].id, COLUMN_ADDRESS);
    assert_int_equal(columns.places[2].id, COLUMN_STATE);
    assert_int_equal(columns.places[3].id, COLUMN_ELB);
    for (size_t i = 0; i + 1 < columns.count; i++)
        assert_true(columns.places[i].col + columns.places[i].cells <
                    columns.places[i + 1].col);
    assert_int_equal(columns_chosen(40, &settings->columns).count, 2);
    settings_free(settings);
}

static void usual_thresholds_are_those_of_the_judge(void **state)
{
    const struct patience_table usual = patience_usual();
    struct settings *settings = settings_new();
    (void)state;

    assert_int_equal(settings->thresholds.seen.slow_ms, usual.seen.slow_ms);
    assert_int_equal(settings->thresholds.cloud.stuck_ms, usual.cloud.stuck_ms);
    assert_int_equal(settings->thresholds.cloud_attach.slow_ms, usual.attach.slow_ms);
    assert_int_equal(settings->thresholds.ids.stuck_ms, usual.ids.stuck_ms);
    assert_int_equal(settings->thresholds.address.slow_ms, usual.address.slow_ms);
    assert_int_equal(settings->thresholds.routed.stuck_ms, usual.routed.stuck_ms);
    assert_int_equal(settings->thresholds.teardown.slow_ms, usual.teardown.slow_ms);
    settings_free(settings);
}

/* "\\-" is how a manual writes "-". */
static void read_manual(struct buf *text)
{
    const char *top = getenv("TOP_SRCDIR");
    char path[1024];
    struct buf file;

    snprintf(path, sizeof path, "%s/doc/elbtop.1", top == NULL ? "." : top);
    assert_int_equal(file_read(path, LIMIT_FILE_BYTES, &file, NULL), ERR_OK);
    buf_init(text, LIMIT_FILE_BYTES);
    for (size_t i = 0; i < file.bytes; i++) {
        if (file.at[i] != '\\')
            buf_add_byte(text, file.at[i]);
    }
    buf_release(&file);
}

static void the_manual_names_every_setting(void **state)
{
    struct buf manual;
    (void)state;

    read_manual(&manual);
    const char *section = strstr(buf_text(&manual), ".SH SETTINGS");
    assert_non_null(section);
    for (size_t i = 0; i < settings_count(); i++) {
        if (strstr(section, settings_at(i)->path) == NULL)
            fail_msg("doc/elbtop.1 does not name %s", settings_at(i)->path);
    }
    buf_release(&manual);
}

static void the_manual_names_no_other_setting(void **state)
{
    struct buf manual;
    struct span line;
    (void)state;

    read_manual(&manual);
    struct span rest = span_of(strstr(buf_text(&manual), ".SH SETTINGS"));
    span_cut(&rest, '\n', &line);
    while (span_cut(&rest, '\n', &line) && !span_starts(line, ".SH ")) {
        struct span word;
        if (!span_starts(line, ".B"))
            continue;
        span_cut(&line, ' ', &word);
        while (span_cut(&line, ' ', &word)) {
            char name[64];
            snprintf(name, sizeof name, "%.*s", (int)word.bytes, word.at);
            if (name[0] != '"' && name[0] != '\0' && settings_find(name) == NULL)
                fail_msg("doc/elbtop.1 names %s", name);
        }
    }
    buf_release(&manual);
}

static void the_manual_names_every_action_that_can_be_bound(void **state)
{
    struct buf manual;
    (void)state;

    read_manual(&manual);
    const char *section = strstr(buf_text(&manual), ".B keys");
    assert_non_null(section);
    for (size_t i = 0; rebind_name(i) != NULL; i++) {
        if (strstr(section, rebind_name(i)) == NULL)
            fail_msg("doc/elbtop.1 does not name %s", rebind_name(i));
    }
    buf_release(&manual);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_take_every_value_of_the_file),
        cmocka_unit_test(settings_of_an_empty_file_are_the_usual_ones),
        cmocka_unit_test(settings_without_a_file_name_the_place_where_it_would_be),
        cmocka_unit_test(settings_that_were_named_must_be_there),
        cmocka_unit_test(settings_protect_contexts_by_pattern),
        cmocka_unit_test(settings_errors_name_line_and_field_and_what_to_do),
        cmocka_unit_test(settings_find_the_line_of_a_field),
        cmocka_unit_test(settings_suggest_only_what_is_near),
        cmocka_unit_test(settings_print_what_they_can_read_again),
        cmocka_unit_test(settings_keep_the_old_value_when_a_new_one_cannot_be),
        cmocka_unit_test(every_theme_that_can_be_settled_exists),
        cmocka_unit_test(the_manual_names_every_setting),
        cmocka_unit_test(the_manual_names_no_other_setting),
        cmocka_unit_test(every_column_can_be_settled),
        cmocka_unit_test(columns_stand_as_they_were_settled),
        cmocka_unit_test(the_manual_names_every_action_that_can_be_bound),
        cmocka_unit_test(usual_thresholds_are_those_of_the_judge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
