/* Keys and snapshots in, cells and errands out: the screen without a terminal. */
#include "lib/check.h"
#include "lib/prop.h"
#include "screen/world.h"
#include "tui/columns.h"
#include "tui/dashboard.h"
#include "tui/key.h"

#include "base/banned.h"

enum { ROWS = 24, COLS = 80 };

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

static void show(struct bench *bench, struct snapshot *snapshot)
{
    struct snapshot *before = bench->snapshot;

    bench->snapshot = snapshot;
    dashboard_show(bench->dashboard, snapshot, bench->now_ms, wall_ms(bench));
    snapshot_free(before);
}

static struct snapshot *demo(void (*change)(struct world *world))
{
    struct world world;

    world_init(&world);
    world_fill_demo(&world);
    if (change != NULL)
        change(&world);
    return world_give(&world);
}

static void open_bench(struct bench *bench)
{
    *bench = (struct bench){.now_ms = WORLD_NOW_MS};
    bench->dashboard = dashboard_new(true, WORLD_NOW_MS);
    grid_init(&bench->grid, ROWS, COLS, true);
    show(bench, demo(NULL));
    dashboard_draw(bench->dashboard, &bench->grid, bench->now_ms, wall_ms(bench));
}

static void close_bench(struct bench *bench)
{
    dashboard_free(bench->dashboard);
    snapshot_free(bench->snapshot);
    grid_release(&bench->grid);
}

/* Names of keys, parted by blanks. */
static void press(struct bench *bench, const char *keys)
{
    struct span rest = span_of(keys);
    struct span word;
    char name[32];

    while (span_cut(&rest, ' ', &word)) {
        snprintf(name, sizeof name, "%.*s", (int)word.bytes, word.at);
        dashboard_key(bench->dashboard, key_parse(name), bench->now_ms, wall_ms(bench));
    }
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

static bool asks(struct bench *bench, enum errand_kind kind, enum order_kind order)
{
    bool found = false;

    for (struct errand errand;
         (errand = dashboard_next_errand(bench->dashboard)).kind != ERRAND_NONE;) {
        found = found || (errand.kind == kind &&
                          (kind != ERRAND_ORDER || errand.order->kind == order));
        order_free(errand.order);
        free(errand.text);
    }
    return found;
}

/* ---- selection ---- */

static void cart_gets_ready(struct world *world)
{
    for (size_t i = 0; i < world->view->row_count; i++) {
        if (strcmp(world->rows[i]->name, "cart") == 0)
            world->rows[i]->state = ROW_READY;
    }
}

static void dashboard_keeps_the_row_when_the_order_changes(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "j");
    sees(&bench, "> shop/cart          ##*.... STUCK");
    show(&bench, demo(cart_gets_ready));

    sees(&bench, "> shop/cart          ##*.... READY");
    close_bench(&bench);
}

static void refunds_gets_ready(struct world *world)
{
    world->rows[0]->state = ROW_READY;
}

static void dashboard_shows_the_worst_row_until_somebody_moves(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    sees(&bench, "> pay/refunds");

    show(&bench, demo(refunds_gets_ready));

    sees(&bench, "> shop/cart");
    sees(&bench, "-- why: shop/cart");
    close_bench(&bench);
}

static void drop(struct world *world, const char *name)
{
    for (size_t i = 0; i < world->view->row_count; i++) {
        if (strcmp(world->rows[i]->name, name) == 0)
            world->rows[i] = world->rows[--world->view->row_count];
    }
}

static void echo_goes(struct world *world)
{
    drop(world, "echo");
}

static void dashboard_shows_a_row_that_went_for_five_seconds(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    press(&bench, "j j j j");
    sees(&bench, "> demo/echo");

    show(&bench, demo(echo_goes));
    sees(&bench, ">xdemo/echo");
    sees(&bench, "services 8 of 8");
    assert_int_equal(dashboard_due_ms(bench.dashboard), bench.now_ms + 5000);
    press(&bench, "Enter");
    sees(&bench, "this Service is gone");
    bench.now_ms += 5000;
    dashboard_tick(bench.dashboard, bench.now_ms, wall_ms(&bench));

    sees_not(&bench, ">xdemo/echo");
    sees(&bench, "> (no Service)"); /* what stands on the line now */
    close_bench(&bench);
}

