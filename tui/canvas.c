#include "tui/canvas.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "tui/glyph.h"

#include "base/banned.h"

bool rect_is_empty(struct rect rect)
{
    return rect.rows <= 0 || rect.cols <= 0;
}

bool rect_overlaps(struct rect a, struct rect b)
{
    return !rect_is_empty(a) && !rect_is_empty(b) && a.row < b.row + b.rows &&
           b.row < a.row + a.rows && a.col < b.col + b.cols && b.col < a.col + a.cols;
}

bool rect_holds(struct rect outer, struct rect inner)
{
    return inner.row >= outer.row && inner.col >= outer.col &&
           inner.row + inner.rows <= outer.row + outer.rows &&
           inner.col + inner.cols <= outer.col + outer.cols;
}

/* ---- grid ---- */

void grid_init(struct grid *grid, int rows, int cols, bool ascii)
{
    *grid = (struct grid){
        .rows = rows > 0 ? rows : 1, .cols = cols > 0 ? cols : 1, .ascii = ascii};
    grid->cells =
        mem_new_array((size_t)grid->rows * (size_t)grid->cols, sizeof *grid->cells);
    grid_clear(grid);
}

void grid_release(struct grid *grid)
{
    free(grid->cells);
    *grid = (struct grid){0};
}

void grid_clear(struct grid *grid)
{
    size_t count = (size_t)grid->rows * (size_t)grid->cols;

    for (size_t i = 0; i < count; i++)
        grid->cells[i] = (struct cell){.point = ' '};
    grid->cursor_row = -1;
    grid->cursor_col = -1;
    grid->overlaps = 0;
    grid->overlap_row = -1;
    grid->overlap_col = -1;
}

struct cell *grid_at(const struct grid *grid, int row, int col)
{
    return &grid->cells[(size_t)row * (size_t)grid->cols + (size_t)col];
}

static int used_cols(const struct grid *grid, int row)
{
    int used = grid->cols;
    while (used > 0 && grid_at(grid, row, used - 1)->point == ' ')
        used--;
    return used;
}

void grid_print(const struct grid *grid, struct buf *out)
{
    for (int row = 0; row < grid->rows; row++) {
        int used = used_cols(grid, row);
        for (int col = 0; col < used; col++) {
            char bytes[4];
            uint32_t point = grid_at(grid, row, col)->point;
            if (point != 0)
                buf_add(out, bytes, utf8_put(point, bytes));
        }
        buf_add_byte(out, '\n');
    }
}

void grid_print_looks(const struct grid *grid, const struct theme *theme, struct buf *out)
{
    for (int row = 0; row < grid->rows; row++) {
        for (int col = 0; col < grid->cols; col++) {
            const struct cell *cell = grid_at(grid, row, col);
            buf_add_byte(out, theme_letter(theme_style(theme, cell->look, cell->notes)));
        }
        buf_add_byte(out, '\n');
    }
}

/* ---- canvas ---- */

struct canvas canvas_of(struct grid *grid)
{
    return (struct canvas){.grid = grid, .at = {.rows = grid->rows, .cols = grid->cols}};
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

struct canvas canvas_part(struct canvas canvas, struct rect part)
{
    int row = most(0, part.row);
    int col = most(0, part.col);
    int row_end = least(canvas.at.rows, part.row + part.rows);
    int col_end = least(canvas.at.cols, part.col + part.cols);

    canvas.at.row += row;
    canvas.at.col += col;
    canvas.at.rows = most(0, row_end - row);
    canvas.at.cols = most(0, col_end - col);
    return canvas;
}

struct canvas canvas_rows(struct canvas canvas, int row, int rows)
{
    return canvas_part(canvas,
                       (struct rect){.row = row, .rows = rows, .cols = canvas.at.cols});
}

static bool is_inside(struct canvas canvas, int row, int col)
{
    return row >= 0 && row < canvas.at.rows && col >= 0 && col < canvas.at.cols;
}

/* A wide sign whose half is written over leaves a blank, not a half. */
static void break_wide(struct grid *grid, int row, int col)
{
    struct cell *cell = grid_at(grid, row, col);

    if (cell->point == 0 && col > 0)
        grid_at(grid, row, col - 1)->point = ' ';
    if (col + 1 < grid->cols && grid_at(grid, row, col + 1)->point == 0)
        grid_at(grid, row, col + 1)->point = ' ';
}

static bool is_rule(const struct cell *cell)
{
    return cell->point == '-' || cell->point == '=' || cell->point == '|' ||
           (cell->look == LOOK_TITLE && cell->point == '+');
}

static void note_overlap(struct grid *grid, int row, int col, uint32_t point)
{
    const struct cell *cell = grid_at(grid, row, col);

    if (cell->point == ' ' || cell->point == point || is_rule(cell))
        return;
    if (grid->overlaps++ > 0)
        return;
    grid->overlap_row = row;
    grid->overlap_col = col;
}

static void set_cell(struct canvas canvas, int row, int col, enum look look,
                     uint32_t point)
{
    int grid_row = canvas.at.row + row;
    int grid_col = canvas.at.col + col;

    break_wide(canvas.grid, grid_row, grid_col);
    *grid_at(canvas.grid, grid_row, grid_col) =
        (struct cell){.point = point, .look = (uint8_t)look};
}

/* A sign of two cells needs both; at the edge a blank stands for it. */
static int put_sign(struct canvas canvas, int row, int col, enum look look,
                    uint32_t point, int cells)
{
    bool whole = is_inside(canvas, row, col) && is_inside(canvas, row, col + cells - 1);

    for (int i = 0; i < cells; i++) {
        if (!is_inside(canvas, row, col + i))
            continue;
        note_overlap(canvas.grid, canvas.at.row + row, canvas.at.col + col + i,
                     i == 0 ? point : 0);
        set_cell(canvas, row, col + i, look, ' ');
    }
    if (whole) {
        grid_at(canvas.grid, canvas.at.row + row, canvas.at.col + col)->point = point;
        if (cells == 2)
            grid_at(canvas.grid, canvas.at.row + row, canvas.at.col + col + 1)->point = 0;
    }
    return col + cells;
}

static int put_span(struct canvas canvas, int row, int col, enum look look,
                    struct span text)
{
    uint32_t point;
    int cells;

