#include "tui/panes.h"

#include <string.h>

#include "base/banned.h"

void panes_release(struct panes *panes)
{
    reader_release(&panes->reader);
    *panes = (struct panes){0};
}

static bool row_is_blank(const struct grid *grid, int row)
{
    for (int col = 0; col < grid->cols; col++) {
        if (grid_at(grid, row, col)->point != ' ')
            return false;
    }
    return true;
}

static int used_rows(const struct grid *grid)
{
    int rows = grid->rows;

    while (rows > 1 && row_is_blank(grid, rows - 1))
        rows--;
    return rows;
}

/* The title stays while what is below it is scrolled; reversed, it says who has the keys. */
static void lift_title(struct grid *grid, struct canvas canvas)
{
    size_t cells = (size_t)grid->cols;

    for (int col = 0; col < canvas.at.cols && col < grid->cols; col++)
        *grid_at(canvas.grid, canvas.at.row, canvas.at.col + col) =
            *grid_at(grid, 0, col);
    canvas_look(canvas, 0, 0, canvas.at.cols, LOOK_LOST);
    memmove(grid->cells, grid->cells + cells,
            cells * (size_t)(grid->rows - 1) * sizeof *grid->cells);
}

static void draw_focused(struct panes *panes, int rows, const struct scene *scene,
                         struct canvas canvas, pane_draw draw, void *ctx)
{
    int tall = rows > canvas.at.rows ? rows : canvas.at.rows;

    draw(ctx, scene, reader_begin(&panes->reader, tall, canvas.at.cols, scene->ascii));
    int used = used_rows(&panes->reader.grid);
    lift_title(&panes->reader.grid, canvas);
    reader_show(&panes->reader, used - 1, canvas_rows(canvas, 1, canvas.at.rows - 1));
}

void panes_draw(struct panes *panes, int pane, int rows, const struct scene *scene,
                struct canvas canvas, pane_draw draw, void *ctx)
{
    panes->shown[pane] = canvas.at.rows > 1 && canvas.at.cols > 0;
    if (!panes->shown[pane]) {
        if (panes->focus == pane)
            panes->focus = 0;
        return;
    }
    if (panes->focus == pane)
        draw_focused(panes, rows, scene, canvas, draw, ctx);
    else
        draw(ctx, scene, canvas);
}

static bool go(struct panes *panes, int step)
{
    int pane = panes->focus;

    do
        pane = (pane + step + PANES_MOST) % PANES_MOST;
    while (pane != 0 && !panes->shown[pane]);
    panes->focus = pane;
    panes->reader.top = 0;
    return true;
}

bool panes_act(struct panes *panes, enum action action)
{
    if (action == ACTION_PANE_NEXT || action == ACTION_PANE_BEFORE)
        return go(panes, action == ACTION_PANE_NEXT ? 1 : -1);
    if (panes->focus == 0)
        return false;
    if (action == ACTION_BACK) {
        panes->focus = 0;
        return true;
    }
    return reader_act(&panes->reader, action);
}
