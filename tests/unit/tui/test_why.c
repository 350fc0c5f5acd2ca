/* `w`: that every value of every view says where it comes from. */
#include "lib/check.h"

#include "screen/desk.h"
#include "tui/columns.h"
#include "tui/dashboard_inside.h"

#include "base/banned.h"

enum { TALL = 400, COLS = 160, TITLES_MOST = 32, TEXT_BYTES = 1 << 18 };

/* ---- a desk with a very tall screen, so that all values are in sight ---- */

static void open_filled(struct desk *desk, void (*fill)(struct world *world))
{
    desk_open(desk, TALL, COLS, true);
    desk_fill(desk, fill);
    desk_draw(desk); /* tables learn their pages */
}

/* An address of nobody besides those that hang on ELBs. */
static void add_lost_eip(struct world *world)
{
    static const char *const clues[] = {"for: was seen with demo/lost, which is gone"};
    static const enum clue_from froms[] = {CLUE_OF_MEMORY};
    struct view *view = world->view;
    struct view_eip *eips =
        arena_new_array(world->arena, view->eip_count + 1, sizeof *eips);

    memcpy(eips, view->eips, view->eip_count * sizeof *eips);
    eips[view->eip_count++] = (struct view_eip){.id = "e-lost",
                                                .address = "138.124.232.99",
                                                .status = "DOWN",
                                                .bandwidth_mbit = -1,
                                                .created_ms = WORLD_WALL_MS - 3000,
                                                .orphan = true,
                                                .clue_count = 1,
                                                .clues = clues,
                                                .clue_froms = froms};
    view->eips = eips;
}

static void demo(struct world *world)
{
    world_fill_demo(world);
    add_lost_eip(world);
    world_fill_jobs(world);
}

static const char *screen(struct desk *desk)
{
    static char text[TEXT_BYTES];
    struct buf out;

    desk_draw(desk);
    buf_init(&out, sizeof text - 1);
    grid_print(&desk->grid, &out);
    snprintf(text, sizeof text, "%s", buf_text(&out));
    buf_release(&out);
    return text;
}

static void sees(struct desk *desk, const char *text)
{
    if (strstr(screen(desk), text) == NULL)
        fail_msg("no \"%s\" in\n%.6000s", text, screen(desk));
}

static void sees_not(struct desk *desk, const char *text)
{
    if (strstr(screen(desk), text) != NULL)
        fail_msg("\"%s\" in\n%.6000s", text, screen(desk));
}

/* A line of the list of values, chosen or not. */
static bool has_value(struct desk *desk, const char *title)
{
    char wanted[2][80];

    snprintf(wanted[0], sizeof wanted[0], "\n  %s ", title);
    snprintf(wanted[1], sizeof wanted[1], "\n> %s ", title);
    return strstr(screen(desk), wanted[0]) != NULL ||
           strstr(screen(desk), wanted[1]) != NULL;
}

/* Walks to the value with that title. */
static void choose(struct desk *desk, const char *title)
{
    char wanted[80];

    snprintf(wanted, sizeof wanted, "\n> %s ", title);
    desk_press(desk, "g");
    for (int i = 0; i < TALL; i++) {
        if (strstr(screen(desk), wanted) != NULL)
            return;
        desk_press(desk, "j");
    }
    fail_msg("no value %s in\n%.6000s", title, screen(desk));
}

static void comes_from(struct desk *desk, const char *title, const char *line)
{
    choose(desk, title);
    sees(desk, line);
}

/* ---- what is drawn as a column must have an origin ---- */

struct titles {
    size_t count;
    char at[TITLES_MOST][40];
};

static char head_at(const struct grid *grid, int row, int col)
{
    const struct cell *cell = grid_at(grid, row, col);

    return cell->look == LOOK_HEAD && cell->point < 0x80 ? (char)cell->point : ' ';
}

