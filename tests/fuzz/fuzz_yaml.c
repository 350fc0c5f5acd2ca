/* YAML: what was read is read again from what is written of it. */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "wire/tree.h"

static void write_and_read(const json_t *tree)
{
    json_t *again = NULL;
    struct buf out;

    buf_init(&out, LIMIT_FILE_BYTES);
    tree_to_yaml(tree, &out);
    if (!out.over) { /* aliases unfolded can be more than a file holds */
        FUZZ_CHECK(tree_from_yaml(buf_span(&out), "-", &again, NULL) == ERR_OK);
        FUZZ_CHECK(json_equal(tree, again));
    }
    json_decref(again);
    buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    json_t *all = NULL;
    json_t *lines = NULL;
    struct err err = ERR_INIT;

    if (tree_from_yaml_lines(fuzz_text(at, bytes), "-", &all, &lines, &err) != ERR_OK) {
        FUZZ_CHECK(all == NULL && err.text[0] != '\0' && err.where[0] != '\0');
        return 0;
    }
    FUZZ_CHECK(json_array_size(all) == json_array_size(lines));
    for (size_t i = 0; i < json_array_size(all); i++) {
        FUZZ_CHECK(json_integer_value(json_array_get(lines, i)) >= 1);
        write_and_read(json_array_get(all, i));
    }
    json_decref(all);
    json_decref(lines);
    return 0;
}
