/* What the filter box understands, on the rows of the reference cluster. */
#include "lib/check.h"
#include "screen/world.h"
#include "tui/filter.h"

#include "base/banned.h"

/* The names that pass, joined by blanks; orphans as their ELB's name. */
static const char *passing(const char *typed)
{
    static char out[1024];
    struct world world;
    struct filter *filter = NULL;
    struct err err = ERR_INIT;

    world_init(&world);
    world_fill_demo(&world);
    static const struct pair labels[] = {{"app", "refunds"}, {"tier", "gold"}};
    world.rows[0]->labels = labels; /* pay/refunds */
    world.rows[0]->label_count = 2;
    struct snapshot *snapshot = world_give(&world);
    if (filter_new(typed, &filter, &err) != ERR_OK)
        fail_msg("%s: %s", typed, err.text);

    out[0] = '\0';
    for (size_t i = 0; i < snapshot->view->row_count; i++) {
        struct item item = {.kind = ITEM_SERVICE, .row = snapshot->view->rows[i]};
        if (filter_passes(filter, &item))
            snprintf(out + strlen(out), sizeof out - strlen(out), "%s%s",
                     out[0] == '\0' ? "" : " ", item.row->name);
    }
    for (size_t i = 0; i < snapshot->view->elb_count; i++) {
        struct item item = {.kind = ITEM_ORPHAN_ELB, .elb = &snapshot->view->elbs[i]};
        if (item.elb->kind == ELB_ORPHAN && filter_passes(filter, &item))
            snprintf(out + strlen(out), sizeof out - strlen(out), " %s", item.elb->name);
    }
    filter_free(filter);
    snapshot_free(snapshot);
    return out;
}

static void filter_finds_text_anywhere(void **state)
{
    (void)state;
    assert_string_equal(passing("pay/"), "ledger refunds");
    assert_string_equal(passing("LEDGER"), "ledger refunds"); /* an ELB's name too */
    assert_string_equal(passing("232.13"), "fortune whoami");
    assert_string_equal(passing("k8s-old"), " k8s-old");
    assert_string_equal(passing("nowhere"), "");
}

static void filter_turns_a_word_round(void **state)
{
    (void)state;
    assert_string_equal(passing("pay !refunds"), "ledger");
    assert_string_equal(passing("!state:ready !state:orphan"),
                        "echo hello ledger refunds cart");
}

static void filter_looks_into_one_column(void **state)
{
    (void)state;
    assert_string_equal(passing("state:fail"), "refunds");
    assert_string_equal(passing("state:moving"), "hello");
    assert_string_equal(passing("state:cloud"), "hello");
    assert_string_equal(passing("ns:whoami name:for"), "fortune");
    assert_string_equal(passing("elb:k8s-edge"), "envoy-edge-public-a6cc6474");
    assert_string_equal(passing("address:10."), "intern");
    assert_string_equal(passing("mem:0/3"), "ledger");
    assert_string_equal(passing("pattern:attach"), "refunds fortune");
    assert_string_equal(passing("role:tenant state:ready"), "fortune");
    assert_string_equal(passing("port:8080"), "fortune");
    assert_string_equal(passing("eip:0c77a1"), "hello");
}

static void filter_finds_what_is_at_a_step(void **state)
{
    (void)state;
    assert_string_equal(passing("step:4"), "hello refunds");
    assert_string_equal(passing("step:4d"), "hello refunds");
    assert_string_equal(passing("step:4a"), "");
    assert_string_equal(passing("step:3"), "cart");
    assert_string_equal(passing("step:7"), ""); /* what is ready is at no step */
}

static void filter_knows_labels_as_kubectl_does(void **state)
{
    (void)state;
    assert_string_equal(passing("-l app=refunds"), "refunds");
    assert_string_equal(passing("-l app==refunds,tier"), "refunds");
    assert_string_equal(passing("-l app=refunds,tier!=gold"), "");
    assert_string_equal(passing("pay -l !app"), "ledger");
}

static void filter_takes_expressions_only_when_asked(void **state)
{
    (void)state;
    assert_string_equal(passing("~^pay/l"), "ledger");
    assert_string_equal(passing("~(hello|cart)$"), "hello cart");
    assert_string_equal(passing("^pay"), "");
}

static void filter_knows_problems(void **state)
{
    (void)state;
    assert_string_equal(passing("!"), "ledger refunds cart k8s-old");
    assert_string_equal(passing("elb:ledger !"), "ledger refunds");
}

static void fails(const char *typed, const char *text)
{
    struct filter *filter = NULL;
    struct err err = ERR_INIT;

    assert_int_equal(filter_new(typed, &filter, &err), ERR_LOCAL);
    assert_string_equal(err.text, text);
    assert_null(filter);
}

static void filter_says_what_it_does_not_understand(void **state)
{
    (void)state;
    fails("colour:red", "no column \"colour\"");
    fails("web ~(", "unfinished expression ~(");
    fails("web -l", "-l needs a label");
    fails("a b c d e f g h i j k l m n o p q", "more than 16 words");
}

static void filter_keeps_what_was_typed(void **state)
{
    (void)state;
    struct filter *filter = NULL;
    assert_int_equal(filter_new("  web  state:r ", &filter, NULL), ERR_OK);
    assert_string_equal(filter_text(filter), "  web  state:r ");
    assert_string_equal(filter_text(NULL), "");
    filter_free(filter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filter_finds_text_anywhere),
        cmocka_unit_test(filter_turns_a_word_round),
        cmocka_unit_test(filter_looks_into_one_column),
        cmocka_unit_test(filter_finds_what_is_at_a_step),
        cmocka_unit_test(filter_knows_labels_as_kubectl_does),
        cmocka_unit_test(filter_takes_expressions_only_when_asked),
        cmocka_unit_test(filter_knows_problems),
        cmocka_unit_test(filter_says_what_it_does_not_understand),
        cmocka_unit_test(filter_keeps_what_was_typed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
