/*
 * The list of Services: what the eye gets without a key. Under it, why the selected row is
 * as it is, and what changed last; at the right of a wide screen the selected row in full.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/filter.h"
#include "tui/glyph.h"
#include "tui/health.h"
#include "tui/ids.h"
#include "tui/layout.h"
#include "tui/listing.h"
#include "tui/panel.h"
#include "tui/panes.h"
#include "tui/recent.h"
#include "tui/sections.h"
#include "tui/side.h"
#include "tui/table.h"
#include "tui/why.h"

#include "base/banned.h"

enum pane { PANE_LIST, PANE_WHY, PANE_CHANGES, PANE_SIDE, PANE_SENT };

struct panel_services {
    struct panel panel;
    struct panes panes;
    struct listing listing;
    struct table table;
    struct listing_order order;
    bool all_columns;           /* W */
    size_t skip;                /* columns scrolled away by l */
    bool follow;                /* F: the selected row passes every filter */
    enum source_name lost;      /* what the why speaks of instead of the row */
    enum source_name lost_seen; /* lost when somebody last moved: no longer news */
    char text[120];             /* that it says */
};

static struct panel_services *self_of(struct panel *panel)
{
    return (struct panel_services *)panel;
}

static const struct panel_services *read_of(const struct panel *panel)
{
    return (const struct panel_services *)panel;
}

static void services_free(struct panel *panel)
{
    struct panel_services *self = self_of(panel);

    listing_release(&self->listing);
    table_release(&self->table);
    panes_release(&self->panes);
    free(self);
}

static const struct item *selected(const struct panel_services *self)
{
    return self->listing.count == 0 ? NULL : &self->listing.items[self->table.at];
}

static void hold_selected(struct panel_services *self)
{
    const struct item *item = selected(self);
    if (item != NULL)
        table_hold(&self->table, item_id(item));
}

static void services_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_services *self = self_of(panel);
    const char *id = self->table.id;

    listing_build(&self->listing, scene, self->order, self->follow ? id : NULL);
    table_settle(&self->table, self->listing.count,
                 id == NULL ? self->listing.count : listing_find(&self->listing, id));
    hold_selected(self);
    self->lost = health_lost_source(scene);
    if (self->lost == SOURCE_COUNT)
        self->lost_seen = SOURCE_COUNT;
}

/* The loss of a source is told of until somebody moves on. */
static enum source_name lost_to_tell(const struct panel_services *self)
{
    return self->lost == self->lost_seen ? SOURCE_COUNT : self->lost;
}

/* ---- title ---- */

static void add(char *out, size_t out_bytes, const char *text)
{
    size_t at = strlen(out);
    snprintf(out + at, out_bytes - at, "%s%s", at == 0 ? "" : "   ", text);
}

static void add_elbs(char *out, size_t out_bytes, const struct scene *scene)
{
    const struct view *view = scene_view(scene);
    char text[64];

    if (!health_was_read(scene, SOURCE_ELB))
        return;
    size_t orphans = item_count_orphans(view);
    if (orphans > 0)
        snprintf(text, sizeof text, "elbs %zu orphan", orphans);
    else
        snprintf(text, sizeof text, "elbs %zu", view->elb_count);
    add(out, out_bytes, text);
}

static void add_order(char *out, size_t out_bytes, const struct panel_services *self)
{
    char text[64];

    if (self->order.column == COLUMN_STATE && !self->order.inverted) {
        add(out, out_bytes, "problems first");
        return;
    }
    const char *by = self->order.column == COLUMN_SERVICE
                         ? (self->order.by_namespace ? "namespace" : "name")
                         : column_title(self->order.column);
    snprintf(text, sizeof text, "by %s%s", by,
             self->order.inverted ? ", turned round" : "");
    add(out, out_bytes, text);
}

static void add_filter(char *out, size_t out_bytes, const struct scene *scene)
{
    char text[160];
    const char *typed = filter_text(scene->filter);

    snprintf(text, sizeof text, "filter %s", typed[0] == '\0' ? "none" : typed);
    add(out, out_bytes, text);
}

static void draw_title(const struct panel_services *self, const struct scene *scene,
                       struct canvas canvas)
{
    char text[512];
    char part[WHEN_TEXT_BYTES + 32];
    char clock[WHEN_TEXT_BYTES];

