/*
 * One Service: its steps with actor, state, time and proof; what each side says and whether
 * they agree; what happened last. With a step selected, its proof in full.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/facts.h"
#include "tui/health.h"
#include "tui/layout.h"
#include "tui/panel.h"
#include "tui/panes.h"
#include "tui/sections.h"
#include "tui/steps_below.h"
#include "tui/timeline.h"

#include "base/banned.h"

enum {
    HEAD_ROW = 1,
    FIRST_ROW = 2,
    BRIEF_UNDER_ROWS = 14, /* body rows under which the parts of step 4 are left out */
    AXIS_CELLS = 64,
    AXIS_EVIDENCE_COL = TIMELINE_EVIDENCE_COL + AXIS_CELLS + 1,
    LABEL_COLS = 12, /* " Kubernetes  " */
    PANE_BELOW = 1,
    BELOW_MOST = 400, /* rows that can be scrolled to */
};

struct panel_steps {
    struct panel panel;
    char *namespace, *name;
    struct panes panes;
    int cursor;                     /* the line that is selected; -1: none */
    int lines;                      /* how many were drawn */
    char said[TIMELINE_TEXT_BYTES]; /* of the want that was returned last */
};

static const struct panel_steps *read_of(const struct panel *panel)
{
    return (const struct panel_steps *)panel;
}

static struct panel_steps *self_of(struct panel *panel)
{
    return (struct panel_steps *)panel;
}

static void steps_free(struct panel *panel)
{
    struct panel_steps *self = self_of(panel);

    panes_release(&self->panes);
    free(self->namespace);
    free(self->name);
    free(self);
}

static const struct row *row_of(const struct panel_steps *self, const struct scene *scene)
{
    const struct view *view = scene_view(scene);
    return view == NULL ? NULL : view_row(view, self->namespace, self->name);
}

static void steps_settle(struct panel *panel, const struct scene *scene)
{
    (void)panel, (void)scene;
}

/* ---- title ---- */

/* From our own history of this cluster; without one there is no number. */
static void add_usual(char *out, size_t bytes, const struct row *row,
                      const struct scene *scene, bool wide)
{
    bool goes = row->state == ROW_DELETING;
    bool moves = goes || row->state == ROW_MOVING || row->state == ROW_STUCK;
    const struct view_usual *usual =
        view_usual(scene_view(scene), row, goes ? USUAL_TEARDOWN : USUAL_WHOLE);
    char text[TIMELINE_TEXT_BYTES];
    size_t at = strlen(out);

    if (!moves || usual == NULL)
        return;
    at += (size_t)snprintf(out + at, bytes - at, ", usual %s", usual_print(usual, text));
    if (wide && at < bytes)
        snprintf(out + at, bytes - at, " (p50-p95) from %zu before on this cluster",
                 usual->count);
}

static void add_so_far(char *out, size_t bytes, const struct row *row,
                       const struct scene *scene, bool wide)
{
    char text[WHEN_TEXT_BYTES];

    if (row->since_ms == WHEN_UNKNOWN)
        return;
    size_t at = strlen(out);
    snprintf(out + at, bytes - at, "   %s%s%s", row->since_exact ? "" : "<=",
             duration_print(scene->wall_ms - row->since_ms, text),
             row->state == ROW_MOVING ? " so far" : "");
    add_usual(out, bytes, row, scene, wide);
}

static void draw_title(const struct panel_steps *self, const struct row *row,
                       const struct scene *scene, struct canvas canvas)
{
    char word[64] = "gone";
    char text[512];

    if (row != NULL)
        row_state_word(row, word, sizeof word);
    snprintf(text, sizeof text, "steps %s/%s   %s", self->namespace, self->name, word);
    if (row != NULL) {
        add_so_far(text, sizeof text, row, scene, canvas.at.cols >= LAYOUT_AXIS_COLS);
        size_t at = strlen(text);
        snprintf(text + at, sizeof text - at, "   %s",
                 row->pattern == PATTERN_NONE ? "no elb annotation"
                                              : row_pattern_name(row->pattern));
    }
    canvas_title(canvas, 0, text);
}

/* ---- steps ---- */

static void draw_cursor(const struct panel_steps *self, struct canvas canvas, int line,
                        int row)
{
    if (line != self->cursor)
        return;
    canvas_text(canvas, row, 0, LOOK_STRONG, ">");
    canvas_note(canvas, row, 0, canvas.at.cols, CELL_SELECTED);
}

