#include "lib/check.h"
#include "lib/data.h"
#include "lib/prop.h"

#include <jansson.h>

#include "base/limits.h"
#include "wire/items.h"
#include "wire/tree.h"

/* ---- what came out ---------------------------------------------------------- */

struct heard {
    struct items *items;
    struct buf all; /* "object|managed\n" each */
    size_t count;
    size_t most;
};

static bool hear(void *ctx, struct span object, struct span managed)
{
    struct heard *heard = ctx;

    buf_add(&heard->all, object.at, object.bytes);
    buf_add_byte(&heard->all, '|');
    buf_add(&heard->all, managed.at, managed.bytes);
    buf_add_byte(&heard->all, '\n');
    heard->count++;
    return heard->most == 0 || heard->count < heard->most;
}

static void start(struct heard *heard, size_t item_limit)
{
    *heard = (struct heard){.items = items_new("items", item_limit)};
    buf_init(&heard->all, LIMIT_RESPONSE_BYTES);
}

static void stop(struct heard *heard)
{
    items_free(heard->items);
    buf_release(&heard->all);
}

static enum err_code feed(struct heard *heard, const char *text, struct err *err)
{
    return items_feed(heard->items, text, strlen(text), hear, heard, err);
}

static bool feed_piece(void *ctx, const char *at, size_t bytes)
{
    struct heard *heard = ctx;
    return items_feed(heard->items, at, bytes, hear, heard, NULL) == ERR_OK;
}

/* ---- by hand ---------------------------------------------------------------- */

static void items_come_out_one_by_one(void **state)
{
    (void)state;
    struct heard heard;

    start(&heard, 1000);
    assert_int_equal(
        feed(&heard, "{\"kind\":\"List\",\"items\":[{\"a\":1}, {\"b\":", NULL), ERR_OK);
    assert_string_equal(buf_text(&heard.all), "{\"a\":1}|\n");
    assert_false(items_is_whole(heard.items));
    assert_int_equal(feed(&heard, "[{}]}\n],\"metadata\":{\"continue\":\"x\"}}\n ", NULL),
                     ERR_OK);
    assert_string_equal(buf_text(&heard.all), "{\"a\":1}|\n{\"b\":[{}]}|\n");
    assert_true(items_is_whole(heard.items));
    assert_span_is(items_envelope(heard.items),
                   "{\"kind\":\"List\",\"items\":[],\"metadata\":{\"continue\":\"x\"}}");
    stop(&heard);
}

static void items_starts_over_for_the_next_page(void **state)
{
    (void)state;
    struct heard heard;

    start(&heard, 1000);
    feed(&heard, "{\"metadata\":{\"continue\":\"x\"},\"items\":[{\"a\":", NULL);
    items_clear(heard.items);
    assert_int_equal(feed(&heard, "{\"items\":[{\"b\":2}]}", NULL), ERR_OK);
    assert_string_equal(buf_text(&heard.all), "{\"b\":2}|\n");
    assert_span_is(items_envelope(heard.items), "{\"items\":[]}");
    stop(&heard);
}

/* Only the outer object's own key "items" counts, and only when it has an array. */
static void items_are_looked_for_in_one_place(void **state)
{
    static const char *const texts[] = {
        "{\"metadata\":{\"items\":[{\"a\":1}]}}",
        "{\"other\":[{\"items\":[{}]}]}",
        "{\"items\":null}",
        "{\"items\":{\"items\":[{}]}}",
        "{\"x\":\"items\",\"y\":[{}]}",
        "{\"x\":\"\\\"items\\\":[\",\"y\":1}",
        "{\"items\":\"items\",\"y\":[1]}",
        "{\"kind\":\"Status\",\"code\":410}",
        "{}",
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        struct heard heard;
        struct err err = ERR_INIT;
        start(&heard, 1000);
        assert_int_equal(feed(&heard, texts[i], &err), ERR_OK);
        assert_int_equal(heard.count, 0);
        assert_true(items_is_whole(heard.items));
        assert_span_is(items_envelope(heard.items), texts[i]);
        stop(&heard);
    }
}

