/* Going elsewhere by keys: contexts, namespaces, and that nothing of before stays. */
#include "lib/check.h"
#include "screen/desk.h"

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
}

/* The next errand that is no order. */
static struct errand next_errand(struct desk *desk)
{
    struct errand errand;

    do {
        errand = dashboard_next_errand(desk->dashboard);
        order_free(errand.order);
    } while (errand.kind == ERRAND_ORDER);
    return errand;
}

static void assert_same(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        assert_ptr_equal(a, b);
    else
        assert_string_equal(a, b);
}

static void wants_to_enter(struct desk *desk, const char *context, const char *namespace)
{
    struct errand errand = next_errand(desk);

    assert_int_equal(errand.kind, ERRAND_ENTER);
    assert_same(errand.text, context);
    assert_same(errand.namespace, namespace);
    free(errand.text);
    free(errand.namespace);
}

static void wants_nothing(struct desk *desk)
{
    assert_int_equal(next_errand(desk).kind, ERRAND_NONE);
}

static const struct place three[] = {
    {"cce-demo", "", false}, {"cce-prod", "", true}, {"kind", "", false}};

static void offer(struct desk *desk)
{
    const struct places places = {
        .count = ARRAY_COUNT(three), .at = three, .here = "cce-demo"};

    desk_press(desk, "@");
    assert_int_equal(next_errand(desk).kind, ERRAND_CONTEXTS);
    dashboard_offer_contexts(desk->dashboard, &places, WORLD_NOW_MS, WORLD_WALL_MS);
}

/* ---- contexts ---- */

static void contexts_are_offered_and_narrowed(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    offer(&desk);
    desk_sees(&desk, "-- contexts 3 of 3");
    desk_sees(&desk, ">*cce-demo");
    desk_sees(&desk, "  cce-prod         PROTECTED");
    desk_press(&desk, "p r");
    desk_sees(&desk, "-- contexts 1 of 3");
    desk_sees_not(&desk, "kind");
    desk_press(&desk, "Enter");

    wants_to_enter(&desk, "cce-prod", NULL);
    desk_sees(&desk, "-- services");
    desk_close(&desk);
}

static void contexts_are_chosen_by_arrows_too(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    offer(&desk);
    desk_press(&desk, "Down Down Up Enter");

    wants_to_enter(&desk, "cce-prod", NULL);
    desk_close(&desk);
}

static void contexts_that_are_not_there_are_not_entered(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    offer(&desk);
    desk_press(&desk, "z z z");
    desk_sees(&desk, "No context has this in its name.");
    desk_press(&desk, "Enter");

    desk_sees(&desk, "there is no context zzz");
    wants_nothing(&desk);
    desk_close(&desk);
}

static void contexts_are_left_alone_by_esc(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    offer(&desk);
    desk_press(&desk, "k Esc");

    desk_sees(&desk, "-- services");
    wants_nothing(&desk);
    desk_close(&desk);
}

static void contexts_can_be_named_and_completed(void **state)
{
    const struct places places = {.count = ARRAY_COUNT(three), .at = three};
    (void)state;
    struct desk desk;
    open_desk(&desk);
    dashboard_set_contexts(desk.dashboard, &places);

    desk_press(&desk, ": c t x Space k Tab Enter");
    wants_to_enter(&desk, "kind", NULL);
    desk_press(&desk, ": c t x Space c Tab");
    desk_sees(&desk, "ctx cce-demo ctx cce-prod");
    desk_sees(&desk, ":ctx cce-");
    desk_close(&desk);
}

static void nothing_of_the_cluster_that_was_left_is_shown(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    desk_press(&desk, "/ c a r t Enter Space b Z e");
    desk_sees(&desk, "-- events");

    dashboard_entered(desk.dashboard, JOURNEY_CONTEXT,
                      &(struct arrival){.context = "cce-prod"}, WORLD_NOW_MS,
                      WORLD_WALL_MS);
    snapshot_free(desk.snapshot);
    desk.snapshot = NULL; /* gone for good: whoever still looks at it is found by ASan */

    desk_sees(&desk, "ctx cce-prod");
    desk_sees(&desk, "k8s connecting");
    desk_sees(&desk, "Not read yet");
    desk_sees(&desk, "filter none");
    desk_sees_not(&desk, "cart");
    desk_sees_not(&desk, "pay/");
    desk_sees_not(&desk, "FROZEN");
    wants_nothing(&desk);
    desk_show(&desk, demo(NULL));
    desk_sees(&desk, "> pay/refunds");
    desk_sees_not(&desk, "+shop/cart");
    desk_close(&desk);
}

static void a_tear_down_is_under_way(struct world *world)
{
    static struct job_report job = {.state = JOB_PROVING, .title = "whoami/whoami"};

    world->snapshot->jobs = &job;
    world->snapshot->job_count = 1;
}

static void nobody_leaves_while_something_is_under_way(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    desk_show(&desk, demo(a_tear_down_is_under_way));

    desk_press(&desk, ": c t x Space k i n d Enter");

    desk_sees(&desk, "@ is off: whoami/whoami is on its way");
    wants_nothing(&desk);
    desk_close(&desk);
}

/* ---- which namespace, and why ---- */

static void as_last_time(struct world *world)
{
    world->snapshot->namespace = "shop";
    world->snapshot->scope = "only namespace shop, as last time; 0 reads all";
}

