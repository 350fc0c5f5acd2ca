#include "lib/check.h"

#include "base/err.h"

static void err_keeps_the_first_cause(void **state)
{
    (void)state;
    struct err err = ERR_INIT;

    err_set(&err, ERR_NET, "refused by %s", "10.0.0.1");
    enum err_code code = err_set(&err, ERR_SHAPE, "nothing to read");

    assert_int_equal(code, ERR_SHAPE); /* the caller's own view is still returned */
    assert_int_equal(err.code, ERR_NET);
    assert_string_equal(err.text, "refused by 10.0.0.1");
}

static void err_keeps_the_first_place(void **state)
{
    (void)state;
    struct err err = ERR_INIT;

    err_at(&err, "spec.%s", "ports");
    err_at(&err, "metadata");

    assert_string_equal(err.where, "spec.ports");
}

static void err_allows_null(void **state)
{
    (void)state;
    assert_int_equal(err_set(NULL, ERR_LIMIT, "too long"), ERR_LIMIT);
    err_at(NULL, "x");
    err_within(NULL, "x");
    err_clear(NULL);
}

static void err_starts_without_a_hint(void **state)
{
    (void)state;
    struct err err = ERR_INIT;

    err_set(&err, ERR_LATER, "busy");
    err.retry_after_ms = 5000;
    err_clear(&err);

    assert_int_equal(err.code, ERR_OK);
    assert_int_equal(err.retry_after_ms, -1);
    assert_string_equal(err.text, "");
}

static void err_within_puts_paths_together(void **state)
{
    static const struct {
        const char *inner;
        const char *prefix;
        const char *whole;
    } cases[] = {
        {"port", "spec", "spec.port"}, {"[2].port", "spec.ports", "spec.ports[2].port"},
        {"[2]", "ports", "ports[2]"},  {"", "spec", "spec"},
        {"port", "", "port"},          {"", "", ""},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct err err = ERR_INIT;
        err_at(&err, "%s", cases[i].inner);
        err_within(&err, cases[i].prefix);
        assert_string_equal(err.where, cases[i].whole);
    }
}

static void err_within_cuts_what_is_too_long(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    char prefix[200];

    memset(prefix, 'p', sizeof prefix - 1);
    prefix[sizeof prefix - 1] = '\0';
    err_at(&err, "port");
    err_within(&err, prefix);

    assert_int_equal(strlen(err.where), sizeof err.where - 1);
}

/* A server's words may be in it, and it goes to a terminal as it is. */
static void err_cannot_steer_a_terminal(void **state)
{
    (void)state;
    struct err err = ERR_INIT;

    err_set(&err, ERR_REFUSED, "a\x1b[2J%s",
            "\xc2\x9b"
            "5A\xe2\x80\xae"
            "b\xff\xc3\xa4\x07.");
    err_at(&err, "x\xc2\x85y");

    assert_string_equal(err.text, "a [2J?5A?b?\xc3\xa4 .");
    assert_string_equal(err.where, "x?y");
}

static void err_is_one_line(void **state)
{
    (void)state;
    struct err err = ERR_INIT;

    err_at(&err, "a\nb");
    err_set(&err, ERR_REFUSED, "%s", "first\r\nsecond\x1b[31m\x7f");

    assert_string_equal(err.where, "a b");
    assert_string_equal(err.text, "first  second [31m ");
}

static void err_cuts_between_characters(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    char text[300] = "x";

    /* "x" and then two bytes each: the ceiling falls into the middle of one. */
    for (size_t i = 1; i + 1 < sizeof text - 1; i += 2)
        memcpy(text + i, "ä", 2);
    err_set(&err, ERR_REFUSED, "%s", text);

    size_t bytes = strlen(err.text);
    assert_int_equal(bytes, 239);
    assert_memory_equal(err.text + bytes - 2, "ä", 2);

    err_clear(&err);
    err_set(&err, ERR_REFUSED, "%s", text + 1);
    assert_int_equal(strlen(err.text), 238);
}

static void err_line_names_the_place_first(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    char line[100];

    err_set(&err, ERR_SHAPE, "missing");
    assert_string_equal(err_line(&err, line, sizeof line), "missing");
    err_at(&err, "spec.type");
    assert_string_equal(err_line(&err, line, sizeof line), "spec.type: missing");
    assert_string_equal(err_line(&err, line, 5), "spec");
}

static void err_code_names_are_complete(void **state)
{
    (void)state;
    for (int code = ERR_OK; code <= ERR_LOCAL; code++)
        assert_string_not_equal(err_code_name((enum err_code)code), "unknown");
    assert_string_equal(err_code_name((enum err_code)(ERR_LOCAL + 1)), "unknown");
    assert_string_equal(err_code_name(ERR_LATER), "later");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(err_keeps_the_first_cause),
        cmocka_unit_test(err_keeps_the_first_place),
        cmocka_unit_test(err_allows_null),
        cmocka_unit_test(err_starts_without_a_hint),
        cmocka_unit_test(err_within_puts_paths_together),
        cmocka_unit_test(err_within_cuts_what_is_too_long),
        cmocka_unit_test(err_is_one_line),
        cmocka_unit_test(err_cannot_steer_a_terminal),
        cmocka_unit_test(err_cuts_between_characters),
        cmocka_unit_test(err_line_names_the_place_first),
        cmocka_unit_test(err_code_names_are_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
