/* Tear-down by keys on snapshots made by hand: what is given to the worker, and when not. */
#include "lib/check.h"
#include "lib/prop.h"
#include "screen/world.h"
#include "tui/dashboard.h"
#include "tui/key.h"

#include "base/limits.h"

#include "base/banned.h"

enum { ROWS = 24, COLS = 80 };

typedef void (*change_fn)(struct world *world);

struct bench {
    struct dashboard *dashboard;
    struct snapshot *snapshot; /* shown */
    struct grid grid;
    int64_t now_ms;
};

static int64_t wall_ms(const struct bench *bench)
{
    return WORLD_WALL_MS + bench->now_ms - WORLD_NOW_MS;
}

static void show(struct bench *bench, change_fn change)
{
    struct snapshot *before = bench->snapshot;
    struct world world;

    world_init(&world);
    world_fill_demo(&world);
    if (change != NULL)
        change(&world);
    bench->snapshot = world_give(&world);
    dashboard_show(bench->dashboard, bench->snapshot, bench->now_ms, wall_ms(bench));
    snapshot_free(before);
}

static const char *screen(struct bench *bench)
{
    static char text[16384];
    struct buf out;

    dashboard_draw(bench->dashboard, &bench->grid, bench->now_ms, wall_ms(bench));
    buf_init(&out, sizeof text - 1);
    grid_print(&bench->grid, &out);
    snprintf(text, sizeof text, "%s", buf_text(&out));
    buf_release(&out);
    return text;
}

static void open_bench(struct bench *bench)
{
    *bench = (struct bench){.now_ms = WORLD_NOW_MS};
    bench->dashboard = dashboard_new(true, WORLD_NOW_MS);
    grid_init(&bench->grid, ROWS, COLS, true);
    show(bench, NULL);
    screen(bench);
}

static void close_bench(struct bench *bench)
{
    dashboard_free(bench->dashboard);
    snapshot_free(bench->snapshot);
    grid_release(&bench->grid);
}

/* Names of keys, parted by blanks; "wait" lets a dialog begin to hear. */
static void press(struct bench *bench, const char *keys)
{
    struct span rest = span_of(keys);
    struct span word;
    char name[32];

    while (span_cut(&rest, ' ', &word)) {
        snprintf(name, sizeof name, "%.*s", (int)word.bytes, word.at);
        if (strcmp(name, "wait") == 0) {
            screen(bench);
            bench->now_ms += INTERVAL_DEAF_MS;
            dashboard_tick(bench->dashboard, bench->now_ms, wall_ms(bench));
            continue;
        }
        dashboard_key(bench->dashboard, key_parse(name), bench->now_ms, wall_ms(bench));
    }
}

static void sees(struct bench *bench, const char *text)
{
    if (strstr(screen(bench), text) == NULL)
        fail_msg("no \"%s\" in\n%s", text, screen(bench));
}

static void sees_not(struct bench *bench, const char *text)
{
    if (strstr(screen(bench), text) != NULL)
        fail_msg("\"%s\" in\n%s", text, screen(bench));
}

/* The order of that kind; the caller's. NULL: none was given. */
static struct order *given(struct bench *bench, enum order_kind kind)
{
    struct order *found = NULL;

    for (struct errand errand;
         (errand = dashboard_next_errand(bench->dashboard)).kind != ERRAND_NONE;) {
        if (errand.order != NULL && errand.order->kind == kind && found == NULL)
            found = errand.order;
        else
            order_free(errand.order);
        free(errand.text);
    }
    return found;
}

static void gives_nothing(struct bench *bench)
{
    struct order *order = given(bench, ORDER_RUN);

    if (order != NULL)
        fail_msg("a plan was given away for %s", order->plan->services[0].name);
}

/* The Service that is made fun of in these tests is the first one of that name. */
static struct row *row_named(struct world *world, const char *name)
{
    for (size_t i = 0; i < world->view->row_count; i++) {
        if (strcmp(world->rows[i]->name, name) == 0)
            return world->rows[i];
    }
    fail_msg("no %s in this world", name);
    return NULL;
}

#define OPEN_WHOAMI "/ w h o a m i / w h o a m i Enter X wait "
#define TYPE_WHOAMI "Tab w h o a m i "

