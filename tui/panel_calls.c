/*
 * What elbtop sent: every request with its answer and how long it took, the newest first.
 * No headers, no bodies, nothing secret.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "tui/panel.h"
#include "tui/sections.h"
#include "tui/table.h"

#include "base/banned.h"

struct panel_calls {
    struct panel panel;
    struct table table;
};

static void calls_free(struct panel *panel)
{
    struct panel_calls *self = (struct panel_calls *)panel;

    table_release(&self->table);
    free(self);
}

/* Calls have no identity that outlives the ring: the cursor stays at its line. */
static void calls_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_calls *self = (struct panel_calls *)panel;
    size_t count = scene->snapshot == NULL ? 0 : scene->snapshot->call_count;

    table_settle(&self->table, count, self->table.at);
}

static void draw_call_text(const struct call *call, struct canvas canvas)
{
    char text[600];

    if (canvas.at.rows < 2)
        return;
    canvas_title(canvas, 0, "the call");
    snprintf(text, sizeof text, "%s %s  %s", call->method, call->server, call->path);
    int row = 1 + canvas_wrap(canvas, 1, 1, 2, LOOK_PLAIN, text);
    if (call->request_id[0] != '\0')
        canvas_print(canvas, row++, 1, LOOK_DIM, "request id %s", call->request_id);
    if (call->error[0] != '\0')
        row += canvas_wrap(canvas, row, 1, 2, LOOK_BAD, call->error);
    if (call->twin != NULL)
        canvas_print(canvas, row, 1, LOOK_PLAIN, "same as: %s", call->twin);
}

static void calls_draw(struct panel *panel, const struct scene *scene,
                       struct canvas canvas)
{
    enum { TEXT_ROWS = 5 };
    struct panel_calls *self = (struct panel_calls *)panel;
    char title[80];
    struct canvas list = canvas_rows(canvas, 0, canvas.at.rows - TEXT_ROWS);

    snprintf(title, sizeof title, "calls %zu   %d/min   %d times too many (429)",
             self->table.count,
             scene->snapshot == NULL ? 0 : scene->snapshot->calls_per_minute,
             scene->snapshot == NULL ? 0 : scene->snapshot->throttled);
    canvas_title(canvas, 0, title);
    if (self->table.count == 0) {
        canvas_text(canvas, 2, 2, LOOK_PLAIN, "Nothing was sent yet.");
        return;
    }
    table_fit(&self->table, (size_t)(list.at.rows - 1));
    for (size_t line = 0; line < self->table.page; line++) {
        size_t index = self->table.top + line;
        if (index >= self->table.count)
            break;
        sections_draw_call(list, (int)line + 1, &scene->snapshot->calls[index]);
        if (index == self->table.at) {
            canvas_text(list, (int)line + 1, 0, LOOK_STRONG, ">");
            canvas_note(list, (int)line + 1, 0, list.at.cols, CELL_SELECTED);
        }
    }
    draw_call_text(&scene->snapshot->calls[self->table.at],
                   canvas_rows(canvas, canvas.at.rows - TEXT_ROWS, TEXT_ROWS));
}

static struct want calls_act(struct panel *panel, const struct scene *scene,
                             enum action action)
{
    struct panel_calls *self = (struct panel_calls *)panel;

    (void)scene;
    return table_act(&self->table, action) ? want_drawn() : want_nothing();
}

static struct subject calls_subject(const struct panel *panel, const struct scene *scene)
{
    (void)panel, (void)scene;
    return (struct subject){0};
}

static const struct panel_ops ops = {
    .kind = PANEL_CALLS,
    .free = calls_free,
    .settle = calls_settle,
    .draw = calls_draw,
    .act = calls_act,
    .subject = calls_subject,
};

struct panel *panel_calls_new(void)
{
    struct panel_calls *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    return &self->panel;
}
