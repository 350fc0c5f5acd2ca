/* Every size gives rectangles that are inside, apart, and not empty where they are shown. */
#include "lib/check.h"
#include "tui/columns.h"
#include "tui/layout.h"

#include "base/banned.h"

enum { MOST = 8 };

static void apart_and_inside(const struct rect *rects, int count, struct rect outer)
{
    for (int i = 0; i < count; i++) {
        if (rect_is_empty(rects[i]))
            continue;
        assert_true(rect_holds(outer, rects[i]));
        for (int k = 0; k < i; k++)
            assert_false(rect_overlaps(rects[i], rects[k]));
    }
}

static void check_services(struct rect body)
{
    struct services_layout layout = layout_services(body);
    struct rect rects[] = {layout.list, layout.why,  layout.changes,
                           layout.edge, layout.side, layout.sent};
    int cells = 0;

    apart_and_inside(rects, 6, body);
    for (int i = 0; i < 6; i++)
        cells += rect_is_empty(rects[i]) ? 0 : rects[i].rows * rects[i].cols;
    assert_int_equal(cells, body.rows * body.cols); /* nothing is left unused */
    assert_true(layout.list.rows >= 5 && layout.list.cols >= LAYOUT_LEAST_COLS);
    if (!rect_is_empty(layout.why))
        assert_true(layout.why.rows >= 2);
    if (!rect_is_empty(layout.changes))
        assert_true(layout.changes.rows >= 2);
    if (rect_is_empty(layout.side))
        assert_true(rect_is_empty(layout.sent));
    assert_int_equal(rect_is_empty(layout.side), rect_is_empty(layout.edge));
}

static void layout_holds_in_every_size(void **state)
{
    (void)state;
    for (int rows = 1; rows <= 100; rows++) {
        for (int cols = 1; cols <= 300; cols++) {
            struct layout layout = layout_of(rows, cols);
            struct rect whole = {.rows = rows, .cols = cols};
            struct rect rects[] = {layout.header, layout.ages, layout.body,
                                   layout.message, layout.hints};
            apart_and_inside(rects, 5, whole);
            assert_false(rect_is_empty(layout.header));
            assert_int_equal(layout.tiny, rows < 15 || cols < 60);
            if (layout.tiny)
                continue;
            for (int i = 0; i < 5; i++)
                assert_false(rect_is_empty(rects[i]));
            check_services(layout.body);
        }
    }
}

static void layout_of_24_rows_is_that_of_the_contract(void **state)
{
    (void)state;
    struct layout layout = layout_of(24, 80);
    struct services_layout services = layout_services(layout.body);

    assert_int_equal(layout.body.row, 2);
    assert_int_equal(layout.message.row, 22);
    assert_int_equal(layout.hints.row, 23);
    assert_int_equal(services.list.rows, 12);
    assert_int_equal(services.why.row, 14);
    assert_int_equal(services.changes.row, 18);
    assert_true(rect_is_empty(services.side));
}

static void layout_gives_a_wide_screen_a_side(void **state)
{
    (void)state;
    struct services_layout services = layout_services(layout_of(45, 160).body);

    assert_int_equal(services.list.cols, 108);
    assert_int_equal(services.side.cols, 51);
    assert_true(rect_is_empty(services.why));
}

static void layout_splits_from_120_columns_and_leaves_the_list_its_80(void **state)
{
    (void)state;
    struct services_layout services = layout_services(layout_of(24, 120).body);

    assert_int_equal(services.list.cols, 81); /* and a blank before the edge */
    assert_int_equal(services.side.cols, 38);
    assert_int_equal(services.side.rows, 20);
    assert_true(rect_is_empty(services.sent));
    assert_true(rect_is_empty(layout_services(layout_of(24, 119).body).side));
}

static void layout_lends_rows_of_a_short_list_to_the_why(void **state)
{
    (void)state;
    struct rect body = layout_of(24, 80).body;

    for (size_t rows = 0; rows < 20; rows++) {
        struct services_layout layout = layout_services(body);
        struct services_layout lent = layout;
        layout_lend_rows(&lent, rows);
        int by = rows >= 9 ? 0 : rows == 8 ? 1 : 2;
        assert_int_equal(lent.list.rows, layout.list.rows - by);
        assert_int_equal(lent.why.row, layout.why.row - by);
        assert_int_equal(lent.why.rows, layout.why.rows + by);
    }
}

