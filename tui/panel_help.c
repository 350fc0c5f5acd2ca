/*
 * The keys, from the one table; those that are off now are dim. Under them the steps and
 * what the marks mean.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state/step.h"
#include "tui/gate.h"
#include "tui/glyph.h"
#include "tui/panel.h"

#include "base/banned.h"

enum { COLUMN_CELLS = 38, LABEL_CELLS = 12, LINES_MOST = 128 };

struct panel_help {
    struct panel panel;
    enum panel_kind about;
    int top; /* lines scrolled away */
    int lines, page;
};

static void help_free(struct panel *panel)
{
    free(panel);
}

static void help_settle(struct panel *panel, const struct scene *scene)
{
    (void)panel, (void)scene;
}

/* A line of the list of keys: the name of a group, or an entry under it. */
struct help_line {
    const char *group;
    const struct keymap_entry *entry;
};

static const char *const groups[] = {
    [GROUP_MOVE] = "MOVE",
    [GROUP_LOOK] = "LOOK",
    [GROUP_FIND] = "FIND",
    [GROUP_SORT] = "SORT",
    [GROUP_ACT] = "ACT (C L X change things)",
    [GROUP_LEAVE] = "COPY and LEAVE",
};

static bool is_shown(const struct keymap_entry *entry, enum panel_kind about)
{
    return entry->where == 0 || (entry->where & 1u << about) != 0;
}

static int collect(enum panel_kind about, struct help_line lines[LINES_MOST])
{
    int count = 0;

    for (int group = 0; group < GROUP_NONE; group++) {
        int head = count;
        for (size_t i = 0; i < keymap_count() && count + 2 < LINES_MOST; i++) {
            const struct keymap_entry *entry = keymap_at(i);
            if ((int)entry->group != group || !is_shown(entry, about))
                continue;
            if (count == head)
                lines[count++] = (struct help_line){.group = groups[group]};
            lines[count++] = (struct help_line){.entry = entry};
        }
    }
    return count;
}

static void draw_line(const struct help_line *line, const struct scene *scene,
                      struct canvas canvas, int row, int col, int cells)
{
    char why_not[GATE_WHY_BYTES];

    if (line->group != NULL) {
        canvas_fit(canvas, row, col, cells, LOOK_HEAD, line->group);
        return;
    }
    bool on = gate_is_open(line->entry->action, scene, NULL, why_not);
    enum look look = on ? LOOK_PLAIN : LOOK_DIM;
    canvas_fit(canvas, row, col, LABEL_CELLS, on ? LOOK_KEY : LOOK_DIM,
               line->entry->label);
    canvas_fit(canvas, row, col + LABEL_CELLS, cells - LABEL_CELLS - 1, look,
               line->entry->help);
}

/* ---- what stands under the keys ---- */

static void print_steps(char *out, size_t bytes)
{
    size_t at = (size_t)snprintf(out, bytes, "STEPS ");

    for (int number = 1; number <= STEP_COUNT; number++)
        at += (size_t)snprintf(out + at, bytes - at, " %d %s %s ", number,
                               step_name(number), step_actor(number, false));
}

static void print_marks(char *out, size_t bytes, bool ascii)
{
    static const struct {
        char mark;
        const char *means;
    } marks[] = {{'#', "done"},  {'>', "now"},      {'.', "to do"}, {'!', "failed"},
                 {'*', "stuck"}, {'~', "worse"},    {'=', "given"}, {'-', "none"},
                 {'<', "undo"},  {'?', "not known"}};
    size_t at = (size_t)snprintf(out, bytes, "MARKS ");

    for (size_t i = 0; i < ARRAY_COUNT(marks); i++) {
        const char *shown = "";
        char ascii_text[2] = {marks[i].mark, '\0'};
        uint32_t point = glyph_mark(marks[i].mark, ascii);
        shown = point == 0x2713   ? "\xe2\x9c\x93"
                : point == 0x25b8 ? "\xe2\x96\xb8"
                : point == 0x2717 ? "\xe2\x9c\x97"
                : point == 0x25c2 ? "\xe2\x97\x82"
                                  : ascii_text;
        at += (size_t)snprintf(out + at, bytes - at, " %s %s ", shown, marks[i].means);
    }
}

