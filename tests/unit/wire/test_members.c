#include "wire/members.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tests/lib/prop.h"
#include "wire/tree.h"

#include "base/banned.h"

static const struct {
    const char *text;
    const char *members; /* "key=value;" each */
    bool whole;
} walks[] = {
    {"{}", "", true},
    {" { } \n", "", true},
    {"{\"a\":1}", "a=1;", true},
    {"{\"a\" : \"x\" , \"b\":null}", "a=\"x\";b=null;", true},
    {"{\"a\":{\"b\":\"}\"},\"c\":[\"]\",[]]}", "a={\"b\":\"}\"};c=[\"]\",[]];", true},
    {"{\"a\\\"\":\"\\\\\",\"b\":true}", "a\\\"=\"\\\\\";b=true;", true},
    {"", "", false},
    {"[]", "", false},
    {"\"a\"", "", false},
    {"{", "", false},
    {"{\"a\":1", "a=1;", false},
    {"{\"a\":1,}", "a=1;", false},
    {"{\"a\":1 \"b\":2}", "a=1;", false},
    {"{\"a\"}", "", false},
    {"{\"a\":}", "", false},
    {"{\"a\":\"x}", "", false},
    {"{\"a\":{\"b\":1}", "a={\"b\":1};", false},
    {"{\"a\":{\"b\":1", "", false},
    {"{a:1}", "", false},
    {"{} {}", "", false},
};

static void members_are_walked_as_they_stand(void **state)
{
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(walks); i++) {
        struct members members;
        struct span key;
        struct span value;
        char seen[128] = "";
        size_t length = 0;

        members_begin(&members, span_of(walks[i].text));
        while (members_next(&members, &key, &value))
            length +=
                (size_t)snprintf(seen + length, sizeof seen - length, "%.*s=%.*s;",
                                 (int)key.bytes, key.at, (int)value.bytes, value.at);

        assert_string_equal(seen, walks[i].members);
        assert_int_equal(members_is_whole(&members), walks[i].whole);
        assert_false(members_next(&members, &key, &value)); /* it stays at its end */
    }
}

static void members_tell_strings_from_other_values(void **state)
{
    (void)state;
    struct span text;

    assert_true(members_string(span_of("\"\""), &text));
    assert_int_equal(text.bytes, 0);
    assert_true(members_string(span_of("\"a b\""), &text));
    assert_true(span_is(text, "a b"));
    assert_false(members_string(span_of("12"), &text));
    assert_false(members_string(span_of("{\"a\":1}"), &text));
    assert_false(members_string(span_of("\""), &text));
}

static void random_text(struct prop *prop, struct buf *text)
{
    static const char *const pieces[] = {"{",  "}",         "[",    "]", ",",
                                         ":",  "\"a\"",     "1",    " ", "null",
                                         "{}", "\"\\\"}\"", "\"b\""};

    buf_add_text(text, "{\"k\":");
    for (size_t i = 0, most = prop_below(prop, 8); i < most; i++)
        buf_add_text(text, pieces[prop_below(prop, ARRAY_COUNT(pieces))]);
    buf_add_text(text, "}");
}

/* What a parser takes, the walk takes too, with as many members. */
static void members_agree_with_a_parser(void **state)
{
    (void)state;
    struct prop prop;
    struct buf text;
    size_t parsed = 0;

    prop_start(&prop);
    buf_init(&text, 256);
    for (int round = 0; round < prop_rounds(20000); round++) {
        struct members members;
        struct span key;
        struct span value;
        size_t count = 0;
        json_t *tree = NULL;

        buf_clear(&text);
        random_text(&prop, &text);
        members_begin(&members, buf_span(&text));
        while (members_next(&members, &key, &value))
            count++;

        tree_from_json(buf_span(&text), "text", &tree, NULL);
        if (tree != NULL) {
            assert_true(members_is_whole(&members));
            assert_true(count >= json_object_size(tree)); /* a key may come twice */
            parsed++;
        }
        json_decref(tree);
    }
    assert_true(parsed > 0);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_walked_as_they_stand),
        cmocka_unit_test(members_tell_strings_from_other_values),
        cmocka_unit_test(members_agree_with_a_parser),
    };
    return cmocka_run_group_tests_name("members", tests, NULL, NULL);
}
