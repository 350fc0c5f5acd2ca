#include "tui/sheet.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/banned.h"

enum { SHEET_TEXT_BYTES = 1024, ENTRY_ROWS = 3 };

struct sheet sheet_on(struct canvas canvas, int row, int rows)
{
    return (struct sheet){.canvas = canvas_rows(canvas, row, rows)};
}

int sheet_left(const struct sheet *sheet)
{
    return sheet->canvas.at.rows - sheet->row;
}

void sheet_title(struct sheet *sheet, const char *text)
{
    if (sheet_left(sheet) > 0)
        canvas_title(sheet->canvas, sheet->row++, text);
}

void sheet_line(struct sheet *sheet, enum look look, const char *format, ...)
{
    char text[SHEET_TEXT_BYTES];
    va_list args;

    if (sheet_left(sheet) <= 0)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    canvas_fit(sheet->canvas, sheet->row++, 1, sheet->canvas.at.cols - 2, look, text);
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

void sheet_words(struct sheet *sheet, enum look look, int most, const char *format, ...)
{
    char text[SHEET_TEXT_BYTES];
    va_list args;

    if (sheet_left(sheet) <= 0)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    sheet->row += canvas_wrap(sheet->canvas, sheet->row, 1,
                              least(most, sheet_left(sheet)), look, text);
}

void sheet_entry(struct sheet *sheet, int cells, const char *label, const char *format,
                 ...)
{
    char text[SHEET_TEXT_BYTES];
    va_list args;

    if (sheet_left(sheet) <= 0)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    canvas_fit(sheet->canvas, sheet->row, 1, cells - 1, LOOK_STRONG, label);
    int rows = canvas_wrap(sheet->canvas, sheet->row, 1 + cells,
                           least(ENTRY_ROWS, sheet_left(sheet)), LOOK_PLAIN, text);
    sheet->row += rows > 0 ? rows : 1;
}
