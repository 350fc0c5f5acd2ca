/*
 * What people do with C, L and X, by keys, on a dashboard before a worker before a world: what
 * they see, what the world heard of it, and what is there afterwards.
 */
#include "lib/check.h"
#include "lib/wait.h"

#include "actor.h"
#include "base/limits.h"
#include "tui/dashboard.h"
#include "tui/key.h"

#define CREATOR "whoami/whoami"
#define TENANT  "whoami/fortune"

enum { ROWS = 24, COLS = 80, SHORT_HOLD_MS = 50 };

/* Somebody at the keyboard. */
struct hand {
    struct stage *stage;
    struct dashboard *dashboard;
    struct grid grid;
    int64_t ahead_ms; /* of the real clock: nobody waits for a dialog in earnest */
    int64_t hold_ms;  /* in the place of the usual one */
};

static int64_t now_ms(const struct hand *hand)
{
    static const struct clock real = CLOCK_REAL_INIT;
    return clock_now_ms(&real) + hand->ahead_ms;
}

static int64_t wall_ms(const struct hand *hand)
{
    static const struct clock real = CLOCK_REAL_INIT;
    return clock_wall_ms(&real) + hand->ahead_ms;
}

static void give(struct hand *hand, struct order *order)
{
    if (order->kind == ORDER_RUN) {
        assert_int_equal(order->span_ms, INTERVAL_HOLD_MS);
        order->span_ms = hand->hold_ms;
    }
    assert_true(doors_give_order(worker_doors(hand->stage->worker), &order));
}

static void run_errands(struct hand *hand)
{
    for (struct errand errand;
         (errand = dashboard_next_errand(hand->dashboard)).kind != ERRAND_NONE;) {
        if (errand.order != NULL)
            give(hand, errand.order);
        free(errand.text);
    }
}

/* The newest picture, if there is a newer one, and what time brings. */
static void look(struct hand *hand)
{
    struct snapshot *before = hand->stage->seen;
    struct snapshot *newer = doors_take_snapshot(worker_doors(hand->stage->worker));

    if (newer != NULL) {
        hand->stage->seen = newer;
        dashboard_show(hand->dashboard, newer, now_ms(hand), wall_ms(hand));
        snapshot_free(before);
    }
    if (dashboard_due_ms(hand->dashboard) <= now_ms(hand))
        dashboard_tick(hand->dashboard, now_ms(hand), wall_ms(hand));
    run_errands(hand);
}

static const char *screen(struct hand *hand)
{
    static char text[16384];
    struct buf out;

    dashboard_draw(hand->dashboard, &hand->grid, now_ms(hand), wall_ms(hand));
    buf_init(&out, sizeof text - 1);
    grid_print(&hand->grid, &out);
    snprintf(text, sizeof text, "%s", buf_text(&out));
    buf_release(&out);
    return text;
}

static bool shows(struct hand *hand, const char *text)
{
    look(hand);
    return strstr(screen(hand), text) != NULL;
}

static void sees(struct hand *hand, const char *text)
{
    if (!WAIT_FOR(shows(hand, text), STAGE_PATIENCE_MS))
        fail_msg("no \"%s\" on the screen:\n%s", text, screen(hand));
}

/* Names of keys, parted by blanks. */
static void press(struct hand *hand, const char *keys)
{
    struct span rest = span_of(keys);
    struct span word;
    char name[32];

    while (span_cut(&rest, ' ', &word)) {
        snprintf(name, sizeof name, "%.*s", (int)word.bytes, word.at);
        dashboard_key(hand->dashboard, key_parse(name), now_ms(hand), wall_ms(hand));
        run_errands(hand);
    }
}

static void type(struct hand *hand, const char *text)
{
    for (; *text != '\0'; text++) {
        dashboard_key(hand->dashboard, (uint32_t)*text, now_ms(hand), wall_ms(hand));
        run_errands(hand);
    }
}