/* ---- giving ---- */

static void tear_gives_the_plan_that_was_shown(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, OPEN_WHOAMI);
    sees(&bench, "-- TEAR DOWN whoami/whoami ");
    sees(&bench, " GOES ");
    sees(&bench, " ORPHAN ");
    sees(&bench, " Type whoami to tear down 2 things, leaving 1 orphans: [");
    gives_nothing(&bench);
    press(&bench, TYPE_WHOAMI "Enter");

    struct order *order = given(&bench, ORDER_RUN);
    assert_non_null(order);
    assert_int_equal(order->span_ms, INTERVAL_HOLD_MS);
    assert_true(order->job != 0);
    assert_int_equal(order->plan->kind, PLAN_TEARDOWN);
    assert_string_equal(order->plan->services[0].uid, "uid-whoami/whoami");
    assert_string_equal(order->plan->services[0].resource_version, "81244");
    order_free(order);
    close_bench(&bench);
}

static void tear_numbers_each_plan_anew(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, OPEN_WHOAMI TYPE_WHOAMI "Enter");
    struct order *first = given(&bench, ORDER_RUN);
    press(&bench, "Esc X wait " TYPE_WHOAMI "Enter");
    struct order *second = given(&bench, ORDER_RUN);

    assert_non_null(first);
    assert_non_null(second);
    assert_int_not_equal(first->job, second->job);
    order_free(first);
    order_free(second);
    close_bench(&bench);
}

static void tear_takes_marks_tenant_first(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "/ w h o a m i / Enter Space Space X wait");
    sees(&bench, "-- TEAR DOWN 2 Services ");
    sees(&bench, " Type delete 2 to tear down 2 Services: [");
    press(&bench, "Tab d e l e t e Space 2 Enter");

    struct order *order = given(&bench, ORDER_RUN);
    assert_non_null(order);
    assert_int_equal(order->plan->service_count, 2);
    assert_string_equal(order->plan->services[0].name, "fortune");
    assert_string_equal(order->plan->services[1].name, "whoami");
    assert_int_equal(order->plan->orphan_count, 0);
    order_free(order);
    close_bench(&bench);
}

static void tear_offers_the_order_that_leaves_nothing(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, OPEN_WHOAMI);
    sees(&bench, "-- better");
    press(&bench, "m wait");

    sees(&bench, "-- TEAR DOWN 2 Services ");
    sees_not(&bench, " ORPHAN ");
    close_bench(&bench);
}

static void tear_lets_one_of_several_go_again(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "/ w h o a m i / Enter Space Space X wait G Space wait");

    sees(&bench, "-- TEAR DOWN whoami/fortune ");
    close_bench(&bench);
}

/* ---- not giving ---- */

static void tear_drops_keys_typed_ahead(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "/ w h o a m i / w h o a m i Enter X " TYPE_WHOAMI "Enter");
    gives_nothing(&bench);
    press(&bench, "wait Enter");

    gives_nothing(&bench);
    close_bench(&bench);
}

static void tear_refuses_pasted_text(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    press(&bench, OPEN_WHOAMI "Tab");

    for (const char *at = "whoami"; *at != '\0'; at++)
        dashboard_paste(bench.dashboard, (uint32_t)*at);
    sees(&bench, "pasted text is not taken here");
    press(&bench, "Enter");

    gives_nothing(&bench);
    close_bench(&bench);
}

/* A terminal that became too small shows no question: there is nothing to answer. */
static void tear_hears_nothing_while_it_cannot_be_seen(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    press(&bench, OPEN_WHOAMI TYPE_WHOAMI);

    grid_release(&bench.grid);
    grid_init(&bench.grid, 10, 50, true);
    sees(&bench, "terminal too small");
    press(&bench, "Enter");
    gives_nothing(&bench);
    grid_release(&bench.grid);
    grid_init(&bench.grid, 45, 160, true);
    sees(&bench, "Type whoami to tear down 2 things, leaving 1 orphans: [whoami");
    press(&bench, "Enter");

    struct order *order = given(&bench, ORDER_RUN);
    assert_non_null(order);
    order_free(order);
    close_bench(&bench);
}

