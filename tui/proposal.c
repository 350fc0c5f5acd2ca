#include "tui/proposal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act/lint_view.h"
#include "act/plan_compare.h"
#include "base/limits.h"
#include "base/mem.h"
#include "cross/order.h"
#include "tui/jobs.h"
#include "tui/plan_lines.h"
#include "tui/sheet.h"

#include "base/banned.h"

void proposal_init(struct proposal *proposal, enum plan_kind kind)
{
    *proposal = (struct proposal){.kind = kind, .err = ERR_INIT, .due_ms = INT64_MAX};
    lint_report_init(&proposal->report);
}

void proposal_release(struct proposal *proposal)
{
    lint_report_release(&proposal->report);
    table_release(&proposal->table);
    plan_free(proposal->plan);
    free(proposal->manifest);
    free(proposal->tried);
}

/* ---- making ------------------------------------------------------------------------ */

static void lint(struct proposal *proposal, const struct scene *scene,
                 const struct wish *wish, const json_t *manifest)
{
    struct arena arena;
    struct lint_world world;

    lint_report_release(&proposal->report);
    lint_report_init(&proposal->report);
    arena_init(&arena, 0);
    lint_world_of_view(scene_view(scene), &scene->snapshot->around, wish->namespace,
                       wish->name, &arena, &world);
    lint_service(manifest, &world, &proposal->report);
    arena_release(&arena);
}

static struct plan *build_plan(const struct proposal *proposal, const struct scene *scene,
                               const json_t *manifest, struct err *err)
{
    struct plan_guard guard;
    struct plan *plan = NULL;

    snapshot_guard(scene->snapshot, scene->now_ms, &guard);
    if (plan_apply(scene_view(scene), proposal->kind, manifest, &guard, &plan, err) !=
        ERR_OK)
        return NULL;
    if (proposal->from_name[0] != '\0')
        plan_read_id_from(plan, proposal->from_namespace, proposal->from_name);
    return plan;
}

/* While it is asked about, a difference is named and the question starts again. */
static void take_plan(struct proposal *proposal, struct plan *plan)
{
    char difference[PROPOSAL_DIFFERENCE_BYTES];

    if (proposal->asking && proposal->plan != NULL && plan != NULL) {
        if (!plan_differs(proposal->plan, plan, difference, sizeof difference)) {
            plan_free(plan); /* the one that is shown stays */
            return;
        }
        snprintf(proposal->difference, sizeof proposal->difference, "%s", difference);
        confirm_ask(&proposal->confirm, plan);
    }
    if (proposal->asking && plan == NULL)
        return; /* what was shown stays on the screen, and cannot be said yes to */
    plan_free(proposal->plan);
    proposal->plan = plan;
}

/* What was asked about already is not asked about again. */
static void plan_trial(struct proposal *proposal, int64_t now_ms)
{
    const char *wanted = proposal->plan == NULL ? NULL : proposal->plan->manifest;

    if (wanted == NULL) {
        proposal->due_ms = INT64_MAX;
        return;
    }
    if (proposal->tried != NULL && strcmp(proposal->tried, wanted) == 0)
        return;
    free(proposal->tried);
    proposal->tried = mem_copy_text(wanted);
    proposal->trial = 0;
    proposal->due_ms = now_ms + INTERVAL_TRY_MS;
}

void proposal_try_again(struct proposal *proposal, int64_t now_ms)
{
    if (proposal->plan == NULL)
        return;
    proposal->trial = 0;
    proposal->due_ms = now_ms;
}

void proposal_make(struct proposal *proposal, const struct scene *scene,
                   const struct wish *wish, const char *broken)
{
    proposal->err = (struct err)ERR_INIT;
    if (scene_view(scene) == NULL) {
        err_set(&proposal->err, ERR_ABSENT, "Kubernetes was not read yet");
        take_plan(proposal, NULL);
        return;
    }
    json_t *manifest = wish_manifest(wish);
    struct plan *plan = NULL;

    free(proposal->manifest);
    proposal->manifest = wish_yaml(manifest);
    lint(proposal, scene, wish, manifest);
    if (broken != NULL)
        err_set(&proposal->err, ERR_SHAPE, "%s", broken);
    else
        plan = build_plan(proposal, scene, manifest, &proposal->err);
    json_decref(manifest);
    take_plan(proposal, plan);
    plan_trial(proposal, scene->now_ms);
}

/* ---- the second opinion --------------------------------------------------------------- */

