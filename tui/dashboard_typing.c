/* Lines that are typed: the filter, a command, a namespace. */
#include "tui/dashboard_inside.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "tui/colon.h"
#include "tui/filter.h"
#include "tui/glyph.h"
#include "tui/key.h"

#include "base/banned.h"

void dash_type_start(struct dashboard *dashboard, enum typing typing, const char *text)
{
    dashboard->typing = typing;
    history_rewind(&dashboard->histories[typing]);
    dashboard->prompt_err = (struct err)ERR_INIT;
    prompt_set(&dashboard->prompt, text);
}

void dash_type_filter(struct dashboard *dashboard)
{
    struct err err = ERR_INIT;

    if (dash_top(dashboard)->ops->search != NULL) {
        dash_type_start(dashboard, TYPING_SEARCH, "");
        return;
    }
    filter_free(dashboard->filter_before);
    dashboard->filter_before = NULL;
    if (dashboard->filter != NULL)
        filter_new(filter_text(dashboard->filter), &dashboard->filter_before, &err);
    dash_type_start(dashboard, TYPING_FILTER, filter_text(dashboard->filter));
}

/* While it is typed: an unfinished filter leaves the one before in force. */
static void try_filter(struct dashboard *dashboard, struct scene *scene)
{
    struct filter *filter = NULL;

    dashboard->prompt_err = (struct err)ERR_INIT;
    if (span_trim(span_of(dashboard->prompt.text)).bytes == 0)
        dash_set_filter(dashboard, scene, NULL);
    else if (filter_new(dashboard->prompt.text, &filter, &dashboard->prompt_err) ==
             ERR_OK)
        dash_set_filter(dashboard, scene, filter);
}

static void search(struct dashboard *dashboard, const char *text)
{
    struct panel *top = dash_top(dashboard);

    if (top->ops->search != NULL)
        top->ops->search(top, text);
}

static bool is_picking(const struct dashboard *dashboard)
{
    return dashboard->typing == TYPING_NAMESPACE || dashboard->typing == TYPING_CONTEXT;
}

static void cancel_typing(struct dashboard *dashboard, struct scene *scene)
{
    if (dashboard->typing == TYPING_SEARCH)
        search(dashboard, "");
    if (is_picking(dashboard))
        dash_pop(dashboard, scene);
    if (dashboard->typing == TYPING_FILTER) {
        dash_set_filter(dashboard, scene, dashboard->filter_before);
        dashboard->filter_before = NULL;
    }
    dashboard->typing = TYPING_NOTHING;
}

static void run_command(struct dashboard *dashboard, struct scene *scene,
                        const char *line)
{
    struct colon command = colon_parse(line);
    struct subject subject =
        dash_top(dashboard)->ops->subject(dash_top(dashboard), scene);

    switch (command.kind) {
    case COLON_NONE:
        break;
    case COLON_UNKNOWN:
        dash_say(dashboard, ":%s is no command; Tab shows them", line);
        break;
    case COLON_OFF:
        dash_say(dashboard, ":%s is off: not in this version", command.name);
        break;
    case COLON_LESSON:
        dash_lesson_command(dashboard, scene, command.argument);
        break;
    case COLON_AGAIN:
        dash_teach(dashboard, scene, (struct lesson_wish){.kind = LESSON_AGAIN});
        break;
    case COLON_REPLAY:
        dash_replay(dashboard, command.argument);
        break;
    case COLON_RECORD:
        dash_record(dashboard, scene, command.argument);
        break;
    case COLON_ARM:
        dash_arm(dashboard, scene, command.argument);
        break;
    case COLON_QUIT:
        dash_ask(dashboard, (struct errand){.kind = ERRAND_QUIT});
        break;
    case COLON_SAVE:
        dash_ask(dashboard, (struct errand){
                                .kind = ERRAND_SAVE,
                                .text = mem_copy_text(command.argument),
                                .overwrite = strcmp(command.name, "w!") == 0,
                            });
        break;
    case COLON_NAMESPACE:
        dash_enter_namespace(dashboard, scene, command.argument);
        break;
    case COLON_READ_ONLY:
        dash_make_read_only(dashboard);
        break;
    case COLON_LOGIN:
        dash_login(dashboard);
        break;
    case COLON_CONTEXT:
        dash_enter_context(dashboard, command.argument);
        break;
    case COLON_SIMULATOR:
        dash_enter_simulator(dashboard);
        break;
    case COLON_BACK:
        dash_go_back(dashboard);
        break;
    case COLON_OPEN:
        if (command.panel == PANEL_EVENTS)
            subject = (struct subject){0};
        dash_open(dashboard, scene, command.panel, &subject);
        break;
    }
}

