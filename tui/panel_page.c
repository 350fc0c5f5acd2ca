/*
 * Pages of text: `d` tells all that is known of a Service, `w` why each value of a Service, an
 * ELB or a Gateway is what it is. Both are written anew for each frame.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/describe.h"
#include "tui/origins.h"
#include "tui/panel.h"
#include "tui/reader.h"

#include "base/banned.h"

enum { LABEL_CELLS = 17 };

struct panel_page {
    struct panel panel;
    char *namespace, *name;
    bool gateway; /* these are a Gateway's */
    char *elb_id; /* without a name: the page is about this ELB; NULL */
    struct reader reader;
};

static struct panel_page *self_of(struct panel *panel)
{
    return (struct panel_page *)panel;
}

static void page_panel_free(struct panel *panel)
{
    struct panel_page *self = self_of(panel);

    reader_release(&self->reader);
    free(self->namespace);
    free(self->name);
    free(self->elb_id);
    free(self);
}

static void page_panel_settle(struct panel *panel, const struct scene *scene)
{
    (void)panel, (void)scene;
}

static const struct row *row_of(const struct panel *panel, const struct scene *scene)
{
    const struct panel_page *self = (const struct panel_page *)panel;
    const struct view *view = scene_view(scene);

    if (view == NULL || self->gateway || self->elb_id != NULL)
        return NULL;
    return view_row(view, self->namespace, self->name);
}

static const struct view_elb *elb_of(const struct panel_page *self,
                                     const struct view *view)
{
    for (size_t i = 0; self->elb_id != NULL && i < view->elb_count; i++) {
        if (strcmp(view->elbs[i].id, self->elb_id) == 0)
            return &view->elbs[i];
    }
    return NULL;
}

static const struct view_gateway *gateway_of(const struct panel_page *self,
                                             const struct view *view)
{
    for (size_t i = 0; self->gateway && i < view->gateway_count; i++) {
        if (strcmp(view->gateways[i].namespace, self->namespace) == 0 &&
            strcmp(view->gateways[i].name, self->name) == 0)
            return &view->gateways[i];
    }
    return NULL;
}

static void write_page(const struct panel_page *self, const struct scene *scene,
                       struct page *page)
{
    const struct row *row = row_of(&self->panel, scene);
    const struct view *view = scene_view(scene);
    const struct view_elb *elb = view == NULL ? NULL : elb_of(self, view);
    const struct view_gateway *gateway = view == NULL ? NULL : gateway_of(self, view);

    if (elb != NULL)
        origins_of_elb(elb, scene, page);
    else if (gateway != NULL)
        origins_of_gateway(gateway, scene, page);
    else if (row == NULL)
        page_add(page, NULL, "This is gone. Esc goes back.");
    else if (self->panel.ops->kind == PANEL_WHY)
        origins_of_row(row, scene, page);
    else
        describe_service(row, scene, page);
}

static void draw_title(const struct panel_page *self, struct canvas canvas)
{
    bool is_why = self->panel.ops->kind == PANEL_WHY;
    bool more = self->reader.top + self->reader.shown < self->reader.rows;
    char title[600];

    if (self->elb_id != NULL)
        snprintf(title, sizeof title, "why ELB %.250s%s", self->name,
                 more ? "   j k scroll" : "");
    else
        snprintf(title, sizeof title, "%s %.250s/%.250s%s", is_why ? "why" : "describe",
                 self->namespace, self->name, more ? "   j k scroll" : "");
    canvas_title(canvas, 0, title);
}

static void page_panel_draw(struct panel *panel, const struct scene *scene,
                            struct canvas canvas)
{
    struct panel_page *self = self_of(panel);
    struct page page = {0};

    write_page(self, scene, &page);
    int rows = page_rows(&page, canvas.at.cols, LABEL_CELLS);
    page_draw(
        &page,
        reader_begin(&self->reader, rows > 0 ? rows : 1, canvas.at.cols, scene->ascii), 0,
        LABEL_CELLS);
    reader_show(&self->reader, rows, canvas_rows(canvas, 1, canvas.at.rows - 1));
    draw_title(self, canvas);
    page_release(&page);
}

static struct want page_panel_act(struct panel *panel, const struct scene *scene,
                                  enum action action)
{
    struct panel_page *self = self_of(panel);

    (void)scene;
    if (reader_act(&self->reader, action))
        return want_drawn();
    if (action == ACTION_WHY || action == ACTION_DESCRIBE) {
        bool same = (action == ACTION_WHY) == (panel->ops->kind == PANEL_WHY);
        return same ? (struct want){.kind = WANT_CLOSE} : want_nothing();
    }
    return want_nothing();
}

static struct subject page_panel_subject(const struct panel *panel,
                                         const struct scene *scene)
{
    return subject_of_row(row_of(panel, scene));
}

static bool page_panel_note(const struct panel *panel, const struct scene *scene,
                            char out[PANEL_NOTE_BYTES])
{
    (void)scene;
    return reader_note(&((const struct panel_page *)panel)->reader, out,
                       PANEL_NOTE_BYTES);
}

static void page_panel_search(struct panel *panel, const char *text)
{
    reader_search(&self_of(panel)->reader, text);
}

static const struct panel_ops describe_ops = {
    .kind = PANEL_DESCRIBE,
    .free = page_panel_free,
    .settle = page_panel_settle,
    .draw = page_panel_draw,
    .act = page_panel_act,
    .subject = page_panel_subject,
    .note = page_panel_note,
    .search = page_panel_search,
};

static const struct panel_ops why_ops = {
    .kind = PANEL_WHY,
    .free = page_panel_free,
    .settle = page_panel_settle,
    .draw = page_panel_draw,
    .act = page_panel_act,
    .subject = page_panel_subject,
    .note = page_panel_note,
    .search = page_panel_search,
};

static struct panel *make(const struct panel_ops *ops, const struct subject *subject)
{
    struct panel_page *self = mem_new(sizeof *self);

    bool is_elb = subject->name == NULL && subject->elb_id != NULL;
    const char *name = is_elb ? subject->elb_name : subject->name;

    self->panel.ops = ops;
    self->namespace = mem_copy_text(subject->namespace == NULL ? "" : subject->namespace);
    self->name = mem_copy_text(name == NULL ? "" : name);
    self->gateway = subject->gateway;
    self->elb_id = is_elb ? mem_copy_text(subject->elb_id) : NULL;
    return &self->panel;
}

struct panel *panel_describe_new(const struct subject *subject)
{
    return make(&describe_ops, subject);
}

struct panel *panel_why_new(const struct subject *subject)
{
    return make(&why_ops, subject);
}
