/*
 * Every key of the key map, pressed in every panel where it is bound: what must come of it is
 * said in one table here, by action and where needed by panel. A key without an expectation
 * fails. All other keys do nothing but say so.
 */
#include "lib/check.h"

#include "screen/desk.h"
#include "tui/dashboard_inside.h"
#include "tui/key.h"

#include "base/banned.h"

/* ---- what came of a key ---- */

enum effect_kind {
    NOTHING, /* not even a word */
    DRAWS,   /* the panel shows something else; no word */
    SAYS,    /* `text` stands in the message row */
    OPENS,   /* `panel` on top */
    CLOSES,  /* back to what is beneath */
    BECOMES, /* `panel` in its place */
    TYPES,   /* a line is being typed; `text` is before it */
    ASKS,    /* an errand of the kind `errand` */
    FREEZES, /* the picture stands still */
    ORDERS,  /* an order of the kind `order` */
};

struct effect {
    enum effect_kind kind;
    enum panel_kind panel;
    enum errand_kind errand;
    enum order_kind order;
    const char *text; /* SAYS of it is enough; NULL: anything */
};

struct seen {
    size_t panels;
    enum panel_kind top;
    enum typing typing;
    enum errand_kind errand; /* ERRAND_NONE: there was none, but for looking closer */
    enum order_kind order;
    bool frozen;
    int cursor_row, cursor_col;
    char message[MESSAGE_BYTES];
    char body[1 << 15]; /* all but the message row */
    char looks[1 << 15];
};

/* What is looked at is told to the worker by the way: no key is for that. */
static bool is_by_the_way(const struct errand *errand)
{
    if (errand->kind != ERRAND_ORDER)
        return false;
    switch (errand->order->kind) {
    case ORDER_OPEN:
    case ORDER_RIGHTS:
    case ORDER_QUOTAS:
    case ORDER_SCOPE:
    case ORDER_READ_SERVICE:
    case ORDER_READ_GATEWAY:
        return true;
    default:
        return false;
    }
}

static void take_errands(struct desk *desk, struct seen *seen)
{
    seen->errand = ERRAND_NONE;
    for (;;) {
        struct errand errand = dashboard_next_errand(desk->dashboard);
        if (errand.kind == ERRAND_NONE)
            return;
        if (!is_by_the_way(&errand)) {
            assert_int_equal(seen->errand, ERRAND_NONE);
            seen->errand = errand.kind;
            seen->order = errand.kind == ERRAND_ORDER ? errand.order->kind : ORDER_STOP;
        }
        order_free(errand.order);
        free(errand.text);
    }
}

static void blank_message_row(struct desk *desk)
{
    for (int col = 0; col < desk->grid.cols; col++)
        *grid_at(&desk->grid, desk->grid.rows - 2, col) = (struct cell){.point = ' '};
}

static void copy_text(const struct buf *from, char *out, size_t bytes)
{
    assert_true(from->bytes < bytes);
    snprintf(out, bytes, "%s", buf_text(from));
}

static void see(struct desk *desk, struct seen *seen)
{
    const struct dashboard *dashboard = desk->dashboard;
    struct buf text;

    *seen = (struct seen){.panels = dashboard->panel_count,
                          .top = desk_panel(desk)->ops->kind,
                          .typing = dashboard->typing,
                          .frozen = dashboard->frozen};
    snprintf(seen->message, sizeof seen->message, "%s", dashboard->message);
    take_errands(desk, seen);
    desk_draw(desk);
    seen->cursor_row = desk->grid.cursor_row;
    seen->cursor_col = desk->grid.cursor_col;
    blank_message_row(desk);
    buf_init(&text, sizeof seen->body);
    grid_print(&desk->grid, &text);
    copy_text(&text, seen->body, sizeof seen->body);
    buf_release(&text);
    buf_init(&text, sizeof seen->looks);
    grid_print_looks(&desk->grid, theme_find("mono"), &text);
    copy_text(&text, seen->looks, sizeof seen->looks);
    buf_release(&text);
}

static struct effect effect_of(const struct seen *before, const struct seen *after)
{
    struct effect effect = {.kind = NOTHING, .text = after->message};

