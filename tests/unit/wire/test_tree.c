#include "lib/check.h"
#include "lib/data.h"
#include "lib/prop.h"

#include <unistd.h>

#include "base/limits.h"
#include "base/when.h"
#include "wire/tree.h"

static json_t *a_tree(const char *text)
{
    json_t *tree = NULL;
    assert_int_equal(tree_from_json(span_of(text), "test", &tree, NULL), ERR_OK);
    return tree;
}

/* ---- text ------------------------------------------------------------------- */

/* Each broken file says in the file beside it: code, place, text. */
static void says_what_its_file_says(const char *name, void *ctx)
{
    char said[700];
    struct buf expected;
    struct buf text;
    struct err err = ERR_INIT;
    json_t *tree = NULL;
    char json_name[DATA_PATH_BYTES];
    (void)ctx;

    data_read(name, &expected);
    snprintf(json_name, sizeof json_name, "%.*s.json", (int)(strlen(name) - 6), name);
    data_read(json_name, &text);
    if (tree_from_json(buf_span(&text), "-", &tree, &err) == ERR_OK)
        fail_msg("%s was read", json_name);

    assert_null(tree);
    snprintf(said, sizeof said, "%s %s %s", err_code_name(err.code), err.where, err.text);
    if (!span_is(span_trim(buf_span(&expected)), said))
        fail_msg("%s: %s", json_name, said);
    buf_release(&expected);
    buf_release(&text);
}

static void tree_names_the_place_of_broken_json(void **state)
{
    (void)state;
    assert_true(data_each("wire/json", ".error", says_what_its_file_says, NULL) >= 9);
}

static void tree_keeps_the_order_of_keys(void **state)
{
    (void)state;
    const char *text = "{\"z\":1,\"a\":{\"y\":true,\"b\":null},\"m\":[\"x\",2.5]}";
    json_t *tree = a_tree(text);
    struct buf out;

    buf_init(&out, 1000);
    tree_to_json(tree, 0, &out);
    assert_string_equal(buf_text(&out), text);

    buf_clear(&out);
    tree_to_json(tree, 2, &out);
    assert_non_null(
        strstr(buf_text(&out), "{\n  \"z\": 1,\n  \"a\": {\n    \"y\": true,"));
    buf_release(&out);
    json_decref(tree);
}

static void tree_to_json_shows_a_full_buffer(void **state)
{
    (void)state;
    json_t *tree = a_tree("{\"name\":\"0123456789\"}");
    struct buf out;

    buf_init(&out, 12);
    tree_to_json(tree, 0, &out);
    assert_true(out.over);
    buf_release(&out);
    json_decref(tree);
}

static void tree_reads_to_the_very_depth_that_is_allowed(void **state)
{
    (void)state;
    char text[2 * LIMIT_JSON_DEPTH + 1];
    json_t *tree = NULL;

    memset(text, '[', LIMIT_JSON_DEPTH);
    memset(text + LIMIT_JSON_DEPTH, ']', LIMIT_JSON_DEPTH);
    assert_int_equal(tree_from_json(span_make(text, sizeof text - 1), "-", &tree, NULL),
                     ERR_OK);
    json_decref(tree);
    /* Brackets inside of texts are no depth. */
    tree = a_tree(
        "[\"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"]");
    json_decref(tree);
}

/* ---- lenient ---------------------------------------------------------------- */

#define OBJECT                                                                           \
    "{\"metadata\":{\"name\":\"web\",\"labels\":{\"a.b/c\":\"d\"},\"at\":"               \
    "\"2026-01-15T08:15:30Z\"},"                                                         \
    "\"spec\":{\"port\":80,\"text\":\"443\",\"real\":1.5,\"on\":true,\"nothing\":null,"  \
    "\"list\":[1],\"empty\":\"\"}}"

static void tree_reads_leniently(void **state)
{
    (void)state;
    json_t *tree = a_tree(OBJECT);

    assert_string_equal(tree_text(tree, "metadata.name"), "web");
    assert_null(tree_text(tree, "metadata.nothing"));
    assert_null(tree_text(tree, "metadata"));
    assert_null(tree_text(tree, "metadata.name.more"));
    assert_null(tree_text(tree, "spec.port"));
    assert_string_equal(tree_text(tree, "spec.empty"), "");
    assert_string_equal(tree_key_text(tree_at(tree, "metadata.labels"), "a.b/c"), "d");
    assert_null(tree_at(tree, "spec.nothing"));
    assert_null(tree_key(tree_at(tree, "spec"), "nothing"));
    assert_int_equal(tree_int(tree, "spec.port", -1), 80);
    assert_int_equal(tree_int(tree, "spec.text", -1), 443);
    assert_int_equal(tree_int(tree, "spec.real", -1), -1);
    assert_int_equal(tree_int(tree, "spec.empty", -1), -1);
    assert_int_equal(tree_int(tree, "spec.list", -1), -1);
    assert_true(tree_bool(tree, "spec.on", false));
    assert_true(tree_bool(tree, "spec.off", true));
    assert_false(tree_bool(tree, "spec.port", false));
    assert_int_equal(tree_when(tree, "metadata.at"), 1768464930000);
    assert_int_equal(tree_when(tree, "metadata.name"), WHEN_UNKNOWN);
    json_decref(tree);
}

