#include "tui/dashboard_inside.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/span.h"
#include "base/when.h"
#include "tui/bar.h"
#include "tui/box.h"
#include "tui/filter.h"
#include "tui/jobs.h"
#include "tui/layout.h"
#include "tui/recent.h"

#include "base/banned.h"

/* ---- life ---- */

struct dashboard *dashboard_new(bool ascii, int64_t now_ms)
{
    struct dashboard *dashboard = mem_new(sizeof *dashboard);

    dashboard->keymap = keymap_new();
    dashboard->ascii = ascii;
    dashboard->opened_ms = now_ms;
    dashboard->job_number = 1;
    dashboard->recent = recent_new();
    dashboard->panels[dashboard->panel_count++] = panel_services_new();
    return dashboard;
}

void dash_errand_release(struct errand *errand)
{
    order_free(errand->order);
    free(errand->text);
    free(errand->namespace);
}

void dashboard_free(struct dashboard *dashboard)
{
    if (dashboard == NULL)
        return;
    for (size_t i = 0; i < dashboard->panel_count; i++)
        dashboard->panels[i]->ops->free(dashboard->panels[i]);
    for (size_t i = 0; i < dashboard->errand_count; i++)
        dash_errand_release(&dashboard->errands[i]);
    filter_free(dashboard->filter);
    filter_free(dashboard->filter_before);
    ids_release(&dashboard->marked);
    free(dashboard->torn);
    recent_free(dashboard->recent);
    for (int i = 0; i < TYPING_COUNT; i++)
        history_release(&dashboard->histories[i]);
    dash_places_release(dashboard);
    keymap_free(dashboard->keymap);
    free(dashboard->namespace);
    free(dashboard->bell_id);
    free(dashboard->open_namespace);
    free(dashboard->open_name);
    free(dashboard->read_namespace);
    free(dashboard->read_name);
    free(dashboard);
}

struct panel *dash_top(const struct dashboard *dashboard)
{
    return dashboard->panels[dashboard->panel_count - 1];
}

/* It was given, and no snapshot has come that knows of it. */
static uint64_t just_given(const struct dashboard *dashboard, int64_t now_ms)
{
    bool is_young = now_ms - dashboard->given_ms < INTERVAL_HOLD_MS;

    if (!is_young || jobs_find(dashboard->snapshot, dashboard->given_run) != NULL)
        return 0;
    return dashboard->given_run;
}

/* By the clock of what is shown. */
static int64_t opened_ms(const struct dashboard *dashboard)
{
    const struct snapshot *snapshot = dashboard->snapshot;

    if (snapshot == NULL || !snapshot->replay.on)
        return dashboard->opened_ms;
    return snapshot->replay.now_ms -
           (snapshot->replay.wall_ms - snapshot->replay.from_wall_ms);
}

struct scene dash_scene(const struct dashboard *dashboard, int64_t now_ms,
                        int64_t wall_ms)
{
    return (struct scene){
        .snapshot = dashboard->snapshot,
        .now_ms = now_ms,
        .wall_ms = wall_ms,
        .opened_ms = opened_ms(dashboard),
        .ascii = dashboard->ascii,
        .keymap = dashboard->keymap,
        .problems_only = dashboard->problems_only,
        .filter = dashboard->filter,
        .namespace = dashboard->namespace,
        .context = dashboard->context,
        .simulator = dashboard->simulator,
        .recording = dashboard->recording,
        .settings = dashboard->settings,
        .recent = dashboard->recent,
        .marked = &dashboard->marked,
        .frozen = dashboard->frozen,
        .job_number = dashboard->job_number,
        .just_given = just_given(dashboard, now_ms),
        .torn = dashboard->torn,
        .lesson = dashboard->lesson,
    };
}

void dash_settle_all(struct dashboard *dashboard, const struct scene *scene)
{
    for (size_t i = 0; i < dashboard->panel_count; i++)
        dashboard->panels[i]->ops->settle(dashboard->panels[i], scene);
}

void dashboard_give_keymap(struct dashboard *dashboard, struct keymap **keymap)
{
    keymap_free(dashboard->keymap);
    dashboard->keymap = *keymap;
    *keymap = NULL;
}