/* A dialog is deaf at first: it is drawn, and then time goes by. */
static void wait_for_question(struct hand *hand, const char *question)
{
    screen(hand);
    hand->ahead_ms += INTERVAL_DEAF_MS;
    if (strstr(screen(hand), question) == NULL)
        fail_msg("no \"%s\" on the screen:\n%s", question, screen(hand));
}

static bool is_whole(struct hand *hand, const char *key)
{
    char namespace[64];
    const char *slash = strchr(key, '/');

    look(hand);
    if (hand->stage->seen == NULL)
        return false;
    snprintf(namespace, sizeof namespace, "%.*s", (int)(slash - key), key);
    const struct row *row = view_row(hand->stage->seen->view, namespace, slash + 1);
    return row != NULL && row->state == ROW_READY && row->listener_count > 0 &&
           row->eip != NULL;
}

static int sit_down(void **state)
{
    struct hand *hand = mem_new(sizeof *hand);

    hand->hold_ms = SHORT_HOLD_MS;
    hand->stage = stage_open(&(struct sim_config){.story = "quiet", .speed = 100}, false);
    hand->dashboard = dashboard_new(true, now_ms(hand));
    grid_init(&hand->grid, ROWS, COLS, true);
    stage_start(hand->stage, &(struct worker_config){.seed = 1});
    assert_true(
        WAIT_FOR(is_whole(hand, CREATOR) && is_whole(hand, TENANT), STAGE_PATIENCE_MS));
    *state = hand;
    return 0;
}

static int stand_up(void **state)
{
    struct hand *hand = *state;

    dashboard_free(hand->dashboard);
    grid_release(&hand->grid);
    stage_close(hand->stage);
    free(hand);
    return 0;
}

/* Only what has this text in its row is left, and the cursor is on the first. */
static void find(struct hand *hand, const char *text)
{
    press(hand, "Esc Esc Esc /");
    press(hand, "Ctrl-U");
    type(hand, text);
    press(hand, "Enter g");
}

/* ---- making and removing ---------------------------------------------------------------- */

static void create(struct hand *hand, const char *name)
{
    find(hand, "hello");
    press(hand, "C");
    type(hand, name);
    press(hand, "Tab Tab Ctrl-U");
    type(hand, "app=hello");
    sees(hand, "server-side dry run: accepted");
    press(hand, "Shift-Tab Shift-Tab Shift-Tab Shift-Tab Shift-Tab Enter");
    wait_for_question(hand, " Press y to create: [");
    press(hand, "y");
}

static bool is_owned_by_elbtop(struct world *world, const char *key)
{
    json_t *service = world_service(world, key);
    const json_t *managers =
        json_object_get(json_object_get(service, "metadata"), "managedFields");
    size_t i;
    json_t *manager;
    bool found = false;

    json_array_foreach(managers, i, manager)
    {
        const char *name = json_string_value(json_object_get(manager, "manager"));
        const char *how = json_string_value(json_object_get(manager, "operation"));
        found = found || (strcmp(name, "elbtop") == 0 && strcmp(how, "Apply") == 0);
    }
    json_decref(service);
    return found;
}

