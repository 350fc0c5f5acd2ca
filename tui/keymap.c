#include "tui/keymap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/span.h"
#include "tui/glyph.h"
#include "tui/key.h"

#include "base/banned.h"

#define ON(kind) (1u << (kind))

enum {
    EVERYWHERE = (1 << PANEL_KIND_COUNT) - 1,
    SERVICES = ON(PANEL_SERVICES),
    STEPS = ON(PANEL_STEPS),
    TREE = ON(PANEL_ELBS),
    EVENTS = ON(PANEL_EVENTS),
    GATEWAY = ON(PANEL_GATEWAY),
    ORPHANS = ON(PANEL_ORPHANS),
    TEAR = ON(PANEL_TEAR),
    FORMS = ON(PANEL_CREATE) | ON(PANEL_LINK),
    DIALOGS = TEAR | FORMS,
    JOB = ON(PANEL_JOB),
    JOBS = ON(PANEL_JOBS),
    YAML = ON(PANEL_YAML),
    LESSON = ON(PANEL_LESSON),
    LESSONS = ON(PANEL_LESSONS),
    TAUGHT = LESSON | LESSONS,
    REPLAY = ON(KEYS_OF_REPLAY),
    WHY = ON(PANEL_WHY),
    PAGES = ON(PANEL_DESCRIBE) | WHY | YAML,
    HELP = ON(PANEL_HELP),
    SEARCHED = PAGES | HELP | ON(PANEL_INFO),
    SETTINGS = ON(PANEL_SETTINGS),
    PICKERS = ON(PANEL_CONTEXTS) | ON(PANEL_NAMESPACES),
    OBJECTS = SERVICES | STEPS | TREE | ORPHANS, /* something with an owner is selected */
    LISTS = SERVICES | TREE | EVENTS | ORPHANS,
    INNER = EVERYWHERE & ~SERVICES & ~DIALOGS,
    VIEWS = EVERYWHERE & ~DIALOGS, /* a dialog shows the present, and nothing else */
};

/*
 * Outside dialogs lower case never changes anything. F-keys are aliases only, and no only
 * way runs over a key that terminals and browsers take for themselves.
 */
