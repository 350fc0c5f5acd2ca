/*
 * The screen under whatever comes: 100,000 steps of random keys, sizes, pasted text, time and
 * changes of the world. Nothing crashes, nothing lies over something else, nothing is sent in
 * a read-only world, and what was selected stays selected until it vanishes or a person moves.
 *
 * SEED=n repeats a run, ROUNDS=n makes it longer, and TRACE=1 tells each step.
 */
#include "lib/check.h"

#include "prop/town.h"
#include "screen/desk.h"
#include "screen/rules.h"
#include "tui/dashboard_inside.h"
#include "tui/filter.h"
#include "tui/key.h"

#include "base/banned.h"

/* There is one thread here, so the thread sanitizer has little to find and takes long. */
#if defined(__SANITIZE_THREAD__)
enum { STEPS = 10000 };
#else
enum { STEPS = 100000 };
#endif

enum { RULES_EVERY = 16, IDENTITY_BYTES = 256, SAID_BYTES = 128 };

struct walk {
    struct prop *prop;
    struct town town;
    struct desk desk;
    struct snapshot *newer;                 /* behind a frozen picture; NULL */
    const struct panel *held[LIMIT_PANELS]; /* in these somebody has pointed at a line */
    long step;
    char said[SAID_BYTES]; /* what this step did */
};

/* ---- who is selected ---- */

/* What the keys would act on: no text that changes, only what tells it apart. */
struct identity {
    bool known;
    char uid[IDENTITY_BYTES];
    char elb_id[IDENTITY_BYTES];
};

struct identities {
    size_t count;
    enum panel_kind kinds[LIMIT_PANELS];
    const struct panel *panels[LIMIT_PANELS];
    struct identity items[LIMIT_PANELS];
};

static struct identities identities_of(const struct walk *walk)
{
    const struct dashboard *dashboard = walk->desk.dashboard;
    struct scene scene = dash_scene(dashboard, walk->desk.now_ms, walk->desk.wall_ms);
    struct identities all = {.count = dashboard->panel_count};

    for (size_t i = 0; i < all.count; i++) {
        const struct panel *panel = dashboard->panels[i];
        struct subject subject = panel->ops->subject(panel, &scene);
        struct identity *item = &all.items[i];
        all.panels[i] = panel;
        all.kinds[i] = panel->ops->kind;
        item->known = subject.uid != NULL || subject.elb_id != NULL;
        snprintf(item->uid, sizeof item->uid, "%s",
                 subject.uid == NULL ? "" : subject.uid);
        /* A Service may be given another ELB and is the same one; in the tree it is the
         * other way round. */
        if (panel->ops->kind == PANEL_ELBS)
            item->uid[0] = '\0';
        snprintf(item->elb_id, sizeof item->elb_id, "%s",
                 item->uid[0] != '\0' || subject.elb_id == NULL ? "" : subject.elb_id);
    }
    return all;
}

static bool is_same(const struct identity *a, const struct identity *b)
{
    return strcmp(a->uid, b->uid) == 0 && strcmp(a->elb_id, b->elb_id) == 0;
}

/* Since somebody moved in it or did something with its line, a panel keeps that line. */
static bool is_held(const struct walk *walk, const struct panel *panel)
{
    for (size_t i = 0; i < LIMIT_PANELS; i++) {
        if (walk->held[i] == panel)
            return true;
    }
    return false;
}

/* Whether it can still be seen: it lives, and nothing that was typed hides it. */
static bool is_in_sight(const struct walk *walk, enum panel_kind kind,
                        const struct identity *who)
{
    const struct dashboard *dashboard = walk->desk.dashboard;
    const struct snapshot *snapshot = dashboard->snapshot;
    bool narrowed = dashboard->filter != NULL || dashboard->problems_only ||
                    dashboard->namespace != NULL;

    for (size_t i = 0; snapshot != NULL && i < snapshot->view->row_count; i++) {
        if (strcmp(snapshot->view->rows[i]->uid, who->uid) == 0)
            return !narrowed;
    }
    for (size_t i = 0; snapshot != NULL && i < snapshot->view->elb_count; i++) {
        if (strcmp(snapshot->view->elbs[i].id, who->elb_id) == 0)
            return !narrowed &&
                   (kind == PANEL_ELBS || snapshot->view->elbs[i].kind == ELB_ORPHAN);
    }
    return false;
}