static void items_refuse_what_is_no_list_of_objects(void **state)
{
    static const struct {
        const char *text;
        const char *why;
    } cases[] = {
        {"[1]", "not a JSON object"},
        {"Unauthorized", "not a JSON object"},
        {"{\"items\":[1]}", "not a list of objects: '1' between its items"},
        {"{\"items\":[null]}", "not a list of objects: 'n' between its items"},
        {"{\"items\":[[{}]]}", "not a list of objects: '[' between its items"},
        {"{\"items\":[{}{}]}", "not a list of objects: '{' between its items"},
        {"{\"items\":[,{}]}", "not a list of objects: ',' between its items"},
        {"{\"items\":[{},]}", "not a list of objects: ']' between its items"},
        {"{\"items\":[{},,{}]}", "not a list of objects: ',' between its items"},
        {"{\"items\":[{}}", "not a list of objects: '}' between its items"},
        {"{\"items\":[\x1b]}", "not a list of objects: '?' between its items"},
        {"{\"a\":[}", "not JSON: '}' closes what it did not open"},
        {"{\"a\":{]", "not JSON: ']' closes what it did not open"},
        {"]", "not a JSON object"},
        {"{}}", "bytes behind the JSON object"},
        {"{} {}", "bytes behind the JSON object"},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct heard heard;
        struct err err = ERR_INIT;
        start(&heard, 1000);
        assert_int_equal(feed(&heard, cases[i].text, &err), ERR_SHAPE);
        assert_string_equal(err.text, cases[i].why);
        stop(&heard);
    }
}

static void items_have_ceilings(void **state)
{
    (void)state;
    struct heard heard;
    struct err err = ERR_INIT;
    char deep[200];

    start(&heard, 10);
    assert_int_equal(feed(&heard, "{\"items\":[{\"a\":\"12\"},", &err), ERR_OK);
    assert_int_equal(feed(&heard, "{\"a\":\"123\"},", &err), ERR_LIMIT);
    assert_string_equal(err.text, "an item longer than 10 bytes");
    stop(&heard);

    err_clear(&err);
    start(&heard, 10);
    assert_int_equal(feed(&heard, "{\"items\":[{\"a\":", &err), ERR_OK);
    assert_int_equal(feed(&heard, "\"123", &err), ERR_OK);
    assert_int_equal(feed(&heard, "45", &err), ERR_LIMIT); /* not only at its end */
    stop(&heard);

    err_clear(&err);
    start(&heard, 10);
    memset(deep, '[', sizeof deep - 1);
    deep[sizeof deep - 1] = '\0';
    assert_int_equal(feed(&heard, "{\"a\":", &err), ERR_OK);
    assert_int_equal(feed(&heard, deep, &err), ERR_LIMIT);
    stop(&heard);

    err_clear(&err);
    start(&heard, 10);
    feed(&heard, "{\"a\":\"", &err);
    enum err_code code = ERR_OK;
    memset(deep, 'x', sizeof deep - 1);
    for (size_t fed = 0; fed <= LIMIT_OBJECT_BYTES && code == ERR_OK;
         fed += sizeof deep - 1)
        code = feed(&heard, deep, &err);
    assert_int_equal(code, ERR_LIMIT);
    stop(&heard);
}

static void items_stop_when_the_taker_says_so(void **state)
{
    (void)state;
    struct heard heard;
    struct err err = ERR_INIT;

    start(&heard, 100);
    heard.most = 2;
    assert_int_equal(feed(&heard, "{\"items\":[{},{},{}]}", &err), ERR_SHAPE);
    assert_string_equal(err.text, "ended by the reader");
    assert_int_equal(heard.count, 2);
    stop(&heard);
}

/* ---- managedFields ---------------------------------------------------------- */

