#include "lib/check.h"
#include "lib/data.h"
#include "lib/prop.h"

#include "base/limits.h"
#include "wire/tree.h"

static void read_beside(const char *name, const char *old_end, const char *new_end,
                        struct buf *ret_text)
{
    char beside[DATA_PATH_BYTES];

    snprintf(beside, sizeof beside, "%.*s%s", (int)(strlen(name) - strlen(old_end)), name,
             new_end);
    data_read(beside, ret_text);
}

/* ---- reading ---------------------------------------------------------------- */

static void is_as_the_json_beside_it(const char *name, void *ctx)
{
    struct buf yaml;
    struct buf json;
    json_t *got = NULL;
    struct err err = ERR_INIT;
    char line[400];
    (void)ctx;

    read_beside(name, ".json", ".yaml", &yaml);
    data_read(name, &json);
    if (tree_from_yaml(buf_span(&yaml), "-", &got, &err) != ERR_OK)
        fail_msg("%s: %s", name, err_line(&err, line, sizeof line));
    json_t *want = json_loads(buf_text(&json), JSON_DECODE_ANY, NULL);
    if (!json_equal(got, want)) {
        struct buf out;
        buf_init(&out, LIMIT_FILE_BYTES);
        tree_to_json(got, 0, &out);
        fail_msg("%s: %s", name, buf_text(&out));
    }
    json_decref(want);
    json_decref(got);
    buf_release(&yaml);
    buf_release(&json);
}

static void yaml_reads_as_the_json_beside_it(void **state)
{
    (void)state;
    assert_true(data_each("wire/yaml", ".json", is_as_the_json_beside_it, NULL) >= 7);
}

static void says_what_its_file_says(const char *name, void *ctx)
{
    struct buf yaml;
    struct buf expected;
    json_t *tree = NULL;
    struct err err = ERR_INIT;
    char said[700];
    (void)ctx;

    read_beside(name, ".error", ".yaml", &yaml);
    data_read(name, &expected);
    if (tree_from_yaml(buf_span(&yaml), "", &tree, &err) == ERR_OK)
        fail_msg("%s was read", name);
    assert_null(tree);
    snprintf(said, sizeof said, "%s %s %s", err_code_name(err.code), err.where + 1,
             err.text);
    if (!span_is(span_trim(buf_span(&expected)), said))
        fail_msg("%s: %s", name, said);
    buf_release(&yaml);
    buf_release(&expected);
}

static void yaml_names_the_line_of_what_is_broken(void **state)
{
    (void)state;
    assert_true(data_each("wire/yaml", ".error", says_what_its_file_says, NULL) >= 15);
}

static void yaml_all_leaves_out_empty_documents(void **state)
{
    (void)state;
    const char *text =
        "# head\n---\na: 1\n---\n# nothing\n---\n\nb: 2\n---\n~\n--- [3]\n";
    json_t *all = NULL;
    json_t *lines = NULL;
    struct buf out;

    assert_int_equal(tree_from_yaml_lines(span_of(text), "-", &all, &lines, NULL),
                     ERR_OK);

    buf_init(&out, 100);
    tree_to_json(all, 0, &out);
    assert_string_equal(buf_text(&out), "[{\"a\":1},{\"b\":2},[3]]");
    buf_clear(&out);
    tree_to_json(lines, 0, &out);
    assert_string_equal(buf_text(&out), "[3,8,11]");
    buf_release(&out);
    json_decref(all);
    json_decref(lines);

    assert_int_equal(tree_from_yaml_all(span_of(""), "-", &all, NULL), ERR_OK);
    assert_int_equal(json_array_size(all), 0);
    json_decref(all);
    assert_int_equal(tree_from_yaml_all(span_of("a: 1\n---\n*x\n"), "-", &all, NULL),
                     ERR_SHAPE);
}

static void yaml_aliases_do_not_share(void **state)
{
    (void)state;
    json_t *tree = NULL;

    tree_from_yaml(span_of("a: &x {n: 1}\nb: *x\n"), "-", &tree, NULL);
    json_object_set_new(json_object_get(tree, "b"), "n", json_integer(2));

    assert_int_equal(tree_int(tree, "a.n", 0), 1);
    json_decref(tree);
}

/* ---- writing ---------------------------------------------------------------- */

static void yaml_is_written_in_block_style(void **state)
{
    (void)state;
    json_t *tree = NULL;
    tree_from_json(
        span_of("{\"kind\":\"Service\",\"metadata\":{\"name\":\"web\",\"labels\":{},"
                "\"at\":\"2026-01-15T08:15:30Z\"},\"spec\":{\"ports\":[{\"port\":80,"
                "\"name\":\"http\"},{\"port\":443}],\"cidrs\":[],\"on\":true,\"n\":"
                "null,\"note\":\"two\\nlines\\n\",\"short\":\"no\\nend\","
                "\"version\":\"1.20\",\"yes\":\"no\",\"json\":\"{\\\"a\\\": 1}\"}}"),
        "-", &tree, NULL);
    struct buf out;

    buf_init(&out, 2000);
    tree_to_yaml(tree, &out);

    assert_string_equal(buf_text(&out), "kind: Service\n"
                                        "metadata:\n"
                                        "  name: web\n"
                                        "  labels: {}\n"
                                        "  at: \"2026-01-15T08:15:30Z\"\n"
                                        "spec:\n"
                                        "  ports:\n"
                                        "  - port: 80\n"
                                        "    name: http\n"
                                        "  - port: 443\n"
                                        "  cidrs: []\n"
                                        "  \"on\": true\n"
                                        "  \"n\": null\n"
                                        "  note: |\n"
                                        "    two\n"
                                        "    lines\n"
                                        "  short: |-\n"
                                        "    no\n"
                                        "    end\n"
                                        "  version: \"1.20\"\n"
                                        "  \"yes\": \"no\"\n"
                                        "  json: '{\"a\": 1}'\n");
    buf_release(&out);
    json_decref(tree);
}

