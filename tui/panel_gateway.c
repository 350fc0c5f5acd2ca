/*
 * The Gateway path: two steps before the seven, two after, all by the Gateway's controller;
 * its HTTPRoutes, and the way traffic takes.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/gateway_wide.h"
#include "tui/glyph.h"
#include "tui/looks.h"
#include "tui/panel.h"
#include "tui/timeline.h"

#include "base/banned.h"

enum { EXTRA_STEPS = 4, LINES = STEP_COUNT + EXTRA_STEPS };

struct panel_gateway {
    struct panel panel;
    char *namespace, *name; /* of the Gateway; NULL: the first there is */
    size_t top;             /* routes scrolled away */
};

static const struct panel_gateway *read_of(const struct panel *panel)
{
    return (const struct panel_gateway *)panel;
}

static struct panel_gateway *self_of(struct panel *panel)
{
    return (struct panel_gateway *)panel;
}

static void gateway_free(struct panel *panel)
{
    struct panel_gateway *self = self_of(panel);

    free(self->namespace);
    free(self->name);
    free(self);
}

static size_t index_of(const struct panel_gateway *self, const struct view *view)
{
    for (size_t i = 0; self->name != NULL && i < view->gateway_count; i++) {
        const struct view_gateway *gateway = &view->gateways[i];
        if (strcmp(gateway->namespace, self->namespace) == 0 &&
            strcmp(gateway->name, self->name) == 0)
            return i;
    }
    return self->name == NULL ? 0 : view->gateway_count;
}

static const struct view_gateway *gateway_of(const struct panel_gateway *self,
                                             const struct scene *scene)
{
    const struct view *view = scene_view(scene);

    if (view == NULL || index_of(self, view) >= view->gateway_count)
        return NULL;
    return &view->gateways[index_of(self, view)];
}

static void gateway_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_gateway *self = self_of(panel);
    const struct view_gateway *gateway = gateway_of(self, scene);

    if (self->name != NULL || gateway == NULL)
        return;
    self->namespace = mem_copy_text(gateway->namespace);
    self->name = mem_copy_text(gateway->name);
}

/* ---- the four steps around the seven ---- */

struct extra {
    struct step step;
    char evidence[256];
};

static void extra_line(struct timeline_line *line, struct extra *extra, const char *label,
                       enum step_state state)
{
    extra->step = (struct step){.state = state,
                                .started_ms = WHEN_UNKNOWN,
                                .finished_ms = WHEN_UNKNOWN,
                                .evidence = extra->evidence};
    *line = (struct timeline_line){.step = &extra->step, .actor = "envoy-gw"};
    snprintf(line->label, sizeof line->label, "%s", label);
    snprintf(line->state, sizeof line->state, "%s", step_state_name(state));
}

static void accepted_line(const struct view_gateway *gateway, struct timeline_line *line,
                          struct extra *extra)
{
    snprintf(extra->evidence, sizeof extra->evidence, "%s; class %.100s",
             gateway->accepted ? "Accepted" : "not Accepted", gateway->class);
    extra_line(line, extra, "a GATEWAY", gateway->accepted ? STEP_DONE : STEP_RUNNING);
}

static void service_line(const struct view_gateway *gateway, struct timeline_line *line,
                         struct extra *extra)
{
    const struct row *row = gateway->row;

    if (row != NULL)
        snprintf(extra->evidence, sizeof extra->evidence, "%.200s", row->name);
    else
        snprintf(extra->evidence, sizeof extra->evidence,
                 "no Service carries its labels yet");
    extra_line(line, extra, "b SERVICE",
               row != NULL         ? STEP_DONE
               : gateway->accepted ? STEP_RUNNING
                                   : STEP_WAITING);
}

static void programmed_line(const struct view_gateway *gateway,
                            struct timeline_line *line, struct extra *extra)
{
    bool done = strcmp(gateway->programmed, "True") == 0;
    const char *reason =
        gateway->programmed_reason == NULL ? "" : gateway->programmed_reason;
    const char *text = gateway->programmed_text == NULL ? "" : gateway->programmed_text;

