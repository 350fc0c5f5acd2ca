/* Moments and durations: what was read is read again from what is printed of it. */
#include "fuzz/fuzz.h"

#include "base/when.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct span text = fuzz_text(at, bytes);
    char out[WHEN_TEXT_BYTES];
    int64_t ms;
    int64_t again;

    if (when_parse(text, &ms)) {
        struct span printed = span_of(when_print(ms, out));
        /* A zone can carry the last day of year 9999 into the next, which has no text. */
        if (ms >= -62135596800000 && ms <= 253402300799999)
            FUZZ_CHECK(when_parse(printed, &again) && again == ms);
    }
    if (duration_parse(text, &ms)) {
        FUZZ_CHECK(ms >= 0);
        FUZZ_CHECK(strlen(duration_print_short(ms, out)) <= 5);
    }
    return 0;
}
