/*
 * A screen as a page: rows of text in <pre>, what looks alike in one <span>. The classes are
 * the looks and notes of the cells, and the rules of those that occur stand in the page.
 */
#include "tui/picture_inside.h"

#include <stdio.h>

#include "base/mem.h"

#include "base/banned.h"

enum { NOTE_COUNT = 4, NOTE_SETS = 1 << NOTE_COUNT };

static const char *const looks[LOOK_COUNT] = {
    [LOOK_PLAIN] = "plain",        [LOOK_DIM] = "dim",
    [LOOK_STRONG] = "strong",      [LOOK_TITLE] = "title",
    [LOOK_HEAD] = "head",          [LOOK_BAD] = "bad",
    [LOOK_ALARM] = "alarm",        [LOOK_WARN] = "warn",
    [LOOK_ORPHAN] = "orphan",      [LOOK_KEY] = "key",
    [LOOK_LOST] = "lost",          [LOOK_SIM] = "sim",
    [LOOK_PROTECTED] = "protected"};

/* By the bits of enum cell_note. */
static const char *const notes[NOTE_COUNT] = {"selected", "changed", "old", "gone"};

static unsigned notes_of(const struct cell *cell)
{
    return cell->notes & (NOTE_SETS - 1);
}

/* "bad old" in an attribute, ".bad.old" in a rule. */
static void add_classes(struct buf *out, unsigned look, unsigned set, const char *before)
{
    buf_print(out, "%s%s", before, looks[look]);
    for (int i = 0; i < NOTE_COUNT; i++) {
        if ((set & 1u << i) != 0)
            buf_print(out, "%s%s", before[0] == '\0' ? " " : before, notes[i]);
    }
}

/* ---- the rules ---- */

static void add_rule(struct buf *out, const struct theme *theme, unsigned look,
                     unsigned set)
{
    const struct palette *palette = picture_palette(theme);
    struct style style = theme_style(theme, (enum look)look, set);
    const char *ink = palette_ink(palette, style);

    add_classes(out, look, set, ".");
    if (style.reverse)
        buf_print(out, "{color:%s;background:%s", palette->ground, ink);
    else
        buf_print(out, "{color:%s", ink);
    buf_print(out, "%s%s}\n", style.bold ? ";font-weight:bold" : "",
              style.underline ? ";text-decoration:underline" : "");
}

/* More notes stand behind fewer: of two rules as narrow the later one holds. */
static void add_rules(const struct grid *grid, const struct theme *theme, struct buf *out)
{
    bool occurs[LOOK_COUNT][NOTE_SETS] = {{false}};

    for (int row = 0; row < grid->rows; row++) {
        for (int col = 0; col < grid->cols; col++) {
            const struct cell *cell = grid_at(grid, row, col);
            occurs[cell->look][notes_of(cell)] = true;
        }
    }
    for (unsigned set = 0; set < NOTE_SETS; set++) {
        for (unsigned look = 0; look < LOOK_COUNT; look++) {
            if (occurs[look][set])
                add_rule(out, theme, look, set);
        }
    }
}

static void add_head(const struct grid *grid, const struct theme *theme,
                     const char *title, struct buf *out)
{
    const struct palette *palette = picture_palette(theme);

    buf_add_text(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                      "<meta charset=\"utf-8\"/>\n"
                      "<meta http-equiv=\"Content-Security-Policy\" "
                      "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
                      "<title>");
    picture_add_text(out, title);
    buf_print(out,
              "</title>\n<style>\n"
              "body{background:%s;color:%s}\n"
              "pre{font-family:ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;"
              "line-height:1.2}\n"
              ".one,.two{display:inline-block;overflow:hidden;vertical-align:top}\n"
              ".one{width:1ch}\n.two{width:2ch}\n",
              palette->ground, palette->text);
    add_rules(grid, theme, out);
    buf_add_text(out, "</style>\n</head>\n<body>\n<pre>\n");
}

/* ---- the rows ---- */

static bool is_alike(const struct cell *a, const struct cell *b)
{
    return a->look == b->look && notes_of(a) == notes_of(b);
}

/* What is no ASCII gets a box as wide as its cells: fonts differ on it. */
static int add_alone(const struct grid *grid, int row, int col, struct buf *out)
{
    bool wide = col + 1 < grid->cols && grid_at(grid, row, col + 1)->point == 0;

    buf_print(out, "<span class=\"%s\">", wide ? "two" : "one");
    picture_add_point(out, grid_at(grid, row, col)->point);
    buf_add_text(out, "</span>");
    return wide ? 2 : 1;
}

static int add_run(const struct grid *grid, int row, int col, struct buf *out)
{
    const struct cell *first = grid_at(grid, row, col);
    int at = col;

    buf_add_text(out, "<span class=\"");
    add_classes(out, first->look, notes_of(first), "");
    buf_add_text(out, "\">");
    while (at < grid->cols && is_alike(first, grid_at(grid, row, at))) {
        uint32_t point = grid_at(grid, row, at)->point;
        if (point >= 0x80) {
            at += add_alone(grid, row, at, out);
            continue;
        }
        picture_add_point(out, point == 0 ? ' ' : point);
        at++;
    }
    buf_add_text(out, "</span>");
    return at;
}

void picture_html(const struct grid *grid, const struct theme *theme, const char *title,
                  struct buf *out)
{
    add_head(grid, theme, title, out);
    for (int row = 0; row < grid->rows; row++) {
        for (int col = 0; col < grid->cols;)
            col = add_run(grid, row, col, out);
        buf_add_byte(out, '\n');
    }
    buf_add_text(out, "</pre>\n</body>\n</html>\n");
}