    if (after->errand == ERRAND_ORDER)
        effect = (struct effect){
            .kind = ORDERS, .order = after->order, .text = after->message};
    else if (after->errand != ERRAND_NONE)
        effect = (struct effect){
            .kind = ASKS, .errand = after->errand, .text = after->message};
    else if (after->typing != before->typing && after->typing != TYPING_NOTHING)
        effect.kind = TYPES;
    else if (after->panels > before->panels)
        effect =
            (struct effect){.kind = OPENS, .panel = after->top, .text = after->message};
    else if (after->panels < before->panels)
        effect.kind = CLOSES;
    else if (after->top != before->top)
        effect =
            (struct effect){.kind = BECOMES, .panel = after->top, .text = after->message};
    else if (after->frozen != before->frozen)
        effect.kind = FREEZES;
    else if (after->message[0] != '\0')
        effect.kind = SAYS;
    else if (strcmp(before->body, after->body) != 0 ||
             strcmp(before->looks, after->looks) != 0 ||
             before->cursor_row != after->cursor_row ||
             before->cursor_col != after->cursor_col)
        effect.kind = DRAWS;
    return effect;
}

static const char *effect_text(const struct effect *effect, char out[MESSAGE_BYTES + 64])
{
    static const char *const words[] = {"NOTHING", "DRAWS", "SAYS", "OPENS",   "CLOSES",
                                        "BECOMES", "TYPES", "ASKS", "FREEZES", "ORDERS"};
    snprintf(out, MESSAGE_BYTES + 64, "%s %s%d/%d \"%s\"", words[effect->kind],
             effect->kind == OPENS || effect->kind == BECOMES
                 ? desk_panel_name(effect->panel)
                 : "",
             (int)effect->errand, (int)effect->order,
             effect->text == NULL ? "" : effect->text);
    return out;
}

/* ---- what must come of it ---- */

#define ON(kind) (1u << (kind))

enum {
    ALL = (1 << PANEL_KIND_COUNT) - 1,

    FORMS = ON(PANEL_CREATE) | ON(PANEL_LINK),
    PICKERS = ON(PANEL_CONTEXTS) | ON(PANEL_NAMESPACES),
};

/*
 * The first rule that fits action and panel is the one that holds. Moving down starts at the
 * first line and moving up at the last one, so that both are seen.
 */
struct rule {
    enum action action;
    unsigned where;
    struct effect effect;
};