static void columns_at_80_stand_where_the_contract_says(void **state)
{
    (void)state;
    static const struct {
        enum column_id id;
        int col, cells; /* counted from 1 */
    } expected[] = {{COLUMN_SERVICE, 3, 18}, {COLUMN_STEPS, 22, 7},
                    {COLUMN_STATE, 30, 11},  {COLUMN_FOR, 42, 5},
                    {COLUMN_ELB, 48, 11},    {COLUMN_MEMBERS, 60, 5},
                    {COLUMN_ADDRESS, 66, 15}};
    struct columns columns = columns_fit(80, false);

    assert_int_equal(columns.count, 7);
    for (size_t i = 0; i < columns.count; i++) {
        assert_int_equal(columns.places[i].id, expected[i].id);
        assert_int_equal(columns.places[i].col + 1, expected[i].col);
        assert_int_equal(columns.places[i].cells, expected[i].cells);
    }
}

static bool has(const struct columns *columns, enum column_id id)
{
    for (size_t i = 0; i < columns->count; i++) {
        if (columns->places[i].id == id)
            return true;
    }
    return false;
}

static void columns_come_with_width_and_never_overlap(void **state)
{
    (void)state;
    size_t before = 0;

    for (int cells = 60; cells <= 300; cells++) {
        struct columns columns = columns_fit(cells, false);
        int free_col = 2;
        assert_true(columns.count >= before);
        before = columns.count;
        for (size_t i = 0; i < columns.count; i++) {
            assert_true(columns.places[i].col >= free_col && columns.places[i].cells > 0);
            free_col = columns.places[i].col + columns.places[i].cells + 1;
        }
        assert_true(free_col - 1 <= cells);
    }
    struct columns narrow = columns_fit(60, false);
    struct columns hundred = columns_fit(100, false);
    assert_true(has(&narrow, COLUMN_STATE) && has(&narrow, COLUMN_ADDRESS));
    assert_true(has(&hundred, COLUMN_PORTS) && has(&hundred, COLUMN_AGE));
    assert_int_equal(columns_fit(300, false).count, COLUMN_COUNT);
    assert_int_equal(columns_fit(300, true).count, COLUMN_COUNT);
}

static void beside_the_selected_row_in_full_the_list_says_what_compares_rows(void **state)
{
    (void)state;
    struct columns columns = columns_fit(107, true); /* of 160, with a side of 51 */

    assert_true(has(&columns, COLUMN_USUAL) && has(&columns, COLUMN_PATTERN) &&
                has(&columns, COLUMN_LISTENERS));
    assert_false(has(&columns, COLUMN_PORTS) || has(&columns, COLUMN_AGE));
}

static void columns_can_be_scrolled_through_all(void **state)
{
    (void)state;
    bool seen[COLUMN_COUNT] = {false};

    for (size_t skip = 0; skip + 1 < COLUMN_COUNT; skip++) {
        struct columns columns = columns_all(80, skip);
        assert_int_equal(columns.places[0].id, COLUMN_SERVICE);
        for (size_t i = 0; i < columns.count; i++)
            seen[columns.places[i].id] = true;
    }
    for (int id = 0; id < COLUMN_COUNT; id++)
        assert_true(seen[id]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layout_holds_in_every_size),
        cmocka_unit_test(layout_of_24_rows_is_that_of_the_contract),
        cmocka_unit_test(layout_gives_a_wide_screen_a_side),
        cmocka_unit_test(layout_splits_from_120_columns_and_leaves_the_list_its_80),
        cmocka_unit_test(layout_lends_rows_of_a_short_list_to_the_why),
        cmocka_unit_test(columns_at_80_stand_where_the_contract_says),
        cmocka_unit_test(columns_come_with_width_and_never_overlap),
        cmocka_unit_test(
            beside_the_selected_row_in_full_the_list_says_what_compares_rows),
        cmocka_unit_test(columns_can_be_scrolled_through_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
