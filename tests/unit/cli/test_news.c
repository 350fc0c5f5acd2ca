/* What `--plain` says: every change in a sentence that stands alone, and nothing twice. */
#include "cli/news.h"
#include "cli/sentence.h"
#include "lib/check.h"
#include "screen/world.h"

#include "base/banned.h"

typedef void (*changer)(struct world *world);

static struct snapshot *demo(changer change)
{
    struct world world;

    world_init(&world);
    world_fill_demo(&world);
    if (change != NULL)
        change(&world);
    return world_give(&world);
}

static struct row *row_named(struct world *world, const char *name)
{
    for (size_t i = 0; i < world->view->row_count; i++) {
        if (strcmp(world->rows[i]->name, name) == 0)
            return world->rows[i];
    }
    fail_msg("no %s", name);
    return NULL;
}

/* What is said when the demo world changes so. */
static const char *news_of(changer before, changer after)
{
    static char text[8192];
    struct snapshot *was = demo(before);
    struct snapshot *is = demo(after);
    struct buf out;

    buf_init(&out, sizeof text - 1);
    news_between(was, is, &out);
    snprintf(text, sizeof text, "%s", buf_text(&out));
    buf_release(&out);
    snapshot_free(was);
    snapshot_free(is);
    return text;
}

static void news_says_nothing_when_nothing_changed(void **state)
{
    (void)state;

    assert_string_equal(news_of(NULL, NULL), "");
}

static void news_begins_with_how_everything_is(void **state)
{
    (void)state;
    struct snapshot *now = demo(NULL);
    struct buf out;
    buf_init(&out, 1 << 16);

    news_begin(now, &out);

    const char *text = buf_text(&out);
    assert_non_null(strstr(text, "12:04:31 It is 2025-11-22.\n"));
    assert_non_null(strstr(text,
                           "12:04:31 elbtop watches cce-demo, all namespaces, cloud "
                           "project eu-ch2_demo.\n"));
    assert_non_null(strstr(text, " 9 Services: "));
    assert_non_null(strstr(text, "12:04:31 pay/refunds is FAILED: 4 CLOUD"));
    assert_null(strstr(text, "whoami/whoami"));
    buf_release(&out);
    snapshot_free(now);
}

/* ---- Services ---- */

static void web_comes(struct world *world)
{
    struct row *row = world_add(world, "shop/web", ROW_MOVING, "##>....", 0);

    row->pattern = PATTERN_AUTOCREATE;
    world_port(world, row, 80, 30080);
    world_port(world, row, 443, 30443);
}

static void news_tells_who_came_and_who_went(void **state)
{
    (void)state;

    assert_string_equal(
        news_of(NULL, web_comes),
        "12:04:31 shop/web was added, autocreate, ports 80/TCP 443/TCP.\n");
    assert_string_equal(news_of(web_comes, NULL), "12:04:31 shop/web was removed.\n");
}

static void web_goes_slowly(struct world *world)
{
    web_comes(world);
    row_named(world, "web")->deleted_ms = WORLD_WALL_MS - 6000;
}

static void news_tells_how_long_a_deletion_took(void **state)
{
    (void)state;

    assert_string_equal(
        news_of(web_goes_slowly, NULL),
        "12:04:31 shop/web was removed, 6s after its deletion was asked for.\n");
}

static void hello_has_an_address(struct world *world)
{
    struct row *row = row_named(world, "hello");
    struct step *step = &row->steps[STEP_ADDRESS - 1];

    step->state = STEP_DONE;
    step->exact = true;
    step->started_ms = WORLD_WALL_MS - 1500;
    step->finished_ms = WORLD_WALL_MS;
    step->evidence = "138.124.232.123";
    world_address(world, row, "138.124.232.123");
}

static void news_tells_each_step_with_its_time(void **state)
{
    (void)state;
    const char *text = news_of(NULL, hello_has_an_address);

    assert_string_equal(
        text, "12:04:31 lb-demo/hello: step 6 ADDRESS is done by ccm and took 1s: "
              "138.124.232.123.\n"
              "12:04:31 lb-demo/hello has the address 138.124.232.123.\n");
}

static void hello_is_ready(struct world *world)
{
    struct row *row = row_named(world, "hello");

    row->state = ROW_READY;
    row->since_ms = WORLD_WALL_MS;
    row->why = "";
}

static void hello_moves(struct world *world)
{
    struct row *row = row_named(world, "hello");

    row->since_exact = true;
    row->since_ms = WORLD_WALL_MS - 14000;
}

static void hello_fails(struct world *world)
{
    struct row *row = row_named(world, "hello");

    row->state = ROW_FAILED;
    row->why = "VPC.0521: the quota of EIPs is used up.";
}

static void news_tells_states_with_their_reason(void **state)
{
    (void)state;

    assert_string_equal(news_of(hello_moves, hello_is_ready),
                        "12:04:31 lb-demo/hello is READY after 14s.\n");
    assert_string_equal(news_of(NULL, hello_fails),
                        "12:04:31 lb-demo/hello is FAILED now, it was MOVING: VPC.0521: "
                        "the quota of EIPs is used up.\n");
    assert_string_equal(news_of(hello_fails, hello_is_ready),
                        "12:04:31 lb-demo/hello is READY again, it was FAILED.\n");
}

