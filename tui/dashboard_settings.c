/* Settings that are changed on the screen: for this session, the file stays as it is. */
#include "tui/dashboard_inside.h"

#include <stdio.h>
#include <string.h>

#include "settings/settings.h"

#include "base/banned.h"

static void change(struct dashboard *dashboard, const struct setting *setting,
                   const char *text)
{
    struct err err = ERR_INIT;
    char value[SETTING_TEXT_BYTES];

    if (settings_set(dashboard->settings, setting, text, &err) != ERR_OK) {
        dash_say(dashboard, "%s: %s", setting->path, err.text);
        return;
    }
    dash_take_settings(dashboard);
    dash_ask(dashboard, (struct errand){.kind = ERRAND_SETTINGS});
    settings_text(dashboard->settings, setting, value);
    dash_say(dashboard, "%s is %.100s now, for this session%s", setting->path, value,
             setting->when == SETTING_FROM_CONTEXT ? ", from the next context on" : "");
}

/* The one behind the one that holds; none of them: the first. */
static const char *next_choice(const struct setting *setting, const char *now)
{
    const char *const *choices = setting->choices;

    for (size_t i = 0; choices[i] != NULL; i++) {
        if (strcmp(choices[i], now) == 0 && choices[i + 1] != NULL)
            return choices[i + 1];
    }
    return choices[0];
}

void dash_change_setting(struct dashboard *dashboard)
{
    const struct setting *setting = panel_settings_selected(dash_top(dashboard));
    char value[SETTING_TEXT_BYTES];

    if (dashboard->settings == NULL)
        return;
    settings_text(dashboard->settings, setting, value);
    if (setting->when == SETTING_FROM_START)
        dash_say(dashboard, "Enter is off: %s is changed in the file alone",
                 setting->path);
    else if (setting->kind == SETTING_FLAG)
        change(dashboard, setting, strcmp(value, "true") == 0 ? "false" : "true");
    else if (setting->kind == SETTING_WORD)
        change(dashboard, setting, next_choice(setting, value));
    else
        dash_type_start(dashboard, TYPING_SETTING, value);
}

void dash_finish_setting(struct dashboard *dashboard, const char *text)
{
    const struct panel *top = dash_top(dashboard);

    if (top->ops->kind == PANEL_SETTINGS && dashboard->settings != NULL)
        change(dashboard, panel_settings_selected(top), text);
}