/* Words of one title are a blank apart, titles at least two. */
static void read_titles(const struct grid *grid, int row, struct titles *titles)
{
    size_t length = 0;

    *titles = (struct titles){0};
    for (int col = 0; col < grid->cols; col++) {
        char sign = head_at(grid, row, col);
        char *title = titles->at[titles->count];
        bool ends = sign == ' ' && length > 0 &&
                    (col + 1 == grid->cols || head_at(grid, row, col + 1) == ' ');
        if (ends) {
            titles->count++;
            assert_true(titles->count < TITLES_MOST);
            length = 0;
        } else if (sign != ' ' || length > 0) {
            title[length++] = sign;
            assert_true(length < sizeof titles->at[0]);
        }
    }
}

static void find_titles(struct desk *desk, struct titles *titles)
{
    desk_draw(desk);
    for (int row = 3; row < desk->grid.rows; row++) {
        read_titles(&desk->grid, row, titles);
        if (titles->count > 1)
            return;
    }
    fail_msg("no titles of columns in\n%.6000s", screen(desk));
}

static const struct {
    const char *way; /* from the Services */
    int cols;
} tables[] = {
    {"", COLS},
    {"W", COLS},
    {"Enter j", 100},
    {": e v e n t s Enter", COLS},
    {"e", 80},
    {": o r p h a n s Enter", COLS},
    {": o r p h a n s Enter j", 80},
    {"j j j j j", COLS},     /* an ORPHAN in the list of Services */
    {"j j j j j j W", COLS}, /* and an EIP */
    {": s o u r c e s Enter", COLS},
    {"t g", COLS},
    {": j o b s Enter", COLS},
    {": j o b s Enter G Enter", COLS},
};

static void open_table(struct desk *desk, size_t i)
{
    open_filled(desk, demo);
    desk_resize(desk, TALL, tables[i].cols);
    desk_press(desk, tables[i].way);
}

/* Where columns are a blank apart, their titles read as one. */
static bool is_explained(struct desk *desk, const char *title)
{
    struct span rest = span_of(title);
    struct span word;
    char text[40];

    if (has_value(desk, title))
        return true;
    if (strncmp(title, "ELB /", 5) == 0) /* the name of the line */
        return has_value(desk, "NAME");
    while (span_cut(&rest, ' ', &word)) {
        snprintf(text, sizeof text, "%.*s", (int)word.bytes, word.at);
        if (!has_value(desk, text))
            return false;
    }
    return true;
}

static void every_column_that_is_drawn_has_an_origin(void **state)
{
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(tables); i++) {
        struct desk desk;
        struct titles titles;
        open_table(&desk, i);
        find_titles(&desk, &titles);
        desk_press(&desk, "w");
        assert_int_equal(desk_panel(&desk)->ops->kind, PANEL_WHY);
        for (size_t k = 0; k < titles.count; k++) {
            if (!is_explained(&desk, titles.at[k]))
                fail_msg("%s: column %s has no origin in\n%.6000s", tables[i].way,
                         titles.at[k], screen(&desk));
        }
        desk_close(&desk);
    }
}

/* Whatever is chosen, the four questions are answered. */
static void every_value_says_call_path_time_and_rule(void **state)
{
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(tables); i++) {
        struct desk desk;
        char before[64] = "";
        open_table(&desk, i);
        desk_press(&desk, "w g");
        for (;;) {
            const char *title = strstr(screen(&desk), "-- why ");
            assert_non_null(title);
            title = strstr(title, "   "); /* "   STATE, 3 of 29" */
            assert_non_null(title);
            if (strncmp(before, title, sizeof before - 1) == 0)
                break;
            snprintf(before, sizeof before, "%.63s", title);
            sees(&desk, "\n  call     ");
            sees(&desk, "\n  path     ");
            sees(&desk, "\n  read     ");
            sees(&desk, "\n  rule     ");
            desk_press(&desk, "j");
        }
        desk_close(&desk);
    }
}

