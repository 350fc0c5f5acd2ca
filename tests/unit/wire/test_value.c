#include "wire/value.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/chance.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"

#include "base/banned.h"

enum { ROUNDS = 60000, MUTATIONS_MOST = 4, TEXT_MOST = 512 };

static const char *const samples[] = {
    "{\"metadata\":{\"name\":\"web\",\"labels\":{\"a\":\"b\"}},\"n\":[1,-2,3.5,1e9,-0]}",
    "[true,false,null,\"\",\"\\u00e9\\ud83d\\ude00\\n\\\"\\\\\\/"
    "\",{},[],[[1],{\"x\":[]}]]",
    "{\"a\":1,\"a\":2,\"\":3,\"b\":{\"a\":null,\"c\":"
    "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"}}",
    " { \"port\" : 65535 , \"big\" : 9223372036854775807 , \"low\" : "
    "-9223372036854775808 } ",
    "\"text alone\"",
    "-12",
};

/* ---- the same as jansson says ------------------------------------------------------ */

static bool is_same(const struct value *value, const json_t *tree);

static bool is_same_object(const struct value *value, json_t *tree)
{
    const char *key;
    json_t *member;

    json_object_foreach(tree, key, member)
    {
        const struct value *its = value_key(value, key);
        if (json_is_null(member) ? its != NULL : its == NULL || !is_same(its, member))
            return false;
    }
    return value->count >= json_object_size(tree);
}

static bool is_same_list(const struct value *value, const json_t *tree)
{
    const struct value *item = value_first(value);

    if (value->count != json_array_size(tree))
        return false;
    for (size_t i = 0; i < value->count; i++, item = value_next(item)) {
        if (!is_same(item, json_array_get(tree, i)))
            return false;
    }
    return true;
}

static bool is_same(const struct value *value, const json_t *tree)
{
    switch (json_typeof(tree)) {
    case JSON_NULL:
        return value->type == VALUE_NULL;
    case JSON_TRUE:
        return value->type == VALUE_TRUE;
    case JSON_FALSE:
        return value->type == VALUE_FALSE;
    case JSON_REAL:
        return value->type == VALUE_REAL;
    case JSON_INTEGER:
        return value->type == VALUE_WHOLE && value->whole == json_integer_value(tree);
    case JSON_STRING:
        return value->type == VALUE_TEXT && value->count == json_string_length(tree) &&
               strcmp(value->text, json_string_value(tree)) == 0;
    case JSON_ARRAY:
        return value->type == VALUE_LIST && is_same_list(value, tree);
    case JSON_OBJECT:
        return value->type == VALUE_OBJECT &&
               is_same_object(value, (json_t *)(uintptr_t)tree);
    }
    return false;
}

/* false: they differ. What only jansson refuses (numbers out of range) is passed over. */
static bool agrees(struct span text)
{
    json_error_t why;
    struct values values = {0};
    char *copy = malloc(text.bytes + 1); /* exactly as long, so that ASan sees the end */
    memcpy(copy, text.at, text.bytes);
    json_t *tree = json_loadb(copy, text.bytes, JSON_DECODE_ANY, &why);
    bool is_good =
        values_read(span_make(copy, text.bytes), "text", &values, NULL) == ERR_OK;
    free(copy);

    bool is_equal = tree == NULL ? !is_good : is_good && is_same(values.at, tree);
    if (tree == NULL && json_error_code(&why) == json_error_numeric_overflow)
        is_equal = true;
    json_decref(tree);
    values_release(&values);
    return is_equal;
}

/* No NUL: behind a number jansson passes over it. */
static size_t mutate(char *text, size_t bytes, struct chance *chance)
{
    static const char spice[] = "{}[]\",:\\u0dD8ce+-.1 \n\t\x01\xff\xc3\x80ntf/";
    size_t at = (size_t)chance_below(chance, bytes + 1);
    size_t cut;

    switch (chance_below(chance, 4)) {
    case 0: /* another byte */
        if (at < bytes)
            text[at] = spice[chance_below(chance, sizeof spice - 1)];
        return bytes;
    case 1: /* one more */
        if (bytes + 1 >= TEXT_MOST)
            return bytes;
        memmove(text + at + 1, text + at, bytes - at);
        text[at] = spice[chance_below(chance, sizeof spice - 1)];
        return bytes + 1;
    case 2: /* some less */
        cut = (size_t)chance_below(chance, 6);
        cut = cut < bytes - at ? cut : bytes - at;
        memmove(text + at, text + at + cut, bytes - at - cut);
        return bytes - cut;
    default: /* the rest */
        return chance_below(chance, 8) == 0 ? at : bytes;
    }
}

static void value_is_what_jansson_reads(void **state)
{
    const char *seed_text = getenv("SEED");
    int64_t seed = 1;
    char text[TEXT_MOST + 1];
    (void)state;
    if (seed_text != NULL)
        span_to_i64(span_of(seed_text), &seed);
    print_message("SEED=%lld\n", (long long)seed);
    struct chance chance = chance_from((uint64_t)seed);

    for (int round = 0; round < ROUNDS; round++) {
        const char *sample = samples[chance_below(&chance, ARRAY_COUNT(samples))];
        size_t bytes = strlen(sample);
        memcpy(text, sample, bytes);
        for (uint64_t i = chance_below(&chance, MUTATIONS_MOST + 1); i > 0; i--)
            bytes = mutate(text, bytes, &chance);

        if (!agrees(span_make(text, bytes)))
            fail_msg("round %d: %.*s", round, (int)bytes, text);
    }
}