static void tell(const struct walk *walk, const char *what)
{
    struct buf text;

    buf_init(&text, 1 << 20);
    grid_print(&walk->desk.grid, &text);
    printf("# step %ld (%s): %s\n%s", walk->step, walk->said, what, buf_text(&text));
    buf_release(&text);
    fail_msg("step %ld (%s): %s", walk->step, walk->said, what);
}

/* Nobody moved. As long as nobody ever did, the list shows its first line. */
static void nothing_jumped(const struct walk *walk, const struct identities *before)
{
    struct identities after = identities_of(walk);
    char what[2 * IDENTITY_BYTES + 256];

    assert_int_equal(before->count, after.count);
    for (size_t i = 0; i < after.count; i++) {
        const struct identity *was = &before->items[i];
        const struct identity *is = &after.items[i];
        if (before->panels[i] != after.panels[i] || !was->known || is_same(was, is) ||
            !is_in_sight(walk, after.kinds[i], was) || !is_held(walk, after.panels[i]))
            continue;
        /* Nothing is changed from a page of `w`: one about an ELB names the Service that came. */
        if (after.kinds[i] == PANEL_WHY)
            continue;
        snprintf(what, sizeof what,
                 "in the %s (%zu) the selection jumped from %s%s to %s%s",
                 desk_panel_name(after.kinds[i]), i, was->uid, was->elb_id, is->uid,
                 is->elb_id);
        tell(walk, what);
    }
}

/* ---- keys ---- */

/* It says what shall be done with the line that is selected, or which one shall be. */
static bool points_at_line(enum action action)
{
    switch (action) {
    case ACTION_DOWN:
    case ACTION_UP:
    case ACTION_TOP:
    case ACTION_BOTTOM:
    case ACTION_ENTER:
    case ACTION_OWNER:
    case ACTION_EVENTS:
    case ACTION_TREE:
    case ACTION_PROBE:
    case ACTION_BELL:
    case ACTION_WHY:
    case ACTION_DESCRIBE:
    case ACTION_MENU:
    case ACTION_MARK:
    case ACTION_COPY:
        return true;
    default:
        return false;
    }
}

/* Whatever it does, another line is not selected by it. */
static bool leaves_line(enum action action)
{
    switch (action) {
    case ACTION_SORT_NAME:
    case ACTION_SORT_AGE:
    case ACTION_SORT_NAMESPACE:
    case ACTION_SORT_STATE:
    case ACTION_SORT_LEFT:
    case ACTION_SORT_RIGHT:
    case ACTION_SORT_INVERT:
    case ACTION_PROBE:
    case ACTION_BELL:
    case ACTION_REFRESH:
    case ACTION_REPAINT:
    case ACTION_COPY:
    case ACTION_UNMARK:
    case ACTION_COMMAND:
    case ACTION_SAVE:
    case ACTION_TRAP:
        return true;
    default:
        return false;
    }
}

static void note_held(struct walk *walk, const struct panel *top, enum action action)
{
    const struct dashboard *dashboard = walk->desk.dashboard;

    for (size_t i = 0; i < LIMIT_PANELS; i++) {
        bool there = false;
        for (size_t k = 0; k < dashboard->panel_count; k++)
            there = there || dashboard->panels[k] == walk->held[i];
        if (!there)
            walk->held[i] = NULL;
    }
    if (!points_at_line(action) || is_held(walk, top) ||
        strstr(dashboard->message, " is off") != NULL)
        return;
    for (size_t i = 0; i < LIMIT_PANELS; i++) {
        if (walk->held[i] == NULL) {
            walk->held[i] = top;
            return;
        }
    }
}

/* A panel that went may come back at the same address, and then nobody pointed at it. */
static void forget_held(struct walk *walk, const struct panel *panel)
{
    for (size_t i = 0; i < LIMIT_PANELS; i++) {
        if (walk->held[i] == panel)
            walk->held[i] = NULL;
    }
}