/* clang-format off */
static const struct keymap_entry usual[] = {
    /* ---- move ---- */
    {ACTION_DOWN, GROUP_MOVE, EVERYWHERE,
     {'j', K_DOWN}, "j k", "row; arrows too", NULL, 0},
    {ACTION_UP, GROUP_NONE, EVERYWHERE, {'k', K_UP}, "k", "row up", NULL, 0},
    {ACTION_TOP, GROUP_MOVE, EVERYWHERE, {'g', K_HOME}, "g G", "first, last", NULL, 0},
    {ACTION_BOTTOM, GROUP_NONE, EVERYWHERE, {'G', K_END}, "G", "last", NULL, 0},
    {ACTION_HALF_DOWN, GROUP_MOVE, EVERYWHERE,
     {K_CTRL('d')}, "Ctrl-D/U", "half a page", NULL, 0},
    {ACTION_HALF_UP, GROUP_NONE, EVERYWHERE,
     {K_CTRL('u')}, "Ctrl-U", "half a page up", NULL, 0},
    {ACTION_PAGE_DOWN, GROUP_MOVE, EVERYWHERE,
     {K_CTRL('f'), K_PAGE_DOWN}, "Ctrl-F/B", "a page", NULL, 0},
    {ACTION_PAGE_UP, GROUP_NONE, EVERYWHERE,
     {K_CTRL('b'), K_PAGE_UP}, "Ctrl-B", "a page up", NULL, 0},
    {ACTION_RIGHT, GROUP_MOVE, SERVICES | TREE | HELP,
     {'l', K_RIGHT}, "h l", "columns, folds", NULL, 0},
    {ACTION_LEFT, GROUP_NONE, SERVICES | TREE | HELP,
     {'h', K_LEFT}, "h", "columns left, fold", NULL, 0},
    {ACTION_PANE_NEXT, GROUP_MOVE, SERVICES | STEPS | WHY,
     {K_TAB}, "Tab", "pane; {pane_before} back", "pane", 12},
    {ACTION_PANE_BEFORE, GROUP_NONE, SERVICES | STEPS | WHY,
     {K_BACK_TAB}, "Shift-Tab", "the pane before", NULL, 0},
    {ACTION_EARLIER, GROUP_MOVE, STEPS | GATEWAY,
     {'['}, "[ ]", "one before, after", NULL, 0},
    {ACTION_LATER, GROUP_NONE, STEPS | GATEWAY,
     {']'}, "]", "one after", NULL, 0},
    {ACTION_BACK, GROUP_MOVE, EVERYWHERE,
     {K_ESCAPE}, "{close} Esc", "back; {close} quits at the top", NULL, 0},
    {ACTION_BACK, GROUP_NONE, INNER, {K_ESCAPE}, "Esc", "back", "back", 2},
    {ACTION_BACK, GROUP_NONE, TEAR, {K_ESCAPE}, "Esc", "keep everything", "keeps", 2},
    {ACTION_BACK, GROUP_NONE, FORMS, {K_ESCAPE}, "Esc", "cancel", "cancel", 2},

    /* ---- look ---- */
    {ACTION_ENTER, GROUP_LOOK, SERVICES,
     {K_ENTER}, "Enter", "steps (detail)", "detail", 2},
    {ACTION_ENTER, GROUP_NONE, TREE | EVENTS | ORPHANS | GATEWAY | JOBS,
     {K_ENTER}, "Enter", "open", "open", 3},
    {ACTION_ENTER, GROUP_LOOK, WHY,
     {K_ENTER}, "Enter", "its place in the YAML", "in YAML", 4},
    {ACTION_ENTER, GROUP_LOOK, SETTINGS, {K_ENTER}, "Enter", "change it", "change", 3},
    {ACTION_ENTER, GROUP_NONE, PICKERS, {K_ENTER}, "Enter", "go there", "go there", 3},
    {ACTION_ENTER, GROUP_NONE, ON(PANEL_MENU), {K_ENTER}, "Enter", "do it", "do it", 3},
    {ACTION_ENTER, GROUP_NONE, HELP, {K_ENTER}, "Enter", "run this key", "run it", 3},
    {ACTION_MENU, GROUP_MOVE, ON(PANEL_MENU), {'a'}, "a", "close", NULL, 0},
    {ACTION_FILTER, GROUP_NONE, SERVICES | EVENTS,
     {'/', K_F1 + 2}, "/", "filter", "filter", 3},
    {ACTION_FILTER, GROUP_FIND, TREE,
     {'/', K_F1 + 2}, "/", "search, then {namespace} {match_before}", "search", 7},
    {ACTION_FILTER, GROUP_FIND, SEARCHED,
     {'/', K_F1 + 2}, "/", "search this page", "search", 3},
    {ACTION_MATCH_NEXT, GROUP_FIND, SEARCHED | EVENTS,
     {'n'}, "n N", "next match, before", "next", 4},
    {ACTION_MATCH_BEFORE, GROUP_NONE, SEARCHED | EVENTS | TREE,
     {'N'}, "N", "match before", NULL, 0},
    {ACTION_PROBLEMS, GROUP_NONE, SERVICES | TREE,
     {'!'}, "!", "problems only", "problems", 6},
    {ACTION_TREE, GROUP_LOOK, SERVICES | STEPS | GATEWAY | EVENTS | ORPHANS,
     {'t'}, "t", "ELB tree", "ELBs", 4},
    {ACTION_TREE, GROUP_NONE, TREE, {'t'}, "t", "Services", "Services", 4},
    {ACTION_FOLD, GROUP_LOOK, YAML, {'+', '-'}, "+ -", "managedFields", "fold", 7},
    {ACTION_FOLD, GROUP_LOOK, TREE, {'+', '-'}, "+ -", "fold, unfold", "fold", 7},
    {ACTION_FOLD_ALL, GROUP_LOOK, TREE, {'*'}, "*", "fold all", NULL, 0},
    {ACTION_OWNER, GROUP_LOOK, SERVICES | STEPS | TREE | GATEWAY,
     {'o'}, "o", "owner: Service, Gateway", "owner", 12},
    {ACTION_EVENTS, GROUP_LOOK, OBJECTS | PAGES | GATEWAY,
     {'e'}, "e", "events", "events", 5},
    {ACTION_EVENTS, GROUP_NONE, EVENTS,
     {'e'}, "e", "events of all, of one", "all/one", 6},
    {ACTION_SOURCE_1, GROUP_LOOK, EVENTS,
     {'1'}, "1-4", "sources of events", "sources", 7},
    {ACTION_SOURCE_2, GROUP_NONE, EVENTS, {'2'}, "2", "cloud", NULL, 0},
    {ACTION_SOURCE_3, GROUP_NONE, EVENTS, {'3'}, "3", "network", NULL, 0},
    {ACTION_SOURCE_4, GROUP_NONE, EVENTS, {'4'}, "4", "elbtop", NULL, 0},
    {ACTION_DESCRIBE, GROUP_LOOK, OBJECTS | PAGES, {'d'}, "d", "describe", NULL, 0},
    {ACTION_YAML, GROUP_LOOK, OBJECTS | PAGES | GATEWAY, {'y'}, "y", "YAML", NULL, 0},
    {ACTION_RACE, GROUP_LOOK, SERVICES,
     {'='}, "=", "race two marked ones", NULL, 0},
    {ACTION_RACE, GROUP_MOVE, ON(PANEL_RACE), {'='}, "=", "close", NULL, 0},
    {ACTION_WHY, GROUP_LOOK,
     OBJECTS | EVENTS | PAGES | GATEWAY | JOB | JOBS | ON(PANEL_SOURCES) | ON(PANEL_CALLS) |
         ON(PANEL_QUOTA),
     {'w'}, "w", "why this value?", NULL, 0},
    {ACTION_PROBE, GROUP_LOOK, SERVICES | STEPS,
     {'p'}, "p", "probe the address", "probe", 13},
    {ACTION_FOLLOW, GROUP_LOOK, SERVICES | EVENTS,
     {'F'}, "F", "follow the row", "follow", 14},
    {ACTION_FREEZE, GROUP_LOOK, VIEWS & ~PICKERS,
     {'Z'}, "Z", "freeze the picture", "freeze", 15},
    {ACTION_BELL, GROUP_LOOK, SERVICES | STEPS, {'b'}, "b", "bell on this row", NULL, 0},
    {ACTION_REFRESH, GROUP_LOOK, VIEWS,
     {'R', K_CTRL('r'), K_F1 + 4}, "R F5", "read again now", NULL, 0},
    {ACTION_REFRESH, GROUP_NONE, TEAR,
     {'R', K_CTRL('r'), K_F1 + 4}, "R", "read again now", "read again", 6},
    {ACTION_REFRESH, GROUP_LOOK, FORMS, {K_F1 + 4}, "F5", "read again now", NULL, 0},
    {ACTION_REPAINT, GROUP_LOOK, EVERYWHERE,
     {K_CTRL('l')}, "Ctrl-L", "paint again", NULL, 0},
    {ACTION_WIDE, GROUP_LOOK, SERVICES | TREE,
     {'W'}, "W", "all columns, all ELBs", NULL, 0},

    /* ---- find ---- */
    {ACTION_FILTER, GROUP_FIND, 0, {0}, "{filter}web !db", "text, not this text", NULL, 0},
    {ACTION_FILTER, GROUP_FIND, 0, {0}, "{filter}state:fail", "in one column", NULL, 0},
    {ACTION_FILTER, GROUP_FIND, 0, {0}, "{filter}step:4 ~re", "step, expression", NULL, 0},
    {ACTION_FILTER, GROUP_FIND, 0, {0}, "{filter}-l app=x", "labels", NULL, 0},
    {ACTION_PROBLEMS, GROUP_FIND, 0, {0}, "{problems}", "problems only", NULL, 0},
    {ACTION_ALL_NAMESPACES, GROUP_FIND, LISTS, {'0'}, "0", "all namespaces", NULL, 0},
    {ACTION_NAMESPACE, GROUP_FIND, SERVICES | TREE,
     {'n'}, "n", "one namespace", NULL, 0},
    {ACTION_CONTEXT, GROUP_FIND, EVERYWHERE, {'@'}, "@", "another context", NULL, 0},
    {ACTION_COMMAND, GROUP_FIND, EVERYWHERE & ~PICKERS & ~FORMS, {':'}, ":", "command line", "command", 16},

    /* ---- sort ---- */
    {ACTION_SORT_NAME, GROUP_SORT, SERVICES, {'N'}, "N", "by name", NULL, 0},
    {ACTION_SORT_AGE, GROUP_SORT, SERVICES, {'A'}, "A", "by age", NULL, 0},
    {ACTION_SORT_NAMESPACE, GROUP_SORT, SERVICES, {'P'}, "P", "by namespace", NULL, 0},
    {ACTION_SORT_STATE, GROUP_SORT, SERVICES, {'S'}, "S", "problems first", NULL, 0},
    {ACTION_SORT_LEFT, GROUP_SORT, SERVICES, {'<'}, "< >", "by column", NULL, 0},
    {ACTION_SORT_RIGHT, GROUP_NONE, SERVICES, {'>'}, ">", "by the next column", NULL, 0},
    {ACTION_SORT_INVERT, GROUP_SORT, SERVICES, {'I'}, "I", "turn round", NULL, 0},

    /* ---- act ---- */
    {ACTION_NEW, GROUP_ACT, OBJECTS | GATEWAY,
     {'C'}, "C", "new ELB (autocreate)", "new", 8},
    {ACTION_NEW, GROUP_NONE, JOB, {'C'}, "C", "make it again", "again", 8},
    {ACTION_LINK, GROUP_ACT, JOB, {'L'}, "L", "link it to an ELB", NULL, 0},
    {ACTION_LINK, GROUP_ACT, OBJECTS | GATEWAY,
     {'L'}, "L", "link to an ELB (elb.id)", "link", 9},
    {ACTION_TEAR, GROUP_ACT, OBJECTS | GATEWAY,
     {'X', K_F1 + 8}, "X", "tear down", "tear", 10},
    {ACTION_TEAR, GROUP_NONE, JOB,
     {'X', K_F1 + 8}, "X", "tear down, a new plan", "tear", 10},
    {ACTION_MENU, GROUP_ACT, OBJECTS | GATEWAY,
     {'a'}, "a", "all actions of this row", "actions", 17},
    {ACTION_UNDO, GROUP_NONE, JOB, {'u'}, "u", "stop it", "stops it", 4},
    {ACTION_UNDO, GROUP_ACT, EVERYWHERE, {'u'}, "u", "stop one not yet sent", NULL, 0},
    {ACTION_MARK, GROUP_ACT, SERVICES, {K_SPACE}, "Space", "mark", NULL, 0},
    {ACTION_UNMARK, GROUP_ACT, SERVICES, {'U'}, "U", "clear marks", NULL, 0},

    /* ---- in dialogs ---- */
    {ACTION_NEXT_FIELD, GROUP_MOVE, TEAR,
     {K_TAB}, "Tab", "field; Shift-Tab back", "plan/field", 3},
    {ACTION_NEXT_FIELD, GROUP_MOVE, FORMS,
     {K_TAB}, "Tab", "field; Shift-Tab back", "next", 3},
    {ACTION_PREVIOUS_FIELD, GROUP_NONE, DIALOGS,
     {K_BACK_TAB}, "Shift-Tab", "the field before", NULL, 0},
    {ACTION_BETTER, GROUP_NONE, TEAR,
     {'m'}, "m", "the order that leaves nothing", "better order", 4},
    {ACTION_MARK, GROUP_NONE, TEAR, {K_SPACE}, "Space", "not this one", "unmark", 7},
    {ACTION_CHOOSE, GROUP_NONE, FORMS, {K_SPACE}, "Space", "choose", "choose", 5},
    {ACTION_ENTER, GROUP_ACT, FORMS, {K_ENTER}, "Enter", "do it", NULL, 0},
    {ACTION_TRY, GROUP_NONE, FORMS,
     {K_CTRL('r')}, "Ctrl-R", "server-side dry run", "dry run", 6},
    {ACTION_FIX, GROUP_NONE, ON(PANEL_CREATE),
     {K_CTRL('e')}, "Ctrl-E", "take the suggestion", "fix", 7},

    /* ---- teach ---- */
    {ACTION_NEXT_CALL, GROUP_ACT, LESSON,
     {K_SPACE}, "Space", "let the next call go", "next call", 2},
    {ACTION_RUN, GROUP_ACT, LESSON, {'.'}, ".", "run, stop", "run", 3},
    {ACTION_STEP_BACK, GROUP_ACT, LESSON, {','}, ",", "one call back", "back", 4},
    {ACTION_SLOWER, GROUP_ACT, LESSON, {'-'}, "- =", "slower, faster", "speed", 5},
    {ACTION_FASTER, GROUP_NONE, LESSON, {'=', '+'}, "=", "faster", NULL, 0},
    {ACTION_BREAK, GROUP_ACT, LESSON, {'f'}, "f", "break it", "break it", 6},
    {ACTION_BIG, GROUP_LOOK, LESSON, {'m'}, "m", "big print", "big", 8},
    {ACTION_DIGIT_1, GROUP_ACT, LESSON,
     {'1'}, "1-3", "answer; after f: break", "answer", 7},
    {ACTION_DIGIT_1, GROUP_LOOK, LESSONS, {'1'}, "1-7", "open that lesson", "open", 3},
    {ACTION_DIGIT_2, GROUP_NONE, TAUGHT, {'2'}, "2", "the second", NULL, 0},
    {ACTION_DIGIT_3, GROUP_NONE, TAUGHT, {'3'}, "3", "the third", NULL, 0},
    {ACTION_DIGIT_4, GROUP_ACT, LESSON,
     {'4'}, "4-9 0", "after f: break, mend all", NULL, 0},
    {ACTION_DIGIT_4, GROUP_NONE, LESSONS, {'4'}, "4", "the fourth", NULL, 0},
    {ACTION_DIGIT_5, GROUP_NONE, TAUGHT, {'5'}, "5", "the fifth", NULL, 0},
    {ACTION_DIGIT_6, GROUP_NONE, TAUGHT, {'6'}, "6", "the sixth", NULL, 0},
    {ACTION_DIGIT_7, GROUP_NONE, TAUGHT, {'7'}, "7", "the seventh", NULL, 0},
    {ACTION_DIGIT_8, GROUP_NONE, LESSON, {'8'}, "8", "the eighth", NULL, 0},
    {ACTION_DIGIT_9, GROUP_NONE, LESSON, {'9'}, "9", "the ninth", NULL, 0},
    {ACTION_DIGIT_0, GROUP_NONE, LESSON, {'0'}, "0", "after f: mend all", NULL, 0},
    {ACTION_ENTER, GROUP_NONE, LESSONS, {K_ENTER}, "Enter", "open", "open", 2},
    {ACTION_ENTER, GROUP_LOOK, LESSON,
     {K_ENTER}, "Enter", "the live view of it", "live view", 9},
    {ACTION_TREE, GROUP_LOOK, LESSON, {'t'}, "t", "ELB tree", NULL, 0},
    {ACTION_EVENTS, GROUP_LOOK, LESSON, {'e'}, "e", "events", NULL, 0},
    {ACTION_WHY, GROUP_LOOK, LESSON, {'w'}, "w", "why this value?", NULL, 0},
    {ACTION_DESCRIBE, GROUP_LOOK, LESSON, {'d'}, "d", "describe", NULL, 0},
    {ACTION_YAML, GROUP_LOOK, LESSON, {'y'}, "y", "YAML", NULL, 0},

    /* ---- over a recording ---- */
    {ACTION_NEXT_CALL, GROUP_ACT, REPLAY, {K_SPACE}, "Space", "to the next change", NULL, 0},
    {ACTION_RUN, GROUP_ACT, REPLAY, {'.'}, ".", "run, stand still", NULL, 0},
    {ACTION_STEP_BACK, GROUP_ACT, REPLAY, {','}, ",", "to the change before", NULL, 0},
    {ACTION_SLOWER, GROUP_ACT, REPLAY, {'-'}, "- =", "slower, faster", NULL, 0},
    {ACTION_FASTER, GROUP_NONE, REPLAY, {'='}, "=", "faster", NULL, 0},

    /* ---- copy and leave ---- */
    {ACTION_COPY, GROUP_LEAVE, WHY, {'c'}, "c", "copy the raw value", "copy", 5},
    {ACTION_COPY, GROUP_LEAVE, OBJECTS | PAGES,
     {'c'}, "c a e n y", "copy address, ELB, name, YAML", NULL, 0},
    {ACTION_COPY, GROUP_LEAVE, TEAR,
     {'c'}, "c", "copy the kubectl commands", "copy", 8},
    {ACTION_COPY, GROUP_LEAVE, ON(PANEL_LINK),
     {'c'}, "c", "copy the ELB's id", NULL, 0},
    {ACTION_COPY, GROUP_LEAVE, ON(PANEL_CALLS),
     {'c'}, "c", "copy the same call for a shell", "copy", 8},
    {ACTION_COPY, GROUP_LEAVE, SETTINGS,
     {'c'}, "c", "copy the line for the file", "copy", 8},
    {ACTION_COPY, GROUP_NONE, JOB, {'c'}, "c", "copy the receipt's place", "copy", 8},
    {ACTION_SAVE, GROUP_LEAVE, EVERYWHERE,
     {K_CTRL('s')}, "Ctrl-S", "save this screen", NULL, 0},
    {ACTION_SETTINGS, GROUP_LOOK, EVERYWHERE, {K_F1 + 1}, "F2", "settings", NULL, 0},
    {ACTION_CLOSE, GROUP_NONE, EVERYWHERE, {'q'}, "q", "back", NULL, 0},
    {ACTION_CLOSE, GROUP_NONE, SERVICES, {0}, "q", "quit", "quit", 18},
    {ACTION_QUIT, GROUP_LEAVE, EVERYWHERE,
     {K_CTRL('c'), K_F1 + 9}, ":q Ctrl-C", "quit", NULL, 0},
    {ACTION_HELP, GROUP_LEAVE, EVERYWHERE, {'?', K_F1}, "?", "this help", "help", 1},

    /* ---- unbound on purpose ---- */
    {ACTION_TRAP, GROUP_NONE, TEAR,
     {'X', K_ENTER, K_F1 + 8}, "Enter and {teardown}", "alone do nothing here", NULL, 0},
    {ACTION_TRAP, GROUP_NONE, EVERYWHERE,
     {K_CTRL('k')}, "Ctrl-K", "kills nothing here", NULL, 0},
    {ACTION_TRAP, GROUP_NONE, EVERYWHERE,
     {K_DELETE}, "Delete", "deletes nothing here", NULL, 0},
    {ACTION_TRAP, GROUP_NONE, EVERYWHERE,
     {K_BACKSPACE}, "Backspace", "deletes nothing here", NULL, 0},
    {ACTION_TRAP, GROUP_NONE, EVERYWHERE, {'s'}, "s", "opens no shell here", NULL, 0},
    {ACTION_TRAP, GROUP_NONE, EVERYWHERE,
     {'r'}, "r", "restarts nothing; {refresh} reads again", NULL, 0},
    {ACTION_TRAP, GROUP_NONE, EVERYWHERE,
     {'x'}, "x", "does nothing; {teardown} tears down", NULL, 0},
    {ACTION_TRAP, GROUP_NONE, EVERYWHERE, {'i'}, "i", "edits nothing here", NULL, 0},
};
/* clang-format on */