static struct timeline_axis axis_of(const struct row *row, const struct scene *scene)
{
    return timeline_axis_of(row, scene->wall_ms, TIMELINE_EVIDENCE_COL, AXIS_CELLS);
}

/* Returns the row behind the last step. */
static int draw_steps(struct panel_steps *self, const struct row *row,
                      const struct scene *scene, struct canvas canvas)
{
    struct timeline_line lines[TIMELINE_LINES];
    bool has_axis = canvas.at.cols >= LAYOUT_AXIS_COLS;
    int evidence_col = has_axis ? AXIS_EVIDENCE_COL : TIMELINE_EVIDENCE_COL;
    struct timeline_axis axis = axis_of(row, scene);

    self->lines = timeline_lines(row, canvas.at.rows < BRIEF_UNDER_ROWS, lines);
    timeline_draw_head(canvas, HEAD_ROW, evidence_col);
    if (has_axis)
        timeline_draw_axis_head(canvas, HEAD_ROW, axis);
    for (int i = 0; i < self->lines; i++) {
        timeline_draw_line(canvas, FIRST_ROW + i, &lines[i], scene, evidence_col);
        if (has_axis)
            timeline_draw_bar(canvas, FIRST_ROW + i, axis, lines[i].step, scene->wall_ms);
        draw_cursor(self, canvas, i, FIRST_ROW + i);
    }
    return FIRST_ROW + self->lines;
}

/* ---- the two sides ---- */

static int draw_labelled(struct canvas canvas, int row, int rows, const char *label,
                         const char *text)
{
    canvas_text(canvas, row, 1, LOOK_STRONG, label);
    int taken = canvas_wrap(canvas, row, LABEL_COLS + 1, rows, LOOK_PLAIN, text);
    return row + (taken == 0 ? 1 : taken);
}

static int draw_sides(const struct row *row, const struct scene *scene,
                      struct canvas canvas, int at)
{
    char text[SIDES_BYTES];
    int room = canvas.at.rows - at;

    if (room < 4)
        return at;
    canvas_title(canvas, at++, "what each side says");
    at = draw_labelled(canvas, at, room > 8 ? 2 : 1, "Kubernetes",
                       sections_kubernetes_says(row, text));
    at = draw_labelled(canvas, at, room > 8 ? 2 : 1, "Cloud",
                       sections_cloud_says(row, scene, text));
    return draw_labelled(canvas, at, canvas.at.rows - at < 6 ? canvas.at.rows - at : 5,
                         "So", sections_so(row, scene, text));
}

/* Side by side where there is room: fact by fact. */
static int draw_facts(const struct row *row, const struct scene *scene,
                      struct canvas canvas, int at)
{
    static const char *const titles[] = {"Kubernetes says", "the cloud says", "so"};
    struct facts facts[2];
    int rows = 0;
    int cols = canvas.at.cols / 3;

    facts_of_kubernetes(row, scene, &facts[0]);
    facts_of_cloud(row, scene, &facts[1]);
    for (int i = 0; i < 2; i++)
        rows = facts[i].count > rows ? facts[i].count : rows;
    for (int i = 0; i < 3; i++) {
        char text[SIDES_BYTES];
        struct canvas part = canvas_part(
            canvas, (struct rect){.row = at,
                                  .col = i * cols,
                                  .rows = rows + 1,
                                  .cols = i == 2 ? canvas.at.cols - 2 * cols : cols - 1});
        canvas_title(part, 0, titles[i]);
        if (i < 2)
            facts_draw(part, 1, &facts[i]);
        else
            canvas_wrap(part, 1, 1, rows, LOOK_PLAIN, sections_so(row, scene, text));
        if (i > 0)
            canvas_column(canvas_part(canvas, (struct rect){.row = at,
                                                            .col = i * cols - 1,
                                                            .rows = rows + 1,
                                                            .cols = 1}),
                          0, '|');
    }
    return at + rows + 1;
}

/* ---- what happened, or the proof of the selected step ---- */

static void draw_proof(const struct panel_steps *self, const struct row *row,
                       struct canvas canvas, int at)
{
    struct timeline_line lines[TIMELINE_LINES];
    char title[128];

    timeline_lines(row, self->lines == STEP_COUNT, lines);
    const struct timeline_line *line = &lines[self->cursor];
    snprintf(title, sizeof title, "%s by %s", line->label, line->actor);
    canvas_title(canvas, at++, title);
    canvas_wrap(canvas, at, 1, canvas.at.rows - at, LOOK_PLAIN,
                line->step->evidence[0] == '\0' ? "no evidence yet"
                                                : line->step->evidence);
}

