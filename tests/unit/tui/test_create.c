/* The form for a new ELB by keys: what is judged, tried, asked and given to the worker. */
#include "lib/check.h"
#include "screen/desk.h"
#include "tui/dashboard_inside.h"
#include "tui/key.h"

#include "base/limits.h"

#include "base/banned.h"

static void gives_nothing(struct desk *desk)
{
    assert_null(desk_given(desk, ORDER_RUN));
}

/* The question hears from now on. */
static void wait_for_question(struct desk *desk)
{
    desk_draw(desk);
    desk_wait(desk, INTERVAL_DEAF_MS);
}

/* On shop/intern: the form proposes a new Service in that namespace. */
static void open_form(struct desk *desk)
{
    desk_open(desk, 24, 80, true);
    desk_fill(desk, world_fill_demo);
    desk_draw(desk);
    desk_press(desk, "/ i n t e r n Enter C");
    desk_sees(desk, "-- NEW ELB for ");
}

static void press_create(struct desk *desk)
{
    desk_press(desk, "Shift-Tab Shift-Tab Shift-Tab Enter");
}

#define NAMED "w e b "

/* ---- the form ---- */

static void form_starts_with_defaults_that_work(void **state)
{
    (void)state;
    struct desk desk;
    open_form(&desk);

    desk_sees(&desk, "type NAMESPACE/NAME           x BAD");
    desk_sees(&desk, "[ Create ] off: 1 problem");
    desk_press(&desk, NAMED);

    desk_sees(&desk, "-- NEW ELB for shop/web   autocreate   0 problems");
    desk_sees(&desk, "[app=web ");
    desk_sees(&desk, "[k8s-web ");
    desk_sees(&desk, "[k8s-web-bw ");
    desk_close(&desk);
}

static void form_judges_while_one_types(void **state)
{
    (void)state;
    struct desk desk;
    open_form(&desk);
    desk_press(&desk, NAMED "Tab Tab Tab Tab Tab Tab"); /* on the bandwidth's name */

    desk_press(&desk, "Ctrl-U");
    desk_sees(&desk, "x BAD");
    desk_sees(&desk, "elb autoCreate field:[bandwidth_name] is invalid");
    desk_sees(&desk, "[ Create ] off: 1 problem");
    press_create(&desk);
    wait_for_question(&desk);
    gives_nothing(&desk);
    desk_press(&desk, "Ctrl-E");

    desk_sees(&desk, "[k8s-web-bw ");
    desk_sees(&desk, "0 problems");
    desk_close(&desk);
}

/* On More, which stands behind the EIP type. */
#define TO_MORE NAMED "Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab "

static void form_asks_for_what_is_rarer_when_more_is_chosen(void **state)
{
    (void)state;
    struct desk desk;
    open_form(&desk);
    desk_press(&desk, TO_MORE);
    desk_sees(&desk, "> More         (o) no  ( ) yes ");
    desk_sees_not(&desk, "Algorithm");

    desk_press(&desk, "Space Tab Tab"); /* on the algorithm */
    desk_sees(&desk, "> Algorithm    [ROUND_ROBIN ");
    desk_press(&desk, "Ctrl-U f a s t");
    desk_sees(&desk, "x BAD");
    desk_sees(&desk, "off: 1 problem");
    desk_press(&desk, "Ctrl-E");
    desk_sees(&desk, "[ROUND_ROBIN ");
    desk_press(&desk, "Ctrl-U S O U R C E _ I P Tab Space"); /* and sticky */
    desk_sees(&desk, "off: 1 problem");
    desk_press(&desk, "Space Tab Space"); /* no: then health off */
    desk_sees(&desk, "0 problems");
    desk_sees_not(&desk, "Check  ");
    desk_close(&desk);
}

