/* Objects of every kind, from any bytes: a record, or an error that says why. */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "kube/object.h"
#include "wire/items.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct buf scratch;
    struct span object;
    struct span managed;

    buf_init(&scratch, LIMIT_OBJECT_BYTES);
    items_set_managed_apart(fuzz_text(at, bytes), &scratch, &object, &managed);
    for (int kind = 0; kind < KUBE_KIND_COUNT; kind++) {
        struct kube_object *decoded = NULL;
        struct err err = ERR_INIT;
        if (kube_object_decode((enum kube_kind)kind, object, managed, 0, &decoded,
                               &err) == ERR_OK) {
            FUZZ_CHECK(decoded != NULL);
        } else {
            FUZZ_CHECK(decoded == NULL && err.code != ERR_OK && err.text[0] != '\0');
        }
        kube_object_free(decoded);
    }
    buf_release(&scratch);
    return 0;
}