static void whoami_is_degraded(struct world *world)
{
    for (size_t i = 0; i < world->view->row_count; i++) {
        if (strcmp(world->rows[i]->name, "whoami") == 0)
            world_members(world->rows[i], 1, 3);
    }
}

static unsigned notes_on(struct bench *bench, const char *text)
{
    screen(bench);
    for (int row = 0; row < ROWS; row++) {
        char line[COLS + 1];
        for (int col = 0; col < COLS; col++)
            line[col] = (char)grid_at(&bench->grid, row, col)->point;
        line[COLS] = '\0';
        const char *at = strstr(line, text);
        if (at != NULL)
            return grid_at(&bench->grid, row, (int)(at - line))->notes;
    }
    return 0;
}

static void dashboard_lets_a_changed_cell_glow_for_two_seconds(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    assert_int_equal(notes_on(&bench, "3/3   138.124.232.13"), 0);

    show(&bench, demo(whoami_is_degraded));
    assert_int_equal(notes_on(&bench, "1/3"), CELL_CHANGED);
    bench.now_ms += 2000;
    dashboard_tick(bench.dashboard, bench.now_ms, wall_ms(&bench));

    assert_int_equal(notes_on(&bench, "1/3"), 0);
    close_bench(&bench);
}

/* ---- filter and marks ---- */

static void dashboard_filters_while_it_is_typed_and_esc_takes_it_back(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "/ w h o");
    sees(&bench, "services 2 of 9");
    press(&bench, "Esc");
    sees(&bench, "services 9 of 9");
    press(&bench, "/ w h o Enter");
    sees(&bench, "filter who");
    press(&bench, "Esc");
    sees(&bench, "filter none");
    close_bench(&bench);
}

static void dashboard_keeps_the_old_filter_while_a_new_one_is_unfinished(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "/ n s : p a y");
    sees(&bench, "services 2 of 9");
    press(&bench, "Space ~ (");

    sees(&bench, "services 2 of 9");
    sees(&bench, "unfinished expression ~(");
    close_bench(&bench);
}

/* Marked rows that a filter hides would be torn down unseen. */
static void dashboard_drops_marks_that_a_filter_hides(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "Space Space Space");
    sees(&bench, "3 marked");
    sees(&bench, " +shop/cart");
    press(&bench, "/ p a y Enter");
    sees(&bench, "2 marked");
    press(&bench, "Esc");
    sees(&bench, "2 marked");
    press(&bench, "U");
    sees_not(&bench, "marked");
    close_bench(&bench);
}

static void dashboard_narrows_to_a_namespace_and_back(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "n s h Tab Enter");
    sees(&bench, "ns shop");
    sees(&bench, "services 2 of 9");
    press(&bench, "0");
    sees(&bench, "ns ALL");
    sees(&bench, "services 9 of 9");
    close_bench(&bench);
}

static void dashboard_follows_a_row_that_the_filter_would_hide(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "j F / r e f u n d s Enter");

    sees(&bench, "> shop/cart");
    sees(&bench, "following");
    close_bench(&bench);
}

/* ---- freeze ---- */

static void dashboard_counts_what_waits_behind_a_frozen_picture(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    struct snapshot *newer = demo(echo_goes);

    press(&bench, "Z");
    assert_true(dashboard_is_frozen(bench.dashboard));
    dashboard_hold(bench.dashboard, newer);
    sees(&bench,
         "FROZEN 12:04:31, 9 changes waiting"); /* made by hand, all rows are others */
    press(&bench, "Z");
    assert_false(dashboard_is_frozen(bench.dashboard));

    snapshot_free(newer);
    close_bench(&bench);
}

/* ---- the gate ---- */

static void kubernetes_is_old(struct world *world)
{
    world->view->sources[SOURCE_KUBERNETES].read_ms = WORLD_NOW_MS - 11000;
}

static void read_only(struct world *world)
{
    world->snapshot->read_only = true;
}

static void dashboard_says_why_a_key_is_off(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    show(&bench, demo(kubernetes_is_old));
    press(&bench, "X");
    sees(&bench, "X is off: the Kubernetes picture is 11s old (limit 10s)");
    sees(&bench, "[RW] locked");
    show(&bench, demo(read_only));
    press(&bench, "L");
    sees(&bench, "L is off: elbtop is read-only here");
    sees(&bench, "[RO]");
    close_bench(&bench);
}

