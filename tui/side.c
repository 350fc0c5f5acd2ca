#include "tui/side.h"

#include <stdio.h>
#include <string.h>

#include "tui/glyph.h"
#include "tui/sections.h"
#include "tui/timeline.h"
#include "tui/why.h"

#include "base/banned.h"

enum {
    LABEL_COL = 1,
    TEXT_COL = 6,
    PARTS_LEAST_ROWS = 24 /* below, parts of step 4 are left out once they are settled */
};

/* "WHY  text over some lines", at most `rows`; returns the row behind it. */
static int draw_labelled(struct canvas canvas, int row, int rows, const char *label,
                         const char *text)
{
    if (text == NULL || text[0] == '\0')
        return row;
    canvas_text(canvas, row, LABEL_COL, LOOK_STRONG, label);
    return row + canvas_wrap(canvas, row, TEXT_COL, rows, LOOK_PLAIN, text);
}

static int rows_of(const char *text, int cells)
{
    struct span rest = span_of(text == NULL ? "" : text);
    struct span line;
    int rows = 0;

    while (glyph_line(&rest, cells, &line))
        rows++;
    return rows;
}

/* Where rows are short the story is cut, not who has the ball and the next move. */
static int draw_verdict(struct canvas canvas, int row, const struct scene *scene,
                        const struct item *item)
{
    char who[WHY_TEXT_BYTES];
    int cells = canvas.at.cols - TEXT_COL;
    int room = canvas.at.rows - row;
    char todo[TODO_TEXT_BYTES];

    why_todo(item->row->todo, scene, todo);
    why_who(item, scene, who);
    int story = room - rows_of(who, cells) - rows_of(todo, cells);
    row = draw_labelled(canvas, row, story > 1 ? story : 1, "WHY", item->row->why);
    row = draw_labelled(canvas, row, canvas.at.rows - row, "WHO", who);
    return draw_labelled(canvas, row, canvas.at.rows - row, "DO", todo);
}

static int draw_summary(struct canvas canvas, int row, const struct row *service)
{
    char text[200];
    size_t at =
        (size_t)snprintf(text, sizeof text, "%s", row_pattern_name(service->pattern));

    for (size_t i = 0; i < service->port_count && at + 40 < sizeof text; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "  %d->%d/%.8s",
                               service->ports[i].port, service->ports[i].node_port,
                               service->ports[i].protocol);
    if (service->elb != NULL && service->elb->name != NULL)
        snprintf(text + at, sizeof text - at, "  %s", service->elb->name);
    canvas_fit(canvas, row, LABEL_COL, canvas.at.cols - LABEL_COL, LOOK_PLAIN, text);
    return row + 1;
}

static void draw_service(struct canvas canvas, const struct scene *scene,
                         const struct item *item)
{
    const struct row *service = item->row;
    struct timeline_line lines[TIMELINE_LINES];
    char text[SIDES_BYTES];
    int row = draw_summary(canvas, 1, service);
    bool brief = canvas.at.rows < PARTS_LEAST_ROWS &&
                 step_is_settled(service->steps[STEP_CLOUD - 1].state);
    int count = timeline_lines(service, brief, lines);

    for (int i = 0; i < count && row < canvas.at.rows; i++)
        timeline_draw_brief(canvas, row++, &lines[i], scene);
    row = draw_verdict(canvas, row + (canvas.at.rows >= PARTS_LEAST_ROWS), scene, item);
    for (size_t i = 0; i < service->advice_count; i++)
        row = draw_labelled(canvas, row, canvas.at.rows - row, service->advice[i].rule,
                            service->advice[i].text);
    row++;
    row = draw_labelled(canvas, row, canvas.at.rows - row, "K8S",
                        sections_kubernetes_says(service, text));
    draw_labelled(canvas, row, canvas.at.rows - row, "OTC",
                  sections_cloud_says(service, scene, text));
}

void side_draw(struct canvas canvas, const struct scene *scene, const struct item *item,
               enum source_name lost)
{
    char text[WHY_TEXT_BYTES];

    canvas_title(canvas, 0, why_title(item, scene, lost, text));
    if (lost == SOURCE_COUNT && item != NULL && item->kind == ITEM_SERVICE)
        draw_service(canvas, scene, item);
    else
        why_draw(canvas_rows(canvas, 1, canvas.at.rows - 1), item, scene, lost);
}
