/*
 * What elbtop sent: every request with its answer and how long it took, the newest first.
 * No headers, no bodies, nothing secret.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/origins.h"
#include "tui/panel.h"
#include "tui/sections.h"
#include "tui/table.h"

#include "base/banned.h"

enum { TWIN_BYTES = 1200 };

struct panel_calls {
    struct panel panel;
    struct table table;
    char twin[TWIN_BYTES]; /* that was copied last */
};

static void calls_free(struct panel *panel)
{
    struct panel_calls *self = (struct panel_calls *)panel;

    table_release(&self->table);
    free(self);
}

static const struct call *call_at(const struct scene *scene, size_t index)
{
    bool there = scene->snapshot != NULL && index < scene->snapshot->call_count;
    return there ? &scene->snapshot->calls[index] : NULL;
}

static void hold_selected(struct panel_calls *self, const struct scene *scene)
{
    const struct call *call = call_at(scene, self->table.at);
    char id[ORIGINS_CALL_ID_BYTES];

    if (call != NULL)
        table_hold(&self->table, origins_call_id(call, id));
}

static void calls_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_calls *self = (struct panel_calls *)panel;
    size_t count = scene->snapshot == NULL ? 0 : scene->snapshot->call_count;
    size_t found = self->table.id == NULL ? count : 0;
    char id[ORIGINS_CALL_ID_BYTES];

    while (found < count &&
           strcmp(origins_call_id(call_at(scene, found), id), self->table.id) != 0)
        found++;
    table_settle(&self->table, count, found);
    hold_selected(self, scene);
}

/* The same request by hand: what was sent to change something has a better one of its own. */
static void print_twin(const struct call *call, char out[TWIN_BYTES])
{
    if (call->twin != NULL)
        snprintf(out, TWIN_BYTES, "%s", call->twin);
    else if (strcmp(call->server, "kubernetes") == 0 && strcmp(call->method, "GET") == 0)
        snprintf(out, TWIN_BYTES, "kubectl get --raw '%s'", call->path);
    else if (strcmp(call->server, "probe") == 0)
        snprintf(out, TWIN_BYTES, "curl -v --connect-timeout 3 telnet://%s", call->path);
    else if (strcmp(call->server, "iam") == 0)
        snprintf(out, TWIN_BYTES,
                 "curl -X %s \"$OS_AUTH_URL\" (path %s; its body is secret)",
                 call->method, call->path);
    else
        snprintf(out, TWIN_BYTES, "curl -X %s -H \"X-Auth-Token: $OS_TOKEN\" \"$%s%s\"",
                 call->method, strcmp(call->server, "elb") == 0 ? "ELB" : "VPC",
                 call->path);
}

static void draw_call_text(const struct call *call, struct canvas canvas)
{
    char text[TWIN_BYTES + 16];
    char twin[TWIN_BYTES];

    if (canvas.at.rows < 2)
        return;
    canvas_title(canvas, 0, "the call");
    snprintf(text, sizeof text, "%s %s  %s", call->method, call->server, call->path);
    int row = 1 + canvas_wrap(canvas, 1, 1, 2, LOOK_PLAIN, text);
    if (call->request_id[0] != '\0')
        canvas_print(canvas, row++, 1, LOOK_DIM, "request id %s", call->request_id);
    if (call->error[0] != '\0')
        row += canvas_wrap(canvas, row, 1, 2, LOOK_BAD, call->error);
    print_twin(call, twin);
    snprintf(text, sizeof text, "same as: %s", twin);
    canvas_wrap(canvas, row, 1, canvas.at.rows - row, LOOK_PLAIN, text);
}

static void calls_draw(struct panel *panel, const struct scene *scene,
                       struct canvas canvas)
{
    enum { TEXT_ROWS = 7 };
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

    if (table_act(&self->table, action)) {
        hold_selected(self, scene);
        return want_drawn();
    }
    const struct call *call = call_at(scene, self->table.at);
    if (action != ACTION_COPY || call == NULL)
        return want_nothing();
    print_twin(call, self->twin);
    return (struct want){.kind = WANT_COPY, .text = self->twin};
}

static struct subject calls_subject(const struct panel *panel, const struct scene *scene)
{
    const struct panel_calls *self = (const struct panel_calls *)panel;
    bool is_there = call_at(scene, self->table.at) != NULL;

    return (struct subject){.about = is_there ? ABOUT_CALL : ABOUT_OBJECT,
                            .about_id = self->table.id};
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