    snprintf(extra->evidence, sizeof extra->evidence, "%.60s%s%.180s", reason,
             reason[0] != '\0' && text[0] != '\0' ? ": " : "", text);
    bool blocked = !done && gateway->row != NULL && gateway->row->state == ROW_READY;
    extra_line(line, extra, "c PROGRAMMED",
               done      ? STEP_DONE
               : blocked ? STEP_RUNNING
                         : STEP_WAITING);
}

static void routes_line(const struct view_gateway *gateway, struct timeline_line *line,
                        struct extra *extra)
{
    const struct view_route *refused = NULL;
    enum step_state state = STEP_DONE;

    for (size_t i = 0; i < gateway->route_count; i++) {
        if (!gateway->routes[i].attached && gateway->routes[i].reason != NULL)
            refused = &gateway->routes[i];
    }
    if (gateway->route_count == 0)
        state = STEP_WAITING;
    else if (gateway->attached_count < gateway->route_count)
        state = refused != NULL ? STEP_FAILED : STEP_RUNNING;
    if (refused != NULL)
        snprintf(extra->evidence, sizeof extra->evidence, "%zu of %zu: %.100s refused",
                 gateway->attached_count, gateway->route_count, refused->name);
    else
        snprintf(extra->evidence, sizeof extra->evidence, "%zu of %zu attached",
                 gateway->attached_count, gateway->route_count);
    extra_line(line, extra, "d ROUTES", state);
}

static void draw_steps(const struct view_gateway *gateway, const struct scene *scene,
                       struct canvas canvas)
{
    static const struct row nothing = {0};
    struct timeline_line lines[LINES];
    struct timeline_line seven[TIMELINE_LINES];
    struct extra extras[EXTRA_STEPS];
    const struct row *row = gateway->row;
    int count = 0;

    accepted_line(gateway, &lines[count++], &extras[0]);
    service_line(gateway, &lines[count++], &extras[1]);
    timeline_lines(row == NULL ? &nothing : row, true, seven);
    for (int i = 0; i < STEP_COUNT; i++) {
        lines[count] = seven[i];
        if (row == NULL) {
            static const struct step waiting = {.state = STEP_WAITING,
                                                .started_ms = WHEN_UNKNOWN,
                                                .finished_ms = WHEN_UNKNOWN,
                                                .evidence = ""};
            lines[count].step = &waiting;
            snprintf(lines[count].state, sizeof lines[count].state, "waiting");
        }
        count++;
    }
    programmed_line(gateway, &lines[count++], &extras[2]);
    routes_line(gateway, &lines[count++], &extras[3]);
    timeline_draw_head(canvas, 1, TIMELINE_EVIDENCE_COL);
    for (int i = 0; i < count; i++)
        timeline_draw_line(canvas, 2 + i, &lines[i], scene, TIMELINE_EVIDENCE_COL);
}

/* ---- routes ---- */

struct route_places {
    int route, host, match, backend, state;
};

static struct route_places places_for(int cols)
{
    if (cols >= 120)
        return (struct route_places){3, 27, 55, 75, 105};
    return (struct route_places){3, 16, 35, 48, 67};
}

static int draw_route(const struct view_route *route, struct canvas canvas, int row,
                      struct route_places at)
{
    char name[GLYPH_TEXT_BYTES];

    canvas_point(canvas, row, 1, route->attached ? LOOK_PLAIN : LOOK_BAD,
                 glyph_mark(route->attached ? '#' : '!', canvas.grid->ascii));
    canvas_text(
        canvas, row, at.route, LOOK_PLAIN,
        glyph_shorten(route->name, at.host - at.route - 1, GLYPH_CUT_MIDDLE, name));
    canvas_fit(canvas, row, at.host, at.match - at.host - 1, LOOK_PLAIN, route->host);
    canvas_fit(canvas, row, at.match, at.backend - at.match - 1, LOOK_PLAIN,
               route->match);
    canvas_fit(canvas, row, at.backend, at.state - at.backend - 1, LOOK_PLAIN,
               route->backend);
    if (route->attached) {
        canvas_text(canvas, row, at.state, LOOK_PLAIN, "attached");
        return row + 1;
    }
    canvas_text(canvas, row, at.state, route->reason == NULL ? LOOK_DIM : LOOK_BAD,
                route->reason == NULL ? "waiting" : "REFUSED");
    if (route->reason == NULL)
        return row + 1;
    return row + 1 + canvas_wrap(canvas, row + 1, at.route, 2, LOOK_PLAIN, route->reason);
}

