/*
 * The form for a Service with an ELB of its own (autocreate): fields with defaults that
 * work, judged while one types by the rules of `elbtop validate`, tried on the api-server by
 * a dry run, and then the question.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/create_form.h"
#include "tui/key.h"
#include "tui/proposal.h"
#include "tui/sheet.h"

#include "base/banned.h"

enum { WIDE_COLS = 140, FORM_COLS = 100 };

struct panel_create {
    struct panel panel;
    char *namespace, *name; /* of what was selected; NULL */
    bool started;
    struct create_form fields;
    struct proposal proposal;
    char why_not[GATE_WHY_BYTES]; /* of the want that was returned last */
};

static struct panel_create *self_of(struct panel *panel)
{
    return (struct panel_create *)panel;
}

static void create_free(struct panel *panel)
{
    struct panel_create *self = self_of(panel);

    proposal_release(&self->proposal);
    free(self->namespace);
    free(self->name);
    free(self);
}

/* ---- all of it anew -------------------------------------------------------------------- */

static void make_anew(struct panel_create *self, const struct scene *scene)
{
    struct create_form *fields = &self->fields;

    create_form_read(fields, scene);
    proposal_make(&self->proposal, scene, &fields->wish, fields->broken);
    if (scene->snapshot != NULL)
        create_form_judge(fields, &self->proposal.report, &self->proposal.err, scene);
}

/* It is gone, and the form is about the same Service once more. */
static bool is_torn(const struct panel_create *self, const struct wish *torn)
{
    return torn != NULL && self->name != NULL && strcmp(torn->name, self->name) == 0 &&
           strcmp(torn->namespace, self->namespace) == 0;
}

static void create_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_create *self = self_of(panel);

    if (!self->started) {
        struct subject subject = {.namespace = self->namespace, .name = self->name};
        if (scene_view(scene) != NULL && self->name != NULL)
            subject.row = view_row(scene_view(scene), self->namespace, self->name);
        wish_form_start(&self->fields.form, &self->fields.common, &subject, scene);
        if (subject.row == NULL && is_torn(self, scene->torn))
            create_form_take(&self->fields, scene->torn);
        self->started = true;
    }
    make_anew(self, scene);
}

/* ---- keys ------------------------------------------------------------------------------------ */

static struct want press_create(struct panel_create *self, const struct scene *scene)
{
    if (!proposal_is_open(&self->proposal, scene, &self->fields.wish, self->why_not))
        return want_say(self->why_not);
    proposal_ask(&self->proposal);
    return want_drawn();
}

static struct want press_button(struct panel_create *self, const struct scene *scene)
{
    if (self->fields.form.at == self->fields.create)
        return press_create(self, scene);
    if (self->fields.form.at == self->fields.copy && self->proposal.manifest != NULL)
        return (struct want){.kind = WANT_COPY, .text = self->proposal.manifest};
    return (struct want){.kind = WANT_CLOSE};
}

static struct want create_key(struct panel *panel, const struct scene *scene,
                              uint32_t key)
{
    struct panel_create *self = self_of(panel);

    if (self->proposal.asking)
        return proposal_key(&self->proposal, scene, &self->fields.wish, key);
    switch (form_key(&self->fields.form, key)) {
    case FORM_PASSED:
        return want_nothing();
    case FORM_EDITED:
        make_anew(self, scene);
        return want_drawn();
    case FORM_PRESSED:
        return press_button(self, scene);
    case FORM_MOVED:
        break;
    }
    return want_drawn();
}

/* Pasted text is fine in a field, and never an answer to the question. */
static struct want create_paste(struct panel *panel, const struct scene *scene,
                                uint32_t point)
{
    struct panel_create *self = self_of(panel);

    if (self->proposal.asking || !key_is_text(point) ||
        self->fields.form.fields[self->fields.form.at].kind != FIELD_TEXT)
        return want_nothing();
    return create_key(panel, scene, point);
}

static struct want fix(struct panel_create *self, const struct scene *scene)
{
    if (!create_form_fix(&self->fields))
        return want_off("there is nothing to suggest");
    make_anew(self, scene);
    return want_drawn();
}