static uint32_t bound_key(struct walk *walk, enum panel_kind where)
{
    const struct keymap *keymap = desk_keymap(&walk->desk);

    for (int tries = 0; tries < 200; tries++) {
        const struct keymap_entry *entry =
            keymap_at(keymap, prop_below(walk->prop, keymap_count(keymap)));
        uint32_t key = entry->keys[prop_below(walk->prop, KEYMAP_KEYS)];
        if ((entry->where & 1u << where) != 0 && key != K_NONE)
            return key;
    }
    return K_ESCAPE;
}

static uint32_t random_key(struct walk *walk)
{
    static const char commands[] =
        "svc elb events gw orphans sources calls help ns w log";
    const struct dashboard *dashboard = walk->desk.dashboard;

    if (dashboard->typing != TYPING_NOTHING) {
        switch (prop_below(walk->prop, 8)) {
        case 0:
            return K_ENTER;
        case 1:
            return (uint32_t)(K_NAMED + 1 + prop_below(walk->prop, K_LAST - K_NAMED - 1));
        case 2:
            return K_TAB;
        default:
            return (uint32_t)commands[prop_below(walk->prop, sizeof commands - 1)];
        }
    }
    switch (prop_below(walk->prop, 10)) {
    case 0:
        return (uint32_t)(1 + prop_below(walk->prop, 0x7f));
    case 1:
        return (uint32_t)(K_NAMED + 1 + prop_below(walk->prop, K_LAST - K_NAMED - 1));
    case 2:
        return (uint32_t)prop_below(walk->prop, 0x110000);
    default:
        return bound_key(walk, desk_panel(&walk->desk)->ops->kind);
    }
}

/* What a key asks of the world outside: in a read-only world, nothing that changes it. */
static void run_errands(struct walk *walk)
{
    for (;;) {
        struct errand errand = dashboard_next_errand(walk->desk.dashboard);
        if (errand.kind == ERRAND_NONE)
            return;
        if (errand.kind == ERRAND_ORDER && errand.order->kind == ORDER_RUN &&
            walk->town.read_only)
            tell(walk, "something was sent in a read-only world");
        if (errand.kind == ERRAND_ORDER)
            order_free(errand.order);
        free(errand.text);
    }
}

/* ---- steps ---- */

static void say(struct walk *walk, const char *text)
{
    snprintf(walk->said, sizeof walk->said, "%s", text);
}

static void show_newest(struct walk *walk)
{
    if (walk->newer == NULL || dashboard_is_frozen(walk->desk.dashboard))
        return;
    desk_show(&walk->desk, walk->newer);
    walk->newer = NULL;
}

static void press_key(struct walk *walk)
{
    struct desk *desk = &walk->desk;
    const struct panel *top = desk_panel(desk);
    const struct dashboard *dashboard = desk->dashboard;
    uint32_t key = random_key(walk);
    bool free_hands = dashboard->typing == TYPING_NOTHING && !dashboard->copying;
    const struct keymap_entry *entry =
        free_hands ? keymap_find(desk_keymap(desk), top->ops->kind, key) : NULL;
    struct identities before = identities_of(walk);
    char name[16];

    key_label(key, name);
    snprintf(walk->said, sizeof walk->said, "key %s in %s%s", name,
             desk_panel_name(top->ops->kind), free_hands ? "" : ", while typing");
    size_t depth = dashboard->panel_count;
    desk_key(desk, key);
    run_errands(walk);
    if (dashboard->panel_count > depth)
        forget_held(walk, desk_panel(desk));
    note_held(walk, top, entry == NULL ? ACTION_NONE : entry->action);
    if (entry != NULL && entry->action == ACTION_FOLLOW)
        forget_held(walk, top);
    if (free_hands && (entry == NULL || leaves_line(entry->action)))
        nothing_jumped(walk, &before);
    show_newest(walk);
}

static void change_world(struct walk *walk)
{
    struct identities before;
    struct snapshot *snapshot;

    town_move(&walk->town);
    snapshot = town_snapshot(&walk->town, walk->desk.now_ms, walk->desk.wall_ms);
    if (dashboard_is_frozen(walk->desk.dashboard)) {
        say(walk, "the world changed behind the frozen picture");
        snapshot_free(walk->newer);
        walk->newer = snapshot;
        dashboard_hold(walk->desk.dashboard, snapshot);
        return;
    }
    say(walk, "the world changed");
    before = identities_of(walk);
    desk_show(&walk->desk, snapshot);
    run_errands(walk);
    nothing_jumped(walk, &before);
}

