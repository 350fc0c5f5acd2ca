/*
 * One plan being carried out: the steps of what is made, or the things of a tear-down as
 * their 404s arrive. When it is over the same view is the receipt.
 *
 * Leaving it stops nothing. What it shows is read from the newest snapshot by the job's
 * number; what was asked for and has not come up yet is "on its way".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/jobs.h"
#include "tui/panel.h"
#include "tui/sheet.h"
#include "tui/table.h"
#include "tui/timeline.h"

#include "base/banned.h"

enum { NAME_COL = 16, WIDE_COLS = 110, LABEL_CELLS = 9, PATH_TEXT_BYTES = 512 };

struct panel_job {
    struct panel panel;
    uint64_t job;
    struct table table;             /* of the lines of how it went */
    char namespace[256], name[256]; /* of its only Service; "" */
    char text[PATH_TEXT_BYTES];     /* of the want that was returned last */
};

static struct panel_job *self_of(struct panel *panel)
{
    return (struct panel_job *)panel;
}

static void job_panel_free(struct panel *panel)
{
    table_release(&self_of(panel)->table);
    free(panel);
}

static const struct job_report *report_of(const struct panel_job *self,
                                          const struct scene *scene)
{
    return jobs_find(scene->snapshot, self->job);
}

static void job_panel_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_job *self = self_of(panel);
    const struct job_report *report = report_of(self, scene);

    if (report == NULL)
        return;
    const char *slash = strchr(report->title, '/');
    if (slash != NULL) {
        snprintf(self->namespace, sizeof self->namespace, "%.*s",
                 (int)(slash - report->title), report->title);
        snprintf(self->name, sizeof self->name, "%s", slash + 1);
    }
    /* The newest line is the one to see, until somebody moves. */
    size_t at = self->table.at;
    table_settle(&self->table, report->line_count, at);
    if (!self->table.moved && report->line_count > 0)
        self->table.at = report->line_count - 1;
}

static const struct row *row_of(const struct panel_job *self, const struct scene *scene)
{
    const struct view *view = scene_view(scene);

    if (view == NULL || self->name[0] == '\0')
        return NULL;
    return view_row(view, self->namespace, self->name);
}

/* ---- title --------------------------------------------------------------------------- */

static void print_title(const struct job_report *report, char *out, size_t out_bytes)
{
    char words[JOBS_TEXT_BYTES];
    char took[WHEN_TEXT_BYTES];
    bool is_over = job_state_is_over(report->state);

    if (report->kind != PLAN_TEARDOWN)
        snprintf(out, out_bytes, "FOLLOW %s   %s: %s", report->title,
                 jobs_verb(report->kind),
                 is_over ? job_summary(report, words, sizeof words)
                         : job_state_name(report->state));
    else if (is_over && report->took_ms >= 0)
        snprintf(out, out_bytes, "RECEIPT %s   %zu of %zu gone in %s   %s", report->title,
                 report->gone_count, report->goes_count,
                 duration_print(report->took_ms, took),
                 report->left_count > 0      ? ""
                 : report->state == JOB_DONE ? "nothing left"
                                             : "not complete");
    else if (is_over)
        snprintf(out, out_bytes, "RECEIPT %s   nothing was sent", report->title);
    else
        snprintf(out, out_bytes, "RECEIPT %s   %zu of %zu gone so far   %s",
                 report->title, report->gone_count, report->goes_count,
                 job_state_name(report->state));
    if (is_over && report->left_count > 0) {
        size_t at = strlen(out);
        snprintf(out + at, out_bytes - at, "%zu LEFT", report->left_count);
    }
}

/* ---- the things of a tear-down --------------------------------------------------------- */

static const char *mark_of(const struct job_thing *thing)
{
    switch (thing->state) {
    case THING_GONE:
    case THING_MADE:
    case THING_SILENT:
        return "#";
    case THING_LEFT_OVER:
        return "LEFT";
    case THING_UNPROVED:
    case THING_UNPROBED:
        return "?";
    case THING_LOST:
        return "!";
    case THING_WAITING:
        return ">";
    case THING_KEPT:
        break;
    }
    return "";
}

static enum look look_of_thing(const struct job_thing *thing)
{
    switch (thing->state) {
    case THING_LEFT_OVER:
        return LOOK_ORPHAN;
    case THING_LOST:
        return LOOK_BAD;
    case THING_UNPROVED:
        return LOOK_ALARM;
    case THING_KEPT:
    case THING_UNPROBED:
        return LOOK_DIM;
    case THING_SILENT:
    case THING_GONE:
    case THING_MADE:
    case THING_WAITING:
        break;
    }
    return LOOK_PLAIN;
}

