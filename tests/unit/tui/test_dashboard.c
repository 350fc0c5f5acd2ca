/* Keys and snapshots in, cells and errands out: the screen without a terminal. */
#include "lib/check.h"
#include "lib/prop.h"
#include "screen/desk.h"
#include "tui/columns.h"
#include "tui/dashboard.h"
#include "tui/key.h"

#include "base/banned.h"

static struct snapshot *demo(void (*change)(struct world *world))
{
    struct world world;

    world_init(&world);
    world_fill_demo(&world);
    if (change != NULL)
        change(&world);
    return world_give(&world);
}

static void open_desk(struct desk *desk)
{
    desk_open(desk, 24, 80, true);
    desk_show(desk, demo(NULL));
    desk_draw(desk); /* tables learn their pages */
}

static bool asks(struct desk *desk, enum errand_kind kind, enum order_kind order)
{
    bool found = false;

    for (struct errand errand;
         (errand = dashboard_next_errand(desk->dashboard)).kind != ERRAND_NONE;) {
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
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "j");
    desk_sees(&desk, "> shop/cart          ##*.... STUCK");
    desk_show(&desk, demo(cart_gets_ready));

    desk_sees(&desk, "> shop/cart          ##*.... READY");
    desk_close(&desk);
}

static void refunds_gets_ready(struct world *world)
{
    world->rows[0]->state = ROW_READY;
}

static void dashboard_shows_the_worst_row_until_somebody_moves(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    desk_sees(&desk, "> pay/refunds");

    desk_show(&desk, demo(refunds_gets_ready));

    desk_sees(&desk, "> shop/cart");
    desk_sees(&desk, "-- why: shop/cart");
    desk_close(&desk);
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
    struct desk desk;
    open_desk(&desk);
    desk_press(&desk, "j j j j");
    desk_sees(&desk, "> demo/echo");

    desk_show(&desk, demo(echo_goes));
    desk_sees(&desk, ">xdemo/echo");
    desk_sees(&desk, "services 8 of 8");
    assert_int_equal(dashboard_due_ms(desk.dashboard), desk.now_ms + 5000);
    desk_press(&desk, "Enter");
    desk_sees(&desk, "this Service is gone");
    desk_wait(&desk, 5000);
    dashboard_tick(desk.dashboard, desk.now_ms, desk.wall_ms);

    desk_sees_not(&desk, ">xdemo/echo");
    desk_sees(&desk, "> (no Service)"); /* what stands on the line now */
    desk_close(&desk);
}

static void whoami_is_degraded(struct world *world)
{
    for (size_t i = 0; i < world->view->row_count; i++) {
        if (strcmp(world->rows[i]->name, "whoami") == 0)
            world_members(world->rows[i], 1, 3);
    }
}

static unsigned notes_on(struct desk *desk, const char *text)
{
    desk_screen(desk);
    for (int row = 0; row < desk->grid.rows; row++) {
        char line[256];
        for (int col = 0; col < desk->grid.cols; col++)
            line[col] = (char)grid_at(&desk->grid, row, col)->point;
        line[desk->grid.cols] = '\0';
        const char *at = strstr(line, text);
        if (at != NULL)
            return grid_at(&desk->grid, row, (int)(at - line))->notes;
    }
    return 0;
}

static void dashboard_lets_a_changed_cell_glow_for_two_seconds(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    assert_int_equal(notes_on(&desk, "3/3   138.124.232.13"), 0);

    desk_show(&desk, demo(whoami_is_degraded));
    assert_int_equal(notes_on(&desk, "1/3"), CELL_CHANGED);
    desk_wait(&desk, 2000);
    dashboard_tick(desk.dashboard, desk.now_ms, desk.wall_ms);

    assert_int_equal(notes_on(&desk, "1/3"), 0);
    desk_close(&desk);
}

/* ---- filter and marks ---- */

static void dashboard_filters_while_it_is_typed_and_esc_takes_it_back(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "/ w h o");
    desk_sees(&desk, "services 2 of 9");
    desk_press(&desk, "Esc");
    desk_sees(&desk, "services 9 of 9");
    desk_press(&desk, "/ w h o Enter");
    desk_sees(&desk, "filter who");
    desk_press(&desk, "Esc");
    desk_sees(&desk, "filter none");
    desk_close(&desk);
}