/* Under the steps: what happened, or the proof of the selected one. */
static void draw_below(void *ctx, const struct scene *scene, struct canvas canvas)
{
    struct panel_steps *self = ctx;
    const struct row *row = row_of(self, scene);

    if (self->cursor >= 0 && self->cursor < self->lines)
        draw_proof(self, row, canvas, 0);
    else
        steps_below_newest(canvas, scene, self->namespace, self->name);
}

/* With room, what comes next stands beside what happened. */
static struct canvas draw_ahead(const struct row *row, const struct scene *scene,
                                struct canvas canvas)
{
    enum { AHEAD_COLS = 56, AHEAD_LEAST_ROWS = 8 };
    struct rect left = {.rows = canvas.at.rows, .cols = canvas.at.cols - AHEAD_COLS - 1};
    struct rect edge = {.rows = canvas.at.rows, .cols = 1, .col = left.cols};
    struct rect right = {
        .rows = canvas.at.rows, .cols = AHEAD_COLS, .col = left.cols + 1};

    if (canvas.at.cols < LAYOUT_AXIS_COLS || canvas.at.rows < AHEAD_LEAST_ROWS)
        return canvas;
    steps_below_ahead(canvas_part(canvas, right), row, scene);
    canvas_column(canvas_part(canvas, edge), 0, '|');
    return canvas_part(canvas, left);
}

static void steps_draw(struct panel *panel, const struct scene *scene,
                       struct canvas canvas)
{
    struct panel_steps *self = self_of(panel);
    const struct row *row = row_of(self, scene);

    draw_title(self, row, scene, canvas);
    if (row == NULL) {
        canvas_wrap(
            canvas, 2, 2, 3, LOOK_PLAIN,
            health_was_read(scene, SOURCE_KUBERNETES)
                ? "This Service is gone: the api-server has it no more. Esc goes back."
                : "Not read yet ..");
        return;
    }
    int at = draw_steps(self, row, scene, canvas);
    bool has_cursor = self->cursor >= 0 && self->cursor < self->lines;
    bool tight = canvas.at.rows - at < 8;
    if (canvas.at.cols >= LAYOUT_AXIS_COLS && canvas.at.rows - at > 12) {
        timeline_draw_legend(canvas, at, axis_of(row, scene));
        at = draw_facts(row, scene, canvas, at + 1);
    } else if (!(has_cursor && tight)) {
        at = draw_sides(row, scene, canvas, at);
    }
    struct canvas below = draw_ahead(row, scene, canvas_rows(canvas, at, canvas.at.rows - at));
    panes_draw(&self->panes, PANE_BELOW, BELOW_MOST, scene, below, draw_below, self);
}

/* ---- actions ---- */

static struct want move_cursor(struct panel_steps *self, int by)
{
    int last = self->lines > 0 ? self->lines - 1 : 0;

    self->cursor = self->cursor < 0 ? (by > 0 ? 0 : last) : self->cursor + by;
    if (self->cursor < 0)
        self->cursor = 0;
    if (self->cursor > last)
        self->cursor = last;
    return want_drawn();
}

static struct want put_cursor(struct panel_steps *self, int line)
{
    self->cursor = 0;
    return move_cursor(self, line);
}

/* The Service before or after this one, by namespace and name. */
static struct want move_beside(struct panel_steps *self, const struct scene *scene,
                               int by)
{
    const struct view *view = scene_view(scene);
    const struct row *row = row_of(self, scene);

    if (row == NULL)
        return want_say("this Service is gone");
    size_t at = 0;
    while (view->rows[at] != row)
        at++;
    if ((by < 0 && at == 0) || (by > 0 && at + 1 >= view->row_count))
        return want_say(by < 0 ? "this is the first Service"
                               : "this is the last Service");
    const struct row *beside = view->rows[by < 0 ? at - 1 : at + 1];
    free(self->namespace);
    free(self->name);
    self->namespace = mem_copy_text(beside->namespace);
    self->name = mem_copy_text(beside->name);
    return want_drawn();
}

/* Of the cells of the selected step; else of the Service, from the step that is not done on. */
static struct want open_why(struct panel_steps *self, const struct row *row)
{
    struct timeline_line lines[TIMELINE_LINES];
    struct subject subject = subject_of_row(row);

