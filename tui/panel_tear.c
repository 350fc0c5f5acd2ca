/*
 * The tear-down dialog: what goes, what stays, what is left behind, and the question.
 *
 * The plan on the screen is the plan that is given away when the answer is yes. With each
 * snapshot it is made anew and compared: a difference is named, and the question starts
 * again. While the gate is closed there is no question at all.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act/plan_compare.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "cross/order.h"
#include "tui/confirm.h"
#include "tui/gate.h"
#include "tui/health.h"
#include "tui/panel.h"
#include "tui/plan_lines.h"
#include "tui/sheet.h"

#include "base/banned.h"

enum { DIFFERENCE_BYTES = 256, COPY_BYTES = 8192, LABEL_CELLS = 9 };

struct panel_tear {
    struct panel panel;
    size_t name_count;
    char **names;                      /* "ns/name" */
    struct plan *plan;                 /* what is shown; NULL: none could be made */
    struct err err;                    /* why none can be made now */
    char difference[DIFFERENCE_BYTES]; /* to what was shown before; "" */
    struct confirm confirm;
    struct table table;
    char text[COPY_BYTES]; /* of the want that was returned last */
};

static struct panel_tear *self_of(struct panel *panel)
{
    return (struct panel_tear *)panel;
}

static void release_names(struct panel_tear *self)
{
    for (size_t i = 0; i < self->name_count; i++)
        free(self->names[i]);
    free(self->names);
    self->names = NULL;
    self->name_count = 0;
}

static void tear_free(struct panel *panel)
{
    struct panel_tear *self = self_of(panel);

    release_names(self);
    plan_free(self->plan);
    table_release(&self->table);
    free(self);
}

static void take_names(struct panel_tear *self, const char *const *names, size_t count)
{
    char **copies = mem_new_array(count == 0 ? 1 : count, sizeof *copies);

    for (size_t i = 0; i < count; i++)
        copies[i] = mem_copy_text(names[i]);
    release_names(self);
    self->names = copies;
    self->name_count = count;
}

/* ---- the plan ---------------------------------------------------------------------- */

static void show_plan(struct panel_tear *self, struct plan *plan, const char *difference)
{
    plan_free(self->plan);
    self->plan = plan;
    snprintf(self->difference, sizeof self->difference, "%s", difference);
    confirm_ask(&self->confirm, plan);
}

static void tear_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_tear *self = self_of(panel);
    struct plan_guard guard;
    struct plan *plan = NULL;
    char difference[DIFFERENCE_BYTES] = "";

    if (scene_view(scene) == NULL)
        return;
    self->err = (struct err)ERR_INIT;
    snapshot_guard(scene->snapshot, scene->now_ms, &guard);
    if (plan_teardown(scene_view(scene), (const char *const *)self->names,
                      self->name_count, &guard, &plan, &self->err) != ERR_OK)
        return;
    if (self->plan == NULL)
        show_plan(self, plan, "");
    else if (plan_differs(self->plan, plan, difference, sizeof difference))
        show_plan(self, plan, difference);
    else
        plan_free(plan);
}

static struct subject subject_of_name(const struct scene *scene, const char *name)
{
    const struct view *view = scene_view(scene);
    const char *slash = strchr(name, '/');
    char namespace[256];

    if (view == NULL || slash == NULL)
        return (struct subject){0};
    snprintf(namespace, sizeof namespace, "%.*s", (int)(slash - name), name);
    return subject_of_row(view_row(view, namespace, slash + 1));
}

/* May it be done now? Each Service is asked about: rights differ by namespace. */
static bool is_open(const struct panel_tear *self, const struct scene *scene,
                    char why_not[GATE_WHY_BYTES])
{
    char line[GATE_WHY_BYTES];

    if (self->err.code != ERR_OK) {
        snprintf(why_not, GATE_WHY_BYTES, "%s", err_line(&self->err, line, sizeof line));
        return false;
    }
    for (size_t i = 0; i < self->name_count; i++) {
        struct subject subject = subject_of_name(scene, self->names[i]);
        if (!gate_is_open(ACTION_TEAR, scene, &subject, why_not))
            return false;
    }
    return self->plan != NULL;
}

/* ---- keys --------------------------------------------------------------------------- */

/* The plan that was shown goes to the worker, and its job takes the place of the dialog. */
static struct want send(struct panel_tear *self, const struct scene *scene)
{
    struct want want = {
        .kind = WANT_BECOME, .panel = PANEL_JOB, .subject = {.job = scene->job_number}};

    want.order = order_run(self->plan, scene->job_number, INTERVAL_HOLD_MS);
    self->plan = NULL;
    return want;
}

static struct want tear_key(struct panel *panel, const struct scene *scene, uint32_t key)
{
    struct panel_tear *self = self_of(panel);
    char why_not[GATE_WHY_BYTES];
    const char *say = NULL;

