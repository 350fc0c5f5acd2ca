/* labelSelector and, on a second line, fieldSelector: understood, or refused with a word. */
#include "fuzz/fuzz.h"

#include "base/mem.h"
#include "sim/kube_inside.h"
#include "sim/kube_selector.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct arena arena;
    struct kube_problem problem;
    struct kube_selector selector;
    struct span rest = fuzz_text(at, bytes);
    struct span first = {0};

    span_cut(&rest, '\n', &first);
    char *labels = mem_copy_bytes(first.bytes == 0 ? "" : first.at, first.bytes);
    char *fields = mem_copy_bytes(rest.bytes == 0 ? "" : rest.at, rest.bytes);
    arena_init(&arena, 0);
    kube_problem_init(&problem, &arena);
    bool good = kube_selector_parse(kube_kind_find("", "v1", "services"), labels, fields,
                                    &selector, &problem);
    FUZZ_CHECK(good == (problem.code == 0));
    FUZZ_CHECK(!good || selector.label_count <= SELECTOR_TERMS);
    FUZZ_CHECK(!good || selector.field_count <= SELECTOR_TERMS);
    kube_problem_release(&problem);
    arena_release(&arena);
    free(labels);
    free(fields);
    return 0;
}
