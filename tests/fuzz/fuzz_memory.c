/* What a store remembers from one run to the next: what was read and written is read again. */
#include "fuzz/fuzz.h"

#include "state/memory.h"
#include "wire/tree.h"

/* A minute after the history in the corpus was written: what is a month old is forgotten. */
static const int64_t now_ms = INT64_C(1795430460000);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    json_t *tree = NULL;

    if (tree_from_json(fuzz_text(at, bytes), "memory", &tree, NULL) != ERR_OK)
        return 0;
    struct store *store = store_new();
    if (memory_read(store, tree, now_ms, NULL) == ERR_OK) {
        json_t *written = memory_write(store, now_ms);
        struct store *again = store_new();
        FUZZ_CHECK(memory_read(again, written, now_ms, NULL) == ERR_OK);
        store_free(again);
        json_decref(written);
    }
    store_free(store);
    json_decref(tree);
    return 0;
}
