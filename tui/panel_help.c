/*
 * The keys, from the one table; those that are off now are dim, and the cursor tells why.
 * Enter runs the key under it. Below stand the steps and what the marks mean.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state/step.h"
#include "tui/gate.h"
#include "tui/glyph.h"
#include "tui/key.h"
#include "tui/panel.h"
#include "tui/reader.h"

#include "base/banned.h"

enum { COLUMN_CELLS = 38, LABEL_CELLS = 12, LINES_MOST = 128 };

struct panel_help {
    struct panel panel;
    enum panel_kind about;
    bool replay;                 /* over a recording */
    const struct keymap *keymap; /* borrowed, of the scene */
    int at;   /* the line under the cursor; never the name of a group */
    int rows; /* of one column, when it was drawn last */
    struct reader reader;
};

static struct panel_help *self_of(struct panel *panel)
{
    return (struct panel_help *)panel;
}

static void help_free(struct panel *panel)
{
    reader_release(&self_of(panel)->reader);
    free(panel);
}

static void help_settle(struct panel *panel, const struct scene *scene)
{
    self_of(panel)->keymap = scene->keymap;
    self_of(panel)->replay = scene->snapshot != NULL && scene->snapshot->replay.on;
}

/* A line of the list of keys: the name of a group, or an entry under it. */
struct help_line {
    const char *group;
    const struct keymap_entry *entry;
};

static const char *const groups[] = {
    [GROUP_MOVE] = "MOVE", [GROUP_LOOK] = "LOOK", [GROUP_FIND] = "FIND",
    [GROUP_SORT] = "SORT", [GROUP_ACT] = "ACT",   [GROUP_LEAVE] = "COPY and LEAVE",
};

static bool is_shown(const struct panel_help *self, const struct keymap_entry *entry)
{
    unsigned where = 1u << self->about;

    if (self->replay)
        where |= 1u << KEYS_OF_REPLAY;
    return entry->where == 0 || (entry->where & where) != 0;
}

static int collect(const struct panel_help *self, struct help_line lines[LINES_MOST])
{
    size_t entries = keymap_count(self->keymap);
    int count = 0;

    for (int group = 0; group < GROUP_NONE; group++) {
        int head = count;
        for (size_t i = 0; i < entries && count + 2 < LINES_MOST; i++) {
            const struct keymap_entry *entry = keymap_at(self->keymap, i);
            if ((int)entry->group != group || !is_shown(self, entry))
                continue;
            if (count == head)
                lines[count++] = (struct help_line){.group = groups[group]};
            lines[count++] = (struct help_line){.entry = entry};
        }
    }
    return count;
}

static const char *group_title(const char *group, const struct keymap *keymap,
                               char out[64])
{
    if (group != groups[GROUP_ACT])
        return group;
    snprintf(out, 64, "%s (%s %s %s change things)", group,
             keymap_name(keymap, PANEL_SERVICES, ACTION_NEW),
             keymap_name(keymap, PANEL_SERVICES, ACTION_LINK),
             keymap_name(keymap, PANEL_SERVICES, ACTION_TEAR));
    return out;
}

static void draw_line(const struct help_line *line, const struct scene *scene,
                      struct canvas canvas, int row, int col, int cells)
{
    char why_not[GATE_WHY_BYTES];
    char title[64];

