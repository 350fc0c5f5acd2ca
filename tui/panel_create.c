/*
 * The form for a Service with an ELB of its own (autocreate): fields with defaults that
 * work, judged while one types by the rules of `elbtop validate`, tried on the api-server by
 * a dry run, and then the question.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act/quota.h"
#include "base/mem.h"
#include "base/span.h"
#include "tui/key.h"
#include "tui/proposal.h"
#include "tui/sheet.h"
#include "tui/wish_form.h"

#include "base/banned.h"

enum { WIDE_COLS = 140, FORM_COLS = 100, QUOTA_BYTES = 160 };

struct panel_create {
    struct panel panel;
    char *namespace, *name; /* of what was selected; NULL */
    bool started;
    struct form form;
    struct wish_fields common;
    size_t class, type, elb_name, bandwidth_name, bandwidth, charge, eip_type;
    size_t zones, l4_flavor, l7_flavor, quota;
    size_t create, copy, cancel;
    const char *broken; /* why there is no whole wish; NULL */
    struct wish wish;
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

/* ---- the fields ----------------------------------------------------------------------- */

static void add_fields(struct panel_create *self)
{
    static const char *const classes[] = {"union", "performance"};
    static const char *const types[] = {"public", "inner"};
    static const char *const charges[] = {"traffic", "bandwidth"};
    static const char *const eip_types[] = {"5_bgp", "5_mailbgp"};
    struct form *form = &self->form;

    self->common = wish_form_add(form);
    self->class = form_add_choice(form, "Class", "shared or dedicated; fixed for good",
                                  classes, ARRAY_COUNT(classes));
    self->type = form_add_choice(form, "Type", "inner: no EIP, no step 7", types,
                                 ARRAY_COUNT(types));
    self->elb_name = form_add_text(form, "ELB name", "1-64 of A-Z a-z 0-9 _ - .");
    self->bandwidth_name = form_add_text(form, "Bandw. name", "the ccm insists on one");
    self->bandwidth = form_add_text(form, "Bandwidth", "Mbit/s, share PER, 1-2000");
    self->charge = form_add_choice(form, "Charge", "how the EIP is billed", charges,
                                   ARRAY_COUNT(charges));
    self->eip_type =
        form_add_choice(form, "EIP type", "", eip_types, ARRAY_COUNT(eip_types));
    self->zones = form_add_text(form, "Zones", "eu-de-01, eu-de-02");
    self->l4_flavor = form_add_text(form, "L4 flavour", "for TCP and UDP");
    self->l7_flavor = form_add_text(form, "L7 flavour", "for HTTP; may be empty");
    self->quota = form_add_fact(form, "Quota");
    self->create = form_add_button(form, "Create");
    self->copy = form_add_button(form, "Copy YAML");
    self->cancel = form_add_button(form, "Cancel");
    form_default(form, self->bandwidth, "5");
}

static bool is_performance(const struct panel_create *self)
{
    return self->form.fields[self->class].option == 1;
}

static bool is_inner(const struct panel_create *self)
{
    return self->form.fields[self->type].option == 1;
}

static void hide_what_means_nothing(struct panel_create *self)
{
    struct field *fields = self->form.fields;

    fields[self->bandwidth_name].hidden = is_inner(self);
    fields[self->bandwidth].hidden = is_inner(self);
    fields[self->charge].hidden = is_inner(self);
    fields[self->eip_type].hidden = is_inner(self);
    fields[self->zones].hidden = !is_performance(self);
    fields[self->l4_flavor].hidden = !is_performance(self);
    fields[self->l7_flavor].hidden = !is_performance(self);
}

/* Names of ELB and bandwidth go with the Service until somebody types others. */
static void follow_names(struct panel_create *self)
{
    char text[PROMPT_BYTES];

    if (self->wish.name[0] == '\0')
        return;
    form_default(&self->form, self->elb_name, self->wish.elb_name);
    snprintf(text, sizeof text, "%.60s-bw", form_text(&self->form, self->elb_name));
    form_default(&self->form, self->bandwidth_name, text);
}

/* ---- from fields to the wish ------------------------------------------------------------- */

static void copy(char *out, size_t out_bytes, const char *text)
{
    snprintf(out, out_bytes, "%.*s", (int)out_bytes - 1, text);
}

static const char *read_bandwidth(struct panel_create *self)
{
    struct span text = span_trim(span_of(form_text(&self->form, self->bandwidth)));

    if (is_inner(self) || span_to_i64(text, &self->wish.bandwidth_mbit))
        return NULL;
    form_judge(&self->form, self->bandwidth, VERDICT_BAD, "a number of Mbit/s");
    return "the bandwidth is no number";
}

