/* HTTP as the backends read it: each head that is whole is eaten, and bounded. */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "sim/fabric_http.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct fabric_request request;
    enum fabric_step step = FABRIC_WHOLE;
    struct buf in, out;

    if (bytes > LIMIT_KIB * 64)
        return 0;
    buf_init(&in, LIMIT_KIB * 64);
    buf_init(&out, LIMIT_MIB * 8);
    buf_add(&in, (const char *)at, bytes);
    while (step == FABRIC_WHOLE) {
        size_t before = in.bytes;
        step = fabric_request_read(&in, &request);
        if (step != FABRIC_WHOLE)
            break;
        FUZZ_CHECK(in.bytes < before);
        FUZZ_CHECK(request.body_bytes >= 0 && request.method[0] != '\0');
        FUZZ_CHECK(strlen(request.path) < sizeof request.path);
        fabric_answer(&out, &request, 200, "text/plain", span_of("hello\n"));
    }
    buf_release(&in);
    buf_release(&out);
    return 0;
}
