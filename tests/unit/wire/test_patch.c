#include "lib/check.h"
#include "lib/prop.h"

#include "wire/patch.h"

static json_t *a_tree(const char *text)
{
    json_t *tree = json_loads(text, JSON_DECODE_ANY, NULL);
    assert_non_null(tree);
    return tree;
}

/* RFC 7396, appendix A, every row. */
static void patch_merges_as_the_rfc_says(void **state)
{
    static const char *const rows[][3] = {
        {"{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
        {"{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}"},
        {"{\"a\":\"b\"}", "{\"a\":null}", "{}"},
        {"{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}"},
        {"{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
        {"{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}"},
        {"{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}",
         "{\"a\":{\"b\":\"d\"}}"},
        {"{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}"},
        {"[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]"},
        {"{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]"},
        {"{\"a\":\"foo\"}", "null", "null"},
        {"{\"a\":\"foo\"}", "\"bar\"", "\"bar\""},
        {"{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}"},
        {"[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}"},
        {"{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}"},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        json_t *target = a_tree(rows[i][0]);
        json_t *before = json_deep_copy(target);
        json_t *patch = a_tree(rows[i][1]);
        json_t *want = a_tree(rows[i][2]);
        json_t *got = patch_merge(target, patch);
        if (!json_equal(got, want))
            fail_msg("row %zu: %s with %s", i, rows[i][0], rows[i][1]);
        assert_true(json_equal(target, before));
        json_decref(target);
        json_decref(before);
        json_decref(patch);
        json_decref(want);
        json_decref(got);
    }
}

static void patch_result_shares_nothing(void **state)
{
    (void)state;
    json_t *target = a_tree("{\"a\":{\"b\":1}}");
    json_t *patch = a_tree("{\"c\":[1]}");
    json_t *got = patch_merge(target, patch);

    json_object_set_new(json_object_get(got, "a"), "b", json_integer(2));
    json_array_append_new(json_object_get(got, "c"), json_integer(2));

    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(target, "a"), "b")), 1);
    assert_int_equal(json_array_size(json_object_get(patch, "c")), 1);
    json_decref(target);
    json_decref(patch);
    json_decref(got);
}

static void patch_between_says_only_what_differs(void **state)
{
    static const char *const rows[][3] = {
        {"{\"a\":1}", "{\"a\":1}", "{}"},
        {"{\"a\":1,\"b\":{\"c\":1,\"d\":2}}", "{\"a\":1,\"b\":{\"c\":1,\"d\":3}}",
         "{\"b\":{\"d\":3}}"},
        {"{\"a\":1,\"b\":2}", "{\"b\":2}", "{\"a\":null}"},
        {"{\"a\":[1,2]}", "{\"a\":[1]}", "{\"a\":[1]}"},
        {"{\"a\":{\"b\":1}}", "{\"a\":\"text\"}", "{\"a\":\"text\"}"},
        {"{\"a\":\"text\"}", "{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1}}"},
        {"[1]", "[2]", "[2]"},
        {"{\"a\":1}", "7", "7"},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        json_t *from = a_tree(rows[i][0]);
        json_t *to = a_tree(rows[i][1]);
        json_t *want = a_tree(rows[i][2]);
        json_t *got = patch_between(from, to);
        if (!json_equal(got, want))
            fail_msg("row %zu: from %s to %s", i, rows[i][0], rows[i][1]);
        json_decref(from);
        json_decref(to);
        json_decref(want);
        json_decref(got);
    }
}

/* Without nulls inside: a merge patch cannot say them. */
static json_t *a_node(struct prop *prop, int depth)
{
    size_t which = prop_below(prop, depth > 3 ? 3 : 6);

    if (which == 0)
        return json_boolean(prop_coin(prop));
    if (which == 1)
        return json_integer((json_int_t)prop_below(prop, 3));
    if (which == 2)
        return json_string(prop_coin(prop) ? "x" : "y");
    if (which == 3) {
        json_t *array = json_array();
        for (size_t i = prop_below(prop, 3); i > 0; i--)
            json_array_append_new(array, a_node(prop, depth + 1));
        return array;
    }
    json_t *object = json_object();
    for (size_t i = prop_below(prop, 5); i > 0; i--) {
        char key[2] = {(char)('a' + prop_below(prop, 5)), '\0'};
        json_object_set_new(object, key, a_node(prop, depth + 1));
    }
    return object;
}

static void patch_merge_undoes_patch_between(void **state)
{
    (void)state;
    struct prop prop;

    prop_start(&prop);
    for (int round = 0; round < prop_rounds(5000); round++) {
        json_t *from = a_node(&prop, 0);
        json_t *to = a_node(&prop, 0);
        json_t *patch = patch_between(from, to);
        json_t *got = patch_merge(from, patch);
        assert_true(json_equal(got, to));
        json_decref(from);
        json_decref(to);
        json_decref(patch);
        json_decref(got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patch_merges_as_the_rfc_says),
        cmocka_unit_test(patch_result_shares_nothing),
        cmocka_unit_test(patch_between_says_only_what_differs),
        cmocka_unit_test(patch_merge_undoes_patch_between),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
