/* A recording that is read: a good one plays, and of a bad one is said in one line what is
 * wrong, and where. */
#include "lib/check.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "record/deck.h"
#include "record/tape.h"
#include "reel.h"
#include "base/banned.h"

#define AT(clock) "{\"at\":\"2026-01-15T" clock "Z\","
#define START     AT("08:00:00") "\"op\":\"start\"}\n"
#define END       AT("08:10:00") "\"op\":\"end\"}\n"
#define SERVICE                                                                          \
    "\"object\":{\"metadata\":{\"namespace\":\"shop\",\"name\":\"web\",\"uid\":\"u1\","  \
    "\"resourceVersion\":\"7\"},\"spec\":{\"type\":\"LoadBalancer\"}}"
#define PUT(clock) AT(clock) "\"op\":\"put\",\"kind\":\"services\"," SERVICE "}\n"
#define BASE                                                                             \
    AT("08:00:00")                                                                       \
    "\"op\":\"list_began\",\"kind\":\"services\"}\n" AT(                                 \
        "08:00:00") "\"op\":\"list_ended\",\"kind\":\"services\"}\n"

static enum err_code read_tape(const char *body, struct tape **ret_tape, struct err *err)
{
    struct buf text;
    struct buf gz;

    buf_init(&text, LIMIT_MIB);
    buf_add_text(&text, reel_header);
    buf_add_text(&text, body);
    reel_pack(buf_text(&text), &gz);
    enum err_code code = tape_read(buf_span(&gz), "x.gz", ret_tape, err);
    buf_release(&text);
    buf_release(&gz);
    return code;
}

static void a_recording_plays_at_its_times(void **state)
{
    struct tape *tape = NULL;
    struct err err = ERR_INIT;

    (void)state;
    if (read_tape(BASE START PUT("08:01:00")
                      AT("08:02:00") "\"op\":\"gone\",\"kind\":\"services\","
                                     "\"namespace\":\"shop\","
                                     "\"name\":\"web\",\"uid\":\"u1\"}\n" END,
                  &tape, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    struct deck *deck = deck_new(tape);
    struct view *view = deck_view(deck);
    assert_int_equal(view->row_count, 0);
    view_free(view);

    deck_next(deck);
    assert_int_equal(deck_wall_ms(deck), REEL_FROM_MS + 60000);
    view = deck_view(deck);
    assert_int_equal(view->row_count, 1);
    assert_int_equal(view->wall_ms, REEL_FROM_MS + 60000);
    view_free(view);

    deck_go(deck, REEL_FROM_MS + 130000);
    view = deck_view(deck);
    assert_int_equal(view->row_count, 0);
    view_free(view);

    deck_back(deck); /* to when it went, which was the last change */
    deck_back(deck);
    view = deck_view(deck);
    assert_int_equal(view->row_count, 1);
    view_free(view);
    deck_go(deck, 0);
    assert_int_equal(deck_wall_ms(deck), REEL_FROM_MS);
    deck_go(deck, INT64_MAX / 2);
    assert_true(deck_is_at_end(deck));
    deck_free(deck);
    tape_free(tape);
}

static void a_clock_that_was_set_back_goes_on(void **state)
{
    struct tape *tape = NULL;

    (void)state;
    assert_int_equal(
        read_tape(BASE START PUT("08:05:00") PUT("08:01:00") END, &tape, NULL), ERR_OK);
    for (size_t i = tape->base_count; i < tape->count; i++)
        assert_true(tape->lines[i].wall_ms >= tape->lines[i - 1].wall_ms);
    tape_free(tape);
}

/* ---- what is no recording ---- */

static const struct bad {
    const char *body;
    const char *where;
    const char *says; /* part of it */
} bads[] = {
    {"", "x.gz", "is cut"},
    {BASE START, "x.gz", "is cut"},
    {START PUT("08:01:00"), "x.gz", "is cut"},
    {START "nonsense\n" END, "x.gz:3", "is no JSON object"},
    {START "{\"at\":\"2026-01-15T08:00:00Z\",\"op\":\"put\"\n" END, "x.gz:3",
     "is no JSON object"},
    {START AT("08:01:00") "\"op\":\"dance\"}\n" END, "x.gz:3", "op: is not known"},
    {START "{\"op\":\"end\"}\n", "x.gz:3", "at: is missing"},
    {START "{\"at\":\"today\",\"op\":\"end\"}\n", "x.gz:3", "at: is no time"},
    {START AT("08:01:00") "\"op\":\"put\",\"kind\":\"secrets\"," SERVICE "}\n" END,
     "x.gz:3", "kind: is not known"},
    {START AT("08:01:00") "\"op\":\"put\",\"kind\":\"services\"}\n" END, "x.gz:3",
     "object: is missing"},
    {START AT("08:01:00") "\"op\":\"put\",\"kind\":\"services\",\"object\":{\"spec\":1}}"
                          "\n" END,
     "x.gz:3", ""},
    {START AT("08:01:00") "\"op\":\"page\",\"page\":2,\"body\":{}}\n" END, "x.gz:3",
     "not in order"},
    {START AT("08:01:00") "\"op\":\"sweep\",\"of\":\"elb\",\"page_items\":2000,\"pages\":"
                          "[1]}\n" END,
     "x.gz:3", "not told before"},
    {START AT("08:01:00") "\"op\":\"probe\",\"address\":\"1.2.3.4\",\"port\":70000,"
                          "\"state\":\"ok\"}\n" END,
     "x.gz:3", "port"},
    {START AT(
         "08:01:00") "\"op\":\"source\",\"name\":\"weather\",\"state\":\"live\"}\n" END,
     "x.gz:3", "name: is no source"},
    {START END PUT("08:01:00"), "x.gz:4", "behind the end"},
    {START START END, "x.gz:3", "second start"},
    {START AT("09:00:00") "\"op\":\"probing\",\"on\":true}\n" END, "x.gz:3",
     "later than"},
};

static void what_is_wrong_is_said_with_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(bads); i++) {
        struct tape *tape = NULL;
        struct err err = ERR_INIT;
        assert_int_not_equal(read_tape(bads[i].body, &tape, &err), ERR_OK);
        assert_null(tape);
        if (strcmp(err.where, bads[i].where) != 0 ||
            strstr(err.text, bads[i].says) == NULL)
            fail_msg("case %zu: %s: %s", i, err.where, err.text);
    }
}