/* clang-format off */
static const struct rule rules[] = {
    /* ---- what a line that is typed does not know ---- */
    {ACTION_REPAINT, PICKERS, {.kind = ASKS, .errand = ERRAND_REPAINT}},
    {ACTION_REFRESH, PICKERS, {.kind = SAYS, .text = "does nothing in a line"}},
    {ACTION_SAVE, PICKERS, {.kind = SAYS, .text = "does nothing in a line"}},
    {ACTION_QUIT, PICKERS, {.kind = SAYS, .text = "F10 does nothing in a line"}},
    {ACTION_SETTINGS, PICKERS, {.kind = SAYS, .text = "does nothing in a line"}},
    {ACTION_HELP, PICKERS, {.kind = SAYS, .text = "does nothing in a line"}},

    /* ---- move ---- */
    {ACTION_BOTTOM, ON(PANEL_CREATE), {.kind = SAYS, .text = "End does nothing here"}},
    {ACTION_HALF_DOWN, ON(PANEL_CREATE), {.kind = SAYS, .text = "does nothing here"}},
    {ACTION_PAGE_DOWN, ON(PANEL_CREATE), {.kind = SAYS, .text = "does nothing here"}},
    {ACTION_PAGE_UP, ON(PANEL_CREATE), {.kind = SAYS, .text = "does nothing here"}},
    {ACTION_TOP, PICKERS, {.kind = NOTHING}}, /* of the line that is typed, which is empty */
    {ACTION_HALF_UP, PICKERS, {.kind = NOTHING}},
    {ACTION_BOTTOM, PICKERS, {.kind = NOTHING}},
    {ACTION_DOWN, ALL, {.kind = DRAWS}},
    {ACTION_UP, ALL, {.kind = DRAWS}},
    {ACTION_TOP, ALL, {.kind = DRAWS}},
    {ACTION_BOTTOM, ALL, {.kind = DRAWS}},
    {ACTION_HALF_DOWN, ALL, {.kind = DRAWS}},
    {ACTION_HALF_UP, ALL, {.kind = DRAWS}},
    {ACTION_PAGE_DOWN, ALL, {.kind = DRAWS}},
    {ACTION_PAGE_UP, ALL, {.kind = DRAWS}},
    {ACTION_RIGHT, ON(PANEL_ELBS), {.kind = DRAWS}},
    {ACTION_LEFT, ON(PANEL_ELBS), {.kind = DRAWS}},
    {ACTION_PANE_NEXT, ON(PANEL_STEPS) | ON(PANEL_WHY), {.kind = DRAWS}},
    {ACTION_PANE_BEFORE, ON(PANEL_STEPS) | ON(PANEL_WHY), {.kind = DRAWS}},
    {ACTION_PANE_NEXT, ALL, {.kind = NOTHING}}, /* there is one; see the pane's own test */
    {ACTION_PANE_BEFORE, ALL, {.kind = NOTHING}},
    {ACTION_RIGHT, ON(PANEL_HELP), {.kind = DRAWS}},
    {ACTION_LEFT, ON(PANEL_HELP), {.kind = DRAWS}},
    {ACTION_RIGHT, ON(PANEL_SERVICES), {.kind = SAYS, .text = "W shows all columns"}},
    {ACTION_LEFT, ON(PANEL_SERVICES), {.kind = SAYS, .text = "W shows all columns"}},
    {ACTION_EARLIER, ON(PANEL_GATEWAY), {.kind = SAYS, .text = "this is the first Gateway"}},
    {ACTION_LATER, ON(PANEL_GATEWAY), {.kind = SAYS, .text = "this is the last Gateway"}},
    {ACTION_EARLIER, ALL, {.kind = DRAWS}},
    {ACTION_LATER, ALL, {.kind = DRAWS}},

    /* ---- back ---- */
    {ACTION_BACK, ON(PANEL_SERVICES), {.kind = SAYS, .text = "this is the top; q quits"}},
    {ACTION_BACK, ON(PANEL_LESSON), {.kind = ASKS, .errand = ERRAND_TEACH}}, /* to end */
    {ACTION_CLOSE, ON(PANEL_LESSON), {.kind = ASKS, .errand = ERRAND_TEACH}},
    {ACTION_BACK, ALL, {.kind = CLOSES}},
    {ACTION_CLOSE, ON(PANEL_SERVICES), {.kind = SAYS, .text = "1 on the way: q again leaves"}},
    {ACTION_CLOSE, ALL, {.kind = CLOSES}},
    {ACTION_QUIT, ALL, {.kind = ASKS, .errand = ERRAND_QUIT}},

    /* ---- look ---- */
    {ACTION_ENTER, ON(PANEL_SERVICES) | ON(PANEL_ELBS) | ON(PANEL_EVENTS) | ON(PANEL_GATEWAY),
     {.kind = OPENS, .panel = PANEL_STEPS}},
    {ACTION_ENTER, ON(PANEL_WHY), {.kind = OPENS, .panel = PANEL_YAML}},
    {ACTION_ENTER, ON(PANEL_SETTINGS), {.kind = SAYS, .text = "there are no settings"}},
    {ACTION_COPY, ON(PANEL_SETTINGS), {.kind = SAYS, .text = "there are no settings"}},
    {ACTION_ENTER, ON(PANEL_ORPHANS), {.kind = OPENS, .panel = PANEL_ELBS}},
    {ACTION_ENTER, ON(PANEL_MENU), {.kind = BECOMES, .panel = PANEL_STEPS}},
    {ACTION_ENTER, ON(PANEL_LESSONS), {.kind = ASKS, .errand = ERRAND_TEACH}},
    {ACTION_ENTER, ON(PANEL_LESSON), {.kind = OPENS, .panel = PANEL_STEPS}},
    {ACTION_ENTER, FORMS, {.kind = DRAWS}}, /* the next field */
    {ACTION_ENTER, ON(PANEL_CONTEXTS),
     {.kind = CLOSES, .text = "@ is off: pay/ledger is on its way"}},
    {ACTION_ENTER, ON(PANEL_NAMESPACES), {.kind = CLOSES}},
    {ACTION_ENTER, ON(PANEL_HELP), {.kind = CLOSES}}, /* and moves down, as was told */
    {ACTION_ENTER, ON(PANEL_JOBS), {.kind = OPENS, .panel = PANEL_JOB}},
    {ACTION_TREE, ON(PANEL_ELBS), {.kind = CLOSES}},
    {ACTION_TREE, ALL, {.kind = OPENS, .panel = PANEL_ELBS}},
    {ACTION_RACE, ON(PANEL_RACE), {.kind = CLOSES}},
    {ACTION_RACE, ALL, {.kind = SAYS, .text = "two Services are compared"}},
    {ACTION_OWNER, ON(PANEL_SERVICES) | ON(PANEL_STEPS), {.kind = SAYS, .text = "no Gateway owns"}},
    {ACTION_OWNER, ALL, {.kind = OPENS, .panel = PANEL_STEPS}},
    {ACTION_EVENTS, ON(PANEL_EVENTS), {.kind = DRAWS}},
    {ACTION_EVENTS, ALL, {.kind = OPENS, .panel = PANEL_EVENTS}},
    {ACTION_SOURCE_1, ALL, {.kind = DRAWS}},
    {ACTION_SOURCE_2, ALL, {.kind = DRAWS}},
    {ACTION_SOURCE_3, ALL, {.kind = DRAWS}},
    {ACTION_SOURCE_4, ALL, {.kind = DRAWS}},
    {ACTION_FOLD, ALL, {.kind = DRAWS}},
    {ACTION_FOLD_ALL, ALL, {.kind = DRAWS}},
    {ACTION_DESCRIBE, ON(PANEL_DESCRIBE), {.kind = CLOSES}},
    {ACTION_WHY, ON(PANEL_WHY), {.kind = CLOSES}},
    {ACTION_YAML, ON(PANEL_YAML), {.kind = CLOSES}},
    {ACTION_DESCRIBE, ON(PANEL_ORPHANS), {.kind = SAYS, .text = "d is off: no Service is selected"}},
    {ACTION_YAML, ON(PANEL_ORPHANS), {.kind = SAYS, .text = "y is off: "}},
    {ACTION_DESCRIBE, ALL, {.kind = OPENS, .panel = PANEL_DESCRIBE}},
    {ACTION_WHY, ALL, {.kind = OPENS, .panel = PANEL_WHY}},
    {ACTION_YAML, ALL, {.kind = OPENS, .panel = PANEL_YAML}},
    {ACTION_PROBE, ALL, {.kind = ORDERS, .order = ORDER_PROBE, .text = "probing 138.124.232.57"}},
    {ACTION_FOLLOW, ALL, {.kind = DRAWS}},
    {ACTION_FREEZE, ALL, {.kind = FREEZES}},
    {ACTION_BELL, ALL, {.kind = SAYS, .text = "the bell rings when pay/ledger"}},
    {ACTION_REFRESH, ALL, {.kind = ORDERS, .order = ORDER_REFRESH, .text = "reading everything again"}},
    {ACTION_REPAINT, ALL, {.kind = ASKS, .errand = ERRAND_REPAINT}},
    {ACTION_WIDE, ALL, {.kind = DRAWS}},

    /* ---- find ---- */
    {ACTION_FILTER, ALL, {.kind = TYPES}},
    {ACTION_MATCH_NEXT, ALL, {.kind = SAYS, .text = "nothing was searched yet"}},
    {ACTION_MATCH_BEFORE, ALL, {.kind = SAYS, .text = "nothing was searched yet"}},
    {ACTION_COMMAND, ALL, {.kind = TYPES}},
    {ACTION_NAMESPACE, ALL, {.kind = TYPES}},
    {ACTION_PROBLEMS, ALL, {.kind = DRAWS}},
    {ACTION_ALL_NAMESPACES, ALL, {.kind = NOTHING}}, /* all of them are shown */
    {ACTION_CONTEXT, ALL, {.kind = ASKS, .errand = ERRAND_CONTEXTS}},

    /* ---- sort ---- */
    {ACTION_SORT_NAME, ALL, {.kind = DRAWS}},
    {ACTION_SORT_AGE, ALL, {.kind = DRAWS}},
    {ACTION_SORT_NAMESPACE, ALL, {.kind = DRAWS}},
    {ACTION_SORT_STATE, ALL, {.kind = NOTHING}}, /* so it is sorted */
    {ACTION_SORT_LEFT, ALL, {.kind = DRAWS}},
    {ACTION_SORT_RIGHT, ALL, {.kind = DRAWS}},
    {ACTION_SORT_INVERT, ALL, {.kind = DRAWS}},

    /* ---- act ---- */
    {ACTION_NEW, ON(PANEL_GATEWAY), {.kind = SAYS, .text = "a Gateway owns this Service"}},
    {ACTION_NEW, ALL, {.kind = OPENS, .panel = PANEL_CREATE}},
    {ACTION_LINK, ON(PANEL_GATEWAY), {.kind = SAYS, .text = "a Gateway owns this Service"}},
    {ACTION_LINK, ALL, {.kind = OPENS, .panel = PANEL_LINK}},
    {ACTION_TEAR, ON(PANEL_GATEWAY), {.kind = SAYS, .text = "a Gateway owns this Service"}},
    {ACTION_TEAR, ON(PANEL_ORPHANS), {.kind = SAYS, .text = "X is off: no Service is here"}},
    {ACTION_TEAR, ALL, {.kind = OPENS, .panel = PANEL_TEAR}},
    {ACTION_MENU, ON(PANEL_MENU), {.kind = CLOSES}},
    {ACTION_MENU, ALL, {.kind = OPENS, .panel = PANEL_MENU}},
    {ACTION_UNDO, ALL, {.kind = ORDERS, .order = ORDER_STOP_JOB}}, /* the one that is held */
    {ACTION_MARK, ON(PANEL_TEAR), {.kind = SAYS, .text = "Space is off: there is only this one"}},
    {ACTION_MARK, ALL, {.kind = DRAWS}},
    {ACTION_UNMARK, ALL, {.kind = NOTHING}}, /* nothing is marked */
    {ACTION_NEXT_FIELD, ALL, {.kind = DRAWS}},
    {ACTION_PREVIOUS_FIELD, ALL, {.kind = DRAWS}},
    {ACTION_TRY, FORMS, {.kind = NOTHING}}, /* the one that is due anyway waits for a name */
    {ACTION_FIX, FORMS, {.kind = SAYS, .text = "Ctrl-E is off: there is nothing to suggest"}},
    {ACTION_BETTER, ON(PANEL_TEAR), {.kind = SAYS, .text = "m is off: "}},

    /* ---- teach ---- */
    {ACTION_NEXT_CALL, ALL, {.kind = ASKS, .errand = ERRAND_TEACH}},
    {ACTION_RUN, ALL, {.kind = ASKS, .errand = ERRAND_TEACH}},
    {ACTION_STEP_BACK, ALL, {.kind = ASKS, .errand = ERRAND_TEACH}},
    {ACTION_SLOWER, ALL, {.kind = ASKS, .errand = ERRAND_TEACH}},
    {ACTION_FASTER, ALL, {.kind = ASKS, .errand = ERRAND_TEACH}},
    {ACTION_BREAK, ALL, {.kind = DRAWS}},
    {ACTION_BIG, ALL, {.kind = DRAWS}},
    {ACTION_DIGIT_1, ON(PANEL_LESSONS), {.kind = ASKS, .errand = ERRAND_TEACH}},
    {ACTION_DIGIT_2, ON(PANEL_LESSONS), {.kind = ASKS, .errand = ERRAND_TEACH}},
    {ACTION_DIGIT_3, ON(PANEL_LESSONS), {.kind = ASKS, .errand = ERRAND_TEACH}},
    {ACTION_DIGIT_4, ON(PANEL_LESSONS), {.kind = ASKS, .errand = ERRAND_TEACH}},
    {ACTION_DIGIT_5, ON(PANEL_LESSONS), {.kind = ASKS, .errand = ERRAND_TEACH}},
    {ACTION_DIGIT_6, ON(PANEL_LESSONS), {.kind = ASKS, .errand = ERRAND_TEACH}},
    {ACTION_DIGIT_7, ON(PANEL_LESSONS), {.kind = ASKS, .errand = ERRAND_TEACH}},
    {ACTION_DIGIT_1, ON(PANEL_LESSON), {.kind = DRAWS}}, /* answers */
    {ACTION_DIGIT_2, ON(PANEL_LESSON), {.kind = DRAWS}}, /* answers */
    {ACTION_DIGIT_3, ON(PANEL_LESSON), {.kind = DRAWS}}, /* answers */
    {ACTION_DIGIT_4, ON(PANEL_LESSON), {.kind = SAYS, .text = "answers are 1 2 3"}},
    {ACTION_DIGIT_5, ON(PANEL_LESSON), {.kind = SAYS, .text = "answers are 1 2 3"}},
    {ACTION_DIGIT_6, ON(PANEL_LESSON), {.kind = SAYS, .text = "answers are 1 2 3"}},
    {ACTION_DIGIT_7, ON(PANEL_LESSON), {.kind = SAYS, .text = "answers are 1 2 3"}},
    {ACTION_DIGIT_8, ON(PANEL_LESSON), {.kind = SAYS, .text = "answers are 1 2 3"}},
    {ACTION_DIGIT_9, ON(PANEL_LESSON), {.kind = SAYS, .text = "answers are 1 2 3"}},
    {ACTION_DIGIT_0, ON(PANEL_LESSON), {.kind = SAYS, .text = "answers are 1 2 3"}},

    /* ---- copy and leave ---- */
    {ACTION_COPY, ON(PANEL_TEAR),
     {.kind = ASKS, .errand = ERRAND_COPY, .text = "copied kubectl -n pay delete service"}},
    {ACTION_COPY, ON(PANEL_JOB), {.kind = SAYS, .text = "c is off: no receipt was written yet"}},
    {ACTION_COPY, ON(PANEL_CALLS), {.kind = ASKS, .errand = ERRAND_COPY, .text = "copied curl -X GET"}},
    {ACTION_COPY, ON(PANEL_WHY), {.kind = ASKS, .errand = ERRAND_COPY, .text = "copied \"pay\", \"ledger\""}},
    {ACTION_COPY, ALL, {.kind = SAYS, .text = "copy: a address"}},
    {ACTION_SAVE, ALL, {.kind = ASKS, .errand = ERRAND_SAVE}},
    {ACTION_HELP, ON(PANEL_HELP), {.kind = CLOSES}},
    {ACTION_HELP, ALL, {.kind = OPENS, .panel = PANEL_HELP}},
    {ACTION_SETTINGS, ON(PANEL_SETTINGS), {.kind = CLOSES}},
    {ACTION_SETTINGS, ALL, {.kind = OPENS, .panel = PANEL_SETTINGS}},
    {ACTION_TRAP, ALL, {.kind = SAYS}},
};
/* clang-format on */