static void tree_of_nothing_has_nothing(void **state)
{
    (void)state;
    char key[400];

    memset(key, 'k', sizeof key - 1);
    key[sizeof key - 1] = '\0';
    json_t *tree = a_tree("{}");
    assert_null(tree_at(NULL, "a.b"));
    assert_null(tree_text(NULL, "a"));
    assert_null(tree_key(NULL, "a"));
    assert_null(tree_at(tree, key));
    assert_null(tree_at(tree, ""));
    assert_int_equal(tree_int(NULL, "a", 7), 7);
    json_decref(tree);
}

/* ---- strict ----------------------------------------------------------------- */

static void tree_need_names_what_is_wrong(void **state)
{
    (void)state;
    json_t *tree = a_tree(OBJECT);
    struct err err = ERR_INIT;
    const char *text;
    const json_t *node;
    int64_t number;

    assert_int_equal(tree_need_text(tree, "metadata.name", &text, &err), ERR_OK);
    assert_string_equal(text, "web");
    assert_int_equal(tree_need_int(tree, "spec.port", 1, 65535, &number, &err), ERR_OK);
    assert_int_equal(number, 80);
    assert_int_equal(tree_need_array(tree, "spec.list", &node, &err), ERR_OK);
    assert_int_equal(json_array_size(node), 1);
    assert_int_equal(tree_need_object(tree, "metadata.labels", &node, &err), ERR_OK);
    assert_int_equal(tree_may_text(tree, "spec.absent", &text, &err), ERR_OK);
    assert_null(text);
    assert_int_equal(tree_may_text(tree, "spec.nothing", &text, &err), ERR_OK);
    assert_null(text);
    assert_int_equal(err.code, ERR_OK);

    tree_need_text(tree, "spec.type", &text, &err);
    assert_string_equal(err.where, "spec.type");
    assert_string_equal(err.text, "missing");
    err_clear(&err);
    tree_need_text(tree, "spec.nothing", &text, &err);
    assert_string_equal(err.text, "missing");
    err_clear(&err);
    tree_need_text(tree, "spec.port", &text, &err);
    assert_int_equal(err.code, ERR_SHAPE);
    assert_string_equal(err.text, "expected text, got a number");
    err_clear(&err);
    tree_need_text(tree, "metadata.name.first", &text, &err);
    assert_string_equal(err.where, "metadata.name");
    assert_string_equal(err.text, "expected an object, got text");
    err_clear(&err);
    tree_may_text(tree, "spec.on", &text, &err);
    assert_string_equal(err.text, "expected text, got true or false");
    err_clear(&err);
    tree_need_int(tree, "spec.port", 100, 200, &number, &err);
    assert_string_equal(err.where, "spec.port");
    assert_string_equal(err.text, "80 is not in 100..200");
    err_clear(&err);
    tree_need_int(tree, "spec.text", 1, 65535, &number, &err);
    assert_string_equal(err.text, "expected a whole number, got text");
    err_clear(&err);
    tree_need_array(tree, "metadata", &node, &err);
    assert_string_equal(err.text, "expected an array, got an object");
    err_clear(&err);
    tree_need_object(tree, "spec.list", &node, &err);
    assert_string_equal(err.text, "expected an object, got an array");
    json_decref(tree);
}

/* ---- files ------------------------------------------------------------------ */

static void write_file(char *path, const char *text)
{
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

static void tree_from_file_reads_either_form(void **state)
{
    static const char *const texts[] = {"a: 1\n", "{\"a\": 1}", "{a: 1}",
                                        "\n\t{\"a\":\t1}\n"};
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        char path[] = "/tmp/elbtop-test-tree-XXXXXX";
        json_t *tree = NULL;
        write_file(path, texts[i]);
        assert_int_equal(tree_from_file(path, &tree, NULL), ERR_OK);
        assert_int_equal(tree_int(tree, "a", 0), 1);
        json_decref(tree);
        unlink(path);
    }
}

