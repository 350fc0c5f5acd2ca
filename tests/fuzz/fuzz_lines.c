/* Lines in any pieces: the same lines, the same error. */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "wire/lines.h"

static bool take(void *ctx, struct span line)
{
    buf_add(ctx, line.at, line.bytes);
    buf_add_byte(ctx, '\n');
    return true;
}

static enum err_code run(struct span text, size_t piece, struct buf *ret_all)
{
    struct lines lines;
    enum err_code code = ERR_OK;

    lines_init(&lines, 100);
    buf_init(ret_all, LIMIT_RESPONSE_BYTES);
    while (text.bytes > 0 && code == ERR_OK) {
        size_t bytes = text.bytes < piece ? text.bytes : piece;
        code = lines_feed(&lines, text.at, bytes, take, ret_all, NULL);
        text = span_skip(text, bytes);
    }
    lines_release(&lines);
    return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct buf whole;
    struct buf torn;
    enum err_code code = run(fuzz_text(at, bytes), bytes, &whole);

    FUZZ_CHECK(code == run(fuzz_text(at, bytes), fuzz_piece_bytes(at, bytes), &torn));
    FUZZ_CHECK(fuzz_is_same(&whole, &torn));
    buf_release(&whole);
    buf_release(&torn);
    return 0;
}