static void form_shows_all_fields_at_once_where_there_is_room(void **state)
{
    static const char *const labels[] = {"Subnet", "Algorithm", "Sticky", "Health check",
                                         "ACL id"};
    struct desk desk;
    (void)state;
    desk_open(&desk, 45, 160, true);
    desk_fill(&desk, world_fill_demo);
    desk_draw(&desk);
    desk_press(&desk, "/ i n t e r n Enter C");
    desk_press(&desk, NAMED);

    for (size_t i = 0; i < ARRAY_COUNT(labels); i++)
        desk_sees(&desk, labels[i]);
    desk_sees_not(&desk, "More  ");
    desk_press(&desk, "Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab "
                      "d e l a y = 7");
    desk_sees(&desk, "kubernetes.io/elb.health-check-option: '{\"delay\":\"7\"}'");
    desk_press(&desk, "x");
    desk_sees(&desk, "delay must be 1 to 50");
    desk_close(&desk);
}

static void form_warns_of_a_bandwidth_between_the_steps(void **state)
{
    (void)state;
    struct desk desk;
    open_form(&desk);

    desk_press(&desk, NAMED "Tab Tab Tab Tab Tab Tab Tab Ctrl-U 3 0 1");
    desk_sees(&desk, "bandwidth_size 301 is betw");
    desk_sees(&desk, "! warn");
    desk_press(&desk, "Backspace 0");
    desk_sees(&desk, "0 problems");
    desk_press(&desk, "x");

    desk_sees(&desk, "a number of Mbit/s");
    desk_close(&desk);
}

static void form_says_what_works_for_a_service_with_an_elb(void **state)
{
    (void)state;
    struct desk desk;
    open_form(&desk);

    desk_press(&desk, "i n t e r n");

    desk_sees(&desk, "it has an ELB already");
    desk_sees(&desk, "tear it down");
    desk_sees(&desk, "[ Create ] off: 1 problem");
    desk_close(&desk);
}

static void form_hides_what_an_internal_elb_has_not(void **state)
{
    (void)state;
    struct desk desk;
    open_form(&desk);

    desk_press(&desk, NAMED "Tab Tab Tab Tab Space");

    assert_null(strstr(desk_screen(&desk), "Bandw. name"));
    desk_sees(&desk, "\"type\":\"inner\"");
    desk_close(&desk);
}

static void form_takes_pasted_text_in_fields_only(void **state)
{
    (void)state;
    struct desk desk;
    open_form(&desk);

    for (const char *at = "web"; *at != '\0'; at++)
        dashboard_paste(desk.dashboard, (uint32_t)*at);
    desk_sees(&desk, "-- NEW ELB for shop/web ");
    press_create(&desk);
    wait_for_question(&desk);
    dashboard_paste(desk.dashboard, 'y');

    gives_nothing(&desk);
    desk_sees(&desk, "pasted text is not taken here");
    desk_close(&desk);
}

static struct job_report torn;

static void gone(struct world *world)
{
    world_fill_demo(world);
    for (size_t i = 0; i < world->view->row_count; i++) {
        if (strcmp(world->rows[i]->name, "intern") == 0)
            world->rows[i]->name = "another";
    }
    torn = (struct job_report){.id = 1,
                               .state = JOB_DONE,
                               .kind = PLAN_TEARDOWN,
                               .title = "shop/intern",
                               .err = ERR_INIT,
                               .advice = "",
                               .field = "",
                               .owner = "",
                               .difference = "",
                               .took_ms = 3000};
    world->snapshot->jobs = &torn;
    world->snapshot->job_count = 1;
}

/* After a tear-down C offers what was there: a new ELB, with the old values. */
static void form_has_the_old_values_of_what_was_torn_down(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, 24, 80, true);
    desk_fill(&desk, world_fill_demo);
    desk_draw(&desk);
    desk_press(&desk, "/ i n t e r n Enter X");
    wait_for_question(&desk);
    desk_press(&desk, "Tab i n t e r n Enter");
    struct order *order = desk_given(&desk, ORDER_RUN);
    assert_non_null(order);

    desk_fill(&desk, gone);
    desk_press(&desk, "C");

    desk_sees(&desk, "-- NEW ELB for shop/intern ");
    desk_sees(&desk, "( ) public  (o) inner");
    desk_sees(&desk, "[elb-inner ");
    desk_sees(&desk, "0 problems");
    order_free(order);
    desk_close(&desk);
}

