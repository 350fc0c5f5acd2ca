/* A notification says its words, and nothing in them reaches the terminal as a command. */
#include "lib/check.h"

#include "tui/notice.h"

#include "base/banned.h"

static const char *printed(const char *kind, const char *text)
{
    static char copy[512];
    struct buf out;

    buf_init(&out, sizeof copy - 1);
    bool is_sent = notice_print(&out, kind, text);
    assert_true(is_sent == (out.bytes > 0));
    snprintf(copy, sizeof copy, "%s", buf_text(&out));
    buf_release(&out);
    return copy;
}

static void notice_is_written_as_the_setting_says(void **state)
{
    (void)state;
    assert_string_equal(printed("osc9", "a/b is READY now"),
                        "\033]9;elbtop: a/b is READY now\007");
    assert_string_equal(printed("osc777", "a/b is READY now"),
                        "\033]777;notify;elbtop;a/b is READY now\007");
    assert_string_equal(printed("bell", "a/b is READY now"), "");
    assert_string_equal(printed(NULL, "a/b is READY now"), "");
}

static void notice_leaves_out_what_could_steer(void **state)
{
    (void)state;
    assert_string_equal(printed("osc9", "a\033]0;x\007b\nc\xc2\x9b"
                                        "2J"),
                        "\033]9;elbtop: a]0xbc2J\007");
}

static void notice_of_any_length_is_a_short_one(void **state)
{
    char text[4 * NOTICE_TEXT_BYTES];
    (void)state;

    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';

    const char *sent = printed("osc777", text);

    assert_true(strlen(sent) <= NOTICE_TEXT_BYTES + 32);
    assert_int_equal(sent[strlen(sent) - 1], '\007');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notice_is_written_as_the_setting_says),
        cmocka_unit_test(notice_leaves_out_what_could_steer),
        cmocka_unit_test(notice_of_any_length_is_a_short_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