static void tree_from_file_speaks_of_the_form_that_was_meant(void **state)
{
    (void)state;
    char path[] = "/tmp/elbtop-test-tree-XXXXXX";
    json_t *tree = NULL;
    struct err err = ERR_INIT;
    char line[400];

    write_file(path, "{\n\t\"a\": 1,\n\t\"b\" 2\n}\n");
    assert_int_equal(tree_from_file(path, &tree, &err), ERR_SHAPE);
    assert_non_null(
        strstr(err_line(&err, line, sizeof line), ":3:6: not JSON: ':' expected"));
    assert_memory_equal(line, path, strlen(path));
    unlink(path);
}

static void file_read_says_why_it_cannot(void **state)
{
    (void)state;
    char path[] = "/tmp/elbtop-test-tree-XXXXXX";
    struct err err = ERR_INIT;
    struct buf text;

    assert_int_equal(file_read("/nowhere/at/all", 10, &text, &err), ERR_LOCAL);
    assert_string_equal(err.where, "/nowhere/at/all");
    assert_string_equal(err.text, "cannot be opened: No such file or directory");
    err_clear(&err);
    assert_int_equal(file_read("/tmp", 10, &text, &err), ERR_LOCAL);
    assert_string_equal(err.text, "is a directory");
    err_clear(&err);
    write_file(path, "0123456789x");
    assert_int_equal(file_read(path, 10, &text, &err), ERR_LIMIT);
    assert_string_equal(err.text, "longer than 10 bytes");
    assert_int_equal(file_read(path, 11, &text, NULL), ERR_OK);
    assert_string_equal(buf_text(&text), "0123456789x");
    buf_release(&text);
    unlink(path);
}

/* ---- property: the text is jansson's to the byte -------------------------------- */

static json_t *random_text(struct prop *prop)
{
    static const char *const pieces[] = {"a",        "\"",   "\\",   "/",
                                         "\n",       "\x01", "\x1f", "\x7f",
                                         "\xc3\xa4", "",     " ",    "\xe2\x82\xac"};
    char text[64] = "";

    for (size_t i = prop_below(prop, 12); i > 0; i--)
        strcat(text, pieces[prop_below(prop, ARRAY_COUNT(pieces))]);
    return json_string(text);
}

static json_t *random_tree(struct prop *prop, int depth)
{
    json_t *tree = NULL;

    switch (prop_below(prop, depth > 4 ? 6 : 8)) {
    case 0:
        return json_null();
    case 1:
        return json_boolean(prop_coin(prop));
    case 2:
        return json_integer((json_int_t)chance_next(&prop->chance));
    case 3:
        return json_real((double)prop_below(prop, 1000) / 7);
    case 4:
    case 5:
        return random_text(prop);
    case 6:
        tree = json_array();
        for (size_t i = prop_below(prop, 5); i > 0; i--)
            json_array_append_new(tree, random_tree(prop, depth + 1));
        return tree;
    default:
        tree = json_object();
        for (size_t i = prop_below(prop, 5); i > 0; i--) {
            json_t *key = random_text(prop);
            json_object_set_new(tree, json_string_value(key),
                                random_tree(prop, depth + 1));
            json_decref(key);
        }
        return tree;
    }
}

static void tree_to_json_writes_what_jansson_would(void **state)
{
    (void)state;
    struct prop prop;

    prop_start(&prop);
    for (int i = 0; i < prop_rounds(500); i++) {
        json_t *tree = random_tree(&prop, 0);
        char *wanted = json_dumps(tree, JSON_COMPACT | JSON_ENCODE_ANY);
        struct buf text;
        buf_init(&text, LIMIT_RESPONSE_BYTES);
        tree_to_json(tree, 0, &text);
        assert_string_equal(buf_text(&text), wanted);
        free(wanted);
        struct buf indented;
        buf_init(&indented, LIMIT_RESPONSE_BYTES);
        tree_indent_json(buf_span(&text), &indented);
        wanted = json_dumps(tree, JSON_INDENT(2) | JSON_ENCODE_ANY);
        assert_string_equal(buf_text(&indented), wanted);
        buf_release(&indented);
        buf_release(&text);
        free(wanted);
        json_decref(tree);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tree_names_the_place_of_broken_json),
        cmocka_unit_test(tree_keeps_the_order_of_keys),
        cmocka_unit_test(tree_to_json_shows_a_full_buffer),
        cmocka_unit_test(tree_to_json_writes_what_jansson_would),
        cmocka_unit_test(tree_reads_to_the_very_depth_that_is_allowed),
        cmocka_unit_test(tree_reads_leniently),
        cmocka_unit_test(tree_of_nothing_has_nothing),
        cmocka_unit_test(tree_need_names_what_is_wrong),
        cmocka_unit_test(tree_from_file_reads_either_form),
        cmocka_unit_test(tree_from_file_speaks_of_the_form_that_was_meant),
        cmocka_unit_test(file_read_says_why_it_cannot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