    if (row == NULL)
        return want_say("this Service is gone");
    int count = timeline_lines(row, self->lines == STEP_COUNT, lines);
    bool has_cursor = self->cursor >= 0 && self->cursor < count;
    int line = has_cursor ? self->cursor : 0;
    while (!has_cursor && line + 1 < count &&
           (lines[line].is_part || lines[line].number != row->step))
        line++;
    snprintf(self->said, sizeof self->said, "%s", lines[line].label);
    if (has_cursor) {
        self->said[strcspn(self->said, " ")] = '\0';
        subject.about = ABOUT_STEP;
        subject.about_id = self->said;
    } else {
        subject.value = self->said;
    }
    return want_open(PANEL_WHY, subject);
}

static struct want steps_act(struct panel *panel, const struct scene *scene,
                             enum action action)
{
    struct panel_steps *self = self_of(panel);
    const struct row *row = row_of(self, scene);

    if (panes_act(&self->panes, action))
        return want_drawn();
    switch (action) {
    case ACTION_DOWN:
        return move_cursor(self, 1);
    case ACTION_UP:
        return move_cursor(self, -1);
    case ACTION_HALF_DOWN:
    case ACTION_PAGE_DOWN:
        return move_cursor(self, 6);
    case ACTION_HALF_UP:
    case ACTION_PAGE_UP:
        return move_cursor(self, -6);
    case ACTION_TOP:
        return put_cursor(self, 0);
    case ACTION_BOTTOM:
        return put_cursor(self, TIMELINE_LINES);
    case ACTION_EARLIER:
        return move_beside(self, scene, -1);
    case ACTION_LATER:
        return move_beside(self, scene, 1);
    case ACTION_WHY:
        return open_why(self, row);
    case ACTION_OWNER:
        if (row == NULL || row->gateway == NULL)
            return want_off("no Gateway owns this Service");
        return want_open(PANEL_GATEWAY, subject_of_row(row));
    default:
        return want_nothing();
    }
}

static struct subject steps_subject(const struct panel *panel, const struct scene *scene)
{
    const struct panel_steps *self = read_of(panel);
    struct subject subject = subject_of_row(row_of(self, scene));

    subject.namespace = self->namespace;
    subject.name = self->name;
    return subject;
}

/* What goes with this Service when it goes. */
static bool steps_note(const struct panel *panel, const struct scene *scene,
                       char out[PANEL_NOTE_BYTES])
{
    const struct row *row = row_of(read_of(panel), scene);

    if (read_of(panel)->panes.focus != 0) {
        snprintf(out, PANEL_NOTE_BYTES, "%s %s scroll what is below   %s, Esc the steps",
                 keymap_name(scene->keymap, PANEL_STEPS, ACTION_DOWN),
                 keymap_name(scene->keymap, PANEL_STEPS, ACTION_UP),
                 keymap_name(scene->keymap, PANEL_STEPS, ACTION_PANE_NEXT));
        return true;
    }
    if (row == NULL || row->elb == NULL)
        return false;
    const char *elb = row->elb->name != NULL ? row->elb->name : "its ELB";
    const char *eip = row->eip != NULL ? row->eip->address : NULL;
    if (row->role == ROLE_TENANT)
        snprintf(out, PANEL_NOTE_BYTES,
                 "TENANT: only its listener goes with this Service; ELB %s stays", elb);
    else if (row->role != ROLE_CREATOR)
        return false;
    else if (row->shared_count > 0)
        snprintf(out, PANEL_NOTE_BYTES,
                 "CREATOR: ELB %s is shared with %s and would become ORPHAN", elb,
                 row->shared_with[0]);
    else if (eip != NULL)
        snprintf(out, PANEL_NOTE_BYTES,
                 "AUTOCREATE: ELB %s and EIP %s go with this Service", elb, eip);
    else
        snprintf(out, PANEL_NOTE_BYTES, "AUTOCREATE: ELB %s goes with this Service", elb);
    return true;
}

static void steps_list(const struct panel *panel, const struct scene *scene,
                       struct listed *ret_listed)
{
    const struct row *row = row_of(read_of(panel), scene);

    ret_listed->kind = "services";
    if (row != NULL)
        listed_add(ret_listed, row);
}

static const struct panel_ops ops = {
    .kind = PANEL_STEPS,
    .free = steps_free,
    .settle = steps_settle,
    .draw = steps_draw,
    .act = steps_act,
    .subject = steps_subject,
    .note = steps_note,
    .list = steps_list,
};

struct panel *panel_steps_new(const struct subject *subject)
{
    struct panel_steps *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    self->namespace = mem_copy_text(subject->namespace == NULL ? "" : subject->namespace);
    self->name = mem_copy_text(subject->name == NULL ? "" : subject->name);
    self->cursor = -1;
    self->lines = TIMELINE_LINES; /* until it is drawn */
    return &self->panel;
}
