#include "tui/kept.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "tui/event_line.h"
#include "tui/glyph.h"

#include "base/banned.h"

enum {
    SERVICE_CELLS = 25,
    STEP_COL = SERVICE_CELLS + 2,
    WHAT_COL = STEP_COL + 5,
    LAST_CELLS = 30 /* ", 12 times, last 12:03:50" */
};

/* The event of that Service that stands nearest to now, and only that one. */
static bool is_newest(const struct view *view, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (view->events[i].failure &&
            strcmp(view->events[i].service, view->events[at].service) == 0)
            return false;
    }
    return true;
}

/* Its Service is whole again, or gone and with it the trouble. */
static bool is_mended(const struct view *view, const struct view_event *event)
{
    struct span name = span_of(event->service);
    struct span namespace;

    if (!span_cut(&name, '/', &namespace))
        return false;
    for (size_t i = 0; i < view->row_count; i++) {
        const struct row *row = view->rows[i];
        if (span_is(namespace, row->namespace) && span_is(name, row->name))
            return row->state == ROW_READY;
    }
    return true;
}

static void draw_service(struct canvas canvas, int row, const char *service)
{
    char name[GLYPH_TEXT_BYTES];

    canvas_text(canvas, row, 1, LOOK_PLAIN,
                glyph_shorten(service, SERVICE_CELLS, GLYPH_CUT_MIDDLE, name));
}

static void draw_failure(struct canvas canvas, int row, const struct view_event *event)
{
    char step[EVENT_STEP_BYTES];
    char clock[WHEN_TEXT_BYTES];
    int last_col = canvas.at.cols - LAST_CELLS;

    draw_service(canvas, row, event->service[0] == '\0' ? "(elbtop)" : event->service);
    canvas_text(canvas, row, STEP_COL, LOOK_PLAIN, event_step(event, step));
    canvas_fit(canvas, row, WHAT_COL, last_col - WHAT_COL - 1, LOOK_BAD, event->what);
    canvas_print(canvas, row, last_col, LOOK_DIM, "%lld time%s, last %s",
                 (long long)event->count, event->count == 1 ? "" : "s",
                 when_print_clock(event->wall_ms, clock));
}

static void draw_orphan(struct canvas canvas, int row, const struct view_elb *elb,
                        const struct scene *scene)
{
    char age[WHEN_TEXT_BYTES] = "";

    draw_service(canvas, row, "(no Service)");
    canvas_text(canvas, row, STEP_COL, LOOK_PLAIN, "-");
    if (elb->orphan_since_ms != WHEN_UNKNOWN)
        duration_print(scene->wall_ms - elb->orphan_since_ms, age);
    canvas_print(canvas, row, WHAT_COL, LOOK_ORPHAN, "ORPHAN %s%s%s%s",
                 elb->name[0] == '\0' ? elb->id : elb->name,
                 age[0] == '\0' ? "" : " for ", age,
                 elb->eip_id != NULL ? ", EIP still bound" : "");
}

void kept_draw(struct canvas canvas, const struct scene *scene)
{
    const struct view *view = scene_view(scene);
    int row = 1;

    if (canvas.at.rows < 2 || view == NULL)
        return;
    canvas_title(canvas, 0, "failures kept until they are mended");
    for (size_t i = 0; i < view->event_count && row < canvas.at.rows; i++) {
        const struct view_event *event = &view->events[i];
        if (event->failure && is_newest(view, i) && !is_mended(view, event))
            draw_failure(canvas, row++, event);
    }
    for (size_t i = 0; i < view->elb_count && row < canvas.at.rows; i++) {
        if (view->elbs[i].kind == ELB_ORPHAN)
            draw_orphan(canvas, row++, &view->elbs[i], scene);
    }
    if (row == 1)
        canvas_text(canvas, row, 1, LOOK_DIM, "none");
}
