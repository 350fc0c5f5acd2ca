/* The cloud's look at a signature: any header, any request, never a fit by accident. */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "base/mem.h"
#include "sim/sigcheck.h"

static const char *header(const void *ctx, const char *name)
{
    (void)name;
    return ctx;
}

/* The Authorization header, the path, and what all headers and the body say: a line each. */
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct sigcheck_claim claim;
    struct span rest = fuzz_text(at, bytes);
    struct span line = {0};
    struct buf canonical;

    span_cut(&rest, '\n', &line);
    char *claimed = mem_copy_bytes(line.bytes == 0 ? "" : line.at, line.bytes);
    span_cut(&rest, '\n', &line);
    char *path = mem_copy_bytes(line.bytes == 0 ? "" : line.at, line.bytes);
    char *value = mem_copy_bytes(rest.bytes == 0 ? "" : rest.at, rest.bytes);
    const struct sigcheck_query query = {.name = value, .value = path};
    const struct sigcheck_request request = {.method = "GET",
                                             .path = path,
                                             .query_count = 1,
                                             .query = &query,
                                             .header = header,
                                             .header_ctx = value,
                                             .body = span_of(value)};

    sigcheck_date_ms(value);
    if (sigcheck_read(claimed, &claim)) {
        buf_init(&canonical, LIMIT_MIB * 4);
        sigcheck_canonical(&request, claim.signed_headers, &canonical);
        buf_release(&canonical);
        FUZZ_CHECK(!sigcheck_fits(&request, &claim, span_of("a secret nobody knows")));
    }
    free(claimed);
    free(path);
    free(value);
    return 0;
}
