/* Lists in any pieces: the same items, the same end, the same error. */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "wire/items.h"

static bool take(void *ctx, struct span object, struct span managed)
{
    struct buf *all = ctx;
    struct buf scratch;
    struct span again;
    struct span none;

    FUZZ_CHECK(span_starts(object, "{"));
    FUZZ_CHECK(managed.bytes == 0 ||
               (span_starts(managed, "[") && span_ends(managed, "]")));
    buf_add(all, object.at, object.bytes);
    buf_add_byte(all, '|');
    buf_add(all, managed.at, managed.bytes);
    buf_add_byte(all, '\n');
    buf_init(&scratch, LIMIT_OBJECT_BYTES);
    items_set_managed_apart(object, &scratch, &again, &none);
    FUZZ_CHECK(again.bytes <= object.bytes);
    buf_release(&scratch);
    return true;
}

struct outcome {
    enum err_code code;
    struct err err;
    struct buf all;
    struct buf envelope;
    bool is_whole;
};

static void run(struct span text, size_t piece, struct outcome *ret)
{
    struct items *items = items_new("items", 1000);

    *ret = (struct outcome){.err = ERR_INIT};
    buf_init(&ret->all, LIMIT_RESPONSE_BYTES);
    buf_init(&ret->envelope, LIMIT_RESPONSE_BYTES);
    while (text.bytes > 0 && ret->code == ERR_OK) {
        size_t bytes = text.bytes < piece ? text.bytes : piece;
        ret->code = items_feed(items, text.at, bytes, take, &ret->all, &ret->err);
        text = span_skip(text, bytes);
    }
    ret->is_whole = items_is_whole(items);
    struct span envelope = items_envelope(items);
    buf_add(&ret->envelope, envelope.at, envelope.bytes);
    items_free(items);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct outcome whole;
    struct outcome torn;

    run(fuzz_text(at, bytes), bytes, &whole);
    run(fuzz_text(at, bytes), fuzz_piece_bytes(at, bytes), &torn);
    FUZZ_CHECK(whole.code == torn.code);
    FUZZ_CHECK(whole.is_whole == torn.is_whole);
    FUZZ_CHECK(fuzz_is_same(&whole.all, &torn.all));
    FUZZ_CHECK(fuzz_is_same(&whole.envelope, &torn.envelope));
    FUZZ_CHECK(strcmp(whole.err.text, torn.err.text) == 0);
    buf_release(&whole.all);
    buf_release(&whole.envelope);
    buf_release(&torn.all);
    buf_release(&torn.envelope);
    return 0;
}
