#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cli/print.h"

static char *printed(size_t columns, const char *const *titles, const char *const *cells,
                     size_t rows)
{
    struct print_table *table = print_table_new(columns, titles);
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);

    for (size_t i = 0; i < rows; i++)
        print_table_row(table, cells + i * columns);
    print_table_write(table, out);
    fclose(out);
    print_table_free(table);
    return text;
}

static void columns_are_two_blanks_apart_and_nothing_is_a_dash(void **state)
{
    const char *titles[] = {"SERVICE", "MEM"};
    const char *cells[] = {"whoami/whoami", "3/3", "a/b", NULL, "c/d", ""};

    char *text = printed(2, titles, cells, 3);

    assert_string_equal(text, "SERVICE        MEM\n"
                              "whoami/whoami  3/3\n"
                              "a/b            -\n"
                              "c/d            -\n");
    free(text);
    (void)state;
}

static void text_from_elsewhere_cannot_steer_the_terminal(void **state)
{
    const char *titles[] = {"NAME", "ELB"};
    const char *cells[] = {"a\033[31mb", "x\nEVIL\ty"};

    char *text = printed(2, titles, cells, 1);

    assert_string_equal(text, "NAME     ELB\n"
                              "a\xef\xbf\xbd[31mb  x EVIL y\n");
    free(text);
    (void)state;
}

static void blanks_inside_a_column_do_not_make_two(void **state)
{
    const char *titles[] = {"NAME", "WHAT"};
    const char *cells[] = {"my elb", "two words"};

    char *text = printed(2, titles, cells, 1);

    assert_string_equal(text, "NAME    WHAT\nmy_elb  two words\n");
    free(text);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_two_blanks_apart_and_nothing_is_a_dash),
        cmocka_unit_test(text_from_elsewhere_cannot_steer_the_terminal),
        cmocka_unit_test(blanks_inside_a_column_do_not_make_two),
    };
    return cmocka_run_group_tests_name("print", tests, NULL, NULL);
}
