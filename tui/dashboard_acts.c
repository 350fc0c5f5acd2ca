/* What keys do beyond the view they are pressed in. */
#include "tui/dashboard_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/gate.h"
#include "tui/key.h"

#include "base/banned.h"

static void open_about_selected(struct dashboard *dashboard, const struct scene *scene,
                                enum panel_kind kind)
{
    struct panel *top = dash_top(dashboard);
    struct subject subject = top->ops->subject(top, scene);

    dash_open(dashboard, scene, kind, &subject);
}

/* Copy, copy: the address. A key that says what to copy goes on saying it. */
static bool is_copy_twice(const struct dashboard *dashboard, uint32_t key)
{
    const struct keymap_entry *entry =
        keymap_find(dashboard->keymap, dash_top(dashboard)->ops->kind, key);

    return entry != NULL && entry->action == ACTION_COPY &&
           (key > 'z' || strchr("aeny", (int)key) == NULL);
}

void dash_copy_with(struct dashboard *dashboard, const struct scene *scene, uint32_t key)
{
    struct subject subject =
        dash_top(dashboard)->ops->subject(dash_top(dashboard), scene);
    char name[MESSAGE_BYTES];
    const char *text = NULL;
    const char *what = "";

    snprintf(name, sizeof name, "%s/%s",
             subject.namespace == NULL ? "" : subject.namespace,
             subject.name == NULL ? "" : subject.name);
    switch (is_copy_twice(dashboard, key) ? 'a' : key) {
    case 'a':
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
        dash_copy_yaml(dashboard, scene, &subject);
        return;
    default:
        dash_say(dashboard, "nothing copied");
        return;
    }
    if (text == NULL) {
        dash_say(dashboard, "%s is off: there is no %s here",
                 dash_key_name(dashboard, ACTION_COPY), what);
        return;
    }
    if (subject.name != NULL && key != 'n')
        dash_say(dashboard, "copied %s (%s of %s)", text, what, name);
    else
        dash_say(dashboard, "copied %s", text);
    dash_ask(dashboard,
             (struct errand){.kind = ERRAND_COPY, .text = mem_copy_text(text)});
}

static void toggle_mark(struct dashboard *dashboard, const struct scene *scene)
{
    struct panel *top = dash_top(dashboard);
    struct subject subject = top->ops->subject(top, scene);

    if (subject.name == NULL || subject.uid == NULL) {
        dash_say(dashboard, "%s is off: only Services can be marked",
                 dash_key_name(dashboard, ACTION_MARK));
        return;
    }
    ids_toggle(&dashboard->marked, subject.uid);
    top->ops->act(top, scene, ACTION_DOWN);
}

static void toggle_bell(struct dashboard *dashboard, const struct scene *scene)
{
    struct panel *top = dash_top(dashboard);
    struct subject subject = top->ops->subject(top, scene);
    bool same = dash_same_text(subject.uid, dashboard->bell_id);

    free(dashboard->bell_id);
    dashboard->bell_id = NULL;
    if (subject.row == NULL || same) {
        dash_say(dashboard, "no bell");
        return;
    }
    dashboard->bell_id = mem_copy_text(subject.uid);
    dashboard->bell_state = subject.row->state;
    dash_say(dashboard, "the bell rings when %s/%s changes its state", subject.namespace,
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
        dash_pop(dashboard, scene);
    } else if (dashboard->filter != NULL) {
        dash_set_filter(dashboard, scene, NULL);
    } else if (dashboard->problems_only) {
        dashboard->problems_only = false;
        dash_look_anew(dashboard, scene);
    } else {
        dash_say(dashboard, "this is the top; %s quits",
                 dash_key_name(dashboard, ACTION_CLOSE));
    }
}

static void ask_probe(struct dashboard *dashboard, const struct scene *scene)
{
    struct panel *top = dash_top(dashboard);
    struct subject subject = top->ops->subject(top, scene);

    if (subject.name == NULL || subject.address == NULL) {
        dash_say(dashboard, "%s is off: there is no address to probe",
                 dash_key_name(dashboard, ACTION_PROBE));
        return;
    }
    dash_order(dashboard, ORDER_PROBE, subject.namespace, subject.name);
    dash_say(dashboard, "probing %s from here; step 7 shows the answer", subject.address);
}