static void tear_on_an_elb_is_about_all_services_on_it(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "/ w h o a m i / w h o a m i Enter t k X wait");

    sees(&bench, "-- TEAR DOWN 2 Services ");
    close_bench(&bench);
}

static void tear_on_an_orphan_says_that_hands_remove_it(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, ": o r p h a n s Enter X");

    sees(&bench, "X is off: no Service is here; what is left over is removed by hand");
    close_bench(&bench);
}

static void menu_opens_the_dialog_as_the_key_would(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "/ f o r t u n e Enter a");
    sees(&bench, "tear down");
    press(&bench, "G k Enter wait");

    sees(&bench, "-- TEAR DOWN whoami/fortune ");
    close_bench(&bench);
}

static void tear_keeps_everything_by_esc(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, OPEN_WHOAMI TYPE_WHOAMI "Esc");

    sees(&bench, "-- services");
    gives_nothing(&bench);
    close_bench(&bench);
}

static void made_again(struct world *world)
{
    row_named(world, "whoami")->uid = "uid-of-another";
}

static void tear_names_what_changed_and_asks_again(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    press(&bench, OPEN_WHOAMI TYPE_WHOAMI);

    show(&bench, made_again);
    press(&bench, "Enter");

    gives_nothing(&bench);
    sees(&bench, "deleted and made again");
    press(&bench, "wait Enter");
    gives_nothing(&bench);
    press(&bench, TYPE_WHOAMI "Enter");
    struct order *order = given(&bench, ORDER_RUN);
    assert_non_null(order);
    assert_string_equal(order->plan->services[0].uid, "uid-of-another");
    order_free(order);
    close_bench(&bench);
}

static void changed(struct world *world)
{
    row_named(world, "whoami")->resource_version = "99999";
}

static void tear_asks_again_for_another_version(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    press(&bench, OPEN_WHOAMI TYPE_WHOAMI);

    show(&bench, changed);
    press(&bench, "Enter");

    gives_nothing(&bench);
    sees(&bench, "rv 99999, was 81244");
    close_bench(&bench);
}

static void being_deleted(struct world *world)
{
    row_named(world, "whoami")->deleted_ms = WORLD_WALL_MS;
}

static void tear_stops_when_somebody_else_was_faster(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    press(&bench, OPEN_WHOAMI TYPE_WHOAMI);

    show(&bench, being_deleted);
    press(&bench, "Enter");

    gives_nothing(&bench);
    sees(&bench, "being deleted already");
    close_bench(&bench);
}

static void tear_locks_when_the_picture_gets_old(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    press(&bench, OPEN_WHOAMI TYPE_WHOAMI);

    bench.now_ms += INTERVAL_ACT_MS + 1000; /* and no answer came meanwhile */
    press(&bench, "Enter");

    gives_nothing(&bench);
    sees(&bench, " X is off: the Kubernetes picture is 11s old (limit 10s)");
    sees_not(&bench, "Type whoami");
    close_bench(&bench);
}

/* ---- the gate ---- */

static const struct rights denied = {.namespace = "whoami",
                                     .create = RIGHT_GIVEN,
                                     .patch = RIGHT_GIVEN,
                                     .delete = RIGHT_DENIED};

static void no_right(struct world *world)
{
    world->snapshot->rights = &denied;
    world->snapshot->rights_count = 1;
}

static void disarmed(struct world *world)
{
    world->snapshot->protected_context = true;
    world->snapshot->armed_until_wall_ms = WORLD_WALL_MS - 1;
}

static void armed(struct world *world)
{
    world->snapshot->protected_context = true;
    world->snapshot->armed_until_wall_ms = WORLD_WALL_MS + 60000;
}

static void read_only(struct world *world)
{
    world->snapshot->read_only = true;
}