static int draw_legend(struct canvas canvas, int row, const struct scene *scene)
{
    char text[512];

    print_steps(text, sizeof text);
    row += canvas_wrap(canvas, row, 2, 3, LOOK_PLAIN, text);
    print_marks(text, sizeof text, scene->ascii);
    row += canvas_wrap(canvas, row, 2, 3, LOOK_PLAIN, text);
    row += canvas_wrap(
        canvas, row, 2, 3, LOOK_PLAIN,
        "From k9s: Ctrl-D is half a page, never delete; d y c / : ? Esc 0 Ctrl-R "
        "Space and N A P S are the same. From htop: F1 F3 F5 F9 F10. From less: g G "
        "Ctrl-F Ctrl-B / q F. Esc late in tmux: set -sg escape-time 10");
    return row;
}

/* Drawn once on a tall canvas of its own, of which a window is shown. */
static int draw_all(const struct panel_help *self, const struct scene *scene,
                    struct canvas canvas)
{
    struct help_line lines[LINES_MOST];
    int count = collect(self->about, lines);
    int columns = canvas.at.cols / COLUMN_CELLS;
    int cells = canvas.at.cols / columns;
    int rows = (count + columns - 1) / columns;

    for (int i = 0; i < count; i++)
        draw_line(&lines[i], scene, canvas, i % rows, i / rows * cells + 1, cells);
    return draw_legend(canvas, rows + 1, scene);
}

static void copy_window(const struct grid *from, int top, struct canvas to)
{
    for (int row = 0; row < to.at.rows && row + top < from->rows; row++) {
        for (int col = 0; col < to.at.cols && col < from->cols; col++)
            *grid_at(to.grid, to.at.row + row, to.at.col + col) =
                *grid_at(from, row + top, col);
    }
}

static void help_draw(struct panel *panel, const struct scene *scene,
                      struct canvas canvas)
{
    struct panel_help *self = (struct panel_help *)panel;
    struct grid tall;
    struct canvas inner = canvas_part(canvas, (struct rect){.row = 1,
                                                            .col = 1,
                                                            .rows = canvas.at.rows - 2,
                                                            .cols = canvas.at.cols - 2});

    canvas_box(canvas);
    grid_init(&tall, LINES_MOST, inner.at.cols, scene->ascii);
    self->lines = draw_all(self, scene, canvas_of(&tall));
    self->page = inner.at.rows;
    if (self->top > self->lines - self->page)
        self->top = self->lines > self->page ? self->lines - self->page : 0;
    copy_window(&tall, self->top, inner);
    grid_release(&tall);
    canvas_text(canvas, 0, 0, LOOK_TITLE,
                self->lines > self->page
                    ? "+-- keys   j k scroll   Esc closes   grey: off now "
                    : "+-- keys   Esc closes   grey: off now ");
}

static struct want scroll(struct panel_help *self, int by)
{
    /* Before it was drawn once, nobody knows how long it is. */
    int most = self->page == 0            ? LINES_MOST
               : self->lines > self->page ? self->lines - self->page
                                          : 0;

    self->top += by;
    self->top = self->top < 0 ? 0 : self->top > most ? most : self->top;
    return want_drawn();
}

static struct want help_act(struct panel *panel, const struct scene *scene,
                            enum action action)
{
    struct panel_help *self = (struct panel_help *)panel;

    (void)scene;
    switch (action) {
    case ACTION_DOWN:
        return scroll(self, 1);
    case ACTION_UP:
        return scroll(self, -1);
    case ACTION_HALF_DOWN:
    case ACTION_PAGE_DOWN:
        return scroll(self, self->page / 2 + 1);
    case ACTION_HALF_UP:
    case ACTION_PAGE_UP:
        return scroll(self, -(self->page / 2 + 1));
    case ACTION_TOP:
        return scroll(self, -LINES_MOST);
    case ACTION_BOTTOM:
        return scroll(self, LINES_MOST);
    case ACTION_HELP:
        return (struct want){.kind = WANT_CLOSE};
    default:
        return want_nothing();
    }
}

static struct subject help_subject(const struct panel *panel, const struct scene *scene)
{
    (void)panel, (void)scene;
    return (struct subject){0};
}

static bool help_note(const struct panel *panel, const struct scene *scene,
                      char out[PANEL_NOTE_BYTES])
{
    (void)panel, (void)scene;
    snprintf(out, PANEL_NOTE_BYTES,
             "every state is a word and a mark; colour only repeats it");
    return true;
}

static const struct panel_ops ops = {
    .kind = PANEL_HELP,
    .free = help_free,
    .settle = help_settle,
    .draw = help_draw,
    .act = help_act,
    .subject = help_subject,
    .note = help_note,
};

struct panel *panel_help_new(enum panel_kind about)
{
    struct panel_help *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    self->about = about;
    return &self->panel;
}
