/* The grid of cells: what is written stays inside, and whole. */
#include "lib/check.h"
#include "lib/prop.h"
#include "tui/canvas.h"

#include "base/banned.h"

static const char *printed(const struct grid *grid)
{
    static char text[4096];
    struct buf out;

    buf_init(&out, sizeof text - 1);
    grid_print(grid, &out);
    snprintf(text, sizeof text, "%s", buf_text(&out));
    buf_release(&out);
    return text;
}

static void canvas_cuts_text_at_its_edge(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 2, 6, true);
    struct canvas part = canvas_part(
        canvas_of(&grid), (struct rect){.row = 1, .col = 1, .rows = 5, .cols = 3});

    canvas_text(part, 0, 0, LOOK_PLAIN, "abcdef");
    canvas_text(part, 1, 0, LOOK_PLAIN, "below");
    canvas_text(part, -1, 0, LOOK_PLAIN, "above");

    assert_string_equal(printed(&grid), "\n abc\n");
    grid_release(&grid);
}

static void canvas_keeps_wide_signs_whole(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 1, 5, false);

    canvas_text(canvas_of(&grid), 0, 0, LOOK_PLAIN,
                "\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad");
    assert_string_equal(printed(&grid),
                        "\xe4\xb8\xad\xe6\x96\x87\n"); /* no half at the edge */

    canvas_text(canvas_of(&grid), 0, 1, LOOK_PLAIN,
                "x"); /* over the right half of the first */
    assert_string_equal(printed(&grid), " x\xe6\x96\x87\n");
    grid_release(&grid);
}

static long overlaps_of(const char *first, int col, const char *second, enum look look)
{
    struct grid grid;
    grid_init(&grid, 2, 12, false);

    canvas_text(canvas_of(&grid), 1, 2, look, first);
    canvas_text(canvas_of(&grid), 1, col, LOOK_PLAIN, second);
    long overlaps = grid.overlaps;
    assert_true(overlaps == 0 || (grid.overlap_row == 1 && grid.overlap_col >= 2));
    grid_clear(&grid);
    assert_int_equal(grid.overlaps, 0);

    grid_release(&grid);
    return overlaps;
}

static void canvas_counts_signs_that_lie_over_others(void **state)
{
    (void)state;
    assert_int_equal(overlaps_of("abc", 5, "def", LOOK_PLAIN), 0);
    assert_int_equal(overlaps_of("abc", 4, "def", LOOK_PLAIN), 1);
    assert_int_equal(overlaps_of("abc", 2, "abc", LOOK_PLAIN), 0); /* the same again */
    assert_int_equal(overlaps_of("abc", 2, "   ", LOOK_PLAIN), 3); /* cut off */
    assert_int_equal(overlaps_of("a c", 3, "b", LOOK_PLAIN), 0);
    assert_int_equal(overlaps_of("---", 3, "title", LOOK_TITLE), 0); /* upon a rule */
    assert_int_equal(overlaps_of("\xe4\xb8\xad", 3, "x", LOOK_PLAIN), 1);
}

static void canvas_never_holds_a_control_character(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 1, 12, false);

    canvas_text(canvas_of(&grid), 0, 0, LOOK_PLAIN, "a\x1b[2J\x07\r\n\xe2\x80\xae!\xff");

    assert_string_equal(printed(&grid),
                        "a\xef\xbf\xbd[2J\xef\xbf\xbd  \xef\xbf\xbd!\xef\xbf\xbd\n");
    grid_release(&grid);
}

static void canvas_shows_foreign_signs_as_question_marks_in_ascii(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 1, 12, true);

    canvas_text(canvas_of(&grid), 0, 0, LOOK_PLAIN, "\xc3\xbc\xe4\xb8\xad e\xcc\x81");

    assert_string_equal(printed(&grid), "?? e\n");
    grid_release(&grid);
}