    if (line->group != NULL) {
        canvas_fit(canvas, row, col, cells, LOOK_HEAD,
                   group_title(line->group, scene->keymap, title));
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

/*
 * Keys of other programs that do the same here, as long as nobody gave them another meaning;
 * between them words, which have no key.
 */
static const struct habit {
    uint32_t key;
    enum action action;
    const char *words;
} habits[] = {
    {'d', ACTION_DESCRIBE, NULL},
    {'y', ACTION_YAML, NULL},
    {'c', ACTION_COPY, NULL},
    {'/', ACTION_FILTER, NULL},
    {':', ACTION_COMMAND, NULL},
    {'?', ACTION_HELP, NULL},
    {K_ESCAPE, ACTION_BACK, NULL},
    {'0', ACTION_ALL_NAMESPACES, NULL},
    {K_CTRL('r'), ACTION_REFRESH, NULL},
    {K_SPACE, ACTION_MARK, NULL},
    {K_NONE, ACTION_NONE, " and"},
    {'N', ACTION_SORT_NAME, NULL},
    {'A', ACTION_SORT_AGE, NULL},
    {'P', ACTION_SORT_NAMESPACE, NULL},
    {'S', ACTION_SORT_STATE, NULL},
    {K_NONE, ACTION_NONE, " are the same. From htop:"},
    {K_F1, ACTION_HELP, NULL},
    {K_F1 + 2, ACTION_FILTER, NULL},
    {K_F1 + 4, ACTION_REFRESH, NULL},
    {K_F1 + 8, ACTION_TEAR, NULL},
    {K_F1 + 9, ACTION_QUIT, NULL},
    {K_NONE, ACTION_NONE, ". From less:"},
    {'g', ACTION_TOP, NULL},
    {'G', ACTION_BOTTOM, NULL},
    {K_CTRL('f'), ACTION_PAGE_DOWN, NULL},
    {K_CTRL('b'), ACTION_PAGE_UP, NULL},
    {'/', ACTION_FILTER, NULL},
    {'q', ACTION_CLOSE, NULL},
    {'F', ACTION_FOLLOW, NULL},
};

static bool does(const struct keymap *keymap, uint32_t key, enum action action)
{
    const struct keymap_entry *entry = keymap_find(keymap, PANEL_SERVICES, key);
    return entry != NULL && entry->action == action;
}

static void print_habits(const struct keymap *keymap, char *out, size_t bytes)
{
    bool is_half = does(keymap, K_CTRL('d'), ACTION_HALF_DOWN);
    size_t at = (size_t)snprintf(out, bytes, "From k9s:%s",
                                 is_half ? " Ctrl-D is half a page, never delete;" : "");

    for (size_t i = 0; i < ARRAY_COUNT(habits) && at < bytes; i++) {
        const struct habit *habit = &habits[i];
        char name[16];
        if (habit->words != NULL)
            at += (size_t)snprintf(out + at, bytes - at, "%s", habit->words);
        else if (does(keymap, habit->key, habit->action))
            at += (size_t)snprintf(out + at, bytes - at, " %s",
                                   key_label(habit->key, name));
    }
    if (at < bytes)
        snprintf(out + at, bytes - at, ". Esc late in tmux: set -sg escape-time 10");
}

static int draw_legend(struct canvas canvas, int row, const struct scene *scene)
{
    char text[512];

    print_steps(text, sizeof text);
    row += canvas_wrap(canvas, row, 2, 3, LOOK_PLAIN, text);
    print_marks(text, sizeof text, scene->ascii);
    row += canvas_wrap(canvas, row, 2, 3, LOOK_PLAIN, text);
    print_habits(scene->keymap, text, sizeof text);
    row += canvas_wrap(canvas, row, 2, 3, LOOK_PLAIN, text);
    return row;
}

static void draw_cursor(struct canvas canvas, int row, int col, int cells)
{
    canvas_note(canvas, row, col, cells, CELL_SELECTED);
    canvas_text(canvas, row, col - 1, LOOK_STRONG, ">");
}

/* Returns how many rows were drawn. */
static int draw_all(struct panel_help *self, const struct scene *scene,
                    struct canvas canvas)
{
    struct help_line lines[LINES_MOST];
    int count = collect(self, lines);
    int columns = canvas.at.cols / COLUMN_CELLS;
    int cells = canvas.at.cols / columns;

    self->rows = (count + columns - 1) / columns;
    for (int i = 0; i < count; i++) {
        int col = i / self->rows * cells + 1;
        draw_line(&lines[i], scene, canvas, i % self->rows, col, cells);
        if (i == self->at)
            draw_cursor(canvas, i % self->rows, col, cells - 1);
    }
    return draw_legend(canvas, self->rows + 1, scene);
}

static void help_draw(struct panel *panel, const struct scene *scene,
                      struct canvas canvas)
{
    struct panel_help *self = self_of(panel);
    struct canvas inner = canvas_part(canvas, (struct rect){.row = 1,
                                                            .col = 1,
                                                            .rows = canvas.at.rows - 2,
                                                            .cols = canvas.at.cols - 2});

    canvas_box(canvas);
    int rows =
        draw_all(self, scene,
                 reader_begin(&self->reader, LINES_MOST, inner.at.cols, scene->ascii));
    reader_show(&self->reader, rows, inner);
    canvas_print(canvas, 0, 0, LOOK_TITLE,
                 "+-- keys   %s searches   Enter runs it   grey: off now   Esc closes ",
                 keymap_name(scene->keymap, PANEL_HELP, ACTION_FILTER));
}

/* ---- the cursor ---- */

static bool is_entry(const struct help_line *lines, int count, int at)
{
    return at >= 0 && at < count && lines[at].entry != NULL;
}

/* To the next line that is an entry, `by` lines away at least; to the last one on this side
 * where there is none. */
static void move(struct panel_help *self, int by)
{
    struct help_line lines[LINES_MOST];
    int count = collect(self, lines);
    int step = by < 0 ? -1 : 1;
    int at = self->at + by;

    at = at < 0 ? 0 : at >= count ? count - 1 : at;
    while (at >= 0 && at < count && !is_entry(lines, count, at))
        at += step;
    while (count > 0 && !is_entry(lines, count, at) && at != self->at)
        at -= step;
    if (!is_entry(lines, count, at))
        return;
    self->at = at;
    if (self->rows > 0)
        reader_reveal(&self->reader, at % self->rows == 1 ? 0 : at % self->rows);
}

static bool holds(const struct help_line *line, const char *needle)
{
    return line->entry != NULL && (strcasestr(line->entry->label, needle) != NULL ||
                                   strcasestr(line->entry->help, needle) != NULL);
}

/* From `from` on, round the end. */
static void seek(struct panel_help *self, int from, int step)
{
    struct help_line lines[LINES_MOST];
    int count = collect(self, lines);

    for (int i = 0; i < count; i++) {
        int at = (from + i * step + count) % count;
        if (holds(&lines[at], self->reader.needle)) {
            self->at = at;
            move(self, 0);
            return;
        }
    }
}

static void help_search(struct panel *panel, const char *text)
{
    struct panel_help *self = self_of(panel);

    reader_search(&self->reader, text);
    if (text[0] != '\0')
        seek(self, self->at, 1);
}

static struct want run(const struct panel_help *self)
{
    struct help_line lines[LINES_MOST];

    collect(self, lines);
    return (struct want){.kind = WANT_RUN, .action = lines[self->at].entry->action};
}

static struct want move_by(struct panel_help *self, int by)
{
    move(self, by);
    return want_drawn();
}

static struct want help_act(struct panel *panel, const struct scene *scene,
                            enum action action)
{
    struct panel_help *self = self_of(panel);
    int page = self->reader.shown > 1 ? self->reader.shown : 2;

    (void)scene;
    switch (action) {
    case ACTION_DOWN:
        return move_by(self, 1);
    case ACTION_UP:
        return move_by(self, -1);
    case ACTION_LEFT:
        return move_by(self, -self->rows);
    case ACTION_RIGHT:
        return move_by(self, self->rows);
    case ACTION_HALF_DOWN:
        return move_by(self, page / 2);
    case ACTION_HALF_UP:
        return move_by(self, -page / 2);
    case ACTION_PAGE_DOWN:
        return move_by(self, page);
    case ACTION_PAGE_UP:
        return move_by(self, -page);
    case ACTION_TOP:
        return move_by(self, -LINES_MOST);
    case ACTION_BOTTOM:
        return move_by(self, LINES_MOST);
    case ACTION_MATCH_NEXT:
    case ACTION_MATCH_BEFORE:
        if (self->reader.needle[0] == '\0')
            return want_nothing();
        seek(self, self->at + (action == ACTION_MATCH_NEXT ? 1 : -1),
             action == ACTION_MATCH_NEXT ? 1 : -1);
        return want_drawn();
    case ACTION_BACK:
        return reader_act(&self->reader, action) ? want_drawn() : want_nothing();
    case ACTION_ENTER:
        return run(self);
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
    const struct panel_help *self = (const struct panel_help *)panel;
    struct help_line lines[LINES_MOST];
    char why_not[GATE_WHY_BYTES];

    collect(self, lines);
    const struct keymap_entry *entry = lines[self->at].entry;
    if (!gate_is_open(entry->action, scene, NULL, why_not))
        snprintf(out, PANEL_NOTE_BYTES, "%s is off: %s", entry->label, why_not);
    else if (self->reader.needle[0] != '\0')
        snprintf(
            out, PANEL_NOTE_BYTES, "\"%.60s\"   %s %s next, before   Esc ends the search",
            self->reader.needle, keymap_name(self->keymap, PANEL_HELP, ACTION_MATCH_NEXT),
            keymap_name(self->keymap, PANEL_HELP, ACTION_MATCH_BEFORE));
    else
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
    .search = help_search,
};

struct panel *panel_help_new(enum panel_kind about)
{
    struct panel_help *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    self->about = about;
    self->at = 1; /* behind the name of the first group */
    return &self->panel;
}