static struct want create_act(struct panel *panel, const struct scene *scene,
                              enum action action)
{
    struct panel_create *self = self_of(panel);

    switch (action) {
    case ACTION_BACK:
    case ACTION_CLOSE:
        if (!self->proposal.asking)
            return want_nothing();
        self->proposal.asking = false;
        return want_drawn();
    case ACTION_TRY:
        proposal_try_again(&self->proposal, scene->now_ms);
        return want_drawn();
    case ACTION_FIX:
        return fix(self, scene);
    default:
        if (self->proposal.asking && table_act(&self->proposal.table, action))
            return want_drawn();
        return want_nothing();
    }
}

static int64_t create_due_ms(const struct panel *panel)
{
    return proposal_due_ms(&((const struct panel_create *)panel)->proposal);
}

static struct want create_tick(struct panel *panel, const struct scene *scene)
{
    struct panel_create *self = self_of(panel);

    return (struct want){.kind = WANT_DRAWN,
                         .order =
                             proposal_trial(&self->proposal, scene, &self->fields.wish)};
}

static struct subject create_subject(const struct panel *panel, const struct scene *scene)
{
    const struct panel_create *self = (const struct panel_create *)panel;

    (void)scene;
    return (struct subject){.namespace = self->fields.wish.namespace[0] != '\0'
                                             ? self->fields.wish.namespace
                                             : NULL};
}

/* ---- drawing ------------------------------------------------------------------------------------ */

static void print_problems(const struct form *form, char *out, size_t out_bytes)
{
    size_t bad = form_count(form, VERDICT_BAD);
    size_t warnings = form_count(form, VERDICT_WARN);

    snprintf(out, out_bytes, "%zu problem%s, %zu warning%s", bad, bad == 1 ? "" : "s",
             warnings, warnings == 1 ? "" : "s");
}

static void draw_title(const struct panel_create *self, struct canvas canvas)
{
    char problems[64];
    char whom[WISH_WHOM_BYTES];
    char title[400];

    print_problems(&self->fields.form, problems, sizeof problems);
    snprintf(title, sizeof title, "NEW ELB for %s   autocreate   %s",
             wish_whom(&self->fields.wish, whom), problems);
    canvas_title(canvas, 0, title);
}

static const struct field *worst_field(const struct form *form)
{
    const struct field *worst = NULL;

    for (size_t i = 0; i < form->count; i++) {
        const struct field *field = &form->fields[i];
        if (!field->hidden && field->verdict >= VERDICT_WARN &&
            (worst == NULL || field->verdict > worst->verdict))
            worst = field;
    }
    return worst;
}

/* What is wrong, in full, and what to do: the first finding of the worst field. */
static void write_problem(const struct panel_create *self, struct sheet *sheet)
{
    const struct field *worst = worst_field(&self->fields.form);
    const struct lint_report *report = &self->proposal.report;

    if (worst == NULL)
        return;
    sheet_title(sheet, worst->verdict == VERDICT_BAD ? "problem" : "warning");
    const char *advice = "";
    for (size_t i = 0; i < report->count; i++) {
        if (strncmp(report->findings[i].text, worst->note, FORM_NOTE_BYTES - 1) == 0)
            advice = report->findings[i].advice;
    }
    sheet_words(sheet, worst->verdict == VERDICT_BAD ? LOOK_BAD : LOOK_WARN, 3,
                "%s: %s%s%s", worst->label, worst->note, advice[0] != '\0' ? "; " : "",
                advice);
}

static void write_manifest(const struct panel_create *self, const struct scene *scene,
                           struct sheet *sheet)
{
    char opinion[PROPOSAL_TEXT_BYTES];
    char title[PROPOSAL_TEXT_BYTES + 64];

    enum opinion said = proposal_opinion(&self->proposal, scene, opinion);
    snprintf(title, sizeof title, "manifest to be sent   server-side dry run: %s",
             said == OPINION_BAD ? "refused" : opinion);
    sheet_title(sheet, title);
    if (said == OPINION_BAD)
        sheet_words(sheet, LOOK_BAD, 3, "%s", opinion);
    if (self->proposal.manifest != NULL && sheet_left(sheet) > 0)
        sheet->row += proposal_draw_manifest(
            &self->proposal, canvas_rows(sheet->canvas, sheet->row, sheet_left(sheet)));
}