static void value_has_no_nul(void **state)
{
    (void)state;
    static const char *const texts[] = {"1.", "[1.]", "{.}", "\"a.b\"", "[1].", "."};
    char text[16];
    struct values values;

    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        size_t bytes = strlen(texts[i]);
        memcpy(text, texts[i], bytes);
        *(char *)memchr(text, '.', bytes) = '\0';

        assert_int_equal(values_read(span_make(text, bytes), "text", &values, NULL),
                         ERR_SHAPE);
    }
}

/* ---- limits ------------------------------------------------------------------------ */

static void value_may_not_be_nested_too_deep(void **state)
{
    (void)state;
    char text[2 * LIMIT_JSON_DEPTH + 4];
    struct values values;
    struct err err = ERR_INIT;

    memset(text, '[', LIMIT_JSON_DEPTH);
    memset(text + LIMIT_JSON_DEPTH, ']', LIMIT_JSON_DEPTH);
    assert_int_equal(
        values_read(span_make(text, 2 * LIMIT_JSON_DEPTH), "text", &values, NULL),
        ERR_OK);
    values_release(&values);

    memset(text, '[', sizeof text);
    assert_int_equal(values_read(span_make(text, sizeof text), "text", &values, &err),
                     ERR_LIMIT);
    assert_string_equal(err.where, "text");
}

static void value_table_grows_with_small_values(void **state)
{
    (void)state;
    struct values values;
    char *text = mem_new(20002);

    memset(text, ',', 20001);
    text[0] = '[';
    for (size_t i = 1; i < 20000; i += 2)
        text[i] = '1';
    text[20000] = ']';
    assert_int_equal(values_read(span_make(text, 20001), "text", &values, NULL), ERR_OK);

    assert_int_equal(values.at->count, 10000);
    values_release(&values);
    free(text);
}

/* ---- reading ----------------------------------------------------------------------- */

static void value_readers_mean_what_tree_means(void **state)
{
    (void)state;
    static const char text[] = "{\"spec\":{\"type\":\"LoadBalancer\",\"port\":80,\"as_"
                               "text\":\"81\",\"yes\":true,"
                               "\"no\":false,\"null\":null,\"since\":\"2026-01-15T08:15:"
                               "30Z\",\"f\":{\"a.b\":\"c\"}}}";
    struct values values;
    const char *got = "";
    int64_t number = 0;
    const struct value *object;
    struct err err = ERR_INIT;
    assert_int_equal(values_read(span_of(text), "text", &values, NULL), ERR_OK);
    const struct value *tree = values.at;

    assert_string_equal(value_text(tree, "spec.type"), "LoadBalancer");
    assert_null(value_text(tree, "spec.port"));
    assert_null(value_text(tree, "spec.type.deeper"));
    assert_null(value_at(tree, "spec.null"));
    assert_null(value_at(tree, "nothing.here"));
    assert_null(value_at(NULL, "spec"));
    assert_string_equal(value_key_text(value_at(tree, "spec.f"), "a.b"), "c");
    assert_int_equal(value_int(tree, "spec.port", -1), 80);
    assert_int_equal(value_int(tree, "spec.as_text", -1), 81);
    assert_int_equal(value_int(tree, "spec.type", -1), -1);
    assert_true(value_bool(tree, "spec.yes", false));
    assert_false(value_bool(tree, "spec.no", true));
    assert_true(value_bool(tree, "spec.type", true));
    assert_int_equal(value_when(tree, "spec.since"),
                     when_from_text("2026-01-15T08:15:30Z"));

    assert_int_equal(value_may_text(tree, "spec.null", &got, &err), ERR_OK);
    assert_null(got);
    assert_int_equal(value_need_text(tree, "spec.port", &got, &err), ERR_SHAPE);
    assert_string_equal(err.where, "spec.port");
    assert_string_equal(err.text, "expected text, got a number");
    err_clear(&err);
    assert_int_equal(value_need_text(tree, "spec.type.deeper", &got, &err), ERR_SHAPE);
    assert_string_equal(err.where, "spec.type");
    assert_string_equal(err.text, "expected an object, got text");
    err_clear(&err);
    assert_int_equal(value_need_int(tree, "spec.port", 81, 90, &number, &err), ERR_SHAPE);
    assert_string_equal(err.text, "80 is not in 81..90");
    err_clear(&err);
    assert_int_equal(value_need_object(tree, "status", &object, &err), ERR_SHAPE);
    assert_string_equal(err.text, "missing");
    values_release(&values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(value_is_what_jansson_reads),
        cmocka_unit_test(value_has_no_nul),
        cmocka_unit_test(value_may_not_be_nested_too_deep),
        cmocka_unit_test(value_table_grows_with_small_values),
        cmocka_unit_test(value_readers_mean_what_tree_means),
    };
    return cmocka_run_group_tests_name("value", tests, NULL, NULL);
}