static void both_patterns_are_made_and_removed_by_keys(void **state)
{
    struct hand *hand = *state;
    struct world *world = hand->stage->world;

    assert_int_equal(world_autocreate(world, "hello"), 201);
    assert_true(WAIT_FOR(is_whole(hand, "lb-demo/hello"), STAGE_PATIENCE_MS));
    create(hand, "web");
    sees(hand, "-- FOLLOW lb-demo/web   create: done");
    sees(hand, " created lb-demo/web: READY at ");
    assert_true(is_owned_by_elbtop(world, "lb-demo/web"));
    assert_string_equal(world_annotation(world, "lb-demo/web", "kubernetes.io/elb.class"),
                        "union");

    assert_true(WAIT_FOR(is_whole(hand, "lb-demo/web"), STAGE_PATIENCE_MS));
    find(hand, "lb-demo/web");
    press(hand, "L");
    type(hand, "guest");
    press(hand, "Tab Tab Ctrl-U");
    type(hand, "app=hello");
    press(hand, "Tab Tab");
    sees(hand, "\n>  k8s-web ");
    sees(hand, " dry run  accepted");
    press(hand, "Enter");
    wait_for_question(hand, " Press y to link: [");
    press(hand, "y");
    sees(hand, " linked lb-demo/guest: READY at ");
    assert_string_equal(world_annotation(world, "lb-demo/guest", "kubernetes.io/elb.id"),
                        world_annotation(world, "lb-demo/web", "kubernetes.io/elb.id"));
    assert_string_equal(
        world_annotation(world, "lb-demo/guest", "kubernetes.io/elb.autocreate"), "");

    find(hand, "k8s-web");
    press(hand, "Space Space X");
    wait_for_question(hand, " Type delete 2 to tear down 2 Services: [");
    press(hand, "Tab");
    type(hand, "delete 2");
    press(hand, "Enter");
    sees(hand, "nothing left");
    sees(hand, " teardown complete: nothing left of 2 Services");
    assert_false(world_has_service(world, "lb-demo/web"));
    assert_false(world_has_service(world, "lb-demo/guest"));
    assert_int_equal(world_elb_count(world, "k8s-web"), 0);
}

static void whoami_first_is_warned_of_and_leaves_two_orphans(void **state)
{
    struct hand *hand = *state;

    find(hand, "whoami/whoami");
    press(hand, "X");
    wait_for_question(hand, " Type whoami to tear down 2 things, leaving 2 orphans: [");
    sees(hand, "2 cloud objects will be left without an owner");
    sees(hand, "1 whoami/fortune  2 whoami/whoami  then ELB and EIP go too");
    press(hand, "Enter X y Tab");
    type(hand, "whoami");
    press(hand, "Enter");

    sees(hand, "-- RECEIPT whoami/whoami   2 of 2 gone in ");
    sees(hand, "2 LEFT");
    sees(hand, "\n LEFT ELB ");
    sees(hand, "\n LEFT EIP ");
    sees(hand, " teardown incomplete: 2 left of whoami/whoami");
    press(hand, "Esc");
    type(hand, ":orphans");
    press(hand, "Enter");
    sees(hand, "-- orphans 2 ");
    sees(hand, "k8s-whoami");
    assert_int_equal(world_elb_count(hand->stage->world, "k8s-whoami"), 1);
}

static void the_order_that_is_offered_leaves_nothing(void **state)
{
    struct hand *hand = *state;

    find(hand, "whoami/whoami");
    press(hand, "X");
    wait_for_question(hand, " Type whoami ");
    press(hand, "m");
    wait_for_question(hand, " Type delete 2 to tear down 2 Services: [");
    press(hand, "Tab");
    type(hand, "delete 2");
    press(hand, "Enter");

    sees(hand, "-- RECEIPT 2 Services   6 of 6 gone in ");
    sees(hand, "nothing left");
    sees(hand, "\n #    address   138.124.232.13:8080 ");
    sees(hand, " silent ");
    sees(hand, " probe: refused");
    assert_int_equal(world_elb_count(hand->stage->world, "k8s-whoami"), 0);
}

/* ---- the world moves ------------------------------------------------------------------------- */

static void recreate(struct world *world, const char *key)
{
    const char *id = world_annotation(world, key, "kubernetes.io/elb.id");
    char manifest[600];

    snprintf(manifest, sizeof manifest,
             "apiVersion: v1\nkind: Service\nmetadata:\n  name: fortune\n"
             "  namespace: whoami\n  annotations:\n    kubernetes.io/elb.class: union\n"
             "    kubernetes.io/elb.id: %s\nspec:\n  type: LoadBalancer\n"
             "  selector: {app: fortune}\n  ports: [{port: 8080, targetPort: 8080}]\n",
             id);
    assert_int_equal(world_delete(world, key), 200);
    assert_true(WAIT_FOR(!world_has_service(world, key), STAGE_PATIENCE_MS));
    assert_int_equal(world_apply(world, manifest), 201);
}

