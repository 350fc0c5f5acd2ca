/*
 * The settings: what each is, where it comes from, from when on a change counts. Changes are
 * for this session; the file belongs to the person, and the line for it stands below.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "settings/settings.h"
#include "tui/panel.h"
#include "tui/table.h"

#include "base/banned.h"

enum {
    NAME_COL = 2,
    NAME_CELLS = 29,
    VALUE_COL = 32,
    VALUE_CELLS = 18,
    FROM_COL = 51,
    HELP_COL = 59,
    LINE_BYTES = 700
};

struct panel_settings {
    struct panel panel;
    struct table table;
    char line[LINE_BYTES]; /* of the one that is selected, for the file */
};

static struct panel_settings *self_of(struct panel *panel)
{
    return (struct panel_settings *)panel;
}

static void settings_panel_free(struct panel *panel)
{
    table_release(&self_of(panel)->table);
    free(panel);
}

static void settings_panel_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_settings *self = self_of(panel);

    (void)scene;
    table_settle(&self->table, settings_count(), self->table.at);
}

const struct setting *panel_settings_selected(const struct panel *panel)
{
    return settings_at(((const struct panel_settings *)panel)->table.at);
}

/* ---- drawing ---- */

static const char *shown_value(const struct settings *settings,
                               const struct setting *setting,
                               char out[SETTING_TEXT_BYTES])
{
    settings_text(settings, setting, out);
    if (out[0] == '\0')
        snprintf(out, SETTING_TEXT_BYTES, "%s",
                 setting->usual != NULL ? setting->usual : "none");
    return out;
}

static void draw_setting(const struct settings *settings, const struct setting *setting,
                         struct canvas canvas, int row)
{
    char value[SETTING_TEXT_BYTES];
    bool usual = settings_is_usual(settings, setting);

    canvas_fit(canvas, row, NAME_COL, NAME_CELLS, LOOK_PLAIN, setting->path);
    canvas_fit(canvas, row, VALUE_COL, VALUE_CELLS, usual ? LOOK_PLAIN : LOOK_STRONG,
               shown_value(settings, setting, value));
    canvas_text(canvas, row, FROM_COL, usual ? LOOK_DIM : LOOK_PLAIN,
                usual ? "usual" : "yours");
    canvas_fit(canvas, row, HELP_COL, canvas.at.cols - HELP_COL, LOOK_DIM, setting->help);
}

static void print_when(const struct setting *setting, const struct keymap *keymap,
                       char out[SETTING_TEXT_BYTES])
{
    switch (setting->when) {
    case SETTING_NOW:
        snprintf(out, SETTING_TEXT_BYTES, "Enter changes it now, for this session.");
        break;
    case SETTING_FROM_CONTEXT:
        snprintf(out, SETTING_TEXT_BYTES,
                 "Enter changes it for this session, from the next context (%s) on.",
                 keymap_name(keymap, PANEL_SETTINGS, ACTION_CONTEXT));
        break;
    case SETTING_FROM_START:
        snprintf(out, SETTING_TEXT_BYTES,
                 "It is changed in the file alone, and counts from the next start on.");
        break;
    }
}

static int draw_about(const struct setting *setting, const struct keymap *keymap,
                      struct canvas canvas)
{
    char text[SETTING_TEXT_BYTES + 200];
    char values[SETTING_TEXT_BYTES];
    int row = 1;

    canvas_title(canvas, 0, setting->path);
    snprintf(text, sizeof text, "%s: %s.", setting->help,
             setting_values(setting, values));
    row += canvas_wrap(canvas, row, 1, 2, LOOK_PLAIN, text);
    if (setting->usual != NULL) {
        snprintf(text, sizeof text, "Usual: %s.", setting->usual);
        row += canvas_wrap(canvas, row, 1, 1, LOOK_PLAIN, text);
    }
    print_when(setting, keymap, text);
    return row + canvas_wrap(canvas, row, 1, 1, LOOK_PLAIN, text);
}

static void settings_panel_draw(struct panel *panel, const struct scene *scene,
                                struct canvas canvas)
{
    enum { ABOUT_ROWS = 5 };
    struct panel_settings *self = self_of(panel);
    char title[300];