static void all_namespaces(struct dashboard *dashboard, struct scene *scene)
{
    const struct snapshot *snapshot = dashboard->snapshot;

    dash_set_namespace(dashboard, scene, NULL);
    if (snapshot != NULL && snapshot->namespace != NULL)
        dash_enter(dashboard, dash_key_name(dashboard, ACTION_ALL_NAMESPACES),
                   &(struct journey){.chosen = true});
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
            dash_pop(dashboard, scene);
        else if (dash_may_quit(dashboard))
            dash_ask(dashboard, (struct errand){.kind = ERRAND_QUIT});
        break;
    case ACTION_QUIT:
        dash_ask(dashboard, (struct errand){.kind = ERRAND_QUIT});
        break;
    case ACTION_HELP:
        dash_open(dashboard, scene, PANEL_HELP, NULL);
        break;
    case ACTION_TREE:
        open_about_selected(dashboard, scene,
                            dash_top(dashboard)->ops->kind == PANEL_ELBS ? PANEL_SERVICES
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
    case ACTION_YAML:
        open_about_selected(dashboard, scene, PANEL_YAML);
        break;
    case ACTION_MENU:
        open_about_selected(dashboard, scene, PANEL_MENU);
        break;
    case ACTION_FILTER:
        dash_type_filter(dashboard);
        break;
    case ACTION_COMMAND:
        dash_type_start(dashboard, TYPING_COMMAND, "");
        break;
    case ACTION_NAMESPACE:
        dash_pick_namespace(dashboard, scene);
        break;
    case ACTION_ENTER:
        if (dash_top(dashboard)->ops->kind == PANEL_SETTINGS)
            dash_change_setting(dashboard);
        break;
    case ACTION_SETTINGS:
        dash_open(dashboard, scene, PANEL_SETTINGS, NULL);
        break;
    case ACTION_CONTEXT:
        dash_enter_context(dashboard, "");
        break;
    case ACTION_ALL_NAMESPACES:
        all_namespaces(dashboard, scene);
        break;
    case ACTION_PROBLEMS:
        dashboard->problems_only = !dashboard->problems_only;
        dash_look_anew(dashboard, scene);
        break;
    case ACTION_FREEZE:
        toggle_freeze(dashboard, scene);
        break;
    case ACTION_NEW:
        open_about_selected(dashboard, scene, PANEL_CREATE);
        break;
    case ACTION_LINK:
        open_about_selected(dashboard, scene, PANEL_LINK);
        break;
    case ACTION_TEAR:
        dash_open_tear(dashboard, scene);
        break;
    case ACTION_UNDO:
        dash_undo(dashboard, scene);
        break;
    case ACTION_MARK:
        toggle_mark(dashboard, scene);
        break;
    case ACTION_UNMARK:
        ids_clear(&dashboard->marked);
        break;
    case ACTION_COPY:
        dashboard->copying = true;
        dash_say(dashboard, "copy: a address   e ELB id   n name   y YAML");
        break;
    case ACTION_BELL:
        toggle_bell(dashboard, scene);
        break;
    case ACTION_PROBE:
        ask_probe(dashboard, scene);
        break;
    case ACTION_REFRESH:
        dashboard->refresh_asked_ms = scene->now_ms;
        dash_order(dashboard, ORDER_REFRESH, NULL, NULL);
        dash_say(dashboard, "reading everything again ..");
        break;
    case ACTION_REPAINT:
        dash_ask(dashboard, (struct errand){.kind = ERRAND_REPAINT});
        break;
    case ACTION_SAVE:
        dash_ask(dashboard, (struct errand){.kind = ERRAND_SAVE});
        break;
    case ACTION_MATCH_NEXT:
    case ACTION_MATCH_BEFORE:
        dash_say(dashboard, "%s %s: nothing was searched yet; %s does",
                 dash_key_name(dashboard, ACTION_MATCH_NEXT),
                 dash_key_name(dashboard, ACTION_MATCH_BEFORE),
                 dash_key_name(dashboard, ACTION_FILTER));
        break;
    case ACTION_TRAP:
        dash_say(dashboard, "%s %s", entry->label, entry->help);
        break;
    default: {
        char name[16];
        dash_say(dashboard, "%s does nothing here", key_label(key, name));
    }
    }
}

