#include "screen/rules.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/span.h"
#include "base/utf8.h"
#include "tui/glyph.h"
#include "tui/layout.h"

#include "base/banned.h"

enum { LINE_BYTES = 4096, FULL_COLS = 80 };

static char complaint[LINE_BYTES + 256];

static const char *broken(const char *what, const char *line)
{
    snprintf(complaint, sizeof complaint, "%s: |%s|", what, line);
    return complaint;
}

/* One row as text, of full width, so that columns can be asked for while all is ASCII. */
static const char *line_of(const struct grid *grid, int row, char out[LINE_BYTES])
{
    size_t at = 0;

    for (int col = 0; col < grid->cols && at + 4 < LINE_BYTES; col++) {
        uint32_t point = grid_at(grid, row, col)->point;
        if (point != 0)
            at += utf8_put(point, out + at);
    }
    out[at] = '\0';
    return out;
}

static bool fits(const char *text, const char *pattern)
{
    regex_t regex;

    if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
        return false;
    bool found = regexec(&regex, text, 0, NULL, 0) == 0;
    regfree(&regex);
    return found;
}

/* ---- cells ---- */

static const char *cell_broken(const struct grid *grid, int row, int col)
{
    uint32_t point = grid_at(grid, row, col)->point;
    uint32_t before = col > 0 ? grid_at(grid, row, col - 1)->point : 0;
    char bytes[4];
    uint32_t again;
    int cells;

    if (point == 0)
        return before == 0 ? "a right half without its left" : NULL;
    if (grid->ascii)
        return point < ' ' || point > '~' ? "a sign that is not ASCII" : NULL;
    struct span span = span_make(bytes, utf8_put(point, bytes));
    if (!glyph_next(&span, false, &again, &cells) || again != point)
        return "a sign that is not for the screen";
    bool has_half = col + 1 < grid->cols && grid_at(grid, row, col + 1)->point == 0;
    return (cells == 2) != has_half ? "a sign that is wider than its place" : NULL;
}

static const char *check_cells(const struct grid *grid)
{
    char line[LINE_BYTES];

    for (int row = 0; row < grid->rows; row++) {
        for (int col = 0; col < grid->cols; col++) {
            const char *wrong = cell_broken(grid, row, col);
            if (wrong != NULL)
                return broken(wrong, line_of(grid, row, line));
        }
    }
    if (grid->cursor_row >= grid->rows || grid->cursor_col >= grid->cols)
        return "the cursor is off the screen";
    return NULL;
}

static const char *check_overlaps(const struct grid *grid)
{
    char what[64];
    char line[LINE_BYTES];

    if (grid->overlaps == 0)
        return NULL;
    snprintf(what, sizeof what, "something was drawn over a sign at %d:%d",
             grid->overlap_row + 1, grid->overlap_col + 1);
    return broken(what, line_of(grid, grid->overlap_row, line));
}

/* ---- rows ---- */

#define FOR  "[0-9]+[smhd][0-9smhd]*"
#define LOST "LOST( " FOR ")?(, retry [0-9]+ (now|in " FOR "))?"
#define AGE  "(<?" FOR "(/" FOR ")?|connecting( [0-9.]+s)?|" LOST "|off|denied)"

static const char *check_header(const struct grid *grid)
{
    char line[LINE_BYTES];
    char clock[9] = "";

    line_of(grid, 0, line);
    if (!fits(line, "^ elbtop  (LIVE|STALE|SIMULATOR STALE|SIMULATOR|REPLAY)  "
                    "\\[R[OW]\\]( locked)?( PROTECTED( armed [^ ]+)?)?  "))
        return broken("row 1 does not say where this is", line);
    if (grid->cols >= FULL_COLS && !fits(line, "  ctx [^ ]+"))
        return broken("row 1 names no context", line);
    if (grid->cols >= FULL_COLS && !fits(line, " ns [^ ]+"))
        return broken("row 1 names no namespace", line);
    for (int i = 0; i < 8; i++)
        clock[i] = (char)grid_at(grid, 0, grid->cols - 9 + i)->point;
    if (!fits(clock, "^[0-9]{2}:[0-9]{2}:[0-9]{2}$"))
        return broken("row 1 has no clock at its end", line);
    return NULL;
}

