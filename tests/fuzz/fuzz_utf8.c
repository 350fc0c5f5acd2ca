/* Whatever comes in, what goes to a screen is harmless UTF-8. */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct span text = fuzz_text(at, bytes);
    struct buf clean;
    struct buf again;
    uint32_t point;

    buf_init(&clean, LIMIT_RESPONSE_BYTES);
    buf_init(&again, LIMIT_RESPONSE_BYTES);
    utf8_add_clean(&clean, text);
    struct span rest = buf_span(&clean);
    size_t before = rest.bytes;
    while (utf8_next(&rest, &point)) {
        FUZZ_CHECK(utf8_is_harmless(point));
        FUZZ_CHECK(point != 0xfffd || before - rest.bytes == 3);
        before = rest.bytes;
    }
    utf8_add_clean(&again, buf_span(&clean));
    FUZZ_CHECK(fuzz_is_same(&clean, &again));
    FUZZ_CHECK(utf8_text_cells(buf_span(&clean)) <= 2 * clean.bytes);
    FUZZ_CHECK(utf8_whole_bytes(text) <= bytes && utf8_whole_bytes(text) + 3 >= bytes);
    buf_release(&clean);
    buf_release(&again);
    return 0;
}