/* ---- values that are not there, or old ---- */

static void cloud_not_read(struct world *world)
{
    world_fill_demo(world);
    world->view->sources[SOURCE_ELB] =
        (struct source){.state = SOURCE_CONNECTING, .err = ERR_INIT};
}

static void no_cloud(struct world *world)
{
    world_fill_demo(world);
    world->view->sources[SOURCE_ELB] =
        (struct source){.state = SOURCE_OFF, .err = ERR_INIT};
    world->view->sources[SOURCE_EIP] = world->view->sources[SOURCE_ELB];
}

static void elb_lost(struct world *world)
{
    world_fill_demo(world);
    world_lose(world, SOURCE_ELB, 92000);
}

static void unknown_says_why_and_is_never_zero(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, cloud_not_read);
    desk_press(&desk, "j w"); /* shop/cart has no ELB yet */
    comes_from(&desk, "MEM", "\n  unknown  elb was not read yet: connecting");
    sees_not(&desk, "0/0");
    sees_not(&desk, "-1");
    desk_close(&desk);

    open_filled(&desk, no_cloud);
    desk_press(&desk, "j w");
    comes_from(&desk, "MEM", "\n  unknown  the cloud is not asked: no credentials");
    comes_from(&desk, "EIP_ID", "\n  unknown  the cloud is not asked: no credentials");
    desk_close(&desk);
}

static void absent_is_told_apart_from_unknown(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, demo);
    desk_press(&desk, "j w");
    comes_from(&desk, "ADDRESS", "\n  none     the ccm has written no ingress yet");
    sees_not(&desk, "\n  unknown ");
    comes_from(&desk, "ELB", "\n  none     no ELB is known for it");
    desk_close(&desk);
}

static void old_value_says_how_old(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, elb_lost);
    desk_press(&desk, "w");
    sees(&desk, "\n ?ELB  ");
    desk_press(&desk, "j j j j j");
    sees(&desk, "\n>?ELB  ");
    sees(&desk, "\n  old      elb LOST 1m32s, retry 4 in 7s: ");
    sees(&desk, "\n  read     elb 12:02:59, 1m32s ago, and not again since: it is old");
    desk_close(&desk);
}

/* ---- walking, copying, going to the place ---- */

static const char *copied(struct desk *desk)
{
    static char text[1024];

    for (;;) {
        struct errand errand = dashboard_next_errand(desk->dashboard);
        assert_int_not_equal(errand.kind, ERRAND_NONE);
        order_free(errand.order);
        if (errand.kind == ERRAND_COPY) {
            snprintf(text, sizeof text, "%s", errand.text);
            free(errand.text);
            return text;
        }
        free(errand.text);
    }
}

static void raw_value_is_copied_without_its_quotes(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, demo);
    desk_press(&desk, "j j w"); /* pay/ledger */
    choose(&desk, "ADDRESS");
    desk_press(&desk, "c");
    assert_string_equal(copied(&desk), "138.124.232.57");
    sees(&desk, "copied 138.124.232.57");
    choose(&desk, "SERVICE");
    desk_press(&desk, "c");
    assert_string_equal(copied(&desk), "\"pay\", \"ledger\"");
    desk_close(&desk);
}

static void enter_goes_to_the_place_in_the_yaml(void **state)
{
    (void)state;
    struct desk desk;

    desk_open(&desk, 15, 80, true);
    desk_fill(&desk, demo);
    desk_draw(&desk);
    desk_press(&desk, "w");
    choose(&desk, "PORTS");
    desk_press(&desk, "Enter");
    sees(&desk, "-- yaml pay/refunds");
    sees(&desk, "   ports:");
    sees_not(&desk, " apiVersion: v1\n kind");
    desk_press(&desk, "Esc");
    sees(&desk, "> PORTS"); /* and back to where one was */
    choose(&desk, "MEM");
    desk_press(&desk, "Enter");
    sees(&desk, "MEM stands in no object of the api-server");
    desk_close(&desk);
}