enum { ENTRY_COUNT = ARRAY_COUNT(usual), TEXT_BYTES = 64, NAME_BYTES = 16 };

struct keymap {
    struct keymap_entry entries[ENTRY_COUNT];
    char labels[ENTRY_COUNT][TEXT_BYTES];
    char helps[ENTRY_COUNT][TEXT_BYTES];
    char names[ENTRY_COUNT][NAME_BYTES]; /* of the first key of each; "" */
    bool moved[ACTION_COUNT];            /* it has other keys than the table's */
};

size_t keymap_count(const struct keymap *keymap)
{
    (void)keymap;
    return ENTRY_COUNT;
}

const struct keymap_entry *keymap_at(const struct keymap *keymap, size_t index)
{
    return &keymap->entries[index];
}

/* ---- the words of an entry ---- */

/* The first key that the action has anywhere. */
static const char *name_anywhere(const struct keymap *keymap, enum action action)
{
    for (size_t i = 0; i < ENTRY_COUNT; i++) {
        if (keymap->entries[i].action == action && keymap->names[i][0] != '\0')
            return keymap->names[i];
    }
    return "";
}

/* Other actions whose keys stand in labels and help. */
static const struct {
    const char *mark;
    enum action action;
} marks[] = {
    {"{close}", ACTION_CLOSE},
    {"{filter}", ACTION_FILTER},
    {"{match_before}", ACTION_MATCH_BEFORE},
    {"{namespace}", ACTION_NAMESPACE},
    {"{pane_before}", ACTION_PANE_BEFORE},
    {"{problems}", ACTION_PROBLEMS},
    {"{refresh}", ACTION_REFRESH},
    {"{teardown}", ACTION_TEAR},
};