void dashboard_set_settings(struct dashboard *dashboard, struct settings *settings)
{
    dashboard->settings = settings;
    dash_take_settings(dashboard);
}

void dashboard_set_ascii(struct dashboard *dashboard, bool ascii)
{
    dashboard->ascii = ascii;
}

void dash_take_settings(struct dashboard *dashboard)
{
    if (dashboard->settings != NULL)
        recent_set_times(dashboard->recent, dashboard->settings->intervals.glow_ms,
                         dashboard->settings->intervals.struck_ms);
}

/* ---- words and errands ---- */

const char *dash_key_name(const struct dashboard *dashboard, enum action action)
{
    return keymap_name(dashboard->keymap, dash_top(dashboard)->ops->kind, action);
}

void dash_say(struct dashboard *dashboard, const char *format, ...)
{
    va_list args;

    dashboard->says_context = false;
    va_start(args, format);
    vsnprintf(dashboard->message, sizeof dashboard->message, format, args);
    va_end(args);
}

void dashboard_say(struct dashboard *dashboard, const char *text)
{
    dash_say(dashboard, "%s", text);
}

void dash_ask(struct dashboard *dashboard, struct errand wanted)
{
    if (dashboard->errand_count == ERRANDS_MOST) {
        dash_errand_release(&wanted);
        return;
    }
    dashboard->errands[dashboard->errand_count++] = wanted;
}

void dash_order(struct dashboard *dashboard, enum order_kind kind, const char *namespace,
                const char *name)
{
    dash_ask(dashboard, (struct errand){.kind = ERRAND_ORDER,
                                        .order = order_new(kind, namespace, name)});
}

struct errand dashboard_next_errand(struct dashboard *dashboard)
{
    struct errand oldest = {.kind = ERRAND_NONE};

    if (dashboard->errand_count > 0) {
        oldest = dashboard->errands[0];
        dashboard->errand_count--;
        memmove(dashboard->errands, dashboard->errands + 1,
                dashboard->errand_count * sizeof dashboard->errands[0]);
    }
    return oldest;
}

/* ---- the stack of views ---- */

bool dash_same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool is_moving(const struct scene *scene, const struct subject *subject)
{
    const struct view *view = scene_view(scene);
    const struct row *row =
        view == NULL || subject->namespace == NULL || subject->name == NULL
            ? NULL
            : view_row(view, subject->namespace, subject->name);

    return row != NULL && (row->state == ROW_MOVING || row->state == ROW_DELETING);
}

/*
 * The worker reads the cloud oftener while the Service that is looked at moves: the one whose
 * steps are open, or the selected one of the list.
 */
void dash_tell_what_is_open(struct dashboard *dashboard, const struct scene *scene)
{
    const struct panel *top = dash_top(dashboard);
    struct subject subject = {0};

    if (top->ops->kind == PANEL_STEPS || top->ops->kind == PANEL_JOB ||
        top->ops->kind == PANEL_SERVICES)
        subject = top->ops->subject(top, scene);
    if (top->ops->kind == PANEL_SERVICES && !is_moving(scene, &subject))
        subject = (struct subject){0};
    if (dash_same_text(subject.namespace, dashboard->open_namespace) &&
        dash_same_text(subject.name, dashboard->open_name))
        return;
    free(dashboard->open_namespace);
    free(dashboard->open_name);
    dashboard->open_namespace = mem_copy_text(subject.namespace);
    dashboard->open_name = mem_copy_text(subject.name);
    dash_order(dashboard, ORDER_OPEN, subject.namespace == NULL ? "" : subject.namespace,
               subject.name == NULL ? "" : subject.name);
}

void dash_push(struct dashboard *dashboard, const struct scene *scene,
               struct panel *panel)
{
    if (dashboard->panel_count == LIMIT_PANELS) {
        dashboard->panels[1]->ops->free(dashboard->panels[1]);
        dashboard->panel_count--;
        memmove(dashboard->panels + 1, dashboard->panels + 2,
                (dashboard->panel_count - 1) * sizeof dashboard->panels[0]);
    }
    dashboard->panels[dashboard->panel_count++] = panel;
    panel->ops->settle(panel, scene);
    dash_tell_what_is_open(dashboard, scene);
    if (panel->ops->key != NULL || panel->ops->kind == PANEL_MENU)
        dash_ask_rights(dashboard, scene);
    dash_tell_what_is_read(dashboard, scene);
}

