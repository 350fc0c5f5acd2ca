/* base64: what was decoded is decoded again from what is encoded of it. */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "wire/digest.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct buf decoded;
    struct buf encoded;
    struct buf again;

    buf_init(&decoded, LIMIT_RESPONSE_BYTES);
    buf_init(&encoded, LIMIT_RESPONSE_BYTES);
    buf_init(&again, LIMIT_RESPONSE_BYTES);
    if (base64_decode(&decoded, fuzz_text(at, bytes), NULL) == ERR_OK) {
        FUZZ_CHECK(decoded.bytes <= bytes / 4 * 3);
        base64_encode(&encoded, buf_span(&decoded));
        FUZZ_CHECK(base64_decode(&again, buf_span(&encoded), NULL) == ERR_OK);
        FUZZ_CHECK(fuzz_is_same(&decoded, &again));
    }
    buf_release(&decoded);
    buf_release(&encoded);
    buf_release(&again);
    return 0;
}