static void canvas_fit_is_exactly_as_wide_as_asked(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 3, 12, true);
    struct canvas canvas = canvas_of(&grid);
    canvas_text(canvas, 0, 0, LOOK_PLAIN, "xxxxxxxxxxxx");
    canvas_text(canvas, 1, 0, LOOK_PLAIN, "xxxxxxxxxxxx");

    assert_int_equal(canvas_fit(canvas, 0, 2, 6, LOOK_PLAIN, "ab"), 8);
    canvas_fit(canvas, 1, 2, 6, LOOK_PLAIN, "abcdefgh");

    assert_string_equal(printed(&grid), "xxab    xxxx\nxxabcd..xxxx\n\n");
    grid_release(&grid);
}

static void canvas_wraps_at_blanks_and_says_when_it_cut(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 3, 10, true);

    int rows =
        canvas_wrap(canvas_of(&grid), 0, 0, 2, LOOK_PLAIN, "one two three four five");

    assert_int_equal(rows, 2);
    assert_string_equal(printed(&grid), "one two\nthree fo..\n\n");
    grid_release(&grid);
}

static void canvas_notes_belong_to_what_stands_there(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 1, 4, true);
    struct canvas canvas = canvas_of(&grid);

    canvas_text(canvas, 0, 0, LOOK_PLAIN, "ab");
    canvas_note(canvas, 0, 0, 9, CELL_SELECTED);
    canvas_note(canvas, 0, 1, 1, CELL_CHANGED);
    canvas_text(canvas, 0, 0, LOOK_PLAIN, "z");

    assert_int_equal(grid_at(&grid, 0, 0)->notes, 0);
    assert_int_equal(grid_at(&grid, 0, 1)->notes, CELL_SELECTED | CELL_CHANGED);
    assert_int_equal(grid_at(&grid, 0, 3)->notes, CELL_SELECTED);
    grid_release(&grid);
}

static void canvas_stays_inside_whatever_is_asked(void **state)
{
    (void)state;
    struct prop prop;
    prop_start(&prop);

    for (int i = 0; i < prop_rounds(2000); i++) {
        struct grid grid;
        int rows = (int)prop_below(&prop, 8) + 1;
        int cols = (int)prop_below(&prop, 20) + 1;
        char bytes[40];
        grid_init(&grid, rows, cols, prop_coin(&prop));
        struct canvas canvas = canvas_part(
            canvas_of(&grid), (struct rect){.row = (int)prop_below(&prop, 12) - 2,
                                            .col = (int)prop_below(&prop, 30) - 4,
                                            .rows = (int)prop_below(&prop, 12) - 1,
                                            .cols = (int)prop_below(&prop, 30) - 1});
        for (size_t k = 0; k + 1 < sizeof bytes; k++)
            bytes[k] = (char)(prop_below(&prop, 255) + 1);
        bytes[sizeof bytes - 1] = '\0';
        int row = (int)prop_below(&prop, 12) - 2;
        int col = (int)prop_below(&prop, 30) - 4;

        canvas_text(canvas, row, col, LOOK_BAD, bytes);
        canvas_fit(canvas, row, col, (int)prop_below(&prop, 30), LOOK_PLAIN, bytes);
        canvas_wrap(canvas, row, col, 3, LOOK_PLAIN, bytes);
        canvas_title(canvas, row, bytes);
        canvas_box(canvas);
        canvas_note(canvas, row, col, 40, CELL_OLD);
        canvas_cursor(canvas, row, col);

        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < cols; c++) {
                uint32_t point = grid_at(&grid, r, c)->point;
                assert_true(point == 0 ||
                            (point >= ' ' && (point < 0x7f || point > 0x9f)));
            }
            assert_true(grid_at(&grid, r, 0)->point != 0);
        }
        assert_true(grid.cursor_row < rows && grid.cursor_col < cols);
        grid_release(&grid);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(canvas_cuts_text_at_its_edge),
        cmocka_unit_test(canvas_keeps_wide_signs_whole),
        cmocka_unit_test(canvas_counts_signs_that_lie_over_others),
        cmocka_unit_test(canvas_never_holds_a_control_character),
        cmocka_unit_test(canvas_shows_foreign_signs_as_question_marks_in_ascii),
        cmocka_unit_test(canvas_fit_is_exactly_as_wide_as_asked),
        cmocka_unit_test(canvas_wraps_at_blanks_and_says_when_it_cut),
        cmocka_unit_test(canvas_notes_belong_to_what_stands_there),
        cmocka_unit_test(canvas_stays_inside_whatever_is_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