    struct settings *usual = scene->settings == NULL ? settings_new() : NULL;
    const struct settings *settings = usual != NULL ? usual : scene->settings;

    snprintf(title, sizeof title, "settings   %.200s%s",
             settings->path == NULL ? "no home, no file" : settings->path,
             settings->path == NULL || settings->found ? "" : "   (not there)");
    canvas_title(canvas, 0, title);
    canvas_text(canvas, 1, NAME_COL, LOOK_HEAD, "SETTING");
    canvas_text(canvas, 1, VALUE_COL, LOOK_HEAD, "VALUE");
    canvas_text(canvas, 1, FROM_COL, LOOK_HEAD, "FROM");
    int list_rows = canvas.at.rows - 2 - ABOUT_ROWS;
    table_fit(&self->table, list_rows > 1 ? (size_t)list_rows : 1);
    for (size_t line = 0; line < self->table.page; line++) {
        size_t index = self->table.top + line;
        int row = (int)line + 2;
        if (index >= settings_count())
            break;
        draw_setting(settings, settings_at(index), canvas, row);
        if (index == self->table.at) {
            canvas_text(canvas, row, 0, LOOK_STRONG, ">");
            canvas_note(canvas, row, 0, canvas.at.cols, CELL_SELECTED);
        }
    }
    if (list_rows > 1)
        draw_about(settings_at(self->table.at), scene->keymap,
                   canvas_rows(canvas, canvas.at.rows - ABOUT_ROWS, ABOUT_ROWS));
    settings_free(usual);
}

/* ---- the line for the file ---- */

/* "intervals: {glow: 5s}": one line, which is YAML as well. */
static void write_line(struct panel_settings *self, const struct settings *settings)
{
    const struct setting *setting = settings_at(self->table.at);
    struct span rest = span_of(setting->path);
    struct span part;
    char value[SETTING_TEXT_BYTES];
    size_t at = 0;
    int depth = 0;

    while (span_cut(&rest, '.', &part)) {
        at +=
            (size_t)snprintf(self->line + at, LINE_BYTES - at,
                             "%s%.*s: ", depth == 0 ? "" : "{", (int)part.bytes, part.at);
        depth++;
    }
    at += (size_t)snprintf(self->line + at, LINE_BYTES - at, "%s",
                           settings_text(settings, setting, value));
    while (--depth > 0)
        at += (size_t)snprintf(self->line + at, LINE_BYTES - at, "}");
}

static bool settings_panel_note(const struct panel *panel, const struct scene *scene,
                                char out[PANEL_NOTE_BYTES])
{
    const struct panel_settings *self = (const struct panel_settings *)panel;
    const struct setting *setting = panel_settings_selected(panel);
    struct panel_settings copy = *self;

    if (scene->settings == NULL || settings_is_usual(scene->settings, setting))
        return false;
    write_line(&copy, scene->settings);
    snprintf(out, PANEL_NOTE_BYTES, "to keep it, in the file: %.200s", copy.line);
    return true;
}

/* ---- keys ---- */

static struct want settings_panel_act(struct panel *panel, const struct scene *scene,
                                      enum action action)
{
    struct panel_settings *self = self_of(panel);

    if (table_act(&self->table, action))
        return want_drawn();
    if (scene->settings == NULL && (action == ACTION_COPY || action == ACTION_ENTER))
        return want_say("there are no settings");
    if (action == ACTION_COPY) {
        write_line(self, scene->settings);
        return (struct want){.kind = WANT_COPY, .text = self->line};
    }
    return action == ACTION_SETTINGS ? (struct want){.kind = WANT_CLOSE} : want_nothing();
}

static struct subject settings_panel_subject(const struct panel *panel,
                                             const struct scene *scene)
{
    (void)panel, (void)scene;
    return (struct subject){0};
}

static const struct panel_ops ops = {
    .kind = PANEL_SETTINGS,
    .free = settings_panel_free,
    .settle = settings_panel_settle,
    .draw = settings_panel_draw,
    .act = settings_panel_act,
    .subject = settings_panel_subject,
    .note = settings_panel_note,
};

struct panel *panel_settings_new(void)
{
    struct panel_settings *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    return &self->panel;
}