static void draw_routes(const struct panel_gateway *self,
                        const struct view_gateway *gateway, struct canvas canvas)
{
    struct route_places at = places_for(canvas.at.cols);
    int row = 2;

    canvas_title(canvas, 0, "HTTPRoutes");
    canvas_text(canvas, 1, at.route, LOOK_HEAD, "ROUTE");
    canvas_text(canvas, 1, at.host, LOOK_HEAD, "HOST");
    canvas_text(canvas, 1, at.match, LOOK_HEAD, "MATCH");
    canvas_text(canvas, 1, at.backend, LOOK_HEAD, "BACKEND");
    canvas_text(canvas, 1, at.state, LOOK_HEAD, "STATE");
    for (size_t i = self->top; i < gateway->route_count && row < canvas.at.rows; i++)
        row = draw_route(&gateway->routes[i], canvas, row, at);
    if (gateway->route_count == 0)
        canvas_text(canvas, row, 3, LOOK_DIM, "no HTTPRoute names this Gateway");
}

/* Beside the steps, where there is room; returns what is left of it for them. */
static struct canvas draw_side(const struct view_gateway *gateway, struct canvas canvas)
{
    enum { SIDE_COLS = 51, STEPS_LEAST_COLS = 81 };
    struct rect left = {.rows = canvas.at.rows, .cols = canvas.at.cols - SIDE_COLS - 1};
    struct rect edge = {.rows = canvas.at.rows, .cols = 1, .col = left.cols};
    struct rect right = {.rows = canvas.at.rows, .cols = SIDE_COLS, .col = left.cols + 1};

    if (left.cols < STEPS_LEAST_COLS)
        return canvas;
    canvas_column(canvas_part(canvas, edge), 0, '|');
    gateway_wide_side(canvas_part(canvas, right), gateway);
    return canvas_part(canvas, left);
}

static void gateway_draw(struct panel *panel, const struct scene *scene,
                         struct canvas canvas)
{
    enum { STEP_ROWS = 2 + LINES, ROUTES_LEAST_ROWS = 3 };
    struct panel_gateway *self = self_of(panel);
    const struct view_gateway *gateway = gateway_of(self, scene);
    const struct view *view = scene_view(scene);
    char text[400];

    if (gateway == NULL) {
        canvas_title(canvas, 0, "gateway -/-");
        canvas_wrap(canvas, 2, 2, 3, LOOK_PLAIN,
                    view == NULL ? "Not read yet .."
                    : !view->gateways_known
                        ? "The Gateway API is not installed here, or not readable."
                    : self->name != NULL ? "This Gateway is gone. Esc goes back."
                                         : "There is no Gateway in the cluster.");
        return;
    }
    snprintf(text, sizeof text,
             "gateway %.100s/%.100s   class %.60s   Programmed=%.20s   %zu of %zu routes",
             gateway->namespace, gateway->name, gateway->class, gateway->programmed,
             gateway->attached_count, gateway->route_count);
    canvas_title(canvas, 0, text);
    draw_steps(gateway, scene, draw_side(gateway, canvas_rows(canvas, 0, STEP_ROWS)));
    int left = canvas.at.rows - STEP_ROWS;
    int path_rows = gateway_wide_path_rows(left - ROUTES_LEAST_ROWS);
    draw_routes(self, gateway, canvas_rows(canvas, STEP_ROWS, left - path_rows));
    gateway_wide_paths(canvas_rows(canvas, canvas.at.rows - path_rows, path_rows), view,
                       gateway);
}

