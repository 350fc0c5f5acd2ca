#include "lib/check.h"

#include "wire/secret.h"

static void secret_is_set_and_revealed(void **state)
{
    (void)state;
    struct secret secret = {0};

    assert_false(secret_is_set(&secret));
    assert_null(secret_reveal(&secret));
    secret_set(&secret, "s3cr3t and more", 6);
    assert_true(secret_is_set(&secret));
    assert_string_equal(secret_reveal(&secret), "s3cr3t");
    secret_set_text(&secret, "");
    assert_true(secret_is_set(&secret)); /* empty is not the same as none */
    secret_set_text(&secret, NULL);
    assert_false(secret_is_set(&secret));
    secret_wipe(&secret);
}

static void secret_copies_are_their_own(void **state)
{
    (void)state;
    struct secret from = {0};
    struct secret to = {0};

    secret_set_text(&to, "old");
    secret_set_text(&from, "new");
    secret_copy(&to, &from);
    secret_wipe(&from);
    assert_string_equal(secret_reveal(&to), "new");
    secret_copy(&to, &from);
    assert_false(secret_is_set(&to));
}

static void secret_may_be_set_from_itself(void **state)
{
    (void)state;
    struct secret secret = {0};

    secret_set_text(&secret, "Bearer s3cr3t");
    secret_set_text(&secret, secret_reveal(&secret) + 7);
    assert_string_equal(secret_reveal(&secret), "s3cr3t");
    secret_copy(&secret, &secret);
    assert_string_equal(secret_reveal(&secret), "s3cr3t");
    secret_wipe(&secret);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secret_is_set_and_revealed),
        cmocka_unit_test(secret_copies_are_their_own),
        cmocka_unit_test(secret_may_be_set_from_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