/* The key in the place of the mark that begins here, and how long that is; NULL: none. */
static const char *key_for_mark(const struct keymap *keymap, const char *text,
                                size_t *ret_bytes)
{
    for (size_t i = 0; i < ARRAY_COUNT(marks); i++) {
        *ret_bytes = strlen(marks[i].mark);
        if (strncmp(text, marks[i].mark, *ret_bytes) == 0)
            return name_anywhere(keymap, marks[i].action);
    }
    return NULL;
}

/* "{filter}web" is "/web"; a longer name keeps away from what is typed: "Ctrl-G web". */
static void fill_marks(const struct keymap *keymap, const char *text,
                       char out[TEXT_BYTES])
{
    size_t at = 0;
    size_t bytes;

    out[0] = '\0';
    for (; *text != '\0' && at < TEXT_BYTES; text += bytes) {
        const char *key = *text == '{' ? key_for_mark(keymap, text, &bytes) : NULL;
        if (key == NULL) {
            bytes = strcspn(text + 1, "{") + 1;
            at += (size_t)snprintf(out + at, TEXT_BYTES - at, "%.*s", (int)bytes, text);
            continue;
        }
        bool touches =
            glyph_cells(span_of(key), false) > 1 && strchr(" ;", text[bytes]) == NULL;
        at +=
            (size_t)snprintf(out + at, TEXT_BYTES - at, "%s%s", key, touches ? " " : "");
    }
}