static void dashboard_keeps_the_old_filter_while_a_new_one_is_unfinished(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "/ n s : p a y");
    desk_sees(&desk, "services 2 of 9");
    desk_press(&desk, "Space ~ (");

    desk_sees(&desk, "services 2 of 9");
    desk_sees(&desk, "unfinished expression ~(");
    desk_close(&desk);
}

/* Marked rows that a filter hides would be torn down unseen. */
static void dashboard_drops_marks_that_a_filter_hides(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "Space Space Space");
    desk_sees(&desk, "3 marked");
    desk_sees(&desk, " +shop/cart");
    desk_press(&desk, "/ p a y Enter");
    desk_sees(&desk, "2 marked");
    desk_press(&desk, "Esc");
    desk_sees(&desk, "2 marked");
    desk_press(&desk, "U");
    desk_sees_not(&desk, "marked");
    desk_close(&desk);
}

static void dashboard_narrows_to_a_namespace_and_back(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "n s h Tab Enter");
    desk_sees(&desk, "ns shop");
    desk_sees(&desk, "services 2 of 9");
    desk_sees_not(&desk, "lb-demo/hello"); /* among the last changes neither */
    desk_press(&desk, "0");
    desk_sees(&desk, "ns ALL");
    desk_sees(&desk, "12:04:30 lb-demo/hello");
    desk_sees(&desk, "services 9 of 9");
    desk_close(&desk);
}

static void dashboard_follows_a_row_that_the_filter_would_hide(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "j F / r e f u n d s Enter");

    desk_sees(&desk, "> shop/cart");
    desk_sees(&desk, "following");
    desk_close(&desk);
}

/* ---- freeze ---- */

static void dashboard_counts_what_waits_behind_a_frozen_picture(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    struct snapshot *newer = demo(echo_goes);

    desk_press(&desk, "Z");
    assert_true(dashboard_is_frozen(desk.dashboard));
    dashboard_hold(desk.dashboard, newer);
    desk_sees(
        &desk,
        "FROZEN 12:04:31, 9 changes waiting"); /* made by hand, all rows are others */
    desk_press(&desk, "Z");
    assert_false(dashboard_is_frozen(desk.dashboard));

    snapshot_free(newer);
    desk_close(&desk);
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
    struct desk desk;
    open_desk(&desk);

    desk_show(&desk, demo(kubernetes_is_old));
    desk_press(&desk, "X");
    desk_sees(&desk, "X is off: the Kubernetes picture is 11s old (limit 10s)");
    desk_sees(&desk, "[RW] locked");
    desk_show(&desk, demo(read_only));
    desk_press(&desk, "L");
    desk_sees(&desk, "L is off: elbtop is read-only here");
    desk_sees(&desk, "[RO]");
    desk_close(&desk);
}

static void dashboard_sends_nothing_by_keys_that_only_look(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk,
               "j Enter e Esc t o Esc X C L x Delete Ctrl-D Ctrl-K u a w y d ! W N");

    for (struct errand errand;
         (errand = dashboard_next_errand(desk.dashboard)).kind != ERRAND_NONE;) {
        assert_int_equal(errand.kind, ERRAND_ORDER);
        /* What may be done here is a question, too: it changes nothing. */
        assert_true(errand.order->kind == ORDER_OPEN ||
                    errand.order->kind == ORDER_RIGHTS);
        order_free(errand.order);
    }
    desk_close(&desk);
}

static void dashboard_explains_ctrl_d_once(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "Ctrl-D");
    desk_sees(&desk, " Ctrl-D moves here; X tears down\n");
    desk_press(&desk, "Ctrl-D");

    desk_sees_not(&desk, "X tears down");
    desk_close(&desk);
}

/* ---- errands ---- */

static void dashboard_tells_the_worker_what_is_open(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "Enter");
    struct errand errand = dashboard_next_errand(desk.dashboard);
    assert_int_equal(errand.kind, ERRAND_ORDER);
    assert_int_equal(errand.order->kind, ORDER_OPEN);
    assert_string_equal(errand.order->namespace, "pay");
    assert_string_equal(errand.order->name, "refunds");
    order_free(errand.order);
    desk_press(&desk, "Esc");
    errand = dashboard_next_errand(desk.dashboard);
    assert_int_equal(errand.order->kind, ORDER_OPEN);
    assert_string_equal(errand.order->name, "");
    order_free(errand.order);
    desk_close(&desk);
}

