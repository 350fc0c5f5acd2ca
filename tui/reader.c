#include "tui/reader.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#include "base/banned.h"

enum { NOT_SOUGHT = -1, NOT_THERE = -2 };

void reader_release(struct reader *reader)
{
    grid_release(&reader->grid);
    *reader = (struct reader){0};
}

struct canvas reader_begin(struct reader *reader, int rows, int cols, bool ascii)
{
    if (reader->grid.rows != rows || reader->grid.cols != cols) {
        grid_release(&reader->grid);
        grid_init(&reader->grid, rows, cols, ascii);
    }
    reader->grid.ascii = ascii;
    grid_clear(&reader->grid);
    return canvas_of(&reader->grid);
}

/* ---- searching ---- */

static uint32_t folded(uint32_t point)
{
    return point < 0x80 ? (uint32_t)tolower((int)point) : point;
}

/* How many cells from here on read as the needle; 0: they do not. */
static int match_cells(const struct reader *reader, int row, int col)
{
    struct span rest = span_of(reader->needle);
    int at = col;
    uint32_t wanted;

    while (rest.bytes > 0) {
        if (!utf8_next(&rest, &wanted) || at >= reader->grid.cols ||
            folded(grid_at(&reader->grid, row, at)->point) != folded(wanted))
            return 0;
        at++;
        while (at < reader->grid.cols && grid_at(&reader->grid, row, at)->point == 0)
            at++;
    }
    return at - col;
}

static bool row_matches(const struct reader *reader, int row)
{
    for (int col = 0; col < reader->grid.cols; col++) {
        if (match_cells(reader, row, col) > 0)
            return true;
    }
    return false;
}

/* The next row that matches, from `from` on and round the end; NOT_THERE. */
static int seek(const struct reader *reader, int from, int step)
{
    for (int i = 0; i < reader->rows; i++) {
        int row = (from + i * step) % reader->rows;
        row = row < 0 ? row + reader->rows : row;
        if (row_matches(reader, row))
            return row;
    }
    return NOT_THERE;
}

void reader_search(struct reader *reader, const char *text)
{
    snprintf(reader->needle, sizeof reader->needle, "%s", text);
    reader->found = NOT_SOUGHT;
}

static bool go_on(struct reader *reader, int step)
{
    if (reader->needle[0] == '\0' || reader->rows == 0 || reader->found == NOT_THERE)
        return true;
    reader->found =
        seek(reader, reader->found < 0 ? reader->top : reader->found + step, step);
    if (reader->found >= 0)
        reader_reveal(reader, reader->found);
    return true;
}

static void mark_row(struct reader *reader, int row)
{
    struct canvas canvas = canvas_of(&reader->grid);

    for (int col = 0; col < reader->grid.cols; col++) {
        int cells = match_cells(reader, row, col);
        if (cells > 0)
            canvas_note(canvas, row, col, cells, CELL_CHANGED);
    }
}

bool reader_note(const struct reader *reader, const struct keymap *keymap,
                 enum panel_kind where, char *out, size_t out_bytes)
{
    int matches = 0;
    int at = 0;

    if (reader->needle[0] == '\0')
        return false;
    for (int row = 0; row < reader->rows; row++) {
        matches += row_matches(reader, row);
        if (row == reader->found)
            at = matches;
    }
    if (matches == 0)
        snprintf(out, out_bytes, "\"%.60s\" is not on this page   Esc ends the search",
                 reader->needle);
    else
        snprintf(out, out_bytes,
                 "\"%.60s\" %d of %d   %s %s next, before   Esc ends the search",
                 reader->needle, at, matches,
                 keymap_name(keymap, where, ACTION_MATCH_NEXT),
                 keymap_name(keymap, where, ACTION_MATCH_BEFORE));
    return true;
}

/* ---- the window ---- */

static int most_top(const struct reader *reader)
{
    return reader->rows > reader->shown ? reader->rows - reader->shown : 0;
}

/* Before it was shown once nobody knows how long it is: reader_show sees to that. */
static bool scroll(struct reader *reader, int by)
{
    reader->top += by;
    if (reader->top < 0)
        reader->top = 0;
    else if (reader->shown > 0 && reader->top > most_top(reader))
        reader->top = most_top(reader);
    return true;
}

void reader_reveal(struct reader *reader, int row)
{
    if (row < reader->top)
        reader->top = row;
    else if (reader->shown > 0 && row >= reader->top + reader->shown)
        reader->top = row - reader->shown + 1;
}

static void copy_window(const struct reader *reader, struct canvas to)
{
    for (int row = 0; row < to.at.rows && row + reader->top < reader->rows; row++) {
        for (int col = 0; col < to.at.cols && col < reader->grid.cols; col++)
            *grid_at(to.grid, to.at.row + row, to.at.col + col) =
                *grid_at(&reader->grid, row + reader->top, col);
    }
}

void reader_show(struct reader *reader, int rows, struct canvas window)
{
    reader->rows = rows < reader->grid.rows ? rows : reader->grid.rows;
    reader->shown = window.at.rows;
    if (reader->needle[0] != '\0' && reader->found == NOT_SOUGHT)
        go_on(reader, 1);
    scroll(reader, 0);
    for (int row = reader->top; row < reader->top + reader->shown && row < reader->rows;
         row++)
        mark_row(reader, row);
    copy_window(reader, window);
}

bool reader_act(struct reader *reader, enum action action)
{
    enum { FAR = 1 << 20 };
    int half = (reader->shown + 1) / 2;

    switch (action) {
    case ACTION_DOWN:
        return scroll(reader, 1);
    case ACTION_UP:
        return scroll(reader, -1);
    case ACTION_HALF_DOWN:
        return scroll(reader, half);
    case ACTION_HALF_UP:
        return scroll(reader, -half);
    case ACTION_PAGE_DOWN:
        return scroll(reader, reader->shown);
    case ACTION_PAGE_UP:
        return scroll(reader, -reader->shown);
    case ACTION_TOP:
        return scroll(reader, -FAR);
    case ACTION_BOTTOM:
        return scroll(reader, FAR);
    case ACTION_MATCH_NEXT:
        return reader->needle[0] != '\0' && go_on(reader, 1);
    case ACTION_MATCH_BEFORE:
        return reader->needle[0] != '\0' && go_on(reader, -1);
    case ACTION_BACK:
        if (reader->needle[0] == '\0')
            return false;
        reader_search(reader, "");
        return true;
    default:
        return false;
    }
}