/* What stands in the help for both of these: "j k". */
static enum action partner_of(enum action action)
{
    static const enum action pairs[][2] = {
        {ACTION_DOWN, ACTION_UP},
        {ACTION_TOP, ACTION_BOTTOM},
        {ACTION_HALF_DOWN, ACTION_HALF_UP},
        {ACTION_PAGE_DOWN, ACTION_PAGE_UP},
        {ACTION_RIGHT, ACTION_LEFT},
        {ACTION_EARLIER, ACTION_LATER},
        {ACTION_MATCH_NEXT, ACTION_MATCH_BEFORE},
        {ACTION_SORT_LEFT, ACTION_SORT_RIGHT},
    };

    for (size_t i = 0; i < ARRAY_COUNT(pairs); i++) {
        if (pairs[i][0] == action)
            return pairs[i][1];
    }
    return ACTION_NONE;
}

/* Other keys than the table's: the first, and its partner's or the second. */
static void name_keys(const struct keymap *keymap, size_t i, enum action partner,
                      char out[TEXT_BYTES])
{
    const struct keymap_entry *entry = &keymap->entries[i];
    const char *first = keymap->names[i][0] != '\0'
                            ? keymap->names[i]
                            : name_anywhere(keymap, entry->action);
    char second[NAME_BYTES] = "";

    if (partner != ACTION_NONE)
        snprintf(second, sizeof second, "%s", name_anywhere(keymap, partner));
    else if (entry->action == ACTION_COPY)
        snprintf(second, sizeof second, "a e n y");
    else if (entry->keys[1] != K_NONE)
        key_label(entry->keys[1], second);
    snprintf(out, TEXT_BYTES, "%s%s%s", first, second[0] == '\0' ? "" : " ", second);
}