static void why_that_namespace_is_said_once(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    dashboard_entered(desk.dashboard, JOURNEY_CONTEXT,
                      &(struct arrival){.context = "cce-prod"}, WORLD_NOW_MS,
                      WORLD_WALL_MS);
    snapshot_free(desk.snapshot);
    desk.snapshot = NULL;
    desk_sees(&desk, "context cce-prod");

    desk_show(&desk, demo(as_last_time));
    desk_sees(&desk, "context cce-prod: only namespace shop, as last time; 0 reads all");
    desk_press(&desk, "j");
    desk_sees_not(&desk, "as last time");
    desk_show(&desk, demo(as_last_time));
    desk_sees_not(&desk, "as last time");
    desk_close(&desk);
}

/* ---- the embedded world ---- */

static void wants_to_go(struct desk *desk, enum journey_kind kind)
{
    struct errand errand = next_errand(desk);

    assert_int_equal(errand.kind, ERRAND_ENTER);
    assert_int_equal(errand.journey, kind);
    assert_null(errand.text);
}

static void the_simulator_is_named_before_it_has_answered(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, ": s i m Enter");
    wants_to_go(&desk, JOURNEY_SIMULATOR);
    dashboard_entered(desk.dashboard, JOURNEY_SIMULATOR,
                      &(struct arrival){.context = "sim", .simulator = true},
                      WORLD_NOW_MS, WORLD_WALL_MS);

    desk_sees(&desk, " elbtop  SIMULATOR  [RW]  ctx sim");
    desk_sees(&desk, "nothing here is real or costs money");
    desk_press(&desk, ": s i m Enter");
    desk_sees(&desk, "this is the simulator already");
    wants_nothing(&desk);
    desk_press(&desk, ": l i v e Enter");
    wants_to_go(&desk, JOURNEY_BACK);
    dashboard_entered(desk.dashboard, JOURNEY_BACK,
                      &(struct arrival){.context = "cce-demo"}, WORLD_NOW_MS,
                      WORLD_WALL_MS);
    desk_sees(&desk, " elbtop  LIVE  [RW]  ctx cce-demo");
    desk_close(&desk);
}

static void nobody_goes_to_the_simulator_while_something_is_under_way(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    desk_show(&desk, demo(a_tear_down_is_under_way));

    desk_press(&desk, ": s i m Enter");
    desk_sees(&desk, ":sim is off: whoami/whoami is on its way");
    desk_press(&desk, ": l i v e Enter");
    desk_sees(&desk, ":live is off: whoami/whoami is on its way");
    wants_nothing(&desk);
    desk_close(&desk);
}

/* ---- namespaces ---- */

static void only_shop_is_read(struct world *world)
{
    world->snapshot->namespace = "shop";
}

static void a_namespace_that_is_not_read_is_read_instead(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);
    desk_show(&desk, demo(only_shop_is_read));

    desk_press(&desk, ": n s Space p a y Enter");
    wants_to_enter(&desk, NULL, "pay");
    desk_press(&desk, "0");
    wants_to_enter(&desk, NULL, NULL);
    desk_press(&desk, ": n s Space s h o p Enter");
    wants_nothing(&desk);
    desk_close(&desk);
}

static void namespaces_are_offered_with_what_is_in_them(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, "n");
    desk_sees(&desk, ">*all namespaces");
    desk_sees(&desk, "pay                    2 Services, 2 need you");
    desk_press(&desk, "s h o p Enter");
    desk_sees(&desk, "ns shop");
    desk_press(&desk, "n Home Up Up Up Up Up Up Up Up Enter");
    desk_sees(&desk, "ns ALL");
    desk_press(&desk, "n n o w h e r e Enter");

    desk_sees(&desk, "ns nowhere");
    wants_nothing(&desk);
    desk_close(&desk);
}

/* ---- typed lines ---- */

static void typed_commands_come_back_with_up(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    desk_press(&desk, ": e v e n t s Enter : e l b Enter : s v c Enter");
    desk_press(&desk, ": x Up");
    desk_sees(&desk, ":svc");
    desk_press(&desk, "Up Up Up");
    desk_sees(&desk, ":events");
    desk_press(&desk, "Down Down Down");
    desk_sees(&desk, " :x");
    desk_press(&desk, "Up Up Enter");
    desk_sees(&desk, "-- elbs");
    desk_press(&desk, "Esc / Up");
    desk_sees_not(&desk, "/elb");
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contexts_are_offered_and_narrowed),
        cmocka_unit_test(contexts_are_chosen_by_arrows_too),
        cmocka_unit_test(contexts_that_are_not_there_are_not_entered),
        cmocka_unit_test(contexts_are_left_alone_by_esc),
        cmocka_unit_test(contexts_can_be_named_and_completed),
        cmocka_unit_test(nothing_of_the_cluster_that_was_left_is_shown),
        cmocka_unit_test(nobody_leaves_while_something_is_under_way),
        cmocka_unit_test(why_that_namespace_is_said_once),
        cmocka_unit_test(the_simulator_is_named_before_it_has_answered),
        cmocka_unit_test(nobody_goes_to_the_simulator_while_something_is_under_way),
        cmocka_unit_test(a_namespace_that_is_not_read_is_read_instead),
        cmocka_unit_test(namespaces_are_offered_with_what_is_in_them),
        cmocka_unit_test(typed_commands_come_back_with_up),
    };
    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