static const struct {
    const char *object;
    const char *without;
    const char *managed;
} apart_cases[] = {
    /* first, middle, last, alone */
    {"{\"metadata\":{\"managedFields\":[1],\"name\":\"a\"}}",
     "{\"metadata\":{\"name\":\"a\"}}", "[1]"},
    {"{\"metadata\":{\"name\":\"a\",\"managedFields\":[1],\"uid\":\"u\"}}",
     "{\"metadata\":{\"name\":\"a\",\"uid\":\"u\"}}", "[1]"},
    {"{\"metadata\":{\"name\":\"a\",\"managedFields\":[1]}}",
     "{\"metadata\":{\"name\":\"a\"}}", "[1]"},
    {"{\"metadata\":{\"managedFields\":[1]},\"x\":1}", "{\"metadata\":{},\"x\":1}",
     "[1]"},
    /* with blanks, as it is sent to curl and browsers */
    {"{\n  \"metadata\": {\n    \"name\": \"a\",\n    \"managedFields\": [\n      {}\n   "
     " ]\n  }\n}",
     "{\n  \"metadata\": {\n    \"name\": \"a\"\n  }\n}", "[\n      {}\n    ]"},
    {"{ \"metadata\" : { \"managedFields\" : [ 1 ] , \"name\" : 1 } }",
     "{ \"metadata\" : { \"name\" : 1 } }", "[ 1 ]"},
    /* what is inside does not matter */
    {"{\"metadata\":{\"managedFields\":[{\"f\":{\"k:{\\\"p\\\":80}\":{\"]\":\"}\"}}},"
     "\"\\\\\"]}}",
     "{\"metadata\":{}}", "[{\"f\":{\"k:{\\\"p\\\":80}\":{\"]\":\"}\"}}},\"\\\\\"]"},
    {"{\"metadata\":{\"managedFields\":[]}}", "{\"metadata\":{}}", "[]"},
    /* elsewhere the same words mean nothing */
    {"{\"managedFields\":[1]}", NULL, ""},
    {"{\"spec\":{\"managedFields\":[1]}}", NULL, ""},
    {"{\"metadata\":{\"annotations\":{\"managedFields\":[1]}}}", NULL, ""},
    {"{\"metadata\":{\"annotations\":{\"x\":\"\\\"managedFields\\\":[1]\"}}}", NULL, ""},
    {"{\"metadata\":{\"x\":\"managedFields\",\"y\":[1]}}", NULL, ""},
    {"{\"metadata\":{\"managedFieldsX\":[1]}}", NULL, ""},
    {"{\"metadata\":{\"managedFieldsThatAreLong\":[1]}}", NULL, ""},
    {"{\"metadata\":[{\"managedFields\":[1]}]}", NULL, ""},
    {"{\"metadata\":[\"managedFields\",[1]]}", NULL, ""},
    {"{\"x\":\"metadata\",\"y\":{\"managedFields\":[1]}}", NULL, ""},
    {"{\"spec\":{\"metadata\":{\"managedFields\":[1]}}}", NULL, ""},
    {"{\"metadata\":null,\"x\":{\"managedFields\":[1]}}", NULL, ""},
    /* not an array: left where it is */
    {"{\"metadata\":{\"managedFields\":null,\"name\":[1]}}", NULL, ""},
    {"{\"metadata\":{\"managedFields\":{\"a\":[1]}}}", NULL, ""},
    {"{\"metadata\":{\"managedFields\":\"[1]\",\"x\":[2]}}", NULL, ""},
    /* two objects called metadata in one item: the second is looked at, too */
    {"{\"metadata\":{\"name\":\"a\"},\"metadata\":{\"managedFields\":[2]}}",
     "{\"metadata\":{\"name\":\"a\"},\"metadata\":{}}", "[2]"},
    {"{}", NULL, ""},
};

