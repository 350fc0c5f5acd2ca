/*
 * ELBs and EIPs whose Service is gone, with all clues for and against: nothing here is ever
 * removed by itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/columns.h"
#include "tui/health.h"
#include "tui/panel.h"
#include "tui/table.h"

#include "base/banned.h"

struct panel_orphans {
    struct panel panel;
    struct table table;
    size_t count, capacity;
    struct item *items; /* into the snapshot */
};

static const struct panel_orphans *read_of(const struct panel *panel)
{
    return (const struct panel_orphans *)panel;
}

static struct panel_orphans *self_of(struct panel *panel)
{
    return (struct panel_orphans *)panel;
}

static void orphans_free(struct panel *panel)
{
    struct panel_orphans *self = self_of(panel);

    table_release(&self->table);
    free(self->items);
    free(self);
}

static void add(struct panel_orphans *self, struct item item)
{
    self->items = mem_grow(self->items, &self->capacity, self->count + 1, sizeof item);
    self->items[self->count++] = item;
}

static void orphans_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_orphans *self = self_of(panel);
    const struct view *view = scene_view(scene);
    size_t found = 0;

    self->count = 0;
    for (size_t i = 0; view != NULL && i < view->elb_count; i++) {
        if (view->elbs[i].kind == ELB_ORPHAN)
            add(self, (struct item){.kind = ITEM_ORPHAN_ELB, .elb = &view->elbs[i]});
    }
    for (size_t i = 0; view != NULL && i < view->eip_count; i++) {
        if (view->eips[i].orphan)
            add(self, (struct item){.kind = ITEM_ORPHAN_EIP, .eip = &view->eips[i]});
    }
    while (self->table.id != NULL && found < self->count &&
           strcmp(item_id(&self->items[found]), self->table.id) != 0)
        found++;
    table_settle(&self->table, self->count, found);
    if (self->count > 0)
        table_hold(&self->table, item_id(&self->items[self->table.at]));
}

static void draw_row(const struct item *item, const struct scene *scene,
                     struct canvas canvas, int row, bool is_selected)
{
    bool is_elb = item->kind == ITEM_ORPHAN_ELB;
    bool exact;
    int64_t since_ms = item_since_ms(item, &exact);
    char age[WHEN_TEXT_BYTES];
    int address_col = canvas.at.cols >= 100 ? 62 : 45;

    canvas_text(canvas, row, 0, LOOK_STRONG, is_selected ? ">" : " ");
    canvas_text(canvas, row, 2, LOOK_ORPHAN, is_elb ? "ELB" : "EIP");
    canvas_fit(canvas, row, 7, 16, LOOK_PLAIN, is_elb ? item->elb->name : "-");
    canvas_fit(canvas, row, 24, address_col - 25, LOOK_PLAIN, item_id(item));
    canvas_fit(canvas, row, address_col, 16, LOOK_PLAIN,
               item_address(item) == NULL ? "-" : item_address(item));
    canvas_text(canvas, row, address_col + 17, LOOK_PLAIN,
                since_ms == WHEN_UNKNOWN
                    ? "-"
                    : duration_print_short(scene->wall_ms - since_ms, age));
    if (is_selected)
        canvas_note(canvas, row, 0, canvas.at.cols, CELL_SELECTED);
}

static void draw_clues(const struct item *item, struct canvas canvas)
{
    bool is_elb = item->kind == ITEM_ORPHAN_ELB;
    size_t count = is_elb ? item->elb->clue_count : item->eip->clue_count;
    const char *const *clues = is_elb ? item->elb->clues : item->eip->clues;
    int row = 1;

    canvas_title(canvas, 0, "clues for and against");
    for (size_t i = 0; i < count && row < canvas.at.rows; i++) {
        canvas_text(canvas, row, 1, LOOK_DIM, "-");
        row += canvas_wrap(canvas, row, 3, canvas.at.rows - row, LOOK_PLAIN, clues[i]);
    }
    if (count == 0)
        canvas_text(canvas, row, 1, LOOK_DIM, "none were kept");
}