/* Too many are told, not dropped. */
static const char *read_zones(struct panel_create *self)
{
    struct span rest = span_of(form_text(&self->form, self->zones));
    struct span part;

    while (is_performance(self) && span_cut(&rest, ',', &part)) {
        part = span_trim(part);
        if (part.bytes == 0)
            continue;
        if (self->wish.zone_count == WISH_ZONES ||
            part.bytes >= sizeof self->wish.zones[0]) {
            form_judge(&self->form, self->zones, VERDICT_BAD, "at most 8, short ones");
            return "too many zones";
        }
        char *zone = self->wish.zones[self->wish.zone_count++];
        snprintf(zone, sizeof self->wish.zones[0], "%.*s", (int)part.bytes, part.at);
    }
    return NULL;
}

static const char *check_length(struct panel_create *self, size_t field, size_t room)
{
    if (strlen(form_text(&self->form, field)) < room)
        return NULL;
    form_judge(&self->form, field, VERDICT_BAD, "too long: at most 64 signs");
    return "a name is too long";
}

static const char *read_wish(struct panel_create *self, const struct scene *scene)
{
    struct form *form = &self->form;
    struct wish *wish = &self->wish;
    const char *broken =
        wish_form_read(form, &self->common, WISH_AUTOCREATE, scene, wish);

    follow_names(self);
    const char *names = check_length(self, self->elb_name, sizeof wish->elb_name);
    if (names == NULL)
        names = check_length(self, self->bandwidth_name, sizeof wish->bandwidth_name);
    copy(wish->class, sizeof wish->class, form_option(form, self->class));
    wish->internal = is_inner(self);
    copy(wish->elb_name, sizeof wish->elb_name, form_text(form, self->elb_name));
    copy(wish->bandwidth_name, sizeof wish->bandwidth_name,
         form_text(form, self->bandwidth_name));
    copy(wish->charge_mode, sizeof wish->charge_mode, form_option(form, self->charge));
    copy(wish->eip_type, sizeof wish->eip_type, form_option(form, self->eip_type));
    if (is_performance(self)) {
        copy(wish->l4_flavor, sizeof wish->l4_flavor, form_text(form, self->l4_flavor));
        copy(wish->l7_flavor, sizeof wish->l7_flavor, form_text(form, self->l7_flavor));
    }
    const char *bandwidth = read_bandwidth(self);
    const char *zones = read_zones(self);
    return broken != NULL      ? broken
           : names != NULL     ? names
           : bandwidth != NULL ? bandwidth
                               : zones;
}

/* ---- verdicts ------------------------------------------------------------------------------ */

static void judge_rules(struct panel_create *self)
{
    const struct wish_place places[] = {
        {"].bandwidth_name", self->bandwidth_name},
        {"].bandwidth_size", self->bandwidth},
        {"].bandwidth_chargemode", self->charge},
        {"].eip_type", self->eip_type},
        {"].available_zone", self->zones},
        {"].l4_flavor_name", self->l4_flavor},
        {"].l7_flavor_name", self->l7_flavor},
        {"].type", self->type},
        {"].name", self->elb_name},
        {"elb.class]", self->class},
        {"spec.ports", self->common.ports},
        {"spec.selector", self->common.selector},
    };

    wish_form_judge(&self->form, &self->proposal.report, places, ARRAY_COUNT(places),
                    self->common.service);
}

static void judge_quota(struct panel_create *self, const struct scene *scene)
{
    const struct quota *quota = &scene->snapshot->around.quota;
    bool wants_eip = !self->wish.internal;
    char words[QUOTA_BYTES];
    bool is_short = quota_is_full(quota->elb_used, quota->elb_most) ||
                    (wants_eip && quota_is_full(quota->eip_used, quota->eip_most)) ||
                    quota_is_full(quota->elb_used + 1, quota->elb_most) ||
                    (wants_eip && quota_is_full(quota->eip_used + 1, quota->eip_most));

    quota_words(quota, wants_eip, words, sizeof words);
    form_judge(&self->form, self->quota, is_short ? VERDICT_WARN : VERDICT_OK, words);
}

/* What no rule found, and still cannot be: the Service as it is now. */
static void judge_plan(struct panel_create *self)
{
    if (self->broken == NULL && self->proposal.err.code != ERR_OK &&
        form_count(&self->form, VERDICT_BAD) == 0)
        form_judge(&self->form, self->common.service, VERDICT_BAD,
                   self->proposal.err.text);
}