static void gate_names_what_is_missing(void **state)
{
    (void)state;
    static const struct {
        change_fn change;
        const char *said;
    } cases[] = {
        {no_right, "X is off: no right to delete Services in whoami"},
        {disarmed, "X is off: the context is PROTECTED: :arm 5m WHY opens it"},
        {read_only, "X is off: elbtop is read-only here"},
        {being_deleted, "X is off: it is being deleted already"},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct bench bench;
        open_bench(&bench);
        show(&bench, cases[i].change);
        press(&bench, "/ w h o a m i / w h o a m i Enter X");
        sees(&bench, cases[i].said);
        sees_not(&bench, "TEAR DOWN");
        close_bench(&bench);
    }
}

static void gate_closes_under_an_open_dialog(void **state)
{
    (void)state;
    static const change_fn changes[] = {no_right, disarmed, read_only};

    for (size_t i = 0; i < ARRAY_COUNT(changes); i++) {
        struct bench bench;
        open_bench(&bench);
        press(&bench, OPEN_WHOAMI TYPE_WHOAMI);
        show(&bench, changes[i]);
        press(&bench, "Enter y");
        gives_nothing(&bench);
        sees(&bench, " X is off: ");
        close_bench(&bench);
    }
}

static void gate_is_shut_while_the_picture_is_frozen(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "Z X");

    sees(&bench, "X is off: the picture is frozen; Z goes on");
    close_bench(&bench);
}

static void arm_gives_an_order_with_its_reason(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    press(&bench, ": a r m Space 5 m Space w h y Enter");
    sees(&bench, ":arm is off: this context is not protected");

    show(&bench, disarmed);
    press(&bench, ": a r m Space 5 m Enter");
    sees(&bench, ":arm takes how long (at most 60m) and why");
    press(&bench, ": a r m Space 5 m Space w h y Enter");

    struct order *order = given(&bench, ORDER_ARM);
    assert_non_null(order);
    assert_int_equal(order->span_ms, 300000);
    assert_string_equal(order->name, "why");
    order_free(order);
    close_bench(&bench);
}

/* Even what takes one key elsewhere takes a typed word in a protected context. */
static void armed_and_made_here(struct world *world)
{
    static const char *const made[] = {"uid-whoami/fortune"};

    armed(world);
    world->snapshot->made = made;
    world->snapshot->made_count = 1;
}

static void made_here(struct world *world)
{
    armed_and_made_here(world);
    world->snapshot->protected_context = false;
}

static void tear_takes_one_y_only_for_what_was_made_here(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    show(&bench, armed_and_made_here);
    press(&bench, "/ f o r t u n e Enter X wait y");
    sees(&bench, " Type fortune to tear down ");
    gives_nothing(&bench);
    press(&bench, "Esc");

    show(&bench, made_here);
    press(&bench, "X wait");
    sees(&bench, " Press y to tear down: [");
    press(&bench, "y");

    struct order *order = given(&bench, ORDER_RUN);
    assert_non_null(order);
    order_free(order);
    close_bench(&bench);
}

/* ---- what becomes of it ---- */

static struct plan_object thing_service = {
    .thing = THING_SERVICE, .name = "whoami/whoami", .id = "uid", .detail = ""};
static struct plan_object thing_elb = {.fate = FATE_ORPHAN,
                                       .thing = THING_ELB,
                                       .name = "k8s-whoami",
                                       .id = "71f0",
                                       .detail = ""};
static const struct job_thing things[] = {
    {.object = &thing_service, .state = THING_GONE, .after_ms = 3000, .proof = "404"},
    {.object = &thing_elb, .state = THING_LEFT_OVER, .after_ms = -1, .proof = "200"},
};
static struct job_report report;

static void with_job(struct world *world)
{
    world->snapshot->jobs = &report;
    world->snapshot->job_count = 1;
}

static void job_is(enum job_state state)
{
    report = (struct job_report){
        .id = 1,
        .state = state,
        .kind = PLAN_TEARDOWN,
        .title = "whoami/whoami",
        .err = ERR_INIT,
        .advice = "",
        .field = "",
        .owner = "",
        .difference = "",
        .hold_left_ms = state == JOB_HELD ? 3000 : 0,
        .took_ms = state == JOB_HELD ? -1 : 3000,
        .goes_count = 1,
        .thing_count = 2,
        .things = things,
    };
}