/* The line that is marked: of all lines that hold a name the one under the right keys. */
static void place_is_found_by_all_of_its_keys(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, demo);
    desk_press(&desk, "w");
    choose(&desk, "CLASS");
    desk_press(&desk, "y");
    desk_draw(&desk);
    int marked = -1;
    for (int row = 0; row < desk.grid.rows; row++) {
        if ((grid_at(&desk.grid, row, 0)->notes & CELL_SELECTED) != 0)
            marked = row;
    }
    assert_true(marked > 0);
    char line[COLS + 1] = "";
    for (int col = 0; col < COLS; col++)
        line[col] = (char)grid_at(&desk.grid, marked, col)->point;
    assert_non_null(strstr(line, "    kubernetes.io/elb.class: union"));
    desk_close(&desk);
}

static void search_walks_from_value_to_value(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, world_fill_demo);
    desk_press(&desk, "w / p u b l i c i p s Enter");
    sees(&desk, "> EIP_ID");
    sees(&desk, "\"publicips\" in 3 values   n N next, before");
    desk_press(&desk, "n");
    sees(&desk, "> 4b EIP");
    desk_press(&desk, "N N");
    sees(&desk, "> 4c bound");
    desk_press(&desk, "Esc");
    sees_not(&desk, "publicips\" in");
    sees(&desk, "-- why pay/refunds");
    desk_close(&desk);
}

/* Every word at 80x24, and at less: what has no room is a Tab away. */
static void nothing_is_lost_where_rows_are_few(void **state)
{
    (void)state;
    struct desk desk;

    desk_open(&desk, 15, 60, true);
    desk_fill(&desk, world_fill_demo);
    desk_draw(&desk);
    desk_press(&desk, "w");
    choose(&desk, "STATE");
    sees(&desk, "-- where STATE comes from   Tab, then j k: there is more");
    sees_not(&desk, "  rule ");
    desk_press(&desk, "Tab G");
    sees(&desk, "  rule ");
    sees(&desk, "j k scroll what is below");
    desk_press(&desk, "Esc j");
    sees(&desk, "> FOR ");
    desk_close(&desk);
}

static void steps_begin_with_the_one_that_is_not_done(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, demo);
    desk_press(&desk, "Enter w");
    sees(&desk, "-- why pay/refunds   4 CLOUD, ");
    sees(&desk, "> 4 CLOUD ");
    desk_press(&desk, "Esc j j j j j j j w");
    sees(&desk, "-- why step 4c of pay/refunds   STEP, 1 of 6");
    desk_close(&desk);
}

/* ---- what happened ---- */

/* Every field of an Event that counts is there, and the rule that judged it. */
static void event_of_kubernetes_says_all_that_the_api_server_has(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, demo);
    desk_press(&desk, "e w"); /* of pay/refunds */
    sees(&desk, "-- why event of pay/refunds   WHAT, ");
    sees(&desk,
         "\n  raw      reason \"CreatingLoadBalancerFailed\", message \"ELB.8907 ");
    sees(&desk, "\n  call     GET /api/v1/events, then its watch");
    sees(&desk, "\n  path     reason, message");
    sees(&desk, "\n  read     12:03:50.204, 40s ago");
    sees(&desk, "\"(combined from similar events)\" is taken off");
    comes_from(&desk, "TIME",
               "\n  raw      lastTimestamp 2025-11-22T12:03:52Z, "
               "firstTimestamp 2025-11-22T11:58:52Z");
    sees(&desk, "that of the api-server is 2s ahead");
    comes_from(&desk, "STEP", "\"already has a listener\" in its message where");
    comes_from(&desk, "WHO", "\n  raw      \"hws-cloudprovider\"");
    comes_from(&desk, "SEVERITY", "\n  raw      type \"Normal\"");
    sees(&desk, "> SEVERITY           failure");
    sees(&desk, "\n  rule     ours, whatever its type: ");
    comes_from(&desk, "COUNT", "> COUNT              3");
    sees(&desk, "count, else series.count");
    comes_from(&desk, "KEPT", "until it is mended, also when Kubernetes forgets");
    desk_close(&desk);
}

