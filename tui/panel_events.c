/*
 * One line of time from all witnesses, the newest first: of one Service, or of all.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/event_line.h"
#include "tui/filter.h"
#include "tui/glyph.h"
#include "tui/happening.h"
#include "tui/kept.h"
#include "tui/panel.h"
#include "tui/table.h"

#include "base/banned.h"

enum {
    TEXT_ROWS = 7,
    LIST_LEAST_ROWS = 6,
    KEPT_ROWS = 8,        /* failures that are not mended, under it all .. */
    KEPT_UNDER_ROWS = 34, /* .. where the list keeps a page */
    KEPT_LEAST_COLS = 120
};

struct panel_events {
    struct panel panel;
    char *sought;           /* the filter that was typed last; NULL: none */
    char *namespace, *name; /* NULL: all */
    bool all;
    bool hidden[WITNESS_COUNT];
    struct table table;
    size_t count, capacity;
    const struct view_event **events; /* into the snapshot */
};

static const struct panel_events *read_of(const struct panel *panel)
{
    return (const struct panel_events *)panel;
}

static struct panel_events *self_of(struct panel *panel)
{
    return (struct panel_events *)panel;
}

static void events_free(struct panel *panel)
{
    struct panel_events *self = self_of(panel);

    table_release(&self->table);
    free(self->events);
    free(self->sought);
    free(self->namespace);
    free(self->name);
    free(self);
}

static bool is_about(const struct panel_events *self, const struct view_event *event)
{
    return self->all || event_is_about(event, self->namespace, self->name);
}

static size_t find(const struct panel_events *self, const char *id)
{
    char text[HAPPENING_ID_BYTES];
    size_t again = self->count;

    for (size_t i = 0; id != NULL && i < self->count; i++) {
        happening_id(self->events[i], text);
        if (strcmp(text, id) == 0)
            return i;
        if (again == self->count && happening_is_again(text, id))
            again = i;
    }
    return again;
}

static void hold_selected(struct panel_events *self)
{
    char text[HAPPENING_ID_BYTES];
    if (self->count > 0)
        table_hold(&self->table, happening_id(self->events[self->table.at], text));
}

static void remember_filter(struct panel_events *self, const struct scene *scene)
{
    const char *typed = filter_text(scene->filter);

    if (typed[0] == '\0')
        return;
    free(self->sought);
    self->sought = mem_copy_text(typed);
}

static void events_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_events *self = self_of(panel);
    const struct view *view = scene_view(scene);

    remember_filter(self, scene);

    self->count = 0;
    for (size_t i = 0; view != NULL && i < view->event_count; i++) {
        const struct view_event *event = &view->events[i];
        if (!is_about(self, event) || self->hidden[event_witness(event)] ||
            !event_is_in_namespace(event, scene->namespace) ||
            !filter_passes_event(scene->filter, event))
            continue;
        self->events = mem_grow(self->events, &self->capacity, self->count + 1,
                                sizeof *self->events);
        self->events[self->count++] = event;
    }
    table_settle(&self->table, self->count, find(self, self->table.id));
    hold_selected(self);
}

/* ---- drawing ---- */

/* Which sources are on, and whether new lines come to the cursor. */
static void print_sources(const struct panel_events *self, const struct keymap *keymap,
                          char *out, size_t out_bytes)
{
    static const char *const names[WITNESS_COUNT] = {"1 k8s", "2 otc", "3 probe",
                                                     "4 elbtop"};
    size_t at = 0;

    out[0] = '\0';
    for (int i = 0; i < WITNESS_COUNT; i++)
        at += (size_t)snprintf(out + at, out_bytes - at,
                               self->hidden[i] ? "  %s " : " [%s]", names[i]);
    if (self->table.moved)
        snprintf(out + at, out_bytes - at, "   %s follows",
                 keymap_name(keymap, PANEL_EVENTS, ACTION_FOLLOW));
    else
        snprintf(out + at, out_bytes - at, "   following");
}

/* A long name is shortened, so that the sources are never cut. */
static void print_whose(const struct panel_events *self, int cells,
                        char out[GLYPH_TEXT_BYTES])
{
    char name[GLYPH_TEXT_BYTES];

    snprintf(name, sizeof name, "%.250s/%.250s", self->namespace, self->name);
    glyph_shorten(name, cells, GLYPH_CUT_MIDDLE, out);
}

static void draw_title(const struct panel_events *self, const struct scene *scene,
                       struct canvas canvas)
{
    enum { AROUND = 14 }; /* "-- events ", two gaps, a dash at the end */
    char sources[96];
    char whose[GLYPH_TEXT_BYTES] = "all";
    char text[GLYPH_TEXT_BYTES + 400];

