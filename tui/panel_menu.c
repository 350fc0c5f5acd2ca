/*
 * The menu of every action for the selected row, with the reason where one is off. Enter
 * does what the key would do in the view beneath.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/gate.h"
#include "tui/panel.h"
#include "tui/table.h"

#include "base/banned.h"

enum { ENTRIES_MOST = 64 };

struct panel_menu {
    struct panel panel;
    enum panel_kind about;
    char *namespace, *name; /* NULL: nothing was selected */
    struct table table;
    size_t count;
    const struct keymap_entry *entries[ENTRIES_MOST];
};

static struct panel_menu *self_of(struct panel *panel)
{
    return (struct panel_menu *)panel;
}

static void menu_free(struct panel *panel)
{
    struct panel_menu *self = self_of(panel);

    table_release(&self->table);
    free(self->namespace);
    free(self->name);
    free(self);
}

/* What acts on a row: looking at it closer, and changing it. */
static bool is_offered(const struct keymap_entry *entry, enum panel_kind about)
{
    switch (entry->action) {
    case ACTION_ENTER:
    case ACTION_TREE:
    case ACTION_OWNER:
    case ACTION_EVENTS:
    case ACTION_DESCRIBE:
    case ACTION_YAML:
    case ACTION_WHY:
    case ACTION_PROBE:
    case ACTION_BELL:
    case ACTION_MARK:
    case ACTION_NEW:
    case ACTION_LINK:
    case ACTION_TEAR:
        return (entry->where & 1u << about) != 0;
    default:
        return false;
    }
}

static void menu_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_menu *self = self_of(panel);

    self->count = 0;
    for (size_t i = 0; i < keymap_count(scene->keymap) && self->count < ENTRIES_MOST;
         i++) {
        const struct keymap_entry *entry = keymap_at(scene->keymap, i);
        if (is_offered(entry, self->about))
            self->entries[self->count++] = entry;
    }
    table_settle(&self->table, self->count, self->table.at);
}

static struct subject menu_subject(const struct panel *panel, const struct scene *scene)
{
    const struct panel_menu *self = (const struct panel_menu *)panel;
    const struct view *view = scene_view(scene);

    if (view == NULL || self->name == NULL)
        return (struct subject){0};
    return subject_of_row(view_row(view, self->namespace, self->name));
}

static void draw_entry(const struct keymap_entry *entry, const struct scene *scene,
                       const struct subject *subject, struct canvas canvas, int row)
{
    char why_not[GATE_WHY_BYTES];
    bool on = gate_is_open(entry->action, scene, subject, why_not);

    canvas_fit(canvas, row, 2, 8, on ? LOOK_KEY : LOOK_DIM, entry->label);
    canvas_fit(canvas, row, 11, 28, on ? LOOK_PLAIN : LOOK_DIM, entry->help);
    if (!on) {
        canvas_text(canvas, row, 40, LOOK_DIM, "off:");
        canvas_fit(canvas, row, 45, canvas.at.cols - 45, LOOK_DIM, why_not);
    }
}

static void menu_draw(struct panel *panel, const struct scene *scene,
                      struct canvas canvas)
{
    struct panel_menu *self = self_of(panel);
    struct subject subject = menu_subject(panel, scene);
    char title[600];

    snprintf(title, sizeof title, "actions %.250s%s%.250s",
             self->namespace == NULL ? "nothing is selected" : self->namespace,
             self->name == NULL ? "" : "/", self->name == NULL ? "" : self->name);
    canvas_title(canvas, 0, title);
    table_fit(&self->table, (size_t)(canvas.at.rows - 2));
    for (size_t line = 0; line < self->table.page; line++) {
        size_t index = self->table.top + line;
        if (index >= self->count)
            break;
        int row = (int)line + 2;
        draw_entry(self->entries[index], scene, &subject, canvas, row);
        if (index == self->table.at) {
            canvas_text(canvas, row, 0, LOOK_STRONG, ">");
            canvas_note(canvas, row, 0, canvas.at.cols, CELL_SELECTED);
        }
    }
}

static struct want menu_act(struct panel *panel, const struct scene *scene,
                            enum action action)
{
    struct panel_menu *self = self_of(panel);

    (void)scene;
    if (table_act(&self->table, action))
        return want_drawn();
    if (action == ACTION_ENTER && self->count > 0)
        return (struct want){.kind = WANT_RUN,
                             .action = self->entries[self->table.at]->action};
    return action == ACTION_MENU ? (struct want){.kind = WANT_CLOSE} : want_nothing();
}

static const struct panel_ops ops = {
    .kind = PANEL_MENU,
    .free = menu_free,
    .settle = menu_settle,
    .draw = menu_draw,
    .act = menu_act,
    .subject = menu_subject,
};

struct panel *panel_menu_new(enum panel_kind about, const struct subject *subject)
{
    struct panel_menu *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    self->about = about;
    self->namespace = mem_copy_text(subject->namespace);
    self->name = mem_copy_text(subject->name);
    return &self->panel;
}