static void dashboard_sends_nothing_by_keys_that_only_look(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "j Enter e Esc t o Esc X C L x Delete Ctrl-D Ctrl-K u a w y d ! W N");

    for (struct errand errand;
         (errand = dashboard_next_errand(bench.dashboard)).kind != ERRAND_NONE;) {
        assert_int_equal(errand.kind, ERRAND_ORDER);
        /* What may be done here is a question, too: it changes nothing. */
        assert_true(errand.order->kind == ORDER_OPEN ||
                    errand.order->kind == ORDER_RIGHTS);
        order_free(errand.order);
    }
    close_bench(&bench);
}

static void dashboard_explains_ctrl_d_once(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "Ctrl-D");
    sees(&bench, " Ctrl-D moves here; X tears down\n");
    press(&bench, "Ctrl-D");

    sees_not(&bench, "X tears down");
    close_bench(&bench);
}

/* ---- errands ---- */

static void dashboard_tells_the_worker_what_is_open(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "Enter");
    struct errand errand = dashboard_next_errand(bench.dashboard);
    assert_int_equal(errand.kind, ERRAND_ORDER);
    assert_int_equal(errand.order->kind, ORDER_OPEN);
    assert_string_equal(errand.order->namespace, "pay");
    assert_string_equal(errand.order->name, "refunds");
    order_free(errand.order);
    press(&bench, "Esc");
    errand = dashboard_next_errand(bench.dashboard);
    assert_int_equal(errand.order->kind, ORDER_OPEN);
    assert_string_equal(errand.order->name, "");
    order_free(errand.order);
    close_bench(&bench);
}

/* Up to the row that moves, and one further. */
static void dashboard_tells_the_worker_that_the_selected_row_moves(void **state)
{
    (void)state;
    struct bench bench;
    struct errand errand = {0};
    open_bench(&bench);

    for (int step = 0; step < 12 && errand.kind != ERRAND_ORDER; step++) {
        press(&bench, "Down");
        errand = dashboard_next_errand(bench.dashboard);
    }
    assert_int_equal(errand.kind, ERRAND_ORDER);
    assert_int_equal(errand.order->kind, ORDER_OPEN);
    const struct row *row =
        view_row(bench.snapshot->view, errand.order->namespace, errand.order->name);
    assert_non_null(row);
    assert_true(row->state == ROW_MOVING || row->state == ROW_DELETING);
    order_free(errand.order);
    press(&bench, "Home");
    errand = dashboard_next_errand(bench.dashboard);
    assert_int_equal(errand.order->kind, ORDER_OPEN);
    assert_string_equal(errand.order->name, "");
    order_free(errand.order);
    close_bench(&bench);
}

static void dashboard_leaves_by_q_at_the_top_only(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "Enter q");
    assert_false(asks(&bench, ERRAND_QUIT, ORDER_STOP));
    press(&bench, "Esc Esc Esc");
    assert_false(asks(&bench, ERRAND_QUIT, ORDER_STOP));
    sees(&bench, "this is the top; q quits");
    press(&bench, "q");
    assert_true(asks(&bench, ERRAND_QUIT, ORDER_STOP));
    press(&bench, ": q Enter");
    assert_true(asks(&bench, ERRAND_QUIT, ORDER_STOP));
    press(&bench, "Enter Ctrl-C");
    assert_true(asks(&bench, ERRAND_QUIT, ORDER_STOP));
    close_bench(&bench);
}

static void refunds_is_read_later(struct world *world)
{
    world->view->sources[SOURCE_KUBERNETES].read_ms = WORLD_NOW_MS + 120;
}

static void dashboard_says_how_long_reading_again_took(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "R");
    assert_true(asks(&bench, ERRAND_ORDER, ORDER_REFRESH));
    bench.now_ms += 150;
    show(&bench, demo(refunds_is_read_later));

    sees(&bench, "read again in 120 ms");
    close_bench(&bench);
}

