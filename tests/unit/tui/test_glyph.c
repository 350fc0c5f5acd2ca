/* Text to cells: width, shortening, lines, marks. */
#include "lib/check.h"
#include "tui/glyph.h"

#include "base/banned.h"

static void shortens_to(const char *text, int cells, enum glyph_cut cut,
                        const char *expected)
{
    char out[GLYPH_TEXT_BYTES];
    assert_string_equal(glyph_shorten(text, cells, cut, out), expected);
    assert_true(glyph_cells(span_of(out), false) <= cells);
}

static void glyph_leaves_what_fits(void **state)
{
    (void)state;
    shortens_to("pay/refunds", 18, GLYPH_CUT_MIDDLE, "pay/refunds");
    shortens_to("pay/refunds-000000", 18, GLYPH_CUT_MIDDLE, "pay/refunds-000000");
    shortens_to("", 5, GLYPH_CUT_END, "");
}

static void glyph_keeps_both_ends_of_a_long_name(void **state)
{
    (void)state;
    shortens_to("envoy-gateway-system/envoy-edge-public-a6cc6474", 18, GLYPH_CUT_MIDDLE,
                "envoy-ga..a6cc6474");
    shortens_to("envoy-gateway-system/envoy-edge-public-a6cc6474", 23, GLYPH_CUT_MIDDLE,
                "envoy-gate..ic-a6cc6474");
}

static void glyph_cuts_at_the_end_or_the_start(void **state)
{
    (void)state;
    shortens_to("k8s-very-long-name", 11, GLYPH_CUT_END, "k8s-very-..");
    shortens_to("elb /v3/p/elb/listeners", 11, GLYPH_CUT_START, "..listeners");
    shortens_to("abcdef", 2, GLYPH_CUT_END, "ab");
    shortens_to("abcdef", 0, GLYPH_CUT_END, "");
}

static void glyph_never_splits_a_wide_sign(void **state)
{
    (void)state;
    shortens_to("\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87", 5, GLYPH_CUT_END,
                "\xe4\xb8\xad..");
}

static void glyph_breaks_lines_at_blanks(void **state)
{
    (void)state;
    struct span rest = span_of("  the ccm has  not seen-it-at-all  ");
    struct span line;

    assert_true(glyph_line(&rest, 8, &line) && span_is(line, "the ccm"));
    assert_true(glyph_line(&rest, 8, &line) && span_is(line, "has  not"));
    assert_true(glyph_line(&rest, 8, &line) && span_is(line, "seen-it-"));
    assert_true(glyph_line(&rest, 8, &line) && span_is(line, "at-all"));
    assert_false(glyph_line(&rest, 8, &line));
}

static void glyph_marks_have_an_ascii_form(void **state)
{
    (void)state;
    static const char marks[] = "#>.!*~=-<?";

    for (size_t i = 0; marks[i] != '\0'; i++)
        assert_int_equal(glyph_mark(marks[i], true), marks[i]);
    assert_int_equal(glyph_mark('#', false), 0x2713);
    assert_int_equal(glyph_mark('*', false), '*');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(glyph_leaves_what_fits),
        cmocka_unit_test(glyph_keeps_both_ends_of_a_long_name),
        cmocka_unit_test(glyph_cuts_at_the_end_or_the_start),
        cmocka_unit_test(glyph_never_splits_a_wide_sign),
        cmocka_unit_test(glyph_breaks_lines_at_blanks),
        cmocka_unit_test(glyph_marks_have_an_ascii_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