/* Up to the row that moves, and one further. */
static void dashboard_tells_the_worker_that_the_selected_row_moves(void **state)
{
    (void)state;
    struct desk desk;
    struct errand errand = {0};
    open_desk(&desk);

    for (int step = 0; step < 12 && errand.kind != ERRAND_ORDER; step++) {
        desk_press(&desk, "Down");
        errand = dashboard_next_errand(desk.dashboard);
    }
    assert_int_equal(errand.kind, ERRAND_ORDER);
    assert_int_equal(errand.order->kind, ORDER_OPEN);
    const struct row *row =
        view_row(desk.snapshot->view, errand.order->namespace, errand.order->name);
    assert_non_null(row);
    assert_true(row->state == ROW_MOVING || row->state == ROW_DELETING);
    order_free(errand.order);
    desk_press(&desk, "Home");
    errand = dashboard_next_errand(desk.dashboard);
    assert_int_equal(errand.order->kind, ORDER_OPEN);
    assert_string_equal(errand.order->name, "");
    order_free(errand.order);
    desk_close(&desk);
}

static void dashboard_leaves_by_q_at_the_top_only(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "Enter q");
    assert_false(asks(&desk, ERRAND_QUIT, ORDER_STOP));
    desk_press(&desk, "Esc Esc Esc");
    assert_false(asks(&desk, ERRAND_QUIT, ORDER_STOP));
    desk_sees(&desk, "this is the top; q quits");
    desk_press(&desk, "q");
    assert_true(asks(&desk, ERRAND_QUIT, ORDER_STOP));
    desk_press(&desk, ": q Enter");
    assert_true(asks(&desk, ERRAND_QUIT, ORDER_STOP));
    desk_press(&desk, "Enter Ctrl-C");
    assert_true(asks(&desk, ERRAND_QUIT, ORDER_STOP));
    desk_close(&desk);
}

static void refunds_is_read_later(struct world *world)
{
    world->view->sources[SOURCE_KUBERNETES].read_ms = WORLD_NOW_MS + 120;
}

static void dashboard_says_how_long_reading_again_took(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "R");
    assert_true(asks(&desk, ERRAND_ORDER, ORDER_REFRESH));
    desk_wait(&desk, 150);
    desk_show(&desk, demo(refunds_is_read_later));

    desk_sees(&desk, "read again in 120 ms");
    desk_close(&desk);
}

static void dashboard_rings_for_the_row_that_is_listened_to(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "j b");
    desk_show(&desk, demo(NULL));
    assert_false(asks(&desk, ERRAND_BELL, ORDER_STOP));
    desk_show(&desk, demo(cart_gets_ready));
    assert_true(asks(&desk, ERRAND_BELL, ORDER_STOP));
    desk_sees(&desk, "shop/cart is READY now");
    desk_show(&desk, demo(cart_gets_ready));
    assert_false(asks(&desk, ERRAND_BELL, ORDER_STOP));
    desk_close(&desk);
}

static void dashboard_copies_and_says_what(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "c a");
    desk_sees(&desk, "c is off: there is no address here");
    desk_press(&desk, "G c n");
    struct errand errand = dashboard_next_errand(desk.dashboard);
    assert_int_equal(errand.kind, ERRAND_COPY);
    assert_string_equal(errand.text, "whoami/whoami");
    free(errand.text);
    desk_close(&desk);
}

static bool asks_for_object(struct desk *desk, const char *namespace, const char *name)
{
    bool found = false;

    for (struct errand errand;
         (errand = dashboard_next_errand(desk->dashboard)).kind != ERRAND_NONE;) {
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
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "y");
    assert_true(asks_for_object(&desk, "pay", "refunds"));
    desk_sees(&desk, "-- yaml pay/refunds   read 3s ago at 12:04:28   rv 81244");
    desk_sees(&desk, "managedFields: (3 lines folded; + shows them)");
    desk_sees_not(&desk, "manager: kubectl");
    desk_press(&desk, "+");
    desk_sees(&desk, "manager: kubectl");
    desk_press(&desk, "Esc");
    assert_true(asks_for_object(&desk, "", ""));
    desk_close(&desk);
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
    struct desk desk;
    struct errand errand;
    char *copied = NULL;
    open_desk(&desk);

    desk_press(&desk, "j c y");
    desk_sees(&desk, "reading shop/cart ..");
    assert_true(asks_for_object(&desk, "shop", "cart"));
    desk_show(&desk, demo(cart_was_read));
    desk_sees(&desk, "copied the YAML of shop/cart, secrets masked");
    while ((errand = dashboard_next_errand(desk.dashboard)).kind != ERRAND_NONE) {
        if (errand.kind == ERRAND_COPY)
            copied = mem_copy_text(errand.text);
        order_free(errand.order);
        free(errand.text);
    }

    assert_string_equal(copied, "kind: Service\nmetadata:\n  name: cart\n");
    free(copied);
    desk_close(&desk);
}

