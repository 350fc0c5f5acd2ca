/*
 * `w`: why each value is what it is. A list of the values of one line of another view, a line
 * each; below it all that is known of the chosen one. A list and a part below it, as events
 * and calls have them: what unfolded in the list would push the other lines about at each step.
 *
 * It keeps ids of what it is about, and makes the values anew for each frame.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/origins.h"
#include "tui/panel.h"
#include "tui/panes.h"
#include "tui/table.h"
#include "tui/traces.h"

#include "base/banned.h"

enum {
    PANE_BELOW = 1,
    BELOW_MOST = 60,  /* rows that can be scrolled to */
    BELOW_LEAST = 8,  /* so that it seldom moves */
    LIST_LEAST = 4,   /* values that stay in sight */
    TITLE_CELLS = 18, /* of a value */
    VALUE_COL = 3 + TITLE_CELLS,
    LABEL_CELLS = 9,
    SAID_BYTES = ORIGIN_RAW_BYTES
};

struct panel_why {
    struct panel panel;
    struct subject_copy about;
    struct traces values;
    struct table table;
    size_t top; /* the first line of the list that is shown, heads counted */
    struct panes panes;
    char needle[PROMPT_BYTES]; /* that is searched; "" for none */
    char said[SAID_BYTES];     /* of the want that was returned last */
};

static struct panel_why *self_of(struct panel *panel)
{
    return (struct panel_why *)panel;
}

static const struct panel_why *read_of(const struct panel *panel)
{
    return (const struct panel_why *)panel;
}

static void why_free(struct panel *panel)
{
    struct panel_why *self = self_of(panel);

    subject_copy_release(&self->about);
    traces_release(&self->values);
    table_release(&self->table);
    panes_release(&self->panes);
    free(self);
}

/* ---- which values ---- */

static const struct trace *selected(const struct panel_why *self)
{
    return self->values.count == 0 ? NULL : &self->values.at[self->table.at];
}

/* Where it begins, until somebody moves: at the value that was pointed at. */
static size_t first_of(const struct panel_why *self)
{
    size_t at = traces_find(&self->values, self->about.as.value);

    return at < self->values.count ? at : 0;
}

static void make_values(struct panel_why *self, const struct scene *scene)
{
    traces_clear(&self->values);
    origins_write(&self->about.as, scene, &self->values);
}

static void hold_selected(struct panel_why *self)
{
    if (selected(self) != NULL)
        table_hold(&self->table, selected(self)->id);
}

static void why_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_why *self = self_of(panel);

    make_values(self, scene);
    table_settle(&self->table, self->values.count,
                 traces_find(&self->values, self->table.id));
    if (!self->table.moved && self->values.count > 0)
        self->table.at = first_of(self);
    hold_selected(self);
}

/* ---- drawing ---- */

static void draw_title(const struct panel_why *self, struct canvas canvas)
{
    const struct trace *value = selected(self);
    char name[400];
    char text[600];

    origins_name(&self->about.as, name, sizeof name);
    if (value == NULL)
        snprintf(text, sizeof text, "why %s", name);
    else
        snprintf(text, sizeof text, "why %s   %.40s, %zu of %zu", name,
                 value->origin.title, self->table.at + 1, self->values.count);
    canvas_title(canvas, 0, text);
}

static void draw_value(const struct trace *value, bool is_selected, struct canvas canvas,
                       int row)
{
    canvas_text(canvas, row, 0, LOOK_STRONG, is_selected ? ">" : " ");
    if (value->old)
        canvas_text(canvas, row, 1, LOOK_DIM, "?");
    canvas_fit(canvas, row, 2, TITLE_CELLS, LOOK_PLAIN, value->origin.title);
    canvas_fit(canvas, row, VALUE_COL, canvas.at.cols - VALUE_COL - 1, value->look,
               value->shown);
    if (value->old)
        canvas_note(canvas, row, 1, canvas.at.cols - 1, CELL_OLD);
    if (is_selected)
        canvas_note(canvas, row, 0, canvas.at.cols, CELL_SELECTED);
}

