#include "tui/picker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "tui/item.h"
#include "tui/table.h"

#include "base/banned.h"

enum { NAME_COL = 2, NOTE_GAP = 3, NOTE_BYTES = 160 };

struct entry {
    char *name;
    char note[NOTE_BYTES];
    enum look look;
    bool here;
};

struct picker {
    struct panel panel;
    size_t count, capacity;
    struct entry *entries;
    char *text;    /* what was typed; NULL: nothing */
    size_t *shown; /* indices of entries that hold it */
    size_t shown_count;
    struct table table;
};

static struct picker *self_of(struct panel *panel)
{
    return (struct picker *)panel;
}

static bool is_of_contexts(const struct picker *self)
{
    return self->panel.ops->kind == PANEL_CONTEXTS;
}

static void drop_entries(struct picker *self)
{
    for (size_t i = 0; i < self->count; i++)
        free(self->entries[i].name);
    self->count = 0;
}

static void picker_free(struct panel *panel)
{
    struct picker *self = self_of(panel);

    drop_entries(self);
    free(self->entries);
    free(self->shown);
    free(self->text);
    table_release(&self->table);
    free(self);
}

static struct entry *add(struct picker *self, const char *name)
{
    self->entries =
        mem_grow(self->entries, &self->capacity, self->count + 1, sizeof *self->entries);
    struct entry *entry = &self->entries[self->count++];
    *entry = (struct entry){.name = mem_copy_text(name)};
    return entry;
}

/* ---- what is left of the list ---- */

/* The names are unlike each other, so that one is found again by its name. */
static void hold(struct picker *self)
{
    table_hold(&self->table, self->shown_count == 0
                                 ? NULL
                                 : self->entries[self->shown[self->table.at]].name);
}

static void find_shown(struct picker *self)
{
    const char *text = self->text == NULL ? "" : self->text;

    free(self->shown);
    self->shown = mem_new_array(self->count + 1, sizeof *self->shown);
    self->shown_count = 0;
    for (size_t i = 0; i < self->count; i++) {
        if (strcasestr(self->entries[i].name, text) != NULL)
            self->shown[self->shown_count++] = i;
    }
}

static size_t line_of(const struct picker *self, const char *name)
{
    size_t line = 0;

    while (line < self->shown_count &&
           (name == NULL || strcmp(self->entries[self->shown[line]].name, name) != 0))
        line++;
    return line;
}

static void refill(struct picker *self)
{
    find_shown(self);
    table_settle(&self->table, self->shown_count, line_of(self, self->table.id));
    hold(self);
}

void picker_narrow(struct panel *panel, const char *text)
{
    struct picker *self = self_of(panel);
    size_t best = 0;

    free(self->text);
    self->text = mem_copy_text(text);
    find_shown(self);
    table_settle(&self->table, self->shown_count, self->shown_count);
    while (text[0] != '\0' && best < self->shown_count &&
           strncasecmp(self->entries[self->shown[best]].name, text, strlen(text)) != 0)
        best++;
    if (self->shown_count > 0)
        table_goto(&self->table, best < self->shown_count ? best : 0);
    hold(self);
}

const char *picker_chosen(const struct panel *panel)
{
    const struct picker *self = (const struct picker *)panel;

    return self->shown_count == 0 ? NULL
                                  : self->entries[self->shown[self->table.at]].name;
}

/* ---- namespaces ---- */

static void add_namespace(struct picker *self, const struct view *view, size_t *at,
                          const char *here)
{
    const char *name = view->rows[*at]->namespace;
    struct entry *entry = add(self, name);
    size_t services = 0;
    size_t problems = 0;

    for (; *at < view->row_count && strcmp(view->rows[*at]->namespace, name) == 0;
         ++*at) {
        struct item item = {.kind = ITEM_SERVICE, .row = view->rows[*at]};
        services++;
        problems += item_is_problem(&item);
    }
    entry->here = here != NULL && strcmp(here, name) == 0;
    entry->look = problems > 0 ? LOOK_WARN : LOOK_PLAIN;
    if (problems > 0)
        snprintf(entry->note, sizeof entry->note, "%zu Service%s, %zu need%s you",
                 services, services == 1 ? "" : "s", problems, problems == 1 ? "s" : "");
    else
        snprintf(entry->note, sizeof entry->note, "%zu Service%s", services,
                 services == 1 ? "" : "s");
}

static void read_namespaces(struct picker *self, const struct scene *scene)
{
    const struct view *view = scene_view(scene);
    const char *scope = scene->snapshot == NULL ? NULL : scene->snapshot->namespace;
    const char *here = scene->namespace != NULL ? scene->namespace : scope;
    size_t at = 0;

    drop_entries(self);
    struct entry *all = add(self, "");
    all->here = here == NULL;
    if (scope == NULL)
        snprintf(all->note, sizeof all->note, "%zu Services",
                 view == NULL ? (size_t)0 : view->row_count);
    else
        snprintf(all->note, sizeof all->note, "only %.100s is read now", scope);
    while (view != NULL && at < view->row_count)
        add_namespace(self, view, &at, here); /* rows are sorted by namespace */
}