static const struct effect *wanted_of(enum action action, enum panel_kind where)
{
    for (size_t i = 0; i < ARRAY_COUNT(rules); i++) {
        if (rules[i].action == action && (rules[i].where & ON(where)) != 0)
            return &rules[i].effect;
    }
    return NULL;
}

static bool is_as_wanted(const struct effect *is, const struct effect *wanted)
{
    return is->kind == wanted->kind && is->errand == wanted->errand &&
           (wanted->kind != ORDERS || is->order == wanted->order) &&
           (wanted->kind < OPENS || wanted->kind > BECOMES || wanted->kind == CLOSES ||
            is->panel == wanted->panel) &&
           (wanted->text == NULL || strstr(is->text, wanted->text) != NULL);
}

/* ---- pressing ---- */

/* The row that has an ELB, an address, a tenant and a neighbour on either side. */
static void fill(struct world *world)
{
    static const char *const clues[] = {"for: its name", "against: nothing"};

    world_fill_demo(world);
    world_fill_jobs(world);
    world->snapshot->acting_allowed = true;
    struct view_elb *elb =
        world_add_elb(world, "k8s-older", ELB_ORPHAN, "138.124.232.91");
    elb->clues = clues;
    elb->clue_count = ARRAY_COUNT(clues);
    world_read(world, "pay/ledger", 1000,
               "apiVersion: v1\nkind: Service\nmetadata:\n  managedFields:\n"
               "  - manager: kubectl\n    operation: Update\n  name: ledger\n"
               "spec:\n  a: 1\n  b: 2\n  c: 3\n  d: 4\n  e: 5\n  f: 6\n  g: 7\n");
    world_event(world, 1000, "pay/ledger", 4, 'e', "otc-api", "pool and members", false);
    world_event(world, 2000, "pay/ledger", 7, 0, "otc-fabric", "connected", false);
    world_event(world, 3000, "pay/ledger", 3, 0, "ccm", "seen", false);
    world_event(world, 4000, "pay/ledger", 0, 0, "elbtop", "probe asked for", false);
}