/* The first time, for fingers that know Ctrl-D as "delete". */
static void explain_half_page(struct dashboard *dashboard)
{
    if (!dashboard->told_half_page)
        dash_say(dashboard, "%s moves here; %s tears down",
                 dash_key_name(dashboard, ACTION_HALF_DOWN),
                 dash_key_name(dashboard, ACTION_TEAR));
    dashboard->told_half_page = true;
}

/* Another view in the place of the one on top; the subject is of the one that goes. */
static void become(struct dashboard *dashboard, const struct scene *scene,
                   const struct want *want)
{
    struct panel *panel = panel_new(want->panel, &want->subject);

    dash_pop(dashboard, scene);
    dash_push(dashboard, scene, panel);
}

bool dash_take_want(struct dashboard *dashboard, struct scene *scene, struct want want)
{
    if (want.order != NULL)
        dash_give(dashboard, scene, want.order);
    switch (want.kind) {
    case WANT_NOTHING:
        return false;
    case WANT_OPEN:
        dash_open(dashboard, scene, want.panel, &want.subject);
        break;
    case WANT_BECOME:
        become(dashboard, scene, &want);
        break;
    case WANT_CLOSE:
    case WANT_RUN:
        dash_pop(dashboard, scene);
        break;
    case WANT_SAY:
    case WANT_OFF:
        dash_say(dashboard, "%s", want.text);
        break;
    case WANT_COPY:
        dash_say(dashboard, "copied %s", want.text);
        dash_ask(dashboard,
                 (struct errand){.kind = ERRAND_COPY, .text = mem_copy_text(want.text)});
        break;
    case WANT_TEACH:
        dash_teach(dashboard, scene, want.wish);
        break;
    case WANT_DRAWN:
        break;
    }
    return true;
}

/* One action in the view on top, by its key or out of the menu. */
static void perform(struct dashboard *dashboard, struct scene *scene,
                    const struct keymap_entry *entry, uint32_t key)
{
    struct panel *top = dash_top(dashboard);
    struct subject subject = top->ops->subject(top, scene);
    char why_not[GATE_WHY_BYTES];
    char name[16];

    if (!gate_is_open(entry->action, scene, &subject, why_not)) {
        dash_say(dashboard, "%s is off: %s", key_label(key, name), why_not);
        return;
    }
    struct want want = top->ops->act(top, scene, entry->action);
    if (want.kind == WANT_OFF)
        dash_say(dashboard, "%s is off: %s", key_label(key, name), want.text);
    else if (!dash_take_want(dashboard, scene, want))
        act(dashboard, scene, entry, key);
    if (want.kind == WANT_RUN) {
        entry =
            keymap_action(dashboard->keymap, dash_top(dashboard)->ops->kind, want.action);
        if (entry != NULL)
            perform(dashboard, scene, entry, entry->keys[0]);
    }
}

void dash_press(struct dashboard *dashboard, struct scene *scene, uint32_t key)
{
    struct panel *top = dash_top(dashboard);
    const struct keymap_entry *entry =
        keymap_find(dashboard->keymap, top->ops->kind, key);
    char name[16];

    /* Nobody says yes to a question that cannot be seen. */
    if (top->ops->key != NULL && dashboard->is_tiny && key != K_ESCAPE &&
        key != K_CTRL('c')) {
        dash_say(dashboard, "not now: the terminal is too small for this question");
        return;
    }
    if (top->ops->key != NULL &&
        dash_take_want(dashboard, scene, top->ops->key(top, scene, key)))
        return;
    if (dash_play(dashboard, scene, key))
        return;
    if (entry == NULL) {
        dash_say(dashboard, "%s means nothing here; %s shows the keys",
                 key_label(key, name), dash_key_name(dashboard, ACTION_HELP));
        return;
    }
    perform(dashboard, scene, entry, key);
    if (entry->action != ACTION_CLOSE)
        dashboard->quit_asked = false;
    if (entry->action == ACTION_HALF_DOWN)
        explain_half_page(dashboard);
    dash_tell_what_is_open(dashboard, scene);
}