static void items_set_managed_fields_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(apart_cases); i++) {
        const char *want = apart_cases[i].without != NULL ? apart_cases[i].without
                                                          : apart_cases[i].object;
        struct span object;
        struct span managed;
        struct buf scratch;
        buf_init(&scratch, 1000);
        items_set_managed_apart(span_of(apart_cases[i].object), &scratch, &object,
                                &managed);
        assert_span_is(object, want);
        assert_span_is(managed, apart_cases[i].managed);
        buf_release(&scratch);
    }
}

static void items_leave_alone_what_is_not_whole(void **state)
{
    static const char *const texts[] = {
        "",
        "{",
        "[1]",
        "null",
        "{} ",
        " {}",
        "{\"metadata\":{\"managedFields\":[1]}",
        "{\"metadata\":{\"managedFields\":[1]}}}",
        "{\"metadata\":{\"managedFields\":[1}}}",
        "{\"metadata\":{\"managedFields\":[1],\"managedFields\":[2}}}",
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        struct span object;
        struct span managed;
        struct buf scratch;
        buf_init(&scratch, 1000);
        items_set_managed_apart(span_of(texts[i]), &scratch, &object, &managed);
        assert_span_is(object, texts[i]);
        assert_int_equal(managed.bytes, 0);
        buf_release(&scratch);
    }
}

static void items_leave_alone_what_does_not_fit_the_scratch(void **state)
{
    (void)state;
    const char *text = "{\"metadata\":{\"name\":\"a\",\"managedFields\":[1]}}";
    struct span object;
    struct span managed;
    struct buf scratch;

    buf_init(&scratch, 10);
    items_set_managed_apart(span_of(text), &scratch, &object, &managed);
    assert_span_is(object, text);
    assert_int_equal(managed.bytes, 0);
    buf_release(&scratch);
}

/* ---- recorded lists --------------------------------------------------------- */

/* The list as jansson reads it, said in the words of hear(). */
static void expect_from_tree(json_t *list, struct buf *out)
{
    json_t *item;
    size_t i;

    json_array_foreach(json_object_get(list, "items"), i, item)
    {
        json_t *metadata = json_object_get(item, "metadata");
        json_t *managed = json_incref(json_object_get(metadata, "managedFields"));
        json_object_del(metadata, "managedFields");
        tree_to_json(item, 0, out);
        buf_add_byte(out, '|');
        if (managed != NULL)
            tree_to_json(managed, 0, out);
        buf_add_byte(out, '\n');
        json_decref(managed);
    }
    json_array_clear(json_object_get(list, "items"));
}

/* hear() for any layout: each piece read and written again. */
static bool hear_parsed(void *ctx, struct span object, struct span managed)
{
    struct heard *heard = ctx;
    json_t *tree = NULL;

    assert_int_equal(tree_from_json(object, "item", &tree, NULL), ERR_OK);
    tree_to_json(tree, 0, &heard->all);
    json_decref(tree);
    buf_add_byte(&heard->all, '|');
    if (managed.bytes > 0) {
        assert_int_equal(tree_from_json(managed, "managed", &tree, NULL), ERR_OK);
        tree_to_json(tree, 0, &heard->all);
        json_decref(tree);
    }
    buf_add_byte(&heard->all, '\n');
    return true;
}

static bool feed_piece_parsed(void *ctx, const char *at, size_t bytes)
{
    struct heard *heard = ctx;
    return items_feed(heard->items, at, bytes, hear_parsed, heard, NULL) == ERR_OK;
}

static void one_layout(struct prop *prop, const struct buf *text, const struct buf *want,
                       json_t *envelope)
{
    struct heard heard;
    json_t *got = NULL;

    start(&heard, LIMIT_OBJECT_BYTES);
    assert_true(prop_feed_pieces(prop, buf_span(text), feed_piece_parsed, &heard));
    assert_true(items_is_whole(heard.items));
    assert_string_equal(buf_text(&heard.all), buf_text(want));
    assert_int_equal(tree_from_json(items_envelope(heard.items), "-", &got, NULL),
                     ERR_OK);
    assert_true(json_equal(got, envelope));
    json_decref(got);
    stop(&heard);
}

