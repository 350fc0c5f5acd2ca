#include "lib/check.h"
#include "lib/prop.h"

#include "wire/digest.h"

/* FIPS 180-4 examples. */
static void digest_is_sha256(void **state)
{
    (void)state;
    char hex[SHA256_HEX_BYTES];

    digest_sha256_hex(span_of(""), hex);
    assert_string_equal(
        hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    digest_sha256_hex((struct span){NULL, 0}, hex);
    assert_memory_equal(hex, "e3b0c442", 8);
    digest_sha256_hex(span_of("abc"), hex);
    assert_string_equal(
        hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/* RFC 4231, test cases 1, 2 and 6 (a key longer than a block). */
static void digest_is_hmac_sha256(void **state)
{
    (void)state;
    unsigned char sum[SHA256_BYTES];
    char hex[SHA256_HEX_BYTES];
    char key[131];

    memset(key, 0x0b, 20);
    digest_hmac_sha256(span_make(key, 20), span_of("Hi There"), sum);
    digest_hex(sum, sizeof sum, hex);
    assert_string_equal(
        hex, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    digest_hmac_sha256(span_of("Jefe"), span_of("what do ya want for nothing?"), sum);
    digest_hex(sum, sizeof sum, hex);
    assert_string_equal(
        hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    digest_hmac_sha256(span_make(key, sizeof key),
                       span_of("Test Using Larger Than Block-Size Key - Hash Key First"),
                       sum);
    digest_hex(sum, sizeof sum, hex);
    assert_string_equal(
        hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    digest_hmac_sha256((struct span){NULL, 0}, (struct span){NULL, 0}, sum);
    digest_hex(sum, sizeof sum, hex);
    assert_string_equal(
        hex, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

/* RFC 4648, section 10. */
static void base64_encodes_and_decodes(void **state)
{
    static const char *const pairs[][2] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(pairs); i++) {
        struct buf out;
        buf_init(&out, 100);
        base64_encode(&out, span_of(pairs[i][0]));
        assert_string_equal(buf_text(&out), pairs[i][1]);
        buf_clear(&out);
        assert_int_equal(base64_decode(&out, span_of(pairs[i][1]), NULL), ERR_OK);
        assert_string_equal(buf_text(&out), pairs[i][0]);
        buf_release(&out);
    }
}

static void base64_passes_over_line_breaks(void **state)
{
    (void)state;
    struct buf out;

    buf_init(&out, 100);
    assert_int_equal(base64_decode(&out, span_of(" Zm\r\n9v\tYg=\n= \n"), NULL), ERR_OK);
    assert_string_equal(buf_text(&out), "foob");
    buf_release(&out);
}

static void base64_refuses_everything_else(void **state)
{
    static const char *const broken[] = {
        "Z",    "Zg",    "Zg=",  "Zm9",  "=",     "====",  "Z===",    "Zg==Zg==",
        "Zg=a", "Zm9v=", "Zm-v", "Zm_v", "Zm9v!", "Zg==x", "\x80Zg=",
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(broken); i++) {
        struct buf out;
        buf_init(&out, 100);
        if (base64_decode(&out, span_of(broken[i]), NULL) != ERR_SHAPE)
            fail_msg("'%s' was decoded", broken[i]);
        buf_release(&out);
    }
}

static void base64_stops_at_the_ceiling(void **state)
{
    (void)state;
    struct buf out;
    struct err err = ERR_INIT;

    buf_init(&out, 5);
    assert_int_equal(base64_decode(&out, span_of("Zm9vYmFy"), &err), ERR_LIMIT);
    buf_release(&out);
}

static void base64_decodes_what_it_encodes(void **state)
{
    (void)state;
    struct prop prop;

    prop_start(&prop);
    for (int round = 0; round < prop_rounds(1000); round++) {
        char bytes[100];
        size_t count = prop_below(&prop, sizeof bytes);
        struct buf text;
        struct buf back;
        for (size_t i = 0; i < count; i++)
            bytes[i] = (char)prop_below(&prop, 256);
        buf_init(&text, 1000);
        buf_init(&back, 1000);
        base64_encode(&text, span_make(bytes, count));
        assert_int_equal(base64_decode(&back, buf_span(&text), NULL), ERR_OK);
        assert_int_equal(back.bytes, count);
        assert_memory_equal(buf_text(&back), bytes, count);
        buf_release(&text);
        buf_release(&back);
    }
}

static void uuid_has_one_form(void **state)
{
    (void)state;
    assert_true(uuid_is_valid(span_of("e86f9f42-5c2f-4b2b-a1b2-0123456789ab")));
    assert_true(uuid_is_valid(span_of("E86F9F42-5C2F-4B2B-A1B2-0123456789AB")));
    assert_false(uuid_is_valid(span_of("e86f9f42-5c2f-4b2b-a1b2-0123456789a")));
    assert_false(uuid_is_valid(span_of("e86f9f42-5c2f-4b2b-a1b2-0123456789abc")));
    assert_false(uuid_is_valid(span_of("e86f9f425-c2f-4b2b-a1b2-0123456789ab")));
    assert_false(uuid_is_valid(span_of("g86f9f42-5c2f-4b2b-a1b2-0123456789ab")));
    assert_false(uuid_is_valid(span_of("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digest_is_sha256),
        cmocka_unit_test(digest_is_hmac_sha256),
        cmocka_unit_test(base64_encodes_and_decodes),
        cmocka_unit_test(base64_passes_over_line_breaks),
        cmocka_unit_test(base64_refuses_everything_else),
        cmocka_unit_test(base64_stops_at_the_ceiling),
        cmocka_unit_test(base64_decodes_what_it_encodes),
        cmocka_unit_test(uuid_has_one_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