/* Dialogs and lessons print their own keys. */
static bool is_bound(const struct keymap_entry *entry, enum action action)
{
    return entry->action == action &&
           (entry->where & (DIALOGS | TAUGHT | REPLAY)) != entry->where;
}

static void write_words(struct keymap *keymap, size_t i)
{
    struct keymap_entry *entry = &keymap->entries[i];
    enum action partner =
        entry->group == GROUP_NONE ? ACTION_NONE : partner_of(entry->action);
    bool is_usual = !keymap->moved[entry->action] && !keymap->moved[partner];

    if (is_usual || !is_bound(entry, entry->action))
        fill_marks(keymap, usual[i].label, keymap->labels[i]);
    else
        name_keys(keymap, i, partner, keymap->labels[i]);
    fill_marks(keymap, usual[i].help, keymap->helps[i]);
    entry->label = keymap->labels[i];
    entry->help = keymap->helps[i];
}

static void write_all_words(struct keymap *keymap)
{
    for (size_t i = 0; i < ENTRY_COUNT; i++) {
        if (keymap->entries[i].keys[0] != K_NONE)
            key_label(keymap->entries[i].keys[0], keymap->names[i]);
    }
    for (size_t i = 0; i < ENTRY_COUNT; i++)
        write_words(keymap, i);
}