static void seen_late(struct world *world)
{
    world_fill_demo(world);
    world->events[0].exact = false; /* 5 IDS of lb-demo/hello */
}

static void change_says_between_what_it_happened(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, seen_late);
    desk_press(&desk, ": e v e n t s Enter w");
    comes_from(&desk, "TIME", "so it is a bound (<=)");
    sees(&desk, "\n  raw      <= 2025-11-22T12:04:30Z");
    comes_from(&desk, "STEP",
               "\n  path     metadata.annotations: kubernetes.io/elb.id, .elb.eip-id");
    desk_press(&desk, "Esc j w"); /* the cloud's */
    comes_from(&desk, "WITNESS", "cloud: what its ELB and EIP APIs list");
    sees(&desk, "\n  call     GET /v1/{project}/publicips");
    desk_close(&desk);
}

/* It was read when it was read: that the source is lost now makes it no older. */
static void event_does_not_grow_old_with_its_source(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, elb_lost);
    desk_press(&desk, ": e v e n t s Enter j w");
    sees_not(&desk, "\n ?");
    sees_not(&desk, "LOST since");
    sees(&desk, "\n  read     12:04:30.204, 0s ago");
    desk_close(&desk);
}

/* ---- the Gateway path ---- */

static void gateway_explains_its_steps_listeners_and_routes(void **state)
{
    static const char *const titles[] = {
        "a GATEWAY", "b SERVICE", "4d listener", "7 ROUTED", "c PROGRAMMED", "d ROUTES",
        "LISTENER",  "ROUTE",     "HOST",        "MATCH",    "BACKEND",      "STATE"};
    (void)state;
    struct desk desk;

    open_filled(&desk, demo);
    desk_press(&desk, ": g w Enter w");
    sees(&desk, "-- why edge/public   GATEWAY, 1 of ");
    for (size_t i = 0; i < ARRAY_COUNT(titles); i++)
        assert_true(has_value(&desk, titles[i]));
    desk_press(&desk, "/ N o t A l l o w e d Enter"); /* of the route that is refused */
    sees(&desk, "> STATE              REFUSED");
    sees(&desk, "status.parents[].conditions[type=Accepted]");
    desk_close(&desk);
}

/* ---- what lost its Service ---- */

static void orphan_says_where_each_clue_was_read(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, demo);
    desk_press(&desk, ": o r p h a n s Enter w");
    sees(&desk, "-- why ELB k8s-old   NAME, 1 of ");
    comes_from(&desk, "clue 1", "\n  path     loadbalancers[].name");
    sees(&desk, "\n  raw      \"for: name and uid point to demo/old, which is gone\"");
    comes_from(&desk, "clue 3", "nothing is called an orphan on an incomplete list");
    comes_from(&desk, "CHARGE", "\n  call     GET /v1/{project}/bandwidths");
    desk_press(&desk, "Esc j w");
    sees(&desk, "-- why EIP 138.124.232.99   KIND, 1 of ");
    comes_from(&desk, "clue 1", "its own memory, kept across runs");
    comes_from(&desk, "MBIT", "\n  none     the answer names no bandwidth yet");
    sees(&desk, "> MBIT               -");
    comes_from(&desk, "ELB", "\n  none     it is bound to no ELB");
    desk_close(&desk);
}

static void orphan_of_the_list_explains_the_same_columns(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, demo);
    desk_press(&desk, "j j j j j w");
    sees(&desk, "-- why ELB k8s-old");
    comes_from(&desk, "STEPS", "without a Service there are no steps");
    comes_from(&desk, "MEM", "\n  none     it is a Service's, and there is none");
    desk_close(&desk);
}

