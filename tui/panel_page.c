/*
 * Pages of text about one Service: `d` tells all that is known, `w` why each value is what
 * it is. Both are written anew for each frame.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "tui/describe.h"
#include "tui/panel.h"

#include "base/banned.h"

enum { LABEL_CELLS = 17 };

struct panel_page {
    struct panel panel;
    char *namespace, *name;
    int top;
    int rows, shown; /* of the whole; of the window */
};

static struct panel_page *self_of(struct panel *panel)
{
    return (struct panel_page *)panel;
}

static void page_panel_free(struct panel *panel)
{
    struct panel_page *self = self_of(panel);

    free(self->namespace);
    free(self->name);
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

    return view == NULL ? NULL : view_row(view, self->namespace, self->name);
}

/* Before it was drawn once, nobody knows how long it is. */
static int clamp(const struct panel_page *self, int top)
{
    int most = self->shown == 0 ? PAGE_LINES * 4 : self->rows - self->shown;

    most = most > 0 ? most : 0;
    return top < 0 ? 0 : top > most ? most : top;
}

static void page_panel_draw(struct panel *panel, const struct scene *scene,
                            struct canvas canvas)
{
    struct panel_page *self = self_of(panel);
    const struct row *row = row_of(panel, scene);
    bool is_why = panel->ops->kind == PANEL_WHY;
    struct page page = {0};
    char title[600];

    if (row == NULL)
        page_add(&page, NULL, "This Service is gone. Esc goes back.");
    else if (is_why)
        describe_values(row, scene, &page);
    else
        describe_service(row, scene, &page);
    struct canvas inner = canvas_rows(canvas, 1, canvas.at.rows - 1);
    self->rows = page_rows(&page, inner.at.cols, LABEL_CELLS);
    self->shown = inner.at.rows;
    self->top = clamp(self, self->top);
    page_draw(&page, inner, self->top, LABEL_CELLS);
    snprintf(title, sizeof title, "%s %.250s/%.250s%s", is_why ? "why" : "describe",
             self->namespace, self->name,
             self->top + self->shown < self->rows ? "   j k scroll" : "");
    canvas_title(canvas, 0, title);
    page_release(&page);
}

static struct want scroll(struct panel_page *self, int by)
{
    self->top = clamp(self, self->top + by);
    return want_drawn();
}

static struct want page_panel_act(struct panel *panel, const struct scene *scene,
                                  enum action action)
{
    struct panel_page *self = self_of(panel);

    (void)scene;
    switch (action) {
    case ACTION_DOWN:
        return scroll(self, 1);
    case ACTION_UP:
        return scroll(self, -1);
    case ACTION_HALF_DOWN:
        return scroll(self, (self->shown + 1) / 2);
    case ACTION_HALF_UP:
        return scroll(self, -(self->shown + 1) / 2);
    case ACTION_PAGE_DOWN:
        return scroll(self, self->shown);
    case ACTION_PAGE_UP:
        return scroll(self, -self->shown);
    case ACTION_TOP:
        return scroll(self, -PAGE_LINES * 4);
    case ACTION_BOTTOM:
        return scroll(self, PAGE_LINES * 4);
    case ACTION_WHY:
    case ACTION_DESCRIBE: {
        bool same = (action == ACTION_WHY) == (panel->ops->kind == PANEL_WHY);
        return same ? (struct want){.kind = WANT_CLOSE} : want_nothing();
    }
    default:
        return want_nothing();
    }
}

static struct subject page_panel_subject(const struct panel *panel,
                                         const struct scene *scene)
{
    return subject_of_row(row_of(panel, scene));
}

static const struct panel_ops describe_ops = {
    .kind = PANEL_DESCRIBE,
    .free = page_panel_free,
    .settle = page_panel_settle,
    .draw = page_panel_draw,
    .act = page_panel_act,
    .subject = page_panel_subject,
};

static const struct panel_ops why_ops = {
    .kind = PANEL_WHY,
    .free = page_panel_free,
    .settle = page_panel_settle,
    .draw = page_panel_draw,
    .act = page_panel_act,
    .subject = page_panel_subject,
};

static struct panel *make(const struct panel_ops *ops, const struct subject *subject)
{
    struct panel_page *self = mem_new(sizeof *self);

    self->panel.ops = ops;
    self->namespace = mem_copy_text(subject->namespace == NULL ? "" : subject->namespace);
    self->name = mem_copy_text(subject->name == NULL ? "" : subject->name);
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
