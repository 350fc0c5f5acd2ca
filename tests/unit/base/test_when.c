#include "lib/check.h"
#include "lib/prop.h"

#include <time.h>

#include "base/when.h"

static void when_reads_every_form_that_is_sent(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-01-15T08:15:30Z", 1768464930000},
        {"2026-01-15T08:15:30.123456Z", 1768464930123}, /* IAM */
        {"2026-01-15T08:15:30.1Z", 1768464930100},
        {"2026-01-15T08:15:30.999999999Z", 1768464930999},
        {"2026-01-15T08:15:30", 1768464930000}, /* ELB v2.0 */
        {"2026-01-15 08:15:30", 1768464930000}, /* EIP v1 */
        {"2026-01-15t08:15:30z", 1768464930000},
        {"2026-01-15T10:15:30+02:00", 1768464930000},
        {"2026-01-15T03:45:30-04:30", 1768464930000},
        {"2024-02-29T00:00:00Z", 1709164800000},
        {"2000-02-29T00:00:00Z", 951782400000},
        {"1969-12-31T23:59:59Z", -1000},
        {"0001-01-01T00:00:00Z", -62135596800000}, /* Go's zero time */
        {"9999-12-31T23:59:59Z", 253402300799000},
        {"2016-12-31T23:59:60Z", 1483228800000}, /* a leap second */
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        int64_t ms = 42;
        assert_true(when_parse(span_of(cases[i].text), &ms));
        assert_int_equal(ms, cases[i].ms);
    }
}

static void when_refuses_everything_else(void **state)
{
    static const char *const texts[] = {
        "",
        "2026-01-15",
        "2026-01-15T08:15",
        "2026-01-15T08:15:30.Z",
        "2026-01-15T08:15:30.1234567890Z",
        "2026-01-15T08:15:30ZZ",
        "2026-01-15T08:15:30 Z",
        "2026-01-15T08:15:30+0200",
        "2026-01-15T08:15:30+24:00",
        "2026-13-15T08:15:30Z",
        "2026-00-15T08:15:30Z",
        "2026-01-00T08:15:30Z",
        "2026-01-32T08:15:30Z",
        "2026-02-29T08:15:30Z",
        "1900-02-29T08:15:30Z",
        "2026-04-31T08:15:30Z",
        "2026-01-15T24:15:30Z",
        "2026-01-15T08:60:30Z",
        "2026-01-15T08:15:61Z",
        "2026-01-15T-0:15:30Z",
        "0000-01-15T08:15:30Z",
        "2026-1-15T08:15:30Z",
        "+026-01-15T08:15:30Z",
        " 2026-01-15T08:15:30Z",
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        int64_t ms = 42;
        if (when_parse(span_of(texts[i]), &ms))
            fail_msg("'%s' was read as %lld", texts[i], (long long)ms);
        assert_int_equal(ms, 42);
    }
    int64_t ms;
    assert_false(when_parse(span_make("2026-01-15\00008:15:30Z", 20), &ms));
    assert_int_equal(when_from_text(NULL), WHEN_UNKNOWN);
    assert_int_equal(when_from_text("soon"), WHEN_UNKNOWN);
}

static void when_reads_what_it_prints(void **state)
{
    (void)state;
    struct prop prop;
    char text[WHEN_TEXT_BYTES];

    prop_start(&prop);
    for (int i = 0; i < prop_rounds(20000); i++) {
        /* Years 1 to 9999. */
        int64_t ms = chance_between(&prop.chance, -62135596800000, 253402300799999);
        int64_t back = 0;
        if (prop_coin(&prop))
            ms -= ms % 1000;
        if (!when_parse(span_of(when_print(ms, text)), &back) || back != ms)
            fail_msg("%lld became %s and then %lld", (long long)ms, text,
                     (long long)back);
    }
}