/* ---- life ---- */

struct keymap *keymap_new(void)
{
    struct keymap *keymap = mem_new(sizeof *keymap);

    memcpy(keymap->entries, usual, sizeof usual);
    write_all_words(keymap);
    return keymap;
}

void keymap_free(struct keymap *keymap)
{
    free(keymap);
}

/* ---- other keys ---- */

static void set_keys(struct keymap_entry *entry, const struct key_binding *binding)
{
    if (entry->keys[0] != K_NONE)
        memcpy(entry->keys, binding->keys, sizeof entry->keys);
}

/* In a dialog the key that opens it does nothing, as Enter. */
static bool is_trap_of(const struct keymap_entry *entry, enum action action)
{
    return action == ACTION_TEAR && entry->action == ACTION_TRAP && entry->where == TEAR;
}

static void set_trap(struct keymap_entry *entry, const struct key_binding *binding)
{
    entry->keys[0] = K_ENTER;
    for (size_t k = 1; k < KEYMAP_KEYS; k++)
        entry->keys[k] = binding->keys[k - 1];
}

static void bind_one(struct keymap *keymap, const struct key_binding *binding)
{
    keymap->moved[binding->action] = true;
    for (size_t i = 0; i < ENTRY_COUNT; i++) {
        if (is_bound(&keymap->entries[i], binding->action))
            set_keys(&keymap->entries[i], binding);
        else if (is_trap_of(&keymap->entries[i], binding->action))
            set_trap(&keymap->entries[i], binding);
    }
}