static void dashboard_searches_pages_and_esc_ends_the_search_first(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "d / 4 d");
    desk_sees(&desk, " /4d");
    desk_press(&desk, "Enter");
    desk_sees(&desk, "\"4d\" 1 of ");
    desk_press(&desk, "n");
    desk_sees(&desk, "\"4d\" 2 of ");
    desk_press(&desk, "N N");
    desk_sees(&desk, "\"4d\" "); /* round the end */
    desk_press(&desk, "/ z z z Enter");
    desk_sees(&desk, "\"zzz\" is not on this page");
    desk_press(&desk, "Esc");
    desk_sees(&desk, "-- describe pay/refunds");
    desk_sees_not(&desk, "zzz");
    desk_press(&desk, "Esc");
    desk_sees(&desk, "-- services");
    desk_close(&desk);
}

static void dashboard_runs_the_key_that_was_found_in_the_help(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "? / t r e e Enter Enter");

    desk_sees(&desk, "-- elbs ");
    desk_show(&desk, demo(read_only));
    desk_press(&desk, "Esc ? / n e w Space e l b Enter");
    desk_sees(&desk, " C is off: ");
    desk_close(&desk);
}

static void dashboard_finds_the_next_event_after_the_filter_is_gone(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, ": e v e n t s Enter n");
    desk_sees(&desk, "n N: nothing was searched yet");
    desk_press(&desk, "/ l i s t e n e r Enter / Ctrl-U Enter g n");
    desk_sees(&desk, "-- events all");
    desk_screen(&desk);
    desk_press(&desk, "n");
    desk_close(&desk);
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
    struct desk desk;
    open_desk(&desk);
    desk_show(&desk, demo(many_changes));
    desk_sees_not(&desk, "change number 3");

    desk_press(&desk, "Tab Tab");
    desk_sees(&desk, " last changes: j k scroll it");
    desk_press(&desk, "Ctrl-D Ctrl-D Ctrl-D");
    desk_sees(&desk, "change number 3");
    desk_sees(&desk, "-- last changes");
    desk_sees(&desk, "> pay/refunds"); /* the row stays the selected one */
    desk_press(&desk, "Esc j");
    desk_sees(&desk, "> shop/cart");
    desk_sees_not(&desk, "change number 3");
    desk_press(&desk, "Tab Tab Tab k"); /* round and back to the list */
    desk_sees(&desk, "> pay/refunds");
    desk_close(&desk);
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
    struct desk desk;
    struct errand errand;
    char *copied = NULL;
    open_desk(&desk);

    desk_press(&desk, ": c a l l s Enter j");
    desk_sees(&desk, ">12:04:28 GET   elb /v3/p/elb/loadbalancers");
    desk_show(&desk, demo(more_calls));
    desk_sees(&desk, ">12:04:28 GET   elb /v3/p/elb/loadbalancers");
    desk_press(&desk, "g c");
    while ((errand = dashboard_next_errand(desk.dashboard)).kind != ERRAND_NONE) {
        if (errand.kind == ERRAND_COPY)
            copied = mem_copy_text(errand.text);
        order_free(errand.order);
        free(errand.text);
    }

    assert_string_equal(copied, "kubectl get --raw '/api/v1/services?watch=1'");
    free(copied);
    desk_close(&desk);
}

static void there_is_a_history(struct world *world)
{
    world->view->usual[USUAL_AUTOCREATE][USUAL_WHOLE] =
        (struct view_usual){.p50_ms = 12000, .p95_ms = 16000, .count = 41};
}

static void dashboard_says_what_is_usual_where_there_is_a_history(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    desk_resize(&desk, 24, 220);

    desk_press(&desk, "j j j Enter");
    desk_sees_not(&desk, "so far, usual");
    desk_show(&desk, demo(there_is_a_history));
    desk_sees(&desk, "7s so far, usual 12-16s");
    desk_press(&desk, "Esc");
    desk_sees(&desk, "7s    12-16s k8s-lb-demo");
    desk_close(&desk);
}