static const char *empty_text(const struct scene *scene)
{
    if (health_is_off(scene, SOURCE_ELB))
        return "The cloud is not asked: no credentials, or --no-cloud.";
    if (!health_was_read(scene, SOURCE_ELB) || !health_was_read(scene, SOURCE_KUBERNETES))
        return "Not known yet: both Services and ELBs must be read before anything is "
               "called an "
               "orphan.";
    return "Nothing is left over: every ELB and EIP of this cluster has its Service.";
}

static void orphans_draw(struct panel *panel, const struct scene *scene,
                         struct canvas canvas)
{
    struct panel_orphans *self = self_of(panel);
    char title[64];
    int clue_rows = canvas.at.rows / 2;
    int address_col = canvas.at.cols >= 100 ? 62 : 45;

    snprintf(title, sizeof title, "orphans %zu", self->count);
    canvas_title(canvas, 0, title);
    if (self->count == 0) {
        canvas_wrap(canvas, 2, 2, 3, LOOK_PLAIN, empty_text(scene));
        return;
    }
    canvas_text(canvas, 1, 2, LOOK_HEAD, "KIND");
    canvas_text(canvas, 1, 7, LOOK_HEAD, "NAME");
    canvas_text(canvas, 1, 24, LOOK_HEAD, "ID");
    canvas_text(canvas, 1, address_col, LOOK_HEAD, "ADDRESS");
    canvas_text(canvas, 1, address_col + 17, LOOK_HEAD, "FOR");
    table_fit(&self->table, (size_t)(canvas.at.rows - clue_rows - 2));
    for (size_t line = 0; line < self->table.page; line++) {
        size_t index = self->table.top + line;
        if (index < self->count)
            draw_row(&self->items[index], scene, canvas, (int)line + 2,
                     index == self->table.at);
    }
    draw_clues(&self->items[self->table.at],
               canvas_rows(canvas, canvas.at.rows - clue_rows, clue_rows));
}

static struct subject orphans_subject(const struct panel *panel,
                                      const struct scene *scene)
{
    const struct panel_orphans *self = read_of(panel);
    struct subject subject = {0};

    (void)scene;
    if (self->count == 0)
        return subject;
    const struct item *item = &self->items[self->table.at];
    subject.address = item_address(item);
    if (item->kind == ITEM_ORPHAN_ELB) {
        subject.elb_id = item->elb->id;
        subject.elb_name = item->elb->name;
    } else {
        subject.about = ABOUT_EIP;
        subject.about_id = item->eip->id;
    }
    return subject;
}

static struct want orphans_act(struct panel *panel, const struct scene *scene,
                               enum action action)
{
    struct panel_orphans *self = self_of(panel);

    if (table_act(&self->table, action)) {
        if (self->count > 0)
            table_hold(&self->table, item_id(&self->items[self->table.at]));
        return want_drawn();
    }
    if (action != ACTION_ENTER)
        return want_nothing();
    struct subject subject = orphans_subject(panel, scene);
    if (subject.elb_id == NULL)
        return want_say("this EIP hangs on no ELB");
    return want_open(PANEL_ELBS, subject);
}

static void orphans_list(const struct panel *panel, const struct scene *scene,
                         struct listed *ret_listed)
{
    const struct panel_orphans *self = read_of(panel);

    (void)scene;
    ret_listed->kind = "orphans";
    for (size_t i = 0; i < self->count; i++) {
        const struct item *item = &self->items[i];
        listed_add(ret_listed,
                   item->kind == ITEM_ORPHAN_ELB ? (const void *)item->elb : item->eip);
    }
}

static const struct panel_ops ops = {
    .kind = PANEL_ORPHANS,
    .free = orphans_free,
    .settle = orphans_settle,
    .draw = orphans_draw,
    .act = orphans_act,
    .subject = orphans_subject,
    .list = orphans_list,
};

struct panel *panel_orphans_new(void)
{
    struct panel_orphans *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    return &self->panel;
}
