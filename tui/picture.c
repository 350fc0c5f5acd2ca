#include "tui/picture_inside.h"

#include <string.h>

#include "base/utf8.h"

#include "base/banned.h"

static const char *const endings[PICTURE_KIND_COUNT] = {[PICTURE_TEXT] = "txt",
                                                        [PICTURE_ANSI] = "ans",
                                                        [PICTURE_SVG] = "svg",
                                                        [PICTURE_HTML] = "html"};

const char *picture_ending(enum picture_kind kind)
{
    return endings[kind];
}

enum picture_kind picture_kind_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    const char *ending = dot == NULL ? path : dot + 1;
    int kind = 0;

    while (kind < PICTURE_KIND_COUNT && strcmp(ending, endings[kind]) != 0)
        kind++;
    return (enum picture_kind)kind;
}

static bool same_style(struct style a, struct style b)
{
    return a.colour == b.colour && a.bold == b.bold && a.dim == b.dim &&
           a.reverse == b.reverse && a.underline == b.underline;
}

static struct style style_at(const struct grid *grid, const struct theme *theme, int row,
                             int col)
{
    const struct cell *cell = grid_at(grid, row, col);
    return theme_style(theme, (enum look)cell->look, cell->notes);
}

/* ---- text with escape sequences ---- */

static void begin_style(struct buf *out, struct style style)
{
    buf_add_text(out, "\x1b[0");
    if (style.bold)
        buf_add_text(out, ";1");
    if (style.dim)
        buf_add_text(out, ";2");
    if (style.underline)
        buf_add_text(out, ";4");
    if (style.reverse)
        buf_add_text(out, ";7");
    if (style.colour != COLOUR_DEFAULT)
        buf_print(out, ";3%d", (int)style.colour);
    buf_add_byte(out, 'm');
}

static void add_point(struct buf *out, uint32_t point)
{
    char bytes[4];
    buf_add(out, bytes, utf8_put(point, bytes));
}

static void draw_ansi(const struct grid *grid, const struct theme *theme, struct buf *out)
{
    for (int row = 0; row < grid->rows; row++) {
        struct style before = {.colour = COLOUR_DEFAULT};
        for (int col = 0; col < grid->cols; col++) {
            struct style style = style_at(grid, theme, row, col);
            uint32_t point = grid_at(grid, row, col)->point;
            if (point == 0)
                continue;
            if (!same_style(style, before))
                begin_style(out, style);
            before = style;
            add_point(out, point);
        }
        buf_add_text(out, "\x1b[0m\n");
    }
}

/* ---- drawing ---- */

/*
 * A cell is 9 by 18 in a font of 15: what most fixed fonts take by themselves. Where one does
 * not, textLength stretches each run to the cells it owns.
 */
enum { CELL_WIDTH = 9, CELL_HEIGHT = 18, BASELINE = 14, MARGIN = 9 };

static const struct palette dark = {
    .ground = "#1b1e23",
    .text = "#d6d9de",
    .dim = "#868c96",
    .colours = {[COLOUR_RED] = "#ff6b6b",
                [COLOUR_GREEN] = "#7bd88f",
                [COLOUR_YELLOW] = "#f2c94c",
                [COLOUR_BLUE] = "#7aa2f7",
                [COLOUR_MAGENTA] = "#d58cff",
                [COLOUR_CYAN] = "#5fd7d7"},
};

static const struct palette light = {
    .ground = "#ffffff",
    .text = "#1b1e23",
    .dim = "#6b717b",
    .colours = {[COLOUR_RED] = "#b3261e",
                [COLOUR_GREEN] = "#1f7a33",
                [COLOUR_YELLOW] = "#8a6100",
                [COLOUR_BLUE] = "#1d4fb8",
                [COLOUR_MAGENTA] = "#8427a8",
                [COLOUR_CYAN] = "#0b6b75"},
};

const struct palette *picture_palette(const struct theme *theme)
{
    return strncmp(theme->name, "light", 5) == 0 ? &light : &dark;
}

const char *palette_ink(const struct palette *palette, struct style style)
{
    if (style.colour > 0 && style.colour <= COLOUR_CYAN)
        return palette->colours[style.colour];
    return style.dim ? palette->dim : palette->text;
}

/* Cells side by side that look alike. What is no ASCII stands alone: fonts differ on it. */
struct run {
    int row, col, cells;
    struct style style;
};

static bool next_run(const struct grid *grid, const struct theme *theme, int row, int col,
                     struct run *ret_run)
{
    struct run run = {.row = row, .col = col};

