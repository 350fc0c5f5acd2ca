#include "kube/change.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/mem.h"

#include "base/banned.h"

static const struct {
    const char *line;
    enum change_type type;
    const char *object; /* NULL: no change */
} lines[] = {
    {"{\"type\":\"ADDED\",\"object\":{\"a\":1}}", CHANGE_ADDED, "{\"a\":1}"},
    {"{\"object\":{},\"type\":\"DELETED\"}", CHANGE_DELETED, "{}"},
    {" { \"type\" : \"MODIFIED\" , \"object\" : { } } ", CHANGE_MODIFIED, "{ }"},
    {"{\"x\":[1,{\"y\":\"]\"}],\"n\":-1.5e3,\"t\":true,\"type\":\"ERROR\",\"object\":{}}",
     CHANGE_ERROR, "{}"},
    {"{\"type\":\"BOOKMARK\",\"object\":{\"s\":\"}\\\"{\",\"b\":\"\\\\\"}}",
     CHANGE_BOOKMARK, "{\"s\":\"}\\\"{\",\"b\":\"\\\\\"}"},
    {"{\"type\":\"MOVED\",\"object\":{}}", CHANGE_UNKNOWN, "{}"},
    {"", 0, NULL},
    {"{}", 0, NULL},
    {"[]", 0, NULL},
    {"{\"type\":\"ADDED\"}", 0, NULL},
    {"{\"object\":{}}", 0, NULL},
    {"{\"type\":\"ADDED\",\"object\":null}", 0, NULL},
    {"{\"type\":\"ADDED\",\"object\":[]}", 0, NULL},
    {"{\"type\":\"ADDED\",\"object\":{}", 0, NULL},
    {"{\"type\":\"ADDED\",\"object\":{}} x", 0, NULL},
    {"{\"type\":\"ADDED\",\"object\":{}}}", 0, NULL},
    {"{\"type\":\"ADDED\",\"object\":{\"a\":\"}", 0, NULL},
    {"{\"type\":\"ADDED\",}", 0, NULL},
    {"{\"type\" \"ADDED\",\"object\":{}}", 0, NULL},
    /* A text that looks like an object is none. */
    {"{\"type\":\"ADDED\",\"object\":\"{}\"}", 0, NULL},
};

static void change_is_taken_from_its_line(void **state)
{
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
        struct change change;
        bool is_change = change_split(span_of(lines[i].line), &change);

        if (is_change != (lines[i].object != NULL))
            print_message("line %zu: %s\n", i, lines[i].line);
        assert_int_equal(is_change, lines[i].object != NULL);
        if (is_change) {
            assert_int_equal(change.type, lines[i].type);
            assert_true(span_is(change.object, lines[i].object));
        }
    }
}

/* A copy of just the bytes, so that ASan sees a step behind them. */
static void change_of_a_cut_line_is_none(void **state)
{
    (void)state;
    const char *line = lines[3].line;

    for (size_t bytes = 0; bytes < strlen(line); bytes++) {
        struct change change;
        char *copy = malloc(bytes == 0 ? 1 : bytes);
        memcpy(copy, line, bytes);

        assert_false(change_split(span_make(copy, bytes), &change));
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(change_is_taken_from_its_line),
        cmocka_unit_test(change_of_a_cut_line_is_none),
    };
    return cmocka_run_group_tests_name("change", tests, NULL, NULL);
}