static void whoami_loses_its_address(struct world *world)
{
    struct row *row = row_named(world, "whoami");

    row->address = NULL;
    row->ingress_count = 0;
    world_members(row, 1, 3);
}

static void news_tells_addresses_and_members(void **state)
{
    (void)state;

    assert_string_equal(
        news_of(NULL, whoami_loses_its_address),
        "12:04:31 whoami/whoami has no address any more, it was 138.124.232.13.\n"
        "12:04:31 whoami/whoami has 1 of 3 members online, it had 3 of 3.\n");
    assert_string_equal(
        news_of(whoami_loses_its_address, NULL),
        "12:04:31 whoami/whoami has the address 138.124.232.13.\n"
        "12:04:31 whoami/whoami has 3 of 3 members online, it had 1 of 3.\n");
}

static void whoami_is_another(struct world *world)
{
    row_named(world, "whoami")->uid = "another";
}

static void news_takes_another_object_of_the_same_name_for_another(void **state)
{
    (void)state;
    const char *text = news_of(NULL, whoami_is_another);

    assert_non_null(strstr(text, "whoami/whoami was removed.\n"));
    assert_non_null(strstr(text, "whoami/whoami was added, "));
}

/* ---- the rest ---- */

static void kubernetes_is_lost(struct world *world)
{
    world_lose(world, SOURCE_KUBERNETES, 92000);
}

static void news_tells_sources_that_are_lost_and_back(void **state)
{
    (void)state;
    const char *lost = news_of(NULL, kubernetes_is_lost);

    assert_non_null(strstr(lost, "12:04:31 The source kubernetes is lost: "));
    assert_non_null(strstr(lost, "; what is known of it is old.\n"));
    assert_string_equal(news_of(kubernetes_is_lost, NULL),
                        "12:04:31 The source kubernetes is back after 1m32s.\n");
}

static void an_elb_is_orphaned(struct world *world)
{
    world_add_elb(world, "k8s-left", ELB_ORPHAN, "138.124.232.99");
}

static void news_tells_orphans_that_come_and_go(void **state)
{
    (void)state;

    assert_string_equal(news_of(NULL, an_elb_is_orphaned),
                        "12:04:31 ELB k8s-left belongs to no Service any more.\n");
    assert_string_equal(
        news_of(an_elb_is_orphaned, NULL),
        "12:04:31 ELB k8s-left, which belonged to no Service, is gone.\n");
}

static void the_ccm_complains(struct world *world)
{
    world_event(world, 1000, "shop/cart", 4, 'b', "ccm",
                "CreatingLoadBalancerFailed: VPC.0521\x1b[31m", true);
    world->events[world->view->event_count - 1].from_kubernetes = true;
}

static void news_tells_what_controllers_complain_about(void **state)
{
    (void)state;
    const char *text = news_of(NULL, the_ccm_complains);

    assert_non_null(
        strstr(text, "12:04:31 ccm says about shop/cart: CreatingLoadBalancerFailed"));
    assert_null(strchr(text, '\x1b'));
}

/* Whatever the words are, a sentence is one line and all of its places are filled. */
static void sentences_are_whole(void **state)
{
    (void)state;
    const struct sentence_words full = {"subject", "what", "by", "was", "took", "why."};
    const struct sentence_words empty = {"", "", "", "", "", ""};
    const struct sentence_words none = {0};

    for (int i = 0; i < SAY_COUNT; i++) {
        const struct sentence_words *words[] = {&full, &empty, &none};
        for (size_t k = 0; k < ARRAY_COUNT(words); k++) {
            struct buf out;
            buf_init(&out, 1000);
            sentence_add(&out, WORLD_WALL_MS, (enum sentence)i, words[k]);
            const char *text = buf_text(&out);
            assert_null(strpbrk(text, "{}[]"));
            assert_true(out.bytes > 12);
            assert_ptr_equal(strchr(text, '\n'), text + out.bytes - 1);
            assert_int_equal(text[out.bytes - 2], '.');
            buf_release(&out);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(news_says_nothing_when_nothing_changed),
        cmocka_unit_test(news_begins_with_how_everything_is),
        cmocka_unit_test(news_tells_who_came_and_who_went),
        cmocka_unit_test(news_tells_how_long_a_deletion_took),
        cmocka_unit_test(news_tells_each_step_with_its_time),
        cmocka_unit_test(news_tells_states_with_their_reason),
        cmocka_unit_test(news_tells_addresses_and_members),
        cmocka_unit_test(news_takes_another_object_of_the_same_name_for_another),
        cmocka_unit_test(news_tells_sources_that_are_lost_and_back),
        cmocka_unit_test(news_tells_orphans_that_come_and_go),
        cmocka_unit_test(news_tells_what_controllers_complain_about),
        cmocka_unit_test(sentences_are_whole),
    };
    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