/* ---- actions ---- */

static struct want move_beside(struct panel_gateway *self, const struct scene *scene,
                               int by)
{
    const struct view *view = scene_view(scene);

    if (gateway_of(self, scene) == NULL)
        return want_say("there is no Gateway");
    size_t at = index_of(self, view);
    if ((by < 0 && at == 0) || (by > 0 && at + 1 >= view->gateway_count))
        return want_say(by < 0 ? "this is the first Gateway"
                               : "this is the last Gateway");
    const struct view_gateway *beside = &view->gateways[by < 0 ? at - 1 : at + 1];
    free(self->namespace);
    free(self->name);
    self->namespace = mem_copy_text(beside->namespace);
    self->name = mem_copy_text(beside->name);
    self->top = 0;
    return want_drawn();
}

/* Over the routes. */
static struct want scroll(struct panel_gateway *self, int by, size_t last)
{
    int64_t top = (int64_t)self->top + by;

    self->top = top < 0 ? 0 : (size_t)top > last ? last : (size_t)top;
    return want_drawn();
}

static struct want gateway_act(struct panel *panel, const struct scene *scene,
                               enum action action)
{
    enum { PAGE = 4 };
    struct panel_gateway *self = self_of(panel);
    const struct view_gateway *gateway = gateway_of(self, scene);
    size_t last =
        gateway == NULL || gateway->route_count == 0 ? 0 : gateway->route_count - 1;

    switch (action) {
    case ACTION_DOWN:
        return scroll(self, 1, last);
    case ACTION_UP:
        return scroll(self, -1, last);
    case ACTION_HALF_DOWN:
    case ACTION_PAGE_DOWN:
        return scroll(self, PAGE, last);
    case ACTION_HALF_UP:
    case ACTION_PAGE_UP:
        return scroll(self, -PAGE, last);
    case ACTION_TOP:
        return scroll(self, INT_MIN, last);
    case ACTION_BOTTOM:
        return scroll(self, INT_MAX, last);
    case ACTION_EARLIER:
        return move_beside(self, scene, -1);
    case ACTION_LATER:
        return move_beside(self, scene, 1);
    case ACTION_ENTER:
    case ACTION_OWNER:
        if (gateway == NULL || gateway->row == NULL)
            return want_say("its Service does not exist yet");
        return want_open(PANEL_STEPS, subject_of_row(gateway->row));
    case ACTION_WHY:
    case ACTION_YAML:
        if (gateway == NULL)
            return want_say("there is no Gateway");
        return want_open(action == ACTION_WHY ? PANEL_WHY : PANEL_YAML,
                         (struct subject){.namespace = gateway->namespace,
                                          .name = gateway->name,
                                          .gateway = true});
    default:
        return want_nothing();
    }
}

static struct subject gateway_subject(const struct panel *panel,
                                      const struct scene *scene)
{
    const struct view_gateway *gateway = gateway_of(read_of(panel), scene);
    return subject_of_row(gateway == NULL ? NULL : gateway->row);
}

static void gateway_list(const struct panel *panel, const struct scene *scene,
                         struct listed *ret_listed)
{
    const struct view_gateway *gateway = gateway_of(read_of(panel), scene);

    ret_listed->kind = "gateways";
    if (gateway != NULL)
        listed_add(ret_listed, gateway);
}

static const struct panel_ops ops = {
    .kind = PANEL_GATEWAY,
    .free = gateway_free,
    .settle = gateway_settle,
    .draw = gateway_draw,
    .act = gateway_act,
    .subject = gateway_subject,
    .list = gateway_list,
};

struct panel *panel_gateway_new(const struct subject *subject)
{
    struct panel_gateway *self = mem_new(sizeof *self);
    const struct row *row = subject == NULL ? NULL : subject->row;

    self->panel.ops = &ops;
    if (row != NULL && row->gateway != NULL) {
        self->namespace = mem_copy_text(row->gateway->namespace);
        self->name = mem_copy_text(row->gateway->name);
    }
    return &self->panel;
}