static void picker_settle(struct panel *panel, const struct scene *scene)
{
    struct picker *self = self_of(panel);

    if (!is_of_contexts(self))
        read_namespaces(self, scene);
    refill(self);
    if (!self->table.moved && self->text == NULL) {
        for (size_t i = 0; i < self->shown_count; i++) {
            if (self->entries[self->shown[i]].here)
                table_goto(&self->table, i);
        }
        hold(self);
    }
}

/* ---- drawing ---- */

static const char *shown_name(const struct entry *entry)
{
    return entry->name[0] == '\0' ? "all namespaces" : entry->name;
}

static int widest(const struct picker *self, int most)
{
    int cells = 14;

    for (size_t i = 0; i < self->count; i++) {
        int own = (int)utf8_text_cells(span_of(shown_name(&self->entries[i])));
        cells = own > cells ? own : cells;
    }
    return cells < most ? cells : most;
}

static void draw_entry(const struct entry *entry, struct canvas canvas, int row,
                       int cells)
{
    int col = NAME_COL + cells + NOTE_GAP;

    canvas_text(canvas, row, 1, LOOK_STRONG, entry->here ? "*" : "");
    canvas_fit(canvas, row, NAME_COL, cells, LOOK_PLAIN, shown_name(entry));
    canvas_fit(canvas, row, col, canvas.at.cols - col, entry->look, entry->note);
}

static void draw_empty(const struct picker *self, struct canvas canvas)
{
    if (self->count == 0)
        canvas_text(canvas, 3, NAME_COL, LOOK_PLAIN,
                    "There is none: no kubeconfig names a context.");
    else if (is_of_contexts(self))
        canvas_text(canvas, 3, NAME_COL, LOOK_PLAIN, "No context has this in its name.");
    else
        canvas_text(canvas, 3, NAME_COL, LOOK_PLAIN,
                    "No Service is in such a namespace; Enter goes there all the same.");
}

static void picker_draw(struct panel *panel, const struct scene *scene,
                        struct canvas canvas)
{
    struct picker *self = self_of(panel);
    int cells = widest(self, canvas.at.cols / 2);
    char title[120];

    (void)scene;
    snprintf(title, sizeof title, "%s %zu of %zu   type to narrow   * is where you are",
             is_of_contexts(self) ? "contexts" : "namespaces", self->shown_count,
             self->count);
    canvas_title(canvas, 0, title);
    canvas_text(canvas, 1, NAME_COL, LOOK_HEAD,
                is_of_contexts(self) ? "CONTEXT" : "NAMESPACE");
    if (is_of_contexts(self))
        canvas_text(canvas, 1, NAME_COL + cells + NOTE_GAP, LOOK_HEAD, "FILE");
    if (self->shown_count == 0)
        draw_empty(self, canvas);
    table_fit(&self->table, canvas.at.rows > 2 ? (size_t)canvas.at.rows - 2 : 1);
    for (size_t line = 0; line < self->table.page; line++) {
        size_t index = self->table.top + line;
        int row = (int)line + 2;
        if (index >= self->shown_count)
            break;
        draw_entry(&self->entries[self->shown[index]], canvas, row, cells);
        if (index == self->table.at) {
            canvas_text(canvas, row, 0, LOOK_STRONG, ">");
            canvas_note(canvas, row, 0, canvas.at.cols, CELL_SELECTED);
        }
    }
}

/* ---- the rest of a panel ---- */

static struct want picker_act(struct panel *panel, const struct scene *scene,
                              enum action action)
{
    struct picker *self = self_of(panel);

    (void)scene;
    if (!table_act(&self->table, action))
        return want_nothing();
    hold(self);
    return want_drawn();
}

static struct subject picker_subject(const struct panel *panel, const struct scene *scene)
{
    (void)panel, (void)scene;
    return (struct subject){0};
}

static const struct panel_ops contexts_ops = {
    .kind = PANEL_CONTEXTS,
    .free = picker_free,
    .settle = picker_settle,
    .draw = picker_draw,
    .act = picker_act,
    .subject = picker_subject,
};

static const struct panel_ops namespaces_ops = {
    .kind = PANEL_NAMESPACES,
    .free = picker_free,
    .settle = picker_settle,
    .draw = picker_draw,
    .act = picker_act,
    .subject = picker_subject,
};

struct panel *picker_contexts_new(const struct places *places)
{
    struct picker *self = mem_new(sizeof *self);

    self->panel.ops = &contexts_ops;
    for (size_t i = 0; i < places->count; i++) {
        const struct place *place = &places->at[i];
        struct entry *entry = add(self, place->name);
        entry->here = places->here != NULL && strcmp(places->here, place->name) == 0;
        entry->look = place->is_protected ? LOOK_BAD : LOOK_PLAIN;
        snprintf(entry->note, sizeof entry->note, "%s%s%.130s",
                 place->is_protected ? "PROTECTED" : "",
                 place->is_protected && place->note[0] != '\0' ? "  " : "", place->note);
    }
    return &self->panel;
}

struct panel *picker_namespaces_new(void)
{
    struct picker *self = mem_new(sizeof *self);

    self->panel.ops = &namespaces_ops;
    return &self->panel;
}