static void job_can_be_stopped_in_its_hold(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    press(&bench, OPEN_WHOAMI TYPE_WHOAMI "Enter");
    order_free(given(&bench, ORDER_RUN));
    job_is(JOB_HELD);
    show(&bench, with_job);
    sees(&bench, " sending in 3s, u stops it");

    press(&bench, "u");
    struct order *order = given(&bench, ORDER_STOP_JOB);
    assert_non_null(order);
    assert_int_equal(order->job, 1);
    order_free(order);
    job_is(JOB_STOPPED);
    report.took_ms = -1;
    show(&bench, with_job);

    sees(&bench, " stopped, nothing was sent");
    close_bench(&bench);
}

static void job_can_be_left_and_stopped_from_elsewhere(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    press(&bench, OPEN_WHOAMI TYPE_WHOAMI "Enter Esc");
    order_free(given(&bench, ORDER_RUN));
    job_is(JOB_HELD);
    show(&bench, with_job);

    sees(&bench, "-- services");
    sees(&bench, " sending in 3s, u stops it");
    bench.now_ms += 1500;
    sees(&bench, " sending in 2s, u stops it");
    press(&bench, "u");

    struct order *order = given(&bench, ORDER_STOP_JOB);
    assert_non_null(order);
    order_free(order);
    close_bench(&bench);
}

static void receipt_names_what_is_left(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    press(&bench, OPEN_WHOAMI TYPE_WHOAMI "Enter");
    order_free(given(&bench, ORDER_RUN));
    job_is(JOB_PROVING);
    show(&bench, with_job);
    sees(&bench, "-- RECEIPT whoami/whoami   0 of 1 gone so far");

    job_is(JOB_DONE);
    report.gone_count = 1;
    report.left_count = 1;
    show(&bench, with_job);

    sees(&bench, "-- RECEIPT whoami/whoami   1 of 1 gone in 3s   1 LEFT");
    sees(&bench, "\n #    Service ");
    sees(&bench, "\n LEFT ELB ");
    sees(&bench, " teardown incomplete: 1 left of whoami/whoami");
    press(&bench, "Esc : j o b s Enter");
    sees(&bench, "-- jobs 1   0 on their way");
    press(&bench, "Enter");
    sees(&bench, "-- RECEIPT whoami/whoami ");
    close_bench(&bench);
}

/* What stopped on its way is planned anew, with the Services that are there yet. */
static void job_of_several_is_planned_anew_from_its_view(void **state)
{
    (void)state;
    static struct plan_object services[] = {
        {.thing = THING_SERVICE, .name = "whoami/fortune", .id = "a", .detail = ""},
        {.thing = THING_SERVICE, .name = "whoami/whoami", .id = "b", .detail = ""},
        {.thing = THING_SERVICE, .name = "shop/intern", .id = "c", .detail = ""}};
    static const struct job_thing left[] = {
        {.object = &services[0], .state = THING_GONE, .after_ms = 1, .proof = "404"},
        {.object = &services[1], .state = THING_KEPT, .after_ms = -1, .proof = ""},
        {.object = &services[2], .state = THING_KEPT, .after_ms = -1, .proof = ""}};
    struct bench bench;
    open_bench(&bench);
    job_is(JOB_STOPPED);
    report.title = "3 Services";
    report.things = left;
    report.thing_count = 3;
    report.difference = "shop/intern was changed";
    show(&bench, with_job);

    press(&bench, ": j o b s Enter Enter");
    sees(&bench, "X shows a new plan of how it is now");
    press(&bench, "X wait");

    sees(&bench, "-- TEAR DOWN 2 Services ");
    sees_not(&bench, "Service   whoami/fortune");
    close_bench(&bench);
}

static void quit_asks_once_while_something_is_on_its_way(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    job_is(JOB_PROVING);
    show(&bench, with_job);

    press(&bench, "q");
    assert_int_equal(dashboard_next_errand(bench.dashboard).kind, ERRAND_NONE);
    sees(&bench, "1 on the way: q again leaves");
    press(&bench, "q");

    assert_int_equal(dashboard_next_errand(bench.dashboard).kind, ERRAND_QUIT);
    close_bench(&bench);
}

/* ---- whatever is pressed ---- */

static int64_t fresh_ms;