/* ---- sources, calls, plans ---- */

static void source_says_what_proves_it(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, elb_lost);
    desk_press(&desk, ": s o u r c e s Enter w");
    sees(&desk, "-- why sources   SOURCE, 1 of ");
    desk_press(&desk, "/ d i a l Enter"); /* the error of the one that is lost */
    sees(&desk, "> ERROR ");
    sees(&desk, "\n  raw      \"dial tcp 10.0.0.5:6443: i/o timeout\"");
    desk_press(&desk, "Esc k");
    sees(&desk, "> NEXT TRY           in 7s");
    desk_press(&desk, "k");
    sees(&desk, "> FAILURES           4");
    desk_press(&desk, "k k");
    sees(&desk, "> AGE                1m32s");
    sees(&desk, "\n  raw      2025-11-22T12:02:59Z");
    sees_not(&desk, "\n>?"); /* that it is silent is no old news */
    desk_close(&desk);
}

static void source_that_is_off_has_no_age(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, no_cloud);
    desk_press(&desk, ": s o u r c e s Enter w / l o a d b a l Enter Esc j j");
    sees(&desk, "> AGE                -");
    sees(&desk, "\n  unknown  the cloud is not asked: no credentials, or --no-cloud");
    desk_close(&desk);
}

static void asked(struct world *world)
{
    static const struct call calls[] = {{.wall_ms = WORLD_WALL_MS - 1000,
                                         .server = "elb",
                                         .method = "GET",
                                         .path = "/v3/p/elb/loadbalancers/71f0",
                                         .status = 200,
                                         .took_ms = 31,
                                         .request_id = "req-9",
                                         .error = ""}};

    demo(world);
    world->snapshot->calls = calls;
    world->snapshot->call_count = ARRAY_COUNT(calls);
}

static void proof_names_its_request_and_its_answer(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, asked);
    desk_press(&desk, ": j o b s Enter G Enter w");
    sees(&desk, "-- why job 1 ");
    desk_press(&desk, "/ 3 1 m s Enter");
    sees(&desk, "> PROOF              200");
    sees(&desk, "\n  raw      \"200\", GET /v3/p/elb/loadbalancers/71f0: 200 in 31ms at "
                "12:04:30");
    sees(&desk, "\n  call     GET /v3/{project}/elb/loadbalancers/71f0");
    desk_press(&desk, "Esc Esc Esc Esc : c a l l s Enter w");
    comes_from(&desk, "REQUEST ID", "\n  raw      \"req-9\"");
    comes_from(&desk, "ERROR", "\n  none     nothing went wrong");
    desk_close(&desk);
}

/* ---- the tree ---- */

static void tree_explains_the_line_it_stands_on(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, demo);
    desk_press(&desk, "t g w");
    sees(&desk, "-- why ELB k8s-ledger   NAME, 1 of ");
    comes_from(&desk, "CLASS", "\n  read     elb 12:04:28, 3s ago: 200 in 91ms\n");
    comes_from(&desk, "STATE", "\n  raw      \"ACTIVE\", \"ONLINE\"");
    comes_from(&desk, "ON TEAR DOWN 1", "a TENANT only its listener");
    desk_press(&desk, "Esc j w");
    sees(&desk, "-- why listener 443/TCP of ELB k8s-ledger   PORT, 1 of ");
    comes_from(&desk, "SERVICE", "\n  raw      \"pay/ledger\"");
    desk_press(&desk, "Esc j w");
    comes_from(&desk, "ROLE", "without a Service: FOREIGN");
    comes_from(&desk, "SERVICE", "\n  none     no Service of this cluster owns it");
    desk_press(&desk, "Esc j w");
    sees(&desk, "  NAME               WANTED");
    comes_from(&desk, "PORT", "it is not among listeners[]");
    desk_close(&desk);
}