    if (col >= grid->cols)
        return false;
    run.style = style_at(grid, theme, row, col);
    while (col + run.cells < grid->cols) {
        int at = col + run.cells;
        uint32_t point = grid_at(grid, row, at)->point;
        bool alone = point >= 0x80;
        if (run.cells > 0 && point != 0 &&
            (alone || !same_style(run.style, style_at(grid, theme, row, at))))
            break;
        run.cells++;
        if (alone) {
            bool wide = at + 1 < grid->cols && grid_at(grid, row, at + 1)->point == 0;
            run.cells += wide;
            break;
        }
    }
    *ret_run = run;
    return true;
}

/* What XML cannot say, not even escaped, is told as the sign for "unknown". */
static bool is_xml(uint32_t point)
{
    return (point >= 0x20 && point < 0xd800) || (point > 0xdfff && point < 0xfffe) ||
           (point > 0xffff && point <= 0x10ffff);
}

void picture_add_point(struct buf *out, uint32_t point)
{
    if (point == '&')
        buf_add_text(out, "&amp;");
    else if (point == '<')
        buf_add_text(out, "&lt;");
    else if (point == '>')
        buf_add_text(out, "&gt;");
    else
        add_point(out, is_xml(point) ? point : 0xfffd);
}

void picture_add_text(struct buf *out, const char *text)
{
    struct span rest = span_of(text);
    uint32_t point;

    while (rest.bytes > 0) {
        utf8_next(&rest, &point);
        picture_add_point(out, point);
    }
}

static void draw_ground(const struct run *run, const struct palette *palette,
                        struct buf *out)
{
    if (run->style.reverse)
        buf_print(out,
                  "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n",
                  MARGIN + run->col * CELL_WIDTH, MARGIN + run->row * CELL_HEIGHT,
                  run->cells * CELL_WIDTH, CELL_HEIGHT, palette_ink(palette, run->style));
}

/* Blanks at its ends say nothing, and viewers disagree about their width. */
static struct run trim(const struct grid *grid, struct run run)
{
    while (run.cells > 0 && grid_at(grid, run.row, run.col)->point == ' ') {
        run.col++;
        run.cells--;
    }
    while (run.cells > 0 && grid_at(grid, run.row, run.col + run.cells - 1)->point == ' ')
        run.cells--;
    return run;
}

static void draw_run(const struct grid *grid, const struct run *whole,
                     const struct palette *palette, struct buf *out)
{
    struct run trimmed = trim(grid, *whole);
    const struct run *run = &trimmed;

    if (run->cells == 0)
        return;
    buf_print(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" fill=\"%s\"%s%s>",
              MARGIN + run->col * CELL_WIDTH, MARGIN + run->row * CELL_HEIGHT + BASELINE,
              run->cells * CELL_WIDTH,
              run->style.reverse ? palette->ground : palette_ink(palette, run->style),
              run->style.bold ? " font-weight=\"bold\"" : "",
              run->style.underline ? " text-decoration=\"underline\"" : "");
    for (int i = 0; i < run->cells; i++) {
        uint32_t point = grid_at(grid, run->row, run->col + i)->point;
        if (point != 0)
            picture_add_point(out, point);
    }
    buf_add_text(out, "</text>\n");
}

static void draw_svg(const struct grid *grid, const struct theme *theme,
                     const char *title, struct buf *out)
{
    const struct palette *palette = picture_palette(theme);
    int width = 2 * MARGIN + grid->cols * CELL_WIDTH;
    int height = 2 * MARGIN + grid->rows * CELL_HEIGHT;
    struct run run;

    buf_print(out,
              "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
              "viewBox=\"0 0 %d %d\" role=\"img\">\n<title>",
              width, height, width, height);
    picture_add_text(out, title);
    buf_print(out,
              "</title>\n<rect width=\"%d\" height=\"%d\" rx=\"6\" fill=\"%s\"/>\n"
              "<g xml:space=\"preserve\" font-size=\"15\" "
              "font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, "
              "monospace\">\n",
              width, height, palette->ground);
    for (int row = 0; row < grid->rows; row++) {
        for (int col = 0; next_run(grid, theme, row, col, &run); col += run.cells) {
            draw_ground(&run, palette, out);
            draw_run(grid, &run, palette, out);
        }
    }
    buf_add_text(out, "</g>\n</svg>\n");
}

void picture_draw(enum picture_kind kind, const struct grid *grid,
                  const struct theme *theme, const char *title, struct buf *out)
{
    switch (kind) {
    case PICTURE_ANSI:
        draw_ansi(grid, theme, out);
        break;
    case PICTURE_SVG:
        draw_svg(grid, theme, title, out);
        break;
    case PICTURE_HTML:
        picture_html(grid, theme, title, out);
        break;
    case PICTURE_TEXT:
    case PICTURE_KIND_COUNT:
        grid_print(grid, out);
        break;
    }
}