static void dashboard_rings_for_the_row_that_is_listened_to(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "j b");
    show(&bench, demo(NULL));
    assert_false(asks(&bench, ERRAND_BELL, ORDER_STOP));
    show(&bench, demo(cart_gets_ready));
    assert_true(asks(&bench, ERRAND_BELL, ORDER_STOP));
    sees(&bench, "shop/cart is READY now");
    show(&bench, demo(cart_gets_ready));
    assert_false(asks(&bench, ERRAND_BELL, ORDER_STOP));
    close_bench(&bench);
}

static void dashboard_copies_and_says_what(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "c a");
    sees(&bench, "c is off: there is no address here");
    press(&bench, "G c n");
    struct errand errand = dashboard_next_errand(bench.dashboard);
    assert_int_equal(errand.kind, ERRAND_COPY);
    assert_string_equal(errand.text, "whoami/whoami");
    free(errand.text);
    close_bench(&bench);
}

static bool asks_for_object(struct bench *bench, const char *namespace, const char *name)
{
    bool found = false;

    for (struct errand errand;
         (errand = dashboard_next_errand(bench->dashboard)).kind != ERRAND_NONE;) {
        const struct order *order = errand.order;
        found = found || (order != NULL && order->kind == ORDER_READ_SERVICE &&
                          strcmp(order->namespace, namespace) == 0 &&
                          strcmp(order->name, name) == 0);
        order_free(errand.order);
        free(errand.text);
    }
    return found;
}

static void dashboard_has_an_object_read_while_its_yaml_is_open(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "y");
    assert_true(asks_for_object(&bench, "pay", "refunds"));
    sees(&bench, "-- yaml pay/refunds   read 3s ago at 12:04:28   rv 81244");
    sees(&bench, "managedFields: (3 lines folded; + shows them)");
    sees_not(&bench, "manager: kubectl");
    press(&bench, "+");
    sees(&bench, "manager: kubectl");
    press(&bench, "Esc");
    assert_true(asks_for_object(&bench, "", ""));
    close_bench(&bench);
}

static void cart_was_read(struct world *world)
{
    world_read(world, "shop/cart", 0,
               "kind: Service\nmetadata:\n  managedFields:\n"
               "  - manager: x\n  name: cart\n");
}

static void dashboard_copies_yaml_when_it_comes(void **state)
{
    (void)state;
    struct bench bench;
    struct errand errand;
    char *copied = NULL;
    open_bench(&bench);

    press(&bench, "j c y");
    sees(&bench, "reading shop/cart ..");
    assert_true(asks_for_object(&bench, "shop", "cart"));
    show(&bench, demo(cart_was_read));
    sees(&bench, "copied the YAML of shop/cart, secrets masked");
    while ((errand = dashboard_next_errand(bench.dashboard)).kind != ERRAND_NONE) {
        if (errand.kind == ERRAND_COPY)
            copied = mem_copy_text(errand.text);
        order_free(errand.order);
        free(errand.text);
    }

    assert_string_equal(copied, "kind: Service\nmetadata:\n  name: cart\n");
    free(copied);
    close_bench(&bench);
}

static void dashboard_searches_pages_and_esc_ends_the_search_first(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "d / 4 d");
    sees(&bench, " /4d");
    press(&bench, "Enter");
    sees(&bench, "\"4d\" 1 of ");
    press(&bench, "n");
    sees(&bench, "\"4d\" 2 of ");
    press(&bench, "N N");
    sees(&bench, "\"4d\" "); /* round the end */
    press(&bench, "/ z z z Enter");
    sees(&bench, "\"zzz\" is not on this page");
    press(&bench, "Esc");
    sees(&bench, "-- describe pay/refunds");
    sees_not(&bench, "zzz");
    press(&bench, "Esc");
    sees(&bench, "-- services");
    close_bench(&bench);
}

static void dashboard_runs_the_key_that_was_found_in_the_help(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "? / t r e e Enter Enter");

    sees(&bench, "-- elbs ");
    show(&bench, demo(read_only));
    press(&bench, "Esc ? / n e w Space e l b Enter");
    sees(&bench, " C is off: ");
    close_bench(&bench);
}

