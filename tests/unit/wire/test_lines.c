#include "lib/check.h"
#include "lib/prop.h"

#include "wire/lines.h"

struct heard {
    struct lines lines;
    struct buf all; /* each line with a '|' behind it */
    size_t most;    /* lines wanted */
};

static bool hear(void *ctx, struct span line)
{
    struct heard *heard = ctx;

    buf_add(&heard->all, line.at, line.bytes);
    buf_add_byte(&heard->all, '|');
    return heard->most == 0 || --heard->most > 0;
}

static void start(struct heard *heard, size_t limit)
{
    *heard = (struct heard){0};
    lines_init(&heard->lines, limit);
    buf_init(&heard->all, 100000);
}

static void stop(struct heard *heard)
{
    lines_release(&heard->lines);
    buf_release(&heard->all);
}

static enum err_code feed(struct heard *heard, const char *text)
{
    return lines_feed(&heard->lines, text, strlen(text), hear, heard, NULL);
}

static void lines_come_without_their_ends(void **state)
{
    (void)state;
    struct heard heard;

    start(&heard, 100);
    assert_int_equal(feed(&heard, "one\ntw"), ERR_OK);
    assert_string_equal(buf_text(&heard.all), "one|");
    assert_int_equal(feed(&heard, "o\r"), ERR_OK);
    assert_string_equal(buf_text(&heard.all), "one|");
    assert_int_equal(feed(&heard, "\n\n\r\nin\rside\nrest"), ERR_OK);
    assert_string_equal(buf_text(&heard.all), "one|two|||in\rside|");
    stop(&heard);
}

static void lines_have_a_ceiling(void **state)
{
    (void)state;
    struct heard heard;

    start(&heard, 5);
    assert_int_equal(feed(&heard, "12345\n"), ERR_OK);
    assert_int_equal(feed(&heard, "123456\n"), ERR_LIMIT);
    stop(&heard);

    start(&heard, 5);
    assert_int_equal(feed(&heard, "123"), ERR_OK);
    assert_int_equal(feed(&heard, "45"), ERR_OK);
    assert_int_equal(feed(&heard, "6"), ERR_LIMIT);
    stop(&heard);

    start(&heard, 5);
    assert_int_equal(feed(&heard, "123"), ERR_OK);
    assert_int_equal(feed(&heard, "456\n"), ERR_LIMIT);
    assert_string_equal(buf_text(&heard.all), "");
    stop(&heard);
}

static void lines_stop_when_the_taker_says_so(void **state)
{
    (void)state;
    struct heard heard;
    struct err err = ERR_INIT;

    start(&heard, 100);
    heard.most = 2;
    assert_int_equal(lines_feed(&heard.lines, "a\nb\nc\n", 6, hear, &heard, &err),
                     ERR_SHAPE);
    assert_string_equal(err.text, "ended by the reader");
    assert_string_equal(buf_text(&heard.all), "a|b|");
    stop(&heard);
}

static bool feed_piece(void *ctx, const char *at, size_t bytes)
{
    struct heard *heard = ctx;
    return lines_feed(&heard->lines, at, bytes, hear, heard, NULL) == ERR_OK;
}

static void lines_are_the_same_in_any_pieces(void **state)
{
    (void)state;
    struct prop prop;

    prop_start(&prop);
    for (int round = 0; round < prop_rounds(1000); round++) {
        struct heard whole;
        struct heard torn;
        char text[200];
        size_t bytes = prop_below(&prop, sizeof text);
        for (size_t i = 0; i < bytes; i++)
            text[i] = "ab\r\n"[prop_below(&prop, 4)];
        start(&whole, 1000);
        start(&torn, 1000);
        lines_feed(&whole.lines, text, bytes, hear, &whole, NULL);
        prop_feed_pieces(&prop, span_make(text, bytes), feed_piece, &torn);
        assert_string_equal(buf_text(&torn.all), buf_text(&whole.all));
        stop(&whole);
        stop(&torn);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_without_their_ends),
        cmocka_unit_test(lines_have_a_ceiling),
        cmocka_unit_test(lines_stop_when_the_taker_says_so),
        cmocka_unit_test(lines_are_the_same_in_any_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