    snprintf(text, sizeof text, "services %zu of %zu", self->listing.services_shown,
             self->listing.services_total);
    add_elbs(text, sizeof text, scene);
    if (health_is_lost(scene, SOURCE_KUBERNETES) &&
        health_was_read(scene, SOURCE_KUBERNETES)) {
        when_print_clock(scene_view(scene)->sources[SOURCE_KUBERNETES].read_wall_ms,
                         clock);
        snprintf(part, sizeof part, "picture of %s", clock);
        add(text, sizeof text, part);
    } else {
        add_order(text, sizeof text, self);
    }
    if (scene->problems_only)
        add(text, sizeof text, "problems only");
    if (scene->marked != NULL && scene->marked->count > 0) {
        snprintf(part, sizeof part, "%zu marked", scene->marked->count);
        add(text, sizeof text, part);
    }
    if (recent_gone_count(scene->recent) > 0) {
        snprintf(part, sizeof part, "%zu gone", recent_gone_count(scene->recent));
        add(text, sizeof text, part);
    }
    if (self->follow)
        add(text, sizeof text, "following");
    add_filter(text, sizeof text, scene);
    canvas_title(canvas, 0, text);
}

/* ---- rows ---- */

static bool is_old(const struct item *item, const struct scene *scene)
{
    if (item->kind == ITEM_SERVICE)
        return health_is_lost(scene, SOURCE_KUBERNETES) ||
               (item->row->elb != NULL && health_is_lost(scene, SOURCE_ELB));
    return item->kind != ITEM_GONE && health_is_lost(scene, SOURCE_ELB);
}

static const char *mark_of(const struct item *item, const struct scene *scene)
{
    if (item->kind == ITEM_GONE)
        return "x";
    if (ids_has(scene->marked, item_id(item)))
        return "+";
    return is_old(item, scene) ? "?" : " ";
}

static unsigned notes_of(const struct item *item, const struct scene *scene,
                         enum column_id column, unsigned changed)
{
    unsigned notes = 0;

    if (item->kind == ITEM_GONE)
        return CELL_GONE;
    if (health_is_lost(scene, column_source(column)))
        notes |= CELL_OLD;
    if ((changed & 1u << column) != 0)
        notes |= CELL_CHANGED;
    return notes;
}

static void draw_row(const struct columns *columns, struct canvas canvas, int row,
                     const struct item *item, const struct scene *scene, bool is_selected)
{
    unsigned changed = recent_columns(scene->recent, item_id(item));

    canvas_text(canvas, row, 0, LOOK_STRONG, is_selected ? ">" : " ");
    canvas_text(canvas, row, 1, LOOK_STRONG, mark_of(item, scene));
    for (size_t i = 0; i < columns->count; i++) {
        const struct column_place *place = &columns->places[i];
        column_draw(place, canvas, row, item, scene);
        canvas_note(canvas, row, place->col, place->cells,
                    notes_of(item, scene, place->id, changed));
    }
    if (is_selected)
        canvas_note(canvas, row, 0, canvas.at.cols, CELL_SELECTED);
}

static bool has_chosen_columns(const struct scene *scene)
{
    return scene->settings != NULL && scene->settings->columns.count > 0;
}

static void draw_rows(struct panel_services *self, const struct scene *scene,
                      struct canvas canvas)
{
    bool has_neighbour = canvas.at.cols < canvas.grid->cols;
    int cells = canvas.at.cols - has_neighbour; /* the line between needs a blank */
    struct columns columns = self->all_columns ? columns_all(cells, self->skip)
                             : has_chosen_columns(scene)
                                 ? columns_chosen(cells, &scene->settings->columns)
                                 : columns_fit(cells, has_neighbour);

    for (size_t i = 0; i < columns.count; i++)
        canvas_fit(canvas, 1, columns.places[i].col, columns.places[i].cells, LOOK_HEAD,
                   column_title(columns.places[i].id));
    table_fit(&self->table, (size_t)(canvas.at.rows - 2));
    for (size_t line = 0; line < self->table.page; line++) {
        size_t index = self->table.top + line;
        if (index >= self->listing.count)
            break;
        draw_row(&columns, canvas, (int)line + 2, &self->listing.items[index], scene,
                 index == self->table.at);
    }
}

/* ---- nothing to show says why ---- */

