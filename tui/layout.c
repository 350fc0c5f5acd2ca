#include "tui/layout.h"

#include "base/banned.h"

enum {
    LIST_LEAST_ROWS = 11, /* title, columns, nine rows */
    WHY_ROWS = 4,         /* title and three lines */
    CHANGES_ROWS = 4,
    WHY_MOST_ROWS = 8,
    LIST_LEAST_COLS = 81, /* as at 80, and a blank before the edge */
    SIDE_COLS = 51,
    SIDE_MOST_COLS = 72,
    SIDE_LEAST_ROWS = 20, /* below, the side could not say as much as the why */
    SENT_LEAST_ROWS = 26,
    SENT_ROWS = 5,        /* title and four calls; what the selected row needs is more */
    SENT_TALL_ROWS = 24,  /* of the list: from here on there is room for both */
    LIST_MOST_COLS = 150, /* wider columns help nobody */
};

struct layout layout_of(int rows, int cols)
{
    struct rect line = {.rows = 1, .cols = cols};

    if (rows < LAYOUT_LEAST_ROWS || cols < LAYOUT_LEAST_COLS)
        return (struct layout){.tiny = true, .header = line};

    struct layout layout = {.header = line, .ages = line, .message = line, .hints = line};
    layout.ages.row = 1;
    layout.body = (struct rect){.row = 2, .rows = rows - 4, .cols = cols};
    layout.message.row = rows - 2;
    layout.hints.row = rows - 1;
    return layout;
}

/* Takes `rows` off the bottom of *from. */
static struct rect cut_bottom(struct rect *from, int rows)
{
    struct rect bottom = *from;

    bottom.row = from->row + from->rows - rows;
    bottom.rows = rows;
    from->rows -= rows;
    return bottom;
}

static struct rect cut_right(struct rect *from, int cols)
{
    struct rect right = *from;

    right.col = from->col + from->cols - cols;
    right.cols = cols;
    from->cols -= cols;
    return right;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

static struct services_layout narrow(struct rect body)
{
    struct services_layout layout = {0};
    int spare = body.rows - LIST_LEAST_ROWS - WHY_ROWS - CHANGES_ROWS;

    if (spare >= 0)
        layout.changes = cut_bottom(&body, CHANGES_ROWS + spare / 4);
    if (body.rows >= LIST_LEAST_ROWS + WHY_ROWS)
        layout.why = cut_bottom(
            &body, spare > 0 ? least(WHY_ROWS + spare / 6, WHY_MOST_ROWS) : WHY_ROWS);
    layout.list = body;
    return layout;
}

static struct services_layout wide(struct rect body)
{
    struct services_layout layout = {0};
    int spare_cols = body.cols - LIST_MOST_COLS - 1;
    int side_cols = SIDE_COLS;

    if (spare_cols > SIDE_COLS)
        side_cols = least(spare_cols, SIDE_MOST_COLS);
    struct rect right =
        cut_right(&body, least(side_cols, body.cols - 1 - LIST_LEAST_COLS));
    layout.edge = cut_right(&body, 1);
    if (body.rows >= SENT_LEAST_ROWS) {
        layout.changes = cut_bottom(&body, body.rows * 2 / 5);
        layout.sent = cut_bottom(
            &right, body.rows < SENT_TALL_ROWS ? SENT_ROWS : layout.changes.rows);
    } else {
        layout.changes = cut_bottom(&body, body.rows / 4);
    }
    layout.list = body;
    layout.side = right;
    return layout;
}

struct services_layout layout_services(struct rect body)
{
    bool has_side = body.cols >= LAYOUT_SIDE_COLS && body.rows >= SIDE_LEAST_ROWS;
    return has_side ? wide(body) : narrow(body);
}

void layout_lend_rows(struct services_layout *layout, size_t rows)
{
    enum { HEAD_ROWS = 2, LENT_MOST = 2 };
    size_t room = (size_t)layout->list.rows - HEAD_ROWS;

    if (layout->why.rows == 0 || rows + 1 >= room) /* a blank row stays between */
        return;
    size_t spare = room - rows - 1;
    int lent = spare < LENT_MOST ? (int)spare : LENT_MOST;
    layout->list.rows -= lent;
    layout->why.row -= lent;
    layout->why.rows += lent;
}