/* The chosen value is in sight, with the head above it where it is the first of that. */
static void fit_window(struct panel_why *self, size_t rows)
{
    size_t line = 0;
    size_t lines = 0;

    for (size_t i = 0; i < self->values.count; i++) {
        lines += self->values.at[i].head != NULL ? 2 : 1;
        if (i == self->table.at)
            line = lines - 1;
    }
    size_t upper = line - (selected(self)->head != NULL && rows > 1 ? 1 : 0);
    self->table.page = rows;
    if (upper < self->top)
        self->top = upper;
    if (line >= self->top + rows)
        self->top = line - rows + 1;
    if (self->top + rows > lines)
        self->top = lines > rows ? lines - rows : 0;
}

static void draw_list(struct panel_why *self, struct canvas canvas)
{
    int row = 0;

    if (canvas.at.rows < 1)
        return;
    fit_window(self, (size_t)canvas.at.rows);
    row -= (int)self->top;
    for (size_t i = 0; i < self->values.count && row < canvas.at.rows; i++) {
        const struct trace *value = &self->values.at[i];
        if (value->head != NULL) {
            if (row >= 0)
                canvas_fit(canvas, row, 1, canvas.at.cols - 2, LOOK_HEAD, value->head);
            row++;
        }
        if (row >= 0)
            draw_value(value, i == self->table.at, canvas, row);
        row++;
    }
}

static bool is_cut(const struct trace *value, int cols)
{
    return (int)strlen(value->shown) > cols - VALUE_COL - 1;
}

static int below_rows(const struct trace *value, int cols)
{
    struct page page = {0};

    trace_write(value, is_cut(value, cols), &page);
    int rows = 1 + page_rows(&page, cols, LABEL_CELLS);
    page_release(&page);
    return rows;
}

static void draw_below(void *ctx, const struct scene *scene, struct canvas canvas)
{
    const struct panel_why *self = ctx;
    const struct trace *value = selected(self);
    struct page page = {0};
    char rest[80] = "";
    char title[200];

    trace_write(value, is_cut(value, canvas.at.cols), &page);
    bool more = page_rows(&page, canvas.at.cols, LABEL_CELLS) > canvas.at.rows - 1;
    if (more)
        snprintf(rest, sizeof rest, "   %s, then %s %s: there is more",
                 keymap_name(scene->keymap, PANEL_WHY, ACTION_PANE_NEXT),
                 keymap_name(scene->keymap, PANEL_WHY, ACTION_DOWN),
                 keymap_name(scene->keymap, PANEL_WHY, ACTION_UP));
    snprintf(title, sizeof title, "where %.60s comes from%s", value->origin.title, rest);
    canvas_title(canvas, 0, title);
    page_draw(&page, canvas_rows(canvas, 1, canvas.at.rows - 1), 0, LABEL_CELLS);
    page_release(&page);
}

static int at_least(int rows, int least)
{
    return rows < least ? least : rows;
}

static void why_draw(struct panel *panel, const struct scene *scene, struct canvas canvas)
{
    struct panel_why *self = self_of(panel);

    make_values(self, scene);
    if (self->table.at >= self->values.count)
        why_settle(panel, scene);
    draw_title(self, canvas);
    if (self->values.count == 0) {
        canvas_text(canvas, 2, 1, LOOK_PLAIN, "This is gone. Esc goes back.");
        return;
    }
    int most = at_least(canvas.at.rows - 1 - LIST_LEAST, 0);
    int rows = at_least(below_rows(selected(self), canvas.at.cols), BELOW_LEAST);
    rows = rows > most ? most : rows;
    draw_list(self, canvas_rows(canvas, 1, canvas.at.rows - 1 - rows));
    panes_draw(&self->panes, PANE_BELOW, BELOW_MOST, scene,
               canvas_rows(canvas, canvas.at.rows - rows, rows), draw_below, self);
}

/* ---- searching ---- */

/* From `from` on and round the end; the cursor stays where nothing is found. */
static void seek(struct panel_why *self, size_t from, size_t step)
{
    size_t count = self->values.count;

    for (size_t i = 0; i < count; i++) {
        size_t at = (from + i * step) % count;
        if (!trace_holds(&self->values.at[at], self->needle))
            continue;
        table_goto(&self->table, at);
        hold_selected(self);
        return;
    }
}

static void why_search(struct panel *panel, const char *text)
{
    struct panel_why *self = self_of(panel);

    snprintf(self->needle, sizeof self->needle, "%s", text);
    if (text[0] != '\0')
        seek(self, self->table.at, 1);
}

