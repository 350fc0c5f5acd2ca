/* Lines of a watch: what is taken apart lies within, and setting apart adds nothing. */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "kube/change.h"
#include "wire/items.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct span line = fuzz_text(at, bytes);
    struct change change;
    struct span object;
    struct span managed;
    struct buf scratch;

    if (!change_split(line, &change))
        return 0;
    FUZZ_CHECK(change.object.at >= line.at);
    FUZZ_CHECK(change.object.at + change.object.bytes <= line.at + line.bytes);
    FUZZ_CHECK(span_starts(change.object, "{"));
    buf_init(&scratch, LIMIT_OBJECT_BYTES);
    items_set_managed_apart(change.object, &scratch, &object, &managed);
    FUZZ_CHECK(object.bytes + managed.bytes <= change.object.bytes);
    buf_release(&scratch);
    return 0;
}
