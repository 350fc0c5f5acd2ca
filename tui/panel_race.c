/*
 * Two marked Services step by step on one axis of time: autocreate against attach, this one
 * against the one of yesterday. Each counts from its own first moment.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/glyph.h"
#include "tui/ids.h"
#include "tui/panel.h"
#include "tui/timeline.h"

#include "base/banned.h"

enum { RACERS = 2 };

enum {
    HEAD_ROW = 1,
    FIRST_ROW = 2,
    LABEL_COL = 1,
    SIDE_COL = 19,
    STATE_COL = 21,
    TOOK_COL = 30,
    AXIS_COL = 36,
    AXIS_MOST_CELLS = 120,
    BELOW_ROWS = 4,
    BRIEF_ROWS = FIRST_ROW + RACERS * STEP_COUNT + BELOW_ROWS,
    FULL_ROWS = FIRST_ROW + RACERS * TIMELINE_LINES + BELOW_ROWS
};

struct panel_race {
    struct panel panel;
    char *uids[RACERS];
    int cursor; /* the step whose proofs are shown; -1: none, but how it ends */
    int lines;  /* how many were drawn */
};

static const struct panel_race *read_of(const struct panel *panel)
{
    return (const struct panel_race *)panel;
}

static struct panel_race *self_of(struct panel *panel)
{
    return (struct panel_race *)panel;
}

static void race_free(struct panel *panel)
{
    struct panel_race *self = self_of(panel);

    for (int i = 0; i < RACERS; i++)
        free(self->uids[i]);
    free(self);
}

/* The two that are marked when it is opened, in the order in which they were marked. */
static void race_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_race *self = self_of(panel);

    if (self->uids[0] != NULL || scene->marked == NULL || scene->marked->count != RACERS)
        return;
    for (int i = 0; i < RACERS; i++)
        self->uids[i] = mem_copy_text(scene->marked->items[i]);
}

static const struct row *racer(const struct panel_race *self, const struct scene *scene,
                               int which)
{
    const struct view *view = scene_view(scene);

    for (size_t i = 0; view != NULL && self->uids[which] != NULL && i < view->row_count;
         i++) {
        if (strcmp(view->rows[i]->uid, self->uids[which]) == 0)
            return view->rows[i];
    }
    return NULL;
}

/* ---- the two timelines ---- */

/* One scale for both; each begins at the left. */
static void axes_of(const struct row *const rows[RACERS], int64_t wall_ms, int cells,
                    struct timeline_axis ret_axes[RACERS])
{
    int64_t mark_ms = 0;

    for (int i = 0; i < RACERS; i++) {
        ret_axes[i] = timeline_axis_of(rows[i], wall_ms, AXIS_COL, cells);
        if (ret_axes[i].from_ms != WHEN_UNKNOWN && ret_axes[i].mark_ms > mark_ms)
            mark_ms = ret_axes[i].mark_ms;
    }
    for (int i = 0; i < RACERS; i++)
        ret_axes[i].mark_ms = mark_ms;
}

static void draw_head(struct canvas canvas, const struct timeline_axis axes[RACERS])
{
    canvas_text(canvas, HEAD_ROW, LABEL_COL, LOOK_HEAD, "STEP");
    canvas_text(canvas, HEAD_ROW, STATE_COL, LOOK_HEAD, "STATE");
    canvas_text(canvas, HEAD_ROW, TOOK_COL, LOOK_HEAD, "TOOK");
    timeline_draw_axis_head(canvas, HEAD_ROW,
                            axes[axes[0].from_ms == WHEN_UNKNOWN ? 1 : 0]);
}

static void draw_line(struct canvas canvas, int row, int which,
                      const struct timeline_line *line, struct timeline_axis axis,
                      int64_t wall_ms)
{
    char took[TIMELINE_TEXT_BYTES];

    if (which == 0)
        canvas_text(canvas, row, LABEL_COL + (line->is_part ? 2 : 0), LOOK_PLAIN,
                    line->label);
    canvas_text(canvas, row, SIDE_COL, LOOK_STRONG, which == 0 ? "A" : "B");
    canvas_text(canvas, row, STATE_COL, LOOK_PLAIN, line->state);
    canvas_text(canvas, row, TOOK_COL, LOOK_PLAIN,
                timeline_took(line->step, wall_ms, took));
    timeline_draw_bar(canvas, row, axis, line->step, wall_ms);
}