static void yaml_writes_the_shortest_numbers(void **state)
{
    (void)state;
    json_t *tree =
        json_pack("[f, f, f, f, I]", 0.1, 1e300, 9007199254740994.0, -2.5, (json_int_t)7);
    struct buf out;

    buf_init(&out, 200);
    tree_to_yaml(tree, &out);
    assert_string_equal(buf_text(&out),
                        "- 0.1\n- 1e+300\n- 9007199254740994.0\n- -2.5\n- 7\n");
    buf_release(&out);
    json_decref(tree);
}

static void yaml_shows_a_full_buffer(void **state)
{
    (void)state;
    json_t *tree = json_pack("{s:s}", "name", "0123456789012345678901234567890123456789");
    struct buf out;

    buf_init(&out, 20);
    tree_to_yaml(tree, &out);
    assert_true(out.over);
    buf_release(&out);
    json_decref(tree);
}

/* Texts that have caught somebody out before. */
static json_t *a_text(struct prop *prop)
{
    static const char *const texts[] = {
        "",
        " ",
        "a b",
        " a",
        "a ",
        "yes",
        "~",
        "null",
        "1",
        "1.5",
        "0x1f",
        "1_0",
        "1e3",
        "- a",
        "a: b",
        "a #b",
        "#",
        "'",
        "\"",
        "\\",
        "a\nb",
        "a\nb\n",
        "\n",
        "\na",
        "a\n\n",
        " a\nb",
        "a \nb",
        "\t",
        "a\tb",
        "\ta\nb",
        "größe",
        "日本",
        "😀",
        "\x7f",
        "\x1b[0m",
        "%",
        "@",
        "`",
        "!x",
        "&x",
        "*x",
        "|",
        ">",
        "{",
        "[",
        "{}",
        "[]",
        ",",
        "?",
        "? a",
        ":",
        "-",
        "--- a",
        "...",
        "=",
        "<<",
        ".inf",
        "1:30",
        "\r",
        "a\r\nb",
        "\xc2\x85",
        "\xe2\x80\xa8",
        "0",
        "-0",
        "+1",
        "True",
        "2026-01-15",
        "08",
        ".",
        "\xef\xbb\xbf"
        "a",
    };
    return json_string(texts[prop_below(prop, ARRAY_COUNT(texts))]);
}

static json_t *a_node(struct prop *prop, int depth)
{
    size_t which = prop_below(prop, depth > 4 ? 6 : 9);
    size_t count = prop_below(prop, 4);
    json_t *node;

    if (which == 0)
        return json_null();
    if (which == 1)
        return json_boolean(prop_coin(prop));
    if (which == 2)
        return json_integer(chance_between(&prop->chance, INT64_MIN / 2, INT64_MAX / 2));
    if (which == 3)
        return json_real((double)(prop_below(prop, 1000000) * 7 + 1) / 7.0);
    if (which <= 5)
        return a_text(prop);
    if (which == 6) {
        node = json_array();
        while (count-- > 0)
            json_array_append_new(node, a_node(prop, depth + 1));
        return node;
    }
    node = json_object();
    while (count-- > 0) {
        json_t *key = a_text(prop);
        json_object_set_new(node, json_string_value(key), a_node(prop, depth + 1));
        json_decref(key);
    }
    return node;
}

static void yaml_reads_what_it_writes(void **state)
{
    (void)state;
    struct prop prop;
    struct buf out;

    prop_start(&prop);
    for (int round = 0; round < prop_rounds(3000); round++) {
        json_t *tree = a_node(&prop, 0);
        json_t *back = NULL;
        struct err err = ERR_INIT;
        char line[400];
        buf_init(&out, LIMIT_FILE_BYTES);
        tree_to_yaml(tree, &out);
        if (tree_from_yaml(buf_span(&out), "-", &back, &err) != ERR_OK)
            fail_msg("%s of:\n%s", err_line(&err, line, sizeof line), buf_text(&out));
        if (!json_equal(tree, back))
            fail_msg("not the same:\n%s", buf_text(&out));
        json_decref(back);
        json_decref(tree);
        buf_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yaml_reads_as_the_json_beside_it),
        cmocka_unit_test(yaml_names_the_line_of_what_is_broken),
        cmocka_unit_test(yaml_all_leaves_out_empty_documents),
        cmocka_unit_test(yaml_aliases_do_not_share),
        cmocka_unit_test(yaml_is_written_in_block_style),
        cmocka_unit_test(yaml_writes_the_shortest_numbers),
        cmocka_unit_test(yaml_shows_a_full_buffer),
        cmocka_unit_test(yaml_reads_what_it_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