static bool open_at(struct desk *desk, enum panel_kind kind)
{
    desk_open(desk, kind == PANEL_GATEWAY ? 24 : 15, 80, true);
    desk_fill(desk, fill);
    desk_draw(desk);
    desk_press(desk, "j j"); /* pay/ledger */
    if (!desk_may_go(desk, kind)) {
        desk_close(desk);
        return false;
    }
    if (!desk_go(desk, kind))
        fail_msg("no %s panel opened", desk_panel_name(kind));
    desk_draw(desk);
    desk_wait(desk, 1000); /* dialogs are no longer deaf */
    desk_draw(desk);
    desk->dashboard->told_half_page = true; /* Ctrl-D explains itself once */
    return true;
}

/* Signs go into a line or a field, whatever else they mean. */
static bool takes_text(const struct desk *desk)
{
    return desk->dashboard->typing != TYPING_NOTHING ||
           (FORMS & ON(desk_panel(desk)->ops->kind)) != 0;
}

/* Ctrl-C ends the line, too; from a terminal it comes as a signal and quits. */
static bool edits_text(uint32_t key)
{
    return key_is_text(key) || key == K_DELETE || key == K_BACKSPACE ||
           key == K_CTRL('c');
}

/* To the first line, or to the last; letters would be text in a field. */
static void go_to_end(struct desk *desk, bool first)
{
    /* A form goes round, it has 14 stops: this is the second from above, the last from below. */
    enum { FAR = 3 * 14 + 1 };

    if (!takes_text(desk)) {
        desk_key(desk, first ? 'g' : 'G');
        return;
    }
    for (int i = 0; i < FAR; i++)
        desk_key(desk, first ? K_UP : K_DOWN);
}