/* Where rows are short, the lines that are shown go along with the cursor. */
static int top_line(const struct panel_race *self, int rows)
{
    int shown = (rows - FIRST_ROW) / RACERS;
    int top = self->cursor - shown + 1;

    return rows >= BRIEF_ROWS || top < 0 ? 0 : top;
}

/* Returns the row behind the last line. */
static int draw_timelines(struct panel_race *self, struct canvas canvas,
                          const struct row *const rows[RACERS], int64_t wall_ms)
{
    struct timeline_line lines[RACERS][TIMELINE_LINES];
    struct timeline_axis axes[RACERS];
    int cells = canvas.at.cols - AXIS_COL - 1;
    bool brief = canvas.at.rows < FULL_ROWS;
    int row = FIRST_ROW;

    axes_of(rows, wall_ms, cells < AXIS_MOST_CELLS ? cells : AXIS_MOST_CELLS, axes);
    draw_head(canvas, axes);
    for (int i = 0; i < RACERS; i++)
        self->lines = timeline_lines(rows[i], brief, lines[i]);
    for (int line = top_line(self, canvas.at.rows);
         line < self->lines && row + 1 < canvas.at.rows; line++) {
        if (line == self->cursor)
            canvas_text(canvas, row, 0, LOOK_STRONG, ">");
        for (int i = 0; i < RACERS; i++) {
            draw_line(canvas, row, i, &lines[i][line], axes[i], wall_ms);
            if (line == self->cursor)
                canvas_note(canvas, row, 0, canvas.at.cols, CELL_SELECTED);
            row++;
        }
    }
    return row;
}

/* ---- how it ends ---- */

/* From its first moment to its last; -1: it was not seen, or is not over. */
static int64_t whole_ms(const struct row *row)
{
    int64_t from_ms = WHEN_UNKNOWN;
    int64_t to_ms = WHEN_UNKNOWN;

    if (row->state != ROW_READY)
        return -1;
    for (int i = 0; i < STEP_COUNT; i++) {
        const struct step *step = &row->steps[i];
        if (step->started_ms != WHEN_UNKNOWN &&
            (from_ms == WHEN_UNKNOWN || step->started_ms < from_ms))
            from_ms = step->started_ms;
        if (step->finished_ms != WHEN_UNKNOWN &&
            (to_ms == WHEN_UNKNOWN || step->finished_ms > to_ms))
            to_ms = step->finished_ms;
        if (step->finished_ms != WHEN_UNKNOWN && !step->exact)
            return -1;
    }
    return from_ms == WHEN_UNKNOWN || to_ms == WHEN_UNKNOWN ? -1 : to_ms - from_ms;
}

static void draw_racer(struct canvas canvas, int row, int which, const struct row *racer)
{
    enum { NAME_CELLS = 36, PATTERN_COL = NAME_CELLS + 4, STATE_AT = PATTERN_COL + 12 };
    char whole[GLYPH_TEXT_BYTES];
    char name[GLYPH_TEXT_BYTES];
    char word[64];
    char took[WHEN_TEXT_BYTES];
    int64_t ms = whole_ms(racer);

    snprintf(whole, sizeof whole, "%.240s/%.240s", racer->namespace, racer->name);
    canvas_text(canvas, row, 1, LOOK_STRONG, which == 0 ? "A" : "B");
    canvas_text(canvas, row, 3, LOOK_PLAIN,
                glyph_shorten(whole, NAME_CELLS, GLYPH_CUT_MIDDLE, name));
    canvas_text(canvas, row, PATTERN_COL, LOOK_PLAIN, row_pattern_name(racer->pattern));
    int col = canvas_text(canvas, row, STATE_AT, LOOK_PLAIN,
                          row_state_word(racer, word, sizeof word));
    if (ms >= 0)
        canvas_print(canvas, row, col, LOOK_PLAIN, " after %s", duration_print(ms, took));
    else if (racer->state == ROW_READY)
        canvas_text(canvas, row, col, LOOK_DIM, ", not all was seen");
}

