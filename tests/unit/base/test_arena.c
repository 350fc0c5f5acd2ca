#include "lib/check.h"
#include "lib/prop.h"

#include <stdalign.h>

#include "base/arena.h"

static void arena_of_nothing_holds_nothing(void **state)
{
    (void)state;
    struct arena arena;

    arena_init(&arena, 0);
    assert_int_equal(arena.held_bytes, 0);
    arena_release(&arena);

    struct arena zero = {0};
    arena_release(&zero);
    arena_init(&zero, 100);
    assert_non_null(arena_new(&zero, 0));
    arena_release(&zero);
}

static void arena_copies_texts(void **state)
{
    (void)state;
    struct arena arena = {0};
    char text[] = "a service";

    const char *copy = arena_text(&arena, text);
    text[0] = 'X';

    assert_string_equal(copy, "a service");
    assert_null(arena_text(&arena, NULL));
    assert_null(arena_bytes(&arena, NULL, 3));
    assert_string_equal(arena_bytes(&arena, "abc", 2), "ab");
    assert_string_equal(arena_print(&arena, "%d of %s", 3, "four"), "3 of four");
    assert_string_equal(arena_print(&arena, "%s", ""), "");
    arena_release(&arena);
}

static void arena_keeps_what_was_taken(void **state)
{
    (void)state;
    enum { PIECES = 300 };
    struct prop prop;
    struct arena arena = {0};

    prop_start(&prop);
    for (int round = 0; round < prop_rounds(20); round++) {
        unsigned char *at[PIECES];
        size_t bytes[PIECES];
        for (int i = 0; i < PIECES; i++) {
            bytes[i] = prop_below(&prop, prop_below(&prop, 20) == 0 ? 5000 : 100);
            at[i] = arena_new(&arena, bytes[i]);
            assert_int_equal((uintptr_t)at[i] % alignof(max_align_t), 0);
            for (size_t b = 0; b < bytes[i]; b++)
                assert_int_equal(at[i][b], 0);
            memset(at[i], i & 0xff, bytes[i]);
        }
        for (int i = 0; i < PIECES; i++) {
            for (size_t b = 0; b < bytes[i]; b++)
                assert_int_equal(at[i][b], i & 0xff);
        }
        arena_clear(&arena);
        assert_int_equal(arena.held_bytes, 0);
    }
    arena_release(&arena);
}

/* Texts stand close to each other; what is taken behind them is aligned again. */
static void arena_packs_texts_and_aligns_the_rest(void **state)
{
    (void)state;
    struct arena arena = {0};

    const char *first = arena_text(&arena, "ab");
    const char *second = arena_text(&arena, "c");
    char *letters = arena_letters(&arena, 2);
    double *number = arena_new(&arena, sizeof *number);

    assert_ptr_equal(second, first + 3);
    assert_ptr_equal(letters, second + 2);
    assert_int_equal((uintptr_t)number % alignof(max_align_t), 0);
    assert_true((char *)number >= letters + 2);
    assert_int_equal(letters[0], 0);
    arena_release(&arena);
}

static void arena_grows_by_doubling(void **state)
{
    (void)state;
    struct arena arena;
    size_t taken = 0;

    arena_init(&arena, 1000);
    while (taken < 10 * 1000 * 1000) {
        arena_new(&arena, 500);
        taken += 500;
    }

    assert_true(arena.held_bytes < taken + taken / 5);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_of_nothing_holds_nothing),
        cmocka_unit_test(arena_copies_texts),
        cmocka_unit_test(arena_keeps_what_was_taken),
        cmocka_unit_test(arena_packs_texts_and_aligns_the_rest),
        cmocka_unit_test(arena_grows_by_doubling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