    print_sources(self, scene->keymap, sources, sizeof sources);
    if (!self->all)
        print_whose(self, canvas.at.cols - (int)strlen(sources) - AROUND, whose);
    size_t at = (size_t)snprintf(text, sizeof text, "events %s  %s", whose, sources);
    if (filter_text(scene->filter)[0] != '\0')
        snprintf(text + at, sizeof text - at, "   filter %.200s",
                 filter_text(scene->filter));
    canvas_title(canvas, 0, text);
}

static int draw_labelled(struct canvas canvas, int row, const char *label,
                         const char *text)
{
    enum { LABEL_CELLS = 10 };

    if (row < canvas.at.rows)
        canvas_text(canvas, row, 1, LOOK_STRONG, label);
    return row +
           canvas_wrap(canvas, row, LABEL_CELLS, canvas.at.rows - row, LOOK_PLAIN, text);
}

/* What it says stands first: where rows are short the rest is left out. */
static void draw_text(const struct panel_events *self, struct canvas canvas)
{
    if (canvas.at.rows < 2)
        return;
    canvas_title(canvas, 0, "full text of the line");
    if (self->count == 0)
        return;
    const struct view_event *event = self->events[self->table.at];
    char text[HAPPENING_TEXT_BYTES];
    char when[WHEN_TEXT_BYTES];
    int row = draw_labelled(canvas, 1, "says", event->what);
    row = draw_labelled(canvas, row, "witness", happening_told_by(event, text));
    snprintf(text, sizeof text, "%s, about %s", when_print(event->wall_ms, when),
             event->service[0] == '\0' ? "elbtop itself" : event->service);
    row = draw_labelled(canvas, row, "when", text);
    row = draw_labelled(canvas, row, "means", happening_means(event, text));
    draw_labelled(canvas, row, "kept", happening_kept(event));
}

static bool is_narrowed(const struct panel_events *self, const struct scene *scene)
{
    bool narrowed = filter_text(scene->filter)[0] != '\0';

    for (int i = 0; i < WITNESS_COUNT; i++)
        narrowed = narrowed || self->hidden[i];
    return narrowed;
}

/* An empty list says why it is empty. */
static const char *why_empty(const struct panel_events *self, const struct scene *scene)
{
    if (scene_view(scene) == NULL)
        return "Not read yet ..";
    if (is_narrowed(self, scene))
        return "Nothing passes the filter and the sources that are on.";
    return self->all
               ? "Nothing happened since this program looks, and Kubernetes has no "
                 "events."
               : "Nothing happened to it since this program looks. What Kubernetes told "
                 "before is forgotten: it keeps events for about 1 h.";
}

static void draw_list(struct panel_events *self, const struct scene *scene,
                      struct canvas canvas)
{
    struct event_places places = event_places_of(canvas.at.cols, self->all);

    event_draw_head(canvas, 1, places);
    table_fit(&self->table, (size_t)(canvas.at.rows - 2));
    for (size_t line = 0; line < self->table.page; line++) {
        size_t index = self->table.top + line;
        if (index >= self->count)
            break;
        int row = (int)line + 2;
        event_draw(canvas, row, places, self->events[index], scene->wall_ms);
        if (index == self->table.at) {
            canvas_text(canvas, row, 0, LOOK_STRONG, ">");
            canvas_note(canvas, row, 0, canvas.at.cols, CELL_SELECTED);
        }
    }
    if (self->count == 0)
        canvas_wrap(canvas, 3, 2, 3, LOOK_PLAIN, why_empty(self, scene));
}

static void events_draw(struct panel *panel, const struct scene *scene,
                        struct canvas canvas)
{
    struct panel_events *self = self_of(panel);
    int text_rows = canvas.at.rows >= LIST_LEAST_ROWS + TEXT_ROWS ? TEXT_ROWS : 0;

    if (canvas.at.rows > 30)
        text_rows += 3;
    int kept_rows = canvas.at.rows >= KEPT_UNDER_ROWS && canvas.at.cols >= KEPT_LEAST_COLS
                        ? KEPT_ROWS
                        : 0;
    int list_rows = canvas.at.rows - text_rows - kept_rows;

    draw_title(self, scene, canvas);
    draw_list(self, scene, canvas_rows(canvas, 0, list_rows));
    draw_text(self, canvas_rows(canvas, list_rows, text_rows));
    kept_draw(canvas_rows(canvas, list_rows + text_rows, kept_rows), scene);
}

/* ---- actions ---- */

static struct want toggle(struct panel_events *self, const struct scene *scene,
                          enum witness witness)
{
    self->hidden[witness] = !self->hidden[witness];
    events_settle(&self->panel, scene);
    return want_drawn();
}