/* What the cursor is on; what was typed where the list has nothing of the kind. */
static void take_picked(struct dashboard *dashboard, struct scene *scene,
                        enum typing typing)
{
    const char *chosen = picker_chosen(dash_top(dashboard));
    char name[PROMPT_BYTES];

    snprintf(name, sizeof name, "%s", chosen != NULL ? chosen : dashboard->prompt.text);
    dash_pop(dashboard, scene);
    if (typing == TYPING_NAMESPACE)
        dash_enter_namespace(dashboard, scene, name);
    else if (chosen == NULL)
        dash_say(dashboard, "there is no context %s", name);
    else
        dash_enter(dashboard, dash_key_name(dashboard, ACTION_CONTEXT),
                   &(struct journey){.context = name});
}

static void finish_typing(struct dashboard *dashboard, struct scene *scene)
{
    enum typing typing = dashboard->typing;

    dashboard->typing = TYPING_NOTHING;
    history_add(&dashboard->histories[typing], dashboard->prompt.text);
    if (typing == TYPING_COMMAND)
        run_command(dashboard, scene, dashboard->prompt.text);
    else if (typing == TYPING_SETTING)
        dash_finish_setting(dashboard, dashboard->prompt.text);
    else if (typing == TYPING_NAMESPACE || typing == TYPING_CONTEXT)
        take_picked(dashboard, scene, typing);
    else if (dashboard->prompt_err.code != ERR_OK)
        dash_say(dashboard, "filter: %s", dashboard->prompt_err.text);
}

/* Fills up what can only go on in one way. */
static void complete(struct dashboard *dashboard, const struct scene *scene)
{
    char text[PROMPT_BYTES];

    const char *typed = dashboard->prompt.text;

    if (dashboard->typing == TYPING_COMMAND && span_starts(span_of(typed), "ctx "))
        colon_complete_name((const char *const *)dashboard->contexts,
                            dashboard->context_count, "ctx ", typed, text,
                            dashboard->message, MESSAGE_BYTES);
    else if (dashboard->typing == TYPING_COMMAND && span_starts(span_of(typed), "ns "))
        colon_complete_namespace(scene_view(scene), "ns ", typed, text,
                                 dashboard->message, MESSAGE_BYTES);
    else if (dashboard->typing == TYPING_COMMAND)
        colon_complete(dashboard->prompt.text, text, dashboard->message, MESSAGE_BYTES);
    else if (dashboard->typing == TYPING_NAMESPACE)
        colon_complete_namespace(scene_view(scene), "", typed, text, dashboard->message,
                                 MESSAGE_BYTES);
    else
        return;
    prompt_set(&dashboard->prompt, text);
}

/* In a list to choose from, the keys that no line needs move the cursor. */
static bool move_in_list(struct dashboard *dashboard, const struct scene *scene,
                         uint32_t key)
{
    struct panel *top = dash_top(dashboard);
    const struct keymap_entry *entry =
        keymap_find(dashboard->keymap, top->ops->kind, key);

    return is_picking(dashboard) && !key_is_text(key) && key != K_HOME && key != K_END &&
           key != K_CTRL('u') && entry != NULL &&
           top->ops->act(top, scene, entry->action).kind == WANT_DRAWN;
}