static void make_anew(struct panel_create *self, const struct scene *scene)
{
    hide_what_means_nothing(self);
    self->broken = read_wish(self, scene);
    proposal_make(&self->proposal, scene, &self->wish, self->broken);
    if (scene->snapshot == NULL)
        return;
    if (self->wish.name[0] != '\0')
        judge_rules(self);
    judge_quota(self, scene);
    judge_plan(self);
}

static void create_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_create *self = self_of(panel);

    if (!self->started) {
        struct subject subject = {.namespace = self->namespace, .name = self->name};
        if (scene_view(scene) != NULL && self->name != NULL)
            subject.row = view_row(scene_view(scene), self->namespace, self->name);
        wish_form_start(&self->form, &self->common, &subject, scene);
        self->started = true;
    }
    make_anew(self, scene);
}

/* ---- keys ------------------------------------------------------------------------------------ */

static struct want press_create(struct panel_create *self, const struct scene *scene)
{
    if (!proposal_is_open(&self->proposal, scene, &self->wish, self->why_not))
        return want_say(self->why_not);
    proposal_ask(&self->proposal);
    return want_drawn();
}

static struct want press_button(struct panel_create *self, const struct scene *scene)
{
    if (self->form.at == self->create)
        return press_create(self, scene);
    if (self->form.at == self->copy && self->proposal.manifest != NULL)
        return (struct want){.kind = WANT_COPY, .text = self->proposal.manifest};
    return (struct want){.kind = WANT_CLOSE};
}

static struct want create_key(struct panel *panel, const struct scene *scene,
                              uint32_t key)
{
    struct panel_create *self = self_of(panel);

    if (self->proposal.asking)
        return proposal_key(&self->proposal, scene, &self->wish, key);
    switch (form_key(&self->form, key)) {
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
        self->form.fields[self->form.at].kind != FIELD_TEXT)
        return want_nothing();
    return create_key(panel, scene, point);
}

/* The first field that is bad gets its default back. */
static struct want fix(struct panel_create *self, const struct scene *scene)
{
    for (size_t i = 0; i < self->form.count; i++) {
        struct field *field = &self->form.fields[i];
        if (field->hidden || field->verdict != VERDICT_BAD || field->kind != FIELD_TEXT ||
            i == self->common.service)
            continue;
        field->touched = false;
        if (i == self->bandwidth)
            form_default(&self->form, i, "5");
        make_anew(self, scene);
        return want_drawn();
    }
    return want_say("Ctrl-E is off: there is nothing to suggest");
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
                         .order = proposal_trial(&self->proposal, scene, &self->wish)};
}

static struct subject create_subject(const struct panel *panel, const struct scene *scene)
{
    const struct panel_create *self = (const struct panel_create *)panel;

    (void)scene;
    return (struct subject){
        .namespace = self->wish.namespace[0] != '\0' ? self->wish.namespace : NULL};
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
    char title[400];

    print_problems(&self->form, problems, sizeof problems);
    snprintf(title, sizeof title, "NEW ELB for %s/%s   autocreate   %s",
             self->wish.namespace[0] != '\0' ? self->wish.namespace : "-",
             self->wish.name[0] != '\0' ? self->wish.name : "-", problems);
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
    const struct field *worst = worst_field(&self->form);
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
    size_t bad = form_count(&self->form, VERDICT_BAD);

    why_not[0] = '\0';
    if (bad > 0)
        snprintf(why_not, GATE_WHY_BYTES, "%zu problem%s", bad, bad == 1 ? "" : "s");
    else
        proposal_is_open(&self->proposal, scene, &self->wish, why_not);
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
    int fields = form_rows(&self->form);
    int foot = canvas.at.rows - 1;
    int problem = problem_rows(self, canvas.at.cols);

    form_draw(&self->form, canvas_rows(canvas, 1, foot - 1));
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
    int fields = form_rows(&self->form);
    struct canvas left =
        canvas_part(canvas, (struct rect){.row = 2, .rows = foot - 2, .cols = FORM_COLS});
    struct canvas right =
        canvas_part(canvas, (struct rect){.row = 1,
                                          .col = FORM_COLS + 1,
                                          .rows = foot - 1,
                                          .cols = canvas.at.cols - FORM_COLS - 1});

    form_draw(&self->form, left);
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

    draw_title(self, canvas);
    if (self->proposal.asking) {
        proposal_draw_question(&self->proposal, scene, &self->wish, canvas);
        return;
    }
    if (canvas.at.cols >= WIDE_COLS)
        draw_wide(self, scene, canvas);
    else
        draw_narrow(self, scene, canvas);
    form_draw_buttons(&self->form, canvas, canvas.at.rows - 1,
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
    add_fields(self);
    return &self->panel;
}