static void fresh(struct world *world)
{
    made_here(world);
    world->snapshot->armed_until_wall_ms = WORLD_WALL_MS;
    world->view->sources[SOURCE_KUBERNETES].read_ms = fresh_ms;
    world->view->now_ms = fresh_ms;
    world->view->wall_ms = WORLD_WALL_MS + fresh_ms - WORLD_NOW_MS;
}

/* Mostly what opens, moves in and answers dialogs; never the y that confirms. */
static uint32_t random_key(struct prop *prop)
{
    static const uint32_t often[] = {
        'X',   'X',    'C',     'L', 'j',         'k',      'm',       'u', K_SPACE,
        K_TAB, K_TAB,  K_ENTER, 'X', K_ENTER,     K_ENTER,  K_ESCAPE,  'd', 'e',
        K_UP,  K_DOWN, 'q',     'w', K_CTRL('e'), K_F1 + 8, K_BACK_TAB};
    if (prop_below(prop, 4) > 0)
        return often[prop_below(prop, ARRAY_COUNT(often))];
    uint32_t key = (uint32_t)(' ' + prop_below(prop, 95));
    return key == 'y' ? 'Y' : key;
}

static void no_keys_but_y_and_typed_words_change_anything(void **state)
{
    (void)state;
    struct bench bench;
    struct prop prop;
    size_t asked = 0;
    prop_start(&prop);
    open_bench(&bench);

    for (int i = 0; i < prop_rounds(4000); i++) {
        bench.now_ms += (int64_t)prop_below(&prop, 2 * INTERVAL_DEAF_MS);
        fresh_ms = bench.now_ms;
        if (i % 8 == 0)
            show(&bench, fresh);
        const char *shown = screen(&bench);
        asked += strstr(shown, " Press y to ") != NULL || strstr(shown, " Type ") != NULL;
        dashboard_key(bench.dashboard, random_key(&prop), bench.now_ms, wall_ms(&bench));
        gives_nothing(&bench);
    }
    print_message("# %zu times a question was on the screen\n", asked);
    assert_true(asked > 10); /* the fewest that was seen: 40 */
    close_bench(&bench);
}

int main(void)
{
    setenv("TZ", "UTC", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tear_gives_the_plan_that_was_shown),
        cmocka_unit_test(tear_numbers_each_plan_anew),
        cmocka_unit_test(tear_takes_marks_tenant_first),
        cmocka_unit_test(tear_offers_the_order_that_leaves_nothing),
        cmocka_unit_test(tear_lets_one_of_several_go_again),
        cmocka_unit_test(tear_drops_keys_typed_ahead),
        cmocka_unit_test(tear_refuses_pasted_text),
        cmocka_unit_test(tear_hears_nothing_while_it_cannot_be_seen),
        cmocka_unit_test(tear_on_an_elb_is_about_all_services_on_it),
        cmocka_unit_test(tear_on_an_orphan_says_that_hands_remove_it),
        cmocka_unit_test(menu_opens_the_dialog_as_the_key_would),
        cmocka_unit_test(tear_keeps_everything_by_esc),
        cmocka_unit_test(tear_names_what_changed_and_asks_again),
        cmocka_unit_test(tear_asks_again_for_another_version),
        cmocka_unit_test(tear_stops_when_somebody_else_was_faster),
        cmocka_unit_test(tear_locks_when_the_picture_gets_old),
        cmocka_unit_test(gate_names_what_is_missing),
        cmocka_unit_test(gate_closes_under_an_open_dialog),
        cmocka_unit_test(gate_is_shut_while_the_picture_is_frozen),
        cmocka_unit_test(arm_gives_an_order_with_its_reason),
        cmocka_unit_test(tear_takes_one_y_only_for_what_was_made_here),
        cmocka_unit_test(job_can_be_stopped_in_its_hold),
        cmocka_unit_test(job_can_be_left_and_stopped_from_elsewhere),
        cmocka_unit_test(receipt_names_what_is_left),
        cmocka_unit_test(job_of_several_is_planned_anew_from_its_view),
        cmocka_unit_test(no_keys_but_y_and_typed_words_change_anything),
        cmocka_unit_test(quit_asks_once_while_something_is_on_its_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