/* To the end from which the movement is seen. */
static void stand_ready(struct desk *desk, enum action action)
{
    enum panel_kind kind = desk_panel(desk)->ops->kind;

    switch (action) {
    case ACTION_DOWN:
    case ACTION_BOTTOM:
    case ACTION_HALF_DOWN:
    case ACTION_PAGE_DOWN:
        go_to_end(desk, true);
        break;
    case ACTION_UP:
    case ACTION_TOP:
    case ACTION_HALF_UP:
    case ACTION_PAGE_UP:
        go_to_end(desk, false);
        break;
    case ACTION_RIGHT: /* unfolds what is folded */
        if (kind == PANEL_ELBS)
            desk_key(desk, 'h');
        break;
    case ACTION_LEFT:
        if (kind == PANEL_HELP)
            desk_key(desk, 'l');
        break;
    default:
        break;
    }
}

struct press {
    enum panel_kind where;
    const struct keymap_entry *entry;
    uint32_t key;
};

static void says_what_came_of_it(const struct press *press, const struct effect *is,
                                 const struct effect *wanted, const struct desk *desk)
{
    char words[2][MESSAGE_BYTES + 64];
    char name[16];
    struct buf text;

    buf_init(&text, 1 << 16);
    grid_print(&desk->grid, &text);
    printf("%s", buf_text(&text));
    buf_release(&text);
    fail_msg("%s (%s) in %s: %s, not %s", key_label(press->key, name), press->entry->help,
             desk_panel_name(press->where), effect_text(is, words[0]),
             wanted == NULL ? "anything this table knows of"
                            : effect_text(wanted, words[1]));
}