static void dashboard_finds_the_next_event_after_the_filter_is_gone(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, ": e v e n t s Enter n");
    sees(&bench, "n N: nothing was searched yet");
    press(&bench, "/ l i s t e n e r Enter / Ctrl-U Enter g n");
    sees(&bench, "-- events all");
    screen(&bench);
    press(&bench, "n");
    close_bench(&bench);
}

static void many_changes(struct world *world)
{
    for (int i = 0; i < 40; i++) {
        char what[32];
        snprintf(what, sizeof what, "change number %d", i);
        world_change(world, 60000 + i, "shop/cart", "ccm",
                     arena_text(world->arena, what));
    }
}

static void dashboard_gives_the_keys_to_a_pane_and_takes_them_back(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    show(&bench, demo(many_changes));
    sees_not(&bench, "change number 3");

    press(&bench, "Tab Tab");
    sees(&bench, " last changes: j k scroll it");
    press(&bench, "Ctrl-D Ctrl-D Ctrl-D");
    sees(&bench, "change number 3");
    sees(&bench, "-- last changes");
    sees(&bench, "> pay/refunds"); /* the row stays the selected one */
    press(&bench, "Esc j");
    sees(&bench, "> shop/cart");
    sees_not(&bench, "change number 3");
    press(&bench, "Tab Tab Tab k"); /* round and back to the list */
    sees(&bench, "> pay/refunds");
    close_bench(&bench);
}

/* Five newer calls on top of those of the demo. */
static void more_calls(struct world *world)
{
    static struct call calls[8];

    for (int i = 0; i < 5; i++)
        calls[i] = (struct call){.wall_ms = WORLD_WALL_MS + 1000 - i,
                                 .server = "kubernetes",
                                 .method = "GET",
                                 .path = "/api/v1/services?watch=1",
                                 .status = 200,
                                 .took_ms = i,
                                 .request_id = "",
                                 .error = ""};
    memcpy(calls + 5, world->snapshot->calls, 3 * sizeof calls[0]);
    world->snapshot->calls = calls;
    world->snapshot->call_count = 8;
}

static void dashboard_keeps_the_selected_call_while_newer_ones_come(void **state)
{
    (void)state;
    struct bench bench;
    struct errand errand;
    char *copied = NULL;
    open_bench(&bench);

    press(&bench, ": c a l l s Enter j");
    sees(&bench, ">12:04:28 GET   elb /v3/p/elb/loadbalancers");
    show(&bench, demo(more_calls));
    sees(&bench, ">12:04:28 GET   elb /v3/p/elb/loadbalancers");
    press(&bench, "g c");
    while ((errand = dashboard_next_errand(bench.dashboard)).kind != ERRAND_NONE) {
        if (errand.kind == ERRAND_COPY)
            copied = mem_copy_text(errand.text);
        order_free(errand.order);
        free(errand.text);
    }

    assert_string_equal(copied, "kubectl get --raw '/api/v1/services?watch=1'");
    free(copied);
    close_bench(&bench);
}

static void there_is_a_history(struct world *world)
{
    world->view->usual[USUAL_AUTOCREATE][USUAL_WHOLE] =
        (struct view_usual){.p50_ms = 12000, .p95_ms = 16000, .count = 41};
}

static void dashboard_says_what_is_usual_where_there_is_a_history(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    grid_release(&bench.grid);
    grid_init(&bench.grid, ROWS, 220, true);

    press(&bench, "j j j Enter");
    sees_not(&bench, "so far, usual");
    show(&bench, demo(there_is_a_history));
    sees(&bench, "7s so far, usual 12-16s");
    press(&bench, "Esc");
    sees(&bench, "7s    12-16s k8s-lb-demo");
    close_bench(&bench);
}

static void dashboard_keeps_the_row_across_views(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "Enter ]"); /* the one after pay/refunds, by name */
    sees(&bench, "-- steps shop/cart");
    press(&bench, "Esc");
    sees(&bench, "> shop/cart");
    press(&bench, "g t G");
    sees(&bench, "-- elbs ");
    press(&bench, "t");
    sees(&bench, "-- services");
    sees_not(&bench, "> pay/refunds");
    press(&bench, "t");
    press(&bench, "Esc");
    sees_not(&bench, "> pay/refunds"); /* Esc goes back to where one was */
    close_bench(&bench);
}