static void resize(struct walk *walk)
{
    static const struct {
        int rows, cols;
    } usual[] = {{24, 80}, {30, 100}, {45, 160}, {15, 60}, {14, 59}, {5, 20}};
    struct identities before = identities_of(walk);
    size_t which = prop_below(walk->prop, ARRAY_COUNT(usual) + 1);
    int rows = 1 + (int)prop_below(walk->prop, 50);
    int cols = 1 + (int)prop_below(walk->prop, 170);

    if (which < ARRAY_COUNT(usual)) {
        rows = usual[which].rows;
        cols = usual[which].cols;
    }
    snprintf(walk->said, sizeof walk->said, "size %dx%d", cols, rows);
    desk_resize(&walk->desk, rows, cols);
    desk_draw(&walk->desk);
    nothing_jumped(walk, &before);
}

static void let_time_go(struct walk *walk)
{
    struct identities before = identities_of(walk);

    say(walk, "time went by");
    desk_wait(&walk->desk, (int64_t)prop_below(walk->prop, 3000));
    run_errands(walk);
    nothing_jumped(walk, &before);
}

static void paste(struct walk *walk)
{
    static const char text[] = "state:ready !x -l a=b ~[ \x1b\x7f";
    struct identities before = identities_of(walk);
    bool typing = walk->desk.dashboard->typing != TYPING_NOTHING;

    say(walk, "text was pasted");
    for (size_t i = 0; i < 1 + prop_below(walk->prop, 6); i++)
        dashboard_paste(walk->desk.dashboard,
                        (uint32_t)text[prop_below(walk->prop, sizeof text - 1)]);
    if (!typing)
        nothing_jumped(walk, &before);
    run_errands(walk);
}

static void step(struct walk *walk)
{
    size_t what = prop_below(walk->prop, 100);

    if (what < 60)
        press_key(walk);
    else if (what < 85)
        change_world(walk);
    else if (what < 93)
        let_time_go(walk);
    else if (what < 97)
        paste(walk);
    else
        resize(walk);
    if (getenv("TRACE") != NULL)
        printf("# %ld %s\n", walk->step, walk->said);
}

static void look(struct walk *walk)
{
    struct identities before = identities_of(walk);
    const char *wrong = NULL;

    desk_draw(&walk->desk);
    if (walk->desk.grid.overlaps > 0 || walk->step % RULES_EVERY == 0)
        wrong = rules_broken(&walk->desk.grid, desk_keymap(&walk->desk),
                             desk_panel(&walk->desk)->ops->kind);
    if (wrong != NULL)
        tell(walk, wrong);
    nothing_jumped(walk, &before);
}

static void walk_open(struct walk *walk, struct prop *prop)
{
    *walk = (struct walk){.prop = prop};
    town_start(&walk->town, prop);
    desk_open(&walk->desk, 24, 80, prop_coin(prop));
    desk_show(&walk->desk,
              town_snapshot(&walk->town, walk->desk.now_ms, walk->desk.wall_ms));
    desk_draw(&walk->desk);
}

static void walk_close(struct walk *walk)
{
    snapshot_free(walk->newer);
    desk_close(&walk->desk);
}

/* Many walks of a thousand steps each: each starts in another town. */
static void screen_bears_whatever_comes(void **state)
{
    enum { STEPS_OF_WALK = 1000 };
    long steps = prop_rounds(STEPS);
    struct prop prop;
    (void)state;

    prop_start(&prop);
    for (long done = 0; done < steps; done += STEPS_OF_WALK) {
        struct walk walk;
        walk_open(&walk, &prop);
        for (long i = 0; i < STEPS_OF_WALK && done + i < steps; i++) {
            walk.step = done + i;
            step(&walk);
            look(&walk);
        }
        walk_close(&walk);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(screen_bears_whatever_comes),
    };
    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