static void dashboard_keeps_the_row_across_views(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "Enter ]"); /* the one after pay/refunds, by name */
    desk_sees(&desk, "-- steps shop/cart");
    desk_press(&desk, "Esc");
    desk_sees(&desk, "> shop/cart");
    desk_press(&desk, "g t G");
    desk_sees(&desk, "-- elbs ");
    desk_press(&desk, "t");
    desk_sees(&desk, "-- services");
    desk_sees_not(&desk, "> pay/refunds");
    desk_press(&desk, "t");
    desk_press(&desk, "Esc");
    desk_sees_not(&desk, "> pay/refunds"); /* Esc goes back to where one was */
    desk_close(&desk);
}

static void dashboard_searches_the_tree_of_elbs(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "t g / c o n s o l e Enter");
    desk_sees(&desk, ">|-- 9000/TCP   console-9000");
    desk_sees(&desk, "\"console\" in 1 line ");
    desk_press(&desk, "Esc / k 8 s _ Enter g n n");
    desk_sees(&desk, "\"k8s_\" in ");
    desk_sees_not(&desk, ">v k8s");
    desk_press(&desk, "/ z z z Enter");
    desk_sees(&desk, "\"zzz\" is nowhere here");
    desk_press(&desk, "Esc n");
    desk_sees(&desk, "-- namespaces"); /* without a search n is what it always is */
    desk_press(&desk, "Esc Esc");
    desk_sees(&desk, "-- services");
    desk_close(&desk);
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
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, ": e v e n t s Enter / F a i l e d Enter g");
    desk_sees(&desk, ">12:03:50");
    desk_press(&desk, "/ Ctrl-U Enter");
    desk_sees(&desk, ">12:03:50");
    desk_show(&desk, demo(it_fails_again));
    desk_sees(&desk, ">12:04:30");
    desk_close(&desk);
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
    struct desk desk;
    open_desk(&desk);
    desk_show(&desk, demo(many_events));
    desk_resize(&desk, 30, 80);

    desk_press(&desk, "j j j Enter");
    desk_sees_not(&desk, "event number 39");
    desk_press(&desk, "Tab G");
    desk_screen(&desk);
    desk_press(&desk, "G");
    desk_sees(&desk, "event number 39");
    desk_sees(&desk, "-- newest");
    desk_press(&desk, "Esc");
    desk_sees(&desk, "-- steps lb-demo/hello");
    desk_sees_not(&desk, "event number 39");
    desk_press(&desk, "Esc");
    desk_sees(&desk, "-- services");
    desk_close(&desk);
}

static void dashboard_completes_commands(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, ": o r Tab Enter");
    desk_sees(&desk, "-- orphans 1");
    desk_press(&desk, ": e Tab");
    desk_sees(&desk, "elb elbs events");
    desk_press(&desk, "Esc : n o t h i n g Enter");
    desk_sees(&desk, ":nothing is no command");
    desk_close(&desk);
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

static void random_step(struct desk *desk, struct prop *prop)
{
    static void (*const changes[])(struct world *) = {
        NULL,      cart_gets_ready,   echo_goes, nothing, kubernetes_lost,
        read_only, whoami_is_degraded};

    switch (prop_below(prop, 12)) {
    case 0:
        if (!dashboard_is_frozen(desk->dashboard))
            desk_show(desk, demo(changes[prop_below(prop, ARRAY_COUNT(changes))]));
        break;
    case 1:
        grid_release(&desk->grid);
        grid_init(&desk->grid, (int)prop_below(prop, 70) + 1,
                  (int)prop_below(prop, 250) + 1, prop_coin(prop));
        break;
    case 2:
        desk_wait(desk, (int64_t)prop_below(prop, 3000));
        dashboard_tick(desk->dashboard, desk->now_ms, desk->wall_ms);
        break;
    case 3:
        dashboard_paste(desk->dashboard, random_key(prop));
        break;
    default:
        dashboard_key(desk->dashboard, random_key(prop), desk->now_ms, desk->wall_ms);
    }
}

static void dashboard_survives_any_keys_in_any_size(void **state)
{
    (void)state;
    struct desk desk;
    struct prop prop;
    prop_start(&prop);
    open_desk(&desk);

    for (int i = 0; i < prop_rounds(6000); i++) {
        random_step(&desk, &prop);
        asks(&desk, ERRAND_QUIT, ORDER_STOP);
        dashboard_draw(desk.dashboard, &desk.grid, desk.now_ms, desk.wall_ms);
        uint32_t first = grid_at(&desk.grid, 0, 0)->point;
        assert_true(first == ' ' || first == 'e'); /* the header, or the one line */
    }
    desk_close(&desk);
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