static bool recall(struct dashboard *dashboard, uint32_t key)
{
    struct history *history = &dashboard->histories[dashboard->typing];
    const char *line = key == K_UP     ? history_older(history, dashboard->prompt.text)
                       : key == K_DOWN ? history_newer(history)
                                       : NULL;

    if (line != NULL)
        prompt_set(&dashboard->prompt, line);
    return line != NULL;
}

static void text_changed(struct dashboard *dashboard, struct scene *scene)
{
    if (dashboard->typing == TYPING_FILTER)
        try_filter(dashboard, scene);
    else if (dashboard->typing == TYPING_SEARCH)
        search(dashboard, dashboard->prompt.text);
    else if (is_picking(dashboard))
        picker_narrow(dash_top(dashboard), dashboard->prompt.text);
}

/* What has nothing to do with a line waits until it is done, but for the screen itself. */
static void refuse_while_typing(struct dashboard *dashboard, uint32_t key)
{
    char name[16];

    if (key == K_CTRL('l'))
        dash_ask(dashboard, (struct errand){.kind = ERRAND_REPAINT});
    else
        dash_say(dashboard, "%s does nothing in a line; Esc leaves it",
                 key_label(key, name));
}

void dash_type_key(struct dashboard *dashboard, struct scene *scene, uint32_t key)
{
    if (key == K_TAB) {
        complete(dashboard, scene);
        text_changed(dashboard, scene);
        return;
    }
    if (move_in_list(dashboard, scene, key))
        return;
    if (recall(dashboard, key)) {
        text_changed(dashboard, scene);
        return;
    }
    switch (prompt_key(&dashboard->prompt, key)) {
    case PROMPT_EDITED:
        text_changed(dashboard, scene);
        break;
    case PROMPT_DONE:
        finish_typing(dashboard, scene);
        break;
    case PROMPT_CANCELLED:
        cancel_typing(dashboard, scene);
        break;
    case PROMPT_IGNORED:
        refuse_while_typing(dashboard, key);
        break;
    case PROMPT_MOVED:
        break;
    }
}

void dashboard_paste(struct dashboard *dashboard, uint32_t point)
{
    struct scene scene = dash_scene(dashboard, 0, 0);
    struct panel *top = dash_top(dashboard);

    if (dashboard->typing == TYPING_NOTHING && top->ops->paste != NULL &&
        dash_take_want(dashboard, &scene, top->ops->paste(top, &scene, point)))
        return;
    if (dashboard->typing == TYPING_NOTHING) {
        dash_say(dashboard, "pasted text is not taken here");
        return;
    }
    if (key_is_text(point) && prompt_key(&dashboard->prompt, point) == PROMPT_EDITED)
        text_changed(dashboard, &scene);
}

void dash_draw_prompt(const struct dashboard *dashboard, struct canvas line)
{
    static const char *const labels[] = {[TYPING_NOTHING] = "",
                                         [TYPING_FILTER] = " /",
                                         [TYPING_SEARCH] = " /",
                                         [TYPING_COMMAND] = " :",
                                         [TYPING_NAMESPACE] = " namespace: ",
                                         [TYPING_CONTEXT] = " context: ",
                                         [TYPING_SETTING] = " value: "};

    const char *aside = dashboard->prompt_err.code != ERR_OK ? dashboard->prompt_err.text
                                                             : dashboard->message;
    int col = line.at.cols - glyph_cells(span_of(aside), dashboard->ascii) - 1;
    bool has_room = aside[0] != '\0' && col > line.at.cols / 3;
    int room = has_room ? col - 1 : line.at.cols;
    prompt_draw(&dashboard->prompt,
                canvas_part(line, (struct rect){.rows = 1, .cols = room}), 0,
                labels[dashboard->typing]);
    if (has_room)
        canvas_text(line, 0, col, LOOK_DIM, aside);
}
