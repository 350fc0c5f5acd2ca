/* test_kube_twice.c - fields said twice are found, with their place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "sim/kube_twice.h"
#include "base/banned.h"

/* Paths with blanks between. */
static void assert_finds(const char *text, const char *want)
{
    struct arena arena;
    struct kube_twice twice;
    struct buf all;

    arena_init(&arena, 0);
    buf_init(&all, LIMIT_KIB * 16);
    kube_twice_find(span_of(text), &arena, &twice);
    for (size_t i = 0; i < twice.count; i++)
        buf_print(&all, "%s%s", i == 0 ? "" : " ", twice.paths[i]);
    assert_string_equal(buf_text(&all), want);
    buf_release(&all);
    arena_release(&arena);
}

static void fields_said_twice_are_named_with_their_place(void **state)
{
    (void)state;
    assert_finds("{\"a\":1,\"a\":2}", "a");
    assert_finds("{\"spec\":{\"ports\":[{\"port\":80},{\"port\":1,\"port\":2}],"
                 "\"type\":\"x\",\"type\":\"y\"}}",
                 "spec.ports[1].port spec.type");
    assert_finds(" { \"a\" : [ ] , \"b\" : { } , \"b\" : null , \"b\" : true } ", "b b");
    assert_finds("[[{\"a\":1,\"a\":1}]]", "[0][0].a");
}

static void fields_of_different_objects_are_not_the_same(void **state)
{
    (void)state;
    assert_finds("{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":2}]}", "");
    assert_finds("{\"a\":\"\\\"a\\\":1\",\"b\\\"\":1,\"b\":2}", "");
}

static void what_is_no_json_is_survived(void **state)
{
    static const char *const texts[] = {
        "",          "{",        "{\"", "{\"a", "{\"a\\",        "{\"a\":",
        "{\"a\":}",  "[",        "[1",  "[,]",  "{\"a\":1,",     "{\"a\":1,}",
        "{a:1,a:2}", "nonsense", "\"",  "\\",   "{\"a\" \"a\"}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_finds(texts[i], "");
}

static void depth_is_bounded(void **state)
{
    struct buf deep;

    (void)state;
    buf_init(&deep, LIMIT_MIB * 2);
    for (int i = 0; i < 1000000; i++)
        buf_add_text(&deep, "[");
    assert_finds(buf_text(&deep), "");
    buf_release(&deep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_said_twice_are_named_with_their_place),
        cmocka_unit_test(fields_of_different_objects_are_not_the_same),
        cmocka_unit_test(what_is_no_json_is_survived),
        cmocka_unit_test(depth_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