struct thing_cols {
    int state, after, proof;
};

static struct thing_cols cols_for(int cells)
{
    return cells >= WIDE_COLS ? (struct thing_cols){62, 74, 82}
                              : (struct thing_cols){42, 51, 57};
}

static void draw_thing(const struct job_thing *thing, struct canvas canvas, int row)
{
    const struct plan_object *object = thing->object;
    struct thing_cols cols = cols_for(canvas.at.cols);
    char name[300];
    char after[WHEN_TEXT_BYTES] = "-";

    if (object->id != NULL && strcmp(object->id, object->name) != 0 &&
        (object->thing == THING_ELB || object->thing == THING_EIP))
        snprintf(name, sizeof name, "%.280s %.8s..", object->name, object->id);
    else
        snprintf(name, sizeof name, "%s", object->name);
    if (thing->after_ms >= 0)
        duration_print_short(thing->after_ms, after);
    enum look look = look_of_thing(thing);
    canvas_text(canvas, row, 1, look, mark_of(thing));
    canvas_fit(canvas, row, 6, NAME_COL - 7, look, plan_thing_word(object->thing));
    canvas_fit(canvas, row, NAME_COL, cols.state - NAME_COL - 1, look, name);
    canvas_fit(canvas, row, cols.state, cols.after - cols.state - 1, look,
               thing_state_name(thing->state));
    canvas_text(canvas, row, cols.after, look, after);
    canvas_fit(canvas, row, cols.proof, canvas.at.cols - cols.proof - 1, look,
               thing->proof[0] != '\0' ? thing->proof : object->detail);
}

/* An ORPHAN is the ELB that STAYS, said once more: one line is enough. */
static bool is_shown(const struct job_report *report, size_t i)
{
    const struct plan_object *object = report->things[i].object;

    for (size_t k = 0; object->fate == FATE_STAYS && k < report->thing_count; k++) {
        const struct plan_object *other = report->things[k].object;
        if (other->fate == FATE_ORPHAN && other->thing == object->thing &&
            strcmp(other->name, object->name) == 0)
            return false;
    }
    return true;
}

static int draw_things(const struct job_report *report, struct canvas canvas)
{
    struct thing_cols cols = cols_for(canvas.at.cols);
    int row = 1;

    canvas_text(canvas, 0, 6, LOOK_HEAD, "OBJECT");
    canvas_text(canvas, 0, NAME_COL, LOOK_HEAD, "NAME");
    canvas_text(canvas, 0, cols.state, LOOK_HEAD, "STATE");
    canvas_text(canvas, 0, cols.after, LOOK_HEAD, "AFTER");
    canvas_text(canvas, 0, cols.proof, LOOK_HEAD, "PROOF");
    for (size_t i = 0; i < report->thing_count && row < canvas.at.rows; i++) {
        if (is_shown(report, i))
            draw_thing(&report->things[i], canvas, row++);
    }
    return row;
}

/* ---- the steps of what is made ------------------------------------------------------------ */

static int draw_steps(const struct row *service, const struct scene *scene,
                      struct canvas canvas)
{
    struct timeline_line lines[TIMELINE_LINES];
    int count = timeline_lines(service, canvas.at.rows < 12, lines);

    timeline_draw_head(canvas, 0, TIMELINE_EVIDENCE_COL);
    for (int i = 0; i < count; i++)
        timeline_draw_line(canvas, i + 1, &lines[i], scene, TIMELINE_EVIDENCE_COL);
    return count + 1;
}

/* ---- how it went, and what now --------------------------------------------------------------- */

static void draw_line(const struct job_line *line, struct canvas canvas, int row)
{
    char clock[WHEN_TEXT_BYTES];

    canvas_text(canvas, row, 1, LOOK_DIM, when_print_clock(line->wall_ms, clock));
    canvas_fit(canvas, row, 10, 11, LOOK_PLAIN, line->who);
    canvas_fit(canvas, row, 22, canvas.at.cols - 23,
               line->failure ? LOOK_BAD : LOOK_PLAIN, line->what);
}

