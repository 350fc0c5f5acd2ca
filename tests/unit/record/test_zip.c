/* Deflated bytes: what goes in comes out, whatever it is like and in whatever pieces. */
#include "lib/check.h"
#include "lib/prop.h"

#include "base/limits.h"
#include "record/zip.h"
#include "base/banned.h"

static void fill(struct prop *prop, struct buf *out, size_t bytes)
{
    static const char words[][12] = {"\"name\":\"web\"", "\"uid\":\"x\",", "{\"a\":1}",
                                     "  "};

    buf_init(out, 4 * LIMIT_MIB);
    while (out->bytes < bytes) {
        if (prop_coin(prop))
            buf_add_text(out, words[prop_below(prop, ARRAY_COUNT(words))]);
        else
            buf_add_byte(out, (char)(' ' + prop_below(prop, 90)));
    }
}

static void a_packed_text_comes_back(void **state)
{
    struct packer *packer = packer_new();
    struct prop prop;

    (void)state;
    prop_start(&prop);
    for (int i = 0; i < prop_rounds(60); i++) {
        struct buf text;
        struct buf like;
        struct buf packed;
        struct buf again;
        fill(&prop, &text, 1 + prop_below(&prop, i % 7 == 0 ? 300000 : 3000));
        fill(&prop, &like, prop_coin(&prop) ? 0 : prop_below(&prop, 16000));
        buf_init(&packed, LIMIT_MIB);
        buf_init(&again, LIMIT_MIB);

        packer_pack(packer, buf_span(&text), buf_span(&like), &packed);

        assert_true(packer_unpack(packer, buf_span(&packed), buf_span(&like), &again));
        assert_int_equal(again.bytes, text.bytes);
        assert_memory_equal(again.at, text.at, text.bytes);
        buf_release(&text);
        buf_release(&like);
        buf_release(&packed);
        buf_release(&again);
    }
    packer_free(packer);
}

static void what_is_alike_costs_little(void **state)
{
    struct packer *packer = packer_new();
    struct prop prop;
    struct buf text;
    struct buf packed;

    (void)state;
    prop_start(&prop);
    fill(&prop, &text, 1500);
    buf_init(&packed, LIMIT_MIB);
    packer_pack(packer, buf_span(&text), buf_span(&text), &packed);

    assert_true(packed.bytes < text.bytes / 10);
    buf_release(&packed);
    buf_init(&packed, 30); /* and without it nothing can be read */
    struct buf again;
    buf_init(&again, LIMIT_MIB);
    assert_false(packer_unpack(packer, span_of("no zlib"), span_of(""), &again));
    buf_release(&again);
    buf_release(&packed);
    buf_release(&text);
    packer_free(packer);
}

static bool add(void *ctx, const char *at, size_t bytes)
{
    return buf_add(ctx, at, bytes);
}

static bool feed(void *ctx, const char *at, size_t bytes)
{
    return gunzip_feed(ctx, at, bytes, NULL) == ERR_OK;
}

static void a_file_comes_back_in_any_pieces(void **state)
{
    struct prop prop;

    (void)state;
    prop_start(&prop);
    for (int i = 0; i < prop_rounds(20); i++) {
        struct buf text;
        struct buf gz;
        struct buf again;
        fill(&prop, &text, 1 + prop_below(&prop, 200000));
        buf_init(&gz, LIMIT_MIB);
        buf_init(&again, LIMIT_MIB);
        struct gzip *gzip = gzip_new(add, &gz);
        assert_true(gzip_feed(gzip, buf_span(&text)));
        assert_true(gzip_end(gzip));
        gzip_free(gzip);

        struct gunzip *gunzip = gunzip_new(add, &again);
        assert_true(prop_feed_pieces(&prop, buf_span(&gz), feed, gunzip));

        assert_true(gunzip_is_whole(gunzip));
        assert_int_equal(again.bytes, text.bytes);
        assert_memory_equal(again.at, text.at, text.bytes);
        gunzip_free(gunzip);
        buf_release(&text);
        buf_release(&gz);
        buf_release(&again);
    }
}

static void a_cut_file_is_not_whole(void **state)
{
    struct buf gz;
    struct buf again;

    (void)state;
    buf_init(&gz, LIMIT_MIB);
    buf_init(&again, LIMIT_MIB);
    struct gzip *gzip = gzip_new(add, &gz);
    gzip_feed(gzip, span_of("something to be cut"));
    gzip_end(gzip);
    gzip_free(gzip);
    for (size_t bytes = 0; bytes < gz.bytes; bytes++) {
        struct gunzip *gunzip = gunzip_new(add, &again);
        gunzip_feed(gunzip, gz.at, bytes, NULL);
        assert_false(gunzip_is_whole(gunzip));
        gunzip_free(gunzip);
    }
    buf_release(&gz);
    buf_release(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_packed_text_comes_back),
        cmocka_unit_test(what_is_alike_costs_little),
        cmocka_unit_test(a_file_comes_back_in_any_pieces),
        cmocka_unit_test(a_cut_file_is_not_whole),
    };
    return cmocka_run_group_tests_name("zip", tests, NULL, NULL);
}
