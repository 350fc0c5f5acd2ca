/* Cursor and window of a long list. */
#include "lib/check.h"
#include "lib/prop.h"
#include "tui/table.h"

#include "base/banned.h"

static void table_stays_at_the_first_row_until_somebody_moves(void **state)
{
    (void)state;
    struct table table = {0};
    table_settle(&table, 10, 10);
    table_hold(&table, "a");

    table_settle(&table, 10, 4); /* "a" is the fifth now */

    assert_int_equal(table.at, 0);
    table_release(&table);
}

static void table_follows_the_row_not_the_line(void **state)
{
    (void)state;
    struct table table = {0};
    table_settle(&table, 10, 10);
    table_act(&table, ACTION_DOWN);
    table_hold(&table, "b");

    table_settle(&table, 12, 7);
    assert_int_equal(table.at, 7);

    table_settle(&table, 12, 12); /* it is gone: the line stays */
    assert_int_equal(table.at, 7);
    table_settle(&table, 3, 3);
    assert_int_equal(table.at, 2);
    table_settle(&table, 0, 0);
    assert_int_equal(table.at, 0);
    table_release(&table);
}

static void table_moves_by_halves_and_pages(void **state)
{
    (void)state;
    struct table table = {0};
    table_settle(&table, 100, 100);
    table_fit(&table, 10);

    table_act(&table, ACTION_HALF_DOWN);
    assert_int_equal(table.at, 5);
    table_act(&table, ACTION_PAGE_DOWN);
    assert_int_equal(table.at, 15);
    table_fit(&table, 10);
    assert_int_equal(table.top, 6);
    table_act(&table, ACTION_BOTTOM);
    assert_int_equal(table.at, 99);
    table_act(&table, ACTION_PAGE_UP);
    assert_int_equal(table.at, 89);
    table_act(&table, ACTION_TOP);
    assert_int_equal(table.at, 0);
    assert_false(table_act(&table, ACTION_ENTER));
    table_release(&table);
}

static void table_always_shows_its_cursor(void **state)
{
    (void)state;
    struct prop prop;
    struct table table = {0};
    prop_start(&prop);

    for (int i = 0; i < prop_rounds(20000); i++) {
        if (prop_below(&prop, 4) == 0) {
            size_t count = prop_below(&prop, 60);
            table_settle(&table, count, prop_below(&prop, count + 1));
        }
        table_act(&table, (enum action)prop_below(&prop, ACTION_COUNT));
        table_fit(&table, prop_below(&prop, 30));
        assert_true(table.count == 0 ? table.at == 0 : table.at < table.count);
        if (table.page > 0) {
            assert_true(table.at >= table.top && table.at < table.top + table.page);
            assert_true(table.top == 0 || table.top + table.page <= table.count);
        }
    }
    table_release(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_stays_at_the_first_row_until_somebody_moves),
        cmocka_unit_test(table_follows_the_row_not_the_line),
        cmocka_unit_test(table_moves_by_halves_and_pages),
        cmocka_unit_test(table_always_shows_its_cursor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