/* Who went on to the next Service with ] comes back to that one. */
static void take_selection_back(const struct dashboard *dashboard,
                                const struct scene *scene)
{
    const struct panel *top = dash_top(dashboard);
    struct panel *beneath = dashboard->panels[dashboard->panel_count - 2];
    struct subject subject;

    if (top->ops->kind != PANEL_STEPS || beneath->ops->select == NULL)
        return;
    subject = top->ops->subject(top, scene);
    beneath->ops->select(beneath, scene, &subject);
}

void dash_pop(struct dashboard *dashboard, const struct scene *scene)
{
    struct panel *top = dash_top(dashboard);

    if (dashboard->panel_count == 1)
        return;
    take_selection_back(dashboard, scene);
    if (top->ops->kind == PANEL_LESSON)
        dash_lesson_is_left(dashboard);
    dashboard->panel_count--;
    top->ops->free(top);
    dash_tell_what_is_open(dashboard, scene);
    dash_tell_what_is_read(dashboard, scene);
}

static void pop_all(struct dashboard *dashboard, const struct scene *scene)
{
    while (dashboard->panel_count > 1)
        dash_pop(dashboard, scene);
}

/* The row that was looked at elsewhere is the one selected in the list. */
static void go_to_services(struct dashboard *dashboard, const struct scene *scene,
                           const struct subject *subject)
{
    struct panel *services = dashboard->panels[0];

    if (subject != NULL)
        services->ops->select(services, scene, subject);
    pop_all(dashboard, scene);
}

void dash_start_over(struct dashboard *dashboard, const struct scene *scene)
{
    while (dashboard->panel_count > 0) {
        struct panel *top = dash_top(dashboard);
        dashboard->panel_count--;
        top->ops->free(top);
    }
    dashboard->panels[dashboard->panel_count++] = panel_services_new();
    dash_settle_all(dashboard, scene);
}

void dash_open(struct dashboard *dashboard, const struct scene *scene,
               enum panel_kind kind, const struct subject *subject)
{
    enum panel_kind beneath = dash_top(dashboard)->ops->kind;

    if (kind == PANEL_SERVICES)
        go_to_services(dashboard, scene, subject);
    else if (kind == PANEL_HELP)
        dash_push(dashboard, scene, panel_help_new(beneath));
    else if (kind == PANEL_MENU)
        dash_push(dashboard, scene, panel_menu_new(beneath, subject));
    else if (kind == PANEL_TEAR)
        dash_open_tear(dashboard, scene);
    else
        dash_push(dashboard, scene, panel_new(kind, subject));
}

/* ---- snapshots ---- */

/* A row that is listened to rings once for each new state. */
static void ring_bell(struct dashboard *dashboard, const struct view *view)
{
    for (size_t i = 0; dashboard->bell_id != NULL && i < view->row_count; i++) {
        const struct row *row = view->rows[i];
        if (!dash_same_text(row->uid, dashboard->bell_id) ||
            row->state == dashboard->bell_state)
            continue;
        dashboard->bell_state = row->state;
        dash_say(dashboard, "%s/%s is %s now", row->namespace, row->name,
                 row_state_name(row->state));
        dash_ask(dashboard, (struct errand){.kind = ERRAND_BELL,
                                            .text = mem_copy_text(dashboard->message)});
    }
}

static void answer_refresh(struct dashboard *dashboard, const struct view *view)
{
    const struct source *source = &view->sources[SOURCE_KUBERNETES];

    if (dashboard->refresh_asked_ms == 0 || !source->ever ||
        source->read_ms <= dashboard->refresh_asked_ms)
        return;
    dash_say(dashboard, "read again in %lld ms",
             (long long)(source->read_ms - dashboard->refresh_asked_ms));
    dashboard->refresh_asked_ms = 0;
}

