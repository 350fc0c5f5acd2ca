/* F2 and :info by keys: settings are shown, changed for the session, and never written. */
#include "lib/check.h"
#include "screen/desk.h"
#include "settings/settings.h"

#include "base/banned.h"

static struct settings *open_desk(struct desk *desk, const char *text)
{
    struct settings *settings = NULL;

    assert_int_equal(
        settings_parse(span_of(text), "/home/me/config.yaml", &settings, NULL), ERR_OK);
    desk_open(desk, 24, 80, true);
    dashboard_set_settings(desk->dashboard, settings);
    desk_fill(desk, world_fill_demo);
    return settings;
}

static void close_desk(struct desk *desk, struct settings *settings)
{
    desk_close(desk);
    settings_free(settings);
}

static bool asks_to_apply(struct desk *desk)
{
    bool found = false;

    for (struct errand errand;
         (errand = dashboard_next_errand(desk->dashboard)).kind != ERRAND_NONE;) {
        found = found || errand.kind == ERRAND_SETTINGS;
        order_free(errand.order);
        free(errand.text);
        free(errand.namespace);
    }
    return found;
}

static void settings_are_shown_with_where_they_come_from(void **state)
{
    (void)state;
    struct desk desk;
    struct settings *settings = open_desk(&desk, "theme: light\n");

    desk_press(&desk, "F2");

    desk_sees(&desk, "-- settings   /home/me/config.yaml");
    desk_sees(&desk, "> theme                         light              yours");
    desk_sees(&desk, "  clipboard                     true               usual");
    desk_press(&desk, "F2");
    desk_sees(&desk, "-- services");
    close_desk(&desk, settings);
}

static void settings_change_for_the_session_and_say_how_to_keep_it(void **state)
{
    (void)state;
    struct desk desk;
    struct settings *settings = open_desk(&desk, "theme: light\n");
    desk_press(&desk, "F2");

    desk_press(&desk, "Enter");

    assert_string_equal(settings->theme, "mono");
    assert_true(asks_to_apply(&desk));
    desk_sees(&desk, "theme is mono now, for this session");
    desk_press(&desk, "Down Up");
    desk_sees(&desk, "to keep it, in the file: theme: mono");
    close_desk(&desk, settings);
}

/* The view is a list of its own order: down to the row of this name. */
static void go_to(struct desk *desk, const char *path)
{
    size_t index = 0;

    while (strcmp(settings_at(index)->path, path) != 0)
        index++;
    desk_press(desk, "g");
    for (size_t i = 0; i < index; i++)
        desk_press(desk, "j");
}

static void settings_take_what_is_typed_or_say_what_would_be_right(void **state)
{
    (void)state;
    struct desk desk;
    struct settings *settings = open_desk(&desk, "");
    desk_press(&desk, "F2");
    go_to(&desk, "intervals.glow");

    desk_press(&desk, "Enter");
    desk_sees(&desk, " value: 2s");
    desk_press(&desk, "Backspace Backspace 9 Enter");
    desk_sees(&desk, "intervals.glow: expected a duration");
    assert_int_equal(settings->intervals.glow_ms, 2000);
    desk_press(&desk, "Enter Backspace Backspace 9 s Enter");

    assert_int_equal(settings->intervals.glow_ms, 9000);
    desk_press(&desk, "j k");
    desk_sees(&desk, "in the file: intervals: {glow: 9s}");
    close_desk(&desk, settings);
}

static void settings_that_guard_are_changed_in_the_file_alone(void **state)
{
    static const char *const guards[] = {"read_only", "protected_contexts"};
    (void)state;
    struct desk desk;
    struct settings *settings =
        open_desk(&desk, "read_only: true\nprotected_contexts: [prod]\n");
    desk_press(&desk, "F2");

    for (size_t i = 0; i < ARRAY_COUNT(guards); i++) {
        go_to(&desk, guards[i]);
        desk_press(&desk, "Enter");
        desk_sees(&desk, "is changed in the file alone");
    }

    assert_true(settings->read_only);
    assert_true(settings_protects(settings, "prod"));
    assert_false(asks_to_apply(&desk));
    close_desk(&desk, settings);
}

static void settings_of_columns_are_what_the_list_shows(void **state)
{
    (void)state;
    struct desk desk;
    struct settings *settings = open_desk(&desk, "columns: [address, state]\n");

    desk_sees(&desk, "  SERVICE                                  ADDRESS         STATE");
    close_desk(&desk, settings);
}

static void info_tells_paths_limits_and_memory(void **state)
{
    (void)state;
    struct desk desk;
    struct settings *settings = open_desk(&desk, "");

    desk_press(&desk, ": i n f o Enter");

    desk_sees(&desk, "-- info");
    desk_sees(&desk, PACKAGE_STRING);
    desk_sees(&desk, "/home/me/config.yaml");
    desk_press(&desk, "/ o f Space 2 0 0 0 Enter");
    desk_sees(&desk, "of 2000 of all Services");
    close_desk(&desk, settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_are_shown_with_where_they_come_from),
        cmocka_unit_test(settings_change_for_the_session_and_say_how_to_keep_it),
        cmocka_unit_test(settings_take_what_is_typed_or_say_what_would_be_right),
        cmocka_unit_test(settings_that_guard_are_changed_in_the_file_alone),
        cmocka_unit_test(settings_of_columns_are_what_the_list_shows),
        cmocka_unit_test(info_tells_paths_limits_and_memory),
    };
    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
