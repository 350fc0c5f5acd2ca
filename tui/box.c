#include "tui/box.h"

#include "base/banned.h"

enum { BOX_LEAST_COLS = 140, BOX_LEAST_ROWS = 30, BOX_MOST_COLS = 150 };

static void make_dim(struct canvas canvas)
{
    for (int row = 0; row < canvas.at.rows; row++)
        canvas_look(canvas, row, 0, canvas.at.cols, LOOK_DIM);
}

static struct rect box_of(const struct panel *panel, const struct scene *scene,
                          struct canvas body)
{
    int cols = body.at.cols - 8 < BOX_MOST_COLS ? body.at.cols - 8 : BOX_MOST_COLS;
    int rows = panel->ops->box_rows(panel, scene);

    if (rows > body.at.rows - 4)
        rows = body.at.rows - 4;
    return (struct rect){.row = (body.at.rows - rows) / 2,
                         .col = (body.at.cols - cols) / 2,
                         .rows = rows,
                         .cols = cols};
}

/* Its title stands in the upper edge. */
static void draw_box(struct panel *panel, const struct scene *scene, struct canvas box)
{
    canvas_clear(box);
    canvas_box(box);
    panel->ops->draw(panel, scene,
                     canvas_part(box, (struct rect){.col = 1,
                                                    .rows = box.at.rows - 1,
                                                    .cols = box.at.cols - 2}));
}

bool box_fits(const struct panel *panel, struct canvas body)
{
    return panel->ops->box_rows != NULL && body.at.cols >= BOX_LEAST_COLS &&
           body.at.rows >= BOX_LEAST_ROWS;
}

void box_draw(struct panel *panel, struct panel *beneath, const struct scene *scene,
              struct canvas body)
{
    beneath->ops->draw(beneath, scene, body);
    make_dim(body);
    draw_box(panel, scene, canvas_part(body, box_of(panel, scene, body)));
}