/* Once, and not over what was said already, but for the word of having come here. */
static void tell_scope(struct dashboard *dashboard)
{
    const char *scope = dashboard->snapshot == NULL ? NULL : dashboard->snapshot->scope;

    if (scope == NULL || scope[0] == '\0' ||
        (dashboard->message[0] != '\0' && !dashboard->says_context) ||
        dash_same_text(scope, dashboard->told_scope))
        return;
    free(dashboard->told_scope);
    dashboard->told_scope = mem_copy_text(scope);
    if (dashboard->says_context)
        dash_say(dashboard, "context %s: %s", dashboard->context, scope);
    else
        dash_say(dashboard, "%s", scope);
}

void dashboard_show(struct dashboard *dashboard, const struct snapshot *snapshot,
                    int64_t now_ms, int64_t wall_ms)
{
    struct scene before = dash_scene(dashboard, now_ms, wall_ms);

    dashboard->snapshot = snapshot;
    dashboard->waiting = 0;
    struct scene after = dash_scene(dashboard, now_ms, wall_ms);
    if (before.snapshot != snapshot)
        recent_compare(dashboard->recent, &before, &after);
    dash_settle_all(dashboard, &after);
    dash_tell_what_is_open(dashboard,
                           &after); /* the selected row may have begun to move */
    dash_tell_ends(dashboard, before.snapshot, snapshot);
    tell_scope(dashboard);
    dash_tell_recorded(dashboard, before.snapshot, snapshot);
    if (scene_view(&after) != NULL) {
        ring_bell(dashboard, scene_view(&after));
        answer_refresh(dashboard, scene_view(&after));
        dash_object_came(dashboard, &after);
    }
}

bool dashboard_list(const struct dashboard *dashboard, int64_t now_ms, int64_t wall_ms,
                    struct listed *ret_listed)
{
    struct scene scene = dash_scene(dashboard, now_ms, wall_ms);
    const struct panel *top = dash_top(dashboard);

    if (top->ops->list != NULL && scene.snapshot != NULL)
        top->ops->list(top, &scene, ret_listed);
    return ret_listed->kind != NULL;
}

bool dashboard_is_frozen(const struct dashboard *dashboard)
{
    return dashboard->frozen;
}

void dashboard_hold(struct dashboard *dashboard, const struct snapshot *newer)
{
    if (dashboard->snapshot == NULL || newer == NULL)
        return;
    dashboard->waiting = recent_count_changes(dashboard->snapshot->view, newer->view);
}

/* ---- time ---- */

int64_t dashboard_due_ms(const struct dashboard *dashboard)
{
    const struct panel *top = dash_top(dashboard);
    int64_t recent = recent_due_ms(dashboard->recent);
    int64_t panel = top->ops->due_ms == NULL ? INT64_MAX : top->ops->due_ms(top);

    return recent < panel ? recent : panel;
}

void dashboard_tick(struct dashboard *dashboard, int64_t now_ms, int64_t wall_ms)
{
    struct scene scene = dash_scene(dashboard, now_ms, wall_ms);
    struct panel *top = dash_top(dashboard);

    if (recent_expire(dashboard->recent, now_ms))
        dash_settle_all(dashboard, &scene);
    if (top->ops->tick != NULL)
        dash_take_want(dashboard, &scene, top->ops->tick(top, &scene));
}

/* ---- filter, marks, namespace ---- */

/* What the filter hides cannot stay marked: nobody would see what X takes. */
static void prune_marks(struct dashboard *dashboard, const struct scene *scene)
{
    const struct view *view = scene_view(scene);
    struct ids kept = {0};

    for (size_t i = 0; view != NULL && dashboard->marked.count > 0 && i < view->row_count;
         i++) {
        struct item item = {.kind = ITEM_SERVICE, .row = view->rows[i]};
        bool shown = filter_passes(dashboard->filter, &item) &&
                     (!dashboard->problems_only || item_is_problem(&item)) &&
                     (dashboard->namespace == NULL ||
                      strcmp(item.row->namespace, dashboard->namespace) == 0);
        if (shown && ids_has(&dashboard->marked, item_id(&item)))
            ids_add(&kept, item_id(&item));
    }
    ids_release(&dashboard->marked);
    dashboard->marked = kept;
}

void dash_look_anew(struct dashboard *dashboard, struct scene *scene)
{
    *scene = dash_scene(dashboard, scene->now_ms, scene->wall_ms);
    prune_marks(dashboard, scene);
    dash_settle_all(dashboard, scene);
}