static const char *off_words(const struct panel_create *self, const struct scene *scene,
                             char why_not[GATE_WHY_BYTES])
{
    size_t bad = form_count(&self->fields.form, VERDICT_BAD);

    why_not[0] = '\0';
    if (bad > 0)
        snprintf(why_not, GATE_WHY_BYTES, "%zu problem%s", bad, bad == 1 ? "" : "s");
    else
        proposal_is_open(&self->proposal, scene, &self->fields.wish, why_not);
    return why_not;
}

static int problem_rows(const struct panel_create *self, int cols)
{
    enum { MOST = 4 };
    struct grid scratch;

    grid_init(&scratch, MOST, cols, true);
    struct sheet sheet = sheet_on(canvas_of(&scratch), 0, MOST);
    write_problem(self, &sheet);
    grid_release(&scratch);
    return sheet.row;
}

/* Fields at the top, buttons at the bottom, in between what is wrong and what is sent. */
static void draw_narrow(struct panel_create *self, const struct scene *scene,
                        struct canvas canvas)
{
    int fields = form_rows(&self->fields.form);
    int foot = canvas.at.rows - 1;
    int problem = problem_rows(self, canvas.at.cols);

    form_draw(&self->fields.form, canvas_rows(canvas, 1, foot - 1));
    struct sheet manifest = sheet_on(canvas, 1 + fields, foot - problem - 1 - fields);
    write_manifest(self, scene, &manifest);
    struct sheet sheet = sheet_on(canvas, foot - problem, problem);
    if (foot - problem > fields)
        write_problem(self, &sheet);
}

static void draw_wide(struct panel_create *self, const struct scene *scene,
                      struct canvas canvas)
{
    int foot = canvas.at.rows - 1;
    int fields = form_rows(&self->fields.form);
    struct canvas left =
        canvas_part(canvas, (struct rect){.row = 2, .rows = foot - 2, .cols = FORM_COLS});
    struct canvas right =
        canvas_part(canvas, (struct rect){.row = 1,
                                          .col = FORM_COLS + 1,
                                          .rows = foot - 1,
                                          .cols = canvas.at.cols - FORM_COLS - 1});

    form_draw(&self->fields.form, left);
    struct sheet problem = sheet_on(left, fields + 1, left.at.rows - fields - 1);
    write_problem(self, &problem);
    canvas_column(
        canvas_part(
            canvas,
            (struct rect){.row = 1, .col = FORM_COLS, .rows = foot - 1, .cols = 1}),
        0, '|');
    struct sheet sheet = sheet_on(right, 0, right.at.rows);
    write_manifest(self, scene, &sheet);
}

static void create_draw(struct panel *panel, const struct scene *scene,
                        struct canvas canvas)
{
    struct panel_create *self = self_of(panel);
    char why_not[GATE_WHY_BYTES];

    create_form_fit(&self->fields, canvas.at.cols >= WIDE_COLS);
    draw_title(self, canvas);
    if (self->proposal.asking) {
        proposal_draw_question(&self->proposal, scene, &self->fields.wish, canvas);
        return;
    }
    if (canvas.at.cols >= WIDE_COLS)
        draw_wide(self, scene, canvas);
    else
        draw_narrow(self, scene, canvas);
    form_draw_buttons(&self->fields.form, canvas, canvas.at.rows - 1,
                      off_words(self, scene, why_not));
}

static const struct panel_ops ops = {
    .kind = PANEL_CREATE,
    .free = create_free,
    .settle = create_settle,
    .draw = create_draw,
    .act = create_act,
    .subject = create_subject,
    .key = create_key,
    .paste = create_paste,
    .due_ms = create_due_ms,
    .tick = create_tick,
};

struct panel *panel_create_new(const struct subject *subject)
{
    struct panel_create *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    self->namespace = mem_copy_text(subject->namespace);
    self->name = mem_copy_text(subject->name);
    proposal_init(&self->proposal, PLAN_CREATE);
    create_form_init(&self->fields);
    return &self->panel;
}