void keymap_bind(struct keymap *keymap, const struct key_binding *bindings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        bind_one(keymap, &bindings[i]);
    write_all_words(keymap);
}

static bool has_key(const struct keymap_entry *entry, uint32_t key)
{
    for (size_t i = 0; i < KEYMAP_KEYS; i++) {
        if (entry->keys[i] == key)
            return true;
    }
    return false;
}

const struct keymap_entry *keymap_find(const struct keymap *keymap, enum panel_kind where,
                                       uint32_t key)
{
    const struct keymap_entry *entries = keymap->entries;

    if (key == K_NONE)
        return NULL;
    for (size_t i = 0; i < ENTRY_COUNT; i++) {
        if ((entries[i].where & ON(where)) != 0 && has_key(&entries[i], key))
            return &entries[i];
    }
    return NULL;
}

const struct keymap_entry *keymap_action(const struct keymap *keymap,
                                         enum panel_kind where, enum action action)
{
    const struct keymap_entry *entries = keymap->entries;

    for (size_t i = 0; i < ENTRY_COUNT; i++) {
        if (entries[i].action == action && (entries[i].where & ON(where)) != 0)
            return &entries[i];
    }
    return NULL;
}

const char *keymap_name(const struct keymap *keymap, enum panel_kind where,
                        enum action action)
{
    for (size_t i = 0; i < ENTRY_COUNT; i++) {
        const struct keymap_entry *entry = &keymap->entries[i];
        if (entry->action == action && (entry->where & ON(where)) != 0 &&
            keymap->names[i][0] != '\0')
            return keymap->names[i];
    }
    return name_anywhere(keymap, action);
}

enum { TIGHT_CELLS = 100 };

const char *keymap_hint_text(const struct keymap_entry *entry, int cells)
{
    return entry->action == ACTION_HELP && cells < TIGHT_CELLS ? "" : entry->hint;
}

/* "Enter detail": the first word of the label is the key. */
static int hint_cells(const struct keymap_entry *entry, int cells)
{
    struct span label = span_of(entry->label);
    struct span first;

    span_cut(&label, ' ', &first);
    return glyph_cells(first, false) + 1 + (int)strlen(keymap_hint_text(entry, cells));
}

static bool has_hint(const struct keymap_entry *entry, enum panel_kind where)
{
    return entry->hint != NULL && (entry->where & ON(where)) != 0;
}

/* The next hint by rank behind the one before; NULL when there is none. */
static const struct keymap_entry *next_by_rank(const struct keymap *keymap,
                                               enum panel_kind where,
                                               const struct keymap_entry *before)
{
    const struct keymap_entry *best = NULL;

    for (size_t i = 0; i < ENTRY_COUNT; i++) {
        const struct keymap_entry *entry = &keymap->entries[i];
        bool behind = before == NULL || entry->rank > before->rank ||
                      (entry->rank == before->rank && entry > before);
        if (has_hint(entry, where) && behind &&
            (best == NULL || entry->rank < best->rank))
            best = entry;
    }
    return best;
}

size_t keymap_hints(const struct keymap *keymap, enum panel_kind where, int cells,
                    const struct keymap_entry *ret_hints[KEYMAP_MOST_HINTS])
{
    bool taken[ENTRY_COUNT] = {false};
    const struct keymap_entry *entry = next_by_rank(keymap, where, NULL);
    size_t count = 0;
    int used = 1;

    for (; entry != NULL; entry = next_by_rank(keymap, where, entry)) {
        if (used + hint_cells(entry, cells) > cells)
            break;
        used += hint_cells(entry, cells) + 2;
        taken[entry - keymap->entries] = true;
    }
    for (size_t i = 0; i < ENTRY_COUNT && count < KEYMAP_MOST_HINTS; i++) {
        if (taken[i])
            ret_hints[count++] = &keymap->entries[i];
    }
    return count;
}