static void assert_refused(const char *text, enum err_code code, const char *says)
{
    struct tape *tape = NULL;
    struct err err = ERR_INIT;
    struct buf gz;

    reel_pack(text, &gz);
    assert_int_equal(tape_read(buf_span(&gz), "x.gz", &tape, &err), code);
    if (strstr(err.text, says) == NULL)
        fail_msg("%s: %s", err.where, err.text);
    buf_release(&gz);
}

static void a_header_that_is_none_is_refused(void **state)
{
    (void)state;
    assert_refused("", ERR_SHAPE, "is empty");
    assert_refused("hello\n", ERR_SHAPE, "no recording of elbtop");
    assert_refused("{\"kind\":\"List\"}\n", ERR_SHAPE, "no recording of elbtop");
    assert_refused("{\"elbtop_recording\":2}\n", ERR_LIMIT, "use the newer program");
    assert_refused("{\"elbtop_recording\":1,\"from\":\"2026-01-15T08:00:00Z\","
                   "\"to\":\"2025-01-15T08:00:00Z\"}\n",
                   ERR_SHAPE, "no span of time");
}

static void what_is_not_gzip_is_refused(void **state)
{
    struct tape *tape = NULL;
    struct err err = ERR_INIT;

    (void)state;
    assert_int_equal(tape_read(span_of("{\"a\":1}\n"), "x.gz", &tape, &err), ERR_SHAPE);
    assert_string_equal(err.where, "x.gz");
    assert_non_null(strstr(err.text, "not compressed with gzip"));
    err_clear(&err);
    assert_int_equal(tape_open("/nowhere/at.all", &tape, &err), ERR_LOCAL);
    err_clear(&err);
    assert_int_equal(tape_open("/dev", &tape, &err), ERR_LOCAL);
}

static void every_cut_of_a_file_is_refused(void **state)
{
    struct buf text;
    struct buf gz;

    (void)state;
    buf_init(&text, LIMIT_MIB);
    buf_add_text(&text, reel_header);
    buf_add_text(&text, BASE START PUT("08:01:00") END);
    reel_pack(buf_text(&text), &gz);
    for (size_t bytes = 0; bytes < gz.bytes; bytes += 7) {
        struct tape *tape = NULL;
        assert_int_not_equal(tape_read(span_make(gz.at, bytes), "x", &tape, NULL),
                             ERR_OK);
        assert_null(tape);
    }
    buf_release(&text);
    buf_release(&gz);
}

/* A file of a few hundred kilobytes that would unpack to more than is taken. */
static void a_bomb_stops_at_the_ceiling(void **state)
{
    static char blanks[1 << 20];
    struct tape *tape = NULL;
    struct err err = ERR_INIT;
    struct buf text;
    struct buf gz;

    (void)state;
    memset(blanks, ' ', sizeof blanks - 1);
    buf_init(&text, LIMIT_TAPE_BYTES + 8 * LIMIT_MIB);
    buf_add_text(&text, reel_header);
    while (text.bytes <= LIMIT_TAPE_BYTES)
        assert_true(buf_add_text(&text, blanks));
    reel_pack(buf_text(&text), &gz);
    buf_release(&text);
    assert_int_equal(tape_read(buf_span(&gz), "x.gz", &tape, &err), ERR_LIMIT);
    assert_non_null(strstr(err.text, "unpacks to more than"));
    buf_release(&gz);
}

static void a_line_that_is_too_long_is_refused(void **state)
{
    struct tape *tape = NULL;
    struct err err = ERR_INIT;
    struct buf text;
    struct buf gz;

    (void)state;
    buf_init(&text, 2 * LIMIT_RECORD_LINE_BYTES);
    buf_add_text(&text, reel_header);
    buf_add_text(&text, START AT("08:01:00") "\"op\":\"put\",\"kind\":\"");
    while (text.bytes < LIMIT_RECORD_LINE_BYTES + LIMIT_MIB)
        buf_add_text(&text, "abcdefghijklmnopqrstuvwxyz0123456789");
    buf_add_text(&text, "\"}\n" END);
    reel_pack(buf_text(&text), &gz);
    assert_int_equal(tape_read(buf_span(&gz), "x.gz", &tape, &err), ERR_LIMIT);
    assert_string_equal(err.where, "x.gz:3");
    buf_release(&text);
    buf_release(&gz);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_recording_plays_at_its_times),
        cmocka_unit_test(a_clock_that_was_set_back_goes_on),
        cmocka_unit_test(what_is_wrong_is_said_with_its_line),
        cmocka_unit_test(a_header_that_is_none_is_refused),
        cmocka_unit_test(what_is_not_gzip_is_refused),
        cmocka_unit_test(every_cut_of_a_file_is_refused),
        cmocka_unit_test(a_bomb_stops_at_the_ceiling),
        cmocka_unit_test(a_line_that_is_too_long_is_refused),
    };
    return cmocka_run_group_tests_name("tape", tests, NULL, NULL);
}
