/* Small readers of text: addresses, the autocreate annotation, scratch texts. */
#include "lib/check.h"

#include "base/arena.h"
#include "lib/prop.h"
#include "state/address.h"
#include "state/autocreate.h"
#include "state/scratch.h"

/* ---- addresses ---- */

static void address_knows_what_is_private(void **state)
{
    static const struct {
        const char *address;
        bool private;
    } cases[] = {
        {"10.0.3.17", true},      {"172.16.0.1", true},
        {"172.31.255.255", true}, {"172.32.0.1", false},
        {"192.168.1.1", true},    {"192.169.0.1", false},
        {"100.64.0.1", true},     {"100.125.3.4", true},
        {"100.128.0.1", false},   {"169.254.1.1", true},
        {"127.0.0.1", true},      {"138.124.232.13", false},
        {"fd00::1", true},        {"fc12::1", true},
        {"fe80::1", true},        {"::1", true},
        {"2001:db8::1", false},   {"lb.example.org", false},
        {"10.0.3", false},        {"", false},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        if (address_is_private(cases[i].address) != cases[i].private)
            fail_msg("%s", cases[i].address);
    }
}

static void address_best_is_the_public_one_wherever_it_stands(void **state)
{
    const char *const vip_first[] = {"10.0.3.13", "138.124.232.13"};
    const char *const private[] = {"10.0.3.13", "10.0.3.14"};
    (void)state;

    assert_string_equal(address_best(vip_first, 2), "138.124.232.13");
    assert_string_equal(address_best(private, 2), "10.0.3.13");
    assert_null(address_public(private, 2));
    assert_null(address_best(NULL, 0));
}

/* ---- autocreate ---- */

static void autocreate_reads_type_and_name(void **state)
{
    (void)state;
    struct autocreate read =
        autocreate_read(" { \"type\" : \"public\",\n\"bandwidth_size\":5, "
                        "\"zones\":[\"a\",{\"name\":\"x\"}],"
                        "\"name\":\"k8s-web\" } ");

    assert_true(read.readable);
    assert_true(read.public);
    assert_span_is(read.name, "k8s-web");
}

static void autocreate_without_type_is_inner(void **state)
{
    (void)state;
    assert_true(autocreate_read("{}").readable);
    assert_false(autocreate_read("{}").public);
    assert_false(autocreate_read("{\"type\":\"inner\"}").public);
    assert_int_equal(autocreate_read("{\"name\":3}").name.bytes, 0);
}

static void autocreate_that_is_no_object_is_not_readable(void **state)
{
    static const char *const bad[] = {"",           "public",       "[1]",
                                      "{\"type\"",  "{\"a\":1",     "{\"a\" 1}",
                                      "{\"a\":\"b", "{\"a\":[1,2}", "{a:1}"};
    (void)state;

    assert_false(autocreate_read(NULL).readable);
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        if (autocreate_read(bad[i]).readable)
            fail_msg("%s", bad[i]);
    }
}

static void autocreate_reads_any_bytes_without_a_step_too_far(void **state)
{
    static const char letters[] = "{}[]\":,\\ \ntypenamepublic0";
    struct prop prop;
    (void)state;

    prop_start(&prop);
    for (int round = 0; round < prop_rounds(3000); round++) {
        size_t bytes = prop_below(&prop, 40);
        char *text = mem_new(bytes + 1);
        for (size_t i = 0; i < bytes; i++)
            text[i] = letters[prop_below(&prop, sizeof letters - 1)];
        struct autocreate read = autocreate_read(text);
        assert_true(read.name.bytes <= bytes);
        free(text);
    }
}

/* ---- scratch ---- */

static void scratch_knows_the_texts_it_made(void **state)
{
    struct scratch *scratch = mem_new(sizeof *scratch);
    (void)state;

    const char *joined = SCRATCH_JOIN(scratch, "rv ", "7", "", "!");
    const char *printed = scratch_print(scratch, "%d of %d", 1, 3);

    assert_string_equal(joined, "rv 7!");
    assert_string_equal(printed, "1 of 3");
    assert_true(scratch_made(scratch, joined));
    assert_true(scratch_made(scratch, printed));
    assert_false(scratch_made(scratch, "a literal"));
    scratch_release(scratch);
    free(scratch);
}

static void scratch_cuts_long_texts_between_code_points(void **state)
{
    struct scratch *scratch = mem_new(sizeof *scratch);
    char text[SCRATCH_LONGEST * 2 + 1];
    (void)state;
    for (size_t i = 0; i < sizeof text - 1; i += 2)
        memcpy(text + i, "\xc3\xa9", 2); /* é */
    text[sizeof text - 1] = '\0';

    const char *joined = SCRATCH_JOIN(scratch, "x", text);
    const char *printed = scratch_print(scratch, "x%s", text);

    assert_true(strlen(joined) <= SCRATCH_LONGEST);
    assert_int_equal(strlen(joined) % 2, 1);
    assert_true(strlen(printed) <= SCRATCH_LONGEST);
    assert_int_equal(strlen(printed) % 2, 1);
    scratch_release(scratch);
    free(scratch);
}

static void scratch_that_is_full_gives_empty_texts_and_more_arrays(void **state)
{
    struct scratch *scratch = mem_new(sizeof *scratch);
    (void)state;
    while (scratch->used + 2 < sizeof scratch->text)
        scratch_print(scratch, "%900s", "x");

    assert_string_equal(SCRATCH_JOIN(scratch, "y"), "");
    char *array = scratch_array(scratch, SCRATCH_ARRAY_BYTES, 3);
    memset(array, 'x', (size_t)SCRATCH_ARRAY_BYTES * 3);
    assert_string_equal(scratch_name(scratch, "shop", "web"), "shop/web");
    scratch_clear(scratch);
    assert_string_equal(SCRATCH_JOIN(scratch, "y"), "y");
    scratch_release(scratch);
    free(scratch);
}

static void number_text_is_what_printf_says(void **state)
{
    static const int64_t numbers[] = {0, 7, -7, 65535, INT64_MAX, INT64_MIN};
    char ours[SCRATCH_NUMBER_BYTES];
    char theirs[32];
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(numbers); i++) {
        snprintf(theirs, sizeof theirs, "%lld", (long long)numbers[i]);
        assert_string_equal(number_text(numbers[i], ours), theirs);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(address_knows_what_is_private),
        cmocka_unit_test(address_best_is_the_public_one_wherever_it_stands),
        cmocka_unit_test(autocreate_reads_type_and_name),
        cmocka_unit_test(autocreate_without_type_is_inner),
        cmocka_unit_test(autocreate_that_is_no_object_is_not_readable),
        cmocka_unit_test(autocreate_reads_any_bytes_without_a_step_too_far),
        cmocka_unit_test(scratch_knows_the_texts_it_made),
        cmocka_unit_test(scratch_cuts_long_texts_between_code_points),
        cmocka_unit_test(scratch_that_is_full_gives_empty_texts_and_more_arrays),
        cmocka_unit_test(number_text_is_what_printf_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
