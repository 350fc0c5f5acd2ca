/*
 * dashboard_inside.h - what the files of the dashboard share: its struct, and the few things
 * that keys, lines and drawing all do. For tui/dashboard*.c only.
 */
#ifndef ELBTOP_TUI_DASHBOARD_INSIDE_H
#define ELBTOP_TUI_DASHBOARD_INSIDE_H

#include "act/wish.h"
#include "base/limits.h"
#include "tui/dashboard.h"
#include "tui/history.h"
#include "tui/ids.h"
#include "tui/panel.h"
#include "tui/prompt.h"
#include "tui/scene.h"

struct filter;
struct recent;

enum { ERRANDS_MOST = 16, MESSAGE_BYTES = 512 };

/* Who gets the keys: the panel, or a line that is being typed. */
enum typing {
    TYPING_NOTHING,
    TYPING_FILTER,
    TYPING_SEARCH,
    TYPING_COMMAND,
    TYPING_NAMESPACE,
    TYPING_CONTEXT,
    TYPING_SETTING,
    TYPING_COUNT
};

struct dashboard {
    struct keymap *keymap;
    struct settings *settings; /* borrowed; NULL: everything as usual */
    bool ascii;
    int64_t opened_ms;
    const struct snapshot *snapshot;    /* borrowed; NULL */
    const struct lesson_report *lesson; /* borrowed; NULL */

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
    struct history histories[TYPING_COUNT];
    bool copying; /* c was pressed, its second key is awaited */

    /* where one can go */
    char *context;       /* that was entered by hand; NULL */
    bool simulator;      /* it is an embedded world; known before the first snapshot */
    bool recording;      /* likewise: a recording */
    bool made_read_only; /* by hand, in every context from then on */
    size_t context_count;
    char **contexts; /* names, for completion */

    /* what was said */
    char message[MESSAGE_BYTES];
    bool says_context;   /* the message is the name of the context that was entered */
    char *told_scope;    /* why that namespace, as it was said last; NULL */
    bool told_half_page; /* Ctrl-D explains itself once */

    /* what was asked for */
    int64_t refresh_asked_ms; /* 0: nothing */
    char *bell_id;            /* NULL: none */
    enum row_state bell_state;
    char *open_namespace, *open_name; /* what the worker was told is open; NULL */
    char *read_namespace, *read_name; /* what it was told is read as YAML; NULL */
    bool read_gateway;
    bool copies_yaml; /* it goes to the clipboard when it comes */

    /* what was given to be done */
    uint64_t job_number; /* of the next plan that is given away */
    uint64_t given_run;  /* the last one to be carried out; 0: none */
    int64_t given_ms;
    struct wish *torn; /* what was torn down last, as a form would make it; NULL */
    bool is_tiny;      /* the last frame had no room for a view */
    bool quit_asked;   /* q was pressed while something is on its way */

    size_t errand_count;
    struct errand errands[ERRANDS_MOST];
};

/* ---- dashboard.c ---- */

struct panel *dash_top(const struct dashboard *dashboard);
struct scene dash_scene(const struct dashboard *dashboard, int64_t now_ms,
                        int64_t wall_ms);

void dash_take_settings(struct dashboard *dashboard);

/* The key for an action in the view on top, for a text. */
const char *dash_key_name(const struct dashboard *dashboard, enum action action);