void dash_set_filter(struct dashboard *dashboard, struct scene *scene,
                     struct filter *filter)
{
    filter_free(dashboard->filter);
    dashboard->filter = filter;
    dash_look_anew(dashboard, scene);
}

void dash_set_namespace(struct dashboard *dashboard, struct scene *scene,
                        const char *namespace)
{
    char *before = dashboard->namespace;
    struct span name = span_trim(span_of(namespace));

    dashboard->namespace = name.bytes == 0 ? NULL : mem_copy_bytes(name.at, name.bytes);
    free(before);
    dash_order(dashboard, ORDER_SCOPE, dashboard->namespace, NULL);
    dash_look_anew(dashboard, scene);
}

/* ---- keys ---- */

void dashboard_key(struct dashboard *dashboard, uint32_t key, int64_t now_ms,
                   int64_t wall_ms)
{
    struct scene scene = dash_scene(dashboard, now_ms, wall_ms);

    dashboard->message[0] = '\0';
    dashboard->says_context = false;
    if (dashboard->typing != TYPING_NOTHING) {
        dash_type_key(dashboard, &scene, key);
    } else if (dashboard->copying) {
        dashboard->copying = false;
        dash_copy_with(dashboard, &scene, key);
    } else {
        dash_press(dashboard, &scene, key);
    }
}

/* ---- drawing ---- */

static void draw_message(const struct dashboard *dashboard, const struct scene *scene,
                         struct canvas line)
{
    const struct panel *top = dash_top(dashboard);
    char note[PANEL_NOTE_BYTES];
    char replay[REPLAY_NOTE_BYTES];
    char job[JOBS_TEXT_BYTES];
    char clock[WHEN_TEXT_BYTES];

    if (dashboard->typing != TYPING_NOTHING)
        dash_draw_prompt(dashboard, line);
    else if (dashboard->message[0] != '\0')
        canvas_text(line, 0, 1, LOOK_PLAIN, dashboard->message);
    else if (dashboard->frozen)
        canvas_print(line, 0, 1, LOOK_LOST, "FROZEN %s, %zu change%s waiting, %s goes on",
                     when_print_clock(dashboard->frozen_wall_ms, clock),
                     dashboard->waiting, dashboard->waiting == 1 ? "" : "s",
                     dash_key_name(dashboard, ACTION_FREEZE));
    else if (dash_replay_note(scene, replay))
        canvas_text(line, 0, 1, LOOK_STRONG, replay);
    else if (jobs_note(scene, job))
        canvas_text(line, 0, 1, LOOK_STRONG, job);
    else if (top->ops->note != NULL && top->ops->note(top, scene, note))
        canvas_text(line, 0, 1, LOOK_PLAIN, note);
}

/* What a dialog lies over: the nearest view that is none. */
static struct panel *beneath(const struct dashboard *dashboard)
{
    size_t i = dashboard->panel_count - 1;

    while (i > 0 && dashboard->panels[i]->ops->box_rows != NULL)
        i--;
    return dashboard->panels[i];
}

static void draw_body(const struct dashboard *dashboard, const struct scene *scene,
                      struct canvas body)
{
    struct panel *top = dash_top(dashboard);

    if (box_fits(top, body))
        box_draw(top, beneath(dashboard), scene, body);
    else
        top->ops->draw(top, scene, body);
}

void dashboard_draw(struct dashboard *dashboard, struct grid *grid, int64_t now_ms,
                    int64_t wall_ms)
{
    struct scene scene = dash_scene(dashboard, now_ms, wall_ms);
    struct layout layout = layout_of(grid->rows, grid->cols);
    struct panel *top = dash_top(dashboard);

    grid_clear(grid);
    struct canvas canvas = canvas_of(grid);
    dashboard->is_tiny = layout.tiny;
    if (layout.tiny) {
        bar_draw_tiny(canvas_part(canvas, layout.header), &scene);
        return;
    }
    bar_draw_header(canvas_part(canvas, layout.header), &scene);
    bar_draw_ages(canvas_part(canvas, layout.ages), &scene);
    draw_body(dashboard, &scene, canvas_part(canvas, layout.body));
    draw_message(dashboard, &scene, canvas_part(canvas, layout.message));
    bar_draw_hints(canvas_part(canvas, layout.hints), &scene, top);
}
