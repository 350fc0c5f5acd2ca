#include "unit/kube/cases.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/mem.h"
#include "wire/tree.h"

#include "base/banned.h"

enum { CASES_MOST = 500, OUTPUT_BYTES = 64 * 1024 };

struct one_case {
    char *name;
    char *input;  /* path */
    char *expect; /* path */
    char *error;  /* path */
    case_run run;
};

static char *joined(const char *a, const char *b, const char *c)
{
    struct buf text;

    buf_init(&text, OUTPUT_BYTES);
    buf_print(&text, "%s%s%s", a, b, c);
    return buf_take(&text);
}

char *data_path(const char *rest)
{
    const char *top = getenv("TOP_SRCDIR");
    return joined(top == NULL ? "." : top, "/tests/data/", rest);
}

static void write_file(const char *path, const struct buf *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fwrite(buf_text(text), 1, text->bytes, file);
    assert_int_equal(fclose(file), 0);
}

static void one_case_test(void **state)
{
    struct one_case *one = *state;
    struct buf got;
    struct buf wanted;
    struct err err = ERR_INIT;
    bool failed = false;

    buf_init(&got, OUTPUT_BYTES);
    one->run(one->name, one->input, &got, &failed);
    const char *path = failed ? one->error : one->expect;
    const char *other = failed ? one->expect : one->error;
    if (getenv("UPDATE") != NULL) {
        unlink(other);
        write_file(path, &got);
    }

    if (file_read(path, OUTPUT_BYTES, &wanted, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, buf_text(&got));
    assert_string_equal(buf_text(&got), buf_text(&wanted));
    assert_int_not_equal(access(other, F_OK), 0);
    buf_release(&wanted);
    buf_release(&got);
}

static int name_order(const void *a, const void *b)
{
    const struct CMUnitTest *left = a;
    const struct CMUnitTest *right = b;
    return strcmp(left->name, right->name);
}

static struct CMUnitTest case_of(const char *folder, const char *file, size_t stem,
                                 case_run run)
{
    struct one_case *one = mem_new(sizeof *one);

    one->name = mem_copy_bytes(file, stem);
    one->input = joined(folder, "/", file);
    char *start = joined(folder, "/", one->name);
    one->expect = joined(start, ".expect", "");
    one->error = joined(start, ".error", "");
    one->run = run;
    free(start);
    return (struct CMUnitTest){
        .name = one->name, .test_func = one_case_test, .initial_state = one};
}

static void case_free(struct one_case *one)
{
    free(one->name);
    free(one->input);
    free(one->expect);
    free(one->error);
    free(one);
}

int cases_run(const char *group, const char *folder, const char *input_ending,
              case_run run)
{
    struct CMUnitTest *tests = mem_new_array(CASES_MOST, sizeof *tests);
    size_t count = 0;
    char *path = data_path(folder);
    DIR *dir = opendir(path);
    const struct dirent *entry;

    while (dir != NULL && count < CASES_MOST && (entry = readdir(dir)) != NULL) {
        struct span file = span_of(entry->d_name);
        if (span_ends(file, input_ending))
            tests[count++] =
                case_of(path, entry->d_name, file.bytes - strlen(input_ending), run);
    }
    if (count == 0)
        fprintf(stderr, "no cases in %s\n", path);
    if (dir != NULL)
        closedir(dir);
    qsort(tests, count, sizeof *tests, name_order);

    int failures = _cmocka_run_group_tests(group, tests, count, NULL, NULL);
    for (size_t i = 0; i < count; i++)
        case_free(tests[i].initial_state);
    free(tests);
    free(path);
    return count == 0 ? 1 : failures;
}
