#include "lib/check.h"
#include "lib/prop.h"

#include <locale.h>
#include <wchar.h>

#include "base/utf8.h"

enum { BROKEN = 0xfffd, LAST_POINT = 0x10ffff };

static bool is_surrogate(uint32_t point)
{
    return point >= 0xd800 && point <= 0xdfff;
}

static void utf8_reads_what_it_writes(void **state)
{
    (void)state;
    for (uint32_t point = 0; point <= LAST_POINT; point++) {
        char bytes[4];
        uint32_t back = 0;
        struct span rest = span_make(bytes, utf8_put(point, bytes));
        assert_true(utf8_next(&rest, &back));
        if (is_surrogate(point)) {
            assert_int_equal(back, BROKEN);
        } else {
            assert_int_equal(back, point);
            assert_int_equal(rest.bytes, 0);
        }
    }
}

static void utf8_takes_broken_bytes_one_at_a_time(void **state)
{
    static const struct {
        const char *text;
        size_t broken; /* how many of the points */
        size_t points;
    } cases[] = {
        {"\x80", 1, 1},
        {"\xc3", 1, 1},
        {"\xc3(", 1, 2},
        {"\xc0\xaf", 2, 2},             /* "/" in two bytes */
        {"\xe0\x80\xaf", 3, 3},         /* and in three */
        {"\xf0\x80\x80\xaf", 4, 4},     /* and in four */
        {"\xed\xa0\x80", 3, 3},         /* half of a surrogate pair */
        {"\xf4\x90\x80\x80", 4, 4},     /* behind the last point */
        {"\xf8\x88\x80\x80\x80", 5, 5}, /* five bytes were never allowed */
        {"\xe2\x82", 2, 2},
        {"a\xe2\x82z", 2, 4},
        {"\xff\xfe", 2, 2},
        {"ä€😀", 0, 3},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct span rest = span_of(cases[i].text);
        size_t broken = 0;
        size_t points = 0;
        uint32_t point;
        while (utf8_next(&rest, &point)) {
            broken += point == BROKEN;
            points++;
        }
        assert_int_equal(broken, cases[i].broken);
        assert_int_equal(points, cases[i].points);
    }
}

/*
 * ncursesw asks wcwidth(); where the two disagree a screen shifts. Points that this libc
 * does not know (-1) are left out, so that a newer table here does not fail on an older one.
 */
static void utf8_counts_cells_as_the_libc_does(void **state)
{
    (void)state;
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        skip();
    int disagree = 0;
    for (uint32_t point = 0xa0; point <= LAST_POINT; point++) {
        int libc = is_surrogate(point) || point == 0xad ? -1 : wcwidth((wchar_t)point);
        disagree += libc >= 0 && libc != utf8_cells(point);
    }
    assert_in_range(disagree, 0, 300); /* another version of Unicode moves a few */
}

static void utf8_measures_texts(void **state)
{
    (void)state;
    assert_int_equal(utf8_text_cells(span_of("elbtop")), 6);
    assert_int_equal(utf8_text_cells(span_of("größe")), 5);
    assert_int_equal(utf8_text_cells(span_of("e\xcc\x81t\xc3\xa9")),
                     3); /* a combining accent */
    assert_int_equal(utf8_text_cells(span_of("日本")), 4);
    assert_int_equal(utf8_text_cells(span_of("😀")), 2);
    assert_int_equal(utf8_text_cells(span_of("│─●…")), 4);
    assert_int_equal(utf8_text_cells(span_of("\xff")), 1);
    assert_int_equal(utf8_cells(0x378), 1);  /* unassigned */
    assert_int_equal(utf8_cells(0xe000), 1); /* of private use */
}

/* Where ideographs will be assigned, terminals make room for two cells already. */
static void utf8_counts_unassigned_ideographs_as_wide(void **state)
{
    static const uint32_t points[] = {0x9ffd,  0xfa6e,  0xfada,  0x2a6de, 0x2a6e0,
                                      0x2fa1e, 0x2fffd, 0x3134b, 0x3fffd};
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(points); i++)
        assert_int_equal(utf8_cells(points[i]), 2);
}

