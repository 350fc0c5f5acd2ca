#include "tui/dashboard.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "tui/bar.h"
#include "tui/colon.h"
#include "tui/filter.h"
#include "tui/gate.h"
#include "tui/health.h"
#include "tui/ids.h"
#include "tui/key.h"
#include "tui/layout.h"
#include "tui/panel.h"
#include "tui/prompt.h"
#include "tui/recent.h"

#include "base/banned.h"

enum { ERRANDS_MOST = 16, MESSAGE_BYTES = 512 };

/* Who gets the keys: the panel, or a line that is being typed. */
enum typing { TYPING_NOTHING, TYPING_FILTER, TYPING_COMMAND, TYPING_NAMESPACE };

struct dashboard {
    bool ascii;
    int64_t opened_ms;
    const struct snapshot *snapshot; /* borrowed; NULL */

    size_t panel_count;
    struct panel *panels[LIMIT_PANELS]; /* [0] is the list of Services */

    /* how it is looked at */
    struct filter *filter; /* NULL: none */
    bool problems_only;
    char *namespace; /* NULL: all */
    struct ids marked;
    struct recent *recent;
    bool frozen;
    int64_t frozen_wall_ms;
    size_t waiting; /* changes behind the frozen picture */

    /* what is being typed */
    enum typing typing;
    struct prompt prompt;
    struct err prompt_err;        /* what is wrong with it so far */
    struct filter *filter_before; /* comes back with Esc */
    bool copying;                 /* c was pressed, its second key is awaited */

    /* what was said */
    char message[MESSAGE_BYTES];
    bool told_half_page; /* Ctrl-D explains itself once */

    /* what was asked for */
    int64_t refresh_asked_ms; /* 0: nothing */
    char *bell_id;            /* NULL: none */
    enum row_state bell_state;
    char *open_namespace, *open_name; /* what the worker was told is open; NULL */

    size_t errand_count;
    struct errand errands[ERRANDS_MOST];
};

/* ---- life ---- */

struct dashboard *dashboard_new(bool ascii, int64_t now_ms)
{
    struct dashboard *dashboard = mem_new(sizeof *dashboard);

    dashboard->ascii = ascii;
    dashboard->opened_ms = now_ms;
    dashboard->recent = recent_new();
    dashboard->panels[dashboard->panel_count++] = panel_services_new();
    return dashboard;
}

static void errand_release(struct errand *errand)
{
    order_free(errand->order);
    free(errand->text);
}

void dashboard_free(struct dashboard *dashboard)
{
    if (dashboard == NULL)
        return;
    for (size_t i = 0; i < dashboard->panel_count; i++)
        dashboard->panels[i]->ops->free(dashboard->panels[i]);
    for (size_t i = 0; i < dashboard->errand_count; i++)
        errand_release(&dashboard->errands[i]);
    filter_free(dashboard->filter);
    filter_free(dashboard->filter_before);
    ids_release(&dashboard->marked);
    recent_free(dashboard->recent);
    free(dashboard->namespace);
    free(dashboard->bell_id);
    free(dashboard->open_namespace);
    free(dashboard->open_name);
    free(dashboard);
}

static struct panel *top_of(const struct dashboard *dashboard)
{
    return dashboard->panels[dashboard->panel_count - 1];
}

static struct scene scene_of(const struct dashboard *dashboard, int64_t now_ms,
                             int64_t wall_ms)
{
    return (struct scene){
        .snapshot = dashboard->snapshot,
        .now_ms = now_ms,
        .wall_ms = wall_ms,
        .opened_ms = dashboard->opened_ms,
        .ascii = dashboard->ascii,
        .problems_only = dashboard->problems_only,
        .filter = dashboard->filter,
        .namespace = dashboard->namespace,
        .recent = dashboard->recent,
        .marked = &dashboard->marked,
    };
}