static void member_says_what_its_health_check_said(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, demo);
    desk_press(&desk, "t");
    desk_draw(&desk); /* it learns that there is room for members */
    desk_press(&desk, "/ 1 0 . 0 . 3 . 2 1 Enter Esc w");
    sees(&desk, "-- why member of ELB k8s-whoami   MEMBER, 1 of 6");
    sees(&desk, "> MEMBER             10.0.3.21:30079");
    comes_from(&desk, "STATE", "members[].operating_status");
    comes_from(&desk, "NODE", "GET /api/v1/nodes");
    desk_close(&desk);
}

/* A pool as large as the cloud allows, and larger: what has no place is counted. */
static void large_pool(struct world *world)
{
    enum { MEMBERS = 1000 };
    struct view_member *members = arena_new_array(world->arena, MEMBERS, sizeof *members);
    struct view_elb *elb;

    world_fill_demo(world);
    elb = world_add_elb(world, "huge", ELB_FOREIGN, "138.124.232.72");
    struct view_listener *listener =
        world_listen(world, elb, 443, "k8s_TCP_443", LISTENER_FOREIGN, NULL);
    for (int i = 0; i < MEMBERS; i++)
        members[i] = (struct view_member){
            .id = arena_print(world->arena, "m%d", i),
            .name = "m",
            .address = arena_print(world->arena, "10.0.%d.%d", i / 250, i % 250),
            .port = 30443,
            .status = "ONLINE"};
    listener->members = members;
    listener->member_count = MEMBERS;
}

static void page_says_how_many_values_had_no_place(void **state)
{
    (void)state;
    struct desk desk;

    open_filled(&desk, large_pool);
    desk_press(&desk, "t W / h u g e Enter Esc + j w");
    sees(&desk, "-- why listener 443/TCP of ELB huge   PORT, 1 of 4000");
    sees(&desk, "2009 more values are left out");
    comes_from(&desk, "MEM", "\n  raw      10.0.0.0:30443 ONLINE, ");
    sees(&desk, "..\n  call "); /* what is cut says so */
    desk_press(&desk, "G");
    sees(&desk, ", 4000 of 4000");
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_that_is_drawn_has_an_origin),
        cmocka_unit_test(every_value_says_call_path_time_and_rule),
        cmocka_unit_test(unknown_says_why_and_is_never_zero),
        cmocka_unit_test(absent_is_told_apart_from_unknown),
        cmocka_unit_test(old_value_says_how_old),
        cmocka_unit_test(raw_value_is_copied_without_its_quotes),
        cmocka_unit_test(enter_goes_to_the_place_in_the_yaml),
        cmocka_unit_test(place_is_found_by_all_of_its_keys),
        cmocka_unit_test(search_walks_from_value_to_value),
        cmocka_unit_test(nothing_is_lost_where_rows_are_few),
        cmocka_unit_test(steps_begin_with_the_one_that_is_not_done),
        cmocka_unit_test(event_of_kubernetes_says_all_that_the_api_server_has),
        cmocka_unit_test(change_says_between_what_it_happened),
        cmocka_unit_test(event_does_not_grow_old_with_its_source),
        cmocka_unit_test(gateway_explains_its_steps_listeners_and_routes),
        cmocka_unit_test(orphan_says_where_each_clue_was_read),
        cmocka_unit_test(orphan_of_the_list_explains_the_same_columns),
        cmocka_unit_test(source_says_what_proves_it),
        cmocka_unit_test(source_that_is_off_has_no_age),
        cmocka_unit_test(proof_names_its_request_and_its_answer),
        cmocka_unit_test(tree_explains_the_line_it_stands_on),
        cmocka_unit_test(page_says_how_many_values_had_no_place),
        cmocka_unit_test(member_says_what_its_health_check_said),
    };
    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
