/*
 * keymap.h - which key means which action, in which panel, and in what words. Hint row, help,
 * the menu of actions, and every text that names a key read it, so that they tell the truth
 * under other keys too.
 *
 * A keymap is made from one constant table and, by rebind.h, from what the settings say. The
 * dashboard owns it and lends it to its panels in the scene; once lent it is never changed.
 */
#ifndef ELBTOP_TUI_KEYMAP_H
#define ELBTOP_TUI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum panel_kind {
    PANEL_SERVICES,
    PANEL_STEPS,
    PANEL_ELBS,
    PANEL_EVENTS,
    PANEL_GATEWAY,
    PANEL_ORPHANS,
    PANEL_HELP,
    PANEL_SOURCES,
    PANEL_CALLS,
    PANEL_DESCRIBE,
    PANEL_WHY,
    PANEL_YAML,
    PANEL_MENU,
    PANEL_TEAR,   /* dialog: what goes, what stays, and the question */
    PANEL_CREATE, /* dialog: a form for a Service with an ELB of its own */
    PANEL_LINK,   /* dialog: a form and a picker for one on an ELB that exists */
    PANEL_JOB,    /* one plan being carried out, and its receipt */
    PANEL_JOBS,
    PANEL_SETTINGS,
    PANEL_INFO,
    PANEL_CONTEXTS,
    PANEL_NAMESPACES,
    PANEL_LESSONS, /* the list of them */
    PANEL_LESSON,  /* one, in a world of its own */
    PANEL_QUOTA,
    PANEL_RACE, /* two Services on one axis of time */
    PANEL_KIND_COUNT,
    KEYS_OF_REPLAY = PANEL_KIND_COUNT /* no view: keys of all views over a recording */
};

enum action {
    ACTION_NONE,
    /* move */
    ACTION_DOWN,
    ACTION_UP,
    ACTION_TOP,
    ACTION_BOTTOM,
    ACTION_HALF_DOWN,
    ACTION_HALF_UP,
    ACTION_PAGE_DOWN,
    ACTION_PAGE_UP,
    ACTION_LEFT,
    ACTION_RIGHT,
    ACTION_PANE_NEXT,
    ACTION_PANE_BEFORE,
    ACTION_EARLIER,
    ACTION_LATER,
    /* look */
    ACTION_ENTER,
    ACTION_TREE,
    ACTION_OWNER,
    ACTION_EVENTS,
    ACTION_PROBE,
    ACTION_FOLLOW,
    ACTION_FREEZE,
    ACTION_WIDE,
    ACTION_REFRESH,
    ACTION_REPAINT,
    ACTION_BELL,
    ACTION_WHY,
    ACTION_YAML,
    ACTION_DESCRIBE,
    ACTION_RACE,
    ACTION_FOLD,
    ACTION_FOLD_ALL,
    ACTION_SOURCE_1,
    ACTION_SOURCE_2,
    ACTION_SOURCE_3,
    ACTION_SOURCE_4,
    /* find */
    ACTION_FILTER,
    ACTION_MATCH_NEXT,
    ACTION_MATCH_BEFORE,
    ACTION_PROBLEMS,
    ACTION_ALL_NAMESPACES,
    ACTION_NAMESPACE,
    ACTION_CONTEXT,
    ACTION_COMMAND,
    /* sort */
    ACTION_SORT_NAME,
    ACTION_SORT_AGE,
    ACTION_SORT_NAMESPACE,
    ACTION_SORT_STATE,
    ACTION_SORT_LEFT,
    ACTION_SORT_RIGHT,
    ACTION_SORT_INVERT,
    /* act */
    ACTION_NEW,
    ACTION_LINK,
    ACTION_TEAR,
    ACTION_MENU,
    ACTION_UNDO,
    ACTION_MARK,
    ACTION_UNMARK,
    /* in dialogs */
    ACTION_NEXT_FIELD,
    ACTION_PREVIOUS_FIELD,
    ACTION_CHOOSE,
    ACTION_BETTER, /* the order that leaves nothing */
    ACTION_TRY,    /* a server-side dry run */
    ACTION_FIX,    /* takes what is suggested */
    /* copy and leave */
    ACTION_COPY,
    ACTION_SAVE,
    ACTION_HELP,
    ACTION_SETTINGS,
    ACTION_BACK,
    ACTION_CLOSE,
    ACTION_QUIT,
    /* teach */
    ACTION_NEXT_CALL,
    ACTION_RUN,
    ACTION_STEP_BACK,
    ACTION_SLOWER,
    ACTION_FASTER,
    ACTION_BREAK,
    ACTION_BIG,
    ACTION_DIGIT_0, /* to 9, in order */
    ACTION_DIGIT_1,
    ACTION_DIGIT_2,
    ACTION_DIGIT_3,
    ACTION_DIGIT_4,
    ACTION_DIGIT_5,
    ACTION_DIGIT_6,
    ACTION_DIGIT_7,
    ACTION_DIGIT_8,
    ACTION_DIGIT_9,
    /* keys that other programs use to destroy: they say what they do not do */
    ACTION_TRAP,
    ACTION_COUNT
};

enum key_group {
    GROUP_MOVE,
    GROUP_LOOK,
    GROUP_FIND,
    GROUP_SORT,
    GROUP_ACT,
    GROUP_LEAVE,
    GROUP_NONE
};

enum { KEYMAP_KEYS = 4 };

struct keymap_entry {
    enum action action;
    enum key_group group;
    unsigned where; /* bits 1 << enum panel_kind */
    uint32_t keys[KEYMAP_KEYS];
    const char *label; /* the keys in words: "j k", "Enter" */
    const char *help;  /* what it does, a few words */
    const char *hint;  /* in the hint row behind the key; NULL: not there */
    int rank;          /* 1 is the last hint to go when there is no room */
};

struct keymap;

struct keymap *keymap_new(void); /* the usual keys */
void keymap_free(struct keymap *keymap);

/* Other keys for actions in all views where they have some; see rebind.h. */
struct key_binding {
    enum action action;
    size_t count;
    uint32_t keys[KEYMAP_KEYS];
};
void keymap_bind(struct keymap *keymap, const struct key_binding *bindings, size_t count);

/* Entries and their texts live as long as the keymap. */
size_t keymap_count(const struct keymap *keymap);
const struct keymap_entry *keymap_at(const struct keymap *keymap, size_t index);

/* NULL when the key means nothing there. */
const struct keymap_entry *keymap_find(const struct keymap *keymap, enum panel_kind where,
                                       uint32_t key);
const struct keymap_entry *keymap_action(const struct keymap *keymap,
                                         enum panel_kind where, enum action action);

/*
 * The key for an action in a panel, as texts name it: "Z", "Ctrl-D". Where the panel has none
 * it is the key of another panel; "" when there is none at all.
 */
const char *keymap_name(const struct keymap *keymap, enum panel_kind where,
                        enum action action);

/*
 * The entries for the hint row of a panel, in the order of the table, as many as fit into
 * `cells` cells with two blanks between them, the best ranks first. Returns how many.
 */
enum { KEYMAP_MOST_HINTS = 32 };
size_t keymap_hints(const struct keymap *keymap, enum panel_kind where, int cells,
                    const struct keymap_entry *ret_hints[KEYMAP_MOST_HINTS]);

/* What stands behind the key: the hint, or nothing where `?` alone must do. */
const char *keymap_hint_text(const struct keymap_entry *entry, int cells);

#endif
