/*
 * columns.h - the table of columns of the list of Services: title, width, text, order.
 *
 * One text per column is what the screen shows, what sorting by it compares where numbers
 * do not decide, and what tells that a cell has changed.
 */
#ifndef ELBTOP_TUI_COLUMNS_H
#define ELBTOP_TUI_COLUMNS_H

#include "settings/settings.h"
#include "tui/canvas.h"
#include "tui/item.h"
#include "tui/scene.h"

/* In the order in which they stand. */
enum column_id {
    COLUMN_SERVICE,
    COLUMN_STEPS,
    COLUMN_STATE,
    COLUMN_FOR,
    COLUMN_USUAL,
    COLUMN_ELB,
    COLUMN_PATTERN,
    COLUMN_LISTENERS,
    COLUMN_MEMBERS,
    COLUMN_ADDRESS,
    COLUMN_PORTS,
    COLUMN_AGE,
    COLUMN_CLASS,
    COLUMN_ROLE,
    COLUMN_EIP,
    COLUMN_ENDPOINTS,
    COLUMN_COUNT
};

/* Cells that are shown: which column, from where, how wide. */
struct column_place {
    enum column_id id;
    int col;
    int cells;
};

struct columns {
    size_t count;
    struct column_place places[COLUMN_COUNT];
};

const char *column_title(enum column_id id);
int column_cells(enum column_id id); /* at most */

/*
 * The columns for a list of `cells` cells, the two of cursor and mark at its left
 * included: the most telling ones first, then the wider names. At 80 the places are those
 * of the screen contract. `beside`: the selected row stands in full beside the list, ports
 * and age with it, so that what compares rows comes first.
 */
struct columns columns_fit(int cells, bool beside);

/* All columns, the first `skip` ones behind SERVICE left out: what `W` and h l show. */
struct columns columns_all(int cells, size_t skip);

/* These, in this order, as many as fit; SERVICE is first in any case. */
struct columns columns_chosen(int cells, const struct texts *names);

/* What stands in the cell; cut to `cells` where the middle matters. */
const char *column_text(enum column_id id, const struct item *item,
                        const struct scene *scene, int cells, char out[ITEM_TEXT_BYTES]);

void column_draw(const struct column_place *place, struct canvas canvas, int row,
                 const struct item *item, const struct scene *scene);

/* Less than, equal to or greater than 0; ties are for the caller. */
int column_compare(enum column_id id, const struct item *a, const struct item *b);

/* Does its text come from this source? */
enum source_name column_source(enum column_id id);

#endif