static void empty_unread(const struct scene *scene, char *out, size_t out_bytes)
{
    const struct view *view = scene_view(scene);
    char line[400];

    if (view != NULL && health_is_lost(scene, SOURCE_KUBERNETES)) {
        const struct source *source = &view->sources[SOURCE_KUBERNETES];
        snprintf(out, out_bytes, "%s: list services. %s. %s tries again now.",
                 source->state == SOURCE_DENIED ? "Forbidden" : "Not read yet",
                 err_line(&source->err, line, (int)sizeof line),
                 keymap_name(scene->keymap, PANEL_SERVICES, ACTION_REFRESH));
        return;
    }
    snprintf(out, out_bytes, "Not read yet: Services are being listed ..");
}

static void empty_text(const struct panel_services *self, const struct scene *scene,
                       char *out, size_t out_bytes)
{
    const struct keymap *keymap = scene->keymap;
    const char *typed = filter_text(scene->filter);
    const char *namespace = scene->namespace;
    const char *hint = scene_is_simulator(scene) ? "" : ", :sim try the simulator";
    size_t total = self->listing.services_total;

    if (scene->snapshot != NULL && namespace == NULL)
    namespace = scene->snapshot->namespace;
    if (!health_was_read(scene, SOURCE_KUBERNETES))
        empty_unread(scene, out, out_bytes);
    else if (total > 0 && typed[0] != '\0')
        snprintf(out, out_bytes,
                 "Filtered out by \"%s\": %zu Services. Esc takes the filter away.",
                 typed, total);
    else if (total > 0 && scene->problems_only)
        snprintf(out, out_bytes, "No problems among %zu Services. %s shows all.", total,
                 keymap_name(keymap, PANEL_SERVICES, ACTION_PROBLEMS));
    else if (namespace != NULL)
        snprintf(out, out_bytes,
                 "No Services of type LoadBalancer in %s. %s all namespaces, %s create "
                 "one%s",
                 namespace, keymap_name(keymap, PANEL_SERVICES, ACTION_ALL_NAMESPACES),
                 keymap_name(keymap, PANEL_SERVICES, ACTION_NEW), hint);
    else
        snprintf(out, out_bytes,
                 "No Services of type LoadBalancer in any namespace. %s create one%s",
                 keymap_name(keymap, PANEL_SERVICES, ACTION_NEW), hint);
}

static void draw_empty(const struct panel_services *self, const struct scene *scene,
                       struct canvas canvas)
{
    char text[700];

    empty_text(self, scene, text, sizeof text);
    canvas_wrap(canvas, 3, 2, canvas.at.rows - 3, LOOK_PLAIN, text);
}

/* ---- the rest of the screen ---- */

static void draw_why(void *ctx, const struct scene *scene, struct canvas canvas)
{
    const struct panel_services *self = ctx;
    char text[WHY_TEXT_BYTES];
    char title[WHY_TEXT_BYTES + 8];

    why_title(selected(self), scene, lost_to_tell(self), text);
    snprintf(title, sizeof title, "why: %s", text);
    canvas_title(canvas, 0, title);
    why_draw(canvas_rows(canvas, 1, canvas.at.rows - 1), selected(self), scene,
             lost_to_tell(self));
}

static void draw_changes(void *ctx, const struct scene *scene, struct canvas canvas)
{
    (void)ctx;
    sections_draw_changes(canvas, scene);
}

static void draw_side(void *ctx, const struct scene *scene, struct canvas canvas)
{
    const struct panel_services *self = ctx;
    side_draw(canvas, scene, selected(self), lost_to_tell(self));
}

static void draw_sent(void *ctx, const struct scene *scene, struct canvas canvas)
{
    (void)ctx;
    sections_draw_calls(canvas, scene);
}

static void draw_panes(struct panel_services *self, const struct scene *scene,
                       struct canvas canvas, const struct services_layout *layout)
{
    enum { WHY_MOST = 40, CHANGES_MOST = 400, SIDE_MOST = 120, SENT_MOST = 600 };
    struct panes *panes = &self->panes;

