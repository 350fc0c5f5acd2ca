/*
 * dashboard.h - the screen without a terminal: snapshots, keys and time go in; cells and
 * errands come out.
 *
 * Holds how a person looks at the world (the stack of views, filter, marks, freeze) and
 * nothing of the world itself. What must happen outside of it, an order to the worker, a
 * copy to the clipboard, the end, it asks for by an errand. So all that keys do can be tested
 * as text.
 */
#ifndef ELBTOP_TUI_DASHBOARD_H
#define ELBTOP_TUI_DASHBOARD_H

#include "cross/journey.h"
#include "cross/lesson.h"
#include "cross/order.h"
#include "cross/snapshot.h"
#include "tui/canvas.h"
#include "tui/picker.h"

struct dashboard;
struct keymap;
struct listed;
struct settings;

enum errand_kind {
    ERRAND_NONE,
    ERRAND_QUIT,
    ERRAND_REPAINT, /* the terminal may show something else than we think */
    ERRAND_ORDER,
    ERRAND_COPY,
    ERRAND_BELL,
    ERRAND_CONTEXTS, /* which are there? dashboard_offer_contexts() is the answer */
    ERRAND_SETTINGS, /* a setting was changed: look, and go by it */
    ERRAND_LOGIN,    /* the login plugin asks: lend it the terminal */
    ERRAND_ENTER,    /* a `journey`, to context `text` and `namespace` */
    ERRAND_TEACH,    /* `wish` to the teacher */
    ERRAND_SAVE,     /* the screen as it is, into a file; `text` says which */
};

struct errand {
    enum errand_kind kind;
    struct order *order;       /* ERRAND_ORDER: give it on, or free it */
    char *text;                /* ERRAND_COPY, _SAVE, _BELL: free it; NULL */
    char *namespace;           /* ERRAND_ENTER: free it; NULL */
    enum journey_kind journey; /* ERRAND_ENTER */
    bool chosen;               /* ERRAND_ENTER: the namespace, or all */
    bool overwrite;            /* ERRAND_SAVE: what is there already */
    struct lesson_wish wish;
};

struct dashboard *dashboard_new(bool ascii, int64_t now_ms); /* with the usual keys */
/* Other keys, its own from now on. Before the first snapshot and the first key. */
void dashboard_give_keymap(struct dashboard *dashboard, struct keymap **keymap);
/* Borrowed for its life, and changed where a person changes them on the screen. */
void dashboard_set_settings(struct dashboard *dashboard, struct settings *settings);
void dashboard_set_ascii(struct dashboard *dashboard, bool ascii);
void dashboard_free(struct dashboard *dashboard);

/*
 * The snapshot to show from now on. Borrowed until the next call; the one before must be
 * alive during the call, since the two are compared. NULL: nothing came yet.
 */
void dashboard_show(struct dashboard *dashboard, const struct snapshot *snapshot,
                    int64_t now_ms, int64_t wall_ms);

/* What the teacher told last; borrowed until the next call. Without one: no lessons. */
void dashboard_teach(struct dashboard *dashboard, const struct lesson_report *report,
                     int64_t now_ms, int64_t wall_ms);

/* While frozen a newer snapshot is not shown, only counted. Borrowed for the call. */
bool dashboard_is_frozen(const struct dashboard *dashboard);

/* What the view on top lists; false: it is no list. `ret_listed` is zero-filled, and valid as
 * long as the snapshot. */
bool dashboard_list(const struct dashboard *dashboard, int64_t now_ms, int64_t wall_ms,
                    struct listed *ret_listed);
void dashboard_hold(struct dashboard *dashboard, const struct snapshot *newer);

void dashboard_key(struct dashboard *dashboard, uint32_t key, int64_t now_ms,
                   int64_t wall_ms);

/* Pasted text: taken by text fields, refused elsewhere. */
void dashboard_paste(struct dashboard *dashboard, uint32_t point);

/* Which contexts there are, for completion; and as a list to choose from. */
void dashboard_set_contexts(struct dashboard *dashboard, const struct places *places);
void dashboard_offer_contexts(struct dashboard *dashboard, const struct places *places,
                              int64_t now_ms, int64_t wall_ms);

/*
 * What comes from now on is of another place: everything of the one before is forgotten
 * and gone from the screen. Snapshots of before may be freed behind it.
 */
void dashboard_entered(struct dashboard *dashboard, enum journey_kind kind,
                       const struct arrival *arrival, int64_t now_ms, int64_t wall_ms);

/* Row 1 says so before the first snapshot does. */
void dashboard_set_simulator(struct dashboard *dashboard, bool simulator);
void dashboard_set_recording(struct dashboard *dashboard, bool recording);

/* A line for the message row: the answer to an errand. */
void dashboard_say(struct dashboard *dashboard, const char *text);

/* Monotonic time at which dashboard_tick() has something to do. */
int64_t dashboard_due_ms(const struct dashboard *dashboard);
void dashboard_tick(struct dashboard *dashboard, int64_t now_ms, int64_t wall_ms);

/* Draws the frame; the grid has the size of the terminal and is cleared first. */
void dashboard_draw(struct dashboard *dashboard, struct grid *grid, int64_t now_ms,
                    int64_t wall_ms);

/* The oldest errand, which then is the caller's; ERRAND_NONE when there is none. */
struct errand dashboard_next_errand(struct dashboard *dashboard);

#endif