/* ---- the second opinion ---- */

static struct job_report trial;

static void with_trial(struct world *world)
{
    world_fill_demo(world);
    world->snapshot->trial = &trial;
}

static void trial_is(uint64_t id, enum job_state state, enum refused_kind refused)
{
    trial = (struct job_report){.id = id,
                                .state = state,
                                .refused = refused,
                                .dry_run_only = true,
                                .err = ERR_INIT,
                                .advice = "",
                                .field = "",
                                .owner = "",
                                .difference = "",
                                .title = "shop/web",
                                .took_ms = -1};
    if (refused != REFUSED_NOT) {
        err_set(&trial.err, ERR_REFUSED, "the webhook's own words");
        trial.advice = "what works";
    }
}

static struct order *tried(struct desk *desk)
{
    desk_wait(desk, INTERVAL_TRY_MS);
    return desk_given(desk, ORDER_TRY);
}

static void form_asks_the_server_a_moment_after_the_last_key(void **state)
{
    (void)state;
    struct desk desk;
    open_form(&desk);
    order_free(desk_given(&desk, ORDER_RIGHTS));

    desk_press(&desk, NAMED);
    desk_wait(&desk, INTERVAL_TRY_MS - 1);
    assert_null(desk_given(&desk, ORDER_TRY));
    struct order *order = tried(&desk);

    assert_non_null(order);
    assert_int_equal(order->plan->kind, PLAN_CREATE);
    assert_non_null(strstr(order->plan->manifest, "k8s-web"));
    assert_null(tried(&desk)); /* once is enough */
    trial_is(order->job, JOB_DONE, REFUSED_NOT);
    desk_fill(&desk, with_trial);
    desk_sees(&desk, "server-side dry run: accepted");
    order_free(order);
    desk_close(&desk);
}

static void form_is_off_when_a_webhook_refuses(void **state)
{
    (void)state;
    struct desk desk;
    open_form(&desk);
    desk_press(&desk, NAMED);
    struct order *order = tried(&desk);
    assert_non_null(order);

    trial_is(order->job, JOB_STOPPED, REFUSED_BY_WEBHOOK);
    desk_fill(&desk, with_trial);

    desk_sees(&desk, "server-side dry run: refused");
    desk_sees(&desk, "a webhook refuses: the webhook's own words; what works");
    desk_sees(&desk, "[ Create ] off: a webhook refuses");
    press_create(&desk);
    wait_for_question(&desk);
    desk_press(&desk, "y");
    gives_nothing(&desk);
    order_free(order);
    desk_close(&desk);
}

static void form_goes_on_without_an_opinion(void **state)
{
    (void)state;
    struct desk desk;
    open_form(&desk);
    desk_press(&desk, NAMED);
    struct order *order = tried(&desk);
    assert_non_null(order);

    trial_is(order->job, JOB_STOPPED, REFUSED_UNCHECKABLE);
    desk_fill(&desk, with_trial);

    desk_sees(&desk, "server-side dry run: no opinion");
    assert_null(strstr(desk_screen(&desk), "[ Create ] off"));
    order_free(order);
    desk_close(&desk);
}

/* ---- the question ---- */

