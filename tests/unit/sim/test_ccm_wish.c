#include "lib/check.h"

#include "sim/ccm_inside.h"

#define UID "0f3c1a52-1111-4222-8333-444444444444"
#define GOOD                                                                             \
    "{\"type\":\"public\",\"name\":\"k8s-lb-demo\",\"bandwidth_name\":\"bw\","           \
    "\"bandwidth_chargemode\":\"traffic\",\"bandwidth_size\":5,"                         \
    "\"bandwidth_sharetype\":\"PER\",\"eip_type\":\"5_bgp\"}"

struct look {
    struct arena arena;
    struct buf why;
    struct ccm_wish wish;
    bool good;
};

static void look_init(struct look *look, const char *text, bool dedicated)
{
    *look = (struct look){0};
    arena_init(&look->arena, 0);
    buf_init(&look->why, 4096);
    look->good =
        ccm_wish_read(text, dedicated, UID, &look->arena, &look->wish, &look->why);
}

static void look_release(struct look *look)
{
    if (look->good)
        ccm_wish_release(&look->wish);
    buf_release(&look->why);
    arena_release(&look->arena);
}

static void a_complete_block_says_what_to_make(void **state)
{
    (void)state;
    struct look look;
    look_init(&look, GOOD, false);

    assert_true(look.good);
    assert_true(look.wish.is_public);
    assert_string_equal(look.wish.elb.name, "k8s-lb-demo");
    assert_string_equal(look.wish.eip.bandwidth_name, "bw");
    assert_int_equal(look.wish.eip.bandwidth_size, 5);
    assert_string_equal(look.wish.eip.type, "5_bgp");
    look_release(&look);
}

static void a_name_that_is_not_given_is_made_of_the_uid(void **state)
{
    (void)state;
    struct look look;
    look_init(&look, "{\"type\":\"inner\"}", false);

    assert_true(look.good);
    assert_false(look.wish.is_public);
    assert_string_equal(look.wish.elb.name, "cce-lb-" UID);
    look_release(&look);
}

static void no_type_means_inner(void **state)
{
    (void)state;
    struct look look;
    look_init(&look, "{\"name\":\"x\"}", false);

    assert_true(look.good);
    assert_false(look.wish.is_public);
    look_release(&look);
}

static void what_is_wrong_is_named(void **state)
{
    static const struct {
        const char *text;
        bool dedicated;
        const char *why;
    } cases[] = {
        {"{\"type\":\"public\"}", false,
         "elb autoCreate field:[bandwidth_name] is invalid"},
        {"{\"type\":\"public\",\"bandwidth_name\":\"b\"}", false,
         "elb autoCreate field:[bandwidth_size] is invalid"},
        {"{\"type\":\"public\",\"bandwidth_name\":\"b\",\"bandwidth_size\":0}", false,
         "elb autoCreate field:[bandwidth_size] is invalid"},
        {"{\"type\":\"public\",\"bandwidth_name\":\"b\",\"bandwidth_size\":2001}", false,
         "elb autoCreate field:[bandwidth_size] is invalid"},
        {"{\"type\":\"public\",\"bandwidth_name\":\"b\",\"bandwidth_size\":5}", false,
         "elb autoCreate field:[bandwidth_sharetype] is invalid"},
        {"{\"type\":\"public\",\"bandwidth_name\":\"b\",\"bandwidth_size\":5,"
         "\"bandwidth_sharetype\":\"PER\"}",
         false, "elb autoCreate field:[eip_type] is invalid"},
        {"{\"type\":\"public\",\"bandwidth_name\":\"b\",\"bandwidth_size\":5,"
         "\"bandwidth_sharetype\":\"PER\",\"bandwidth_chargemode\":\"traffic,\","
         "\"eip_type\":\"5_bgp\"}",
         false, "elb autoCreate field:[bandwidth_chargemode] is invalid"},
        {"{\"type\":\"open\"}", false, "elb autoCreate field:[type] is invalid"},
        {"{\"type\":\"inner\"}", true,
         "elb autoCreate field:[available_zone] is invalid"},
        {"{\"type\":\"inner\",\"available_zone\":[\"eu-de-01\"]}", true,
         "elb autoCreate field:[l4_flavor_name] is invalid"},
        {"{\"bandwidth_size\":\"5\"}", false,
         "Unmarshal elbAutoCreate params failed: json: cannot unmarshal string into Go "
         "struct "
         "field ElbAutoCreate.bandwidth_size of type int"},
        {"{\"available_zone\":\"eu-de-01\"}", false,
         "Unmarshal elbAutoCreate params failed: json: cannot unmarshal string into Go "
         "struct "
         "field ElbAutoCreate.available_zone of type []string"},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct look look;
        look_init(&look, cases[i].text, cases[i].dedicated);
        assert_false(look.good);
        assert_string_equal(buf_text(&look.why), cases[i].why);
        look_release(&look);
    }
}

static void broken_json_is_an_unmarshal_error(void **state)
{
    static const char *const texts[] = {"{", "", "[]", "5", "{\"type\":public}"};
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        struct look look;
        look_init(&look, texts[i], false);
        assert_false(look.good);
        assert_true(
            span_starts(buf_span(&look.why), "Unmarshal elbAutoCreate params failed: "));
        look_release(&look);
    }
}

static void flavors_in_a_union_block_are_passed_over(void **state)
{
    (void)state;
    struct look look;
    look_init(&look, "{\"type\":\"inner\",\"l4_flavor_name\":\"L4_flavor.elb.s1.small\"}",
              false);

    assert_true(look.good);
    assert_null(look.wish.elb.l4_flavor);
    look_release(&look);
}

static void only_two_classes_are_known(void **state)
{
    bool dedicated = true;
    (void)state;

    assert_true(ccm_class_read(NULL, &dedicated));
    assert_false(dedicated);
    assert_true(ccm_class_read("union", &dedicated));
    assert_false(dedicated);
    assert_true(ccm_class_read("performance", &dedicated));
    assert_true(dedicated);
    assert_false(ccm_class_read("shared", &dedicated));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_complete_block_says_what_to_make),
        cmocka_unit_test(a_name_that_is_not_given_is_made_of_the_uid),
        cmocka_unit_test(no_type_means_inner),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(broken_json_is_an_unmarshal_error),
        cmocka_unit_test(flavors_in_a_union_block_are_passed_over),
        cmocka_unit_test(only_two_classes_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