/* The dashboard did not see it: the job reads again and finds another Service. */
static void what_was_made_again_in_between_is_not_deleted(void **state)
{
    struct hand *hand = *state;
    struct world *world = hand->stage->world;
    uint64_t since;

    find(hand, "whoami/fortune");
    press(hand, "X");
    wait_for_question(hand, " Type fortune to tear down ");
    press(hand, "Tab");
    type(hand, "fortune");
    recreate(world, TENANT);
    since = world_heard(world);
    press(hand, "Enter");

    sees(hand, " stopped, nothing was sent, it differs from what was shown: ");
    assert_true(world_has_service(world, TENANT));
    assert_int_equal(world_changes(world, since, "DELETE", TENANT), 0);
    sees(hand, "X shows a new plan");
}

static void what_changed_in_between_is_named_and_asked_again(void **state)
{
    struct hand *hand = *state;
    struct world *world = hand->stage->world;
    uint64_t since = world_heard(world);

    find(hand, "whoami/fortune");
    press(hand, "X");
    wait_for_question(hand, " Type fortune to tear down ");
    press(hand, "Tab");
    type(hand, "fortune");
    assert_int_equal(
        world_merge(world, TENANT, "{\"metadata\":{\"labels\":{\"touched\":\"yes\"}}}"),
        200);
    sees(hand, "whoami/fortune was changed (rv ");
    press(hand, "Enter");

    wait_for_question(hand, " Type fortune to tear down ");
    press(hand, "Enter Esc");
    sees(hand, "-- services");
    assert_int_equal(world_changes(world, since, "DELETE", TENANT), 0);
}

static void what_is_held_is_stopped_by_u(void **state)
{
    struct hand *hand = *state;
    struct world *world = hand->stage->world;
    uint64_t since = world_heard(world);

    hand->hold_ms = STAGE_PATIENCE_MS;
    find(hand, "whoami/fortune");
    press(hand, "X");
    wait_for_question(hand, " Type fortune to tear down ");
    press(hand, "Tab");
    type(hand, "fortune");
    press(hand, "Enter Esc u"); /* before any picture of it has come */

    sees(hand, " stopped, nothing was sent");
    assert_int_equal(world_changes(world, since, "DELETE", TENANT), 0);
    assert_true(world_has_service(world, TENANT));
}

/* A webhook's no is understood, and the form says it before anything is sent. */
static void a_name_that_is_taken_is_refused_by_the_form(void **state)
{
    struct hand *hand = *state;

    find(hand, "whoami/whoami");
    press(hand, "C");
    type(hand, "fortune");

    sees(hand, "it has an ELB already");
    sees(hand, "[ Create ] off: 1 problem");
}

int main(void)
{
    setenv("TZ", "UTC", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(both_patterns_are_made_and_removed_by_keys,
                                        sit_down, stand_up),
        cmocka_unit_test_setup_teardown(whoami_first_is_warned_of_and_leaves_two_orphans,
                                        sit_down, stand_up),
        cmocka_unit_test_setup_teardown(the_order_that_is_offered_leaves_nothing,
                                        sit_down, stand_up),
        cmocka_unit_test_setup_teardown(what_was_made_again_in_between_is_not_deleted,
                                        sit_down, stand_up),
        cmocka_unit_test_setup_teardown(what_changed_in_between_is_named_and_asked_again,
                                        sit_down, stand_up),
        cmocka_unit_test_setup_teardown(what_is_held_is_stopped_by_u, sit_down, stand_up),
        cmocka_unit_test_setup_teardown(a_name_that_is_taken_is_refused_by_the_form,
                                        sit_down, stand_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
