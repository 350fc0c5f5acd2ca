#include "tui/page.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tui/glyph.h"

#include "base/banned.h"

void page_release(struct page *page)
{
    arena_release(&page->arena);
    *page = (struct page){0};
}

static void add(struct page *page, enum look look, const char *label, const char *format,
                va_list args) __attribute__((format(printf, 4, 0)));

static void add(struct page *page, enum look look, const char *label, const char *format,
                va_list args)
{
    char text[2048];

    if (page->count == PAGE_LINES)
        return;
    vsnprintf(text, sizeof text, format, args);
    page->lines[page->count++] =
        (struct page_line){.label = arena_text(&page->arena, label),
                           .text = arena_text(&page->arena, text),
                           .look = look};
}

void page_head(struct page *page, const char *text)
{
    if (page->count > 0)
        page_add(page, NULL, "%s", "");
    page_add_look(page, LOOK_HEAD, NULL, "%s", text);
}

void page_add(struct page *page, const char *label, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add(page, LOOK_PLAIN, label, format, args);
    va_end(args);
}

void page_add_look(struct page *page, enum look look, const char *label,
                   const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add(page, look, label, format, args);
    va_end(args);
}

static int rows_of(const struct page_line *line, int cells)
{
    struct span rest = span_of(line->text);
    struct span part;
    int rows = 0;

    while (glyph_line(&rest, cells, &part))
        rows++;
    return rows > 0 ? rows : 1;
}

static int text_col(const struct page_line *line, int label_cells)
{
    return line->label == NULL ? 1 : 2 + label_cells;
}

int page_rows(const struct page *page, int cols, int label_cells)
{
    int rows = 0;

    for (int i = 0; i < page->count; i++)
        rows += rows_of(&page->lines[i], cols - text_col(&page->lines[i], label_cells));
    return rows;
}

/* Rows above the window are wrapped as well, only not shown. */
static void draw_text(const struct page_line *line, struct canvas canvas, int row,
                      int col)
{
    struct span rest = span_of(line->text);
    struct span part;
    char text[GLYPH_TEXT_BYTES];

    while (glyph_line(&rest, canvas.at.cols - col, &part)) {
        snprintf(text, sizeof text, "%.*s", (int)part.bytes, part.at);
        canvas_text(canvas, row++, col, line->look, text);
    }
}

void page_draw(const struct page *page, struct canvas canvas, int top, int label_cells)
{
    int row = -top;

    for (int i = 0; i < page->count && row < canvas.at.rows; i++) {
        const struct page_line *line = &page->lines[i];
        int col = text_col(line, label_cells);
        if (line->label != NULL)
            canvas_fit(canvas, row, 2, label_cells - 1, LOOK_STRONG, line->label);
        draw_text(line, canvas, row, col);
        row += rows_of(line, canvas.at.cols - col);
    }
}