struct order *proposal_trial(struct proposal *proposal, const struct scene *scene,
                             const struct wish *wish)
{
    char why_not[GATE_WHY_BYTES];

    if (scene->now_ms < proposal->due_ms || proposal->plan == NULL)
        return NULL;
    proposal->due_ms = INT64_MAX;
    if (!proposal_is_open(proposal, scene, wish, why_not))
        return NULL;
    json_t *manifest = wish_manifest(wish);
    struct plan *copy = build_plan(proposal, scene, manifest, NULL);
    json_decref(manifest);
    if (copy == NULL)
        return NULL;
    proposal->trial = scene->job_number;
    return order_try(copy, scene->job_number);
}

int64_t proposal_due_ms(const struct proposal *proposal)
{
    int64_t hears_ms = proposal->asking ? confirm_due_ms(&proposal->confirm) : INT64_MAX;

    return hears_ms < proposal->due_ms ? hears_ms : proposal->due_ms;
}

/* A webhook that cannot do dry runs, or a line that broke, says nothing of the change. */
static bool is_no_opinion(const struct job_report *trial)
{
    return trial->refused == REFUSED_UNCHECKABLE || trial->refused == REFUSED_NO_ANSWER ||
           trial->refused == REFUSED_LATER || trial->refused == REFUSED_FAILED;
}

static void print_refusal(const struct job_report *trial, char out[PROPOSAL_TEXT_BYTES])
{
    const char *who = trial->refused == REFUSED_BY_WEBHOOK ? "a webhook refuses"
                                                           : "the api-server refuses";

    snprintf(out, PROPOSAL_TEXT_BYTES, "%s: %.180s%s%.90s", who, trial->err.text,
             trial->advice[0] != '\0' ? "; " : "", trial->advice);
}

enum opinion proposal_opinion(const struct proposal *proposal, const struct scene *scene,
                              char out[PROPOSAL_TEXT_BYTES])
{
    const struct job_report *trial =
        scene->snapshot == NULL ? NULL : scene->snapshot->trial;

    snprintf(out, PROPOSAL_TEXT_BYTES, "asked in a moment");
    if (proposal->plan == NULL) {
        snprintf(out, PROPOSAL_TEXT_BYTES, "waits until the form is right");
        return OPINION_NONE;
    }
    if (proposal->trial == 0)
        return proposal->due_ms == INT64_MAX ? OPINION_NONE : OPINION_WAITED_FOR;
    if (trial == NULL || trial->id != proposal->trial ||
        !job_state_is_over(trial->state)) {
        snprintf(out, PROPOSAL_TEXT_BYTES, "asked ..");
        return OPINION_WAITED_FOR;
    }
    if (trial->state == JOB_DONE) {
        snprintf(out, PROPOSAL_TEXT_BYTES, "accepted");
        return OPINION_GOOD;
    }
    if (is_no_opinion(trial)) {
        snprintf(out, PROPOSAL_TEXT_BYTES, "no opinion: %.240s", trial->err.text);
        return OPINION_NONE;
    }
    print_refusal(trial, out);
    return OPINION_BAD;
}

/* ---- may it be done? ---------------------------------------------------------------------- */

bool proposal_is_open(const struct proposal *proposal, const struct scene *scene,
                      const struct wish *wish, char why_not[GATE_WHY_BYTES])
{
    enum action action = proposal->kind == PLAN_LINK ? ACTION_LINK : ACTION_NEW;
    const struct view *view = scene_view(scene);
    struct subject subject = {.namespace = wish->namespace, .name = wish->name};
    char text[PROPOSAL_TEXT_BYTES];

    if (proposal->err.code != ERR_OK || proposal->plan == NULL) {
        snprintf(why_not, GATE_WHY_BYTES, "%.*s", GATE_WHY_BYTES - 1,
                 proposal->err.code != ERR_OK ? proposal->err.text : "nothing to send");
        return false;
    }
    subject.row = view == NULL ? NULL : view_row(view, wish->namespace, wish->name);
    if (!gate_is_open(action, scene, &subject, why_not))
        return false;
    if (proposal_opinion(proposal, scene, text) != OPINION_BAD)
        return true;
    snprintf(why_not, GATE_WHY_BYTES, "%.*s", GATE_WHY_BYTES - 1, text);
    return false;
}

/* ---- the question -------------------------------------------------------------------------- */

void proposal_ask(struct proposal *proposal)
{
    proposal->asking = true;
    proposal->difference[0] = '\0';
    confirm_ask(&proposal->confirm, proposal->plan);
}

static struct want give(struct proposal *proposal, const struct scene *scene)
{
    struct want want = {
        .kind = WANT_BECOME, .panel = PANEL_JOB, .subject = {.job = scene->job_number}};