static bool search_on(struct panel_why *self, enum action action)
{
    size_t count = self->values.count;

    if (self->needle[0] == '\0' || count == 0)
        return false;
    if (action == ACTION_MATCH_NEXT)
        seek(self, self->table.at + 1, 1);
    else if (action == ACTION_MATCH_BEFORE)
        seek(self, self->table.at + count - 1, count - 1);
    else if (action == ACTION_BACK)
        self->needle[0] = '\0';
    else
        return false;
    return true;
}

static void note_search(const struct panel_why *self, const struct keymap *keymap,
                        char out[PANEL_NOTE_BYTES])
{
    size_t matches = 0;

    for (size_t i = 0; i < self->values.count; i++)
        matches += trace_holds(&self->values.at[i], self->needle);
    if (matches == 0)
        snprintf(out, PANEL_NOTE_BYTES, "\"%.60s\" is nowhere here   Esc ends the search",
                 self->needle);
    else
        snprintf(out, PANEL_NOTE_BYTES,
                 "\"%.60s\" in %zu value%s   %s %s next, before   Esc ends the search",
                 self->needle, matches, matches == 1 ? "" : "s",
                 keymap_name(keymap, PANEL_WHY, ACTION_MATCH_NEXT),
                 keymap_name(keymap, PANEL_WHY, ACTION_MATCH_BEFORE));
}

static bool why_note(const struct panel *panel, const struct scene *scene,
                     char out[PANEL_NOTE_BYTES])
{
    const struct panel_why *self = read_of(panel);

    if (self->panes.focus != 0)
        snprintf(out, PANEL_NOTE_BYTES, "%s %s scroll what is below   %s, Esc the values",
                 keymap_name(scene->keymap, PANEL_WHY, ACTION_DOWN),
                 keymap_name(scene->keymap, PANEL_WHY, ACTION_UP),
                 keymap_name(scene->keymap, PANEL_WHY, ACTION_PANE_NEXT));
    else if (self->needle[0] != '\0')
        note_search(self, scene->keymap, out);
    else if (self->values.left_out > 0)
        snprintf(out, PANEL_NOTE_BYTES, "%zu more values are left out",
                 self->values.left_out);
    else
        return false;
    return true;
}

/* ---- actions ---- */

static struct subject why_subject(const struct panel *panel, const struct scene *scene)
{
    const struct panel_why *self = read_of(panel);
    const struct trace *value = selected(self);
    struct subject subject = origins_subject(&self->about.as, scene);

    if (value != NULL && subject.name != NULL)
        subject.place = value->origin.place;
    return subject;
}

static struct want copy_raw(struct panel_why *self)
{
    if (selected(self) == NULL)
        return want_off("nothing is here any more");
    trace_bare(selected(self), self->said);
    return (struct want){.kind = WANT_COPY, .text = self->said};
}

/* Where the api-server has it; what the cloud said stands in no YAML. */
static struct want open_place(struct panel_why *self, const struct scene *scene)
{
    struct subject subject = why_subject(&self->panel, scene);

    if (subject.place != NULL)
        return want_open(PANEL_YAML, subject);
    snprintf(self->said, sizeof self->said, "%.60s stands in no object of the api-server",
             selected(self) == NULL ? "this" : selected(self)->origin.title);
    return want_say(self->said);
}

static struct want why_act(struct panel *panel, const struct scene *scene,
                           enum action action)
{
    struct panel_why *self = self_of(panel);

    if (panes_act(&self->panes, action) || search_on(self, action))
        return want_drawn();
    if (table_act(&self->table, action)) {
        hold_selected(self);
        return want_drawn();
    }
    switch (action) {
    case ACTION_WHY:
        return (struct want){.kind = WANT_CLOSE};
    case ACTION_COPY:
        return copy_raw(self);
    case ACTION_ENTER:
        return open_place(self, scene);
    default:
        return want_nothing();
    }
}

static const struct panel_ops ops = {
    .kind = PANEL_WHY,
    .free = why_free,
    .settle = why_settle,
    .draw = why_draw,
    .act = why_act,
    .subject = why_subject,
    .note = why_note,
    .search = why_search,
};

struct panel *panel_why_new(const struct subject *subject)
{
    struct panel_why *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    subject_copy_init(&self->about, subject);
    return &self->panel;
}