    panes_draw(panes, PANE_WHY, WHY_MOST, scene, canvas_part(canvas, layout->why),
               draw_why, self);
    panes_draw(panes, PANE_CHANGES, CHANGES_MOST, scene,
               canvas_part(canvas, layout->changes), draw_changes, self);
    panes_draw(panes, PANE_SIDE, SIDE_MOST, scene, canvas_part(canvas, layout->side),
               draw_side, self);
    panes_draw(panes, PANE_SENT, SENT_MOST, scene, canvas_part(canvas, layout->sent),
               draw_sent, self);
}

static void services_draw(struct panel *panel, const struct scene *scene,
                          struct canvas canvas)
{
    struct panel_services *self = self_of(panel);
    struct rect body = {.rows = canvas.at.rows, .cols = canvas.at.cols};
    struct services_layout layout = layout_services(body);
    layout_lend_rows(&layout, self->listing.count);
    struct canvas list = canvas_part(canvas, layout.list);

    draw_title(self, scene, list);
    draw_rows(self, scene, list);
    if (self->listing.count == 0)
        draw_empty(self, scene, list);
    draw_panes(self, scene, canvas, &layout);
    if (!rect_is_empty(layout.edge))
        canvas_column(canvas_part(canvas, layout.edge), 0, '|');
}

/* ---- actions ---- */

static struct want sort_by(struct panel_services *self, const struct scene *scene,
                           struct listing_order order)
{
    self->order = order;
    services_settle(&self->panel, scene);
    return want_drawn();
}

static struct want sort_beside(struct panel_services *self, const struct scene *scene,
                               int by)
{
    struct listing_order order = self->order;

    order.column =
        (enum column_id)(((int)order.column + by + COLUMN_COUNT) % COLUMN_COUNT);
    order.inverted = false;
    return sort_by(self, scene, order);
}

static struct want scroll_columns(struct panel_services *self,
                                  const struct keymap *keymap, enum action action)
{
    if (!self->all_columns) {
        snprintf(self->text, sizeof self->text,
                 "%s shows all columns, then %s %s scroll them",
                 keymap_name(keymap, PANEL_SERVICES, ACTION_WIDE),
                 keymap_name(keymap, PANEL_SERVICES, ACTION_LEFT),
                 keymap_name(keymap, PANEL_SERVICES, ACTION_RIGHT));
        return want_say(self->text);
    }
    if (action == ACTION_RIGHT && self->skip + 2 < COLUMN_COUNT)
        self->skip++;
    if (action == ACTION_LEFT && self->skip > 0)
        self->skip--;
    return want_drawn();
}

static struct want open_selected(const struct panel_services *self)
{
    const struct item *item = selected(self);

    if (item == NULL)
        return want_say("nothing is selected");
    switch (item->kind) {
    case ITEM_SERVICE:
        return want_open(PANEL_STEPS, subject_of_row(item->row));
    case ITEM_GONE:
        return want_say("this Service is gone");
    case ITEM_ORPHAN_ELB:
    case ITEM_ORPHAN_EIP:
        break;
    }
    return want_open(PANEL_ORPHANS, (struct subject){0});
}

static struct want open_owner(const struct panel_services *self)
{
    const struct item *item = selected(self);

    if (item == NULL || item->kind != ITEM_SERVICE)
        return want_off("no Service owns this");
    if (item->row->gateway == NULL)
        return want_off("no Gateway owns this Service");
    return want_open(PANEL_GATEWAY, subject_of_row(item->row));
}

/* Needs exactly two, and says how to get them. */
static struct want open_race(const struct scene *scene)
{
    if (scene->marked == NULL || scene->marked->count != 2)
        return want_say("two Services are compared: mark two, then ask again");
    return want_open(PANEL_RACE, (struct subject){0});
}

static struct want services_act(struct panel *panel, const struct scene *scene,
                                enum action action)
{
    struct panel_services *self = self_of(panel);