void dash_say(struct dashboard *dashboard, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void dash_ask(struct dashboard *dashboard, struct errand wanted);
void dash_order(struct dashboard *dashboard, enum order_kind kind, const char *namespace,
                const char *name);

void dash_settle_all(struct dashboard *dashboard, const struct scene *scene);

/* The stack of views. */
void dash_open(struct dashboard *dashboard, const struct scene *scene,
               enum panel_kind kind, const struct subject *subject);
void dash_push(struct dashboard *dashboard, const struct scene *scene,
               struct panel *panel); /* owned from now on */
void dash_pop(struct dashboard *dashboard, const struct scene *scene);
void dash_tell_what_is_open(struct dashboard *dashboard, const struct scene *scene);

/* The worker reads this object in full; NULL or no name: none. */
void dash_read_object(struct dashboard *dashboard, const struct subject *subject);
void dash_tell_what_is_read(struct dashboard *dashboard, const struct scene *scene);
void dash_copy_yaml(struct dashboard *dashboard, const struct scene *scene,
                    const struct subject *subject);
void dash_object_came(struct dashboard *dashboard, const struct scene *scene);
void dash_start_over(struct dashboard *dashboard, const struct scene *scene);
void dash_errand_release(struct errand *errand);

/* Another way of looking: *scene is made anew, and every view with it. */
void dash_look_anew(struct dashboard *dashboard, struct scene *scene);
void dash_set_filter(struct dashboard *dashboard, struct scene *scene,
                     struct filter *filter);
void dash_set_namespace(struct dashboard *dashboard, struct scene *scene,
                        const char *namespace);

bool dash_same_text(const char *a, const char *b); /* NULL is like NULL only */

/* ---- dashboard_lesson.c ---- */

void dash_teach(struct dashboard *dashboard, const struct scene *scene,
                struct lesson_wish wish);
/* `:lesson N`; without a number the list of them. */
void dash_lesson_command(struct dashboard *dashboard, const struct scene *scene,
                         const char *argument);
void dash_lesson_is_left(struct dashboard *dashboard);

/* ---- dashboard_record.c: the flight recorder ---- */

void dash_record(struct dashboard *dashboard, const struct scene *scene,
                 const char *where); /* "": a name of its own */
void dash_replay(struct dashboard *dashboard, const char *file);
/* Over a recording some keys play it; false: this is none of them. */
bool dash_play(struct dashboard *dashboard, const struct scene *scene, uint32_t key);
/* Where it stands, and the keys to move it; false: this is no recording. */
enum { REPLAY_NOTE_BYTES = 160 };
bool dash_replay_note(const struct scene *scene, char out[REPLAY_NOTE_BYTES]);
/* Says what became of it when the snapshot of after knows it. */
void dash_tell_recorded(struct dashboard *dashboard, const struct snapshot *before,
                        const struct snapshot *after);

/* ---- dashboard_typing.c: a line is being typed ---- */

void dash_type_start(struct dashboard *dashboard, enum typing typing, const char *text);
void dash_type_filter(struct dashboard *dashboard); /* starts with the one in force */
void dash_type_key(struct dashboard *dashboard, struct scene *scene, uint32_t key);
void dash_draw_prompt(const struct dashboard *dashboard, struct canvas line);

/* ---- dashboard_places.c: going elsewhere ---- */

void dash_places_release(struct dashboard *dashboard);
void dash_pick_namespace(struct dashboard *dashboard, const struct scene *scene);
/* `key` is what a person pressed or typed for it. */
void dash_enter(struct dashboard *dashboard, const char *key,
                const struct journey *journey);
void dash_enter_simulator(struct dashboard *dashboard);
void dash_go_back(struct dashboard *dashboard);
void dash_login(struct dashboard *dashboard);
void dash_make_read_only(struct dashboard *dashboard);
void dash_enter_context(struct dashboard *dashboard, const char *name); /* "": which? */
void dash_enter_namespace(struct dashboard *dashboard, struct scene *scene,
                          const char *name); /* "": all */

/* ---- dashboard_settings.c: settings are changed ---- */

void dash_change_setting(struct dashboard *dashboard); /* the one that is selected */
void dash_finish_setting(struct dashboard *dashboard, const char *text);

/* ---- dashboard_acts.c: a key acts ---- */

void dash_press(struct dashboard *dashboard, struct scene *scene, uint32_t key);
/* What the view on top wants; false: nothing. A want to run an action is not followed. */
bool dash_take_want(struct dashboard *dashboard, struct scene *scene, struct want want);
void dash_copy_with(struct dashboard *dashboard, const struct scene *scene, uint32_t key);

/* ---- dashboard_jobs.c: what changes something ---- */

/* An order of a panel; one that carries a plan takes the next number. */
void dash_give(struct dashboard *dashboard, const struct scene *scene,
               struct order *order);
/* About what is marked, else about what is selected. */
void dash_open_tear(struct dashboard *dashboard, const struct scene *scene);
void dash_undo(struct dashboard *dashboard, const struct scene *scene);
void dash_arm(struct dashboard *dashboard, const struct scene *scene,
              const char *argument); /* "5m why" */
/* q: false when it must be pressed once more, since something is on its way. */
bool dash_may_quit(struct dashboard *dashboard);
/* Says what a job came to that has ended between the two snapshots. */
void dash_tell_ends(struct dashboard *dashboard, const struct snapshot *before,
                    const struct snapshot *after);
/* What may be done where the cursor is, and what is left of the quotas? */
void dash_ask_rights(struct dashboard *dashboard, const struct scene *scene);

#endif