static void draw_end(struct canvas canvas, const struct row *const rows[RACERS])
{
    char text[WHEN_TEXT_BYTES];
    int64_t ms[RACERS] = {whole_ms(rows[0]), whole_ms(rows[1])};

    if (canvas.at.rows < BELOW_ROWS - 1)
        return;
    canvas_title(canvas, 0, "how it ends");
    for (int i = 0; i < RACERS; i++)
        draw_racer(canvas, 1 + i, i, rows[i]);
    if (canvas.at.rows < BELOW_ROWS || ms[0] < 0 || ms[1] < 0)
        return;
    if (ms[0] == ms[1])
        canvas_text(canvas, 3, 1, LOOK_PLAIN, "both took as long");
    else
        canvas_print(canvas, 3, 1, LOOK_STRONG, "%c was %s faster",
                     ms[0] < ms[1] ? 'A' : 'B',
                     duration_print(ms[0] < ms[1] ? ms[1] - ms[0] : ms[0] - ms[1], text));
}

/* What proves the selected step, here and there. */
static void draw_proofs(const struct panel_race *self, struct canvas canvas,
                        const struct row *const rows[RACERS])
{
    enum { PROOF_ROWS = 3 };
    struct timeline_line lines[TIMELINE_LINES];
    int row = 1;

    for (int i = 0; i < RACERS; i++) {
        timeline_lines(rows[i], self->lines == STEP_COUNT, lines);
        const struct timeline_line *line = &lines[self->cursor];
        if (i == 0)
            canvas_title(canvas, 0, line->label);
        if (row >= canvas.at.rows)
            return;
        canvas_text(canvas, row, 1, LOOK_STRONG, i == 0 ? "A" : "B");
        bool none = line->step->evidence[0] == '\0';
        int taken =
            canvas_wrap(canvas, row, 3, i == 0 ? PROOF_ROWS - 1 : canvas.at.rows - row,
                        LOOK_PLAIN, none ? "no evidence yet" : line->step->evidence);
        row += taken > 0 ? taken : 1;
    }
}

static void race_draw(struct panel *panel, const struct scene *scene,
                      struct canvas canvas)
{
    struct panel_race *self = self_of(panel);
    const struct row *rows[RACERS] = {racer(self, scene, 0), racer(self, scene, 1)};
    char title[300];

    if (rows[0] == NULL || rows[1] == NULL) {
        canvas_title(canvas, 0, "race -/-");
        canvas_wrap(canvas, 2, 2, 3, LOOK_PLAIN,
                    self->uids[0] == NULL ? "Two Services are compared: mark two."
                                          : "One of the two Services is gone.");
        return;
    }
    snprintf(title, sizeof title, "race %.60s/%.60s against %.60s/%.60s",
             rows[0]->namespace, rows[0]->name, rows[1]->namespace, rows[1]->name);
    canvas_title(canvas, 0, title);
    int at = draw_timelines(self, canvas, rows, scene->wall_ms);
    struct canvas below = canvas_rows(canvas, at, canvas.at.rows - at);
    if (self->cursor >= 0 && self->cursor < self->lines && below.at.rows > 1)
        draw_proofs(self, below, rows);
    else
        draw_end(below, rows);
}

/* ---- actions ---- */

static struct want move_to(struct panel_race *self, int line)
{
    int last = self->lines > 0 ? self->lines - 1 : 0;

    self->cursor = line < 0 ? 0 : line > last ? last : line;
    return want_drawn();
}

static struct want race_act(struct panel *panel, const struct scene *scene,
                            enum action action)
{
    enum { PAGE = 4 };
    struct panel_race *self = self_of(panel);

    (void)scene;
    switch (action) {
    case ACTION_DOWN:
        return move_to(self, self->cursor + 1);
    case ACTION_UP:
        return move_to(self, self->cursor - 1);
    case ACTION_HALF_DOWN:
    case ACTION_PAGE_DOWN:
        return move_to(self, self->cursor + PAGE);
    case ACTION_HALF_UP:
    case ACTION_PAGE_UP:
        return move_to(self, self->cursor - PAGE);
    case ACTION_TOP:
        return move_to(self, 0);
    case ACTION_BOTTOM:
        return move_to(self, TIMELINE_LINES);
    case ACTION_RACE:
        return (struct want){.kind = WANT_CLOSE};
    default:
        return want_nothing();
    }
}

/* Keys that act on an object act on the first. */
static struct subject race_subject(const struct panel *panel, const struct scene *scene)
{
    return subject_of_row(racer(read_of(panel), scene, 0));
}

static const struct panel_ops ops = {
    .kind = PANEL_RACE,
    .free = race_free,
    .settle = race_settle,
    .draw = race_draw,
    .act = race_act,
    .subject = race_subject,
};

struct panel *panel_race_new(void)
{
    struct panel_race *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    self->cursor = -1;
    self->lines = STEP_COUNT; /* until it is drawn */
    return &self->panel;
}