    if (!is_open(self, scene, why_not))
        return want_nothing();
    switch (confirm_key(&self->confirm, scene->keymap, key, scene->now_ms, &say)) {
    case CONFIRM_YES:
        return send(self, scene);
    case CONFIRM_TAKEN:
        return say == NULL ? want_drawn() : want_say(say);
    case CONFIRM_PASSED:
        break;
    }
    return want_nothing();
}

static struct want take_better_order(struct panel_tear *self, const struct scene *scene)
{
    if (self->plan == NULL || self->plan->better == NULL)
        return want_off("this order leaves nothing behind that another would not");
    take_names(self, self->plan->better_names, self->plan->better_count);
    plan_free(self->plan);
    self->plan = NULL;
    tear_settle(&self->panel, scene);
    return want_drawn();
}

static struct want drop_selected(struct panel_tear *self, const struct scene *scene)
{
    if (self->plan == NULL || self->plan->service_count < 2 ||
        self->table.at >= self->plan->object_count)
        return want_off("there is only this one; Esc keeps it");
    const struct plan_service *gone =
        &self->plan->services[self->plan->objects[self->table.at].service];
    const char **kept = mem_new_array(self->name_count, sizeof *kept);
    size_t count = 0;

    snprintf(self->text, sizeof self->text, "%s/%s", gone->namespace, gone->name);
    for (size_t i = 0; i < self->name_count; i++) {
        if (strcmp(self->names[i], self->text) != 0)
            kept[count++] = self->names[i];
    }
    take_names(self, kept, count);
    free(kept);
    plan_free(self->plan);
    self->plan = NULL;
    tear_settle(&self->panel, scene);
    return want_drawn();
}

static struct want copy_commands(struct panel_tear *self)
{
    size_t at = 0;

    for (size_t i = 0; self->plan != NULL && i < self->plan->service_count; i++) {
        if (at + 1 < sizeof self->text)
            at += (size_t)snprintf(self->text + at, sizeof self->text - at, "%s%s",
                                   i == 0 ? "" : "\n", self->plan->services[i].twin);
    }
    if (at == 0 || at >= sizeof self->text)
        return want_off("there is no plan to copy");
    return (struct want){.kind = WANT_COPY, .text = self->text};
}

static struct want tear_act(struct panel *panel, const struct scene *scene,
                            enum action action)
{
    struct panel_tear *self = self_of(panel);
    char why_not[GATE_WHY_BYTES];

    if (table_act(&self->table, action))
        return want_drawn();
    /* Another plan cannot be made while the gate is closed; this one stays to be read. */
    if ((action == ACTION_BETTER || action == ACTION_MARK) &&
        !is_open(self, scene, why_not)) {
        snprintf(self->text, sizeof self->text, "not now: %s", why_not);
        return want_say(self->text);
    }
    switch (action) {
    case ACTION_BETTER:
        return take_better_order(self, scene);
    case ACTION_MARK:
        return drop_selected(self, scene);
    case ACTION_COPY:
        return copy_commands(self);
    default:
        return want_nothing();
    }
}

static struct subject tear_subject(const struct panel *panel, const struct scene *scene)
{
    const struct panel_tear *self = (const struct panel_tear *)panel;

    if (self->name_count == 0)
        return (struct subject){0};
    return subject_of_name(scene, self->names[0]);
}

static int64_t tear_due_ms(const struct panel *panel)
{
    return confirm_due_ms(&((const struct panel_tear *)panel)->confirm);
}

/* ---- drawing ---------------------------------------------------------------------------- */

static void draw_title(const struct panel_tear *self, const struct scene *scene,
                       struct canvas canvas)
{
    int64_t age_ms = health_age_ms(scene, SOURCE_KUBERNETES);
    char name[330];
    char age[WHEN_TEXT_BYTES];
    char title[500];

    if (self->name_count > 1)
        snprintf(name, sizeof name, "%zu Services", self->name_count);
    else
        snprintf(name, sizeof name, "%.320s",
                 self->name_count == 0 ? "nothing" : self->names[0]);
    snprintf(title, sizeof title,
             "TEAR DOWN %s   read %s ago, read again when you confirm", name,
             age_ms < 0 ? "not" : duration_print_short(age_ms, age));
    canvas_title(canvas, 0, title);
}

static void write_better(const struct plan *plan, struct sheet *sheet)
{
    if (plan->better == NULL)
        return;
    sheet_title(sheet, "better");
    sheet_words(sheet, LOOK_STRONG, 2, "%s.  m takes this order", plan->better);
}

