#include "lib/check.h"

#include "base/span.h"

static void span_compares_with_texts(void **state)
{
    (void)state;
    struct span span = span_make("Authorization: x", 13);

    assert_true(span_is(span, "Authorization"));
    assert_false(span_is(span, "authorization"));
    assert_true(span_is_nocase(span, "authorization"));
    assert_false(span_is_nocase(span, "authorizatio"));
    assert_true(span_starts(span, "Auth"));
    assert_false(span_starts(span, "Authorization:"));
    assert_true(span_ends(span, "zation"));
    assert_false(span_ends(span, "x"));
    assert_true(span_has(span, "horiz"));
    assert_false(span_has(span, ":"));
}

/* The empty span may hold NULL; memcmp() may not be given it. */
static void span_of_nothing_is_harmless(void **state)
{
    (void)state;
    struct span none = {NULL, 0};

    assert_true(span_is(none, ""));
    assert_false(span_is(none, "x"));
    assert_true(span_is_nocase(none, ""));
    assert_true(span_starts(none, ""));
    assert_true(span_ends(none, ""));
    assert_true(span_has(none, ""));
    assert_false(span_has(none, "x"));
    assert_int_equal(span_compare(none, none), 0);
    assert_int_equal(span_trim(none).bytes, 0);
    assert_int_equal(span_of(NULL).bytes, 0);
}

static void span_orders_like_a_dictionary(void **state)
{
    (void)state;
    assert_true(span_compare(span_of("a"), span_of("b")) < 0);
    assert_true(span_compare(span_of("b"), span_of("a")) > 0);
    assert_true(span_compare(span_of("a"), span_of("ab")) < 0);
    assert_true(span_compare(span_of("ab"), span_of("a")) > 0);
    assert_true(span_compare(span_of("ab"), span_of("ab")) == 0);
    assert_true(span_compare(span_of("\xc3\xa4"), span_of("z")) > 0);
}

static void span_trims_both_ends(void **state)
{
    (void)state;
    assert_span_is(span_trim(span_of(" \t a b\r\n")), "a b");
    assert_span_is(span_trim(span_of(" \n ")), "");
    assert_span_is(span_skip(span_of("abc"), 2), "c");
    assert_span_is(span_skip(span_of("abc"), 9), "");
}

static void span_cut_gives_every_part(void **state)
{
    static const struct {
        const char *text;
        const char *parts[5];
        size_t count;
    } cases[] = {
        {"a,b,c", {"a", "b", "c"}, 3},
        {"a", {"a"}, 1},
        {"", {""}, 1},
        {",", {"", ""}, 2},
        {"a,,b,", {"a", "", "b", ""}, 4},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct span rest = span_of(cases[i].text);
        struct span part;
        size_t count = 0;
        while (span_cut(&rest, ',', &part)) {
            assert_true(count < cases[i].count);
            assert_span_is(part, cases[i].parts[count]);
            count++;
        }
        assert_int_equal(count, cases[i].count);
    }
}

static void span_reads_whole_numbers_only(void **state)
{
    static const struct {
        const char *text;
        bool is_number;
        int64_t value;
    } cases[] = {
        {"0", true, 0},
        {"007", true, 7},
        {"-12", true, -12},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"99999999999999999999999", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"+1", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"1x", false, 0},
        {"0x10", false, 0},
        {"1.0", false, 0},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        int64_t value = 42;
        assert_int_equal(span_to_i64(span_of(cases[i].text), &value), cases[i].is_number);
        assert_int_equal(value, cases[i].is_number ? cases[i].value : 42);
    }
}

static void span_range_leaves_the_result_alone(void **state)
{
    (void)state;
    int64_t port = -1;

    assert_false(span_to_range(span_of("0"), 1, 65535, &port));
    assert_false(span_to_range(span_of("65536"), 1, 65535, &port));
    assert_int_equal(port, -1);
    assert_true(span_to_range(span_of("65535"), 1, 65535, &port));
    assert_int_equal(port, 65535);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(span_compares_with_texts),
        cmocka_unit_test(span_of_nothing_is_harmless),
        cmocka_unit_test(span_orders_like_a_dictionary),
        cmocka_unit_test(span_trims_both_ends),
        cmocka_unit_test(span_cut_gives_every_part),
        cmocka_unit_test(span_reads_whole_numbers_only),
        cmocka_unit_test(span_range_leaves_the_result_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