static void when_prints_milliseconds_only_when_there_are_any(void **state)
{
    (void)state;
    char out[WHEN_TEXT_BYTES];

    assert_string_equal(when_print(1768464930000, out), "2026-01-15T08:15:30Z");
    assert_string_equal(when_print(1768464930007, out), "2026-01-15T08:15:30.007Z");
    assert_string_equal(when_print(-1, out), "1969-12-31T23:59:59.999Z");
    assert_string_equal(when_print(WHEN_UNKNOWN, out), "-");
    assert_string_equal(when_print(WHEN_UNKNOWN + 1, out),
                        out); /* no overflow on the way */
    assert_string_equal(when_print(INT64_MAX, out), out);
}

static void when_prints_the_local_clock(void **state)
{
    (void)state;
    char out[WHEN_TEXT_BYTES];

    setenv("TZ", "UTC-02:00", 1);
    tzset();
    assert_string_equal(when_print_clock(1768464930000, out), "10:15:30");
    assert_string_equal(when_print_clock(WHEN_UNKNOWN, out), "-");
}

static void duration_reads_numbers_with_units(void **state)
{
    static const struct {
        const char *text;
        bool is_one;
        int64_t ms;
    } cases[] = {
        {"300ms", true, 300},
        {"5s", true, 5000},
        {"2m", true, 120000},
        {"1h", true, 3600000},
        {"0s", true, 0},
        {"5", false, 0},
        {"", false, 0},
        {"s", false, 0},
        {"ms", false, 0},
        {"-5s", false, 0},
        {"1.5s", false, 0},
        {"1h30m", false, 0},
        {"5 s", false, 0},
        {"5S", false, 0},
        {"5sm", false, 0},
        {"9223372036854775807ms", true, INT64_MAX},
        {"9223372036854775807s", false, 0},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        int64_t ms = 42;
        assert_int_equal(duration_parse(span_of(cases[i].text), &ms), cases[i].is_one);
        assert_int_equal(ms, cases[i].is_one ? cases[i].ms : 42);
    }
}

static void duration_prints_as_a_table_shows_it(void **state)
{
    static const struct {
        int64_t s;
        const char *text;
        const char *short_text;
    } cases[] = {
        {0, "0s", "0s"},
        {7, "7s", "7s"},
        {59, "59s", "59s"},
        {60, "1m", "1m"},
        {372, "6m12s", "6m12s"},
        {655, "10m55s", "10m55"},
        {1199, "19m59s", "19m59"},
        {2460, "41m", "41m"},
        {3599, "59m", "59m"},
        {3600, "1h00m", "1h00m"},
        {11100, "3h05m", "3h05m"},
        {83100, "23h05m", "23h05"},
        {86399, "23h59m", "23h59"},
        {273600, "3d04h", "3d04h"},
        {1051200, "12d04h", "12d04"},
        {10641600, "123d04h", "123d"},
        {863999999, "9999d23h", "9999d"},
    };
    char out[WHEN_TEXT_BYTES];
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        assert_string_equal(duration_print(cases[i].s * 1000, out), cases[i].text);
        assert_string_equal(duration_print_short(cases[i].s * 1000, out),
                            cases[i].short_text);
    }
    assert_string_equal(duration_print(WHEN_UNKNOWN, out), "-");
    assert_string_equal(duration_print(-5, out), "0s");
}

static void duration_print_short_takes_five_cells(void **state)
{
    (void)state;
    struct prop prop;
    char out[WHEN_TEXT_BYTES];

    prop_start(&prop);
    assert_string_equal(duration_print_short(WHEN_UNKNOWN, out), "-");
    assert_in_range(strlen(duration_print_short(INT64_MAX, out)), 1, 5);
    for (int i = 0; i < prop_rounds(20000); i++) {
        int64_t most = (int64_t)1 << (1 + prop_below(&prop, 62));
        assert_in_range(
            strlen(duration_print_short(chance_between(&prop.chance, -1000, most), out)),
            1, 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(when_reads_every_form_that_is_sent),
        cmocka_unit_test(when_refuses_everything_else),
        cmocka_unit_test(when_reads_what_it_prints),
        cmocka_unit_test(when_prints_milliseconds_only_when_there_are_any),
        cmocka_unit_test(when_prints_the_local_clock),
        cmocka_unit_test(duration_reads_numbers_with_units),
        cmocka_unit_test(duration_prints_as_a_table_shows_it),
        cmocka_unit_test(duration_print_short_takes_five_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