static void dashboard_searches_the_tree_of_elbs(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, "t g / c o n s o l e Enter");
    sees(&bench, ">|-- 9000/TCP   console-9000");
    sees(&bench, "\"console\" in 1 line ");
    press(&bench, "Esc / k 8 s _ Enter g n n");
    sees(&bench, "\"k8s_\" in ");
    sees_not(&bench, ">v k8s");
    press(&bench, "/ z z z Enter");
    sees(&bench, "\"zzz\" is nowhere here");
    press(&bench, "Esc n");
    sees(&bench, "-- namespaces"); /* without a search n is what it always is */
    press(&bench, "Esc Esc");
    sees(&bench, "-- services");
    close_bench(&bench);
}

/* Newer than all others now, and so the first of them. */
static void it_fails_again(struct world *world)
{
    size_t at = 0;

    while (!world->events[at].failure)
        at++;
    struct view_event again = world->events[at];
    memmove(world->events + 1, world->events, at * sizeof again);
    again.count++;
    again.wall_ms += 40000;
    world->events[0] = again;
}

static void dashboard_keeps_the_selected_event_when_it_happens_again(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, ": e v e n t s Enter / F a i l e d Enter g");
    sees(&bench, ">12:03:50");
    press(&bench, "/ Ctrl-U Enter");
    sees(&bench, ">12:03:50");
    show(&bench, demo(it_fails_again));
    sees(&bench, ">12:04:30");
    close_bench(&bench);
}

static void many_events(struct world *world)
{
    for (int i = 0; i < 40; i++) {
        world_event(world, 600000 + i, "lb-demo/hello", 4, 0, "ccm",
                    arena_print(world->arena, "event number %d", i), false);
    }
}

static void dashboard_scrolls_what_happened_below_the_steps(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    show(&bench, demo(many_events));
    grid_release(&bench.grid);
    grid_init(&bench.grid, 30, COLS, true);

    press(&bench, "j j j Enter");
    sees_not(&bench, "event number 39");
    press(&bench, "Tab G");
    screen(&bench);
    press(&bench, "G");
    sees(&bench, "event number 39");
    sees(&bench, "-- newest");
    press(&bench, "Esc");
    sees(&bench, "-- steps lb-demo/hello");
    sees_not(&bench, "event number 39");
    press(&bench, "Esc");
    sees(&bench, "-- services");
    close_bench(&bench);
}

static void dashboard_completes_commands(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);

    press(&bench, ": o r Tab Enter");
    sees(&bench, "-- orphans 1");
    press(&bench, ": e Tab");
    sees(&bench, "elb elbs events");
    press(&bench, "Esc : n o t h i n g Enter");
    sees(&bench, ":nothing is no command");
    close_bench(&bench);
}

/* ---- anything, in any order ---- */

static uint32_t random_key(struct prop *prop)
{
    static const uint32_t often[] = {
        'j', 'k', K_ENTER, K_ESCAPE, 't', 'e', 'o', '?', '/', ':', 'Z', '!', 'W',
        'l', 'h', K_SPACE, 'F',      '*', '+', '[', ']', 'I', '<', '>', 'N', 'A',
        'P', 'S', 'b',     'c',      '1', '2', 'n', 'd', 'w', 'a', 'G'};

    if (prop_below(prop, 3) > 0)
        return often[prop_below(prop, ARRAY_COUNT(often))];
    if (prop_coin(prop))
        return (uint32_t)prop_below(prop, 0x180);
    return K_NAMED + (uint32_t)prop_below(prop, K_LAST - K_NAMED);
}

static void nothing(struct world *world)
{
    world->view->row_count = 0;
    world->view->elb_count = 0;
    world->view->event_count = 0;
    world->view->gateway_count = 0;
    world->snapshot->call_count = 0;
}

static void kubernetes_lost(struct world *world)
{
    world_lose(world, SOURCE_KUBERNETES, 5000);
}