static void form_asks_once_more_and_takes_y(void **state)
{
    (void)state;
    struct desk desk;
    open_form(&desk);
    desk_press(&desk, NAMED);
    press_create(&desk);
    desk_draw(&desk);
    desk_press(&desk, "y Enter"); /* typed ahead */
    gives_nothing(&desk);

    wait_for_question(&desk);
    desk_sees(&desk, "\n MAKES ");
    desk_sees(&desk, " Press y to create: [");
    desk_press(&desk, "Enter C");
    gives_nothing(&desk);
    desk_press(&desk, "y");

    struct order *order = desk_given(&desk, ORDER_RUN);
    assert_non_null(order);
    assert_int_equal(order->span_ms, INTERVAL_HOLD_MS);
    assert_non_null(strstr(order->plan->manifest, "kubernetes.io/elb.autocreate"));
    assert_null(strstr(order->plan->manifest, "kubernetes.io/elb.id"));
    assert_int_equal(desk_panel(&desk)->ops->kind, PANEL_JOB);
    order_free(order);
    desk_close(&desk);
}

static void question_goes_back_to_the_form_by_esc(void **state)
{
    (void)state;
    struct desk desk;
    open_form(&desk);
    desk_press(&desk, NAMED);
    press_create(&desk);

    desk_press(&desk, "Esc");
    desk_sees(&desk, "[ Create ]");
    desk_press(&desk, "Esc");

    desk_sees(&desk, "-- services");
    gives_nothing(&desk);
    desk_close(&desk);
}

static void somebody_made_it(struct world *world)
{
    world_fill_demo(world);
    world_add(world, "shop/web", ROW_SKIPPED, "###----", 0)->pattern = PATTERN_NONE;
}

static void question_starts_again_when_the_world_moves(void **state)
{
    (void)state;
    struct desk desk;
    open_form(&desk);
    desk_press(&desk, NAMED);
    press_create(&desk);
    wait_for_question(&desk);

    desk_fill(&desk, somebody_made_it);
    desk_press(&desk, "y");

    gives_nothing(&desk);
    desk_sees(&desk, "changed since it was shown: shop/web is there now");
    wait_for_question(&desk);
    desk_press(&desk, "y");
    struct order *order = desk_given(&desk, ORDER_RUN);
    assert_non_null(order);
    order_free(order);
    desk_close(&desk);
}

static const struct rights denied = {.namespace = "shop",
                                     .create = RIGHT_GIVEN,
                                     .patch = RIGHT_DENIED,
                                     .delete = RIGHT_GIVEN};

static void no_right(struct world *world)
{
    world_fill_demo(world);
    world->snapshot->rights = &denied;
    world->snapshot->rights_count = 1;
}

static void question_is_off_without_the_right(void **state)
{
    (void)state;
    struct desk desk;
    open_form(&desk);
    desk_press(&desk, NAMED);
    press_create(&desk);
    wait_for_question(&desk);

    desk_fill(&desk, no_right);
    desk_press(&desk, "y");

    gives_nothing(&desk);
    desk_sees(&desk, " off: no right to patch Services in shop");
    desk_close(&desk);
}

int main(void)
{
    setenv("TZ", "UTC", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(form_starts_with_defaults_that_work),
        cmocka_unit_test(form_judges_while_one_types),
        cmocka_unit_test(form_asks_for_what_is_rarer_when_more_is_chosen),
        cmocka_unit_test(form_shows_all_fields_at_once_where_there_is_room),
        cmocka_unit_test(form_warns_of_a_bandwidth_between_the_steps),
        cmocka_unit_test(form_says_what_works_for_a_service_with_an_elb),
        cmocka_unit_test(form_hides_what_an_internal_elb_has_not),
        cmocka_unit_test(form_takes_pasted_text_in_fields_only),
        cmocka_unit_test(form_has_the_old_values_of_what_was_torn_down),
        cmocka_unit_test(form_asks_the_server_a_moment_after_the_last_key),
        cmocka_unit_test(form_is_off_when_a_webhook_refuses),
        cmocka_unit_test(form_goes_on_without_an_opinion),
        cmocka_unit_test(form_asks_once_more_and_takes_y),
        cmocka_unit_test(question_goes_back_to_the_form_by_esc),
        cmocka_unit_test(question_starts_again_when_the_world_moves),
        cmocka_unit_test(question_is_off_without_the_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