static bool press_key(const struct press *press)
{
    static struct seen before;
    static struct seen after;
    struct desk desk;

    if (!open_at(&desk, press->where))
        return false;
    if (takes_text(&desk) && edits_text(press->key)) {
        desk_close(&desk);
        return false;
    }
    stand_ready(&desk, press->entry->action);
    see(&desk, &before);
    desk_key(&desk, press->key);
    see(&desk, &after);

    struct effect is = effect_of(&before, &after);
    const struct effect *wanted = wanted_of(press->entry->action, press->where);
    if (wanted == NULL || !is_as_wanted(&is, wanted))
        says_what_came_of_it(press, &is, wanted, &desk);
    desk_close(&desk);
    return true;
}

/* How many keys of the panel were pressed. */
static size_t press_all_keys(enum panel_kind where)
{
    struct keymap *keymap = keymap_new();
    size_t pressed = 0;

    for (size_t i = 0; i < keymap_count(keymap); i++) {
        const struct keymap_entry *entry = keymap_at(keymap, i);
        for (size_t k = 0; k < KEYMAP_KEYS; k++) {
            struct press press = {.where = where, .entry = entry, .key = entry->keys[k]};
            if (press.key != K_NONE && keymap_find(keymap, where, press.key) == entry)
                pressed += press_key(&press);
        }
    }
    keymap_free(keymap);
    return pressed;
}