static void settle_all(struct dashboard *dashboard, const struct scene *scene)
{
    for (size_t i = 0; i < dashboard->panel_count; i++)
        dashboard->panels[i]->ops->settle(dashboard->panels[i], scene);
}

/* ---- words and errands ---- */

static void say(struct dashboard *dashboard, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void say(struct dashboard *dashboard, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(dashboard->message, sizeof dashboard->message, format, args);
    va_end(args);
}

void dashboard_say(struct dashboard *dashboard, const char *text)
{
    say(dashboard, "%s", text);
}

static void ask(struct dashboard *dashboard, struct errand wanted)
{
    if (dashboard->errand_count == ERRANDS_MOST) {
        errand_release(&wanted);
        return;
    }
    dashboard->errands[dashboard->errand_count++] = wanted;
}

static void send_order(struct dashboard *dashboard, enum order_kind kind,
                       const char *namespace, const char *name)
{
    ask(dashboard,
        (struct errand){.kind = ERRAND_ORDER, .order = order_new(kind, namespace, name)});
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

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The worker reads the ELB of the Service that is looked at oftener than the others. */
static void tell_what_is_open(struct dashboard *dashboard, const struct scene *scene)
{
    const struct panel *top = top_of(dashboard);
    struct subject subject = {0};

    if (top->ops->kind == PANEL_STEPS)
        subject = top->ops->subject(top, scene);
    if (same_text(subject.namespace, dashboard->open_namespace) &&
        same_text(subject.name, dashboard->open_name))
        return;
    free(dashboard->open_namespace);
    free(dashboard->open_name);
    dashboard->open_namespace = mem_copy_text(subject.namespace);
    dashboard->open_name = mem_copy_text(subject.name);
    send_order(dashboard, ORDER_OPEN, subject.namespace == NULL ? "" : subject.namespace,
               subject.name == NULL ? "" : subject.name);
}

static void push(struct dashboard *dashboard, const struct scene *scene,
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
    tell_what_is_open(dashboard, scene);
}

static void pop(struct dashboard *dashboard, const struct scene *scene)
{
    struct panel *top = top_of(dashboard);

    if (dashboard->panel_count == 1)
        return;
    dashboard->panel_count--;
    top->ops->free(top);
    tell_what_is_open(dashboard, scene);
}

static void pop_all(struct dashboard *dashboard, const struct scene *scene)
{
    while (dashboard->panel_count > 1)
        pop(dashboard, scene);
}

static void open_panel(struct dashboard *dashboard, const struct scene *scene,
                       enum panel_kind kind, const struct subject *subject)
{
    enum panel_kind beneath = top_of(dashboard)->ops->kind;

    if (kind == PANEL_SERVICES)
        pop_all(dashboard, scene);
    else if (kind == PANEL_HELP)
        push(dashboard, scene, panel_help_new(beneath));
    else if (kind == PANEL_MENU)
        push(dashboard, scene, panel_menu_new(beneath, subject));
    else
        push(dashboard, scene, panel_new(kind, subject));
}

static void open_about_selected(struct dashboard *dashboard, const struct scene *scene,
                                enum panel_kind kind)
{
    struct panel *top = top_of(dashboard);
    struct subject subject = top->ops->subject(top, scene);

    open_panel(dashboard, scene, kind, &subject);
}

/* ---- snapshots ---- */

/* A row that is listened to rings once for each new state. */
static void ring_bell(struct dashboard *dashboard, const struct view *view)
{
    for (size_t i = 0; dashboard->bell_id != NULL && i < view->row_count; i++) {
        const struct row *row = view->rows[i];
        if (!same_text(row->uid, dashboard->bell_id) ||
            row->state == dashboard->bell_state)
            continue;
        dashboard->bell_state = row->state;
        say(dashboard, "%s/%s is %s now", row->namespace, row->name,
            row_state_name(row->state));
        ask(dashboard, (struct errand){.kind = ERRAND_BELL});
    }
}

static void answer_refresh(struct dashboard *dashboard, const struct view *view)
{
    const struct source *source = &view->sources[SOURCE_KUBERNETES];

    if (dashboard->refresh_asked_ms == 0 || !source->ever ||
        source->read_ms <= dashboard->refresh_asked_ms)
        return;
    say(dashboard, "read again in %lld ms",
        (long long)(source->read_ms - dashboard->refresh_asked_ms));
    dashboard->refresh_asked_ms = 0;
}

void dashboard_show(struct dashboard *dashboard, const struct snapshot *snapshot,
                    int64_t now_ms, int64_t wall_ms)
{
    struct scene before = scene_of(dashboard, now_ms, wall_ms);

    dashboard->snapshot = snapshot;
    dashboard->waiting = 0;
    struct scene after = scene_of(dashboard, now_ms, wall_ms);
    if (before.snapshot != snapshot)
        recent_compare(dashboard->recent, &before, &after);
    settle_all(dashboard, &after);
    if (scene_view(&after) != NULL) {
        ring_bell(dashboard, scene_view(&after));
        answer_refresh(dashboard, scene_view(&after));
    }
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
    return recent_due_ms(dashboard->recent);
}

void dashboard_tick(struct dashboard *dashboard, int64_t now_ms, int64_t wall_ms)
{
    if (!recent_expire(dashboard->recent, now_ms))
        return;
    struct scene scene = scene_of(dashboard, now_ms, wall_ms);
    settle_all(dashboard, &scene);
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

static void look_anew(struct dashboard *dashboard, struct scene *scene)
{
    *scene = scene_of(dashboard, scene->now_ms, scene->wall_ms);
    prune_marks(dashboard, scene);
    settle_all(dashboard, scene);
}

static void set_filter(struct dashboard *dashboard, struct scene *scene,
                       struct filter *filter)
{
    filter_free(dashboard->filter);
    dashboard->filter = filter;
    look_anew(dashboard, scene);
}

static void set_namespace(struct dashboard *dashboard, struct scene *scene,
                          const char *namespace)
{
    char *before = dashboard->namespace;

    dashboard->namespace =
        namespace == NULL || namespace[0] == '\0' ? NULL : mem_copy_text(namespace);
    free(before);
    look_anew(dashboard, scene);
}

/* ---- typing ---- */

static void start_typing(struct dashboard *dashboard, enum typing typing,
                         const char *text)
{
    dashboard->typing = typing;
    dashboard->prompt_err = (struct err)ERR_INIT;
    prompt_set(&dashboard->prompt, text);
}

static void start_filter(struct dashboard *dashboard)
{
    struct err err = ERR_INIT;

    filter_free(dashboard->filter_before);
    dashboard->filter_before = NULL;
    if (dashboard->filter != NULL)
        filter_new(filter_text(dashboard->filter), &dashboard->filter_before, &err);
    start_typing(dashboard, TYPING_FILTER, filter_text(dashboard->filter));
}

/* While it is typed: an unfinished filter leaves the one before in force. */
static void try_filter(struct dashboard *dashboard, struct scene *scene)
{
    struct filter *filter = NULL;

    dashboard->prompt_err = (struct err)ERR_INIT;
    if (span_trim(span_of(dashboard->prompt.text)).bytes == 0)
        set_filter(dashboard, scene, NULL);
    else if (filter_new(dashboard->prompt.text, &filter, &dashboard->prompt_err) ==
             ERR_OK)
        set_filter(dashboard, scene, filter);
}

static void cancel_typing(struct dashboard *dashboard, struct scene *scene)
{
    if (dashboard->typing == TYPING_FILTER) {
        set_filter(dashboard, scene, dashboard->filter_before);
        dashboard->filter_before = NULL;
    }
    dashboard->typing = TYPING_NOTHING;
}

static void run_command(struct dashboard *dashboard, struct scene *scene,
                        const char *line)
{
    struct colon command = colon_parse(line);
    struct subject subject = top_of(dashboard)->ops->subject(top_of(dashboard), scene);

    switch (command.kind) {
    case COLON_NONE:
        break;
    case COLON_UNKNOWN:
        say(dashboard, ":%s is no command; Tab shows them", line);
        break;
    case COLON_OFF:
        say(dashboard, ":%s is off: not in this version", command.name);
        break;
    case COLON_QUIT:
        ask(dashboard, (struct errand){.kind = ERRAND_QUIT});
        break;
    case COLON_SAVE:
        ask(dashboard, (struct errand){.kind = ERRAND_SAVE});
        break;
    case COLON_NAMESPACE:
        set_namespace(dashboard, scene, command.argument);
        break;
    case COLON_OPEN:
        if (command.panel == PANEL_EVENTS)
            subject = (struct subject){0};
        open_panel(dashboard, scene, command.panel, &subject);
        break;
    }
}

static void finish_typing(struct dashboard *dashboard, struct scene *scene)
{
    enum typing typing = dashboard->typing;

    dashboard->typing = TYPING_NOTHING;
    if (typing == TYPING_COMMAND)
        run_command(dashboard, scene, dashboard->prompt.text);
    else if (typing == TYPING_NAMESPACE)
        set_namespace(dashboard, scene, dashboard->prompt.text);
    else if (dashboard->prompt_err.code != ERR_OK)
        say(dashboard, "filter: %s", dashboard->prompt_err.text);
}

/* Fills up what can only go on in one way. */
static void complete(struct dashboard *dashboard, const struct scene *scene)
{
    char text[PROMPT_BYTES];

    if (dashboard->typing == TYPING_COMMAND)
        colon_complete(dashboard->prompt.text, text, dashboard->message, MESSAGE_BYTES);
    else if (dashboard->typing == TYPING_NAMESPACE)
        colon_complete_namespace(scene_view(scene), dashboard->prompt.text, text,
                                 dashboard->message, MESSAGE_BYTES);
    else
        return;
    prompt_set(&dashboard->prompt, text);
}

static void key_typed(struct dashboard *dashboard, struct scene *scene, uint32_t key)
{
    if (key == K_TAB) {
        complete(dashboard, scene);
        return;
    }
    switch (prompt_key(&dashboard->prompt, key)) {
    case PROMPT_EDITED:
        if (dashboard->typing == TYPING_FILTER)
            try_filter(dashboard, scene);
        break;
    case PROMPT_DONE:
        finish_typing(dashboard, scene);
        break;
    case PROMPT_CANCELLED:
        cancel_typing(dashboard, scene);
        break;
    case PROMPT_IGNORED:
    case PROMPT_MOVED:
        break;
    }
}

/* ---- actions ---- */

static void copy_with(struct dashboard *dashboard, const struct scene *scene,
                      uint32_t key)
{
    struct subject subject = top_of(dashboard)->ops->subject(top_of(dashboard), scene);
    char name[MESSAGE_BYTES];
    const char *text = NULL;
    const char *what = "";

    snprintf(name, sizeof name, "%s/%s",
             subject.namespace == NULL ? "" : subject.namespace,
             subject.name == NULL ? "" : subject.name);
    switch (key) {
    case 'a':
    case 'c':
        text = subject.address;
        what = "address";
        break;
    case 'e':
        text = subject.elb_id;
        what = "ELB id";
        break;
    case 'n':
        text = subject.name == NULL ? NULL : name;
        what = "name";
        break;
    case 'y':
        say(dashboard, "c y is off: not in this version");
        return;
    default:
        say(dashboard, "nothing copied");
        return;
    }
    if (text == NULL) {
        say(dashboard, "c is off: there is no %s here", what);
        return;
    }
    if (subject.name != NULL && key != 'n')
        say(dashboard, "copied %s (%s of %s)", text, what, name);
    else
        say(dashboard, "copied %s", text);
    ask(dashboard, (struct errand){.kind = ERRAND_COPY, .text = mem_copy_text(text)});
}

static void toggle_mark(struct dashboard *dashboard, const struct scene *scene)
{
    struct panel *top = top_of(dashboard);
    struct subject subject = top->ops->subject(top, scene);

    if (subject.name == NULL || subject.uid == NULL) {
        say(dashboard, "Space is off: only Services can be marked");
        return;
    }
    ids_toggle(&dashboard->marked, subject.uid);
    top->ops->act(top, scene, ACTION_DOWN);
}

static void toggle_bell(struct dashboard *dashboard, const struct scene *scene)
{
    struct panel *top = top_of(dashboard);
    struct subject subject = top->ops->subject(top, scene);
    bool same = same_text(subject.uid, dashboard->bell_id);

    free(dashboard->bell_id);
    dashboard->bell_id = NULL;
    if (subject.row == NULL || same) {
        say(dashboard, "no bell");
        return;
    }
    dashboard->bell_id = mem_copy_text(subject.uid);
    dashboard->bell_state = subject.row->state;
    say(dashboard, "the bell rings when %s/%s changes its state", subject.namespace,
        subject.name);
}

static void toggle_freeze(struct dashboard *dashboard, const struct scene *scene)
{
    dashboard->frozen = !dashboard->frozen;
    dashboard->frozen_wall_ms = scene->wall_ms;
    dashboard->waiting = 0;
}

/* Esc undoes the innermost thing that narrows the view, and never quits. */
static void go_back(struct dashboard *dashboard, struct scene *scene)
{
    if (dashboard->panel_count > 1) {
        pop(dashboard, scene);
    } else if (dashboard->filter != NULL) {
        set_filter(dashboard, scene, NULL);
    } else if (dashboard->problems_only) {
        dashboard->problems_only = false;
        look_anew(dashboard, scene);
    } else {
        say(dashboard, "this is the top; q quits");
    }
}

static void ask_probe(struct dashboard *dashboard, const struct scene *scene)
{
    struct panel *top = top_of(dashboard);
    struct subject subject = top->ops->subject(top, scene);

    if (subject.name == NULL || subject.address == NULL) {
        say(dashboard, "p is off: there is no address to probe");
        return;
    }
    send_order(dashboard, ORDER_PROBE, subject.namespace, subject.name);
    say(dashboard, "probing %s from here; step 7 shows the answer", subject.address);
}

static void all_namespaces(struct dashboard *dashboard, struct scene *scene)
{
    const struct snapshot *snapshot = dashboard->snapshot;

    set_namespace(dashboard, scene, NULL);
    if (snapshot != NULL && snapshot->namespace != NULL)
        say(dashboard, "only namespace %s is read; start with -A for all",
            snapshot->namespace);
}

/* What is no panel's own business. */
static void act(struct dashboard *dashboard, struct scene *scene,
                const struct keymap_entry *entry, uint32_t key)
{
    switch (entry->action) {
    case ACTION_BACK:
        go_back(dashboard, scene);
        break;
    case ACTION_CLOSE:
        if (dashboard->panel_count > 1)
            pop(dashboard, scene);
        else
            ask(dashboard, (struct errand){.kind = ERRAND_QUIT});
        break;
    case ACTION_QUIT:
        ask(dashboard, (struct errand){.kind = ERRAND_QUIT});
        break;
    case ACTION_HELP:
        open_panel(dashboard, scene, PANEL_HELP, NULL);
        break;
    case ACTION_TREE:
        open_about_selected(dashboard, scene,
                            top_of(dashboard)->ops->kind == PANEL_ELBS ? PANEL_SERVICES
                                                                       : PANEL_ELBS);
        break;
    case ACTION_EVENTS:
        open_about_selected(dashboard, scene, PANEL_EVENTS);
        break;
    case ACTION_DESCRIBE:
        open_about_selected(dashboard, scene, PANEL_DESCRIBE);
        break;
    case ACTION_WHY:
        open_about_selected(dashboard, scene, PANEL_WHY);
        break;
    case ACTION_MENU:
        open_about_selected(dashboard, scene, PANEL_MENU);
        break;
    case ACTION_FILTER:
        start_filter(dashboard);
        break;
    case ACTION_COMMAND:
        start_typing(dashboard, TYPING_COMMAND, "");
        break;
    case ACTION_NAMESPACE:
        start_typing(dashboard, TYPING_NAMESPACE, "");
        break;
    case ACTION_ALL_NAMESPACES:
        all_namespaces(dashboard, scene);
        break;
    case ACTION_PROBLEMS:
        dashboard->problems_only = !dashboard->problems_only;
        look_anew(dashboard, scene);
        break;
    case ACTION_FREEZE:
        toggle_freeze(dashboard, scene);
        break;
    case ACTION_MARK:
        toggle_mark(dashboard, scene);
        break;
    case ACTION_UNMARK:
        ids_clear(&dashboard->marked);
        break;
    case ACTION_COPY:
        dashboard->copying = true;
        say(dashboard, "copy: a address   e ELB id   n name");
        break;
    case ACTION_BELL:
        toggle_bell(dashboard, scene);
        break;
    case ACTION_PROBE:
        ask_probe(dashboard, scene);
        break;
    case ACTION_REFRESH:
        dashboard->refresh_asked_ms = scene->now_ms;
        send_order(dashboard, ORDER_REFRESH, NULL, NULL);
        say(dashboard, "reading everything again ..");
        break;
    case ACTION_REPAINT:
        ask(dashboard, (struct errand){.kind = ERRAND_REPAINT});
        break;
    case ACTION_SAVE:
        ask(dashboard, (struct errand){.kind = ERRAND_SAVE});
        break;
    case ACTION_TRAP:
        say(dashboard, "%s %s", entry->label, entry->help);
        break;
    default: {
        char name[16];
        say(dashboard, "%s does nothing here", key_label(key, name));
    }
    }
}

/* The first time, for fingers that know Ctrl-D as "delete". */
static void explain_half_page(struct dashboard *dashboard)
{
    if (!dashboard->told_half_page)
        say(dashboard, "Ctrl-D moves here; X tears down");
    dashboard->told_half_page = true;
}

/* One action in the view on top, by its key or out of the menu. */
static void perform(struct dashboard *dashboard, struct scene *scene,
                    const struct keymap_entry *entry, uint32_t key)
{
    struct panel *top = top_of(dashboard);
    struct subject subject = top->ops->subject(top, scene);
    char why_not[GATE_WHY_BYTES];
    char name[16];

    if (!gate_is_open(entry->action, scene, &subject, why_not)) {
        say(dashboard, "%s is off: %s", key_label(key, name), why_not);
        return;
    }
    struct want want = top->ops->act(top, scene, entry->action);
    switch (want.kind) {
    case WANT_NOTHING:
        act(dashboard, scene, entry, key);
        break;
    case WANT_OPEN:
        open_panel(dashboard, scene, want.panel, &want.subject);
        break;
    case WANT_CLOSE:
    case WANT_RUN:
        pop(dashboard, scene);
        break;
    case WANT_SAY:
        say(dashboard, "%s", want.text);
        break;
    case WANT_DRAWN:
        break;
    }
    if (want.kind == WANT_RUN) {
        entry = keymap_action(top_of(dashboard)->ops->kind, want.action);
        if (entry != NULL)
            perform(dashboard, scene, entry, entry->keys[0]);
    }
}

static void key_pressed(struct dashboard *dashboard, struct scene *scene, uint32_t key)
{
    const struct keymap_entry *entry = keymap_find(top_of(dashboard)->ops->kind, key);
    char name[16];

    if (entry == NULL) {
        say(dashboard, "%s means nothing here; ? shows the keys", key_label(key, name));
        return;
    }
    perform(dashboard, scene, entry, key);
    if (entry->action == ACTION_HALF_DOWN)
        explain_half_page(dashboard);
    tell_what_is_open(dashboard, scene);
}

void dashboard_key(struct dashboard *dashboard, uint32_t key, int64_t now_ms,
                   int64_t wall_ms)
{
    struct scene scene = scene_of(dashboard, now_ms, wall_ms);

    dashboard->message[0] = '\0';
    if (dashboard->typing != TYPING_NOTHING) {
        key_typed(dashboard, &scene, key);
    } else if (dashboard->copying) {
        dashboard->copying = false;
        copy_with(dashboard, &scene, key);
    } else {
        key_pressed(dashboard, &scene, key);
    }
}

void dashboard_paste(struct dashboard *dashboard, uint32_t point)
{
    if (dashboard->typing == TYPING_NOTHING) {
        say(dashboard, "pasted text is not taken here");
        return;
    }
    struct scene scene = scene_of(dashboard, 0, 0);
    if (key_is_text(point) && prompt_key(&dashboard->prompt, point) == PROMPT_EDITED &&
        dashboard->typing == TYPING_FILTER)
        try_filter(dashboard, &scene);
}

/* ---- drawing ---- */

static void draw_prompt(const struct dashboard *dashboard, struct canvas line)
{
    static const char *const labels[] = {[TYPING_NOTHING] = "",
                                         [TYPING_FILTER] = " /",
                                         [TYPING_COMMAND] = " :",
                                         [TYPING_NAMESPACE] = " namespace: "};

    prompt_draw(&dashboard->prompt, line, 0, labels[dashboard->typing]);
    const char *aside = dashboard->prompt_err.code != ERR_OK ? dashboard->prompt_err.text
                                                             : dashboard->message;
    int col = line.at.cols - (int)strlen(aside) - 1;
    if (aside[0] != '\0' && col > line.at.cols / 3)
        canvas_text(line, 0, col, LOOK_DIM, aside);
}

static void draw_message(const struct dashboard *dashboard, const struct scene *scene,
                         struct canvas line)
{
    const struct panel *top = top_of(dashboard);
    char note[PANEL_NOTE_BYTES];
    char clock[WHEN_TEXT_BYTES];

    if (dashboard->typing != TYPING_NOTHING)
        draw_prompt(dashboard, line);
    else if (dashboard->message[0] != '\0')
        canvas_text(line, 0, 1, LOOK_PLAIN, dashboard->message);
    else if (dashboard->frozen)
        canvas_print(line, 0, 1, LOOK_LOST, "FROZEN %s, %zu changes waiting, Z goes on",
                     when_print_clock(dashboard->frozen_wall_ms, clock),
                     dashboard->waiting);
    else if (top->ops->note != NULL && top->ops->note(top, scene, note))
        canvas_text(line, 0, 1, LOOK_PLAIN, note);
}

void dashboard_draw(struct dashboard *dashboard, struct grid *grid, int64_t now_ms,
                    int64_t wall_ms)
{
    struct scene scene = scene_of(dashboard, now_ms, wall_ms);
    struct layout layout = layout_of(grid->rows, grid->cols);
    struct panel *top = top_of(dashboard);

    grid_clear(grid);
    struct canvas canvas = canvas_of(grid);
    if (layout.tiny) {
        bar_draw_tiny(canvas_part(canvas, layout.header), &scene);
        return;
    }
    bar_draw_header(canvas_part(canvas, layout.header), &scene);
    bar_draw_ages(canvas_part(canvas, layout.ages), &scene);
    top->ops->draw(top, &scene, canvas_part(canvas, layout.body));
    draw_message(dashboard, &scene, canvas_part(canvas, layout.message));
    bar_draw_hints(canvas_part(canvas, layout.hints), &scene, top);
}
