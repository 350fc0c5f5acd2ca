#include "tui/steps_below.h"

#include "base/when.h"
#include "state/ahead.h"
#include "tui/event_line.h"
#include "tui/why.h"

#include "base/banned.h"

/* ---- what happened ---- */

enum { WIDE_COLS = 100, LIST_CELLS = 80 /* the places of the list of events there */ };

static void draw_brief(struct canvas canvas, int row, const struct view_event *event)
{
    char clock[WHEN_TEXT_BYTES];

    int col =
        canvas_text(canvas, row, 1, LOOK_PLAIN, when_print_clock(event->wall_ms, clock));
    col = canvas_text(canvas, row, col + 1, LOOK_PLAIN, event->who);
    canvas_fit(canvas, row, col + 2, canvas.at.cols - col - 2,
               event->failure ? LOOK_BAD : LOOK_PLAIN, event->what);
}

void steps_below_newest(struct canvas canvas, const struct scene *scene,
                        const char *namespace, const char *name)
{
    struct event_places places = event_places_of(LIST_CELLS, false);
    const struct view *view = scene_view(scene);
    int row = 1;

    canvas_title(canvas, 0, "newest");
    for (size_t i = 0; i < view->event_count && row < canvas.at.rows; i++) {
        const struct view_event *event = &view->events[i];
        if (!event_is_about(event, namespace, name))
            continue;
        if (canvas.at.cols >= WIDE_COLS)
            event_draw(canvas, row++, places, event, scene->wall_ms);
        else
            draw_brief(canvas, row++, event);
    }
    if (row == 1 && canvas.at.rows > 1)
        canvas_fit(canvas, 1, 1, canvas.at.cols - 1, LOOK_DIM,
                   "nothing since this program looks; Kubernetes forgets events after "
                   "about 1 h");
}

/* ---- what comes next ---- */

enum { TEXT_COL = 9, SIGN_COLS = 21 };

/* Returns the row behind it. */
static int draw_labelled(struct canvas canvas, int row, const char *label,
                         const char *text)
{
    if (text == NULL || row >= canvas.at.rows)
        return row;
    canvas_text(canvas, row, 1, LOOK_STRONG, label);
    return row +
           canvas_wrap(canvas, row, TEXT_COL, canvas.at.rows - row, LOOK_PLAIN, text);
}

static int draw_failing(struct canvas canvas, int row, const struct scene *scene,
                        const struct ahead_failing *one)
{
    char means[TODO_TEXT_BYTES];

    canvas_fit(canvas, row, 2, SIGN_COLS - 1, LOOK_WARN, one->sign);
    return row + canvas_wrap(canvas, row, 2 + SIGN_COLS, canvas.at.rows - row, LOOK_PLAIN,
                             why_todo(one->means, scene, means));
}

void steps_below_ahead(struct canvas canvas, const struct row *row,
                       const struct scene *scene)
{
    const struct ahead *ahead = ahead_of(row);
    int at = 1;

    canvas_title(canvas, 0, "what comes next");
    at = draw_labelled(canvas, at, "normal", ahead->normal);
    at = draw_labelled(canvas, at, "then", ahead->then);
    if (at >= canvas.at.rows)
        return;
    canvas_text(canvas, at++, 1, LOOK_STRONG, "what a failure would look like");
    for (size_t i = 0; i < AHEAD_FAILINGS && ahead->failing[i].sign != NULL; i++) {
        if (at < canvas.at.rows)
            at = draw_failing(canvas, at, scene, &ahead->failing[i]);
    }
}