static void every_key_does_in_this_panel_what_the_table_says(void **state)
{
    enum panel_kind kind = *(const enum panel_kind *)*state;

    assert_true(press_all_keys(kind) > 10);
}

/* What no panel knows: a word about it, and nothing else at all. */
static void unbound_keys_do_nothing_but_say_so(void **state)
{
    static struct seen before;
    static struct seen after;
    (void)state;

    for (int kind = 0; kind < PANEL_KIND_COUNT; kind++) {
        struct desk desk;
        if (!open_at(&desk, (enum panel_kind)kind))
            continue;
        bool has_fields = desk_panel(&desk)->ops->key != NULL || takes_text(&desk);
        see(&desk, &before);
        for (uint32_t key = 1; key < K_LAST; key = key == 0xff ? K_NAMED + 1 : key + 1) {
            char name[16];
            if (has_fields ||
                keymap_find(desk_keymap(&desk), (enum panel_kind)kind, key) != NULL ||
                key == K_PASTE_BEGIN || key == K_PASTE_END)
                continue;
            desk_key(&desk, key);
            see(&desk, &after);
            struct effect is = effect_of(&before, &after);
            if (is.kind != SAYS || strcmp(before.body, after.body) != 0 ||
                strstr(after.message, "means nothing here; ? shows the keys") == NULL)
                fail_msg("%s in %s: \"%s\"", key_label(key, name),
                         desk_panel_name((enum panel_kind)kind), after.message);
        }
        desk_close(&desk);
    }
}

/* Not even in a dialog that has heard its 300 ms: only what was asked for confirms. */
static void no_single_key_sends_anything_but_a_yes(void **state)
{
    static struct seen after;
    (void)state;

    for (int kind = 0; kind < PANEL_KIND_COUNT; kind++) {
        for (uint32_t key = 1; key < K_LAST; key = key == 0x7f ? K_NAMED + 1 : key + 1) {
            struct desk desk;
            char name[16];
            if (key == 'y' || !open_at(&desk, (enum panel_kind)kind))
                continue;
            desk_key(&desk, key);
            see(&desk, &after);
            if (after.errand == ERRAND_ORDER && after.order == ORDER_RUN)
                fail_msg("%s in %s sends something", key_label(key, name),
                         desk_panel_name((enum panel_kind)kind));
            desk_close(&desk);
        }
    }
}

static void half_a_page_explains_itself_once(void **state)
{
    struct desk desk;
    (void)state;

    assert_true(open_at(&desk, PANEL_SERVICES));
    desk.dashboard->told_half_page = false;
    desk_press(&desk, "Ctrl-D");
    assert_string_equal(desk.dashboard->message, "Ctrl-D moves here; X tears down");
    desk_press(&desk, "Ctrl-D");
    assert_string_equal(desk.dashboard->message, "");
    desk_close(&desk);
}

int main(void)
{
    static enum panel_kind kinds[PANEL_KIND_COUNT];
    static struct CMUnitTest tests[PANEL_KIND_COUNT + 3] = {
        cmocka_unit_test(unbound_keys_do_nothing_but_say_so),
        cmocka_unit_test(no_single_key_sends_anything_but_a_yes),
        cmocka_unit_test(half_a_page_explains_itself_once),
    };
    static char names[PANEL_KIND_COUNT][64];

    setenv("TZ", "UTC", 1);
    for (int i = 0; i < PANEL_KIND_COUNT; i++) {
        kinds[i] = (enum panel_kind)i;
        snprintf(names[i], sizeof names[i], "every_key_does_in_%s_what_the_table_says",
                 desk_panel_name(kinds[i]));
        tests[3 + i] = (struct CMUnitTest){
            .name = names[i],
            .test_func = every_key_does_in_this_panel_what_the_table_says,
            .initial_state = &kinds[i]};
    }
    return _cmocka_run_group_tests("keys", tests, PANEL_KIND_COUNT + 3, NULL, NULL);
}
