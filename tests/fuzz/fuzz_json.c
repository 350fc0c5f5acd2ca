/* JSON: what was read is read again from what is written of it. */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "wire/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    json_t *tree = NULL;
    json_t *again = NULL;
    struct err err = ERR_INIT;
    struct buf out;

    if (tree_from_json(fuzz_text(at, bytes), "-", &tree, &err) != ERR_OK) {
        FUZZ_CHECK(tree == NULL && err.text[0] != '\0' && err.where[0] != '\0');
        return 0;
    }
    buf_init(&out, LIMIT_RESPONSE_BYTES);
    tree_to_json(tree, 0, &out);
    FUZZ_CHECK(tree_from_json(buf_span(&out), "-", &again, NULL) == ERR_OK);
    FUZZ_CHECK(json_equal(tree, again));
    json_decref(tree);
    json_decref(again);
    buf_release(&out);
    return 0;
}