    while (col < canvas.at.cols && glyph_next(&text, canvas.grid->ascii, &point, &cells))
        col = put_sign(canvas, row, col, look, point, cells);
    return col;
}

int canvas_text(struct canvas canvas, int row, int col, enum look look, const char *text)
{
    return put_span(canvas, row, col, look, span_of(text));
}

int canvas_point(struct canvas canvas, int row, int col, enum look look, uint32_t point)
{
    char bytes[4];
    size_t count = utf8_put(point, bytes);
    return put_span(canvas, row, col, look, span_make(bytes, count));
}

int canvas_fit(struct canvas canvas, int row, int col, int cells, enum look look,
               const char *text)
{
    char short_text[GLYPH_TEXT_BYTES];
    int end = col + cells;

    canvas = canvas_part(canvas, (struct rect){.rows = canvas.at.rows, .cols = end});
    col = canvas_text(canvas, row, col, look,
                      glyph_shorten(text, cells, GLYPH_CUT_END, short_text));
    while (col < end)
        col = put_sign(canvas, row, col, look, ' ', 1);
    return end;
}

int canvas_print(struct canvas canvas, int row, int col, enum look look,
                 const char *format, ...)
{
    char text[GLYPH_TEXT_BYTES];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return canvas_text(canvas, row, col, look, text);
}

int canvas_wrap(struct canvas canvas, int row, int col, int rows, enum look look,
                const char *text)
{
    struct span rest = span_of(text);
    struct span line;
    int cells = canvas.at.cols - col;
    int taken = 0;

    while (taken < rows && row + taken < canvas.at.rows) {
        struct span before = rest;
        if (!glyph_line(&rest, cells, &line))
            break;
        bool is_last = taken + 1 == rows || row + taken + 1 == canvas.at.rows;
        if (is_last && span_trim(rest).bytes > 0) {
            char short_text[GLYPH_TEXT_BYTES];
            before = span_trim(before);
            char *left = mem_copy_bytes(before.at, before.bytes);
            canvas_text(canvas, row + taken, col, look,
                        glyph_shorten(left, cells, GLYPH_CUT_END, short_text));
            free(left);
        } else {
            put_span(canvas, row + taken, col, look, line);
        }
        taken++;
    }
    return taken;
}

void canvas_title(struct canvas canvas, int row, const char *text)
{
    char short_text[GLYPH_TEXT_BYTES];
    int col = canvas_text(canvas, row, 0, LOOK_TITLE, "-- ");

    col = canvas_text(canvas, row, col, LOOK_TITLE,
                      glyph_shorten(text, canvas.at.cols - 4, GLYPH_CUT_END, short_text));
    col = canvas_text(canvas, row, col, LOOK_TITLE, " ");
    while (col < canvas.at.cols)
        col = canvas_text(canvas, row, col, LOOK_TITLE, "-");
}

void canvas_column(struct canvas canvas, int col, uint32_t point)
{
    for (int row = 0; row < canvas.at.rows; row++)
        canvas_point(canvas, row, col, LOOK_TITLE, point);
}

void canvas_clear(struct canvas canvas)
{
    for (int row = 0; row < canvas.at.rows; row++) {
        for (int col = 0; col < canvas.at.cols; col++)
            set_cell(canvas, row, col, LOOK_PLAIN, ' ');
    }
}

void canvas_box(struct canvas canvas)
{
    int last_row = canvas.at.rows - 1;
    int last_col = canvas.at.cols - 1;

    for (int col = 0; col <= last_col; col++) {
        const char *edge = col == 0 || col == last_col ? "+" : "-";
        canvas_text(canvas, 0, col, LOOK_TITLE, edge);
        canvas_text(canvas, last_row, col, LOOK_TITLE, edge);
    }
    for (int row = 1; row < last_row; row++) {
        canvas_text(canvas, row, 0, LOOK_TITLE, "|");
        canvas_text(canvas, row, last_col, LOOK_TITLE, "|");
    }
}

void canvas_note(struct canvas canvas, int row, int col, int cells, unsigned notes)
{
    for (int i = 0; i < cells; i++) {
        if (!is_inside(canvas, row, col + i))
            continue;
        struct cell *cell =
            grid_at(canvas.grid, canvas.at.row + row, canvas.at.col + col + i);
        cell->notes = (uint8_t)(cell->notes | notes);
    }
}

void canvas_look(struct canvas canvas, int row, int col, int cells, enum look look)
{
    for (int i = 0; i < cells; i++) {
        if (is_inside(canvas, row, col + i))
            grid_at(canvas.grid, canvas.at.row + row, canvas.at.col + col + i)->look =
                (uint8_t)look;
    }
}

void canvas_cursor(struct canvas canvas, int row, int col)
{
    if (!is_inside(canvas, row, col))
        return;
    canvas.grid->cursor_row = canvas.at.row + row;
    canvas.grid->cursor_col = canvas.at.col + col;
}
