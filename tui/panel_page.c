/* `d`: all that is known of a Service as a page of text, written anew for each frame. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "tui/describe.h"
#include "tui/panel.h"
#include "tui/reader.h"

#include "base/banned.h"

enum { LABEL_CELLS = 17 };

struct panel_page {
    struct panel panel;
    char *namespace, *name;
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

static void write_page(const struct panel_page *self, const struct scene *scene,
                       struct page *page)
{
    const struct row *row = row_of(&self->panel, scene);

    if (row == NULL)
        page_add(page, NULL, "This is gone. Esc goes back.");
    else
        describe_service(row, scene, page);
}

static void draw_title(const struct panel_page *self, const struct scene *scene,
                       struct canvas canvas)
{
    bool more = self->reader.top + self->reader.shown < self->reader.rows;
    char scroll[64] = "";
    char title[600];

    if (more)
        snprintf(scroll, sizeof scroll, "   %s %s scroll",
                 keymap_name(scene->keymap, self->panel.ops->kind, ACTION_DOWN),
                 keymap_name(scene->keymap, self->panel.ops->kind, ACTION_UP));
    snprintf(title, sizeof title, "describe %.250s/%.250s%s", self->namespace, self->name,
             scroll);
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
    draw_title(self, scene, canvas);
    page_release(&page);
}

static struct want page_panel_act(struct panel *panel, const struct scene *scene,
                                  enum action action)
{
    struct panel_page *self = self_of(panel);

    (void)scene;
    if (reader_act(&self->reader, action))
        return want_drawn();
    return action == ACTION_DESCRIBE ? (struct want){.kind = WANT_CLOSE} : want_nothing();
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
    return reader_note(&((const struct panel_page *)panel)->reader, scene->keymap,
                       panel->ops->kind, out, PANEL_NOTE_BYTES);
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

struct panel *panel_describe_new(const struct subject *subject)
{
    struct panel_page *self = mem_new(sizeof *self);

    self->panel.ops = &describe_ops;
    self->namespace = mem_copy_text(subject->namespace == NULL ? "" : subject->namespace);
    self->name = mem_copy_text(subject->name == NULL ? "" : subject->name);
    return &self->panel;
}