static void one_list(const char *name, void *ctx)
{
    struct buf text;
    struct buf indented;
    struct buf want;
    json_t *list = NULL;

    data_read(name, &text);
    assert_int_equal(tree_from_json(buf_span(&text), name, &list, NULL), ERR_OK);
    buf_init(&indented, LIMIT_RESPONSE_BYTES);
    buf_init(&want, LIMIT_RESPONSE_BYTES);
    tree_to_json(list, 2, &indented);
    expect_from_tree(list, &want);
    for (int round = 0; round < prop_rounds(10); round++) {
        one_layout(ctx, &text, &want, list);
        one_layout(ctx, &indented, &want, list);
    }
    json_decref(list);
    buf_release(&text);
    buf_release(&indented);
    buf_release(&want);
}

static void items_of_recorded_lists_are_whole_in_any_pieces(void **state)
{
    (void)state;
    struct prop prop;

    prop_start(&prop);
    assert_true(data_each("kube/list", ".json", one_list, &prop) >= 6);
}

/* ---- random bytes ----------------------------------------------------------- */

/* Pieces of JSON in any order: whole or torn, the same items and the same end. */
static void items_are_the_same_in_any_pieces(void **state)
{
    static const char *const words[] = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\"a\":",
        "1",
        " ",
        "{}",
        "[]",
        "\"items\":[",
        "\n",
        "\"\\\"\"",
        "\"metadata\":{",
        "\"managedFields\":[",
        "{\"items\":[{\"metadata\":{\"",
        "]}",
        "},{\"metadata\":{\"name\":\"x\",\"managedFields\":[{}]",
    };
    struct prop prop;
    (void)state;

    prop_start(&prop);
    for (int round = 0; round < prop_rounds(20000); round++) {
        struct heard whole;
        struct heard torn;
        struct buf text;
        buf_init(&text, 10000);
        if (prop_coin(&prop))
            buf_add_text(&text, "{\"items\":[");
        for (size_t i = prop_below(&prop, 30); i > 0; i--)
            buf_add_text(&text, words[prop_below(&prop, ARRAY_COUNT(words))]);
        start(&whole, 60);
        start(&torn, 60);
        enum err_code code =
            items_feed(whole.items, buf_text(&text), text.bytes, hear, &whole, NULL);
        bool torn_ok = prop_feed_pieces(&prop, buf_span(&text), feed_piece, &torn);
        assert_int_equal(code == ERR_OK, torn_ok);
        assert_int_equal(items_is_whole(whole.items), items_is_whole(torn.items));
        assert_string_equal(buf_text(&torn.all), buf_text(&whole.all));
        if (torn_ok) {
            struct span envelope = items_envelope(whole.items);
            assert_int_equal(items_envelope(torn.items).bytes, envelope.bytes);
            assert_memory_equal(items_envelope(torn.items).at, envelope.at,
                                envelope.bytes);
        }
        stop(&whole);
        stop(&torn);
        buf_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_come_out_one_by_one),
        cmocka_unit_test(items_starts_over_for_the_next_page),
        cmocka_unit_test(items_are_looked_for_in_one_place),
        cmocka_unit_test(items_refuse_what_is_no_list_of_objects),
        cmocka_unit_test(items_have_ceilings),
        cmocka_unit_test(items_stop_when_the_taker_says_so),
        cmocka_unit_test(items_set_managed_fields_apart),
        cmocka_unit_test(items_leave_alone_what_is_not_whole),
        cmocka_unit_test(items_leave_alone_what_does_not_fit_the_scratch),
        cmocka_unit_test(items_of_recorded_lists_are_whole_in_any_pieces),
        cmocka_unit_test(items_are_the_same_in_any_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