/* The Service of the selected line; NULL: it is about none, or that is gone. */
static const struct row *row_of(const struct panel_events *self,
                                const struct scene *scene)
{
    struct span service;
    struct span namespace;
    char names[2][256];

    if (self->count == 0)
        return NULL;
    service = span_of(self->events[self->table.at]->service);
    if (!span_cut(&service, '/', &namespace) || service.bytes == 0)
        return NULL;
    snprintf(names[0], sizeof names[0], "%.*s", (int)namespace.bytes, namespace.at);
    snprintf(names[1], sizeof names[1], "%.*s", (int)service.bytes, service.at);
    return view_row(scene_view(scene), names[0], names[1]);
}

static struct want open_service(const struct panel_events *self,
                                const struct scene *scene)
{
    const struct row *row = row_of(self, scene);

    if (self->count == 0)
        return want_say("nothing is selected");
    if (strchr(self->events[self->table.at]->service, '/') == NULL)
        return want_say("this line is about no Service");
    if (row == NULL)
        return want_say("this Service is gone");
    return want_open(PANEL_STEPS, subject_of_row(row));
}

/* Of the line; the keys that look further act on its Service. */
static struct want open_why(const struct panel_events *self, const struct scene *scene)
{
    struct subject subject = subject_of_row(row_of(self, scene));

    if (self->count == 0)
        return want_say("nothing is selected");
    subject.about = ABOUT_EVENT;
    subject.about_id = self->table.id;
    subject.value = "WHAT";
    return want_open(PANEL_WHY, subject);
}

/* n and N: among all lines, those that the filter before would have let through. */
static struct want seek(struct panel_events *self, int step)
{
    struct filter *filter = NULL;
    struct err err = ERR_INIT;
    size_t at = self->table.at;

    if (self->sought == NULL || filter_new(self->sought, &filter, &err) != ERR_OK)
        return want_nothing();
    for (size_t i = 1; i <= self->count; i++) {
        at = (at + (step > 0 ? 1 : self->count - 1)) % self->count;
        if (filter_passes_event(filter, self->events[at])) {
            table_goto(&self->table, at);
            hold_selected(self);
            break;
        }
    }
    filter_free(filter);
    return want_drawn();
}

static struct want events_act(struct panel *panel, const struct scene *scene,
                              enum action action)
{
    struct panel_events *self = self_of(panel);

    if (table_act(&self->table, action)) {
        hold_selected(self);
        return want_drawn();
    }
    switch (action) {
    case ACTION_SOURCE_1:
        return toggle(self, scene, WITNESS_KUBERNETES);
    case ACTION_SOURCE_2:
        return toggle(self, scene, WITNESS_CLOUD);
    case ACTION_SOURCE_3:
        return toggle(self, scene, WITNESS_NETWORK);
    case ACTION_SOURCE_4:
        return toggle(self, scene, WITNESS_ELBTOP);
    case ACTION_FOLLOW: /* back to the newest line, and stay there */
        self->table.moved = !self->table.moved;
        events_settle(panel, scene);
        return want_drawn();
    case ACTION_EVENTS:
        if (self->name == NULL)
            return want_off("no Service was selected");
        self->all = !self->all;
        events_settle(panel, scene);
        return want_drawn();
    case ACTION_MATCH_NEXT:
        return seek(self, 1);
    case ACTION_MATCH_BEFORE:
        return seek(self, -1);
    case ACTION_WHY:
        return open_why(self, scene);
    case ACTION_ENTER:
        return open_service(self, scene);
    default:
        return want_nothing();
    }
}

static struct subject events_subject(const struct panel *panel, const struct scene *scene)
{
    const struct panel_events *self = read_of(panel);
    const struct view *view = scene_view(scene);
    struct subject subject = {0};

    if (view != NULL && !self->all)
        subject = subject_of_row(view_row(view, self->namespace, self->name));
    subject.about = self->count > 0 ? ABOUT_EVENT : ABOUT_OBJECT;
    return subject;
}

/* A log reads from the oldest on, as `elbtop get events` prints it. */
static void events_list(const struct panel *panel, const struct scene *scene,
                        struct listed *ret_listed)
{
    const struct panel_events *self = read_of(panel);

    (void)scene;
    ret_listed->kind = "events";
    for (size_t i = self->count; i > 0; i--)
        listed_add(ret_listed, self->events[i - 1]);
}

static const struct panel_ops ops = {
    .kind = PANEL_EVENTS,
    .free = events_free,
    .settle = events_settle,
    .draw = events_draw,
    .act = events_act,
    .subject = events_subject,
    .list = events_list,
};

struct panel *panel_events_new(const struct subject *subject)
{
    struct panel_events *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    self->namespace = mem_copy_text(subject->namespace);
    self->name = mem_copy_text(subject->name);
    self->all = self->name == NULL;
    return &self->panel;
}
