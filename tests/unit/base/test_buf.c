#include "lib/check.h"
#include "lib/prop.h"

#include "base/buf.h"

static void buf_is_always_a_text(void **state)
{
    (void)state;
    struct buf buf;

    buf_init(&buf, 100);
    assert_string_equal(buf_text(&buf), "");
    buf_add_text(&buf, "one");
    buf_add_byte(&buf, ' ');
    buf_print(&buf, "%d%%", 2);
    assert_string_equal(buf_text(&buf), "one 2%");
    buf_clear(&buf);
    assert_string_equal(buf_text(&buf), "");
    buf_release(&buf);
    assert_string_equal(buf_text(&buf), "");
}

static void buf_stops_at_its_ceiling(void **state)
{
    (void)state;
    struct buf buf;

    buf_init(&buf, 5);
    assert_true(buf_add_text(&buf, "12345"));
    assert_false(buf.over);
    assert_false(buf_add_byte(&buf, '6'));
    assert_true(buf.over);
    assert_false(buf_add_text(&buf, "")); /* once over, always over */
    assert_string_equal(buf_text(&buf), "12345");

    buf_clear(&buf);
    assert_false(buf.over);
    assert_true(buf_print(&buf, "%s", "abcde"));
    assert_false(buf_print(&buf, "%s", "f"));
    buf_release(&buf);
}

static void buf_leaves_out_whole_what_does_not_fit(void **state)
{
    (void)state;
    struct buf buf;

    buf_init(&buf, 5);
    buf_add_text(&buf, "123");
    assert_false(buf_add_text(&buf, "456"));
    assert_false(buf_print(&buf, "%d", 456));

    assert_string_equal(buf_text(&buf), "123");
    buf_release(&buf);
}

static void buf_drops_from_both_ends(void **state)
{
    (void)state;
    struct buf buf;

    buf_init(&buf, 100);
    buf_drop(&buf, 1);
    buf_add_text(&buf, "abcdef");
    buf_drop(&buf, 2);
    assert_string_equal(buf_text(&buf), "cdef");
    buf_cut(&buf, 3);
    assert_string_equal(buf_text(&buf), "cde");
    buf_cut(&buf, 10);
    assert_string_equal(buf_text(&buf), "cde");
    buf_drop(&buf, 10);
    assert_string_equal(buf_text(&buf), "");
    buf_release(&buf);
}

static void buf_take_empties_it(void **state)
{
    (void)state;
    struct buf buf;

    buf_init(&buf, 100);
    char *taken = buf_take(&buf);
    assert_string_equal(taken, "");
    free(taken);

    buf_add_text(&buf, "abc");
    taken = buf_take(&buf);
    assert_string_equal(taken, "abc");
    assert_int_equal(buf.bytes, 0);
    assert_int_equal(buf.limit, 100);
    buf_add_text(&buf, "x");
    assert_string_equal(buf_text(&buf), "x");
    free(taken);
    buf_release(&buf);
}

/* The same additions and drops on a plain array give the same bytes. */
static void buf_holds_what_a_plain_array_holds(void **state)
{
    (void)state;
    enum { MOST = 500 };
    struct prop prop;
    struct buf buf;

    prop_start(&prop);
    for (int round = 0; round < prop_rounds(200); round++) {
        char plain[MOST];
        size_t bytes = 0;
        size_t limit = prop_below(&prop, MOST);
        buf_init(&buf, limit);
        for (int step = 0; step < 50; step++) {
            char piece[40];
            size_t some = prop_below(&prop, sizeof piece);
            memset(piece, 'a' + step % 26, sizeof piece);
            if (prop_below(&prop, 3) > 0) {
                bool fits = !buf.over && bytes + some <= limit;
                assert_int_equal(buf_add(&buf, piece, some), fits);
                memcpy(plain + bytes, piece, fits ? some : 0);
                bytes += fits ? some : 0;
            } else {
                size_t drop = some < bytes ? some : bytes;
                buf_drop(&buf, some);
                memmove(plain, plain + drop, bytes - drop);
                bytes -= drop;
            }
            assert_int_equal(buf.bytes, bytes);
            assert_memory_equal(buf_text(&buf), plain, bytes);
            assert_int_equal(buf_text(&buf)[bytes], '\0');
        }
        buf_release(&buf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buf_is_always_a_text),
        cmocka_unit_test(buf_stops_at_its_ceiling),
        cmocka_unit_test(buf_leaves_out_whole_what_does_not_fit),
        cmocka_unit_test(buf_drops_from_both_ends),
        cmocka_unit_test(buf_take_empties_it),
        cmocka_unit_test(buf_holds_what_a_plain_array_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