static void random_step(struct bench *bench, struct prop *prop)
{
    static void (*const changes[])(struct world *) = {
        NULL,      cart_gets_ready,   echo_goes, nothing, kubernetes_lost,
        read_only, whoami_is_degraded};

    switch (prop_below(prop, 12)) {
    case 0:
        if (!dashboard_is_frozen(bench->dashboard))
            show(bench, demo(changes[prop_below(prop, ARRAY_COUNT(changes))]));
        break;
    case 1:
        grid_release(&bench->grid);
        grid_init(&bench->grid, (int)prop_below(prop, 70) + 1,
                  (int)prop_below(prop, 250) + 1, prop_coin(prop));
        break;
    case 2:
        bench->now_ms += (int64_t)prop_below(prop, 3000);
        dashboard_tick(bench->dashboard, bench->now_ms, wall_ms(bench));
        break;
    case 3:
        dashboard_paste(bench->dashboard, random_key(prop));
        break;
    default:
        dashboard_key(bench->dashboard, random_key(prop), bench->now_ms, wall_ms(bench));
    }
}

static void dashboard_survives_any_keys_in_any_size(void **state)
{
    (void)state;
    struct bench bench;
    struct prop prop;
    prop_start(&prop);
    open_bench(&bench);

    for (int i = 0; i < prop_rounds(6000); i++) {
        random_step(&bench, &prop);
        asks(&bench, ERRAND_QUIT, ORDER_STOP);
        dashboard_draw(bench.dashboard, &bench.grid, bench.now_ms, wall_ms(&bench));
        uint32_t first = grid_at(&bench.grid, 0, 0)->point;
        assert_true(first == ' ' || first == 'e'); /* the header, or the one line */
    }
    close_bench(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dashboard_keeps_the_row_when_the_order_changes),
        cmocka_unit_test(dashboard_shows_the_worst_row_until_somebody_moves),
        cmocka_unit_test(dashboard_shows_a_row_that_went_for_five_seconds),
        cmocka_unit_test(dashboard_lets_a_changed_cell_glow_for_two_seconds),
        cmocka_unit_test(dashboard_filters_while_it_is_typed_and_esc_takes_it_back),
        cmocka_unit_test(dashboard_keeps_the_old_filter_while_a_new_one_is_unfinished),
        cmocka_unit_test(dashboard_drops_marks_that_a_filter_hides),
        cmocka_unit_test(dashboard_narrows_to_a_namespace_and_back),
        cmocka_unit_test(dashboard_follows_a_row_that_the_filter_would_hide),
        cmocka_unit_test(dashboard_counts_what_waits_behind_a_frozen_picture),
        cmocka_unit_test(dashboard_says_why_a_key_is_off),
        cmocka_unit_test(dashboard_sends_nothing_by_keys_that_only_look),
        cmocka_unit_test(dashboard_explains_ctrl_d_once),
        cmocka_unit_test(dashboard_tells_the_worker_what_is_open),
        cmocka_unit_test(dashboard_tells_the_worker_that_the_selected_row_moves),
        cmocka_unit_test(dashboard_leaves_by_q_at_the_top_only),
        cmocka_unit_test(dashboard_says_how_long_reading_again_took),
        cmocka_unit_test(dashboard_rings_for_the_row_that_is_listened_to),
        cmocka_unit_test(dashboard_copies_and_says_what),
        cmocka_unit_test(dashboard_has_an_object_read_while_its_yaml_is_open),
        cmocka_unit_test(dashboard_copies_yaml_when_it_comes),
        cmocka_unit_test(dashboard_searches_pages_and_esc_ends_the_search_first),
        cmocka_unit_test(dashboard_runs_the_key_that_was_found_in_the_help),
        cmocka_unit_test(dashboard_finds_the_next_event_after_the_filter_is_gone),
        cmocka_unit_test(dashboard_gives_the_keys_to_a_pane_and_takes_them_back),
        cmocka_unit_test(dashboard_keeps_the_selected_call_while_newer_ones_come),
        cmocka_unit_test(dashboard_says_what_is_usual_where_there_is_a_history),
        cmocka_unit_test(dashboard_keeps_the_row_across_views),
        cmocka_unit_test(dashboard_searches_the_tree_of_elbs),
        cmocka_unit_test(dashboard_keeps_the_selected_event_when_it_happens_again),
        cmocka_unit_test(dashboard_scrolls_what_happened_below_the_steps),
        cmocka_unit_test(dashboard_completes_commands),
        cmocka_unit_test(dashboard_survives_any_keys_in_any_size),
    };
    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