static void write_warnings(const struct panel_tear *self, struct sheet *sheet)
{
    const struct plan *plan = self->plan;

    if (self->difference[0] == '\0' && plan->warning_count == 0)
        return;
    sheet_title(sheet,
                self->difference[0] != '\0' ? "changed since it was shown" : "warnings");
    if (self->difference[0] != '\0')
        sheet_words(sheet, LOOK_BAD, 2, "%s: the question starts again",
                    self->difference);
    for (size_t i = 0; i < plan->warning_count; i++)
        sheet_words(sheet, LOOK_WARN, 2, "! %s", plan->warnings[i]);
}

static void write_who(const struct panel_tear *self, const struct scene *scene,
                      struct sheet *sheet)
{
    struct subject subject = subject_of_name(scene, self->names[0]);
    char age[WHEN_TEXT_BYTES] = "-";

    if (subject.row != NULL && subject.row->created_ms != WHEN_UNKNOWN)
        duration_print_short(scene->wall_ms - subject.row->created_ms, age);
    if (self->plan->service_count == 1)
        sheet_entry(sheet, LABEL_CELLS, "traffic", PLAN_TRAFFIC "; made %s ago", age);
    else
        sheet_entry(sheet, LABEL_CELLS, "traffic", PLAN_TRAFFIC);
}

static void write_requests(const struct plan *plan, struct sheet *sheet)
{
    sheet_title(sheet, "will run");
    if (plan->service_count > 1)
        sheet_entry(sheet, LABEL_CELLS, "order",
                    "TENANT before CREATOR, one at a time, stops at the first error");
    for (size_t i = 0; i < plan->service_count; i++) {
        const struct plan_service *service = &plan->services[i];
        sheet_line(sheet, LOOK_PLAIN, "%s %s   uid %.8s.. rv %s", service->method,
                   service->path, service->uid, service->resource_version);
    }
    sheet_line(sheet, LOOK_DIM, "same as: %s%s", plan->services[0].twin,
               plan->service_count > 1 ? "  .." : "");
    sheet_entry(sheet, LABEL_CELLS, "proof",
                "every id until it answers 404, the address until it is silent; receipt");
}

static void draw_question(struct panel_tear *self, const struct scene *scene,
                          struct canvas canvas)
{
    int row = canvas.at.rows - CONFIRM_ROWS;
    char why_not[GATE_WHY_BYTES] = "";

    if (is_open(self, scene, why_not)) {
        confirm_draw(&self->confirm, scene->keymap, canvas, row, scene->now_ms);
        return;
    }
    if (self->plan != NULL)
        confirm_ask(&self->confirm, self->plan); /* it starts again when it may */
    canvas_print(canvas, row, 1, LOOK_BAD, "%s is off: %s",
                 keymap_name(scene->keymap, PANEL_SERVICES, ACTION_TEAR), why_not);
    canvas_text(canvas, row + 1, 1, LOOK_PLAIN, "Esc keeps everything.");
}

/* The objects get the rows that the rest can spare, and scroll. */
static int rows_of_objects(const struct plan *plan, int rows)
{
    int most = rows - CONFIRM_ROWS - 9;

    if (most < 3)
        most = 3;
    return (int)plan->object_count < most ? (int)plan->object_count : most;
}

static void tear_draw(struct panel *panel, const struct scene *scene,
                      struct canvas canvas)
{
    struct panel_tear *self = self_of(panel);

    draw_title(self, scene, canvas);
    if (self->plan != NULL) {
        int rows = rows_of_objects(self->plan, canvas.at.rows);
        plan_lines_draw(self->plan, &self->table, canvas_rows(canvas, 1, rows),
                        !self->confirm.in_field);
        struct sheet sheet =
            sheet_on(canvas, 1 + rows, canvas.at.rows - CONFIRM_ROWS - 1 - rows);
        write_warnings(self, &sheet);
        write_better(self->plan, &sheet);
        write_requests(self->plan, &sheet);
        write_who(self, scene, &sheet);
    }
    draw_question(self, scene, canvas);
}

static int tear_box_rows(const struct panel *panel, const struct scene *scene)
{
    const struct panel_tear *self = (const struct panel_tear *)panel;

    (void)scene;
    return self->plan == NULL
               ? 8
               : 16 + (int)self->plan->object_count + (int)self->plan->service_count;
}

static const struct panel_ops ops = {
    .kind = PANEL_TEAR,
    .free = tear_free,
    .settle = tear_settle,
    .draw = tear_draw,
    .act = tear_act,
    .subject = tear_subject,
    .key = tear_key,
    .due_ms = tear_due_ms,
    .box_rows = tear_box_rows,
};

struct panel *panel_tear_new(const char *const *names, size_t count)
{
    struct panel_tear *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    self->err = (struct err)ERR_INIT;
    take_names(self, names, count);
    return &self->panel;
}