    if (panes_act(&self->panes, action)) {
        self->table.moved = true; /* who reads about a row means that one */
        return want_drawn();
    }
    if (table_act(&self->table, action)) {
        hold_selected(self);
        self->lost_seen = self->lost;
        return want_drawn();
    }
    switch (action) {
    case ACTION_ENTER:
        return open_selected(self);
    case ACTION_OWNER:
        return open_owner(self);
    case ACTION_RACE:
        return open_race(scene);
    case ACTION_LEFT:
    case ACTION_RIGHT:
        return scroll_columns(self, scene->keymap, action);
    case ACTION_WIDE:
        self->all_columns = !self->all_columns;
        self->skip = 0;
        return want_drawn();
    case ACTION_FOLLOW:
        self->follow = !self->follow;
        self->table.moved = true;
        services_settle(panel, scene);
        return want_drawn();
    case ACTION_SORT_NAME:
        return sort_by(self, scene, (struct listing_order){.column = COLUMN_SERVICE});
    case ACTION_SORT_NAMESPACE:
        return sort_by(
            self, scene,
            (struct listing_order){.column = COLUMN_SERVICE, .by_namespace = true});
    case ACTION_SORT_AGE:
        return sort_by(self, scene, (struct listing_order){.column = COLUMN_AGE});
    case ACTION_SORT_STATE:
        return sort_by(self, scene, (struct listing_order){.column = COLUMN_STATE});
    case ACTION_SORT_LEFT:
        return sort_beside(self, scene, -1);
    case ACTION_SORT_RIGHT:
        return sort_beside(self, scene, 1);
    case ACTION_SORT_INVERT:
        self->order.inverted = !self->order.inverted;
        services_settle(panel, scene);
        return want_drawn();
    default:
        return want_nothing();
    }
}

static struct subject services_subject(const struct panel *panel,
                                       const struct scene *scene)
{
    const struct item *item = selected(read_of(panel));
    struct subject subject = {0};

    (void)scene;
    if (item == NULL)
        return subject;
    switch (item->kind) {
    case ITEM_SERVICE:
        return subject_of_row(item->row);
    case ITEM_ORPHAN_ELB:
        subject.elb_id = item->elb->id;
        subject.elb_name = item->elb->name;
        subject.address = item->elb->address;
        break;
    case ITEM_ORPHAN_EIP:
        subject.about = ABOUT_EIP;
        subject.about_id = item->eip->id;
        subject.address = item->eip->address;
        break;
    case ITEM_GONE:
        break;
    }
    return subject;
}

static bool services_note(const struct panel *panel, const struct scene *scene,
                          char out[PANEL_NOTE_BYTES])
{
    static const char *const names[] = {[PANE_WHY] = "why",
                                        [PANE_CHANGES] = "last changes",
                                        [PANE_SIDE] = "the row in full",
                                        [PANE_SENT] = "what elbtop sent"};
    enum pane focus = (enum pane)read_of(panel)->panes.focus;

    if (focus == PANE_LIST)
        return false;
    snprintf(out, PANEL_NOTE_BYTES,
             "%s: %s %s scroll it   %s the next pane   Esc the list", names[focus],
             keymap_name(scene->keymap, PANEL_SERVICES, ACTION_DOWN),
             keymap_name(scene->keymap, PANEL_SERVICES, ACTION_UP),
             keymap_name(scene->keymap, PANEL_SERVICES, ACTION_PANE_NEXT));
    return true;
}

/* What the filter hides here cannot be selected; then all stays as it was. */
static void services_select(struct panel *panel, const struct scene *scene,
                            const struct subject *subject)
{
    struct panel_services *self = self_of(panel);
    const char *id = subject->uid != NULL ? subject->uid : subject->elb_id;
    size_t at = id == NULL ? self->listing.count : listing_find(&self->listing, id);

    (void)scene;
    if (at == self->listing.count || at == self->table.at)
        return;
    table_goto(&self->table, at);
    hold_selected(self);
}

/* Services only: what lost its own stands in the view of orphans. */
static void services_list(const struct panel *panel, const struct scene *scene,
                          struct listed *ret_listed)
{
    const struct listing *listing = &read_of(panel)->listing;

    (void)scene;
    ret_listed->kind = "services";
    for (size_t i = 0; i < listing->count; i++) {
        if (listing->items[i].kind == ITEM_SERVICE)
            listed_add(ret_listed, listing->items[i].row);
    }
}

static const struct panel_ops ops = {
    .kind = PANEL_SERVICES,
    .free = services_free,
    .settle = services_settle,
    .draw = services_draw,
    .act = services_act,
    .subject = services_subject,
    .note = services_note,
    .select = services_select,
    .list = services_list,
};

struct panel *panel_services_new(void)
{
    struct panel_services *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    self->order.column = COLUMN_STATE;
    self->lost = SOURCE_COUNT;
    self->lost_seen = SOURCE_COUNT;
    return &self->panel;
}
