#include "lib/check.h"
#include "lib/prop.h"

#include "base/limits.h"
#include "sim/socks.h"

struct talk {
    struct socks socks;
    struct buf in, out;
    enum socks_step step;
};

static void talk_init(struct talk *talk)
{
    *talk = (struct talk){0};
    buf_init(&talk->in, LIMIT_KIB);
    buf_init(&talk->out, LIMIT_KIB);
}

static void talk_release(struct talk *talk)
{
    buf_release(&talk->in);
    buf_release(&talk->out);
}

/* A stopped talk is not fed on. */
static bool feed(void *ctx, const char *at, size_t bytes)
{
    struct talk *talk = ctx;

    buf_add(&talk->in, at, bytes);
    talk->step = socks_feed(&talk->socks, &talk->in, &talk->out);
    return talk->step == SOCKS_MORE;
}

#define BYTES(text) span_make(text, sizeof(text) - 1)

enum { HELLO_SAID = 2 }; /* bytes said to HELLO */

#define HELLO       "\x05\x01\x00"
#define ASK_ADDRESS "\x05\x01\x00\x01\x8a\x7c\xe8\x0d\x00\x50"
#define ASK_NAME                                                                         \
    "\x05\x01\x00\x03\x0b"                                                               \
    "example.org"                                                                        \
    "\x1f\x90"
#define ASK_IPV6 "\x05\x01\x00\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x00\x50"

static void an_address_is_asked_for(void **state)
{
    (void)state;
    struct talk talk;
    talk_init(&talk);

    feed(&talk, BYTES(HELLO ASK_ADDRESS).at, BYTES(HELLO ASK_ADDRESS).bytes);

    assert_int_equal(talk.step, SOCKS_ASKED);
    assert_string_equal(talk.socks.host, "138.124.232.13");
    assert_int_equal(talk.socks.port, 80);
    assert_int_equal(talk.out.bytes, 2);
    assert_memory_equal(talk.out.at, "\x05\x00", 2);
    talk_release(&talk);
}

static void names_and_ipv6_are_asked_for(void **state)
{
    (void)state;
    struct talk talk;

    talk_init(&talk);
    feed(&talk, BYTES(HELLO ASK_NAME).at, BYTES(HELLO ASK_NAME).bytes);
    assert_int_equal(talk.step, SOCKS_ASKED);
    assert_string_equal(talk.socks.host, "example.org");
    assert_int_equal(talk.socks.port, 8080);
    talk_release(&talk);

    talk_init(&talk);
    feed(&talk, BYTES(HELLO ASK_IPV6).at, BYTES(HELLO ASK_IPV6).bytes);
    assert_int_equal(talk.step, SOCKS_ASKED);
    assert_string_equal(talk.socks.host, "::1");
    talk_release(&talk);
}

static void any_user_and_password_are_welcome(void **state)
{
    (void)state;
    struct talk talk;
    const char bytes[] = "\x05\x01\x02"
                         "\x01\x03top\x04pass" ASK_ADDRESS;

    talk_init(&talk);
    feed(&talk, bytes, sizeof(bytes) - 1);

    assert_int_equal(talk.step, SOCKS_ASKED);
    assert_int_equal(talk.out.bytes, 4);
    assert_memory_equal(talk.out.at, "\x05\x02\x01\x00", 4);
    talk_release(&talk);
}

static void what_follows_the_request_is_left_alone(void **state)
{
    (void)state;
    struct talk talk;

    talk_init(&talk);
    feed(&talk, BYTES(HELLO ASK_ADDRESS "GET / HTTP/1.1").at,
         BYTES(HELLO ASK_ADDRESS "GET / HTTP/1.1").bytes);

    assert_span_is(buf_span(&talk.in), "GET / HTTP/1.1");
    talk_release(&talk);
}

static void what_is_not_understood_is_refused(void **state)
{
    (void)state;
    static const struct {
        struct span bytes;
        int reply; /* -1: none */
    } rows[] = {
        {{"\x04\x01\x00\x50\x7f\x00\x00\x01", 8}, -1}, /* SOCKS 4 */
        {{"GET / HTTP/1.1\r\n", 16}, -1},              /* an HTTP proxy */
        {{HELLO "\x05\x02\x00\x01\x8a\x7c\xe8\x0d\x00\x50", 13},
         SOCKS_NO_COMMAND}, /* BIND */
        {{HELLO "\x05\x01\x00\x09\x8a\x7c\xe8\x0d\x00\x50", 13}, SOCKS_NO_ADDRESS_TYPE},
        {{HELLO "\x05\x01\x00\x03\x00\x00\x50", 10}, SOCKS_NO_HOST}, /* no name */
        {{HELLO "\x05\x01\x00\x03\x02\x00\x61\x00\x50", 12}, SOCKS_NO_HOST},
        {{"\x05\x01\x01", 3}, -1}, /* GSSAPI alone: no method fits */
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct talk talk;
        talk_init(&talk);
        feed(&talk, rows[i].bytes.at, rows[i].bytes.bytes);
        assert_int_equal(talk.step, SOCKS_BAD);
        if (rows[i].reply > 0)
            assert_int_equal(talk.out.at[HELLO_SAID + 1], rows[i].reply);
        talk_release(&talk);
    }
}

static void any_cutting_of_the_bytes_comes_to_the_same(void **state)
{
    (void)state;
    struct prop prop;

    prop_start(&prop);
    for (int i = 0; i < prop_rounds(300); i++) {
        struct talk talk;
        talk_init(&talk);
        prop_feed_pieces(&prop, BYTES(HELLO ASK_NAME), feed, &talk);
        assert_int_equal(talk.step, SOCKS_ASKED);
        assert_string_equal(talk.socks.host, "example.org");
        talk_release(&talk);
    }
}

static void noise_never_harms(void **state)
{
    (void)state;
    struct prop prop;

    prop_start(&prop);
    for (int i = 0; i < prop_rounds(2000); i++) {
        char noise[64];
        size_t count = prop_below(&prop, sizeof(noise));
        struct talk talk;
        for (size_t k = 0; k < count; k++)
            noise[k] = (char)prop_below(&prop, 8);
        if (count > 0 && prop_coin(&prop))
            noise[0] = 5;
        talk_init(&talk);
        prop_feed_pieces(&prop, span_make(noise, count), feed, &talk);
        assert_true(talk.in.bytes <= count);
        talk_release(&talk);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_asked_for),
        cmocka_unit_test(names_and_ipv6_are_asked_for),
        cmocka_unit_test(any_user_and_password_are_welcome),
        cmocka_unit_test(what_follows_the_request_is_left_alone),
        cmocka_unit_test(what_is_not_understood_is_refused),
        cmocka_unit_test(any_cutting_of_the_bytes_comes_to_the_same),
        cmocka_unit_test(noise_never_harms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