static void draw_history(struct panel_job *self, const struct job_report *report,
                         struct canvas canvas)
{
    if (canvas.at.rows < 2)
        return;
    canvas_title(canvas, 0, "how it went");
    struct canvas lines = canvas_rows(canvas, 1, canvas.at.rows - 1);
    table_fit(&self->table, (size_t)lines.at.rows);
    for (size_t line = 0; line < self->table.page; line++) {
        size_t index = self->table.top + line;
        if (index >= report->line_count)
            break;
        draw_line(&report->lines[index], lines, (int)line);
        if (!self->table.moved || index != self->table.at)
            continue;
        canvas_text(lines, (int)line, 0, LOOK_STRONG, ">");
        canvas_note(lines, (int)line, 0, lines.at.cols, CELL_SELECTED);
    }
}

static void write_end(const struct job_report *report, struct sheet *sheet)
{
    if (report->state != JOB_STOPPED && report->err.code != ERR_OK)
        sheet_words(sheet, LOOK_BAD, 3, "%s", report->err.text);
    if (report->field[0] != '\0')
        sheet_entry(sheet, LABEL_CELLS, "field", "%s%s%s", report->field,
                    report->owner[0] != '\0' ? ", owned by " : "", report->owner);
    if (report->advice[0] != '\0')
        sheet_entry(sheet, LABEL_CELLS, "works", "%s", report->advice);
}

/* It did not end as it should: how is it now? A person decides, nothing is repeated. */
static void write_now(const struct job_report *report, const struct row *row,
                      struct sheet *sheet)
{
    char word[64];

    if (report->state != JOB_UNCLEAR && report->state != JOB_STOPPED)
        return;
    if (row == NULL)
        sheet_entry(sheet, LABEL_CELLS, "now", "%s is not in the newest picture",
                    report->title);
    else
        sheet_entry(sheet, LABEL_CELLS, "now", "%s is there, %s, uid %.8s.. rv %s",
                    report->title, row_state_word(row, word, sizeof word), row->uid,
                    row->resource_version);
}

static void next_of_stopped(const struct job_report *report, const struct keymap *keymap,
                            char out[JOBS_TEXT_BYTES])
{
    const char *tear = keymap_name(keymap, PANEL_JOB, ACTION_TEAR);

    if (report->kind == PLAN_TEARDOWN)
        snprintf(out, JOBS_TEXT_BYTES, "%s shows a new plan of how it is now", tear);
    else if (report->took_ms >= 0 && report->refused == REFUSED_NOT)
        snprintf(out, JOBS_TEXT_BYTES,
                 "Esc, Enter shows its steps; %s removes what is there of it", tear);
    else
        snprintf(out, JOBS_TEXT_BYTES, "%s or %s asks anew",
                 keymap_name(keymap, PANEL_JOB, ACTION_NEW),
                 keymap_name(keymap, PANEL_JOB, ACTION_LINK));
}

static void next_of_done(const struct job_report *report, const struct keymap *keymap,
                         char out[JOBS_TEXT_BYTES])
{
    if (report->left_count > 0)
        snprintf(out, JOBS_TEXT_BYTES,
                 ":orphans names what is left; it is removed by hand, one by one");
    else if (report->kind == PLAN_TEARDOWN)
        snprintf(out, JOBS_TEXT_BYTES, "%s opens the form again: a new ELB, a new EIP",
                 keymap_name(keymap, PANEL_JOB, ACTION_NEW));
    else
        snprintf(out, JOBS_TEXT_BYTES, "%s removes all of it",
                 keymap_name(keymap, PANEL_JOB, ACTION_TEAR));
}

/* What the person may do now. */
static const char *next_move(const struct job_report *report, const struct keymap *keymap,
                             char out[JOBS_TEXT_BYTES])
{
    switch (report->state) {
    case JOB_UNCLEAR:
        snprintf(out, JOBS_TEXT_BYTES,
                 "%s reads again and shows whether it arrived; nothing is sent a second "
                 "time by itself: %s or %s asks anew",
                 keymap_name(keymap, PANEL_JOB, ACTION_REFRESH),
                 keymap_name(keymap, PANEL_JOB, ACTION_TEAR),
                 keymap_name(keymap, PANEL_JOB, ACTION_NEW));
        break;
    case JOB_STOPPED:
        next_of_stopped(report, keymap, out);
        break;
    case JOB_LEFT:
    case JOB_DONE:
        next_of_done(report, keymap, out);
        break;
    case JOB_HELD:
        snprintf(out, JOBS_TEXT_BYTES, "%s stops it, nothing is sent",
                 keymap_name(keymap, PANEL_JOB, ACTION_UNDO));
        break;
    default:
        snprintf(out, JOBS_TEXT_BYTES, "Esc leaves this view, the job goes on");
    }
    return out;
}

