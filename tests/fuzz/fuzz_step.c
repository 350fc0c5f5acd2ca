/* A step of a story, as lessons and the remote control send it: in shape, or refused. */
#include "fuzz/fuzz.h"

#include "sim/story.h"
#include "wire/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct story_step step;
    struct err err = ERR_INIT;
    json_t *tree = NULL;

    if (tree_from_yaml(fuzz_text(at, bytes), "-", &tree, NULL) != ERR_OK)
        return 0;
    if (story_read_step(tree, &step, &err) != ERR_OK)
        FUZZ_CHECK(err.text[0] != '\0');
    else
        FUZZ_CHECK(step.apply == NULL || json_is_array(step.apply));
    json_decref(tree);
    return 0;
}