static void utf8_whole_bytes_leaves_out_a_torn_end(void **state)
{
    static const char text[] = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80z";
    /*                          0 1       3           6               10 */
    static const size_t whole[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11};
    (void)state;

    for (size_t bytes = 0; bytes < ARRAY_COUNT(whole); bytes++)
        assert_int_equal(utf8_whole_bytes(span_make(text, bytes)), whole[bytes]);
    assert_int_equal(utf8_whole_bytes(span_of("\x80\x80\x80\x80")),
                     4); /* broken, not torn */
}

static void utf8_clean_returns_clean_texts_as_they_came(void **state)
{
    (void)state;
    struct arena arena = {0};
    const char *text = "shop/web größe 日本 \xef\xbf\xbd";

    assert_ptr_equal(utf8_clean(&arena, text), text);
    assert_null(utf8_clean(&arena, NULL));
    assert_int_equal(arena.held_bytes, 0);
    arena_release(&arena);
}

static void utf8_clean_takes_the_teeth_out(void **state)
{
    static const struct {
        const char *text;
        const char *clean;
    } cases[] = {
        {"a\x1b[31mb", "a\xef\xbf\xbd[31mb"},
        {"line\nbreak\r\tend", "line break  end"},
        {"a\x7f", "a\xef\xbf\xbd"},
        {"\xc2\x9b"
         "31m",
         "\xef\xbf\xbd"
         "31m"}, /* CSI in one point */
        {"gnp\xe2\x80\xae"
         "exe",
         "gnp\xef\xbf\xbd"
         "exe"}, /* right-to-left override */
        {"a\xe2\x80\x8b"
         "b",
         "a\xef\xbf\xbd"
         "b"},                            /* blank without width */
        {"\xe2\x81\xa6", "\xef\xbf\xbd"}, /* isolate */
        {"\xef\xbb\xbf"
         "bom",
         "\xef\xbf\xbd"
         "bom"},
        {"\xf3\xa0\x81\x81", "\xef\xbf\xbd"}, /* tag letter */
        {"\xff\xc3", "\xef\xbf\xbd\xef\xbf\xbd"},
    };
    struct arena arena = {0};
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_string_equal(utf8_clean(&arena, cases[i].text), cases[i].clean);
    arena_release(&arena);
}

static void utf8_clean_makes_any_bytes_harmless(void **state)
{
    (void)state;
    struct prop prop;
    struct arena arena = {0};

    prop_start(&prop);
    for (int round = 0; round < prop_rounds(2000); round++) {
        char text[64];
        size_t bytes = prop_below(&prop, sizeof text);
        for (size_t i = 0; i < bytes; i++)
            text[i] = (char)(1 + prop_below(&prop, 255));
        text[bytes] = '\0';

        const char *clean = utf8_clean(&arena, text);

        struct span rest = span_of(clean);
        uint32_t point;
        while (utf8_next(&rest, &point))
            assert_true(utf8_is_harmless(point));
        assert_ptr_equal(utf8_clean(&arena, clean), clean);
        arena_clear(&arena);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_reads_what_it_writes),
        cmocka_unit_test(utf8_takes_broken_bytes_one_at_a_time),
        cmocka_unit_test(utf8_counts_cells_as_the_libc_does),
        cmocka_unit_test(utf8_measures_texts),
        cmocka_unit_test(utf8_counts_unassigned_ideographs_as_wide),
        cmocka_unit_test(utf8_whole_bytes_leaves_out_a_torn_end),
        cmocka_unit_test(utf8_clean_returns_clean_texts_as_they_came),
        cmocka_unit_test(utf8_clean_takes_the_teeth_out),
        cmocka_unit_test(utf8_clean_makes_any_bytes_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