static void write_foot(const struct job_report *report, const struct row *row,
                       const struct keymap *keymap, struct sheet *sheet)
{
    char words[JOBS_TEXT_BYTES];

    sheet_title(sheet, job_state_is_over(report->state) ? "the end" : "now");
    if (job_state_is_over(report->state)) {
        sheet_words(sheet, LOOK_STRONG, 3, "%s", jobs_end(report, words));
        write_end(report, sheet);
        write_now(report, row, sheet);
    }
    if (report->receipt != NULL)
        sheet_entry(sheet, LABEL_CELLS, "receipt", "%s", report->receipt);
    sheet_entry(sheet, LABEL_CELLS, "next", "%s", next_move(report, keymap, words));
}

/* The foot is measured on cells that nobody sees. */
static int foot_rows(const struct job_report *report, const struct row *row,
                     const struct keymap *keymap, int cols)
{
    enum { MOST = 10 };
    struct grid scratch;

    grid_init(&scratch, MOST, cols, true);
    struct sheet sheet = sheet_on(canvas_of(&scratch), 0, MOST);
    write_foot(report, row, keymap, &sheet);
    grid_release(&scratch);
    return sheet.row;
}

static void draw_body(struct panel_job *self, const struct job_report *report,
                      const struct scene *scene, struct canvas canvas)
{
    const struct row *service = row_of(self, scene);
    bool is_made = report->kind != PLAN_TEARDOWN && report->took_ms >= 0 &&
                   service != NULL && report->refused == REFUSED_NOT;
    int foot = foot_rows(report, service, scene->keymap, canvas.at.cols);
    struct canvas upper = canvas_rows(canvas, 0, canvas.at.rows - foot);
    int row = is_made ? draw_steps(service, scene, upper) : draw_things(report, upper);

    draw_history(self, report, canvas_rows(upper, row, upper.at.rows - row));
    struct sheet sheet = sheet_on(canvas, canvas.at.rows - foot, foot);
    write_foot(report, service, scene->keymap, &sheet);
}

static void job_panel_draw(struct panel *panel, const struct scene *scene,
                           struct canvas canvas)
{
    struct panel_job *self = self_of(panel);
    const struct job_report *report = report_of(self, scene);
    char title[700];

    if (report == NULL) {
        canvas_title(canvas, 0, "RECEIPT -/-   on its way");
        canvas_text(canvas, 2, 1, LOOK_PLAIN,
                    "The order was given and is on its way, or its report was dropped.");
        return;
    }
    print_title(report, title, sizeof title);
    canvas_title(canvas, 0, title);
    draw_body(self, report, scene, canvas_rows(canvas, 1, canvas.at.rows - 1));
}

/* ---- keys ------------------------------------------------------------------------------------ */

static struct want copy_receipt(struct panel_job *self, const struct job_report *report)
{
    if (report == NULL || report->receipt == NULL)
        return want_off("no receipt was written yet");
    snprintf(self->text, sizeof self->text, "%s", report->receipt);
    return (struct want){.kind = WANT_COPY, .text = self->text};
}

static struct want job_panel_act(struct panel *panel, const struct scene *scene,
                                 enum action action)
{
    struct panel_job *self = self_of(panel);

    if (table_act(&self->table, action))
        return want_drawn();
    if (action == ACTION_COPY)
        return copy_receipt(self, report_of(self, scene));
    return want_nothing();
}

static struct subject job_panel_subject(const struct panel *panel,
                                        const struct scene *scene)
{
    const struct panel_job *self = (const struct panel_job *)panel;
    struct subject subject = subject_of_row(row_of(self, scene));

    if (subject.name == NULL && self->name[0] != '\0') {
        subject.namespace = self->namespace;
        subject.name = self->name;
    }
    subject.job = self->job;
    subject.about = ABOUT_JOB;
    return subject;
}

static int job_panel_box_rows(const struct panel *panel, const struct scene *scene)
{
    const struct job_report *report = report_of((const struct panel_job *)panel, scene);

    if (report == NULL)
        return 8;
    return 12 + (int)report->line_count +
           (report->kind == PLAN_TEARDOWN ? (int)report->thing_count : TIMELINE_LINES);
}

static const struct panel_ops ops = {
    .kind = PANEL_JOB,
    .free = job_panel_free,
    .settle = job_panel_settle,
    .draw = job_panel_draw,
    .act = job_panel_act,
    .subject = job_panel_subject,
    .box_rows = job_panel_box_rows,
};

struct panel *panel_job_new(uint64_t job)
{
    struct panel_job *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    self->job = job;
    return &self->panel;
}
