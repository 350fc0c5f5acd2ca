/* Faults as a text: understood, or refused with a word. */
#include "fuzz/fuzz.h"

#include "base/mem.h"
#include "sim/fault.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct arena arena;
    struct fault fault;
    struct err err = ERR_INIT;
    char *text = mem_copy_bytes((const char *)at, bytes);

    arena_init(&arena, 0);
    if (fault_parse(text, &arena, &fault, &err) != ERR_OK) {
        FUZZ_CHECK(err.text[0] != '\0');
    } else {
        struct fault_box *box = fault_box_new();
        FUZZ_CHECK(fault.count <= FAULT_WORDS_MOST && fault.target[0] != '\0');
        if (fault_is_rule(&fault))
            fault_box_add(box, &fault, NULL);
        json_decref(fault_box_json(box));
        fault_box_free(box);
    }
    arena_release(&arena);
    free(text);
    return 0;
}
