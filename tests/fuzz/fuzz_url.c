/* URLs: parts lie inside the whole; escaping can be taken back. */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "wire/url.h"

static bool is_inside(struct span part, struct span whole)
{
    return part.at >= whole.at && part.at + part.bytes <= whole.at + whole.bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct span text = fuzz_text(at, bytes);
    struct url_parts parts;
    struct buf once;
    struct buf back;

    if (url_split(text, &parts)) {
        FUZZ_CHECK(is_inside(parts.scheme, text) && parts.scheme.bytes > 0);
        FUZZ_CHECK(is_inside(parts.host, text) && parts.host.bytes > 0);
        FUZZ_CHECK(is_inside(parts.path, text));
    }
    buf_init(&once, LIMIT_RESPONSE_BYTES);
    buf_init(&back, LIMIT_RESPONSE_BYTES);
    url_escape(&once, text);
    FUZZ_CHECK(url_unescape(&back, buf_span(&once), true));
    FUZZ_CHECK(back.bytes == bytes && memcmp(buf_text(&back), at, bytes) == 0);
    buf_clear(&back);
    url_unescape(&back, text, false);
    FUZZ_CHECK(back.bytes <= bytes);
    buf_release(&once);
    buf_release(&back);
    return 0;
}