    want.order = order_run(proposal->plan, scene->job_number, INTERVAL_HOLD_MS);
    proposal->plan = NULL;
    return want;
}

struct want proposal_key(struct proposal *proposal, const struct scene *scene,
                         const struct wish *wish, uint32_t key)
{
    char why_not[GATE_WHY_BYTES];
    const char *say = NULL;

    if (!proposal_is_open(proposal, scene, wish, why_not))
        return want_nothing();
    switch (confirm_key(&proposal->confirm, scene->keymap, key, scene->now_ms, &say)) {
    case CONFIRM_YES:
        return give(proposal, scene);
    case CONFIRM_TAKEN:
        return say == NULL ? want_drawn() : want_say(say);
    case CONFIRM_PASSED:
        break;
    }
    return want_nothing();
}

int proposal_draw_manifest(const struct proposal *proposal, struct canvas canvas)
{
    struct span rest = span_of(proposal->manifest);
    struct span line;
    char text[PROPOSAL_TEXT_BYTES];
    int row = 0;
    int lines = 0;

    for (struct span count = rest; span_cut(&count, '\n', &line);)
        lines++;
    /* Where there is little room, what matters most: the annotations and what follows. */
    bool from_annotations = lines > canvas.at.rows;
    while (row < canvas.at.rows && span_cut(&rest, '\n', &line)) {
        from_annotations = from_annotations && !span_has(line, "annotations:");
        if (from_annotations)
            continue;
        snprintf(text, sizeof text, "%.*s", (int)line.bytes, line.at);
        int indent = (int)strspn(text, " ");
        row += canvas_wrap(canvas, row, 1 + indent, canvas.at.rows - row, LOOK_PLAIN,
                           text + indent);
    }
    return row;
}

static void write_warnings(const struct proposal *proposal, struct sheet *sheet)
{
    if (proposal->difference[0] != '\0')
        sheet_words(sheet, LOOK_BAD, 2,
                    "changed since it was shown: %s: the question "
                    "starts again",
                    proposal->difference);
    for (size_t i = 0; i < proposal->plan->warning_count; i++)
        sheet_words(sheet, LOOK_WARN, 2, "! %s", proposal->plan->warnings[i]);
}

static void write_request(const struct proposal *proposal, const struct scene *scene,
                          struct sheet *sheet)
{
    const struct plan_service *service = &proposal->plan->services[0];
    char text[PROPOSAL_TEXT_BYTES];

    sheet_title(sheet, "will run");
    sheet_line(sheet, LOOK_PLAIN, "%s %s   server-side apply", service->method,
               service->path);
    sheet_line(sheet, LOOK_DIM, "same as: %s", service->twin);
    proposal_opinion(proposal, scene, text);
    sheet_words(sheet, LOOK_PLAIN, 2, "dry run: %s", text);
    if (proposal->from_name[0] != '\0')
        sheet_line(sheet, LOOK_PLAIN, "elb.id is read from %s/%s at that moment",
                   proposal->from_namespace, proposal->from_name);
}

void proposal_draw_question(struct proposal *proposal, const struct scene *scene,
                            const struct wish *wish, struct canvas canvas)
{
    int foot = canvas.at.rows - CONFIRM_ROWS;
    int objects = proposal->plan == NULL ? 0 : (int)proposal->plan->object_count;
    char why_not[GATE_WHY_BYTES];

    if (proposal->plan != NULL) {
        plan_lines_draw(proposal->plan, &proposal->table, canvas_rows(canvas, 1, objects),
                        !proposal->confirm.in_field);
        struct sheet sheet = sheet_on(canvas, 1 + objects, foot - 1 - objects);
        write_warnings(proposal, &sheet);
        write_request(proposal, scene, &sheet);
        sheet_title(&sheet, "manifest");
        if (sheet_left(&sheet) > 0)
            proposal_draw_manifest(
                proposal, canvas_rows(sheet.canvas, sheet.row, sheet_left(&sheet)));
    }
    if (proposal_is_open(proposal, scene, wish, why_not)) {
        confirm_draw(&proposal->confirm, scene->keymap, canvas, foot, scene->now_ms);
        return;
    }
    if (proposal->plan != NULL)
        confirm_ask(&proposal->confirm, proposal->plan);
    canvas_print(canvas, foot, 1, LOOK_BAD, "off: %s", why_not);
    canvas_text(canvas, foot + 1, 1, LOOK_PLAIN, "Esc goes back to the form.");
}