static const char *check_ages(const struct grid *grid)
{
    char line[LINE_BYTES];

    line_of(grid, 1, line);
    if (!fits(line, "^ k8s " AGE " +elb " AGE " +eip " AGE "( |$)"))
        return broken("row 2 has no ages of k8s, elb, eip", line);
    if (!fits(line, "NEEDS YOU: [0-9]+|all [0-9]+ ready|no Services|not read yet"
                    "|[0-9]+ (moving|deleting|ready|unknown)|nothing here costs "
                    "money|costs nothing"))
        return broken("row 2 has no verdict", line);
    return fits(line, "\\| *$") ? broken("row 2 parts something from nothing", line)
                                : NULL;
}

static const char *check_title(const struct grid *grid)
{
    char line[LINE_BYTES];

    line_of(grid, 2, line);
    return fits(line, "^\\+?-- [A-Za-z]+") ? NULL : broken("row 3 is no title", line);
}

static const char *check_messages(const struct grid *grid)
{
    char line[LINE_BYTES];

    line_of(grid, grid->rows - 2, line);
    return line[0] == ' ' ? NULL : broken("the message row has no margin", line);
}

/* The same but for blanks at their ends. */
static bool is_same_line(const char *line, char *wanted)
{
    size_t used = strlen(wanted);

    while (used > 0 && wanted[used - 1] == ' ')
        wanted[--used] = '\0';
    return strncmp(line, wanted, used) == 0 &&
           line[used + strspn(line + used, " ")] == '\0';
}

/* Each hint stands where it should, and behind the last one there is nothing. */
static const char *check_hints(const struct grid *grid, const struct keymap *keymap,
                               enum panel_kind top)
{
    const struct keymap_entry *hints[KEYMAP_MOST_HINTS];
    size_t count = keymap_hints(keymap, top, grid->cols, hints);
    char line[LINE_BYTES];
    char wanted[LINE_BYTES] = " ";
    size_t at = 1;

    line_of(grid, grid->rows - 1, line);
    for (size_t i = 0; i < count; i++)
        at += (size_t)snprintf(wanted + at, sizeof wanted - at, "%.*s %s  ",
                               (int)strcspn(hints[i]->label, " "), hints[i]->label,
                               keymap_hint_text(hints[i], grid->cols));
    if (!is_same_line(line, wanted))
        return broken("the last row is not the hints", line);
    return count > 0 && hints[count - 1]->action == ACTION_HELP
               ? NULL
               : broken("the last row does not end in help", line);
}

static const char *check_tiny(const struct grid *grid)
{
    char line[LINE_BYTES];

    line_of(grid, 0, line);
    for (int row = 1; row < grid->rows; row++) {
        char more[LINE_BYTES];
        if (span_trim(span_of(line_of(grid, row, more))).bytes > 0)
            return broken("too small, and yet there is a second line", more);
    }
    return grid->cols < 20 || fits(line, "^elbtop: [0-9]+ ")
               ? NULL
               : broken("too small, and it is not said", line);
}

const char *rules_broken(const struct grid *grid, const struct keymap *keymap,
                         enum panel_kind top)
{
    const char *wrong = check_cells(grid);

    if (wrong == NULL)
        wrong = check_overlaps(grid);
    if (wrong != NULL)
        return wrong;
    if (grid->rows < LAYOUT_LEAST_ROWS || grid->cols < LAYOUT_LEAST_COLS)
        return check_tiny(grid);
    wrong = check_header(grid);
    if (wrong == NULL)
        wrong = check_ages(grid);
    if (wrong == NULL)
        wrong = check_title(grid);
    if (wrong == NULL)
        wrong = check_messages(grid);
    if (wrong == NULL)
        wrong = check_hints(grid, keymap, top);
    return wrong;
}
